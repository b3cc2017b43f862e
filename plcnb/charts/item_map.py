"""All questions of a test at one glance: how hard each was, and whether it agrees with the others."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.rows import share_ticks
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    ACCENT,
    GREY,
    INK,
    LINE,
    SMALL,
    WARM,
    WASH,
    WIDTH,
    house_style,
    shorten,
    width_of,
)
from plcnb.stats.judging import CANNOT_TELL, CHECK_KEY, GUESSED, KEEP, TOO_EASY, TOO_HARD, USUAL
from plcnb.tables import count_of, number, percent, records
from plcnb.tables.items import checked_questions

MOST_NAMED = 12  # questions with a name on the map: more would cover the marks
_LEFT, _TOP, _PLOT, _BELOW = 44, 54, 236, 30  # points
_BOTTOM_R = -0.4  # of the scale every team shares; lower only where a question would not fit
_NAME = 60  # points wide
_KINDS = {
    "look": "worth a look",
    KEEP: "clearly sound",
    TOO_EASY: "clearly easy",
    CANNOT_TELL: "cannot tell yet",
}
_LOOKS = {"look": ("D", WARM, True), KEEP: ("o", ACCENT, True), TOO_EASY: ("s", GREY, True)}
_LOOKS |= {CANNOT_TELL: ("o", GREY, False)}
_SIZE = 6.5


def item_map(frame: pd.DataFrame, *, most: int = MOST_NAMED) -> Chart:
    """Draw every question by its difficulty and its correlation with the rest; name those worth a look.

    Parameters
    ----------
    frame : DataFrame
        As `stats.items.analyse_items` or `judge_items` gives it, one row a question: `n`, `difficulty`
        (share; NaN: no data), `item_rest_r`, `r_low`, `r_high`, `verdict`. Questions are called by the column
        `position` or `item_id` where there is one, else by the index. Rows with `hidden` are not drawn.
    most : int
        How many questions are named on the map; the alt text names all that are worth a look.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = checked_questions(frame)
    drawn = data[data["item_rest_r"].notna() & data["difficulty"].notna()]
    if drawn.empty:
        return nothing_yet(
            "No question can be set beside the others yet.",
            "Import the answers to each question of three students or more.",
        )
    kinds = drawn["call"].where(drawn["call"].isin([KEEP, TOO_EASY, CANNOT_TELL]), "look")
    rows = records(drawn.assign(kind=kinds))
    left_out = _left_out(data, len(rows))
    with house_style():
        figure = _draw(rows, left_out, most)
    return Chart(
        figure,
        alt=_alt(rows, left_out),
        read_as="a map: hard questions on the left, at the top those that the strong have right more often; "
        "an open circle is not settled.",
        not_as="a judgement of students: a hard question may be fair, and one below 0 may have a wrong key.",
    )


def _draw(rows: list[dict[str, Any]], left_out: str, most: int) -> Figure:
    below = _BELOW + (14 if left_out else 0)
    sheet = Sheet(_TOP + _PLOT + below, left=_LEFT, bottom=below)
    floor = _BOTTOM_R if all(row["item_rest_r"] >= _BOTTOM_R for row in rows) else -1.0
    _draw_bands(sheet, floor)
    x, students = 0.0, count_of(max(row["n"] for row in rows), "student")
    sheet.write(0, 11, f"{count_of(len(rows), 'question')}, {students}", fontsize=SMALL, soft=True)
    for kind, (marker, colour, filled) in _LOOKS.items():
        here = [row for row in rows if row["kind"] == kind]
        at = [(row["difficulty"], _y(row["item_rest_r"], floor)) for row in here]
        sheet.points(at, marker, colour, filled=filled, size=_SIZE)
        if here:
            sheet.points([(x + 4, 22.5)], marker, colour, filled=filled, size=_SIZE, among_text=True)
            sheet.write(x + 11, 26, f"{len(here)} {_KINDS[kind]}", fontsize=SMALL)
            x += 23 + width_of(f"{len(here)} {_KINDS[kind]}", SMALL)
    _draw_names(sheet, rows, floor, most)
    share_ticks(sheet, "share of the points gained")
    if left_out:
        sheet.write(0, sheet.height - 4, left_out, fontsize=SMALL, soft=True)
    return sheet.figure


def _draw_bands(sheet: Sheet, floor: float) -> None:
    """Draw the limits as lines, and what lies beyond them in words."""
    top, bottom, nought = _TOP, _TOP + _PLOT, _y(0, floor)
    middle = (nought + bottom) / 2
    sheet.bars([(0, 1, middle)], WASH, bottom - nought, zorder=0, solid_capstyle="butt")
    sheet.columns([(USUAL.too_hard, top, bottom), (USUAL.too_easy or 1.0, top, bottom)], LINE, 1, zorder=1)
    sheet.bars([(0, 1, _y(USUAL.weak, floor))], LINE, 1, zorder=1)
    sheet.bars([(0, 1, nought)], INK, 0.8, zorder=1)
    for value, name in ((0.1, "hard"), (0.9, "easy")):
        sheet.label(value, top - 5, name, fontsize=SMALL, ha="center", soft=True)
    sheet.write(0, top - 11, "agreement", fontsize=SMALL, soft=True)
    ticks = (
        (1, 0.8, 0.6, 0.4, 0.2, 0, -0.2, -0.4, -0.6, -0.8, -1)
        if floor == _BOTTOM_R
        else (1, 0.5, 0, -0.5, -1)
    )
    for r in ticks:
        if r >= floor:
            sheet.write(_LEFT - 8, _y(r, floor) + 3.5, number(r), fontsize=SMALL, soft=True, ha="right")
    sheet.label(0.995, bottom - 5, "below 0: is the key right?", fontsize=SMALL, ha="right", soft=True)


