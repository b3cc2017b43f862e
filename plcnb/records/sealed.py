"""Answers and ballots: kept without any path back to the person.

What was answered and who has answered lie in two tables that share nothing but the round. But a table keeps
traces of the order in which its rows came: the place on a page, PostgreSQL's number of the transaction. So
with every sheet that comes all rows of the round are written anew, with new random ids and in random order,
and so are the names of those who have answered: afterwards every row looks as if it had come last.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from numbers import Real
from random import SystemRandom
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from plcnb.errors import Conflict, NotFound, ParameterError
from plcnb.model import Member, Poll, Wave
from plcnb.records.rows import check_text, table_of
from plcnb.records.tables import ANSWERS, BALLOTS, RESPONDENTS, TEAMS, VOTERS
from plcnb.tables.numbers import day_month

_CHANCE = SystemRandom()
_SHOWN_FROM = 5  # answers: from here on results of a closed round are shown
_ANSWERED = (
    "You have answered this survey already. What you sent is kept; it has no name, so nobody can change it."
)
_VOTED = "You have voted already. Your ballot is kept; it has no name, so nobody can change it."


def seal_answers(
    connection: Connection, wave: Wave, person_id: str, answers: Mapping[str, float | str | None]
) -> None:
    """Keep one member's sheet of answers.

    Raises
    ------
    Conflict, NotFound, ParameterError
    """
    sheet = [_answer(item, given) for item, given in answers.items() if given not in (None, "")]
    if not sheet:
        raise ParameterError("Nothing is answered yet, and nothing was sent. Answer one question at least.")
    _check_member(connection, wave.team_id, person_id)
    add_names(connection, RESPONDENTS, wave.id, [person_id], _ANSWERED)
    add_answers(connection, wave.id, [{**answer, "respondent": ""} for answer in sheet])
    count_sheets(connection, wave.team_id)


def seal_ballot(connection: Connection, poll: Poll, person_id: str, ranking: Sequence[str]) -> None:
    """Keep one member's ballot.

    Raises
    ------
    Conflict, NotFound, ParameterError
    """
    strange = [option for option in ranking if option not in poll.options]
    if isinstance(ranking, str) or strange:
        wrong = ranking if isinstance(ranking, str) else strange[0]
        raise ParameterError(f"{wrong!r} is none of the options; there are: {', '.join(poll.options)}.")
    if not ranking or len(set(ranking)) < len(ranking):
        raise ParameterError("Rank one option at least, and each only once. Nothing was sent.")
    _check_member(connection, poll.team_id, person_id)
    add_names(connection, VOTERS, poll.id, [person_id], _VOTED)
    add_ballots(connection, poll.id, [tuple(ranking)])
    count_sheets(connection, poll.team_id)


def sheets(connection: Connection, wave_id: str) -> list[dict[str, Any]]:
    """Return the answers of a round; the order is that of the random names of the sheets."""
    rows = [dict(row._mapping) for row in _rows(connection, ANSWERS, wave_id)]
    return sorted(rows, key=lambda row: (row["respondent"], row["item"]))


def ballots(connection: Connection, poll_id: str) -> list[tuple[str, ...]]:
    """Return the rankings of a vote, in random order."""
    rows = sorted(_rows(connection, BALLOTS, poll_id), key=lambda row: str(row.id))
    return [tuple(row.ranking) for row in rows]


def those_who_answered(connection: Connection, sheet_id: str) -> frozenset[str]:
    """Return the ids of those who have answered a round, or voted in a poll."""
    asked = select(RESPONDENTS.c.person_id).where(RESPONDENTS.c.wave_id == sheet_id)
    voted = select(VOTERS.c.person_id).where(VOTERS.c.poll_id == sheet_id)
    return frozenset(connection.scalars(asked.union(voted)))


def add_answers(connection: Connection, wave_id: str, new: Iterable[Mapping[str, Any]]) -> None:
    """Add answers, which share a `respondent` within their sheet, and write all of the round anew."""
    rows = [
        {**row._mapping, "respondent": ("there", row.respondent)}
        for row in _rows(connection, ANSWERS, wave_id)
    ]
    rows += [{**row, "wave_id": wave_id, "respondent": ("new", row["respondent"])} for row in new]
    names = {old: token_hex(8) for old in {row["respondent"] for row in rows}}
    fresh = [row | {"id": token_hex(16), "respondent": names[row["respondent"]]} for row in rows]
    _write_anew(connection, ANSWERS, wave_id, fresh)


def add_ballots(connection: Connection, poll_id: str, new: Iterable[tuple[str, ...]]) -> None:
    """Add rankings, and write all of the poll anew."""
    rankings = [tuple(row.ranking) for row in _rows(connection, BALLOTS, poll_id)] + list(new)
    fresh = [{"id": token_hex(16), "poll_id": poll_id, "ranking": ranking} for ranking in rankings]
    _write_anew(connection, BALLOTS, poll_id, fresh)


def add_names(
    connection: Connection, table: Table, sheet_id: str, people: Iterable[str], refusal: str
) -> None:
    """Note who has answered, and write all names of the round anew.

    Raises
    ------
    Conflict
        `refusal`, if one of them has answered already.
    """
    names = [row.person_id for row in _rows(connection, table, sheet_id)]
    for person_id in people:
        if person_id in names:
            raise Conflict(refusal)
        names.append(person_id)
    column = _sheet_column(table)
    _write_anew(connection, table, sheet_id, [{column: sheet_id, "person_id": name} for name in names])


def count_sheets(connection: Connection, team_id: str) -> None:
    """Let the team's fingerprint know that something was answered; no time, no place among the revisions."""
    connection.execute(update(TEAMS).where(TEAMS.c.team_id == team_id).values(sealed=TEAMS.c.sealed + 1))


