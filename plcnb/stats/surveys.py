"""What staff answered to a survey: a score for each dimension, how far they agree, never who said what."""

from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import ParameterError
from plcnb.stats.answer_shares import distribution
from plcnb.stats.answers import FEW_STUDENTS, texts
from plcnb.stats.instruments import Instrument, as_instrument, turned_answers
from plcnb.stats.items import reliability
from plcnb.stats.kappa import Kappa, agreement_between
from plcnb.stats.proportions import check_share
from plcnb.stats.respondents import (
    ALIKE,
    MINIMUM_RESPONDENTS,
    Dimension,
    check_minimum,
    dimensions,
    t_quantile,
)
from plcnb.stats.settling import MANY_MISSING, plural
from plcnb.stats.waves import compare_waves

__all__ = [
    "Instrument",
    "Kappa",
    "agreement_between",
    "compare_waves",
    "consistency",
    "distribution",
    "score",
]

MOST_INVITED = 10**9  # nobody asks more

_NUMBERS = ["n", "mean", "low", "high", "agreement"]
_COLUMNS = [*_NUMBERS, "hidden", "favourable", "n_items", "agreement_by_question"]
_COLUMNS += ["verdict", "more_needed", "caution", "unanimous"]

MORE_RESPONDENTS = 20  # design choice: how many more a school can ask; beyond, only a better question helps

# With so few alike on one side a coin would have done it: half to the power of 5 is 3 %, on either side 6 %.
_COIN = 0.5


def score(
    answers: pd.DataFrame,
    instrument: Any,
    minimum: int = MINIMUM_RESPONDENTS,
    level: float = 0.95,
    *,
    scale: tuple[int, int] | None = None,
    invited: int | None = None,
) -> pd.DataFrame:
    """Return the score of each dimension, where it probably lies, and how far the respondents agree.

    Parameters
    ----------
    answers : DataFrame, respondents × questions
        Whole numbers on the instrument's scale, or its labels; NaN, None and blank text mean not answered.
        Columns that are no question of the instrument are not looked at.
    instrument : Instrument, or mapping of dimension to questions
        A plain mapping needs `scale`, and has no reversed questions.
    minimum : int, 1 or more
        Dimensions that fewer respondents count for are hidden.
    level : float in (0, 1)
        Coverage of the interval.
    scale : (lowest, highest), optional
        Ends of the answer scale; they are never guessed from the answers.
    invited : int, optional
        How many were asked; then the caution says where many did not answer.

    Returns
    -------
    DataFrame
        Index `dimension`, in the instrument's order. Columns, in units of the scale where nothing else is
        said:

        * n: respondents who count: those who answered at least half of the dimension's questions;
        * mean: mean over respondents of the mean of what each answered, reversed questions turned;
        * low, high: Student's t interval of these means, cut off at the ends of the scale; NaN below 2
          respondents, and where all have the same mean: no spread, no interval (scipy gives NaN as well,
          statsmodels an interval without width, which looks like certainty);
        * agreement: r_wg(j), in [0, 1]; 1 where each question was answered alike by all, 0 where they agree
          no more than by chance; NaN below 2 respondents;
        * hidden: whether there were fewer than `minimum`; then every number is NaN, n too, since a small n
          tells who answered;
        * favourable: share of answers on the favourable side of the neutral point, in [0, 1];
        * n_items: questions; agreement_by_question: r*_wg(j), see Notes;
        * verdict: whether the interval lies "above" or "below" the neutral point, or one "cannot tell";
        * unanimous: each question was answered alike by all: the mean tells what everyone said, and charts,
          tables and sentences do not show it; more_needed, caution: as everywhere.

    Raises
    ------
    DataError
        If a question has no column, or an answer is not on the scale.
    ParameterError
        If the scale is missing, or an argument is out of range.

    Notes
    -----
    With j questions of mean variance s² (divisor n - 1) and the variance (A² - 1) / 12 that a uniform choice
    among A answers has, let q = s² / that. r_wg(j) = j (1 - q) / (j (1 - q) + q), and 0 where q > 1, as R
    multilevel's rwg.j does. It is the index that published cut-offs (.70) are about, but it climbs with the
    number of questions; Lindell's r*_wg(j) = 1 - q does not, and is negative where people fall into camps.
    Both are r_wg for one question.

    Where all means are alike there is no interval; the verdict then asks whether a coin could have put that
    many on one side (sign test), which takes six at 95 %.

    Team members are not a sample: the interval says how much of the score would change if colleagues like
    these answered on another day, not what is unknown about those who did answer.

    References
    ----------
    James, Demaree and Wolf (1984), J. Appl. Psychol. 69, 85-98. Lindell, Brandt and Whitney (1999), Appl.
    Psychol. Meas. 23, 127-135. LeBreton and Senter (2008), Organ. Res. Methods 11, 815-852.
    """
    asked = as_instrument(instrument, scale)
    check_minimum(minimum)
    check_share("level", level)
    sheet = turned_answers(answers, asked)
    _check_invited(invited, len(sheet))
    rows = []
    for dimension in dimensions(sheet, asked):
        hidden = dimension.n < minimum
        row = _hidden_row(minimum) if hidden else _row(dimension, asked, level, invited)
        rows.append(row | {"n_items": float(dimension.sheet.shape[1]), "dimension": dimension.name})
    frame = pd.DataFrame(rows).astype({"n_items": "int64"}).set_index("dimension")
    frame.index = pd.Index(texts(frame.index), name="dimension")
    for name in ("verdict", "more_needed", "caution"):
        frame[name] = texts(frame[name])
    return frame[_COLUMNS]


