"""A test that no class is named for reaches the teams whose students took it, and nobody else."""

import pandas as pd
import pytest

from plcnb.evidence.assembling import assemble
from plcnb.evidence.school_tests import subject_field


def of_team(tables, name, team):
    return tables[name].query("team_id == @team").reset_index(drop=True)


def teams_of(tables):
    return dict(zip(tables["teams"]["subject"], tables["teams"]["team_id"], strict=True))


@pytest.fixture
def vendor_test(school, add):
    """A vendor's test of all pupils: Ana and Cyd of mathematics took it, and a child nobody teaches."""
    add(school, "tests", "test_id title subject norms", ("map", "Fall test", "Math K-12", "2020 norms"))
    add(school, "people", "person_id role", ("p-new", "student"))
    scores = [
        ("map", "p-ana", 201.0, "scored"),
        ("map", "p-cyd", 195.0, "scored"),
        ("map", "p-new", 180.0, "scored"),
    ]
    add(school, "results", "test_id person_id score status", *scores)
    add(
        school,
        "standards",
        "standard_id code statement",
        ("s-next", "G.2", "Angles"),
        ("s-first", "G.1", "Lines"),
    )
    add(school, "prerequisites", "standard_id before_id", ("s-next", "s-first"))
    said = [("map", "p-ana", "", "percentile", 61.0, "61"), ("map", "p-ana", "s-next", "mastery", 74.0, "74")]
    add(school, "measures", "test_id person_id standard_id measure value text", *said)
    add(school, "measures", "test_id person_id measure value", ("map", "p-new", "percentile", 20.0))
    return school


def test_its_team_gets_the_test_with_its_students_alone(vendor_test):
    tables = assemble(vendor_test).tables
    team = teams_of(tables)["Mathematics"]

    test = of_team(tables, "assessments", team).query("title == 'Fall test'").iloc[0]
    results = of_team(tables, "results", team).query("assessment_id == 'fall-test'")
    assert (test["n_classes"], test["n_results"], test["norms"]) == (2, 2, "2020 norms")
    assert set(results["student_id"]) == {"p-ana", "p-cyd"}
    assert "p-new" not in set(of_team(tables, "students", team)["student_id"])


def test_what_the_vendor_says_comes_along_as_it_was_said(vendor_test):
    tables = assemble(vendor_test).tables
    team = teams_of(tables)["Mathematics"]

    said = of_team(tables, "measures", team)
    assert said[["student_id", "standard_id", "measure", "value", "text"]].to_numpy().tolist() == [
        ["p-ana", "", "percentile", 61.0, "61"],
        ["p-ana", "s-next", "mastery", 74.0, "74"],
    ]
    standard = of_team(tables, "standards", team).query("standard_id == 's-next'").iloc[0]
    assert (standard["code"], standard["before"]) == ("G.2", "G.1")


def test_a_team_of_another_subject_does_not_get_it(vendor_test, add):
    add(vendor_test, "enrollments", "class_id person_id role status", ("s1", "p-ana", "student", "active"))

    tables = assemble(vendor_test).tables

    assert of_team(tables, "assessments", teams_of(tables)["Science"]).empty


def test_a_test_of_no_known_subject_reaches_every_team_of_its_students(vendor_test, add):
    add(vendor_test, "enrollments", "class_id person_id role status", ("s1", "p-ana", "student", "active"))
    vendor_test["tests"]["subject"] = vendor_test["tests"]["subject"].replace("Math K-12", "Wellbeing")

    tables = assemble(vendor_test).tables

    results = of_team(tables, "results", teams_of(tables)["Science"])
    assert results["student_id"].tolist() == ["p-ana"]


def test_no_row_is_said_to_be_lost(vendor_test):
    assert not [note for note in assemble(vendor_test).notes if "no class" in note]


def test_a_student_in_two_classes_of_the_team_has_it_once(vendor_test, add):
    add(vendor_test, "enrollments", "class_id person_id role status", ("m2", "p-ana", "student", "active"))

    tables = assemble(vendor_test).tables

    results = of_team(tables, "results", teams_of(tables)["Mathematics"]).query(
        "assessment_id == 'fall-test'"
    )
    assert results["student_id"].is_unique
    assert len(of_team(tables, "measures", teams_of(tables)["Mathematics"])) == 2


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Mathematics 7", "mathematics"),
        ("Algebra I", "mathematics"),
        ("ELA", "language arts"),
        ("Reading", "language arts"),
        ("Life science", "science"),
        ("U.S. History", "social studies"),
        ("Reading in science", ""),
        ("Music", ""),
        ("", ""),
    ],
)
def test_the_usual_names_of_subjects_are_understood_and_no_others(name, field):
    assert subject_field(name) == field


def test_order_does_not_matter(vendor_test):
    expected = assemble(vendor_test).tables
    turned = {name: rows.iloc[::-1] for name, rows in vendor_test.items()}

    for name, rows in assemble(turned).tables.items():
        pd.testing.assert_frame_equal(rows, expected[name])
