"""The store of what people write: few verbs, one transaction a call."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from pandas import DataFrame
from sqlalchemy import Connection, Table, delete, func, insert, select, update

from plcnb.errors import Conflict, NotFound, ParameterError
from plcnb.model import Member, Poll, Record, Team, Wave
from plcnb.records.connecting import Database
from plcnb.records.revisions import Revision, differences, revision_of
from plcnb.records.sealed import (
    check_day,
    seal_answers,
    seal_ballot,
    sealed_ballots,
    sealed_sheets,
    those_who_answered,
)
from plcnb.records.tables import FACTS, REVISIONS, TABLES, TEAMS

R = TypeVar("R", bound=Record)


_Rankings = list[tuple[str, ...]]


class Records:
    """What the teams of one workspace write.

    Verbs: `add` refuses an id that exists, `find` refuses one that does not, `list` may be empty, `update`
    writes what differs, `remove` takes away what stays in the history. Each call is one transaction.
    Any number of processes and threads may read and write at once.

    Parameters
    ----------
    address : str or Path
        A file for SQLite, or a URL of PostgreSQL. Nothing is opened before the first verb.
    """

    def __init__(self, address: str | Path) -> None:
        self.database = Database(address)

    def add(self, record: R, *, by: str, at: datetime | None = None) -> R:
        """Keep a new record and return it with its id."""
        with self.database.writing() as connection:
            if not record.id:
                record = record.model_copy(update={"id": token_hex(8)})
            if isinstance(record, Member) and not record.person_id:
                record = record.model_copy(update={"person_id": record.id})
            place = _next_place(connection, record.team_id)
            table = _table(type(record))
            connection.execute(insert(table).values(**_row(record), created=place, number=1, removed=False))
            changes = differences(type(record)(), record)
            _write_revision(connection, record, place, 1, by, at, changes)
        return record

    def find(self, kind: type[R], record_id: str) -> R:
        """Return a record.

        Raises
        ------
        NotFound
            If there is none, or it was removed.
        """
        with self.database.reading() as connection:
            return _record(kind, _present(connection, kind, record_id))

    def list(self, kind: type[R], team_id: str = "", **equal: Any) -> tuple[R, ...]:
        """Return the records of a team, or of all teams, in the order they were made."""
        table = _table(kind)
        chosen = select(table).where(~table.c.removed).order_by(table.c.team_id, table.c.created)
        if team_id:
            chosen = chosen.where(table.c.team_id == team_id)
        for name, value in equal.items():
            if name not in kind.model_fields:
                raise ParameterError(f"{kind.__name__} has no field {name!r}.")
            column = table.c[name]
            chosen = chosen.where(
                column.is_(None) if value in ("", None) and column.foreign_keys else column == value
            )
        with self.database.reading() as connection:
            return tuple(_record(kind, row) for row in connection.execute(chosen))

    def update(self, record: R, *, by: str, base: int | None = None, at: datetime | None = None) -> R:
        """Keep what differs from the present record, as a revision."""
        kind, table = type(record), _table(type(record))
        with self.database.writing() as connection:
            place = _next_place(connection, record.team_id)
            row = _present(connection, kind, record.id)
            present = _record(kind, row)
            changes = differences(present, record)
            if not changes:
                _give_back(connection, record.team_id)
                return present
            if base is not None and base != row.number:
                raise Conflict(
                    "Somebody else has changed this since you opened it; both texts are kept.",
                    present=present,
                    revision=row.number,
                )
            connection.execute(
                update(table)
                .where(table.c.id == record.id)
                .values(**{name: getattr(record, name) for name in changes}, number=row.number + 1)
            )
            _write_revision(connection, record, place, row.number + 1, by, at, changes)
        return record

    def remove(self, kind: type[Record], record_id: str, *, by: str, at: datetime | None = None) -> None:
        """Take a record away; it stays in the history."""
        table = _table(kind)
        with self.database.writing() as connection:
            row = _present(connection, kind, record_id)
            place = _next_place(connection, row.team_id)
            connection.execute(
                update(table).where(table.c.id == record_id).values(removed=True, number=row.number + 1)
            )
            _write_revision(connection, _record(kind, row), place, row.number + 1, by, at, {}, removed=True)

    def history(self, kind: type[Record], record_id: str) -> tuple[Revision, ...]:
        """Return the revisions of a record, the first first."""
        chosen = (
            select(REVISIONS)
            .where(REVISIONS.c.kind == kind.__name__, REVISIONS.c.record_id == record_id)
            .order_by(REVISIONS.c.number)
        )
        with self.database.reading() as connection:
            return tuple(revision_of(kind, row) for row in connection.execute(chosen))

    def revision(self, kind: type[Record], record_id: str) -> int:
        """Return the number of a record's latest revision."""
        with self.database.reading() as connection:
            return int(_present(connection, kind, record_id).number)

    def teams(self) -> tuple[Team, ...]:
        """Return all teams that may write."""
        columns = [TEAMS.c[name] for name in Team.model_fields]
        with self.database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(TEAMS.c.team_id))
            return tuple(Team(**row._mapping) for row in rows)

    def knows(self, snapshot: str) -> bool:
        """Return whether the teams of this snapshot of the evidence were taken over last."""
        told = select(FACTS.c.value).where(FACTS.c.name == "snapshot")
        with self.database.reading() as connection:
            return connection.scalar(told) == snapshot

    def know_teams(self, teams: DataFrame, members: DataFrame, *, snapshot: str = "") -> None:
        """Take over the teams and their members from the evidence; nothing is removed."""
        with self.database.writing() as connection:
            for values in teams.to_dict("records"):
                team = Team.model_validate({k: v for k, v in values.items() if k in Team.model_fields})
                changed = connection.execute(
                    update(TEAMS).where(TEAMS.c.team_id == team.team_id).values(**team.model_dump())
                )
                if not changed.rowcount:
                    connection.execute(insert(TEAMS).values(**team.model_dump(), written=0, sealed=0))
        known = {(one.team_id, one.person_id) for one in self.list(Member)}
        for values in members.to_dict("records"):
            if (values["team_id"], values["person_id"]) not in known:
                self.add(
                    Member(team_id=values["team_id"], person_id=values["person_id"], name=values["name"]),
                    by="evidence",
                )
        with self.database.writing() as connection:
            connection.execute(delete(FACTS).where(FACTS.c.name == "snapshot"))
            connection.execute(insert(FACTS).values(name="snapshot", value=snapshot))

    def answer(
        self,
        wave_id: str,
        person_id: str,
        answers: Mapping[str, float | str | None],
        *,
        on: date | None = None,
    ) -> None:
        """Keep what one person answers, without any path back to them.

        Raises
        ------
        Conflict
            If that person has answered already, or `on` lies before the first or after the last day.
        """
        with self.database.writing() as connection:
            wave = _record(Wave, _present(connection, Wave, wave_id))
            check_day(wave, on)
            seal_answers(connection, wave, person_id, answers)

    def answers(self, wave_id: str) -> DataFrame:
        """Return the answers: respondent (random), item, value (NaN: a text), text; in random order."""
        with self.database.reading() as connection:
            _present(connection, Wave, wave_id)
            rows = sealed_sheets(connection, wave_id)
        frame = DataFrame(rows, columns=["respondent", "item", "value", "text"])
        return frame.astype({"value": "float64"})

    def vote(self, poll_id: str, person_id: str, ranking: Sequence[str], *, on: date | None = None) -> None:
        """Keep one person's ballot, the most wanted option first, without any path back to them."""
        with self.database.writing() as connection:
            poll = _record(Poll, _present(connection, Poll, poll_id))
            check_day(poll, on)
            seal_ballot(connection, poll, person_id, ranking)

    def ballots(self, poll_id: str) -> _Rankings:
        """Return the rankings, in random order."""
        with self.database.reading() as connection:
            _present(connection, Poll, poll_id)
            return sealed_ballots(connection, poll_id)

    def respondents(self, sheet_id: str) -> frozenset[str]:
        """Return who has answered a round of a survey, or voted in a poll."""
        with self.database.reading() as connection:
            return those_who_answered(connection, sheet_id)

    def fingerprint(self, team_id: str = "") -> str:
        """Return a text that changes when anything written about the team, or anything at all, changes."""
        counted = select(func.count(), func.sum(TEAMS.c.written), func.sum(TEAMS.c.sealed))
        if team_id:
            counted = counted.where(TEAMS.c.team_id == team_id)
        with self.database.reading() as connection:
            return "-".join(str(number or 0) for number in connection.execute(counted).one())


