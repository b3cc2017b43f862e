"""``plcnb backup``, ``plcnb restore`` and ``plcnb export records``, as somebody types them."""

import json

import pytest
from click.testing import CliRunner

from plcnb.cli import main
from plcnb.evidence.importing import import_sources
from plcnb.model import Goal
from plcnb.workspace import Workspace


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    workspace = Workspace.create(tmp_path_factory.mktemp("keeping") / "district", sample=True)
    import_sources(workspace.evidence_folder, [workspace.folder / "sample"])
    team = workspace.records.teams()[0].team_id
    workspace.records.add(Goal(team_id=team, what="Compare fractions", standard_id="ma5-3"), by="ana")
    return workspace


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_what_was_backed_up_is_restored_into_another_workspace(district, tmp_path):
    made = run("backup", tmp_path / "records.zip", "-w", district.folder)
    other = Workspace.create(tmp_path / "other")
    read = run("restore", tmp_path / "records.zip", "-w", other.folder)

    assert made.exit_code == read.exit_code == 0, made.output + read.output
    assert "what people wrote for themselves" in made.output
    assert f"plcnb restore {tmp_path / 'records.zip'} -w {district.folder}" in made.output
    assert [goal.what for goal in other.records.list(Goal)] == ["Compare fractions"]


def test_a_backup_is_not_written_over_unless_that_is_said(district, tmp_path):
    (tmp_path / "records.zip").write_text("mine")

    refused = run("backup", tmp_path / "records.zip", "-w", district.folder)
    done = run("backup", tmp_path / "records.zip", "--force", "--json", "-w", district.folder)

    assert refused.exit_code == 2
    assert "is there already" in refused.output
    assert json.loads(done.output)["lines"]["goals.jsonl"] == 1


def test_records_are_replaced_only_if_that_is_said_and_kept_beside(district, tmp_path):
    run("backup", tmp_path / "records.zip", "-w", district.folder)
    other = Workspace.create(tmp_path / "other")
    run("restore", tmp_path / "records.zip", "-w", other.folder)
    team = other.records.teams()[0].team_id
    other.records.add(Goal(team_id=team, what="Later"), by="ana")

    refused = run("restore", tmp_path / "records.zip", "-w", other.folder)
    done = run("restore", tmp_path / "records.zip", "--replace", "-w", other.folder)

    assert refused.exit_code == 2
    assert "--replace" in refused.output
    assert done.exit_code == 0, done.output
    (before,) = other.folder.glob("records-before-restore-*.zip")
    assert str(before) in done.output
    assert len(other.records.list(Goal)) == 1


def test_a_file_that_is_no_backup_is_refused_in_one_line(district, tmp_path):
    (tmp_path / "letter.zip").write_text("Dear colleagues")

    refused = run("restore", tmp_path / "letter.zip", "-w", district.folder)

    assert refused.exit_code == 2
    assert refused.output.count("\n") == 1
    assert "cannot be read as a backup" in refused.output


def test_records_are_exported_with_a_word_about_whose_they_are(district, tmp_path):
    done = run("export", "records", tmp_path / "out", "-w", district.folder)
    counted = run("export", "records", tmp_path / "out", "-w", district.folder, "--json")
    refused = run("export", "records", tmp_path / "none", "--team", "grade-99", "-w", district.folder)

    assert done.exit_code == 0, done.output
    assert "only with its consent" in done.output
    assert (tmp_path / "out" / "records.xlsx").exists()
    assert json.loads(counted.output)["rows"]["goals"] == 1
    assert "MA5.3" in (tmp_path / "out" / "goals.csv").read_text("utf-8-sig"), "its code, and no id"
    assert refused.exit_code == 2
    assert "no team 'grade-99'" in refused.output
    assert not (tmp_path / "none").exists()
