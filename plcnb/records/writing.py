"""The steps of writing, on a connection that may write: the lock, the checks, the rows, the revision.

The team's row in ``teams`` is locked first, always. So two writers never wait for each other in a circle,
places and numbers of revisions have no gaps, and what was checked still holds when it is written.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from plcnb.errors import Conflict, NotFound, ParameterError
from plcnb.model import Member, Record
from plcnb.records.privacy import may_read
from plcnb.records.revisions import differences
from plcnb.records.rows import R, check_text, equals, links_of, record_of, row_of, said, table_of
from plcnb.records.tables import KEYS, REVISIONS, TEAMS
from plcnb.tables.numbers import day_month

IMPORTED = "import"  # who wrote what came with the evidence


_TAKE_PLACES = (
    update(TEAMS)
    .where(TEAMS.c.team_id == bindparam("team"))
    .values(written=TEAMS.c.written + bindparam("places"))
    .returning(TEAMS.c.written)
)
_KEEP_REVISION = insert(REVISIONS)


def hold_team(connection: Connection, team_id: str, *, places: int = 0) -> int:
    """Keep other writers away from a team until the end, and take its next places for revisions.

    Returns
    -------
    int
        The last place that is taken now.

    Raises
    ------
    NotFound
        If there is no such team.
    """
    last = connection.scalar(_TAKE_PLACES, {"team": team_id, "places": places})
    if last is None:
        known = list(connection.scalars(select(TEAMS.c.team_id)))
        raise NotFound(
            "team", team_id, known, "" if known else "Import a school's export first: plcnb import FILE."
        )
    return int(last)


def hold_all_teams(connection: Connection) -> None:
    """Keep other writers away from all teams until the end; SQLite does so by itself."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("LOCK TABLE teams IN EXCLUSIVE MODE")


def identified(record: R) -> R:
    """Return the record with an id, and a member with one that others can name."""
    if not record.id:
        record = record.model_copy(update={"id": token_hex(8)})
    if isinstance(record, Member) and not record.person_id:
        record = record.model_copy(update={"person_id": record.id})
    return record


def moment(at: datetime | None) -> datetime:
    """Return a moment in UTC: now, or the one given; without a zone it is taken as UTC."""
    if at is None:
        return datetime.now(UTC)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def local_day(at: datetime) -> date:
    """Return the day it was here, at a moment."""
    return at.astimezone().date()


def present_row(connection: Connection, kind: type[Record], record_id: str, reader: str = "") -> Any:
    """Return the row of a record that is there and that `reader` may read.

    Raises
    ------
    NotFound
        If there is none, or it was removed.
    """
    row = connection.execute(_by_id(kind), {"wanted": record_id}).one_or_none()
    if row is None or not may_read(kind, row, reader):
        raise NotFound(said(kind), record_id, (), "It may have been written in another workspace.")
    if row.removed:
        taken = select(REVISIONS.c.at).where(
            REVISIONS.c.kind == kind.__name__,
            REVISIONS.c.record_id == record_id,
            REVISIONS.c.number == row.number,
        )
        day = day_month(local_day(connection.scalars(taken).one()))
        raise NotFound(
            said(kind), record_id, (), f"It was removed on {day}; its history is kept. Add a new one."
        )
    return row


def held_row(
    connection: Connection, kind: type[Record], record_id: str, reader: str = "", *, places: int = 0
) -> tuple[Any, int]:
    """Return a row as `present_row`, as it stays until the end, and the last place its team has taken.

    Whose it is has to be read before that team can be held; what it says, only then.
    """
    team_id = present_row(connection, kind, record_id, reader).team_id
    place = hold_team(connection, team_id, places=places)
    return present_row(connection, kind, record_id, reader), place


@lru_cache(maxsize=64)
def _by_id(kind: type[Record]) -> Select[Any]:
    table = table_of(kind)
    return select(table).where(table.c.id == bindparam("wanted"))


def check_new(connection: Connection, record: Record) -> None:
    """Refuse a record whose id or key is taken, or that points to what is not there.

    Raises
    ------
    Conflict, NotFound
    """
    kind = type(record)
    table = table_of(kind)
    if connection.execute(select(table.c.id).where(table.c.id == record.id)).first():
        raise Conflict(
            f"There is a {said(kind)} {record.id!r} already, or was one. Change that, or leave the id empty."
        )
    check_links(connection, record, kind.model_fields)
    check_key(connection, record)