def check_day(sheet: Wave | Poll, on: date | None) -> None:
    """Refuse what comes before the first day or after the last.

    Raises
    ------
    Conflict
    """
    what = "This survey" if isinstance(sheet, Wave) else "This vote"
    if on is not None and sheet.opens and on < sheet.opens:
        raise Conflict(f"{what} opens on {day_month(sheet.opens)}. Nothing was sent; come back then.")
    if on is not None and sheet.closes and on > sheet.closes:
        raise Conflict(
            f"{what} was open until {day_month(sheet.closes)}. Nothing was sent; your team can move that day."
        )


def check_unvoted(connection: Connection, poll: Poll) -> None:
    """Refuse other options once somebody has voted.

    Raises
    ------
    Conflict
    """
    if _rows(connection, VOTERS, poll.id):
        raise Conflict(
            "Somebody has voted already, and a ballot holds for the options it was cast on. "
            "Close this vote and open a new one with other options."
        )


def check_not_seen(connection: Connection, sheet: Wave | Poll, today: date) -> None:
    """Refuse to open a round again, once it has closed with results that could be shown.

    From the results before and after, everybody could work out what the one who came late has said.

    Raises
    ------
    Conflict
    """
    answered = those_who_answered(connection, sheet.id)
    if sheet.closes and sheet.closes < today and len(answered) >= _SHOWN_FROM:
        what = "This survey" if isinstance(sheet, Wave) else "This vote"
        raise Conflict(
            f"{what} closed on {day_month(sheet.closes)}, and its results can be seen: whoever came later "
            "could be guessed from them. Open a new one."
        )


def _check_member(connection: Connection, team_id: str, person_id: str) -> None:
    members = table_of(Member)
    belongs = select(members.c.id).where(
        members.c.team_id == team_id, members.c.person_id == person_id, ~members.c.removed
    )
    if connection.execute(belongs).first() is None:
        raise NotFound(
            f"member of team {team_id!r} with the id",
            person_id,
            (),
            "Add them to the team first: only members answer.",
        )


def _answer(item: str, given: float | str | None) -> dict[str, Any]:
    check_text(item, "The name of a question")
    if isinstance(given, str):
        check_text(given, item)
        return {"item": item, "value": None, "text": given}
    if not isinstance(given, Real) or isinstance(given, bool) or given != given or abs(given) == float("inf"):
        raise ParameterError(f"{item}: {given!r} is neither a number nor a text.")
    return {"item": item, "value": float(given), "text": ""}


def _sheet_column(table: Table) -> str:
    return "wave_id" if table in (ANSWERS, RESPONDENTS) else "poll_id"


def _rows(connection: Connection, table: Table, sheet_id: str) -> list[Any]:
    return list(connection.execute(select(table).where(table.c[_sheet_column(table)] == sheet_id)))


def _write_anew(connection: Connection, table: Table, sheet_id: str, rows: list[dict[str, Any]]) -> None:
    connection.execute(delete(table).where(table.c[_sheet_column(table)] == sheet_id))
    _CHANCE.shuffle(rows)
    if rows:
        connection.execute(insert(table), rows)
