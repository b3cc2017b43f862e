"""Before the first meeting: roles, norms, calendar, data and time, and what must stand by which day."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from plcnb import charts, tables, words
from plcnb.cycle.launching import late, launch_plan
from plcnb.cycle.protocols import find_protocol, scale
from plcnb.errors import ParameterError
from plcnb.forms.asks import availability_form, availability_plan
from plcnb.forms.recordform import record_sheet
from plcnb.forms.static import Sheet
from plcnb.model import Availability, LaunchMilestone, Meeting, Member, Norm
from plcnb.model.launch import AREAS
from plcnb.model.people import ROLES
from plcnb.reports.answered import brief
from plcnb.reports.meeting_times import MeetingTimes, meeting_times
from plcnb.reports.on_paper import on_paper
from plcnb.reports.readiness import (
    Readiness,
    evidence_table,
    of_calendar,
    of_data,
    of_norms,
    of_roles,
    of_time,
    readiness_table,
)
from plcnb.reports.room import Room, open_room
from plcnb.reports.sections import Markup, Section, Shows, empty_state, folded, paragraph
from plcnb.reports.view import View
from plcnb.tables import Cell, Column, Table

if TYPE_CHECKING:  # a page that nobody types into loads no widgets
    from plcnb.forms.live import LiveForm

_TIMES_SHOWN = 5  # what a team can weigh against each other; the table behind the fold has all
_NORMS_SHOWN, _LONGEST_NORM = 7, 160  # norms, and letters of each; nobody keeps more in mind
_SHAPES = {"done": "●", "late": "◆", "due soon": "○", "later": "○", "without a day": "○"}
_CALENDAR_FILE = (
    "In a terminal, plcnb export records writes the team's meetings and days as a calendar file (.ics)."
)


class LaunchView(View):
    """What a team needs before it begins, and by when.

    Parameters
    ----------
    room : Room
        The team, and who is looking.
    first_day : date, optional
        The first day of the team's work; not given: the day of its first meeting, if one is written down.
    """

    _head = ("Launch", "launch")

    def __init__(self, room: Room, first_day: date | None = None) -> None:
        super().__init__(room)
        self._named = first_day

    @property
    def first_day(self) -> date | None:
        """The first day of the team's work: the one named, else that of its first meeting."""
        return self._named or self._first_meeting

    def ready(self) -> Section:
        """Return which of roles, norms, calendar, data and time are ready, and the next step of each."""
        missing = [one.area.lower() for one in self._areas if one.state != "ready"]
        said = f"{len(self._areas) - len(missing)} of {len(self._areas)} are ready"
        headline = f"{said}; not yet: {', '.join(missing)}" if missing else f"{said}: the team can begin"
        return Section("Are we ready?", headline, (readiness_table(self._areas),))

    def plan(self) -> Section:
        """Return what must stand before the first day: what does, what is late, who sees to it."""
        if not self._milestones:
            return self._proposal()
        states = late(self._milestones, self.room.today)
        n_done, n_late = (int((states["state"] == state).sum()) for state in ("done", "late"))
        said = words.say_launch(len(states), n_done, n_late, self._days_left)
        open_ones = states[states["state"] != "done"]
        parts: list[Shows] = [self._table(open_ones)] if len(open_ones) else []
        if n_done:
            parts.append(
                folded(f"What stands already ({n_done})", self._table(states[states["state"] == "done"]))
            )
        return Section("What must stand by when", said.sentence, tuple(parts))

    def write_plan(self) -> Section:
        """Write the plan that is counted back from the first day, if the team has none yet; then show it.

        What is written down already is never changed, so the cell may run again.
        """
        if not self._milestones and self._can_be_planned and self.first_day is not None:
            for one in launch_plan(self.first_day, today=self.room.today, team_id=self.room.team_id):
                self.room.records.add(one, by="the launch plan")
        return self.plan()

    def roles(self) -> Section:
        """Return who holds which role in the meetings."""
        if not self.room.members:
            missing = empty_state(
                "Nobody is in the list of members yet,",
                "so no role can be given.",
                "Import the school's classes, or write the members down.",
            )
            return Section("Roles", "Nobody is in the list yet", (missing,))
        holders = {role: [one for one in self.room.members if role in one.roles] for role, _ in ROLES}
        rows = tuple((Cell(*_parted(label)), Cell(self._who(holders[role]))) for role, label in ROLES)
        table = Table("Roles in our meetings", (Column("Role"), Column("Who")), rows)
        return Section("Roles", self._areas[0].said, (table,))

    def norms(self) -> Section:
        """Return what the team has agreed on."""
        area = self._areas[1]
        if not self._norms:
            missing = empty_state(
                "Nothing is agreed on yet,",
                "so everybody goes by their own habits.",
                "Take a worry about meetings: what would a visitor see us do if it never came true?",
            )
            return Section("Norms", area.said, (missing,))
        if not self.room.inside:
            return Section("Norms", area.said)
        whole = [one.text for one in self._norms]
        shown = [brief(text, _LONGEST_NORM) for text in whole[:_NORMS_SHOWN]]
        if len(whole) > len(shown):
            shown.append(f"… and {len(whole) - len(shown)} more")
        fold = () if shown == whole else (folded("All of them", _listed(whole)),)
        return Section("Norms: we agree to …", area.said, (_listed(shown), *fold))

    def calendar(self) -> Section:
        """Return when the team can meet: the times that fit most, and two where no single one fits all."""
        if self._times.times.empty:
            missing = empty_state(
                "Nobody has said yet when they have time,",
                "so no common time can be found.",
                "Everybody writes down the spans of a usual week; it takes two minutes.",
            )
            return Section("When we can meet", "No time is known yet", (missing,))
        if not self.room.inside and len(self.room.members) < self.room.minimum:
            fits = bool(self._times.times["everyone"].any())
            return Section(
                "When we can meet", "A time suits everybody" if fits else "No single time suits everybody"
            )
        said = words.say_common_times(self._times.times)
        parts: list[Shows] = []
        if self.room.inside:
            parts.append(charts.common_times(self._times.times, most=_TIMES_SHOWN))
            if len(self._times.times) > _TIMES_SHOWN:
                parts.append(folded("All times", tables.common_times_table(self._times.times)))
        if not self._times.times["everyone"].any():
            people = list(self._names.values()) if self.room.inside else []
            parts.append(paragraph(words.say_two_meetings(self._times.meetings, people).sentence))
        length = f"For {self._times.minutes} minutes in a row, as everybody said for a usual week."
        parts.append(paragraph(f"{length} {_CALENDAR_FILE}", "small"))
        return Section("When we can meet", said.sentence, tuple(parts))

    def data(self) -> Section:
        """Return what evidence there is to begin with."""
        notes = self.room.evidence.notes
        parts: list[Shows] = [evidence_table(self.room.evidence)]
        if len(notes):
            known = tables.count_of(len(notes), "thing")
            parts.append(folded(f"{known} to know before trusting it", tables.notes_list(notes)))
        return Section("The evidence at hand", self._areas[3].said, tuple(parts))

    def member_form(self) -> "LiveForm":
        """Return the form for who is in the team, and who holds which role."""
        return self._form(Member, ["name", "teaches", "roles"])

    def norm_form(self) -> "LiveForm":
        """Return the form for what the team agrees on."""
        return self._form(Norm, ["text", "agreed_on"])

    def availability_form(self) -> "LiveForm":
        """Return the form for when a member has time in a usual week."""
        room = self.room
        return availability_form(room.records, room.team_id, room.member_choices(), room.today)

    def milestone_form(self) -> "LiveForm":
        """Return the form for what must stand by which day."""
        return self._form(LaunchMilestone, ["what", "due", "done_on"])

    def sheets(self) -> Markup:
        """Return lines to write an agreement on, and the times of a usual week."""
        return on_paper(
            record_sheet(Norm, title="One more agreement", fields=["text"]),
            Sheet(availability_plan(self.room.member_choices())),
        )

    # What the sections share.

    @cached_property
    def _areas(self) -> tuple[Readiness, ...]:
        """Roles, norms, calendar, data and time, in this order."""
        folder = self.room.workspace.folder / "protocols"
        plan = scale(find_protocol("data-meeting", folder), self.room.workspace.settings.minutes)
        return (
            of_roles(self.room.members),
            of_norms(self._norms),
            of_calendar(self._meetings, self.room.today),
            of_data(self.room.evidence, inside=self.room.inside),
            of_time(plan),
        )

    @cached_property
    def _milestones(self) -> tuple[LaunchMilestone, ...]:
        """What must stand, by its day."""
        found = self.room.list(LaunchMilestone)
        return tuple(sorted(found, key=lambda one: (one.due or date.max, one.id)))

    @property
    def _can_be_planned(self) -> bool:
        return self.first_day is not None and self.first_day > self.room.today

    def _proposal(self) -> Section:
        """Return what usually must stand, counted back from the first day, where nothing is written down."""
        title = "What must stand by when"
        if self.first_day is None or not self._can_be_planned:
            known = self.first_day is not None
            begun = empty_state(
                "Nothing was written down that had to stand before the first day,",
                "and the team has begun without it.",
                "Plan the next year's launch in spring: name its first day (first_day).",
            )
            unknown = empty_state(
                "Nobody has named the first day yet,",
                "so nothing can be counted back from it.",
                "Name it (first_day), or plan the first meeting.",
            )
            headline = "The team has begun" if known else "No first day yet"
            return Section(title, headline, (begun if known else unknown,))
        planned = launch_plan(self.first_day, today=self.room.today)
        note = paragraph(
            "A proposal; nothing of it is written down yet, and nobody has taken any of it.", "small"
        )
        n = tables.count_of(len(planned), "thing")
        headline = f"{n} to stand before {tables.day_month(self.first_day)}, a proposal"
        return Section(title, headline, (self._table(late(planned, self.room.today)), note))

    @property
    def _days_left(self) -> int | None:
        return (self.first_day - self.room.today).days if self.first_day else None

    def _table(self, states: pd.DataFrame) -> Table:
        """Return milestones with their state, in the order of the frame that `cycle.launching.late` gives."""
        notes = {one.id: one.note for one in self._milestones if one.id}
        return Table(
            "What must stand, what is late first",
            (Column("By"), Column("What"), Column("Who"), Column("Stands")),
            tuple(self._row(row, notes.get(row["id"], "")) for row in tables.records(states)),
        )

    def _row(self, row: dict[str, Any], note: str) -> tuple[Cell, ...]:
        area = dict(AREAS).get(row["area"], "")
        what = Cell(row["what"] or area, area if row["what"] else "")
        who = self.room.name_of(row["owner"]) if self.room.inside else ("somebody" if row["owner"] else "")
        stands = f"late by {tables.count_of(row['days_late'], 'day')}" if row["days_late"] else row["state"]
        shape = _SHAPES[row["state"]]
        return (
            Cell(tables.day_month(row["due"])),
            what,
            Cell(who or "nobody yet"),
            Cell(f"{shape}\N{NO-BREAK SPACE}{stands}", note),
        )

    @cached_property
    def _norms(self) -> tuple[Norm, ...]:
        return tuple(sorted(self.room.list(Norm), key=lambda one: (one.position, one.id)))

    @cached_property
    def _meetings(self) -> tuple[Meeting, ...]:
        return self.room.list(Meeting)

    @property
    def _first_meeting(self) -> date | None:
        """The day of the first meeting that was held or is planned."""
        return min((one.on for one in self._meetings if one.on and one.state != "cancelled"), default=None)

    @property
    def _names(self) -> dict[str, str]:
        return {one.person_id: one.name for one in self.room.members if one.name}

    @cached_property
    def _times(self) -> MeetingTimes:
        minutes = self.room.workspace.settings.minutes
        return meeting_times(self.room.list(Availability), self.room.members, minutes, self._names)

    def _who(self, holders: Sequence[Member]) -> str:
        """Return who holds a role; outside the team whether anybody does."""
        if not holders:
            return "nobody yet"
        return ", ".join(one.name for one in holders) if self.room.inside else "held"


def _listed(texts: Iterable[str]) -> Markup:
    return Markup(f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>")


def _parted(label: str) -> tuple[str, str]:
    """Return a role's name and what it does, as a cell with small print."""
    name, _, does = label.partition(": ")
    return name, does


def open_launch(
    team: str = "",
    *,
    first_day: str = "",
    audience: str = "team",
    today: str = "",
    workspace: str | Path = "",
) -> LaunchView:
    """Open the launch of one team: what it needs before it begins.

    Parameters
    ----------
    first_day : str
        First day of the team's work, as 2026-08-31; empty: the day of its first meeting.
    team, audience, today, workspace
        As `open_report` takes them.

    Raises
    ------
    NotFound
        If there is no such workspace or team.
    ParameterError
        If the audience is unknown, `today` is no day, or `first_day` is not written as 2026-08-31.
    """
    room = open_room(team, audience=audience, today=today, workspace=workspace)
    return LaunchView(room, _day(first_day))


def _day(first_day: str) -> date | None:
    try:
        return date.fromisoformat(first_day) if first_day else None
    except ValueError as error:
        raise ParameterError(f"first_day must be a day such as 2026-08-31, got {first_day!r}.") from error
