"""What all tables share: the kinds of columns, and the columns every record has."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    Double,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator

METADATA = MetaData()
TABLES: dict[str, Table] = {}  # by the name of the model
KEYS: dict[str, tuple[str, ...]] = {}  # fields that no two present records of a team may share


class Many(TypeDecorator[tuple[Any, ...]]):
    """A tuple, kept as JSON text: ids, lines, or the parts of a meeting."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> str | None:
        """Return the JSON text of a tuple."""
        if value is None:
            return None
        plain = [item.model_dump(mode="json") if isinstance(item, BaseModel) else item for item in value]
        return json.dumps(plain, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Any, ...] | None:
        """Return the tuple."""
        return None if value is None else tuple(json.loads(value))


class Link(TypeDecorator[str]):
    """The id of another record; the models say "" where the database says NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return NULL for no link."""
        return value or None

    def process_result_value(self, value: str | None, dialect: Dialect) -> str:
        """Return "" for no link."""
        return value or ""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as text that sorts as time does and reads alike in every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return 2026-01-27T15:10:03.000000Z."""
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return a moment that knows it is UTC."""
        return None if value is None else datetime.fromisoformat(value)


# One of each for all columns: how it is read is worked out once, not once a column.
_TEXT, _DATE, _WHOLE, _FLAG = Text(), Date(), BigInteger(), Boolean()
_FRACTION: Double[Any] = Double()
_MANY, _LINK = Many(), Link()


def words(name: str) -> Column[str]:
    """Return a column for text; empty, never NULL."""
    return Column(name, _TEXT, nullable=False)


def day(name: str) -> Column[Any]:
    """Return a column for a date."""
    return Column(name, _DATE)


def number(name: str) -> Column[Any]:
    """Return a column for a number with a fraction."""
    return Column(name, _FRACTION)


def count(name: str, *, needed: bool = False) -> Column[Any]:
    """Return a column for a whole number."""
    return Column(name, _WHOLE, nullable=not needed)


def flag(name: str) -> Column[Any]:
    """Return a column for yes or no."""
    return Column(name, _FLAG, nullable=False)


def many(name: str) -> Column[Any]:
    """Return a column for several texts."""
    return Column(name, _MANY, nullable=False)


def link(name: str, to: str) -> Column[Any]:
    """Return a column for the id of a record in the table `to`."""
    return Column(name, _LINK, ForeignKey(f"{to}.id"), index=True)


def records_table(name: str, model: str, *columns: Column[Any], unique: tuple[str, ...] = ()) -> Table:
    """Return the table of one kind of record.

    `number` is that of the latest revision; `created` the place of the first one among all that the team
    wrote. A removed record stays. `unique` names columns that two present records of a team may not share.
    """
    table = Table(
        name,
        METADATA,
        Column("id", _TEXT, primary_key=True),
        Column("team_id", _TEXT, ForeignKey("teams.team_id"), nullable=False),
        count("created", needed=True),
        count("number", needed=True),
        flag("removed"),
        *columns,
    )
    Index(f"{name}_of_team", table.c.team_id, table.c.created)
    if unique:
        present = text("NOT removed")
        key = [table.c[column] for column in ("team_id", *unique)]
        Index(f"{name}_once", *key, unique=True, sqlite_where=present, postgresql_where=present)
        KEYS[model] = unique
    TABLES[model] = table
    return table
