"""Is a student on course to the goal? The aimline, the trend, and three rules that decide by them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import texts
from plcnb.stats.arrays import in_one_order
from plcnb.stats.proportions import Floats, check_share, normal_quantile
from plcnb.stats.series import numbers, one_number, sides, spoken
from plcnb.stats.settling import plural

# The median of the first three scores: IRIS Center, Progress Monitoring; National Center on Intensive
# Intervention (NCII), Decision rules for academic progress monitoring data. The last three the same.
BASELINE_POINTS = LAST_POINTS = 3
FOUR_POINTS = 4

# How long instruction must have gone on, in weeks, and how many scores there must be. Four-point: NCII and
# IRIS. For the median of the last three no source names a least; it looks at fewer points still.
FOUR_POINT_LEAST = MEDIAN_LEAST = (3, 6)
TREND_LEAST = (4, 8)

# At least one score a week for 10 to 12 weeks before a decision can be relied on: Van Norman and Christ
# (2016), J. Sch. Psychol. 58, 41-55; Sch. Psychol. Rev. 46 (3), 2017. The cautious end is taken.
TRUSTWORTHY_WEEKS = 12

# Design choices: a trend within this share of the needed rate is the same to a teacher; of more scores than
# this to settle a decision, "many more" says it better than a number; of more, slopes take too much memory.
SAME_RATE = 0.20
MANY_SCORES = 20
MOST_POINTS = 2000

RULES = ("four-point", "trend line", "median of last three")
DECISIONS = ("change", "raise", "keep", "cannot tell")


@dataclass(frozen=True)
class TheilSen:
    """A trend: `slope` a week with its interval from `low` to `high`, `intercept` at week 0, `n` scores."""

    slope: float
    intercept: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Aimline:
    """The line from the baseline to the goal; `rate` is what each week must bring, with its sign."""

    baseline: float
    baseline_week: float
    goal: float
    goal_week: float
    rate: float

    def at(self, weeks: ArrayLike) -> Floats:
        """Return where the line stands at these weeks; after the week of the goal it stays at the goal."""
        on_the_way = np.minimum(np.asarray(weeks, float), self.goal_week)
        return self.goal + self.rate * (on_the_way - self.goal_week)


def theil_sen(x: ArrayLike, y: ArrayLike, level: float = 0.95) -> TheilSen:
    """Return the trend of a few scores that one wild score cannot bend: the median of all pairwise slopes.

    Parameters
    ----------
    x, y : array of float, shape (n,)
        Such as weeks and scores, in any order; a pair with a NaN is left out. Two Series with the same
        labels in another order are matched by their labels.
    level : float in (0, 1)
        Coverage of the slope's interval.

    Returns
    -------
    TheilSen
        slope in units of y for one of x; intercept is the median of y - slope · x. R mblm 0.12.1 takes
        median(y) - slope · median(x) instead; ours splits the scores in half, above and below the line.

        All but n are NaN with fewer than two different x (empty, one row, n = 2 at one x). The interval is
        NaN as well where so few pairs cannot promise the coverage, at 95 % with fewer than five scores;
        scipy gives the range of all slopes there, which covers less. All y equal: slope 0 from 0 to 0.
        Ties are allowed; pairs with the same x have no slope.

    Raises
    ------
    DataError
        If the lengths differ, a value is no finite number, or there are more than 2,000 (time and memory
        grow with n²: 2,000 take a quarter of a second).
    ParameterError
        If `level` is not strictly between 0 and 1.

    Notes
    -----
    As `scipy.stats.theilslopes(y, x, level, method="joint")` of scipy 1.17.

    References
    ----------
    Theil (1950), Indag. Math. 12, 85-91. Sen (1968), J. Am. Stat. Assoc. 63, 1379-1389.
    """
    check_share("level", level)
    x, y = _pairs("x", x, "y", y)
    n = len(x)
    if n > MOST_POINTS:
        raise DataError(f"A trend takes at most {MOST_POINTS:,} scores, got {n:,}. Take one for each week.")
    first, second = np.triu_indices(n, 1)
    run, rise = x[second] - x[first], y[second] - y[first]
    with np.errstate(over="ignore"):
        slopes = np.sort(rise[run != 0] / run[run != 0])
    if not np.isfinite(slopes).all():
        raise DataError("x holds two numbers that lie too near to each other for a slope. Give whole weeks.")
    if not len(slopes):
        return TheilSen(np.nan, np.nan, np.nan, np.nan, n)
    slope = float(np.median(slopes))
    low, high = _slope_interval(slopes, x, y, level)
    return TheilSen(slope, float(np.median(y - slope * x)), low, high, n)


def aimline(
    weeks: ArrayLike, scores: ArrayLike, goal: float, goal_week: float, baseline: float | None = None
) -> Aimline:
    """Return the line from where a student began to the goal, and what each week must bring.

    Parameters
    ----------
    weeks, scores : array of float, shape (n,)
        Weeks as numbers (fractions are fine), in any order; a score of NaN is left out. Several scores in
        one week are taken in the order given.
    goal, goal_week : float
        The score aimed at, and the week by which. A goal below the baseline (errors, minutes late) is fine.
    baseline : float, optional
        Where the student began, if that is known; placed at the first week with a score.

    Returns
    -------
    Aimline
        The baseline is the median of the first three scores (fewer if there are fewer), placed at the
        median of their weeks: three probes on one day begin on that day. rate = (goal - baseline) /
        (goal_week - baseline_week), in score units a week. NaN without any score.

    Raises
    ------
    DataError
        If the lengths differ or a value is no finite number.
    ParameterError
        If `goal`, `goal_week` or `baseline` is no number, or the goal's week does not come after the
        baseline.
    """
    return _aimline(*_in_time(weeks, scores), goal, goal_week, baseline)


def decide(
    weeks: ArrayLike,
    scores: ArrayLike,
    goal: float,
    goal_week: float,
    *,
    phases: Iterable[float] = (),
    baseline: float | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Say by three rules whether to change the instruction, raise the goal, or go on.

    Parameters
    ----------
    weeks, scores, goal, goal_week, baseline
        As for `aimline`.
    phases : iterable of float
        Weeks at which the instruction changed. The aimline stays, but only the scores from the last change
        on are judged: what came before says nothing of the instruction now. A change after the last score
        leaves nothing to judge.
    level : float in (0, 1)
        Coverage of the trend's interval.

    Returns
    -------
    DataFrame
        Index `rule`: the three of NCII.

        * four-point: the four latest scores all on the near side of the aimline mean "change", all beyond
          it "raise", anything else "keep"; after 3 weeks of instruction and 6 scores;
        * trend line: a Theil-Sen slope clearly flatter than the aimline (the needed rate lies outside its
          interval) means "change", clearly steeper "raise"; "keep" if the whole interval lies within a fifth
          of the needed rate; otherwise it cannot tell; after 4 weeks and 8 scores;
        * median of last three: this median against the aimline at the median of their weeks; on it is
          "keep"; after 3 weeks and 6 scores.

        Columns:

        * decision: "change", "raise", "keep" or "cannot tell";
        * why: a sentence with its numbers;
        * weeks_until_trustworthy: float, weeks of at least one score each that are still missing to 12;
        * more_needed: what would settle it; "" if it is settled;
        * caution: what to know before trusting it; "" if nothing.

        ``attrs``: aimline (Aimline), trend (TheilSen, of the scores judged), n and n_judged (scores),
        from_week (of the scores judged), phases (tuple).

        Empty or all missing, one score, or a baseline at the goal: "cannot tell" thrice. All scores equal:
        a trend of 0. More than 2,000 scores are refused, as by `theil_sen`.

    Raises
    ------
    DataError, ParameterError
        As `aimline` and `theil_sen`; also if a phase is no number.

    References
    ----------
    NCII, intensiveintervention.org, Decision rules for academic progress monitoring data. Of the three, the
    trend and the median were right more often than the points alone (Van Norman and Christ 2016).
    """
    check_share("level", level)
    x, y = _in_time(weeks, scores)
    line = _aimline(x, y, goal, goal_week, baseline)
    changes = phase_weeks(phases)
    begun = changes[-1] if changes else (float(x[0]) if len(x) else np.nan)
    missing = len(numbers("scores", scores)) - len(x)
    judged = x >= begun
    seen = _Seen(x[judged], y[judged], begun, line, theil_sen(x[judged], y[judged], level))
    rules: dict[str, tuple[Callable[[_Seen], _Ruling], tuple[int, int]]] = {
        "four-point": (_four_point, FOUR_POINT_LEAST),
        "trend line": (_trend_line, TREND_LEAST),
        "median of last three": (_median_of_three, MEDIAN_LEAST),
    }
    rulings = [_too_early(seen, least) or rule(seen) for rule, least in rules.values()]
    frame = pd.DataFrame(
        {
            "decision": texts(ruling.decision for ruling in rulings),
            "why": texts(ruling.why for ruling in rulings),
            "weeks_until_trustworthy": [seen.weeks_until_trustworthy()] * len(rulings),
            "more_needed": texts(ruling.more_needed for ruling in rulings),
            "caution": texts(_caution(seen, ruling, missing) for ruling in rulings),
        },
        index=pd.Index(rules, name="rule"),
    )
    frame.attrs.update(
        aimline=line,
        trend=seen.trend,
        n=len(x),
        n_judged=len(seen.weeks),
        from_week=begun,
        phases=changes,
    )
    return frame


