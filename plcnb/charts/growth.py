"""How far students have come since the last assessment, and how much of it is more than error."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.frames import checked
from plcnb.charts.rows import BAR, SCALE_BELOW, TRACK
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    ACCENT,
    GREY,
    INK,
    PALE,
    SMALL,
    VERDICT_COLOURS,
    VERDICT_MARKERS,
    WARM,
    WASH,
    clean,
    house_style,
    shorten,
    width_of,
)
from plcnb.errors import DataError
from plcnb.stats.disclosure import MINIMUM
from plcnb.stats.growth import GrowthSince
from plcnb.tables import HIDDEN, count_of, names_by_student, points, points_between

MOST_NAMED = 30  # rows of names that one figure of half a page holds
_KINDS = {
    "up": "clearly up",
    "within error": "within error",
    "cannot tell": "cannot tell",
    "down": "clearly down",
}
_COLOURS = {"up": ACCENT, "within error": GREY, "cannot tell": PALE, "down": WARM}
_TICKS = (-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1)
_USUAL_REACH = 0.5  # the scale every team shares; wider only where a change would not fit
_COUNTS_AT, _FIRST = 11, 24  # points from the top edge to the line of counts, and to the first row below it
_ROW, _UNNAMED_HEIGHT, _MEAN = 15, 96, 40  # a row with a name; all rows without; the mean under them
_NAMES, _NUMBERS, _PLOT = 126, 158, 172  # named: the room for names, where numbers end, where bars begin
_UNNAMED_PLOT = 14
_STUB = 0.008  # of the scale to one side
_TOUCHING = 3  # rows thinner than this many points stand without gaps


def growth_since_last(
    growth: GrowthSince, names: pd.DataFrame | Mapping[str, str] | None = None, *, most: int = MOST_NAMED
) -> Chart:
    """Draw each student's change as a waterfall, what is within error in grey, and the mean under it.

    For the team's own eyes. With names every student is a row; of more than `most` those who clearly
    changed are named and the others share a row. Without names the rows are as thin as they must be.

    Parameters
    ----------
    growth : GrowthSince
        As `stats.growth.since_last` gives it.
    names : DataFrame with `student_id` and `name`, or mapping, optional
        What to call the students; a student without a name has "a student" there.
    most : int
        How many students are named.

    Raises
    ------
    DataError
        If `growth` is malformed.
    """
    data = _changes(growth)
    if data.empty:
        return _nobody()
    known = {student: name for student, name in names_by_student(names).items() if name}
    with house_style():
        figure = _draw(data, growth, known, most)
    said = [f"{called} {points(change)}" for called, change in _called(data, known)]
    each = (
        "; ".join(said) if known else f"from {points(data['change'].min())} to {points(data['change'].max())}"
    )
    return Chart(
        figure,
        alt=f"Change since the last assessment: {_counts_in_words(data)}. {_mean_in_words(growth)} "
        f"Students, in points of 100: {each}.",
        read_as="each student's change in points of 100; grey is within error: a test this short would "
        "show it by chance.",
        not_as="a ranking or anyone's doing: very low and very high scores drift to the middle by themselves"
        + _harder_test(growth),
    )


def growth_summary(growth: GrowthSince) -> Chart:
    """Draw the mean change with its interval and nothing about single students: for readers outside the team.

    Parameters
    ----------
    growth : GrowthSince
        As `stats.growth.since_last` gives it; with fewer than `MINIMUM` students nothing is shown.

    Raises
    ------
    DataError
        If `growth` is malformed.
    """
    if _changes(growth).empty:
        return _nobody()
    if growth.n < MINIMUM:
        return nothing_yet(f"The mean change is {HIDDEN}.", "Look at growth again when more have taken both.")
    reach = _reach([growth.mean_change, growth.low, growth.high])
    with house_style():
        sheet = Sheet(37 + SCALE_BELOW, left=_UNNAMED_PLOT, bottom=SCALE_BELOW, scale=(-reach, reach))
        _draw_mean(sheet, growth, 11, reach)
    return Chart(
        sheet.figure,
        alt=f"Change since the last assessment. {_mean_in_words(growth)}",
        read_as="an estimate: the mark is the mean change of the students who took both, the bar is where it "
        "probably lies; a bar over the line at 0 cannot tell yet.",
        not_as="the work of one teacher or one month" + _harder_test(growth),
    )


def _draw(data: pd.DataFrame, growth: GrowthSince, known: Mapping[str, str], most: int) -> Figure:
    """Draw the waterfall; rows shrink where they carry no names, so that any number of students fits."""
    rows, others = _split(data, most) if known else (data, data.iloc[:0])
    step = _ROW if known else min(_ROW, _UNNAMED_HEIGHT / len(rows))
    left = _PLOT if known else _UNNAMED_PLOT
    reach = _reach([*data["change"], growth.low, growth.high])
    floor = _FIRST + step * len(rows) + (_ROW if len(others) else 0)
    sheet = Sheet(floor + _MEAN + SCALE_BELOW, left=left, bottom=SCALE_BELOW, scale=(-reach, reach))
    _write_counts(sheet, data)
    middles = _FIRST + step * (np.arange(len(rows)) + 0.5)
    if known:
        _name_rows(sheet, rows, known, middles)
    thick = min(0.7 * step, 9) if step > _TOUCHING else step + 0.2
    for kind, colour in _COLOURS.items():
        of_kind = (rows["reliable"] == kind).to_numpy()
        changes = zip(rows["change"][of_kind], middles[of_kind], strict=True)
        sheet.bars([(*_span(change, reach), y) for change, y in changes], colour, thick, zorder=2, label=kind)
    if len(others):
        y = floor - _ROW / 2
        sheet.write(0, y + 3.5, count_of(len(others), "other"), soft=True)
        sheet.columns([(change, y - 5, y + 5) for change in others["change"]], GREY, 1, label="others")
    sheet.columns([(0, _FIRST, floor)], INK, 1, zorder=3)
    sheet.rule(floor + 5)
    _draw_mean(sheet, growth, floor + 18, reach)
    return sheet.figure


def _span(change: float, reach: float) -> tuple[float, float]:
    """Return where a bar begins and ends; no change at all is a stub, so that no student is invisible."""
    stub = _STUB * reach
    return (-stub, stub) if abs(change) < stub else (0.0, change)


def _split(data: pd.DataFrame, most: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the students to name and the others: of too many, those who clearly changed, the most first."""
    if len(data) <= most:
        return data, data.iloc[:0]
    clear = data[data["reliable"].isin(["up", "down"])]
    named = clear["change"].abs().nlargest(most).index.sort_values()
    return data.loc[named], data.drop(named)


