"""A plot over time: its scale, its lines, their names beside them, and where the teaching changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from plcnb.charts.sheet import Sheet
from plcnb.charts.style import BODY, INK, LINE, SMALL, WASH, WIDTH, clean, shorten, width_of, wrap
from plcnb.stats.progress import phase_weeks
from plcnb.tables import number, percent

LEADING = 12  # points from one line of small print to the next
BELOW = 32  # points under a plot, for its ticks and what they count
_STEPS = (1, 2, 2.5, 5, 10)
_MOST_TICKS = 6
_GAP = 11.5  # points between two names beside the plot
_NARROWEST = 24  # points; in less room a name says nothing
_PHASE_ROWS = 2
_SPARE = 22  # points that a paragraph leaves free at its right
_TICK = 64  # points: the widest label under a plot
_BOLD = 1.15  # how much wider bold letters are


class Timeline:
    """A plot area with time across and values up, between `top` and `floor` points from the sheet's top.

    Parameters
    ----------
    values : sequence of float
        All values that must fit; NaN is passed over.
    across : (float, float)
        First and last time that must fit.
    head, height, foot : float
        Points: above the plot area, of it, and below its scale.
    names : float
        Points at the right side for the names of lines.
    shares : bool
        Whether values are shares: then the scale is 0 to 100 % in every figure.
    """

    def __init__(
        self,
        values: Sequence[float],
        across: tuple[float, float],
        *,
        head: float,
        height: float,
        foot: float,
        names: float,
        shares: bool = False,
    ) -> None:
        self.top, self.floor = head, head + height
        self.steps = [0, 0.25, 0.5, 0.75, 1] if shares else even_steps(values)
        self.write = percent if shares else number
        labels = [self.write(step) for step in self.steps]
        self.left = 12 + max(width_of(label, SMALL) for label in labels)
        self.right = WIDTH - names
        margin = 0.03 * max(across[1] - across[0], 1)
        self.across = (across[0] - margin, across[1] + margin)
        self.sheet = Sheet(
            self.floor + BELOW + foot,
            left=self.left,
            right=self.right,
            bottom=BELOW + foot,
            scale=self.across,
        )
        for step, label in zip(self.steps, labels, strict=True):
            y = self.y(step)
            self.sheet.bars([(*self.across, y)], LINE, 0.6, zorder=0)
            self.sheet.write(self.left - 6, y + 3, label, fontsize=SMALL, soft=True, ha="right")

    def y(self, value: float) -> float:
        """Return where a value lies, in points from the sheet's top."""
        low, high = self.steps[0], self.steps[-1]
        return float(self.floor - (value - low) / (high - low) * (self.floor - self.top))

    def x(self, time: float) -> float:
        """Return where a time lies, in points from the sheet's left edge."""
        start, end = self.across
        return float(self.left + (time - start) / (end - start) * (self.right - self.left))

    def time(self, x: float) -> float:
        """Return the time that lies at `x` points from the sheet's left edge."""
        start, end = self.across
        return start + (x - self.left) / (self.right - self.left) * (end - start)

    def curve(
        self, times: Sequence[float], values: Sequence[float], colour: str, thick: float, **look: Any
    ) -> None:
        """Draw a line through values; a NaN among them is a gap."""
        ys = [self.y(value) for value in values]
        self.sheet.axes.plot(
            times, ys, color=colour, linewidth=thick, clip_on=False, scalex=False, scaley=False, **look
        )

    def band(self, lower: Sequence[float], upper: Sequence[float]) -> None:
        """Draw where the usual lies at each time, from 0 on: upright stripes side by side."""
        width = (self.right - self.left) / (self.across[1] - self.across[0])
        spans = [
            (time, self.y(high), self.y(low))
            for time, (low, high) in enumerate(zip(lower, upper, strict=True))
            if low == low
        ]
        self.sheet.columns(spans, WASH, width, zorder=-1, label="usual")

    def fitted(self, measure: str, counted: str) -> str:
        """Return what is measured, as much as fits under the plot, and of how many."""
        room = WIDTH - self.left - width_of(counted, SMALL) - 12
        return f"{shorten(clean(measure) or 'value', room, SMALL)} · {counted}"

    def marks(
        self,
        times: Sequence[float],
        values: Sequence[float],
        marker: str,
        colour: str,
        *,
        label: str,
        **look: Any,
    ) -> None:
        """Draw a mark at each value."""
        at = [(time, self.y(value)) for time, value in zip(times, values, strict=True) if value == value]
        drawn = self.sheet.points(at, marker, colour, **look)
        if drawn is not None:
            drawn.set_label(label)

    def beside(self, named: Sequence[tuple[float, str, dict[str, Any]]]) -> None:
        """Write names of lines at the right side, each as near to its value as the others leave room."""
        named = sorted(named, key=lambda name: -name[0])
        places = _apart([self.y(value) for value, _, _ in named], self.top + 8, self.floor + 4)
        for (_, text, look), y in zip(named, places, strict=True):
            words = shorten(text, WIDTH - self.right - 6, SMALL * _BOLD)
            self.sheet.write(self.right + 5, y + 3, words, fontsize=SMALL, **look)

    def beside_run(
        self, times: Sequence[float], values: Sequence[float], text: str, colour: str, side: int
    ) -> None:
        """Write what a stretch of values is, over the middle of it, or under it where `side` is -1."""
        ys = [self.y(value) for value in values]
        half = width_of(text, SMALL, bold=True) / 2
        middle = self.x((times[0] + times[-1]) / 2)
        x = min(max(middle, self.left + half), self.right - half)
        over, under = min(ys) - 8, max(ys) + 16
        if side > 0:
            y = over if over >= self.top + 8 else under
        else:
            y = under if under <= self.floor - 2 else over
        self.sheet.write(x, y, text, fontsize=SMALL, fontweight="bold", color=colour, ha="center")

    def phases(self, phases: Mapping[float, str]) -> None:
        """Draw an upright line where the teaching changed, and its name above the plot where there is room.

        Names stand in two rows by turns; what has no room in either has its line alone.
        """
        inside = [(time, name) for time, name in phases.items() if self.across[0] <= time <= self.across[1]]
        rows = _PHASE_ROWS if len(inside) > 1 else 1
        for place, (time, name) in enumerate(inside):
            row = place % rows
            y = self.top - 4 - LEADING * row
            self.sheet.columns([(time, y - 7, self.floor)], INK, 1, zorder=1, label="phase")
            following = inside[place + rows][0] if place + rows < len(inside) else None
            end = WIDTH if following is None else self.x(following)
            room = end - self.x(time) - 8
            words = shorten(name, room, SMALL * _BOLD) if room >= _NARROWEST else ""
            if words.strip("…"):
                self.sheet.write(self.x(time) + 4, y, words, fontsize=SMALL, fontweight="bold")

    def ticks(self, labels: dict[float, str], name: str) -> None:
        """Mark times under the plot, as many as there is room for, and say what they count."""
        labels = {time: shorten(label, _TICK, SMALL) for time, label in labels.items()}
        widest = max((width_of(label, SMALL) for label in labels.values()), default=0)
        most = max(int((self.right - self.left) // (widest + 10)), 1)
        every = -(-len(labels) // most) if labels else 1
        drawn = dict(list(labels.items())[::every])
        for time, label in drawn.items():
            half = width_of(label, SMALL) / 2 + 4
            x = min(max(self.x(time), half), WIDTH - half)
            self.sheet.write(x, self.floor + 14, label, fontsize=SMALL, soft=True, ha="center")
        self.sheet.axes.set_xticks([])
        self.sheet.write(self.left, self.floor + 27, name, fontsize=SMALL, soft=True)


def even_steps(values: Sequence[float]) -> list[float]:
    """Return the steps of a scale that holds all values: steps of 1, 2, 2.5 or 5, tenfold or a tenth.

    The same for values of the same reach, so that figures of teams can be laid side by side.
    """
    known = [value for value in values if value == value]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        reach = max(abs(low) * 0.1, 0.5) if abs(low) < 1e9 else abs(low) * 0.1
        low, high = low - reach, high + reach
    power = 10.0 ** np.floor(np.log10((high - low) / _MOST_TICKS))
    step = next(
        base * power
        for base in (*_STEPS, 20, 25, 50)
        if np.ceil(high / (base * power)) - np.floor(low / (base * power)) <= _MOST_TICKS or base == 50
    )
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    first -= bool(first * step > low - 0.2 * step and first != 0)  # no mark on the edge, but at nought
    last += bool(last * step < high + 0.2 * step and last != 0)
    return [float(step * k) for k in np.arange(first, last + 1)]


def whole_steps(first: float, last: float) -> list[float]:
    """Return whole weeks to mark from the first to the last."""
    step = next((k for k in (1, 2, 5, 10, 20, 50, 100) if (last - first) / k <= 10), (last - first) / 5)
    return [float(week) for week in np.arange(np.ceil(first / step), np.floor(last / step) + 1) * step]


def named_phases(phases: Mapping[float, str] | Sequence[float], default: str) -> dict[float, str]:
    """Return what each change of teaching is called, by its time, in order.

    Raises
    ------
    ParameterError
        If a time is no finite number.
    """
    times = phase_weeks(phases)
    named = phases if isinstance(phases, Mapping) else {}
    return {time: clean(named.get(time, "")) or default for time in times}


def paragraph(
    sheet: Sheet, x: float, y: float, text: str, *, lines: int, size: float = SMALL, **look: Any
) -> float:
    """Write text on as many lines as it needs, at most `lines`; return where the next would stand."""
    for line in wrap(text, WIDTH - x - _SPARE, size, lines=lines):
        sheet.write(x, y, line, fontsize=size, **look)
        y += LEADING if size == SMALL else 1.25 * BODY
    return y


def lines_of(text: str, x: float, *, lines: int, size: float = SMALL) -> int:
    """Return how many lines `paragraph` takes for a text."""
    return len(wrap(text, WIDTH - x - _SPARE, size, lines=lines))


def _apart(places: Sequence[float], low: float, high: float) -> list[float]:
    """Return places in the same order, none nearer to the next than a line of text is high."""
    apart: list[float] = []
    for place in places:
        apart.append(max(place, low, apart[-1] + _GAP if apart else low))
    ceiling = high
    for k in range(len(apart) - 1, -1, -1):
        apart[k] = min(apart[k], ceiling)
        ceiling = apart[k] - _GAP
    return apart
