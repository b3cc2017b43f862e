"""How fast one team's evidence is read: the store of plcnb beside what a user would pick instead.

Every team has 100 students, 5 assessments and 10 questions on each: 5,000 answers. All eight tables of one
team come back as pandas frames, from (a) this process, which has read before, and (b) a process forked for
the purpose, as report workers are: connections, threads and first uses are paid there each time. Medians;
the ratio is to plcnb. Writing is told beside, as is the size on disk: a mapped Arrow file reads fastest,
but takes tens of times the room, and every import keeps its snapshot.

    python benchmarks/store.py
    python benchmarks/store.py --answers 50000 1000000 5000000 --reads 30
"""

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandas import DataFrame

from plcnb.evidence.columns import TEAM_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.store import EvidenceStore, SnapshotInfo

STUDENTS, ASSESSMENTS, QUESTIONS = 100, 5, 10
Tables = dict[str, DataFrame]
Reader = Callable[[str], object]


def made_up(n_teams: int) -> Tables:
    """Return team tables with random answers, sorted by team."""
    draw = np.random.default_rng(1)

    def text(prefix: str, n: int) -> pd.Index:
        return pd.Index([f"{prefix}{number:06d}" for number in range(n)], dtype="str")

    teams, assessments, questions = text("team-", n_teams), text("cfa-", ASSESSMENTS), text("q-", QUESTIONS)
    students = text("student-", n_teams * STUDENTS)
    by_student = {"team_id": teams.repeat(STUDENTS), "student_id": students}
    taken = pd.DataFrame(by_student).merge(DataFrame({"assessment_id": assessments}), how="cross")
    taken = taken.sort_values(["team_id", "assessment_id"], kind="stable")
    answers = taken.merge(DataFrame({"item_id": questions}), how="cross")
    answers["response"] = pd.Index(list("ABCD"), dtype="str").take(draw.integers(4, size=len(answers)))
    items = DataFrame({"team_id": teams}).merge(DataFrame({"assessment_id": assessments}), how="cross")
    tables = {
        "teams": DataFrame({"team_id": teams, "name": teams, "origin": "file"}),
        "members": DataFrame({"team_id": teams, "person_id": teams, "name": "Invented"}),
        "students": DataFrame(by_student).assign(name="Invented", status="active"),
        "assessments": items.assign(title=items["assessment_id"], max_score=10.0),
        "items": items.merge(DataFrame({"item_id": questions}), how="cross").assign(key="A", standard_id="s"),
        "results": taken.assign(score=draw.integers(11, size=len(taken)), status="scored"),
        "responses": answers.assign(score=draw.integers(2, size=len(answers)), status="answered"),
        "notes": DataFrame({"team_id": teams, "position": 1, "note": "Invented."}),
    }
    return {name: conform(tables.get(name), table) for name, table in TEAM_TABLES.items()}


# Each writes the tables under a folder and returns what reads one team of them


def plcnb_store(folder: Path, tables: Tables) -> Reader:
    EvidenceStore(folder).write({}, tables, SnapshotInfo("made up"))
    return lambda team_id: EvidenceStore(folder).team(team_id)


def duckdb_over_parquet(folder: Path, tables: Tables) -> Reader:
    one_parquet_a_table(folder, tables)

    def read(team_id: str) -> object:
        with duckdb.connect(config={"threads": 1}) as connection:
            query = "SELECT * FROM read_parquet(?) WHERE team_id = ?"
            return [
                connection.execute(query, [str(folder / f"{name}.parquet"), team_id]).df() for name in tables
            ]

    return read


def duckdb_file(folder: Path, tables: Tables) -> Reader:
    with duckdb.connect(folder / "evidence.duckdb") as connection:
        for name, table in tables.items():
            connection.register("frame", table)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM frame ORDER BY team_id")

    def read(team_id: str) -> object:
        with duckdb.connect(folder / "evidence.duckdb", read_only=True, config={"threads": 1}) as connection:
            return [
                connection.execute(f"SELECT * FROM {name} WHERE team_id = ?", [team_id]).df()
                for name in tables
            ]

    return read


def one_parquet_a_table(folder: Path, tables: Tables) -> Reader:
    for name, table in tables.items():
        arrow = pa.Table.from_pandas(table, preserve_index=False)
        pq.write_table(arrow, folder / f"{name}.parquet", compression="zstd", row_group_size=20_000)

    def read(team_id: str) -> object:
        only = [("team_id", "==", team_id)]
        files = [
            pq.read_table(folder / f"{name}.parquet", filters=only, use_threads=False) for name in tables
        ]
        return [table.to_pandas(use_threads=False) for table in files]

    return read


