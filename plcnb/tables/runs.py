"""What run charts and control charts say, as tables."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from plcnb.errors import DataError
from plcnb.stats.runs import RunChart, XmR
from plcnb.tables.frames import clean
from plcnb.tables.numbers import MISSING, number, percent, when
from plcnb.tables.table import Cell, Column, Table

RUN_WORDS: dict[str, str] = {
    "signal": "something has changed",
    "no signal": "nothing but chance to be seen",
    "cannot tell": "cannot tell yet",
}
XMR_WORDS: dict[str, str] = {
    "signal": "something out of the usual",
    "no signal": "nothing out of the usual",
    "cannot tell": "cannot tell yet",
}
MEANING_SHAPES: dict[str, str] = {"improvement": "●", "concern": "◆", "neutral": "■"}
TRIAL = "trial limits"  # as the caution calls limits of few values
_RULES = {
    "Above UCL": "above the upper limit",
    "Below LCL": "below the lower limit",
    "7 Point Trend (Increasing)": "in a trend of 7 rising",
    "7 Point Trend (Decreasing)": "in a trend of 7 falling",
    "2 in 3 Above CL": "2 of 3 close to the upper limit",
    "2 in 3 Below CL": "2 of 3 close to the lower limit",
    "7 Points Above CL": "7 in a row above the mean",
    "7 Points Below CL": "7 in a row below the mean",
}


def run_table(result: RunChart) -> Table:
    """Return the two rules of a run chart: what was seen, and what chance explains.

    Parameters
    ----------
    result : RunChart
        As `stats.runs.run_chart` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    check_result(result, RunChart, "runs.run_chart")
    judged = result.verdict != "cannot tell"
    rows = (
        ("Longest run on one side", result.longest_run, "at most", result.longest_run_max),
        ("Crossings of the median", result.crossings, "at least", result.crossings_min),
    )
    return Table(
        f"{RUN_WORDS[result.verdict].capitalize()}: {result.n_useful} of {result.n} values off the median",
        (Column("Rule"), Column("Seen", "num"), Column("By chance alone")),
        tuple(
            (Cell(rule), Cell(number(seen)), Cell(f"{word} {number(limit)}" if judged else MISSING))
            for rule, seen, word, limit in rows
        ),
    )


def xmr_table(result: XmR, labels: Sequence[Any] | None = None, *, shares: bool = False) -> Table:
    """Return the values that are more than the usual coming and going, in the order of time.

    Parameters
    ----------
    result : XmR
        As `stats.runs.xmr` gives it.
    labels : sequence, optional
        A date or a word for each value; otherwise the index of its points.
    shares : bool
        Whether the values are shares, to be written as per cent.

    Raises
    ------
    DataError
        If `result` is something else, or there is not one label for each value.
    """
    check_result(result, XmR, "runs.xmr")
    write = percent if shares else number
    times = time_labels(result.points.index if labels is None else labels, len(result.points))
    special = [
        (time, value, meaning, kind)
        for time, value, meaning, kind in zip(
            times,
            result.points["value"],
            result.points["meaning"],
            result.points["special_cause_type"],
            strict=True,
        )
        if meaning
    ]
    rows = tuple(
        (Cell(time), Cell(write(value)), Cell(meaning_words(meaning), rule_words(kind)))
        for time, value, meaning, kind in special
    )
    usual = f"mean {write(result.mean)}, usually from {write(result.lower)} to {write(result.upper)}"
    return Table(
        f"Values out of the usual ({usual})",
        (Column("When"), Column("Value", "num"), Column("What it is")),
        rows,
        result.why,
    )


def assurance_words(result: XmR, target: str) -> str:
    """Return how the series stands to its target, as a sentence; "" without one.

    `target` is the target as it is written.
    """
    if result.target != result.target:
        return ""
    how = result.assurance or "no better way is known"
    trial = f", by {TRIAL} so far" if TRIAL in result.caution and result.assurance != "cannot tell" else ""
    return f"Target {target}: {how}{trial}."


def check_result(result: Any, kind: type, call: str) -> None:
    """Raise DataError unless `result` is what that call gives."""
    if not isinstance(result, kind):
        raise DataError(f"This needs what {call} gives, got {type(result).__name__}.")


def rule_words(kind: str) -> str:
    """Return the rule that made a value special, in words."""
    return _RULES[kind]


def meaning_words(meaning: str) -> str:
    """Return what a special value means, with its shape: "● improvement"."""
    return f"{MEANING_SHAPES[meaning]}\N{NO-BREAK SPACE}{meaning}"


def time_labels(labels: Sequence[Any] | pd.Index, n: int) -> list[str]:
    """Return what each time is called: dates as "3 Oct", whole numbers from 1 where nothing is known.

    Raises
    ------
    DataError
        If there is not one label for each of the `n` values.
    """
    if isinstance(labels, pd.RangeIndex) and labels.name == "point":
        return [str(place + 1) for place in range(len(labels))]
    if isinstance(labels, str | pd.DataFrame) or not hasattr(labels, "__len__") or len(labels) != n:
        raise DataError(f"labels must hold one date or word for each of the {n} values.")
    return [_label(label) for label in labels]


def _label(label: Any) -> str:
    if hasattr(label, "month") and hasattr(label, "day"):
        return when(label)
    if isinstance(label, float):
        return number(label)
    return "" if label is None or label is pd.NA else clean(label)
