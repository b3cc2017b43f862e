"""How fast reports are made: plcnb beside what a user would pick instead, in one run on one machine.

(a) the command `papermill` in a loop            one notebook after the other; no page
(b) papermill's API in a pool of processes       its own engine, a kernel each; pages by our converter
(c) plcnb.batch.pool.run_batch                   as many workers as (b); pages
(d) the floor                                    the same cells in one warm interpreter; pages

Start-up is left out of (b), (c) and (d): it is paid once a run, not once a team. Processor seconds count
every process that took part.

    python benchmarks/batch.py --teams 60 --workers 2
    python benchmarks/batch.py --template team-report --workspace reports/sample-district
    python benchmarks/batch.py --all-templates --workspace reports/sample-district
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import forkserver, get_context
from pathlib import Path

import psutil

from plcnb.batch.jobs import Job, plan_jobs
from plcnb.batch.planning import plan_reports
from plcnb.batch.pool import run_batch
from plcnb.batch.templates import find_template
from plcnb.batch.worker import converter
from plcnb.workspace import Workspace

TYPICAL = Path(__file__).resolve().parents[1] / "tests" / "batch" / "notebooks" / "typical.ipynb"
PAGE = "plcnb.reports.page:render"
INLINE = "module://matplotlib_inline.backend_inline"


@dataclass
class Measured:
    reports: int
    seconds: float
    cpu: float
    lanes: int  # how many of these could run beside each other in the time measured
    cpu_by_template: dict[str, list[float]] = field(default_factory=dict)  # a number a report

    @property
    def rate(self) -> float:
        return 60 * self.lanes * self.reports / self.seconds

    @property
    def cpu_each(self) -> float:
        return self.cpu / self.reports


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--template", default=str(TYPICAL), help="name or path; by default a typical one")
    parser.add_argument("--all-templates", action="store_true", help="every template that ships")
    parser.add_argument("--teams", type=int, default=60, help="reports of each template for (c) and (d)")
    parser.add_argument("--slow-teams", type=int, default=8, help="reports for (a) and (b)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--workspace", type=Path, help="give its teams instead of made-up ones")
    options = parser.parse_args()
    if options.workspace:
        os.environ["PLCNB_WORKSPACE"] = str(options.workspace.resolve())
    if options.all_templates and not options.workspace:
        parser.error("--all-templates needs a --workspace with data")
    jobs = planned(options.workspace, [] if options.all_templates else [options.template], options.teams)
    few = jobs[:: max(1, len(jobs) // options.slow_teams)][: options.slow_teams]
    with tempfile.TemporaryDirectory(prefix="plcnb-benchmark-") as folder:
        out = Path(folder)
        measured = {
            "a": papermill_command(few, out / "a"),
            "b": papermill_pool(few, out / "b", options.workers),
            "c": plcnb(jobs, out / "c", options.workers),
            "d": floor(jobs, out / "d", options.workers),
        }
        memory = {
            "b": peak_memory(
                lambda: papermill_pool(few, out / "b", options.workers), ("papermill", "kernel")
            ),
            "c": peak_memory(lambda: plcnb(jobs, out / "c", options.workers), ("server", "worker")),
        }
    report(measured, memory, options.workers)


def planned(workspace: Path | None, templates: list[str], most: int) -> list[Job]:
    """Return the first so many jobs of each template; every template that ships, if none is named."""
    if workspace is None:
        return plan_jobs(find_template(templates[0]), [f"team-{number}" for number in range(most)])
    place = Workspace.open(workspace)
    by_template = defaultdict(list)
    for job in plan_reports(place, place.evidence, templates):
        by_template[job.template.name].append(job)
    return [job for jobs in by_template.values() for job in jobs[:most]]


def papermill_command(jobs: list[Job], out: Path) -> Measured:
    out.mkdir(parents=True)
    sources = [_source(job, out) for job in jobs]
    started, before = time.perf_counter(), os.times()
    for number, job in enumerate(jobs):
        command = [
            sys.executable,
            "-m",
            "papermill",
            "--no-progress-bar",
            sources[number],
            str(out / f"{number}.ipynb"),
        ]
        for name, value in job.parameters.items():
            command += ["-p", name, str(value)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(len(jobs), time.perf_counter() - started, cpu, 1)


def papermill_pool(jobs: list[Job], out: Path, workers: int) -> Measured:
    out.mkdir(parents=True, exist_ok=True)
    work = [
        (_source(job, out), job.parameters, job.title, str(out / f"{number}"))
        for number, job in enumerate(jobs)
    ]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_quiet) as pool:
        list(pool.map(_papermill, work[:1] * workers))  # each worker imports papermill, and runs once
        started = time.perf_counter()
        cpu = sum(pool.map(_papermill, work))
        return Measured(len(jobs), time.perf_counter() - started, cpu, 1)


def _quiet() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # each kernel warns of its ports


def _papermill(work: tuple[str, dict, str, str]) -> float:
    import papermill

    source, parameters, title, stem = work
    before = sum(os.times()[:4])
    notebook = papermill.execute_notebook(source, f"{stem}.ipynb", parameters, progress_bar=False)
    Path(f"{stem}.html").write_text(converter(PAGE)(notebook, title=title), encoding="utf-8")
    return sum(os.times()[:4]) - before


def plcnb(jobs: list[Job], out: Path, workers: int) -> Measured:
    workspace = Path(os.environ["PLCNB_WORKSPACE"]) if "PLCNB_WORKSPACE" in os.environ else None
    run_batch(jobs[:workers], out=out, workers=workers, workspace=workspace, fresh=True)  # warms the server
    server = psutil.Process(forkserver._forkserver._forkserver_pid)
    before = sum(server.cpu_times()[:4]) + time.process_time()
    started = time.perf_counter()
    results = run_batch(jobs, out=out, workers=workers, workspace=workspace, fresh=True)
    seconds = time.perf_counter() - started
    failed = [result.error for result in results if result.error]
    if failed:
        raise SystemExit(f"{len(failed)} failed, the first: {failed[0]}")
    cpu = sum(server.cpu_times()[:4]) + time.process_time() - before
    each = defaultdict(list)
    for result in results:
        each[result.template].append(result.cpu_seconds)
    return Measured(len(jobs), seconds, cpu, 1, each)


def floor(jobs: list[Job], out: Path, lanes: int) -> Measured:
    os.environ.update(MPLBACKEND=INLINE, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    out.mkdir(parents=True)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        seconds, each = pool.submit(_floor, jobs, out).result()
    return Measured(len(jobs), seconds, sum(map(sum, each.values())), lanes, each)


def _floor(jobs: list[Job], out: Path) -> tuple[float, dict[str, list[float]]]:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    render = converter(PAGE)
    one_a_template = {job.template.name: job for job in reversed(jobs)}
    for job in [*one_a_template.values(), *jobs[:2]]:
        _floor_report(shell, render, job, out)
    each = defaultdict(list)
    started = time.perf_counter()
    for job in jobs:
        before = time.process_time()
        _floor_report(shell, render, job, out)
        each[job.template.name].append(time.process_time() - before)
    return time.perf_counter() - started, each


def _floor_report(shell, render, job: Job, out: Path) -> None:
    from IPython.utils.capture import capture_output
    from nbformat.notebooknode import from_dict

    notebook = from_dict(json.loads(job.template.source))
    for cell in notebook.cells:
        cell.source = "".join(cell.source)
        if cell.cell_type != "code":
            continue
        with capture_output() as shown:
            shell.run_cell(cell.source).raise_error()
            if "parameters" in cell.metadata.get("tags", ()):
                shell.user_ns.update(job.parameters)
        cell.outputs = [
            from_dict({"output_type": "display_data", "data": one.data, "metadata": one.metadata or {}})
            for one in shown.outputs
        ]
        if shown.stdout:
            cell.outputs.append(from_dict({"output_type": "stream", "name": "stdout", "text": shown.stdout}))
    stem = out / f"{job.template.name}-{job.html.replace('/', '-')}"
    stem.with_suffix(".ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    stem.with_suffix(".html").write_text(render(notebook, title=job.title), encoding="utf-8")


def _source(job: Job, out: Path) -> str:
    path = out / f"template-{job.template.name}.ipynb"
    path.write_text(job.template.source, encoding="utf-8")
    return str(path)


def peak_memory(run: Callable[[], object], kinds: tuple[str, ...]) -> dict[str, float]:
    """Return the largest memory seen, in MB, that a process of each kind had to itself (PSS)."""
    done, peak = threading.Event(), dict.fromkeys(kinds, 0.0)

    def watch() -> None:
        while not done.wait(0.02):
            for kind, pss in _memory():
                if kind in peak:
                    peak[kind] = max(peak[kind], pss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        run()
    finally:
        done.set()
        watcher.join()
    return peak


def _memory() -> Iterator[tuple[str, float]]:
    server = forkserver._forkserver._forkserver_pid
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error, AttributeError):
            line = " ".join(process.cmdline())
            words = {"ipykernel": "kernel", "forkserver": "worker", "spawn_main": "papermill"}
            kind = next((kind for word, kind in words.items() if word in line), "other")
            yield "server" if process.pid == server else kind, process.memory_full_info().pss / 1e6


def report(measured: dict[str, Measured], memory: dict[str, dict[str, float]], workers: int) -> None:
    names = {
        "a": "papermill command in a loop",
        "b": f"papermill API, {workers} processes",
        "c": f"plcnb, {workers} workers",
        "d": f"floor × {workers}",
    }
    print(f"{'':34}{'reports/min':>12}{'cpu s/report':>14}{'reports':>9}")
    for key, one in measured.items():
        print(f"({key}) {names[key]:30}{one.rate:12.1f}{one.cpu_each:14.3f}{one.reports:9}")
    mine = measured["c"]
    for key in "abd":
        other = measured[key]
        faster, cheaper = mine.rate / other.rate, mine.cpu_each / other.cpu_each
        print(f"c/{key}: {faster:5.1f} × the reports, {cheaper:5.2f} × the cpu")
    for name, each in mine.cpu_by_template.items():
        least = measured["d"].cpu_by_template[name]
        of_mine, of_least = sum(each) / len(each), sum(least) / len(least)
        print(f"c/d {name:20}{of_mine / of_least:6.2f} × the cpu ({of_mine:.3f} s of {of_least:.3f} s)")
    for key, kinds in memory.items():
        shown = ", ".join(f"{kind} {size:.0f} MB" for kind, size in sorted(kinds.items()))
        print(f"({key}) largest memory of one process (PSS): {shown}")


if __name__ == "__main__":
    main()
