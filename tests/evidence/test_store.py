"""The evidence store: whole or not at all, the same as written, and nobody's name where it must not be."""

import multiprocessing
import os
import shutil
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series
from pandas.testing import assert_frame_equal

from plcnb.errors import Conflict, DataError, NotFound, ParameterError, StoreError
from plcnb.evidence import snapshots, store
from plcnb.evidence.assembling import assemble
from plcnb.evidence.columns import SOURCE_TABLES, TEAM_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.store import EvidenceStore, SnapshotInfo, SourceFile, TeamEvidence

INFO = SnapshotInfo("oneroster-1.2", (SourceFile("export.zip", "ab" * 32, 1234),))
MATHS = "grade-7-mathematics-north-school"
ANSWER = ["student_id", "item_id", "response", "score", "status"]
FRAMES = [name for name in TEAM_TABLES if name != "teams"]
forked = multiprocessing.get_context("fork") if hasattr(os, "fork") else multiprocessing.get_context()


@pytest.fixture
def evidence(tmp_path):
    """An empty store."""
    return EvidenceStore(tmp_path / "evidence")


@pytest.fixture
def filled(evidence, assembled):
    """A store that holds North School."""
    evidence.write({}, assembled, INFO)
    return evidence


def districts(n_teams, score=1.0):
    """Team tables of many teams of one student each, all with the same score."""
    ids = [f"team-{number:03d}" for number in range(n_teams)]
    return {
        "teams": DataFrame({"team_id": ids, "name": ids, "origin": "file", "n_members": 2}),
        "results": DataFrame(
            {"team_id": ids, "assessment_id": "a", "student_id": "x", "score": score, "status": "scored"}
        ),
    }


# What was written is what is read

CELLS = {
    "text": st.text(max_size=12) | st.sampled_from(["数学", "مثال", "Zoë’s “Ü”", "a\nb", "007", "NaN", "🧮"]),
    "integer": st.none() | st.integers(-(2**62), 2**62),
    "number": st.floats(),
    "date": st.none() | st.datetimes(pd.Timestamp(1800, 1, 1), pd.Timestamp(9999, 1, 1)),
}


@st.composite
def tables_of(draw, contract):
    """Random rows, and sometimes none, for some tables of the contract."""
    tables = {}
    for name in draw(st.sets(st.sampled_from(sorted(contract)))):
        row = st.tuples(*(CELLS[column.type] for column in contract[name].columns))
        tables[name] = DataFrame(draw(st.lists(row, max_size=4)), columns=contract[name].names, dtype=object)
    return tables


