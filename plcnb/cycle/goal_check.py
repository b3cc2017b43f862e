"""Is a goal whole, and can this team get there, judged by its own evidence?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pandas as pd

from plcnb.cycle.checking import Check
from plcnb.cycle.naming_evidence import Standard, evidence_named
from plcnb.cycle.reading import is_one_of, quoted, reads_as_english, vocabulary, words_of
from plcnb.cycle.student_acts import student_act_in
from plcnb.errors import DataError
from plcnb.model import Goal
from plcnb.stats.goals import LONGER_THAN_SEEN, MINIMUM_RATES, Attainability, attainability
from plcnb.tables import count_of, day_month, percent
from plcnb.tables.goals import count_of_weeks
from plcnb.words import Finding, say_goal

_WHO = re.compile(r"\d|[^\W\d_]{2,}")
_DAYS_OF_A_WEEK = 7
FEWEST_STUDENTS = 5  # behind a measurement of the team; of fewer one student moves it by 20 points and more
_SHORTEST_SPAN = 7  # days; what lies nearer together is one measurement, not growth


def check_goal(
    goal: Goal, *, today: date, standards: Sequence[Standard] = (), assessments: Sequence[str] = ()
) -> tuple[Check, ...]:
    """Look whether a goal says what, for whom, from where, to where, by when, and measured how.

    Parameters
    ----------
    goal : Goal
        Whole or half written.
    today : date
        The day the page speaks of; a date is judged by the day the goal was set, where that is known.
    standards : sequence of Standard
        That a measure may name.
    assessments : sequence of str
        Titles that a measure may name, the latest last.

    Returns
    -------
    tuple of six Checks
        In the order in which one would say the goal.
    """
    return (
        _what(goal),
        _whom(goal),
        _start(goal),
        _target(goal),
        _by_when(goal, goal.set_on or today),
        _measure(goal, standards, assessments, goal.set_on or today),
    )


def _what(goal: Goal) -> Check:
    example = Goal.questions()["what"].example
    text = goal.what.strip()
    if not text:
        return Check("what", False, "It does not say yet what students will know or be able to do.", example)
    found = student_act_in(text)
    if found.kind in ("seen", "known"):
        return Check("what", True, f"It says what students will know or do ({quoted(found.words)}).")
    if found.kind == "unread":
        return Check(
            "what",
            False,
            "These words cannot be judged here. Read them together: do they say what students will do?",
            judged=False,
        )
    asked = "what will students know or be able to do?"
    if found.kind == "none":
        return Check("what", False, f"In {quoted(text)} we find no act of students yet; {asked}", example)
    about = "what a teacher does" if found.kind == "adult" else "a wish"
    return Check("what", False, f"{quoted(text)} is {about}; {asked}", example)


def _whom(goal: Goal) -> Check:
    example = Goal.questions()["whom"].example
    if not goal.whom.strip():
        return Check("for whom", False, "It does not say yet for which students.", example)
    if not _WHO.search(goal.whom):
        return Check("for whom", False, f"{quoted(goal.whom)} names no students yet.", example)
    return Check("for whom", True, f"For {goal.whom.strip()}.")


def _start(goal: Goal) -> Check:
    if goal.start is None:
        return Check(
            "from", False, "Where students are now is missing; without it nobody can see growth.", "46 %"
        )
    return Check("from", True, f"From {percent(goal.start)}.")


def _target(goal: Goal) -> Check:
    if goal.target is None:
        return Check("to", False, "Where students should be is missing.", "70 %")
    if goal.start is not None and goal.target <= goal.start:
        said = f"The goal, {percent(goal.target)}, is not beyond where students are, {percent(goal.start)}."
        turned = ""
        if goal.target < goal.start:
            without = f"from {percent(1 - goal.start)} to {percent(1 - goal.target)}"
            turned = f"to have less of something, count those without it: {without}"
        return Check("to", False, f"{said} Set the next one, or change the start.", turned)
    return Check("to", True, f"To {percent(goal.target)}.")


def _by_when(goal: Goal, set_on: date) -> Check:
    if goal.by is None:
        return Check("by when", False, "The day is missing on which we look whether it is reached.")
    if goal.by <= set_on:
        return Check(
            "by when", False, f"{day_month(goal.by)} is not after the day it was set, {day_month(set_on)}."
        )
    weeks = (goal.by - set_on).days / _DAYS_OF_A_WEEK
    return Check("by when", True, f"By {day_month(goal.by)}, {count_of_weeks(weeks)} after it was set.")


def _measure(goal: Goal, standards: Sequence[Standard], assessments: Sequence[str], set_on: date) -> Check:
    example = Goal.questions()["measure"].example
    text = goal.measure.strip()
    if not text:
        return Check("measured how", False, "It does not say yet how it is measured.", example)
    named = evidence_named(text, standards, assessments, set_on)
    words = words_of(text)
    lists = vocabulary("evidence")
    counted = [word for word in words if is_one_of(word.plain, lists["countable"] | lists["collected"])]
    if named or counted:
        what = named[0] if named else quoted(text[counted[0].start : counted[0].end])
        return Check("measured how", True, f"It names what is counted ({what}).")
    if not reads_as_english(words):
        return Check(
            "measured how",
            False,
            "These words cannot be judged here. Read them together: could two people count it and agree?",
            judged=False,
        )
    said = f"{quoted(text)} names nothing yet that two people could count and agree on."
    return Check("measured how", False, said, example)


@dataclass(frozen=True)
class Attainable:
    """Whether a goal can be reached, judged by the team's own growth so far.

    `finding` is the sentence; `basis` says what it was compared with; `more_needed` what would settle it, ""
    if it is settled. `goal` holds the numbers; None while the goal lacks a number or a day.
    """

    finding: Finding
    basis: str
    more_needed: str = ""
    caution: str = ""
    goal: Attainability | None = None


def attainable(goal: Goal, history: pd.DataFrame, *, today: date) -> Attainable:
    """Judge a goal by how this team has grown before, on the same standard or the same measure.

    Parameters
    ----------
    goal : Goal
        With start, target and day.
    history : DataFrame
        One row for each earlier measurement of the team: `date`; `share` in [0, 1] (NaN: none); `n`, the
        students behind it. The unit and the questions' standard must be those of the goal.
    today : date
        The day the page speaks of: a goal that is running is judged by the time it had when it was set.

    Returns
    -------
    Attainable
        "cannot tell yet" with fewer than 5 periods of growth, which takes 6 measurements.

    Raises
    ------
    DataError
        If a column is missing, or a share lies outside [0, 1].

    Notes
    -----
    Growth is taken from one measurement to a later one, without overlap, over periods as long as leaves five
    of them, at most as long as the goal's own time: over short periods chance alone makes large rates, up
    and down. Each measurement has its own questions; a caution says that an easier one looks like growth.
    """
    weeks = _weeks(goal, today)
    periods, n_known = growth_of_team(history, weeks), len(_known(history))
    basis = "nothing yet"
    if len(periods):
        measured = count_of(n_known, "measurement")
        basis = f"{count_of(len(periods), 'period')} of our own growth, out of {measured}"
    lacks = [
        "where students are" if goal.start is None else "",
        "where they should be" if goal.target is None else "",
        "the day by which"
        if goal.by is None
        else "a day still to come when it was set"
        if weeks <= 0
        else "",
    ]
    if goal.start is None or goal.target is None or any(lacks):
        more = " and ".join(filter(None, lacks))
        return Attainable(
            Finding(f"We cannot tell yet whether the goal can be reached; it lacks {more}."), basis, more
        )
    rates = (periods["end"] - periods["start"]) / periods["weeks"]
    judged = attainability(goal.start, goal.target, weeks, rates.to_numpy(float), improvement="up")
    if judged.verdict == "cannot tell":
        more = _more_measurements(len(periods), n_known)
        said = f"We cannot tell yet whether {percent(goal.target)} can be reached; it takes {more}."
        return Attainable(
            Finding(said, short="Can the goal be reached? We cannot tell yet"), basis, more, goal=judged
        )
    return Attainable(say_goal(judged, "share", "period"), basis, "", _caution(periods, weeks), judged)


def _more_measurements(n_periods: int, n_known: int) -> str:
    """Return how many more measurements it takes, and how many there are."""
    same = "of the team on the same thing, a week or more apart"
    if not n_known:
        return f"{MINIMUM_RATES + 1} measurements {same} (we have none)"
    return f"{count_of(MINIMUM_RATES - n_periods, 'more measurement')} {same} (we have {n_known})"


def growth_of_team(history: pd.DataFrame, weeks: float) -> pd.DataFrame:
    """Return periods of growth that do not overlap: start, end (shares), weeks.

    They are as long as leaves five of them, at most `weeks`; where there are fewer than five anyway, each
    reaches from one measurement to the next that is a week or more later.

    Raises
    ------
    DataError
        If the history is malformed.
    """
    known = _known(history)
    days = [int((day - known["date"].iloc[0]).days) for day in known["date"]] if len(known) else []
    chosen = _chain(days, _SHORTEST_SPAN)
    for span in sorted({later - earlier for earlier in days for later in days if later > earlier}):
        longer = _chain(days, span)
        if _SHORTEST_SPAN <= span <= weeks * _DAYS_OF_A_WEEK and len(longer) > MINIMUM_RATES:
            chosen = longer
    share = known["share"].tolist()
    rows = [(share[a], share[b], (days[b] - days[a]) / _DAYS_OF_A_WEEK) for a, b in pairwise(chosen)]
    return pd.DataFrame(rows, columns=["start", "end", "weeks"], dtype=float)


def _chain(days: Sequence[int], span: int) -> list[int]:
    """Return places of days of which each lies at least `span` after the one before, from the last back."""
    chain: list[int] = []
    for place in reversed(range(len(days))):
        if not chain or days[chain[-1]] - days[place] >= span:
            chain.append(place)
    return chain[::-1]


def _known(history: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in ("date", "share", "n") if name not in history]
    if missing:
        raise DataError(f"The history of a goal lacks {', '.join(missing)}; expected date, share and n.")
    known = history[history["share"].notna() & history["date"].notna() & (history["n"] >= FEWEST_STUDENTS)]
    wrong = known[(known["share"] < 0) | (known["share"] > 1)]
    if len(wrong):
        raise DataError(
            f"The history of a goal holds a share of {wrong['share'].iloc[0]:g}; expected 0 to 1."
        )
    return known.assign(date=pd.to_datetime(known["date"])).sort_values("date", kind="stable")


def _weeks(goal: Goal, today: date) -> float:
    return (goal.by - (goal.set_on or today)).days / _DAYS_OF_A_WEEK if goal.by else 0.0


def _caution(periods: pd.DataFrame, weeks: float) -> str:
    typical = float(periods["weeks"].median())
    said = "each measurement has its own questions, and an easier one looks like growth"
    if weeks > LONGER_THAN_SEEN * typical:
        ours, its = count_of_weeks(typical), count_of_weeks(weeks)
        said += f"; our periods are {ours} long, the goal has {its}: growth seldom keeps its pace"
    return said
