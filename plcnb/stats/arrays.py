"""Numbers as callers hand them over, checked on the way in."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from plcnb.errors import DataError, ParameterError

Floats = NDArray[np.float64]

LARGEST = 1e100  # squares of larger numbers are no numbers any more
SAME = 1e-12  # of the largest value: numbers nearer than this are equal, their difference is rounding


def floats_of(name: str, values: Any) -> Floats:
    """Return numbers of any shape as floats; NaN for NaN, None, pandas' missing value and what is masked.

    Raises
    ------
    DataError
        If a value is a word, a date, complex or too large for a float, or rows differ in length.
    """
    try:
        cells = np.asarray(values)
        if np.ma.isMA(values):
            cells = np.where(np.ma.getmaskarray(values), np.nan, cells)
        if cells.dtype.kind in "mMc":
            kind = "complex numbers" if cells.dtype.kind == "c" else "dates or times"
            raise DataError(f"{name} must hold plain numbers, got {kind}.")
        if cells.dtype.kind == "O":  # pandas' own missing value is no float to numpy
            cells = np.where(pd.isna(cells), np.nan, cells)
        return np.asarray(cells, dtype=float)
    except OverflowError as error:
        raise DataError(f"{name} holds a number too large to count with.") from error
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} must hold numbers only: {error}.") from error


def all_alike(values: Floats) -> bool:
    """Say whether values differ by no more than the rounding of binary numbers, as 0.1 + 0.2 and 0.3 do."""
    return bool(np.ptp(values) <= SAME * np.abs(values).max())


def row_of_numbers(name: str, values: ArrayLike) -> Floats:
    """Return one row of numbers as floats; NaN and None stand for what is missing.

    Raises
    ------
    DataError
        If a value is no number, infinite or too large for a float, or it is not one row.
    """
    numbers = floats_of(name, values)
    if numbers.ndim != 1:
        raise DataError(f"{name} must be one row of numbers, got {numbers.ndim} dimensions.")
    infinite = np.flatnonzero(np.isinf(numbers))
    if infinite.size:
        raise DataError(
            f"{name} holds an infinite number in place {infinite[0]}; leave it empty if it is not known."
        )
    return numbers


def in_one_order(first_name: str, first: Any, second_name: str, second: Any) -> Any:
    """Return the second in the order of the first, if both are Series with the same labels; else as it is.

    Series that share no label are taken by place, as arrays are.

    Raises
    ------
    DataError
        If they share some labels only, or need their labels matched and one stands twice.
    """
    both = isinstance(first, pd.Series) and isinstance(second, pd.Series)
    if not both or first.index.equals(second.index) or not first.index.isin(second.index).any():
        return second
    if not (first.index.is_unique and second.index.is_unique) or len(first) != len(second):
        known = False
    else:
        known = bool(first.index.isin(second.index).all())
    if not known:
        raise DataError(
            f"{first_name} and {second_name} have different labels in their index, so they do not match. "
            "Give both the same labels, each once, or pass them without an index (.to_numpy())."
        )
    return second.reindex(first.index)


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
