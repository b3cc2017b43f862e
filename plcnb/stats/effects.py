"""Differences in standard deviations, between groups and within the same students."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import gammaln, ndtr, stdtrit

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import texts
from plcnb.stats.arrays import LARGEST, SAME, all_alike, floats_of
from plcnb.stats.proportions import Floats, check_share, normal_quantile

Standardizer = Literal["d_av", "d_pre", "d_z"]
RELIABLE_LEVEL = 0.95  # of a single student's change: the 1.96 of Jacobson and Truax (1991)


@dataclass(frozen=True)
class EffectSize:
    """A difference of two groups in standard deviations: Hedges' g with its interval and the group sizes."""

    g: float
    se: float
    low: float
    high: float
    n_a: int
    n_b: int

    @property
    def improvement_index(self) -> float:
        """By how many percentile points the average of b would rise in group b with the mean of a (WWC)."""
        return 100 * (float(ndtr(self.g)) - 0.5)


@dataclass(frozen=True)
class PairedEffect:
    """A change of the same students.

    `mean_change`, `low` and `high` are in the unit of the scores; `effect` and its standard error `se` in
    standard deviations, `standardizer` saying which; `r` is the correlation of the two; `n` the pairs.
    """

    mean_change: float
    low: float
    high: float
    effect: float
    se: float
    standardizer: Standardizer
    r: float
    n: int


def hedges_g(a: ArrayLike, b: ArrayLike, level: float = 0.95) -> EffectSize:
    """Return how far the mean of `a` lies above that of `b`, in pooled standard deviations.

    Parameters
    ----------
    a, b : array of float, shapes (n_a,) and (n_b,)
        Scores of two groups of different students; NaN is left out.
    level : float in (0, 1)
        Coverage.

    Returns
    -------
    EffectSize
        g, se, low, high are NaN where a group has fewer than 2 scores or neither group has any spread.

    Raises
    ------
    DataError
        If a score is infinite or no number.
    ParameterError
        If `level` is not strictly between 0 and 1.

    Notes
    -----
    g = J(n_a + n_b - 2) · (mean a - mean b) / s_pooled, with the exact correction
    J(m) = Γ(m/2) / (√(m/2) Γ((m-1)/2)), as R metafor and effectsize take it; effsize and the What Works
    Clearinghouse take 1 - 3/(4m - 1), 0.2 % more for two groups of 3 and 4. The standard error is
    √(1/n_a + 1/n_b + g² / (2 (n_a + n_b))) and the interval g ± z · se, as metafor's and WWC's. Borenstein et
    al. (2009) multiply it by J besides, 1 % less for two groups of 50; effectsize 0.8.3 takes the interval
    from the noncentral t, which lies nearer to 0 for groups of 10 and less; effsize 0.8.1 from a t with wider
    tails.

    References
    ----------
    Hedges (1981), J. Educ. Stat. 6, 107-128. WWC Procedures Handbook 4.1, supplement (ED608943).
    """
    check_share("level", level)
    a, b = scores_of("a", a), scores_of("b", b)
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    n_a, n_b = len(a), len(b)
    if min(n_a, n_b) < 2 or (all_alike(a) and all_alike(b)):
        return EffectSize(np.nan, np.nan, np.nan, np.nan, n_a, n_b)
    df = n_a + n_b - 2
    pooled = np.sqrt(((n_a - 1) * a.var(ddof=1) + (n_b - 1) * b.var(ddof=1)) / df)
    if pooled == 0:  # differences too small to be squared
        return EffectSize(np.nan, np.nan, np.nan, np.nan, n_a, n_b)
    g = small_sample_correction(df) * (a.mean() - b.mean()) / pooled
    se = np.sqrt(1 / n_a + 1 / n_b + g**2 / (2 * (n_a + n_b)))
    half = normal_quantile(level) * se
    return EffectSize(float(g), float(se), float(g - half), float(g + half), n_a, n_b)


