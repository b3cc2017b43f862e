"""The answers to one question: who chose which, and which of them tempted."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.rows import SCALE_BELOW, TRACK, share_ticks
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import ACCENT, GREY, INK, SMALL, WARM, WASH, WIDTH, house_style, shorten, width_of
from plcnb.tables import count_of, hidden_words, percent, records
from plcnb.tables.frames import clean
from plcnb.tables.items import checked_options

MOST_OPTIONS = 10  # answers of one question that half a page holds
_FIRST, _ROW = 46, 42  # points: to the first row, and from row to row
_NAMES, _PLOT = 112, 122  # points: room for the answer's words, where bars begin
_TITLE = 240  # points wide


def option_shares(frame: pd.DataFrame, item: Any, *, most: int = MOST_OPTIONS) -> Chart:
    """Draw how many chose each answer to one question: of all, of the strongest, and of the weakest.

    Parameters
    ----------
    frame : DataFrame
        As `stats.items.analyse_options` gives it, by item and option.
    item : hashable
        The question, as the index names it.
    most : int
        How many answers are drawn: the key, and the others by how many chose them.

    Raises
    ------
    DataError
        If the frame is malformed, or has no such question.
    """
    data = checked_options(frame, item)
    shown = data[data["hidden"] | data["share"].notna()]
    if shown.empty:
        return nothing_yet(
            "Nobody has answered this question yet.",
            "Import the answers to each question to see which ones tempted.",
        )
    kept = (
        shown.sort_values(["is_key", "n"], ascending=False, kind="stable").index[: max(most, 1)].sort_values()
    )
    rows, more = records(shown.loc[kept]), len(shown) - len(kept)
    left_out = f"Not drawn: {count_of(more, 'answer')} that fewer chose." if more else ""
    name = shorten(clean(item), _TITLE)
    with house_style():
        figure = _draw(rows, name, left_out)
    said, students = "; ".join(map(_in_words, rows)), count_of(rows[0]["n_asked"], "student")
    return Chart(
        figure,
        alt=f"Question {name}, answers of {students}. {said}. {left_out}".strip(),
        read_as="what drew whom: the bar is the share of all; the filled mark those "
        "strongest on the whole test, the open mark the weakest.",
        not_as="what single students think: a guess is an answer too, and a handful may be chance.",
    )


def _draw(rows: list[dict[str, Any]], name: str, left_out: str) -> Figure:
    below = SCALE_BELOW + (14 if left_out else 0)
    sheet = Sheet(_FIRST + _ROW * len(rows) - 8 + below, left=_PLOT, bottom=below)
    sheet.write(0, 11, f"Question {name}", fontweight="bold")
    _write_marks(sheet, rows)
    tops = [_FIRST + _ROW * place for place in range(len(rows))]
    for row, top in zip(rows, tops, strict=True):
        _draw_words(sheet, row, top)
    shown = [(row, top + 12) for row, top in zip(rows, tops, strict=True) if not row["hidden"]]
    sheet.bars([(0, 1, y) for _, y in shown], WASH, TRACK, zorder=1)
    for of_key, colour in ((True, ACCENT), (False, GREY)):
        spans = [(0, row["share"], y) for row, y in shown if row["is_key"] == of_key and not _tempts(row)]
        sheet.bars(spans, colour, TRACK, zorder=2, label="key" if of_key else "others", solid_capstyle="butt")
    spans = [(0, row["share"], y) for row, y in shown if _tempts(row)]
    sheet.bars(spans, WARM, TRACK, zorder=2, label="tempting", solid_capstyle="butt")
    ends = [
        (row, y + 11)
        for row, y in shown
        if row["share_upper"] == row["share_upper"] and row["share_lower"] == row["share_lower"]
    ]
    spans = [(*sorted((row["share_upper"], row["share_lower"])), y) for row, y in ends]
    sheet.bars(spans, GREY, 1, zorder=2, label="strongest and weakest")
    sheet.points([(row["share_lower"], y) for row, y in ends], "o", INK, filled=False, size=6.5)
    sheet.points([(row["share_upper"], y) for row, y in ends], "o", INK, size=6.5)
    share_ticks(sheet, "share of the students asked")
    if left_out:
        sheet.write(0, sheet.height - 4, left_out, fontsize=SMALL, soft=True)
    return sheet.figure


def _write_marks(sheet: Sheet, rows: list[dict[str, Any]]) -> None:
    """Say which mark is whose, with how many students stand behind it."""
    first = next((row for row in rows if not row["hidden"]), None)
    if first is None or not (first["n_upper"] > 0 and first["n_lower"] > 0):
        return
    said = f"{first['n_upper']:.0f} strongest"
    sheet.points([(_PLOT + 4, 22.5)], "o", INK, size=6.5, among_text=True)
    sheet.write(_PLOT + 11, 26, said, fontsize=SMALL, soft=True)
    x = _PLOT + 25 + width_of(said, SMALL)
    sheet.points([(x + 4, 22.5)], "o", INK, filled=False, size=6.5, among_text=True)
    sheet.write(x + 11, 26, f"{first['n_lower']:.0f} weakest on the whole test", fontsize=SMALL, soft=True)


def _draw_words(sheet: Sheet, row: dict[str, Any], top: float) -> None:
    name = shorten(_name(row), _NAMES, bold=row["is_key"])
    sheet.write(0, top, name, fontweight="bold" if row["is_key"] else "normal")
    if row["call"]:
        colour = {"color": ACCENT} if row["is_key"] else {"color": WARM} if _tempts(row) else {"soft": True}
        sheet.write(0, top + 13, row["call"], fontsize=SMALL, **colour)
    if row["hidden"]:
        sheet.write(_PLOT, top, hidden_words(row), fontsize=SMALL, soft=True)
        return
    number = percent(row["share"], row["n_asked"])
    sheet.write(_PLOT, top, number, fontweight="bold")
    said = f"{row['n']:,} of {count_of(row['n_asked'], 'student')}"
    sheet.write(
        _PLOT + width_of(number, bold=True) + 5,
        top,
        shorten(said, WIDTH - _PLOT - 60, SMALL),
        fontsize=SMALL,
        soft=True,
    )


def _tempts(row: dict[str, Any]) -> bool:
    return row["kind"] in ("possible mis-key", "popular wrong answer")


def _name(row: dict[str, Any]) -> str:
    return row["option"] or "without a name"


def _in_words(row: dict[str, Any]) -> str:
    name = f"{_name(row)} ({row['call']})" if row["call"] else _name(row)
    if row["hidden"]:
        return f"{name}: {hidden_words(row)}"
    known = row["share_upper"] == row["share_upper"] and row["share_lower"] == row["share_lower"]
    ends = f", {percent(row['share_upper'])} of the strongest, {percent(row['share_lower'])} of the weakest"
    return f"{name}: {percent(row['share'], row['n_asked'])}{ends if known else ''}"
