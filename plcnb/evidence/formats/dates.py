"""Dates as people and spreadsheets write them, read only where the column leaves no doubt."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.evidence.formats.typed import to_dates

ISO = "%Y-%m-%d"
_SLASHED = r"(\d{1,2})/(\d{1,2})/(\d{4})"
_MONTHS = 12


class ReadDates(NamedTuple):
    """Dates of a column, and which cells were in another form than YYYY-MM-DD, and which cannot be read."""

    dates: pd.Series
    other_form: NDArray[np.bool_]
    unread: NDArray[np.bool_]
    form: str


def read_dates(column: pd.Series) -> ReadDates:
    """Read a column of dates: YYYY-MM-DD, and 9/30/2026 or 30/9/2026 if the column shows which it is.

    The column shows it if some cell has a number over 12 in one of the two places, and none in the other.
    """
    texts = pd.Series(column.unique(), dtype="str")
    slashed = texts.str.extract(rf"^{_SLASHED}$").dropna().astype("float64")
    first, second = (slashed[place].max() > _MONTHS for place in (0, 1))
    form = "" if first == second else "%d/%m/%Y" if first else "%m/%d/%Y"
    dates = to_dates(column, ISO).where(column.str.len() == len("2026-09-30"))
    others = to_dates(column.where(dates.isna(), ""), form) if form else dates
    other_form = (dates.isna() & others.notna()).to_numpy()
    dates = dates.fillna(others)
    return ReadDates(dates, other_form, (dates.isna() & (column != "")).to_numpy(), form)
