"""Questions worth a look: how hard they were, and which wrong answer tempted."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.frames import checked
from plcnb.charts.rows import BAR, SCALE_BELOW, TRACK, share_ticks
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import ACCENT, GREY, SMALL, WARM, WASH, WIDTH, house_style, shorten, width_of, wrap
from plcnb.tables import count_of, hidden_words, interval_words, percent, question_name, records, share_words

MOST_ITEMS = 6  # what a team can talk through in one meeting, and half a page holds
_ROW = 50  # points from one question to the next
_FIRST = 12
_NAMES = 118
_PLOT = 128
_OPTION = 90  # points wide: the most of an answer's own words that is written out


def items_to_review(frame: pd.DataFrame, *, most: int = MOST_ITEMS) -> Chart:
    """Draw how many got each question right, how sure that is, and the wrong answer chosen most.

    Parameters
    ----------
    frame : DataFrame
        As `stats.items.review` gives it, in the order to be shown: `item_id`, `position`, `standard_id`, `n`,
        `difficulty`, `low`, `high`, `top_wrong_share` (shares; NaN: no data), `top_wrong`, `key`, `flag`.
        Rows with `hidden` are drawn without numbers.
    most : int
        How many questions are drawn.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = checked(
        frame,
        "items to review",
        shares=("difficulty", "low", "high", "top_wrong_share"),
        counts=("n",),
        numbers=("position",),
        texts=("item_id", "standard_id", "top_wrong", "key", "flag"),
    )
    if data.empty:
        return nothing_yet(
            "No question has been answered yet, or none stands out.",
            "Import the answers to each question to see which are worth a look.",
        )
    rows = records(data.head(most))
    more = len(data) - len(rows)
    left_out = f"Not drawn: {count_of(more, 'easier question')}." if more else ""
    with house_style():
        figure = _draw(rows, left_out)
    said = "; ".join(map(_in_words, rows))
    return Chart(
        figure,
        alt=f"{count_of(len(data), 'question')} worth a look. {said}. {left_out}".strip(),
        read_as="a list to talk through: the mark is the share of points gained, the bar how sure that is, "
        "the thin line below it who chose the most tempting wrong answer.",
        not_as="what students cannot do: a question can mislead, and its key can be wrong.",
    )


def _draw(rows: list[dict[str, Any]], left_out: str) -> Figure:
    below = SCALE_BELOW + (14 if left_out else 0)
    sheet = Sheet(_FIRST + len(rows) * _ROW - 12 + below, left=_PLOT, bottom=below)
    tops = [_FIRST + place * _ROW for place in range(len(rows))]
    for row, top in zip(rows, tops, strict=True):
        _draw_name(sheet, row, top)
        _draw_answers(sheet, row, top)
    shown = [
        (row, top) for row, top in zip(rows, tops, strict=True) if row["difficulty"] == row["difficulty"]
    ]
    sheet.bars([(0, 1, top + 11) for _, top in shown], WASH, TRACK, zorder=1)
    sheet.bars(
        [(row["low"], row["high"], top + 11) for row, top in shown], GREY, BAR, zorder=2, label="interval"
    )
    sheet.points([(row["difficulty"], top + 11) for row, top in shown], "o", ACCENT)
    tempting = [(row, top) for row, top in shown if _tempted(row)]
    sheet.bars([(0, row["top_wrong_share"], top + 36) for row, top in tempting], WARM, 3, label="tempting")
    share_ticks(sheet, "share of the students, and of their points")
    if left_out:
        sheet.write(0, sheet.height - 4, left_out, fontsize=SMALL, soft=True)
    return sheet.figure


def _draw_name(sheet: Sheet, row: dict[str, Any], top: float) -> None:
    sheet.write(0, top, shorten(question_name(row), _NAMES, bold=True), fontweight="bold")
    lines: list[tuple[str, dict[str, Any]]] = [
        (shorten(row["standard_id"], _NAMES, SMALL, keep_end=True), {"soft": True})
    ]
    if not row["hidden"]:
        lines += [(line, {"color": WARM}) for line in wrap(row["flag"], _NAMES, SMALL)]
    for place, (line, look) in enumerate(lines):
        sheet.write(0, top + 13 + 12 * place, line, fontsize=SMALL, **look)


def _draw_answers(sheet: Sheet, row: dict[str, Any], top: float) -> None:
    if row["difficulty"] != row["difficulty"]:
        sheet.write(_PLOT, top, _instead(row), fontsize=SMALL, soft=True)
        return
    number = share_words(row, "difficulty", "n")
    sheet.write(_PLOT, top, number, fontweight="bold")
    sheet.write(_PLOT + width_of(number, bold=True) + 5, top, _right(row), fontsize=SMALL, soft=True)
    sheet.write(_PLOT, top + 31, shorten(_tempted(row), WIDTH - _PLOT, SMALL), fontsize=SMALL, color=WARM)


def _in_words(row: dict[str, Any]) -> str:
    name = " ".join(filter(None, (question_name(row), row["standard_id"])))
    if row["difficulty"] != row["difficulty"]:
        return f"{name}: {_instead(row)}"
    parts = (
        f"{share_words(row, 'difficulty', 'n')} {_right(row)}",
        interval_words(row["low"], row["high"]) if row["low"] == row["low"] else "",
        _tempted(row),
        row["flag"],
    )
    return f"{name}: {', '.join(filter(None, parts))}"


def _instead(row: dict[str, Any]) -> str:
    return hidden_words(row) or "no answers yet"


def _right(row: dict[str, Any]) -> str:
    right = f"right (key {shorten(row['key'], _OPTION, SMALL)})" if row["key"] else "of the points"
    return f"{right} · {count_of(row['n'], 'student')}"


def _tempted(row: dict[str, Any]) -> str:
    if not row["top_wrong"] or pd.isna(row["top_wrong_share"]):
        return ""
    return f"{percent(row['top_wrong_share'], row['n'])} chose {shorten(row['top_wrong'], _OPTION, SMALL)}"
