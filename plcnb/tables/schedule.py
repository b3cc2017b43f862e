"""Times at which a team can meet, as a table."""

from datetime import datetime
from typing import Any

import pandas as pd

from plcnb.errors import DataError
from plcnb.tables.frames import checked, clean, with_index
from plcnb.tables.numbers import MISSING, day_month
from plcnb.tables.rows import records, require_columns
from plcnb.tables.table import Cell, Column, Table

_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def common_times_table(frame: pd.DataFrame) -> Table:
    """Return the times in the frame's order: how many can come, who cannot, who has not said.

    Parameters
    ----------
    frame : DataFrame
        As `stats.schedule.common_times` gives it.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    rows = tuple(
        (
            Cell(row["slot"]),
            Cell(can_words(row)),
            Cell(row["who_cannot"] or MISSING),
            Cell(row["who_unknown"] or MISSING),
        )
        for row in records(times_to_show(frame))
    )
    return Table(
        "When the team can meet, most people first",
        (Column("Time"), Column("Can come", "num"), Column("Cannot"), Column("Not answered")),
        rows,
        "No time has been proposed yet.",
    )


def times_to_show(frame: pd.DataFrame) -> pd.DataFrame:
    """Return slots and names as text, with the counts; checked.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    counts, who = ("n_can", "n_cannot", "n_unknown"), ("who_cannot", "who_unknown")
    frame = with_index(frame, ("slot",))
    data = checked(frame, "the common times", counts=counts)
    require_columns(frame, ("slot", *who), "the common times")
    data["slot"] = [slot_words(slot) for slot in frame["slot"]]
    return data.assign(**{name: [_names(cell, name) for cell in frame[name]] for name in who})


def slot_words(slot: Any) -> str:
    """Return a time as people say it: "Mon 3 Oct, 15:00"; a text stays as it is."""
    if isinstance(slot, datetime) and not pd.isna(slot):
        return f"{_DAYS[slot.weekday()]} {day_month(slot)}, {slot:%H:%M}"
    if isinstance(slot, tuple):
        return ", ".join(map(slot_words, slot))
    missing = pd.api.types.is_scalar(slot) and pd.isna(slot)
    return ("" if missing else clean(slot)) or "a time without a name"


def can_words(row: Any) -> str:
    """Return how many can come: "7 of 9"."""
    return f"{row['n_can']:,} of {row['n_can'] + row['n_cannot'] + row['n_unknown']:,}"


def _names(cell: Any, column: str) -> str:
    if not isinstance(cell, tuple | list):
        raise DataError(f"Column {column} of the common times holds no tuple of names.")
    return ", ".join(clean(name) for name in cell)
