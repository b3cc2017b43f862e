"""The leader's page: which team needs which support. Teams in order of their names, never of their results.

No student, no single teacher: rooms are opened as the school may see them, numbers of adults appear from
five answers on, and whoever is alone in a team is a word here ("somebody"), never a number or a name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from statistics import median

import pandas as pd

from plcnb.cycle.cadence import Cadence, FollowThrough, cadence, follow_through, unmeasured
from plcnb.cycle.steps import STEPS
from plcnb.errors import NotFound, ParameterError
from plcnb.model import ActionStep, Exchange, Goal, Measurement, Meeting, Trial, Visit
from plcnb.reports.room import Room, day_of
from plcnb.reports.sections import Markup, Section, Shows, empty_state, paragraph
from plcnb.reports.teamreport import step_of
from plcnb.reports.voice import VoiceView
from plcnb.tables import HIDDEN, Cell, Column, Table, count_of, day_month, number
from plcnb.workspace import Workspace, open_workspace

AUDIENCES = ("school", "public")
_STEP_NAMES = dict(STEPS)
_ISOLATION = {
    "nobody isolated": "nobody is alone",
    "somebody isolated": "somebody is alone",
    "cannot tell": "cannot tell yet",
}


@dataclass(frozen=True)
class _Team:
    """One team as a leader may see it."""

    room: Room
    step: str
    met: Cadence
    kept: FollowThrough
    goals: tuple[Goal, ...]
    n_trials: int
    n_unmeasured: int
    n_visits: int
    feedback_days: float | None
    asks: tuple[Exchange, ...]

    @property
    def name(self) -> str:
        return self.room.team.name

    @property
    def of_one(self) -> bool:
        """Whether the team has a single teacher, whose habits are nobody's business."""
        return max(len(self.room.members), self.room.team.n_members) < 2


