"""The store of what people write: few verbs, one transaction a call."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pandas import DataFrame
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from plcnb.errors import Conflict, NotFound
from plcnb.model import Poll, Record, Team, Wave
from plcnb.records import sealed, teams
from plcnb.records.connecting import Database
from plcnb.records.privacy import is_writer, private_fields, readable
from plcnb.records.revisions import Revision, differences, overtaken, revision_of
from plcnb.records.rows import R, equals, record_of, said, table_of
from plcnb.records.tables import FACTS, REVISIONS, TEAMS
from plcnb.records.writing import (
    check_key,
    check_links,
    check_new,
    check_same_team,
    held_row,
    hold_all_teams,
    hold_team,
    identified,
    local_day,
    moment,
    present_row,
    write_change,
    write_new,
)

_Rankings = list[tuple[str, ...]]
_RESTORED = select(FACTS.c.value).where(FACTS.c.name == "restored").scalar_subquery()


class Records:
    """What the teams of one workspace write.

    Verbs: `add` refuses an id or key that is taken, `find` one that is not there, `list` may be empty,
    `update` writes what differs, `remove` takes away what stays in the history. Each call is one
    transaction. Any number of processes and threads may read and write at once.

    Reflections that are not shared are their writer's: without the right `reader` nobody gets them.

    Parameters
    ----------
    address : str or Path
        A file for SQLite, or a URL of PostgreSQL. Nothing is opened before the first verb.

    Raises
    ------
    ParameterError
        If the address is neither.
    """

    def __init__(self, address: str | Path) -> None:
        self.database = Database(address)

    def __repr__(self) -> str:
        return f"Records({self.database.place!r})"

    def add(self, record: R, *, by: str, at: datetime | None = None) -> R:
        """Keep a new record, finished or not, and return it with its id.

        Parameters
        ----------
        record : Record
            Without an id it gets a random one; a member without a `person_id` gets one as well.
        by : str
            Who writes: a person's id.
        at : datetime, optional
            When; without a zone it is UTC. None: now.

        Raises
        ------
        NotFound
            If there is no such team, or no such record as this one belongs to.
        Conflict
            If the id, or a key such as one member once a team, is taken.
        ParameterError
            If a text or number of it cannot be kept.
        """
        record = identified(record)
        with self.database.writing() as connection:
            hold_team(connection, record.team_id)
            check_new(connection, record)
            try:
                write_new(connection, [record], by, moment(at))
            except IntegrityError as error:  # another team has taken the id meanwhile
                raise Conflict(
                    f"There is a {said(type(record))} {record.id!r} already. Leave the id empty."
                ) from error
        return record

    def find(self, kind: type[R], record_id: str, *, reader: str = "") -> R:
        """Return a record.

        Parameters
        ----------
        kind : subclass of Record
        record_id : str
        reader : str
            Who reads; only a writer's own reflections need it.

        Raises
        ------
        NotFound
            If there is none, it was removed, or `reader` may not read it.
        """
        with self.database.reading() as connection:
            return record_of(kind, present_row(connection, kind, record_id, reader))

    def list(self, kind: type[R], /, team_id: str = "", *, reader: str = "", **equal: Any) -> tuple[R, ...]:
        """Return the records of a team, or of all teams, each team's in the order they were made.

        Parameters
        ----------
        kind : subclass of Record
        team_id : str
            Empty: all teams, in the order of their ids.
        reader : str
            Who reads; only a writer's own reflections need it.
        **equal
            Values that fields must have.

        Raises
        ------
        ParameterError
            If there is no such field, or it never holds such a value.
        """
        table = table_of(kind)
        wanted = [~table.c.removed, readable(kind, reader)]
        wanted += [equals(kind, name, value) for name, value in equal.items()]
        if team_id:
            wanted.append(table.c.team_id == team_id)
        chosen = select(table).where(*wanted).order_by(table.c.team_id, table.c.created)
        with self.database.reading() as connection:
            return tuple(record_of(kind, row) for row in connection.execute(chosen))

    def update(self, record: R, *, by: str, base: int | None = None, at: datetime | None = None) -> R:
        """Keep what differs from the record as it is now, as a revision; nothing if nothing differs.

        Parameters
        ----------
        record : Record
        by : str
            Who writes: a person's id.
        base : int, optional
            The number of the revision the writer saw. None: whatever is there is written over, in the
            fields that differ; the history keeps it.
        at : datetime, optional
            When; None: now.

        Raises
        ------
        Conflict
            If `base` is not the latest revision. It carries the record as it is now (`present`) and its
            revision; the text of the one who comes second is in their hands, and in nothing overwritten.
        NotFound
            If there is no such record, or it was removed.
        """
        kind = type(record)
        with self.database.writing() as connection:
            place = hold_team(connection, record.team_id, places=1)
            row = present_row(connection, kind, record.id, by)
            check_same_team(record, row)
            present = record_of(kind, row)
            changes = differences(present, record)
            if not changes:
                connection.rollback()  # gives the place back
                return present
            if base is not None and base != row.number:
                raise overtaken(connection, present, base, row.number)
            check_links(connection, record, changes)
            check_key(connection, record)
            if isinstance(record, Poll) and "options" in changes:
                sealed.check_unvoted(connection, record)
            if isinstance(present, Wave | Poll) and "closes" in changes:
                sealed.check_not_seen(connection, present, local_day(moment(at)))
            write_change(connection, record, place, row.number + 1, by, moment(at), changes)
        return record

    def remove(self, kind: type[Record], record_id: str, *, by: str, at: datetime | None = None) -> None:
        """Take a record away. What was written stays in the history, and in what others have linked to it.

        Raises
        ------
        NotFound
            If there is none, or it was removed already.
        """
        with self.database.writing() as connection:
            row, place = held_row(connection, kind, record_id, by, places=1)
            record = record_of(kind, row)
            write_change(connection, record, place, row.number + 1, by, moment(at), {}, removed=True)

    def history(self, kind: type[Record], record_id: str, *, reader: str = "") -> tuple[Revision, ...]:
        """Return the revisions of a record, also of a removed one, the first first.

        Of a shared reflection only the writer reads how its private fields came about.

        Raises
        ------
        NotFound
            If there never was such a record, or `reader` may not read it.
        """
        table = table_of(kind)
        revisions = (
            select(REVISIONS)
            .where(REVISIONS.c.kind == kind.__name__, REVISIONS.c.record_id == record_id)
            .order_by(REVISIONS.c.number)
        )
        with self.database.reading() as connection:
            there = select(table).where(table.c.id == record_id, readable(kind, reader))
            row = connection.execute(there).one_or_none()
            if row is None:
                raise NotFound(said(kind), record_id)
            hidden = frozenset() if is_writer(kind, row, reader) else private_fields(kind)
            return tuple(revision_of(kind, one, hidden) for one in connection.execute(revisions))

    def revision(self, kind: type[Record], record_id: str, *, reader: str = "") -> int:
        """Return the number of a record's latest revision: the `base` of an update.

        Raises
        ------
        NotFound
            As `find`.
        """
        with self.database.reading() as connection:
            return int(present_row(connection, kind, record_id, reader).number)

    def teams(self) -> tuple[Team, ...]:
        """Return all teams that may write, in the order of their ids."""
        columns = [TEAMS.c[name] for name in Team.model_fields]
        with self.database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(TEAMS.c.team_id))
            return tuple(Team(**row._mapping) for row in rows)

    def knows(self, snapshot: str) -> bool:
        """Return whether the teams of this snapshot of the evidence were the last to be taken over."""
        with self.database.reading() as connection:
            return teams.fact(connection, "snapshot") == snapshot

    def know_teams(self, frame: DataFrame, members: DataFrame, *, snapshot: str = "") -> None:
        """Take over teams and their members from the evidence. Nobody is removed, nothing twice.

        Parameters
        ----------
        frame : DataFrame
            The fields of `Team`; `team_id` and `name` at least.
        members : DataFrame
            team_id, person_id, name: each becomes a `Member`, unless the team has, or has removed, one.
        snapshot : str
            The snapshot of the evidence they come from.
        """
        with self.database.writing() as connection:
            hold_all_teams(connection)
            if snapshot and teams.fact(connection, "snapshot") == snapshot:
                return  # another process was quicker
            teams.know(connection, teams.teams_of(frame))
            teams.know_members(connection, members)
            teams.note_fact(connection, "snapshot", snapshot)

    def fingerprint(self, team_id: str = "") -> str:
        """Return a text that changes with anything that is written about a team; empty: about any team.

        Answers and ballots count. Of a team that is not known it is "".
        """
        if team_id:
            return self.fingerprints(team_id).get(team_id, "")
        counted = select(func.count(), func.sum(TEAMS.c.written), func.sum(TEAMS.c.sealed), _RESTORED)
        with self.database.reading() as connection:
            return "-".join(str(number or 0) for number in connection.execute(counted).one())

    def fingerprints(self, team_id: str = "") -> dict[str, str]:
        """Return the fingerprint of each team, or of one, by its id: for a run over many teams."""
        counted = select(TEAMS.c.team_id, TEAMS.c.written, TEAMS.c.sealed, _RESTORED)
        if team_id:
            counted = counted.where(TEAMS.c.team_id == team_id)
        with self.database.reading() as connection:
            rows = connection.execute(counted.order_by(TEAMS.c.team_id))
            return {team: f"{written}-{sealed}-{restored or 0}" for team, written, sealed, restored in rows}

    def answer(
        self,
        wave_id: str,
        person_id: str,
        answers: Mapping[str, float | str | None],
        *,
        on: date | None = None,
    ) -> None:
        """Keep what a member answers to a round of a survey, without any path back to them.

        Parameters
        ----------
        wave_id, person_id : str
        answers : dict of item to number or text
            None and "" are left out.
        on : date, optional
            The day it is. None: whatever the day, it is taken.

        Raises
        ------
        Conflict
            If that member has answered, or the round is not open on that day.
        NotFound
            If there is no such round, or the person is no member of its team.
        ParameterError
            If nothing is answered.
        """
        with self.database.writing() as connection:
            wave = record_of(Wave, held_row(connection, Wave, wave_id)[0])
            sealed.check_day(wave, on)
            sealed.seal_answers(connection, wave, person_id, answers)
        self.database.clear_traces()

    def answers(self, wave_id: str) -> DataFrame:
        """Return the answers of a round, in random order.

        Returns
        -------
        DataFrame
            respondent (random, the same on all lines of a sheet), item, value (NaN: a text), text.

        Raises
        ------
        NotFound
            If there is no such round.
        """
        with self.database.reading() as connection:
            present_row(connection, Wave, wave_id)
            rows = sealed.sheets(connection, wave_id)
        frame = DataFrame(rows, columns=["respondent", "item", "value", "text"])
        return frame.astype({"value": "float64", "respondent": "str", "item": "str", "text": "str"})

    def vote(self, poll_id: str, person_id: str, ranking: Sequence[str], *, on: date | None = None) -> None:
        """Keep a member's ballot, without any path back to them.

        Parameters
        ----------
        poll_id, person_id : str
        ranking : sequence of str
            Options of the poll, the most wanted first; not all need be in it.
        on : date, optional
            The day it is. None: whatever the day, it is taken.

        Raises
        ------
        Conflict, NotFound
            As `answer`.
        ParameterError
            If an option is none of the poll's, or is ranked twice, or none is ranked.
        """
        with self.database.writing() as connection:
            poll = record_of(Poll, held_row(connection, Poll, poll_id)[0])  # its options stand from here on
            sealed.check_day(poll, on)
            sealed.seal_ballot(connection, poll, person_id, ranking)
        self.database.clear_traces()

    def ballots(self, poll_id: str) -> _Rankings:
        """Return the rankings of a vote, in random order.

        Raises
        ------
        NotFound
            If there is no such poll.
        """
        with self.database.reading() as connection:
            present_row(connection, Poll, poll_id)
            return sealed.ballots(connection, poll_id)

    def respondents(self, sheet_id: str) -> frozenset[str]:
        """Return who has answered a round of a survey, or voted in a poll; not when, and not what."""
        with self.database.reading() as connection:
            return sealed.those_who_answered(connection, sheet_id)
