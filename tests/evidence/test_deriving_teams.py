"""Who is a team: what the rule makes of co-teaching, grades and schools, and how steady its ids are."""

import pytest

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.deriving_teams import group_into_teams
from plcnb.evidence.slugs import slug

MATHS = "grade-7-mathematics-north-school"
SCIENCE = "grade-8-science-north-school"


def grouped(school):
    """The teams of a school, from tables as a test has changed them."""
    return group_into_teams({name: conform(school.get(name), table) for name, table in SOURCE_TABLES.items()})


def members(grouping, team_id=MATHS):
    return sorted(grouping.members.query("team_id == @team_id")["person_id"])


def team(grouping, team_id):
    return grouping.teams.set_index("team_id").loc[team_id]


# Who belongs to a team


def test_two_who_teach_a_class_together_are_both_members_once(school, add):
    add(
        school,
        "enrollments",
        "class_id person_id role status",
        ("m1", "t-fay", "teacher", "active"),
        ("s1", "t-eve", "teacher", "active"),
    )
    grouping = grouped(school)

    assert members(grouping) == ["t-eve", "t-fay"]
    assert members(grouping, SCIENCE) == ["t-eve", "t-gil"]
    assert not grouping.classes.duplicated().any()


@pytest.mark.parametrize(
    ("role", "status"), [("teacher", "left"), ("other", "active"), ("student", "active")]
)
def test_only_who_teaches_now_is_a_member(school, add, role, status):
    add(school, "enrollments", "class_id person_id role status", ("m3", "t-gil", role, status))

    assert members(grouped(school)) == ["t-eve", "t-fay"]


def test_a_team_without_any_teacher_is_there_with_its_classes(school):
    school["enrollments"] = school["enrollments"].query("role == 'student'")
    grouping = grouped(school)

    assert grouping.teams["team_id"].tolist() == [MATHS, SCIENCE]
    assert grouping.members.empty
    assert grouping.classes.query("team_id == @MATHS")["class_id"].tolist() == ["m1", "m2", "m3"]


def test_members_who_are_named_but_teach_nothing_are_members_all_the_same(school, add):
    add(
        school,
        "teams",
        "team_id name teacher_ids class_ids",
        ("T", "Sevens", " t-gil ;t-eve;; t-gil", "m1"),
    )
    grouping = grouped(school)

    assert members(grouping, "T") == ["t-eve", "t-gil"]
    assert members(grouping) == ["t-fay"], "who teaches the classes that the file leaves"


# Grades and subjects


@pytest.mark.parametrize(
    ("grade", "name"),
    [
        ("07", "Grade 7 Art"),
        ("07,08", "Grades 7, 8 Art"),
        ("KG", "Kindergarten Art"),
        ("tk", "Transitional Kindergarten Art"),
        ("PK", "Pre-K Art"),
        ("Year 9", "Year 9 Art"),
        ("UG", "Art"),
        (" Ungraded ", "Art"),
        ("", "Art"),
    ],
)
def test_a_grade_is_spoken_as_teachers_speak_it(add, grade, name):
    tables = {}
    add(tables, "classes", "class_id title school_id grade subject", ("a", "Period 1", "n", grade, "Art"))

    assert grouped(tables).teams["name"].tolist() == [name]


@pytest.mark.parametrize(
    ("course", "subject", "name"),
    [
        ("Algebra 7", "", "Algebra 7"),
        ("Algebra 07", "", "Algebra 07"),
        ("Algebra 17", "", "Grade 7 Algebra 17"),
        ("Algebra", "", "Grade 7 Algebra"),
        ("Humanities", "History,Geography", "Grade 7 Humanities"),
    ],
)
def test_a_name_says_the_grade_once_and_prefers_the_course_to_a_list_of_subjects(add, course, subject, name):
    tables = {}
    add(tables, "courses", "course_id title grade subject", ("c", course, "7", subject))
    add(tables, "classes", "class_id title school_id course_id", ("a", "Period 1", "n", "c"))

    assert grouped(tables).teams["name"].tolist() == [name]


def test_one_course_taught_in_two_grades_is_two_teams_that_share_a_teacher(school, add):
    add(school, "classes", "class_id title school_id course_id grade", ("m8", "Period 8", "n", "maths", "08"))
    add(school, "enrollments", "class_id person_id role status", ("m8", "t-eve", "teacher", "active"))
    grouping = grouped(school)

    eighth = "grade-8-mathematics-north-school"
    assert members(grouping, eighth) == ["t-eve"]
    assert members(grouping) == ["t-eve", "t-fay"]
    assert team(grouping, eighth)["grade"] == "8", "the class's own grade goes before the course's"


def test_a_grade_written_with_and_without_a_nought_is_one_grade(school):
    school["classes"].loc[school["classes"]["class_id"] == "m2", "grade"] = "7"

    assert len(grouped(school).teams) == 2


# Schools


