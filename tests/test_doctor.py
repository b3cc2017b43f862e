"""`plcnb doctor`: what is sound is called sound, and each thing that breaks is named with its remedy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from plcnb import doctor
from plcnb.doctor import Check, examine, find_browser
from plcnb.workspace import Workspace

LAUNCH = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]


def look(name: str, checks: list[Check]) -> Check:
    (found,) = [check for check in checks if check.name == name]
    return found


def pretend_installed(folder: Path, name: str, version: str) -> None:
    """Lay the metadata of a package (and nothing else of it) into a folder."""
    metadata = folder / f"{name}-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")


def lay_kernel(folder: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str], **spec: object) -> None:
    """Put another kernel called python3 before the one that works."""
    path = folder / "kernels" / "python3" / "kernel.json"
    path.parent.mkdir(parents=True)
    spec = {"display_name": "Another", "language": "python", "argv": argv, **spec}
    path.write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(folder))


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> list[Check]:
    """What the doctor says of the computer the tests run on, and of a new workspace."""
    workspace = Workspace.create(tmp_path_factory.mktemp("sound") / "our-school")
    return examine(workspace.folder / "notebooks")


@pytest.fixture(scope="module")
def poorly(tmp_path_factory) -> list[Check]:
    """What the doctor says where nearly everything is broken at once."""
    folder = tmp_path_factory.mktemp("poorly")
    pretend_installed(folder, "pandas", "1.0")
    pretend_installed(folder, "plcnb", "0.1.0")
    metadata = folder / "plcnb-0.1.0.dist-info" / "METADATA"
    metadata.write_text(metadata.read_text() + "Requires-Dist: pandas>=3.0\nRequires-Dist: no-such-package\n")
    with pytest.MonkeyPatch.context() as monkeypatch:
        lay_kernel(folder, monkeypatch, [sys.executable, "-c", "raise SystemExit(1)"])
        monkeypatch.syspath_prepend(folder)
        monkeypatch.setenv("PATH", str(folder))
        monkeypatch.setattr(doctor, "_BROWSER_PLACES", ())
        monkeypatch.setattr(doctor, "FREE_GIGABYTES", 1e9)
        return examine(folder)


@pytest.mark.parametrize(
    "name",
    [
        "Python",
        "Packages",
        "Compiled parts",
        "Shipped files",
        "Notebook kernel",
        "Report engine",
        "Workspace",
    ],
)
def test_what_is_sound_is_called_sound(sound, name):
    assert look(name, sound).state == "ok", look(name, sound)


def test_a_new_workspace_is_found_from_inside_and_holds_nothing_yet(sound):
    assert look("Workspace", sound).found.endswith("our-school: no evidence yet")


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("Packages", "broken", "pandas is 1.0, not >=3.0"),
        ("Packages", "broken", "no-such-package is not installed"),
        ("Notebook kernel", "broken", "died"),
        ("Report engine", "broken", "papermill does not know the engine plcnb"),
        ("Browser", "missing", "no Chromium, Chrome or Edge"),
        ("Workspace", "broken", "plcnb init"),
        ("Disk space", "missing", "GB free"),
    ],
)
def test_each_thing_that_is_wrong_is_named_and_hides_none_of_the_others(poorly, name, state, words):
    found = look(name, poorly)

    assert found.state == state
    assert words in found.found


def test_whatever_is_wrong_comes_with_a_remedy_on_a_line_of_its_own(poorly):
    wrong = [check for check in poorly if check.state in ("missing", "broken")]

    assert [check for check in wrong if len(check.lines()) != 2 or not check.remedy.endswith(".")] == []


def test_a_check_can_be_read_by_another_program():
    check = Check("Fonts", "missing", "no font is installed", "Install one.")

    assert Check(**json.loads(json.dumps(check.as_dict()))) == check


def test_a_kernel_whose_python_lacks_plcnb_is_noticed_and_no_workspace_is_no_fault(tmp_path, monkeypatch):
    (tmp_path / "plcnb.py").write_text("raise ModuleNotFoundError('No module named plcnb')", encoding="utf-8")
    lay_kernel(tmp_path, monkeypatch, LAUNCH, env={"PYTHONPATH": str(tmp_path)})

    found = examine()

    assert look("Notebook kernel", found).found == "python3 starts a Python that cannot import plcnb"
    assert "ipykernel install" in look("Notebook kernel", found).remedy
    assert look("Workspace", found).state == "info"


def test_a_setting_that_is_out_of_range_is_named(tmp_path):
    workspace = Workspace.create(tmp_path / "our-school")
    (workspace.folder / "plcnb.toml").write_text("cut = 70\n", encoding="utf-8")

    found = look("Workspace", examine(workspace.folder))

    assert found.state == "broken"
    assert "cut = 70" in found.found


def test_a_store_whose_present_import_is_gone_is_broken(tmp_path):
    workspace = Workspace.create(tmp_path / "our-school")
    (workspace.evidence_folder / "CURRENT").write_text("20260101T000000000000Z-aaaaaaaa\n", encoding="utf-8")

    assert look("Workspace", examine(workspace.folder)).state == "broken"


def test_a_workspace_that_nothing_can_be_imported_into_is_broken(tmp_path):
    workspace = Workspace.create(tmp_path / "our-school")
    workspace.evidence_folder.rmdir()

    found = look("Workspace", examine(workspace.folder))

    assert found.state == "broken"
    assert "cannot be written" in found.found


@pytest.mark.browser
def test_the_browser_that_is_found_prints_a_page(tmp_path):
    browser = find_browser()
    if browser is None:
        pytest.skip("there is no Chromium, Chrome or Edge here")
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text("<h1>Team report</h1>", encoding="utf-8")

    quiet = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
    ]
    own = [f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}"]
    subprocess.run([browser, *quiet, *own, page.as_uri()], check=True, capture_output=True, timeout=60)

    assert printed.read_bytes().startswith(b"%PDF")
