from datetime import date, timedelta

import pytest

from plcnb.cycle.promises import (
    due_steps,
    goals_due,
    last_promises,
    open_fourth_question,
    rechecks_due,
    trials_waiting,
)
from plcnb.model import ActionStep, Goal, Measurement, Meeting, Trial

TODAY = date(2026, 1, 27)


def day(days):
    return TODAY + timedelta(days=days)


def held(days, **fields):
    return Meeting(id=f"m{days}", on=day(days), state="held", assessment_id="check-3", **fields)


def step(what="Reteach", **fields):
    return ActionStep(id=what.lower(), what=what, **fields)


# Promises


def test_the_promises_are_those_of_the_latest_meeting_that_was_held():
    meetings = [
        held(-5, decisions=("Use bars in every class", " ")),
        held(-19, decisions=("Old",)),
        Meeting(on=day(-2), state="cancelled", decisions=("Never said",)),
        Meeting(on=day(2), state="planned"),
    ]
    steps = [step("Reteach", meeting_id="m-5", state="done"), step("Copy", meeting_id="m-19")]

    last = last_promises(meetings, steps, TODAY)

    assert last.meeting is meetings[0]
    assert last.decisions == ("Use bars in every class",)
    assert [one.what for one in last.steps] == ["Reteach"]
    assert last.done == last.steps


def test_a_step_that_names_no_meeting_belongs_to_that_of_its_day():
    steps = [step("Reteach", set_on=day(-5)), step("Copy", set_on=day(-4)), step("Ask")]

    assert [one.what for one in last_promises([held(-5)], steps, TODAY).steps] == ["Reteach"]


def test_a_meeting_of_today_counts_and_one_that_is_still_to_come_does_not():
    assert last_promises([held(0)], [], TODAY).meeting is not None
    assert last_promises([held(1)], [], TODAY).meeting is None


def test_of_two_meetings_on_a_day_the_later_is_the_last():
    early, late = held(-5, starts="08:00"), held(-5, starts="15:10")

    assert last_promises([late, early], [], TODAY).meeting is late


def test_a_team_that_never_met_promised_nothing():
    last = last_promises([], [step("Reteach", set_on=day(-5))], TODAY)

    assert (last.meeting, last.steps, last.decisions) == (None, (), ())


# The fourth question


def test_the_fourth_question_is_open_when_the_last_look_at_evidence_passed_it_by():
    left = open_fourth_question([held(-5), held(-19, already_know="A project")], TODAY)

    assert (left.meeting.on, left.times) == (day(-5), 1)


def test_it_is_said_how_many_meetings_in_a_row_left_it_open():
    assert open_fourth_question([held(-5), held(-12, already_know=" "), held(-19)], TODAY).times == 3


def test_once_answered_it_is_closed_whatever_was_left_open_before():
    assert open_fourth_question([held(-5, already_know="A project"), held(-19)], TODAY) is None


def test_a_meeting_that_looked_at_no_evidence_leaves_nothing_open():
    meeting = Meeting(on=day(-5), state="held", decisions=("Meet on Tuesdays",))

    assert open_fourth_question([meeting], TODAY) is None
    assert open_fourth_question([meeting.changed(see="11 of 24 chose C")], TODAY) is not None
    assert open_fourth_question([], TODAY) is None


# What is due


def test_steps_come_with_the_longest_overdue_first_and_those_without_a_day_last():
    steps = [
        step("Soon", due=day(3), owner="p1"),
        step("Someday"),
        step("Late", due=day(-9), owner="p2"),
        step("Far", due=day(8)),
        step("Done", due=day(-3), state="done"),
        step("Gone", due=day(-3), state="let go"),
    ]

    due = due_steps(steps, until=day(7), today=TODAY)

    assert due["what"].tolist() == ["Late", "Soon", "Someday"]
    assert due["days_late"].fillna(0).tolist() == [9, -3, 0]
    assert due["due"].tolist() == [day(-9), day(3), None]
    assert due["owner"].tolist() == ["p2", "p1", ""]


