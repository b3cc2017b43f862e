"""Made-up classes serve until there is a roster, and never beside one."""

import pytest
from pandas import DataFrame

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Reading
from plcnb.evidence.merging import changes, merge
from plcnb.evidence.stand_ins import has_roster, settled


def table(name, columns, *values):
    return conform(DataFrame(values, columns=columns.split()), SOURCE_TABLES[name])


@pytest.fixture
def gradebook():
    """A gradebook of one section, which it makes a class of, with one test and one student."""
    tables = {
        "schools": table("schools", "school_id name", ("school", "School")),
        "classes": table("classes", "class_id title school_id", ("A01", "Section A01", "school")),
        "people": table("people", "person_id role", ("9", "student")),
        "enrollments": table(
            "enrollments", "class_id person_id role status", ("A01", "9", "student", "active")
        ),
        "tests": table("tests", "test_id class_id title", ("lab", "A01", "Lab")),
        "results": table("results", "test_id person_id score status", ("lab", "9", 4.0, "scored")),
    }
    made_up = frozenset({"schools", "classes", "enrollments"})
    return Reading("canvas", "delta", tables, stand_ins=made_up)


def stored(**tables):
    return {name: conform(tables.get(name), contract) for name, contract in SOURCE_TABLES.items()}


def test_in_an_empty_store_the_made_up_class_holds_the_students(gradebook):
    merged = merge(stored(), settled(gradebook, stored()))

    (class_id,) = merged["classes"]["class_id"]
    assert merged["classes"]["title"].tolist() == ["Section A01"]
    assert merged["enrollments"]["class_id"].tolist() == merged["tests"]["class_id"].tolist() == [class_id]
    assert merged["classes"]["school_id"].tolist() == merged["schools"]["school_id"].tolist()
    assert not has_roster(merged)


def test_a_second_import_still_finds_no_roster_and_changes_nothing(gradebook):
    once = merge(stored(), settled(gradebook, stored()))

    twice = merge(once, settled(gradebook, once))

    assert not changes(once, twice)[["new", "changed", "gone"]].to_numpy().any()


def test_where_there_is_a_roster_the_test_belongs_to_no_class_and_nothing_made_up_comes_in(gradebook):
    roster = stored(
        schools=table("schools", "school_id name", ("n", "North")),
        classes=table("classes", "class_id title school_id", ("m1", "Period 1", "n")),
    )

    merged = merge(roster, settled(gradebook, roster))

    assert merged["classes"]["class_id"].tolist() == ["m1"]
    assert merged["enrollments"].empty
    assert merged["tests"][["test_id", "class_id"]].to_numpy().tolist() == [["lab", ""]]
    assert merged["results"]["person_id"].tolist() == ["9"]


def test_a_reading_without_made_up_rows_is_left_as_it_is(gradebook):
    gradebook.stand_ins = frozenset()

    assert settled(gradebook, stored()) is gradebook
