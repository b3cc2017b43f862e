from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.cycle.goal_check import attainable, check_goal, growth_of_team
from plcnb.cycle.naming_evidence import Standard
from plcnb.errors import DataError
from plcnb.model import Goal

TODAY = date(2026, 11, 23)
GOOD = Goal(
    what="compare two fractions and say why one is larger",
    whom="all students of grade 7",
    measure="share of the points on the common checks",
    start=0.46,
    target=0.6,
    set_on=TODAY,
    by=date(2027, 2, 15),
)
WHAT, WHOM, START, TARGET, BY, MEASURE = range(6)


def history(*shares, n=60, every=14, first=date(2026, 5, 1)):
    days = [first + timedelta(days=every * place) for place in range(len(shares))]
    return pd.DataFrame({"date": pd.to_datetime(days), "share": shares, "n": n}).astype({"share": float})


def test_a_whole_goal_is_met_in_all_six():
    checks = check_goal(GOOD, today=TODAY)

    assert [check.name for check in checks] == ["what", "for whom", "from", "to", "by when", "measured how"]
    assert all(check.met for check in checks)
    assert checks[BY].reason == "By 15 Feb, 12 weeks after it was set."


def test_an_empty_goal_gets_six_reasons_and_no_error():
    checks = check_goal(Goal(), today=TODAY)

    assert [check.met for check in checks] == [False] * 6
    assert all(check.reason for check in checks)


def test_a_goal_to_have_less_of_something_is_turned_round():
    less, same = (check_goal(GOOD.changed(target=share), today=TODAY)[TARGET] for share in (0.10, 0.46))

    assert less.example == "to have less of something, count those without it: from 54 % to 90 %"
    assert same.example == ""


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        (
            {"target": 0.46},
            TARGET,
            "The goal, 46 %, is not beyond where students are, 46 %. Set the next one",
        ),
        ({"by": TODAY}, BY, "23 Nov is not after the day it was set, 23 Nov."),
        (
            {"what": "fractions"},
            WHAT,
            "In “fractions” we find no act of students yet; what will students know or be able to do?",
        ),
        ({"what": "improve in reading"}, WHAT, "“improve in reading” is a wish; what will"),
        ({"what": "I will explain fractions"}, WHAT, "“I will explain fractions” is what a teacher does;"),
        ({"measure": "we will see how it goes"}, MEASURE, "“we will see how it goes” names nothing yet"),
        ({"whom": "–"}, WHOM, "“–” names no students yet."),
    ],
)
def test_what_is_not_there_yet_is_named(changes, place, reason):
    check = check_goal(GOOD.changed(**changes), today=TODAY)[place]

    assert not check.met
    assert check.reason.startswith(reason)


@pytest.mark.parametrize(
    "measure",
    [
        "Check 3",
        "MA5.3 on the common check",
        "words read right in a minute",
        "number of books",
        "exit ticket",
    ],
)
def test_a_measure_may_be_an_assessment_a_standard_or_something_to_count(measure):
    checks = check_goal(
        GOOD.changed(measure=measure),
        today=TODAY,
        standards=[Standard("s", "MA5.3")],
        assessments=["Check 3: Decimals"],
    )

    assert checks[MEASURE].met


def test_a_goal_in_another_language_is_left_to_its_readers():
    checks = check_goal(
        GOOD.changed(what="comparar fracciones y decir por qué", measure="puntos en la prueba"), today=TODAY
    )

    assert not checks[WHAT].judged
    assert not checks[MEASURE].judged


def test_a_goal_that_is_running_is_judged_by_the_day_it_was_set():
    assert all(check.met for check in check_goal(GOOD, today=date(2027, 6, 1)))


def test_six_measurements_are_enough_to_say_something():
    judged = attainable(GOOD, history(0.30, 0.33, 0.36, 0.38, 0.42, 0.46), today=TODAY)

    assert judged.goal.verdict == "within reach"
    assert judged.basis == "5 periods of our own growth, out of 6 measurements"
    assert judged.finding.verdict == "above"
    assert "past periods" in judged.finding.sentence
    assert "easier one looks like growth" in judged.caution
    assert "our periods are 2 weeks long, the goal has 12 weeks" in judged.caution


def test_a_goal_beyond_all_own_growth_is_said_to_be_faster_than_seen():
    judged = attainable(
        GOOD.changed(target=0.95, by=date(2026, 12, 21)),
        history(0.30, 0.31, 0.33, 0.34, 0.36, 0.37),
        today=TODAY,
    )

    assert judged.goal.verdict == "unprecedented"
    assert judged.finding.verdict == "below"


@pytest.mark.parametrize(
    ("shares", "more"),
    [
        ((), "6 measurements of the team on the same thing, a week or more apart (we have none)"),
        ((0.4,), "5 more measurements of the team on the same thing, a week or more apart (we have 1)"),
        (
            (0.4, 0.42, 0.44, 0.45, 0.46),
            "1 more measurement of the team on the same thing, a week or more apart (we have 5)",
        ),
    ],
)
def test_with_fewer_it_cannot_tell_and_says_how_many_more(shares, more):
    judged = attainable(GOOD, history(*shares), today=TODAY)

    assert judged.more_needed == more
    assert judged.finding.verdict == "cannot tell"
    assert judged.finding.sentence.endswith(f"it takes {more}.")


def test_measurements_of_very_few_students_and_of_one_week_do_not_count():
    few = history(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, n=4)
    daily = history(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, every=1)

    assert "we have none" in attainable(GOOD, few, today=TODAY).more_needed
    assert "5 more" in attainable(GOOD, daily, today=TODAY).more_needed


@pytest.mark.parametrize(
    "changes", [{"start": None}, {"target": None}, {"by": None}, {"by": date(2026, 1, 1)}]
)
def test_an_unfinished_goal_is_told_what_it_lacks(changes):
    judged = attainable(GOOD.changed(**changes), history(0.4, 0.5), today=TODAY)

    assert judged.goal is None
    assert judged.finding.sentence.startswith("We cannot tell yet whether the goal can be reached; it lacks ")


def test_long_periods_are_preferred_so_that_chance_does_not_pass_for_growth():
    shares = [0.30 + 0.01 * week + (0.08 if week % 2 else 0) for week in range(25)]
    periods = growth_of_team(history(*shares, every=7), weeks=12)

    assert periods["weeks"].tolist() == [4.0] * 6
    assert ((periods["end"] - periods["start"]) / periods["weeks"]).round(3).tolist() == [0.01] * 6


def test_a_history_out_of_order_or_with_gaps_gives_the_same_growth():
    whole = history(0.30, 0.33, 0.36, 0.38, 0.42, 0.46)
    shuffled = pd.concat([whole.sample(frac=1, random_state=1), whole.tail(1).assign(share=float("nan"))])

    pd.testing.assert_frame_equal(growth_of_team(shuffled, 12), growth_of_team(whole, 12))


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"share": [0.5]}), "lacks date, n"),
        (history(46), "holds a share of 46; expected 0 to 1"),
    ],
)
def test_a_malformed_history_is_refused(frame, message):
    with pytest.raises(DataError, match=message):
        attainable(GOOD, frame, today=TODAY)


@given(st.text(max_size=300), st.text(max_size=100), st.text(max_size=200))
def test_anything_typed_gets_an_answer(what, whom, measure):
    for check in check_goal(Goal(what=what, whom=whom, measure=measure), today=TODAY):
        assert check.reason
