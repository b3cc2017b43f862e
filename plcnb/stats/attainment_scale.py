"""Goals of one's own, put on one scale: goal attainment scaling."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import ROUNDING
from plcnb.stats.arrays import one_number, row_of_numbers
from plcnb.stats.proportions import Floats

LEAST, MOST = -2.0, 2.0  # much less than expected … much more than expected; 0 is what was expected
RHO = 0.3  # correlation of two goals' scores that Kiresuk and Sherman (1968) propose to assume


def goal_attainment_scale(
    scores: ArrayLike | pd.DataFrame, weights: ArrayLike | None = None, rho: float = RHO
) -> float | pd.Series:
    """Return how far goals of one's own were attained, as a T score: 50 is just what was expected.

    Parameters
    ----------
    scores : array of float, shape (n_goals,), or DataFrame of students × goals
        From -2 (much less than expected) over 0 (as expected) to 2 (much more). NaN: not rated; that goal is
        left out with its weight.
    weights : array of float above 0, shape (n_goals,), optional
        How much each goal matters; only their proportions count. Equal by default.
    rho : float in [0, 1]
        The correlation assumed between the scores of two goals.

    Returns
    -------
    float, or Series with a row for each row of the frame
        T score; NaN where no goal is rated.

    Raises
    ------
    DataError
        If a score lies outside -2 to 2 or is no number.
    ParameterError
        If a weight is not above 0, their number is not that of the goals, or `rho` is out of range.

    Notes
    -----
    T = 50 + 10 Σ w x / √((1 - ρ) Σ w² + ρ (Σ w)²). It has mean 50 and standard deviation 10 only if goals
    were set so that each score has mean 0 and standard deviation 1; it compares attainment with what was
    expected, not one student with another. One goal gives 50 + 10 x whatever its weight.

    References
    ----------
    Kiresuk and Sherman (1968), Community Ment. Health J. 4, 443-453.
    """
    rho = one_number("rho", rho)
    if not 0 <= rho <= 1:
        raise ParameterError(f"rho must lie between 0 and 1, got {rho!r}.")
    if isinstance(scores, pd.DataFrame):
        sheet = np.array([row_of_numbers("scores", scores.iloc[:, at]) for at in range(scores.shape[1])])
        sheet = sheet.T if scores.shape[1] else np.empty((len(scores), 0))
        return pd.Series(_t_scores(sheet, weights, rho), index=scores.index, name="t_score")
    return float(_t_scores(row_of_numbers("scores", scores)[np.newaxis], weights, rho)[0])


def _t_scores(sheet: Floats, weights: ArrayLike | None, rho: float) -> Floats:
    """Return the T score of each row; `sheet` has shape (n_students, n_goals)."""
    outside = sheet[(sheet < LEAST - ROUNDING) | (sheet > MOST + ROUNDING)]
    if outside.size:
        raise DataError(f"scores holds {outside[0]:g}; the scale goes from {LEAST:g} to {MOST:g}.")
    weight = np.where(np.isnan(sheet), 0.0, _checked_weights(weights, sheet.shape[1]))
    spread = np.sqrt((1 - rho) * (weight**2).sum(axis=1) + rho * weight.sum(axis=1) ** 2)
    gained = (weight * np.nan_to_num(sheet)).sum(axis=1)
    rated = spread > 0
    return np.where(rated, 50 + 10 * gained / np.where(rated, spread, 1.0), np.nan)


def _checked_weights(weights: ArrayLike | None, n_goals: int) -> Floats:
    """Return the weights, scaled so that the largest is 1."""
    if weights is None:
        return np.ones(n_goals)
    given = row_of_numbers("weights", weights)
    if len(given) != n_goals:
        raise ParameterError(f"weights must be one for each of {n_goals} goals, got {len(given)}.")
    if not (given > 0).all():
        raise ParameterError("weights must all be above 0; leave out a goal that does not count.")
    return given / given.max(initial=0)
