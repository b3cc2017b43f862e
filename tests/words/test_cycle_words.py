"""Launch, goals and trials in sentences: what stands, what was reached, whether a change helped."""

import pandas as pd
import pytest

from plcnb.errors import DataError, ParameterError
from plcnb.stats.runs import run_chart
from plcnb.stats.schedule import two_meetings
from plcnb.words import (
    say_goals,
    say_launch,
    say_open_trials,
    say_reached,
    say_standing,
    say_trial,
    say_two_meetings,
)

NAN = float("nan")
BEFORE, AFTER = [50, 54, 49, 53, 51], [60, 62, 61, 64, 63, 66, 65, 67]


def seen(share, low, high, verdict, **more):
    row = {"title": "Check 3", "n_students": 24, "n_items": 5, "share": share, "low": low, "high": high}
    return pd.DataFrame([row | {"verdict": verdict} | more])


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (
            seen(0.82, 0.74, 0.88, "above"),
            "The goal of 70 % is reached: 82 % of the points on Check 3 (24 stu",
        ),
        (
            seen(0.72, 0.61, 0.8, "cannot tell"),
            "We cannot tell yet whether the goal of 70 % is reached: 72 %",
        ),
        (seen(0.4, 0.3, 0.5, "below"), "The goal of 70 % is not reached yet: 40 % of the points"),
        (seen(0.4, 0.3, 0.5, "below", hidden=True), "Too few students answered"),
        (seen(NAN, NAN, NAN, "cannot tell"), "Nothing has been measured since the goal was set."),
    ],
)
def test_a_goal_stands_as_its_latest_evidence_says_with_n_and_interval(frame, said):
    finding = say_standing(frame, 0.7)

    assert finding.sentence.startswith(said)
    assert "probably between" in finding.sentence or finding.sentence == finding.headline


def test_what_was_reached_says_of_how_many_and_when_one_student_would_change_it():
    assert say_reached(0.74, 0.7, 24, 0.6, 0.84) == (
        "74 % (24 students), probably between 60 and 84 %; the goal was 70 %."
    )
    assert say_reached(0.74, 0.7, 7, NAN, NAN).endswith("of so few one more would change it.")
    assert "an unknown number" in say_reached(0.74, 0.7, None, NAN, NAN)
    assert say_reached(None, 0.7, None, NAN, NAN).startswith("Nobody wrote down")


def test_goals_are_counted_by_how_they_stand():
    assert say_goals(["open", "met", "open"], overdue=1).sentence == (
        "3 goals: 2 open, 1 met; 1 open goal is past the day."
    )
    assert say_goals([]).sentence == "No goal has been set yet."
    with pytest.raises(ParameterError, match="won"):
        say_goals(["won"])


def test_a_trial_that_helped_is_said_to_have_helped_only_if_it_was_done():
    result = run_chart(BEFORE + AFTER, baseline=5)

    assert say_trial(result).verdict == "above"
    assert "become worse" in say_trial(result, "down").sentence
    assert say_trial(result, as_planned="no").verdict == "cannot tell"
    assert say_trial(result, as_planned="no").sentence.endswith("says nothing about the idea.")


def test_a_short_series_says_how_many_more_measurements_it_takes_and_how_long_that_is():
    finding = say_trial(run_chart(BEFORE), more=6, every_days=7)

    assert finding.sentence == (
        "We cannot tell yet whether it helps (5 measurements). It takes about 6 more measurements, about "
        "42 days at the rhythm planned."
    )
    assert "Nothing has been measured yet" in say_trial(run_chart([])).sentence


def test_a_second_open_trial_is_questioned():
    assert say_open_trials(1).verdict == "above"
    assert "nobody can say which" in say_open_trials(2).sentence


def test_what_is_late_before_the_first_day_is_counted():
    assert (
        say_launch(12, 5, 2, 20).sentence == "5 of 12 things stand, 2 are late; the first day is in 20 days."
    )
    assert (
        say_launch(1, 1, 0, -3).sentence
        == "1 of 1 thing stands, nothing is late; the first day was 3 days ago."
    )
    assert say_launch(0, 0, 0).verdict == "cannot tell"


def test_two_times_that_reach_everybody_together_are_named_with_who_can_carry_word():
    meetings = two_meetings({"Ana": ["Mon 8:00"], "Ben": ["Tue 15:00"], "Cem": ["Mon 8:00", "Tue 15:00"]})
    alone = two_meetings({"Ana": ["Mon 8:00"], "Ben": []})

    assert say_two_meetings(meetings).sentence == (
        "Mon 8:00 and Tue 15:00 together reach 3 members; 1 member can come to both and carry word."
    )
    assert "Ben cannot come at all" in say_two_meetings(alone, ["Ana", "Ben"]).sentence
    assert "1 member cannot come at all" in say_two_meetings(alone).sentence
    with pytest.raises(DataError):
        say_two_meetings(None)
