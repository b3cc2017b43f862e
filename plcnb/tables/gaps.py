"""Gaps between groups, and the fairness of questions, as tables; and the words both share with charts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from plcnb.tables.frames import checked, clean
from plcnb.tables.goals import Unit, check_unit
from plcnb.tables.numbers import MISSING, count_of, number, points
from plcnb.tables.rows import HIDDEN, records, require_columns, verdict_words
from plcnb.tables.table import Cell, Column, Table

FAIRNESS_WORDS: dict[str, str] = {
    "negligible": "● alike",
    "cannot tell": "○ cannot tell yet",
    "moderate": "◆ worth a look",
    "large": "◆ look here first",
}


@dataclass(frozen=True)
class Gap:
    """A group's row as it may be shown: either with a gap, or with words in its place."""

    name: str
    n: int
    gap: float
    low: float
    high: float
    verdict: str
    more_needed: str
    caution: str
    instead: str

    @property
    def basis(self) -> str:
        """How many students; "" where that may not be shown."""
        return "" if self.instead == HIDDEN else count_of(self.n, "student")


def gaps_of(frame: pd.DataFrame, unit: Unit) -> list[Gap]:
    """Return the rows of a frame of gaps, checked, what may not be shown blanked.

    Raises
    ------
    DataError, ParameterError
        If the frame is malformed, or `unit` is unknown.
    """
    check_unit(unit)
    numbers = ("gap", "low", "high")
    require_columns(frame, numbers, "gaps")
    data = checked(
        frame,
        "gaps",
        changes=["gap"] if unit == "share" else [],
        numbers=["low", "high"] if unit == "share" else numbers,  # of few students wider than the scale
        counts=["n"],
        texts=["verdict", "more_needed", "caution", *(["group"] if "group" in frame else [])],
    )
    data["name"] = data["group"] if "group" in data else [clean(name) for name in frame.index]
    data.loc[data["hidden"], list(numbers)] = np.nan
    return [_gap(row) for row in records(data)]


def _gap(row: dict[str, Any]) -> Gap:
    instead = ""
    if row["hidden"]:
        instead = f"not shown ({row['why']})" if row["why"] else HIDDEN
        row |= {"n": 0, "verdict": "cannot tell", "more_needed": "", "caution": ""}
    elif pd.isna(row["gap"]):
        instead = row["caution"] or "not compared"
    kept = {
        name: row[name] for name in ("name", "n", "gap", "low", "high", "verdict", "more_needed", "caution")
    }
    return Gap(**kept, instead=instead)


def comparisons_in(frame: pd.DataFrame, rows: list[Gap]) -> tuple[int, float]:
    """Return how many comparisons were made, and how many would look clear by chance alone."""
    made = sum(not row.instead for row in rows)
    said, alarms = frame.attrs.get("comparisons"), frame.attrs.get("expected_false_alarms")
    if isinstance(said, int) and isinstance(alarms, float) and said <= made:
        return said, alarms
    return made, 0.05 * made


def beside_whom(frame: pd.DataFrame) -> str:
    """Return with whom each group was compared: "the others", or the name of one group."""
    reference = frame.attrs.get("reference")
    return "the others" if reference is None else clean(reference)


def gap_words(gap: float, unit: Unit) -> str:
    """Return a gap with its sign: "+8"; shares as points of 100."""
    return points(gap) if unit == "share" else number(gap, signed=True)


def gap_between(row: Gap, unit: Unit) -> str:
    """Return where a gap probably lies: "probably between −1 and +11"."""
    if pd.isna(row.low) or pd.isna(row.high):
        return "nobody can say how sure"
    low, high = (max(row.low, -1.0), min(row.high, 1.0)) if unit == "share" else (row.low, row.high)
    return f"probably between {gap_words(low, unit)} and {gap_words(high, unit)}"


def gaps_table(frame: pd.DataFrame, unit: Unit = "share") -> Table:
    """Return the gaps between groups as a table, in the order of the groups' names.

    Parameters
    ----------
    frame : DataFrame
        As `stats.gaps.compare` or `compare_shares` gives it; a column `hidden` marks rows whose numbers
        may not be shown.
    unit : "share" or "points"
        Of the scores; differences of shares are shown as points of 100.

    Raises
    ------
    DataError, ParameterError
        If the frame is malformed, or `unit` is unknown.
    """
    rows = gaps_of(frame, unit)
    made, alarms = comparisons_in(frame, rows)
    return Table(
        f"Each group beside {beside_whom(frame)}: {count_of(made, 'comparison')}, of which chance alone "
        f"would make about {number(alarms)} look clear",
        (
            Column("Group"),
            Column("Gap (points of 100)" if unit == "share" else "Gap (points)", "num"),
            Column("Verdict"),
        ),
        tuple(_gap_cells(row, unit) for row in rows),
        "No group has scores yet: a gap shows once students of two groups have taken the same test.",
    )


def _gap_cells(row: Gap, unit: Unit) -> tuple[Cell, ...]:
    if row.instead:
        return Cell(row.name, row.basis), Cell(MISSING), Cell(row.instead, row.more_needed)
    verdict = verdict_words(row.verdict)  # type: ignore[arg-type]
    small = "; ".join(filter(None, (row.more_needed, row.caution)))
    return (
        Cell(row.name, row.basis),
        Cell(gap_words(row.gap, unit), gap_between(row, unit)),
        Cell(verdict, small),
    )


def fairness_table(frame: pd.DataFrame) -> Table:
    """Return whether equally able students of two groups found each question equally hard.

    Parameters
    ----------
    frame : DataFrame
        As `stats.gaps.differential_item_functioning` gives it.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    rows = tuple(_fairness_cells(row) for row in fairness_of(frame))
    reference, focal = (clean(frame.attrs.get(side, side)) for side in ("reference", "focal"))
    return Table(
        f"Each question for equally able students: {focal} beside {reference}. Above 0 on the scale of ETS: "
        f"easier for {focal} than for students of {reference} with the same score",
        (Column("Question"), Column("Difference", "num"), Column("Class of ETS"), Column("Verdict")),
        rows,
        "No question has answers of two groups yet.",
    )


def fairness_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame on questions' fairness, checked, each with the name of its question.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    require_columns(frame, {"verdict"}, "questions' fairness")
    data = checked(
        frame.rename(columns={"verdict": "fairness"}),
        "questions' fairness",
        numbers=["delta", "low", "high"],
        counts=["n_reference", "n_focal"],
        texts=[
            "ets",
            "fairness",
            "favours",
            "more_needed",
            "caution",
            *(["item"] if "item" in frame else []),
        ],
    )
    data["name"] = data["item"] if "item" in data else [clean(name) for name in frame.index]
    data["fairness"] = data["fairness"].where(data["fairness"].isin(list(FAIRNESS_WORDS)), "cannot tell")
    return records(data)


def _fairness_cells(row: dict[str, Any]) -> tuple[Cell, ...]:
    if row["hidden"]:
        return Cell(row["name"]), Cell(MISSING), Cell(MISSING), Cell(HIDDEN)
    n = f"{number(row['n_focal'])} and {count_of(row['n_reference'], 'student')}"
    between = (
        ""
        if pd.isna(row["low"])
        else f"{number(row['low'], signed=True)} to {number(row['high'], signed=True)}"
    )
    small = "; ".join(filter(None, (row["more_needed"], row["caution"])))
    return (
        Cell(row["name"], n),
        Cell(number(row["delta"], signed=True), between),
        Cell(row["ets"] or MISSING),
        Cell(FAIRNESS_WORDS[row["fairness"]], small),
    )
