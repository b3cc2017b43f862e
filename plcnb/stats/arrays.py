"""Numbers as callers hand them over, checked on the way in."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from plcnb.errors import DataError, ParameterError
from plcnb.stats.proportions import Floats


def row_of_numbers(name: str, values: ArrayLike) -> Floats:
    """Return one row of numbers as floats; NaN and None stand for what is missing.

    Raises
    ------
    DataError
        If a value is no number or infinite, or it is not one row.
    """
    if getattr(getattr(values, "dtype", None), "kind", "") == "c":
        raise DataError(f"{name} must hold plain numbers, got complex ones.")
    try:
        # pandas' own missing value is no float to numpy
        numbers = (
            values.to_numpy(dtype=float, na_value=np.nan)
            if isinstance(values, pd.Series)
            else np.asarray(values, dtype=float)
        )
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} must hold numbers only: {error}.") from error
    if numbers.ndim != 1:
        raise DataError(f"{name} must be one row of numbers, got {numbers.ndim} dimensions.")
    infinite = np.flatnonzero(np.isinf(numbers))
    if infinite.size:
        raise DataError(
            f"{name} holds an infinite number in place {infinite[0]}; leave it empty if it is not known."
        )
    return numbers


def one_number(name: str, value: float) -> float:
    """Return a number as a float; NaN for NaN, None and pandas' missing value.

    Raises
    ------
    ParameterError
        If it is no number, or infinite.
    """
    if value is None or value is pd.NA:
        return np.nan
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        raise ParameterError(f"{name} must be a number, got {value!r}.")
    number = float(value)
    if np.isinf(number):
        raise ParameterError(f"{name} must be a finite number, got {value!r}.")
    return number
