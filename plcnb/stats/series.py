"""Values in the order of time: read, compared with a line, and said in a sentence."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from plcnb.errors import DataError, ParameterError
from plcnb.stats.proportions import Floats

Signs = NDArray[np.int64]

LARGEST = 1e100  # no measurement is larger; squares and sums of such numbers still fit
LARGE = 1e15  # said with a power of ten
SAME = 1e-12  # of the largest value: two values nearer than this are equal, their difference is rounding


def numbers(name: str, values: ArrayLike) -> Floats:
    """Return values as one row of floats, NaN where there is none. The messages call them `name`.

    Raises
    ------
    DataError
        If they are not one row, or one of them is a date, a word, infinite or larger than any measurement.
    """
    row = values if isinstance(values, pd.Series) else pd.Series(_one_row(name, values))
    if row.dtype.kind in "mM":
        raise DataError(f"{name} must hold plain numbers, got dates. Count them from a first one: 0, 1, 2.")
    if row.dtype.kind == "c":
        raise DataError(f"{name} must hold plain numbers, got complex ones.")
    try:
        read = row.to_numpy(dtype=float, na_value=np.nan, copy=True)
    except OverflowError as error:
        raise DataError(f"{name} holds a number larger than any measurement.") from error
    except (TypeError, ValueError) as error:
        place, wrong = next((at, one) for at, one in enumerate(row) if not _is_number(one))
        raise DataError(f"{name} must hold numbers only; value {place + 1} is {wrong!r}.") from error
    strange = np.flatnonzero(np.abs(read) > LARGEST)
    if strange.size:
        place = int(strange[0])
        raise DataError(
            f"{name} must hold finite numbers; value {place + 1} is {read[place]:g}. NaN stands for no data."
        )
    return read


def one_number(name: str, value: float) -> float:
    """Return a number that a person chose as a float.

    Raises
    ------
    ParameterError
        If it is no finite number. Calls it `name`.
    """
    plain = value.item() if isinstance(value, np.number) else value
    if isinstance(plain, bool) or not isinstance(plain, int | float) or not abs(plain) <= LARGEST:
        raise ParameterError(f"{name} must be a finite number, got {value!r}.")
    return float(plain)


def sides(values: Floats, line: ArrayLike) -> Signs:
    """Return 1 where a value lies above the line, -1 below, 0 on it or without a value.

    What differs by less than the rounding of binary numbers lies on the line: the mean of 0.1, 0.1, 0.1 is
    not quite 0.1.
    """
    far = values - np.asarray(line, float)
    size = np.nanmax(np.abs(values), initial=0.0)
    return np.where(np.isnan(far) | (np.abs(far) <= SAME * size), 0, np.sign(np.nan_to_num(far))).astype(int)


def spoken(value: float) -> str:
    """Return a number as a sentence says it, by the rule of `tables.number`: "0.25", "2.3", "92", "−3".

    "no data" for NaN. Halves are rounded up, as people do.
    """
    if np.isnan(value):
        return "no data"
    size = abs(value)
    if size >= LARGE:
        return f"{value:.2g}".replace("-", "−")
    places = 0 if size >= 100 else 1 if size >= 1 else 2
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if rounded < 0 else text


def _one_row(name: str, values: ArrayLike) -> Any:
    try:
        row = np.ma.filled(values.astype(float), np.nan) if np.ma.isMA(values) else np.asarray(values)
    except ValueError:
        row = np.empty((0, 0))
    if row.ndim != 1:
        raise DataError(f"{name} must be one row of numbers, got {type(values).__name__}.")
    return row if row.dtype.kind in "biufmM" else list(np.asarray(values, object))


def _is_number(value: Any) -> bool:
    if value is None or value is pd.NA:
        return True
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True
