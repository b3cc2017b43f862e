"""A student's scores against the aimline to the goal, and what three rules make of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    ACCENT,
    GREY,
    INK,
    SMALL,
    SOFT,
    WARM,
    clean,
    house_style,
    shorten,
    width_of,
)
from plcnb.charts.timeline import (
    LEADING,
    Timeline,
    lines_of,
    named_phases,
    paragraph,
    whole_steps,
)
from plcnb.errors import DataError
from plcnb.stats.progress import Aimline, TheilSen, decide
from plcnb.stats.series import numbers
from plcnb.tables import count_of, number
from plcnb.tables.progress import DECISION_WORDS, decision_rows, rate_words

_MARKS = {"change": "D", "raise": "o", "keep": "s", "cannot tell": "o"}
_COLOURS = {"change": WARM, "raise": ACCENT, "keep": INK, "cannot tell": GREY}
_HEAD, _PLOT = 24, 190  # points
_NAMES = 78  # points for the goal's name and the needed rate
_MANY = 40  # scores; more are drawn smaller


def aimline(
    weeks: ArrayLike,
    scores: ArrayLike,
    goal: float,
    goal_week: float,
    *,
    decisions: pd.DataFrame | None = None,
    phases: Mapping[float, str] | Sequence[float] = (),
    measure: str = "score",
) -> Chart:
    """Draw a student's scores, the aimline, their trend, each change of instruction, and three decisions.

    For the team's own eyes: it is about one student, whose name it does not hold.

    Parameters
    ----------
    weeks, scores, goal, goal_week
        As for `stats.progress.decide`.
    decisions : DataFrame, optional
        What `stats.progress.decide` gave for the same scores, goal and phases; made here if left out.
    phases : mapping from week to name, or sequence of weeks
        When the instruction changed, and to what. Scores before the last change are drawn in grey: they are
        not judged.
    measure : str
        What is scored, as the axis says it: "words read right in a minute".

    Raises
    ------
    DataError
        If the scores break their contract, or `decisions` is not about them.
    ParameterError
        If the goal, its week or a phase makes no sense.
    """
    named = named_phases(phases, "instruction changed")
    judged = decide(weeks, scores, goal, goal_week, phases=tuple(named)) if decisions is None else decisions
    rows = decision_rows(judged)
    x, y = numbers("weeks", weeks), numbers("scores", scores)
    line, trend, n, begun = _lines(judged, x, y)
    order = np.argsort(x, kind="stable")
    data = pd.DataFrame({"week": x[order], "score": y[order]}).dropna(subset=["week"])
    if data["score"].isna().all():
        return nothing_yet("No score has been recorded yet.", "Three scores make a baseline and an aimline.")
    with house_style():
        sheet = _draw(data, line, trend, begun, named, rows, n, clean(measure) or "score")
    return Chart(
        sheet.figure,
        alt=_alt(data, line, trend, named, rows, n, clean(measure) or "score"),
        read_as="the way to the goal: the dashed aimline says where scores should be, the solid line where "
        "they are heading; grey scores came before the last change and are not judged.",
        not_as="a judgement of anybody, nor of one score: single scores jump; what may change is the "
        "instruction or the goal.",
    )


def _lines(judged: pd.DataFrame, x: np.ndarray, y: np.ndarray) -> tuple[Aimline, TheilSen, int, float]:
    """Return the lines that the decisions stand on, once they are known to be about these scores."""
    line, trend = judged.attrs.get("aimline"), judged.attrs.get("trend")
    n, begun = judged.attrs.get("n"), judged.attrs.get("from_week")
    known = int(np.count_nonzero(~np.isnan(x) & ~np.isnan(y))) if len(x) == len(y) else -1
    if not isinstance(line, Aimline) or not isinstance(trend, TheilSen) or n != known or begun is None:
        raise DataError(
            "The decisions are not about these scores: give what progress.decide returned for them, or leave "
            "decisions out."
        )
    return line, trend, known, float(begun)


def _draw(
    data: pd.DataFrame,
    line: Aimline,
    trend: TheilSen,
    begun: float,
    named: dict[float, str],
    rows: list[dict[str, Any]],
    n: int,
    measure: str,
) -> Sheet:
    known = data.dropna()
    last = max(line.goal_week, data["week"].max())
    first = min(data["week"].min(), line.baseline_week)  # a first week without a score too
    span = _trend_span(known, trend, begun)
    fitting = [*known["score"], line.baseline, line.goal, *span[1]]
    before = _know_before(rows)
    foot = 14 + sum(_decision_height(row) for row in rows) + LEADING * lines_of(before, 0, lines=3)
    head = _HEAD + LEADING * min(len(named), 2)
    plot = Timeline(fitting, (first, last), head=head, height=_PLOT, foot=foot, names=_NAMES)
    plot.sheet.write(0, 11, shorten(f"{measure[:1].upper()}{measure[1:]}", 280), fontweight="bold")
    plot.phases(named)
    aim_weeks = [line.baseline_week, line.goal_week, *([last] if last > line.goal_week else [])]
    plot.curve(
        aim_weeks, list(line.at(aim_weeks)), INK, 1.3, linestyle=(0, (5, 3)), zorder=2, label="aimline"
    )
    _scores(plot, data, begun, named)
    if span[0]:
        plot.curve(*span, ACCENT, 2.6, zorder=3, label="trend")
        _name_trend(plot, known, span, trend, line)
    plot.marks([line.goal_week], [line.goal], "*", INK, label="goal", size=13)
    _name_goal(plot, line)
    late = " (grey: before the last change)" if (known["week"] < begun).any() else ""
    ticks = {week: number(week) for week in whole_steps(first, last)}
    plot.ticks(ticks, f"week · {count_of(n, 'score')}{late}")
    y = _write_decisions(plot.sheet, rows, plot.floor + 26 + 22)
    paragraph(plot.sheet, 0, y, before, lines=3, soft=True)
    return plot.sheet


def _trend_span(known: pd.DataFrame, trend: TheilSen, begun: float) -> tuple[list[float], list[float]]:
    """Return the trend's ends over the scores it is of; nothing where there is no trend."""
    judged = known[known["week"] >= begun]
    if np.isnan(trend.slope) or judged.empty:
        return [], []
    weeks = [float(judged["week"].min()), float(judged["week"].max())]
    return weeks, [trend.intercept + trend.slope * week for week in weeks]


