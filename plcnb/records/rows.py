"""From records to rows and back, and what both databases can hold."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Table

from plcnb.errors import ParameterError, StoreError
from plcnb.model import Record
from plcnb.records.tables import TABLES, Link

R = TypeVar("R", bound=Record)
_LARGEST = 2**63 - 1


def table_of(kind: type[Record]) -> Table:
    """Return the table of a kind of record.

    Raises
    ------
    ParameterError
        If records of that kind are not kept.
    """
    if kind.__name__ not in TABLES:
        raise ParameterError(
            f"Records of the kind {kind.__name__} are not kept; there are: {', '.join(TABLES)}."
        )
    return TABLES[kind.__name__]


def said(kind: type[Record]) -> str:
    """Return the kind as a person says it: "action step"."""
    return _in_words(kind.__name__)


@lru_cache(maxsize=64)
def links_of(kind: type[Record]) -> dict[str, tuple[Table, str]]:
    """Return the fields that name another record: its table, and what it is called."""
    models = {table.name: model for model, table in TABLES.items()}
    targets = {
        column.name: next(iter(column.foreign_keys)).column.table
        for column in table_of(kind).c
        if isinstance(column.type, Link)
    }
    return {name: (target, _in_words(models[target.name])) for name, target in targets.items()}


def _in_words(model: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", model).lower()


def row_of(record: Record) -> dict[str, Any]:
    """Return what the columns of its table hold for a record.

    Raises
    ------
    ParameterError
        If a database could not keep a text or a number of it.
    """
    values = {name: getattr(record, name) for name in type(record).model_fields}
    for name, value in values.items():
        problem = next(filter(None, map(_unkept, _parts(value))), "")
        if problem:
            question = type(record).questions().get(name)
            raise ParameterError(f"{question.label if question else name}: {problem}")
    return values


def record_of(kind: type[R], row: Any) -> R:
    """Return the record a row holds.

    Raises
    ------
    StoreError
        If the row was not written by plcnb, or by one that kept what this one refuses.
    """
    values = {name: getattr(row, name) for name in kind.model_fields}
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "it"
        raise StoreError(
            f"The {said(kind)} {row.id!r} cannot be read: {field}: {first['msg']}. Another program, or "
            "another version of plcnb, wrote it. Mend that row, or restore a backup: `plcnb restore FILE`."
        ) from error


def equals(kind: type[Record], name: str, value: Any) -> ColumnElement[bool]:
    """Return the condition that a field has a value.

    Raises
    ------
    ParameterError
        If there is no such field, or it never holds such a value.
    """
    if name not in kind.model_fields:
        raise ParameterError(
            f"Of the {said(kind)} there is no field {name!r}; there are: {', '.join(kind.model_fields)}."
        )
    column = table_of(kind).c[name]
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(kind.model_fields[name].annotation or Any)
        wanted = adapter.validate_python(value)
    except ValidationError as error:
        raise ParameterError(f"Of the {said(kind)}, {name} is never {value!r}.") from error
    if wanted is None or (wanted == "" and isinstance(column.type, Link)):
        return column.is_(None)
    return column == wanted


def check_text(text: str, what: str) -> None:
    """Refuse a text that a database cannot keep.

    Raises
    ------
    ParameterError
    """
    problem = _unkept(text)
    if problem:
        raise ParameterError(f"{what}: {problem}")


def _parts(value: Any) -> Iterator[Any]:
    """Yield a value, or the values it is made of."""
    if isinstance(value, BaseModel):
        value = tuple(getattr(value, name) for name in type(value).model_fields)
    if isinstance(value, tuple | list):
        for part in value:
            yield from _parts(part)
    else:
        yield value


def _unkept(value: Any) -> str:
    """Return why a database cannot keep a value; "" if it can."""
    if isinstance(value, str) and ("\x00" in value or (not value.isascii() and _torn(value))):
        return "it holds a sign that is no letter and cannot be kept. Type it again instead of pasting it."
    if isinstance(value, int) and abs(value) > _LARGEST:
        return f"{value} is too large to be kept."
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return f"{value} is no number that can be kept."
    return ""


def _torn(value: str) -> bool:
    """Return whether a text holds half of a sign, as broken copies of an emoji do."""
    return any("\ud800" <= letter <= "\udfff" for letter in value)
