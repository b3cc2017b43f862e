"""How regularly a team meets, where its minutes go, and whether what it promises gets done.

These describe a team's habits so that time and help can be given; none of them is a mark.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from plcnb.model import ActionStep, Measurement, Meeting, Trial

WINDOW = timedelta(weeks=8)  # back from today: about four meetings of a team that meets every other week
QUIET = timedelta(weeks=4)  # without a meeting held: two that should have been are missing


@dataclass(frozen=True)
class Cadence:
    """A team's meetings of the last weeks.

    Attributes
    ----------
    planned, held : int
        Meetings in the window whose day has come: all of them, and those held.
    last : date or None
        Day of the latest meeting held, also before the window.
    ahead : date or None
        Day of the next one planned.
    minutes_planned, minutes_used : float
        Of the parts of held meetings in the window whose use was noted; `n_noted` meetings. 0 without any.
    quiet : bool
        Whether none was held for four weeks, or ever.
    """

    planned: int
    held: int
    last: date | None
    ahead: date | None
    minutes_planned: float
    minutes_used: float
    n_noted: int
    quiet: bool


@dataclass(frozen=True)
class FollowThrough:
    """What became of the steps a team set itself.

    Attributes
    ----------
    open, overdue, done, in_time : int
        Steps; `overdue` are open ones whose day is past, `in_time` done ones finished by their day.
    late_days : float or None
        Median days from the day to be done by to the day done, of those done late; None without any.
    """

    open: int
    overdue: int
    done: int
    in_time: int
    late_days: float | None


def cadence(meetings: Iterable[Meeting], today: date, window: timedelta = WINDOW) -> Cadence:
    """Return how regularly a team has met.

    Parameters
    ----------
    meetings : iterable of Meeting
        A cancelled one counts as planned and not held.
    today : date
    window : timedelta
        How far back meetings count.
    """
    dated = [(one.on, one) for one in meetings if one.on is not None]
    recent = [one for on, one in dated if today - window < on <= today]
    held = [one for one in recent if one.state == "held"]
    ever = [on for on, one in dated if one.state == "held" and on <= today]
    noted = [one for one in held if any(part.used is not None for part in one.parts)]
    parts = [part for one in noted for part in one.parts if part.used is not None]
    last = max(ever, default=None)
    return Cadence(
        planned=len(recent),
        held=len(held),
        last=last,
        ahead=min((on for on, one in dated if on > today and one.state == "planned"), default=None),
        minutes_planned=float(sum(part.minutes for part in parts)),
        minutes_used=float(sum(part.used or 0 for part in parts)),
        n_noted=len(noted),
        quiet=last is None or today - last > QUIET,
    )


def follow_through(steps: Iterable[ActionStep], today: date) -> FollowThrough:
    """Return what became of the steps; those let go count nowhere."""
    listed = list(steps)
    done = [one for one in listed if one.state == "done"]
    waiting = [one for one in listed if one.state == "open"]
    delays = [(one.done_on - one.due).days for one in done if one.done_on and one.due]
    late = [days for days in delays if days > 0]
    return FollowThrough(
        open=len(waiting),
        overdue=sum(one.due is not None and one.due < today for one in waiting),
        done=len(done),
        in_time=len(delays) - len(late),
        late_days=median(late) if late else None,
    )


def unmeasured(
    trials: Iterable[Trial], measurements: Iterable[Measurement], today: date
) -> tuple[Trial, ...]:
    """Return the open trials without a measurement for longer than their own rhythm."""
    latest: dict[str, date] = {}
    for one in measurements:
        if one.on is not None:
            latest[one.trial_id] = max(one.on, latest.get(one.trial_id, one.on))
    return tuple(
        trial
        for trial in trials
        if not trial.decision
        and trial.closed_on is None
        and trial.begins is not None
        and today - max(latest.get(trial.id, trial.begins), trial.begins) > timedelta(days=trial.every_days)
    )
