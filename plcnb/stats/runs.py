"""Has something changed over time? Run charts for short series, XmR and P charts where there is more."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, bdtrik

from plcnb.errors import ParameterError
from plcnb.stats.proportions import Floats
from plcnb.stats.series import Signs, numbers, one_number, sides, spoken
from plcnb.stats.settling import plural
from plcnb.stats.xmr import PChart, XmR, check_baseline, p_chart, xmr

__all__ = ["PChart", "RunChart", "XmR", "anhoej_limits", "p_chart", "run_chart", "xmr"]

# Anhøj and Olesen (2014), PLoS ONE 9, e113825: below this neither rule has any power.
MINIMUM_USEFUL = 10
STANDS_THERE = (
    6  # values in a row: the shift of the Institute for Healthcare Improvement; a design choice here
)
FALSE_ALARM = 0.05  # chance of too few crossings where nothing has changed; the same source


@dataclass(frozen=True)
class RunChart:
    """A series about its median, and whether it shows more than chance.

    `n` values are there, `n_useful` of them off the median. `signal` is what the two rules give by
    themselves, whatever n; `verdict` ("signal", "no signal", "cannot tell") is what may be said. `why` tells
    which rule spoke. Where no value is useful the runs, the crossings and their limits are NaN.

    `longest_at` are the places of the longest run's first and last value (of several, the latest), None
    without one. `side` is where a series with a signal stands now: 1 above the median, -1 below, by its
    last run; 0 where that is shorter than `STANDS_THERE` values, and without a signal. A long run that has
    ended says where the series was, not where it went.
    """

    median: float
    n_useful: int
    longest_run: float
    longest_run_max: float
    crossings: float
    crossings_min: float
    signal: bool
    n: int
    verdict: str
    why: str
    more_needed: str
    caution: str
    longest_at: tuple[int, int] | None
    side: int


def run_chart(values: ArrayLike, *, baseline: int | None = None, centre: float | None = None) -> RunChart:
    """Say whether a series has shifted, by its longest run and its crossings of the median.

    Made for the short series of schools: no limits to compute, nothing assumed of how values spread.

    Parameters
    ----------
    values : array of float, shape (n,), in the order of time
        In any unit. NaN is a time without a value: it is left out, and a run goes on over it.
    baseline : int, 2 or more, optional
        Take the median of this many first values (as many of them as there are) instead of all.
    centre : float, optional
        A line known from elsewhere instead of the median, such as that of last year.

    Returns
    -------
    RunChart
        A signal is a run longer than round(log2 n) + 3, or fewer crossings than the 5 % point of a
        binomial distribution of n - 1 tosses; n counts the useful values, those off the median. Values on
        the median neither end a run nor add to it. With fewer than 10 useful values the verdict is "cannot
        tell", whatever the rules give. A trend rule is left out on purpose: Anhøj and Olesen found it
        "virtually useless".

        Empty, all missing or all equal: nothing is useful, so runs, crossings and limits are NaN. Any number
        of values takes time in proportion.

    Raises
    ------
    DataError
        If a value is no finite number.
    ParameterError
        If `baseline` is below 2 or `centre` is no number, or both are given.

    Notes
    -----
    As R qicharts2 0.8.1, which gives NA where ours is NaN, and which takes a value that differs from the
    median by the rounding of binary numbers alone for one off it; here it lies on the median. The shift of
    six and trend of five that the Institute for Healthcare Improvement prints give false alarms at a rate
    that grows with n.

    References
    ----------
    Anhøj and Olesen (2014), PLoS ONE 9, e113825. Schilling (2012), Math. Mag. 85, 141-149. Chen (2010), J.
    Stat. Plan. Infer. 140, 2056.
    """
    row = numbers("values", values)
    first = check_baseline(baseline, len(row))
    if centre is not None and baseline is not None:
        raise ParameterError("Give baseline or centre, not both: each says where the middle line lies.")
    of_baseline = row[:first][~np.isnan(row[:first])]
    median = float(np.median(of_baseline)) if len(of_baseline) else np.nan
    line = median if centre is None else one_number("centre", centre)
    side = sides(row, line)
    places = np.flatnonzero(side)
    useful = side[places]
    starts, lengths = _runs(useful)
    longest = float(lengths.max()) if len(lengths) else np.nan
    crossings = float(len(lengths) - 1) if len(lengths) else np.nan
    latest = np.flatnonzero(lengths == longest)[-1:]
    at = next(((int(places[starts[k]]), int(places[starts[k] + lengths[k] - 1])) for k in latest), None)
    longest_max, crossings_min = anhoej_limits(len(useful))
    too_long, too_few = bool(longest > longest_max), bool(crossings < crossings_min)
    n, signal = int(np.count_nonzero(~np.isnan(row))), too_long or too_few
    enough = len(useful) >= MINIMUM_USEFUL
    return RunChart(
        median=line,
        n_useful=len(useful),
        longest_run=longest,
        longest_run_max=longest_max,
        crossings=crossings,
        crossings_min=crossings_min,
        signal=signal,
        n=n,
        verdict="cannot tell" if not enough else "signal" if signal else "no signal",
        why=_why(len(useful), longest, longest_max, crossings, crossings_min),
        more_needed="" if enough else _more_needed(len(useful), row),
        caution=_caution(row, n, len(useful), first if baseline is not None else None),
        longest_at=at,
        side=_points_to(useful, lengths) if signal else 0,
    )


def anhoej_limits(n_useful: int) -> tuple[float, float]:
    """Return the longest run and the fewest crossings that chance explains among `n_useful` values.

    NaN for none. Rounds halves to even, as R does; no whole number has a base-2 logarithm that ends in a
    half, so it makes no difference.
    """
    if n_useful < 1:
        return np.nan, np.nan
    return float(round(np.log2(n_useful)) + 3), float(_binomial_quantile(FALSE_ALARM, n_useful - 1))


def _binomial_quantile(p: float, tosses: int) -> int:
    """Return the smallest count that at most this many heads of fair tosses reach with probability p."""
    if tosses == 0:
        return 0
    guess = max(int(np.floor(bdtrik(p, tosses, 0.5))) - 1, 0)
    while bdtr(guess, tosses, 0.5) < p:
        guess += 1
    return guess


def _runs(useful: Signs) -> tuple[Signs, Signs]:
    """Return where each run begins, and how long it is."""
    if not len(useful):
        return useful, useful
    starts = np.concatenate([[0], np.flatnonzero(np.diff(useful)) + 1])
    return starts, np.diff(np.append(starts, len(useful)))


def _points_to(useful: Signs, lengths: Signs) -> int:
    """Return the side of the last run, if it is long enough to say where the series stands now; else 0."""
    return int(useful[-1]) if lengths[-1] >= STANDS_THERE else 0


def _why(n: int, longest: float, longest_max: float, crossings: float, crossings_min: float) -> str:
    if not n:
        return "No value lies off the median."
    run = f"{plural(int(longest), 'value')} in a row on one side of the median, where chance explains "
    run += f"{spoken(longest_max)}"
    cross = f"{plural(int(crossings), 'crossing')} of it, where chance gives at least {spoken(crossings_min)}"
    if n < MINIMUM_USEFUL:
        return f"Only {plural(n, 'value')} off the median; both rules need {MINIMUM_USEFUL}."
    if longest > longest_max:
        also = f", and only {cross}" if crossings < crossings_min else ""
        return f"A long run: {run}{also}."
    if crossings < crossings_min:
        return f"Few crossings: the values cross the median {_times(crossings)}, where chance gives at " + (
            f"least {spoken(crossings_min)}."
        )
    return f"Only chance to be seen: at most {run}; {cross}."


def _times(count: float) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(int(count), f"{int(count)} times")


def _more_needed(n_useful: int, row: Floats) -> str:
    there = row[~np.isnan(row)]
    if len(there) >= MINIMUM_USEFUL and np.ptp(there) == 0:
        return "values that differ: all are the same so far"
    return f"about {plural(MINIMUM_USEFUL - n_useful, 'more value')} off the median"


def _caution(row: Floats, n: int, n_useful: int, baseline: int | None) -> str:
    missing, on_line = len(row) - n, n - n_useful
    known = [
        f"{plural(missing, 'time')} without a value left out" if missing else "",
        f"{plural(on_line, 'value')} on the median" if on_line > n_useful and n_useful else "",
        f"the median is of the first {baseline} only" if baseline is not None and baseline < len(row) else "",
    ]
    return "; ".join(part for part in known if part)
