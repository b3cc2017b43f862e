"""Goals beside past growth as a table, and the words and numbers that its chart and its sentence share."""

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from plcnb.errors import DataError, ParameterError
from plcnb.stats.goals import Attainability
from plcnb.tables.numbers import MISSING, count_of, interval_words, number, percent
from plcnb.tables.table import Cell, Column, Table

Unit = Literal["points", "share"]

GOAL_WORDS: dict[str, str] = {
    "reached already": "reached already",
    "within reach": "within reach",
    "stretch": "a stretch",
    "unprecedented": "faster than we have seen",
    "cannot tell": "cannot tell yet",
}
GOAL_SHAPES: dict[str, str] = {
    "reached already": "●",
    "within reach": "●",
    "stretch": "▲",
    "unprecedented": "◆",
    "cannot tell": "○",
}


def goals_table(goals: Mapping[str, Attainability], unit: Unit = "points", past: str = "student") -> Table:
    """Return goals beside the growth of the past, in their own order, as a table.

    Parameters
    ----------
    goals : mapping from what each goal is called to what `stats.goals.attainability` gives
        For the team's own eyes where they are students' goals.
    unit : "points" or "share"
        Of the scores; shares are shown as per cent.
    past : str
        What has grown in the past, in the singular.

    Raises
    ------
    DataError, ParameterError
        If a goal is no Attainability, or `unit` is unknown.
    """
    columns = (
        Column("Goal"),
        Column("Needed a week", "num"),
        Column("Times the usual", "num"),
        Column("Grew this fast"),
        Column("Verdict"),
    )
    rows = tuple(_row(name, checked_goal(goal, unit), unit, past) for name, goal in goals.items())
    return Table(
        "Goals beside past growth: what each needs a week, and how many have grown that fast",
        columns,
        rows,
        "No goal has been set yet.",
    )


def _row(name: str, goal: Attainability, unit: Unit, past: str) -> tuple[Cell, ...]:
    scores = f"{score_in(goal.start, unit)} → {score_in(goal.target, unit)}"
    usual = "" if pd.isna(goal.typical_rate) else f"usual: {rate_in(goal.typical_rate, unit)}"
    share = Cell(*share_of_past(goal, past)) if goal.n else Cell(MISSING)
    verdict = f"{GOAL_SHAPES[goal.verdict]}\N{NO-BREAK SPACE}{goal_words(goal)}"
    return (
        Cell(name, f"{scores} in {count_of_weeks(goal.weeks)}"),
        Cell(rate_in(goal.needed_rate, unit), usual),
        Cell(number(goal.ambition)),
        share,
        Cell(verdict, "; ".join(filter(None, (goal.more_needed, goal.caution)))),
    )


def checked_goal(goal: Attainability, unit: Unit) -> Attainability:
    """Return the goal; refuse anything else, and units that are unknown.

    Raises
    ------
    DataError, ParameterError
    """
    if not isinstance(goal, Attainability):
        raise DataError(f"A goal must be what goals.attainability gives, got {type(goal).__name__}.")
    check_unit(unit)
    return goal


def check_unit(unit: Unit) -> None:
    """Raise ParameterError unless the unit is "points" or "share"."""
    if unit not in ("points", "share"):
        raise ParameterError(f'unit must be "points" or "share", got {unit!r}.')


def goal_words(goal: Attainability) -> str:
    """Return the verdict on a goal in words: "a stretch"; what somebody has done is not called unseen."""
    if goal.verdict == "unprecedented" and goal.n_reached:
        return "more than twice the usual growth"
    return GOAL_WORDS[goal.verdict]


def times_usual(goal: Attainability) -> str:
    """Return how much faster than usual a goal asks for: "1.6 times the usual", "about the usual"."""
    times = number(goal.ambition)
    return "about the usual" if times == "1" else f"{times} times the usual"


def this_fast(goal: Attainability) -> str:
    """Return what those have done who are counted: grown as fast as the goal asks, or enough to keep it."""
    return "would stay there" if goal.verdict == "reached already" else "grew this fast"


def score_in(score: float, unit: Unit) -> str:
    """Return a score: "92", or as per cent, where no score can lie outside 0 to 100 %."""
    return number(score) if unit == "points" or pd.isna(score) else percent(min(max(score, 0.0), 1.0))


def rate_in(rate: float, unit: Unit) -> str:
    """Return a rate: points, or points of 100, a week."""
    return number(rate if unit == "points" else 100 * rate)


def rate_words(rate: float, unit: Unit) -> str:
    """Return a rate with its unit: "1.7 a week", "2 points of 100 a week"."""
    said = rate_in(rate, unit)
    points = "" if unit == "points" else " point of 100" if said in ("1", "−1") else " points of 100"
    return f"{said}{points} a week"


def share_of_past(goal: Attainability, past: str = "student") -> tuple[str, str]:
    """Return how many of the past grew fast enough ("3 of 24 students"), and where their share lies."""
    if pd.isna(goal.p_reach):
        return MISSING, ""
    return f"{goal.n_reached} of {count_of(goal.n, past)}", interval_words(goal.low, goal.high)


def basis_words(goal: Attainability, past: str = "student") -> str:
    """Return what a goal was compared with: "24 past students who started near here"."""
    counted = count_of(goal.n, f"past {past}")
    if goal.basis == "similar starters":
        return f"{counted} who started near here, of {number(goal.n_all)}"
    return counted if goal.n else "nobody yet"


def count_of_weeks(weeks: float) -> str:
    """Return "1 week", "15 weeks", "2.5 weeks"."""
    return f"{number(weeks)} {'week' if weeks == 1 else 'weeks'}"
