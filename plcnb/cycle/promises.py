"""What is still open from before: promises, steps and checks that are due, trials nobody measured, goals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from plcnb.model.goals import ActionStep, Goal
from plcnb.model.meetings import Meeting
from plcnb.model.trials import Measurement, Trial


@dataclass(frozen=True)
class Promises:
    """What the last meeting left: the meeting (None: there was none), its steps, its decisions."""

    meeting: Meeting | None
    steps: tuple[ActionStep, ...] = ()
    decisions: tuple[str, ...] = ()

    @property
    def done(self) -> tuple[ActionStep, ...]:
        """The steps that are done."""
        return tuple(step for step in self.steps if step.state == "done")


@dataclass(frozen=True)
class OpenQuestion:
    """The fourth question left open: the latest meeting that did, and how many in a row have."""

    meeting: Meeting
    times: int


def held_meetings(meetings: Iterable[Meeting], today: date) -> list[Meeting]:
    """Return the meetings that were held until `today`, oldest first."""
    held = [one for one in meetings if one.state == "held" and one.on is not None and one.on <= today]
    return sorted(held, key=lambda one: (one.on or today, one.starts))


def last_promises(meetings: Iterable[Meeting], steps: Iterable[ActionStep], today: date) -> Promises:
    """Return what the latest meeting held until `today` left: its action steps and decisions.

    A step belongs to the meeting it names, or, where it names none, to the meeting of the day it was set on.
    """
    held = held_meetings(meetings, today)
    if not held:
        return Promises(None)
    last = held[-1]
    own = [
        step
        for step in steps
        if (step.meeting_id and step.meeting_id == last.id)
        or (not step.meeting_id and step.set_on == last.on)
    ]
    return Promises(last, tuple(own), tuple(text.strip() for text in last.decisions if text.strip()))


def open_fourth_question(meetings: Iterable[Meeting], today: date) -> OpenQuestion | None:
    """Return whether the latest look at evidence left open what those do who know it already.

    Only meetings that looked at evidence count: they name an assessment, or say what was seen or which error
    tempted. None: it was answered, or there was no such meeting.
    """
    looked = [one for one in held_meetings(meetings, today) if one.assessment_id or one.see or one.key_error]
    times = 0
    for meeting in reversed(looked):
        if meeting.already_know.strip():
            break
        times += 1
    return OpenQuestion(looked[-1], times) if times else None


def due_steps(steps: Iterable[ActionStep], until: date, today: date) -> pd.DataFrame:
    """Return the open steps that are due by a day, the longest overdue first, those without a day last.

    Parameters
    ----------
    steps : iterable of ActionStep
    until : date
        The day of the next meeting.
    today : date
        The day from which `days_late` counts.

    Returns
    -------
    DataFrame
        `step_id`, `what`, `owner` (a person id), `due` (date or None) and `days_late`: negative, not due yet;
        NaN, without a day.
    """
    found = [step for step in steps if step.state == "open" and (step.due is None or step.due <= until)]
    return _by_lateness(
        ("step_id", "what", "owner", "due"),
        [(step.id, step.what, step.owner, step.due) for step in found],
        today,
    )


def rechecks_due(steps: Iterable[ActionStep], until: date, today: date) -> pd.DataFrame:
    """Return the re-assessments that are due by a day and of which nobody has said yet what came of them.

    Returns
    -------
    DataFrame
        `step_id`, `what` (of the step), `recheck` (how), `owner`, `due` and `days_late`, as `due_steps` has
        them.
    """
    found = [
        step
        for step in steps
        if step.recheck_on is not None
        and step.recheck_on <= until
        and step.state != "let go"
        and not step.came_of_it.strip()
    ]
    rows = [(step.id, step.what, step.recheck, step.owner, step.recheck_on) for step in found]
    return _by_lateness(("step_id", "what", "recheck", "owner", "due"), rows, today)


def goals_due(goals: Iterable[Goal], until: date, today: date) -> pd.DataFrame:
    """Return the open goals whose day comes until `until`: `goal_id`, `what`, `due`, `days_late`."""
    found = [goal for goal in goals if goal.state == "open" and goal.by is not None and goal.by <= until]
    return _by_lateness(("goal_id", "what", "due"), [(one.id, one.what, one.by) for one in found], today)


def trials_waiting(trials: Iterable[Trial], measurements: Sequence[Measurement], today: date) -> pd.DataFrame:
    """Return the open trials that wait for the team: for a measurement, or for a decision.

    A trial waits for a decision when its last day is over; before, it waits for a measurement when none was
    taken for longer than its own rhythm, counted from the last one or from its first day.

    Returns
    -------
    DataFrame
        `trial_id`, `change`, `who` (tuple of person ids), `waits_for` ("decision" or "measurement"), `last`
        (day of the last measurement, or None), `n` (measurements so far), `days` (since the last
        measurement, the first day, or the last day of the trial) and `every_days`; decisions first, then by
        days.
    """
    rows = []
    for trial in trials:
        if trial.closed_on is not None or trial.decision or trial.begins is None or trial.begins > today:
            continue
        days_of = [one.on for one in measurements if one.trial_id == trial.id and one.on and one.on <= today]
        last = max(days_of, default=None)
        quiet = (today - max(last or trial.begins, trial.begins)).days
        over = (today - trial.until).days if trial.until is not None else 0
        if over > 0 or quiet > trial.every_days:
            waits_for, days = ("decision", over) if over > 0 else ("measurement", quiet)
            rows.append(
                (trial.id, trial.change, trial.who, waits_for, last, len(days_of), days, trial.every_days)
            )
    names = ("trial_id", "change", "who", "waits_for", "last", "n", "days", "every_days")
    frame = _frame(names, sorted(rows, key=lambda row: (row[3], -row[6])))
    return frame.astype({"n": int, "days": int, "every_days": int})


def _by_lateness(names: tuple[str, ...], rows: list[tuple[Any, ...]], today: date) -> pd.DataFrame:
    """Return rows that end with their day as a frame, the longest overdue first, those without a day last."""
    ordered = sorted(rows, key=lambda row: row[-1] or date.max)
    late = [float("nan") if row[-1] is None else float((today - row[-1]).days) for row in ordered]
    return _frame(names, ordered).assign(days_late=pd.Series(late, dtype=float))


def _frame(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Return a frame that keeps days, ids and None as they are, also when it has no row."""
    return pd.DataFrame(
        {name: pd.Series([row[place] for row in rows], dtype=object) for place, name in enumerate(names)}
    )
