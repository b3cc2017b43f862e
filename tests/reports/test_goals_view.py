"""A team's goals: stated whole, judged by the evidence with n and interval, learned from when closed."""

from datetime import date

import pytest
from reading import words_of

from plcnb.model import Goal
from plcnb.reports.goals import open_goals

TEAM, TINY, LONELY = "harbour-grade-7-maths", "orchard-grade-5-science", "willow-grade-8-science"
WHOLE = {
    "what": "work out a change in per cent",
    "whom": "all students of grade 7",
    "standard_id": "ma7-4",
    "measure": "share of the points on the common checks",
    "start": 0.3,
    "target": 0.5,
    "set_on": date(2025, 10, 9),
    "by": date(2026, 3, 26),
}


@pytest.fixture
def goals(district_of_nobody):
    """Return the view after these goals were written down, each as what differs from a whole one."""

    def made(*changes, team=TEAM, audience="team"):
        for change in changes:
            district_of_nobody.records.add(Goal(team_id=team, **(WHOLE | change)), by="coach")
        return open_goals(team, audience=audience, today="2026-01-27", workspace=district_of_nobody.folder)

    return made


def test_a_goal_is_reached_where_the_whole_interval_lies_above_it(goals):
    said = words_of(goals({"target": 0.45}).open_goals())

    assert "The goal of 45 % is reached: 53.4 % of the points on Check 3" in said
    assert "131 students, 5 questions, probably between" in said


def test_a_goal_inside_the_interval_cannot_be_told(goals):
    assert "We cannot tell yet whether the goal of 55 % is reached" in words_of(
        goals({"target": 0.55}).open_goals()
    )


def test_what_was_measured_before_the_goal_was_set_does_not_count(goals):
    said = words_of(goals({"set_on": date(2026, 1, 22), "start": 0.53, "target": 0.68}).open_goals())

    assert "Nothing has been measured since the goal was set." in said


def test_whether_it_can_be_reached_says_what_it_was_compared_with(goals):
    said = words_of(goals({"set_on": date(2026, 1, 22), "start": 0.53, "target": 0.6}).open_goals())

    assert "usual growth leads to" in said
    assert "Compared with our own growth in all standards, from one check to the next (5 times)" in said


def test_a_goal_without_enough_growth_to_compare_with_says_what_it_takes(goals):
    said = words_of(
        goals({"standard_id": "", "by": date(2026, 6, 30)}, team="orchard-grade-8-maths").open_goals()
    )

    assert "We cannot tell yet whether 50 % can be reached" in said
    assert "measurements of the team on the same thing" in said


def test_a_goal_past_its_day_asks_to_be_closed(goals):
    said = words_of(goals({"by": date(2026, 1, 20)}).overview())

    assert "1 open goal is past the day" in said
    assert "close it, with what was reached and what you learned" in said


def test_closed_goals_say_what_was_reached_of_how_many_and_what_was_learned(goals):
    closed = {"state": "not met", "reached": 0.53, "reached_n": 131, "closed_on": date(2026, 1, 22)}
    said = words_of(goals(closed | {"target": 0.75, "learned": "Harder questions."}).closed_goals())

    assert "0 of 1 closed goal met" in said
    assert "Not met on 22 Jan. 53 % (131 students), probably between 49 and 58 %; the goal was 75 %." in said
    assert "What we learned: Harder questions." in said


def test_a_typed_result_that_the_evidence_does_not_have_gets_no_interval(goals):
    closed = {"state": "met", "reached": 0.9, "reached_n": 120, "closed_on": date(2026, 1, 22)}

    assert "90 % (120 students); the goal was 50 %." in words_of(goals(closed).closed_goals())


def test_a_goal_that_is_not_whole_says_what_is_missing(goals):
    view = goals({"measure": "", "what": "fractions"})

    assert "Being written: “fractions” (still to answer: Measured how?)" in words_of(view.overview())
    assert "2 of 6 things are not said yet" in words_of(view.latest())


def test_a_goal_that_was_let_go_before_it_was_whole_is_not_being_written(goals):
    said = words_of(goals({"measure": "", "state": "let go"}).overview())

    assert "Being written" not in said
    assert "No goal yet" in said


def test_the_form_tells_the_check_and_whether_it_can_be_reached(goals):
    view = goals({"what": "fractions"})
    said = view.goal_form().session.doors.feedback
    (goal,) = view.room.list(Goal, unfinished=True)

    told = view.feedback(goal)

    assert said is not None
    assert (False, "What") in [(well, title) for well, title, _ in told]
    assert any(title == "Can it be reached?" for _, title, _ in told)


def test_a_start_that_only_the_team_typed_does_not_leave_it(goals):
    said = words_of(goals({"start": 0.11}, audience="school").overview())

    assert "11" not in said.split("to (%)")[1].split("by 26 Mar")[0]
    assert "→ 50" in said
    assert "30 → 50" in words_of(goals({}, audience="school").overview())


@pytest.mark.parametrize("team", [TINY, LONELY])
def test_no_number_of_few_students_or_of_a_single_teacher_leaves_the_team(goals, team):
    standard = {TINY: "sc5-4", LONELY: "sc8-4"}[team]
    closed = {"state": "met", "reached": 0.64, "reached_n": 60, "closed_on": date(2026, 1, 22)}
    view = goals({"standard_id": standard, "start": 0.57}, closed, team=team, audience="school")
    said = " ".join(words_of(part) for part in (view.overview(), view.open_goals(), view.closed_goals()))

    assert "57" not in said
    assert "64" not in said
    assert "usual growth" not in said


def test_the_public_reads_the_standard_instead_of_the_team_s_words(goals):
    said = words_of(goals({}, audience="public").overview())

    assert "MA7.4: Work out change in per cent" in said
    assert "all students of grade 7" not in said