def consistency(
    answers: pd.DataFrame,
    instrument: Any,
    minimum: int = MINIMUM_RESPONDENTS,
    level: float = 0.95,
    *,
    scale: tuple[int, int] | None = None,
) -> pd.DataFrame:
    """Return how well the questions of each dimension go together: coefficient alpha.

    Parameters
    ----------
    answers, instrument, minimum, level, scale
        As for `score`.

    Returns
    -------
    DataFrame
        Index `dimension`. Columns: n (respondents with any answer), n_items, alpha, low, high (as
        `items.reliability` gives them for the turned answers; NaN with one question, or where all totals are
        alike), hidden (fewer than `minimum`: all numbers NaN), caution (above all where questions contradict
        each other, which is mostly one that should be reversed).

    Raises
    ------
    DataError, ParameterError
        As `score`.
    """
    asked = as_instrument(instrument, scale)
    check_minimum(minimum)
    check_share("level", level)
    sheet = turned_answers(answers, asked) - asked.lowest
    rows = {}
    for name, questions in asked.dimensions.items():
        got = reliability(sheet[list(questions)], level)
        hidden = got.n_students < minimum
        numbers = (got.n_students, got.alpha, got.low, got.high)
        n, alpha, low, high = (np.nan,) * 4 if hidden else numbers
        caution = f"fewer than {minimum} answered" if hidden else _caution_alpha(alpha, got.n_students)
        rows[str(name)] = (n, len(questions), alpha, low, high, hidden, caution)
    columns = ["n", "n_items", "alpha", "low", "high", "hidden", "caution"]
    frame = pd.DataFrame(list(rows.values()), columns=columns, index=pd.Index(texts(rows), name="dimension"))
    types = dict.fromkeys(("n", "alpha", "low", "high"), "float") | {"hidden": "bool", "caution": "str"}
    return frame.astype(types)


def _row(dimension: Dimension, asked: Instrument, level: float, invited: int | None) -> dict[str, Any]:
    n, mean = dimension.n, dimension.mean
    variance = dimension.variance
    low = high = np.nan
    if n >= 2 and variance > 0:
        half = t_quantile(n - 1, level) * np.sqrt(variance / n)
        low, high = max(mean - half, asked.lowest), min(mean + half, asked.highest)
    answered = dimension.sheet[~np.isnan(dimension.sheet)]
    by_question = _agreement_by_question(dimension, asked)
    verdict = _verdict(dimension, asked.neutral, low, high, level)
    return {
        "n": float(n),
        "mean": mean,
        "low": low,
        "high": high,
        "agreement": _agreement(by_question, int((~np.isnan(dimension.sheet)).any(axis=0).sum())),
        "hidden": False,
        "favourable": float((answered > asked.neutral).mean()),
        "agreement_by_question": by_question,
        "verdict": verdict,
        "more_needed": _more_needed(dimension, asked.neutral, verdict, level),
        "caution": _caution(dimension, invited),
        "unanimous": dimension.unanimous,
    }


