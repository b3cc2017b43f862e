"""Rows of shares: a name, the interval on a track from 0 to 100 %, the share as a mark on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    BODY,
    INK,
    LINE,
    SMALL,
    SOFT,
    VERDICT_COLOURS,
    VERDICT_MARKERS,
    WASH,
    WIDTH,
    shorten,
    width_of,
    wrap,
)
from plcnb.tables import interval_words, percent

ROW = 30  # points from one row to the next
HEADING = 17
NAMES = 152  # points for names, from the left edge
PLOT = 162
SCALE_BELOW = 30  # points for the scale under the rows
TRACK, BAR = 9, 5  # how thick
_NAME_IN_ALT = 400  # points wide: some 70 letters
_FROM_NAME_TO_TRACK = 13  # points from the baseline of a row's first line down to the middle of its track


@dataclass(frozen=True)
class Row:
    """One row: what it is about, and either its share with interval and verdict, or words in their place.

    Shares are in [0, 1]; `low` and `high` may be NaN together where no interval is known.
    """

    name: str
    code: str
    share: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    verdict: str = "cannot tell"
    number: str = ""
    basis: str = ""
    instead: str = ""

    def in_words(self) -> str:
        """Return the row as a clause of the alt text."""
        name = " ".join(filter(None, (self.code, shorten(self.name, _NAME_IN_ALT))))
        if self.instead:
            return f"{name}, {self.instead}"
        between = interval_words(self.low, self.high) if self.low == self.low else ""
        return ", ".join(filter(None, (name, self.number, between, self.basis)))


def draw_rows(sheet: Sheet, rows: Sequence[Row], tops: Sequence[float]) -> None:
    """Draw each row with the baseline of its first line at its top, in points from the sheet's top edge."""
    for row, top in zip(rows, tops, strict=True):
        _draw_name(sheet, row, top)
        if row.instead:
            sheet.write(PLOT, top, row.instead, fontsize=SMALL, soft=True)
        else:
            sheet.write(PLOT, top, row.number, fontweight="bold")
            sheet.write(PLOT + width_of(row.number, bold=True) + 5, top, row.basis, fontsize=SMALL, soft=True)
    middles = [top + _FROM_NAME_TO_TRACK for top in tops]
    with_numbers = [(row, y) for row, y in zip(rows, middles, strict=True) if not row.instead]
    without = [y for row, y in zip(rows, middles, strict=True) if row.instead]
    sheet.bars([(0, 1, y) for _, y in with_numbers], WASH, TRACK, zorder=1)
    sheet.bars([(0, 1, y) for y in without], LINE, 1, zorder=1, linestyle=(0, (1, 3)), label="no numbers")
    for verdict, colour in VERDICT_COLOURS.items():
        drawn = [(row, y) for row, y in with_numbers if row.verdict == verdict]
        spans = [(row.low, row.high, y) for row, y in drawn]
        sheet.bars(spans, colour, BAR, zorder=2, label=f"interval, {verdict}")
        marks = [(row.share, y) for row, y in drawn]
        sheet.points(marks, VERDICT_MARKERS[verdict], colour, filled=verdict != "cannot tell")


def mark(sheet: Sheet, verdict: str, x: float, y: float, *, edge: str = INK) -> None:
    """Draw the shape of a verdict among text, its middle at `x` points from the left edge.

    `edge` is the colour around the open one.
    """
    sheet.points(
        [(x, y)],
        VERDICT_MARKERS[verdict],
        VERDICT_COLOURS[verdict],
        filled=verdict != "cannot tell",
        edge=edge,
        among_text=True,
    )


def draw_cut(sheet: Sheet, cut: float, rows: Sequence[Row], tops: Sequence[float], name: str) -> None:
    """Draw the cut through the track of every row with numbers, and its name above the first row."""
    half = width_of(name, SMALL, bold=True) / 2
    x = min(max(PLOT + cut * (sheet.right - PLOT), PLOT + half - 12), WIDTH - half)
    sheet.write(x, tops[0] - ROW / 2 + 2, name, fontsize=SMALL, ha="center", fontweight="bold")
    middles = [top + _FROM_NAME_TO_TRACK for row, top in zip(rows, tops, strict=True) if not row.instead]
    sheet.columns([(cut, y - TRACK, y + TRACK) for y in middles], INK, 1.2, zorder=3, label="cut")


def share_ticks(sheet: Sheet, name: str) -> None:
    """Mark the scale of shares, the same in every figure: 0 to 100 %."""
    sheet.ticks({share: percent(share) for share in (0, 0.25, 0.5, 0.75, 1)}, name)


def _draw_name(sheet: Sheet, row: Row, top: float) -> None:
    """Write the code in small print, then the name on the rest of its line and the one below."""
    code = shorten(row.code, NAMES / 2, SMALL, keep_end=True)
    indent = width_of(code, SMALL) + 5 if code else 0
    if code:
        sheet.write(0, top, code, fontsize=SMALL, color=SOFT)
    for place, line in enumerate(wrap(row.name, NAMES, BODY, indent=indent)):
        sheet.write(0 if place else indent, top + place * 1.25 * BODY, line)
