"""Where a change is really happening, as a table."""

import pandas as pd

from plcnb.tables.frames import checked
from plcnb.tables.numbers import count_of, whole_percent
from plcnb.tables.rows import hidden_words, records, verdict_words
from plcnb.tables.table import Cell, Column, Table

EVERYWHERE = "Everywhere"  # how the row of all places together is called
_HAPPENS = {"above": "in most of them", "below": "in few of them"}


def implementation_table(frame: pd.DataFrame) -> Table:
    """Return in how many sightings a change happens as meant, place by place, in the frame's order.

    Parameters
    ----------
    frame : DataFrame
        As `cycle.implementing.by_place` gives it: `place` ("" is everywhere), `n`, `happening`, `partly`,
        `share`, `low`, `high`, `verdict`, `more_needed`. Of rows with `hidden` no number is shown.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    rows = tuple(
        (
            Cell(place_name(row["place"]), hidden_words(row) or _partly(row)),
            Cell("" if row["hidden"] else f"{row['happening']:,} of {row['n']:,}", _between(row)),
            Cell("" if row["hidden"] else happens_words(row), _settles(row)),
        )
        for row in records(sightings_to_show(frame))
    )
    columns = (
        Column("Where"),
        Column("Sightings as meant", "num"),
        Column("Does it happen?"),
    )
    return Table(
        "In how many sightings the change happens as meant, and where the share of all lessons probably lies",
        columns,
        rows,
        "Nobody has looked yet whether the change is happening.",
    )


def sightings_to_show(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of sightings, checked; the counts of hidden rows are 0.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = checked(
        frame,
        "the sightings",
        shares=("share", "low", "high"),
        counts=("n", "happening", "partly"),
        texts=("place", "verdict", "more_needed"),
    )
    data.loc[data["hidden"], ["n", "happening", "partly"]] = 0
    data.loc[data["hidden"], ["verdict", "more_needed"]] = ["cannot tell", ""]
    return data


def place_name(place: str) -> str:
    """Return what a place is called; the empty one stands for all of them."""
    return place or EVERYWHERE


def happens_words(row: pd.Series | dict[str, object]) -> str:
    """Return whether the change happens at a place, behind its shape: "● clearly in most of them"."""
    shape, words = verdict_words(row["verdict"]).split("\N{NO-BREAK SPACE}", 1)  # type: ignore[arg-type]
    how = f"clearly {_HAPPENS[str(row['verdict'])]}" if row["verdict"] in _HAPPENS else words
    return f"{shape}\N{NO-BREAK SPACE}{how}"


def sightings_words(n: float) -> str:
    """Return a number of sightings: "1 sighting", "12 sightings"."""
    return count_of(n, "sighting")


def _between(row: dict[str, object]) -> str:
    low, high = float(row["low"]), float(row["high"])  # type: ignore[arg-type]
    return "" if low != low or high != high else f"{whole_percent(low)} to {whole_percent(high)} %"


def _partly(row: dict[str, object]) -> str:
    return f"partly in {row['partly']:,}" if row["partly"] else ""


def _settles(row: dict[str, object]) -> str:
    return f"would settle it: {row['more_needed']}" if row["more_needed"] else ""
