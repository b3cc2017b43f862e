"""How fast a file of a million rows is read and checked: plcnb's readers beside a plain read of it.

Plain is what duckdb does with `read_csv`: no checks, no lines to name faults by, no other encodings. It is
taken in four ways: types guessed or all text, handed on as an Arrow table or as pandas frame. plcnb's time is
the whole step, from the bytes of the file to checked and typed source tables. Files and ways take turns; the
shortest time of each counts, since what else runs on a machine only ever adds. Besides the time by the clock
stands the processor time of all threads, of which both use several.

    python benchmarks/importing.py
    python benchmarks/importing.py --rows 100000 --reads 9
"""

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd
from pandas import DataFrame

from plcnb.evidence.findings import Reading
from plcnb.evidence.formats import mapped, oneroster, own
from plcnb.evidence.formats.mapping_file import load_mapping
from plcnb.evidence.formats.reading import Package

MAPPING = """
title = "Answers of an invented system"
source = "made up for this benchmark"
[file.answers]
columns = ["Quiz", "Pupil", "Question", "Answer", "Points", "Day"]
[[table]]
name = "responses"
file = "answers"
[table.columns]
test_id = "{Quiz}"
person_id = "{Pupil}"
item_id = "{Question}"
response = "{Answer}"
score = "{Points}"
status = "answered"
date = "{Day}"
"""
QUESTIONS = 40


def write_own(folder: Path, rows: int) -> Path:
    """Write item_responses.csv: each student answers forty questions."""
    return _write(_answers(rows), folder / "item_responses.csv")


def write_mapped(folder: Path, rows: int) -> Path:
    """Write the same answers under the names of another system."""
    names = ["Quiz", "Pupil", "Question", "Answer", "Points", "Day"]
    return _write(_answers(rows).set_axis(names, axis=1), folder / "answers.csv")


def write_oneroster(folder: Path, rows: int) -> Path:
    """Write results.csv of a OneRoster bulk package; the tests and students stand in the store."""
    answers = _answers(rows)
    results = DataFrame(
        {
            "sourcedId": pd.Index(np.arange(rows)).astype("str"),
            "status": "",
            "dateLastModified": "",
            "lineItemSourcedId": answers["test_id"] + "-" + answers["item_id"],
            "studentSourcedId": answers["student_id"],
            "scoreStatus": "fully graded",
            "score": answers["score"],
            "scoreDate": answers["date"],
            "comment": "",
            "textScore": "",
            "classSourcedId": "",
            "inProgress": "",
            "incomplete": "",
            "late": "",
            "missing": "",
        }
    )
    return _write(results, folder / "results.csv")


def _answers(rows: int) -> DataFrame:
    draw = np.random.default_rng(1)
    place = np.arange(rows)
    student = place // QUESTIONS
    days = pd.date_range("2026-09-01", periods=60).strftime("%Y-%m-%d")
    return DataFrame(
        {
            "test_id": _named("test-", student % 25),
            "student_id": _named("student-", student),
            "item_id": _named("q-", place % QUESTIONS),
            "response": pd.Index(list("ABCD")).take(draw.integers(4, size=rows)),
            "score": draw.integers(2, size=rows),
            "date": days.take(student % 60),
        }
    )


def _named(prefix: str, numbers: np.ndarray) -> pd.Index:
    return pd.Index([f"{prefix}{number:06d}" for number in range(numbers.max() + 1)]).take(numbers)


def _write(frame: DataFrame, path: Path) -> Path:
    frame.to_csv(path, index=False)
    return path


# Each returns what reads a file whole with plcnb; what the store would know is found out before


def own_reader(path: Path) -> Callable[[], Reading]:
    known = _known(path, tests="test_id", people="student_id", items="item_id")
    return lambda: own.check_references(own.read(Package.open([path])), {}, known)


def oneroster_reader(path: Path) -> Callable[[], Reading]:
    known = _known(path, tests="lineItemSourcedId", people="studentSourcedId")
    return lambda: oneroster.read(Package.open([path]), known_ids=known)


def mapped_reader(path: Path) -> Callable[[], Reading]:
    toml = path.with_suffix(".toml")
    toml.write_text(MAPPING)
    mapping = load_mapping(toml)
    return lambda: mapped.read(Package.open([path]), mapping)


def _known(path: Path, **columns: str) -> dict[str, set[str]]:
    rows = pd.read_csv(path, usecols=list(columns.values()), dtype="str")
    return {table: set(rows[column]) for table, column in columns.items()}


# Each reads it with duckdb, plainly


def plain(path: Path, *, typed: bool, pandas: bool) -> object:
    with duckdb.connect() as connection:
        options = "" if typed else ", all_varchar = true"
        found = connection.sql(f"SELECT * FROM read_csv('{path}', header = true{options})")
        return found.df() if pandas else found.to_arrow_table()


CASES: dict[str, tuple[Callable[[Path, int], Path], Callable[[Path], Callable[[], Reading]]]] = {
    "item responses of plcnb's own": (write_own, own_reader),
    "results of OneRoster": (write_oneroster, oneroster_reader),
    "answers by a mapping": (write_mapped, mapped_reader),
}
WAYS: dict[str, dict[str, bool]] = {
    "types guessed, Arrow": {"typed": True, "pandas": False},
    "types guessed, pandas": {"typed": True, "pandas": True},
    "all text, Arrow": {"typed": False, "pandas": False},
    "all text, pandas": {"typed": False, "pandas": True},
}


class Took(NamedTuple):
    """Seconds by the clock, and of all processors."""

    clock: float
    processor: float


def measure(job: Callable[[], object]) -> Took:
    """Time a job once, its garbage collected before."""
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    job()
    return Took(time.perf_counter() - clock, time.process_time() - processor)


def shortest(times: list[Took]) -> Took:
    """Return the shortest time of each kind."""
    return Took(*(min(column) for column in zip(*times, strict=True)))


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rows", type=int, default=1_000_000, help="rows of each file")
    options.add_argument("--reads", type=int, default=5, help="how often each file is read in each way")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for title, (write, reader) in CASES.items():
            path = write(Path(folder), given.rows)
            show(title, path, reader(path), given.reads)


def show(title: str, path: Path, read: Callable[[], Reading], reads: int) -> None:
    took: dict[str, list[Took]] = {name: [] for name in ("plcnb", *WAYS)}
    for _ in range(reads):
        took["plcnb"].append(measure(read))
        for name, way in WAYS.items():
            took[name].append(measure(lambda way=way: plain(path, **way)))
    kept = sum(count.kept for count in read().files)
    ours = shortest(took["plcnb"])
    print(f"\n{title}: {path.stat().st_size / 1e6:.0f} MB, {kept:,} rows kept")
    print(f"{'':32}{'clock s':>10}{'plcnb is':>10}{'processor s':>14}{'plcnb is':>10}")
    for name, times in took.items():
        one = shortest(times)
        by_clock, by_processor = ours.clock / one.clock, ours.processor / one.processor
        print(
            f"{name:32}{one.clock:10.2f}{by_clock:9.1f}x{one.processor:14.2f}{by_processor:9.1f}x", flush=True
        )


if __name__ == "__main__":
    main()
