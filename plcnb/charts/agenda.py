"""A meeting's minutes as one line of time: what comes when, for how long, and how long it took."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    ACCENT,
    INK,
    LINE,
    SMALL,
    WARM,
    WASH,
    WIDTH,
    clean,
    house_style,
    shorten,
    width_of,
    wrap,
)
from plcnb.tables import count_of, records
from plcnb.tables.agenda import agenda_minutes, minutes_words

MOST_ITEMS = 15  # of a longer agenda the table has the rest
_STEPS = (5, 10, 15, 30, 60, 120, 240, 480, 960, 1920, 7680, 21600)  # minutes from one tick to the next
_MOST_TICKS = 7
_ROW, _USED_ROW = 30, 35  # points from one item to the next, without and with the minutes used
_TOP, _BELOW = 30, 30


def agenda_timeline(agenda: Any, left_out: Sequence[str] = ()) -> Chart:
    """Draw the items of a meeting in order on one line of time, with the minutes planned and used.

    Parameters
    ----------
    agenda : DataFrame, or what has one as `parts` and the names that did not fit as `left_out`
        Columns `minutes` and `item`, in the order of the meeting, as `cycle.agenda.fit` gives them. A column
        `used` (minutes; NaN: nobody noted them) is drawn under the plan.
    left_out : sequence of str
        What did not fit; said below.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    left_out = [clean(name) for name in (*getattr(agenda, "left_out", ()), *left_out)]
    data = agenda_minutes(getattr(agenda, "parts", agenda))
    if data.empty or not data["minutes"].sum() > 0:
        return nothing_yet(
            "Nothing to decide yet, so there is no agenda.",
            "Add an item with its minutes to see the meeting.",
        )
    data["item"] = data["item"].replace("", "an item without a name")
    noted = bool(data["used"].notna().any())
    headline = f"{minutes_words(data['minutes'].sum())} planned" + (
        f", {minutes_words(data['used'].sum())} used" if noted else ""
    )
    below = [f"Left out for want of time: {'; '.join(left_out)}."] if left_out else []
    if len(data) > MOST_ITEMS:
        below.append(f"Not drawn: {count_of(len(data) - MOST_ITEMS, 'more item')}; the table has them.")
    with house_style():
        figure = _draw(data, headline, below, noted)
    items = "; ".join(f"{row['item']} {_minutes(row)}" for row in records(data))
    return Chart(
        figure,
        alt=" ".join([f"The meeting: {headline}, {count_of(len(data), 'item')}. {items}.", *below]),
        read_as="the meeting from left to right: each bar is an item, as long as its minutes"
        + (
            ", with the minutes used as a line under it; an upright mark is the planned end."
            if noted
            else "."
        ),
        not_as="a rule: what needs longer may take it, if the team decides what to drop.",
    )


def _draw(data: pd.DataFrame, headline: str, below: Sequence[str], noted: bool) -> Figure:
    rows, step = data.head(MOST_ITEMS), _USED_ROW if noted else _ROW
    ends, used_ends = data["minutes"].fillna(0).cumsum(), data["used"].fillna(0).cumsum()
    planned, whole = ends.iloc[-1], max(ends.iloc[-1], used_ends.iloc[-1])
    notes = [line for text in below for line in wrap(text, WIDTH, SMALL, lines=2)]
    foot = _BELOW + 13 * len(notes)
    floor = _TOP + step * len(rows) - 10
    sheet = Sheet(floor + foot, left=5, right=WIDTH - 12, bottom=foot, scale=(0, whole))
    sheet.write(0, 11, headline, fontweight="bold")
    sheet.write(width_of(headline, bold=True) + 6, 11, count_of(len(data), "item"), fontsize=SMALL, soft=True)
    tops = [_TOP + step * place for place in range(len(rows))]
    for top, row in zip(tops, records(rows), strict=True):
        _write_item(sheet, top, row, noted)
    middles = np.array(tops) + 9
    starts = (ends - data["minutes"].fillna(0)).head(MOST_ITEMS)
    sheet.bars([(0, whole, y) for y in middles], WASH, 7, zorder=1)
    sheet.bars(_spans(starts, ends, middles), ACCENT, 7, zorder=2, label="planned")
    if noted:
        used_starts = (used_ends - data["used"].fillna(0)).head(MOST_ITEMS)
        sheet.bars(_spans(used_starts, used_ends, middles + 7), INK, 2.4, zorder=3, label="used")
    if noted and used_ends.iloc[-1] > planned:
        spans = [(planned, y - 5, y + 10) for y in middles]
        sheet.columns(spans, WARM, 1.4, zorder=4, label="planned end")
    lines = [(x, y - 5, y + 5) for x in _ticks(whole) for y in middles]
    sheet.columns(lines, LINE, 0.6, zorder=1)
    sheet.ticks({x: f"{x:g}" for x in _ticks(whole)}, "minutes from the start")
    for place, line in enumerate(reversed(notes)):
        sheet.write(0, sheet.height - 4 - 13 * place, line, fontsize=SMALL, soft=True)
    return sheet.figure


def _write_item(sheet: Sheet, top: float, row: dict[str, Any], noted: bool) -> None:
    """Write an item's minutes and name, and the minutes used; those beyond the plan in the warm colour."""
    minutes = minutes_words(row["minutes"])
    sheet.write(0, top, minutes, fontweight="bold")
    beside = max(width_of(minutes, bold=True), width_of("15 min", bold=True)) + 6
    used = f"used {minutes_words(row['used'])}" if noted else ""
    sheet.write(beside, top, shorten(row["item"], WIDTH - beside - width_of(used, SMALL) - 8))
    over = row["used"] > row["minutes"]
    sheet.write(WIDTH, top, used, fontsize=SMALL, ha="right", color=WARM if over else INK)


def _spans(starts: pd.Series, ends: pd.Series, ys: np.ndarray) -> list[tuple[float, float, float]]:
    return [(start, end, y) for start, end, y in zip(starts, ends, ys, strict=False) if end > start]


def _ticks(whole: float) -> list[float]:
    step = next((step for step in _STEPS if whole / step < _MOST_TICKS), _STEPS[-1])
    return [float(x) for x in np.arange(0, whole + 1e-9, step)]


def _minutes(row: dict[str, Any]) -> str:
    used = "" if pd.isna(row["used"]) else f", used {minutes_words(row['used'])}"
    return f"{minutes_words(row['minutes'])}{used}"
