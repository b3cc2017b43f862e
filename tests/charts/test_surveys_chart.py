"""What a reader of the chart of survey answers would miss."""

import pandas as pd
import pytest

from plcnb.charts import likert
from plcnb.errors import DataError
from plcnb.stats.surveys import Instrument, distribution

MIXED = [1, 2, 3, 4, 4, 5, 5, 5]


@pytest.fixture
def chart_of():
    """Draw the answers to questions on a scale of five, each a column."""

    def draw(reversed=(), labels=None, dimensions=None, highest=5, **answers):
        asked = Instrument(dimensions or {"D": list(answers)}, 1, highest, reversed, labels or {})
        return likert(distribution(pd.DataFrame(answers), asked))

    return draw


def test_each_side_reaches_as_far_from_the_middle_as_its_share(chart_of, drawn, texts):
    chart = chart_of(q=MIXED)

    lines = drawn(chart)
    assert lines["unfavourable 1"][:2, 0].tolist() == [0, -1 / 8]
    assert lines["unfavourable 2"][:2, 0].tolist() == [-1 / 8, -2 / 8]
    assert lines["favourable 1"][:2, 0].tolist() == [0, 2 / 8]
    assert lines["favourable 2"][:2, 0].tolist() == [2 / 8, 5 / 8]
    assert {"25 %", "63 %", "13 % neutral", "8 people", "38 %"} <= set(texts(chart))


def test_the_axis_is_the_same_whatever_was_answered(chart_of):
    charts = [chart_of(q=MIXED), chart_of(q=[3, 3, 3, 3, 2, 4], p=[1, 2] * 3), chart_of(q=[5] * 3)]

    assert {chart.figure.axes[0].get_xlim() for chart in charts} == {(-1, 1)}


def test_the_alt_text_has_the_numbers(chart_of):
    said = chart_of(q=MIXED).alt

    assert "q: 25 % unfavourable, 13 % neutral, 63 % favourable, 8 people" in said


def test_low_answers_to_a_question_asked_the_other_way_stand_on_the_favourable_side(chart_of, texts):
    chart = chart_of(reversed=["q"], q=MIXED)

    assert "63 % unfavourable" in chart.alt
    assert "q (asked the other way)" in texts(chart)


def test_words_of_the_scale_stand_over_its_ends(chart_of, texts):
    labels = {"Never": 1, "Always": 5}

    assert {"darkest: Never", "darkest: Always"} <= set(texts(chart_of(labels=labels, q=MIXED)))
    assert "darkest: Always" in texts(chart_of(labels=labels, reversed=["p"], p=MIXED, q=MIXED))


def test_a_scale_without_a_middle_answer_has_no_neutral_column(chart_of, texts):
    assert "neutral" not in " ".join(texts(chart_of(q=[1, 2, 3, 4, 4], highest=4)))
    assert "13 % neutral" in texts(chart_of(q=MIXED))


def test_three_answers_are_drawn_in_the_full_colour(chart_of, drawn):
    lines = drawn(chart_of(q=[1, 1, 2, 3, 3, 3], highest=3))

    assert {"unfavourable 1", "favourable 1"} <= set(lines)


def test_too_few_answers_are_said_and_not_drawn(chart_of, drawn, texts):
    chart = chart_of(q=MIXED, few=[1, 5, 5, 5, None, None, None, None])

    assert "not shown (too few answered)" in texts(chart)
    assert "few: not shown (too few answered)" in chart.alt
    assert not any("4 people" in text for text in [*texts(chart), chart.alt])
    assert len(drawn(chart)["middle"]) == 3


def test_where_all_are_hidden_the_chart_says_so_and_nothing_of_the_scale(chart_of, texts):
    chart = chart_of(q=[5, 5])

    assert "not shown (too few answered)" in texts(chart)
    assert not any("darkest" in text for text in texts(chart))


def test_answers_all_alike_are_coded_and_never_told(chart_of, drawn, texts):
    chart = chart_of(q=[4] * 6)

    assert "83 % or more" in texts(chart)
    assert drawn(chart)["favourable, coded"][:2, 0].tolist() == [0, 0.83]
    assert "q: 83 % or more favourable, 6 people, single answers not shown" in chart.alt
    assert not any(text.startswith("100 %") and text != "100 %" for text in texts(chart))


def test_answers_all_alike_but_one_show_their_sides_only(chart_of, drawn):
    lines = drawn(chart_of(q=[4] * 5 + [1]))

    assert {"favourable, all", "unfavourable, all"} <= set(lines)
    assert not {"favourable 1", "unfavourable 2"} & set(lines)


def test_neutral_all_alike_is_told_without_a_bar(chart_of, texts):
    chart = chart_of(q=[3] * 6)

    assert "83 % or more neutral" in texts(chart)
    assert "83 % or more neutral" in chart.alt


def test_dimensions_head_their_questions_where_there_are_several(chart_of, texts):
    asked = {"Trust": ["p", "q"], "Time": ["r"]}
    chart = chart_of(dimensions=asked, p=MIXED, q=MIXED, r=MIXED)

    assert [text for text in texts(chart) if text in ("Trust", "Time", "p", "q", "r")] == [
        "Trust",
        "p",
        "q",
        "Time",
        "r",
    ]
    assert "D" not in texts(chart_of(q=MIXED))


def test_long_names_and_many_questions_fit(chart_of, collisions):
    names = {
        f"{n} We look at students' work together " + "before we plan the next lesson " * 4: n
        for n in range(40)
    }
    chart = chart_of(dimensions={"一起工作": list(names)}, **dict.fromkeys(names, MIXED))

    assert collisions(chart) == []
    assert "Not drawn: 10 more questions." in chart.alt


@pytest.mark.parametrize(
    "given", [[1] * 4 + [5] * 4, [1, 1, 2, 2, 4, 4, 5, 5], MIXED, [2] * 7 + [1], [3] * 6]
)
def test_numbers_do_not_collide(chart_of, collisions, given):
    assert collisions(chart_of(q=given, p=given[::-1])) == []


def test_no_question_is_an_empty_figure_with_the_next_step(chart_of):
    empty = distribution(pd.DataFrame({"q": MIXED}), {"D": ["q"]}, scale=(1, 5)).head(0)

    assert "Give everyone the link" in likert(empty).alt


def test_what_is_no_distribution_is_refused():
    with pytest.raises(DataError, match="The answers must be a DataFrame, got list"):
        likert([1, 2])
    with pytest.raises(DataError, match="the answers lacks"):
        likert(pd.DataFrame({"share": [0.5]}))
    frame = distribution(pd.DataFrame({"q": MIXED}), {"D": ["q"]}, scale=(1, 5))
    with pytest.raises(DataError, match="Column side of the answers holds 'left'"):
        likert(frame.assign(side="left"))
