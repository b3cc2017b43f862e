"""What the team set itself: its goals in a line each, and its open steps with owner and day."""

from datetime import date, timedelta
from textwrap import shorten

from plcnb.model import ActionStep, Goal
from plcnb.reports.leaving_numbers import is_of_one, numbers_may_be_seen
from plcnb.reports.room import Room
from plcnb.reports.sections import Markup, Section, empty_state, one_word, paragraph
from plcnb.stats.disclosure import MINIMUM
from plcnb.tables import Cell, Column, Table, count_of, percent

_MOST = 3  # goals, and steps, that two printed pages hold beside everything else
_NEWS = timedelta(weeks=10)  # a goal closed longer ago stands in the goal review alone
_LINE = 76  # letters of a goal or of a step on this page
_GOAL_SHAPES = {"open": "○ open", "met": "● met", "not met": "◆ not met", "let go": "– let go"}


def goals_section(room: Room) -> Section:
    """Return the team's goals in a line each: what, from where to where, by when, and how it stands."""
    goals = [goal for goal in room.list(Goal) if goal.state != "let go"]
    if not goals:
        missing = empty_state(
            "No goal has been set yet,",
            "so nobody can say whether the work leads there.",
            "Set one in the notebook 02-goals.",
        )
        return Section("Goals", "Where do we want our students to be?", (missing,))
    recent = [one for one in sorted(goals, key=_goal_order) if _is_news(one, room.today)]
    shown = (recent or goals)[:_MOST]
    rows = tuple(_goal_row(room, goal) for goal in shown)
    columns = (Column("Goal"), Column("From", "num"), Column("To", "num"), Column("By"), Column("Stands"))
    rest = len(goals) - len(shown)
    more = [paragraph(f"{count_of(rest, 'goal')} more: see the goal review.", "small")] if rest else []
    return Section("Goals", _goals_headline(goals), (Table("Goals of the team", columns, rows), *more))


def _is_news(goal: Goal, today: date) -> bool:
    return goal.state == "open" or goal.closed_on is None or goal.closed_on > today - _NEWS


def steps_section(room: Room, most: int = _MOST) -> Section | Markup:
    """Return the open steps with owner and day, what is overdue first; outside the team how many.

    Of a single teacher nobody outside reads even that.

    Parameters
    ----------
    room : Room
    most : int
        How many are shown in full; the others are counted.
    """
    if is_of_one(room):
        return Markup("")
    waiting = sorted(
        (one for one in room.list(ActionStep, unfinished=True) if one.state == "open" and _said(one)),
        key=lambda one: (one.due or date.max, one.id),
    )
    late = [one for one in waiting if one.due is not None and one.due < room.today]
    headline = count_of(len(waiting), "step") + " open" + (f", {len(late)} overdue" if late else "")
    if not room.inside:
        return Section("Open steps", headline)
    if not waiting:
        missing = empty_state(
            "No step is open,", "so nothing of the last meeting waits.", "Write one in 03-data-meeting."
        )
        return Section("Open steps", "Nothing is waiting", (missing,))
    rows = tuple(_step_row(room, one, brief=most == _MOST) for one in waiting[:most])
    what = "What" if most == _MOST else "What, and what students will do then"
    columns = (Column(what), Column("Who"), Column("By"))
    rest = len(waiting) - len(rows)
    more = [paragraph(f"{count_of(rest, 'step')} more in 03-data-meeting.", "small")] if rest else []
    return Section("Open steps", headline, (Table("Open steps", columns, rows), *more))


def _said(step: ActionStep) -> bool:
    """Whether anybody has written what the step is, or outside the team who does it by when."""
    return bool(step.what or step.owner or step.due)


def _goal_order(goal: Goal) -> tuple[bool, date, str]:
    return goal.state != "open", goal.by or date.max, goal.id


def _goals_headline(goals: list[Goal]) -> str:
    counts = {state: sum(goal.state == state for goal in goals) for state in ("open", "met", "not met")}
    said = [f"{n} {state}" for state, n in counts.items() if n]
    return f"{count_of(len(goals), 'goal')}: {', '.join(said)}"


def _goal_row(room: Room, goal: Goal) -> tuple[Cell, ...]:
    standard = room.standard_name(goal.standard_id) if goal.standard_id else ""
    what = goal.what or standard or "a goal of the team"
    stands = _GOAL_SHAPES[goal.state]
    n = goal.reached_n or 0
    few = not room.inside and (n < MINIMUM or not numbers_may_be_seen(room))
    reached = "" if goal.reached is None or few else f"reached {percent(goal.reached, n)}"
    if reached and n:
        reached += f" ({count_of(n, 'student')})"
    return (
        Cell(shorten(what, _LINE, placeholder=" …"), goal.whom),
        Cell(_share(goal.start) if room.inside else ""),  # typed, of nobody knows how many
        Cell(_share(goal.target)),
        Cell(one_word(goal.by)),
        Cell(stands, reached),
    )


def _share(share: float | None) -> str:
    return "" if share is None else percent(share)


def _step_row(room: Room, step: ActionStep, *, brief: bool) -> tuple[Cell, ...]:
    what = step.what or "not written down yet"
    then = f"Students will {step.students_will}" if step.students_will else ""
    if then.lower().startswith("students will students will"):
        then = step.students_will
    due = one_word(step.due) if step.due else "no day"
    late = "overdue" if step.due is not None and step.due < room.today else ""
    return (
        Cell(shorten(what, _LINE, placeholder=" …"), "" if brief else shorten(then, _LINE, placeholder=" …")),
        Cell(room.name_of(step.owner).replace(" ", "\xa0") or "nobody yet"),
        Cell(due, late),
    )
