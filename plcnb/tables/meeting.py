"""What a meeting needs on paper: its agenda, and what to know about the data."""

import pandas as pd

from plcnb.tables.rows import records, require_columns
from plcnb.tables.table import Cell, Column, Notes, Table


def agenda_table(frame: pd.DataFrame) -> Table:
    """Return the agenda: what, how long, and why, with the minutes added up in the caption.

    Parameters
    ----------
    frame : DataFrame
        Columns `minutes`, `item`, `why`, in the order of the meeting.

    Raises
    ------
    DataError
        If a column is missing.
    """
    require_columns(frame, {"minutes", "item", "why"}, "the agenda")
    rows = tuple((Cell(row["item"]), Cell(f"{row['minutes']:g}"), Cell(row["why"])) for row in records(frame))
    return Table(
        f"Proposed agenda, {frame['minutes'].sum():g} minutes",
        (Column("What we do"), Column("Minutes", "num"), Column("Why")),
        rows,
        "Nothing to decide yet, so no agenda is proposed.",
    )


def notes_list(frame: pd.DataFrame) -> Notes:
    """Return the notes on the data as a list, in their order.

    Parameters
    ----------
    frame : DataFrame
        Columns `position` and `note`.

    Raises
    ------
    DataError
        If a column is missing.
    """
    require_columns(frame, {"position", "note"}, "the notes")
    return Notes(tuple(frame.sort_values("position", kind="stable")["note"]))
