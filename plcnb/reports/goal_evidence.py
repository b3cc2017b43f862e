"""What the evidence says of a goal: how it stands, and whether it can be reached at the team's own pace."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import nan
from typing import Any

import pandas as pd

from plcnb import tables
from plcnb.model import Goal
from plcnb.reports.room import Room
from plcnb.reports.standards_seen import standard_in_time
from plcnb.stats.goals import Attainability, attainability

_SAME = 0.02  # a share that was typed in whole per cent is the evidence's if it lies this near


@dataclass(frozen=True)
class GoalEvidence:
    """A goal with what was measured of it.

    Attributes
    ----------
    goal : Goal
    in_time : DataFrame
        As `standards_seen.standard_in_time` gives it, judged against the goal; empty without a standard.
    growth : DataFrame
        How the team's shares have grown before: start, end, weeks.
    today : date
    """

    goal: Goal
    in_time: pd.DataFrame
    growth: pd.DataFrame
    today: date

    past = "standard"  # what has grown before, in the singular

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

    def interval_at_the_end(self) -> tuple[float, float]:
        """Return the interval of the share that was reached; NaN where the evidence does not have it."""
        row, reached = self.latest, self.goal.reached
        if row is None or reached is None or not abs(row["share"] - reached) <= _SAME:
            return nan, nan
        return float(row["low"]), float(row["high"])

    @cached_property
    def attainability(self) -> Attainability | None:
        """How what is still to be gained compares with past growth; None where a number is missing."""
        goal, row = self.goal, self.latest
        now = row["share"] if row is not None and row["share"] == row["share"] else goal.start
        begun = max(self.today, goal.set_on) if goal.set_on else self.today
        if now is None or goal.target is None or goal.by is None or goal.by <= begun:
            return None
        return attainability(now, goal.target, (goal.by - begun).days / 7, self.growth)


def evidence_of(room: Room, goal: Goal, growth: pd.DataFrame) -> GoalEvidence:
    """Return what the evidence says of a goal.

    Parameters
    ----------
    room : Room
    goal : Goal
    growth : DataFrame
        As `standards_seen.team_growth` gives it.
    """
    if goal.standard_id and goal.target is not None:
        in_time = standard_in_time(
            room.evidence, goal.standard_id, cut=goal.target, audience=room.audience, until=room.today
        )
    else:
        in_time = pd.DataFrame({"date": [], "share": []})
    return GoalEvidence(goal, in_time, growth, room.today)
