"""A bundle into a store: what is not there yet, with its history, in one transaction."""

import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from plcnb.errors import DataError, NotFound
from plcnb.model import Record
from plcnb.records import sealed
from plcnb.records.lines import FILES, Bundle, WrittenRevision
from plcnb.records.revisions import beside_revision, differences
from plcnb.records.rows import links_of, record_of, row_of, said, table_of
from plcnb.records.tables import (
    ANSWERS,
    BALLOTS,
    FACTS,
    KEYS,
    METADATA,
    RESPONDENTS,
    REVISIONS,
    TABLES,
    TEAMS,
    VOTERS,
)
from plcnb.records.teams import know
from plcnb.records.writing import IMPORTED, hold_all_teams, hold_team, write_change

_DATES = ("set_on", "on", "agreed_on", "opens", "begins")  # when a record without history was written
_KEPT = {"migrations", "facts"}


def load(connection: Connection, bundle: Bundle, by: str) -> dict[str, int]:
    """Add what is not there; return how many of each kind were added or filled in.

    A record is there if its id is, or another with its key (one member once a team); a member that only
    came with the evidence is filled in. Answers are added to rounds that have none.

    Raises
    ------
    DataError
        If the bundle contradicts itself: an id or a key twice, a link to nothing, a torn history.
    NotFound
        If a team is known neither here nor in the bundle.
    """
    hold_all_teams(connection)
    _know_new_teams(connection, bundle)
    there = {kind: _ids(connection, kind) for kind in FILES.values()}
    _check_once(bundle)
    new, known = _parted(connection, bundle, there)
    _check_links(bundle, there)
    added = Counter(said(type(record)) for record in new)
    for record, number in known:
        added[said(type(record))] += _fill_in(connection, record, number, by)
    _write(connection, new, bundle, by)
    added["answer"], added["ballot"] = _seal(connection, bundle)
    return {what: number for what, number in added.items() if number}


def is_untouched(connection: Connection) -> bool:
    """Return whether nobody has written or answered anything: all there is came with the evidence."""
    written = select(REVISIONS.c.place).where(REVISIONS.c.by != IMPORTED)
    traces = (written, select(RESPONDENTS), select(VOTERS))
    return all(connection.execute(trace.limit(1)).first() is None for trace in traces)


def empty(connection: Connection) -> None:
    """Delete all that is in the store."""
    for table in reversed(METADATA.sorted_tables):
        if table.name not in _KEPT:
            connection.execute(delete(table))
    connection.execute(delete(FACTS))


def _know_new_teams(connection: Connection, bundle: Bundle) -> None:
    known = set(connection.scalars(select(TEAMS.c.team_id)))
    know(connection, [team for team in bundle.teams if team.team_id not in known])
    known |= {team.team_id for team in bundle.teams}
    for record in bundle.records:
        if record.team_id not in known:
            remedy = "Import the evidence first, or add the team to teams.jsonl."
            raise NotFound("team", record.team_id, known, remedy)


def _ids(connection: Connection, kind: type[Record]) -> set[str]:
    return set(connection.scalars(select(table_of(kind).c.id)))


def _check_once(bundle: Bundle) -> None:
    """Refuse an id twice, and a key twice among records that were not removed."""
    seen: set[tuple[Any, ...]] = set()
    for record in bundle.records:
        kind = type(record)
        marks: list[tuple[Any, ...]] = [(kind, record.id)]
        if not _is_removed(bundle, record):
            marks += [(kind, record.team_id, *key) for key in [_key(record)] if key]
        for mark in marks:
            if mark in seen:
                raise DataError(
                    f"Two of the kind {said(kind)} share {', '.join(map(repr, mark[1:]))}. Leave one out."
                )
            seen.add(mark)


def _parted(
    connection: Connection, bundle: Bundle, there: dict[type[Record], set[str]]
) -> tuple[list[Record], list[tuple[Record, int]]]:
    """Return the records to add, and those to fill in, under the id they have here, with its revision."""
    keys = {kind: _present_keys(connection, kind) for kind in there if kind.__name__ in KEYS}
    new: list[Record] = []
    known: list[tuple[Record, int]] = []
    for record in bundle.records:
        kind, key = type(record), _key(record)
        if record.id in there[kind]:
            continue
        row = keys.get(kind, {}).get((record.team_id, *key)) if key else None
        if row is None or _is_removed(bundle, record):
            new.append(record)
        elif row.by == IMPORTED and row.number == 1:
            known.append((record.model_copy(update={"id": row.id}), row.number))
        there[kind].add(record.id)
    return new, known


def _present_keys(connection: Connection, kind: type[Record]) -> dict[tuple[Any, ...], Any]:
    """Return id, revision and writer of the first revision of present records, by team and key."""
    table = table_of(kind)
    key = [table.c[name] for name in ("team_id", *KEYS[kind.__name__])]
    columns = (table.c.id, table.c.number, REVISIONS.c.by)
    first = select(*columns, *key).select_from(beside_revision(kind, 1))
    rows = connection.execute(first.where(~table.c.removed))
    return {tuple(row)[len(columns) :]: row for row in rows}


def _key(record: Record) -> tuple[Any, ...]:
    key = tuple(getattr(record, name) for name in KEYS.get(type(record).__name__, ()))
    return () if None in key else key


def _is_removed(bundle: Bundle, record: Record) -> bool:
    revisions = bundle.revisions.get((type(record).__name__, record.id), [])
    return any(revision.removed for revision in revisions)