def _name_rows(sheet: Sheet, rows: pd.DataFrame, known: Mapping[str, str], middles: np.ndarray) -> None:
    for (called, change), y in zip(_called(rows, known), middles, strict=True):
        sheet.write(0, y + 3.5, shorten(called, _NAMES))
        sheet.write(_NUMBERS, y + 3.5, points(change), fontsize=SMALL, soft=True, ha="right")


def _write_counts(sheet: Sheet, data: pd.DataFrame) -> None:
    """Say in one line how many changed how, each behind a patch of its colour."""
    x = 0.0
    for kind, words in _KINDS.items():
        count = int((data["reliable"] == kind).sum())
        if count:
            said = f"{count} {words}"
            sheet.patch(x, _COUNTS_AT - 7, _COLOURS[kind])
            sheet.write(x + 12, _COUNTS_AT, said)
            x += 26 + width_of(said)


def _draw_mean(sheet: Sheet, growth: GrowthSince, top: float, reach: float) -> None:
    """Write the mean with its n, its baseline at `top`, and draw its interval on a track over the scale."""
    mean = f"Mean {points(growth.mean_change)}"
    sheet.write(0, top, mean, fontweight="bold")
    sheet.write(5 + width_of(mean, bold=True), top, _basis(growth), fontsize=SMALL, soft=True)
    y = top + 15
    sheet.bars([(-reach, reach, y)], WASH, TRACK, zorder=1)
    colour, marker = VERDICT_COLOURS[growth.verdict], VERDICT_MARKERS[growth.verdict]
    low, high = np.clip([growth.low, growth.high], -reach, reach)
    sheet.bars([(low, high, y)], colour, BAR, zorder=2, label="interval of the mean")
    sheet.points([(growth.mean_change, y)], marker, colour, filled=growth.verdict != "cannot tell")
    sheet.columns([(0, y - 8, y + 8)], INK, 1, zorder=3)
    sheet.ticks({mark: points(mark) for mark in _TICKS if abs(mark) <= reach}, "change in points of 100")


def _changes(growth: GrowthSince) -> pd.DataFrame:
    """Return the students with a change, the largest gain first, once `growth` is known to be sound."""
    if not isinstance(growth, GrowthSince):
        raise DataError(f"A chart of growth needs what growth.since_last gives, got {type(growth).__name__}.")
    data = checked(growth.frame, "growth", changes=("change",), texts=("student_id", "reliable"))
    strange = set(data["reliable"]) - set(_KINDS)
    if strange:
        raise DataError(f"Column reliable of growth holds {min(strange)!r}; expected {', '.join(_KINDS)}.")
    mean = {"mean_change": [growth.mean_change], "low": [growth.low], "high": [growth.high]}
    checked(
        pd.DataFrame(mean | {"verdict": [growth.verdict]}),
        "the mean change",
        changes=["mean_change"],
        numbers=["low", "high"],  # of very few students the interval can be wider than the scale
        texts=["verdict"],
    )
    return data.dropna(subset=["change"]).sort_values(
        "change", ascending=False, kind="stable", ignore_index=True
    )


def _called(rows: pd.DataFrame, known: Mapping[str, str]) -> list[tuple[str, float]]:
    """Return what each student is called with the change; nobody is called by an id."""
    names = [clean(known.get(student, "")) or "a student" for student in rows["student_id"]]
    return list(zip(names, rows["change"], strict=True))


def _reach(values: list[float]) -> float:
    """Return how far the scale goes to both sides: as little as it must, never below what teams share."""
    farthest = max((abs(value) for value in values if value == value), default=0.0)
    return next((mark for mark in _TICKS if mark >= max(farthest, _USUAL_REACH)), _TICKS[-1])


def _basis(growth: GrowthSince) -> str:
    common = growth.basis == "common questions"
    basis = count_of(growth.n_common_items, "common question") if common else "whole scores"
    return f"{count_of(growth.n, 'student')}, {basis}"


def _mean_in_words(growth: GrowthSince) -> str:
    between = points_between(growth.low, growth.high)
    return f"Mean {points(growth.mean_change)} points of 100, {between}; {_basis(growth)}."


def _counts_in_words(data: pd.DataFrame) -> str:
    counts = data["reliable"].value_counts()
    return ", ".join(f"{counts[kind]} {words}" for kind, words in _KINDS.items() if kind in counts)


def _harder_test(growth: GrowthSince) -> str:
    return "." if growth.basis == "common questions" else "; a harder test looks like less growth."


def _nobody() -> Chart:
    return nothing_yet(
        "Nobody has taken two assessments that can be compared yet.",
        "Growth shows once the same students have taken a second one.",
    )
