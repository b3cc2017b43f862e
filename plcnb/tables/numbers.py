"""Numbers as people read them: the only place that rounds."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from plcnb.errors import DataError

MISSING = "–"
DECIMALS_FROM = 100  # students: below this a decimal of a per cent says more than anybody knows
_LARGE = 1e15  # numbers from here on are written with a power of ten
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def percent(share: float, n: float = 0) -> str:
    """Return a share as per cent: whole below 100 students, with one decimal from there on.

    What is not quite all is never called 100 %, and what is not quite nothing never 0 %.

    Parameters
    ----------
    share : float
        In [0, 1]; NaN means no data.
    n : int
        Students behind it; 0 where that does not matter, as for a cut.
    """
    if _no_data(share):
        return MISSING
    places = 1 if not _no_data(n) and _exact(n) >= DECIMALS_FROM else 0
    rounded = _round(100 * _exact(share), places)
    step = Decimal(1).scaleb(-places)
    if 0 < share < 1:
        rounded = min(max(rounded, step), 100 - step)
    return f"{_signed(rounded)} %"


def points(change: float) -> str:
    """Return a change of a share as points of 100 with its sign: "+8", "−3", "0"; a dash for NaN."""
    if _no_data(change):
        return MISSING
    rounded = _round(100 * _exact(change))
    return f"+{rounded}" if rounded > 0 else _signed(rounded)


def points_of_100(amount: float) -> str:
    """Return a difference of two shares in words: "8 points of 100"; below one point with one decimal."""
    if _no_data(amount):
        return "an unknown number of points"
    hundredths = 100 * _exact(amount)
    rounded = _round(hundredths, 1 if 0 < abs(hundredths) < 1 else 0)
    return f"{_signed(rounded)} {'point' if abs(rounded) == 1 else 'points'} of 100"


def interval_words(low: float, high: float) -> str:
    """Return an interval of a share, or of a change of one, in words: "probably between 58 and 88 %"."""
    if pd.isna(low) or pd.isna(high):
        return "nobody can say how sure"
    ends = whole_percent(low), whole_percent(high)
    return (
        f"probably about {ends[0]} %" if ends[0] == ends[1] else f"probably between {ends[0]} and {ends[1]} %"
    )


def points_between(low: float, high: float) -> str:
    """Return the interval of a change in words: "probably between −1 and +11 points".

    Of very few students it can reach past 100 points, where no change can be; it is cut off there.
    """
    if pd.isna(low) or pd.isna(high):
        return "nobody can say how sure"
    return f"probably between {points(max(low, -1))} and {points(min(high, 1))} points"


def number(value: float, *, signed: bool = False) -> str:
    """Return a number of any unit with as much as matters: "0.25", "2.3", "92", "468"; `signed`: "+2.3".

    Two decimals below 1, one below 100, none from there on, and no noughts at the end; a dash for NaN.
    """
    if _no_data(value):
        return MISSING
    size = abs(_exact(value))
    if size >= _LARGE:
        return f"{value:.2g}".replace("-", "−")
    rounded = _round(_exact(value), 0 if size >= 100 else 1 if size >= 1 else 2)
    digits = f"{abs(rounded):f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{'−' if rounded < 0 else '+' if signed and rounded > 0 else ''}{digits}"


def day_month(date: Any) -> str:
    """Return a date as "3 Oct", whatever the machine's language; empty where there is none."""
    return "" if pd.isna(date) else f"{date.day} {_MONTHS[date.month - 1]}"


def when(date: Any, day: Any = None) -> str:
    """Return the date as "3 Oct", else the day of the course as "day 25", else nothing."""
    return day_month(date) or ("" if pd.isna(day) else f"day {int(day)}")


def from_until(begins: Any, ends: Any) -> str:
    """Return a span of days: "3 Oct to 14 Nov", "from 3 Oct", "until 14 Nov"; empty if none is known."""
    first, last = day_month(begins), day_month(ends)
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"from {first}" if first else f"until {last}" if last else ""


def count_of(n: float, noun: str, plural: str = "") -> str:
    """Return a count with its noun: "1 student", "1,024 students"; `plural` where it is not noun + s."""
    count = int(_exact(n))
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def whole_percent(share: float) -> str:
    """Return one end of an interval in whole per cent."""
    return _signed(_round(100 * _exact(share)))


def _exact(number: float) -> Decimal:
    """Return the number as it is written: 0.285 is half way from 28 to 29 %, which binary floats forget."""
    try:
        written = Decimal(repr(float(number)))
    except (TypeError, ValueError, OverflowError) as error:
        raise DataError(f"A number belongs here, got {number!r}.") from error
    if not written.is_finite():
        raise DataError(f"A finite number belongs here, got {number!r}.")
    return written


def _no_data(number: Any) -> bool:
    return bool(pd.api.types.is_scalar(number) and pd.isna(number))


def _round(number: Decimal, places: int = 0) -> Decimal:
    """Round halves up, as people do, not to the even neighbour."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _signed(number: Decimal) -> str:
    """Write a rounded number with a true minus sign, and no sign before nought."""
    return f"{abs(number)}" if number >= 0 or not number else f"−{abs(number)}"
