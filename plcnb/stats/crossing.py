"""A goal for a team: how many students must still reach the cut."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from plcnb.errors import ParameterError
from plcnb.stats.answers import FEW_STUDENTS, ROUNDING
from plcnb.stats.arrays import one_number, row_of_numbers
from plcnb.stats.settling import MANY_MISSING, plural

CrossingVerdict = Literal["reached already", "within reach", "stretch", "cannot tell"]


@dataclass(frozen=True)
class MustCross:
    """How far a team is from its goal, in students.

    Of `n` students with a score `above` have reached the cut, `needed` are the goal, `must_cross` still have
    to. `within_sem` lie less than one standard error below the cut, `barely_above` at it or less than one
    above: by chance alone as many might cross as fall back. Both are NaN without a standard error.
    """

    n: int
    above: int
    needed: int
    must_cross: int
    within_sem: float
    barely_above: float
    share: float
    cut: float
    target_share: float
    verdict: CrossingVerdict
    more_needed: str
    caution: str


def must_cross(scores: ArrayLike, cut: float, target_share: float, sem: float | None = None) -> MustCross:
    """Count how many students must still reach the cut, and how many lie just below it.

    The count is for judging the goal, never for choosing whom to teach: those nearest to the cut cross it by
    chance alone, and those farther away need the team most.

    Parameters
    ----------
    scores : array of float, shape (n_students,)
        NaN: no score; such students count neither way.
    cut : float
        In the unit of the scores; a score equal to it has reached it.
    target_share : float in (0, 1]
        The goal: the share of students who are to reach the cut.
    sem : float above 0, optional
        Standard error of measurement of one score, as `items.reliability` gives it. NaN: not known.

    Returns
    -------
    MustCross
        needed is the smallest number of students that makes the share. verdict: "reached already"; "within
        reach" where at least as many lie within one standard error below the cut as must cross; "stretch"
        where fewer do; "cannot tell" without scores or without `sem`. With no scores all counts are 0, share
        is NaN.

    Raises
    ------
    DataError
        If a score is infinite or no number.
    ParameterError
        If `cut`, `target_share` or `sem` is out of range.
    """
    every = row_of_numbers("scores", scores)
    cut = one_number("cut", cut)
    if np.isnan(cut):
        raise ParameterError("cut must be a number in the unit of the scores, got none.")
    target_share = _checked_target(target_share)
    error = np.nan if sem is None else one_number("sem", sem)
    if error <= 0:
        raise ParameterError(f"sem must be above 0, got {sem!r}. Leave it out where it is not known.")
    known = every[~np.isnan(every)]
    reached = known >= cut - ROUNDING * abs(cut)
    n, above = len(known), int(reached.sum())
    needed = int(np.ceil(target_share * n - ROUNDING * n))
    missing = max(needed - above, 0)
    unknown = np.isnan(error)
    near = np.nan if unknown else float((~reached & (known >= cut - error * (1 + ROUNDING))).sum())
    barely = np.nan if unknown else float((reached & (known < cut + error)).sum())
    verdict = _verdict(n, missing, near)
    return MustCross(
        n=n,
        above=above,
        needed=needed,
        must_cross=missing,
        within_sem=near,
        barely_above=barely,
        share=above / n if n else np.nan,
        cut=cut,
        target_share=target_share,
        verdict=verdict,
        more_needed=_more_needed(verdict, n),
        caution=_caution(n, len(every) - n, barely, above - needed),
    )


def _checked_target(target_share: float) -> float:
    share = one_number("target_share", target_share)
    if not 0 < share <= 1:
        meant = f" For {share:g} % write {share / 100:g}." if 1 < share <= 100 else ""
        raise ParameterError(f"target_share must lie above 0 and not above 1, got {target_share!r}.{meant}")
    return share


def _verdict(n: int, missing: int, near: float) -> CrossingVerdict:
    if not n:
        return "cannot tell"
    if not missing:
        return "reached already"
    if np.isnan(near):
        return "cannot tell"
    return "within reach" if near >= missing else "stretch"


def _more_needed(verdict: CrossingVerdict, n: int) -> str:
    if verdict != "cannot tell":
        return ""
    return "the test's standard error of measurement" if n else "the first scores"


def _caution(n: int, without: int, barely: float, spare: int) -> str:
    known = [
        f"only {plural(n, 'student')}" if 0 < n < FEW_STUDENTS else "",
        f"{without} of {n + without} without a score"
        if n and without >= MANY_MISSING * (n + without)
        else "",
        f"{plural(int(barely), 'student')} above the cut by less than the test's error"
        if n and barely > spare >= 0
        else "",
    ]
    return "; ".join(part for part in known if part)
