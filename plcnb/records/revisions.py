"""Revisions: what one change to a record was."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, Join, select

from plcnb.errors import Conflict
from plcnb.model import Record
from plcnb.records.rows import said, table_of
from plcnb.records.tables import REVISIONS, TABLES

_IDENTITY = {"id", "team_id"}


@dataclass(frozen=True)
class Revision:
    """One change to one record.

    Attributes
    ----------
    number : int
        Among the revisions of the record: 1, 2, 3 ...; the first adds it.
    at : datetime
        When, in UTC.
    by : str
        Who: a person's id.
    changes : dict of (before, after)
        By field. Of the first revision: from an empty record.
    removed : bool
        Whether it took the record away.
    kind, record_id, team_id : str
        Which record.
    place : int
        Among all that the team wrote: 1, 2, 3 ...
    """

    number: int
    at: datetime
    by: str
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    removed: bool = False
    kind: str = ""
    record_id: str = ""
    team_id: str = ""
    place: int = 0


def differences(before: Record, after: Record) -> dict[str, list[Any]]:
    """Return {field: [before, after]} as JSON holds it, for fields that differ."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return {
        name: [old[name], value]
        for name, value in new.items()
        if name not in _IDENTITY and old[name] != value
    }


def revision_of(kind: type[Record], row: Any, hidden: frozenset[str] = frozenset()) -> Revision:
    """Return a row of the table ``revisions``, its values typed as the record's fields are, some left out."""
    changes = {
        name: (_typed(kind, name, before), _typed(kind, name, after))
        for name, (before, after) in json.loads(row.changes).items()
        if name not in hidden
    }
    return Revision(
        row.number, row.at, row.by, changes, row.removed, row.kind, row.record_id, row.team_id, row.place
    )


def beside_revision(kind: type[Record], number: ColumnElement[int] | int) -> Join:
    """Return the table of a kind of record, each row beside its revision of that number."""
    table = table_of(kind)
    of_record = (REVISIONS.c.kind == kind.__name__) & (REVISIONS.c.record_id == table.c.id)
    return table.join(REVISIONS, of_record & (REVISIONS.c.number == number))


def overtaken(connection: Connection, present: Record, base: int, number: int) -> Conflict:
    """Return the error for who writes on what was revision `base`, when `number` is the latest."""
    kind = type(present)
    later = select(REVISIONS.c.by, REVISIONS.c.changes).where(
        REVISIONS.c.kind == kind.__name__, REVISIONS.c.record_id == present.id, REVISIONS.c.number > base
    )
    rows = connection.execute(later.order_by(REVISIONS.c.number)).all()
    members = TABLES["Member"]
    named = select(members.c.person_id, members.c.name).where(members.c.team_id == present.team_id)
    names = {row.person_id: row.name for row in connection.execute(named)}
    who = list(dict.fromkeys(names.get(row.by) or "Somebody" for row in rows)) or ["Somebody"]
    fields = dict.fromkeys(field for row in rows for field in json.loads(row.changes))
    labels = [question.label for field, question in kind.questions().items() if field in fields]
    about = f" ({' · '.join(labels)})" if labels else ""
    return Conflict(
        f"{' and '.join(who)} changed this {said(kind)} since you opened it{about}. Nothing was written "
        "over: their text stands, and yours is still with you. Compare the two, then save again.",
        present=present,
        revision=number,
    )


def _typed(kind: type[Record], name: str, value: Any) -> Any:
    known = kind.model_fields.get(name)
    if known is None:  # a field of former days
        return value
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(known.annotation or Any)
        return adapter.validate_python(value)
    except ValidationError:
        return value
