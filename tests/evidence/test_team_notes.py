"""What a team is told about its data: each sentence when it applies, and only then, in sound grammar."""

import pandas as pd
import pytest

from plcnb.evidence.assembling import assemble

MATHS = "grade-7-mathematics-north-school"
SCIENCE = "grade-8-science-north-school"
USUAL = ["1 class has no teacher in the data.", "1 student has left; their work stays in the counts."]
MEASURED = "no highest score in the data; the highest score any student got is taken for it."
COMPANY = (
    "This team has one teacher. Look for company first: someone who teaches the same course, "
    "or a grade above or below."
)


def notes(school, team_id=MATHS):
    table = assemble(school).tables["notes"].query("team_id == @team_id")
    assert table["position"].tolist() == list(range(1, len(table) + 1))
    return table["note"].tolist()


def news(school, team_id=MATHS):
    """The notes beyond those that North School has anyway."""
    return [note for note in notes(school, team_id) if note not in USUAL]


def test_a_team_hears_what_concerns_it_and_nothing_else(school):
    assert notes(school) == USUAL
    assert notes(school, SCIENCE) == [COMPANY]


def test_a_team_with_nothing_to_tell_has_no_notes(school):
    school["classes"] = school["classes"].query("class_id != 'm3'")
    school["enrollments"]["status"] = "active"
    school["enrollments"]["ends"] = pd.NaT

    assert notes(school) == []


def test_a_team_without_teachers_is_told_so_once_not_for_each_class(school):
    school["enrollments"] = school["enrollments"].query("role == 'student'")

    assert notes(school)[0] == "No teacher is named for the classes of this team."
    assert not [note for note in notes(school) if "no teacher in the data" in note]


def test_several_classes_without_a_teacher_are_counted(school, add):
    add(school, "classes", "class_id title school_id course_id", ("m4", "Period 4", "n", "maths"))

    assert "2 classes have no teacher in the data." in notes(school)


def test_a_teacher_of_two_classes_is_still_alone(school, add):
    add(school, "classes", "class_id title school_id course_id", ("s2", "Period 4", "n", "sci"))
    add(school, "enrollments", "class_id person_id role status", ("s2", "t-gil", "teacher", "active"))

    assert notes(school, SCIENCE) == [COMPANY]


@pytest.mark.parametrize(
    ("status", "mark", "note"),
    [
        ("no score", "", "results have no score; they are left out, not counted as zero."),
        ("not submitted", "", "results were not submitted; they are left out, not counted as zero."),
        ("exempt", "", "results are exempt; they are left out, not counted as zero."),
        ("partly scored", "", "results are scored in part and not counted yet."),
        ("scored", "carried over", "results are marked “carried over” and not counted."),
        ("exempt", "pilot", "results are marked “pilot” and not counted."),
    ],
)
def test_several_results_that_do_not_count_are_told_in_one_sentence(school, status, mark, note):
    school["results"].loc[:2, ["status", "mark"]] = [status, mark]

    assert news(school) == [f"3 {note}"]


def test_each_mark_has_a_sentence_of_its_own(school):
    school["results"].loc[0, "mark"] = "pilot"
    school["results"].loc[1, "mark"] = "carried over"

    assert news(school) == [
        "1 result is marked “carried over” and not counted.",
        "1 result is marked “pilot” and not counted.",
    ]


def test_the_one_who_tries_again_is_told_of_as_one_attempt(school, add):
    add(school, "results", "test_id person_id score status", ("u1-m2", "p-ana", 0.0, "scored"))
    found = [note for note in news(school) if "attempt" in note]

    assert found == ["1 attempt is left out because the same student has a later or a scored one."]


# Assessments, by their titles


def test_tests_without_a_date_are_named_unless_a_day_places_them(school):
    school["tests"]["date"] = pd.NaT
    told = "Unit 1 test, Unit 2 test: no date is given, so its place in time is not known."
    assert news(school) == [told]

    school["tests"]["day"] = pd.Series([10, 12, 40, 42], dtype="Int64")
    assert news(school) == []


def test_a_highest_score_is_missed_only_where_the_questions_do_not_give_it(school):
    school["tests"]["max_score"] = float("nan")
    assert news(school) == []

    school["responses"] = school["responses"].query("not test_id.str.startswith('u1')")
    assert "Unit 1 test: no highest score is given, so scores cannot be told as shares of it." in news(school)


def test_results_summed_from_answers_are_told_by_their_assessment(school):
    school["results"] = school["results"].query("test_id != 'u1-m2'")

    assert news(school) == ["Unit 1 test: some or all results are sums of the answers to its questions."]


@pytest.mark.parametrize(
    ("more", "tail"), [(5, "Quiz 4, Quiz 5:"), (6, "Quiz 5 and 1 more:"), (9, "Quiz 5 and 4 more:")]
)
def test_of_many_titles_five_are_named_and_the_others_counted(school, add, more, tail):
    for number in range(1, more + 1):
        quiz = (f"z{number}", "m1", f"Quiz {number}", pd.Timestamp(2026, 11, number), 5.0)
        add(school, "tests", "test_id class_id title date max_score", quiz)
    (told,) = news(school)

    assert told.startswith("Quiz 1, Quiz 2,")
    assert f"{tail} no result has arrived; it is not counted as zero." in told


# Questions


@pytest.mark.parametrize(
    ("column", "empty", "one", "many"),
    [
        ("standard_id", "", "1 question names no standard.", "3 questions name no standard."),
        (
            "key",
            "",
            "1 question has no key: not multiple choice, or not known.",
            "3 questions have no key: not multiple choice, or not known.",
        ),
        (
            "max_score",
            float("nan"),
            f"1 question has {MEASURED}",
            f"3 questions have {MEASURED}",
        ),
    ],
)
def test_what_is_not_known_of_questions_is_counted(school, column, empty, one, many):
    school["items"].loc[school["items"]["item_id"] == "q-1", column] = empty
    assert news(school) == [one]

    school["items"].loc[school["items"]["item_id"] == "q-link", column] = empty
    assert news(school) == [many]


def test_questions_that_nobody_describes_are_not_told_twice_as_without_standard_and_key(school):
    school["items"] = school["items"].iloc[:0]
    told = news(school)

    assert told[0] == "4 questions are nowhere described: no standard and no key is known."
    assert not [note for note in told if "names no standard" in note or "have no key:" in note]


def test_a_question_that_nobody_answered_is_no_news(school, add):
    columns = "course_id assessment item_id standard_id key max_score"
    school["items"]["assessment"] += " test"
    add(school, "items", columns, ("maths", "Unit 1 test", "q-silent", "", "", float("nan")))

    assert "q-silent" in assemble(school).tables["items"]["item_id"].tolist()
    assert news(school) == []


def test_a_class_in_two_teams_tells_both(school, add):
    add(school, "teams", "team_id name class_ids", ("A", "All", "m1;m2"), ("B", "One", "m2"))

    assert USUAL[1] in notes(school, "A")
    assert USUAL[1] in notes(school, "B")
