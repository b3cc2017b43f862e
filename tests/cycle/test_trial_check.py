from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.cycle.trial_check import changes_in, one_change
from plcnb.model import Trial

START = Trial(id="t1", change="Start each lesson with one question from last week", begins=date(2026, 11, 2))
WHITEBOARDS = Trial(id="t2", change="Let every student answer on a mini whiteboard")


def test_one_change_alone_is_met():
    assert one_change(WHITEBOARDS, []).met
    assert one_change(START, [START]).met


def test_a_second_open_trial_is_questioned_and_the_other_is_named():
    check = one_change(WHITEBOARDS, [START])

    assert not check.met
    assert "“Start each lesson with one question from last week”, since 2 Nov" in check.reason
    assert "nobody can say which of them helped" in check.reason


@pytest.mark.parametrize("closed", [{"closed_on": date(2026, 11, 20)}, {"decision": "adopt"}])
def test_a_trial_that_is_closed_is_no_second_one(closed):
    assert one_change(WHITEBOARDS, [START.changed(**closed)]).met


def test_a_written_reason_is_enough():
    check = one_change(WHITEBOARDS.changed(beside="It is in another grade"), [START])

    assert check.met
    assert check.reason == "There is a reason for a second change: “It is in another grade”."


def test_an_open_trial_whose_last_day_has_passed_waits_for_a_decision():
    ended = START.changed(until=date(2026, 11, 20))

    assert (
        "Its last day was 20 Nov; what do we do with it?"
        in one_change(WHITEBOARDS, [ended], today=date(2026, 11, 23)).reason
    )


def test_a_finished_trial_is_not_questioned_any_more():
    assert one_change(WHITEBOARDS.changed(decision="abandon"), [START]).met


def test_an_open_trial_that_has_not_begun_is_said_to_begin():
    assert ", from 2 Nov" in one_change(WHITEBOARDS, [START], today=date(2026, 10, 26)).reason


def test_a_trial_not_yet_saved_is_not_taken_for_the_open_one():
    assert not one_change(Trial(change="Use whiteboards"), [Trial(change="Ask why")]).met


@pytest.mark.parametrize(
    ("change", "n"),
    [
        ("Start each lesson with one question from last week, answered on paper", 1),
        ("Give two questions and sort the answers by the slip in them", 1),
        ("Read aloud and stop at each image", 1),
        ("Use fraction bars and also send homework on paper", 2),
        ("Use fraction bars; call the parents of those who miss homework", 2),
        ("Use bars as well as number lines in the warm-up", 2),
        ("Ask two why questions in each lesson. Give an exit ticket on Friday.", 2),
        ("Ask two why questions in each lesson. Students answer on paper.", 1),
        ("Ask two why questions in each lesson. They write first.", 1),
        ("Ask two why questions. Because they guess.", 1),
        ("- new seats\n- exit ticket every Friday", 2),
        ("Start at the same time each day with a question", 1),
        ("Draw a plus sign on the board beside each sum", 1),
        ("Whiteboards", 1),
        ("", 0),
        ("Cada lección empieza con una pregunta; además llamamos a los padres", 2),
        ("分数の棒を使う", 1),
    ],
)
def test_changes_packed_together_are_counted(change, n):
    assert len(changes_in(change)) == n


def test_two_changes_in_one_are_questioned_kindly_with_the_first_as_example():
    check = one_change(Trial(change="Use fraction bars and also send homework on paper"), [])

    assert check.reason == (
        "This looks like two changes: “Use fraction bars” and “send homework on paper”. Which one first?"
    )
    assert check.example == "Use fraction bars; and keep the other for the next trial."


def test_a_number_before_the_first_of_several_is_no_part_of_it():
    assert changes_in("1. new seats\n2. exit ticket") == ("new seats", "exit ticket")


def test_an_empty_change_is_asked_for():
    assert one_change(Trial(), []).reason == "It does not say yet what is changed."


@given(st.text(max_size=400), st.text(max_size=400))
def test_anything_typed_gets_an_answer(change, other):
    assert one_change(Trial(id="a", change=change), [Trial(id="b", change=other)]).reason
    assert one_change(Trial(id="a", change=change), []).reason