def paired(
    pre: ArrayLike, post: ArrayLike, level: float = 0.95, standardizer: Standardizer = "d_av"
) -> PairedEffect:
    """Return the change of the same students, in points and in standard deviations.

    Parameters
    ----------
    pre, post : array of float of one length, or two Series matched by their index
        Scores before and after; students with only one of them (NaN, or not in the index) are left out.
    level : float in (0, 1)
        Coverage of the t interval of the mean change.
    standardizer : "d_av", "d_pre" or "d_z"
        What the mean change is divided by: the root of the mean of both variances (the default: it does not
        depend on how alike the two tests order students), the standard deviation before, or that of the
        changes. d_z answers how sure the change is rather than how large, and runs far above the others when
        r is high; do not compare it with effects of other studies.

    Returns
    -------
    PairedEffect
        NaN for what cannot be known: all but n without pairs; intervals, effect and r with fewer than 2;
        effect and se where the standardizer is 0; r where one side is constant.

    Raises
    ------
    DataError
        If a score is infinite or no number, the lengths differ, or an index holds a student twice.
    ParameterError
        If `level` is not strictly between 0 and 1, or `standardizer` is unknown.

    Notes
    -----
    All are corrected for small samples by J (see `hedges_g`), with n - 1 degrees of freedom for d_z and
    d_pre (R metafor 3.8.1's SMCC and SMCR) and 2 (n-1) / (1 + r²) for d_av (metafor's SMCRP). Where the
    students were chosen because they scored low, part of any gain is regression to the mean.

    References
    ----------
    Morris and DeShon (2002), Psychol. Methods 7, 105-125. Cousineau (2020), Quant. Methods Psychol. 16,
    418-421.
    """
    check_share("level", level)
    if not isinstance(standardizer, str) or standardizer not in ("d_av", "d_pre", "d_z"):
        raise ParameterError(f"standardizer must be d_av, d_pre or d_z, got {standardizer!r}.")
    before, after = (side.to_numpy() for side in matched(pre, post))
    both = ~np.isnan(before) & ~np.isnan(after)
    before, after = before[both], after[both]
    change, n = after - before, int(both.sum())
    if n < 2:
        mean = float(change.mean()) if n else np.nan
        return PairedEffect(mean, np.nan, np.nan, np.nan, np.nan, standardizer, np.nan, n)
    half = float(stdtrit(n - 1, 0.5 + level / 2) * change.std(ddof=1) / np.sqrt(n))
    r = _correlation(before, after)
    effect, se = _standardized(before, after, r, standardizer)
    mean = float(change.mean())
    return PairedEffect(mean, mean - half, mean + half, effect, se, standardizer, r, n)


def reliable_change(
    pre: ArrayLike, post: ArrayLike, sd: float, reliability: float, level: float = RELIABLE_LEVEL
) -> pd.DataFrame:
    """Say of each student whether the change exceeds what the test's error alone would bring about.

    Most changes of one term do not. With a standard deviation of 10 and a reliability of .85 it takes more
    than 10.74 points.

    Parameters
    ----------
    pre, post : array of float of one length, or two Series matched by their index
        Scores before and after, in one unit.
    sd : float, 0 or more
        Standard deviation of the scores among comparable students; NaN if unknown.
    reliability : float in [0, 1]
        Of the scores; NaN if unknown.
    level : float in (0, 1)
        How sure to be; 0.95 gives the usual 1.96.

    Returns
    -------
    DataFrame
        Index: that of the Series, or a running number. change: after - before, NaN where one is missing.
        reliable: "up", "down", "within error" (which includes a change exactly at the threshold), or "cannot
        tell" where the change, `sd` or `reliability` is NaN. ``attrs["threshold"]``: the change it takes.

    Raises
    ------
    DataError
        If a score is infinite or no number, the lengths differ, or an index holds a student twice.
    ParameterError
        If `sd`, `reliability` or `level` is out of range.

    References
    ----------
    Jacobson and Truax (1991), J. Consult. Clin. Psychol. 59, 12-19: |change| > 1.96 · √2 · sd · √(1 - r).
    """
    check_share("level", level)
    if not _is_number(sd) or sd < 0 or np.isinf(sd):
        raise ParameterError(f"sd must be 0 or more, got {sd!r}.")
    if not _is_number(reliability) or reliability < 0 or reliability > 1:
        raise ParameterError(f"reliability must lie between 0 and 1, got {reliability!r}.")
    before, after = matched(pre, post)
    threshold = normal_quantile(level) * np.sqrt(2) * sd * np.sqrt(1 - reliability)
    change = (after - before).to_numpy()
    reliable = np.select(
        [np.isnan(change) | np.isnan(threshold), change > threshold, change < -threshold],
        ["cannot tell", "up", "down"],
        "within error",
    )
    frame = pd.DataFrame({"change": change, "reliable": texts(reliable)}, index=before.index)
    frame.attrs["threshold"] = float(threshold)
    return frame


