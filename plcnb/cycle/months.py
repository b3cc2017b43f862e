"""Months as people call them."""

from collections.abc import Iterable
from datetime import date

from plcnb.tables import day_month

Month = tuple[int, int]  # year, number


def month_of(day: date) -> Month:
    """Return the month a day is in."""
    return day.year, day.month


def month_names(months: Iterable[Month]) -> dict[Month, str]:
    """Return what each month is called: "Nov", with its year where two have that name."""
    distinct = sorted(set(months))
    numbers = [number for _, number in distinct]
    names = {month: day_month(date(*month, 1)).split()[1] for month in distinct}
    return {
        month: f"{name} {month[0]}" if numbers.count(month[1]) > 1 else name for month, name in names.items()
    }


def through(months: Iterable[Month]) -> list[Month]:
    """Return every month from the first to the last of these."""
    places = [12 * year + number - 1 for year, number in months]
    if not places:
        return []
    return [(place // 12, place % 12 + 1) for place in range(min(places), max(places) + 1)]


def periods(months: Iterable[Month], length: int) -> dict[Month, str]:
    """Return the period each month falls into: spans of `length` months of which the last ends with the last.

    A period is called by its first and last month, "Nov–Dec", even where only one of them has anything.
    """
    known = sorted(set(months))
    every = through(known)
    names = month_names(every)
    spans = [every[max(end - length, 0) : end] for end in range(len(every), 0, -length)]
    called = {
        month: names[span[0]] if len(span) == 1 else f"{names[span[0]]}–{names[span[-1]]}"
        for span in spans
        for month in span
    }
    return {month: called[month] for month in known}
