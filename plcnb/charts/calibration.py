"""What the team expected of each standard beside what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.rows import BAR, NAMES, PLOT, SCALE_BELOW, TRACK, share_ticks
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    ACCENT,
    BODY,
    GREY,
    INK,
    LINE,
    SMALL,
    SOFT,
    WASH,
    WIDTH,
    house_style,
    shorten,
    width_of,
    wrap,
)
from plcnb.errors import ParameterError
from plcnb.stats.calibration import FEWEST_MEMBERS
from plcnb.tables import count_of, hidden_words, interval_words, percent, records, share_words
from plcnb.tables.calibration import CAME, expected_words, revealed

MOST_ROWS = 10
_ROW = 32
_FIRST = 40  # points from the top edge to the first baseline
_TO_TRACK = 14
_NAME_IN_ALT = 400
_HOLLOW = 7  # points across
_Place = TypeVar("_Place", bound=tuple[float, ...])


@dataclass(frozen=True)
class _Row:
    """A standard: what was expected, what came, the words for both; or words in their place."""

    name: str
    code: str
    expected: float = float("nan")
    expected_low: float = float("nan")
    expected_high: float = float("nan")
    share: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    verdict: str = "cannot tell"
    expected_said: str = ""
    came_said: str = ""
    basis: str = ""
    instead: str = ""


def predicted_and_actual(frame: pd.DataFrame, *, most: int = MOST_ROWS) -> Chart:
    """Draw what members expected of each standard, the middle as an open mark, beside what came.

    Sorted as the frame is, the largest surprise first. No member's prediction is drawn: only the middle, and
    the lowest and highest as a thin line.

    Parameters
    ----------
    frame : DataFrame
        As `stats.calibration.reveal` gives it. Rows with `hidden` are drawn without numbers, last.
    most : int
        How many standards are drawn; the others stand in the table alone.

    Raises
    ------
    DataError
        If the frame is malformed.
    ParameterError
        If `most` is no whole number of 1 or more.
    """
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        raise ParameterError(f"most must be a whole number of standards, 1 or more, got {most!r}.")
    data = revealed(frame)
    if data.empty:
        return nothing_yet(
            "Nothing has come yet that could be set beside predictions.",
            "Write down what you expect before the next results.",
        )
    ordered = pd.concat([data[~data["hidden"]], data[data["hidden"]].sort_values(["code", "statement"])])
    rows = [_row(row) for row in records(ordered.head(most))]
    rest = len(ordered) - len(rows)
    more = f"{count_of(rest, 'standard')} with a smaller surprise or none"
    left_out = f"Not drawn: {more}; the table has them." if rest else ""
    with house_style():
        figure = _draw(rows, left_out)
    about = f"What we expected of {count_of(len(data), 'standard')}"
    said = "; ".join(_in_words(row) for row in rows)
    return Chart(
        figure,
        alt=f"{about} and what came. {said}. {left_out}".strip(),
        read_as="two answers to one question: the open square is the middle of our predictions, the filled "
        "mark what came, its bar where that probably lies; grey where the two may be one. The largest "
        "surprise stands on top.",
        not_as="a test of us: who never misses has stopped guessing, and a square on the bar may be right.",
    )


def _draw(rows: Sequence[_Row], left_out: str) -> Figure:
    tops = [_FIRST + place * _ROW for place in range(len(rows))]
    below = SCALE_BELOW + (14 if left_out else 0)
    sheet = Sheet(_FIRST + len(rows) * _ROW - 8 + below, left=PLOT, bottom=below)
    if left_out:
        sheet.write(0, sheet.height - 4, shorten(left_out, WIDTH, SMALL), fontsize=SMALL, soft=True)
    _draw_key(sheet)
    for row, top in zip(rows, tops, strict=True):
        _write_row(sheet, row, top)
    _draw_marks(sheet, [(row, top + _TO_TRACK) for row, top in zip(rows, tops, strict=True)])
    share_ticks(sheet, "share of the points")
    return sheet.figure


def _draw_marks(sheet: Sheet, lines: Sequence[tuple[_Row, float]]) -> None:
    """Draw each row's track, what came with its interval, and over it what was expected with its range."""
    shown = [(row, y) for row, y in lines if not row.instead]
    sheet.bars([(0, 1, y) for _, y in shown], WASH, TRACK, zorder=1)
    without = [(0, 1, y) for row, y in lines if row.instead]
    sheet.bars(without, LINE, 1, zorder=1, linestyle=(0, (1, 3)), label="no numbers")
    for clear, colour in ((False, GREY), (True, ACCENT)):
        rows = [(row, y) for row, y in shown if (row.verdict != "cannot tell") is clear]
        spans = [(row.low, row.high, y) for row, y in rows]
        sheet.bars(_known(spans), colour, BAR, zorder=2, label="interval of what came")
        sheet.points(_known([(row.share, y) for row, y in rows]), "o", colour)
    ranged = [(row.expected_low, row.expected_high, y) for row, y in shown]
    sheet.bars(_known(ranged), INK, 1, zorder=3, label="lowest to highest prediction")
    sheet.points(_known([(row.expected, y) for row, y in shown]), "s", INK, filled=False, size=_HOLLOW)


