"""A run: many jobs, each in a fresh fork of one warm process, at most so many at once."""

import multiprocessing
import os
import signal
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from filelock import FileLock, Timeout

from plcnb.batch.files import remove, remove_part
from plcnb.batch.isolation import INLINE_BACKEND
from plcnb.batch.jobs import Job, JobResult, refuse_twins
from plcnb.batch.manifest import Manifest
from plcnb.batch.preload import WARM_VARIABLE
from plcnb.batch.worker import Outcome, Place, story, work
from plcnb.errors import Conflict

OnResult = Callable[[JobResult, int], None]

PAGE = "plcnb.reports.page:render"
GRACE = 5.0  # seconds after its time in which a worker may still save what it has
_SAVE_EVERY = 5.0  # seconds between two writes of the manifest
_LOCK_FILE = ".plcnb.lock"
_WORKER_ENVIRONMENT = {
    "MPLBACKEND": INLINE_BACKEND,
    # Workers share the processors already: threads of their own would only get in each other's way.
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


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

    Each job runs in a process of its own, so nothing passes from one team to the next. On Linux these are
    forks of one process that has loaded everything; it is kept for later runs. Files appear whole
    or not at all. ``manifest.json`` in `out` says what came of each job; a job whose report is up to date
    is skipped.

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
        crew = _crew(stale, place, workers or _processors(), start_method)
        try:
            with _terminable(), closing(crew):
                for result in crew:
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


def _crew(
    jobs: list[Job], place: Place, workers: int, start_method: str | None
) -> Generator[JobResult, None, None]:
    """Yield the results of jobs as they end; closing it early ends the workers that still run."""
    waiting, running = deque(jobs), list[_Worker]()
    if not jobs:
        return
    context = _context(start_method, [place.converter, *_imports(jobs)])
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                running.append(_Worker.start(waiting.popleft(), place, context))
            for worker in _ended(running):
                running.remove(worker)
                yield worker.result()
    finally:
        for worker in running:
            worker.kill()


def _ended(running: "list[_Worker]") -> "list[_Worker]":
    """Wait until a worker has answered, died, or used up its time; return all of which that is true."""
    handles = [handle for worker in running for handle in (worker.pipe, worker.process.sentinel)]
    soonest = min(worker.end for worker in running)
    ready = set(wait(handles, timeout=max(0.0, soonest - time.monotonic())))
    now = time.monotonic()
    return [w for w in running if w.pipe in ready or w.process.sentinel in ready or now >= w.end]


@dataclass
class _Worker:
    """A process at work on a job. `end`: when its patience is over, on the monotonic clock."""

    job: Job
    place: Place
    process: BaseProcess
    pipe: Connection
    when: str
    end: float

    @classmethod
    def start(cls, job: Job, place: Place, context: BaseContext) -> "_Worker":
        pipe, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(job, place, theirs))  # type: ignore[attr-defined]
        when = datetime.now(UTC).isoformat(timespec="seconds")
        with _environment(_WORKER_ENVIRONMENT), _without_main():
            process.start()
        theirs.close()
        return cls(job, place, process, pipe, when, time.monotonic() + place.seconds + GRACE)

    def result(self) -> JobResult:
        """Return what came of the job, and leave no process and no false file behind."""
        outcome = self._received() or Outcome(story(self.job, self._how_it_ended()), saved=False)
        self.kill()
        if outcome.error:
            gone = [remove(self.place.out / self.job.html)]
            if not outcome.saved:
                gone.append(remove(self.place.out / self.job.notebook))
            if any(gone):
                outcome = replace(outcome, error=f"{outcome.error} The older report was removed.")
        return JobResult(
            template=self.job.template.name,
            scope=self.job.template.scope,
            subject=self.job.subject,
            audience=self.job.audience,
            status="failed" if outcome.error else "done",
            seconds=outcome.seconds,
            notebook=self.job.notebook if outcome.saved else "",
            html="" if outcome.error else self.job.html,
            error=outcome.error,
            when=self.when,
            key=self.job.key,
            cpu_seconds=outcome.cpu_seconds,
            cell=outcome.cell,
        )

    def kill(self) -> None:
        """End the process, if it still runs, and all that its notebook left running."""
        if hasattr(os, "killpg") and self.process.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.pipe.close()
        for name in (self.job.html, self.job.notebook):
            remove_part(self.place.out / name)

    def _received(self) -> Outcome | None:
        try:
            return self.pipe.recv() if self.pipe.poll() else None
        except (EOFError, OSError):
            return None

    def _how_it_ended(self) -> str:
        if time.monotonic() >= self.end:
            return f"after {self.place.seconds:g} s: it did not end in time"
        self.process.join(GRACE)
        code = self.process.exitcode
        if code is None or code >= 0:
            return f"because its process ended itself (exit status {code})"
        name = signal.Signals(-code).name
        memory = ", as happens when memory runs out: try fewer workers" if name == "SIGKILL" else ""
        return f"because its process was ended by {name}{memory}"


def _context(start_method: str | None, warm: list[str]) -> BaseContext:
    """Return what starts processes; if it forks them, the process to fork is on its way."""
    # macOS has the call too, but some of its own libraries break in a fork.
    forks = "forkserver" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    context = multiprocessing.get_context(start_method or ("forkserver" if forks else "spawn"))
    if context.get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        context.set_forkserver_preload(["plcnb.batch.preload"])
        with _environment(_WORKER_ENVIRONMENT | {WARM_VARIABLE: " ".join(warm)}), _without_main():
            ensure_running()
    return context


def _imports(jobs: list[Job]) -> list[str]:
    """Return the modules that the templates of some jobs import."""
    templates = {job.template.sha256: job.template for job in jobs}
    return sorted(set().union(*(template.imports for template in templates.values())))


def _processors() -> int:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Set variables for a process that is being started, and for nothing else."""
    earlier = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in earlier.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide `__main__`, which each new process would run again: it needs nothing of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


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
