"""How far groups lie from each other on one test, with what chance alone would do to them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.rows import BAR, NAMES, PLOT, ROW, TRACK
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    ACCENT,
    BODY,
    GREY,
    INK,
    SMALL,
    VERDICT_MARKERS,
    WASH,
    WIDTH,
    house_style,
    shorten,
    width_of,
    wrap,
)
from plcnb.errors import ParameterError
from plcnb.tables import count_of, number
from plcnb.tables.gaps import Gap, beside_whom, comparisons_in, gap_between, gap_words, gaps_of
from plcnb.tables.goals import Unit

MOST_ROWS = 16  # groups that one figure holds
_USUAL_REACH = 0.25  # the scale every team shares for shares; wider only where an interval would not fit
_TICKS = {0.25: 0.1, 0.5: 0.25, 0.75: 0.25, 1.0: 0.5}  # for each reach of the scale, from mark to mark
_STEPS = (1.0, 2.0, 5.0)  # of ten: to these the scale of points widens
_FIRST = 12  # baseline of the first row from the top edge
_TO_TRACK = 13  # points from a row's first baseline down to the middle of its track
_BELOW = 46
_NAME_IN_ALT = 300  # points wide


def gaps_between_groups(frame: pd.DataFrame, unit: Unit = "share", *, most: int = MOST_ROWS) -> Chart:
    """Draw the gap of each group from the others as an interval around a line at no gap.

    Groups stand in the order of the frame, that of their names: a ranking of groups would mostly rank chance.
    What is within chance is grey, and both directions have one colour, for a gap is no one's fault or merit.

    Parameters
    ----------
    frame : DataFrame
        As `stats.gaps.compare` or `compare_shares` gives it; a column `hidden` marks rows whose numbers
        may not be shown.
    unit : "share" or "points"
        Of the scores; differences of shares are shown as points of 100.
    most : int
        How many groups are drawn; of more, those with a clear gap come first into the choice.

    Raises
    ------
    DataError, ParameterError
        If the frame is malformed, or `unit` or `most` is out of range.
    """
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        raise ParameterError(f"most must be a whole number of groups, 1 or more, got {most!r}.")
    every = gaps_of(frame, unit)
    if not every:
        return nothing_yet(
            "No group has scores on this test yet.",
            "A gap shows once students of two groups have taken the same test.",
        )
    rows = _chosen(every, most)
    made, alarms = comparisons_in(frame, every)
    chance = (
        f"{count_of(made, 'comparison')}; by chance alone about {number(alarms)} would look clear by itself"
        if made
        else "no two groups have enough students to compare them"
    )
    left_out = (
        f"{count_of(len(every) - len(rows), 'more group')} in the table" if len(every) > len(rows) else ""
    )
    with house_style():
        figure = _draw(rows, unit, beside_whom(frame), chance, left_out)
    said = ". ".join(filter(None, ("; ".join(_in_words(row, unit) for row in rows), chance, left_out)))
    return Chart(
        figure,
        alt=f"Gap of each group from {beside_whom(frame)}, in {_points(unit)}: {said}.",
        read_as="how far each group lies from what it is compared with, on this test: the bar is where the "
        "gap probably is; grey may well be chance.",
        not_as="what children of a group can do, or a ranking: groups differ in what they were offered, and "
        "one test shows a part.",
    )


def _draw(rows: Sequence[Gap], unit: Unit, others: str, chance: str, left_out: str) -> Figure:
    reach = _reach(rows, unit)
    tops = [_FIRST + ROW * place for place in range(len(rows))]
    floor = tops[-1] + _TO_TRACK + 10
    below = _BELOW + (12 if left_out else 0)
    sheet = Sheet(floor + below, left=PLOT, bottom=below, scale=(-reach, reach))
    for row, top in zip(rows, tops, strict=True):
        _write_row(sheet, row, top, unit)
    middles = [top + _TO_TRACK for top in tops]
    with_numbers = [(row, y) for row, y in zip(rows, middles, strict=True) if not row.instead]
    sheet.bars([(-reach, reach, y) for _, y in with_numbers], WASH, TRACK, zorder=1)
    sheet.columns([(0, y - TRACK, y + TRACK) for _, y in with_numbers], INK, 1.2, zorder=3, label="no gap")
    for clear, colour, label in ((False, GREY, "within chance"), (True, ACCENT, "clear")):
        drawn = [(row, y) for row, y in with_numbers if (row.verdict != "cannot tell") is clear]
        known = [(row, y) for row, y in drawn if row.low == row.low and row.high == row.high]
        spans = [(max(row.low, -reach), min(row.high, reach), y) for row, y in known]
        sheet.bars(spans, colour, BAR, zorder=2, label=f"interval, {label}")
        for verdict, marker in VERDICT_MARKERS.items():
            at = [(row.gap, y) for row, y in drawn if row.verdict == verdict]
            sheet.points(at, marker, colour, filled=clear)
    step = _TICKS[reach] if unit == "share" else reach / 2
    marks = [step * place for place in range(-3, 4) if step * abs(place) <= reach]
    than = shorten(f"{_points(unit)} less or more than {others}", WIDTH - PLOT, SMALL)
    sheet.ticks({mark: gap_words(mark, unit) for mark in marks}, than)
    for line, text in enumerate(filter(None, (chance, left_out))):
        sheet.write(0, floor + 42 + 12 * line, shorten(text, WIDTH, SMALL), fontsize=SMALL, soft=True)
    return sheet.figure


def _write_row(sheet: Sheet, row: Gap, top: float, unit: Unit) -> None:
    """Write the group's name to the left; its gap and its n, or why there is none, over its track."""
    for place, line in enumerate(wrap(row.name or "a group without a name", NAMES)):
        sheet.write(0, top + place * 1.25 * BODY, line)
    room = WIDTH - PLOT
    if row.instead:
        n = f"{row.basis}: " if row.basis else ""
        for place, line in enumerate(wrap(f"{n}{row.instead}", room, SMALL)):
            sheet.write(PLOT, top + place * 1.25 * SMALL, line, fontsize=SMALL, soft=True)
        return
    said = gap_words(row.gap, unit)
    sheet.write(PLOT, top, said, fontweight="bold")
    x = PLOT + width_of(said, bold=True) + 5
    clear = "" if row.verdict == "cannot tell" else ", more than chance"
    sheet.write(x, top, shorten(f"{row.basis}{clear}", WIDTH - x, SMALL), fontsize=SMALL, soft=True)


