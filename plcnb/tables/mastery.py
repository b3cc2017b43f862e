"""Mastery by standard, or by assessment, as a table."""

from typing import Any

import pandas as pd

from plcnb.tables.frames import checked
from plcnb.tables.numbers import MISSING, count_of, whole_percent
from plcnb.tables.rows import hidden_words, records, share_words, verdict_words
from plcnb.tables.table import Cell, Column, Table

_UNIT = " %"  # left out where the header has it


def mastery_table(frame: pd.DataFrame) -> Table:
    """Return mastery by standard, or by assessment, as a table in the order of the frame.

    Parameters
    ----------
    frame : DataFrame
        As `stats.mastery.by_standard` or `by_assessment` gives it; a column `hidden` marks rows whose numbers
        may not be shown.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    by_assessment = isinstance(frame, pd.DataFrame) and "assessment_id" in frame
    data = checked(
        frame,
        "mastery",
        shares=("share", "low", "high"),
        counts=("n_students",) if by_assessment else ("n_students", "n_items"),
        texts=(*(("title",) if by_assessment else ("code", "statement")), "verdict", "more_needed"),
    )
    rows = tuple(_mastery_row(row, by_assessment) for row in records(data))
    what = "students who reached the cut" if by_assessment else "points gained"
    columns = (
        Column("Assessment" if by_assessment else "Standard"),
        Column("Share (%)", "num"),
        Column("Verdict"),
    )
    return Table(
        f"Share of {what}, where it probably lies, and what would settle it",
        columns,
        rows,
        "No result has arrived yet: import one to see what is secure.",
    )


def _mastery_row(row: dict[str, Any], by_assessment: bool) -> tuple[Cell, ...]:
    name = row["title"] if by_assessment else " ".join(filter(None, (row["code"], row["statement"])))
    if hidden_words(row):
        return Cell(name), Cell(MISSING), Cell(hidden_words(row))
    n = count_of(row["n_students"], "student")
    if not by_assessment:
        n += f", {count_of(row['n_items'], 'question')}"
    if pd.isna(row["share"]):
        return Cell(name, n), Cell(MISSING), Cell("no result yet", row["more_needed"])
    no_interval = pd.isna(row["low"]) or pd.isna(row["high"])
    between = "" if no_interval else f"{whole_percent(row['low'])} to {whole_percent(row['high'])}"
    share = Cell(share_words(row).removesuffix(_UNIT), between)
    return Cell(name, n), share, Cell(verdict_words(row["verdict"]), row["more_needed"])
