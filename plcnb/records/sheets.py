"""Records as rows for people: headings from the questions, names instead of ids, nothing private.

Reflections that are not shared are not in it, nor anything about answers and ballots.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from plcnb.model import RECORD_KINDS, MeetingPart, Member, Question, Record
from plcnb.records.rows import links_of, said, table_of
from plcnb.records.store import Records
from plcnb.records.tables import TABLES

Cell = str | int | float | date | None
Called = Mapping[str, Mapping[str, str]]
"""How teachers know the standards ("standard": their codes) and tests ("assessment": their titles), by id."""

_FORMER = "a former member"
_UNTITLED = {"id", "team_id"}
# What a record is called by: the first of these that it has.
_TITLES = ("what", "title", "aim", "change", "text", "question", "instrument", "on")
_EVIDENCE = {"standard": "standard", "standards": "standard", "assessment": "assessment"}


@dataclass(frozen=True)
class Sheet:
    """The records of one kind.

    Attributes
    ----------
    name : str
        Of the file or the sheet: "action_steps".
    headings : tuple of str
    rows : tuple of tuples
    """

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheets_of(records: Records, team_id: str = "", called: Called | None = None) -> list[Sheet]:
    """Return a sheet for every kind of record, of one team or of all.

    What is not in `called` stands there by its id.

    Raises
    ------
    NotFound
        If there is no such team.
    """
    names = _Names(records, team_id, called or {})
    return [_sheet(records, kind, team_id, names) for kind in RECORD_KINDS]


class _Names:
    """How people, records, standards and assessments are called."""

    def __init__(self, records: Records, team_id: str, called: Called) -> None:
        self._called = called
        self.teams = {team.team_id: team.name for team in records.teams()}
        self._people = {(one.team_id, one.person_id): one.name for one in records.list(Member, team_id)}
        self._titles: dict[tuple[str, str], str] = {}
        kinds = {TABLES[kind.__name__].name: kind for kind in RECORD_KINDS}
        for linked in {table.name for kind in RECORD_KINDS for table, _ in links_of(kind).values()}:
            for record in records.list(kinds[linked], team_id):
                self._titles[linked, record.id] = _title(record)

    def person(self, team_id: str, person_id: str) -> str:
        """Return a member's name; who is none now has none here."""
        return self._people.get((team_id, person_id)) or (_FORMER if person_id else "")

    def in_evidence(self, kind: str, known_id: str) -> str:
        """Return how a standard or an assessment is called; its id, if nobody has said."""
        return self._called.get(kind, {}).get(known_id) or known_id

    def title(self, table: str, record_id: str) -> str:
        """Return what a record is called by; "" for no record, and for one that was removed."""
        return self._titles.get((table, record_id), "")


def _sheet(records: Records, kind: type[Record], team_id: str, names: _Names) -> Sheet:
    headings = _headings(kind)
    rows = tuple(
        (names.teams.get(record.team_id, ""), *(_cell(record, field, names) for field in headings))
        for record in records.list(kind, team_id)
    )
    return Sheet(table_of(kind).name, ("Team", *headings.values()), rows)


def _headings(kind: type[Record]) -> dict[str, str]:
    """Return the heading of each field, no two alike."""
    questions, links = kind.questions(), links_of(kind)
    headings: dict[str, str] = {}
    for field in kind.model_fields:
        if field in _UNTITLED or (kind is Member and field == "person_id"):
            continue
        if field in questions:
            label = questions[field].label
        else:
            label = (
                links[field][1] if field in links else field.removesuffix("_id").replace("_", " ")
            ).capitalize()
        if label in headings.values():
            step = questions[field].step if field in questions else ""
            label = f"{label} ({step or field.replace('_', ' ')})"
        headings[field] = label
    return headings


def _cell(record: Record, field: str, names: _Names) -> Cell:
    """Return what a person reads of one field."""
    kind, value = type(record), getattr(record, field)
    question = kind.questions().get(field, Question(""))
    links = links_of(kind)
    if field in links:
        return names.title(links[field][0].name, value)
    several = value if isinstance(value, tuple) else (value,)
    if question.kind in ("member", "members") or field == "person_id":
        return "; ".join(names.person(record.team_id, person) for person in several if person)
    of_evidence = _EVIDENCE.get(question.kind) or _EVIDENCE.get(field.removesuffix("_id"))
    if of_evidence:
        return "; ".join(names.in_evidence(of_evidence, one) for one in several)
    if question.kind == "share" and value is not None:
        return float(Decimal(repr(float(value))) * 100)  # its question asks for per cent
    return _plain(value, dict(question.options))


def _plain(value: Any, options: dict[str, str]) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        texts = (_part(one) if isinstance(one, MeetingPart) else options.get(one, str(one)) for one in value)
        return "\n".join(texts)
    if isinstance(value, str):
        return options.get(value, value)
    if value is None or isinstance(value, int | float | date):
        return value
    return str(value)


def _part(part: MeetingPart) -> str:
    used = "" if part.used is None else f", {part.used:g} used"
    return f"{part.item}: {part.minutes} minutes planned{used}"


def _title(record: Record) -> str:
    for field in _TITLES:
        value = getattr(record, field, None)
        if value:
            return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
    return said(type(record))


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def printable(text: str) -> str:
    """Return a text without signs that no spreadsheet or calendar takes."""
    return _CONTROL.sub("", text)