def phase_weeks(phases: Iterable[float]) -> tuple[float, ...]:
    """Return the weeks at which the instruction changed, in order; those of a mapping are its keys.

    Raises
    ------
    ParameterError
        If they are not several numbers.
    """
    if isinstance(phases, str) or not isinstance(phases, Iterable) or getattr(phases, "ndim", 1) != 1:
        raise ParameterError(f"phases must be the weeks of each change, such as [4, 9], got {phases!r}.")
    return tuple(sorted(one_number("phases", week) for week in phases))


@dataclass(frozen=True)
class _Seen:
    """The scores that are judged, in the order of time, and the lines they are judged by."""

    weeks: Floats
    scores: Floats
    begun: float
    line: Aimline
    trend: TheilSen

    @property
    def way(self) -> int:
        """1 where the goal lies above the baseline, -1 below, 0 where there is no way to go."""
        return int(np.nan_to_num(np.sign(self.line.rate)))

    def taught(self) -> float:
        """Return how many weeks of instruction lie between its begin and the last score."""
        return float(self.weeks[-1] - self.begun) if len(self.weeks) else 0.0

    def beyond(self) -> NDArray[np.int64]:
        """Return 1 for scores on the far side of the aimline, the better one; -1 for the near, 0 on it."""
        return self.way * sides(self.scores, self.line.at(self.weeks))

    def weeks_until_trustworthy(self) -> float:
        """Return how many weeks are missing; the first and the last week with a score both count."""
        watched = self.taught() + 1 if len(self.weeks) else 0.0
        return max(TRUSTWORTHY_WEEKS - watched, TRUSTWORTHY_WEEKS - float(len(self.weeks)), 0.0)


