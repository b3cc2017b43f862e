"""Saving a moment after the last keystroke, and not at every one."""

from collections.abc import Callable
from contextvars import copy_context
from threading import Timer

Cancel = Callable[[], None]
Schedule = Callable[[float, Callable[[], None]], Cancel]

WAIT = 0.5  # seconds of quiet; with the quarter of a second that the browser waits: kept within one second
LONGEST = 4.0  # seconds that somebody who never pauses waits at most


def on_a_thread(seconds: float, action: Callable[[], None]) -> Cancel:
    """Run `action` later on a thread of its own; return how to call that off.

    The thread gets a copy of the context: without it ipykernel cannot tell which cell a message belongs to.
    """
    timer = Timer(seconds, copy_context().run, (action,))
    timer.daemon = True
    timer.start()
    return timer.cancel


class Debounce:
    """Calls `action` once after the last of many pokes, and at the latest `longest` seconds after the first.

    Parameters
    ----------
    action : callable
    clock : callable
        Seconds, from any beginning.
    schedule : callable
        Takes seconds and what to do then; returns how to call it off.
    """

    def __init__(
        self,
        action: Callable[[], None],
        clock: Callable[[], float],
        schedule: Schedule = on_a_thread,
        *,
        wait: float = WAIT,
        longest: float = LONGEST,
    ) -> None:
        self._action, self._clock, self._schedule = action, clock, schedule
        self._wait, self._longest = wait, longest
        self._since: float | None = None
        self._cancel: Cancel | None = None

    def poke(self) -> None:
        """Act soon, unless another poke comes first."""
        now = self._clock()
        self._since = now if self._since is None else self._since
        self._call_off()
        left = max(self._since + self._longest - now, 0.0)
        self._cancel = self._schedule(min(self._wait, left), self.flush)

    def flush(self) -> None:
        """Act now, if there is anything to do."""
        self._call_off()
        if self._since is not None:
            self._since = None
            self._action()

    def call_off(self) -> None:
        """Forget what was to be done."""
        self._call_off()
        self._since = None

    def _call_off(self) -> None:
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
