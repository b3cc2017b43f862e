"""Shares of groups of different sizes over time, each within the limits of its size."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.style import GREY, INK, SOFT, WARM, clean, house_style
from plcnb.charts.timeline import LEADING, Timeline, lines_of, named_phases, paragraph
from plcnb.stats.runs import PChart
from plcnb.tables import count_of, percent
from plcnb.tables.runs import XMR_WORDS, check_result, time_labels

_PLOT, _NAMES = 150, 84  # points: of the plot, and beside it for the names of lines
_MANY = 40  # shares; more are drawn smaller
_MOST_TIMES = 6  # times that are named; more are counted


def p_chart(
    result: PChart,
    *,
    labels: Sequence[Any] | None = None,
    phases: Mapping[float, str] | Sequence[float] = (),
    measure: str = "share",
) -> Chart:
    """Draw shares between the limits that chance gives groups of their size, and name those beyond.

    For the team's own eyes: it draws the share of every group, however small.

    Parameters
    ----------
    result : PChart
        As `stats.runs.p_chart` gives it.
    labels : sequence of dates or words, optional
        One for each share; otherwise the index of the result's points.
    phases : mapping from place to name, or sequence of places
        After how many shares the teaching changed, and to what.
    measure : str
        What the share is of, as the axis says it.

    Raises
    ------
    DataError
        If `result` is something else, or the labels are of another length.
    ParameterError
        If a phase is no number.
    """
    check_result(result, PChart, "runs.p_chart")
    points = result.points
    times = time_labels(points.index if labels is None else labels, len(points))
    named = named_phases(phases, "teaching changed")
    known = np.flatnonzero(points["value"].notna())
    if not len(known):
        return nothing_yet("No share has been recorded yet.", "Count how many did, and of how many.")
    heading = XMR_WORDS[result.verdict].capitalize()
    settles = f" It takes {result.more_needed}." if result.more_needed else ""
    caution = f" {result.caution[:1].upper()}{result.caution[1:]}." if result.caution else ""
    said = f"{result.why}{_beyond(result, times)}{settles}{caution}"
    groups, name = _groups(result, known), clean(measure) or "share"
    with house_style():
        plot = _draw(result, heading, said, named)
        plot.ticks(dict(enumerate(times)), plot.fitted(measure, f"{count_of(len(known), 'share')}, {groups}"))
    ends = [f"{percent(points['value'].iloc[k])} at {times[k]}" for k in (known[0], known[-1])]
    changes = "".join(f" After {count_of(place, 'share')}: {phase}." for place, phase in named.items())
    return Chart(
        plot.sheet.figure,
        alt=f"{name[:1].upper()}{name[1:]}, {count_of(len(known), 'share')}, {groups}: {', '.join(ends)}. "
        f"Over all {percent(result.mean)}. {heading}. {said}{changes}",
        read_as="shares of groups: the grey band is what chance alone gives a group of that size, wider for "
        "smaller ones; ■ lies beyond it.",
        not_as="a ranking of weeks or groups: shares inside the band differ by chance alone.",
    )


def _draw(result: PChart, heading: str, said: str, named: dict[float, str]) -> Timeline:
    points = result.points
    value, lower, upper = (points[name].to_numpy() for name in ("value", "lower", "upper"))
    head = 28 + LEADING * lines_of(said, 0, lines=5) + (24 if named else 0)
    across = (-0.5, len(value) - 0.5)
    plot = Timeline([], across, head=head, height=_PLOT, foot=0, names=_NAMES, shares=True)
    plot.sheet.write(0, 11, heading, fontweight="bold")
    paragraph(plot.sheet, 0, 25, said, lines=5, soft=True)
    plot.phases({place - 0.5: name for place, name in named.items()})
    plot.band(list(lower), list(upper))
    plot.curve(plot.across, [result.mean] * 2, INK, 1.2, zorder=2, label="mean")
    times = list(range(len(value)))
    size = 6.5 if len(value) <= _MANY else 4.5
    beyond = np.flatnonzero(points["beyond_limits"].to_numpy())
    plot.curve(times, list(value), GREY, 0.9, zorder=2)
    plot.marks(times, list(value), "o", GREY, label="share", size=size)
    plot.marks(list(beyond), list(value[beyond]), "s", WARM, label="beyond", size=size + 2)
    missing = np.flatnonzero(np.isnan(value))
    plot.marks(list(missing), [0.0] * len(missing), "x", SOFT, label="no share", size=6, filled=False)
    plot.beside([(result.mean, f"all {percent(result.mean)}", {"fontweight": "bold"})])
    return plot


def _beyond(result: PChart, times: list[str]) -> str:
    at = [times[k] for k in np.flatnonzero(result.points["beyond_limits"].to_numpy())]
    more = f" and {len(at) - _MOST_TIMES} more" if len(at) > _MOST_TIMES else ""
    return f" Beyond them: {', '.join(at[:_MOST_TIMES])}{more}." if at else ""


def _groups(result: PChart, known: np.ndarray) -> str:
    n = result.points["n"].to_numpy()[known]
    least, most = int(n.min()), int(n.max())
    return f"n {least}" if least == most else f"n {least} to {most}"
