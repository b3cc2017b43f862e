"""Shares of answers that come in bundles: the answers of one student go together."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from plcnb.stats.proportions import Floats, normal_quantile, proportion_interval


@dataclass(frozen=True)
class ClusteredShare:
    """Shares of points with their intervals; each field has shape (n_groups,).

    `design_effect` is how many answers are worth one independent answer; `alikeness` is the correlation of
    two answers of one student that it implies (0 where there is one answer a student); `students` and
    `answers` are counts. NaN where there is no answer.
    """

    share: Floats
    low: Floats
    high: Floats
    design_effect: Floats
    alikeness: Floats
    students: Floats
    answers: Floats


def clustered_share(points: Floats, possible: Floats, answers: Floats, level: float) -> ClusteredShare:
    """Return the share of points and an interval that knows that a student's answers go together.

    Ten answers of each of ten students are not a hundred independent answers: a student who misses one
    question of a standard will rather miss the next. Pooling them as if they were makes the interval too
    short (at 6 questions and a within-student correlation of .25 a "90 %" interval holds 72 % of the time).

    Parameters
    ----------
    points, possible, answers : array of float, shape (n_students, n_groups)
        Each student's points, highest possible points, and number of scored answers; 0 where there is none.
    level : float in (0, 1)
        Coverage.

    Notes
    -----
    The share is a ratio, r = Σy / Σx over students, with variance m/(m-1) · Σ(y - r x)² / (Σx)² between the
    m students. Divided by r (1 - r) / n, n being the number of answers, that is the design effect. Because
    few students estimate it badly, it is multiplied by (t/z)², t being Student's quantile with m - 1 degrees
    of freedom (Korn and Graubard), and then never let below 1. Wilson's interval with n / design effect
    answers follows. Where r is 0 or 1 nothing is seen of the variance, and only (t/z)² remains; with one
    student it is 1, and the caller must say so. In simulations of 5 to 100 students a "90 %" interval holds
    88 to 97 % of the time; only for shares over .9 of students who are very alike does it fall to 82 %. It
    tells how the share would vary over other students like these on the same questions; it does not reach
    to questions that were not asked.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201. Dean and Pagano (2015), J. Surv. Stat.
    Methodol. 3, 484-503: Wilson with the effective sample size does well for few clusters.
    """
    students = (answers > 0).sum(axis=0).astype(float)
    n, x = answers.sum(axis=0), possible.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):  # nobody answered, or one student: NaN, mended below
        share = points.sum(axis=0) / x
        residual = points - share * possible
        variance = students / (students - 1) * (residual**2).sum(axis=0) / x**2
        effect = variance / (share * (1 - share) / n)
        mean_answers = n / students
        alikeness = np.clip((effect - 1) / (mean_answers - 1), 0, 1)
    effect = np.where(np.isfinite(effect), effect, 1.0)
    effect = np.maximum(effect * few_students_factor(students, level), 1.0)
    low, high = proportion_interval(np.minimum(share, 1) * n / effect, n / effect, level)
    return ClusteredShare(
        share=share,
        low=low,
        high=high,
        design_effect=effect,
        alikeness=np.where(np.isfinite(alikeness), alikeness, 0.0),
        students=students,
        answers=n,
    )


def few_students_factor(students: Floats, level: float) -> Floats:
    """Return (t/z)², by which few students widen an interval; 1 below two students."""
    enough = students >= 2
    t = stdtrit(np.where(enough, students - 1, 1), 0.5 + level / 2)
    return np.where(enough, (t / normal_quantile(level)) ** 2, 1.0)
