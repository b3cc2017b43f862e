"""Answers of staff to a survey: to the left of the middle what is unfavourable, to the right what is not."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import (
    ACCENT,
    BODY,
    INK,
    LINE,
    SMALL,
    WARM,
    WIDTH,
    house_style,
    shorten,
    width_of,
    wrap,
)
from plcnb.tables.numbers import count_of, percent
from plcnb.tables.surveys import QuestionAnswers, question_answers

MOST_QUESTIONS = 30  # what a long page holds; the others stand in the table
_LEFT, _RIGHT = 40, 292  # the plot area, points from the left edge: 100 % to either side
_BAR = 14
_LINE_OF_NAME = 1.25 * BODY
_HEAD, _HEADING, _BELOW = 44, 19, 32
_COLOURS = {"unfavourable": WARM, "favourable": ACCENT}
_PALEST, _DARK = 0.35, 0.7  # how much of its colour the palest step has; from where on its words are white
_NAME_IN_ALT = 400


@dataclass(frozen=True)
class _Placed:
    """A question, the lines of its name, its dimension's name where it is the first of it, and their top."""

    question: QuestionAnswers
    name: list[str]
    heading: str
    top: float

    @property
    def baseline(self) -> float:
        """Where the first line of its name stands, points from the sheet's top."""
        return self.top + (_HEADING if self.heading else 0)

    @property
    def middle(self) -> float:
        """Where its bar is, points from the sheet's top."""
        return self.baseline + (len(self.name) - 1) * _LINE_OF_NAME + 14


def likert(distribution: pd.DataFrame) -> Chart:
    """Draw the answers to each question to both sides of a middle line.

    Neutral answers are set apart as a number at the right: split in two halves they would lengthen both
    sides. So the bar's length from the middle line is the share of that side, on the same scale, 100 % to
    either side, in every chart.

    Parameters
    ----------
    distribution : DataFrame
        As `stats.surveys.distribution` gives it, in the order to be shown. Hidden questions are drawn without
        numbers; where single answers are withheld only the sides are drawn.

    Raises
    ------
    DataError
        If it is something else.
    """
    questions = question_answers(distribution)
    if not questions:
        return nothing_yet(
            "No question has been asked yet.", "Give everyone the link to the survey, and look again."
        )
    drawn, more = questions[:MOST_QUESTIONS], len(questions) - MOST_QUESTIONS
    left_out = f"Not drawn: {count_of(more, 'more question')}." if more > 0 else ""
    with house_style():
        figure = _draw(_place(drawn), left_out)
    said = "; ".join(map(_in_words, drawn))
    return Chart(
        figure,
        alt=f"Answers to {count_of(len(questions), 'question')}. {said}. {left_out}".strip(),
        read_as="the share of answers on each side of the middle; the darker, the further from it. "
        "Neutral answers stand at the right.",
        not_as="a mark for anyone: it says how it is for people here, not why, and nobody's own answer.",
    )


def _place(questions: list[QuestionAnswers]) -> list[_Placed]:
    several = len({question.dimension for question in questions}) > 1
    placed: list[_Placed] = []
    top, before = float(_HEAD), None
    for question in questions:
        heading = question.dimension if several and question.dimension != before else ""
        turned = " (asked the other way)" if question.turned else ""
        name = wrap(question.name + turned, WIDTH - width_of(_people(question), SMALL) - 10) or [""]
        placed.append(_Placed(question, name, heading, top))
        top, before = placed[-1].middle + 27, question.dimension
    return placed


def _draw(rows: list[_Placed], left_out: str) -> Figure:
    below = _BELOW + (14 if left_out else 0)
    sheet = Sheet(rows[-1].middle + 14 + below, left=_LEFT, right=_RIGHT, bottom=below, scale=(-1, 1))
    _draw_head(sheet, rows)
    for row in rows:
        _draw_name(sheet, row)
        if row.question.instead:
            sheet.write(_LEFT, row.middle + 3, row.question.instead, fontsize=SMALL, soft=True)
        else:
            _draw_sides(sheet, row.question, row.middle)
            neutral = f"{row.question.side('neutral')} neutral" if "neutral" in row.question.sides else ""
            sheet.write(WIDTH, row.middle + 3.5, neutral, fontsize=SMALL, ha="right", soft=True)
    shown = [row.middle for row in rows if not row.question.instead]
    spans = [(0, y - _BAR / 2 - 2, y + _BAR / 2 + 2) for y in shown]
    sheet.columns(spans, INK, 1, zorder=5, label="middle")
    sheet.ticks({share: percent(abs(share)) for share in (-1, -0.5, 0, 0.5, 1)}, "share of the answers")
    if left_out:
        sheet.write(0, sheet.height - 4, left_out, fontsize=SMALL, soft=True)
    return sheet.figure


