"""What classroom visits saw, as a table."""

from datetime import date
from typing import Any

import pandas as pd

from plcnb.tables.frames import checked, clean, with_index
from plcnb.tables.numbers import count_of, percent, when, whole_percent
from plcnb.tables.rows import hidden_words, records, require_columns, verdict_words
from plcnb.tables.table import Cell, Column, Table

_COMPARED = {"above": "clearly more than before", "below": "clearly less than before"}


def look_fors_table(frame: pd.DataFrame) -> Table:
    """Return what visits saw in each period, in the frame's order. Rooms and teachers are not in it.

    Parameters
    ----------
    frame : DataFrame
        As `stats.visits.look_fors` gives it.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    rows = tuple(
        (
            Cell(row["look_for"], row["period"]),
            Cell(percent(row["share"]).removesuffix(" %"), _between(row)),
            Cell(f"{row['n_visits']:,}"),
            Cell(compared_words(row), _small(row)),
        )
        for row in records(look_fors_to_show(frame))
    )
    columns = (Column("Look-for"), Column("Seen in (%)", "num"), Column("Visits", "num"), Column("Compared"))
    return Table(
        "In how many visits it was seen, where the share probably lies, and whether it changed",
        columns,
        rows,
        "No visit has been logged yet.",
    )


def look_fors_to_show(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of look-fors with look_for and period as columns of text; checked.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    frame = with_index(frame, ("look_for", "period"))
    data = checked(
        frame,
        "the look-fors",
        shares=("share", "low", "high"),
        counts=("n_visits",),
        texts=("look_for", "verdict", "more_needed"),
    )
    require_columns(frame, ("period",), "the look-fors")
    data["period"] = [period_words(period) for period in frame["period"]]
    return data.assign(look_for=data["look_for"].replace("", "a look-for without a name"))


def period_words(period: Any) -> str:
    """Return a period as people say it: a date as "3 Oct", anything else as it is."""
    if isinstance(period, date):
        return when(period)
    return "" if pd.api.types.is_scalar(period) and pd.isna(period) else clean(period)


def compared_words(row: Any) -> str:
    """Return how a share compares with the period before: "● clearly more than before"."""
    shape = verdict_words(row["verdict"]).split("\N{NO-BREAK SPACE}")[0]
    return f"{shape}\N{NO-BREAK SPACE}{_COMPARED.get(row['verdict'], 'cannot tell a change yet')}"


def visits_words(n: float) -> str:
    """Return a number of visits: "1 visit", "12 visits"."""
    return count_of(n, "visit")


def _between(row: dict[str, Any]) -> str:
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return ""
    return f"{whole_percent(row['low'])} to {whole_percent(row['high'])}"


def _small(row: dict[str, Any]) -> str:
    if row["hidden"]:
        return hidden_words(row)
    return f"would settle it: {row['more_needed']}" if row["more_needed"] else ""
