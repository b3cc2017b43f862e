"""What is secure and what is not, by standard or by assessment."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.frames import check_cut, checked
from plcnb.charts.rows import HEADING, PLOT, ROW, SCALE_BELOW, Row, draw_cut, draw_rows, mark, share_ticks
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import SMALL, VERDICT_INKS, VERDICT_MARKERS, house_style, width_of
from plcnb.tables import (
    VERDICT_WORDS,
    count_of,
    hidden_words,
    interval_words,
    percent,
    records,
    share_words,
    when,
)

MOST_ROWS = 12  # what one figure of half a page holds and a meeting can take in
_FIRST = 38  # points from the top edge to the first baseline
_ORDER = ("below", "cannot tell", "above", "hidden")


def mastery_by_standard(frame: pd.DataFrame, cut: float, *, most: int = MOST_ROWS) -> Chart:
    """Draw the share of points gained on each standard, how sure that is, and the cut.

    Grouped by verdict, what needs a decision first, as the frame has it. Where there are more than `most`
    standards the first ones are drawn and the figure says how many stand in the table alone.

    Parameters
    ----------
    frame : DataFrame
        As `stats.mastery.by_standard` gives it: `code`, `statement`, `n_students`, `n_items`, `share`, `low`,
        `high` (shares; NaN: no data), `verdict`. Rows with `hidden` are drawn without numbers, last.
    cut : float
        The share of points from which a standard counts as secure.
    most : int
        How many standards are drawn.

    Raises
    ------
    DataError
        If the frame is malformed.
    ParameterError
        If `cut` is not a share.
    """
    check_cut(cut)
    data = checked(
        frame,
        "mastery by standard",
        shares=("share", "low", "high"),
        counts=("n_students", "n_items"),
        texts=("code", "statement", "verdict"),
    )
    if data.empty:
        return nothing_yet(
            "No answers to single questions have arrived, so no standard can be shown.",
            "Import the answers to each question to see mastery by standard.",
        )
    ordered = _by_verdict(data)
    rows = [_standard_row(row) for row in records(ordered.head(most))]
    left_out = _left_out(ordered.iloc[most:])
    with house_style():
        figure = _draw_groups(rows, cut, left_out)
    return Chart(
        figure,
        alt=_alt(
            f"Mastery of {count_of(len(data), 'standard')} against a cut of {percent(cut)}", rows, left_out
        ),
        read_as="an estimate: the mark is the share of points gained, the bar is where the true share "
        f"probably lies{_example(rows)}.",
        not_as="a ranking: bars that overlap may be equal, and a few questions are not the whole standard.",
    )


def mastery_by_assessment(frame: pd.DataFrame, cut: float, *, most: int = MOST_ROWS) -> Chart:
    """Draw the share of students who reached the cut on each assessment, in the frame's order of time.

    Assessments without any result are drawn as such, not as zero. Where there are more than `most`, those
    without a result are left out first, then the earliest.

    Parameters
    ----------
    frame : DataFrame
        As `stats.mastery.by_assessment` gives it: `title`, `date`, `day`, `n_students`, `reached`, `share`,
        `low`, `high`, `verdict`. Rows with `hidden` are drawn without numbers.
    cut : float
        The share of the points to be reached.
    most : int
        How many assessments are drawn.

    Raises
    ------
    DataError
        If the frame is malformed.
    ParameterError
        If `cut` is not a share.
    """
    check_cut(cut)
    data = checked(
        frame,
        "mastery by assessment",
        shares=("share", "low", "high"),
        counts=("n_students",),
        texts=("title", "verdict"),
        numbers=("day", "reached"),
        dates=("date",),
    )
    if data.empty:
        return nothing_yet(
            "No assessment is known, so there is nothing to show.",
            "Import the results of a first common assessment.",
        )
    shown, left_out = _latest(data, most)
    rows = [_assessment_row(row) for row in records(shown)]
    with house_style():
        figure = _draw_in_time(rows, cut, left_out)
    return Chart(
        figure,
        alt=_alt(
            f"Students who reached {percent(cut)} of the points on {count_of(len(data), 'assessment')}",
            rows,
            left_out,
        ),
        read_as=f"an estimate: the mark is the share of students who reached {percent(cut)} of the points, "
        "the bar is where the true share probably lies.",
        not_as="progress: each assessment asks about something else, and one without a result is not a zero.",
    )


def _by_verdict(data: pd.DataFrame) -> pd.DataFrame:
    """Group the rows by verdict; hidden ones come last by code, since their place would tell their share."""
    shown = data[~data["hidden"]]
    groups = [shown[shown["verdict"] == verdict] for verdict in _ORDER]
    return pd.concat([*groups, data[data["hidden"]].sort_values(["code", "statement"], kind="stable")])


def _latest(data: pd.DataFrame, most: int) -> tuple[pd.DataFrame, str]:
    """Return at most `most` rows in their order, and what was left out in words."""
    surplus = max(len(data) - most, 0)
    empty_first = data["share"].notna().sort_values(kind="stable").index
    left_out = data.loc[empty_first[:surplus]]
    waiting = int((left_out["share"].isna() & ~left_out["hidden"]).sum())
    parts = [
        f"{waiting} more without a result" if waiting else "",
        f"{surplus - waiting} earlier" if surplus > waiting else "",
    ]
    said = f"Not drawn: {' and '.join(filter(None, parts))}." if surplus else ""
    return data.drop(left_out.index), said


def _left_out(rest: pd.DataFrame) -> str:
    """Say how many standards stand in the table alone, by verdict."""
    if rest.empty:
        return ""
    verdicts = rest["verdict"].where(~rest["hidden"], "hidden").value_counts()
    counts = [f"{verdicts[name]} {_heading(name)}" for name in _ORDER if name in verdicts]
    return f"Not drawn: {', '.join(counts)}; the table has them."


def _heading(group: str) -> str:
    return VERDICT_WORDS.get(group, "not shown")


def _standard_row(row: dict[str, Any]) -> Row:
    if not row["statement"]:
        row |= {"statement": row["code"] or "standard without a name", "code": ""}
    questions = count_of(row["n_items"], "question")
    return _row(row, row["statement"], row["code"], "no answers yet", f"{_students(row)}, {questions}")


def _assessment_row(row: dict[str, Any]) -> Row:
    """Say how many reached the cut, unless that number may not be shown."""
    known = row["reached"] == row["reached"]
    basis = f"{row['reached']:,.0f} of {_students(row)}" if known else _students(row)
    return _row(row, row["title"] or "without a title", when(row["date"], row["day"]), "no result yet", basis)


def _row(row: dict[str, Any], name: str, code: str, nothing: str, basis: str) -> Row:
    if row["hidden"]:
        return Row(name, code, verdict="hidden", instead=hidden_words(row))
    if pd.isna(row["share"]):
        return Row(name, code, verdict=row["verdict"], instead=nothing)
    return Row(name, code, row["share"], row["low"], row["high"], row["verdict"], share_words(row), basis)


def _students(row: dict[str, Any]) -> str:
    return count_of(row["n_students"], "student")


def _example(rows: list[Row]) -> str:
    """Read the first interval aloud."""
    first = next((row for row in rows if row.low == row.low), None)
    if first is None:
        return ""
    between = interval_words(first.low, first.high).removeprefix("probably ")
    return f" (for {first.code or 'the first'} {between})"


def _draw_groups(rows: list[Row], cut: float, left_out: str) -> Figure:
    """Draw rows under a heading for each verdict, which names the shape that stands in the rows."""
    tops, headings, y = [], [], 12.0
    for place, row in enumerate(rows):
        if not place or row.verdict != rows[place - 1].verdict:
            y += 12 if place else 0
            headings.append((row.verdict, y))
            y += HEADING
        tops.append(y)
        y += ROW
    sheet = _sheet(y, left_out)
    for group, top in headings:
        size = sum(row.verdict == group for row in rows)
        if group in VERDICT_MARKERS:
            sheet.write(13, top, f"{_heading(group)} ({size})", fontweight="bold", color=VERDICT_INKS[group])
            mark(sheet, group, 5, top - 3.5)
        else:
            sheet.write(0, top, f"{_heading(group)} ({size})", fontweight="bold", soft=True)
    draw_rows(sheet, rows, tops)
    draw_cut(sheet, cut, rows, tops, f"cut {percent(cut)}")
    share_ticks(sheet, "share of the points gained")
    return sheet.figure


def _draw_in_time(rows: list[Row], cut: float, left_out: str) -> Figure:
    """Draw rows in their order under a line that names the shapes."""
    tops = [_FIRST + place * ROW for place in range(len(rows))]
    sheet = _sheet(_FIRST + len(rows) * ROW, left_out)
    x = 0.0
    for verdict, words in VERDICT_WORDS.items():
        mark(sheet, verdict, x + 5, 8)
        sheet.write(x + 13, 11.5, words, fontsize=SMALL, soft=True)
        x += 24 + width_of(words, SMALL)
    draw_rows(sheet, rows, tops)
    draw_cut(sheet, cut, rows, tops, f"{percent(cut)} of students")
    share_ticks(sheet, "share of the students who reached the cut")
    return sheet.figure


def _sheet(height_of_rows: float, left_out: str) -> Sheet:
    below = SCALE_BELOW + (14 if left_out else 0)
    sheet = Sheet(height_of_rows - 8 + below, left=PLOT, bottom=below)
    if left_out:
        sheet.write(0, sheet.height - 4, left_out, fontsize=SMALL, soft=True)
    return sheet


def _alt(title: str, rows: list[Row], left_out: str) -> str:
    """Say the figure: its title, then every row with its numbers under the words of its verdict."""
    parts = [f"{title}."]
    for group in _ORDER:
        said = [row.in_words() for row in rows if row.verdict == group]
        if said:
            parts.append(f"{_heading(group).capitalize()}: {'; '.join(said)}.")
    return " ".join(filter(None, (*parts, left_out)))
