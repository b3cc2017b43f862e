"""The team report: the team's whole cycle on two pages, section by section.

Every section is made from one frame, which its headline, its chart and its table share, so that they cannot
disagree. Whatever leaves the team's room (audience "school" or "public") has lost names and ids before any
of this code sees it, and small numbers before they are drawn.
"""

from functools import cached_property
from pathlib import Path
from textwrap import shorten

from plcnb import charts, tables, words
from plcnb.cycle.agenda import Agenda
from plcnb.cycle.meeting import FromBefore, next_agenda
from plcnb.cycle.steps import Written, present_step
from plcnb.model import ActionStep, Audience, Goal, Measurement, Meeting, Trial, Visit
from plcnb.reports.assessment import AssessmentView
from plcnb.reports.commitments import goals_section, steps_section
from plcnb.reports.leaving_numbers import evidence_seen, is_of_one, numbers_stay
from plcnb.reports.masthead import masthead
from plcnb.reports.room import Room, open_room
from plcnb.reports.sections import (
    Markup,
    Section,
    Shows,
    empty_state,
    findings_list,
    paragraph,
)
from plcnb.reports.trial_series import TrialSeries
from plcnb.reports.trials import TrialsView
from plcnb.reports.view import View

_CHANGE = 80  # letters of a trial's change
_ITEM, _WHY = 32, 60  # letters of an agenda's item and reason here; the meeting's own notebook has it whole
_WHO_READS: dict[Audience, str] = {
    "team": "For the team only: it names students.",
    "school": "For the school: nobody is named and small numbers are hidden.",
    "public": "For anyone: nobody is named and small numbers are hidden.",
}


class TeamReport(View, AssessmentView):
    """One team's report: one assessment, and what the team set itself.

    Parameters
    ----------
    room : Room
        The team's room, already reduced to what the audience may see.
    assessment : str
        Id or title of the assessment looked at; empty: the latest with results.
    cut : float in (0, 1)
        Share of the points from which a standard counts as secure.
    minutes : int
        Length of the team's next meeting.

    Raises
    ------
    NotFound
        If the team has no such assessment.
    ParameterError
        If `cut` or `minutes` is out of range.
    """

    _name = "Team report"

    def __init__(self, room: Room, *, assessment: str = "", cut: float = 0.7, minutes: int = 45) -> None:
        View.__init__(self, room)
        AssessmentView.__init__(
            self, evidence_seen(room), assessment=assessment, audience=room.audience, cut=cut
        )
        self.minutes = minutes

    def masthead(self) -> Markup:
        """Return who the team is, what was assessed and when, and where in the cycle the team stands."""
        about = ""
        if self.assessment:
            when = tables.when(self.assessment.date, self.assessment.day)
            about = self.assessment.title + (f", {when}" if when else "")
        step = "" if is_of_one(self.room) else self.step
        return masthead(self.room, self._name, step, about=about, who_reads=_WHO_READS)

    @cached_property
    def step(self) -> str:
        """The step of the cycle at which the team stands."""
        return step_of(self.room)

    def findings(self) -> Markup:
        """Return the findings that matter most, each with the shape of its verdict."""
        if is_of_one(self.room):
            return empty_state(*numbers_stay("What students know"))
        if self.assessment is None:
            return empty_state(
                "No assessment of this team has a result yet,",
                "so there is nothing to conclude.",
                "Give a first common assessment, import its results, and make this report again.",
            )
        found = [self._mastery_finding]
        if not self._review.empty:
            found.append(words.say_items(self._review))
        if self._growth is not None:
            found.append(self._growth_finding)
        return findings_list(found)

    def mastery(self) -> Section | Markup:
        """Return what is secure: by standard, or by assessment where there are no questions."""
        return Markup("") if is_of_one(self.room) else super().mastery()

    @property
    def questions_shown(self) -> int:
        """How many questions are shown: what two printed pages hold beside everything else."""
        return 2 if self._trial is None else 1

    def goals(self) -> Section:
        """Return the team's goals in a line each."""
        return goals_section(self.room)

    def steps(self) -> Section | Markup:
        """Return the open steps with owner and day."""
        return steps_section(self.room)

    def change(self) -> Section | Markup:
        """Return whether the present trial helps; without one, how far the students have come."""
        series = self._trial
        if series is None:
            return self.growth()
        days = series.days[series.judged_from :]
        chart = charts.run_chart(
            series.judged_values,
            labels=days,
            result=series.judged,
            phases=series.phases,
            measure=series.trial.measure or "what was measured",
            low=True,
        )
        what = shorten(series.trial.change, _CHANGE, placeholder=" …")
        first, *_ = series.finding().headline.split(". ")  # the figure says the rest
        return Section(f"What we try: {what}", first.rstrip("."), (chart,))

    def agenda(self) -> Section | Markup:
        """Return a proposal for the next meeting, fitted to its minutes."""
        if is_of_one(self.room):
            return Markup("")
        agenda = self._agenda.parts
        brief = agenda.assign(
            item=[shorten(item, _ITEM, placeholder=" …") for item in agenda["item"]],
            why=[shorten(why, _WHY, placeholder=" …") for why in agenda["why"]],
        )
        parts: list[Shows] = [tables.agenda_table(brief)]
        if self._agenda.note:
            parts.append(paragraph(self._agenda.note, "small"))
        return Section("Next meeting, a proposal", f"{self.minutes} minutes, one step", tuple(parts))

    @cached_property
    def _trial(self) -> TrialSeries | None:
        """The open trial with measurements, for the team's own eyes."""
        shown = TrialsView(self.room).shown if self.room.inside else None
        return shown if shown is not None and shown.open and shown.judged_values else None

    @cached_property
    def _agenda(self) -> Agenda:
        room = self.room
        before = FromBefore(
            meetings=room.list(Meeting, unfinished=True),
            steps=room.list(ActionStep, unfinished=True),
            goals=room.list(Goal, unfinished=True),
            trials=room.list(Trial, unfinished=True),
            measurements=room.list(Measurement),
        )
        return next_agenda(
            self.minutes,
            today=room.today,
            before=before,
            by_standard=self._by_standard,
            review=self._review,
            grown=self._growth is not None,
            audience=room.audience,
            name_of=room.name_of,
        )


