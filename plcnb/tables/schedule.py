"""Times at which a team can meet, as a table."""

from datetime import datetime
from typing import Any

import pandas as pd

from plcnb.tables.numbers import MISSING, count_of, day_month
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
        If a column is missing.
    """
    require_columns(
        frame, {"n_can", "n_cannot", "n_unknown", "who_cannot", "who_unknown"}, "the common times"
    )
    rows = tuple(
        (
            Cell(slot_words(slot)),
            Cell(can_words(row)),
            Cell(", ".join(map(str, row["who_cannot"])) or MISSING),
            Cell(", ".join(map(str, row["who_unknown"])) or MISSING),
        )
        for slot, row in zip(frame.index, records(frame), strict=True)
    )
    return Table(
        "When the team can meet, most people first",
        (Column("Time"), Column("Can come", "num"), Column("Cannot"), Column("Not answered")),
        rows,
        "No time has been proposed yet.",
    )


def slot_words(slot: Any) -> str:
    """Return a time as people say it: "Mon 3 Oct, 15:00"; a text stays as it is."""
    if isinstance(slot, datetime):
        return f"{_DAYS[slot.weekday()]} {day_month(slot)}, {slot:%H:%M}"
    return str(slot)


def can_words(row: Any) -> str:
    """Return how many can come: "7 of 9"."""
    everybody = row["n_can"] + row["n_cannot"] + row["n_unknown"]
    return f"{row['n_can']:,} of {count_of(everybody, '').strip()}"
