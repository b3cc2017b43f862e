"""How the questions of a test behaved, and which are worth a look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import fdtri

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import texts
from plcnb.stats.judging import Thresholds, judge_items
from plcnb.stats.options import analyse_options
from plcnb.stats.proportions import Floats, check_share
from plcnb.stats.reviewing import review
from plcnb.stats.score_error import conditional_sem
from plcnb.stats.sheets import (
    answered_columns,
    coefficient_alpha,
    correlate,
    covariances,
    one_per_item,
    rest_share,
    tail_shares,
    tails,
    total_share,
)
from plcnb.stats.speededness import not_reached

__all__ = [
    "Reliability",
    "Thresholds",
    "analyse_items",
    "analyse_options",
    "conditional_sem",
    "judge_items",
    "not_reached",
    "reliability",
    "review",
]

MaxScores = float | Mapping[Any, float] | pd.Series | Sequence[float] | None

ROUNDING = 1e-9  # a correlation nearer to 0 is 0

JUDGED = ["low", "high", "r_se", "r_low", "r_high", "band", "flag", "verdict", "more_needed"]

LARGEST_TAIL = 0.5
LARGEST_SCORE = 1e100  # squares of larger numbers are no numbers any more

FEW_FOR_R = 30  # with 20 students the 95 % interval of r = .2 runs from -.27 to .59


@dataclass(frozen=True)
class Reliability:
    """How far the order of students would come out the same on another test like this.

    Attributes
    ----------
    alpha, low, high : float
        Coefficient alpha (KR-20 for right and wrong) and its Feldt interval; NaN where it cannot be known.
    sem : float
        Standard error of measurement of the total, in points.
    n_students, n_items : int
        Students with any answer, questions with any answer.
    n_complete : int
        Students who answered all of those questions: the interval rests on them.
    """

    alpha: float
    low: float
    high: float
    sem: float
    n_students: int
    n_items: int
    n_complete: int


def analyse_items(
    scores: pd.DataFrame, max_scores: MaxScores = None, *, tail: float | None = None
) -> pd.DataFrame:
    """Return how hard each question was, and whether it tells stronger students from weaker ones.

    Parameters
    ----------
    scores : DataFrame, students × items
        Points, 0 or more; NaN means not answered, which is never 0 here. Give omitted questions as 0.
    max_scores : number, mapping or Series by item, or sequence in the order of the items, optional
        The highest score of each question. By default 1, or the highest score seen where that is more, in
        which case the row says so under caution.
    tail : float in (0, 0.5], optional
        The share of the students that discrimination compares at either end, such as 1/3 for the upper-lower
        index of thirds. By default 27 %, and halves below 30 students.

    Returns
    -------
    DataFrame
        Index: the items, in their order. Columns:

        * n, missing: students who answered, and who did not;
        * mean: points; difficulty: mean / highest score, in [0, 1] (1: all had it right); NaN for n = 0;
        * item_total_r: correlation with the total, the question itself included, which flatters it;
        * item_rest_r: correlation with the total of the *other* questions: the one to read;
        * discrimination: difficulty in the best 27 % of students by total less that in the weakest 27 %;
          halves below 30 students; NaN where all totals are equal;
        * alpha_if_deleted: coefficient alpha of the other questions; NaN with fewer than 3 questions;
        * caution: what to know before trusting the row; "" if nothing;
        * low, high, r_se, r_low, r_high, band, flag, verdict, more_needed: what `judge_items` makes of it at
          the usual limits. The verdict is "cannot tell" wherever so few students leave it open.

        Correlations are NaN with fewer than 3 students or where one side is constant.

    Raises
    ------
    DataError
        If a score is negative, infinite, no number, or above the highest; or a highest score is missing.
    ParameterError
        If `tail` is not a share up to one half.

    Notes
    -----
    Peers agree with each other (R psych 2.2.9, ltm 1.2.0, mirt 1.47, ShinyItemAnalysis 1.5.4) on complete
    sheets, and with this. With missing cells totals are taken as the share of the points of the questions
    answered (psych takes the mean of the answered ones), and alpha from pairwise covariances, as psych does.
    A question that everybody had right stays in alpha (psych drops it). On discrimination they disagree
    even with each other: R psychometric 2.3 takes the first and last third of the rows as sorted,
    ShinyItemAnalysis all whose total is beyond the terciles; 27 % is Kelley's optimum. Here students who tie
    at the edge of a tail share its last places, so that the order of rows does not matter and a tail has its
    size; on tests of 20 questions and more `tail` 1/3 lies within .02 of the former and .10 of the latter.
    """
    if tail is not None and not (isinstance(tail, int | float) and 0 < tail <= LARGEST_TAIL):
        raise ParameterError(f"tail must lie above 0 and not above {LARGEST_TAIL:g}, got {tail!r}.")
    sheet = _sheet(scores)
    possible, guessed = _highest(scores, sheet, max_scores)
    n = (~np.isnan(sheet)).sum(axis=0)
    with np.errstate(invalid="ignore"):  # nobody answered: NaN
        mean = np.nansum(sheet, axis=0) / n
    total = total_share(sheet, possible)
    upper, lower = tails(total, tail)
    shares = sheet / possible
    frame = pd.DataFrame(
        {
            "n": n,
            "missing": len(sheet) - n,
            "mean": mean,
            "difficulty": mean / possible,
            "item_total_r": correlate(sheet, np.broadcast_to(total[:, None], sheet.shape)),
            "item_rest_r": correlate(sheet, rest_share(sheet, possible)),
            "discrimination": tail_shares(shares, upper) - tail_shares(shares, lower),
            "alpha_if_deleted": _alpha_if_deleted(sheet),
        },
        index=scores.columns,
    )
    flat = (np.nanmax(sheet, axis=0, initial=-np.inf) == np.nanmin(sheet, axis=0, initial=np.inf)) & (n > 1)
    frame["caution"] = texts(map(_caution_item, n, flat, frame["item_rest_r"], guessed))
    return pd.concat([frame, judge_items(frame)[JUDGED]], axis=1)


def reliability(scores: pd.DataFrame, level: float = 0.95) -> Reliability:
    """Return coefficient alpha, its interval, and the standard error of measurement.

    Parameters
    ----------
    scores : DataFrame, students × items
        Points, 0 or more; NaN means not answered. Questions that nobody answered are left out.
    level : float in (0, 1)
        Coverage of the interval.

    Returns
    -------
    Reliability
        All NaN with fewer than 2 questions or 2 students, or where all totals are equal. alpha is negative
        where questions contradict each other.

    Raises
    ------
    DataError
        If a score is negative, infinite or no number.
    ParameterError
        If `level` is not strictly between 0 and 1.

    Notes
    -----
    α = k / (k-1) · (1 - Σ s_i² / s_T²), all variances with the divisor n - 1; for right and wrong this is
    KR-20 with its p·q and its total variance over the same divisor (mixing them inflates it). With missing
    cells alpha and sem rest on pairwise covariances, as in R psych 2.2.9; the interval cannot, since its
    degrees of freedom count students, so it is that of the complete rows (as pingouin's listwise one) and
    then need not lie around alpha. As a guide: .60 will do for a classroom test; decisions about a single
    student ask for far more.

    References
    ----------
    Feldt (1965), Psychometrika 30, 357-370: (1 - α) / (1 - a) is F with n - 1 and (n-1)(k-1) degrees of
    freedom.
    """
    check_share("level", level)
    sheet = _sheet(scores)
    sheet = sheet[:, answered_columns(sheet)]
    covariance = covariances(sheet)
    alpha = coefficient_alpha(covariance)
    complete = sheet[~np.isnan(sheet).any(axis=1)]
    n, k = complete.shape
    centre = alpha if len(complete) == len(sheet) else coefficient_alpha(covariances(complete))
    low = high = np.nan
    if n >= 2 and k >= 2:
        tail, df = (1 - level) / 2, (n - 1, (n - 1) * (k - 1))
        low, high = (1 - (1 - centre) * fdtri(*df, p) for p in (1 - tail, tail))
    return Reliability(
        alpha=alpha,
        low=float(low),
        high=float(high),
        sem=float(np.sqrt(covariance.sum() * max(1 - alpha, 0.0))) if not np.isnan(alpha) else np.nan,
        n_students=int((~np.isnan(sheet)).any(axis=1).sum()),
        n_items=k,
        n_complete=n,
    )


def _sheet(scores: pd.DataFrame) -> Floats:
    if not isinstance(scores, pd.DataFrame):
        raise DataError(f"scores must be a DataFrame of students × items, got {type(scores).__name__}.")
    strange = [at for at, kind in enumerate(scores.dtypes) if kind.kind in "mMc"]
    if strange:
        raise DataError(
            f"scores must hold plain numbers, got {scores.dtypes.iloc[strange[0]]} for item "
            f"{scores.columns[strange[0]]!r}."
        )
    try:
        sheet = scores.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError, OverflowError) as error:
        raise DataError(f"scores must hold numbers only: {error}.") from error
    wrong = (sheet < 0) | (sheet > LARGEST_SCORE)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise DataError(
            f"scores must be 0 or more and finite, got {sheet[row, column]:g} for item "
            f"{scores.columns[column]!r} in row {row + 1}. For a question not answered give NaN."
        )
    return sheet


def _highest(scores: pd.DataFrame, sheet: Floats, max_scores: MaxScores) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the highest score of each item, and whether it was guessed from what was seen."""
    items = scores.columns
    seen = np.nanmax(sheet, axis=0, initial=0.0)
    if max_scores is None:
        return np.maximum(seen, 1.0), seen > 1
    if isinstance(max_scores, int | float | np.number):
        listed = [float(max_scores)] * len(items)
    else:
        listed = one_per_item("max_scores", max_scores, items)
    try:
        highest = np.array(listed, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"max_scores must hold numbers only: {error}.") from error
    for item, most, top in zip(items, highest, seen, strict=True):
        if not most > 0:
            raise DataError(f"max_scores must give item {item!r} a number above 0, got {most:g}.")
        if top > most:
            raise DataError(f"Item {item!r} has a score of {top:g}, above its highest score of {most:g}.")
    return highest, np.zeros(len(items), dtype=bool)


def _alpha_if_deleted(sheet: Floats) -> Floats:
    """Return alpha of the other questions, for each; questions that nobody answered are in none of them."""
    alphas = np.full(sheet.shape[1], np.nan)
    there = answered_columns(sheet)
    covariance = covariances(sheet[:, there])
    k = len(covariance) - 1
    if k < 2:
        return alphas
    own = np.diag(covariance)
    trace = own.sum() - own
    total = covariance.sum() - 2 * covariance.sum(axis=0) + own
    with np.errstate(invalid="ignore", divide="ignore"):  # no spread left: NaN
        alphas[there] = np.where(total > 0, k / (k - 1) * (1 - trace / total), np.nan)
    return alphas


def _caution_item(n: int, flat: bool, item_rest_r: float, guessed: bool) -> str:
    if n == 0:
        return "nobody answered it"
    known = [
        "all scores are equal, so it cannot tell students apart" if flat else "",
        "who does well elsewhere misses it: check the key" if item_rest_r < -ROUNDING else "",
        f"only {n} answered: correlations are rough" if n < FEW_FOR_R else "",
        "highest score not given: the highest seen is taken" if guessed else "",
    ]
    return "; ".join(part for part in known if part)
