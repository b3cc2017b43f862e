"""Tables of questions, answers, students and movement: what a reader finds beside the charts."""

import pandas as pd
import pytest

from plcnb import tables
from plcnb.errors import DataError
from plcnb.stats.growth import movement
from plcnb.stats.items import analyse_options
from plcnb.stats.judging import judge_items


@pytest.fixture
def judged():
    """A question with a doubtful key among many students, one that a class cannot settle, one unanswered."""
    return judge_items(
        pd.DataFrame(
            {"n": [240, 20, 0], "difficulty": [0.425, 0.55, None], "item_rest_r": [-0.3, 0.2, None]},
            index=["q1", "q2", "q3"],
        )
    )


def rows_of(table):
    return [[(cell.text, cell.small) for cell in row] for row in table.rows]


def test_each_question_has_its_numbers_its_verdict_and_what_would_settle_it(judged):
    first, second, third = rows_of(tables.questions_table(judged))

    assert first == [
        ("Question q1", "240 students"),
        ("42.5", ""),
        ("−0.3", "−0.41 to −0.18"),
        ("check the key", ""),
    ]
    assert second[3][0] == "cannot tell"
    assert "too many more students" in second[3][1]
    assert third[1:] == [("–", ""), ("–", ""), ("cannot tell", "the first answers")]


def test_a_hidden_question_has_its_name_alone(judged):
    row = rows_of(tables.questions_table(judged.assign(hidden=True)))[0]

    assert row == [("Question q1", ""), ("–", ""), ("–", ""), ("not shown (fewer than 10 students)", "")]


def test_answers_are_shares_of_all_of_the_strongest_and_of_the_weakest():
    chosen = pd.DataFrame({"q": list("AAAAAABBBBC."), "r": list("AAAAAAABBBBB")}).replace(".", "")
    shown = rows_of(tables.options_table(analyse_options(chosen, "AA"), "q"))

    assert [row[0] for row in shown] == [
        ("A", "the key"),
        ("B", "the tempting answer"),
        ("C", ""),
        ("left blank", ""),
    ]
    assert shown[0][1] == ("50", "6 students")
    assert shown[3][1] == ("8", "1 student")


def test_students_have_a_mark_with_its_n_for_every_standard():
    cells = pd.DataFrame(
        {
            "student_id": ["s1", "s2"],
            "code": ["5.NF.1", "5.NF.1"],
            "n_items": [7, 0],
            "share": [1.0, None],
            "verdict": ["above", "cannot tell"],
        }
    )

    shown = rows_of(tables.students_table(cells, names={"s1": "Ada"}))

    assert shown == [
        [("a student", ""), ("–", "")],
        [("Ada", ""), ("●\N{NO-BREAK SPACE}100 %", "7 answers")],
    ]


def test_movement_has_the_highest_first_and_shares_of_the_row():
    shown = tables.movement_table(movement([1, 2, 3, 4], [4, 2, 3, 1], sem=0.1))

    assert "The error of the scores alone would move about" in shown.caption
    assert rows_of(shown)[0][:2] == [("Highest quarter", "1 student"), ("1", "100 %, 1 clearly")]
    assert tables.movement_table(movement([], [])).rows == ()


def test_a_movement_that_is_none_is_refused():
    with pytest.raises(DataError, match="got NoneType"):
        tables.movement_table(None)


def test_a_verdict_that_is_missing_is_left_empty(judged):
    missing = judged.assign(verdict=None)

    assert "nan" not in str(rows_of(tables.questions_table(missing)))
    assert "None" not in str(rows_of(tables.questions_table(missing)))
