"""Try, measure, learn: each trial of a team, whether it was done, whether it helped, and what came of it."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from plcnb import tables, words
from plcnb.cycle.trial_check import one_change
from plcnb.errors import NotFound
from plcnb.forms.recordform import record_sheet
from plcnb.model import Goal, Measurement, Trial
from plcnb.model.trials import DECISIONS
from plcnb.reports.answered import answers, being_written, breakable, none_yet, pairs
from plcnb.reports.ideas import earlier_ideas, tried_before
from plcnb.reports.leaving_numbers import FEWEST_TEACHERS, numbers_stay
from plcnb.reports.on_paper import on_paper
from plcnb.reports.room import Room, open_room
from plcnb.reports.sections import Markup, Section, Shows, empty_state, paragraph
from plcnb.reports.trial_pictures import course_to_goal, series_pictures
from plcnb.reports.trial_series import TrialSeries, series_of
from plcnb.reports.view import View
from plcnb.tables import Cell, Column, Table
from plcnb.words import Finding

if TYPE_CHECKING:  # a page that nobody types into loads no widgets
    from plcnb.forms.live import LiveForm

_ON_PAPER = ("change", "need", "expected", "measure")
_DONE = {
    "yes": "It was done as planned",
    "partly": "It was done in part",
    "no": "It was not done as planned",
}
_MATCHES = {
    "yes": "What happened is what we expected",
    "partly": "Part of what happened is what we expected",
    "no": "Something else happened than we expected",
}
_DECIDED = dict(DECISIONS)


class TrialsView(View):
    """A team's trials: all of them in a table, one of them in full.

    Parameters
    ----------
    room : Room
        The team, and who is looking.
    trial : str
        The trial looked at: its id, or how its change begins; empty: the open one that began last, else the
        one that began last.

    Raises
    ------
    NotFound
        If the team has no such trial.
    """

    _head = ("Try, measure, learn", "change")

    def __init__(self, room: Room, trial: str = "") -> None:
        super().__init__(room)
        self._wanted = trial
        _choose(self._every, trial)

    @cached_property
    def shown(self) -> TrialSeries | None:
        """The trial looked at, with its measurements."""
        return _choose(self._every, self._wanted)

    def overview(self) -> Section:
        """Return all trials: what is tried, since when, and what came of it."""
        if not self._every:
            missing = empty_state(
                "No trial is written down yet,",
                "so nobody can learn from one.",
                "Choose one thing to change, one thing to measure, and say beforehand what you expect.",
            )
            return none_yet(self.room, Trial, "change", "Our trials", missing)
        running = [one for one in self._every if one.open]
        said = words.say_open_trials(len(running))
        notes = [paragraph(text, "small") for text in self._open_questions(running)]
        notes += being_written(self.room, Trial, "change")
        table = Table(
            "Trials, the latest first",
            (Column("What we change"), Column("Since"), Column("Measured", "num"), Column("Did it help?")),
            tuple(self._row(one) for one in reversed(self._every)),
        )
        return Section("Our trials", said.sentence, (table, *notes))

    def plan(self) -> Section | Markup:
        """Return the trial as it was planned: the change, the need, the prediction, the measure."""
        if self.shown is None:
            return Markup("")
        trial = self.shown.trial
        span = tables.from_until(trial.begins, trial.until)
        rhythm = f"every {tables.count_of(trial.every_days, 'day')}"
        rows = [
            ("The need of students it answers", trial.need),
            ("What we expect to see", trial.expected),
            ("What we measure", f"{trial.measure}, {rhythm}" if trial.measure else rhythm),
            ("Who tries it, where and when", self._who_where_when(trial, span)),
            ("Why a second change at the same time", trial.beside),
        ]
        standard = self.room.standard_name(trial.standard_id) if trial.standard_id else ""
        kicker = f"The plan · {standard}" if standard else "The plan"
        return Section(kicker, self._name(trial), (pairs((label, text) for label, text in rows if text),))

    def done(self) -> Section | Markup:
        """Return whether the change was made, apart from whether it helped."""
        if self.shown is None:
            return Markup("")
        trial = self.shown.trial
        if self._is_of_one(trial):
            return Section("Was it done?", "That stays with the team")
        said = _DONE.get(trial.as_planned, "Nobody has said yet whether it was done as planned")
        parts: list[Shows] = [answers(self.room, trial, ["unexpected"])]
        if not trial.as_planned:
            parts.append(
                paragraph("Say it before you look at the numbers: an idea that nobody tried cannot fail.")
            )
        return Section("Was it done?", said, tuple(parts))

    def helped(self) -> Section | Markup:
        """Return whether the measurements show more than chance, with the change marked in the chart."""
        if self.shown is None:
            return Markup("")
        series = self.shown
        if not self._numbers_may_be_seen(series):
            hidden = empty_state(*numbers_stay("What was measured"))
            return Section("Did it help?", "The numbers stay with the team", (hidden,))
        finding = series.finding()
        if not series.measured:
            missing = empty_state(
                "No measurement is written down yet,",
                "so there is no baseline to compare with.",
                "Measure two or three times before the change, on the same kind of task.",
            )
            return Section("Did it help?", finding.sentence, (missing,))
        return Section("Did it help?", finding.sentence, series_pictures(series))

    def expected(self) -> Section | Markup:
        """Return the prediction beside what was measured."""
        if self.shown is None or not self.room.inside:
            return Markup("")
        trial = self.shown.trial
        said = _MATCHES.get(trial.matches, "Nobody has compared it with the prediction yet")
        rows = [("We expected", trial.expected), ("We measured", self._in_numbers(self.shown))]
        return Section(
            "What we expected, and what we saw", said, (pairs((label, text) for label, text in rows if text),)
        )

    def course(self) -> Section | Markup:
        """Return the way to the goal that the trial is to serve, where there is one."""
        series = self.shown
        goal = self._goal
        if series is None or goal is None or not self.room.inside or not series.measured:
            return Markup("")
        return course_to_goal(series, goal)

    def decided(self) -> Section | Markup:
        """Return what the team does with the idea: adopt, adapt or abandon, and the next step."""
        if self.shown is None:
            return Markup("")
        trial = self.shown.trial
        if not trial.decision:
            over = trial.until is not None and trial.until < self.room.today
            headline = "Its last day has passed: time to decide" if over else "Not decided yet"
            choices = paragraph(
                "Adopt it, adapt it and try again, or abandon it; each is a good end of a trial."
            )
            return Section("What we do with it", headline, (choices,))
        when = f", {tables.day_month(trial.closed_on)}" if trial.closed_on else ""
        said = f"{_DECIDED[trial.decision]}{when}"
        return Section("What we do with it", said, (answers(self.room, trial, ["next_step"]),))

    def tried_before(self) -> Section | Markup:
        """Return earlier ideas like this one: the team's own, and those that other teams share."""
        return Markup("") if self.shown is None else tried_before(self.room, self.shown.trial)

    def trial_form(self) -> "LiveForm":
        """Return the form to plan a trial, or to say what came of one; those there are stand above it."""
        goals = [(one.id, one.what) for one in self.room.list(Goal)]
        return self._form(
            Trial,
            ["change", "begins", "decision"],
            choices={**self.room.choices(), "goal_id": goals},
            feedback=self.feedback,
        )

    def measurement_form(self) -> "LiveForm | Markup":
        """Return the form to write down a measurement of the trial; those there are stand above it."""
        if self.shown is None:
            return empty_state(
                "A measurement belongs to a trial,", "and none is written down yet.", "Plan one first, above."
            )
        return self._form(
            Measurement,
            ["on", "value", "n"],
            title="Measurement",
            intro=f"{self.shown.trial.measure}. The trial: {self.shown.trial.change}.",
            fixed={"trial_id": self.shown.trial.id},
            feedback=self.feedback_on_a_measurement,
        )

    def feedback_on_a_measurement(self, measured: Measurement) -> list[tuple[bool, str, str]]:
        """Say it where a measurement from before the change is about to count as one since the change."""
        begins = self.shown.trial.begins if self.shown else None
        if not begins or not measured.on or measured.on >= begins or measured.phase == "before":
            return []
        day, change = tables.day_month(measured.on), tables.day_month(begins)
        said = f"The change begins on {change}, so a measurement of {day} comes before the change."
        return [(False, "When was that?", said)]

    def feedback(self, trial: Trial) -> list[tuple[bool, str, str]]:
        """Return what to say of a trial while it is being written."""
        others = [one.trial for one in self._every if one.open]
        check = one_change(trial, others, today=self.room.today)
        reason = " ".join(filter(None, (check.reason, check.example)))
        own, shared = earlier_ideas(self.room, trial)
        first, last = trial.begins, trial.until
        turned = first and last and last < first
        days = f"It would end on {tables.day_month(last)}, before it begins on {tables.day_month(first)}."
        return [
            *([(False, "Which days?", days)] if turned else []),
            (check.met, "One change", reason),
            *((False, f"We have tried something like it: {one.trial.change}", one.says) for one in own),
            *((False, f"Another team has tried: {one.trial.change}", one.says) for one in shared),
        ]

    def trial_sheet(self) -> Markup:
        """Return the questions of a trial to answer on paper."""
        return on_paper(
            record_sheet(Trial, title="The next trial", fields=_ON_PAPER, choices=self.room.choices())
        )

    # What the sections share.

    @cached_property
    def _every(self) -> tuple[TrialSeries, ...]:
        """All trials with their measurements, by their first day."""
        measured = self.room.list(Measurement)
        every = sorted(self.room.list(Trial), key=lambda one: one.begins or self.room.today)
        return tuple(series_of(one, measured) for one in every)

    @cached_property
    def _goal(self) -> Goal | None:
        if self.shown is None or not self.shown.trial.goal_id:
            return None
        goals = self.room.list(Goal)
        return next((one for one in goals if one.id == self.shown.trial.goal_id), None)

    def _name(self, trial: Trial) -> str:
        """Return what a trial is called: its change; to others its standard alone."""
        if trial.change:
            return trial.change
        standard = self.room.standard_name(trial.standard_id)
        return f"A change for {standard}" if standard else "A change of teaching"

    def _row(self, series: TrialSeries) -> tuple[Cell, ...]:
        trial = series.trial
        n = len(series.measured)
        if not self._numbers_may_be_seen(series):
            helped = "stays with the team"
        else:
            helped = _verdict(series.finding(), n)
        decided = _DECIDED.get(trial.decision, "open" if series.open else "closed").split(":")[0].lower()
        done = "" if self._is_of_one(trial) else _DONE.get(trial.as_planned, "")
        return (
            Cell(breakable(self._name(trial)), self.room.names_of(trial.who)),
            Cell(
                tables.day_month(trial.begins),
                f"until {tables.day_month(trial.until)}" if trial.until else "",
            ),
            Cell(str(n)),
            Cell(helped, "; ".join(filter(None, (decided, done.lower())))),
        )

    def _open_questions(self, running: Iterable[TrialSeries]) -> Iterable[str]:
        """Yield what is due: a measurement, a decision."""
        for one in running:
            if self._is_of_one(one.trial):
                continue
            days, until = one.overdue(self.room.today), one.trial.until
            name = f"“{self._name(one.trial)}”"
            if days:
                due = tables.day_month(one.next_due())
                yield f"A measurement of {name} was due on {due}, {tables.count_of(days, 'day')} ago."
            if until is not None and until < self.room.today:
                yield f"{name} ended on {tables.day_month(until)}: decide what you do with it."

    def _is_of_one(self, trial: Trial) -> bool:
        """Return whether others look at what one teacher tries: was it done, is it late, stays inside."""
        return not self.room.inside and len(trial.who) < FEWEST_TEACHERS

    def _who_where_when(self, trial: Trial, span: str) -> str:
        who = self.room.names_of(trial.who) or tables.count_of(len(trial.who), "member")
        return ", ".join(filter(None, (who, trial.where, span)))

    def _numbers_may_be_seen(self, series: TrialSeries) -> bool:
        return self.room.inside or series.may_leave_the_team()

    def _in_numbers(self, series: TrialSeries) -> str:
        """Return the middle value before and since the change, each with how many it is of."""
        parts = (series.values[: series.n_before], series.values[series.n_before :])
        said = [
            f"{label} {tables.number(median(part))} ({_middle_of(len(part))})"
            for label, part in zip(("before the change", "since then"), parts, strict=True)
            if part
        ]
        return "; ".join(said)