def _draw_names(sheet: Sheet, rows: list[dict[str, Any]], floor: float, most: int) -> None:
    """Name the questions worth a look where there is room, the surest first, with how sure we are of them."""
    wide = sheet.right - _LEFT
    marks = [
        (_LEFT + row["difficulty"] * wide, _y(row["item_rest_r"], floor), row["kind"] == "look")
        for row in rows
    ]
    taken = [(x - 4, y - 4, x + 4, y + 4) for x, y, _ in marks]
    taken.append((sheet.right - 132, _TOP + _PLOT - 15, sheet.right, _TOP + _PLOT))
    named = [(row, x, y) for row, (x, y, look) in zip(rows, marks, strict=True) if look or _is_doubtful(row)]
    named.sort(key=lambda one: (one[0]["kind"] != "look", one[0]["item_rest_r"]))
    for row, x, y in named[:most]:
        text = shorten(row["label"].replace("Question ", "Q ", 1), _NAME, SMALL)
        box = next(_free(text, x, y, taken), None)
        if box is None:
            continue
        taken.append(box)
        clear = {"color": WARM, "fontweight": "bold"} if row["kind"] == "look" else {"soft": True}
        sheet.write(box[0] + 1, box[3] - 2.5, text, fontsize=SMALL, **clear)
    spans = [
        (row["difficulty"], _y(row["r_high"], floor), min(_y(row["r_low"], floor), _TOP + _PLOT))
        for row, *_ in named[:most]
        if row["r_low"] == row["r_low"] and row["r_high"] == row["r_high"]
    ]
    sheet.columns(spans, GREY, 0.8, zorder=2, label="how sure")


def _free(
    text: str, x: float, y: float, taken: Sequence[tuple[float, ...]]
) -> Iterator[tuple[float, float, float, float]]:
    """Yield the places for a name beside its mark that nothing covers yet: right, left, above, below."""
    wide, high = width_of(text, SMALL, bold=True) + 2, 12
    for left, top in ((x + 6, y - 6), (x - 6 - wide, y - 6), (x - wide / 2, y - 18), (x - wide / 2, y + 6)):
        inside = left >= _LEFT and left + wide <= WIDTH - 14 and top >= _TOP and top + high <= _TOP + _PLOT
        free = all(
            left >= right or left + wide <= start or top >= low or top + high <= up
            for start, up, right, low in taken
        )
        if inside and free:
            yield left, top, left + wide, top + high


def _is_doubtful(row: dict[str, Any]) -> bool:
    """Return whether a question that is not settled is flagged for something that would need mending."""
    return row["kind"] == CANNOT_TELL and any(word in row["flag"] for word in (CHECK_KEY, TOO_HARD, GUESSED))


def _y(r: float, floor: float) -> float:
    return _TOP + (1 - r) / (1 - floor) * _PLOT


def _left_out(data: pd.DataFrame, drawn: int) -> str:
    """Say which rows have no place on the map, and why."""
    hidden = int(data["hidden"].sum())
    alike = len(data) - drawn - hidden
    parts = [
        f"{alike} all answered alike or too few answered" if alike else "",
        f"{hidden} hidden" if hidden else "",
    ]
    said = ", ".join(filter(None, parts))
    return f"Not drawn: {said}." if said else ""


def _alt(rows: list[dict[str, Any]], left_out: str) -> str:
    look = [row for row in rows if row["kind"] == "look"]
    doubtful = [row["label"] for row in rows if _is_doubtful(row)]
    look.sort(key=lambda row: row["item_rest_r"])
    counts = [f"{sum(row['kind'] == kind for row in rows)} {words}" for kind, words in _KINDS.items()]
    students = count_of(max(row["n"] for row in rows), "student")
    said = "; ".join(
        f"{row['label']}: {row['call']}, {percent(row['difficulty'], row['n'])} of the points, agreement "
        f"{number(row['item_rest_r'])}"
        for row in look
    )
    parts = (
        f"{count_of(len(rows), 'question')} by difficulty and agreement with the rest, up to {students}: "
        f"{', '.join(count for count in counts if not count.startswith('0 '))}.",
        f"Worth a look: {said}." if look else "",
        f"Perhaps worth a look, which the answers cannot tell: {', '.join(doubtful)}." if doubtful else "",
        left_out,
    )
    return " ".join(filter(None, parts))
