"""What exports say of results that do not count: the list, the mappings and the page say the same."""

from pathlib import Path

import pandas as pd
import pytest
from pandas import DataFrame

from plcnb.evidence import validity
from plcnb.evidence.assembling import assemble
from plcnb.evidence.formats.gradebooks import NOT_ASSIGNED
from plcnb.evidence.formats.mapping_file import load_mapping, shipped_mappings

PAGE = Path(__file__).resolve().parents[2] / "docs/importing.md"


def marks_of(mapping):
    """The texts that a mapping can put into results.mark."""
    cells = [
        fill.columns["mark"] for fill in mapping.fills if fill.name == "results" and "mark" in fill.columns
    ]
    return {text for cell in cells for text in cell.outcomes() if text}


@pytest.mark.parametrize("name", shipped_mappings())
def test_every_mark_that_a_shipped_mapping_puts_is_listed_and_every_listed_one_is_put(name):
    listed = {flag.mark for flag in validity.FLAGS if flag.mapping == name}

    assert marks_of(load_mapping(name)) == listed


def test_the_mark_of_a_gradebook_is_listed():
    assert NOT_ASSIGNED in {flag.mark for flag in validity.FLAGS}


def test_the_limit_of_rapid_guessing_is_that_of_the_mapping():
    fills = [fill for fill in load_mapping("map-growth").fills if fill.name == "results"]
    limits = {rule.at_least.get("RapidGuessingPercentage") for rule in fills[0].columns["mark"].rules}

    assert limits == {None, validity.RAPID_GUESSING_LIMIT}


@pytest.mark.parametrize(
    ("enrolled", "status"),
    [
        ({"begins": "2026-11-02", "status": "active"}, "active"),  # a late addition
        ({"ends": "2026-09-01", "status": "left"}, "left"),  # has left before the test
        ({"status": "active"}, "active"),
    ],
)
@pytest.mark.parametrize("class_id", ["7a", ""])
def test_the_work_of_late_additions_and_of_those_who_left_counts(enrolled, status, class_id):
    there = {"class_id": "7a", "person_id": "p", "role": "student", **enrolled}
    done = {
        "test_id": "t",
        "person_id": "p",
        "score": 3.0,
        "status": "scored",
        "date": pd.Timestamp("2026-10-01"),
    }
    tables = assemble(
        {
            "schools": DataFrame([{"school_id": "s", "name": "School"}]),
            "classes": DataFrame([{"class_id": "7a", "title": "7a", "school_id": "s"}]),
            "people": DataFrame([{"person_id": "p", "role": "student"}]),
            "enrollments": DataFrame([{key: _as_date(key, cell) for key, cell in there.items()}]),
            "tests": DataFrame([{"test_id": "t", "class_id": class_id, "title": "Unit 1"}]),
            "results": DataFrame([done]),
        }
    ).tables

    assert tables["assessments"]["n_results"].tolist() == [1]
    assert tables["students"]["status"].tolist() == [status]


def _as_date(key, cell):
    return pd.Timestamp(cell) if key in ("begins", "ends") else cell


def test_the_page_on_importing_shows_the_list():
    assert validity.as_table() in PAGE.read_text(encoding="utf-8")
