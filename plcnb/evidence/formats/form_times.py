"""When a form was sent off, as Google Forms and the languages of its spreadsheets write it."""

import re
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

_CLOCK = r"(?P<h>\d{1,2})[:.](?P<min>\d{2})(?:[:.](?P<s>\d{2}))?\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?"
_ZONE = r"\s*(?:(?:GMT|UTC)\s*(?:[+\-−]\d{1,2}(?::?\d{2})?)?|Z|[A-Z]{3,4})?"
_YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}})[-/.]\s?(?P<a>\d{{1,2}})[-/.]\s?(?P<b>\d{{1,2}})\.?(?:[T ,]+{_CLOCK}{_ZONE})?"
)
_YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<mark>[-/.])\s?(?P<b>\d{{1,2}})[-/.]\s?(?P<y>\d{{4}}),?\s+{_CLOCK}{_ZONE}"
)
_PARTS = ("y", "a", "b", "h", "min", "s")
_MONTHS = 12
_NOON = 12


class Times(NamedTuple):
    """The times of a column.

    Attributes
    ----------
    times : Series of datetime64
        NaT where the cell is empty, cannot be read, or could be two dates.
    order : Series of float
        Rises with time, as far as that is known; NaN where it is not.
    unread, doubtful : array of bool
        Cells that are no time; and those that could be day/month as well as month/day.
    form : {"", "month/day/year", "day/month/year"}
        Which of the two the column shows, if any cell is written so.
    """

    times: Series
    order: Series
    unread: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    form: str


def read_times(column: Series) -> Times:
    """Read a column of times.

    2026/09/27 3:00:00 PM GMT+3 and 2026-09-27 15:00:00 leave no doubt, nor do days and months parted by
    points. 9/27/2026 15:00:00 is read only if some cell of the column has a number over 12 in one place and
    none has one in the other.
    """
    codes, texts = pd.factorize(column.str.replace(r"\s+", " ", regex=True).str.strip())
    known = _Known(Series(texts, dtype="str"))
    at = np.asarray(codes, np.intp)

    def spread(values: Series) -> Series:
        return values.iloc[at].set_axis(column.index)

    filled = (column.str.strip() != "").to_numpy()
    unread, doubtful = (spread(rows).to_numpy(bool) & filled for rows in (known.unread, known.doubtful))
    return Times(spread(known.times), spread(known.order), unread, doubtful, known.form)


def are_times(texts: list[str]) -> bool:
    """Tell whether most of the texts are times of a form, and at least one is."""
    plain = [" ".join(text.split()) for text in texts if text.strip()]
    read = [text for text in plain if _YEAR_LAST.fullmatch(text) or _YEAR_FIRST.fullmatch(text)]
    return bool(read) and len(read) * 2 > len(plain)


class _Known:
    """Different texts and the times they stand for."""

    def __init__(self, texts: Series) -> None:
        first, last = (_parts(texts, pattern) for pattern in (_YEAR_FIRST, _YEAR_LAST))
        self.form, day_first, month_first = _which_first(last)
        year_last = last["y"].notna()
        swap = year_last & (day_first | (last["mark"] == "."))
        parts = last.where(year_last, first)
        month, day = parts["a"].where(~swap, parts["b"]), parts["b"].where(~swap, parts["a"])
        stamp = pd.to_datetime(
            DataFrame({"year": parts["y"], "month": month, "day": day, "hour": parts["h"].fillna(0),
                       "minute": parts["min"].fillna(0), "second": parts["s"].fillna(0)}), errors="coerce"
        )  # fmt: skip
        open_order = year_last & (last["mark"] != ".") & (day_first == month_first)
        same = (parts["a"] == parts["b"]) & year_last
        self.doubtful = open_order & ~same & stamp.notna()
        self.unread = stamp.isna()
        self.times = stamp.mask(self.doubtful).astype("datetime64[us]")
        one_day = self._dates(parts)[self.doubtful].nunique() <= 1 and not self.times.notna().any()
        usable = stamp if one_day else self.times
        seconds = (usable - pd.Timestamp(0)) / pd.Timedelta(seconds=1)
        self.order = seconds.astype("float64")

    @staticmethod
    def _dates(parts: DataFrame) -> Series:
        return parts["y"] * 10_000 + parts["a"] * 100 + parts["b"]


def _which_first(last: DataFrame) -> tuple[str, bool, bool]:
    """Tell whether days or months come first among texts with the year behind: its name, and each of both."""
    slashed = last[last["mark"].isin(["/", "-"])]
    day_first, month_first = bool((slashed["a"] > _MONTHS).any()), bool((slashed["b"] > _MONTHS).any())
    if day_first == month_first:
        return "", day_first, month_first
    return ("day/month/year" if day_first else "month/day/year"), day_first, month_first


def _parts(texts: Series, pattern: re.Pattern[str]) -> DataFrame:
    """Return the numbers in the texts, hours counted to 24; NaN where the pattern does not fit."""
    found = texts.str.extract(rf"^(?:{pattern.pattern})$")
    parts = found[list(_PARTS)].astype("float64")
    half = found["half"].str.lower().str[0]
    parts["h"] = parts["h"].where(half.isna(), parts["h"] % _NOON + _NOON * (half == "p"))
    return parts.assign(mark=found.get("mark"))
