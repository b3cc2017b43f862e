"""What leaves the team: no words, numbers or order that tell of a child, and counts that stay right."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from plcnb.evidence.audiences import (
    COMMON_ENOUGH,
    blanked,
    renumbered,
    running_numbers,
    without_own_words,
    without_small_counts,
)

NAMES = ["Ana Zubrowka", "Ben Yoknapa", "p-ana"]


def answers(*texts, item="q", assessment="a"):
    """One answer each of s1, s2, … to one question."""
    students = [f"s{number}" for number in range(1, len(texts) + 1)]
    return DataFrame(
        {"assessment_id": assessment, "student_id": students, "item_id": item, "response": texts}, dtype="str"
    )


def questions(key="", item="q"):
    return DataFrame({"item_id": [item], "key": [key]}, dtype="str")


def hidden(responses, items=None, salt="salt"):
    items = questions() if items is None else items
    return without_own_words(responses, items, NAMES, salt)["response"].tolist()


# Words


@pytest.mark.parametrize("option", ["A", "AC", "12", "ü", ""])
def test_the_name_of_an_option_stays(option):
    assert hidden(answers(option, "my very own words")) == [option, "answer 1"]


def test_the_key_stays_though_one_alone_wrote_it():
    assert hidden(answers("three quarters", "one half"), questions("three quarters")) == [
        "three quarters",
        "answer 1",
    ]


def test_the_key_of_another_question_is_no_key_here():
    assert hidden(answers("three quarters"), questions("three quarters", item="other")) == ["answer 1"]


def test_an_empty_key_lets_nothing_through():
    assert hidden(answers("three quarters"), questions("")) == ["answer 1"]


@pytest.mark.parametrize(("number", "shown"), [(COMMON_ENOUGH - 1, "answer 1"), (COMMON_ENOUGH, "my dog")])
def test_words_are_common_from_three_students_on(number, shown):
    assert hidden(answers(*["my dog"] * number)) == [shown] * number


def test_one_student_who_wrote_the_same_three_times_is_still_one():
    again = pd.concat([answers("my dog", assessment=name) for name in "abc"], ignore_index=True)

    assert hidden(again) == ["answer 1"] * 3


def test_words_common_on_another_question_are_not_common_here():
    there = answers("my dog", "my dog", "my dog", item="other")

    assert hidden(pd.concat([there, answers("my dog")], ignore_index=True))[-1] == "answer 1"


@pytest.mark.parametrize("text", ["ANA told me", "it was ben", "see p-ana", "Zubrowka!"])
def test_a_name_is_hidden_however_many_wrote_it(text):
    assert hidden(answers(*[text] * 5)) == ["answer 1"] * 5


def test_a_name_inside_a_longer_word_is_no_name():
    assert hidden(answers(*["banana"] * 3)) == ["banana"] * 3


def test_questions_are_numbered_each_for_itself():
    both = pd.concat([answers("one own"), answers("two own", item="r")], ignore_index=True)

    assert hidden(both) == ["answer 1", "answer 1"]


def test_numbers_of_answers_follow_neither_the_alphabet_nor_who_wrote_first():
    texts = [f"own words {letter}" for letter in "abcdefgh"]
    shown = {salt: tuple(hidden(answers(*texts), salt=salt)) for salt in "uvwxyz"}

    assert len(set(shown.values())) > 1
    assert hidden(answers(*texts), salt="u") == list(shown["u"])
    assert all(sorted(found) == [f"answer {number}" for number in range(1, 9)] for found in shown.values())


TEXTS = st.lists(
    st.sampled_from(["A", "my dog", "a cat", "Ana", "", "two words here"]), min_size=1, max_size=12
)


@settings(max_examples=30, deadline=None)
@given(texts=TEXTS)
def test_alike_stays_alike_and_different_stays_different(texts):
    shown = hidden(answers(*texts))

    assert len(set(zip(texts, shown, strict=True))) == len(set(texts)) == len(set(shown))


# Numbers and order


def test_everyone_gets_one_number_and_no_number_is_left_out():
    numbers = running_numbers(["x", "y", "x", "z"], "salt", "s")

    assert sorted(numbers) == ["x", "y", "z"]
    assert list(numbers.values()) == ["s1", "s2", "s3"]


def test_only_the_salt_decides_the_order():
    ids = [f"p{number}" for number in range(30)]

    assert running_numbers(ids, "one", "s") == running_numbers(ids[::-1], "one", "s")
    assert running_numbers(ids, "one", "s") != running_numbers(ids, "two", "s")


def test_rows_stand_in_the_order_of_the_numbers_within_each_assessment():
    frame = DataFrame(
        {
            "assessment_id": ["late", "late", "early", "early", "early"],
            "student_id": ["a", "b", "a", "b", "b"],
            "item_id": ["q1", "q1", "q1", "q2", "q1"],
        },
        dtype="str",
    )
    shown = renumbered(frame, "student_id", {"b": "s1", "a": "s2"})

    assert shown.to_numpy().tolist() == [
        ["late", "s1", "q1"], ["late", "s2", "q1"], ["early", "s1", "q2"], ["early", "s1", "q1"],
        ["early", "s2", "q1"],
    ]  # fmt: skip
    assert shown.index.tolist() == [0, 1, 2, 3, 4]
    assert (shown.dtypes == frame.dtypes).all()


def test_more_than_nine_students_are_sorted_as_numbers_not_as_words():
    ids = [f"p{number}" for number in range(12)]
    numbers = running_numbers(ids, "salt", "s")

    shown = renumbered(DataFrame({"student_id": ids}, dtype="str"), "student_id", numbers)
    assert shown["student_id"].tolist() == [f"s{number}" for number in range(1, 13)]


def test_what_is_blanked_is_empty_and_of_the_same_type():
    frame = DataFrame(
        {
            "name": pd.Series(["Ana", "Ben"], dtype="str"),
            "day": pd.Series([3, None], dtype="Int64"),
            "date": pd.Series([pd.Timestamp("2026-10-30"), pd.NaT], dtype="datetime64[us]"),
            "score": [1.0, 2.0],
        },
        index=[4, 7],
    )
    shown = blanked(frame, "name", "day", "date")

    assert shown["name"].tolist() == ["", ""]
    assert shown[["day", "date"]].isna().all(axis=None)
    assert shown["score"].tolist() == [1.0, 2.0]
    assert (shown.dtypes == frame.dtypes).all()


# Notes


def told(*notes):
    table = {"position": pd.array(range(1, len(notes) + 1), dtype="Int64"), "note": list(notes)}
    return without_small_counts(DataFrame(table).astype({"note": "str"}))["note"].tolist()


SMALL = "What concerns fewer than 10 is told to the team alone."


@pytest.mark.parametrize(
    "note",
    [
        "1 student has left; their work stays in the counts.",
        "9 results are exempt; they are left out, not counted as zero.",
        "2 attempts are left out because the same student has a later or a scored one.",
    ],
)
def test_a_note_that_counts_few_children_or_their_work_is_left_out_and_that_is_said(note):
    assert told(note) == [SMALL]


@pytest.mark.parametrize(
    "note",
    [
        "10 students have left; their work stays in the counts.",
        "1,204 results have no score; they are left out, not counted as zero.",
        "2 classes have no teacher in the data.",
        "1 question names no standard.",
        "Quiz 3: no result has arrived; it is not counted as zero.",
    ],
)
def test_a_note_that_tells_of_nobody_stays(note):
    assert told(note) == [note]


def test_several_notes_left_out_are_said_once_and_the_numbers_run_on():
    assert told("1 student has left.", "1 question names no standard.", "3 results are exempt.") == [
        "1 question names no standard.",
        SMALL,
    ]
