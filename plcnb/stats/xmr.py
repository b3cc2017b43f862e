"""Control charts: which values of a series are more than its usual coming and going."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import texts
from plcnb.stats.arrays import in_one_order
from plcnb.stats.proportions import Floats
from plcnb.stats.series import SAME, Signs, numbers, one_number, sides
from plcnb.stats.settling import plural

Flags = NDArray[np.bool_]
Improvement = Literal["up", "down", "neutral"]

# Wheeler and Chambers (1992), Understanding Statistical Process Control: 3 / d2 and D4 for ranges of two,
# rounded as they and Making Data Count print them. R qicharts2 and qcc take 3 / 1.128 = 2.6596 for LIMIT:
# their limits lie 0.016 % nearer to the mean than these.
LIMIT, RANGE_LIMIT = 2.66, 3.267
D2 = 1.128  # mean range of two in standard deviations, as qicharts2 rounds it; P′ charts only

# NHS England, Making Data Count: how many values make a shift or a trend.
SHIFT = TREND = 7
CLOSE = 2 / 3  # of the way from the mean to a limit

FIRM = 13  # values: limits of fewer are trial limits; Making Data Count, as NHSRplotthedots warns
DIRECTION: dict[str, int] = {"up": 1, "down": -1, "neutral": 0}


@dataclass(frozen=True)
class XmR:
    """A series with its natural limits, and what each value means.

    `mean`, `lower`, `upper`, `mr_mean` and `mr_upper` are in the unit of the values; NaN with fewer than
    two neighbours. `verdict`: "signal", "no signal" or "cannot tell". `assurance`: "consistently hitting",
    "consistently failing" or "hit or miss" the target, "cannot tell" without limits; "" without a target.
    `points` is described at `xmr`.
    """

    mean: float
    lower: float
    upper: float
    mr_mean: float
    mr_upper: float
    points: pd.DataFrame
    n: int
    n_baseline: int
    improvement: str
    target: float
    assurance: str
    verdict: str
    why: str
    more_needed: str
    caution: str


@dataclass(frozen=True)
class PChart:
    """Shares of groups of different sizes with the limits of each. `mean` is the share over all of them.

    `points`: right, n, value (the share), lower, upper, beyond_limits. `spread` is 1, or for a P′ chart how
    much wider than chance alone the shares spread. `verdict`: "signal", "no signal" or "cannot tell".
    """

    mean: float
    spread: float
    points: pd.DataFrame
    verdict: str
    why: str
    more_needed: str
    caution: str


def xmr(
    values: ArrayLike,
    screen: bool = True,
    baseline: int | None = None,
    improvement: Improvement = "up",
    target: float | None = None,
) -> XmR:
    """Say which values are more than the usual coming and going, and whether that is good.

    Parameters
    ----------
    values : array of float, shape (n,), in the order of time
        In any unit. NaN is a time without a value: it keeps its row, has no moving range to either side, and
        a run or trend goes on over it.
    screen : bool
        Leave out, once, moving ranges of `RANGE_LIMIT` times their mean or more: a single wild value would
        widen the limits behind which it hides. On by default, as in NHSRplotthedots; qicharts2's default is
        off, and qcc has none.
    baseline : int, 2 or more, optional
        Let this many first times (as many of them as there are) set mean and limits for all.
    improvement : "up", "down" or "neutral"
        Where better lies.
    target : float, optional
        What is aimed at, in the unit of the values.

    Returns
    -------
    XmR
        mr_mean is the mean of the moving ranges that were kept; lower and upper are mean ∓ 2.66 · mr_mean,
        and mr_upper is 3.267 · mr_mean.

        points: one row a value; the index of a Series is kept, otherwise a running number.

        * value: as given;
        * beyond_limits: outside lower and upper;
        * shift: one of 7 or more in a row on one side of the mean;
        * trend: one of 7 or more in a row that each rise, or each fall;
        * two_of_three: close to a limit (beyond two thirds of the way, not outside), as are at least two of
          three in a row that all lie on that side of the mean;
        * special: any of these;
        * meaning: "improvement", "concern", "neutral" (special, where neither way is better) or "";
        * moving_range: from the value before, NaN for the first and beside a gap;
        * direction: 1 or -1, where the rule points; 0 if not special;
        * special_cause_type: the one rule that counts for the meaning, in NHSRplotthedots' words: beyond
          the limits before trend before two in three before shift; "Common Cause" if none.

        Empty, all missing, or one value: no limits, nothing special, verdict "cannot tell". All equal: both
        limits at that value. n = 2: limits, none of them firm. Limits of fewer than 13 values are trial
        limits, and the caution says so. Any number of values takes time in proportion.

    Raises
    ------
    DataError
        If a value is no finite number.
    ParameterError
        If `baseline` is below 2, `improvement` or `screen` is unknown, or `target` is no number.

    Notes
    -----
    Rules and their order as R NHSRplotthedots 0.2.2. Where a rising and a falling trend of 7 share their
    turning point it counts to the later one, as there. Where one trend ends right before another of its kind
    begins, its last value keeps its direction; NHSRplotthedots takes that of the step between them.

    References
    ----------
    Wheeler (2000), Understanding Variation. NHS England, Making Data Count. Nelson (1982), J. Qual.
    Technol. 14, 172-173 (screening).
    """
    if not isinstance(improvement, str) or improvement not in DIRECTION:
        raise ParameterError(f"improvement must be up, down or neutral, got {improvement!r}.")
    if not isinstance(screen, bool | np.bool_):
        raise ParameterError(f"screen must be True or False, got {screen!r}.")
    aim = np.nan if target is None else one_number("target", target)
    row = numbers("values", values)
    first = check_baseline(baseline, len(row))
    base = row[:first]
    n, n_base = (int(np.count_nonzero(~np.isnan(part))) for part in (row, base))
    mean = float(np.nanmean(base)) if n_base else np.nan
    ranges = np.abs(np.diff(row, prepend=np.nan))
    mr_mean, screened = _mean_range(ranges[:first], screen)
    lower, upper = mean - LIMIT * mr_mean, mean + LIMIT * mr_mean
    index = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(row), name="point")
    points = _points(row, mean, mr_mean, DIRECTION[improvement], index)
    points.insert(7, "moving_range", ranges)
    n_special = int(points["special"].sum())
    return XmR(
        mean=mean,
        lower=lower,
        upper=upper,
        mr_mean=mr_mean,
        mr_upper=RANGE_LIMIT * mr_mean,
        points=points,
        n=n,
        n_baseline=n_base,
        improvement=improvement,
        target=aim,
        assurance="" if target is None else _assurance(aim, lower, upper, DIRECTION[improvement]),
        verdict="signal" if n_special else "no signal" if n_base >= FIRM else "cannot tell",
        why=_why(points, n, mr_mean),
        more_needed=_more_needed(n_special, n_base),
        caution=_caution(len(row) - n, n_base, screened, baseline is not None and first < len(row)),
    )


def p_chart(right: ArrayLike, n: ArrayLike, *, prime: bool = False, baseline: int | None = None) -> PChart:
    """Say which shares lie beyond what chance gives groups of their size.

    Parameters
    ----------
    right, n : array of number, shape (n_times,)
        How many did, and of how many, in the order of time. A time with n = 0 or NaN has no share. Two
        Series with the same labels in another order are matched by their labels, in the order of `right`.
    prime : bool
        Laney's P′ chart: widen the limits by how much more than chance neighbouring shares differ. For large
        n, where a plain P chart calls every ripple a signal.
    baseline : int, 2 or more, optional
        Let this many first times set the mean and the spread for all.

    Returns
    -------
    PChart
        Limits are mean ± 3 · spread · √(mean (1 - mean) / n), cut off at 0 and 1; a share on its limit is
        inside. Empty or all missing: mean NaN, verdict "cannot tell". One time, or all shares 0 or all 1:
        nothing lies beyond.

    Raises
    ------
    DataError
        If a count is negative or infinite, more are right than there are, or the lengths differ.
    ParameterError
        If `baseline` is below 2.

    References
    ----------
    Montgomery (2013), Statistical Quality Control, 7th ed., 7.1. Laney (2002), Qual. Eng. 14, 531-537. As R
    qicharts2 0.8.1.
    """
    did, of = numbers("right", right), numbers("n", in_one_order("right", right, "n", n))
    _check_counts(did, of)
    first = check_baseline(baseline, len(did))
    known = ~np.isnan(did) & (of > 0)
    base = known & (np.arange(len(did)) < first)
    total = float(of[base].sum())
    mean = float(did[base].sum() / total) if total else np.nan
    share = np.divide(did, of, out=np.full(len(did), np.nan), where=known)
    chance = np.sqrt(mean * (1 - mean) / np.where(known, of, np.nan))
    spread = _laney(share, mean, chance, first) if prime else 1.0
    lower = np.maximum(mean - 3 * spread * chance, 0.0)
    upper = np.minimum(mean + 3 * spread * chance, 1.0)
    beyond = (sides(share, lower) < 0) | (sides(share, upper) > 0)
    index = right.index if isinstance(right, pd.Series) else pd.RangeIndex(len(did), name="point")
    points = pd.DataFrame(
        {"right": did, "n": of, "value": share, "lower": lower, "upper": upper, "beyond_limits": beyond},
        index=index,
    )
    times, outside = int(known.sum()), int(beyond.sum())
    firm = int(base.sum()) >= FIRM
    few = int((of[known] * min(mean, 1 - mean) < FEW_EXPECTED).sum()) if times else 0
    wide = not prime and times >= FIRM and outside > times / 4
    known_cautions = [
        "" if firm else _trial(int(base.sum())),
        f"the limits of {plural(few, 'time')} are rough: too few students for a normal curve" if few else "",
        "so many lie outside that the groups differ by more than chance: try prime=True" if wide else "",
    ]
    return PChart(
        mean=mean,
        spread=spread,
        points=points,
        verdict="signal" if outside else "no signal" if firm else "cannot tell",
        why=f"{outside} of {plural(times, 'share')} beyond the limits of its size.",
        more_needed=_more_needed(outside, int(base.sum())),
        caution="; ".join(part for part in known_cautions if part),
    )


FEW_EXPECTED = 5  # right or wrong answers: the usual least for a normal approximation


def check_baseline(baseline: int | None, n: int) -> int:
    """Return how many first values set the lines: all of `n` if `baseline` is None.

    Raises
    ------
    ParameterError
        If it is no whole number, or below 2.
    """
    if baseline is None:
        return n
    whole = isinstance(baseline, int | np.integer) and not isinstance(baseline, bool)
    if not whole or baseline < 2:
        raise ParameterError(f"baseline must be a whole number of first values, 2 or more, got {baseline!r}.")
    return min(int(baseline), n)


def _mean_range(ranges: Floats, screen: bool) -> tuple[float, int]:
    """Return the mean moving range, and how many wild ones were left out of it; NaN without any."""
    there = ranges[~np.isnan(ranges)]
    if not len(there):
        return np.nan, 0
    mean = float(there.mean())
    kept = there[there < RANGE_LIMIT * mean] if screen and mean > 0 else there
    return float(kept.mean()), len(there) - len(kept)


def _points(row: Floats, mean: float, mr_mean: float, better: int, index: pd.Index) -> pd.DataFrame:
    """Return what each value is; the rules see the values that are there, in a row without gaps."""
    at = np.flatnonzero(~np.isnan(row)) if not np.isnan(mr_mean) else np.empty(0, int)
    value, (half, close_half) = row[at], (LIMIT * mr_mean, CLOSE * LIMIT * mr_mean)
    side = sides(value, mean)
    beyond = (sides(value, mean + half) > 0) | (sides(value, mean - half) < 0)
    close = ~beyond & ((sides(value, mean + close_half) > 0) | (sides(value, mean - close_half) < 0))
    shift = _part_of_run(side, SHIFT) != 0
    slope = _slopes(value)
    two = _two_of_three(close, side)
    rules = [beyond, slope != 0, two, shift]
    direction = np.select(rules, [side, slope, side, side], 0)
    kind = np.select(rules, [1, 2, 3, 4], 0)
    columns: dict[str, Any] = {"value": row}
    flags = {"beyond_limits": beyond, "shift": shift, "trend": slope != 0, "two_of_three": two}
    for name, flag in flags.items():
        columns[name] = _spread(flag, at, len(row))
    columns["special"] = _spread(kind > 0, at, len(row))
    meanings = (
        {0: "neutral", better: "improvement", -better: "concern"}
        if better
        else dict.fromkeys((-1, 0, 1), "neutral")
    )
    meaning, words = np.full(len(row), "", object), np.full(len(row), "Common Cause", object)
    for place, rule, way in zip(at, kind, direction, strict=True):
        if rule:
            meaning[place], words[place] = meanings[int(way)], _TYPES[int(rule)][int(way) > 0]
    columns["meaning"] = texts(meaning)
    columns["direction"] = _spread(direction, at, len(row))
    columns["special_cause_type"] = texts(words)
    return pd.DataFrame(columns, index=index)


# What a rule is called when it points down and up: R NHSRplotthedots 0.2.2's special_cause_type.
_TYPES = {
    1: ("Below LCL", "Above UCL"),
    2: ("7 Point Trend (Decreasing)", "7 Point Trend (Increasing)"),
    3: ("2 in 3 Below CL", "2 in 3 Above CL"),
    4: ("7 Points Below CL", "7 Points Above CL"),
}


def _spread(flags: NDArray[Any], at: NDArray[np.int64], n: int) -> NDArray[Any]:
    spread = np.zeros(n, flags.dtype)
    spread[at] = flags
    return spread


def _part_of_run(signs: Signs, least: int) -> Signs:
    """Return the sign where it is one of `least` or more equal ones in a row, else 0."""
    if not len(signs):
        return signs
    starts = np.concatenate([[0], np.flatnonzero(np.diff(signs)) + 1])
    lengths = np.diff(np.append(starts, len(signs)))
    return np.where(np.repeat(lengths, lengths) >= least, signs, 0)


def _slopes(value: Floats) -> Signs:
    """Return 1 or -1 for the values of a trend, 0 for others; a turning point goes to the later trend."""
    if len(value) < TREND:
        return np.zeros(len(value), int)
    size = np.abs(value).max()
    steps = np.diff(value)
    steep = _part_of_run(np.where(np.abs(steps) <= SAME * size, 0, np.sign(steps)).astype(int), TREND - 1)
    after, before = np.append(steep, 0), np.append(0, steep)
    return np.where(after != 0, after, before)


def _two_of_three(close: Flags, side: Signs) -> Flags:
    """Say which close values are among two of three in a row that all lie on one side of the mean."""
    found = np.zeros(len(close), bool)
    if len(close) < 3:
        return found
    windows = np.lib.stride_tricks.sliding_window_view
    whole = (windows(close, 3).sum(axis=1) >= 2) & (np.abs(windows(side, 3).sum(axis=1)) == 3)
    for offset in range(3):
        found[offset : offset + len(whole)] |= whole
    return found & close


def _assurance(target: float, lower: float, upper: float, better: int) -> str:
    if np.isnan(lower):
        return "cannot tell"
    if better == 0:
        return ""
    if target > upper:
        return "consistently failing" if better > 0 else "consistently hitting"
    if target < lower:
        return "consistently hitting" if better > 0 else "consistently failing"
    return "hit or miss"


def _why(points: pd.DataFrame, n: int, mr_mean: float) -> str:
    if np.isnan(mr_mean):
        apart = ", and no two of them next to each other" if n > 1 else ""
        return f"{plural(n, 'value')}{apart}: no limits can be drawn."
    parts = {
        "beyond the limits": points["beyond_limits"],
        "in a trend": points["trend"],
        "in two of three close to a limit": points["two_of_three"],
        "in a long run on one side of the mean": points["shift"],
    }
    said = [f"{int(flag.sum())} {words}" for words, flag in parts.items() if flag.any()]
    if not said:
        return f"None of {plural(n, 'value')} is more than the usual coming and going."
    return f"Of {plural(n, 'value')}: {', '.join(said)}."


def _more_needed(n_special: int, n_baseline: int) -> str:
    if n_special or n_baseline >= FIRM:
        return ""
    return f"{plural(FIRM - n_baseline, 'more value')} for firm limits"


def _trial(n: int) -> str:
    return f"trial limits: from {plural(n, 'value')}, firm ones need {FIRM}"


def _caution(missing: int, n_baseline: int, screened: int, frozen: bool) -> str:
    known = [
        "" if n_baseline >= FIRM else _trial(n_baseline),
        f"{plural(missing, 'time')} without a value" if missing else "",
        f"{plural(screened, 'wild jump')} left out of the limits" if screened else "",
        f"the limits are of the first {plural(n_baseline, 'value')}" if frozen else "",
    ]
    return "; ".join(part for part in known if part)


def _laney(share: Floats, mean: float, chance: Floats, first: int) -> float:
    """Return how much more than chance neighbouring shares differ; 1 where that cannot be known."""
    z = np.divide(share - mean, chance, out=np.full(len(share), np.nan), where=chance > 0)[:first]
    jumps = np.abs(np.diff(z))
    jumps = jumps[~np.isnan(jumps)]
    return float(jumps.mean() / D2) if len(jumps) else 1.0


def _check_counts(did: Floats, of: Floats) -> None:
    if len(did) != len(of):
        raise DataError(f"right and n must be of one length, got {len(did)} and {len(of)}.")
    for name, counts in (("right", did), ("n", of)):
        if (counts < 0).any():
            raise DataError(f"{name} must hold counts of 0 or more, got {counts[counts < 0][0]:g}.")
    more = did > of
    if more.any():
        place = int(np.flatnonzero(more)[0])
        raise DataError(
            f"At time {place + 1} more are right ({did[place]:g}) than there are ({of[place]:g})."
        )
