"""A protected table of counts or shares, as rows and columns with their totals."""

from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import DataError
from plcnb.tables.frames import checked, clean
from plcnb.tables.numbers import MISSING
from plcnb.tables.rows import records, require_columns, share_words
from plcnb.tables.table import Cell, Column, Table

NOT_SHOWN = "not shown"
_OWN = ("shown", "hidden", "why", "n_students", "share", "low", "high")


def protected_table(frame: pd.DataFrame, caption: str = "", across: str | None = None) -> Table:
    """Return a protected table with a row for each team, say, and a column for each level.

    Parameters
    ----------
    frame : DataFrame
        Counts as `stats.disclosure.protect` gives them (shown, hidden), or shares as `protect_shares` gives
        them (n_students, share, low, hidden, why). All other columns name the cells.
    caption : str
        What is counted; "Students" or "Share" by default.
    across : str, optional
        The column whose labels stand side by side; the last of several by default. A single column stays a
        list of rows.

    Returns
    -------
    Table
        In the order of the frame. A hidden cell reads "not shown", whatever the reason, since the reason
        would tell which are the small ones; a coded share "95 % or more"; a cell that cannot be, a dash.

    Raises
    ------
    DataError
        If a column is missing, a number is none, or a cell stands twice.
    """
    require_columns(frame, {"hidden"}, "the protected table")
    shares = "shown" not in frame
    numbers = {"n_students": "counts", "share": "shares", "low": "shares"} if shares else {"shown": "numbers"}
    require_columns(frame, set(numbers), "the protected table")
    names = _names(frame)
    across = across if across is not None else (names[-1] if len(names) > 1 else None)
    if across is not None and across not in names:
        raise DataError(
            f"The protected table has no column {across!r} to lay out; it has {', '.join(names)}."
        )
    down = [name for name in names if name != across]
    data = checked(
        frame,
        "the protected table",
        shares=[name for name, kind in numbers.items() if kind == "shares"],
        counts=[name for name, kind in numbers.items() if kind == "counts"],
        numbers=[name for name, kind in numbers.items() if kind == "numbers"],
        texts=names,
    )
    counted = data["shown"].dropna().to_numpy() if not shares else np.zeros(0)
    if ((counted < 0) | (counted != np.floor(counted))).any():
        raise DataError("In the protected table a number shown is no count of students: whole, 0 or more.")
    texts = [NOT_SHOWN if row["hidden"] else _text(row, shares) for row in records(data)]
    side = data[across].tolist() if across is not None else [""] * len(data)
    heads = list(dict.fromkeys(side))
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for place, head, text in zip(data[down].itertuples(index=False, name=None), side, texts, strict=True):
        if head in found.setdefault(place, {}):
            raise DataError(
                f"In the protected table the cell {', '.join(filter(None, (*place, head)))} is there twice."
            )
        found[place][head] = text
    what = "Share" if shares else "Students"
    columns = [*(Column(clean(name)) for name in down[:1]), *(Column(head or what, "num") for head in heads)]
    rows = tuple(
        (_name(place), *(Cell(cells.get(head, MISSING)) for head in heads)) for place, cells in found.items()
    )
    return Table(caption or what, tuple(columns), rows, "No cell has been counted yet.")


def _names(frame: pd.DataFrame) -> list[str]:
    """Return the columns that name the cells: as the frame says, else all that hold no number of its own."""
    said = frame.attrs.get("by", [])
    names = said if said and set(said) <= set(frame.columns) else [c for c in frame.columns if c not in _OWN]
    if not names:
        raise DataError("The protected table has no column that names its cells, such as team.")
    return [str(name) for name in names]


def _name(place: tuple[str, ...]) -> Cell:
    """Return the head of a row: its first label, the others in small print, totals of totals once."""
    return Cell(place[0], ", ".join(dict.fromkeys(part for part in place[1:] if part != place[0])))


def _text(row: dict[str, Any], shares: bool) -> str:
    if shares:
        return share_words(row)
    if np.isnan(row["shown"]):
        return NOT_SHOWN
    return f"{int(row['shown']):,}"
