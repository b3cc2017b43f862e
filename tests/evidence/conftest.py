"""One small school for all tests of evidence. Every person in it is invented."""

import pandas as pd
import pytest
from pandas import DataFrame

from plcnb.evidence.assembling import assemble
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform


def rows(table, columns, *values):
    """A source table in its contract, from some of its columns."""
    return conform(DataFrame(values, columns=columns.split()), SOURCE_TABLES[table])


@pytest.fixture
def add():
    """A function that adds rows to one of a school's tables."""

    def add_rows(school, table, columns, *values):
        school[table] = pd.concat([school.get(table), rows(table, columns, *values)], ignore_index=True)

    return add_rows


_ANSWERS = """
u1-m1 p-ana AC   u1-m1 p-ben DC   u1-m2 p-cyd AB   u1-m2 p-dov AC
u2-m1 p-ana BC   u2-m1 p-ben DC   u2-m2 p-cyd BD   u2-m2 p-dov BC
"""


def north_school():
    """North School: two teachers and three classes of grade 7 mathematics, one teacher of science.

    Class m3 has no teacher. Classes m1 and m2 sat "Unit 1 test" and "Unit 2 test" of two questions each; the
    question q-link stands on both, with key A on the first and B on the second. Dov has left m2.
    """
    answers, words = [], _ANSWERS.split()
    for test, student, given in zip(words[::3], words[1::3], words[2::3], strict=True):
        unit = test[1]
        for item, response, key in zip(("q-link", f"q-{unit}"), given, "_AB"[int(unit)] + "C", strict=True):
            answers.append((test, student, item, response, float(response == key), "answered"))
    responses = rows("responses", "test_id person_id item_id response score status", *answers)
    sums = responses.groupby(["test_id", "person_id"], as_index=False)["score"].sum()
    return {
        "schools": rows(
            "schools",
            "school_id name kind parent_id",
            ("d", "Lake District", "district", ""),
            ("n", "North School", "school", "d"),
        ),
        "courses": rows(
            "courses",
            "course_id title grade subject",
            ("maths", "Mathematics 7", "07", "Mathematics"),
            ("sci", "Science 8", "08", "Science"),
        ),
        "classes": rows(
            "classes",
            "class_id title school_id course_id",
            ("m1", "Period 1", "n", "maths"),
            ("m2", "Period 2", "n", "maths"),
            ("m3", "Period 3", "n", "maths"),
            ("s1", "Period 4", "n", "sci"),
        ),
        "people": rows(
            "people",
            "person_id given_name family_name grade role",
            ("t-eve", "Eve", "Invented", "", "teacher"),
            ("t-fay", "Fay", "Madeup", "", "teacher"),
            ("t-gil", "Gil", "Fictional", "", "teacher"),
            ("p-ana", "Ana", "Zubrowka", "07", "student"),
            ("p-ben", "Ben", "Yoknapa", "07", "student"),
            ("p-cyd", "Cyd", "Xanadu", "07", "student"),
            ("p-dov", "Dov", "Wonder", "07", "student"),
        ),
        "enrollments": rows(
            "enrollments",
            "class_id person_id role status ends",
            ("m1", "t-eve", "teacher", "active", None),
            ("m2", "t-fay", "teacher", "active", None),
            ("s1", "t-gil", "teacher", "active", None),
            ("m1", "p-ana", "student", "active", None),
            ("m1", "p-ben", "student", "active", None),
            ("m2", "p-cyd", "student", "active", None),
            ("m2", "p-dov", "student", "left", pd.Timestamp("2026-10-30")),
            ("s1", "p-ana", "student", "active", None),
        ),
        "tests": rows(
            "tests",
            "test_id class_id title date max_score",
            ("u1-m1", "m1", "Unit 1 test", pd.Timestamp("2026-09-10"), 2.0),
            ("u1-m2", "m2", "Unit 1 test", pd.Timestamp("2026-09-12"), 2.0),
            ("u2-m1", "m1", "Unit 2 test", pd.Timestamp("2026-10-10"), 2.0),
            ("u2-m2", "m2", "Unit 2 test", pd.Timestamp("2026-10-12"), 2.0),
        ),
        "results": conform(sums.assign(status="scored"), SOURCE_TABLES["results"]),
        "items": rows(
            "items",
            "course_id assessment item_id position standard_id key max_score",
            ("maths", "Unit 1", "q-link", 1, "7.NS.1", "A", 1.0),
            ("maths", "Unit 1", "q-1", 2, "7.NS.2", "C", 1.0),
            ("maths", "Unit 2", "q-link", 1, "7.NS.1", "B", 1.0),
            ("maths", "Unit 2", "q-2", 2, "7.NS.3", "C", 1.0),
        ),
        "responses": responses,
        "standards": rows(
            "standards",
            "standard_id code statement",
            ("7.NS.1", "7.NS.A.1", "Add and subtract rational numbers"),
        ),
    }


@pytest.fixture
def school():
    """The source tables of North School, to change as a test likes."""
    return north_school()


@pytest.fixture(scope="session")
def assembled():
    """The team tables of North School as it is."""
    return assemble(north_school()).tables
