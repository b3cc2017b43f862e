import json
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner
from jupyterlab.handlers.announcements import NeverCheckForUpdate
from jupyterlab.labapp import LabApp

from plcnb.batch.templates import find_template, template_names
from plcnb.cli import main
from plcnb.workspace import Workspace


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run a command as a person would, in an empty folder."""
    monkeypatch.delenv("PLCNB_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """The sample district, imported once."""
    folder = tmp_path_factory.mktemp("cli") / "district"
    runner = CliRunner()
    assert runner.invoke(main, ["init", str(folder), "--sample"]).exit_code == 0
    assert runner.invoke(main, ["import", str(folder / "sample"), "-w", str(folder)]).exit_code == 0
    return Workspace.open(folder)


def test_init_says_what_to_do_next(run, tmp_path):
    result = run("init", "school")

    assert result.exit_code == 0
    assert f"Made the workspace {tmp_path / 'school'}." in result.output
    assert "Next: plcnb import" in result.output


def test_an_expected_error_is_one_plain_line_and_status_2(run):
    result = run("teams")

    assert result.exit_code == 2
    assert result.output.startswith("Error: There is no workspace")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    "words", [["init", "taken/school"], ["report", "team-report", "--out", "taken/reports", "-w", "district"]]
)
def test_a_place_that_cannot_be_written_is_one_plain_line_and_status_2(run, district, tmp_path, words):
    (tmp_path / "taken").write_text("a file where a folder should be")
    (tmp_path / "district").symlink_to(district.folder)

    result = run(*words)

    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert "taken" in result.output
    assert result.output.count("\n") == 1


def test_init_tells_a_folder_with_a_blank_so_that_the_line_can_be_pasted(run, tmp_path):
    lines = run("init", "our school").output.splitlines()

    assert shlex.split(lines[-1])[-1] == str(tmp_path / "our school")


def test_a_bug_keeps_its_traceback(run, monkeypatch):
    def broken(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(Workspace, "open", broken)

    assert isinstance(run("teams").exception, RuntimeError)


@pytest.mark.parametrize(
    "words",
    [
        ["import"],
        ["report"],
        ["report", "team-report", "--all-templates"],
        ["report", "team-report", "--audience", "everyone"],
        ["report", "team-report", "--workers", "0"],
        ["teams", "--colour"],
        ["unknown"],
    ],
)
def test_wrong_use_is_status_2_with_help(run, words):
    result = run(*words)

    assert result.exit_code == 2
    assert "Usage:" in result.output


def test_teams_are_listed_aligned_and_as_json(run, district):
    lines = run("teams", "-w", district.folder).output.splitlines()
    entries = json.loads(run("teams", "-w", district.folder, "--json").output)

    assert len(lines) == len(entries) + 1 == 13
    schools = [line[lines[0].index("school") :] for line in lines[1:]]
    assert all(line.startswith(entry["school"]) for line, entry in zip(schools, entries, strict=True))
    assert {"team_id", "name", "school", "n_members", "n_students", "n_assessments"} <= set(entries[0])


def test_importing_again_changes_nothing_and_says_so(run, district):
    result = run("import", district.folder / "sample", "-w", district.folder)

    assert result.exit_code == 0
    assert "nothing" in result.output.lower()
    assert len(district.evidence.snapshots()) == 1


def test_a_dry_run_writes_nothing(run, tmp_path, district):
    fresh = Workspace.create(tmp_path / "fresh")
    result = run("import", district.folder / "sample", "-w", fresh.folder, "--dry-run")

    assert result.exit_code == 0
    assert result.output.endswith("Next: the same command without --dry-run.\n")
    assert fresh.evidence.snapshots() == []


def test_the_lab_asks_no_other_machine(run, district, monkeypatch):
    commands = []
    monkeypatch.setattr(subprocess, "call", lambda command, env: commands.append(command) or 0)

    assert run("lab", "-w", district.folder).exit_code == 0
    app = LabApp()
    app.parse_command_line(commands[0][3:])
    assert app.news_url is None
    assert app.check_for_updates_class is NeverCheckForUpdate
    assert app.extension_manager == "readonly"


def test_a_missing_file_is_named(run, district):
    result = run("import", "no-such-file.zip", "-w", district.folder)

    assert result.exit_code == 2
    assert "no-such-file.zip" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-p", "cutt", "0.5"], "cut"),
        (["-p", "cut", "high"], "cut"),
        (["-p", "cut", "70"], "less than 1"),
        (["-p", "minutes", "3"], "minutes"),
        (["-p", "today", "yesterday"], "2026-01-27"),
        (["--team", "no-such-team"], "no-such-team"),
        (["--school", "No Such School"], "Harbour School"),
        (["-p", "team", "harbour-grade-5-maths"], "use --team"),
    ],
)
def test_a_wrong_parameter_or_team_is_refused_before_anything_runs(run, district, words, expected, tmp_path):
    result = run("report", "team-report", "-w", district.folder, "--out", tmp_path / "out", *words)

    assert result.exit_code == 2
    assert expected in result.output
    assert not list((tmp_path / "out").rglob("*.html"))


def test_an_unknown_template_lists_those_there_are(run, district):
    result = run("report", "no-such-template", "-w", district.folder)

    assert result.exit_code == 2
    assert "team-report" in result.output


def test_a_report_is_made_and_the_second_time_skipped(run, district, tmp_path):
    team = district.evidence.teams()["team_id"].iloc[0]
    words = ["report", "team-report", "-w", district.folder, "--team", team, "--out", tmp_path / "out"]
    first = run(*words)
    second = run(*words)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())

    assert first.exit_code == second.exit_code == 0, first.output
    assert "1 made" in first.output
    assert "the report is up to date" in second.output
    assert [job["status"] for job in manifest["jobs"]] == ["skipped"]
    assert (tmp_path / "out" / manifest["jobs"][0]["html"]).is_file()
    assert (tmp_path / "out" / "index.html").is_file()


def test_it_runs_as_a_module_and_prints_json_only_where_asked(district):
    command = [sys.executable, "-m", "plcnb", "teams", "-w", str(district.folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert len(json.loads(done.stdout)) == 12
    assert done.stderr == ""


def test_all_templates_of_a_team_are_made_in_one_run_with_one_index(run, district, tmp_path):
    team = district.evidence.teams()["team_id"].iloc[0]
    out = tmp_path / "out"
    result = run("report", "--all-templates", "-w", district.folder, "--team", team, "--out", out, "--json")
    jobs = json.loads(result.output)["jobs"]
    of_teams = {name for name in template_names() if find_template(name).scope == "team"}

    assert [job["error"] for job in jobs if job["error"]] == []
    assert result.exit_code == 0
    assert {job["template"] for job in jobs} == of_teams
    index = (out / "index.html").read_text(encoding="utf-8")
    assert [job["html"] for job in jobs if f'href="{job["html"]}"' not in index] == []