@dataclass(frozen=True)
class _Ruling:
    decision: str
    why: str
    more_needed: str = ""
    caution: str = ""


def _aimline(x: Floats, y: Floats, goal: float, goal_week: float, baseline: float | None) -> Aimline:
    goal, goal_week = one_number("goal", goal), one_number("goal_week", goal_week)
    known = None if baseline is None else one_number("baseline", baseline)
    if not len(x):
        return Aimline(np.nan if known is None else known, np.nan, goal, goal_week, np.nan)
    if known is None:
        start, week = float(np.median(y[:BASELINE_POINTS])), float(np.median(x[:BASELINE_POINTS]))
    else:
        start, week = known, float(x[0])
    if goal_week <= week:
        raise ParameterError(
            f"goal_week must come after the baseline in week {spoken(week)}, got {spoken(goal_week)}."
        )
    return Aimline(start, week, goal, goal_week, (goal - start) / (goal_week - week))


def _too_early(seen: _Seen, least: tuple[int, int]) -> _Ruling | None:
    """Return why nothing can be told yet, None where the rule may speak."""
    weeks, points = least
    n, taught = len(seen.weeks), seen.taught()
    if n and seen.way == 0:
        why = f"The first scores already stand at the goal of {spoken(seen.line.goal)}."
        return _Ruling("cannot tell", why, "a goal that lies further on")
    if n >= points and taught >= weeks:
        return None
    over = f"over {_weeks(taught)}" if taught else "in a single week"
    so_far = f"{plural(n, 'score')} {over}" if n else "No score"
    since = " since the instruction changed" if seen.begun > seen.line.baseline_week else ""
    why = f"{so_far}{since}; this rule needs {points} scores over {weeks} weeks."
    needs = [
        plural(points - n, "more score") if n < points else "",
        _weeks(weeks - taught, "more ") if taught < weeks else "",
    ]
    return _Ruling("cannot tell", why, " and ".join(part for part in needs if part))


