"""Answers and ballots: kept without any path back to the person.

What was answered and who has answered lie in two tables that share nothing but the round. A table keeps
traces of the order in which its rows came: the place on a page, PostgreSQL's number of the transaction. So
with every new sheet all rows of the round are written anew, with new random ids, in random order, and the
names of those who have answered likewise: afterwards every row looks as if it had come last.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from random import SystemRandom
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from plcnb.errors import Conflict, NotFound, ParameterError
from plcnb.model import Poll, Wave
from plcnb.records.tables import ANSWERS, BALLOTS, RESPONDENTS, TABLES, TEAMS, VOTERS

_CHANCE = SystemRandom()


def seal_answers(
    connection: Connection, wave: Wave, person_id: str, answers: Mapping[str, float | str | None]
) -> None:
    """Keep one person's answers to a round of a survey."""
    _check_in(connection, RESPONDENTS, "wave_id", wave.id, wave.team_id, person_id, "answered this survey")
    sheet = [_answer(item, given) for item, given in answers.items()]
    rows = [dict(row._mapping) for row in _rows(connection, ANSWERS, "wave_id", wave.id)]
    rows += [{**answer, "wave_id": wave.id, "respondent": ""} for answer in sheet]
    names = {old: token_hex(8) for old in {row["respondent"] for row in rows}}
    for row in rows:
        row.update(id=token_hex(16), respondent=names[row["respondent"]])
    _write_anew(connection, ANSWERS, "wave_id", wave.id, rows)


def seal_ballot(connection: Connection, poll: Poll, person_id: str, ranking: Iterable[str]) -> None:
    """Keep one person's ballot."""
    _check_in(connection, VOTERS, "poll_id", poll.id, poll.team_id, person_id, "voted")
    rows = [dict(row._mapping) for row in _rows(connection, BALLOTS, "poll_id", poll.id)]
    rows.append({"poll_id": poll.id, "ranking": tuple(ranking)})
    for row in rows:
        row.update(id=token_hex(16))
    _write_anew(connection, BALLOTS, "poll_id", poll.id, rows)


def sealed_sheets(connection: Connection, wave_id: str) -> list[dict[str, Any]]:
    """Return the answers of a round, in the order of random numbers that a sheet shares."""
    rows = [dict(row._mapping) for row in _rows(connection, ANSWERS, "wave_id", wave_id)]
    return sorted(rows, key=lambda row: (row["respondent"], row["item"]))


def sealed_ballots(connection: Connection, poll_id: str) -> list[tuple[str, ...]]:
    """Return the rankings of a vote, in random order."""
    rows = sorted(_rows(connection, BALLOTS, "poll_id", poll_id), key=lambda row: str(row.id))
    return [tuple(row.ranking) for row in rows]


def those_who_answered(connection: Connection, sheet_id: str) -> frozenset[str]:
    """Return the ids of those who have answered a round, or voted in a poll."""
    asked = select(RESPONDENTS.c.person_id).where(RESPONDENTS.c.wave_id == sheet_id)
    voted = select(VOTERS.c.person_id).where(VOTERS.c.poll_id == sheet_id)
    return frozenset(connection.scalars(asked.union(voted)))


def check_day(sheet: Wave | Poll, on: date | None) -> None:
    """Refuse a sheet that comes before its first day or after its last.

    Raises
    ------
    Conflict
    """
    if on is not None and sheet.opens and on < sheet.opens:
        raise Conflict(f"It opens on {sheet.opens:%Y-%m-%d}; nothing was sent. Come back then.")
    if on is not None and sheet.closes and on > sheet.closes:
        raise Conflict(f"It closed on {sheet.closes:%Y-%m-%d}; nothing was sent.")


def _check_in(
    connection: Connection,
    table: Table,
    column: str,
    sheet_id: str,
    team_id: str,
    person_id: str,
    done: str,
) -> None:
    """Note that this member has answered, all rows of the round written anew."""
    connection.execute(update(TEAMS).where(TEAMS.c.team_id == team_id).values(sealed=TEAMS.c.sealed + 1))
    members = TABLES["Member"]
    belongs = select(members.c.id).where(
        members.c.team_id == team_id, members.c.person_id == person_id, ~members.c.removed
    )
    if connection.execute(belongs).first() is None:
        raise NotFound("member of this team", person_id, (), "Only members can answer. Add them to the team.")
    there = [row.person_id for row in _rows(connection, table, column, sheet_id)]
    if person_id in there:
        raise Conflict(
            f"You have {done} already. What you sent is kept, and cannot be changed or taken back."
        )
    _write_anew(
        connection,
        table,
        column,
        sheet_id,
        [{column: sheet_id, "person_id": one} for one in [*there, person_id]],
    )


def _answer(item: str, given: float | str | None) -> dict[str, Any]:
    if given is None or isinstance(given, str):
        return {"item": item, "value": None, "text": given or ""}
    if isinstance(given, bool) or given != given or abs(given) == float("inf"):
        raise ParameterError(f"{item}: {given!r} is neither a number nor a text.")
    return {"item": item, "value": float(given), "text": ""}


def _rows(connection: Connection, table: Table, column: str, sheet_id: str) -> list[Any]:
    return list(connection.execute(select(table).where(table.c[column] == sheet_id)))


def _write_anew(
    connection: Connection, table: Table, column: str, sheet_id: str, rows: list[dict[str, Any]]
) -> None:
    connection.execute(delete(table).where(table.c[column] == sheet_id))
    _CHANCE.shuffle(rows)
    if rows:
        connection.execute(insert(table), rows)
