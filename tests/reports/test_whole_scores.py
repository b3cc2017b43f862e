"""Pages of a team of which only whole scores have arrived."""

import pytest
from reading import words_of

from plcnb.evidence.assembling import assemble
from plcnb.evidence.store import EvidenceStore, SnapshotInfo
from plcnb.reports.meeting import open_meeting
from plcnb.reports.teamreport import open_report
from plcnb.workspace import Workspace

SIX = "harbour-grade-7-maths"


@pytest.fixture
def without_questions(sample_district, tmp_path):
    """The sample's whole scores alone, with no day on any test."""
    source = sample_district.evidence.source_tables()
    for name in ("items", "responses"):
        source[name] = source[name].iloc[:0]
    source["tests"] = source["tests"].assign(date=None, day=None)
    workspace = Workspace.create(tmp_path / "district")
    EvidenceStore(workspace.evidence_folder).write(source, assemble(source).tables, SnapshotInfo("test"))
    return workspace


def test_the_headline_speaks_of_the_assessment_that_the_page_is_about(without_questions):
    listed = without_questions.evidence.team(SIX).assessments["title"].tolist()

    for title in listed:
        report = open_report(SIX, assessment=title, workspace=without_questions.folder)
        assert f"of the points on {title}" in words_of(report.findings())
        assert f"of the points on {title}" in words_of(report.mastery())
        assert title in words_of(report.masthead())
    assert len(listed) > 1


def test_no_wrong_answer_is_spoken_of_where_no_answer_is_known(without_questions):
    said = words_of(open_meeting(SIX, workspace=without_questions.folder).key_error())

    assert "Which answers students chose is not known" in said
    assert "popular" not in said
