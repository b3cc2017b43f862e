"""Sentences about questions, answers, students and movement: the finding with its n and its certainty."""

from dataclasses import replace

import pandas as pd
import pytest

from plcnb.stats.growth import movement
from plcnb.stats.items import analyse_options
from plcnb.stats.judging import judge_items
from plcnb.words import say_movement, say_options, say_questions, say_students

EIGHT = [10, 20, 30, 40, 50, 60, 70, 80]


def judged(*rows):
    frame = pd.DataFrame(rows, columns=["n", "difficulty", "item_rest_r"])
    return judge_items(frame).assign(item_id="", position=range(1, len(rows) + 1))


def cells(*verdicts):
    n = len(verdicts)
    return pd.DataFrame(
        {
            "student_id": [f"s{i}" for i in range(n)],
            "code": ["5.NF.1"] * n,
            "n_items": [5] * n,
            "share": [0.5] * n,
            "verdict": list(verdicts),
        }
    )


def test_a_doubtful_key_comes_first_then_what_is_worth_a_look_and_what_is_open():
    found = say_questions(judged((240, 0.5, -0.3), (240, 0.1, 0.3), (240, 0.5, 0.5), (20, 0.5, 0.2)))

    assert found.sentence == (
        "Check the key of question 1; question 2 is worth a look; 1 question clearly worked; for 1 we cannot "
        "tell yet (up to 240 students)."
    )
    assert found.verdict == "below"
    assert found.headline == "4 questions: 2 to look at, 1 sound, 1 we cannot tell yet"


def test_a_small_class_hears_that_nobody_can_tell():
    found = say_questions(judged((20, 0.5, 0.2), (20, 0.6, -0.1)))

    assert found.sentence == "For 2 questions we cannot tell yet (up to 20 students)."
    assert found.verdict == "cannot tell"


def test_many_questions_are_counted_and_sound_ones_praised():
    assert "question 1, question 2, question 3 and 2 more are worth a look" in say_questions(
        judged(*[(240, 0.1, 0.3)] * 5)
    ).sentence.replace("Question", "question")
    assert say_questions(judged((240, 0.5, 0.5))).verdict == "above"
    assert say_questions(judged()).sentence == "No question has been answered yet."


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("AAAAAABBBBBB", "answer B (50 % of 12 students) is the tempting one"),
        ("AAAAAAAABCDE", "no wrong answer stands out; 67 % of 12 students chose the key"),
        ("AABBB", "answer B (3 of 5 students)"),
    ],
)
def test_the_tempting_answer_is_named_with_its_n(chosen, said):
    sheet = pd.DataFrame({"q": list(chosen), "r": ["A" if one == "A" else "B" for one in chosen]})

    assert said in say_options(analyse_options(sheet, "AA"), "q").sentence


def test_a_suspected_key_and_a_question_without_answers():
    sheet = pd.DataFrame({"q": list("CCCCCCAABB"), "r": list("AAAAAABBBB"), "s": list("AAAAAABBBB")})

    found = say_options(analyse_options(sheet, "AAA"), "q")

    assert found.sentence == (
        "Question q: answer C (60 % of 10 students) drew more of the strong than the key did: "
        "check the key first."
    )
    assert say_options(analyse_options(sheet.iloc[:0], "AAA"), "q").sentence.startswith(
        "There is nothing to say"
    )
    assert (
        "no wrong answer stands out (10 students)"
        in say_options(analyse_options(sheet, ["", "A", "A"]), "q").sentence
    )


def test_the_standard_that_most_need_is_named_and_no_student():
    found = say_students(cells("below", "below", "above", "cannot tell"))

    assert found.sentence == (
        "Most need standard 5.NF.1 next: 2 of 4 students are clearly below; 1 of 4 marks cannot be told yet."
    )
    assert found.verdict == "below"


def test_nobody_below_is_no_praise_while_marks_are_open():
    assert say_students(cells("above", "cannot tell")).verdict == "cannot tell"
    assert say_students(cells("above", "above")).verdict == "above"
    assert say_students(cells("above").assign(n_items=0)).sentence.startswith("No student has answers")


def test_movement_is_told_beside_what_error_alone_would_do():
    up = movement(EIGHT, [score + 30 for score in EIGHT], cuts="before", sem=2)
    down = movement([score + 30 for score in EIGHT], EIGHT, cuts=up.cuts_before, sem=2)

    assert say_movement(up).sentence.startswith("More rose than fell: 6 up (6 clearly), 2 the same, 0 down")
    assert say_movement(down).verdict == "below"
    assert "The error of the scores alone would move about" in say_movement(up).sentence


def test_places_in_a_class_give_no_verdict():
    own = movement(EIGHT, EIGHT[::-1], sem=1)

    assert say_movement(own).sentence.startswith("We cannot tell whether the team has moved")
    assert say_movement(own).headline == "8 students moved by more than error"
    assert say_movement(movement(EIGHT, EIGHT)).headline == "Who moved? We cannot tell from error yet"
    assert say_movement(movement(EIGHT, EIGHT, sem=1)).headline == "Nobody moved by more than error"
    assert say_movement(replace(movement([], []))).sentence == "Nobody has scores of both occasions yet."