def _table(kind: type[Record]) -> Table:
    if kind.__name__ not in TABLES:
        raise ParameterError(f"{kind.__name__} is no kind of record; there are: {', '.join(TABLES)}.")
    return TABLES[kind.__name__]


def _row(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).model_fields}


def _record(kind: type[R], row: Any) -> R:
    return kind.model_validate({name: getattr(row, name) for name in kind.model_fields})


def _next_place(connection: Connection, team_id: str) -> int:
    """Take the team's next place, and with it the right to write for this team until the end."""
    place = connection.execute(
        update(TEAMS)
        .where(TEAMS.c.team_id == team_id)
        .values(written=TEAMS.c.written + 1)
        .returning(TEAMS.c.written)
    ).scalar()
    if place is None:
        raise NotFound("team", team_id, connection.scalars(select(TEAMS.c.team_id)))
    return int(place)


def _give_back(connection: Connection, team_id: str) -> None:
    connection.execute(update(TEAMS).where(TEAMS.c.team_id == team_id).values(written=TEAMS.c.written - 1))


def _present(connection: Connection, kind: type[Record], record_id: str) -> Any:
    table = _table(kind)
    row = connection.execute(select(table).where(table.c.id == record_id)).one_or_none()
    if row is None or row.removed:
        raise NotFound(kind.__name__.lower(), record_id)
    return row


def _write_revision(
    connection: Connection,
    record: Record,
    place: int,
    number: int,
    by: str,
    at: datetime | None,
    changes: dict[str, Any],
    *,
    removed: bool = False,
) -> None:
    connection.execute(
        insert(REVISIONS).values(
            team_id=record.team_id,
            place=place,
            kind=type(record).__name__,
            record_id=record.id,
            number=number,
            at=at or datetime.now(UTC),
            by=by,
            removed=removed,
            changes=json.dumps(changes, ensure_ascii=False),
        )
    )
