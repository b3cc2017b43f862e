"""What works on this computer and what does not, in plain words, with what to do about it.

Each check tries the real thing where that is quick: it starts a notebook kernel, writes a file, loads the
engine. A check that itself fails is reported like any other, so one broken part never hides the rest; for
that reason each check imports what it looks at by itself, and this module nothing that could be broken.
"""

import multiprocessing
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, entry_points, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from plcnb.errors import PlcnbError
from plcnb.shipped import shipped_folder

if TYPE_CHECKING:
    from packaging.requirements import Requirement

State = Literal["ok", "missing", "broken", "info"]

KERNEL_SECONDS = 60  # a cold start takes two seconds; a slow school laptop with a virus scanner, twenty
FREE_GIGABYTES = 1.0  # three thousand reports of 200 KB each are 0.6 GB, with their notebooks beside them
SHIPPED_FOLDERS = ("templates", "notebooks", "sample")
COMPILED = ("matplotlib.pyplot", "numpy", "pandas", "pyarrow.parquet", "scipy.stats", "zmq")

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "${PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
    "${PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
    "${LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Parameters
    ----------
    name : str
        What was looked at, as a person says it.
    state : {"ok", "missing", "broken", "info"}
        It works; it is not there, and only some features need it; plcnb cannot work until it is mended;
        a fact that is neither good nor bad.
    found : str
        What was found, in one line.
    remedy : str
        What to do about it; empty when there is nothing to do.
    """

    name: str
    state: State
    found: str
    remedy: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the check as another program reads it."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the check as a terminal shows it: what was found, and under it any remedy."""
        found = f"{self.state:<8} {self.name:<21} {self.found}"
        return [found, f"{'':<30} {self.remedy}"] if self.remedy else [found]


def examine(workspace: Path | None = None) -> list[Check]:
    """Look at everything plcnb stands on.

    Parameters
    ----------
    workspace : path, optional
        The workspace to look at too, or a folder inside it; None looks at the computer alone.

    Returns
    -------
    list of Check
        In the order in which a person would mend them: what the rest rests on comes first. Never raises
        for what it finds.
    """
    looks: list[tuple[str, Callable[[], Check]]] = [
        ("Python", _python),
        ("Packages", _packages),
        ("Compiled parts", _compiled_parts),
        ("Shipped files", _shipped_files),
        ("Notebook kernel", _kernel),
        ("Report engine", _engine),
        ("Many reports at once", _warm_processes),
        ("Browser", _browser),
        ("Fonts", _fonts),
        ("Database", _database),
        ("Workspace", partial(_workspace, workspace)),
        ("Disk space", partial(_disk_space, workspace or Path.cwd())),
    ]
    return [_look(name, look) for name, look in looks]


def find_browser() -> Path | None:
    """Return the program of a Chromium, Chrome or Edge on this computer, or None."""
    for name in _BROWSERS:
        if found := shutil.which(name):
            return Path(found)
    places = (Path(os.path.expandvars(place)) for place in _BROWSER_PLACES)
    return next((place for place in places if place.is_file()), None)


def _look(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except Exception as error:  # whatever a broken installation raises is the finding
        found = f"{type(error).__name__}: {_first_line(error)}"
        return Check(
            name, "broken", found, "Make the environment again from the lock, or install plcnb again."
        )


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0]


def _python() -> Check:
    found = f"{platform.python_implementation()} {platform.python_version()} in {sys.prefix}"
    return Check("Python", "ok", found)


def _packages() -> Check:
    from packaging.requirements import Requirement

    wanted = [Requirement(line) for line in requires("plcnb") or ()]
    needed = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [problem for one in needed if (problem := _problem(one))]
    if wrong:
        return Check(
            "Packages", "broken", "; ".join(wrong), "Install plcnb again: that brings what it needs."
        )
    named = ", ".join(f"{name} {version(name)}" for name in ("plcnb", "pandas", "jupyterlab", "papermill"))
    return Check("Packages", "ok", f"all {len(needed)} that plcnb needs, among them {named}")


def _problem(wanted: "Requirement") -> str:
    try:
        there = version(wanted.name)
    except PackageNotFoundError:
        return f"{wanted.name} is not installed"
    fits = wanted.specifier.contains(there, prereleases=True)
    return "" if fits else f"{wanted.name} is {there}, not {wanted.specifier}"