def _four_point(seen: _Seen) -> _Ruling:
    near, beyond = _side_words(seen)
    last = seen.beyond()[-FOUR_POINTS:]
    if (last < 0).all():
        return _Ruling("change", f"The last {FOUR_POINTS} scores all lie {near} the aimline.")
    if (last > 0).all():
        return _Ruling("raise", f"The last {FOUR_POINTS} scores all lie {beyond} the aimline.")
    counts = {near: int((last < 0).sum()), beyond: int((last > 0).sum()), "on": int((last == 0).sum())}
    said = ", ".join(f"{count} {where}" for where, count in counts.items() if count)
    return _Ruling("keep", f"Of the last {FOUR_POINTS} scores {said} the aimline.")


def _trend_line(seen: _Seen) -> _Ruling:
    trend, rate = seen.trend, seen.line.rate
    compared = (
        f"The trend is {spoken(trend.slope)} a week (probably between {spoken(trend.low)} and "
        f"{spoken(trend.high)}); {spoken(rate)} is needed."
    )
    if np.isnan(trend.low):
        return _Ruling("cannot tell", "The scores lie in too few different weeks for a trend.", "more weeks")
    ends = seen.way * np.array([trend.low, trend.high])
    worst, best, needed = ends.min(), ends.max(), abs(rate)
    nearly = 1e-9 * needed  # a line that is exactly the aimline differs by rounding
    now = seen.way * float(trend.intercept + trend.slope * seen.weeks[-1] - seen.line.at(seen.weeks[-1]))
    near, beyond = _side_words(seen)
    if best < needed - nearly:
        still = f"the trend still stands {beyond} the aimline, but is falling back to it"
        return _Ruling("change", compared, caution=still if now > 0 else "")
    if worst > needed + nearly:
        still = f"the trend still stands {near} the aimline, but is catching up"
        return _Ruling("raise", compared, caution=still if now < 0 else "")
    if worst >= (1 - SAME_RATE) * needed and best <= (1 + SAME_RATE) * needed:
        return _Ruling("keep", compared)
    return _Ruling("cannot tell", compared, _scores_to_settle(seen, (best - worst) / 2))


def _scores_to_settle(seen: _Seen, half: float) -> str:
    """Return how many more scores may do: a slope's interval shrinks with the number to the power of 1.5."""
    far = max(abs(seen.trend.slope - seen.line.rate), SAME_RATE * abs(seen.line.rate))
    n = len(seen.weeks)
    more = max(int(np.ceil(n * (half / far) ** (2 / 3))) - n, 1)
    return (
        f"about {plural(more, 'more score')}" if more <= MANY_SCORES else "many more scores, or steadier ones"
    )