def test_one_course_in_two_schools_is_two_teams(school, add):
    add(school, "schools", "school_id name kind parent_id", ("e", "East School", "school", "d"))
    add(school, "classes", "class_id title school_id course_id", ("e1", "Period 1", "e", "maths"))
    add(school, "enrollments", "class_id person_id role status", ("e1", "t-gil", "teacher", "active"))
    grouping = grouped(school)

    east = team(grouping, "grade-7-mathematics-east-school")
    assert (east["name"], east["school"], east["district"]) == (
        "Grade 7 Mathematics",
        "East School",
        "Lake District",
    )
    assert members(grouping) == ["t-eve", "t-fay"]


def test_a_department_as_school_still_belongs_to_the_district_far_above(school, add):
    add(
        school,
        "schools",
        "school_id name kind parent_id",
        ("dep", "Lower School", "department", "wing"),
        ("wing", "West Wing", "department", "n"),
    )
    school["classes"].loc[school["classes"]["course_id"] == "sci", "school_id"] = "dep"
    science = team(grouped(school), "grade-8-science-lower-school")

    assert (science["school"], science["district"]) == ("Lower School", "Lake District")


def test_where_no_district_is_above_the_nearest_organisation_is_told(school):
    school["schools"].loc[school["schools"]["school_id"] == "d", "kind"] = "local"

    assert team(grouped(school), MATHS)["district"] == "Lake District"


def test_schools_that_stand_above_each_other_do_not_hang_the_import(school):
    school["schools"]["kind"] = "school"
    school["schools"].loc[school["schools"]["school_id"] == "d", "parent_id"] = "n"

    assert team(grouped(school), MATHS)["district"] == "Lake District"


def test_a_school_that_nobody_describes_leaves_a_team_with_a_sound_name(school):
    school["schools"] = school["schools"].iloc[:0]
    grouping = grouped(school)

    assert grouping.teams["team_id"].tolist() == ["grade-7-mathematics", "grade-8-science"]
    assert grouping.teams[["school", "district"]].eq("").all(axis=None)


def test_a_named_team_across_two_schools_claims_neither(school, add):
    add(school, "schools", "school_id name kind parent_id", ("e", "East School", "school", "d"))
    add(school, "classes", "class_id title school_id course_id", ("e1", "Period 1", "e", "maths"))
    add(school, "teams", "team_id name class_ids", ("T", "All sevens", "m1;e1"))
    both = team(grouped(school), "T")

    assert (both["school"], both["grade"], both["subject"]) == ("", "7", "Mathematics")


# Ids


def test_schools_of_one_name_keep_their_teams_apart_whatever_the_order_of_rows(school, add):
    add(school, "schools", "school_id name kind parent_id", ("z", "North School", "school", "d"))
    add(school, "classes", "class_id title school_id course_id", ("z1", "Period 1", "z", "maths"))
    backwards = {name: table.iloc[::-1] for name, table in school.items()}

    for tables in (school, backwards):
        classes = grouped(tables).classes.set_index("class_id")["team_id"]
        assert (classes["m1"], classes["z1"]) == (MATHS, f"{MATHS}-2")


def test_courses_alike_in_everything_but_their_id_get_ids_of_their_own(school, add):
    add(school, "courses", "course_id title grade subject", ("twin", "Mathematics 7", "7", "Mathematics"))
    add(school, "classes", "class_id title school_id course_id", ("w1", "Period 9", "n", "twin"))
    ids = grouped(school).teams["team_id"]

    assert ids.is_unique
    assert len(ids) == 3


def test_a_derived_team_never_takes_the_id_that_a_file_gives(school, add):
    add(school, "teams", "team_id name class_ids", (SCIENCE, "The sevens", "m1"))
    classes = grouped(school).classes.set_index("class_id")["team_id"]

    assert (classes["m1"], classes["s1"]) == (SCIENCE, f"{SCIENCE}-2")


def test_ids_that_differ_only_in_capitals_do_not_share_a_folder(school, add):
    add(school, "teams", "team_id name class_ids", ("a7", "One", "m1"), ("A7", "Two", "m2"))
    ids = grouped(school).teams["team_id"].str.casefold()

    assert ids.is_unique


def test_a_later_class_leaves_every_id_as_it_was(school, add):
    before = grouped(school).classes.set_index("class_id")["team_id"]
    add(school, "classes", "class_id title school_id course_id", ("a0", "Period 0", "n", "sci"))
    add(school, "classes", "class_id title school_id", ("a1", "Chess", "n"))
    after = grouped(school).classes.set_index("class_id")["team_id"]

    assert after[before.index].to_dict() == before.to_dict()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mathématiques 7e", "mathematiques-7e"),
        ("O'Brien’s Straße", "obriens-strasse"),
        ("  -- Grade 7 / Maths!  ", "grade-7-maths"),
        ("Łódź Søndre", "lodz-sondre"),
    ],
)
def test_letters_with_marks_are_spelt_out_in_an_id(text, expected):
    assert slug(text) == expected


def test_long_names_that_differ_at_the_very_end_keep_ids_apart():
    long = "Integrated Mathematics " * 5
    first, second = slug(long + "A"), slug(long + "B")

    assert first != second
    assert max(len(first), len(second)) <= 67