def one_parquet_row_group_a_team(folder: Path, tables: Tables) -> Reader:
    team_ids = tables["teams"]["team_id"].tolist()
    for name, table in tables.items():
        arrow = pa.Table.from_pandas(table, preserve_index=False)
        starts = table["team_id"].searchsorted([*team_ids, "~"])
        with pq.ParquetWriter(folder / f"{name}.parquet", arrow.schema, compression="zstd") as writer:
            for start, end in pairwise(starts):
                writer.write_table(arrow.slice(start, end - start), row_group_size=max(1, end - start))

    def read(team_id: str) -> object:
        place = team_ids.index(team_id)
        files = [pq.ParquetFile(folder / f"{name}.parquet") for name in tables]
        return [file.read_row_group(place, use_threads=False).to_pandas(use_threads=False) for file in files]

    return read


def arrow_file_mapped(folder: Path, tables: Tables) -> Reader:
    team_ids = tables["teams"]["team_id"].tolist()
    for name, table in tables.items():
        arrow = pa.Table.from_pandas(table, preserve_index=False)
        starts = table["team_id"].searchsorted([*team_ids, "~"])
        with pa.ipc.new_file(folder / f"{name}.arrow", arrow.schema) as writer:
            for start, end in pairwise(starts):
                batches = arrow.slice(start, end - start).combine_chunks().to_batches()
                writer.write_batch(batches[0] if batches else pa.RecordBatch.from_pylist([], arrow.schema))

    def read(team_id: str) -> object:
        place = team_ids.index(team_id)
        frames = []
        for name in tables:
            with pa.memory_map(str(folder / f"{name}.arrow")) as mapped:
                batch = pa.ipc.open_file(mapped).get_batch(place)
                frames.append(pa.Table.from_batches([batch]).to_pandas(use_threads=False))
        return frames

    return read


def sqlite_indexed(folder: Path, tables: Tables) -> Reader:
    with sqlite3.connect(folder / "evidence.db") as connection:
        for name, table in tables.items():
            table.to_sql(name, connection, index=False)
            connection.execute(f"CREATE INDEX {name}_by_team ON {name}(team_id)")

    def read(team_id: str) -> object:
        with sqlite3.connect(folder / "evidence.db") as connection:
            query = "SELECT * FROM {} WHERE team_id = ?"
            return [pd.read_sql_query(query.format(name), connection, params=[team_id]) for name in tables]

    return read


WAYS = (
    plcnb_store,
    duckdb_over_parquet,
    duckdb_file,
    one_parquet_a_table,
    one_parquet_row_group_a_team,
    arrow_file_mapped,
    sqlite_indexed,
)


@dataclass
class Measured:
    way: str
    read: Reader
    write: float  # seconds
    size: float  # megabytes
    here: list[float] = field(default_factory=list)  # seconds for each team, in this process
    forked: list[float] = field(default_factory=list)  # the same, each in a process of its own


def measure(folder: Path, tables: Tables, reads: int) -> list[Measured]:
    """Write in every way, then read each team in every way in turn: what disturbs one disturbs all."""
    measured = [written(way, folder / way.__name__, tables) for way in WAYS]
    for team_id in tables["teams"]["team_id"].sample(reads, random_state=2, replace=True):
        for one in measured:
            one.here.append(seconds(one.read, team_id))
            one.forked.append(seconds_in_a_fork(one.read, team_id))
    return measured


def written(way: Callable[[Path, Tables], Reader], folder: Path, tables: Tables) -> Measured:
    folder.mkdir()
    started = time.perf_counter()
    read = way(folder, tables)
    took = time.perf_counter() - started
    read(tables["teams"]["team_id"].iloc[0])
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    return Measured(way.__name__.replace("_", " "), read, took, size)


def seconds(read: Reader, team_id: str) -> float:
    started = time.perf_counter()
    read(team_id)
    return time.perf_counter() - started


def seconds_in_a_fork(read: Reader, team_id: str) -> float:
    """Time one read in a fresh fork of this process, which has its imports done; without the fork itself."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(send, str(seconds(read, team_id)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(receive, 64).decode()
    os.close(receive)
    os.close(send)
    return float(told)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--answers", type=int, nargs="+", default=[50_000, 1_000_000], help="sizes to try")
    options.add_argument("--reads", type=int, default=20, help="teams read for each number")
    given = options.parse_args()
    for answers in given.answers:
        n_teams = max(1, answers // (STUDENTS * ASSESSMENTS * QUESTIONS))
        tables = made_up(n_teams)
        with tempfile.TemporaryDirectory() as folder:
            measured = measure(Path(folder), tables, given.reads)
        show(measured, f"{len(tables['responses']):,} answers, {n_teams:,} teams")


def show(measured: list[Measured], title: str) -> None:
    here, forked = (
        1e3 * np.median([getattr(one, n) for one in measured], axis=1) for n in ("here", "forked")
    )
    print(f"\n{title}")
    print(f"{'':32}{'read ms':>10}{'ratio':>8}{'forked ms':>12}{'ratio':>8}{'write s':>10}{'MB':>8}")
    for number, one in enumerate(measured):
        print(
            f"{one.way:32}{here[number]:10.1f}{here[number] / here[0]:8.1f}"
            f"{forked[number]:12.1f}{forked[number] / forked[0]:8.1f}{one.write:10.1f}{one.size:8.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