def _scores(plot: Timeline, data: pd.DataFrame, begun: float, named: dict[float, str]) -> None:
    """Draw each score, joined to its neighbours of one phase; a week without a score is a gap and a cross."""
    phase = np.searchsorted(list(named), data["week"], side="right")
    for _, part in data.groupby(phase):
        plot.curve(list(part["week"]), list(part["score"]), GREY, 0.9, zorder=2)
    size = 7 if len(data) <= _MANY else 5
    for label, colour, rows in (
        ("not judged", GREY, data[data["week"] < begun]),
        ("score", INK, data[data["week"] >= begun]),
    ):
        plot.marks(list(rows["week"]), list(rows["score"]), "o", colour, label=label, size=size)
    missing = data[data["score"].isna()]
    low = [plot.steps[0]] * len(missing)
    plot.marks(list(missing["week"]), low, "x", SOFT, label="no score", size=6, filled=False)


def _name_trend(
    plot: Timeline, known: pd.DataFrame, span: tuple[list[float], list[float]], trend: TheilSen, line: Aimline
) -> None:
    """Write the trend's rate after its end, clear of the aimline; before it where there is no room after."""
    text = f"trend {rate_words(trend.slope)}"
    width = width_of(text, SMALL, bold=True)
    end, y = plot.x(span[0][1]), plot.y(span[1][1])
    if end + 10 + width <= plot.right:
        start = end + 10
        times = [plot.time(start), plot.time(start + width)]
        aims = [plot.y(value) for value in line.at(times)]
        if min(aims) - 14 < y < max(aims) + 12:
            y = min(max(aims) + 12, min(aims) - 9, key=lambda beside: abs(beside - y))
    else:
        start = max(end - width, plot.left + 2)
        near = known["week"].map(plot.x) >= start - 6
        ys = [plot.y(score) for score in known["score"][near]] + [y]
        y = max(ys) + 14 if max(ys) + 17 < plot.floor - 2 else max(min(ys) - 12, plot.top + 5)
    plot.sheet.write(start, y + 3, text, fontsize=SMALL, fontweight="bold", color=ACCENT)


