"""What classroom visits saw, as a table."""

from datetime import date
from typing import Any

import pandas as pd

from plcnb.tables.numbers import count_of, percent, when, whole_percent
from plcnb.tables.rows import records, require_columns, verdict_words
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
        If a column is missing.
    """
    flat = flat_look_fors(frame)
    rows = tuple(
        (
            Cell(str(row["look_for"]), period_words(row["period"])),
            Cell(percent(row["share"]).removesuffix(" %"), _between(row)),
            Cell(f"{int(row['n_visits']):,}"),
            Cell(compared_words(row), _small(row)),
        )
        for row in records(flat)
    )
    columns = (Column("Look-for"), Column("Seen in (%)", "num"), Column("Visits", "num"), Column("Compared"))
    return Table(
        "In how many visits it was seen, where the share probably lies, and whether it changed",
        columns,
        rows,
        "No visit has been logged yet.",
    )


def flat_look_fors(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of look-fors with look_for and period as columns.

    Raises
    ------
    DataError
        If a column is missing.
    """
    if isinstance(frame, pd.DataFrame) and {"look_for", "period"} <= set(frame.index.names):
        frame = frame.reset_index()
    needed = {
        "look_for",
        "period",
        "n_visits",
        "share",
        "low",
        "high",
        "verdict",
        "more_needed",
        "hidden",
        "why",
    }
    require_columns(frame, needed, "the look-fors")
    return frame


def period_words(period: Any) -> str:
    """Return a period as people say it: a date as "3 Oct", anything else as it is."""
    return when(period) if isinstance(period, date) else str(period)


def compared_words(row: Any) -> str:
    """Return how a share compares with the period before: "● clearly more than before"."""
    shape = verdict_words(row["verdict"]).split("\N{NO-BREAK SPACE}")[0]
    return f"{shape}\N{NO-BREAK SPACE}{_COMPARED.get(row['verdict'], 'cannot tell yet')}"


def visits_words(n: float) -> str:
    """Return a number of visits: "1 visit", "12 visits"."""
    return count_of(n, "visit")


def _between(row: dict[str, Any]) -> str:
    if pd.isna(row["low"]):
        return ""
    return f"{whole_percent(row['low'])} to {whole_percent(row['high'])}"


def _small(row: dict[str, Any]) -> str:
    if row["hidden"]:
        return f"not shown ({row['why']})"
    return f"would settle it: {row['more_needed']}" if row["more_needed"] else ""
