from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_of_texts import rows_of

from plcnb.cycle.checking import not_yet
from plcnb.cycle.step_check import Standard, check_step
from plcnb.model import ActionStep, Member

MONDAY = date(2026, 11, 23)
MEMBERS = (
    Member(person_id="m1", name="Ana Lee"),
    Member(person_id="m2", name="Ben Ito"),
    Member(person_id="m3", name="Cem Oz", left_on=date(2026, 10, 1)),
)
STANDARDS = (
    Standard("s1", "5.NF.1", "Add and subtract fractions that are cut into parts of different size"),
    Standard("s2", "MA5.2", "Divide, and say what the remainder means in the story"),
    Standard("s3", "MA5.3"),
)
ASSESSMENTS = ("Check 2: Fractions and decimals", "Check 3: Decimals and volume")
GOOD = ActionStep(
    what="Reteach comparing fractions with bars, twice",
    students_will="draw two bars and say which is larger",
    evidence="Check 3, question 7: 11 of 24 chose B",
    owner="m1",
    due=date(2026, 11, 30),
    set_on=MONDAY,
)
STEPS = rows_of("steps_of_teams.tsv", "known", "unseen")
KNOWN_MISSES = {("drw two bars n tell which is larger", 2), ("students said it is boring", 0)}


def checks(step, **context):
    given_too = {"members": MEMBERS, "standards": STANDARDS, "assessments": ASSESSMENTS, "today": MONDAY}
    return check_step(step, **(given_too | context))


def letters(what, students_will, evidence):
    step = GOOD.changed(what=what, students_will=students_will, evidence=evidence)
    return "".join("y" if one.met else "n" if one.judged else "?" for one in checks(step))


@pytest.mark.parametrize(
    ("what", "students_will", "evidence", "coach"), STEPS + rows_of("steps_of_teams.tsv", "later")
)
def test_a_step_gets_the_verdicts_a_coach_would_give(what, students_will, evidence, coach):
    got = letters(what, students_will, evidence)
    for place, text in enumerate((evidence, what, students_will)):
        if (text, place) not in KNOWN_MISSES:
            assert got[place] == coach[place], (("data", "act", "students")[place], text)


@pytest.mark.parametrize(("place", "precision"), [(0, 0.97), (1, 1.0), (2, 1.0)])
def test_a_yes_is_nearly_always_a_yes_of_the_coach(place, precision):
    both = [(letters(*row[:3])[place], row[3][place]) for row in STEPS]
    claimed = [coach for got, coach in both if got == "y"]

    assert claimed.count("y") / len(claimed) >= precision


def test_a_good_step_says_what_it_found():
    data, act, students = checks(GOOD)

    assert data.reason == "It names “Check 3”, question 7 and 11 of 24."
    assert act.reason == "One owner (Ana Lee), a day (30 Nov), and an act one could see (“Reteach”)."
    assert students.reason == "It says what students will do (“draw”)."
    assert [one.says for one in (data, act, students)] == ["yes"] * 3


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"owner": ""}, "It has no owner yet: one person, who may ask others to help."),
        (
            {"owner": "Ana and Ben"},
            "It belongs to several; what belongs to all is often done by nobody, so choose one.",
        ),
        (
            {"owner": "all of us"},
            "It belongs to several; what belongs to all is often done by nobody, so choose one.",
        ),
        ({"owner": "Zoe"}, "“Zoe” is no member of this team; choose one who is."),
        ({"owner": "m3"}, "Its owner has left the team; who takes it over?"),
        ({"due": None}, "It has no day yet by which it is done."),
        ({"due": date(2026, 11, 20)}, "Its day, 20 Nov, had passed when it was set on 23 Nov."),
        (
            {"due": date(2027, 1, 20)},
            "20 Jan is after this cycle ends on 7 Dec: which part can be done by then?",
        ),
        ({"what": ""}, "It does not say yet what will be done."),
        ({"what": "Work on fractions"}, "“Work on” is an intention: what would somebody see who walks by?"),
    ],
)
def test_what_keeps_a_step_from_being_done_is_named(changes, reason):
    act = checks(GOOD.changed(**changes))[1]

    assert not act.met
    assert act.reason == reason


def test_an_owner_may_be_named_as_the_team_calls_them():
    assert checks(GOOD.changed(owner="ana lee"))[1].met


def test_a_step_whose_day_has_passed_since_is_not_blamed_for_it():
    assert checks(GOOD, today=date(2027, 3, 1))[1].met


