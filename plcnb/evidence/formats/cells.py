"""Columns of a mapping made from columns of text: templates, rules, value maps, numbers, dates.

Everything works on whole columns. What has to be decided text by text (is this a number?) is decided once
for each different text, since a column of 170,000 scores holds 101 different ones.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from plcnb.evidence.columns import Column
from plcnb.evidence.formats.mapping_model import (
    EXCEL_DAYS,
    Cell,
    Condition,
    DecimalSign,
    Mapping,
    Template,
    Written,
    fold,
)

Mask = NDArray[np.bool_]

_ISO = "%Y-%m-%d"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_EXCEL_START = datetime(1899, 12, 30)  # day 0, as every spreadsheet counts from March 1900 on
_EXCEL_NUMBER = re.compile(r"[1-9]\d{4}(\.\d+)?")  # from 1927 to 2173; an hour may stand behind the point
_LARGEST_WHOLE = 2**53  # beyond, a float no longer holds every whole number


@dataclass(frozen=True)
class Fault:
    """Rows whose cell cannot be right: which ones, what stands there, what is allowed, a stable code."""

    rows: Mask
    column: str
    values: Series
    message: str | Series
    rule: str


def by_text(texts: Series, decide: Callable[[str], Any], dtype: str) -> Series:
    """Apply `decide` once to each different text and spread the answers over the column."""
    codes, different = pd.factorize(texts)
    decided = [decide(text) for text in different]
    if dtype == "str" and decided == different.tolist():
        return texts
    answers = Series(decided, dtype=dtype)
    return answers.iloc[codes].set_axis(texts.index)


def fill_in(template: str, cells: DataFrame) -> Series:
    """Put the columns of `cells` into the template; empty wherever one of them is empty."""
    parts = Template.parse(template).parts
    if len(parts) == 3 and not parts[0] and not parts[2]:  # a column as it is
        return cells[parts[1]]
    text = Series(parts[0], index=cells.index, dtype="str")
    empty = np.zeros(len(cells), bool)
    for column, after in zip(parts[1::2], parts[2::2], strict=True):
        empty |= (cells[column] == "").to_numpy()
        text = text + cells[column] + after
    return text.mask(empty, "")


def applies(condition: Condition, cells: DataFrame) -> Mask:
    """Return where the condition holds; capitals and outer blanks do not count."""
    holds = np.ones(len(cells), bool)
    for column, values in condition.when.items():
        holds &= _is_one_of(cells[column], values)
    for column, values in condition.unless.items():
        holds &= ~_is_one_of(cells[column], values)
    for column, least in condition.at_least.items():
        holds &= (_numbers(cells[column], ".", whole=False)[0] >= least).to_numpy()
    return holds


def _is_one_of(texts: Series, values: Iterable[str]) -> Mask:
    wanted = {fold(value) for value in values}
    return by_text(texts, lambda text: fold(text) in wanted, "bool").to_numpy()


def make_column(column: Column, cell: Cell, cells: DataFrame, mapping: Mapping) -> tuple[Series, list[Fault]]:
    """Make one column of a table.

    Parameters
    ----------
    column : Column
        The contract of the column to make.
    cell : Cell
        How the mapping says it is made.
    cells : DataFrame of str
        The file's columns, and those looked up as ``file.column``; an empty cell is "".
    mapping : Mapping
        For the decimal sign and the way dates are written, where the cell does not say.

    Returns
    -------
    values : Series
        In the type of `column`; "no data" where the cell is empty or faulty.
    faults : list of Fault
        What `column` does not allow.
    """
    text = _by_rules(cell, cells) if cell.rules else fill_in(cell.text, cells)
    found: list[tuple[Mask, str, str]] = []
    shown = cells[cell.columns[0]] if len(cell.columns) == 1 else text
    if cell.values:
        text, unknown = _by_values(cell, text)
        known = ", ".join(cell.values)
        found.append(
            (unknown, f"is known for {known} only; correct it or add it to the mapping", "row.unknown_value")
        )
    if cell.match is not None:
        text, unlike = _by_match(cell.match, text)
        found.append((unlike, f"is not written as the mapping says: {cell.match}", "row.unlike"))
    if cell.empty is not None:
        text = text.mask(text == "", cell.empty)
    if column.personal and not column.name.endswith("_id"):
        shown = Series("", index=cells.index, dtype="str")  # a report of faults names nobody
    values, wrong, allowed = _typed(column, cell, text, cells, mapping)
    if cell.if_wrong == "empty":
        text, wrong = text.mask(wrong, ""), np.zeros(len(wrong), bool)
    found.append((wrong, f"must be {allowed}", f"row.invalid_{column.type}"))
    missing = (text == "").to_numpy() & ~np.logical_or.reduce([rows for rows, _, _ in found])
    found += [
        *_outside(column, text, values),
        (missing & column.essential, "must not be empty", "row.missing_value"),
    ]
    label = ", ".join(cell.columns) or column.name
    return values, [
        Fault(rows, label, shown, f"{column.name} {message}", rule)
        for rows, message, rule in found
        if rows.any()
    ]


def _outside(column: Column, text: Series, values: Series) -> Iterator[tuple[Mask, str, str]]:
    """Yield where a value lies outside what the contract allows."""
    if column.choices:
        outside = ~text.isin(["", *column.choices]).to_numpy()
        yield outside, f"must be one of {', '.join(column.choices)}", "row.unknown_value"
    if column.low is not None:
        yield (
            (values < column.low).fillna(False).to_numpy(bool),
            f"must be at least {column.low:g}",
            "row.out_of_range",
        )


# --- the text of a cell --------------------------------------------------------------------------------


def _by_rules(cell: Cell, cells: DataFrame) -> Series:
    text = Series("", index=cells.index, dtype="str")
    open_still = np.ones(len(cells), bool)
    for rule in cell.rules:
        now = open_still & applies(rule, cells)
        text = text.mask(now, fill_in(rule.put, cells))
        open_still &= ~now
    return text


def _by_values(cell: Cell, text: Series) -> tuple[Series, Mask]:
    """Turn each text into what `values` says; also return where it says nothing and the rest is refused."""
    known = {fold(key): value for key, value in cell.values.items()}

    def value(one: str) -> str:
        if fold(one) in known:
            return known[fold(one)]
        if one == "" or cell.other == "keep":
            return one
        return (cell.default or "") if cell.other == "default" else ""

    refused = by_text(text, lambda one: bool(one) and fold(one) not in known, "bool").to_numpy()
    return by_text(text, value, "str"), refused & (cell.other == "refuse")


def _by_match(pattern: str, text: Series) -> tuple[Series, Mask]:
    """Take the group of the pattern of each text; also return which texts are not like it."""

    def part(one: str) -> str | None:
        found = re.fullmatch(pattern, one)
        return found[1] if found else "" if one == "" else None

    taken = by_text(text, part, "str")
    return taken.fillna(""), taken.isna().to_numpy()


# --- the text read as its type -------------------------------------------------------------------------


def _typed(
    column: Column, cell: Cell, text: Series, cells: DataFrame, mapping: Mapping
) -> tuple[Series, Mask, str]:
    """Read text as the column's type: the values, where that fails, and what is allowed there.

    Text that is the same for every row comes from the mapping, and is written as TOML writes it.
    """
    decimal: DecimalSign = (cell.decimal or mapping.decimal) if cell.columns else "."
    written = in_all_ways(cell.format or mapping.dates)
    if column.type == "date" and mapping.no_date:
        text = text.mask(_is_one_of(text, mapping.no_date), "")
    if column.type == "integer":
        return *_numbers(text, decimal, whole=True), "a whole number"
    if column.type == "number":
        return *_numbers(text, decimal, whole=False), f"a number such as 12{decimal}5"
    if column.type == "date" and cell.days_after is not None:
        return *_days_after(
            text, fill_in(cell.days_after, cells), written
        ), "a whole number of days from a known day"
    if column.type == "date":
        return *_days(text, written, iso=not cell.columns), f"a date written {' or '.join(written)}"
    return text, np.zeros(len(text), bool), ""


def _numbers(text: Series, decimal: DecimalSign, *, whole: bool) -> tuple[Series, Mask]:
    def number(one: str) -> float:
        one = one.replace("\N{MINUS SIGN}", "-")
        if decimal == ",":
            one = one.replace(".", " ").replace(",", ".")  # a point there may part thousands: not taken
        value = float(one) if _NUMBER.fullmatch(one) else np.nan
        return value if not whole or (value.is_integer() and abs(value) < _LARGEST_WHOLE) else np.nan

    values = by_text(text, number, "float64")
    wrong = (values.isna() & (text != "")).to_numpy()
    return values.astype("Int64") if whole else values, wrong


def in_all_ways(written: Written) -> list[str]:
    """Return the ways in which dates are written, as a list."""
    return [written] if isinstance(written, str) else written


def _days(text: Series, written: list[str], *, iso: bool) -> tuple[Series, Mask]:
    """Read days as they are `written`; if `iso`, also as TOML writes them."""
    forms = [_ISO, *written] if iso else written

    def day(one: str) -> datetime | None:
        return next(filter(None, (_day(one, form) for form in forms)), None) if one else None

    values = by_text(text, day, "datetime64[us]")
    return values, (values.isna() & (text != "")).to_numpy()


def _day(text: str, form: str) -> datetime | None:
    """Read one day, without its hour; None if it is not written in this form."""
    if form == EXCEL_DAYS:
        return _EXCEL_START + timedelta(days=int(float(text))) if _EXCEL_NUMBER.fullmatch(text) else None
    try:
        moment = datetime.strptime(text, form)
    except ValueError:
        return None
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)


def days(text: Series, written: Written) -> Series:
    """Read a column of days; NaT where there is none."""
    return _days(text, in_all_ways(written), iso=False)[0]


def _days_after(text: Series, start: Series, written: list[str]) -> tuple[Series, Mask]:
    first, wrong_start = _days(start, written, iso=True)
    number, wrong = _numbers(text, ".", whole=True)
    days = number.astype("float64").to_numpy()
    values = first + pd.to_timedelta(days, unit="D")
    lost = (text != "").to_numpy() & first.isna().to_numpy()
    return values.astype("datetime64[us]"), wrong | wrong_start | lost
