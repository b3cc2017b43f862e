"""A protocol while the team follows it: the clock, who speaks, what is asked; the minutes go on record."""

from collections.abc import Callable
from html import escape
from threading import RLock
from typing import Any

from plcnb.cycle.running import Moment, ProtocolRun
from plcnb.forms.edge import kept_under, obstacle
from plcnb.tables.numbers import count_of

_SAME_DAY = 12 * 3600.0  # seconds in which a run that was broken off is still the same meeting
_UNEXPECTED = "That button did not work. Press it again, or run the notebook again."


class ProtocolRunner:
    """The live face of a run; see `protocol_runner`.

    Attributes
    ----------
    run : ProtocolRun
        The run as it is now.
    """

    def __init__(
        self, run: ProtocolRun, about: str, on_change: Callable[[ProtocolRun], object] | None
    ) -> None:
        from plcnb.forms.live import RunnerFace

        self.run, self._on_change = run, on_change
        self._notice, self._version = "", 0
        self._lock = RLock()
        self.title = run.state.plan.protocol.name
        key = kept_under(about, run.state.plan.model_dump(mode="json"))
        self.face = RunnerFace(self.handle, {"title": self.title, "key": key}, self.view())

    def handle(self, message: object) -> dict[str, Any]:
        """Take one message and return what to show now."""
        with self._lock:
            asked = message if isinstance(message, dict) else {}
            self._notice = obstacle(lambda: self._take(asked), _UNEXPECTED)
            return self.view()

    def view(self) -> dict[str, Any]:
        """Return everything a face shows, as plain data."""
        moment = self.run.moment
        self._version += 1
        return {
            "version": self._version,
            "status": moment.status,
            "number": moment.number,
            "of": moment.of,
            "title": moment.step.title,
            "prompt": moment.prompt,
            "speaks": moment.speaks,
            "listens": moment.listens,
            "rule": moment.step.rule,
            "leaves": moment.step.leaves,
            "minutes": moment.minutes,
            "seconds_left": moment.seconds_left,
            "next_title": moment.next_title,
            "late": _late(moment),
            "forgotten": moment.forgotten,
            "possible": list(moment.possible),
            "notice": self._notice,
            "kept": self.run.to_dict() if moment.status != "waiting" else None,
        }

    def _take(self, message: dict[str, Any]) -> None:
        verb, pressed = message.get("type"), message.get("button")
        if verb == "hello":
            self._go_on(message.get("kept"))
        elif verb == "press" and self._applies(pressed, message.get("number")):
            self.run = getattr(self.run, str(pressed))()
            if self._on_change is not None:
                self._on_change(self.run)

    def _applies(self, pressed: object, number: object) -> bool:
        """Tell whether a button does something, and was pressed on the step that is shown now."""
        moment = self.run.moment
        return pressed in moment.possible and type(number) is int and number == moment.number

    def _go_on(self, kept: object) -> None:
        """Take up the run that a browser has kept, if it is of this plan and this one has not begun."""
        if self.run.state.status != "waiting" or not isinstance(kept, dict):
            return
        former = ProtocolRun.from_dict(kept, self.run.clock)
        began = former.state.started or 0.0
        same_day = 0 <= self.run.clock() - began < _SAME_DAY
        if same_day and former.state.plan == self.run.state.plan and former.state.status != "finished":
            self.run = former

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        from plcnb.forms.live import live_bundle

        return live_bundle(self.face, protocol_sheet(self.run), repr(self))

    def __repr__(self) -> str:
        return f"Protocol: {self.title}, {count_of(self.run.state.plan.minutes, 'minute')}"


def protocol_runner(
    run: ProtocolRun, *, about: str = "", on_change: Callable[[ProtocolRun], object] | None = None
) -> ProtocolRunner:
    """Return the live face of a run: step, clock, who speaks, the prompt, and the buttons to go on.

    Parameters
    ----------
    run : ProtocolRun
        With a clock that goes on over a restart, as `time.time` does.
    about : str
        What it is a run of, such as the team and the day. A browser keeps a run that was broken off, and
        gives it back where this and the plan are the same.
    on_change : callable, optional
        Is called with the run after each button, to put the minutes on record.
    """
    return ProtocolRunner(run, about, on_change)


def protocol_sheet(run: ProtocolRun) -> str:
    """Return the steps of a run as HTML to print: minutes, what is asked, who speaks."""
    rows = "".join(
        f'<tr><td class="num">{one.minutes}</td><th scope="row">{escape(one.step.title)}</th>'
        f"<td>{escape(one.step.prompt)}</td><td>{escape(one.step.speaks)}</td></tr>"
        for one in run.state.plan.steps
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Minutes", "Step", "What is asked", "Speaks"))
    note = f"<p>{escape(run.state.plan.note)}</p>" if run.state.plan.note else ""
    title = escape(run.state.plan.protocol.name)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<h3>{title}</h3>{table}{note}"


def _late(moment: Moment) -> str:
    """Say kindly whether the meeting will end on time, in whole minutes."""
    minutes = int(abs(moment.seconds_late) // 60)
    if moment.status == "waiting" or minutes < 1:
        return ""
    if moment.seconds_late > 0:
        return f"As things stand the meeting ends {count_of(minutes, 'minute')} later than planned."
    return f"{count_of(minutes, 'minute')} in hand."
