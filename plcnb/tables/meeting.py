"""What a meeting needs on paper: its agenda, and what to know about the data."""

import pandas as pd

from plcnb.tables.frames import checked
from plcnb.tables.numbers import MISSING
from plcnb.tables.rows import records
from plcnb.tables.table import Cell, Column, Notes, Table


def agenda_table(frame: pd.DataFrame) -> Table:
    """Return the agenda: what, how long, and why, with the minutes added up in the caption.

    Parameters
    ----------
    frame : DataFrame
        Columns `minutes`, `item`, `why`, in the order of the meeting. A column `used`, the minutes it took
        (NaN: nobody noted them), is shown where there is one.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    noted = ("used",) if isinstance(frame, pd.DataFrame) and "used" in frame else ()
    data = checked(frame, "the agenda", numbers=("minutes", *noted), texts=("item", "why"))
    rows = tuple(
        (
            Cell(row["item"]),
            *(Cell(_minutes(row[name])) for name in ("minutes", *noted)),
            Cell(row["why"]),
        )
        for row in records(data)
    )
    used = tuple(Column("Used", "num") for _ in noted)
    return Table(
        f"{'Agenda' if noted else 'Proposed agenda'}, {_minutes(data['minutes'].sum())} minutes",
        (Column("What we do"), Column("Minutes", "num"), *used, Column("Why")),
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
        If the frame is malformed.
    """
    data = checked(frame, "the notes", numbers=("position",), texts=("note",))
    return Notes(tuple(data.sort_values("position", kind="stable")["note"]))


def _minutes(minutes: float) -> str:
    return MISSING if pd.isna(minutes) else f"{round(float(minutes), 1):g}"