def _name_goal(plot: Timeline, line: Aimline) -> None:
    """Write the goal, its week and what each week must bring, beside the goal."""
    named = [
        (f"goal {number(line.goal)}", {"fontweight": "bold"}),
        (f"in week {number(line.goal_week)}", {"color": SOFT}),
        ("- - aimline", {"color": INK}),
        (rate_words(line.rate), {"color": INK}),
    ]
    y = min(max(plot.y(line.goal), plot.top + 4), plot.floor - 3 * LEADING)
    for place, (text, look) in enumerate(named):
        words = shorten(text, _NAMES - 8, SMALL)
        plot.sheet.write(plot.right + 6, y + 3 + place * LEADING, words, fontsize=SMALL, **look)


def _decision_height(row: dict[str, Any]) -> float:
    return 19 + LEADING * lines_of(_small(row), _INDENT, lines=3)


_INDENT = 16


def _small(row: dict[str, Any]) -> str:
    settles = f" It takes {row['more_needed']}." if row["more_needed"] else ""
    return f"{row['why']}{settles}"


def _know_before(rows: list[dict[str, Any]]) -> str:
    """Return what to know before trusting the decisions, each thing once."""
    parts = dict.fromkeys(part for row in rows for part in row["caution"].split("; ") if part)
    return f"Know before: {'; '.join(parts)}." if parts else ""


def _write_decisions(sheet: Sheet, rows: list[dict[str, Any]], y: float) -> float:
    """Write each rule's decision behind its shape, and the reason in small print; return where it ends."""
    for row in rows:
        decision = row["decision"]
        sheet.points(
            [(5, y - 3.5)],
            _MARKS[decision],
            _COLOURS[decision],
            filled=decision != "cannot tell",
            among_text=True,
        )
        words = DECISION_WORDS[decision]
        sheet.write(_INDENT, y, f"{words[:1].upper()}{words[1:]}", fontweight="bold")
        sheet.write(
            _INDENT + width_of(words, bold=True) + 6, y, f"{row['rule']} rule", fontsize=SMALL, soft=True
        )
        paragraph(sheet, _INDENT, y + LEADING, _small(row), lines=3, soft=True)
        y += _decision_height(row)
    return y


def _alt(
    data: pd.DataFrame,
    line: Aimline,
    trend: TheilSen,
    named: dict[float, str],
    rows: list[dict[str, Any]],
    n: int,
    measure: str,
) -> str:
    known = data.dropna()
    first, last = known.iloc[0], known.iloc[-1]
    heads = (
        f"{measure[:1].upper()}{measure[1:]}, {count_of(n, 'score')}: {number(first['score'])} in week "
        f"{number(first['week'])}, {number(last['score'])} in week {number(last['week'])}. The aimline goes "
        f"from {number(line.baseline)} to the goal of {number(line.goal)} in week {number(line.goal_week)}, "
        f"{rate_words(line.rate)}."
    )
    trends = "" if np.isnan(trend.slope) else f" The trend is {rate_words(trend.slope)}."
    changes = "".join(f" Week {number(week)}: {name}." for week, name in named.items())
    said = "".join(
        f" {row['rule'].capitalize()}: {DECISION_WORDS[row['decision']]}. {row['why']}" for row in rows
    )
    before = _know_before(rows)
    return f"{heads}{trends}{changes}{said}{' ' if before else ''}{before}"
