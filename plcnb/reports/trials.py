"""Try, measure, learn: each trial of a team, whether it was done, whether it helped, and what came of it."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from plcnb import charts, tables, words
from plcnb.errors import NotFound
from plcnb.forms.recordform import list_and_form, record_sheet
from plcnb.forms.static import Sheet
from plcnb.model import Goal, Measurement, Trial
from plcnb.model.trials import DECISIONS
from plcnb.reports.answered import answers, pairs
from plcnb.reports.masthead import masthead
from plcnb.reports.room import Room, open_room
from plcnb.reports.sections import Markup, Section, Shows, empty_state, folded, paragraph
from plcnb.reports.trial_series import TrialSeries, series_of
from plcnb.stats.progress import decide
from plcnb.stats.runs import xmr
from plcnb.stats.xmr import FIRM
from plcnb.tables import Cell, Column, Table
from plcnb.words import Finding

if TYPE_CHECKING:  # a page that nobody types into loads no widgets
    from plcnb.forms.live import LiveForm

_ON_PAPER = ("change", "need", "expected", "measure", "every_days", "until")
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


class TrialsView:
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

    def __init__(self, room: Room, trial: str = "") -> None:
        self.room = room
        self.shown = _choose(self._every, trial)

    def masthead(self) -> Markup:
        """Return who the team is, and for whom the page is."""
        return masthead(self.room, "Try, measure, learn", "change")

    def overview(self) -> Section:
        """Return all trials: what is tried, since when, and what came of it."""
        if not self._every:
            missing = empty_state(
                "No trial is written down yet,",
                "so nobody can learn from one.",
                "Choose one thing to change, one thing to measure, and say beforehand what you expect.",
            )
            return Section("Our trials", "No trial yet", (missing,))
        running = [one for one in self._every if one.open]
        said = words.say_open_trials(len(running))
        notes = [paragraph(text, "small") for text in self._open_questions(running)]
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
            hidden = empty_state(
                "The measurements stay with the team:",
                "they are of a single teacher, or of too few students.",
                "Ask the team what it learned.",
            )
            return Section("Did it help?", "The numbers stay with the team", (hidden,))
        finding = series.finding()
        if not series.measured:
            missing = empty_state(
                "No measurement is written down yet,",
                "so there is no baseline to compare with.",
                "Measure two or three times before the change, on the same kind of task.",
            )
            return Section("Did it help?", finding.headline, (missing,))
        said = (paragraph(finding.sentence),) if finding.sentence != finding.headline else ()
        return Section("Did it help?", finding.headline, (*said, *self._pictures(series)))

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
        if goal.target is None or goal.by is None or not _in_per_cent(series):
            note = "The goal is in per cent and this measure is not, so no line leads from one to the other."
            return Section("On course to the goal?", goal.what, (paragraph(note, "small"),))
        first = series.days[0]
        weeks = [(day - first).days / 7 for day in series.days if day and first]
        end = (goal.by - first).days / 7 if first else 0.0
        if end <= max(weeks):
            return Markup("")
        begun = series.trial.begins
        change = (begun - first).days / 7 if begun and first else 0.0
        phases = {change: "the change begins"} if 0 < change < max(weeks) else {}
        decisions = decide(weeks, series.values, 100 * goal.target, end, phases=tuple(phases))
        chart = charts.aimline(
            weeks, series.values, 100 * goal.target, end, decisions=decisions, phases=phases,
            measure=series.trial.measure,
        )  # fmt: skip
        said = words.say_progress(decisions)
        return Section("On course to the goal?", said.headline, (paragraph(f"Goal: {goal.what}."), chart))

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

    def trial_form(self) -> "LiveForm":
        """Return the form to plan a trial, or to say what came of one; those there are stand above it."""
        goals = [(one.id, one.what) for one in self.room.list(Goal)]
        return list_and_form(
            self.room.records,
            Trial,
            self.room.team_id,
            listed=["change", "begins", "decision"],
            choices={**self.room.choices(), "goal_id": goals},
            today=self.room.today,
        )

    def measurement_form(self) -> "LiveForm | Markup":
        """Return the form to write down a measurement of the trial; those there are stand above it."""
        if self.shown is None:
            return empty_state(
                "A measurement belongs to a trial,", "and none is written down yet.", "Plan one first, above."
            )
        return list_and_form(
            self.room.records,
            Measurement,
            self.room.team_id,
            title="Measurement",
            intro=f"{self.shown.trial.measure}. The trial: {self.shown.trial.change}.",
            listed=["on", "value", "n"],
            fixed={"trial_id": self.shown.trial.id},
            today=self.room.today,
        )

    def trial_sheet(self) -> Sheet:
        """Return the questions of a trial to answer on paper."""
        return record_sheet(Trial, title="The next trial", fields=_ON_PAPER, choices=self.room.choices())

    # What the sections share.

    @cached_property
    def _every(self) -> tuple[TrialSeries, ...]:
        """All trials with their measurements, by their first day."""
        measured = self.room.list(Measurement)
        every = sorted(self.room.list(Trial), key=lambda one: (one.begins or self.room.today, one.id))
        return tuple(series_of(one, measured) for one in every)

    @cached_property
    def _goal(self) -> Goal | None:
        if self.shown is None or not self.shown.trial.goal_id:
            return None
        return next((one for one in self.room.list(Goal) if one.id == self.shown.trial.goal_id), None)

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
        done = _DONE.get(trial.as_planned, "")
        return (
            Cell(self._name(trial), self.room.names_of(trial.who)),
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
            days, until = one.overdue(self.room.today), one.trial.until
            name = f"“{self._name(one.trial)}”"
            if days:
                due = tables.day_month(one.next_due())
                yield f"A measurement of {name} was due on {due}, {tables.count_of(days, 'day')} ago."
            if until is not None and until < self.room.today:
                yield f"{name} ended on {tables.day_month(until)}: decide what you do with it."

    def _who_where_when(self, trial: Trial, span: str) -> str:
        who = self.room.names_of(trial.who) or tables.count_of(len(trial.who), "member")
        return ", ".join(filter(None, (who, trial.where, span)))

    def _numbers_may_be_seen(self, series: TrialSeries) -> bool:
        return self.room.inside or series.may_leave_the_team()

    def _pictures(self, series: TrialSeries) -> tuple[Shows, ...]:
        measure = series.trial.measure or "what was measured"
        days = series.days[series.judged_from :]
        chart = charts.run_chart(
            series.judged_values, labels=days, result=series.judged, phases=series.phases, measure=measure
        )
        parts: list[Shows] = [chart, *self._about_the_baseline(series)]
        if len(series.judged_values) >= FIRM:
            limits = xmr(series.judged_values, improvement="up" if series.trial.better == "up" else "down")
            control = charts.xmr_chart(limits, labels=days, phases=series.phases, measure=measure)
            parts.append(folded("Between its natural limits (control chart)", control))
        return (*parts, folded("All measurements", _measured_table(series)))

    def _about_the_baseline(self, series: TrialSeries) -> Iterable[Markup]:
        trial = series.trial
        since = tables.day_month(trial.new_baseline_on)
        if series.baseline_asked:
            yield paragraph(
                f"A new baseline from {since} was asked for without a reason; until one is written "
                "the old one stays.",
                "small",
            )
        elif series.judged_from:
            left = tables.count_of(series.judged_from, "earlier measurement")
            why = f": {trial.new_baseline}" if trial.new_baseline else ""
            yield paragraph(f"New baseline from {since}{why}. Not judged any more: {left}.", "small")

    def _in_numbers(self, series: TrialSeries) -> str:
        """Return the middle value before and since the change, each with how many it is of."""
        parts = (series.values[: series.n_before], series.values[series.n_before :])
        return "; ".join(
            f"{label}: {tables.number(median(part))}, middle of {tables.count_of(len(part), 'measurement')}"
            for label, part in zip(("before the change", "since"), parts, strict=True)
            if part
        )


def _choose(every: tuple[TrialSeries, ...], wanted: str) -> TrialSeries | None:
    """Return the trial asked for by id or by how its change begins; else the open one that began last."""
    if not wanted:
        running = [one for one in every if one.open]
        return next(reversed(running or every), None)
    start = wanted.casefold()
    found = [one for one in every if one.trial.id == wanted or one.trial.change.casefold().startswith(start)]
    if not found:
        raise NotFound("trial", wanted, (one.trial.change for one in every), "Leave it empty for the latest.")
    return found[-1]


def _verdict(finding: Finding, n: int) -> str:
    """Return the shape and words of a verdict on a trial; a dash before anything is measured."""
    if not n:
        return tables.MISSING
    said = {"above": "better", "below": "worse", "cannot tell": "cannot tell yet"}[finding.verdict]
    if finding.sentence.startswith("No change"):
        said = "no change beyond chance"
    return f"{tables.SHAPES[finding.verdict]}\N{NO-BREAK SPACE}{said}"


def _in_per_cent(series: TrialSeries) -> bool:
    """Return whether the measure is in per cent, as goals are: by its words and by its values."""
    said = series.trial.measure.casefold()
    return ("%" in said or "per cent" in said or "percent" in said) and all(
        0 <= value <= 100 for value in series.values
    )


def _measured_table(series: TrialSeries) -> Table:
    phases = {"before": "before the change", "during": "since the change"}
    return Table(
        f"{series.trial.measure or 'Measurements'}, {tables.count_of(len(series.measured), 'measurement')}",
        (Column("Day"), Column("Value", "num"), Column("Students", "num"), Column("When")),
        tuple(
            (
                Cell(tables.day_month(one.on)),
                Cell(tables.number(series.values[place])),
                Cell(tables.MISSING if one.n is None else str(one.n)),
                Cell(phases.get(one.phase, ""), one.note),
            )
            for place, one in enumerate(series.measured)
        ),
    )


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
    team : str
        The team's id, as `plcnb teams` prints it; empty: the first team there is.
    trial : str
        Id of the trial looked at, or how its change begins; empty: the open one that began last.
    audience : {"team", "school", "public"}
        Who looks.
    today : str
        The day the page speaks of, as 2026-01-27; empty: today.
    workspace : path
        A workspace; empty: the one this runs in, or the sample district.

    Raises
    ------
    NotFound
        If there is no such workspace, team or trial.
    ParameterError
        If the audience is unknown, or `today` is no day.
    """
    return TrialsView(open_room(team, audience=audience, today=today, workspace=workspace), trial)
