"""The coach's page over all teams: what waits where, the next meetings, launches, requests.

It shows of a team what its school may see, and counts; what members wrote is read in the team's own
notebooks, with the team. Teams of one teacher are named and not counted.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from plcnb.cycle.agenda import SHORTEST_MEETING
from plcnb.cycle.launching import late
from plcnb.cycle.steps import STEPS
from plcnb.cycle.visiting import WEEKS, talks
from plcnb.errors import NotFound
from plcnb.forms.recordform import list_and_form
from plcnb.model import LaunchMilestone, Meeting, Trial, Visit
from plcnb.reports.masthead import header
from plcnb.reports.room import Room, day_of
from plcnb.reports.school import SchoolView
from plcnb.reports.sections import Markup, Section, empty_state, one_word, paragraph
from plcnb.reports.teamreport import TeamReport
from plcnb.reports.teams_seen import TeamSeen
from plcnb.tables import Cell, Column, Table, count_of, day_month, number
from plcnb.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from plcnb.forms.live import LiveForm

# What a part of an agenda is about, without a word that the team or a student wrote.
_PARTS = {
    "promises": "promises",
    "steps": "steps that are due",
    "recheck": "checking again",
    "goal": "a goal at its day",
    "fourth": "those who know it",
    "trial": "a trial that waits",
    "data": "the evidence",
    "question": "a question",
    "growth": "since last time",
    "next step": "the next step",
    "close": "one minute each",
}
_STEP_NAMES = dict(STEPS)
_TALK_WITHIN = timedelta(days=7)  # a visit is fresh for a week; a design choice


class CockpitView(SchoolView):
    """All teams of a workspace, as their coach needs them.

    Parameters
    ----------
    workspace : Workspace
    today : date

    Raises
    ------
    NotFound
        If there is no team.
    """

    def __init__(self, workspace: Workspace, today: date) -> None:
        super().__init__(workspace, audience="school", today=today, every=True)

    def masthead(self) -> Markup:
        """Return how many teams there are, and what this page does not show."""
        facts = [count_of(len(self.teams), "team"), day_month(self.today)]
        said = paragraph(
            "For the coach. Teams stand by school and name, never by result; what members wrote is read in "
            "the team’s own notebooks, with the team.",
            "small",
        )
        return header("Coach’s cockpit", self.name, facts, said.html, sample=self.workspace.settings.sample)

    def waits(self) -> Section:
        """Return what is past its day in each team, as counts."""
        if not self._counted:
            return Section("What waits", "Not known yet", (self._calm(),))
        told = [(one, _waiting(one)) for one in self._counted]
        n = sum(count for _, waiting in told for count, _ in waiting)
        teams = sum(bool(waiting) for _, waiting in told)
        where = f"in {teams} of {count_of(len(told), 'team')}"
        headline = f"{count_of(n, 'thing')} past {_their(n)} day, {where}"
        if not n:
            calm = empty_state(
                "Nothing is past its day,",
                "so nothing needs a reminder.",
                "See whose next meeting has no day yet.",
            )
            return Section("What waits", "Nothing is past its day", (calm,))
        rows = tuple(
            (self._cell(one), Cell("; ".join(said for _, said in waiting)), Cell(_STEP_NAMES[one.step]))
            for one, waiting in told
            if waiting
        )
        columns = (Column("Team"), Column("Past its day"), Column("Stands at"))
        return Section("What waits", headline, (Table("What is past its day, by team", columns, rows),))

    def meetings(self) -> Section | Markup:
        """Return the next meetings in the order of their days, each with a proposal of what it holds."""
        if not self._counted:
            return Markup("")
        ahead = sorted(
            ((_next_meeting(one.room), one) for one in self._counted if one.met.ahead),
            key=lambda pair: (pair[0].on or date.max, pair[0].starts, pair[1].name),
        )
        without = [one for one in self._counted if not one.met.ahead]
        rows = tuple(
            (
                Cell(one_word(meeting.on), meeting.starts),
                self._cell(one, f"{count_of(meeting.minutes, 'minute')}"),
                Cell(str(_Proposal(self._inside(one), minutes=max(meeting.minutes, SHORTEST_MEETING)))),
            )
            for meeting, one in ahead
        )
        has = "has" if len(ahead) == 1 else "have"
        teams = count_of(len(self._counted), "team")
        headline = f"{len(ahead)} of {teams} {has} a day for {_their(len(ahead))} next meeting"
        columns = (Column("Day"), Column("Team"), Column("What it could hold, with minutes"))
        parts = [Table("The next meetings, with a proposal for each", columns, rows)] if rows else []
        missing = [
            paragraph("No day yet: " + "; ".join(one.name + self._school_of(one) for one in without) + ".")
        ]
        note = paragraph(
            "Proposals follow from what is due and from the evidence; the team’s own 03-data-meeting has "
            "each in full.",
            "small",
        )
        return Section("The next meetings", headline, (*parts, *(missing if without else ()), note))

    def launches(self) -> Section:
        """Return how far each team's launch plan is: what stands, and what is late."""
        plans = [(one, one.room.list(LaunchMilestone)) for one in self._counted]
        told = [(one, late(list(plan), self.today)["state"]) for one, plan in plans if plan]
        if not told:
            missing = empty_state(
                "No team has a launch plan,",
                "so nobody can see whether it will be ready.",
                "Write one in 01-launch some weeks before a team begins.",
            )
            return Section("Launches", "No launch is planned", (missing,))
        rows = tuple(
            (
                self._cell(one),
                Cell(f"{int((states == 'done').sum())} of {len(states)}"),
                Cell(str(int((states == "late").sum()))),
                Cell(str(int((states == "due soon").sum()))),
            )
            for one, states in told
        )
        lagging = sum(bool((states == "late").any()) for _, states in told)
        headline = f"{lagging} of {count_of(len(told), 'launch plan')} late with something"
        columns = (Column("Team"), Column("Stands"), Column("Late", "num"), Column("Due in two weeks", "num"))
        return Section("Launches", headline, (Table("Launch plans", columns, rows),))

    def meeting_form(self, team: str = "") -> "LiveForm | Markup":
        """Return the form with a team's meetings: to plan the next one, or to say that one was held.

        Parameters
        ----------
        team : str
            The team's id; empty: the first team without a day for its next meeting, else the first.
        """
        chosen = self._team(team)
        return list_and_form(
            self.workspace.records,
            Meeting,
            chosen.room.team_id,
            title=f"Meeting of {chosen.name}{self._school_of(chosen)}",
            fields=["on", "starts", "minutes", "place", "state"],
            listed=["on", "state"],
            choices=self._inside(chosen).choices(),
            today=self.today,
        )

    # What the sections share.

    def _team(self, team: str) -> TeamSeen:
        if not team:
            without = [one for one in self._counted if not one.met.ahead]
            return (without or self._counted or self.teams)[0]
        found = next((one for one in self.teams if one.room.team_id == team), None)
        if found is None:
            raise NotFound("team", team, [one.room.team_id for one in self.teams])
        return found

    def _school_of(self, team: TeamSeen) -> str:
        return f" ({team.room.team.school})" if team.room.team.school else ""

    def _inside(self, team: TeamSeen) -> Room:
        """Return a team's room with all that the team itself may see."""
        evidence = self.workspace.evidence.team(team.room.team_id)
        return replace(team.room, evidence=evidence, audience="team")