def open_report(
    team: str = "",
    *,
    assessment: str = "",
    audience: str = "team",
    cut: float = 0.7,
    minutes: int = 45,
    today: str = "",
    workspace: str | Path = "",
) -> TeamReport:
    """Open the report of one team.

    Parameters
    ----------
    team : str
        The team's id, as `plcnb teams` prints it; empty: the first team there is.
    assessment : str
        Id or title of the assessment looked at; empty: the latest with results.
    audience : {"team", "school", "public"}
        Who will read it.
    cut : float
        Share of the points from which a standard counts as secure.
    minutes : int
        Length of the team's next meeting.
    today : str
        The day the report speaks of, as 2026-01-27; empty: today.
    workspace : path
        A workspace; empty: the one this runs in, or the sample district.

    Raises
    ------
    NotFound
        If there is no such workspace, team or assessment.
    ParameterError
        If the audience is unknown, or a number is out of range.
    """
    room = open_room(team, audience=audience, today=today, workspace=workspace)
    return TeamReport(room, assessment=assessment, cut=cut, minutes=minutes)


def step_of(room: Room) -> str:
    """Return the step of the cycle at which a team stands, as its records and its evidence say."""
    written = Written(
        goals=room.list(Goal, unfinished=True),
        meetings=room.list(Meeting, unfinished=True),
        steps=room.list(ActionStep, unfinished=True),
        trials=room.list(Trial, unfinished=True),
        visits=room.list(Visit, unfinished=True),
    )
    scored = room.evidence.assessments
    scored = scored[scored["n_results"] > 0]
    latest = scored["date"].max() if len(scored) else None
    results_on = latest.date() if latest is not None and latest == latest else None
    return present_step(written, results_on, bool(len(scored)), room.today)