def _check_links(bundle: Bundle, there: dict[type[Record], set[str]]) -> None:
    ids = {table_of(kind).name: known for kind, known in there.items()}
    for record in bundle.records:
        for name, (table, what) in links_of(type(record)).items():
            wanted = getattr(record, name)
            if wanted and wanted not in ids[table.name]:
                raise DataError(
                    f"The {said(type(record))} {record.id!r} belongs to the {what} {wanted!r}, which is "
                    "neither here nor in the store. Add it, or leave that field empty."
                )
    for sheets, kind in ((bundle.answers, "waves"), (bundle.ballots, "polls")):
        for of in sheets.keys() - ids[kind]:
            raise DataError(
                f"There are answers to {of!r}, and no such survey or vote. Add it, or leave them out."
            )


def _fill_in(connection: Connection, record: Record, number: int, by: str) -> int:
    """Fill in a member who came with the evidence; return 1 if something differed."""
    table = table_of(type(record))
    row = connection.execute(select(table).where(table.c.id == record.id)).one()
    changes = differences(record_of(type(record), row), record)
    if changes:
        place = hold_team(connection, record.team_id, places=1)
        write_change(connection, record, place, number + 1, by, datetime.now(UTC), changes)
    return int(bool(changes))


def _write(connection: Connection, records: list[Record], bundle: Bundle, by: str) -> None:
    """Write new records with their revisions; those of a team take its next places, in their old order."""
    now = datetime.now(UTC)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    waiting: dict[str, list[tuple[int, dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for record in records:
        revisions = _history(bundle, record) or [_first(record, by, now)]
        row = row_of(record) | {"number": len(revisions), "removed": revisions[-1].removed}
        rows[type(record).__name__].append(row)
        for revision in revisions:
            waiting[record.team_id].append((revision.place, revision.model_dump(), row))
    written = []
    for team_id in sorted(waiting):
        taken = len(waiting[team_id])
        place = hold_team(connection, team_id, places=taken) - taken
        for _, one, row in sorted(waiting[team_id], key=itemgetter(0)):
            place += 1
            if one["number"] == 1:
                row["created"] = place
            changes = json.dumps(one["changes"], ensure_ascii=False)
            written.append(one | {"place": place, "changes": changes})
    for table in METADATA.sorted_tables:
        for name in (name for name in rows if TABLES[name] is table):
            connection.execute(insert(table), rows[name])
    if written:
        connection.execute(insert(REVISIONS), written)


def _history(bundle: Bundle, record: Record) -> list[WrittenRevision]:
    """Return a record's revisions; an empty list if none came with it."""
    kind = type(record)
    revisions = sorted(bundle.revisions.get((kind.__name__, record.id), []), key=lambda one: one.number)
    if [one.number for one in revisions] != list(range(1, len(revisions) + 1)) or any(
        one.team_id != record.team_id for one in revisions
    ):
        raise DataError(f"The history of the {said(kind)} {record.id!r} has gaps. Take a whole backup.")
    return revisions


def _first(record: Record, by: str, now: datetime) -> WrittenRevision:
    """Return the first revision of a record that came without: on its own day, if it names one."""
    named = (getattr(record, name, None) for name in _DATES)
    day = next((value for value in named if isinstance(value, date)), None)
    at = now if day is None else min(now, datetime.combine(day, time(12), UTC))
    kind = type(record)
    changes = {name: (before, after) for name, (before, after) in differences(kind(), record).items()}
    return WrittenRevision(
        team_id=record.team_id,
        place=0,
        kind=kind.__name__,
        record_id=record.id,
        number=1,
        at=at,
        by=by,
        removed=False,
        changes=changes,
    )


def _seal(connection: Connection, bundle: Bundle) -> tuple[int, int]:
    """Add answers and ballots to rounds that have none; return how many lines of each."""
    added = {"waves": 0, "polls": 0}
    for of in sorted(bundle.answers.keys() | bundle.ballots.keys() | bundle.respondents.keys()):
        rounds = METADATA.tables["waves"]
        team_id = connection.scalar(select(rounds.c.team_id).where(rounds.c.id == of))
        if team_id is None:
            rounds = METADATA.tables["polls"]
            team_id = connection.scalar(select(rounds.c.team_id).where(rounds.c.id == of))
        if team_id is None:
            raise DataError(f"Somebody has answered {of!r}, and there is no such survey or vote.")
        if not _is_answered(connection, of):
            added[rounds.name] += _seal_round(connection, bundle, of, rounds.name)
            sealed.count_sheets(connection, team_id)
    return added["waves"], added["polls"]


def _seal_round(connection: Connection, bundle: Bundle, of: str, rounds: str) -> int:
    names, twice = bundle.respondents.get(of, []), f"Somebody stands twice among those who answered {of!r}."
    if rounds == "waves":
        answers = [one.model_dump() for one in bundle.answers.get(of, [])]
        sealed.add_names(connection, RESPONDENTS, of, names, twice)
        sealed.add_answers(connection, of, answers)
        return len(answers)
    rankings = [one.ranking for one in bundle.ballots.get(of, [])]
    sealed.add_names(connection, VOTERS, of, names, twice)
    sealed.add_ballots(connection, of, rankings)
    return len(rankings)


def _is_answered(connection: Connection, of: str) -> bool:
    places = ((ANSWERS, "wave_id"), (BALLOTS, "poll_id"), (RESPONDENTS, "wave_id"), (VOTERS, "poll_id"))
    return any(
        connection.execute(select(table.c[column]).where(table.c[column] == of).limit(1)).first()
        for table, column in places
    )
