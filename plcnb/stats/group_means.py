"""How far the mean of each group lies from that of the others, and how sure that is."""

from collections.abc import Hashable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from plcnb.stats.answers import FEW_STUDENTS, texts
from plcnb.stats.arrays import all_alike
from plcnb.stats.disclosure import MINIMUM
from plcnb.stats.effects import hedges_g
from plcnb.stats.grouping import check_comparison, grouped, more_students, settled
from plcnb.stats.proportions import Floats, check_share
from plcnb.stats.settling import MANY_MISSING, plural

_NUMBERS = ("mean", "gap", "g", "low", "high", "g_low", "g_high", "median_gap", "p")


def compare(
    scores: ArrayLike,
    groups: ArrayLike,
    minimum: int = MINIMUM,
    level: float = 0.95,
    reference: Hashable | None = None,
) -> pd.DataFrame:
    """Compare the mean of each group of students with that of the others.

    A gap says what groups have been offered and have shown on this test so far, not what they can do. Rows
    are in the order of the groups' names and never of their gaps: of many groups the smallest would stand at
    both ends by chance.

    Parameters
    ----------
    scores : array of float, shape (n_students,)
        In any one unit, points or shares; NaN: no score. Two Series are matched by their index.
    groups : array, shape (n_students,)
        The name of each student's group. Students without one (missing or blank) are left out.
    minimum : int
        Fewer students with a score than this are not compared, and nothing but their number is given.
    level : float in (0, 1)
        Coverage of the intervals; 1 - level is the share of false alarms that the verdicts allow.
    reference : name of a group, optional
        Compare with this group alone. By default with all other students who are compared, taken together,
        because then no group is made the measure of the others.

    Returns
    -------
    DataFrame
        Index: group. n (students with a score); mean; gap (mean less that of the others, in the unit of the
        scores); g (the gap in standard deviations, as `growth.hedges_g` gives it); low, high (interval of
        the gap, Welch); caution; g_low, g_high; median_gap (to set beside the gap where scores are skewed);
        p (Welch's t test); missing (students of the group without a score); adjusted (p by Benjamini and
        Hochberg); verdict ("above", "below", "cannot tell"); more_needed.

        NaN where a group is too small, has no other to be compared with, or is the reference itself. With no
        spread on either side gap and mean are known, and the rest is NaN. ``attrs``: level, reference,
        comparisons, expected_false_alarms (how many gaps chance alone would have shown as clear, each taken
        by itself), without_group.

    Raises
    ------
    DataError
        If a score is infinite or no number, or the lengths differ.
    ParameterError
        If `minimum` or `level` is out of range, or no group is called `reference`.

    Notes
    -----
    Groups below the minimum are left out of "the others" as well: otherwise their mean could be worked out
    from the gaps of the others. Comparing with the others rather than with the mean of all keeps the two
    sides apart, so that Welch's interval and g apply; the gap from the mean of all is smaller by the factor
    1 - n/N. Students of one class are more alike than the interval supposes; where groups are classes or
    schools it is too short.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35. Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289-300, as the
    WWC Procedures Handbook 4.1 applies it. Minimum of 10: NCES 2011-603.
    """
    check_share("level", level)
    sorted_out = grouped({"scores": scores}, groups)
    names, (values,) = sorted_out.names, sorted_out.columns
    check_comparison(minimum, reference, names)
    known = ~np.isnan(values)
    missing = np.bincount(sorted_out.place[~known], minlength=len(names))
    order = np.argsort(sorted_out.place[known], kind="stable")
    ends = np.cumsum(np.bincount(sorted_out.place[known], minlength=len(names)))
    members = np.split(values[known][order], ends[:-1]) if len(names) else []
    shown = [len(side) >= minimum for side in members]
    with_whom = [_others(at, members, shown, names, reference) for at in range(len(names))]
    rows = [
        _against(side, others, level) if large else dict.fromkeys(_NUMBERS, np.nan)
        for side, others, large in zip(members, with_whom, shown, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(_NUMBERS), index=names, dtype=float)
    frame.insert(0, "n", np.array([len(side) for side in members], dtype=int))
    frame.insert(6, "caution", "")
    frame = settled(frame.assign(missing=missing.astype(int)), level, reference)
    frame["more_needed"] = texts(
        "" if name == reference else more_students(verdict, gap, (high - low) / 2, n, minimum)
        for name, verdict, gap, high, low, n in zip(
            names, frame["verdict"], frame["gap"], frame["high"], frame["low"], frame["n"], strict=True
        )
    )
    frame["caution"] = texts(
        _caution(row, minimum, level, name == reference, reference)
        for name, row in zip(names, frame.to_dict("records"), strict=True)
    )
    frame.attrs["without_group"] = sorted_out.without_group
    return frame


def _others(
    at: int, members: list[Floats], shown: list[bool], names: pd.Index, reference: Hashable | None
) -> Floats:
    """Return the scores that a group is compared with, in no particular order; empty if there are none."""
    if reference is not None:
        compared = [place for place, name in enumerate(names) if name == reference and place != at]
    else:
        compared = [place for place in range(len(names)) if place != at]
    return np.concatenate([np.array([]), *(members[place] for place in compared if shown[place])])


def _against(side: Floats, others: Floats, level: float) -> dict[str, float]:
    row = dict.fromkeys(_NUMBERS, np.nan) | {"mean": float(side.mean())}
    if not len(others):
        return row
    effect = hedges_g(side, others, level)
    gap = float(side.mean() - others.mean())
    low, high, p = _welch(side, others, gap, level)
    return row | {
        "gap": gap,
        "g": effect.g,
        "low": low,
        "high": high,
        "g_low": effect.low,
        "g_high": effect.high,
        "median_gap": float(np.median(side) - np.median(others)),
        "p": p,
    }


def _welch(a: Floats, b: Floats, gap: float, level: float) -> tuple[float, float, float]:
    """Return the interval of the gap and p; NaN where a side has one score, or neither has any spread."""
    if min(len(a), len(b)) < 2 or (all_alike(a) and all_alike(b)):
        return np.nan, np.nan, np.nan
    error_a, error_b = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    se = np.sqrt(error_a + error_b)
    # of the shares of the variance, so that nothing is squared that might vanish
    part = error_a / (error_a + error_b)
    df = 1 / (part**2 / (len(a) - 1) + (1 - part) ** 2 / (len(b) - 1))
    half = stdtrit(df, 0.5 + level / 2) * se
    return gap - half, gap + half, float(2 * stdtr(df, -abs(gap) / se))


def _caution(
    row: dict[Hashable, float], minimum: int, level: float, is_reference: bool, reference: Hashable | None
) -> str:
    n, missing = int(row["n"]), int(row["missing"])
    if n < minimum:
        return f"fewer than {minimum} students: not compared"
    alone = row["verdict"] == "cannot tell" and row["p"] < 1 - level
    known = [
        "the others are compared with this group" if is_reference else "",
        "the group to compare with is too small"
        if np.isnan(row["gap"]) and reference is not None and not is_reference
        else "",
        "no other group to compare with" if np.isnan(row["gap"]) and reference is None else "",
        "no spread in the scores" if np.isnan(row["p"]) and not np.isnan(row["gap"]) else "",
        f"only {plural(n, 'student')}" if n < FEW_STUDENTS else "",
        f"{missing} of {n + missing} without a score" if missing >= MANY_MISSING * (n + missing) else "",
        "clear by itself, but not among this many comparisons" if alone else "",
    ]
    return "; ".join(part for part in known if part)
