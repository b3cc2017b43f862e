"""What a page about several teams may tell of each: habits and requests, never a student or a single teacher.

Rooms are opened as the school may see them; a team of one teacher is named and not counted.
"""

from dataclasses import dataclass
from datetime import date
from statistics import median

from plcnb.cycle.cadence import Cadence, FollowThrough, cadence, follow_through, unmeasured
from plcnb.cycle.visiting import talks
from plcnb.model import ActionStep, Audience, Exchange, Goal, Measurement, Meeting, Trial, Visit
from plcnb.reports.index import not_counted
from plcnb.reports.room import Room
from plcnb.reports.sections import one_word
from plcnb.reports.teamreport import step_of
from plcnb.reports.voice import VoiceView
from plcnb.tables import Cell, count_of
from plcnb.workspace import Workspace

OVERDUE_TELLS = 3  # steps; one or two overdue are a busy week


@dataclass(frozen=True)
class TeamSeen:
    """One team as a leader may see it."""

    room: Room
    voice: VoiceView
    step: str
    met: Cadence
    kept: FollowThrough
    goals: tuple[Goal, ...]
    n_trials: int
    n_unmeasured: int
    n_visits: int
    n_talked: int
    feedback_days: float | None
    asks: tuple[Exchange, ...]
    offers: tuple[Exchange, ...]

    @property
    def name(self) -> str:
        """What the team is called."""
        return self.room.team.name

    @property
    def untold(self) -> str:
        """Why nothing is told of the team, as `not_counted` says; "" if it may be."""
        return not_counted(max(len(self.room.members), self.room.team.n_members))

    def cell(self, small: str = "", *, school: bool = False) -> Cell:
        """Return the cell that names the team's row, with its school where the page is about several."""
        told = [self.room.team.school if school else "", small]
        return Cell(self.name, ", ".join(filter(None, told)))


def rooms(workspace: Workspace, team_ids: list[str], audience: Audience, today: date) -> list[Room]:
    """Return the rooms of teams, in this order, as an audience may see them."""
    store, records = workspace.evidence, workspace.records
    written = records.fingerprints()

    def room(team_id: str) -> Room:
        evidence = store.team(team_id).for_audience(audience)
        return Room(workspace, evidence, records, audience, today, written.get(team_id, ""))

    return [room(one) for one in team_ids]


def seen(room: Room) -> TeamSeen:
    """Return what a page about several teams tells of one."""
    trials = [one for one in room.list(Trial, unfinished=True) if not one.decision and one.closed_on is None]
    visits = [one for one in room.list(Visit, unfinished=True) if one.on and one.on <= room.today]
    talked = talks(visits, room.today)
    told = [
        one for one in room.list(Exchange, unfinished=True) if one.to == "school" and one.answered_on is None
    ]
    told.sort(key=lambda one: (one.on or date.max, one.id))
    return TeamSeen(
        room=room,
        voice=VoiceView(room),
        step=step_of(room),
        met=cadence(room.list(Meeting, unfinished=True), room.today),
        kept=follow_through(room.list(ActionStep, unfinished=True), room.today),
        goals=room.list(Goal, unfinished=True),
        n_trials=len(trials),
        n_unmeasured=len(unmeasured(trials, room.list(Measurement), room.today)),
        n_visits=len(visits),
        n_talked=sum(one.feedback_on is not None for one in visits),
        feedback_days=median(talked.days) if len(talked.days) >= room.minimum else None,
        asks=tuple(one for one in told if one.kind == "ask"),
        offers=tuple(one for one in told if one.kind == "offer" and one.topic),
    )


def asked(team: TeamSeen) -> list[str]:
    """Return what a team asks its school for, what waits longest first."""
    return [
        (one.topic or "help with something") + (f" (since {one_word(one.on)})" if one.on else "")
        for one in team.asks
    ]


def may_need(team: TeamSeen) -> list[str]:
    """Return what dates alone suggest: questions to the team, in the order in which they matter."""
    if team.untold:
        return []
    needs = []
    if team.met.last is None:
        needs.append("a first meeting")
    elif team.met.quiet:
        needs.append(f"time to meet (last met {one_word(team.met.last)})")
    elif team.met.ahead is None:
        needs.append("a day for its next meeting")
    if not team.room.evidence.assessments["n_results"].any():
        needs.append("results of a first common assessment")
    if not any(goal.state == "open" for goal in team.goals):
        needs.append("a goal to work towards")
    if team.n_unmeasured:
        needs.append("help with measuring what it tries")
    if team.kept.overdue >= OVERDUE_TELLS:
        needs.append("a look at what it promised: " + count_of(team.kept.overdue, "step") + " overdue")
    return needs
