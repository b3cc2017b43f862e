"""Checks of the frames that charts are drawn from, so that a broken one is named and not drawn."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from plcnb.charts.style import clean
from plcnb.errors import DataError, ParameterError
from plcnb.tables import VERDICT_WORDS, require_columns


def check_cut(cut: float) -> None:
    """Raise ParameterError unless the cut is a share strictly between 0 and 1."""
    if isinstance(cut, bool) or not isinstance(cut, int | float | np.number) or not 0 < cut < 1:
        raise ParameterError(f"cut must lie strictly between 0 and 1, got {cut!r}. For 70 % write 0.7.")


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
    """Return the columns of `frame` that a chart reads, checked and of one type each, rows renumbered.

    Parameters
    ----------
    frame : DataFrame
        What the chart was given. A column `hidden` is optional; the shares and changes of hidden rows are
        blanked here, so that nothing after this can draw or say them. A column `why` says why.
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
        If `frame` is no frame, a column is missing, or a value is not what its column may hold.
    """
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"A chart of {what} needs a DataFrame, got {type(frame).__name__}.")
    ranges = dict.fromkeys(shares, (0.0, 1.0)) | dict.fromkeys(changes, (-1.0, 1.0))
    ranges |= dict.fromkeys(counts, (0.0, np.inf)) | dict.fromkeys(numbers, (-np.inf, np.inf))
    dates, texts = tuple(dates), tuple(texts)
    require_columns(frame, (*ranges, *dates, *texts), what)
    columns: dict[str, Any] = {name: _numbers(frame[name], what, *limits) for name, limits in ranges.items()}
    columns |= {name: _dates(frame[name], what) for name in dates}
    columns |= {name: [_text(value) for value in frame[name]] for name in texts}
    data = pd.DataFrame(
        columns | {"hidden": _hidden(frame), "why": list(map(_text, frame.get("why", [""] * len(frame))))}
    )
    _check_order(data, what)
    _check_verdicts(data, what)
    data.loc[data["hidden"], [name for name, limits in ranges.items() if limits[1] == 1]] = np.nan
    data[[*counts]] = data[[*counts]].fillna(0).astype(int)
    return data


def _hidden(frame: pd.DataFrame) -> np.ndarray:
    if "hidden" not in frame:
        return np.zeros(len(frame), bool)
    return frame["hidden"].fillna(True).astype(bool).to_numpy()  # in doubt, hide


def _numbers(column: pd.Series, what: str, low: float, high: float) -> np.ndarray:
    try:
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"Column {column.name} of {what} is of type {column.dtype}; expected numbers."
        ) from error
    if np.isinf(numbers).any():
        raise DataError(f"Column {column.name} of {what} holds an infinite number; NaN stands for no data.")
    outside = numbers[(numbers < low) | (numbers > high)]
    if outside.size:
        limits = f"from {low:g} to {high:g}" if np.isfinite(high) else f"{low:g} or above"
        raise DataError(f"Column {column.name} of {what} holds {outside[0]:g}; expected {limits}.")
    return numbers


def _dates(column: pd.Series, what: str) -> list[Any]:
    if column.dtype.kind != "M" and not column.isna().all():
        raise DataError(f"Column {column.name} of {what} is of type {column.dtype}; expected dates.")
    return list(column)


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else clean(value)


def _check_order(drawn: pd.DataFrame, what: str) -> None:
    if {"low", "high"} <= set(drawn.columns) and (drawn["low"] > drawn["high"]).any():
        raise DataError(f"In {what} an interval's low end lies above its high end.")


def _check_verdicts(drawn: pd.DataFrame, what: str) -> None:
    strange = set(drawn.get("verdict", ())) - set(VERDICT_WORDS)
    if strange:
        raise DataError(
            f"Column verdict of {what} holds {sorted(strange)[0]!r}; expected {', '.join(VERDICT_WORDS)}."
        )
