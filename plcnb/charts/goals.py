"""A goal between where we are and where usual growth leads, and how many have grown as fast as it asks."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.rows import BAR, TRACK
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    ACCENT,
    BODY,
    GREY,
    INK,
    PALE,
    SMALL,
    WARM,
    WASH,
    WIDTH,
    house_style,
    shorten,
    width_of,
)
from plcnb.stats.goals import Attainability
from plcnb.tables import percent
from plcnb.tables.goals import (
    Unit,
    basis_words,
    checked_goal,
    count_of_weeks,
    goal_words,
    rate_in,
    rate_words,
    score_in,
    share_of_past,
    this_fast,
    times_usual,
)

_COLOURS = {
    "reached already": ACCENT,
    "within reach": ACCENT,
    "stretch": INK,
    "unprecedented": WARM,
    "cannot tell": GREY,
}
_MARKERS = {
    "reached already": "o",
    "within reach": "o",
    "stretch": "^",
    "unprecedented": "D",
    "cannot tell": "o",
}
_LEFT, _RIGHT = 14, WIDTH - 16
# Where now and the goal stand on the way from left to right, the same in every figure.
_NOW, _GOAL, _REACHED = 0.12, 0.68, 0.35
_VERDICT, _PACE = 12, 27  # baselines from the top edge
_WAY, _COUNTED = 66, 124  # middles of the two tracks
_HEIGHT, _BELOW = 163, 30
_TICKS = (0, 0.25, 0.5, 0.75, 1)
_PEOPLE = ("student", "team", "teacher")


def goal_meter(goal: Attainability, unit: Unit = "points", past: str = "student") -> Chart:
    """Draw how far usual growth leads towards the goal, and how many of the past grew as fast as it asks.

    The way from now to the goal is equally long for every goal, so that two meters compare at a glance.

    Parameters
    ----------
    goal : Attainability
        As `stats.goals.attainability` gives it; one student's goal is for the team's own eyes.
    unit : "points" or "share"
        Of the scores; shares are shown as per cent.
    past : str
        What has grown in the past, in the singular: "student", "team".

    Raises
    ------
    DataError, ParameterError
        If `goal` is no Attainability, or `unit` is unknown.
    """
    checked_goal(goal, unit)
    if np.isnan(goal.needed_rate):
        return nothing_yet("This goal has no scores to go by yet.", f"What it takes: {goal.more_needed}.")
    if not goal.n:
        takes = goal.more_needed or "scores of the same students, some weeks apart"
        return nothing_yet("There is no past growth to compare this goal with.", f"What it takes: {takes}.")
    with house_style():
        figure = _draw(goal, unit, past)
    return Chart(
        figure,
        alt=_alt(goal, unit, past),
        read_as=f"the goal beside how past {past}s grew: above, where the middle half would be by then; "
        "below, how many grew as fast as it asks.",
        not_as="a forecast for one child, or a reason to ask less: past growth came with past teaching.",
    )


def _draw(goal: Attainability, unit: Unit, past: str) -> Figure:
    sheet = Sheet(_HEIGHT, left=_LEFT, right=_RIGHT, bottom=_BELOW)
    colour, filled = _COLOURS[goal.verdict], goal.verdict != "cannot tell"
    sheet.points([(6, _VERDICT - 4)], _MARKERS[goal.verdict], colour, filled=filled, among_text=True)
    words = goal_words(goal)
    words = f"{words[0].upper()}{words[1:]}"
    sheet.write(16, _VERDICT, words, fontweight="bold")
    x = 22 + width_of(words, bold=True)
    sheet.write(x, _VERDICT, shorten(_beside_the_verdict(goal), WIDTH - x), soft=True)
    sheet.write(0, _PACE, shorten(_pace(goal, unit), WIDTH, SMALL), fontsize=SMALL, soft=True)
    _draw_way(sheet, goal, unit)
    counted = f"{share_of_past(goal, f'past {past}')[0]} {this_fast(goal)}"
    sheet.write(0, _COUNTED - 11, shorten(counted, WIDTH, bold=True), fontweight="bold")
    sheet.bars([(0, 1, _COUNTED)], WASH, TRACK, zorder=1)
    sheet.bars([(goal.low, goal.high, _COUNTED)], colour, BAR, zorder=2, label="interval")
    sheet.points([(goal.p_reach, _COUNTED)], _MARKERS[goal.verdict], colour, filled=filled)
    who = "who" if past in _PEOPLE else "that"
    sheet.ticks({share: percent(share) for share in _TICKS}, f"share of past {past}s {who} {this_fast(goal)}")
    return sheet.figure


def _draw_way(sheet: Sheet, goal: Attainability, unit: Unit) -> None:
    """Draw the way from now to the goal, and where the middle half of the past would land on it."""
    now, aim, lands = (_place(goal, score) for score in (goal.start, goal.target, goal.lands))
    low, high = np.clip(sorted(_place(goal, score) for score in goal.lands_between), 0, 1)
    sheet.bars([(0, 1, _WAY)], WASH, TRACK, zorder=1)
    sheet.bars([(low, high, _WAY)], PALE, TRACK, zorder=2, label="middle half")
    sheet.columns([(now, _WAY - 8, _WAY + 8)], INK, 1.2, zorder=3, label="now")
    sheet.columns([(aim, _WAY - 12, _WAY + 12)], INK, 3, zorder=3, label="goal")
    marker = "<" if lands < 0 else ">" if lands > 1 else "o"
    sheet.points([(float(np.clip(lands, 0, 1)), _WAY)], marker, GREY)
    leads = f"usual growth leads to {score_in(goal.lands, unit)}"
    _label(sheet, lands, _WAY - 16, leads, soft=True, fontsize=SMALL)
    if goal.verdict != "reached already":
        _label(sheet, now, _WAY + 23, f"now {score_in(goal.start, unit)}")
        _label(sheet, aim, _WAY + 23, f"goal {score_in(goal.target, unit)}", fontweight="bold")
    else:  # however near each other they stand, the labels lie on either side
        sheet.label(
            aim + 0.003, _WAY + 23, f"goal {score_in(goal.target, unit)}", ha="right", fontweight="bold"
        )
        sheet.label(now + 0.02, _WAY + 23, f"now {score_in(goal.start, unit)}")


def _place(goal: Attainability, score: float) -> float:
    """Return where a score stands on the track: now and the goal are at the same places for every goal.

    A goal that has been reached stands a little left of the middle, with now behind it.
    """
    if goal.verdict != "reached already":
        return _NOW + (score - goal.start) / (goal.target - goal.start) * (_GOAL - _NOW)
    beyond = abs(goal.start - goal.target)
    usual = abs(goal.typical_rate) * goal.weeks
    onward = (score - goal.target) * (1 if goal.improvement == "up" else -1)
    return _REACHED + onward / ((beyond + usual) or 1.0) * (0.9 - _REACHED)


def _label(sheet: Sheet, value: float, y: float, text: str, **look: Any) -> None:
    """Write a label around its place on the track, moved inside the sheet where it would leave it."""
    bold, size = look.get("fontweight") == "bold", look.get("fontsize", BODY)
    half = width_of(text, size, bold=bold) / 2
    x = _LEFT + float(np.clip(value, 0, 1)) * (_RIGHT - _LEFT)
    sheet.write(min(max(x, half), WIDTH - half), y, text, ha="center", **look)


def _beside_the_verdict(goal: Attainability) -> str:
    if goal.verdict == "cannot tell":
        return f"it takes {goal.more_needed}"
    if goal.verdict == "reached already":
        return "set the next one"
    if np.isnan(goal.ambition):
        return "usual growth does not lead there"
    times = times_usual(goal)
    return times if goal.verdict == "unprecedented" and goal.n_reached else f"{times} growth"


def _pace(goal: Attainability, unit: Unit) -> str:
    usual = f"usual is {rate_in(goal.typical_rate, unit)}"
    if goal.verdict == "reached already":
        return f"Usual is {rate_words(goal.typical_rate, unit)}"
    needs = f"{rate_words(goal.needed_rate, unit)} for {count_of_weeks(goal.weeks)}"
    return f"It asks for {needs}; {usual}"


def _alt(goal: Attainability, unit: Unit, past: str) -> str:
    low, high = sorted(goal.lands_between)
    counted, between = share_of_past(goal, f"past {past}")
    said = [
        f"Goal {score_in(goal.target, unit)} from {score_in(goal.start, unit)}: {goal_words(goal)}, "
        f"{_beside_the_verdict(goal)}",
        _pace(goal, unit),
        f"usual growth leads to {score_in(goal.lands, unit)}, the middle half to between "
        f"{score_in(low, unit)} and {score_in(high, unit)}",
        f"{counted} {this_fast(goal)}, {between}",
        f"compared with {basis_words(goal, past)}",
        goal.caution,
    ]
    return f"{'. '.join(_sentence(part) for part in said if part)}."


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
