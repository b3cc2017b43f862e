"""The awkward sample is as awkward as it says, and the same every time."""

import json

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
from messy_records import (
    ALONE_ID,
    ALONE_TEAM,
    FILES,
    NEVER_MET_TEAM,
    PRIVATE,
    SPARSE_TEAM,
    WILD_TEAM,
    WORDY_TEAM,
)

from plcnb.evidence.importing import import_sources
from plcnb.evidence.store import EvidenceStore
from plcnb.model import (
    ActionStep,
    Goal,
    Measurement,
    Meeting,
    Member,
    Poll,
    Reflection,
    Trial,
    Visit,
    Wave,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_messy(tmp_path_factory.mktemp("messy"))


@pytest.fixture(scope="module")
def tables(folder):
    return {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in folder.glob("*.csv")}


def test_it_is_the_same_every_time(folder, tmp_path):
    again = build_messy(tmp_path / "again")

    made, anew = (
        {path.relative_to(place): path.read_bytes() for path in place.rglob("*") if path.is_file()}
        for place in (folder, again)
    )
    assert made == anew


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


# ---------------------------------------------------------------------------------------------- records


def of(workspace, kind, team):
    return workspace.records.list(kind, team)


def test_a_store_takes_every_record(folder, messy_district):
    for kind, file in FILES.items():
        lines = (folder / "records" / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()
        ids = {json.loads(line)["id"] for line in lines}
        kept = messy_district.records.list(kind, reader="")
        assert lines, f"one of each kind, {kind.__name__} too"
        if kind is not Member and kind is not Reflection:  # members come with the import
            assert {one.id for one in kept} == ids


def test_records_name_teams_and_people_that_are_there(folder, messy_district):
    teams = set(messy_district.evidence.teams()["team_id"])
    for path in (folder / "records").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert json.loads(line).get("team_id", "alone") in teams
    for team in (ALONE_TEAM, WORDY_TEAM, WILD_TEAM):
        known = set(messy_district.evidence.team(team).members["person_id"])
        assert {one.person_id for one in of(messy_district, Member, team)} == known


def test_one_team_is_one_person_who_visits_herself_and_answers_alone(messy_district):
    records = messy_district.records
    (visit,), (wave,), (poll,) = (of(messy_district, kind, ALONE_TEAM) for kind in (Visit, Wave, Poll))

    assert visit.visitor == visit.host == ALONE_ID
    assert len(records.respondents(wave.id)) == records.answers(wave.id).respondent.nunique() == 1
    assert len(poll.options) == 1
    assert records.ballots(poll.id) == []


def test_one_team_never_met_and_another_left_everything_empty(messy_district):
    assert {one.state for one in of(messy_district, Meeting, NEVER_MET_TEAM)} == {"cancelled", "planned"}
    assert not all(one.complete for one in of(messy_district, Goal, SPARSE_TEAM))
    measured = {one.trial_id for one in of(messy_district, Measurement, SPARSE_TEAM)}
    assert [one.change for one in of(messy_district, Trial, SPARSE_TEAM) if one.id not in measured]
    assert [one for one in of(messy_district, ActionStep, SPARSE_TEAM) if not one.owner]
    assert [one for one in of(messy_district, Goal, SPARSE_TEAM) if one.target is None]


def test_nothing_was_shared_that_was_not_meant_to_be(messy_district):
    everything = messy_district.records.list(Reflection)
    assert not [one for one in everything if PRIVATE in one.tried], "nobody reads what is not shared"
    own = messy_district.records.list(Reflection, ALONE_TEAM, reader=ALONE_ID)
    assert [one.tried for one in own] == [PRIVATE]


def test_texts_are_long_of_any_script_and_code_elsewhere(messy_district):
    (meeting,) = of(messy_district, Meeting, WORDY_TEAM)
    said = " ".join(meeting.decisions) + meeting.mean

    assert len(meeting.see) == 4000
    assert "<script>" in said
    assert "=HYPERLINK" in said
    assert "</textarea>" in said
    assert "👩" in " ".join(meeting.takeaways)