def _chosen(rows: list[Gap], most: int) -> list[Gap]:
    """Return as many rows as fit, in their order; those with a clear gap have the first claim."""
    by_claim = sorted(
        range(len(rows)), key=lambda at: (rows[at].verdict == "cannot tell", bool(rows[at].instead))
    )
    return [rows[at] for at in sorted(by_claim[:most])]


def _reach(rows: Sequence[Gap], unit: Unit) -> float:
    """Return how far the scale goes to both sides, by fixed steps, so that teams can be laid side by side."""
    ends = [abs(end) for row in rows for end in (row.gap, row.low, row.high) if end == end]
    farthest = max(ends, default=0.0)
    if unit == "share":
        return next((reach for reach in _TICKS if reach >= max(farthest, _USUAL_REACH)), 1.0)
    ten = 10.0 ** np.floor(np.log10(farthest)) if farthest > 0 else 1.0
    return float(next((step * ten for step in (*_STEPS, 10.0) if step * ten >= farthest), 10 * ten))


def _in_words(row: Gap, unit: Unit) -> str:
    name = shorten(row.name or "a group without a name", _NAME_IN_ALT)
    if row.instead:
        return ", ".join(filter(None, (name, row.basis, row.instead)))
    clear = "within chance" if row.verdict == "cannot tell" else "more than chance"
    return f"{name} {gap_words(row.gap, unit)}, {gap_between(row, unit)}, {row.basis}, {clear}"


def _points(unit: Unit) -> str:
    return "points of 100" if unit == "share" else "points"
