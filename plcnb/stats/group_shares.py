"""How far the share of each group that reached a mark lies from that of the others, and how sure that is."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtr

from plcnb.errors import DataError
from plcnb.stats.answers import FEW_STUDENTS, texts
from plcnb.stats.disclosure import MINIMUM
from plcnb.stats.grouping import check_comparison, grouped, more_students, settled
from plcnb.stats.proportions import SAME_SHARE, Floats, check_share, proportion_interval
from plcnb.stats.settling import plural


def compare_shares(
    right: ArrayLike,
    answered: ArrayLike,
    groups: ArrayLike,
    minimum: int = MINIMUM,
    level: float = 0.95,
    reference: Hashable | None = None,
) -> pd.DataFrame:
    """Compare the share of each group that got it right, or reached a mark, with that of the others.

    Rows are in the order of the groups' names, never of their gaps.

    Parameters
    ----------
    right, answered : array of number, shape (n_rows,)
        How many got it right, of how many: 0 or 1 of 1 for each student, or a group's totals in one row.
        They must be one yes or no from each student: of several answers of one student take each student's
        share to `compare`, because a student's answers go together. NaN: no answer.
    groups : array, shape (n_rows,)
        The group of each row; rows without one (missing or blank) are left out.
    minimum, level, reference
        As `compare` has them.

    Returns
    -------
    DataFrame
        Index: group. n (students who answered); share; gap (share less that of the others); low, high
        (Newcombe's interval of the gap); caution; p (score test of two shares, which is Pearson's chi-square
        without correction); adjusted; verdict; more_needed; and ``attrs`` as `compare` has them. NaN where a
        group is too small, has no other to be compared with, or is the reference itself.

    Raises
    ------
    DataError
        If more were right than answered, a count is negative, no number or infinite, or lengths differ.
    ParameterError
        If `minimum` or `level` is out of range, or no group is called `reference`.

    References
    ----------
    Newcombe (1998), Stat. Med. 17, 873-890, method 10.
    """
    check_share("level", level)
    sorted_out = grouped({"right": right, "answered": answered}, groups)
    names, (given_right, given) = sorted_out.names, sorted_out.columns
    check_comparison(minimum, reference, names)
    k, n = _totals(given_right, given, sorted_out.place, len(names))
    shown = n >= minimum
    is_reference = np.array([name == reference for name in names], dtype=bool)
    measure = shown & is_reference if reference is not None else shown
    # what each group is compared with: the reference, or all that are shown except itself
    other_k = (k * measure).sum() - (0 if reference is not None else k)
    other_n = (n * measure).sum() - (0 if reference is not None else n)
    compared = shown & (other_n > 0) & ~is_reference
    a, of_a, b, of_b = (np.where(compared, side, 0.0) for side in (k, n, other_k, other_n))
    low, high = share_difference_interval(a, of_a, b, of_b, level)
    with np.errstate(invalid="ignore"):  # 0 / 0: nobody to compare, NaN
        columns: dict[str, Any] = {
            "n": n.astype(int),
            "share": np.where(shown & (n > 0), k / np.where(n > 0, n, 1), np.nan),
            "gap": a / of_a - b / of_b,
            "low": low,
            "high": high,
            "caution": texts([""] * len(names)),
            "p": _score_test(a, of_a, b, of_b),
        }
    frame = settled(pd.DataFrame(columns, index=names), level, reference)
    frame["more_needed"] = texts(
        "" if same else more_students(verdict, gap, _half(gap, low, high), count, minimum)
        for same, verdict, gap, low, high, count in zip(
            is_reference, frame["verdict"], frame["gap"], frame["low"], frame["high"], frame["n"], strict=True
        )
    )
    frame["caution"] = texts(
        _caution(row, minimum, level, bool(same), reference)
        for same, row in zip(is_reference, frame.to_dict("records"), strict=True)
    )
    frame.attrs["without_group"] = sorted_out.without_group
    return frame


def share_difference_interval(
    right_a: ArrayLike,
    answered_a: ArrayLike,
    right_b: ArrayLike,
    answered_b: ArrayLike,
    level: float = 0.95,
) -> tuple[Any, Any]:
    """Return the interval of share a less share b, made of the Wilson intervals of both.

    It stays inside [-1, 1], never shrinks to a point, and keeps its coverage for small groups, where the
    textbook interval does not.

    Parameters
    ----------
    right_a, answered_a, right_b, answered_b : array of number, broadcast to one shape
        Right and given answers of both sides, each answer from another student.
    level : float in (0, 1)
        Coverage.

    Returns
    -------
    low, high : array of float (a plain number for plain numbers)
        NaN where nobody answered on one side.

    Raises
    ------
    DataError, ParameterError
        As `mastery.proportion_interval`.

    References
    ----------
    Newcombe (1998), Stat. Med. 17, 873-890, method 10 (square-and-add, without continuity correction), as
    statsmodels' confint_proportions_2indep(method="newcomb") has it.
    """
    low_a, high_a = proportion_interval(right_a, answered_a, level)
    low_b, high_b = proportion_interval(right_b, answered_b, level)
    with np.errstate(invalid="ignore", divide="ignore"):  # nobody answered: NaN
        a = np.asarray(right_a, float) / np.asarray(answered_a, float)
        b = np.asarray(right_b, float) / np.asarray(answered_b, float)
        low = a - b - np.hypot(a - low_a, high_b - b)
        high = a - b + np.hypot(high_a - a, b - low_b)
    return np.maximum(low, -1.0)[()], np.minimum(high, 1.0)[()]


def _totals(right: Floats, answered: Floats, place: np.ndarray, n_groups: int) -> tuple[Floats, Floats]:
    """Return right and answered of each group, once every row is known to be possible."""
    known = ~np.isnan(right) & ~np.isnan(answered)
    right, answered = right[known], answered[known]
    wrong = np.flatnonzero((right < 0) | (right > answered * (1 + SAME_SHARE)))
    if wrong.size:
        first = wrong[0]
        raise DataError(
            f"right must lie between 0 and answered, got {right[first]:g} of {answered[first]:g}."
        )
    k = np.bincount(place[known], right, minlength=n_groups).astype(float)
    n = np.bincount(place[known], answered, minlength=n_groups).astype(float)
    return np.minimum(k, n), n


def _score_test(a: Floats, of_a: Floats, b: Floats, of_b: Floats) -> Floats:
    """Return the two-sided p of equal shares; 1 where all or nobody got it right, NaN without answers."""
    pooled = (a + b) / (of_a + of_b)
    variance = (
        pooled * (1 - pooled) * (1 / np.where(of_a > 0, of_a, np.nan) + 1 / np.where(of_b > 0, of_b, np.nan))
    )
    distance = np.abs(a / of_a - b / of_b)
    alike = (variance == 0) & (distance < SAME_SHARE)
    return np.where(alike, 1.0, 2 * ndtr(-distance / np.sqrt(np.where(variance > 0, variance, np.nan))))


def _half(gap: float, low: float, high: float) -> float:
    """Return how far the interval reaches towards 0."""
    return gap - low if gap > 0 else high - gap


def _caution(
    row: dict[Hashable, float], minimum: int, level: float, is_reference: bool, reference: Hashable | None
) -> str:
    n = int(row["n"])
    if n < minimum:
        return f"fewer than {minimum} students: not compared"
    nobody = bool(np.isnan(row["gap"])) and not is_reference
    alone = row["verdict"] == "cannot tell" and (row["p"] < 1 - level or row["low"] > 0 or row["high"] < 0)
    known = [
        "the others are compared with this group" if is_reference else "",
        "the group to compare with is too small" if nobody and reference is not None else "",
        "no other group to compare with" if nobody and reference is None else "",
        f"only {plural(n, 'student')}" if n < FEW_STUDENTS else "",
        "clear by itself, but not among this many comparisons" if alone else "",
    ]
    return "; ".join(part for part in known if part)
