"""What a reader of the tables of survey answers would miss."""

import pandas as pd
import pytest

from plcnb.stats.surveys import Instrument, compare_waves, distribution, score
from plcnb.tables import answers_table, survey_table, waves_table

ASKED = Instrument({"Trust": ["a", "b"], "Time": ["c"], "Hope": ["d"]}, 1, 5, reversed=["b"])


@pytest.fixture
def answers():
    """Six people: mixed answers, then three to one question only, then all alike."""
    return pd.DataFrame(
        {"a": [4, 5, 4, 3, 5, 4], "b": [2, 1, 2, 3, 2, 2], "c": [1, 2, 3] + [None] * 3, "d": [4] * 6}
    )


def cells(table):
    return [[(cell.text, cell.small) for cell in row] for row in table.rows]


def test_scores_stand_with_their_interval_agreement_and_verdict(answers):
    trust = cells(survey_table(score(answers, ASKED)))[0]

    assert trust == [
        ("Trust", "6 people, 2 questions"),
        ("4.1", "3.4 to 4.8"),
        ("0.86", ""),
        ("●\N{NO-BREAK SPACE}clearly above", ""),
    ]


def test_scores_of_too_few_and_of_people_all_alike_are_not_shown(answers):
    table = survey_table(score(answers, ASKED))

    assert cells(table)[1][1:] == [("–", ""), ("–", ""), ("not shown (too few answered)", "")]
    assert cells(table)[1][0] == ("Time", "1 question")
    assert cells(table)[2][1:] == [("–", ""), ("–", ""), ("not shown (all answered alike)", "")]
    assert cells(table)[2][0] == ("Hope", "6 people, 1 question")


def test_answers_stand_by_side_and_what_tells_on_people_is_coded(answers):
    table = cells(answers_table(distribution(answers, ASKED)))

    assert table[0] == [("a", "6 people"), ("83 %", "17 % neutral, 0 % unfavourable")]
    assert table[1][0] == ("b", "6 people; turned: low answers are favourable")
    assert table[2] == [("c", ""), ("–", "not shown (too few answered)")]
    assert table[3][1] == ("83 % or more", "")


def test_a_scale_without_a_middle_answer_has_none_neutral():
    shares = distribution(pd.DataFrame({"q": [1, 2, 3, 4, 4]}), {"D": ["q"]}, scale=(1, 4))

    assert cells(answers_table(shares))[0][1] == ("60 %", "40 % unfavourable")


def test_changes_stand_with_their_interval_and_what_they_mean(answers):
    later = answers.assign(a=1, b=[5, 4, 5, 5, 4, 5])

    table = cells(waves_table(compare_waves(answers, later, ASKED)))

    assert table[0][0] == ("Trust", "6 people, then 6")
    assert table[0][1] == ("4.1 → 1.2", "")
    assert table[0][2][0] == "−2.9"
    assert table[0][3] == ("◆\N{NO-BREAK SPACE}clearly fallen", "")
    assert table[1] == [("Time", ""), ("–", ""), ("–", ""), ("not shown (too few answered)", "")]


def test_a_change_without_spread_has_no_interval(answers):
    hope = cells(waves_table(compare_waves(answers, answers.assign(d=5), ASKED)))[2]

    assert hope[1:3] == [("4 → 5", ""), ("+1", "")]


def test_no_row_is_said_in_a_sentence(answers):
    assert "No answers yet" in survey_table(score(answers, ASKED).head(0))._repr_html_()


def test_scores_without_the_mark_of_people_all_alike_are_shown(answers):
    table = survey_table(score(answers, ASKED).drop(columns="unanimous"))

    assert cells(table)[2][1] == ("4", "")