def _known(places: Sequence[_Place]) -> list[_Place]:
    """Return the places without a missing number."""
    return [place for place in places if all(value == value for value in place)]


def _draw_key(sheet: Sheet) -> None:
    """Name the marks in one line above the rows."""
    x = 0.0
    for marker, filled, words in (
        ("s", False, "expected (middle, lowest to highest)"),
        ("o", True, "came, and where it probably lies"),
    ):
        sheet.points(
            [(x + 5, 8)],
            marker,
            ACCENT if filled else INK,
            filled=filled,
            size=8 if filled else _HOLLOW,
            among_text=True,
        )
        sheet.write(x + 13, 11.5, words, fontsize=SMALL, soft=True)
        x += 26 + width_of(words, SMALL)


def _write_row(sheet: Sheet, row: _Row, top: float) -> None:
    code = shorten(row.code, NAMES / 2, SMALL, keep_end=True)
    indent = width_of(code, SMALL) + 5 if code else 0
    if code:
        sheet.write(0, top, code, fontsize=SMALL, color=SOFT)
    for place, line in enumerate(wrap(row.name, NAMES, BODY, indent=indent)):
        sheet.write(0 if place else indent, top + place * 1.25 * BODY, line)
    if row.instead:
        sheet.write(PLOT, top, shorten(row.instead, WIDTH - PLOT, SMALL), fontsize=SMALL, soft=True)
        return
    x = float(PLOT)
    for said, bold in ((row.came_said, True), (row.basis, False)):
        size = BODY if bold else SMALL
        sheet.write(
            x,
            top,
            shorten(said, WIDTH - x, size),
            fontsize=size,
            fontweight="bold" if bold else "normal",
            soft=not bold,
        )
        x += width_of(said, size, bold=bold) + 5


def _row(row: dict[str, Any]) -> _Row:
    name, code = row["statement"], row["code"]
    if not name:
        name, code = code or "standard without a name", ""
    if row["hidden"]:
        return _Row(name, code, instead=hidden_words(row))
    came = share_words(row) if row["share"] == row["share"] else ""
    if not came and row["expected"] != row["expected"]:
        return _Row(name, code, instead="no result and no prediction yet")
    students = count_of(row["n_students"], "student") if came else ""
    return _Row(
        name,
        code,
        **{key: row[key] for key in ("expected", "expected_low", "expected_high", "share", "low", "high")},
        verdict=row["verdict"],
        expected_said=expected_words(row),
        came_said=came or "no result yet",
        basis=", ".join(filter(None, (students, _expected(row)))),
    )


def _expected(row: dict[str, Any]) -> str:
    """Return what was expected, short enough for a row."""
    if not row["n_members"]:
        return "not predicted"
    if row["expected"] != row["expected"]:
        return f"fewer than {FEWEST_MEMBERS} predicted"
    return f"{row['n_members']} expected {percent(row['expected'])}"


def _in_words(row: _Row) -> str:
    name = " ".join(filter(None, (row.code, shorten(row.name, _NAME_IN_ALT))))
    if row.instead:
        return f"{name}, {row.instead}"
    between = f", {interval_words(row.low, row.high)}" if row.low == row.low and row.high == row.high else ""
    verdict = f", {CAME[row.verdict]}" if row.expected == row.expected and row.share == row.share else ""
    return f"{name}: expected {row.expected_said}, came {row.came_said}{between}{verdict}"