class _Proposal(TeamReport):
    """The agenda of a team's next meeting, told by what its parts are about."""

    def __str__(self) -> str:
        parts = self._agenda.parts
        told = zip(parts["kind"], parts["minutes"], strict=True)
        return " · ".join(f"{_PARTS.get(kind, 'more')} {number(minutes)}" for kind, minutes in told)


def _next_meeting(room: Room) -> Meeting:
    """Return the next planned meeting of a team that has one."""
    planned = [one for one in room.list(Meeting, unfinished=True) if one.state == "planned"]
    return min((one for one in planned if one.on and one.on > room.today), key=lambda one: one.on or date.max)


def _waiting(team: TeamSeen) -> list[tuple[int, str]]:
    """Return what is past its day in a team, as (how many, said)."""
    room = team.room
    launch = late(list(room.list(LaunchMilestone)), room.today)["state"]
    meetings = room.list(Meeting, unfinished=True)
    counts = (
        (team.kept.overdue, "step", "steps", f"past {_their(team.kept.overdue)} day"),
        (team.n_unmeasured, "trial", "trials", "not measured"),
        (_undecided(room), "trial", "trials", "without a decision"),
        (
            sum(bool(one.state == "planned" and one.on and one.on < room.today) for one in meetings),
            "meeting",
            "meetings",
            "not written up",
        ),
        (
            sum(bool(one.state == "open" and one.by and one.by < room.today) for one in team.goals),
            "goal",
            "goals",
            "to be closed",
        ),
        (_untalked(room), "visit", "visits", "not talked about"),
        (int((launch == "late").sum()), "part of the launch", "parts of the launch", "late"),
    )
    return [(n, f"{count_of(n, one, many)} {what}") for n, one, many, what in counts if n]


def _their(n: int) -> str:
    return "its" if n == 1 else "their"


def _undecided(room: Room) -> int:
    """Return how many open trials have passed their last day."""
    trials = [one for one in room.list(Trial, unfinished=True) if not one.decision and one.closed_on is None]
    return sum(bool(one.until and one.until < room.today) for one in trials)


def _untalked(room: Room) -> int:
    """Return how many visits of the last weeks have waited a week or more for their talk."""
    visits = room.list(Visit, unfinished=True)
    waiting = talks(visits, room.today, since=room.today - timedelta(weeks=WEEKS)).waiting
    return sum(bool(one.on and room.today - one.on >= _TALK_WITHIN) for one in waiting)


def open_cockpit(*, today: str = "", workspace: str | Path = "") -> CockpitView:
    """Open the coach's page over all teams.

    Parameters
    ----------
    today : str
        The day the page speaks of, as 2026-01-27; empty: today.
    workspace : path
        A workspace; empty: the one this runs in, or the sample district.

    Raises
    ------
    NotFound
        If there is no such workspace, or no team.
    ParameterError
        If `today` is no day.
    """
    place = open_workspace(workspace)
    return CockpitView(place, day_of(today, place))
