"""A protocol as it runs: which step, how long still, who speaks, and how the minutes were really used.

The state is apart from any view. `ProtocolRun` is frozen: each press of a button gives a new run, and what
does not apply (`next` before `start`) gives the same one back, so that a face needs no guard. A face shows
`run.moment`, offers the buttons that `moment.possible` names, and keeps `run.to_dict()` so that a restarted
kernel goes on where the meeting is. Nothing here sleeps or reads a clock of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Self

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from plcnb.cycle.fitting import LONGEST_MEETING
from plcnb.cycle.protocols import Plan, ProtocolStep
from plcnb.errors import DataError
from plcnb.model.meetings import MeetingPart

Clock = Callable[[], float]
Status = Literal["waiting", "running", "paused", "finished"]
Button = Literal["start", "next", "back", "pause", "resume", "add_minute", "finish"]

MINUTE = 60.0  # seconds
# A clock that nobody touched for so long after its step should have ended was forgotten: the laptop was
# closed after the meeting. What it counts is no use of time, so it is not logged. A choice of ours.
FORGOTTEN = 180 * MINUTE

_POSSIBLE: dict[Status, tuple[Button, ...]] = {
    "waiting": ("start",),
    "running": ("next", "back", "pause", "add_minute", "finish"),
    "paused": ("next", "back", "resume", "add_minute", "finish"),
    "finished": ("back",),
}


class RunState(BaseModel):
    """What is kept of a run: plain values, times in seconds of the clock that was given.

    `used` and `added` are per planned step: seconds used (None: forgotten, so nobody knows) and minutes
    added. `since` is when the clock was last set going, None while it stands.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan: Plan
    status: Status = "waiting"
    place: int = Field(default=0, ge=0)
    used: tuple[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, ...]
    added: tuple[Annotated[int, Field(ge=0, le=LONGEST_MEETING)], ...]
    held: tuple[bool, ...]
    since: float | None = Field(default=None, allow_inf_nan=False)
    started: float | None = Field(default=None, allow_inf_nan=False)
    ended: float | None = Field(default=None, allow_inf_nan=False)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        n = len(self.plan.steps)
        if not len(self.used) == len(self.added) == len(self.held) == n or self.place >= n:
            raise ValueError(f"used, added, held and place must speak of the {n} steps of the plan")
        if (self.since is not None) != (self.status == "running"):
            raise ValueError("the clock goes exactly while the run is running")
        if (self.started is None) != (self.status == "waiting"):
            raise ValueError("a run has begun exactly when it does not wait")
        if (self.ended is None) != (self.status != "finished"):
            raise ValueError("a run has an end exactly when it is finished")
        return self


@dataclass(frozen=True)
class Moment:
    """What a face shows at one moment.

    Attributes
    ----------
    status : {"waiting", "running", "paused", "finished"}
    number, of : int
        The present step, counted from 1, and how many there are.
    step : ProtocolStep
        The present step: its title, prompt, who speaks and listens, the rule, what it leaves. Before the
        start it is the first, after the end the last.
    minutes : int
        Minutes the step may take: planned and added.
    seconds_left : float
        Of the present step; negative: over time.
    next_title : str
        What comes after; empty on the last step.
    planned_end, expected_end : float or None
        Seconds on the clock: when the meeting was to end, and when it will if what is left takes what was
        planned. None before the start.
    seconds_late : float
        Expected minus planned end; negative: there is time to spare. 0 before the start.
    forgotten : bool
        Whether nobody touched the clock for hours; the minutes of this step are not logged then.
    possible : tuple of str
        The buttons that do something now, as methods of the run are called.
    """

    status: Status
    number: int
    of: int
    step: ProtocolStep
    minutes: int
    seconds_left: float
    next_title: str
    planned_end: float | None
    expected_end: float | None
    seconds_late: float
    forgotten: bool
    possible: tuple[Button, ...]

    @property
    def speaks(self) -> str:
        """Who speaks now."""
        return self.step.speaks

    @property
    def listens(self) -> str:
        """Who listens now."""
        return self.step.listens

    @property
    def prompt(self) -> str:
        """What is asked of those who speak."""
        return self.step.prompt