def test_a_longer_cycle_has_room_for_a_later_day():
    late = GOOD.changed(due=date(2027, 1, 20))

    assert checks(late, cycle_ends=date(2027, 1, 31))[1].met


def test_a_linked_standard_is_evidence_and_one_of_another_cycle_is_not():
    assert checks(GOOD.changed(evidence="", standard_id="s2"))[0].reason == "It names standard MA5.2."
    assert not checks(GOOD.changed(evidence="", standard_id="elsewhere"))[0].met


def test_a_standard_may_be_named_by_its_words_but_not_by_school_words_alone():
    by_words = GOOD.changed(evidence="they cannot say what a remainder means when they divide in a story")

    assert checks(by_words)[0].met
    assert not checks(GOOD.changed(evidence="they cannot do fractions"))[0].met


def test_a_code_is_not_found_inside_a_longer_one():
    assert not checks(GOOD.changed(evidence="see 5.NF.12"))[0].met


@pytest.mark.parametrize("evidence", ["grade 5, period 3", "15 minutes on page 12", "in week 9", "5 minutes"])
def test_grades_pages_and_minutes_are_no_numbers_of_the_evidence(evidence):
    assert not checks(GOOD.changed(evidence=evidence))[0].met


def test_evidence_under_what_will_be_done_is_seen_and_asked_for_in_its_place():
    data = checks(GOOD.changed(evidence="", what="Reteach question 7 with bars"))[0]

    assert data.reason == "“What will be done” names question 7; say under “evidence” what it showed."


def test_the_example_of_evidence_fits_the_cycle_and_invents_no_number():
    data = checks(GOOD.changed(evidence=""))[0]

    assert data.example == "Check 3: Decimals and volume, question … (5.NF.1): … of … students wrote …"


@pytest.mark.parametrize(
    "what",
    [
        "Start every lesson with a 5-minute retrieval quiz",
        "End each lesson with an exit ticket",
        "Cold-call three students from the back in each lesson",
    ],
)
def test_how_a_lesson_starts_or_ends_is_an_act_too(what):
    assert checks(GOOD.changed(what=what))[1].met


@pytest.mark.parametrize("what", ["End of lesson", "Start of the week", "Start"])
def test_a_time_alone_is_none(what):
    assert not checks(GOOD.changed(what=what))[1].met


@pytest.mark.parametrize("sign", ["…", "-", "?", "!!!", "🎉"])
def test_a_sign_in_the_place_of_words_is_not_yet_and_no_other_language(sign):
    said = checks(GOOD.changed(what=sign, evidence=sign, students_will=sign))

    assert [one.says for one in said] == ["not yet"] * 3
    assert all(sign not in one.reason for one in said)


def test_students_who_use_strategies_are_not_seen_doing_anything_yet():
    assert not checks(GOOD.changed(students_will="use strategies"))[2].met
    assert checks(GOOD.changed(students_will="use two strategies to solve a problem"))[2].met


def test_no_example_is_made_of_scores_or_numbers():
    for what in ("Improve test scores by 10 %", "Improve attendance", "Increase results"):
        assert checks(GOOD.changed(what=what))[1].example == ActionStep.questions()["what"].example


def test_examples_take_up_what_was_typed():
    _, act, students = checks(
        GOOD.changed(what="Work on comparing fractions", students_will="understand area")
    )

    assert act.example.startswith("Give three questions on comparing fractions on Tuesday")
    assert students.example == "solve three questions on area and tell a partner how"


def test_what_is_written_in_another_language_is_left_to_its_readers():
    act = checks(GOOD.changed(what="Trabajar más en fracciones"))[1]

    assert not act.judged
    assert act.says == "please read it yourselves"
    assert act not in not_yet((act,))


def test_without_an_owner_it_is_not_yet_in_any_language():
    act = checks(GOOD.changed(what="Trabajar más en fracciones", owner=""))[1]

    assert act.judged
    assert act.says == "not yet"


def test_an_empty_step_gets_three_answers():
    assert [one.says for one in checks(ActionStep())] == ["not yet"] * 3


@given(
    what=st.text(max_size=400),
    students_will=st.text(max_size=400),
    evidence=st.text(max_size=400),
    owner=st.text(max_size=40),
)
def test_anything_typed_gets_an_answer_with_a_reason(what, students_will, evidence, owner):
    step = ActionStep(what=what, students_will=students_will, evidence=evidence, owner=owner, due=MONDAY)

    for check in checks(step):
        assert check.reason
        assert not (check.met and not check.judged)