def _compiled_parts() -> Check:
    failed = []
    for name in COMPILED:
        try:
            import_module(name)
        except Exception as error:  # a missing system library shows as whatever its loader raises
            failed.append(f"{name.split('.')[0]} does not load ({_first_line(error)})")
    if failed:
        remedy = "Install that package again; on Windows the Visual C++ runtime may be what it lacks."
        return Check("Compiled parts", "broken", "; ".join(failed), remedy)
    return Check("Compiled parts", "ok", f"all {len(COMPILED)} load")


def _shipped_files() -> Check:
    try:
        counts = [
            f"{sum(1 for path in shipped_folder(name).iterdir())} in {name}" for name in SHIPPED_FOLDERS
        ]
    except PlcnbError as error:
        return Check("Shipped files", "broken", str(error), "Install plcnb again.")
    return Check("Shipped files", "ok", ", ".join(counts))


def _kernel() -> Check:
    """Start the kernel that notebooks name, import plcnb in it, and stop it."""
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import start_new_kernel

    name = "Notebook kernel"
    make_one = f"Make one: {sys.executable} -m ipykernel install --sys-prefix"
    try:
        manager, client = start_new_kernel(
            KERNEL_SECONDS, "python3", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except NoSuchKernel:
        return Check(name, "broken", "there is none called python3", make_one)
    try:
        reply = client.execute_interactive("import plcnb", timeout=KERNEL_SECONDS, output_hook=lambda _: None)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if reply["content"]["status"] != "ok":
        return Check(name, "broken", "python3 starts a Python that cannot import plcnb", make_one)
    return Check(name, "ok", "python3 starts, finds plcnb and stops")


def _engine() -> Check:
    registered = entry_points(group="papermill.engine", name="plcnb")
    if not registered:
        remedy = "Install plcnb (a copied folder is not enough); until then papermill runs at its own speed."
        return Check("Report engine", "broken", "papermill does not know the engine plcnb", remedy)
    next(iter(registered)).load()
    return Check("Report engine", "ok", "papermill knows the engine plcnb")


def _warm_processes() -> Check:
    name, cores = "Many reports at once", os.cpu_count() or 1
    # macOS has the call too, but some of its own libraries break in a fork: runs start their processes anew.
    if "forkserver" in multiprocessing.get_all_start_methods() and sys.platform != "darwin":
        return Check(name, "ok", f"from one warm process, on {cores} cores")
    return Check(
        name, "info", f"each team in a process of its own, on {cores} cores: the same pages, more slowly"
    )


def _browser() -> Check:
    found = find_browser()
    if found is None:
        remedy = "Only PDF pages need one: install Chromium, Chrome or Edge. Pages open in any browser."
        return Check("Browser", "missing", "no Chromium, Chrome or Edge", remedy)
    return Check("Browser", "ok", str(found))


def _fonts() -> Check:
    from matplotlib.font_manager import findSystemFonts

    count = len(findSystemFonts())
    if not count:
        remedy = "Charts bring their own; PDF pages need one: install DejaVu or Liberation fonts."
        return Check("Fonts", "missing", "no font is installed", remedy)
    return Check("Fonts", "ok", f"{count} installed")


def _database() -> Check:
    return Check("Database", "info", f"SQLite {sqlite3.sqlite_version}, part of Python")


def _workspace(folder: Path | None) -> Check:
    from plcnb.evidence.store import CURRENT_FILE
    from plcnb.workspace import Workspace

    name = "Workspace"
    if folder is None:
        return Check(
            name, "info", "none was named; notebooks use the one they lie in, or the sample district"
        )
    try:
        workspace = Workspace.open(folder)
        evidence = workspace.evidence
        imported = evidence.snapshots() or (workspace.evidence_folder / CURRENT_FILE).exists()
        holds = f"{len(evidence.teams())} teams" if imported else "no evidence yet"
    except PlcnbError as error:
        return Check(name, "broken", str(error), "Mend that, or name another workspace with -w DIR.")
    try:
        with tempfile.TemporaryFile(dir=workspace.evidence_folder):
            pass
    except OSError as error:
        remedy = "Reports can be read, nothing can be imported: ask for the right to write in that folder."
        return Check(name, "broken", f"{workspace.folder} cannot be written to ({error.strerror})", remedy)
    return Check(name, "ok", f"{workspace.folder}: {holds}")


def _disk_space(folder: Path) -> Check:
    free = shutil.disk_usage(folder if folder.exists() else Path.cwd()).free / 1e9
    if free < FREE_GIGABYTES:
        remedy = f"Free some: a state's reports take about {FREE_GIGABYTES:g} GB."
        return Check("Disk space", "missing", f"{free:.1f} GB free", remedy)
    return Check("Disk space", "ok", f"{free:,.0f} GB free")
