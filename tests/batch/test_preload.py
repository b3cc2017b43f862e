"""What the process that all workers are forked from has loaded, and what it must never have."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plcnb.batch.templates import template_names
from plcnb.model import Meeting
from plcnb.records.bundles import load_records
from plcnb.shipped import shipped_folder
from plcnb.workspace import Workspace

HERE = Path(__file__).parent

TELL = """
import atexit, asyncio, gc, json, os, sys, threading
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import pyplot
print(json.dumps({
    "modules": sorted(sys.modules),
    "threads": threading.active_count(),
    "figures": pyplot.get_fignums(),
    "shell": InteractiveShell._instance is not None,
    "frozen": gc.get_freeze_count(),
    "databases": [name for name in map(os.path.realpath, Path("/proc/self/fd").iterdir()) if ".db" in name],
    "loop": asyncio.events._get_running_loop() is not None,
    "variable": "PLCNB_WARM" in __import__("os").environ,
}), flush=True)
"""


LATE = """
import json, os, sys
from pathlib import Path
from plcnb.batch.planning import plan_reports
from plcnb.batch.worker import Place, make_report
from plcnb.workspace import Workspace
folder = Path(os.environ["PLCNB_WORKSPACE"])
place = Workspace.open(folder)
jobs = {job.template.name: job for job in plan_reports(place, place.evidence, schools=["Harbour School"])}
loaded = set(sys.modules)
for name, job in jobs.items():
    if os.fork() == 0:
        outcome = make_report(job, Place(Path("out"), "plcnb.reports.page:render", 60))
        print(json.dumps([name, outcome.error, sorted(set(sys.modules) - loaded)]), flush=True)
        os._exit(0)
    os.wait()
"""


def server(code: str, folder: Path, wanted: str = "pages:plain", **more: str) -> subprocess.CompletedProcess:
    """Run code in a Python that has been warmed as the server of forks is."""
    (folder / "pages.py").write_text((HERE / "pages.py").read_text(), encoding="utf-8")
    environment = {
        "PLCNB_WARM": wanted,
        "PYTHONPATH": str(folder),
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
    }
    environment |= {"MPLCONFIGDIR": str(folder / "mpl"), "TMPDIR": str(folder), **more}
    return subprocess.run(
        [sys.executable, "-c", f"import plcnb.batch.preload\n{code}"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=folder,
        check=False,
    )


@pytest.fixture(scope="module")
def warmed(tmp_path_factory):
    """What a warm server holds; beside templates' sound imports it was asked for broken and foreign ones."""
    folder = tmp_path_factory.mktemp("warmed")
    (folder / "foreign.py").write_text("raise SystemExit('a template may do this, the server may not')")
    ran = server(TELL, folder, "pages:plain scipy.stats pandas.no_such_part foreign")
    assert ran.stdout, ran.stderr
    left = sorted(path.name for path in folder.iterdir())
    return json.loads(ran.stdout) | {"stderr": ran.stderr, "left": left}


@pytest.mark.parametrize(
    "module",
    [
        "pandas",
        "matplotlib.pyplot",
        "nbconvert",
        "papermill",
        "sqlalchemy.dialects.sqlite.pysqlite",
        "plcnb.batch.worker",
        "plcnb.reports.teamreport",
    ],
)
def test_what_every_report_needs_is_there_before_the_fork(warmed, module):
    assert module in warmed["modules"]


def test_what_a_template_imports_is_there_too(warmed):
    assert "scipy.stats" in warmed["modules"]


@pytest.mark.parametrize("module", ["foreign", "rfc3987_syntax", "matplotlib_inline.backend_inline"])
def test_what_must_not_cross_a_fork_is_not_loaded(warmed, module):
    assert module not in warmed["modules"]


@pytest.mark.parametrize(
    ("held", "expected"),
    [("threads", 1), ("databases", []), ("figures", []), ("shell", False), ("loop", False)],
)
def test_nothing_that_lives_is_held_over_the_fork(warmed, held, expected):
    assert warmed[held] == expected


def test_the_garbage_collector_leaves_alone_what_forks_share(warmed):
    assert warmed["frozen"] > 100_000


def test_only_the_server_itself_is_asked_to_warm_up(warmed):
    assert not warmed["variable"]


def test_a_broken_import_is_swallowed_and_told_to_nobody(warmed):
    assert warmed["stderr"] == ""


def test_the_rehearsed_reports_leave_no_file(warmed):
    assert [name for name in warmed["left"] if name.startswith("plcnb")] == []


def test_no_template_that_ships_has_to_load_a_module_in_its_fork(tmp_path, sample_district):
    place = Workspace.open(shutil.copytree(sample_district.folder, tmp_path / "district"))
    if not place.records.list(Meeting):
        load_records(place.records, shipped_folder("sample") / "records")
    ran = server(LATE, tmp_path, "plcnb.reports.page:render", PLCNB_WORKSPACE=str(place.folder))
    told = [json.loads(line) for line in ran.stdout.splitlines()]

    assert ran.stderr == ""
    assert [name for name, _, _ in told] == template_names()
    assert [(name, error) for name, error, _ in told if error] == []
    assert {name: late for name, _, late in told if late} == {}


def test_without_being_asked_to_nothing_is_warmed():
    code = "import sys, plcnb.batch.preload; print({'pandas', 'IPython', 'papermill'} & set(sys.modules))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "set()\n"
