"""Units: four questions, exactly their standards on exactly their assessment, and their lessons."""

import re
from datetime import date

import pytest
from reading import words_of

from plcnb.errors import NotFound, ParameterError
from plcnb.model import Lesson, Unit
from plcnb.reports.units import open_units

TEAM, LONELY = "harbour-grade-7-maths", "willow-grade-8-science"
WHOLE = {
    "title": "Sales and taxes",
    "begins": date(2026, 1, 5),
    "ends": date(2026, 2, 20),
    "standards": ("ma7-4", "ma7-5"),
    "understand": "The second change works on what the first one left.",
    "assessment": "check-3-percentages-and-equations",
}


@pytest.fixture
def units(district_of_nobody):
    """Return the view after these units were written down, each as what differs from a whole one."""

    def made(*changes, team=TEAM, audience="team", lessons=(), **given):
        records = district_of_nobody.records
        for change in changes:
            unit = records.add(Unit(team_id=team, **(WHOLE | change)), by="coach")
        for lesson in lessons:
            records.add(Lesson(team_id=team, unit_id=unit.id, **lesson), by="coach")
        folder = district_of_nobody.folder
        return open_units(team, audience=audience, today="2026-01-27", workspace=folder, **given)

    return made


def test_the_evidence_is_of_the_unit_s_standards_alone(units):
    said = words_of(units({}).know())

    assert "2 standards against 70 %: 1 clearly below, 1 clearly above" in said
    assert "MA7.2" not in said
    assert "Set aside until its key has been checked: Question 9." in said


def test_a_standard_that_the_assessment_does_not_ask_about_is_named(units):
    said = words_of(units({"standards": ("ma7-1", "ma7-4")}).know())

    assert "No question of it asks about MA7.1, so nobody can tell." in said


def test_without_an_assessment_or_answers_the_next_step_is_said(units):
    assert "Choose it before the first lesson" in words_of(units({"assessment": ""}).know())
    assert "has no answers yet" in words_of(units({"standards": ("ma7-1",)}).know())


def test_the_fourth_question_is_asked_by_the_evidence_while_nobody_answers_it(units):
    view = units({"not_yet": "Two bars, one step at a time."})

    assert "the evidence asks it, clearly above 70 %: MA7.5" in words_of(view.already())
    assert "Now clearly below 70 %: MA7.4" in words_of(view.not_yet())
    assert "Two bars, one step at a time." in words_of(view.not_yet())


def test_the_cut_decides_what_is_secure_and_may_not_be_typed_in_per_cent(units):
    assert "2 clearly above" in words_of(units({}, cut=0.4).know())
    with pytest.raises(ParameterError, match=r"For 70 % write 0\.7"):
        units(cut=70)


def test_the_unit_begun_last_is_shown_and_another_by_its_title(units):
    later = {"title": "Angles", "begins": date(2026, 3, 2), "ends": date(2026, 4, 2)}

    assert "Sales and taxes" in words_of(units({}, later).learn())
    assert "Angles" in words_of(units(unit="Angles").learn())
    with pytest.raises(NotFound, match="Angles"):
        units(unit="Circles")


def test_a_unit_says_whether_it_is_over_and_looked_back_at(units):
    over = {"begins": date(2025, 10, 1), "ends": date(2025, 11, 1)}
    said = words_of(units({}, over, over | {"title": "Old", "saw": "MA7.4 rose."}).overview())

    assert "3 units, 1 of them looked back at" in said
    assert "being taught" in said
    assert "over, not looked back at" in said


def test_lessons_tell_what_was_planned_and_what_students_did(units):
    lesson = {
        "title": "The sale that is none",
        "on": date(2026, 1, 9),
        "students_will": "find the trick",
        "check": "rewrite the sign",
        "students_did": "They bought imaginary shoes.",
    }
    planned = lesson | {"title": "Next", "on": date(2026, 1, 29), "students_did": ""}
    said = words_of(units({}, lessons=[planned, lesson]).lessons())

    assert "2 lessons, 1 taught, 1 looked back at" in said
    assert said.index("The sale that is none") < said.index("Next")
    assert "They did They bought imaginary shoes." in said


def test_many_lessons_stand_behind_a_fold(units):
    lesson = {"title": "Lesson", "students_will": "write", "check": "read"}
    view = units({}, lessons=[lesson | {"on": date(2026, 1, day)} for day in range(5, 12)])

    assert view.lessons()._repr_html_().count("<summary>3 earlier") == 1


def test_what_a_single_teacher_s_students_reached_stays_in_the_team(units):
    given = {"standards": ("sc8-4",), "assessment": "check-3-waves-and-heredity"}
    said = words_of(units(given, team=LONELY, audience="school").know())

    assert "The numbers stay with the team" in said
    assert "%" not in said


def test_outside_the_team_a_unit_goes_by_its_standards(units):
    lesson = {"title": "Shoes", "on": date(2026, 1, 9), "students_will": "x y z", "check": "look"}
    view = units({"saw": "It worked."}, audience="school", lessons=[lesson])
    said = " ".join(words_of(part) for part in (view.overview(), view.learn(), view.lessons()))

    assert "A unit on MA7.4, MA7.5" in said
    assert "Sales" not in said
    assert "Shoes" not in said
    assert view.reflection()._repr_html_() == ""


def test_the_words_of_four_long_lessons_and_answers_fit_the_page(units):
    lesson = {
        "title": "Shoes",
        "on": date(2026, 1, 9),
        "students_will": "will " * 60,
        "check": "look",
        "next_time": "Next.",
    }
    view = units({"not_yet": "later " * 100, "saw": "saw " * 300}, lessons=[lesson])

    for part in (view.lessons(), view.not_yet(), view.reflection()):
        assert "more letters)" in words_of(part)
        printed = re.sub(r"<details>.*?</details>", "", part._repr_html_(), flags=re.S)
        assert len(printed) < 1500


def test_a_lesson_needs_a_unit_to_belong_to(units):
    assert "Write the unit first" in words_of(units().lesson_form())
    assert units({}).lesson_form().session.plan.title == "A lesson of “Sales and taxes”"


def test_endless_titles_and_long_answers_do_not_push_the_page_apart(units):
    view = units({"title": "W" * 200, "understand": "Word " * 400, "standards": ("ma7-4",) * 9})

    assert "W" * 41 not in view.overview()._repr_html_()
    assert "<summary>All of it" in view.learn()._repr_html_()
    assert re.search(r"Word … \(1,\d{3} more letters\)", words_of(view.learn()))
    assert "and 1 more" in words_of(view.learn())