def _median_of_three(seen: _Seen) -> _Ruling:
    near, beyond = _side_words(seen)
    middle = np.median(seen.scores[-LAST_POINTS:])
    aimed = seen.line.at(np.median(seen.weeks[-LAST_POINTS:]))
    side = seen.way * int(sides(np.array([middle]), aimed)[0])
    where = {-1: near, 0: "on", 1: beyond}[side]
    why = (
        f"The median of the last {LAST_POINTS} scores, {spoken(float(middle))}, lies {where} the aimline, "
        f"which stands at {spoken(float(aimed))}."
    )
    scatter = _scatter(seen)
    close = (
        f"it lies only {spoken(abs(float(middle - aimed)))} from the aimline, and scores scatter by about "
    )
    return _Ruling(
        {-1: "change", 0: "keep", 1: "raise"}[side],
        why,
        caution=f"{close}{spoken(scatter)}" if side and abs(middle - aimed) < scatter else "",
    )


def _scatter(seen: _Seen) -> float:
    """Return how far scores usually lie from their trend: the median distance; NaN without a trend."""
    return float(np.median(np.abs(seen.scores - seen.trend.intercept - seen.trend.slope * seen.weeks)))


def _side_words(seen: _Seen) -> tuple[str, str]:
    """Return what the near and the far side of the aimline are called."""
    return ("below", "above") if seen.way > 0 else ("above", "below")


def _caution(seen: _Seen, ruling: _Ruling, missing: int) -> str:
    until, n = seen.weeks_until_trustworthy(), len(seen.weeks)
    known = [
        ruling.caution,
        f"an early decision: {_weeks(until, 'more ')} with a score each until it can be relied on"
        if until and ruling.decision != "cannot tell"
        else "",
        "fewer than one score a week" if n > 1 and n < seen.taught() else "",
        f"taken as a goal to come down to, from {spoken(seen.line.baseline)}" if seen.way < 0 else "",
        f"{plural(missing, 'week')} without a score left out" if missing else "",
        "the week of the goal has passed" if n and seen.weeks[-1] > seen.line.goal_week else "",
    ]
    return "; ".join(part for part in known if part)


def _weeks(count: float, more: str = "") -> str:
    return f"{spoken(count)} {more}week{'' if count == 1 else 's'}"


def _pairs(x_name: str, x: ArrayLike, y_name: str, y: ArrayLike) -> tuple[Floats, Floats]:
    """Return both without the pairs that lack a value."""
    one, other = numbers(x_name, x), numbers(y_name, in_one_order(x_name, x, y_name, y))
    if len(one) != len(other):
        raise DataError(
            f"{x_name} and {y_name} must be of one length, got {len(one)} and {len(other)}. "
            "Write NaN where there is no value."
        )
    both = ~np.isnan(one) & ~np.isnan(other)
    return one[both], other[both]


def _in_time(weeks: ArrayLike, scores: ArrayLike) -> tuple[Floats, Floats]:
    x, y = _pairs("weeks", weeks, "scores", scores)
    order = np.argsort(x, kind="stable")
    return x[order], y[order]


def _slope_interval(slopes: Floats, x: Floats, y: Floats, level: float) -> tuple[float, float]:
    """Return Sen's interval: slopes as far from the middle as Kendall's statistic strays by chance."""
    pairs, n = len(slopes), len(x)

    def term(k: NDArray[np.int64]) -> int:
        return int((k * (k - 1) * (2 * k + 5)).sum())

    ties = [np.unique(values, return_counts=True)[1] for values in (x, y)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(map(term, ties))) / 18
    if variance < 0:  # ties of both at once are subtracted twice
        return np.nan, np.nan
    z = normal_quantile(level)
    if _ends(n * (n - 1) // 2, z * np.sqrt(n * (n - 1) * (2 * n + 5) / 18))[0] < 0:
        return np.nan, np.nan  # so few scores cannot promise the coverage, tied or not
    from_end, to_end = _ends(pairs, z * np.sqrt(variance))
    if from_end < 0 or to_end > pairs - 1:
        return np.nan, np.nan
    return float(slopes[from_end]), float(slopes[to_end])


def _ends(pairs: int, stray: float) -> tuple[int, int]:
    """Return the places of the interval's ends among the sorted slopes."""
    return int(np.round((pairs - stray) / 2)) - 1, int(np.round((pairs + stray) / 2))