class SchoolView:
    """The teams of one school.

    Parameters
    ----------
    workspace : Workspace
    school : str
        The school's name; empty: the teams that name no school, or all teams where each names one.
    audience : {"school", "public"}
    today : date

    Raises
    ------
    NotFound
        If there is no such school, or no team.
    ParameterError
        If the audience is another: a school's page shows no team from inside.
    """

    def __init__(self, workspace: Workspace, school: str, *, audience: str, today: date) -> None:
        if audience not in AUDIENCES:
            raise ParameterError(
                f"audience must be one of {', '.join(AUDIENCES)} for a school's page, got {audience!r}. "
                "What a team sees of itself is in its team-report."
            )
        self.workspace = workspace
        self.audience = audience
        self.today = today
        teams = workspace.evidence.teams()
        known = sorted({name for name in teams["school"] if name})
        if school and school not in known:
            raise NotFound("school", school, known, "`plcnb teams` lists the teams with their schools.")
        chosen = teams[teams["school"] == school]
        self.whole = chosen.empty and not school
        ids = (teams if self.whole else chosen).sort_values(["school", "name", "team_id"])["team_id"]
        if ids.empty:
            raise NotFound("team", "", (), "Import a school's export first: `plcnb import FILE`.")
        self.name = school or (workspace.settings.name if self.whole else "Teams without a school")
        self._ids = [str(one) for one in ids]

    def masthead(self) -> Markup:
        """Return which school this is, how many teams it has, and what this page does not show."""
        invented = '<p class="sample">Invented sample data.</p>' if self.workspace.settings.sample else ""
        facts = [
            count_of(len(self._teams), "team"),
            count_of(sum(len(one.room.members) or one.room.team.n_members for one in self._teams), "teacher"),
            day_month(self.today),
        ]
        return Markup(
            f'<header class="masthead">{invented}<p class="kicker">School overview</p>'
            f'<h1>{escape(self.name)}</h1><p class="facts">{escape(" · ".join(facts))}</p>'
            '<p class="small">For whoever gives teams time and help. Teams stand in order of their names. '
            "Nobody is named; students and single teachers have no numbers here.</p></header>"
        )

    def support(self) -> Section:
        """Return what each team asks for, and what its habits suggest it may need."""
        rows = [
            (Cell(one.name), Cell("; ".join(asked) or "–"), Cell("; ".join(offered) or "–"))
            for one in self._teams
            for asked, offered in [(_asked(one), [] if one.of_one else _may_need(one))]
            if asked or offered
        ]
        n = sum(bool(_asked(one)) for one in self._teams)
        headline = f"{count_of(n, 'team')} of {len(self._teams)} ask for something"
        if not rows:
            calm = empty_state(
                "No team asks for anything, and every team meets and measures.",
                "That may be so, or asking may be hard.",
                "Ask one team in person what would help.",
            )
            return Section("Which team needs which support", headline, (calm,))
        columns = (Column("Team"), Column("Asks for"), Column("May need"))
        note = paragraph(
            "“May need” follows from dates alone (no meeting for four weeks, a trial not measured, no goal). "
            "It is a question to the team, not a finding about it.",
            "small",
        )
        table = Table("What teams ask for, and may need", columns, tuple(rows))
        return Section("Which team needs which support", headline, (table, note))

    def cadence(self) -> Section:
        """Return how regularly the teams met in the last eight weeks, and how their minutes were used."""
        met = sum(not one.met.quiet for one in self._counted)
        headline = f"{met} of {count_of(len(self._counted), 'team')} met within the last four weeks"
        columns = (
            Column("Team"),
            Column("Held of planned", "num"),
            Column("Last met"),
            Column("Next"),
            Column("Minutes used of planned", "num"),
        )
        return Section("Meetings of the last eight weeks", headline, (self._table(columns, _cadence_row),))

    def cycle(self) -> Section:
        """Return where each team stands in its cycle, its goals, its open steps and trials."""
        late = sum(one.kept.overdue for one in self._counted)
        steps = sum(one.kept.open for one in self._counted)
        headline = (
            f"{count_of(steps, 'step')} open, {late} overdue, in {count_of(len(self._counted), 'team')}"
        )
        columns = (
            Column("Team"),
            Column("Stands at"),
            Column("Goals open / met / not met", "num"),
            Column("Steps open / overdue", "num"),
            Column("Done in time", "num"),
            Column("Trials open / not measured", "num"),
        )
        return Section("Where the teams stand", headline, (self._table(columns, _cycle_row),))

    def feedback(self) -> Section:
        """Return how many classroom visits there were and how soon they were talked about."""
        n = sum(one.n_visits for one in self._counted)
        columns = (Column("Team"), Column("Visits", "num"), Column("Days until talked about", "num"))
        table = self._table(columns, _visits_row)
        note = paragraph(
            "The median of visits that were talked about, shown from five of them on. A visit is no "
            "evaluation.",
            "small",
        )
        return Section("Classroom visits this year", f"{count_of(n, 'visit')} of five minutes", (table, note))

    def health(self) -> Section:
        """Return what the teams said of how they work, for teams with five answers or more."""
        parts: list[Shows] = []
        for survey_id in ("team-health", "safety"):
            part = self._survey(survey_id)
            if part is not None:
                parts.append(part)
        if not parts:
            missing = empty_state(
                "No survey with five answers in a team has closed yet,",
                "and fewer are never shown.",
                "Teams open a round in the notebook 08-pulse-and-voice.",
            )
            return Section("How the teams work", "Not known yet", (missing,))
        note = paragraph(
            "Means on the survey's own scale, with the number of answers. Teams with fewer than five are "
            "left out here, and out of nothing else.",
            "small",
        )
        return Section("How the teams work", "What teams said of themselves", (*parts, note))

    def isolation(self) -> Section:
        """Return, team by team, whether somebody works alone: a word, never a number or a name."""
        rows = tuple(
            (
                Cell(one.name),
                Cell(_ISOLATION[network.verdict] if network else "not asked yet"),
                Cell(f"{network.n_responded} of {network.n_members}" if network else ""),
            )
            for one, view in zip(self._teams, self._voices, strict=True)
            for network in [view.network_measures()]
        )
        alone = sum(row[1].text == _ISOLATION["somebody isolated"] for row in rows)
        headline = f"In {alone} of {count_of(len(rows), 'team')} somebody works alone"
        columns = (Column("Team"), Column("Working together"), Column("Answered", "num"))
        table = Table("Whether somebody in a team works alone", columns, rows)
        note = paragraph(
            "Who did not answer is not counted as alone. The team's own page offers pairings; a leader can "
            "offer time for them.",
            "small",
        )
        return Section("Nobody alone", headline, (table, note))

    # What the sections share.

    @cached_property
    def _rooms(self) -> list[Room]:
        store, records = self.workspace.evidence, self.workspace.records
        reduced = [store.team(one).for_audience(self.audience) for one in self._ids]  # type: ignore[arg-type]
        return [
            Room(self.workspace, one, records, self.audience, self.today)  # type: ignore[arg-type]
            for one in reduced
        ]

    @cached_property
    def _teams(self) -> list[_Team]:
        return [_seen(room) for room in self._rooms]

    @property
    def _counted(self) -> list[_Team]:
        """The teams whose numbers may be shown and summed."""
        return [one for one in self._teams if not one.of_one]

    @cached_property
    def _voices(self) -> list[VoiceView]:
        return [VoiceView(room) for room in self._rooms]

    def _table(self, columns: tuple[Column, ...], row: Callable[[_Team], tuple[Cell, ...]]) -> Table:
        blank = tuple(Cell() for _ in columns[1:])
        rows = tuple(
            (Cell(one.name, "one teacher: not counted here"), *blank) if one.of_one else row(one)
            for one in self._teams
        )
        return Table(f"The teams of {self.name}", columns, rows)

    def _survey(self, survey_id: str) -> Table | None:
        """Return the latest scores of each team that has enough answers; None where none has."""
        scored = {
            team.name: scores
            for team, voice in zip(self._teams, self._voices, strict=True)
            for scores in [voice.latest_scores(survey_id)]
            if scores is not None and not scores["hidden"].all()
        }
        if not scored:
            return None
        dimensions = list(next(iter(scored.values())).index)
        columns = (Column("Team"), Column("Answers", "num"), *(Column(name, "num") for name in dimensions))
        rows = tuple(
            (
                Cell(name),
                Cell(number(scores["n"].max())),
                *(Cell(HIDDEN if hidden else number(mean)) for hidden, mean in _shown(scores, dimensions)),
            )
            for name, scores in scored.items()
        )
        return Table(self._voices[0].survey_title(survey_id), columns, rows)