def _hidden_row(minimum: int) -> dict[str, Any]:
    numbers = [*_NUMBERS, "favourable", "agreement_by_question"]
    return dict.fromkeys(numbers, np.nan) | {
        "hidden": True,
        "verdict": "cannot tell",
        "more_needed": f"answers of at least {minimum} people",
        "caution": f"fewer than {minimum} answered",
        "unanimous": False,
    }


def _agreement_by_question(dimension: Dimension, asked: Instrument) -> float:
    """Return r*_wg(j): 1 less the mean variance of the questions over that of a uniform choice."""
    sheet = dimension.sheet
    answered = (~np.isnan(sheet)).sum(axis=0)
    sheet, answered = sheet[:, answered >= 2], answered[answered >= 2]
    if not len(answered):
        return np.nan
    deviations = sheet - np.nansum(sheet, axis=0) / answered
    variances = np.nansum(deviations**2, axis=0) / (answered - 1)
    choices = asked.highest - asked.lowest + 1
    return 1 - float(variances.mean()) / ((choices**2 - 1) / 12)


def _agreement(by_question: float, n_items: int) -> float:
    """Return r_wg(j), by the Spearman-Brown formula from r*_wg(j); 0 where that is negative."""
    agreed = max(by_question, 0.0) if by_question == by_question else np.nan
    return n_items * agreed / (n_items * agreed + 1 - agreed)


def _verdict(dimension: Dimension, neutral: float, low: float, high: float, level: float) -> str:
    mean = dimension.mean
    if low == low:
        clear = low > neutral or high < neutral
    else:
        clear = 2 * _COIN**dimension.n < 1 - level and abs(mean - neutral) > ALIKE
    if not clear:
        return "cannot tell"
    return "above" if mean > neutral else "below"


def _more_needed(dimension: Dimension, neutral: float, verdict: str, level: float) -> str:
    if verdict != "cannot tell":
        return ""
    n, away = dimension.n, abs(dimension.mean - neutral)
    reach = t_quantile(n - 1, level) ** 2 * dimension.variance if n > 1 else 0.0
    if reach == 0 and away > ALIKE:
        return "answers of more people"
    if away**2 * (n + MORE_RESPONDENTS) <= reach:
        return "a talk about it: the answers lie around the neutral point"
    more = max(int(reach / away**2 - n) + 1, 1)
    return f"answers of about {more} more {'person' if more == 1 else 'people'}"


def _caution(dimension: Dimension, invited: int | None) -> str:
    n = dimension.n
    known = []
    if dimension.unanimous:
        known.append("all answered alike: showing it tells what each one said")
    elif dimension.variance == 0:
        known.append("all have the same mean: no interval can be computed")
    if n < FEW_STUDENTS:
        known.append(f"only {plural(n, 'respondent')}")
    if invited and invited - n >= MANY_MISSING * invited:
        known.append(f"{invited - n} of {invited} did not answer")
    return "; ".join(known)


def _caution_alpha(alpha: float, n: int) -> str:
    known = []
    if alpha < 0:
        known.append("its questions contradict each other: should one of them be reversed?")
    if n < FEW_STUDENTS:
        known.append(f"only {plural(n, 'respondent')}: alpha is rough")
    return "; ".join(known)


def _check_invited(invited: Any, answered: int) -> None:
    whole = isinstance(invited, int | np.integer) and not isinstance(invited, bool)
    if invited is not None and not (whole and answered <= invited <= MOST_INVITED):
        raise ParameterError(
            f"invited must be a whole number, no fewer than the {answered} who answered, got {invited!r}."
        )
