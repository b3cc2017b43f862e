"""What the evidence says of a goal: how it stands, and whether it can be reached at the team's own pace."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import nan
from typing import Any

import pandas as pd

from plcnb import tables
from plcnb.cycle.goal_check import Attainable, attainable
from plcnb.model import Goal
from plcnb.reports.room import Room
from plcnb.reports.standards_seen import StandardsEvidence, nothing_measured
from plcnb.stats.goals import attainability
from plcnb.words import say_goal

PAST = "span"  # what has grown before: the time from one check to the next
_SAME = 0.02  # a share that was typed in whole per cent is the evidence's if it lies this near


@dataclass(frozen=True)
class GoalEvidence:
    """A goal with what was measured of it.

    Attributes
    ----------
    goal : Goal
    in_time : DataFrame
        As `StandardsEvidence.in_time` gives it, judged against the goal; empty without a standard.
    growth : DataFrame
        How the team's shares have grown before: start, end, weeks.
    today : date
    """

    goal: Goal
    in_time: pd.DataFrame
    growth: pd.DataFrame
    today: date

    @property
    def since(self) -> pd.DataFrame:
        """What was measured after the goal was set, until it was closed."""
        data = self.in_time
        if data.empty or self.goal.set_on is None:
            return data
        days = pd.to_datetime(data["date"])
        after = days > pd.Timestamp(self.goal.set_on)
        if self.goal.closed_on is not None:
            after &= days <= pd.Timestamp(self.goal.closed_on)
        return data[after]

    @property
    def latest(self) -> dict[str, Any] | None:
        """The latest measurement since the goal was set; None where there is none."""
        known = self.since
        return tables.records(known.tail(1))[0] if len(known) else None

    def has_shown(self, share: float | None) -> bool:
        """Return whether a share that was typed stands in the evidence the audience sees, give or take."""
        if share is None or self.in_time.empty:
            return False
        hidden = self.in_time.get("hidden", pd.Series(False, index=self.in_time.index)).astype(bool)
        return bool(((self.in_time["share"] - share).abs() <= _SAME)[~hidden].any())

    def interval_at_the_end(self) -> tuple[float, float]:
        """Return the interval of the share that was reached; NaN where the evidence does not have it."""
        row, reached = self.latest, self.goal.reached
        if row is None or reached is None or not abs(row["share"] - reached) <= _SAME:
            return nan, nan
        return float(row["low"]), float(row["high"])

    @cached_property
    def reach(self) -> Attainable:
        """Whether the goal can be reached, by the team's own growth on its standard; else in all standards.

        Four checks a year ask about one standard three times at most, too few to judge by; what students
        gained from check to check in every standard is more, and the basis says that it is of all.
        """
        goal = self.goal
        history = self.in_time.reindex(columns=["date", "share", "n_students"]).rename(
            columns={"n_students": "n"}
        )
        judged = attainable(goal, history, today=self.today)
        settled = judged.goal is None or judged.goal.verdict != "cannot tell"
        if settled or goal.start is None or goal.target is None or goal.by is None:
            return judged
        rates = ((self.growth["end"] - self.growth["start"]) / self.growth["weeks"]).to_numpy(float)
        weeks = (goal.by - (goal.set_on or self.today)).days / 7
        wider = attainability(goal.start, goal.target, weeks, rates, improvement="up")
        if wider.verdict == "cannot tell":
            return judged
        basis = f"our own growth in all standards, from one check to the next ({wider.n} times)"
        caution = "each check has its own questions, and an easier one looks like growth"
        return Attainable(say_goal(wider, "share", PAST), basis, "", caution, wider)


def evidence_of(room: Room, goal: Goal, seen: StandardsEvidence) -> GoalEvidence:
    """Return what the evidence says of a goal.

    Parameters
    ----------
    room : Room
    goal : Goal
    seen : StandardsEvidence
    """
    if goal.standard_id and goal.target is not None:
        in_time = seen.in_time(goal.standard_id, goal.target, until=room.today)
    else:
        in_time = nothing_measured()
    return GoalEvidence(goal, in_time, seen.growth(room.today), room.today)
