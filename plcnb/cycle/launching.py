"""The weeks before a coaching year: what must stand by which day, and what is late."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

import pandas as pd

from plcnb.cycle.reading import vocabulary
from plcnb.errors import ParameterError
from plcnb.model import LaunchMilestone
from plcnb.model.launch import AREAS

SOON = 14  # days: what is due within them needs somebody's thought now; a design choice
STATES = ("late", "due soon", "later", "without a day", "done")
_DAYS_OF_A_WEEK = 7
_SATURDAY = 5
_LONGEST_CLOSURE = 200  # days in a row without school: more is a slip in the calendar
_AREAS = tuple(area for area, _ in AREAS)


def launch_plan(
    first_day: date,
    *,
    areas: Iterable[str] = _AREAS,
    school_closed: Iterable[date] = (),
    today: date | None = None,
    team_id: str = "",
) -> tuple[LaunchMilestone, ...]:
    """Return what should stand before the first day, each with the day by which, from 20 weeks before on.

    Parameters
    ----------
    first_day : date
        Of the team's work together.
    areas : iterable of str
        Of `model.launch.AREAS`: those to plan for.
    school_closed : iterable of date
        Days without school. What would be due on one, or on a weekend, is due on the school day before.
    today : date, optional
        Given, and the weeks before it are gone: the same steps in the same order, drawn together into the
        days that are left.
    team_id : str
        Whose plan it is.

    Returns
    -------
    tuple of LaunchMilestone
        In the order of their days, without owners; not saved anywhere.

    Raises
    ------
    ParameterError
        If an area is unknown, `today` is not before the first day, or the school is closed for months.
    """
    wanted = tuple(areas)
    strange = [area for area in wanted if area not in _AREAS]
    if strange:
        raise ParameterError(f"areas holds {strange[0]!r}; expected some of {', '.join(_AREAS)}.")
    if today is not None and today >= first_day:
        raise ParameterError(
            f"The first day, {first_day}, must be after today, {today}: plan for a later one."
        )
    listed = [one for one in vocabulary("launch")["milestones"] if one["area"] in wanted]
    closed = frozenset(school_closed)
    longest = max((one["weeks"] for one in listed), default=0) * _DAYS_OF_A_WEEK
    there_are = longest if today is None else min((first_day - today).days, longest)
    plan = []
    for one in listed:
        days = one["weeks"] * _DAYS_OF_A_WEEK * (there_are / longest)
        due = _school_day(first_day - timedelta(days=max(round(days), 1)), closed, today)
        plan.append(LaunchMilestone(team_id=team_id, what=one["what"], area=one["area"], due=due))
    return tuple(plan)


def late(milestones: Sequence[LaunchMilestone], today: date) -> pd.DataFrame:
    """Return every milestone with its state, what is late longest first.

    Parameters
    ----------
    milestones : sequence of LaunchMilestone
        In any order.
    today : date
        The day the page speaks of.

    Returns
    -------
    DataFrame
        id, what, area, owner (an id; "" if nobody), due (NaT: none), days_late (whole number; 0 unless late),
        state: "late" (its day has passed), "due soon" (within 14 days), "later", "without a day", "done".
        In that order of states, inside by day.
    """
    rows = [
        {
            "id": one.id,
            "what": one.what,
            "area": one.area,
            "owner": one.owner,
            "due": pd.Timestamp(one.due) if one.due else pd.NaT,
            "days_late": _days_late(one, today),
            "state": _state(one, today),
        }
        for one in milestones
    ]
    columns = ["id", "what", "area", "owner", "due", "days_late", "state"]
    frame = pd.DataFrame(rows, columns=columns).astype({"due": "datetime64[ns]", "days_late": int})
    order = frame["state"].map({state: place for place, state in enumerate(STATES)})
    return (
        frame.assign(order=order)
        .sort_values(["order", "due"], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )


def _state(one: LaunchMilestone, today: date) -> str:
    if one.done_on is not None:
        return "done"
    if one.due is None:
        return "without a day"
    if one.due < today:
        return "late"
    return "due soon" if (one.due - today).days <= SOON else "later"


def _days_late(one: LaunchMilestone, today: date) -> int:
    return (today - one.due).days if one.due and _state(one, today) == "late" else 0


def _school_day(day: date, closed: Collection[date], today: date | None) -> date:
    """Return the day, or the last school day before it; where that has passed, the next one after today."""
    found = _nearest(day, closed, -1)
    return _nearest(today, closed, 1) if today is not None and found < today else found


def _nearest(day: date, closed: Collection[date], step: int) -> date:
    for moved in range(_LONGEST_CLOSURE):
        there = day + timedelta(days=step * moved)
        if there.weekday() < _SATURDAY and there not in closed:
            return there
    raise ParameterError(
        f"school_closed holds every day for {_LONGEST_CLOSURE} days around {day}; check the calendar."
    )
