"""How a goal stands, and how all of a team's goals stand, in a sentence."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from plcnb.errors import ParameterError
from plcnb.model.goals import GOAL_STATES
from plcnb.tables import count_of, interval_words, percent, share_words
from plcnb.tables.frames import checked
from plcnb.words.finding import FEW, Finding


def say_standing(frame: pd.DataFrame, target: float) -> Finding:
    """Say whether the latest evidence has reached a goal, or whether nobody can tell.

    Parameters
    ----------
    frame : DataFrame
        What was measured since the goal was set, in the order of time: rows as `stats.mastery.by_standard`
        gives them against the goal as its cut, with a column `title` of the assessments. Rows with `hidden`
        are not spoken of.
    target : float
        The goal, as a share.

    Raises
    ------
    DataError
        If the frame is malformed.
    ParameterError
        If `target` is no share.
    """
    if not isinstance(target, int | float) or not 0 <= target <= 1:
        raise ParameterError(f"target must be a share from 0 to 1, got {target!r}.")
    data = checked(
        frame,
        "what was measured since a goal was set",
        shares=("share", "low", "high"),
        counts=("n_students", "n_items"),
        texts=("title", "verdict"),
    )
    known = data[~data["hidden"] & data["share"].notna()]
    if known.empty and data["hidden"].any():
        return Finding("Too few students answered for a number that may leave the team.")
    if known.empty:
        return Finding("Nothing has been measured since the goal was set.")
    last = {str(name): value for name, value in known.iloc[-1].items()}
    certain = "" if pd.isna(last["low"]) else f", {interval_words(last['low'], last['high'])}"
    seen = (
        f"{share_words(last)} of the points on {last['title'] or 'the latest assessment'} "
        f"({count_of(last['n_students'], 'student')}, {count_of(last['n_items'], 'question')}{certain})"
    )
    aim = percent(target)
    heads = {
        "above": f"The goal of {aim} is reached",
        "cannot tell": f"We cannot tell yet whether the goal of {aim} is reached",
        "below": f"The goal of {aim} is not reached yet",
    }
    head = heads[last["verdict"]]
    return Finding(f"{head}: {seen}.", last["verdict"], head)


def say_reached(share: float | None, target: float, n: int | None, low: float, high: float) -> str:
    """Say what a goal came to when it was closed: the share, of how many, how sure, against the goal.

    Parameters
    ----------
    share : float, optional
        What was reached.
    target : float
        The goal.
    n : int, optional
        Students measured; None: nobody wrote it down.
    low, high : float
        Interval of the share; NaN: not known.
    """
    if share is None:
        return f"Nobody wrote down what was reached; the goal was {percent(target)}."
    students = "an unknown number of students" if n is None else count_of(n, "student")
    sure = "" if pd.isna(low) or pd.isna(high) else f", {interval_words(low, high)}"
    few = "; of so few one more would change it" if n is not None and 0 < n < FEW else ""
    return f"{percent(share)} ({students}){sure}; the goal was {percent(target)}{few}."


def say_goals(states: Iterable[str], overdue: int = 0) -> Finding:
    """Say how many goals are met, not met and open, and how many of the open ones are past their day.

    Parameters
    ----------
    states : iterable of str
        The state of each goal.
    overdue : int
        How many of the open ones should have been closed by now.

    Raises
    ------
    ParameterError
        If a state is unknown.
    """
    counts = Counter(states)
    words = {state: label.lower() for state, label in GOAL_STATES}
    strange = sorted(set(counts) - set(words))
    if strange:
        raise ParameterError(f"A goal is one of {', '.join(words)}; got {strange[0]!r}.")
    if not counts:
        return Finding("No goal has been set yet.")
    told = ", ".join(f"{counts[state]} {word}" for state, word in words.items() if counts[state])
    late = ""
    if overdue:
        late = f"; {count_of(overdue, 'open goal')} {'is' if overdue == 1 else 'are'} past the day"
    return Finding(f"{count_of(counts.total(), 'goal')}: {told}{late}.")
