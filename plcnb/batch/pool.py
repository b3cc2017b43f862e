"""A run: many jobs at once, each team's in a process of its own; what is up to date is not made again."""

import os
import signal
import threading
import time
import types
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from plcnb.batch import crew
from plcnb.batch.jobs import Job, JobResult, refuse_twins
from plcnb.batch.manifest import Manifest
from plcnb.batch.worker import Place
from plcnb.errors import Conflict

OnResult = Callable[[JobResult, int], None]

PAGE = "plcnb.reports.page:render"
_SAVE_EVERY = 5.0  # seconds between two writes of the manifest
_LOCK_FILE = ".plcnb.lock"


def run_batch(
    jobs: Iterable[Job],
    *,
    out: Path,
    workers: int | None = None,
    fresh: bool = False,
    timeout: float = 600,
    on_result: OnResult | None = None,
    convert: str = PAGE,
    workspace: Path | None = None,
    snapshot: str = "",
    start_method: str | None = None,
) -> list[JobResult]:
    """Make reports: whatever happens to one team's, the others are made.

    No process makes reports about two teams, so nothing passes from one to the next; a notebook that does
    more than call plcnb has a process to itself (`plcnb.batch.crew`). On Linux these are forks of one process
    that has loaded everything; it is kept for later runs. Files appear whole or not at all.
    ``manifest.json`` in `out` says what came of each job; a job whose report is up to date is skipped.

    Parameters
    ----------
    jobs : iterable of Job
    out : Path
        The folder of reports.
    workers : int, optional
        Processes at once; by default one a processor.
    fresh : bool
        Make also what is up to date.
    timeout : float
        Seconds that a notebook may take.
    on_result : callable (result, total), optional
        Called in this process as each job ends, skipped ones first.
    convert : str
        Import path "module:function" of what turns (notebook, title=...) into a page.
    workspace : Path, optional
        Told to the notebooks by the variable PLCNB_WORKSPACE, and written nowhere.
    snapshot : str
        Id of the evidence that all reports read; "" for what is current when each starts.
    start_method : {"forkserver", "spawn"}, optional
        How processes start. By default forks where they are safe (Linux), else spawned ones.

    Returns
    -------
    list of JobResult
        In the order of `jobs`.

    Raises
    ------
    Conflict
        If two jobs would write one file, or another run is writing into `out`.
    DataError
        If the manifest in `out` cannot be read.
    KeyboardInterrupt
        After Ctrl-C: workers are ended, and the manifest tells of what was finished.
    """
    jobs, out = list(jobs), Path(out).resolve()
    refuse_twins(jobs)
    place = Place(out, convert, timeout, str(Path(workspace).resolve()) if workspace else "", snapshot)
    tell = on_result or (lambda result, total: None)
    with _alone(out):
        manifest = Manifest(out)
        results = {}
        for job in jobs:
            if not fresh and (made := manifest.made(job)) is not None:
                results[job.identity] = skipped = replace(made, status="skipped")
                manifest.put(skipped)
                tell(skipped, len(jobs))
        stale = [job for job in jobs if job.identity not in results]
        manifest.forget(stale)
        manifest.write()
        saved = time.monotonic()
        ended = crew.results(stale, place, workers or _processors(), start_method)
        try:
            with _terminable(), closing(ended):
                for result in ended:
                    results[result.identity] = result
                    manifest.put(result)
                    if time.monotonic() - saved > _SAVE_EVERY:
                        manifest.write()
                        saved = time.monotonic()
                    tell(result, len(jobs))
        finally:
            manifest.write()
    return [results[job.identity] for job in jobs]


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    out.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(out / _LOCK_FILE, timeout=0):
            yield
    except Timeout:
        raise Conflict(
            f"Another run is writing reports into {out}. Wait until it has ended, or choose another folder."
        ) from None


def _processors() -> int:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM end a run as Ctrl-C does: workers ended, manifest written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(signum: int, frame: types.FrameType | None) -> None:
        raise SystemExit(128 + signum)

    earlier = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier)
