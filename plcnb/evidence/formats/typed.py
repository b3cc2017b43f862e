"""Checked columns of text turned into numbers and dates, each different text once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def to_numbers(column: pd.Series) -> pd.Series:
    """Return the column as float64; an empty cell, or one that is no number, is NaN."""
    codes, texts = pd.factorize(column)
    numbers = pd.to_numeric(pd.Series(texts, dtype="object"), errors="coerce").astype("float64")
    return pd.Series(_spread(numbers, codes), index=column.index, dtype="float64")


def to_dates(column: pd.Series, form: str = "%Y-%m-%d") -> pd.Series:
    """Return the column as datetime64[us]; an empty cell, or one that is no such date, is NaT."""
    codes, texts = pd.factorize(column)
    dates = pd.to_datetime(pd.Series(texts, dtype="object"), format=form, errors="coerce")
    return pd.Series(_spread(dates, codes), index=column.index, dtype="datetime64[us]")


def stripped(column: pd.Series) -> tuple[pd.Series, NDArray[np.bool_]]:
    """Return the column of text without blanks around the cells, and which cells had some."""
    texts = pd.Series(column.unique(), dtype="str")
    padded = texts[texts != texts.str.strip()]
    if padded.empty:
        return column, np.zeros(len(column), bool)
    return column.str.strip(), column.isin(padded).to_numpy()


def look_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return for each key the value that stands under it in the index of `values`; NaN for an unknown key.

    Unlike ``keys.map(values)`` it keeps the type of `values` even where there is no key at all.
    """
    codes, different = pd.factorize(keys, use_na_sentinel=False)
    return values.reindex(pd.Index(different)).iloc[codes].set_axis(keys.index)


def _spread(values: pd.Series, codes: NDArray[np.intp]) -> NDArray[np.generic]:
    return values.to_numpy()[codes] if len(values) else values.to_numpy()
