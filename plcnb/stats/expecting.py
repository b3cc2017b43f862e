"""What growth was to be expected: by drift alone, or from students who began alike."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtr

from plcnb.errors import DataError, ParameterError
from plcnb.stats.effects import matched, scores_of
from plcnb.stats.proportions import Floats


@dataclass(frozen=True)
class Drift:
    """What regression to the mean alone would bring about; all but the counts in the unit of the scores.

    `chosen_mean` and `all_mean` are the means before; `expected_change` is the change of the chosen students'
    mean that error alone brings; `n_chosen` and `n_all` count scores; `caution` is "" if there is nothing to
    know.
    """

    chosen_mean: float
    all_mean: float
    expected_change: float
    n_chosen: int
    n_all: int
    caution: str


def expected_drift(chosen: ArrayLike, everyone: ArrayLike, reliability: float) -> Drift:
    """Return how far the mean of chosen students drifts back to that of all without any teaching.

    Who is chosen for a low score had bad luck more often than good. On the next test the luck is new, so the
    group comes back part of the way, whatever was done for it. Compare its gain with this, not with nothing.

    Parameters
    ----------
    chosen : array of float, shape (n_chosen,)
        Scores before, of those who were chosen because of them; NaN is left out.
    everyone : array of float, shape (n_all,)
        Scores before, of all from whom they were chosen, themselves included.
    reliability : float in [0, 1]
        Of the scores, among everyone.

    Returns
    -------
    Drift
        expected_change is (1 - reliability) · (all_mean - chosen_mean); NaN without scores on one side.

    Raises
    ------
    DataError
        If a score is infinite or no number.
    ParameterError
        If `reliability` is not in [0, 1].

    References
    ----------
    Kelley (1927), Interpretation of Educational Measurements: the expected score is mean + r (score - mean).
    """
    if isinstance(reliability, bool) or not isinstance(reliability, int | float | np.number):
        raise ParameterError(f"reliability must lie between 0 and 1, got {reliability!r}.")
    if not 0 <= reliability <= 1:
        raise ParameterError(f"reliability must lie between 0 and 1, got {reliability!r}.")
    few, all_of_them = (
        values[~np.isnan(values)] for values in (scores_of("chosen", chosen), scores_of("everyone", everyone))
    )
    means = [float(values.mean()) if len(values) else np.nan for values in (few, all_of_them)]
    return Drift(
        chosen_mean=means[0],
        all_mean=means[1],
        expected_change=(1 - float(reliability)) * (means[1] - means[0]),
        n_chosen=len(few),
        n_all=len(all_of_them),
        caution="" if len(few) and len(all_of_them) else "no scores to reckon with",
    )


def conditional_growth(observed: ArrayLike, projected: ArrayLike, sd: ArrayLike) -> pd.DataFrame:
    """Return how each student's growth compares with that of students who began alike (NWEA's CGI and CGP).

    Where the test's own file holds a conditional growth index, import that and do not reckon it anew: the
    norms behind it depend on weeks of teaching that the file knows.

    Parameters
    ----------
    observed, projected : array of float of one length, or two Series matched by their index
        Growth seen, and growth of the norm, in points; NaN for none.
    sd : float or array of float, above 0
        Standard deviation of growth in the norm.

    Returns
    -------
    DataFrame
        Index: that of the Series, or a running number. cgi: (observed - projected) / sd; cgp: 100 Φ(cgi), the
        percentile among students who began alike, in (0, 100). NaN where something is missing.

    Raises
    ------
    DataError
        If a number is infinite or none, the lengths differ, or an index holds a student twice.
    ParameterError
        If an `sd` is not above 0.

    Notes
    -----
    Growth of 12 where 8 was projected with a standard deviation of 5 is a CGI of 0.8, the 79th percentile.
    """
    seen, norm = matched(observed, projected)
    try:
        spread: Floats = np.broadcast_to(np.asarray(sd, dtype=float), (len(seen),))
    except (TypeError, ValueError) as error:
        raise DataError(
            f"sd must be one number, or one for each of the {len(seen)} students: {error}."
        ) from error
    if (spread <= 0).any() or np.isinf(spread).any():
        raise ParameterError(f"sd must be above 0, got {spread[~(spread > 0) | np.isinf(spread)][0]:g}.")
    cgi = (seen - norm) / spread
    return pd.DataFrame({"cgi": cgi, "cgp": 100 * ndtr(cgi)}, index=seen.index)
