"""What the next meeting should hold, given what the team wrote down and what the evidence says.

`next_agenda` is the whole: what was promised and is due, what waits, then the data, fitted to the minutes.
`meeting_parts` is the data meeting alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import shorten
from typing import Any

import pandas as pd

from plcnb.cycle.agenda import Agenda, Part, fit
from plcnb.cycle.promises import (
    OpenQuestion,
    due_steps,
    goals_due,
    last_promises,
    open_fourth_question,
    rechecks_due,
    trials_waiting,
)
from plcnb.errors import ParameterError
from plcnb.model import AUDIENCES, ActionStep, Audience, Goal, Measurement, Meeting, Trial
from plcnb.tables import count_of, day_month, records
from plcnb.words import standard_name

LOOK_AHEAD = 7  # days: how far "due" reaches where no next meeting is planned; a choice of ours
_TOLD = 3  # of several steps or trials, how many are told of by name
_IN_TITLE, _IN_TEXT = 44, 90  # characters of what somebody typed

NameOf = Callable[[str], str]

_FOURTH, _FOURTH_WHY = "Those who know it already", "What do they get to do while others catch up?"


@dataclass(frozen=True)
class FromBefore:
    """What the team has written down that its next meeting has to know of."""

    meetings: Sequence[Meeting] = ()
    steps: Sequence[ActionStep] = ()
    goals: Sequence[Goal] = ()
    trials: Sequence[Trial] = ()
    measurements: Sequence[Measurement] = ()


def next_agenda(
    minutes: int,
    *,
    today: date,
    before: FromBefore,
    by_standard: pd.DataFrame,
    review: pd.DataFrame,
    grown: bool,
    audience: Audience = "team",
    name_of: NameOf = lambda person_id: "",
) -> Agenda:
    """Return the agenda of the next meeting, as the team's own record and evidence ask for it.

    In order: the last meeting's promises; steps, checks and goals that are due; the fourth question where it
    was left open; trials that wait; then the data, the fourth question, the next step, the close. The opening
    promise, the fourth question and the next step are never dropped.

    Parameters
    ----------
    minutes : int
        Length of the meeting, from 10 to 480.
    today : date
        The day the page speaks of. What is due is due until the next planned meeting, or within 7 days.
    before : FromBefore
        The team's records.
    by_standard, review : DataFrame
        As `stats.mastery.by_standard` and `stats.items.review` give them, most urgent first; may be empty.
    grown : bool
        Whether there is an earlier assessment to compare with.
    audience : {"team", "school", "public"}
        Outside the team nothing of what it wrote is used: not a text, a name, a day or a count.
    name_of : callable
        Returns the name of a person id; "" to leave it out.

    Returns
    -------
    Agenda
        Each part with `item`, `why`, `minutes`; `note` says what was left out.

    Raises
    ------
    ParameterError
        If `minutes` is out of range, or the audience unknown.
    """
    if audience not in AUDIENCES:
        raise ParameterError(f"audience must be one of {', '.join(AUDIENCES)}, got {audience!r}.")
    data = meeting_parts(by_standard, review, grown)
    if audience != "team":
        return fit(data, minutes)
    _, *looks = data
    until = _next_day(before.meetings, today)
    left_open = open_fourth_question(before.meetings, today)
    if left_open is not None:
        looks = [part for part in looks if part.kind != "fourth"]
    parts = [
        _opening(before, today),
        _due(due_steps(before.steps, until, today), today, name_of),
        _recheck(rechecks_due(before.steps, until, today), today, name_of),
        _goal(goals_due(before.goals, until, today), today),
        _left_open(left_open),
        _trial(trials_waiting(before.trials, before.measurements, today), name_of),
        *looks,
    ]
    return fit([part for part in parts if part is not None], minutes)


def meeting_parts(by_standard: pd.DataFrame, review: pd.DataFrame, grown: bool) -> list[Part]:
    """Return the parts of a data meeting, in order.

    Parameters
    ----------
    by_standard : DataFrame
        As `stats.mastery.by_standard` gives it, most urgent first; may be empty.
    review : DataFrame
        As `stats.items.review` gives it, most urgent first; may be empty.
    grown : bool
        Whether there is an earlier assessment to compare with.
    """
    parts = [_promises("Last time's promises", "What did each of us say we would do, and what came of it?")]
    parts.append(_look(by_standard))
    if not review.empty:
        first = review.iloc[0]
        place = int(first["position"]) if pd.notna(first["position"]) else first["item_id"]
        why = "Solve it yourselves first; then say what a student was thinking."
        parts.append(Part(f"Question {place}", why, 7, 4, 4, kind="question"))
    if grown:
        why = "What did we change, and does the change show?"
        parts.append(Part("Since last time", why, 5, 3, 2, kind="growth"))
    step = "One reteach step: who, by when, what students will do, how we check."
    return [
        *parts,
        Part(_FOURTH, _FOURTH_WHY, 5, 3, 5, always=True, kind="fourth"),
        Part("Our next step", step, 10, 5, 9, always=True, kind="next step"),
        Part("One minute each", "What do I take with me?", 3, 2, 1, kind="close"),
    ]


def _look(by_standard: pd.DataFrame) -> Part:
    """Return the part that looks at the evidence: the standard that needs it most."""
    shown = by_standard[~by_standard["hidden"]] if "hidden" in by_standard else by_standard
    item, why = "What we know, what we do not", "Which evidence do we need before we can choose?"
    if not shown.empty:
        first = shown.iloc[0]
        item, why = standard_name(first), "Describe, then interpret, then conclude, in that order."
        if first["verdict"] == "above":
            item, why = "What went well, and why", "What did we do here that other standards could use?"
        elif first["verdict"] == "cannot tell" and first["more_needed"]:
            why += f" To be sure: {first['more_needed']}."
    return Part(item, why, 14, 7, 9, kind="data")


def _promises(item: str, why: str) -> Part:
    return Part(item, why, 5, 2, 9, always=True, kind="promises")


def _opening(before: FromBefore, today: date) -> Part:
    """Return the part that opens the meeting: what the last one left, in its own words."""
    last = last_promises(before.meetings, before.steps, today)
    if last.meeting is None:
        why = "No meeting is noted yet. Each of us in one sentence: what should our students gain from it?"
        return Part("What brings us together", why, 5, 2, 9, always=True, kind="promises")
    day, said = day_month(last.meeting.on), []
    if last.steps:
        said.append(_how_far(len(last.done), len(last.steps), day))
    if last.decisions:
        said.append(f"Decided on {day}: {_listed([_quoted(text) for text in last.decisions])}.")
    if not said:
        return _promises(f"Since {day}", f"Nothing was promised on {day}. What has each of us tried since?")
    return _promises(f"Promises of {day}", " ".join([*said, "What came of it, for students?"]))


def _how_far(done: int, steps: int, day: str) -> str:
    """Say how many of the steps of a meeting are done."""
    if not done:
        return f"{count_of(steps, 'step')} set on {day}, none noted as done yet."
    if done == steps:
        return f"{'The step' if steps == 1 else f'All {steps} steps'} of {day} done."
    return f"{done} of {count_of(steps, 'step')} of {day} done."


def _due(due: pd.DataFrame, today: date, name_of: NameOf) -> Part | None:
    if due.empty:
        return None
    rows = records(due)
    told = [f"{_quoted(row['what'])} ({_owner_and_day(row, today, name_of)})" for row in rows]
    item = f"Due: {_quoted(rows[0]['what'], _IN_TITLE)}" if len(rows) == 1 else f"{len(rows)} steps are due"
    why = f"{_listed(told)}. Done, goes on, or let go?"
    standard = min(2 * len(rows) + 1, 10)
    return Part(item, why, standard, min(standard, 4), 8, kind="steps")


def _recheck(due: pd.DataFrame, today: date, name_of: NameOf) -> Part | None:
    if due.empty:
        return None
    rows = records(due)
    told = [
        f"{_quoted(row['recheck'] or row['what'])} ({_owner_and_day(row, today, name_of)})" for row in rows
    ]
    first = _quoted(rows[0]["recheck"] or rows[0]["what"], _IN_TITLE)
    item = f"Check again: {first}" if len(rows) == 1 else f"{len(rows)} checks are due again"
    return Part(item, f"{_listed(told)}. Do students know it now?", 5, 3, 7, kind="recheck")


def _goal(due: pd.DataFrame, today: date) -> Part | None:
    if due.empty:
        return None
    told = [f"{_quoted(row['what'])} ({_day(row, today)})" for row in records(due)]
    item = "A goal comes to its day" if len(due) == 1 else f"{len(due)} goals come to their day"
    return Part(item, f"{_listed(told)}. What was reached, and what did we learn?", 5, 3, 6, kind="goal")


def _left_open(left: OpenQuestion | None) -> Part | None:
    """Return the fourth question where it was skipped: it comes before the data then."""
    if left is None:
        return None
    often = f"in {count_of(left.times, 'meeting')} in a row, last " if left.times > 1 else ""
    why = f"Left open {often}on {day_month(left.meeting.on)}, so it comes before the data. {_FOURTH_WHY}"
    return Part(_FOURTH, why, 7, 3, 5, always=True, kind="fourth")


def _trial(waiting: pd.DataFrame, name_of: NameOf) -> Part | None:
    if waiting.empty:
        return None
    rows = records(waiting)
    first = rows[0]
    item = f"Trial: {_quoted(first['change'], _IN_TITLE)}" if len(rows) == 1 else f"{len(rows)} trials wait"
    why = f"{_listed([_waits(row, name_of) for row in rows])}."
    ask = {
        "decision": " Keep it, change it, or drop it?",
        "measurement": " What keeps us from measuring, and who does it by when?",
    }
    return Part(item, why + ask[first["waits_for"]], 5, 3, 5, kind="trial")


def _waits(row: dict[str, Any], name_of: NameOf) -> str:
    who = ", ".join(filter(None, map(name_of, row["who"])))
    named = f"{_quoted(row['change'])}{f' ({who})' if who else ''}"
    ago = count_of(row["days"], "day")
    if row["waits_for"] == "decision":
        return f"{named}: its last day was {ago} ago, after {count_of(row['n'], 'measurement')}"
    rhythm = "day" if row["every_days"] == 1 else f"{row['every_days']} days"
    since = (
        f"since {day_month(row['last'])}, {ago}" if row["last"] is not None else f"since it began {ago} ago"
    )
    return f"{named}: not measured {since}; planned every {rhythm}"


def _owner_and_day(row: dict[str, Any], today: date, name_of: NameOf) -> str:
    return ", ".join(filter(None, (name_of(row["owner"]), _day(row, today))))


def _day(row: dict[str, Any], today: date) -> str:
    """Say when something is due, and how long that is ago."""
    if row["due"] is None:
        return "no day set"
    late = int(row["days_late"])
    if late > 0:
        return f"due {day_month(row['due'])}, {count_of(late, 'day')} ago"
    return f"due {day_month(row['due'])}, today" if late == 0 else f"due {day_month(row['due'])}"


def _quoted(text: str, longest: int = _IN_TEXT) -> str:
    """Quote what somebody typed, on one line and cut where it gets long."""
    whole = " ".join(text.split()).removesuffix(".")  # the sentence around it brings its own
    cut = shorten(whole, longest, placeholder=" …")
    return f"“{cut if len(cut) > 1 or len(whole) <= 1 else whole[: longest - 1] + '…'}”"


def _listed(texts: Iterable[str]) -> str:
    """Join what is told; of many the first three and how many more there are."""
    every = list(texts)
    more = len(every) - _TOLD
    return "; ".join([*every[:_TOLD], *([f"and {more} more"] if more > 0 else [])])


def _next_day(meetings: Iterable[Meeting], today: date) -> date:
    """Return the day of the next planned meeting, or a week from today."""
    planned = [
        one.on for one in meetings if one.state == "planned" and one.on is not None and one.on >= today
    ]
    return min(planned, default=today + timedelta(days=LOOK_AHEAD))
