"""The leader's page of a school whose teachers nobody has named, as after importing a gradebook."""

import pytest
from reading import words_of

from plcnb.evidence.assembling import assemble
from plcnb.evidence.store import EvidenceStore, SnapshotInfo
from plcnb.model import Member
from plcnb.reports.facts import team_facts
from plcnb.reports.index import not_counted
from plcnb.reports.leaving_numbers import numbers_may_be_seen
from plcnb.reports.room import open_room
from plcnb.reports.school import open_school
from plcnb.workspace import Workspace

SIX = "harbour-grade-7-maths"


@pytest.fixture
def without_teachers(sample_district, tmp_path):
    """The sample's students and results, as a source without any teacher tells them."""
    source = sample_district.evidence.source_tables()
    for name in ("people", "enrollments"):
        source[name] = source[name][source[name]["role"] != "teacher"]
    source["teams"] = source["teams"].assign(teacher_ids="")
    workspace = Workspace.create(tmp_path / "district")
    EvidenceStore(workspace.evidence_folder).write(source, assemble(source).tables, SnapshotInfo("test"))
    return workspace


def page_of(workspace):
    view = open_school("Harbour School", workspace=workspace.folder)
    sections = ("masthead", "support", "cadence", "cycle", "isolation", "feedback")
    return " ".join(filter(None, (words_of(getattr(view, section)()) for section in sections)))


def test_where_no_teacher_is_known_the_page_says_so_once_and_counts_nothing(without_teachers):
    said = page_of(without_teachers)

    assert "none is known to have two teachers or more" in said
    assert "Import a roster that names teachers, or add the members in 01-launch" in said
    assert "every team meets" not in said
    assert "0 of 0" not in said
    assert "0 teachers" not in said


def test_what_a_goal_starts_from_leaves_a_team_only_once_two_teachers_are_known(without_teachers):
    def seen():
        return numbers_may_be_seen(open_room(SIX, audience="school", workspace=without_teachers.folder))

    assert not seen()
    without_teachers.records.add(Member(team_id=SIX, name="Ana"), by="coach")
    assert not seen()
    without_teachers.records.add(Member(team_id=SIX, name="Ben"), by="coach")
    assert seen()


def test_a_team_whose_members_were_added_is_counted_among_those_still_unknown(without_teachers):
    for name in ("Ana", "Ben"):
        without_teachers.records.add(Member(team_id=SIX, name=name), by="coach")

    said = page_of(without_teachers)

    assert "0 of 1 team met within the last four weeks" in said
    assert "a first meeting" in said
    assert "no teachers known: not counted here" in said
    assert "one teacher" not in said


def test_the_index_does_not_take_an_unknown_team_for_a_single_teacher(without_teachers):
    facts = team_facts(without_teachers)

    assert {one.untold for one in facts.values()} == {"no teachers known: not counted here"}
    assert (not_counted(1), not_counted(2)) == ("one teacher: not counted here", "")
