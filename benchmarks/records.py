"""How fast an edit of a record is kept: plcnb on SQLite and PostgreSQL beside bare sqlite3.

An edit writes the record's row and adds a revision. Bare sqlite3 does just these two statements on a file
with the same promise (a log, flushed at every commit), (a) on a connection that stays open, (b) on one opened
for each edit, as plcnb does, so that threads and forks cannot share one. plcnb also checks the record, holds
the team, compares with what is there and numbers the revision. A PostgreSQL of its own is started if there is
one on the machine.

    python benchmarks/records.py
    python benchmarks/records.py --writers 1 5 20 --edits 2000
"""

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from pandas import DataFrame

from plcnb.model import Goal
from plcnb.records.store import Records

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "records"))
from own_postgresql import running_cluster

GOALS = 5
HEADINGS = f"{'':38}{'edits/s':>8}{'p50 ms':>10}{'p95 ms':>10}{'longest':>10}{'p50/first':>10}"
FORK = get_context("fork")
Edit = Callable[[int, str], None]  # which goal, which text


def bare(path: Path, *, stays_open: bool) -> Callable[[], Edit]:
    """Return how a process gets its way to edit a file with two tables and nothing else."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    with connect() as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE goals (id INTEGER PRIMARY KEY, what TEXT)")
        connection.execute(
            "CREATE TABLE revisions (id INTEGER PRIMARY KEY, goal INTEGER, at TEXT, what TEXT)"
        )
        connection.executemany("INSERT INTO goals VALUES (?, '')", [(number,) for number in range(GOALS)])

    def opened() -> Edit:
        kept = connect() if stays_open else None

        def edit(goal: int, what: str) -> None:
            connection = kept or connect()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE goals SET what = ? WHERE id = ?", (what, goal))
            connection.execute(
                "INSERT INTO revisions (goal, at, what) VALUES (?, datetime('now'), ?)", (goal, what)
            )
            connection.execute("COMMIT")
            if kept is None:
                connection.close()

        return edit

    return opened


def plcnb(address: str | Path) -> Callable[[], Edit]:
    """Return how a process gets its way to edit a store of records."""
    records = Records(address)
    records.know_teams(DataFrame({"team_id": ["maths"], "name": ["Maths"]}), DataFrame())
    for number in range(GOALS):
        records.add(Goal(id=str(number), team_id="maths"), by="ana")

    def opened() -> Edit:
        return lambda goal, what: (
            records.update(Goal(id=str(goal), team_id="maths", what=what), by="ana") and None
        )

    return opened


def measure(opened: Callable[[], Edit], writers: int, edits: int) -> tuple[float, np.ndarray]:
    """Return edits a second of all writers together, and the milliseconds of each edit."""
    go, told = FORK.Event(), FORK.Queue()

    def write(seed: int) -> None:
        edit, luck, took = opened(), random.Random(seed), []
        edit(0, "warm")
        go.wait()
        for number in range(edits // writers):
            started = time.perf_counter()
            edit(luck.randrange(GOALS), f"{seed}: {number}")
            took.append(1000 * (time.perf_counter() - started))
        told.put(took)

    processes = [FORK.Process(target=write, args=(seed,)) for seed in range(writers)]
    for process in processes:
        process.start()
    time.sleep(1)
    started = time.perf_counter()
    go.set()
    took = np.concatenate([told.get() for _ in processes])
    seconds = time.perf_counter() - started
    for process in processes:
        process.join()
    return len(took) / seconds, took


def ways(stack: ExitStack) -> Iterator[tuple[str, Callable[[], Callable[[], Edit]]]]:
    """Yield each way's name, and what sets it up anew."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="plcnb-benchmark-")))
    numbers = count()
    yield "bare sqlite3, connection stays open", lambda: bare(folder / f"{next(numbers)}.db", stays_open=True)
    yield "bare sqlite3, opened for each edit", lambda: bare(folder / f"{next(numbers)}.db", stays_open=False)
    yield "plcnb on SQLite", lambda: plcnb(folder / f"{next(numbers)}.db")
    try:
        cluster = stack.enter_context(running_cluster(durable=True))
    except FileNotFoundError as error:
        print(error)
        return
    yield "plcnb on PostgreSQL", lambda: plcnb(cluster.address(cluster.new()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--writers", type=int, nargs="+", default=[1, 20])
    parser.add_argument("--edits", type=int, default=2000, help="of all writers together")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        all_ways = list(ways(stack))
        for writers in chosen.writers:
            print(f"\n{writers} writing at once\n{HEADINGS}")
            first = 0.0
            for name, set_up in all_ways:
                rate, took = measure(set_up(), writers, chosen.edits)
                middle, late = np.percentile(took, [50, 95])
                first = first or float(middle)
                times = "".join(f"{one:10.1f}" for one in (middle, late, took.max(), middle / first))
                print(f"{name:38}{rate:8.0f}{times}")


if __name__ == "__main__":
    main()
