"""How far one student's score may lie from what the same student would get on average."""

import numpy as np
from numpy.typing import ArrayLike

from plcnb.errors import DataError, ParameterError
from plcnb.stats.proportions import Floats


def conditional_sem(points: ArrayLike, n_items: int) -> Floats:
    """Return the standard error of measurement of each total, in points: Lord's binomial error model.

    One standard error for a whole class (`reliability`) is too large for very high and very low totals, and
    too small for those in the middle, where most cuts lie.

    Parameters
    ----------
    points : array of float, shape (n_students,)
        Totals of a test of right and wrong answers, from 0 to `n_items`; NaN means no total.
    n_items : int, 2 or more
        Questions of the test, one point each.

    Returns
    -------
    array of float, shape (n_students,)
        √(x (k - x) / (k - 1)), NaN where the total is. It is 0 at both ends, where the model sees no error:
        do not read that as certainty.

    Raises
    ------
    DataError
        If a total is no number, below 0 or above `n_items`.
    ParameterError
        If `n_items` is below 2 or no whole number.

    Notes
    -----
    The questions are taken for a random draw from all questions of the kind, so the error also holds what one
    test is harder than the next; the mean of its square matches KR-21, not KR-20, and is a little larger than
    the square of `reliability`'s sem.

    References
    ----------
    Lord (1955), Educ. Psychol. Meas. 15, 325-336.
    """
    if isinstance(n_items, bool) or not isinstance(n_items, int | np.integer) or n_items < 2:
        raise ParameterError(f"n_items must be a whole number of questions, 2 or more, got {n_items!r}.")
    try:
        totals = np.asarray(points, dtype=float)
    except (TypeError, ValueError) as error:
        raise DataError(f"points must hold numbers only: {error}.") from error
    wrong = (totals < 0) | (totals > n_items)
    if wrong.any():
        raise DataError(f"points must lie between 0 and {n_items}, got {totals[wrong].flat[0]:g}.")
    return np.asarray(np.sqrt(totals * (n_items - totals) / (n_items - 1)))