def _draw_head(sheet: Sheet, rows: list[_Placed]) -> None:
    """Say what the sides are, and the words of the scale's ends where it has some."""
    middle = (_LEFT + _RIGHT) / 2
    sheet.write(middle - 6, 10, "← unfavourable", fontsize=SMALL, ha="right", color=WARM, fontweight="bold")
    sheet.write(middle + 6, 10, "favourable →", fontsize=SMALL, color=ACCENT, fontweight="bold")
    shown = [row.question for row in rows if not row.question.instead]
    straight = [question for question in shown if not question.turned] or shown
    if not straight:
        return
    ends = straight[0].answers[0][3], straight[0].answers[-1][3]
    for x, side, words in ((middle - 6, "right", ends[0]), (middle + 6, "left", ends[1])):
        darkest = shorten(f"darkest: {words}", middle - 12, SMALL)
        sheet.write(x, 22, darkest, fontsize=SMALL, ha=side, soft=True)


def _draw_name(sheet: Sheet, row: _Placed) -> None:
    if row.heading:
        sheet.rule(row.top - 14)
        sheet.write(0, row.top, shorten(row.heading, WIDTH, bold=True), fontweight="bold")
    for place, line in enumerate(row.name):
        sheet.write(0, row.baseline + place * _LINE_OF_NAME, line)
    sheet.write(WIDTH, row.baseline, _people(row.question), fontsize=SMALL, ha="right", soft=True)


def _draw_sides(sheet: Sheet, question: QuestionAnswers, y: float) -> None:
    for side, sign in (("unfavourable", -1), ("favourable", 1)):
        share = question.sides.get(side, float("nan"))
        if share != share:
            continue
        told = [(degree, part) for of, degree, part, _ in question.answers if of == side and part == part]
        label = f"{side}, {'coded' if question.coded else 'all' if not told else ''}".strip(", ")
        if told:
            _draw_steps(sheet, told, sign, _COLOURS[side], y, label)
        else:
            sheet.bars([(0, sign * share, y)], _tint(_COLOURS[side], _DARK), _BAR, zorder=2, label=label)
        words = question.side(side)
        if question.coded:
            sheet.bars([(sign * share, sign, y)], LINE, 1, zorder=1, linestyle=(0, (1, 3)))
            sheet.label(sign * share / 2, y + 3.5, words, fontsize=SMALL, ha="center", color="white")
        else:
            x = (_LEFT + _RIGHT) / 2 + sign * (share * (_RIGHT - _LEFT) / 2 + 4)
            sheet.write(x, y + 3.5, words, fontsize=SMALL, ha="left" if sign > 0 else "right")


def _draw_steps(
    sheet: Sheet, told: list[tuple[int, float]], sign: int, colour: str, y: float, label: str
) -> None:
    """Draw one side's answers from the middle outwards, each darker than the one before."""
    furthest = max(degree for degree, _ in told)
    alone = sum(part > 0 for _, part in told) < 2
    start = 0.0
    for degree, part in sorted(told):
        step = max(degree - 1, 0) / (furthest - 1) if furthest > 1 else 1.0
        tint = _PALEST + (1 - _PALEST) * step
        end = min(max(start + sign * part, -1), 1)
        if part > 0:
            sheet.bars([(start, end, y)], _tint(colour, tint), _BAR, zorder=2, label=f"{label} {degree}")
        words = percent(part)
        if part > 0 and not alone and width_of(words, SMALL) + 2 < part * (_RIGHT - _LEFT) / 2:
            ink = "white" if tint >= _DARK else INK
            sheet.label((start + end) / 2, y + 3.5, words, fontsize=SMALL, ha="center", color=ink)
        start = end


def _people(question: QuestionAnswers) -> str:
    return "" if question.instead else count_of(question.n, "person", "people")


def _tint(colour: str, much: float) -> str:
    """Return a colour thinned with white."""
    red, green, blue = (1 - much * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def _in_words(question: QuestionAnswers) -> str:
    name = shorten(question.name, _NAME_IN_ALT)
    if question.instead:
        return f"{name}: {question.instead}"
    told = [f"{question.side(side)} {side}" for side, share in question.sides.items() if share == share]
    withheld = ["single answers not shown"] if question.withheld else []
    return f"{name}: {', '.join([*told, _people(question), *withheld])}"