def open_school(
    school: str = "", *, audience: str = "school", today: str = "", workspace: str | Path = ""
) -> SchoolView:
    """Open the leader's page of one school.

    Parameters
    ----------
    school : str
        The school's name; empty: the teams that name no school, or all teams where each names one.
    audience : {"school", "public"}
    today : str
        The day the page speaks of, as 2026-01-27; empty: today.
    workspace : path
        A workspace; empty: the one this runs in, or the sample district.
    """
    place = open_workspace(workspace)
    return SchoolView(place, school, audience=audience, today=day_of(today, place))


def _shown(scores: pd.DataFrame, dimensions: list[str]) -> list[tuple[bool, float]]:
    """Return (hidden, mean) of each dimension."""
    rows = scores.reindex(dimensions)
    return list(zip(rows["hidden"].astype(bool), rows["mean"].astype(float), strict=True))


def _seen(room: Room) -> _Team:
    """Return what the page tells of a team."""
    trials = [one for one in room.list(Trial, unfinished=True) if not one.decision and one.closed_on is None]
    visits = [one for one in room.list(Visit, unfinished=True) if one.on and one.on <= room.today]
    days = [(one.feedback_on - one.on).days for one in visits if one.feedback_on and one.on]
    asks = [
        one
        for one in room.list(Exchange, unfinished=True)
        if one.kind == "ask" and one.to == "school" and one.answered_on is None
    ]
    return _Team(
        room=room,
        step=step_of(room),
        met=cadence(room.list(Meeting, unfinished=True), room.today),
        kept=follow_through(room.list(ActionStep, unfinished=True), room.today),
        goals=room.list(Goal, unfinished=True),
        n_trials=len(trials),
        n_unmeasured=len(unmeasured(trials, room.list(Measurement), room.today)),
        n_visits=len(visits),
        feedback_days=median(days) if len(days) >= room.minimum else None,
        asks=tuple(asks),
    )


def _asked(team: _Team) -> list[str]:
    return [one.topic or "help with something" for one in team.asks]


def _may_need(team: _Team) -> list[str]:
    """Return what dates alone suggest: questions to the team, in the order in which they matter."""
    needs = []
    if team.met.last is None:
        needs.append("a first meeting")
    elif team.met.quiet:
        needs.append(f"time to meet (last met {day_month(team.met.last)})")
    if not team.room.evidence.assessments["n_results"].any():
        needs.append("results of a first common assessment")
    if not any(goal.state == "open" for goal in team.goals):
        needs.append("a goal to work towards")
    if team.n_unmeasured:
        needs.append("help with measuring what it tries")
    if team.kept.overdue >= 3:  # one or two are a busy week
        needs.append("a look at what it promised: " + count_of(team.kept.overdue, "step") + " overdue")
    return needs


def _cadence_row(team: _Team) -> tuple[Cell, ...]:
    met = team.met
    noted = met.n_noted > 0
    used = f"{number(met.minutes_used)} of {number(met.minutes_planned)}" if noted else ""
    return (
        Cell(team.name),
        Cell(f"{met.held} of {met.planned}"),
        Cell(day_month(met.last) if met.last else "never"),
        Cell(day_month(met.ahead) if met.ahead else ""),
        Cell(used, count_of(met.n_noted, "meeting") if noted else ""),
    )


def _cycle_row(team: _Team) -> tuple[Cell, ...]:
    states = [goal.state for goal in team.goals]
    goals = " / ".join(str(states.count(state)) for state in ("open", "met", "not met"))
    return (
        Cell(team.name),
        Cell(_STEP_NAMES[team.step]),
        Cell(goals),
        Cell(f"{team.kept.open} / {team.kept.overdue}"),
        Cell(f"{team.kept.in_time} of {team.kept.done}" if team.kept.done else ""),
        Cell(f"{team.n_trials} / {team.n_unmeasured}"),
    )


def _visits_row(team: _Team) -> tuple[Cell, ...]:
    days = "" if team.feedback_days is None else number(team.feedback_days)
    return Cell(team.name), Cell(str(team.n_visits)), Cell(days)
