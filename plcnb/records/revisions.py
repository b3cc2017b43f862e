"""Revisions: what one change to a record was."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from plcnb.model import Record

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


def revision_of(kind: type[Record], row: Any) -> Revision:
    """Return a row of the table ``revisions``, its values typed as the record's fields are."""
    changes = {
        name: (_typed(kind, name, before), _typed(kind, name, after))
        for name, (before, after) in json.loads(row.changes).items()
    }
    return Revision(
        row.number, row.at, row.by, changes, row.removed, row.kind, row.record_id, row.team_id, row.place
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