@dataclass(frozen=True)
class ProtocolRun:
    """One meeting that follows a plan; see the module for how a face uses it.

    `clock` returns seconds. To survive a restart it must go on meanwhile, as `time.time` does and
    `time.monotonic` does not; a clock that is set back counts as one that stood.
    """

    state: RunState
    clock: Clock

    @classmethod
    def of(cls, plan: Plan, clock: Clock) -> "ProtocolRun":
        """Return a run of `plan` that waits for its start."""
        n = len(plan.steps)
        return cls(RunState(plan=plan, used=(0.0,) * n, added=(0,) * n, held=(False,) * n), clock)

    @classmethod
    def from_dict(cls, data: dict[str, Any], clock: Clock) -> "ProtocolRun":
        """Return the run that `to_dict` wrote down. If it was running, its time went on meanwhile.

        Raises
        ------
        DataError
            If that is not what `to_dict` writes.
        """
        try:
            return cls(RunState.model_validate(data), clock)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the whole"
            raise DataError(
                f"The meeting that was kept cannot be read: {where}: {first['msg'].lower()}. Start it again."
            ) from error

    def to_dict(self) -> dict[str, Any]:
        """Return the whole state, the plan included, as plain values that JSON can hold."""
        return self.state.model_dump(mode="json")

    @property
    def moment(self) -> Moment:
        """What a face shows now."""
        state, now = self.state, self.clock()
        steps, place = state.plan.steps, state.place
        left = [self._allowed(at) - self._used(at, now) for at in range(len(steps))]
        end = None if state.started is None else state.started + state.plan.minutes * MINUTE
        expected: float | None
        if state.started is None:
            expected = None
        else:
            expected = state.ended if state.ended is not None else now + sum(max(s, 0) for s in left[place:])
        return Moment(
            status=state.status,
            number=place + 1,
            of=len(steps),
            step=steps[place].step,
            minutes=steps[place].minutes + state.added[place],
            seconds_left=left[place],
            next_title=steps[place + 1].step.title if place + 1 < len(steps) else "",
            planned_end=end,
            expected_end=expected,
            seconds_late=0.0 if expected is None or end is None else expected - end,
            forgotten=self._forgotten(now),
            possible=self._possible(),
        )

    def start(self) -> "ProtocolRun":
        """Begin the first step."""
        if self.state.status != "waiting":
            return self
        now = self.clock()
        return self._with(status="running", started=now, since=now, held=self._held(0))

    def next(self) -> "ProtocolRun":
        """Go on to the next step, with the clock running; after the last one the meeting is over."""
        if self.state.place + 1 == len(self.state.plan.steps):
            return self.finish()
        return self._go_to(self.state.place + 1) if "next" in self._possible() else self

    def back(self) -> "ProtocolRun":
        """Go back one step, with the clock running; after the end: take the last step up again.

        The time it has used already stays counted.
        """
        if "back" not in self._possible():
            return self
        return self._go_to(self.state.place - (self.state.status != "finished"))

    def pause(self) -> "ProtocolRun":
        """Let the clock stand."""
        return self._stopped("paused") if self.state.status == "running" else self

    def resume(self) -> "ProtocolRun":
        """Let the clock go on."""
        return self._go_to(self.state.place) if self.state.status == "paused" else self

    def add_minute(self) -> "ProtocolRun":
        """Give the present step one more minute; the meeting ends later by as much, and says so."""
        at, added = self.state.place, list(self.state.added)
        if "add_minute" not in self._possible() or added[at] >= LONGEST_MEETING:
            return self
        added[at] += 1
        return self._with(added=tuple(added))

    def finish(self) -> "ProtocolRun":
        """End the meeting here; what was not reached is logged as not held."""
        if self.state.status not in ("running", "paused"):
            return self
        return self._stopped("finished")._with(ended=self.clock())

    def log(self) -> pd.DataFrame:
        """Return what was planned and what was used, a row a planned step, in order.

        Returns
        -------
        DataFrame
            `item`, `why`, `minutes` (planned), `added` (minutes), `used` (minutes as they were, not rounded;
            NaN: not held, or the clock was forgotten), `held` (bool). Tables and charts of an agenda take it
            as it is.
        """
        now, state = self.clock(), self.state
        used = [self._minutes_used(at, now) for at in range(len(state.plan.steps))]
        return state.plan.parts.assign(
            added=list(state.added), used=np.array(used, float), held=list(state.held)
        )

    def meeting_parts(self) -> tuple[MeetingPart, ...]:
        """Return the log as the record of a meeting keeps it: `used` is None where nobody knows."""
        log = self.log()
        rows = zip(log["item"], log["minutes"], log["used"], strict=True)
        return tuple(
            MeetingPart(item=item, minutes=int(minutes), used=None if np.isnan(used) else float(used))
            for item, minutes, used in rows
        )

    def _possible(self) -> tuple[Button, ...]:
        first = self.state.place == 0 and self.state.status != "finished"
        return tuple(one for one in _POSSIBLE[self.state.status] if not (one == "back" and first))

    def _go_to(self, place: int) -> "ProtocolRun":
        stopped = self._stopped("paused")
        held = stopped._held(place)
        return stopped._with(status="running", place=place, since=self.clock(), held=held, ended=None)

    def _stopped(self, status: Status) -> "ProtocolRun":
        """Return the run with its clock standing and the time of the present step counted."""
        at, used, now = self.state.place, list(self.state.used), self.clock()
        used[at] = None if used[at] is None or self._forgotten(now) else self._used(at, now)
        return self._with(status=status, used=tuple(used), since=None)

    def _with(self, **changes: Any) -> "ProtocolRun":
        return replace(self, state=self.state.model_copy(update=changes))

    def _held(self, place: int) -> tuple[bool, ...]:
        return tuple(held or at == place for at, held in enumerate(self.state.held))

    def _allowed(self, place: int) -> float:
        return (self.state.plan.steps[place].minutes + self.state.added[place]) * MINUTE

    def _used(self, place: int, now: float) -> float:
        """Return seconds used of a step; one whose clock was forgotten counts as used up."""
        counted = self.state.used[place]
        counted = self._allowed(place) if counted is None else counted
        going = self.state.since is not None and place == self.state.place
        return counted + (max(now - (self.state.since or 0.0), 0.0) if going else 0.0)

    def _minutes_used(self, place: int, now: float) -> float:
        unknown = not self.state.held[place] or self.state.used[place] is None
        if unknown or (place == self.state.place and self._forgotten(now)):
            return float("nan")
        return self._used(place, now) / MINUTE

    def _forgotten(self, now: float) -> bool:
        at, since = self.state.place, self.state.since
        if since is None:
            return self.state.used[at] is None
        return now - since > max(self._allowed(at) - (self.state.used[at] or 0.0), 0.0) + FORGOTTEN
