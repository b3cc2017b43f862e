"""The pictures of a trial: its series about the baseline, its natural limits, its way to a goal."""

from collections.abc import Iterable

from plcnb import charts, tables, words
from plcnb.model import Goal
from plcnb.reports.sections import Markup, Section, Shows, folded, paragraph
from plcnb.reports.trial_series import TrialSeries
from plcnb.stats.progress import decide
from plcnb.stats.runs import xmr
from plcnb.stats.xmr import FIRM
from plcnb.tables import Cell, Column, Table

_TITLE = "The way to the goal"
_LEAST_SINCE = 3  # measurements since the change: of fewer every way looks possible


def series_pictures(series: TrialSeries) -> tuple[Shows, ...]:
    """Return the run chart with the change marked, what became of the baseline, and all values folded."""
    measure = series.trial.measure or "what was measured"
    days = series.days[series.judged_from :]
    chart = charts.run_chart(
        series.judged_values, labels=days, result=series.judged, phases=series.phases, measure=measure
    )
    parts: list[Shows] = [chart, *_about_the_baseline(series)]
    if len(series.judged_values) >= FIRM:
        limits = xmr(series.judged_values, improvement="up" if series.trial.better == "up" else "down")
        control = charts.xmr_chart(limits, labels=days, phases=series.phases, measure=measure)
        parts.append(folded("Between its natural limits (control chart)", control))
    return (*parts, folded("All measurements", _measured_table(series)))


def course_to_goal(series: TrialSeries, goal: Goal) -> Section | Markup:
    """Return the way from the first measurements to the goal, where both are in per cent."""
    if goal.target is None or goal.by is None or not _in_per_cent(series):
        note = "The goal is in per cent and this measure is not, so no line leads from one to the other."
        return Section(_TITLE, goal.what, (paragraph(note, "small"),))
    since = len(series.measured) - series.n_before
    if since < _LEAST_SINCE:
        note = (
            f"Since the change: {tables.count_of(since, 'measurement')}; from {_LEAST_SINCE} on a line to "
            f"the goal says something. The goal: {goal.what}."
        )
        return Section(_TITLE, "Too early to say", (paragraph(note),))
    days = [day for day in series.days if day is not None]
    weeks = [(day - days[0]).days / 7 for day in days]
    end = (goal.by - days[0]).days / 7
    if end <= max(weeks):
        return Markup("")
    begun = series.trial.begins
    change = (begun - days[0]).days / 7 if begun else 0.0
    phases = {change: "the change begins"} if 0 < change < max(weeks) else {}
    aim = 100 * goal.target
    decisions = decide(weeks, series.values, aim, end, phases=tuple(phases))
    chart = charts.aimline(
        weeks, series.values, aim, end, decisions=decisions, phases=phases, measure=series.trial.measure
    )
    said = words.say_progress(decisions)
    about = paragraph(f"The goal: {goal.what}, {tables.percent(goal.target)} by {tables.day_month(goal.by)}.")
    return Section(_TITLE, said.headline, (about, chart))


def _about_the_baseline(series: TrialSeries) -> Iterable[Markup]:
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
        yield paragraph(
            f"New baseline from {since}: {trial.new_baseline.rstrip('.')}. Not judged any more: {left}.",
            "small",
        )


def _in_per_cent(series: TrialSeries) -> bool:
    """Return whether the measure is in per cent, as goals are: by its words and by its values."""
    said = series.trial.measure.casefold()
    named = "%" in said or "per cent" in said or "percent" in said
    return named and all(0 <= value <= 100 for value in series.values)


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
