"""Two times of one survey: what has changed, as far as anonymous answers can tell."""

from typing import Any

import numpy as np
import pandas as pd

from plcnb.stats.answers import FEW_STUDENTS, texts
from plcnb.stats.instruments import as_instrument, turned_answers
from plcnb.stats.proportions import check_share
from plcnb.stats.respondents import MINIMUM_RESPONDENTS, Dimension, check_minimum, dimensions, t_quantile
from plcnb.stats.settling import MANY_MISSING

_NUMBERS = ["n_before", "n_after", "mean_before", "mean_after", "change", "low", "high"]


def compare_waves(
    before: pd.DataFrame,
    after: pd.DataFrame,
    instrument: Any,
    minimum: int = MINIMUM_RESPONDENTS,
    level: float = 0.95,
    *,
    scale: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Return how the score of each dimension has changed from one time to the next.

    The answers are anonymous, so nobody's change is known: the two times are compared as two groups of
    people (Welch's interval), although most are the same persons. Each person differs less from herself than
    from others, so the interval is wider than a paired one would be, and "cannot tell" comes more often.

    Parameters
    ----------
    before, after : DataFrame, respondents × questions
        As for `score`; rows need not be the same people.
    instrument, minimum, level, scale
        As for `score`.

    Returns
    -------
    DataFrame
        Index `dimension`. Columns: n_before, n_after, mean_before, mean_after, change (after - before, in
        units of the scale), low, high (Welch's t interval, cut off where no change can be; NaN below 2
        respondents at a time, or where there is no spread at either), hidden (fewer than `minimum` at either
        time: all numbers NaN), verdict ("above": risen, "below": fallen, "cannot tell"), more_needed,
        caution.

    Raises
    ------
    DataError, ParameterError
        As `score`.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35, with Satterthwaite's degrees of freedom.
    """
    asked = as_instrument(instrument, scale)
    check_minimum(minimum)
    check_share("level", level)
    then, now = (dimensions(turned_answers(answers, asked), asked) for answers in (before, after))
    span = asked.highest - asked.lowest
    pairs = list(zip(then, now, strict=True))
    hidden = [min(one.n, other.n) < minimum for one, other in pairs]
    values = [
        [np.nan] * len(_NUMBERS) if hide else _numbers(one, other, span, level)
        for (one, other), hide in zip(pairs, hidden, strict=True)
    ]
    frame = pd.DataFrame(
        values, columns=_NUMBERS, index=pd.Index(texts(d.name for d in then), name="dimension")
    )
    frame["hidden"] = hidden
    verdicts = np.where(frame["low"] > 0, "above", np.where(frame["high"] < 0, "below", "cannot tell"))
    frame["verdict"] = texts(verdicts)
    frame["more_needed"] = texts(map(_more_needed, verdicts, hidden, [minimum] * len(frame)))
    frame["caution"] = texts(
        f"fewer than {minimum} answered at one time" if hide else _caution(one.n, other.n, minimum)
        for (one, other), hide in zip(pairs, hidden, strict=True)
    )
    return frame


def _numbers(before: Dimension, after: Dimension, span: int, level: float) -> list[float]:
    change = after.mean - before.mean
    low = high = np.nan
    of_mean = [dimension.variance / dimension.n for dimension in (before, after)]
    total = sum(of_mean)
    if total > 0:
        parts = zip(of_mean, (before.n, after.n), strict=True)
        df = total**2 / sum(part**2 / (n - 1) for part, n in parts)
        half = t_quantile(df, level) * np.sqrt(total)
        low, high = max(change - half, -span), min(change + half, span)
    return [float(before.n), float(after.n), before.mean, after.mean, change, low, high]


def _more_needed(verdict: str, hidden: bool, minimum: int) -> str:
    if hidden:
        return f"answers of at least {minimum} people at both times"
    return "a third time, or a talk about what has changed" if verdict == "cannot tell" else ""


def _caution(n_before: int, n_after: int, minimum: int) -> str:
    known = []
    fewer, more = sorted((n_before, n_after))
    if fewer < FEW_STUDENTS:
        known.append(f"only {fewer} at one time")
    if more - fewer >= MANY_MISSING * more:
        known.append("not the same number of people: who answered may have changed, not what they think")
    if 0 < more - fewer < minimum:
        known.append("if both hold the same answers but for latecomers, the difference is theirs")
    return "; ".join(known)
