"""Whose a record is while it is not shared: reflections are their writer's alone.

Which fields that concerns says the model (`Question.seen_by` is "writer"); such a kind has the fields
`person_id` and `shared`.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, or_, true

from plcnb.model import Record
from plcnb.records.rows import table_of


@lru_cache(maxsize=64)
def private_fields(kind: type[Record]) -> frozenset[str]:
    """Return the fields that only the writer may read until the record is shared."""
    return frozenset(name for name, question in kind.questions().items() if question.seen_by == "writer")


def readable(kind: type[Record], reader: str) -> ColumnElement[bool]:
    """Return the condition under which `reader` may read a record; "" is nobody in particular."""
    if not private_fields(kind):
        return true()
    table = table_of(kind)
    if not reader:
        return table.c.shared
    return or_(table.c.shared, table.c.person_id == reader)


def may_read(kind: type[Record], row: Any, reader: str) -> bool:
    """Return whether `reader` may read the record of a row: as `readable`, once it was fetched."""
    return not private_fields(kind) or bool(row.shared) or is_writer(kind, row, reader)


def is_writer(kind: type[Record], row: Any, reader: str) -> bool:
    """Return whether nothing of a record needs to be kept from `reader`."""
    return not private_fields(kind) or (bool(reader) and row.person_id == reader)
