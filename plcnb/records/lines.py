"""All records as a folder of text: a file a kind, a JSON object a line. It fits any database.

    teams.jsonl        the fields of plcnb.model.Team
    goals.jsonl ...    a file a kind of record (`FILES`), the fields of its model; removed ones too
    revisions.jsonl    team_id, place, kind, record_id, number, at, by, removed,
                       changes {field: [before, after]}
    answers.jsonl      wave_id, respondent (random, one a sheet), item, value, text
    ballots.jsonl      poll_id, ranking
    respondents.jsonl  of (a wave or a poll), person_id

A file that would be empty may be missing. Without revisions each record gets its first one.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, select

from plcnb.errors import DataError, PlcnbError
from plcnb.model import RECORD_KINDS, Record, Team
from plcnb.records.rows import record_of, row_of
from plcnb.records.tables import ANSWERS, BALLOTS, RESPONDENTS, REVISIONS, TABLES, TEAMS, VOTERS

FILES: dict[str, type[Record]] = {f"{TABLES[kind.__name__].name}.jsonl": kind for kind in RECORD_KINDS}
OTHERS = ("teams.jsonl", "revisions.jsonl", "answers.jsonl", "ballots.jsonl", "respondents.jsonl")


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WrittenRevision(_Line):
    """A line of revisions.jsonl."""

    team_id: str
    place: int
    kind: str
    record_id: str
    number: int
    at: AwareDatetime
    by: str
    removed: bool
    changes: dict[str, tuple[Any, Any]]


class WrittenAnswer(_Line):
    """A line of answers.jsonl."""

    wave_id: str
    respondent: str
    item: str
    value: float | None = None
    text: str = ""


class WrittenBallot(_Line):
    """A line of ballots.jsonl."""

    poll_id: str
    ranking: tuple[str, ...]


class WrittenRespondent(_Line):
    """A line of respondents.jsonl."""

    of: str
    person_id: str


@dataclass(frozen=True)
class Bundle:
    """What a folder holds, read and checked line by line."""

    teams: list[Team] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    revisions: dict[tuple[str, str], list[WrittenRevision]] = field(default_factory=dict)
    answers: dict[str, list[WrittenAnswer]] = field(default_factory=dict)
    ballots: dict[str, list[WrittenBallot]] = field(default_factory=dict)
    respondents: dict[str, list[str]] = field(default_factory=dict)


def bundle_lines(connection: Connection) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield each file's name and its lines, as the connection sees them at one moment."""
    yield "teams.jsonl", _team_lines(connection)
    for name, kind in FILES.items():
        yield name, _record_lines(connection, kind)
    yield "revisions.jsonl", _revision_lines(connection)
    yield "answers.jsonl", _answer_lines(connection)
    yield "ballots.jsonl", _ballot_lines(connection)
    yield "respondents.jsonl", _respondent_lines(connection)


def write_bundle(connection: Connection, folder: Path) -> dict[str, int]:
    """Write the files into a folder that is there; return how many lines each has."""
    counts = {}
    for name, lines in bundle_lines(connection):
        with (folder / name).open("w", encoding="utf-8", newline="\n") as file:
            counts[name] = sum(1 for line in lines if file.write(line))
    return counts


def read_bundle(folder: Path) -> Bundle:
    """Read a folder.

    Raises
    ------
    DataError
        If a file is unknown, or a line is none of its kind; the message names the file and the line.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder. Name one that holds files such as goals.jsonl.")
    strange = sorted(path.name for path in folder.glob("*.jsonl") if path.name not in {*FILES, *OTHERS})
    if strange:
        raise DataError(
            f"{folder / strange[0]} is no file of records; there are {', '.join((*FILES, *OTHERS))}. "
            "A newer plcnb may have written it."
        )
    bundle = Bundle()
    bundle.teams.extend(_read(folder / "teams.jsonl", Team.model_validate))
    for name, kind in FILES.items():
        bundle.records.extend(_read(folder / name, _checked(kind)))
    for name, into, key, what in (
        ("revisions.jsonl", bundle.revisions, lambda one: (one.kind, one.record_id), WrittenRevision),
        ("answers.jsonl", bundle.answers, lambda one: one.wave_id, WrittenAnswer),
        ("ballots.jsonl", bundle.ballots, lambda one: one.poll_id, WrittenBallot),
    ):
        _group(_read(folder / name, what.model_validate), into, key)
    people: dict[str, list[WrittenRespondent]] = {}
    _group(_read(folder / "respondents.jsonl", WrittenRespondent.model_validate), people, lambda one: one.of)
    bundle.respondents.update({of: [one.person_id for one in all_] for of, all_ in people.items()})
    return bundle


def _group(rows: Iterator[Any], into: dict[Any, list[Any]], key: Callable[[Any], Any]) -> None:
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    into.update(found)


def _checked(kind: type[Record]) -> Callable[[Any], Record]:
    """Return how to make a record of a line: valid, with an id, and fit for a database."""

    def make(line: Any) -> Record:
        record = kind.model_validate(line)
        if not record.id:
            raise DataError("id is empty.")
        row_of(record)
        return record

    return make


def _read(path: Path, make: Callable[[Any], Any]) -> Iterator[Any]:
    """Yield what the lines of a file hold; nothing if it is not there."""
    if not path.exists():
        return
    number = 0
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):  # noqa: B007 (the errors name it)
                if line.strip():
                    yield make(json.loads(line))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{path}, line {number}: {place + ': ' if place else ''}{first['msg']}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}, after line {number}: it is not written in UTF-8.") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path}, line {number}: it is no JSON object ({error}).") from error
    except PlcnbError as error:
        raise DataError(f"{path}, line {number}: {error}") from error


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _team_lines(connection: Connection) -> Iterator[str]:
    columns = [TEAMS.c[name] for name in Team.model_fields]
    for row in connection.execute(select(*columns).order_by(TEAMS.c.team_id)):
        yield _line(dict(row._mapping))


def _record_lines(connection: Connection, kind: type[Record]) -> Iterator[str]:
    table = TABLES[kind.__name__]
    for row in connection.execute(select(table).order_by(table.c.team_id, table.c.created)):
        yield _line(record_of(kind, row).model_dump(mode="json"))


def _revision_lines(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(REVISIONS).order_by(REVISIONS.c.team_id, REVISIONS.c.place)):
        values = dict(row._mapping)
        yield _line(values | {"at": values["at"].isoformat(), "changes": json.loads(values["changes"])})


def _answer_lines(connection: Connection) -> Iterator[str]:
    columns = [ANSWERS.c[name] for name in WrittenAnswer.model_fields]
    for row in connection.execute(select(*columns).order_by("wave_id", "respondent", "item")):
        yield _line(dict(row._mapping))


def _ballot_lines(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(BALLOTS).order_by(BALLOTS.c.poll_id, BALLOTS.c.id)):
        yield _line({"poll_id": row.poll_id, "ranking": row.ranking})


def _respondent_lines(connection: Connection) -> Iterator[str]:
    for table, column in ((RESPONDENTS, "wave_id"), (VOTERS, "poll_id")):
        for row in connection.execute(select(table).order_by(column, "person_id")):
            yield _line({"of": row._mapping[column], "person_id": row.person_id})
