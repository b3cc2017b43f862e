"""The wheel: everything that ships is inside, and the demo runs from it with no checkout near."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]

# Every file of these folders, and every file of the package itself, is in the wheel.
SHIPPED = {
    "templates": "plcnb/shipped/templates",
    "notebooks": "plcnb/shipped/notebooks",
    "data/sample": "plcnb/shipped/sample",
}
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel as a release would build it, with the build tools that are installed here."""
    pytest.importorskip("hatchling", reason="the build tools are not installed: make test installs them")
    folder = tmp_path_factory.mktemp("wheel")
    build = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT]
    subprocess.run(build, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A fresh environment that holds plcnb from the wheel, and borrows what plcnb needs from this one."""
    folder = tmp_path_factory.mktemp("installed") / "environment"
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = Path(
        subprocess.run([python, "-c", where], capture_output=True, text=True, check=True).stdout.strip()
    )
    # A line of a .pth file joins the path, but the .pth files of that folder are not read: the editable
    # installation of the checkout stays out of sight.
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    subprocess.run([*PIP, "--python", python, "install", "--no-deps", "--no-index", wheel], check=True)
    return python


def committed(folder: str) -> list[str]:
    """Return the files of a folder that git knows, as paths from the root of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", folder], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is not a checkout")
    return [name for name in listed.stdout.split("\0") if name]


def test_the_wheel_holds_every_file_of_the_package(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())

    assert set(committed("plcnb")) - inside == set()


@pytest.mark.parametrize("folder", SHIPPED)
def test_the_wheel_holds_what_ships_beside_the_package(wheel, folder):
    inside = set(zipfile.ZipFile(wheel).namelist())
    expected = {SHIPPED[folder] + name.removeprefix(folder) for name in committed(folder)}

    assert expected
    assert expected - inside == set()


def test_the_wheel_holds_no_tests_and_nothing_made_by_running(wheel):
    inside = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in inside if ".dist-info/" not in name} == {"plcnb"}
    assert [name for name in inside if LEFT_OUT & set(Path(name).parts)] == []


def test_the_demo_runs_from_the_wheel_with_no_checkout_near(installed, tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLCNB_")}
    # Pages are built on templates of nbconvert, which pip lays outside site-packages.
    environment["JUPYTER_PATH"] = str(Path(sys.prefix) / "share" / "jupyter")
    where = subprocess.run(
        [installed, "-c", "import plcnb; print(plcnb.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(installed.parents[1])

    demo = [installed.with_name("plcnb"), "demo", "--out", "reports"]
    subprocess.run(demo, cwd=tmp_path, env=environment, check=True, timeout=300)

    assert (tmp_path / "reports" / "index.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reports"]
