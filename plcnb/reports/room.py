"""A team's room: its evidence, its records, the day it is, and who is looking.

Every view of a team starts from one. What the audience may not see is gone before a view gets it: names and
ids, what people typed, and, with `Room.minimum`, the number of answers below which none is shown. What a room
has read it keeps; whoever wants to know what was written since asks for the room `anew`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from plcnb.errors import NotFound, ParameterError
from plcnb.evidence.team_evidence import TeamEvidence
from plcnb.model import AUDIENCES, Audience, Member, Question, Record, Reflection, Team
from plcnb.records.store import Records
from plcnb.tables import records
from plcnb.workspace import Workspace, open_workspace

FEWEST_ANSWERS = 5  # of adults: below it neither a number nor a text of a survey or a vote is shown

_R = TypeVar("_R", bound=Record)
_PEOPLE = ("member", "members")
_TYPED = ("text", "long text", "lines")


@dataclass(frozen=True)
class Room:
    """One team, as one audience may see it on one day.

    Attributes
    ----------
    workspace : Workspace
    evidence : TeamEvidence
        Already reduced to what the audience may see.
    records : Records
        The store itself, for forms; a view reads through `list`, which reduces what it returns.
    audience : {"team", "school", "public"}
    today : date
        The day the page speaks of.
    written : str
        The fingerprint of the records when the room was opened.
    """

    workspace: Workspace
    evidence: TeamEvidence
    records: Records = field(repr=False)
    audience: Audience
    today: date
    written: str = field(repr=False)

    @property
    def team(self) -> Team:
        """The team."""
        return self.evidence.team

    @property
    def team_id(self) -> str:
        """The team's id."""
        return self.evidence.team.team_id

    @property
    def minimum(self) -> int:
        """How many adults must have answered before any number of theirs is shown."""
        return FEWEST_ANSWERS

    @property
    def inside(self) -> bool:
        """Whether the team itself is looking."""
        return self.audience == "team"

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The present members in order of their names; outside the team without names, in no order."""
        present = [one for one in self.list(Member) if one.left_on is None or one.left_on > self.today]
        return tuple(sorted(present, key=lambda one: (one.name.casefold(), one.person_id)))

    def name_of(self, person_id: str) -> str:
        """Return a member's name; "" outside the team, and "a former member" for who is not one now."""
        if not self.inside or not person_id:
            return ""
        return self._names.get(person_id, "a former member")

    def names_of(self, person_ids: Iterable[str]) -> str:
        """Return members' names, joined by commas; "" outside the team."""
        return ", ".join(filter(None, map(self.name_of, person_ids)))

    def list(self, kind: type[_R], *, unfinished: bool = False, **equal: Any) -> tuple[_R, ...]:
        """Return the team's records of a kind as the audience may see them, oldest first.

        Outside the team what people typed is empty, unless its question says that leaders may read it
        (`Question.seen_by`), and members are "m1", "m2", … in an order that says nothing. The public reads
        nothing that anybody typed. Reflections that are not shared are nobody's but the writer's.

        Parameters
        ----------
        kind : subclass of Record
        unfinished : bool
            Also return records of which a needed question has no answer yet.
        **equal
            Values of fields that must be equal.
        """
        found = (
            one
            for one in self._read(kind)
            if (unfinished or one.complete) and all(getattr(one, name) == equal[name] for name in equal)
        )
        return tuple(found) if self.inside else tuple(self._reduced(one) for one in found)

    def anew(self) -> "Room":
        """Return this room if nothing was written since it was opened, else one that has read nothing yet."""
        written = self.records.fingerprint(self.team_id)
        return self if written == self.written else replace(self, written=written)

    def standard_name(self, standard_id: str) -> str:
        """Return how teachers know a standard: its code; "" where none is named."""
        return str(self._codes.get(standard_id, standard_id))

    def standard_choices(self) -> tuple[tuple[str, str], ...]:
        """Return the standards to choose from, as (id, "code: statement")."""
        return tuple(
            (row["standard_id"], ": ".join(dict.fromkeys(filter(None, (row["code"], row["statement"])))))
            for row in records(self.evidence.standards)
        )

    def member_choices(self) -> tuple[tuple[str, str], ...]:
        """Return the members to choose from, as (person id, name)."""
        return tuple((one.person_id, one.name) for one in self.members)

    def assessment_choices(self) -> tuple[tuple[str, str], ...]:
        """Return the assessments to choose from, as (id, title), the latest first."""
        latest_first = self.evidence.assessments.iloc[::-1]
        return tuple(zip(latest_first["assessment_id"], latest_first["title"], strict=True))

    def choices(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Return what a form offers to choose from, by the kind of question."""
        return {
            "member": self.member_choices(),
            "members": self.member_choices(),
            "standard": self.standard_choices(),
            "standards": self.standard_choices(),
            "assessment": self.assessment_choices(),
        }

    @cached_property
    def _known(self) -> dict[type[Record], tuple[Any, ...]]:
        return {}

    def _read(self, kind: type[_R]) -> tuple[_R, ...]:
        """Return the team's records of a kind as they are, without reflections that are not shared."""
        if kind not in self._known:
            found: Iterable[_R] = self.records.list(kind, team_id=self.team_id)
            if issubclass(kind, Reflection):
                found = (one for one in found if getattr(one, "shared", False))
            self._known[kind] = tuple(found)
        return self._known[kind]

    @cached_property
    def _names(self) -> dict[str, str]:
        return {one.person_id: one.name for one in self._read(Member) if one.name}

    @cached_property
    def _codes(self) -> "pd.Series[str]":
        standards = self.evidence.standards.set_index("standard_id")
        return standards["code"].where(standards["code"] != "", standards.index.to_series())

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """Numbers that stand for members outside the team; the salt keeps the order from saying anything."""
        people = {one.person_id for one in self._read(Member)}
        salt = self.evidence.snapshot + self.team_id
        ordered = sorted(people, key=lambda person: sha256(f"{salt}{person}".encode()).hexdigest())
        return {person: f"m{number}" for number, person in enumerate(ordered, start=1)}

    def _reduced(self, record: _R) -> _R:
        """Return a record without what the audience may not see."""
        hidden = {
            name: self._hidden(question, getattr(record, name), type(record).model_fields[name].default)
            for name, question in type(record).questions().items()
            if question.kind in _PEOPLE or not self._may_read(question)
        }
        if "person_id" in type(record).model_fields and "person_id" not in hidden:
            hidden["person_id"] = self._aliases.get(getattr(record, "person_id"), "")  # noqa: B009
        return record.model_copy(update=hidden)

    def _may_read(self, question: Question) -> bool:
        return question.kind not in _TYPED or (question.seen_by == "school" and self.audience == "school")

    def _hidden(self, question: Question, value: Any, default: Any) -> Any:
        if question.kind not in _PEOPLE:
            return default
        if isinstance(value, tuple):
            return tuple(self._aliases.get(person, "") for person in value)
        return self._aliases.get(value, "")


def open_room(team: str = "", *, audience: str = "team", today: str = "", workspace: str | Path = "") -> Room:
    """Open the room of one team.

    Parameters
    ----------
    team : str
        The team's id, as `plcnb teams` prints it; empty: the first team there is.
    audience : {"team", "school", "public"}
        Who looks.
    today : str
        The day the page speaks of, as 2026-01-27; empty: today.
    workspace : path
        A workspace; empty: the one this runs in, or the sample district.

    Raises
    ------
    NotFound
        If there is no such workspace or team.
    ParameterError
        If the audience is unknown, or `today` is no day.
    """
    if audience not in AUDIENCES:
        raise ParameterError(f"audience must be one of {', '.join(AUDIENCES)}, got {audience!r}.")
    place = open_workspace(workspace)
    store = place.evidence
    evidence = store.team(team or first_team(store.teams())).for_audience(audience)
    records = place.records
    written = records.fingerprint(evidence.team.team_id)
    return Room(place, evidence, records, audience, day_of(today, place), written)


def day_of(today: str, place: Workspace) -> date:
    """Return the day a page speaks of: the one named, or the workspace's own.

    Raises
    ------
    ParameterError
        If `today` is not written as 2026-01-27.
    """
    if not today:
        return place.today
    try:
        return date.fromisoformat(today)
    except ValueError as error:
        raise ParameterError(f"today must be a day such as 2026-01-27, got {today!r}.") from error


def first_team(teams: pd.DataFrame) -> str:
    """Return the id of the first team with results, or else of the first team.

    Raises
    ------
    NotFound
        If there is no team.
    """
    if teams.empty:
        raise NotFound("team", "", (), "Import a school's export first: `plcnb import FILE`.")
    with_results = teams[teams["n_assessments"] > 0]
    return str((with_results if len(with_results) else teams).iloc[0]["team_id"])
