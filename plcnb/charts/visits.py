"""What students were seen to do in classroom visits, period by period."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.rows import BAR, NAMES
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    BODY,
    LINE,
    SMALL,
    VERDICT_COLOURS,
    VERDICT_INKS,
    VERDICT_MARKERS,
    WASH,
    WIDTH,
    house_style,
    shorten,
    width_of,
    wrap,
)
from plcnb.tables import MISSING, count_of, interval_words, percent, records
from plcnb.tables.visits import compared_words, look_fors_to_show, visits_words

MOST_LOOK_FORS = 6  # what one figure of half a page holds
MOST_PERIODS = 8  # the latest; of more, their numbers of visits run into each other
_LEFT, _RIGHT = 196, WIDTH - 16  # points: where the first and the last period stand
_HIGH, _ROW = 46, 76  # points: from 100 % down to 0 %, and from one look-for to the next
_TOP, _BELOW = 12, 20


def look_fors_over_time(
    frame: pd.DataFrame, *, most: int = MOST_LOOK_FORS, most_periods: int = MOST_PERIODS
) -> Chart:
    """Draw in what share of the visits each look-for was seen, period by period, and how sure that is.

    One small plot a look-for, all on the scale from 0 to 100 %, with the number of visits under each mark. A
    period without visits stays empty. No teacher and no room is in it.

    Parameters
    ----------
    frame : DataFrame
        As `stats.visits.look_fors` gives it: by `look_for` and `period` (index or columns), `n_visits`,
        `share`, `low`, `high`, `verdict` (against the period before), `more_needed`. Rows with `hidden` are
        drawn without numbers.
    most, most_periods : int
        How many look-fors are drawn, the first ones; and how many periods, the latest.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = look_fors_to_show(frame)
    if data.empty:
        return nothing_yet(
            "No classroom visit has been logged yet.",
            "Log a first five-minute visit, with what students did.",
        )
    names, periods = list(dict.fromkeys(data["look_for"])), list(dict.fromkeys(data["period"]))
    shown = data[data["look_for"].isin(names[:most]) & data["period"].isin(periods[-most_periods:])]
    rows = shown.drop_duplicates(["look_for", "period"], keep="last")
    panels = [(name, records(rows[rows["look_for"] == name])) for name in names[:most]]
    left_out = _left_out(len(names) - most, len(periods) - most_periods)
    with house_style():
        figure = _draw(panels, periods[-most_periods:], left_out, bool(rows["hidden"].any()))
    said = " ".join(f"{name}: {'; '.join(map(_in_words, panel)) or 'no visits'}." for name, panel in panels)
    return Chart(
        figure,
        alt=f"In what share of classroom visits each look-for was seen. {said} {left_out}".strip(),
        read_as="an estimate: the mark is the share of visits that saw it, the bar where the share of all "
        "lessons probably lies.",
        not_as="a judgement of anyone: a visit is five minutes of one lesson, and bars that overlap may be "
        "equal.",
    )


def _draw(panels: list[tuple[str, list[Any]]], periods: list[str], left_out: str, hidden: bool) -> Figure:
    notes = [
        left_out,
        "Dotted: too few rooms visited for a number that points at nobody." if hidden else "",
    ]
    notes = [note for note in notes if note]
    floor = _TOP + _ROW * len(panels)
    sheet = Sheet(floor + _BELOW + 13 * len(notes) - 4, left=0, right=WIDTH, scale=(0, WIDTH))
    sheet.ticks({})
    step = (_RIGHT - _LEFT) / max(len(periods) - 1, 1)
    at = {
        period: _LEFT + place * step if len(periods) > 1 else (_LEFT + _RIGHT) / 2
        for place, period in enumerate(periods)
    }
    for place, (name, rows) in enumerate(panels):
        _draw_panel(sheet, name, rows, at, _TOP + place * _ROW)
    _name_periods(sheet, at, step, floor + 6)
    for place, note in enumerate(notes):
        sheet.write(
            0, floor + _BELOW + 4 + 13 * place, shorten(note, WIDTH, SMALL), fontsize=SMALL, soft=True
        )
    return sheet.figure


