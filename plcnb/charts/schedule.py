"""Which times suit the team: who can, who cannot, and who has not said."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import ACCENT, GREY, INK, SMALL, WASH, WIDTH, house_style, shorten, width_of, wrap
from plcnb.tables import count_of, records
from plcnb.tables.schedule import can_words, times_to_show

MOST_TIMES = 10  # what one figure holds; the best come first
_NAMES, _FIRST = 118, 34  # points: the room for names of times, and the first baseline
_ROW, _WITH_NAMES = 20, 33  # points for a row without and with small print
_KINDS = (
    ("n_can", "o", ACCENT, "can"),
    ("n_unknown", "o", GREY, "has not said"),
    ("n_cannot", "x", INK, "cannot"),
)
_MARKS_END = WIDTH - 54  # points: where the marks end and the counts begin
_WIDEST_STEP = 13  # points from one person to the next
_MOST_MARKS = 24  # people; more are drawn as a bar of which each kind has its share


def common_times(frame: pd.DataFrame, *, most: int = MOST_TIMES) -> Chart:
    """Draw the times in the frame's order, one mark a person: can, has not said, cannot.

    For the team's own eyes: under each time stand the names of those who cannot come or have not said.

    Parameters
    ----------
    frame : DataFrame
        As `stats.schedule.common_times` gives it.
    most : int
        How many times are drawn, the first ones.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = times_to_show(frame)
    if data.empty:
        return nothing_yet("No time has been proposed yet.", "Propose a few times and ask who can come.")
    rows = records(data.head(most))
    surplus = len(data) - len(rows)
    left_out = f"Not drawn: {count_of(surplus, 'more time')}; the table has them." if surplus else ""
    with house_style():
        figure = _draw(rows, left_out)
    said = "; ".join(map(_in_words, rows))
    return Chart(
        figure,
        alt=f"Who can come when: {said}. {left_out}".strip(),
        read_as="everybody who should come, time by time: who can, then who has not said, then who cannot.",
        not_as="a vote: who has not said has said neither yes nor no; ask before you decide.",
    )


def _draw(rows: list[Any], left_out: str) -> Figure:
    names = [_who(row) for row in rows]
    tops, y = [], float(_FIRST)
    for name in names:
        tops.append(y)
        y += _WITH_NAMES if name else _ROW
    sheet = Sheet(y - 8 + (14 if left_out else 0), left=0, right=WIDTH, scale=(0, WIDTH))
    sheet.ticks({})
    few = max(map(_everybody, rows)) <= _MOST_MARKS
    _draw_key(sheet, few)
    for row, top, name in zip(rows, tops, names, strict=True):
        for place, line in enumerate(wrap(row["slot"], _NAMES - 8, lines=2 if name else 1)):
            sheet.write(0, top + 12.5 * place, line)
        sheet.write(WIDTH, top, shorten(can_words(row), 54), fontweight="bold", ha="right")
        if name:
            room = WIDTH - _NAMES
            sheet.write(_NAMES, top + 12.5, shorten(name, room, SMALL), fontsize=SMALL, soft=True)
    if few:
        most = max(1, *map(_everybody, rows))
        _draw_people(sheet, rows, tops, min(_WIDEST_STEP, (_MARKS_END - _NAMES) / most))
    else:
        _draw_bars(sheet, rows, tops)
    if left_out:
        sheet.write(0, sheet.height - 4, left_out, fontsize=SMALL, soft=True)
    return sheet.figure


def _draw_key(sheet: Sheet, few: bool) -> None:
    """Say what the marks mean; or, where there are too many people for marks, the bars."""
    if not few:
        sheet.write(
            0, 11.5, "Thick bar: can. Thin bar: has not said. Rest: cannot.", fontsize=SMALL, soft=True
        )
        return
    x = 6.0
    for _, shape, colour, words in _KINDS:
        _marks(sheet, [(x, 8.0)], shape, colour)
        sheet.write(x + 9, 11.5, words, fontsize=SMALL, soft=True)
        x += 26 + width_of(words, SMALL)


def _draw_people(sheet: Sheet, rows: list[Any], tops: list[float], step: float) -> None:
    """Draw one mark a person: those who can first, then those who have not said."""
    for kind, shape, colour, _ in _KINDS:
        at = []
        for row, top in zip(rows, tops, strict=True):
            before = {"n_can": 0, "n_unknown": row["n_can"], "n_cannot": row["n_can"] + row["n_unknown"]}[
                kind
            ]
            at += [(_NAMES + 6 + step * (before + place), top - 3.5) for place in range(row[kind])]
        _marks(sheet, at, shape, colour, kind)


def _draw_bars(sheet: Sheet, rows: list[Any], tops: list[float]) -> None:
    """Draw the shares of those who can, and of those who might, on a track of all."""
    wide = _MARKS_END - _NAMES
    ends = [(row["n_can"], row["n_can"] + row["n_unknown"], max(_everybody(row), 1)) for row in rows]
    spans = [
        (_NAMES + wide * can / whole, _NAMES + wide * might / whole, top - 3.5)
        for (can, might, whole), top in zip(ends, tops, strict=True)
    ]
    sheet.bars([(_NAMES, _MARKS_END, y) for _, _, y in spans], WASH, 8, zorder=1)
    sheet.bars([(_NAMES, start, y) for start, _, y in spans], ACCENT, 8, zorder=2, label="n_can")
    sheet.bars([(start, end, y) for start, end, y in spans], GREY, 3, zorder=2, label="n_unknown")


def _marks(sheet: Sheet, at: list[tuple[float, float]], shape: str, colour: str, label: str = "_key") -> None:
    if at:
        xs, ys = zip(*at, strict=True)
        look: dict[str, Any] = {
            "markersize": 7,
            "markeredgecolor": colour,
            "markeredgewidth": 1.3,
            "label": label,
        }
        face = colour if colour == ACCENT else "white"
        sheet.axes.plot(
            xs, ys, linestyle="none", marker=shape, markerfacecolor=face, clip_on=False, zorder=3, **look
        )


def _who(row: Any) -> str:
    """Return who cannot come and who has not said, as far as names are known."""
    parts = [
        f"cannot: {row['who_cannot']}" if row["who_cannot"] else "",
        f"not said: {row['who_unknown']}" if row["who_unknown"] else "",
    ]
    return "; ".join(filter(None, parts))


def _everybody(row: Any) -> int:
    return int(row["n_can"] + row["n_cannot"] + row["n_unknown"])


def _in_words(row: Any) -> str:
    return ", ".join(filter(None, (row["slot"], f"{can_words(row)} can", _who(row))))
