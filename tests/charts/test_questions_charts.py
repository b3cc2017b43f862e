"""What a reader of the map of questions, and of the answers to one, would miss."""

import numpy as np
import pandas as pd
import pytest

from plcnb.charts import item_map, option_shares
from plcnb.errors import DataError
from plcnb.stats.items import analyse_items, analyse_options


@pytest.fixture
def analysed():
    """Make an analysed test of n students and k questions, some with their key turned round."""

    def make(n, k, turned=()):
        rng = np.random.default_rng(2)
        ability, hard = rng.normal(size=(n, 1)), np.linspace(-1.5, 1.5, k)
        sheet = (rng.random((n, k)) < 1 / (1 + np.exp(-1.5 * (ability - hard)))).astype(float)
        sheet[:, list(turned)] = 1 - sheet[:, list(turned)]
        frame = analyse_items(pd.DataFrame(sheet, columns=[f"i{place + 1}" for place in range(k)]))
        return frame.assign(position=range(1, k + 1))

    return make


@pytest.fixture
def options():
    """Twenty-four students: of question q1 B is tempting, of q2 the key is wrong, of q3 two left it blank."""
    strong = ["A"] * 12
    return analyse_options(
        pd.DataFrame(
            {
                "q1": [*strong, *["B"] * 9, *["C"] * 3],
                "q2": [*["C"] * 10, "A", "A", *["A"] * 6, *["B"] * 6],
                "q3": [*strong, *["A"] * 5, *["B"] * 5, "", ""],
                "q4": [*strong, *["B"] * 6, *["C"] * 6],
                "q5": [*strong, *["C"] * 6, *["B"] * 6],
            }
        ),
        "AAAAA",
    )


def test_a_question_that_contradicts_the_others_is_named_and_marked(analysed, texts, drawn):
    chart = item_map(analysed(300, 12, turned=[4]))

    assert {"12 questions, 300 students", "Q 5"} <= set(texts(chart))
    assert "Question 5: check the key" in chart.alt
    assert len(drawn(chart)["how sure"]) % 3 == 0


def test_in_a_small_class_nothing_is_called_settled_and_doubts_are_names_in_grey(analysed, texts):
    chart = item_map(analysed(16, 10, turned=[4]))

    assert "8 cannot tell yet" in texts(chart)
    assert "Q 5" in texts(chart)
    assert "Perhaps worth a look, which the answers cannot tell: Question 5" in chart.alt


def test_eighty_questions_stay_legible(analysed, collisions, texts):
    chart = item_map(analysed(400, 80, turned=range(3, 80, 4)))

    assert collisions(chart) == []
    assert 4 <= sum(text.startswith("Q ") for text in texts(chart)) <= 12


def test_what_has_no_place_on_the_map_is_counted(analysed, texts):
    frame = analysed(40, 6)
    frame.loc["i1", ["item_rest_r", "r_low", "r_high"]] = np.nan

    chart = item_map(frame.assign(hidden=[False, True] + [False] * 4))

    assert "Not drawn: 1 all answered alike or too few answered, 1 hidden." in texts(chart)
    assert "Question 2" not in chart.alt


def test_questions_without_a_place_are_called_by_their_id(analysed):
    assert "Question i3" in item_map(analysed(300, 8, turned=[2]).drop(columns="position")).alt


def test_no_question_is_an_empty_figure_with_the_next_step(analysed):
    assert "Import" in item_map(analysed(300, 8).iloc[:0]).alt


def test_the_answers_say_the_key_the_tempting_one_and_whom_they_drew(options, texts, drawn):
    chart = option_shares(options, "q1")

    assert {"Question q1", "the key", "the tempting answer", "12 strongest"} <= set(texts(chart))
    assert "B (the tempting answer): 38 %, 0 % of the strongest, 75 % of the weakest" in chart.alt
    assert drawn(chart)["tempting"][1, 0] == pytest.approx(9 / 24)
    assert drawn(chart)["key"][1, 0] == pytest.approx(0.5)


def test_a_key_that_the_strong_did_not_choose_is_asked_about(options, texts):
    assert "is this the right one?" in texts(option_shares(options, "q2"))


def test_blanks_are_a_row_and_not_lost(options):
    assert "left blank: 8 %" in option_shares(options, "q3").alt


def test_of_many_answers_the_key_and_the_commonest_are_drawn(texts, collisions):
    written = [f"an answer in many words, number {place % 16:02d}" for place in range(60)]
    frame = analyse_options(pd.DataFrame({"q": written}), [written[15]])

    chart = option_shares(frame, "q")

    assert "Not drawn: 6 answers that fewer chose." in texts(chart)
    assert "the key" in texts(chart)
    assert collisions(chart) == []


def test_hidden_answers_show_no_numbers(options):
    chart = option_shares(options.assign(hidden=True), "q1")

    assert "%" not in chart.alt
    assert "not shown" in chart.alt


def test_a_question_that_is_not_there_is_refused_with_those_that_are(options):
    with pytest.raises(DataError, match="no question 'q9'; it has q1, q2, q3, q4, q5"):
        option_shares(options, "q9")
    with pytest.raises(DataError, match="index \\(item, option\\)"):
        option_shares(options.reset_index(drop=True), "q1")
    assert "Import" in option_shares(options.iloc[:0], "q1").alt
