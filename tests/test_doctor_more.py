"""The doctor's single looks: each fault by itself, in words a person can act on."""

import shutil
import subprocess
import sys

import pytest

from plcnb import doctor
from plcnb.doctor import Check, examine, find_browser
from plcnb.errors import NotFound
from plcnb.workspace import Workspace

NAMES = [
    "Python",
    "Packages",
    "Compiled parts",
    "Shipped files",
    "Notebook kernel",
    "Report engine",
    "Many reports at once",
    "Browser",
    "Fonts",
    "Database",
    "Workspace",
    "Disk space",
]


@pytest.fixture
def look(monkeypatch):
    """Examine without starting a kernel, which takes seconds, and return the check of a name."""
    monkeypatch.setattr(doctor, "_kernel", lambda: Check("Notebook kernel", "ok", "not started here"))

    def named(name, workspace=None):
        (found,) = [check for check in examine(workspace) if check.name == name]
        return found

    return named


@pytest.fixture
def program(tmp_path):
    """Lay a program that can be run into a folder."""

    def lay(name):
        path = tmp_path / name
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
        return path

    return lay


def test_everything_is_looked_at_once_and_in_the_order_of_mending(look):
    assert [check.name for check in examine()] == NAMES


@pytest.mark.parametrize(
    "name", ["_packages", "_compiled_parts", "_engine", "_fonts", "_database", "_browser"]
)
def test_a_look_that_fails_itself_is_a_finding_and_hides_no_other(look, monkeypatch, name):
    def fails():
        raise RuntimeError("the loader says\nmany lines")

    monkeypatch.setattr(doctor, name, fails)
    found = examine()

    assert [check.name for check in found] == NAMES
    broken = [check for check in found if check.state == "broken"]
    assert [check.found for check in broken] == ["RuntimeError: the loader says"]
    assert broken[0].remedy


def test_an_error_without_words_is_told_all_the_same(look, monkeypatch):
    def fails():
        raise OSError

    monkeypatch.setattr(doctor, "_fonts", fails)

    assert look("Fonts").found == "OSError: no message"


def test_a_compiled_part_that_does_not_load_is_named_and_the_others_are_not(look, monkeypatch):
    monkeypatch.setattr(doctor, "COMPILED", ("numpy", "no_such_part.inside"))

    found = look("Compiled parts")

    assert found.state == "broken"
    assert found.found.startswith("no_such_part does not load (No module named")
    assert "numpy" not in found.found


def test_shipped_files_that_are_missing_are_named(look, monkeypatch):
    def missing(name):
        raise NotFound("folder", name, (), "It is not there.")

    monkeypatch.setattr(doctor, "shipped_folder", missing)

    assert (look("Shipped files").state, look("Shipped files").remedy) == ("broken", "Install plcnb again.")


def test_shipped_files_are_counted_by_folder(look):
    said = look("Shipped files").found

    for name in doctor.SHIPPED_FOLDERS:
        count = len(list(doctor.shipped_folder(name).iterdir()))
        assert f"{count} in {name}" in said


@pytest.mark.parametrize(
    ("system", "methods", "state", "words"),
    [
        ("linux", ["spawn", "forkserver"], "ok", "one warm process"),
        ("darwin", ["spawn", "forkserver"], "info", "process of its own"),
        ("win32", ["spawn"], "info", "process of its own"),
    ],
)
def test_a_computer_that_cannot_fork_is_slower_and_not_broken(
    look, monkeypatch, system, methods, state, words
):
    monkeypatch.setattr(doctor.sys, "platform", system)
    monkeypatch.setattr(doctor.multiprocessing, "get_all_start_methods", lambda: methods)

    found = look("Many reports at once")

    assert (found.state, words in found.found) == (state, True)


def test_a_computer_without_fonts_can_still_draw_charts(look, monkeypatch):
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)

    found = look("Fonts")

    assert found.state == "missing"
    assert "Charts bring their own" in found.remedy


def test_a_browser_is_found_on_the_path_before_it_is_looked_for_elsewhere(program, tmp_path, monkeypatch):
    chrome, edge = program("google-chrome"), program("elsewhere")
    monkeypatch.setattr(doctor, "_BROWSER_PLACES", (str(edge),))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() == chrome

    chrome.unlink()
    assert find_browser() == edge


def test_a_place_that_a_variable_names_is_looked_at(program, tmp_path, monkeypatch):
    browser = program("msedge.exe")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLCNB_TEST_PLACE", str(tmp_path))
    monkeypatch.setattr(doctor, "_BROWSER_PLACES", ("${PLCNB_TEST_PLACE}/msedge.exe",))

    assert find_browser() == browser


def test_a_folder_called_like_a_browser_is_none(tmp_path, monkeypatch):
    (tmp_path / "Chromium").mkdir()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(doctor, "_BROWSER_PLACES", (str(tmp_path / "Chromium"),))

    assert find_browser() is None


@pytest.mark.parametrize(("needed", "state"), [(0.0, "ok"), (1e9, "missing")])
def test_disk_space_is_missing_only_where_reports_would_not_fit(look, monkeypatch, tmp_path, needed, state):
    monkeypatch.setattr(doctor, "FREE_GIGABYTES", needed)

    assert look("Disk space", tmp_path).state == state


def test_a_folder_that_does_not_exist_yet_breaks_no_look_but_its_own(look, tmp_path):
    assert look("Disk space", tmp_path / "nowhere").state in ("ok", "missing")
    assert look("Workspace", tmp_path / "nowhere").state == "broken"


def test_a_workspace_with_evidence_is_told_with_its_teams(look, sample_district):
    found = look("Workspace", sample_district.folder)

    assert (found.state, found.found.endswith(": 12 teams")) == ("ok", True)


def test_a_look_at_a_workspace_leaves_nothing_in_it(look, tmp_path):
    workspace = Workspace.create(tmp_path / "our-school")
    before = sorted(workspace.folder.rglob("*"))

    assert look("Workspace", workspace.folder).state == "ok"
    assert sorted(workspace.folder.rglob("*")) == before


def test_evidence_that_cannot_be_read_is_broken_with_what_to_do(look, tmp_path, sample_district):
    folder = tmp_path / "damaged"
    shutil.copytree(sample_district.folder, folder)
    for described in (folder / "evidence").rglob("snapshot.json"):
        described.write_text("{")

    found = look("Workspace", folder)

    assert found.state == "broken"
    assert "name another workspace" in found.remedy


@pytest.mark.parametrize("state", ["ok", "missing", "broken", "info"])
def test_what_was_found_begins_in_the_same_column_on_every_line(state):
    checks = [Check("Fonts", state, "X"), Check("Many reports at once", state, "X", "Y.")]

    assert {line.index("X") for check in checks for line in check.lines() if "X" in line} == {31}
    assert len(checks[0].lines()) == 1


def test_the_doctor_can_be_loaded_where_everything_else_is_broken(tmp_path):
    for name in ("numpy", "pandas", "matplotlib", "pyarrow", "IPython", "papermill"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('broken on purpose')")
    code = "from plcnb.doctor import _compiled_parts as look; print(look().state)"

    there = {"PYTHONPATH": str(tmp_path), "PATH": ""}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=there)

    assert ran.stdout == "broken\n"
