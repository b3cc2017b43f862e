"""Students by standards at one glance, in the groups that need something next: for the team's own eyes."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.rows import mark
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    GREY,
    LINE,
    SMALL,
    VERDICT_COLOURS,
    VERDICT_MARKERS,
    WIDTH,
    house_style,
    shorten,
    width_of,
)
from plcnb.tables import VERDICT_WORDS, count_of, records
from plcnb.tables.students import checked_grid

MOST_STANDARDS = 12  # columns that can be told apart on a phone
MOST_STUDENTS = 60  # rows that one page holds
_ROW, _HEADING, _COUNTS = 13, 24, 18  # points high
_LONGEST_CODE, _ABOVE_CODES = 74, 24  # points: of a standard's code, and over it
_NAMES, _UNNAMED = 112, 64  # points for names, and for the counts' words where there are none
_WIDEST = 40  # points from one standard to the next
_TITLES = {"reteach": "Reteach", "practise": "Practise", "extend": "Extend", "no answers": "No answers yet"}


def student_grid(
    cells: pd.DataFrame,
    groups: pd.DataFrame | None = None,
    names: pd.DataFrame | Mapping[str, str] | None = None,
    *,
    most: int = MOST_STANDARDS,
    most_students: int = MOST_STUDENTS,
) -> Chart:
    """Draw what every student shows of every standard, in the groups to reteach, practise and extend.

    Parameters
    ----------
    cells : DataFrame
        As `stats.mastery.student_standards` gives it.
    groups : DataFrame, optional
        As `stats.mastery.student_groups` gives it; without it the students are one group.
    names : DataFrame with `student_id` and `name`, or mapping, optional
        What to call the students; without it rows have no names. Nobody is called by an id.
    most, most_students : int
        How many standards and students are drawn: of too many those with most students clearly below, and the
        first in the order of the groups.

    Raises
    ------
    DataError
        If a frame is malformed, a cell stands twice, or a group is unknown.
    """
    students, data = checked_grid(cells, groups, names)
    if students.empty:
        return nothing_yet(
            "No student has answers to questions yet.",
            "Import the answers to each question to see who needs what next.",
        )
    by_code = (data["verdict"] == "below").groupby(data["code"], sort=False).sum()
    kept = by_code.nlargest(most).index if len(by_code) > most else by_code.index
    codes = [code for code in by_code.index if code in set(kept)]
    drawn = students.head(most_students)
    left_out = _left_out(len(by_code) - len(codes), len(students) - len(drawn))
    by_cell = {(row["student_id"], row["code"]): row["verdict"] for row in records(data)}
    with house_style():
        figure = _draw(records(drawn), codes, by_cell, left_out)
    return Chart(
        figure,
        alt=_alt(students, codes, data, left_out),
        read_as="a plan for the next lesson: ● clearly above the cut, ○ cannot tell yet, ◆ clearly below; a "
        "dash where no answer counted.",
        not_as="what students are: a few answers each, and some of the marks are chance.",
    )


def _draw(
    rows: list[dict[str, Any]], codes: list[str], by_cell: Mapping[tuple[str, str], str], left_out: str
) -> Figure:
    named = any(row["name"] for row in rows)
    left = _NAMES if named else _UNNAMED
    step = min((WIDTH - 8 - left) / len(codes), _WIDEST)
    middles = [left + step * (place + 0.5) for place in range(len(codes))]
    tops, headings, y = [], [], _ABOVE_CODES + _height_of(codes) + 8
    for place, row in enumerate(rows):
        if row["group"] and (not place or row["group"] != rows[place - 1]["group"]):
            headings.append((row["group"], y + _HEADING - 7))
            y += _HEADING
        tops.append(y + _ROW / 2)
        y += _ROW
    sheet = Sheet(y + 8 + 2 * _COUNTS + (14 if left_out else 0), left=left)
    sheet.ticks({})
    _draw_codes(sheet, codes, middles, count_of(len(rows), "student"))
    for group, top in headings:
        size = sum(row["group"] == group for row in rows)
        sheet.write(0, top, f"{_TITLES[group]} ({size})", fontweight="bold")
    for row, top in zip(rows, tops, strict=True):
        sheet.write(
            0,
            top + 3.5,
            shorten(row["name"] or ("a student" if named else ""), _NAMES - 6, SMALL),
            fontsize=SMALL,
        )
    _lines(sheet, [(left, middles[-1] + step / 2, top + _ROW / 2) for top in tops], LINE, 0.6)
    _draw_marks(sheet, [row["student_id"] for row in rows], tops, codes, middles, by_cell)
    _draw_counts(sheet, codes, middles, by_cell, {row["student_id"] for row in rows}, y + 8)
    if left_out:
        sheet.write(0, sheet.height - 4, left_out, fontsize=SMALL, soft=True)
    return sheet.figure


def _draw_codes(sheet: Sheet, codes: list[str], middles: list[float], students: str) -> None:
    """Write what the shapes mean, and the standards upright over their columns."""
    x = 0.0
    for verdict, words in VERDICT_WORDS.items():
        mark(sheet, verdict, x + 5, 8, edge=GREY)
        sheet.write(x + 13, 11.5, words, fontsize=SMALL, soft=True)
        x += 24 + width_of(words, SMALL)
    sheet.write(x, 11.5, "– no answer", fontsize=SMALL, soft=True)
    foot = _ABOVE_CODES + _height_of(codes)
    sheet.write(0, foot, students, fontsize=SMALL, soft=True)
    for code, middle in zip(codes, middles, strict=True):
        name = shorten(code or "without a code", _LONGEST_CODE, SMALL, keep_end=True)
        sheet.write(middle, foot, name, fontsize=SMALL, rotation=90, ha="center", va="bottom")


def _height_of(codes: list[str]) -> float:
    return max(min(width_of(code or "without a code", SMALL), _LONGEST_CODE) for code in codes)


def _draw_marks(
    sheet: Sheet,
    ids: list[str],
    tops: list[float],
    codes: list[str],
    middles: list[float],
    by_cell: Mapping[tuple[str, str], str],
) -> None:
    """Draw one mark a cell: each verdict is one line of marks, however many students there are."""
    places = [
        (by_cell.get((student, code), ""), x, top)
        for student, top in zip(ids, tops, strict=True)
        for code, x in zip(codes, middles, strict=True)
    ]
    for verdict in VERDICT_MARKERS:
        at = [(x, top) for one, x, top in places if one == verdict]
        open_mark = verdict == "cannot tell"
        marker, colour = VERDICT_MARKERS[verdict], VERDICT_COLOURS[verdict]
        sheet.points(at, marker, colour, filled=not open_mark, size=7, edge=GREY, among_text=True)
    _lines(sheet, [(x - 2.5, x + 2.5, top) for one, x, top in places if not one], GREY, 1.2)


def _draw_counts(
    sheet: Sheet,
    codes: list[str],
    middles: list[float],
    by_cell: Mapping[tuple[str, str], str],
    ids: set[str],
    top: float,
) -> None:
    """Write under every standard how many are clearly below and how many clearly above."""
    sheet.rule(top - 3)
    for place, verdict in enumerate(("below", "above")):
        y = top + 10 + place * _COUNTS * 0.8
        sheet.write(0, y, f"clearly {verdict}", fontsize=SMALL, soft=True)
        for code, middle in zip(codes, middles, strict=True):
            count = sum(by_cell.get((student, code)) == verdict for student in ids)
            sheet.write(middle, y, str(count), fontsize=SMALL, ha="center")


def _lines(sheet: Sheet, spans: list[tuple[float, float, float]], colour: str, thick: float) -> None:
    """Draw level lines, each (from, to, y), in points from the left edge."""
    sheet.bars(spans, colour, thick, transform=sheet.from_left_edge, zorder=1)


def _left_out(standards: int, students: int) -> str:
    parts = [
        count_of(standards, "standard") if standards else "",
        count_of(students, "student") if students else "",
    ]
    said = " and ".join(filter(None, parts))
    return f"Not drawn: {said}; the table has them." if said else ""


def _alt(students: pd.DataFrame, codes: list[str], data: pd.DataFrame, left_out: str) -> str:
    """Say the groups with their names, and of each standard how many are where."""
    groups = [
        f"{title}: {_called(rows)}"
        for group, title in _TITLES.items()
        if len(rows := students[students["group"] == group])
    ]
    counts = data["verdict"].groupby(data["code"], sort=False).value_counts()
    said = [
        f"{code or 'without a code'}: "
        + ", ".join(f"{counts.get((code, verdict), 0)} {words}" for verdict, words in VERDICT_WORDS.items())
        for code in codes
    ]
    title = f"{count_of(len(students), 'student')} by {count_of(len(codes), 'standard')}."
    return " ".join(
        filter(None, (title, *(f"{group}." for group in groups), f"{'; '.join(said)}.", left_out))
    )


def _called(rows: pd.DataFrame) -> str:
    named = [name for name in rows["name"] if name]
    others = count_of(len(rows), "student")
    return f"{others} ({', '.join(named)})" if named else others