@given(source=tables_of(SOURCE_TABLES), team=tables_of(TEAM_TABLES), team_id=CELLS["text"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_value_and_type_comes_back_as_written(tmp_path, source, team, team_id):
    team["teams"] = DataFrame({"team_id": [team_id], "name": ["x"], "origin": ["file"]})
    team = {name: table.assign(team_id=team_id) for name, table in team.items()}
    evidence = EvidenceStore(tmp_path / "evidence")
    evidence.write(source, team, INFO)

    for name, table in evidence.source_tables().items():
        assert_frame_equal(table, conform(source.get(name), SOURCE_TABLES[name]))
    slice_of_team = evidence.team(team_id)
    for name in FRAMES:
        written = conform(team.get(name), TEAM_TABLES[name]).drop(columns="team_id")
        assert_frame_equal(getattr(slice_of_team, name), written)


def test_a_teams_slice_holds_its_rows_and_no_other(filled, assembled):
    for team_id in assembled["teams"]["team_id"]:
        team = filled.team(team_id)
        assert team.team.team_id == team_id
        for name in FRAMES:
            expected = assembled[name].query("team_id == @team_id").drop(columns="team_id")
            assert_frame_equal(getattr(team, name), expected.reset_index(drop=True))


def test_what_is_done_to_a_slice_is_not_seen_by_who_reads_it_next(filled):
    first = filled.team(MATHS)
    before = first.students.copy()
    first.students.loc[:, "name"] = "written over"
    first.students["new"] = 1

    assert_frame_equal(filled.team(MATHS).students, before)


@pytest.mark.parametrize("n_teams", [1, 15, 16, 17, 40])
def test_every_team_is_found_in_whatever_part_it_lies(evidence, n_teams):
    tables = districts(n_teams, score=np.arange(n_teams, dtype=float))
    evidence.write({}, {name: table.sample(frac=1, random_state=1) for name, table in tables.items()}, INFO)

    found = [evidence.team(team_id).results["score"].item() for team_id in evidence.teams()["team_id"]]
    assert found == list(range(n_teams))


def test_an_unknown_team_is_refused_with_the_teams_there_are(filled):
    for unknown in ("grade-9", "", "zzz"):
        with pytest.raises(NotFound, match=rf"There is no team '{unknown}'. There are: {MATHS}, grade-8"):
            filled.team(unknown)


def test_rows_of_a_team_that_is_not_there_are_refused_not_dropped(evidence):
    tables = districts(2)
    tables["teams"] = tables["teams"].iloc[:1]

    with pytest.raises(DataError, match="1 rows of the team table 'results' belong to a team that"):
        evidence.write({}, tables, INFO)
    assert evidence.snapshots() == []


# Snapshots


def test_before_the_first_import_every_door_says_import_first(evidence):
    assert evidence.snapshots() == []
    for ask in (evidence.teams, evidence.source_tables, lambda: evidence.current, lambda: evidence.team("x")):
        with pytest.raises(NotFound, match="Import first"):
            ask()


def test_a_snapshot_says_when_from_what_and_how_much(evidence, school, assembled):
    rejects = DataFrame({"file": ["results.csv"], "row": [7], "reason": ["score 'EX'"]})
    snapshot = evidence.write(school, assembled, INFO, rejects)

    assert evidence.current == snapshot
    assert (snapshot.format, snapshot.sources, snapshot.rejects) == ("oneroster-1.2", INFO.sources, 1)
    assert (snapshot.counts["source/responses"], snapshot.counts["teams/responses"]) == (16, 16)
    assert pd.Timestamp(snapshot.when).utcoffset() == pd.Timedelta(0)
    assert_frame_equal(pd.read_csv(evidence.folder / snapshot.id / "rejects.csv"), rejects)


def test_old_snapshots_stay_and_can_be_read(evidence):
    written = [evidence.write({}, districts(3, score), INFO) for score in (1.0, 2.0, 2.0)]

    assert evidence.snapshots() == written
    assert [snapshot.id for snapshot in written] == sorted(snapshot.id for snapshot in written)
    assert evidence.team("team-001").results["score"].item() == 2.0
    assert evidence.at(written[0].id).team("team-001").results["score"].item() == 1.0
    with pytest.raises(NotFound, match=written[0].id):
        evidence.at("yesterday")


def test_the_same_content_has_the_same_mark_and_other_content_another(evidence):
    marks = [evidence.write({}, districts(3, score), INFO).id.split("-")[1] for score in (1.0, 2.0, 1.0)]

    assert marks[0] == marks[2] != marks[1]


def test_an_import_that_another_overtook_is_refused(evidence):
    first = evidence.write({}, districts(1), INFO, base="")
    evidence.write({}, districts(2), INFO, base=first.id)

    with pytest.raises(Conflict, match="Import once more"):
        evidence.write({}, districts(3), INFO, base=first.id)
    assert len(evidence.teams()) == 2


def _hold_the_lock(folder, held, enough):
    with EvidenceStore(folder)._alone():
        held.set()
        enough.wait()


def test_two_imports_at_once_are_refused_in_words(filled, monkeypatch):
    monkeypatch.setattr(store, "_PATIENCE", 0.01)
    held, enough = forked.Event(), forked.Event()
    other = forked.Process(target=_hold_the_lock, args=(filled.folder, held, enough))
    other.start()
    try:
        assert held.wait(60)
        with pytest.raises(Conflict, match=r"Another import into .* is under way"):
            filled.write({}, districts(1), INFO)
        assert filled.team(MATHS).team.team_id == MATHS  # readers go on
    finally:
        enough.set()
        other.join()


def _crash_while_writing(folder):
    snapshots_written = store.write_contents
    store.write_contents = lambda *given: (snapshots_written(*given), os._exit(9))
    EvidenceStore(folder).write({}, districts(5), INFO)


def test_a_crash_before_the_end_changes_nothing_and_is_swept_at_the_next_write(filled):
    before = filled.current
    crashing = forked.Process(target=_crash_while_writing, args=(filled.folder,))
    crashing.start()
    crashing.join()

    assert crashing.exitcode == 9
    assert list(filled.folder.glob(".unfinished-*"))
    assert (filled.current, filled.snapshots()) == (before, [before])
    filled.write({}, districts(2), INFO)
    assert not list(filled.folder.glob(".unfinished-*"))


def _read_on(folder, started, enough, found):
    scores, store_ = set(), EvidenceStore(folder)
    while not enough.is_set():
        for team_id in ("team-000", "team-020"):
            scores |= set(store_.team(team_id).results["score"])
        started.set()
    found.put(scores)


def test_readers_see_whole_snapshots_while_others_are_written(evidence):
    evidence.write({}, districts(24, 0.0), INFO)
    started, enough, found = [forked.Event() for _ in range(3)], forked.Event(), forked.SimpleQueue()
    readers = [forked.Process(target=_read_on, args=(evidence.folder, s, enough, found)) for s in started]
    for reader in readers:
        reader.start()
    assert all(event.wait(60) for event in started)
    for score in range(1, 6):
        evidence.write({}, districts(24, float(score)), INFO)
    enough.set()
    seen = [found.get() for _ in readers]
    for reader in readers:
        reader.join()

    assert all(scores <= set(range(6)) and scores for scores in seen)
    assert [reader.exitcode for reader in readers] == [0, 0, 0]


# A damaged store


def _truncate(path):
    path.write_bytes(path.read_bytes()[:-20])


DAMAGE = {
    "CURRENT names a missing folder": lambda folder, _: (folder / "CURRENT").write_text("20200101T0Z-0"),
    "CURRENT is empty": lambda folder, _: (folder / "CURRENT").write_text(""),
    "CURRENT is no text": lambda folder, _: (folder / "CURRENT").write_bytes(b"\xff\xfe"),
    "CURRENT is gone": lambda folder, _: (folder / "CURRENT").unlink(),
    "snapshot.json is not JSON": lambda _, snapshot: _truncate(snapshot / "snapshot.json"),
    "snapshot.json is something else": lambda _, snapshot: (snapshot / "snapshot.json").write_text("[]"),
    "snapshot.json is of a later layout": lambda _, snapshot: (snapshot / "snapshot.json").write_text(
        '{"layout": 99}'
    ),
    "snapshot.json is gone": lambda _, snapshot: (snapshot / "snapshot.json").unlink(),
    "a table is cut off": lambda _, snapshot: _truncate(snapshot / "teams/part-00000/results.parquet"),
    "a table is empty": lambda _, snapshot: (snapshot / "teams/part-00000/teams.parquet").write_bytes(b""),
    "a table is gone": lambda _, snapshot: (snapshot / "teams/part-00000/items.parquet").unlink(),
    "the teams are gone": lambda _, snapshot: shutil.rmtree(snapshot / "teams"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("read_before", [True, False])
def test_a_damaged_store_says_what_to_do(filled, damage, read_before):
    if read_before:
        filled.team(MATHS)
    damage(filled.folder, filled.folder / filled.current.id)

    with pytest.raises(StoreError, match=r"move the folder evidence away and import|Install the plcnb"):
        filled.team(MATHS)


def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path):
    (tmp_path / "evidence").write_text("a file where the folder should be")

    with pytest.raises(StoreError, match=r"cannot be written to .*evidence"):
        EvidenceStore(tmp_path / "evidence").write({}, districts(1), INFO)


# One team's evidence


def test_the_latest_assessment_is_the_last_with_results(school, add, evidence):
    add(school, "tests", "test_id class_id title date", ("exam", "m1", "Exam", pd.Timestamp("2026-12-01")))
    evidence.write(school, assemble(school).tables, INFO)
    team = evidence.team(MATHS)
    latest = team.latest_assessment()

    assert (latest.assessment_id, latest.title, latest.date) == (
        "unit-2-test",
        "Unit 2 test",
        pd.Timestamp("2026-10-12"),
    )
    assert (latest.day, latest.n_results, latest.max_score) == (None, 4, 2.0)
    assert team.previous("unit-2-test").assessment_id == "unit-1-test"
    assert team.previous("unit-1-test") is None
    assert team.previous("exam").assessment_id == "unit-2-test"


def test_days_order_assessments_where_no_dates_are(filled):
    team = filled.team(MATHS)
    assessments = team.assessments.assign(date=pd.NaT, day=Series([40, 12], dtype="Int64"))

    assert replace(team, assessments=assessments).latest_assessment().assessment_id == "unit-1-test"


def test_an_unknown_assessment_is_refused_with_the_titles_there_are(filled):
    team = filled.team(MATHS)

    for ask in (team.assessment, team.previous):
        with pytest.raises(NotFound, match=r"'final'. There are: unit-1-test \(Unit 1 test\), unit-2-test"):
            ask("final")
    with pytest.raises(NotFound, match="no assessment with results"):
        filled.team("grade-8-science-north-school").latest_assessment()


# Who may see what


def everything_in(team: TeamEvidence) -> str:
    """All that a page made of this could show."""
    parts = [getattr(team, field.name) for field in fields(team)]
    return "\n".join(part.to_csv() if isinstance(part, DataFrame) else repr(part) for part in parts)


@pytest.fixture
def telling(evidence, school, add):
    """A store where a student's answers give names away."""
    words = [
        ("u1-m1", "p-ana", "q-own", "I am Ana and I like Ben", "answered"),
        ("u1-m1", "p-ben", "q-own", "my dog", "answered"),
        ("u1-m2", "p-cyd", "q-own", "my dog", "answered"),
        ("u1-m2", "p-dov", "q-own", "Zubrowka", "answered"),
    ]
    add(school, "responses", "test_id person_id item_id response status", *words)
    evidence.write(school, assemble(school).tables, INFO)
    return evidence


@pytest.mark.parametrize("audience", ["school", "public"])
def test_no_student_is_told_outside_the_team(telling, school, audience):
    text = everything_in(telling.team(MATHS).for_audience(audience))
    students = school["people"].query("role == 'student'")

    for word in [*students["person_id"], *students["given_name"], *students["family_name"]]:
        assert word not in text
    assert "2026-10-30" not in text  # the day one student left
    assert telling.team(MATHS).secret not in text


def test_staff_are_named_inside_the_school_and_not_in_public(telling):
    team = telling.team(MATHS)

    assert team.for_audience("school").members["name"].tolist() == ["Eve Invented", "Fay Madeup"]
    public = everything_in(team.for_audience("public"))
    assert not [word for word in ("Eve", "Madeup", "t-eve", "t-fay") if word in public]
    assert team.for_audience("public").members["person_id"].tolist() == ["t1", "t2"]


@pytest.mark.parametrize("audience", ["school", "public"])
def test_what_can_be_counted_stays_the_same_for_everyone(telling, audience):
    team = telling.team(MATHS)
    shown = team.for_audience(audience)

    def counted(frame, *by):
        return frame.groupby(list(by)).size().to_dict()

    assert counted(shown.results, "assessment_id", "score", "status") == counted(
        team.results, "assessment_id", "score", "status"
    )
    assert counted(shown.students, "status") == counted(team.students, "status")
    ours, theirs = (part.responses.groupby("item_id")["response"].value_counts() for part in (team, shown))
    assert sorted(ours) == sorted(theirs)
    assert set(shown.responses["response"]) == {"A", "B", "C", "D", "answer 1", "answer 2", "answer 3"}
    by_student = [part.responses.groupby("student_id")["score"].sum() for part in (team, shown)]
    assert sorted(by_student[0]) == sorted(by_student[1])
    for name in FRAMES:
        assert_frame_equal(getattr(shown, name).iloc[:0], getattr(team, name).iloc[:0])


def test_words_that_several_wrote_alike_are_no_ones_own(telling, school, add):
    add(school, "responses", "test_id person_id item_id response", ("u1-m1", "p-ana", "q-x", "seven"))
    add(school, "responses", "test_id person_id item_id response", ("u1-m1", "p-ben", "q-x", "seven"))
    add(school, "responses", "test_id person_id item_id response", ("u1-m2", "p-cyd", "q-x", "seven"))
    add(school, "responses", "test_id person_id item_id response", ("u1-m2", "p-dov", "q-x", "eight"))
    telling.write(school, assemble(school).tables, INFO)
    shown = telling.team(MATHS).for_audience("public").responses.query("item_id == 'q-x'")

    assert sorted(shown["response"]) == ["answer 1", "seven", "seven", "seven"]


def test_the_numbers_of_students_are_steady_but_follow_neither_names_nor_ids(evidence):
    students = [f"p-{number:03d}" for number in range(60)]
    table = {
        "teams": DataFrame({"team_id": ["t"], "name": ["T"], "origin": ["file"]}),
        "students": DataFrame({"team_id": "t", "student_id": students, "name": students, "status": "active"}),
        "results": DataFrame(
            {"team_id": "t", "assessment_id": "a", "student_id": students, "score": np.arange(60.0)}
        ).assign(status="scored"),
    }

    def order():
        shown = evidence.team("t").for_audience("public").results
        assert shown["student_id"].tolist() == [f"s{number}" for number in range(1, 61)]
        return shown["score"].tolist()

    evidence.write({}, table, INFO)
    first = order()
    assert first == order()
    assert abs(Series(first).corr(Series(range(60)), method="spearman")) < 0.5
    evidence.write({}, table, INFO)
    assert order() != first  # another snapshot, another shuffle


def test_notes_that_count_a_few_stay_inside_the_team(filled):
    team = filled.team(MATHS)
    few = ["1 student has left.", "9 results are exempt."]
    many = ["10 results are exempt.", "Exam 2: no result.", "4 questions have no key."]
    told = few + many
    notes = DataFrame({"position": Series(range(1, 6), dtype="Int64"), "note": Series(told, dtype="str")})
    team = replace(team, notes=notes)

    assert team.for_audience("team").notes["note"].tolist() == told
    for audience in ("school", "public"):
        shown = team.for_audience(audience).notes
        assert shown["note"].tolist() == [*many, "What concerns fewer than 10 is told to the team alone."]
        assert shown["position"].tolist() == [1, 2, 3, 4]
        assert (shown.dtypes == notes.dtypes).all()


def test_an_unknown_audience_is_refused(filled):
    team = filled.team(MATHS)

    assert team.for_audience("team") is team
    with pytest.raises(ParameterError, match="audience must be one of team, school, public, got 'parents'"):
        team.for_audience("parents")


def test_a_snapshot_file_survives_any_writing_of_names(tmp_path):
    snapshot = snapshots.Snapshot("i", "w", "f", (SourceFile("données “é”.zip", "00", 1),), {"a": 1}, 2)
    contents = snapshots.Contents(snapshot, ["équipe", "数学"])
    snapshots.write_contents(tmp_path, contents)

    assert snapshots.read_contents(tmp_path) == contents
