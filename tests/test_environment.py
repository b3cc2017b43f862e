"""What gets installed is what pyproject.toml says: the locks, the conda file and the build agree with it."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
TEST = [Requirement(line) for line in PROJECT["project"]["optional-dependencies"]["test"]]
BUILD = [Requirement(line) for line in PROJECT["dependency-groups"]["build"]]
LOCKS = {"requirements.lock": [*RUN, *BUILD], "requirements-test.lock": [*RUN, *BUILD, *TEST]}

# What the project was given to stand on; every other library says in docs/decisions.md why it is here.
FIXED_CORE = {"ipykernel", "ipywidgets", "jupyterlab", "matplotlib", "numpy", "pandas", "papermill", "pytest"}

# Where conda-forge's name is another; a -core package leaves out what we do not use.
CONDA_NAMES = {
    "jupyter-client": "jupyter_client",
    "nbconvert": "nbconvert-core",
}


def locked(name: str) -> dict[str, list[tuple[Requirement, int]]]:
    """Return what a lock pins: each package's lines (one a Python or system) and how many hashes."""
    pins: dict[str, list[tuple[Requirement, int]]] = {}
    text = (ROOT / name).read_text(encoding="utf-8")
    for entry in re.sub(r"^#.*\n", "", text, flags=re.M).replace("\\\n", " ").splitlines():
        requirement, *hashes = re.split(r"\s+--hash=sha256:(?=[0-9a-f]{64}\b)", entry)
        pin = Requirement(requirement)
        pins.setdefault(canonicalize_name(pin.name), []).append((pin, len(hashes)))
    return pins


def imported(folder: str) -> set[str]:
    """Return the distributions that the modules of a folder import, by the names they install under."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / folder).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    installed = packages_distributions()
    tops = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
    return {canonicalize_name(installed[top][0]) for top in tops if top in installed}


def pinned_version(pin: Requirement) -> Version:
    (only,) = pin.specifier
    assert only.operator == "==", f"{pin} does not name one version"
    return Version(only.version)


@pytest.mark.parametrize(
    ("folder", "declared"), [("plcnb", RUN), ("benchmarks", [*RUN, *TEST]), ("tests", [*RUN, *TEST])]
)
def test_whatever_is_imported_is_declared(folder, declared):
    names = {canonicalize_name(one.name) for one in declared}

    assert imported(folder) - names - {"plcnb"} == set(), "declare it in pyproject.toml, then `make lock`"


def test_every_library_beside_the_fixed_core_has_its_reason():
    page = (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    told = set(re.findall(r"[\w-]+", page.split("## Libraries beside the fixed core")[1].split("\n## ")[0]))

    assert {canonicalize_name(one.name) for one in [*RUN, *TEST]} - FIXED_CORE - told == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked_at_a_version_that_pyproject_allows(lock):
    pins = locked(lock)

    for wanted in LOCKS[lock]:
        found = pins.get(canonicalize_name(wanted.name))
        assert found, f"{lock} lacks {wanted.name}: run `make lock`"
        for pin, _ in found:
            assert pinned_version(pin) in wanted.specifier, f"{lock} has {pin}, not {wanted}: run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_known_by_the_hashes_of_several_files(lock):
    # A built file and a source archive at the least: a lone file is most often one machine's own build.
    lone = [str(pin) for pins in locked(lock).values() for pin, n_hashes in pins if n_hashes < 2]

    assert lone == []


def test_tests_run_on_the_versions_that_people_get():
    versions = {
        lock: {name: sorted(pinned_version(pin) for pin, _ in pins) for name, pins in locked(lock).items()}
        for lock in LOCKS
    }
    run, everything = versions["requirements.lock"], versions["requirements-test.lock"]

    assert {name: everything.get(name) for name in run} == run


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_of_a_machine(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    pin = r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+( ; [^/\\]+)? \\"
    allowed = re.compile(rf"# This file .*:|#    make lock|{pin}|    --hash=sha256:[0-9a-f]{{64}}( \\)?")
    assert [line for line in lines if not allowed.fullmatch(line)] == []


def test_conda_users_get_the_bounds_of_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    (from_pip,) = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]

    bounds = {entry.partition(" ")[0]: Requirement(entry).specifier for entry in conda}
    wanted = {CONDA_NAMES.get(one.name, one.name): one.specifier for one in RUN}
    wanted["python"] = Requirement(f"python{PROJECT['project']['requires-python']}").specifier

    assert bounds.pop("pip") == ""
    assert bounds == wanted
    assert from_pip == ["-e ."]
    assert environment["channels"][0] == "conda-forge"


def test_the_workflow_reads_nothing_from_the_keyboard_and_ends_in_make_test():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "exec </dev/null" in script
    assert script.rstrip().endswith("make test")


@pytest.mark.parametrize(("promised", "outcome"), [("", "1 skipped"), ("1", "1 failed")])
def test_a_browser_test_may_skip_only_where_no_browser_is_promised(tmp_path, promised, outcome):
    (tmp_path / "test_page.py").write_text(
        "import pytest\n\n@pytest.mark.browser\ndef test_page():\n    pytest.skip('no browser')\n",
        encoding="utf-8",
    )

    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT / "tests")}
    options = ["-p", "conftest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", tmp_path]

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, tmp_path],
        env={**os.environ, **alone, "PLCNB_REQUIRE_BROWSER": promised},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome in ran.stdout


def test_make_without_a_target_lists_what_it_can_do():
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not here")

    listed = subprocess.run([make], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert {"report", "test", "lab", "lock", "clean"} <= set(targets)
    assert all(f"make {target} " in listed for target in targets)


@pytest.mark.parametrize("target", ["report", "test"])
def test_make_says_plainly_when_there_is_no_python_to_use(tmp_path, target):
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not here")
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)

    tried = subprocess.run(
        [make, target, "PYTHON="], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert tried.returncode != 0
    assert "plcnb needs Python 3.11 or newer" in tried.stderr
    assert not (tmp_path / ".venv").exists()
