"""What a mapping file says that cannot be done, in words that name the place and the way out."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from plcnb.errors import DataError
from plcnb.evidence.columns import SOURCE_TABLES, Column
from plcnb.evidence.formats.cells import in_all_ways
from plcnb.evidence.formats.csv_rows import is_password
from plcnb.evidence.formats.mapping_model import (
    EXCEL_DAYS,
    Attempts,
    Cell,
    Condition,
    Each,
    Fill,
    Mapping,
    Rule,
    Skip,
    SourceFile,
    Written,
    fold,
)
from plcnb.evidence.formats.near_names import nearest

_MADE_HERE = {"name", "sha256", "bytes"}  # fields of Mapping that no TOML key sets
_SHORT_ONLY = {"rules"}  # of Cell: written as a list, without a key
_MAY_STAND_IN = ("schools", "courses", "classes", "enrollments", "teams")


def shape_problem(problem: Any, raw: dict[str, Any]) -> str:
    """Say in one clause where pydantic found a key wrong, and what may stand there.

    Parameters
    ----------
    problem : dict
        One of ``ValidationError.errors()``.
    raw : dict
        The TOML as it was read, to name tables by their name rather than their place.
    """
    place, key = _place(problem["loc"][:-1], raw), str(problem["loc"][-1])
    kind, value = problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return f"{place}: {key!r} is no key here, {nearest(key, _keys_allowed(problem['loc'][:-1]))}"
    if kind == "missing":
        return f"{place}: the key {key!r} is missing"
    if kind == "literal_error":
        return f"{place}: {key} = {value!r}, but it may only be {problem['ctx']['expected']}"
    if kind == "value_error":
        return f"{place}, {key}: {problem['ctx']['error']}"
    return f"{place}: {key} = {value!r}, and {problem['msg'][0].lower()}{problem['msg'][1:]}"


def _place(loc: tuple[int | str, ...], raw: dict[str, Any]) -> str:
    """Turn a path such as ("table", 2, "columns", "score") into words."""
    words: list[str] = []
    at: Any = raw
    for step in loc:
        at = _step(at, step)
        if isinstance(step, int):
            name = at.get("name", "") if isinstance(at, dict) else ""
            words.append(f"{step + 1} ({name})" if name else f"{step + 1}")
        else:
            words.append(step)
    return " ".join(words) or "at the top"


def _step(container: Any, step: int | str) -> Any:
    if isinstance(container, list):
        return container[step] if isinstance(step, int) and step < len(container) else {}
    return container.get(step, {}) if isinstance(container, dict) else {}


def _keys_allowed(loc: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Mapping
    if loc[:1] == ("file",):
        model = Attempts if "attempts" in loc else Skip if "skip" in loc else SourceFile
        model = Condition if "prefer" in loc else model
    elif loc[:1] == ("table",):
        model = Each if "each" in loc else Cell if "columns" in loc else Fill
        model = Rule if "rules" in loc else Skip if "skip" in loc else model
    hidden = _MADE_HERE if model is Mapping else _SHORT_ONLY if model is Cell else set()
    return [field.alias or name for name, field in model.model_fields.items() if name not in hidden]


def problems(mapping: Mapping) -> Iterator[str]:
    """Yield everything in a well-formed mapping that cannot be done."""
    yield from _problems_of_files(mapping)
    for written in _no_days(mapping.dates):
        yield f"at the top: dates = {written!r} does not name a day; write it as %Y-%m-%d or %d/%m/%Y"
    for number, fill in enumerate(mapping.fills, start=1):
        place = f"table {number} ({fill.name})"
        if fill.name not in SOURCE_TABLES:
            yield f"{place}: there is no table {fill.name!r}, {nearest(fill.name, SOURCE_TABLES)}"
        elif fill.file not in mapping.files:
            yield f"{place}: there is no [file.{fill.file}], {nearest(fill.file, mapping.files)}"
        else:
            yield from (f"{place}: {problem}" for problem in _problems_of_fill(mapping, fill))
    if mapping.matched_by and "people" not in (fill.name for fill in mapping.fills):
        yield "at the top: matched_by is for files with people, and no table 'people' is filled"


def _problems_of_files(mapping: Mapping) -> Iterator[str]:
    seen: dict[frozenset[str], str] = {}
    filling = {fill.file for fill in mapping.fills}
    looked_up = {other for fill in mapping.fills for other in fill.lookup}
    for name, file in mapping.files.items():
        columns = frozenset(fold(column) for column in file.columns)
        if columns in seen:
            yield f"file {name}: has the same columns as file {seen[columns]}, so they cannot be told apart"
        seen[columns] = name
        yield from (f"file {name}: {problem}" for problem in _problems_of_file(file))
        if name in filling and file.unused:
            yield f"file {name}: is marked as unused, but a table is filled from it"
        if name not in filling | looked_up and not file.unused:
            yield f'file {name}: no table is filled from it; say why, with unused = "…"'


def _problems_of_file(file: SourceFile) -> Iterator[str]:
    """Yield what one file says of its own columns that cannot be."""
    for asked in (*file.asked, *file.also):
        if asked not in file.known:
            yield f"lists no column {asked!r}: {nearest(asked, file.known)}"
    for column in file.may_have:
        if column in file.columns:
            yield f"column {column!r} stands in columns and in may_have; it is either needed or not"
    for written in _no_days(file.attempts.format or []) if file.attempts else ():
        yield f"attempts: format = {written!r} does not name a day; write it as %Y-%m-%d or %d/%m/%Y"


def _problems_of_fill(mapping: Mapping, fill: Fill) -> Iterator[str]:
    table = fill.table
    for name in fill.columns:
        if name not in table.names:
            yield f"there is no column {name!r} in {fill.name}, {nearest(name, table.names)}"
    for column in table.columns:
        if column.required and column.name not in fill.columns:
            choices = f": {_or(column.choices)}" if column.choices else ""
            yield f"column {column.name!r} is missing ({column.meaning}{choices})"
    yield from _problems_of_extent(mapping, fill)
    yield from _problems_of_each(fill)
    unknown = [other for other in fill.lookup if other not in mapping.files]
    for other in unknown:
        yield f"lookup: there is no [file.{other}], {nearest(other, mapping.files)}"
    if not unknown:
        yield from _problems_of_names(mapping, fill)
    for column in table.columns:
        if column.name in fill.columns:
            own = mapping.files[fill.file].known
            for problem in _problems_of_cell(fill, column, fill.columns[column.name], own):
                yield f"columns {column.name}: {problem}"


def _problems_of_extent(mapping: Mapping, fill: Fill) -> Iterator[str]:
    """Yield what is wrong with what the rows are said to stand for, and to take the place of."""
    if fill.stand_in and fill.name not in _MAY_STAND_IN:
        yield f"stand_in is for what can be made up: {_or(_MAY_STAND_IN)}"
    if fill.replaces and fill.replaces not in fill.table.key:
        yield f"replaces names a column of the key of {fill.name}, {nearest(fill.replaces, fill.table.key)}"
    same = [other for other in mapping.fills if other.name == fill.name]
    for key in ("stand_in", "replaces"):
        if getattr(fill, key) != getattr(same[0], key):
            yield f"{key} must say the same in each [[table]] of {fill.name}"


def _problems_of_each(fill: Fill) -> Iterator[str]:
    """Yield what is wrong with the columns that become rows."""
    if fill.each is None:
        return
    for pattern in (*fill.each.columns, *fill.each.but, *fill.each.beside.values()):
        if pattern.count("*") > 1:
            yield f"each: {pattern!r} has more than one *, so nobody knows which part is meant"
        if is_password(pattern):
            yield f"each: {pattern!r} holds passwords, which are never taken over"
    for name, pattern in fill.each.beside.items():
        if "*" not in pattern or not all("*" in column for column in fill.each.columns):
            yield f"each: beside {name} = {pattern!r} is found by its *, so each of columns needs one too"


def _problems_of_names(mapping: Mapping, fill: Fill) -> Iterator[str]:
    """Yield the columns asked for that no file has, and those that nobody may read."""
    for other, keys in fill.lookup.items():
        for key in keys:
            if key not in mapping.files[other].known:
                yield f"lookup {other}: no column {key!r}, {nearest(key, mapping.files[other].known)}"
    for asked in fill.asked:
        try:
            mapping.locate(fill, asked)
        except DataError as error:
            yield str(error)
        if is_password(asked):
            yield f"column {asked!r} holds passwords, which are never taken over"


def _problems_of_cell(fill: Fill, column: Column, cell: Cell, own: list[str]) -> Iterator[str]:
    """Yield what is wrong with one column; `own` are the columns of the file it is filled from."""
    yield from _problems_of_outcomes(column, cell, own)
    if cell.default is not None and cell.other != "default":
        yield 'default counts only with other = "default"'
    if len({fold(text) for text in cell.values}) < len(cell.values):
        yield "two of its values differ only in capitals or blanks, which count as the same"
    for key, type_ in (
        ("format", "date"),
        ("days_after", "date"),
        ("take", "date"),
        ("decimal", "number"),
        ("number_by", "text"),
    ):
        fits = column.type == type_ or (key == "decimal" and column.type == "integer")
        if getattr(cell, key) and not fits:
            yield f"{key} is for a {type_}, and this column is a {column.type}"
    if cell.if_wrong != "refuse" and column.type == "text":
        yield "if_wrong is for a number or a date, and this column is a text"
    for written in _no_days(cell.format or []):
        yield f"format = {written!r} does not name a day; write it as %Y-%m-%d or %d/%m/%Y"
    for name in (*cell.number_by, *cell.number_within):
        if name not in fill.columns:
            yield f"number_by and number_within name columns of {fill.name}, {nearest(name, fill.columns)}"
    if cell.number_by and column.name in fill.table.key:
        yield f"number_by cannot change {column.name}, which names the row"


def _problems_of_outcomes(column: Column, cell: Cell, own: list[str]) -> Iterator[str]:
    """Yield texts that would stand in the column whatever the data hold, and may not."""
    for text in filter(None, cell.outcomes()):
        if column.choices:
            if text not in column.choices:
                yield f"{text!r} is not allowed, only {_or(column.choices)}"
        elif text == cell.text and text in own:
            yield f"{text!r} would stand in every row; for the column of that name write '{{{text}}}'"
        elif column.type in ("number", "integer") and not _is_number(text):
            yield f"{text!r} is no {'whole number' if column.type == 'integer' else 'number'}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _no_days(written: Written) -> list[str]:
    """Return the ways of writing dates that name no day."""
    return [one for one in in_all_ways(written) if one != EXCEL_DAYS and not _names_a_day(one)]


def _names_a_day(written: str) -> bool:
    day = datetime(2001, 12, 31)
    try:
        return datetime.strptime(day.strftime(written), written).date() == day.date()
    except ValueError:
        return False


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