def small_sample_correction(df: float) -> float:
    """Return J, by which a standardized mean of few students is too large; df degrees of freedom, above 1."""
    return float(np.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / np.sqrt(df / 2))


def matched(pre: ArrayLike, post: ArrayLike) -> tuple[pd.Series, pd.Series]:
    """Return both as Series over the same students: by index if both have one, else by place.

    Raises
    ------
    DataError
        If a score is infinite or no number, the lengths differ, or an index holds a student twice.
    """
    before = pd.Series(scores_of("pre", pre), index=pre.index if isinstance(pre, pd.Series) else None)
    after = pd.Series(scores_of("post", post), index=post.index if isinstance(post, pd.Series) else None)
    if isinstance(pre, pd.Series) and isinstance(post, pd.Series):
        for name, side in (("pre", before), ("post", after)):
            if not side.index.is_unique:
                raise DataError(f"{name} holds a student twice in its index. Keep one score for each.")
        return before.align(after, join="outer")
    if len(before) != len(after):
        raise DataError(f"pre and post must be of one length, got {len(before)} and {len(after)}.")
    after.index = before.index
    return before, after


def scores_of(name: str, values: ArrayLike) -> Floats:
    """Return scores as one row of floats, NaN for none.

    Raises
    ------
    DataError
        If one is infinite or no number. Calls them `name`.
    """
    scores = floats_of(name, values)
    if scores.ndim != 1 or np.isinf(scores).any():
        raise DataError(f"{name} must be one row of finite numbers.")
    if (np.abs(scores) > LARGEST).any():
        raise DataError(
            f"{name} holds a number too large for any score: {scores[np.abs(scores) > LARGEST][0]:g}."
        )
    return scores


def _standardized(before: Floats, after: Floats, r: float, standardizer: Standardizer) -> tuple[float, float]:
    """Return the corrected effect and its standard error, NaN where the standardizer is 0."""
    change, n = after - before, len(before)
    known_r = 0.0 if np.isnan(r) else r
    if standardizer == "d_z":
        spread, df = change.std(ddof=1), n - 1.0
    elif standardizer == "d_pre":
        spread, df = before.std(ddof=1), n - 1.0
    else:
        spread = np.sqrt((before.var(ddof=1) + after.var(ddof=1)) / 2)
        df = 2 * (n - 1) / (1 + known_r**2)
    if spread <= SAME * max(np.abs(before).max(), np.abs(after).max()) or df <= 1:
        return np.nan, np.nan
    effect = small_sample_correction(df) * change.mean() / spread
    variances = {
        "d_z": 1 / n + effect**2 / (2 * n),
        "d_pre": 2 * (1 - known_r) / n + effect**2 / (2 * n),
        "d_av": 2 * (1 - known_r) / n + effect**2 * (1 + known_r**2) / (4 * n),
    }
    return float(effect), float(np.sqrt(variances[standardizer]))


def _correlation(x: Floats, y: Floats) -> float:
    if all_alike(x) or all_alike(y) or x.var() == 0 or y.var() == 0:  # no spread, or too small a one
        return np.nan
    return float(np.corrcoef(x, y)[0, 1])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
