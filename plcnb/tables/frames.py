"""Checks of the frames that tables, sentences and charts are made of: what is broken is named, not shown."""

import unicodedata
from collections.abc import Iterable
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import DataError
from plcnb.tables.rows import VERDICT_WORDS, is_hidden, require_columns

_LARGEST_COUNT = 2**53  # above, floats no longer tell one whole number from the next


def clean(text: Any) -> str:
    """Return text on one line, without characters that no picture and no page can hold."""
    letters = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Cn") else letter for letter in str(text)
    )
    return " ".join(letters.split())


def checked(
    frame: pd.DataFrame,
    what: str,
    *,
    shares: Iterable[str] = (),
    changes: Iterable[str] = (),
    counts: Iterable[str] = (),
    numbers: Iterable[str] = (),
    dates: Iterable[str] = (),
    texts: Iterable[str] = (),
) -> pd.DataFrame:
    """Return the columns of `frame` that are to be shown, checked and of one type each, rows renumbered.

    Parameters
    ----------
    frame : DataFrame
        What was given. A column `hidden` is optional; the shares and changes of hidden rows are blanked
        here, so that nothing after this can draw or say them. A column `why` says why.
    what : str
        What the frame is about, as messages call it.
    shares, changes : iterable of str
        Columns of numbers in [0, 1], or in [-1, 1]; NaN means no data. Where `low` and `high` are among
        them, low may not exceed high.
    counts : iterable of str
        Columns of whole numbers from 0; missing counts as 0.
    numbers, dates : iterable of str
        Columns of any numbers, and of dates; both may be missing.
    texts : iterable of str
        Columns of text; missing counts as empty. A column `verdict` may only hold the three verdicts.

    Raises
    ------
    DataError
        If `frame` is no frame, a column is missing or there twice, or a value is not what its column may
        hold.
    """
    ranges = dict.fromkeys(shares, (0.0, 1.0)) | dict.fromkeys(changes, (-1.0, 1.0))
    counts, dates, texts = tuple(counts), tuple(dates), tuple(texts)
    ranges |= dict.fromkeys(counts, (0.0, np.inf)) | dict.fromkeys(numbers, (-np.inf, np.inf))
    require_columns(frame, (*ranges, *dates, *texts), what)
    columns: dict[str, Any] = {name: _numbers(frame[name], what, *limits) for name, limits in ranges.items()}
    columns |= {name: _whole(columns[name], name, what) for name in counts}
    columns |= {name: _dates(frame[name], what) for name in dates}
    columns |= {name: _texts(frame[name], what) for name in texts}
    hidden = np.array([is_hidden(value) for value in frame.get("hidden", [False] * len(frame))], dtype=bool)
    columns["hidden"] = hidden
    columns["why"] = _texts(frame["why"], what) if "why" in frame else [""] * len(frame)
    data = pd.DataFrame(columns, index=range(len(frame)))
    _check_order(data, what)
    _check_verdicts(data, what)
    if hidden.any():
        data.loc[hidden, [name for name, limits in ranges.items() if limits[1] == 1]] = np.nan
    return data


def with_index(frame: Any, names: Iterable[str]) -> Any:
    """Return the frame with those levels of its index as columns that are not columns already."""
    if not isinstance(frame, pd.DataFrame) or frame.columns.nlevels > 1:
        return frame
    levels = list(frame.index.names)
    missing = [name for name in names if name not in frame.columns and levels.count(name) == 1]
    return frame.assign(**{name: frame.index.get_level_values(name).array for name in missing})


def _numbers(column: pd.Series, what: str, low: float, high: float) -> np.ndarray:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iuf":
        numbers = column.to_numpy(dtype=float)
    else:
        numbers = np.array([_number(value, column, what) for value in column], float)
    if np.isinf(numbers).any():
        raise DataError(f"Column {column.name} of {what} holds an infinite number; NaN stands for no data.")
    outside = numbers[(numbers < low) | (numbers > high)]
    if outside.size:
        limits = f"from {low:g} to {high:g}" if np.isfinite(high) else f"{low:g} or above"
        raise DataError(f"Column {column.name} of {what} holds {outside[0]:g}; expected {limits}.")
    return numbers


def _number(value: Any, column: pd.Series, what: str) -> float:
    if value is None or value is pd.NA or value is pd.NaT:
        return np.nan
    if isinstance(value, Real) and not isinstance(value, bool | np.bool_):
        try:
            return float(value)
        except OverflowError:
            return np.inf
    raise DataError(
        f"Column {column.name} of {what} is of type {column.dtype} and holds {_shown(value)}; "
        "expected numbers."
    )


def _whole(numbers: np.ndarray, name: str, what: str) -> np.ndarray:
    known = np.nan_to_num(numbers)
    strange = known[(known != np.floor(known)) | (known > _LARGEST_COUNT)]
    if strange.size:
        raise DataError(f"Column {name} of {what} holds {strange[0]:g}; expected a count: a whole number.")
    return known.astype(int)


def _dates(column: pd.Series, what: str) -> list[Any]:
    if column.dtype.kind != "M" and not all(map(_is_missing, column)):
        raise DataError(f"Column {column.name} of {what} is of type {column.dtype}; expected dates.")
    return [pd.NaT if _is_missing(value) else value for value in column]


def _texts(column: pd.Series, what: str) -> list[str]:
    for value in column:
        if not pd.api.types.is_scalar(value) or isinstance(value, bytes):
            raise DataError(f"Column {column.name} of {what} holds {_shown(value)}; expected text.")
    return ["" if _is_missing(value) else clean(value) for value in column]


def _is_missing(value: Any) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _shown(value: Any) -> str:
    """Return a value as messages quote it: on one short line."""
    quoted = clean(repr(value))
    return quoted if len(quoted) <= 40 else f"{quoted[:39]}…"


def _check_order(data: pd.DataFrame, what: str) -> None:
    if {"low", "high"} <= set(data.columns) and (data["low"] > data["high"]).any():
        raise DataError(f"In {what} an interval's low end lies above its high end.")


def _check_verdicts(data: pd.DataFrame, what: str) -> None:
    strange = set(data.get("verdict", ())) - set(VERDICT_WORDS)
    if strange:
        raise DataError(
            f"Column verdict of {what} holds {_shown(min(strange))}; expected {', '.join(VERDICT_WORDS)}."
        )
