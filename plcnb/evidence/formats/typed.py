"""Checked columns of text turned into numbers and dates, each different text once."""

import pandas as pd


def to_numbers(column: pd.Series) -> pd.Series:
    """Return the column as float64; an empty cell, or one that is no number, is NaN."""
    codes, texts = pd.factorize(column)
    numbers = pd.to_numeric(pd.Series(texts, dtype="object"), errors="coerce").astype("float64")
    return pd.Series(numbers.to_numpy()[codes] if len(texts) else [], index=column.index, dtype="float64")


def to_dates(column: pd.Series, form: str = "%Y-%m-%d") -> pd.Series:
    """Return the column as datetime64[us]; an empty cell, or one that is no such date, is NaT."""
    codes, texts = pd.factorize(column)
    dates = pd.to_datetime(pd.Series(texts, dtype="object"), format=form, errors="coerce")
    spread = dates.astype("datetime64[us]").to_numpy()[codes] if len(texts) else []
    return pd.Series(spread, index=column.index, dtype="datetime64[us]")


def look_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return for each key the value that stands under it in the index of `values`; NaN for an unknown key.

    Unlike ``keys.map(values)`` it keeps the type of `values` even where there is no key at all.
    """
    return values.reindex(pd.Index(keys)).set_axis(keys.index)
