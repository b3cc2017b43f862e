"""Inside a worker: parameterize a job's notebook, run, convert and save it, and tell what came of it."""

import gc
import os
import random
import signal
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from plcnb.batch.files import write_whole
from plcnb.batch.jobs import Job
from plcnb.errors import PlcnbError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from plcnb.batch.shell import CellFailure

WORKSPACE_VARIABLE = "PLCNB_WORKSPACE"
SNAPSHOT_VARIABLE = "PLCNB_SNAPSHOT"
_MARKER = "papermill-error-cell-tag"  # papermill removes cells with this tag when it runs a notebook again
_ABOUT_CODE = ImportError | NameError | SyntaxError  # their messages quote the notebook, never the data
_WITHHELD = "its message is withheld, as it may quote a student's data"


@dataclass(frozen=True)
class Place:
    """Where and how all jobs of a run are done.

    Attributes
    ----------
    out : Path
        The folder of reports.
    converter : str
        Import path "module:function" of a callable (notebook, *, title) that returns a page.
    seconds : float
        How long all cells of a notebook may take together.
    workspace : str
        Folder of the workspace, told to the notebook by PLCNB_WORKSPACE; "" for none.
    snapshot : str
        The evidence that all jobs read, whatever is imported meanwhile; "" for the current one.
    """

    out: Path
    converter: str
    seconds: float
    workspace: str = ""
    snapshot: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a worker tells of its job; `error` is "" if it went well."""

    error: str = ""
    cell: int | None = None
    saved: bool = True
    seconds: float | None = None
    cpu_seconds: float | None = None


def work(place: Place, pipe: Connection) -> None:
    """Do each job that comes through the pipe and send its `Outcome`; does not return.

    Whoever started this process ends it, with all that its notebooks left running. That is safe for as long
    as the process is there to bear its number, so it waits for more until nobody is there to ask.
    """
    _settle(place)
    spent = 0.0
    with suppress(EOFError, OSError):
        while True:
            job: Job = pipe.recv()
            _seed(job)
            outcome = make_report(job, place)
            before, spent = spent, _cpu_seconds()
            pipe.send(replace(outcome, cpu_seconds=round(spent - before, 3)))
    os._exit(0)


def make_report(job: Job, place: Place) -> Outcome:
    """Run a job's notebook and write it, and its page, into the folder of reports.

    Parameters
    ----------
    job : Job
    place : Place

    Returns
    -------
    Outcome
        Never an exception: a failing cell, a page that cannot be made and a full disk are outcomes.
    """
    started = time.monotonic()
    saved = True
    try:
        error, cell = _attempt(job, place)
    except Exception as broken:  # the edge: whatever it is, the reports of the other teams are made
        error, cell, saved = story(job, f"outside its cells: {_told(broken)}"), None, False
    return Outcome(error, cell, saved, round(time.monotonic() - started, 3), _cpu_seconds())


def story(job: Job, what: str, saved: bool = False) -> str:
    """Return the one line that says how a job failed."""
    rest = f" The notebook so far is {job.notebook}." if saved else " Nothing of it was saved."
    return f"{job.template.name} stopped for {job.about} {what.rstrip('.')}.{rest}"


def _attempt(job: Job, place: Place) -> tuple[str, int | None]:
    """Make a report; return the error, "" for none, and the number of the cell that failed."""
    notebook, failure = _run(job, place.seconds)
    page, error, cell = "", "", None
    if failure is not None:
        cell = failure.cell.execution_count
        error = story(job, f"at cell [{cell}]: {_told(failure.error, place.seconds)}", saved=True)
        _mark_failure(notebook, failure, job)
    else:
        if job.audience != "team":
            _withhold_messages(notebook)
        try:
            page = converter(place.converter)(notebook, title=job.title)
        except Exception as broken:  # the notebook ran: keep it, and say what is wrong with its page
            error = story(job, f"as its page was made: {_told(broken)}", saved=True)
    write_whole(place.out / job.notebook, _text(notebook))
    if page:
        write_whole(place.out / job.html, page)
    return error, cell


def converter(path: str) -> Callable[..., str]:
    """Return the function at an import path "module:function"."""
    module, _, name = path.partition(":")
    found: Callable[..., str] = getattr(import_module(module), name)
    return found


def _run(job: Job, seconds: float) -> "tuple[NotebookNode, CellFailure | None]":
    from papermill.engines import NotebookExecutionManager

    from plcnb.batch.engine import run_cells

    manager = NotebookExecutionManager(_parameterized(job), progress_bar=False, autosave_cell_every=0)
    manager.notebook_start()
    try:
        failure = run_cells(manager, seconds=seconds)
    finally:
        manager.notebook_complete()
    return manager.nb, failure


def _parameterized(job: Job) -> "NotebookNode":
    """Return the template as papermill prepares it, but for the paths of this machine."""
    import nbformat
    import papermill
    from papermill.parameterize import parameterize_notebook

    notebook = nbformat.v4.upgrade(nbformat.reads(job.template.source, as_version=4))
    notebook.metadata["papermill"] = {
        "default_parameters": {},
        "environment_variables": {},
        "version": papermill.__version__,
    }
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
        cell.metadata["papermill"] = {}
    notebook = parameterize_notebook(notebook, job.parameters, kernel_name="python3", language="python")
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.tags:
            cell.id = "injected-parameters"  # not a new one for each run
    return notebook


def _told(error: BaseException | None, seconds: float = 0) -> str:
    """Return what may be said of an error: the message only where plcnb itself wrote it."""
    from plcnb.batch.shell import CellTimeout

    if isinstance(error, CellTimeout):
        return f"the {seconds:g} s that the notebook has were over"
    if isinstance(error, ImportError):  # its message ends with the file that lacks a name
        return _without_place(str(error).replace(f" ({error.path})", ""))
    if isinstance(error, PlcnbError | _ABOUT_CODE):
        return _without_place(str(error))
    return f"{type(error).__name__} ({_WITHHELD})"


def _without_place(message: str) -> str:
    """Return a message without the path of the workspace: reports tell nothing of the machine."""
    folder = os.environ.get(WORKSPACE_VARIABLE, "")
    return message.replace(folder + os.sep, "").replace(folder, "the workspace") if folder else message


def _mark_failure(notebook: "NotebookNode", failure: "CellFailure", job: Job) -> None:
    """Say on top where the run stopped and, outside the team, keep nothing that could quote its data."""
    from nbformat import v4

    if job.audience != "team":
        failure.cell.outputs = []
        _withhold_messages(notebook)
        ours = isinstance(failure.error, PlcnbError)
        message = _without_place(str(failure.error)) if ours else f"({_WITHHELD})"
        failure.cell.outputs = [_error(type(failure.error).__name__, message)]
    note = f"**The run stopped at cell [{failure.cell.execution_count}].** What comes after it has not run."
    notebook.cells.insert(0, v4.new_markdown_cell(note, id="stopped", metadata={"tags": [_MARKER]}))


def _withhold_messages(notebook: "NotebookNode") -> None:
    """Reduce every error that a cell shows to its class."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.update(_error(output.ename, f"({_WITHHELD})"))


def _error(name: str, message: str) -> "NotebookNode":
    from nbformat.notebooknode import from_dict

    return from_dict(
        {"output_type": "error", "ename": name, "evalue": message, "traceback": [f"{name}: {message}"]}
    )


def _text(notebook: "NotebookNode") -> str:
    from nbformat import v4

    return str(v4.writes(notebook)) + "\n"


def _settle(place: Place) -> None:
    """Give the process a group and an environment of its own."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and decides
    gc.set_threshold(50_000, 20, 20)  # a short life makes little garbage, and looking for it costs
    if place.workspace:
        os.environ[WORKSPACE_VARIABLE] = place.workspace
    if place.snapshot:
        os.environ[SNAPSHOT_VARIABLE] = place.snapshot


def _seed(job: Job) -> None:
    """Give the job random numbers that depend on its template and subject alone.

    Another team has others; whoever makes a report again, or for another audience, finds the same.
    """
    import numpy

    seed = zlib.crc32(f"{job.template.name}\n{job.subject}".encode())
    random.seed(seed)
    numpy.random.seed(seed)


def _cpu_seconds() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return round(time.process_time(), 3)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return round(sum(one.ru_utime + one.ru_stime for one in used), 3)