def check_links(connection: Connection, record: Record, fields: Iterable[str]) -> None:
    """Refuse a link to a record that is not there, was removed, or is another team's.

    Raises
    ------
    NotFound
    """
    links = links_of(type(record))
    for name in links.keys() & set(fields):
        table, what = links[name]
        wanted = getattr(record, name)
        there = (table.c.id == wanted, table.c.team_id == record.team_id, ~table.c.removed)
        if wanted and connection.execute(select(table.c.id).where(*there)).first() is None:
            raise NotFound(what, wanted, (), f"A {said(type(record))} can belong only to one that is there.")


def check_key(connection: Connection, record: Record) -> None:
    """Refuse a second present record with a key that one may have only once.

    Raises
    ------
    Conflict
        It carries the one that is there.
    """
    there = _same_key(connection, record)
    if there is not None:
        kind = type(record)
        names = [getattr(kind.questions().get(name), "label", name) for name in KEYS[kind.__name__]]
        raise Conflict(
            f"Team {record.team_id!r} has a {said(kind)} with the same {', '.join(names)} already. "
            "Change that one instead of adding another.",
            present=record_of(kind, there),
            revision=there.number,
        )


def _same_key(connection: Connection, record: Record) -> Any:
    """Return the row of the present record with this one's key and another id, or None."""
    kind = type(record)
    key = KEYS.get(kind.__name__, ())
    if not key or any(getattr(record, name) is None for name in key):
        return None
    table = table_of(kind)
    same = [equals(kind, name, getattr(record, name)) for name in key]
    chosen = select(table).where(~table.c.removed, table.c.team_id == record.team_id, table.c.id != record.id)
    return connection.execute(chosen.where(*same)).first()


def write_new(connection: Connection, records: Sequence[Record], by: str, at: datetime) -> None:
    """Write records of one kind that were checked, each with its first revision, in the order given."""
    check_text(by, "Who writes")
    counts = Counter(record.team_id for record in records)
    places = {
        team: hold_team(connection, team, places=counts[team]) - counts[team] for team in sorted(counts)
    }
    rows, revisions = [], []
    for record in records:
        places[record.team_id] += 1
        place, kind = places[record.team_id], type(record)
        rows.append(row_of(record) | {"created": place, "number": 1, "removed": False})
        revisions.append(_revision(record, place, 1, by, at, differences(kind(), record)))
    if records:
        connection.execute(insert(table_of(type(records[0]))), rows)
        connection.execute(_KEEP_REVISION, revisions)


def write_change(
    connection: Connection,
    record: Record,
    place: int,
    number: int,
    by: str,
    at: datetime,
    changes: dict[str, list[Any]],
    *,
    removed: bool = False,
) -> None:
    """Write what differs in a record, or that it is removed, as a revision at a place that was taken."""
    check_text(by, "Who writes")
    table, values = table_of(type(record)), row_of(record)
    stand = {"number": number, "removed": removed} | {name: values[name] for name in changes}
    connection.execute(update(table).where(table.c.id == record.id).values(stand))
    revision = _revision(record, place, number, by, at, changes, removed=removed)
    connection.execute(_KEEP_REVISION, revision)


def check_same_team(record: Record, row: Any) -> None:
    """Refuse to carry a record from one team to another.

    Raises
    ------
    ParameterError
    """
    if record.team_id != row.team_id:
        raise ParameterError(
            f"The {said(type(record))} {record.id!r} belongs to the team {row.team_id!r} and stays there; "
            f"{record.team_id!r} can add one of its own."
        )


def _revision(
    record: Record,
    place: int,
    number: int,
    by: str,
    at: datetime,
    changes: dict[str, list[Any]],
    *,
    removed: bool = False,
) -> dict[str, Any]:
    return {
        "team_id": record.team_id,
        "place": place,
        "kind": type(record).__name__,
        "record_id": record.id,
        "number": number,
        "at": at,
        "by": by,
        "removed": removed,
        "changes": json.dumps(changes, ensure_ascii=False, allow_nan=False),
    }
