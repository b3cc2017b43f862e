"""The awkward sample is as awkward as it says, and the same every time."""

import pandas as pd
import pytest
from messy import (
    ALL_RIGHT,
    ALL_WRONG,
    ALONE,
    SAME_TITLE,
    SILENT_STUDENT,
    TEAM_IDS,
    UNCLAIMED_CLASS,
    UNSCORED,
    build_messy,
)

from plcnb.evidence.importing import import_sources
from plcnb.evidence.store import EvidenceStore


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_messy(tmp_path_factory.mktemp("messy"))


@pytest.fixture(scope="module")
def tables(folder):
    return {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in folder.glob("*.csv")}


def test_it_is_the_same_every_time(folder, tmp_path):
    again = build_messy(tmp_path / "again")

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in again.iterdir()
    }


def test_teams_are_named_as_the_constants_say(tables):
    teams = tables["teams"]

    assert teams.groupby("name").team_id.agg(sorted).to_dict() == {
        name: sorted(ids) for name, ids in TEAM_IDS.items()
    }
    assert ";" not in teams.set_index("name").teacher_ids[ALONE]
    claimed = set(";".join(teams.class_ids).split(";"))
    assert set(tables["classes"].title[~tables["classes"].sourcedId.isin(claimed)]) == {UNCLAIMED_CLASS}


def test_tests_are_long_wordy_and_named_twice(tables):
    standards = tables["standards"]

    assert tables["items"].groupby("assessment").size().max() == 80
    assert standards.statement.str.len().max() > 500
    assert standards.code.duplicated().any()
    assert tables["lineItems"].groupby(["classSourcedId", "title"]).size()["c-wild", SAME_TITLE] == 2


def test_answers_are_all_right_all_wrong_unscored_or_missing(tables):
    answers = tables["item_responses"]
    scores = answers[answers.response != ""].groupby("item_id").score.agg(set)

    assert (scores[ALL_RIGHT], scores[ALL_WRONG], scores[UNSCORED]) == ({"1"}, {"0"}, {""})
    assert SILENT_STUDENT in set(tables["enrollments"].userSourcedId)
    assert SILENT_STUDENT not in {*answers.student_id, *tables["results"].studentSourcedId}


def test_an_import_takes_every_row_and_gives_every_team_an_id_of_its_own(folder, tables, tmp_path):
    report = import_sources(tmp_path, [folder])

    assert {count.file: count.kept for count in report.files} == {
        f"{name}.csv": len(table) for name, table in tables.items() if name != "manifest"
    }
    teams = EvidenceStore(tmp_path).teams()
    assert sorted(teams.name) == sorted([*tables["teams"].name, UNCLAIMED_CLASS])
    assert teams.team_id.str.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*").all()
    assert teams.team_id.str.casefold().is_unique