def test_a_check_is_due_until_somebody_says_what_came_of_it():
    steps = [
        step("Reteach", state="done", recheck="three questions", recheck_on=day(-1), owner="p1"),
        step("Told", state="done", recheck="a ticket", recheck_on=day(-1), came_of_it="20 of 24 can do it"),
        step("Dropped", state="let go", recheck="a ticket", recheck_on=day(-1)),
        step("Later", recheck="a ticket", recheck_on=day(9)),
        step("Unchecked"),
    ]

    due = rechecks_due(steps, until=day(7), today=TODAY)

    assert due[["step_id", "recheck", "days_late"]].values.tolist() == [["reteach", "three questions", 1]]


def test_a_goal_is_due_when_its_day_comes_and_it_is_open():
    goals = [
        Goal(id="g1", what="compare", by=day(5)),
        Goal(id="g2", what="add", by=day(-5), state="met"),
        Goal(id="g3", what="divide", by=day(50)),
        Goal(id="g4", what="multiply"),
    ]

    assert goals_due(goals, until=day(7), today=TODAY)["goal_id"].tolist() == ["g1"]


@pytest.mark.parametrize("due", [due_steps, rechecks_due, goals_due])
def test_nothing_written_is_nothing_due(due):
    assert due([], until=TODAY, today=TODAY).empty


# Trials


def trial(**fields):
    return Trial(
        id="t", change="One question from last week", **{"begins": day(-20), "every_days": 7, **fields}
    )


def measured(days, **fields):
    return Measurement(trial_id="t", on=day(days), value=0.5, **fields)


def test_a_trial_waits_once_its_rhythm_is_over():
    assert trials_waiting([trial()], [measured(-7)], TODAY).empty

    waiting = trials_waiting([trial(who=("p1",))], [measured(-15), measured(-8)], TODAY)

    assert waiting[["waits_for", "last", "n", "days", "every_days"]].values.tolist() == [
        ["measurement", day(-8), 2, 8, 7]
    ]
    assert waiting["who"].tolist() == [("p1",)]


def test_a_trial_without_any_measurement_waits_from_its_first_day_on():
    waiting = trials_waiting([trial()], [], TODAY)

    assert waiting[["days", "n"]].values.tolist() == [[20, 0]]
    assert waiting["last"].tolist() == [None]


def test_a_measurement_from_before_the_change_does_not_make_a_new_trial_late():
    before = measured(-40, phase="before")

    assert trials_waiting([trial(begins=day(-3))], [before], TODAY).empty


@pytest.mark.parametrize(
    "quiet",
    [{"closed_on": day(-1)}, {"decision": "adopt"}, {"begins": day(1)}, {"begins": None}],
)
def test_a_trial_that_is_decided_or_has_not_begun_does_not_wait(quiet):
    assert trials_waiting([trial(**quiet)], [], TODAY).empty


def test_the_measurements_of_another_trial_and_of_days_to_come_do_not_count():
    other = Measurement(trial_id="other", on=day(-1), value=0.5)

    assert trials_waiting([trial()], [other, measured(3)], TODAY)["n"].tolist() == [0]


def test_a_trial_past_its_last_day_waits_for_a_decision_and_comes_first():
    over = Trial(id="over", change="Exit tickets", begins=day(-60), until=day(-4))

    waiting = trials_waiting([trial(), over], [measured(-30)], TODAY)

    assert waiting[["trial_id", "waits_for", "days"]].values.tolist() == [
        ["over", "decision", 4],
        ["t", "measurement", 20],
    ]


def test_nothing_tried_is_nothing_waiting():
    assert list(trials_waiting([], [], TODAY)) == [
        "trial_id",
        "change",
        "who",
        "waits_for",
        "last",
        "n",
        "days",
        "every_days",
    ]
