"""Whether a series has changed, in a sentence."""

from collections.abc import Sequence
from typing import Any

from plcnb.errors import ParameterError
from plcnb.model import Verdict
from plcnb.stats.runs import RunChart, XmR
from plcnb.stats.xmr import SHIFT
from plcnb.tables import count_of, number, percent
from plcnb.tables.frames import clean
from plcnb.tables.runs import RUN_WORDS, XMR_WORDS, assurance_words, check_result, rule_words, time_labels
from plcnb.words.finding import Finding

_BETTER = {"up": 1, "down": -1, "neutral": 0}
_HOW = {1: " for the better", -1: " for the worse", 0: ""}
_MEANS = {"improvement": 1, "concern": -1, "neutral": 0}
_VERDICTS: dict[int, Verdict] = {1: "above", -1: "below", 0: "cannot tell"}


def say_run(result: RunChart, measure: str, improvement: str = "up") -> Finding:
    """Say whether a series has shifted off its median, and which way.

    Parameters
    ----------
    result : RunChart
        As `stats.runs.run_chart` gives it.
    measure : str
        What was measured, to begin the sentence: "share of exit tickets right".
    improvement : "up", "down" or "neutral"
        Where better lies.

    Raises
    ------
    DataError
        If `result` is something else.
    ParameterError
        If `improvement` is unknown.
    """
    check_result(result, RunChart, "runs.run_chart")
    if not isinstance(improvement, str) or improvement not in _BETTER:
        raise ParameterError(f"improvement must be up, down or neutral, got {improvement!r}.")
    way = result.side * _BETTER[improvement] if result.verdict == "signal" else 0
    return _finding(result, RUN_WORDS, measure, way, result.why)


def say_xmr(
    result: XmR, measure: str, labels: Sequence[Any] | None = None, *, shares: bool = False
) -> Finding:
    """Say whether a series holds more than its usual coming and going, and what the latest of it means.

    The finding is for the better or the worse only where the latest special value is one of the last seven.

    Parameters
    ----------
    result : XmR
        As `stats.runs.xmr` gives it.
    measure : str
        What was measured, to begin the sentence.
    labels : sequence of dates or words, optional
        One for each value; otherwise the index of the result's points.
    shares : bool
        Whether the values are shares.

    Raises
    ------
    DataError
        If `result` is something else, or the labels are of another length.
    """
    check_result(result, XmR, "runs.xmr")
    points = result.points
    times = time_labels(points.index if labels is None else labels, len(points))
    special = [place for place, meaning in enumerate(points["meaning"]) if meaning]
    way, latest = 0, ""
    if special:
        place = special[-1]
        meaning, kind = points["meaning"].iloc[place], points["special_cause_type"].iloc[place]
        way = _MEANS[meaning] if place >= len(points) - SHIFT else 0
        latest = f" The latest, at {times[place]}, is {rule_words(kind)} ({meaning})."
    assured = assurance_words(result, (percent if shares else number)(result.target))
    return _finding(result, XMR_WORDS, measure, way, f"{result.why}{latest}{' ' if assured else ''}{assured}")


def _finding(result: RunChart | XmR, words: dict[str, str], measure: str, way: int, why: str) -> Finding:
    """Put the sentence together: what, whether, why, from how many values, and what would settle it."""
    name = clean(measure) or "the series"
    name = f"{name[:1].upper()}{name[1:]}"
    settles = f" It takes {result.more_needed}." if result.more_needed else ""
    caution = f" {result.caution[:1].upper()}{result.caution[1:]}." if result.caution else ""
    whether = f"{words[result.verdict]}{_HOW[way]}"
    return Finding(
        f"{name}: {whether} ({count_of(result.n, 'value')}). {why}{settles}{caution}",
        _VERDICTS[way],
        f"{name}: {whether}",
    )
