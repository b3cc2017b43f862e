"""A vendor's rows that were given to the wrong student are taken back; nobody else's are."""

import pandas as pd
import pytest

from plcnb.evidence.importing import import_sources
from plcnb.evidence.store import EvidenceStore

ROSTER = """
title = "Class lists"
source = "An invented school"
[file.list]
columns = ["class", "pupil", "given", "family", "number"]
[[table]]
name = "schools"
file = "list"
repeats = "same"
columns = { school_id = "s", name = "School" }
[[table]]
name = "classes"
file = "list"
repeats = "same"
columns = { class_id = "{class}", title = "{class}", school_id = "s" }
[[table]]
name = "people"
file = "list"
[table.columns]
person_id = "{pupil}"
given_name = "{given}"
family_name = "{family}"
grade = "7"
role = "student"
[[table]]
name = "identifiers"
file = "list"
columns = { person_id = "{pupil}", kind = "SIS id", value = "{number}" }
[[table]]
name = "enrollments"
file = "list"
columns = { class_id = "{class}", person_id = "{pupil}", role = "student", status = "active" }
"""
LISTS = "class,pupil,given,family,number\n7a,p1,Ana,Doe,17\n7a,p2,Ben,Roe,18\n7a,p3,Cy,Poe,19\n"
READY = (
    "Last Name,First Name,Student ID,Student Grade,Academic Year,Completion Date,Norming Window,"
    "Overall Scale Score,Overall Placement,Percentile,Quantile Measure\n"
)


@pytest.fixture
def evidence(tmp_path):
    return tmp_path / "evidence"


@pytest.fixture
def roster(tmp_path, evidence):
    """A function that imports the class lists."""

    def import_lists():
        (tmp_path / "lists.csv").write_text(LISTS)
        (tmp_path / "roster.toml").write_text(ROSTER)
        return import_sources(evidence, tmp_path / "lists.csv", mapping=tmp_path / "roster.toml")

    return import_lists


@pytest.fixture
def ready(tmp_path, evidence):
    """A function that imports diagnostics: lines of family, given name, number and score."""

    def import_lines(*lines):
        rows = [f"{family},{given},{number},7,2026-2027,9/3/2026,Fall,{score},Grade 6,40,500Q\n"
                for family, given, number, score in lines]  # fmt: skip
        (tmp_path / "ready.csv").write_text(READY + "".join(rows))
        return import_sources(evidence, tmp_path / "ready.csv")

    return import_lines


def scores(evidence):
    results = EvidenceStore(evidence).source_tables()["results"]
    return dict(zip(results["person_id"], results["score"], strict=True))


def decide(evidence, who, person):
    path = evidence / "matches.csv"
    lines = pd.read_csv(path, dtype="str", keep_default_na=False)
    lines.loc[lines["their_id"] == who, "person_id"] = person
    lines.to_csv(path, index=False)


@pytest.mark.parametrize(("decision", "left"), [("p2", {"p2": 500}), ("-", {})])
def test_what_a_name_had_suggested_is_taken_back_when_a_person_knows_better(
    evidence, roster, ready, decision, left
):
    roster()
    ready(("Doe", "Ana", "555", 500))
    assert scores(evidence) == {"p1": 500}

    decide(evidence, "555", decision)
    ready(("Doe", "Ana", "555", 500))

    assert scores(evidence) == left
    measures = EvidenceStore(evidence).source_tables()["measures"]
    assert set(measures["person_id"]) == set(left)


def test_a_row_of_their_own_stays_with_a_student(evidence, roster, ready):
    roster()
    ready(("Doe", "Ana", "555", 500))
    decide(evidence, "555", "p2")

    ready(("Doe", "Ana", "555", 500), ("Doe", "Ana", "17", 500))

    assert scores(evidence) == {"p1": 500, "p2": 500}


def test_a_row_that_says_something_else_is_not_touched(evidence, roster, ready):
    roster()
    ready(("Doe", "Ana", "17", 480))
    ready(("Doe", "Ana", "555", 500), ("Poe", "Cy", "19", 300))
    assert scores(evidence)["p3"] == 300

    decide(evidence, "555", "p2")
    ready(("Doe", "Ana", "17", 480))
    ready(("Doe", "Ana", "555", 510))

    assert scores(evidence) == {"p1": 480, "p2": 510, "p3": 300}


def test_rows_from_before_the_roster_are_the_students_once_it_is_there(evidence, roster, ready):
    ready(("Doe", "Ana", "17", 500))
    assert scores(evidence) == {"17": 500}
    roster()

    ready(("Doe", "Ana", "17", 500))

    assert scores(evidence) == {"p1": 500}
