"""Can this goal be reached in the time there is, judged by how others have grown?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import FEW_STUDENTS, ROUNDING, require
from plcnb.stats.arrays import LARGEST, one_number, row_of_numbers
from plcnb.stats.attainment_scale import goal_attainment_scale
from plcnb.stats.crossing import MustCross, must_cross
from plcnb.stats.proportions import Floats, check_share, proportion_interval
from plcnb.stats.settling import plural

__all__ = [
    "STRETCH",
    "UNPRECEDENTED",
    "Attainability",
    "MustCross",
    "attainability",
    "goal_attainment_scale",
    "must_cross",
]

GoalVerdict = Literal["within reach", "stretch", "unprecedented", "cannot tell", "reached already"]
Improvement = Literal["up", "down"]
Basis = Literal["similar starters", "all past students", "past rates", "nothing"]

# Needed rate over typical rate: from where a goal is called a stretch (an individual goal of 1.5 times the
# usual rate is what the National Center on Intensive Intervention's within-student method asks for), and
# from where it is called unprecedented (a design choice).
STRETCH, UNPRECEDENTED = 1.5, 2.0

# Of fewer rates all lie on one side of the true median more often than once in ten times (2 · ½⁴ = .125),
# so that not even together do they bound what is typical.
MINIMUM_RATES = 5
SIMILAR_WITHIN = 0.5  # standard deviations of past starting scores; a design choice
ENOUGH_SIMILAR = 10  # of fewer similar starters all past students say more; a design choice

FEW_DID = 0.20  # fewer than one in five: worth saying beside any verdict; a design choice
LONGER_THAN_SEEN = 1.5  # times the weeks of the past: growth seldom keeps its pace; a design choice


@dataclass(frozen=True)
class Attainability:
    """How a goal compares with past growth.

    Rates are in the unit of the scores per week, and negative where a goal is to have fewer. `ambition` is
    needed over typical rate. `p_reach` is the share of the `n` past rates that were at least the needed one
    (`n_reached` of them), `low` and `high` its interval. `slow_rate` and `fast_rate` bound the middle half of
    the past rates. `basis` says what the goal was compared with; `n_all` counts the rates it was taken from.
    `more_needed` is "" unless the verdict is "cannot tell"; `caution` is "" where there is nothing to add.
    """

    needed_rate: float
    typical_rate: float
    ambition: float
    p_reach: float
    low: float
    high: float
    basis: Basis
    verdict: GoalVerdict
    more_needed: str
    caution: str
    n: int
    n_reached: int
    n_all: int
    start: float
    target: float
    weeks: float
    slow_rate: float
    fast_rate: float
    improvement: Improvement

    @property
    def lands(self) -> float:
        """The score that typical growth would lead to."""
        return self.start + self.typical_rate * self.weeks

    @property
    def lands_between(self) -> tuple[float, float]:
        """The scores between which the middle half would land, the lower first."""
        return self.start + self.slow_rate * self.weeks, self.start + self.fast_rate * self.weeks


@dataclass(frozen=True)
class _Past:
    """Past rates to compare with, where they come from, and over how many weeks they were seen."""

    rates: Floats
    basis: Basis
    n_all: int
    left_out: int
    weeks: float


def attainability(
    start: float,
    target: float,
    weeks: float,
    history: ArrayLike | pd.DataFrame,
    improvement: Improvement | None = None,
    level: float = 0.95,
) -> Attainability:
    """Compare the growth that a goal needs with how others have grown.

    Parameters
    ----------
    start, target : float
        Scores in one unit, points or shares: of one student, or the mean of a team. NaN: not known yet.
    weeks : float, above 0
        From now to the goal.
    history : array of float, shape (n,), or DataFrame with columns start, end, weeks
        How others have grown: rates in the unit of the scores per week, or one row a student. It must be of
        the same kind as the goal: means of teams grow far more evenly than students do. NaN is left out.
        From a frame, those who started within half a standard deviation of `start` are taken, because low
        scores tend to rise and high ones to fall by themselves; with fewer than 10 of them, all are.
    improvement : "up" or "down", optional
        Whether more or fewer is better. Not given: the way from `start` to `target`, except that a target
        below the start counts as reached already unless past rates fall as well.
    level : float in (0, 1)
        Coverage of the interval of p_reach.

    Returns
    -------
    Attainability
        needed_rate = (target - start) / weeks; typical_rate = median of the past rates; ambition = needed /
        typical, NaN where the usual growth does not lead towards the goal. NaN for what nothing is known of.

        verdict: "reached already"; "cannot tell" (a score is missing, or fewer than 5 past rates);
        "unprecedented" (ambition above 2, or nobody of the past was this fast); "stretch" (above 1.5); else
        "within reach". An ambition that cannot be formed counts as above 2.

    Raises
    ------
    DataError
        If `history` is malformed: a column is missing, a value is no finite number, weeks are not above 0.
    ParameterError
        If `weeks`, `level`, `improvement`, `start` or `target` is out of range.

    Notes
    -----
    p_reach is a plain share of past students with Jeffreys' interval, which is honest for few of them: 0 of
    10 still leaves up to 22 %. A normal curve through the rates would give a smoother number, but puts its
    trust into the tail, where few students are and most goals lie. The interval holds for one more student
    like those; that this year differs from the past is not in it.

    References
    ----------
    Ambition: Fuchs, Fuchs, Hamlett, Walz and Germann (1993), School Psychol. Rev. 22, 27-48 (weekly rates as
    goals). Interval: Brown, Cai and DasGupta (2001), Stat. Sci. 16, 101-133.
    """
    check_share("level", level)
    start, target, weeks = (
        one_number(name, value) for name, value in (("start", start), ("target", target), ("weeks", weeks))
    )
    if not weeks > 0:
        raise ParameterError(f"weeks must be above 0, got {weeks!r}: a goal needs time to be reached.")
    if improvement is not None and not (isinstance(improvement, str) and improvement in ("up", "down")):
        raise ParameterError(f'improvement must be "up" or "down", got {improvement!r}.')
    past = _past(history, start)
    n, typical = len(past.rates), float(np.median(past.rates)) if len(past.rates) else np.nan
    needed = (target - start) / weeks
    towards: Improvement = improvement or ("down" if target < start and typical < 0 else "up")
    sign = 1 if towards == "up" else -1
    ambition = needed / typical if sign * typical > 0 else np.nan
    slack = ROUNDING * max(abs(start), abs(target)) / weeks
    reached = int((sign * past.rates >= sign * needed - slack).sum())
    low, high = proportion_interval(reached, n, level, "jeffreys") if needed == needed else (np.nan, np.nan)
    slow, fast = np.quantile(past.rates, [0.25, 0.75]) if n else (np.nan, np.nan)
    done = sign * needed <= slack
    verdict = _verdict(needed, ambition, n, reached, done)
    return Attainability(
        needed_rate=needed,
        typical_rate=typical,
        ambition=ambition,
        p_reach=reached / n if n and needed == needed else np.nan,
        low=float(low),
        high=float(high),
        basis=past.basis,
        verdict=verdict,
        more_needed=_more_needed(verdict, start, target, n),
        caution=_caution(past, verdict, ambition, reached, weeks)
        + _guessed(past, improvement is None and done and target < start),
        n=n,
        n_reached=reached,
        n_all=past.n_all,
        start=start,
        target=target,
        weeks=weeks,
        slow_rate=float(slow),
        fast_rate=float(fast),
        improvement=towards,
    )


def _verdict(needed: float, ambition: float, n: int, reached: int, done: bool) -> GoalVerdict:
    if done:
        return "reached already"
    if np.isnan(needed) or n < MINIMUM_RATES:
        return "cannot tell"
    if reached == 0 or not ambition <= UNPRECEDENTED * (1 + ROUNDING):
        return "unprecedented"
    return "stretch" if ambition > STRETCH * (1 + ROUNDING) else "within reach"


def _more_needed(verdict: GoalVerdict, start: float, target: float, n: int) -> str:
    if verdict != "cannot tell":
        return ""
    unknown = [name for name, score in (("start", start), ("target", target)) if np.isnan(score)]
    if unknown:
        return f"a score for the {' and the '.join(unknown)}"
    return f"the growth of {plural(MINIMUM_RATES - n, 'more past student')}"


def _caution(past: _Past, verdict: GoalVerdict, ambition: float, reached: int, weeks: float) -> str:
    """Return what to know before trusting the comparison; "" if nothing."""
    n = len(past.rates)
    judged = verdict not in ("cannot tell", "reached already")
    contrary = judged and np.isnan(ambition)
    known = [
        f"only {plural(n, 'past rate')} to compare with" if 0 < n < FEW_STUDENTS else "",
        f"too few started near here, so all {n} are taken" if past.basis == "all past students" and n else "",
        f"{plural(past.left_out, 'past rate')} missing" if past.left_out else "",
        "usual growth does not lead towards this goal, so no ratio can be formed" if contrary else "",
        f"{reached} of {n} were this fast all the same" if verdict == "unprecedented" and reached else "",
        f"only {reached} of {n} were this fast"
        if verdict in ("within reach", "stretch") and reached < FEW_DID * n
        else "",
        "the past was seen over a much shorter time, and growth seldom keeps its pace"
        if judged and weeks > LONGER_THAN_SEEN * past.weeks
        else "",
    ]
    return "; ".join(part for part in known if part)


def _guessed(past: _Past, guessed: bool) -> str:
    """Return what to add where a target below the start was taken as reached."""
    if not guessed:
        return ""
    said = "higher is taken as better; for a goal of fewer say that the improvement is down"
    return f"; {said}" if 0 < len(past.rates) < FEW_STUDENTS or past.left_out else said


def _past(history: ArrayLike | pd.DataFrame, start: float) -> _Past:
    if not isinstance(history, pd.DataFrame):
        rates = row_of_numbers("history", history)
        _refuse_huge(rates)
        known = ~np.isnan(rates)
        n = int(known.sum())
        return _Past(rates[known], "past rates" if n else "nothing", n, len(rates) - n, np.nan)
    require("history", history, ["start", "end", "weeks"])
    began, end, weeks = (
        row_of_numbers(f"history's {name}", history[name]) for name in ("start", "end", "weeks")
    )
    _refuse_huge(np.concatenate([began, end]))
    wrong = np.flatnonzero(weeks <= 0)
    if wrong.size:
        raise DataError(
            f"history has {weeks[wrong[0]]:g} weeks in row {history.index[wrong[0]]!r}; "
            "expected a number above 0."
        )
    known = ~np.isnan(began) & ~np.isnan(end) & ~np.isnan(weeks)
    left_out = len(known) - int(known.sum())
    began, end, weeks = began[known], end[known], weeks[known]
    near = _near(began, start)
    n_all, enough = len(began), near.sum() >= ENOUGH_SIMILAR
    if not n_all:
        return _Past(began, "nothing", 0, left_out, np.nan)
    taken = near if enough else np.ones(n_all, bool)
    return _Past(
        ((end - began) / weeks)[taken],
        "similar starters" if enough else "all past students",
        n_all,
        left_out,
        float(np.median(weeks[taken])),
    )


def _refuse_huge(scores: Floats) -> None:
    if (np.abs(scores) > LARGEST).any():
        raise DataError("history holds a number too large for any score.")


def _near(began: Floats, start: float) -> NDArray[np.bool_]:
    """Return who began near `start`; with fewer than 2, who began exactly there."""
    spread = began.std(ddof=1) if len(began) > 1 else 0.0
    return np.abs(began - start) <= SIMILAR_WITHIN * spread + ROUNDING * np.abs(start)
