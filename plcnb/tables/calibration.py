"""What a team expected beside what came, as tables, and the words that the chart and the sentences share."""

from typing import Any

import numpy as np
import pandas as pd

from plcnb.tables.frames import checked
from plcnb.tables.numbers import MISSING, count_of, number, percent, points, points_between, whole_percent
from plcnb.tables.rows import hidden_words, records, require_columns, share_words
from plcnb.tables.table import Cell, Column, Table

EXPECTED = {
    "above": "we expected too much",
    "cannot tell": "cannot tell yet",
    "below": "we expected too little",
}
CAME = {
    "above": "better than we expected",
    "cannot tell": "cannot tell yet",
    "below": "below what we expected",
}
_SHAPES = {"above": "▲", "cannot tell": "○", "below": "▼"}
_OFF = {"above": "▼", "cannot tell": "○", "below": "▲"}
_SURE = "as we expected"


def reveal_table(frame: pd.DataFrame) -> Table:
    """Return each standard as it was expected and as it came, in the order of the frame.

    Parameters
    ----------
    frame : DataFrame
        As `stats.calibration.reveal` gives it.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    columns = (
        Column("Standard"),
        Column("Expected (%)", "num"),
        Column("Came (%)", "num"),
        Column("Surprise", "num"),
        Column("What it says"),
    )
    rows = tuple(_reveal_row(row) for row in records(revealed(frame)))
    return Table(
        "What we expected (middle; lowest to highest) and what came (where it probably lies)",
        columns,
        rows,
        "Nothing has come yet that could be set beside predictions.",
    )


def calibration_table(frame: pd.DataFrame, titles: dict[str, str] | None = None) -> Table:
    """Return how far off the team was at each assessment, in the order of the frame.

    Parameters
    ----------
    frame : DataFrame
        As `stats.calibration.calibration` gives it.
    titles : mapping, optional
        From an assessment's id to its title.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    columns = (
        Column("Assessment"),
        Column("Too much or too little (points)", "num"),
        Column("Off by (points)", "num"),
        Column("Brier", "num"),
        Column("What it says"),
    )
    rows = tuple(_calibration_row(row, titles or {}) for row in records(calibrated(frame)))
    return Table(
        "How far our predictions lay from what came, as points of 100",
        columns,
        rows,
        "Nobody has predicted yet. Before the next results are shown, write down what you expect.",
    )


def revealed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of `reveal`, checked; what few predicted stays without a number.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = checked(
        frame,
        "the predictions",
        shares=("expected", "expected_low", "expected_high", "share", "low", "high"),
        changes=("surprise",),
        counts=("n_members", "n_students", "n_items"),
        texts=("code", "statement", "verdict", "not_shown"),
    )
    few = data["not_shown"].ne("")
    data.loc[few, ["expected", "expected_low", "expected_high", "surprise"]] = float("nan")
    return data


def calibrated(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of `calibration`, checked.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = checked(
        frame,
        "the calibration",
        shares=("error", "brier"),
        changes=("bias",),
        numbers=("low", "high"),
        counts=("n", "n_members", "n_standards"),
        texts=("assessment_id", "verdict", "more_needed"),
    )
    require_columns(frame, ("near",), "the calibration")
    data["near"] = [isinstance(value, bool | np.bool_) and bool(value) for value in frame["near"]]
    few = data["why"].ne("") & ~data["hidden"]
    data.loc[few | data["hidden"], ["bias", "error", "brier", "low", "high"]] = float("nan")
    return data


def expected_words(row: Any) -> str:
    """Return what was expected with its range and n, "65 % (50 to 80 %, 5 members)", or why not."""
    n = count_of(row["n_members"], "member")
    if row["not_shown"]:
        return row["not_shown"] if row["n_members"] else "not predicted"
    if pd.isna(row["expected"]):
        return "not predicted"
    span = ""
    if not pd.isna(row["expected_low"]) and not pd.isna(row["expected_high"]):
        span = f"{whole_percent(row['expected_low'])} to {percent(row['expected_high'])}, "
    return f"{percent(row['expected'])} ({span}{n})"


def came_words(row: Any) -> str:
    """Return how what came compares with what was expected: "▲ better than we expected"."""
    shape, words = _SHAPES[row["verdict"]], CAME[row["verdict"]]
    return f"{shape}\N{NO-BREAK SPACE}{words}"


def off_words(row: Any) -> str:
    """Return whether the team expected too much or too little: "▼ we expected too much"."""
    if row["near"] and row["verdict"] == "cannot tell":
        return f"●\N{NO-BREAK SPACE}{_SURE}"
    return f"{_OFF[row['verdict']]}\N{NO-BREAK SPACE}{EXPECTED[row['verdict']]}"


def _reveal_row(row: dict[str, Any]) -> tuple[Cell, ...]:
    name = " ".join(filter(None, (row["code"], row["statement"]))) or "a standard without a name"
    if hidden_words(row):
        return Cell(name), Cell(MISSING), Cell(MISSING), Cell(MISSING), Cell(hidden_words(row))
    n = f"{count_of(row['n_students'], 'student')}, {count_of(row['n_items'], 'question')}"
    span = ""
    if not pd.isna(row["expected_low"]) and not pd.isna(row["expected_high"]):
        members = count_of(row["n_members"], "member")
        span = f"{whole_percent(row['expected_low'])} to {whole_percent(row['expected_high'])}, {members}"
    told = Cell("not predicted" if not row["n_members"] else row["not_shown"])
    if not pd.isna(row["surprise"]):
        told = Cell(came_words(row))
    return (
        Cell(name, n),
        Cell(_bare(percent(row["expected"])), span),
        Cell(_bare(share_words(row)), _between(row)),
        Cell(points(row["surprise"])),
        told,
    )


def _calibration_row(row: dict[str, Any], titles: dict[str, str]) -> tuple[Cell, ...]:
    name = Cell(
        titles.get(row["assessment_id"], "") or f"Assessment {row['assessment_id']}".strip(),
        basis_words(row),
    )
    if row["hidden"] or row["why"]:
        why = hidden_words(row) if row["hidden"] else f"not shown ({row['why']})"
        return name, Cell(MISSING), Cell(MISSING), Cell(MISSING), Cell(why, _takes(row))
    unsure = pd.isna(row["low"]) or pd.isna(row["high"]) or pd.isna(row["bias"])
    return (
        name,
        Cell(points(row["bias"]), "" if unsure else points_between(row["low"], row["high"])),
        Cell(points(row["error"]).removeprefix("+")),
        Cell(number(row["brier"])),
        Cell(off_words(row), _takes(row)),
    )


def _takes(row: dict[str, Any]) -> str:
    return f"it takes {row['more_needed']}" if row["more_needed"] else ""


def basis_words(row: Any) -> str:
    """Return what a calibration rests on: "20 predictions, 5 members, 4 standards"."""
    counts = ((row["n"], "prediction"), (row["n_members"], "member"), (row["n_standards"], "standard"))
    return ", ".join(count_of(n, what) for n, what in counts)


def _between(row: dict[str, Any]) -> str:
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return ""
    return f"{whole_percent(row['low'])} to {whole_percent(row['high'])}"


def _bare(text: str) -> str:
    return text.removesuffix(" %")
