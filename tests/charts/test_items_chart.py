"""What a reader of the chart of questions would miss."""

import pandas as pd
import pytest

from plcnb.charts import items_to_review
from plcnb.errors import DataError
from plcnb.stats.disclosure import protect_items


def test_difficulty_key_and_tempting_answer_are_labelled_where_they_are_drawn(review, texts, drawn):
    chart = items_to_review(review)

    assert {"Question 7", "25 %", "right (key C) · 24 students", "50 % chose B", "possible mis-key"} <= set(
        texts(chart)
    )
    assert list(drawn(chart)["interval"][:2, 0]) == [0.14, 0.42]
    assert list(drawn(chart)["tempting"][1::3, 0]) == [0.5, 0.21]


def test_a_question_answered_in_words_has_neither_key_nor_tempting_answer(review, texts):
    chart = items_to_review(review.tail(1))

    assert {"Question q9", "of the points · 21 students"} <= set(texts(chart))
    assert not any("chose" in text or "key" in text for text in texts(chart))


def test_the_alt_text_has_the_numbers(review):
    said = items_to_review(review).alt

    assert (
        "Question 7 5.NF.1: 25 % right (key C) · 24 students, probably between 14 and 42 %, 50 % chose B"
        in said
    )


def test_only_as_many_as_a_meeting_can_take_in_are_drawn_and_the_others_are_said(review, texts, collisions):
    many = pd.concat([review] * 4, ignore_index=True).assign(
        top_wrong="a whole sentence that somebody wrote down"
    )

    chart = items_to_review(many)

    assert "Not drawn: 6 easier questions." in texts(chart)
    assert sum(text.startswith("Question") for text in texts(chart)) == 6
    assert collisions(chart) == []


def test_a_hidden_question_shows_neither_number_nor_flag(review, texts):
    chart = items_to_review(review.assign(hidden=[True, False, False]))

    assert "not shown (fewer than 10 students)" in texts(chart)
    for told in ("25 % right", "right (key C)", "50 % chose B", "possible mis-key"):
        assert told not in " ".join(texts(chart))
        assert told not in chart.alt


def test_a_question_that_all_had_wrong_is_coded_outside_the_team(review, texts):
    coded = protect_items(review.assign(difficulty=0.0, low=0.0, item_rest_r=0.1, top_wrong_n=3))

    chart = items_to_review(coded)

    assert "5 % or less" in texts(chart)
    assert "0 % right" not in chart.alt


def test_no_question_is_an_empty_figure_with_the_next_step(review):
    assert "Import" in items_to_review(review.iloc[:0]).alt


def test_missing_columns_are_listed(review):
    with pytest.raises(DataError, match="items to review lacks key, top_wrong"):
        items_to_review(review.drop(columns=["key", "top_wrong"]))
