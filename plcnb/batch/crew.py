"""The workers of a run: processes that make one report after the other, as long as that is safe.

Reports about different teams never share a process. Reports about one team do where their notebooks are
plain (`Template.is_plain`); a report that fails in a shared process is made again in one of its own.
"""

import multiprocessing
import os
import signal
import sys
import time
import types
from collections import deque
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess

from plcnb.batch.files import remove, remove_part
from plcnb.batch.isolation import INLINE_BACKEND
from plcnb.batch.jobs import Job, JobResult
from plcnb.batch.preload import WARM_VARIABLE
from plcnb.batch.worker import Outcome, Place, story, work

GRACE = 5.0  # seconds after its time in which a worker may still save what it has
_ENVIRONMENT = {
    "MPLBACKEND": INLINE_BACKEND,
    # Workers share the processors already: threads of their own would only get in each other's way.
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}

_Pile = tuple[str, ...]


def results(
    jobs: list[Job], place: Place, workers: int, start_method: str | None
) -> Generator[JobResult, None, None]:
    """Do jobs with at most so many processes at once; yield what came of each as it ends.

    Closing the generator early ends the workers that still run.
    """
    waiting, running = _Waiting(jobs), list[_Worker]()
    if not jobs:
        return
    context = _context(start_method, [place.converter, *_imports(jobs)])
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                job = waiting.first({worker.pile for worker in running})
                running.append(_Worker.start(job, place, context))
            for worker in _answered(running):
                job, shared, result = worker.job, worker.shared, worker.result()
                following = waiting.beside(job) if result.status == "done" else None
                if following is not None:
                    worker.begin(following)
                else:
                    running.remove(worker)
                    worker.kill()
                if shared and result.status == "failed":
                    waiting.alone(job)
                else:
                    yield result
    finally:
        for worker in running:
            worker.kill()


class _Waiting:
    """Jobs that nobody has begun; those that may share a process lie on one pile, the longest on top."""

    def __init__(self, jobs: list[Job]) -> None:
        self._piles: dict[_Pile, deque[Job]] = {}
        for job in jobs:
            self._piles.setdefault(_pile(job), deque()).append(job)
        for key, pile in self._piles.items():
            self._piles[key] = deque(sorted(pile, key=lambda job: -len(job.template.source)))

    def __bool__(self) -> bool:
        return bool(self._piles)

    def first(self, attended: Collection[_Pile]) -> Job:
        """Take a job for a new process: of a pile that nobody is at, else of the highest."""
        free = next((key for key in self._piles if key not in attended), None)
        return self._take(max(self._piles, key=lambda key: len(self._piles[key])) if free is None else free)

    def beside(self, job: Job) -> Job | None:
        """Take a job that may follow another in its process; None if there is none."""
        return self._take(_pile(job)) if _pile(job) in self._piles else None

    def alone(self, job: Job) -> None:
        """Put a job back that must have a process of its own."""
        self._piles["again", *job.identity] = deque([job])

    def _take(self, key: _Pile) -> Job:
        job = self._piles[key].popleft()
        if not self._piles[key]:
            del self._piles[key]
        return job


def _pile(job: Job) -> _Pile:
    """Return what jobs have in common that may share a process; of a notebook that is not plain, itself."""
    about = (job.template.scope, job.subject, job.audience)
    return about if job.template.is_plain else (*about, job.template.name)


def _answered(running: "list[_Worker]") -> "list[_Worker]":
    """Wait until a worker has answered, died, or used up its time; return all of which that is true."""
    handles = [handle for worker in running for handle in (worker.pipe, worker.process.sentinel)]
    soonest = min(worker.end for worker in running)
    ready = set(wait(handles, timeout=max(0.0, soonest - time.monotonic())))
    now = time.monotonic()
    return [w for w in running if w.pipe in ready or w.process.sentinel in ready or now >= w.end]


@dataclass
class _Worker:
    """A process at work on a job.

    `end`: when its patience is over, on the monotonic clock. `shared`: whether it did a job before this one.
    """

    place: Place
    process: BaseProcess
    pipe: Connection
    job: Job = field(init=False)
    when: str = field(init=False)
    end: float = field(init=False)
    shared: bool = False

    @classmethod
    def start(cls, job: Job, place: Place, context: BaseContext) -> "_Worker":
        pipe, theirs = context.Pipe()
        process = context.Process(target=work, args=(place, theirs))  # type: ignore[attr-defined]
        with _environment(_ENVIRONMENT), _without_main():
            process.start()
        theirs.close()
        worker = cls(place, process, pipe)
        worker._give(job)
        return worker

    def begin(self, job: Job) -> None:
        """Go on with another job in the same process."""
        self.shared = True
        self._give(job)

    def _give(self, job: Job) -> None:
        self.job = job
        self.when = datetime.now(UTC).isoformat(timespec="seconds")
        self.end = time.monotonic() + self.place.seconds + GRACE
        with suppress(OSError):  # it has died already, which `result` will tell
            self.pipe.send(job)

    @property
    def pile(self) -> _Pile:
        return _pile(self.job)

    def result(self) -> JobResult:
        """Return what came of the job; if it failed, leave no process and no false file behind."""
        outcome = self._received() or Outcome(story(self.job, self._how_it_ended()), saved=False)
        if outcome.error:
            self.kill()
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
        with _environment(_ENVIRONMENT | {WARM_VARIABLE: " ".join(warm)}), _without_main():
            ensure_running()
    return context


def _imports(jobs: list[Job]) -> list[str]:
    """Return the modules that the templates of some jobs import."""
    templates = {job.template.sha256: job.template for job in jobs}
    return sorted(set().union(*(template.imports for template in templates.values())))


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
