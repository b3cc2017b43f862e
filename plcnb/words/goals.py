"""Whether a goal can be reached, and how many must still reach the cut, in a sentence."""

import pandas as pd

from plcnb.errors import DataError
from plcnb.model import Verdict
from plcnb.stats.goals import Attainability, MustCross
from plcnb.tables import count_of, number, percent
from plcnb.tables.goals import (
    Unit,
    checked_goal,
    count_of_weeks,
    goal_words,
    rate_in,
    rate_words,
    score_in,
    share_of_past,
    times_usual,
)
from plcnb.words.finding import Finding

_VERDICTS: dict[str, Verdict] = {
    "reached already": "above",
    "within reach": "above",
    "stretch": "cannot tell",
    "unprecedented": "below",
    "cannot tell": "cannot tell",
}


def say_goal(goal: Attainability, unit: Unit = "points", past: str = "student") -> Finding:
    """Say whether a goal can be reached, judged by past growth.

    Parameters
    ----------
    goal : Attainability
        As `stats.goals.attainability` gives it.
    unit : "points" or "share"
        Of the scores.
    past : str
        What has grown in the past, in the singular: "student", "team".

    Raises
    ------
    DataError, ParameterError
        If `goal` is no Attainability, or `unit` is unknown.
    """
    checked_goal(goal, unit)
    aim = score_in(goal.target, unit)
    if goal.verdict == "reached already":
        return Finding(
            f"The goal of {aim} is reached already: we are at {score_in(goal.start, unit)}. "
            "Keep it in sight, and set the next one.",
            "above",
            f"The goal of {aim} is reached already",
        )
    if goal.verdict == "cannot tell":
        return Finding(
            f"We cannot tell yet whether the goal can be reached; it takes {goal.more_needed}.",
            short="Can the goal be reached? We cannot tell yet",
        )
    asks = "asks for growth" if not goal.n_reached else "asks for"
    opening = f"The goal of {aim} {asks if goal.verdict == 'unprecedented' else 'is'} {goal_words(goal)}"
    counted, between = share_of_past(goal, f"past {past}")
    basis = " who started near here" if goal.basis == "similar starters" else ""
    return Finding(
        f"{opening}: it takes {rate_words(goal.needed_rate, unit)} for "
        f"{count_of_weeks(goal.weeks)}, {_usual(goal, unit)}; {counted}{basis} grew that fast ({between}).",
        _VERDICTS[goal.verdict],
        f"{opening}: {counted} grew that fast",
    )


def say_crossing(crossing: MustCross) -> Finding:
    """Say how many students must still reach the cut for the team's goal.

    Parameters
    ----------
    crossing : MustCross
        As `stats.goals.must_cross` gives it.

    Raises
    ------
    DataError
        If it is no MustCross.
    """
    if not isinstance(crossing, MustCross):
        raise DataError(f"This needs what goals.must_cross gives, got {type(crossing).__name__}.")
    if not crossing.n:
        return Finding("No student has a score to compare with the cut yet.")
    have = f"{number(crossing.above)} of {count_of(crossing.n, 'student')}"
    reached = f"{have} {'has' if crossing.above == 1 else 'have'} reached the cut"
    goal = f"the goal of {percent(crossing.target_share)} is {number(crossing.needed)}"
    if not crossing.must_cross:
        fragile = f"; {crossing.caution}" if "above the cut by less" in crossing.caution else ""
        return Finding(
            f"{reached}; {goal}, so it is reached{fragile}.", "above", "The team's goal is reached"
        )
    more = f"{number(crossing.must_cross)} more must"
    near = ""
    if not pd.isna(crossing.within_sem):
        lie = "lies" if crossing.within_sem == 1 else "lie"
        near = f" Of those below, {number(crossing.within_sem)} {lie} within the test's own error of the cut."
    return Finding(
        f"{reached}; {goal}, so {more}.{near} "
        "Plan for the skill that is missing, not for those nearest the cut.",
        "below" if crossing.verdict == "stretch" else "cannot tell",
        f"{have} reached the cut; for the goal {more}",
    )


def _usual(goal: Attainability, unit: Unit) -> str:
    if pd.isna(goal.ambition):
        return f"where the usual is {rate_in(goal.typical_rate, unit)}"
    return times_usual(goal)