def _middle_of(n: int) -> str:
    return "1 measurement" if n == 1 else f"middle value of {n} measurements"


def _choose(every: tuple[TrialSeries, ...], wanted: str) -> TrialSeries | None:
    """Return the trial asked for by id or by how its change begins; else the open one that began last."""
    if not wanted:
        running = [one for one in every if one.open]
        return next(reversed(running or every), None)
    start = wanted.casefold()
    found = [one for one in every if one.trial.id == wanted or one.trial.change.casefold().startswith(start)]
    if not found:
        raise NotFound(
            "trial",
            wanted,
            (one.trial.change or one.trial.id for one in every),
            "Leave it empty for the latest.",
        )
    return found[-1]


def _verdict(finding: Finding, n: int) -> str:
    """Return the shape and words of a verdict on a trial; a dash before anything is measured."""
    if not n:
        return tables.MISSING
    said = {"above": "better", "below": "worse", "cannot tell": "cannot tell yet"}[finding.verdict]
    if finding.sentence.startswith("No change"):
        said = "no change beyond chance"
    return f"{tables.SHAPES[finding.verdict]}\N{NO-BREAK SPACE}{said}"


def open_trials(
    team: str = "",
    *,
    trial: str = "",
    audience: str = "team",
    today: str = "",
    workspace: str | Path = "",
) -> TrialsView:
    """Open the trials of one team.

    Parameters
    ----------
    trial : str
        Id of the trial looked at, or how its change begins; empty: the open one that began last.
    team, audience, today, workspace
        As `open_report` takes them.

    Raises
    ------
    NotFound
        If there is no such workspace or team, or the team has no such trial.
    ParameterError
        If the audience is unknown, or `today` is no day.
    """
    return TrialsView(open_room(team, audience=audience, today=today, workspace=workspace), trial)
