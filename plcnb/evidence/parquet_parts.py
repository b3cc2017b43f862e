"""Team tables as Parquet files of a few teams each, a row group a team.

``part-00000/results.parquet`` holds the results of the first sixteen teams, and so on: team by team in the
order of their ids, one row group for each team even if it is empty (``teams.parquet`` itself is one). To
read a team, only the footers and one row group a table of its part are touched, however many teams there
are; yet any Parquet tool reads the files.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pandas import DataFrame

from plcnb.errors import DataError, StoreError
from plcnb.evidence.columns import TEAM_TABLES
from plcnb.evidence.snapshots import ANOTHER_SNAPSHOT

TEAMS_A_PART = 16


def write_parts(folder: Path, tables: dict[str, DataFrame]) -> list[str]:
    """Write the team tables, conformed, under `folder`; return the id of the first team of each part.

    Raises
    ------
    DataError
        If rows belong to a team that the table ``teams`` does not hold.
    """
    team_ids = sorted(tables["teams"]["team_id"])
    sliced = {name: _by_team(name, frame, team_ids) for name, frame in tables.items()}
    firsts = range(0, len(team_ids), TEAMS_A_PART)
    folder.mkdir(parents=True, exist_ok=True)  # also where there is no team yet
    for number, first in enumerate(firsts):
        part = folder / _part_name(number)
        part.mkdir(parents=True)
        for name, (table, starts) in sliced.items():
            bounds = starts[first : first + TEAMS_A_PART + 1]
            groups = [table[bounds[0] : bounds[-1]]] if name == "teams" else _slices(table, bounds)
            write_table(part / f"{name}.parquet", groups)
    return [team_ids[first] for first in firsts]


def read_team(
    folder: Path, firsts: list[str], team_id: str
) -> tuple[dict[str, Any], dict[str, DataFrame]] | None:
    """Return one team and its other tables without their ``team_id``, or None if there is no such team.

    The last team that was read is remembered, since its pages are made one after the other; the tables
    returned are the caller's own.

    Parameters
    ----------
    folder : Path
    firsts : list of str
        What `write_parts` returned.

    Raises
    ------
    StoreError
        If a file is missing or damaged.
    """
    number = bisect_right(firsts, team_id) - 1
    if number < 0:
        return None
    part = folder / _part_name(number)
    found = _read_group(part, team_id, _as_they_are(part))
    if found is None:
        return None
    team, tables = found
    return dict(team), {name: table.copy(deep=False) for name, table in tables.items()}


def _as_they_are(part: Path) -> tuple[tuple[int, int], ...]:
    """Return times and sizes of a part's files: plcnb never changes them, but a failing disk might."""
    try:
        states = [(part / f"{name}.parquet").stat() for name in TEAM_TABLES]
    except OSError:  # which the reader says
        return ()
    return tuple((one.st_mtime_ns, one.st_size) for one in states)


@lru_cache(maxsize=1)
def _read_group(
    part: Path, team_id: str, files: tuple[tuple[int, int], ...]
) -> tuple[dict[str, Any], dict[str, DataFrame]] | None:
    teams = _read(part / "teams.parquet").to_pylist()
    places = [place for place, team in enumerate(teams) if team["team_id"] == team_id]
    if not places:
        return None
    tables = {
        name: _read(part / f"{name}.parquet", table.names[1:], places[0]).to_pandas(use_threads=False)
        for name, table in TEAM_TABLES.items()
        if name != "teams"
    }
    return teams[places[0]], tables


def to_arrow(frame: DataFrame) -> pa.Table:
    """Return a frame as an Arrow table that remembers the frame's types."""
    return pa.Table.from_pandas(frame, preserve_index=False)


def write_table(path: Path, groups: Sequence[pa.Table]) -> None:
    """Write one Parquet file, a row group for each table of `groups`."""
    with pq.ParquetWriter(path, groups[0].schema, compression="zstd") as writer:
        for group in groups:
            writer.write_table(group, row_group_size=max(1, len(group)))


def read_table(path: Path) -> DataFrame:
    """Return a Parquet file.

    Raises
    ------
    StoreError
        If the file is missing or damaged.
    """
    return _read(path).to_pandas()


def _read(path: Path, columns: list[str] | None = None, row_group: int | None = None) -> pa.Table:
    """Read in the calling thread alone: starting threads costs a short-lived process more than they save."""
    try:
        with pq.ParquetFile(path) as file:
            if row_group is None:
                return file.read(columns, use_threads=False)
            return file.read_row_group(row_group, columns, use_threads=False)
    except (OSError, pa.ArrowException, IndexError) as error:
        raise StoreError(
            f"The file {path} of the evidence cannot be read ({_first_line(error)}). {ANOTHER_SNAPSHOT}"
        ) from error


def _by_team(name: str, frame: DataFrame, team_ids: list[str]) -> tuple[pa.Table, NDArray[np.int64]]:
    """Return the rows as an Arrow table in the order of `team_ids`, and where each team's rows start."""
    codes, ids = pd.factorize(frame["team_id"])
    place = pd.Index(team_ids).get_indexer(ids)
    if (place < 0).any():
        stray = np.isin(codes, np.flatnonzero(place < 0)).sum()
        raise DataError(
            f"{stray:,} rows of the team table {name!r} belong to a team that the table 'teams' lacks. "
            "Every row needs a team."
        )
    order = place[codes]
    if (np.diff(order) < 0).any():
        sorting = np.argsort(order, kind="stable")
        frame, order = frame.iloc[sorting], order[sorting]
    starts = np.searchsorted(order, np.arange(len(team_ids) + 1))
    return to_arrow(frame), starts


def _slices(table: pa.Table, bounds: NDArray[np.int64]) -> list[pa.Table]:
    return [table.slice(start, end - start) for start, end in pairwise(bounds)]


def _part_name(number: int) -> str:
    return f"part-{number:05d}"


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