def _draw_panel(sheet: Sheet, name: str, rows: list[Any], at: dict[str, float], top: float) -> None:
    """Draw one look-for: its name and latest share at the left, its marks over time at the right."""
    lines = wrap(name, NAMES, BODY)
    for place, line in enumerate(lines):
        sheet.write(0, top + 6 + place * 1.25 * BODY, line)
    latest = next((row for row in reversed(rows) if row["share"] == row["share"]), None)
    if latest is not None:
        y = top + 8 + 1.25 * BODY * len(lines)
        share = percent(latest["share"])
        sheet.write(0, y, share, fontweight="bold")
        of, beside = f"of {visits_words(latest['n_visits'])}", width_of(share, bold=True) + 5
        if latest["period"] and width_of(in_period := f"{of}, {latest['period']}", SMALL) <= NAMES - beside:
            of = in_period
        sheet.write(beside, y, shorten(of, NAMES - beside, SMALL), fontsize=SMALL, soft=True)
        ink = VERDICT_INKS[latest["verdict"]]
        sheet.write(0, y + 13, compared_words(latest), fontsize=SMALL, color=ink)
    for end, label in ((0.0, "0 %"), (0.5, ""), (1.0, "100 %")):
        y = _height(end, top)
        sheet.bars([(_LEFT - 10, _RIGHT + 10, y)], LINE if label else WASH, 0.8, zorder=1)
        sheet.write(_LEFT - 14, y + 3, label, fontsize=SMALL, soft=True, ha="right")
    sheet.write(_LEFT - 14, top + _HIGH + 14, "visits", fontsize=SMALL, soft=True, ha="right")
    for verdict, colour in VERDICT_COLOURS.items():
        of_kind = [row for row in rows if row["verdict"] == verdict and row["share"] == row["share"]]
        sure = [row for row in of_kind if row["low"] == row["low"] and row["high"] == row["high"]]
        spans = [(at[row["period"]], _height(row["low"], top), _height(row["high"], top)) for row in sure]
        sheet.columns(spans, colour, BAR, zorder=2, label=f"interval, {verdict}")
        marks = [(at[row["period"]], _height(row["share"], top)) for row in of_kind]
        sheet.points(marks, VERDICT_MARKERS[verdict], colour, filled=verdict != "cannot tell")
    blanked = [(at[row["period"]], top, top + _HIGH) for row in rows if row["hidden"]]
    sheet.columns(blanked, LINE, 1.2, zorder=1, linestyle=(0, (1, 2)), label="no numbers")
    for row in rows:
        n = f"{row['n_visits']:,}" if row["n_visits"] else MISSING
        sheet.write(at[row["period"]], top + _HIGH + 14, n, fontsize=SMALL, soft=True, ha="center")


def _name_periods(sheet: Sheet, at: dict[str, float], step: float, y: float) -> None:
    """Write the periods under the last plot: all of them where they fit, else the first and the last."""
    periods = list(at)
    if len(periods) > 1 and max(width_of(period, SMALL) for period in periods) > step - 6:
        half = (_RIGHT - _LEFT) / 2
        first, last = (shorten(period, half, SMALL) for period in (periods[0], periods[-1]))
        sheet.write(_LEFT - 10, y, first, fontsize=SMALL, soft=True)
        sheet.write(_RIGHT + 10, y, last, fontsize=SMALL, soft=True, ha="right")
        return
    for period, x in at.items():
        name = shorten(period, WIDTH - _LEFT, SMALL)
        middle = min(x, WIDTH - width_of(name, SMALL) / 2)  # the last one may not leave the sheet
        sheet.write(middle, y, name, fontsize=SMALL, soft=True, ha="center")


def _height(share: float, top: float) -> float:
    return top + (1 - share) * _HIGH


def _in_words(row: Any) -> str:
    when = row["period"] or "a period without a name"
    if row["hidden"]:
        return f"{when} not shown"
    if pd.isna(row["share"]):
        return f"{when} no visits"
    between = (
        "" if pd.isna(row["low"]) or pd.isna(row["high"]) else f", {interval_words(row['low'], row['high'])}"
    )
    verdict = compared_words(row).split("\N{NO-BREAK SPACE}", 1)[1]
    return f"{when} {percent(row['share'])} of {visits_words(row['n_visits'])}{between}, {verdict}"


def _left_out(look_fors: int, periods: int) -> str:
    parts = [
        count_of(look_fors, "more look-for") if look_fors > 0 else "",
        count_of(periods, "earlier period") if periods > 0 else "",
    ]
    said = " and ".join(filter(None, parts))
    return f"Not drawn: {said}; the table has them." if said else ""
