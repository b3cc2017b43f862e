"""Has it changed over time? A run chart for short series, a control chart where there is more."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.style import ACCENT, GREY, INK, SOFT, WARM, WASH, clean, house_style, shorten
from plcnb.charts.timeline import LEADING, Timeline, lines_of, named_phases, paragraph
from plcnb.errors import DataError
from plcnb.stats import runs as stats
from plcnb.stats.runs import RunChart, XmR
from plcnb.stats.series import numbers
from plcnb.tables import count_of, number, percent
from plcnb.tables.runs import (
    RUN_WORDS,
    TRIAL,
    XMR_WORDS,
    assurance_words,
    check_result,
    meaning_words,
    rule_words,
    time_labels,
)

_PLOT = 150  # points
_LOW_PLOT = 76  # points, where other things share the page
_NAMES = 84  # points for the names of lines
_MANY = 40  # values; more are drawn smaller
_MARKS = {"improvement": "o", "concern": "D", "neutral": "s"}
_COLOURS = {"improvement": ACCENT, "concern": WARM, "neutral": INK}
_MOST_TIMES = 6  # times of one rule that are named; more are counted


def run_chart(
    values: ArrayLike,
    *,
    labels: Sequence[Any] | None = None,
    result: RunChart | None = None,
    phases: Mapping[float, str] | Sequence[float] = (),
    measure: str = "value",
    shares: bool = False,
    low: bool = False,
) -> Chart:
    """Draw a series about its median, and say whether something has changed.

    Parameters
    ----------
    values : array of float, in the order of time
        NaN is a time without a value: a gap in the line and a cross below it.
    labels : sequence of dates or words, optional
        One for each value; running numbers from 1 if left out.
    result : RunChart, optional
        What `stats.runs.run_chart` gave for these values; made here if left out.
    phases : mapping from place to name, or sequence of places
        After how many values the teaching changed, and to what: 8 stands between the 8th and the 9th.
    measure : str
        What was measured, as the heading says it.
    shares : bool
        Whether the values are shares: then the scale is 0 to 100 %.
    low : bool
        Draw it half as high, where other things share the page.

    Raises
    ------
    DataError
        If a value is no finite number (or no share), the labels are of another length, or `result` is not
        about these values.
    ParameterError
        If a phase is no number.
    """
    row = _values(values, shares)
    judged = stats.run_chart(values) if result is None else result
    check_result(judged, RunChart, "runs.run_chart")
    n = _same(judged.n, row)
    times = _times(values, labels, len(row))
    named = named_phases(phases, "teaching changed")
    if not n:
        return _no_values()
    write = percent if shares else number
    heading = RUN_WORDS[judged.verdict].capitalize()
    settles = f" It takes {judged.more_needed}." if judged.more_needed else ""
    said = _sentences(f"{judged.why}{settles}", judged.caution)
    with house_style():
        plot = _plot(row, [judged.median], heading, said, bool(named), shares, 0, low=low)
        plot.phases({place - 0.5: name for place, name in named.items()})
        plot.curve(plot.across, [judged.median] * 2, INK, 1.2, zorder=2, label="median")
        plot.beside([(judged.median, f"median {write(judged.median)}", {"fontweight": "bold"})])
        _series(plot, row)
        _run_marks(plot, row, judged)
        plot.ticks(dict(enumerate(times)), _counted(measure, n, len(row)))
    return Chart(
        plot.sheet.figure,
        alt=f"{_about(measure, row, times, write)} Median {write(judged.median)}. {heading}. {said}"
        f"{_in_words(named)}",
        read_as="a search for change: values that swing about the median come by chance; a long run on one "
        "side, or few crossings, does not.",
        not_as="a proof of what caused it, nor as news in every rise and fall: one value alone says nothing.",
    )


def xmr_chart(
    result: XmR,
    *,
    labels: Sequence[Any] | None = None,
    phases: Mapping[float, str] | Sequence[float] = (),
    measure: str = "value",
    shares: bool = False,
) -> Chart:
    """Draw a series between its natural limits, and name each value that is more than its usual swing.

    Parameters
    ----------
    result : XmR
        As `stats.runs.xmr` gives it.
    labels, phases, measure, shares
        As for `run_chart`; without labels the index of the result's points is taken.

    Raises
    ------
    DataError
        If `result` is something else, or the labels are of another length.
    ParameterError
        If a phase is no number.
    """
    check_result(result, XmR, "runs.xmr")
    row = _values(result.points["value"], shares)
    times = time_labels(result.points.index if labels is None else labels, len(row))
    named = named_phases(phases, "teaching changed")
    if not result.n:
        return _no_values()
    write = percent if shares else number
    heading = XMR_WORDS[result.verdict].capitalize()
    settles = f" It takes {result.more_needed}." if result.more_needed else ""
    assured = assurance_words(result, write(result.target))
    said = _sentences(" ".join(filter(None, (f"{result.why}{settles}", assured))), result.caution)
    listed = _listed(result, times)
    lines = [result.mean, result.lower, result.upper, result.target]
    with house_style():
        plot = _plot(row, lines, heading, said, bool(named), shares, LEADING * 1.2 * len(listed))
        plot.phases({place - 0.5: name for place, name in named.items()})
        _limits(plot, result, write)
        _series(plot, row)
        _special_marks(plot, row, result)
        plot.ticks(dict(enumerate(times)), _counted(measure, result.n, len(row)))
        for place, (meaning, words) in enumerate(listed):
            y = plot.floor + 44 + 1.2 * LEADING * place
            plot.sheet.points([(5, y - 3)], _MARKS[meaning], _COLOURS[meaning], among_text=True)
            plot.sheet.write(16, y, shorten(words, 350, 9), fontsize=9)
    limits = f"Mean {write(result.mean)}, limits {write(result.lower)} to {write(result.upper)}."
    limits = limits if result.upper == result.upper else f"Mean {write(result.mean)}, no limits yet."
    special = "".join(f" {words}." for _, words in listed)
    return Chart(
        plot.sheet.figure,
        alt=f"{_about(measure, row, times, write)} {limits} {heading}. {said}{special}{_in_words(named)}",
        read_as="the usual coming and going: values in the grey band need no explaining; marked ones do, "
        "● for the better, ◆ for the worse.",
        not_as="targets: the limits say what is usual here, not what is good"
        + (", and they will move while there are few values." if TRIAL in result.caution else "."),
    )


def _values(values: ArrayLike, shares: bool) -> np.ndarray:
    row = numbers("values", values)
    outside = row[(row < 0) | (row > 1)]
    if shares and outside.size:
        raise DataError(f"values holds {outside[0]:g}; expected shares from 0 to 1.")
    return row


def _same(n: int, row: np.ndarray) -> int:
    if n != int(np.count_nonzero(~np.isnan(row))):
        raise DataError("The result is not about these values: give what runs.run_chart returned for them.")
    return n


def _times(values: ArrayLike, labels: Sequence[Any] | None, n: int) -> list[str]:
    if labels is None and isinstance(values, pd.Series) and not isinstance(values.index, pd.RangeIndex):
        return time_labels(values.index, n)
    return time_labels(pd.RangeIndex(n, name="point") if labels is None else labels, n)


def _no_values() -> Chart:
    return nothing_yet("No value has been recorded yet.", "The first ones can be drawn, ten can be judged.")


def _sentences(why: str, caution: str) -> str:
    return f"{why} {caution[:1].upper()}{caution[1:]}." if caution else why


def _plot(
    row: np.ndarray,
    lines: list[float],
    heading: str,
    said: str,
    phases: bool,
    shares: bool,
    foot: float,
    *,
    low: bool = False,
) -> Timeline:
    """Lay the figure out: the verdict and its reason above, the plot, and `foot` points below its scale."""
    written = lines_of(said, 0, lines=4)
    head = 28 + LEADING * written + (24 if phases else 0)
    foot = foot + 10 if foot else 0
    across = (0.0, max(len(row) - 1.0, 1.0))
    fitting = [*row, *lines]
    height = _LOW_PLOT if low else _PLOT
    plot = Timeline(fitting, across, head=head, height=height, foot=foot, names=_NAMES, shares=shares)
    plot.sheet.write(0, 11, heading, fontweight="bold")
    paragraph(plot.sheet, 0, 25, said, lines=4, soft=True)
    return plot


def _series(plot: Timeline, row: np.ndarray) -> None:
    """Draw the line through the values, the values, and a cross where there is none."""
    times = list(range(len(row)))
    plot.curve(times, list(row), GREY, 0.9, zorder=2)
    plot.marks(times, list(row), "o", GREY, label="value", size=_size(row))
    missing = [time for time in times if np.isnan(row[time])]
    plot.marks(missing, [plot.steps[0]] * len(missing), "x", SOFT, label="no value", size=6, filled=False)


def _size(row: np.ndarray) -> float:
    return 6.5 if len(row) <= _MANY else 4.5


def _run_marks(plot: Timeline, row: np.ndarray, judged: RunChart) -> None:
    """Mark and name the long run, or the crossings, that are the signal."""
    if judged.verdict != "signal" or judged.longest_at is None:
        return
    first, last = judged.longest_at
    off = np.sign(row - judged.median)
    if judged.longest_run > judged.longest_run_max:
        side = int(off[last])
        run = [time for time in range(first, last + 1) if off[time] == side]
        plot.marks(run, list(row[run]), "s", WARM, label="long run", size=_size(row) + 1)
        plot.beside_run(run, list(row[run]), f"{number(judged.longest_run)} in a row", WARM, side)


def _special_marks(plot: Timeline, row: np.ndarray, result: XmR) -> None:
    for meaning, marker in _MARKS.items():
        at = np.flatnonzero(result.points["meaning"].to_numpy() == meaning)
        plot.marks(list(at), list(row[at]), marker, _COLOURS[meaning], label=meaning, size=_size(row) + 2.5)


def _limits(plot: Timeline, result: XmR, write: Any) -> None:
    """Draw the band of the usual, its mean and the target, and name them."""
    named: list[tuple[float, str, dict[str, Any]]] = [
        (result.mean, f"mean {write(result.mean)}", {"fontweight": "bold"})
    ]
    plot.curve(plot.across, [result.mean] * 2, INK, 1.2, zorder=2, label="mean")
    if result.upper == result.upper:
        low, high = max(result.lower, plot.steps[0]), min(result.upper, plot.steps[-1])
        middle, thick = (plot.y(low) + plot.y(high)) / 2, plot.y(low) - plot.y(high)
        plot.sheet.bars([(*plot.across, middle)], WASH, thick, zorder=-1, label="usual")
        for value, name in ((result.upper, "upper"), (result.lower, "lower")):
            if plot.steps[0] <= value <= plot.steps[-1]:
                plot.curve(plot.across, [value] * 2, SOFT, 0.9, linestyle=(0, (4, 3)), zorder=2, label=name)
            named.append((min(max(value, low), high), f"{name} {write(value)}", {"soft": True}))
    if result.target == result.target:
        plot.curve(
            plot.across, [result.target] * 2, INK, 1.4, linestyle=(0, (1, 2)), zorder=2, label="target"
        )
        named.append((result.target, f"target {write(result.target)}", {"fontweight": "bold"}))
    plot.beside(named)


def _listed(result: XmR, times: list[str]) -> list[tuple[str, str]]:
    """Return each rule that spoke with its meaning and its times, the assurance of a target first."""
    points = result.points
    found: dict[tuple[str, str], list[str]] = {}
    for time, kind, meaning in zip(times, points["special_cause_type"], points["meaning"], strict=True):
        if meaning:
            found.setdefault((meaning, kind), []).append(time)
    said = []
    for (meaning, kind), at in found.items():
        named = ", ".join(at[:_MOST_TIMES]) + (
            f" and {len(at) - _MOST_TIMES} more" if len(at) > _MOST_TIMES else ""
        )
        what = meaning_words(meaning).split("\N{NO-BREAK SPACE}")[1].capitalize()
        said.append((meaning, f"{what}, {rule_words(kind)}: {named}"))
    return said


def _counted(measure: str, n: int, times: int) -> str:
    missing = f", {count_of(times - n, 'time')} without (×)" if times > n else ""
    return f"{shorten(clean(measure) or 'value', 190, 9)} · {count_of(n, 'value')}{missing}"


def _about(measure: str, row: np.ndarray, times: list[str], write: Any) -> str:
    name = clean(measure) or "value"
    known = np.flatnonzero(~np.isnan(row))
    first, last = known[0], known[-1]
    return (
        f"{name[:1].upper()}{name[1:]}, {count_of(len(known), 'value')}: {write(row[first])} at "
        f"{times[first]}, {write(row[last])} at {times[last]}, from {write(row[known].min())} "
        f"to {write(row[known].max())}."
    )


def _in_words(named: dict[float, str]) -> str:
    return "".join(f" After {count_of(place, 'value')}: {name}." for place, name in named.items())
