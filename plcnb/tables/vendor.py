"""What a vendor's report says of the students, as a table."""

from typing import Any

import pandas as pd

from plcnb.tables.frames import checked
from plcnb.tables.numbers import MISSING, number
from plcnb.tables.rows import HIDDEN, records
from plcnb.tables.table import Cell, Column, Table


def vendor_table(frame: pd.DataFrame, source: str = "the vendor") -> Table:
    """Return what the vendor says, the whole test first, then standard by standard.

    Parameters
    ----------
    frame : DataFrame
        As `stats.vendor.summarise` gives it.
    source : str
        What the caption calls the vendor's test.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = checked(
        frame,
        "what a vendor says",
        numbers=["median", "low", "high"],
        counts=["n"],
        texts=["standard_id", "code", "statement", "measure", "words"],
    )
    columns = (Column("What it says"), Column("Students", "num"), Column("Middle", "num"), Column("Half lie"))
    return Table(
        f"What {source} reports of the students: its own numbers, by its own norms",
        columns,
        tuple(_row(row) for row in records(data)),
        "No vendor's report has been imported for this team.",
    )


def _row(row: dict[str, Any]) -> tuple[Cell, ...]:
    named = " ".join(filter(None, (row["code"], row["statement"]))) if row["standard_id"] else ""
    name = Cell(row["measure"], named)
    if row["hidden"]:
        return name, Cell(MISSING), Cell(MISSING), Cell(HIDDEN)
    n = Cell(f"{row['n']:,}")
    if row["words"] or row["median"] != row["median"]:
        return name, n, Cell(MISSING), Cell(row["words"] or "no number and no word")
    ends = number(row["low"]), number(row["high"])
    spread = "" if row["low"] != row["low"] or ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
    return name, n, Cell(number(row["median"])), Cell(spread)
