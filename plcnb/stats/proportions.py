"""Shares of right answers, and how far a small class lets us trust them."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

from plcnb.errors import DataError, ParameterError
from plcnb.stats.arrays import LARGEST, floats_of, in_one_order

Floats = NDArray[np.float64]

METHODS = ("wilson", "jeffreys", "clopper-pearson")

SAME_SHARE = 1e-12  # two shares nearer than this are equal; counts of a school differ by far more


def proportion_interval(
    right: ArrayLike, answered: ArrayLike, level: float = 0.95, method: str = "wilson"
) -> tuple[Any, Any]:
    """Return the interval of each share of right answers.

    Teams are small: all three methods stay inside [0, 1] and never shrink to a point, as the textbook
    interval (share ± z · standard error) does when everybody is right. Wilson's is the default because its
    coverage is near `level` on average for any share and for small counts; Jeffreys' is nearly as good;
    Clopper-Pearson's never covers less than `level` and is therefore wider than it need be.

    Parameters
    ----------
    right, answered : array of number, broadcast to one shape
        Answers that were right, and answers given. Fractions are allowed (partial credit, effective counts).
        Two Series with the same labels in another order are matched by their labels.
    level : float in (0, 1)
        Coverage, as a share (0.95), not a percentage (95).
    method : "wilson", "jeffreys" or "clopper-pearson"
        Wilson is without continuity correction. Jeffreys' ends are set to 0 where nothing was right, and to
        1 where everything was (Brown, Cai and DasGupta's modification; statsmodels leaves a hair's breadth).

    Returns
    -------
    low, high : array of float (a plain number for plain numbers)
        Shares in [0, 1]; NaN where nobody answered or a count is NaN.

    Raises
    ------
    DataError
        If a count is negative or infinite, more were right than answered, or the shapes do not fit.
    ParameterError
        If `level` is not strictly between 0 and 1, or `method` is unknown.

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22, 209-212. Clopper and Pearson (1934), Biometrika 26, 404-413.
    Brown, Cai and DasGupta (2001), Stat. Sci. 16, 101-133: Wilson or Jeffreys for 40 answers or fewer.
    """
    check_share("level", level)
    if not isinstance(method, str) or method not in METHODS:
        raise ParameterError(f"method must be one of {', '.join(METHODS)}, got {method!r}.")
    k, n = _counts(right, answered)
    known = (n > 0) & ~np.isnan(k)
    k, n = np.where(known, k, 0.0), np.where(known, n, 1.0)
    low, high = _wilson(k, n, level) if method == "wilson" else _beta_interval(k, n, level, method)
    low, high = np.where(k == 0, 0.0, low), np.where(k == n, 1.0, high)
    return np.where(known, low, np.nan)[()], np.where(known, high, np.nan)[()]


def verdict(right: ArrayLike, answered: ArrayLike, cut: float, level: float = 0.90) -> pd.DataFrame:
    """Say of each share whether it is clearly above or below the cut, or what is missing to tell.

    Clearly means that the Wilson interval lies wholly on one side. At `level` 0.90 a share that truly equals
    the cut is called "above" by chance about once in twenty times, and "below" as often.

    Parameters
    ----------
    right, answered : array of number, broadcast to one shape
        Answers that were right, and answers given. The index of a Series is kept.
    cut : float in (0, 1)
        The share that counts as knowing it, such as 0.70.
    level : float in (0, 1)
        Coverage of the interval.

    Returns
    -------
    DataFrame
        share, low, high (in [0, 1]; NaN where nobody answered); verdict ("above", "cannot tell", "below";
        "cannot tell" where nobody answered); more_needed: how many more answers, at the present share,
        until the interval leaves the cut (whole number as float; 0 where it has left it; inf where the
        share equals the cut, since no number would do; NaN where nobody answered).

    Raises
    ------
    DataError, ParameterError
        As `proportion_interval`; also if `cut` is not strictly between 0 and 1.

    Notes
    -----
    The Wilson interval of k / n leaves the cut c exactly when n > z² c (1 - c) / (k/n - c)², so more_needed
    needs no search.
    """
    check_share("cut", cut)
    low, high = proportion_interval(right, answered, level)
    k, n = _counts(right, answered)
    with np.errstate(invalid="ignore", divide="ignore"):  # 0 / 0 is NaN: nobody answered
        share = k / n
    words = compare(low, high, cut)
    more = np.floor(answers_to_leave(share, cut, level) - n) + 1
    more = np.where(words == "cannot tell", np.maximum(more, 1), 0.0)
    columns = {
        "share": share,
        "low": low,
        "high": high,
        "verdict": words,
        "more_needed": np.where(np.isnan(share), np.nan, more),
    }
    return pd.DataFrame(
        {name: np.ravel(values) for name, values in columns.items()}, index=_index(right, answered)
    )


class Shrunk(pd.DataFrame):
    """A frame of shrunk shares that knows what it was shrunk towards, and how strongly."""

    @property
    def _constructor(self) -> type["Shrunk"]:
        return Shrunk

    @property
    def prior_mean(self) -> float:
        """The share that all groups are drawn towards."""
        return float(self.attrs["prior_mean"])

    @property
    def prior_strength(self) -> float:
        """How many answers the common share is worth; inf where the groups do not differ beyond chance."""
        return float(self.attrs["prior_strength"])


def shrink(
    right: ArrayLike,
    answered: ArrayLike,
    level: float = 0.95,
    prior: tuple[float, float] | None = None,
) -> Shrunk:
    """Draw the shares of small groups towards the common share, the smaller the group the more.

    The best and the worst share of a list mostly belong to its smallest groups. An empirical Bayes estimate
    (beta-binomial) takes that luck out: with groups of 24, 22, 6 and 25, the group of 6 with 5 right falls
    from the first place to the second.

    Parameters
    ----------
    right, answered : array of number, shape (n_groups,)
        Right and given answers of each group. The index of a Series is kept.
    level : float in (0, 1)
        Probability that the interval holds.
    prior : (mean, strength), optional
        A common share and its worth in answers, known from elsewhere. Estimated from the groups by default.

    Returns
    -------
    Shrunk
        A frame with raw, shrunk, low, high (shares; NaN for a group without answers), and the attributes
        `prior_mean` and `prior_strength` (NaN without any answers; also in ``attrs``).

    Raises
    ------
    DataError, ParameterError
        As `proportion_interval`; also for a prior mean outside (0, 1) or a negative strength.

    Notes
    -----
    The prior mean is Σ right / Σ answered. The strength is (1 - ρ) / ρ with ρ, the correlation of answers
    within a group, by moments; where ρ ≤ 0, or where it cannot be known (one group, groups of one), the
    groups are pooled completely and the interval is Jeffreys' of the pooled share. low and high are the
    quantiles of the Beta posterior; for them the prior is worth at least one answer, as Jeffreys' is, so
    that no interval is a point. They leave out that the prior is itself an estimate.

    Peers find other strengths: for the 71 groups of rats of Tarone (1982) this gives 21.8, maximum likelihood
    (R VGAM 1.1.7) 16.4, and the unweighted moments of Gelman et al. 10.0 for the 70 earlier ones; the shrunk
    shares differ from VGAM's by .016 at most. Moments need no search and cannot fail to converge.

    References
    ----------
    Kleinman (1973), J. Am. Stat. Assoc. 68, 46-54, eq. 2.1 with weights n.
    """
    check_share("level", level)
    k, n = (np.ravel(counts) for counts in _counts(right, answered))
    known = (n > 0) & ~np.isnan(k)
    seen, given = k[known], n[known]
    mean, strength = _moment_prior(seen, given) if prior is None else _checked_prior(prior)
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = np.where(known, k / n, np.nan)
    shrunk, low, high = (np.full(len(k), np.nan) for _ in range(3))
    if np.isinf(strength):
        shrunk[known] = mean
        low[known], high[known] = proportion_interval(seen.sum(), given.sum(), level, "jeffreys")
    else:
        shrunk[known] = (seen + mean * strength) / (given + strength)
        a = seen + mean * max(strength, 1.0)
        b = given - seen + (1 - mean) * max(strength, 1.0)
        low[known] = _beta_quantile(a, b, (1 - level) / 2)
        high[known] = 1 - _beta_quantile(b, a, (1 - level) / 2)
    frame = Shrunk({"raw": raw, "shrunk": shrunk, "low": low, "high": high}, index=_index(right, answered))
    frame.attrs.update(prior_mean=float(mean), prior_strength=float(strength))
    return frame


def compare(low: ArrayLike, high: ArrayLike, cut: float) -> NDArray[np.object_]:
    """Return "above" where the whole interval exceeds the cut, "below" where it falls short of it.

    Otherwise "cannot tell": also where the interval touches the cut or is NaN.
    """
    low, high = np.asarray(low, float), np.asarray(high, float)
    return np.where(low > cut, "above", np.where(high < cut, "below", "cannot tell")).astype(object)


def answers_to_leave(share: ArrayLike, cut: float, level: float) -> Floats:
    """Return how many answers, at `share`, the Wilson interval needs to leave `cut`: more than this many.

    inf where the share equals the cut; NaN where the share is NaN.
    """
    z = normal_quantile(level)
    distance = np.abs(np.asarray(share, float) - cut)
    distance = np.where(distance < SAME_SHARE, 0.0, distance)
    with np.errstate(divide="ignore"):
        return z**2 * cut * (1 - cut) / distance**2


def normal_quantile(level: float) -> float:
    """Return z such that a standard normal value lies within ± z with probability `level`."""
    return float(ndtri(0.5 + level / 2))


def check_share(name: str, value: float) -> None:
    """Refuse a level or a cut that is not strictly between 0 and 1.

    Raises
    ------
    ParameterError
        Names the parameter and, for a percentage, the share that was meant.
    """
    if isinstance(value, int | float | np.number) and 0 < value < 1:
        return
    meant = (
        f" For {value:g} % write {value / 100:g}."
        if isinstance(value, int | float) and 1 < value < 100
        else ""
    )
    raise ParameterError(f"{name} must lie strictly between 0 and 1, got {value!r}.{meant}")


def _counts(right: ArrayLike, answered: ArrayLike) -> tuple[Floats, Floats]:
    """Return both counts as float arrays of one shape, checked."""
    answered = in_one_order("right", right, "answered", answered)
    one, other = floats_of("right", right), floats_of("answered", answered)
    try:
        k, n = np.broadcast_arrays(one, other)
    except ValueError as error:
        raise DataError(f"right and answered must be numbers of one length: {error}.") from error
    for name, counts in (("right", k), ("answered", n)):
        wrong = (counts < 0) | (counts > LARGEST)
        if wrong.any():
            raise DataError(f"{name} must be a count of 0 or more, got {counts[wrong].flat[0]:g}.")
    over = k > n + SAME_SHARE * np.maximum(n, 1)
    if over.any():
        first = np.argmax(over)
        raise DataError(f"right must not exceed answered, got {k.flat[first]:g} of {n.flat[first]:g}.")
    return np.minimum(k, n), n


def _wilson(k: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    z = normal_quantile(level)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    return centre - half, centre + half


def _beta_interval(k: Floats, n: Floats, level: float, method: str) -> tuple[Floats, Floats]:
    tail = (1 - level) / 2
    right, wrong = k, n - k
    if method == "jeffreys":
        return (
            _beta_quantile(right + 0.5, wrong + 0.5, tail),
            1 - _beta_quantile(wrong + 0.5, right + 0.5, tail),
        )
    return _beta_quantile(right, wrong + 1, tail), 1 - _beta_quantile(wrong, right + 1, tail)


def _beta_quantile(a: Floats, b: Floats, p: float) -> Floats:
    """Return the lower quantile; upper ones are taken from the mirrored law, which keeps their digits."""
    return np.where(a > 0, betaincinv(np.where(a > 0, a, 1.0), b, p), 0.0)


def _checked_prior(prior: tuple[float, float]) -> tuple[float, float]:
    if not isinstance(prior, tuple | list) or len(prior) != 2:
        raise ParameterError(f"prior must be a pair (mean, strength), got {prior!r}.")
    mean, strength = prior
    check_share("The prior mean", mean)
    if not isinstance(strength, int | float | np.number) or not 0 <= strength < np.inf:
        raise ParameterError(f"The prior strength must be a number of answers, 0 or more, got {strength!r}.")
    return mean, strength


def _moment_prior(k: Floats, n: Floats) -> tuple[float, float]:
    """Return the mean and the strength of the common share by moments; strength inf means pool completely."""
    total = n.sum()
    if total == 0:
        return np.nan, np.nan
    mean = k.sum() / total
    noise, groups = mean * (1 - mean), len(n)
    between = np.sum(n * (k / n - mean) ** 2) - noise * (groups - 1)
    scale = noise * (total - np.sum(n**2) / total - (groups - 1))
    if between <= 0 or scale <= 0:
        return mean, np.inf
    correlation = between / scale
    return mean, max(0.0, (1 - correlation) / correlation)


def _index(*values: object) -> pd.Index | None:
    """Return the index of the first Series among the values, if there is one."""
    return next((value.index for value in values if isinstance(value, pd.Series)), None)
