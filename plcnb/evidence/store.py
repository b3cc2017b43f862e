"""The evidence store: snapshots on disk, and one team's slice in milliseconds."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from filelock import FileLock, Timeout
from pandas import DataFrame, concat

from plcnb.errors import Conflict, NotFound, StoreError
from plcnb.evidence.columns import SOURCE_TABLES, TEAM_TABLES, Table
from plcnb.evidence.conforming import conform
from plcnb.evidence.parquet_parts import read_table, read_team, to_arrow, write_parts, write_table
from plcnb.evidence.snapshots import (
    START_AGAIN,
    Contents,
    Snapshot,
    SnapshotInfo,
    SourceFile,
    read_contents,
    write_contents,
)
from plcnb.evidence.team_evidence import Assessment, TeamEvidence
from plcnb.model import Team

__all__ = ["Assessment", "EvidenceStore", "Snapshot", "SnapshotInfo", "SourceFile", "TeamEvidence"]

CURRENT_FILE = "CURRENT"
_UNFINISHED = ".unfinished-"
_PATIENCE = 10.0  # seconds to wait for another import before saying so
_SNAPSHOT_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}")


class EvidenceStore:
    """The folder ``evidence/`` of a workspace: one folder a snapshot, and a file that names the current one.

    Any number of processes may read while one writes; what they read is whole, old or new. Snapshots are
    never changed or removed. Each holds ``source/*.parquet`` (the tables imported), ``teams/`` (see
    `parquet_parts`), ``snapshot.json`` and, if rows were refused, ``rejects.csv``.

    Parameters
    ----------
    folder : Path or str
        Made at the first write.
    snapshot_id : str or None
        Read this snapshot, whatever is imported later. None: the current one.
    """

    def __init__(self, folder: Path | str, snapshot_id: str | None = None) -> None:
        self.folder = Path(folder)
        self._pinned = snapshot_id

    def snapshots(self) -> list[Snapshot]:
        """Return every snapshot, oldest first; an empty list before the first import."""
        return [read_contents(self.folder / snapshot_id).snapshot for snapshot_id in self._ids()]

    @property
    def current(self) -> Snapshot:
        """The snapshot that is read.

        Raises
        ------
        NotFound
            Before the first import.
        StoreError
            If the store is damaged.
        """
        return self._contents().snapshot

    def at(self, snapshot_id: str) -> "EvidenceStore":
        """Return a store that reads this snapshot, whatever is imported later.

        Raises
        ------
        NotFound
            If there is no such snapshot; lists those there are.
        """
        pinned = EvidenceStore(self.folder, snapshot_id)
        pinned._current_folder()
        return pinned

    def teams(self) -> DataFrame:
        """Return all teams: the table ``columns.TEAM_TABLES["teams"]``, sorted by team_id."""
        return read_table(self._current_folder() / "teams" / "teams.parquet")

    def members(self) -> DataFrame:
        """Return the teachers of all teams: the table ``columns.TEAM_TABLES["members"]``."""
        return self._of_all_teams("members")

    def assessments(self) -> DataFrame:
        """Return the common assessments of all teams: the table ``columns.TEAM_TABLES["assessments"]``."""
        return self._of_all_teams("assessments")

    def _of_all_teams(self, name: str) -> DataFrame:
        files = sorted((self._current_folder() / "teams").glob(f"part-*/{name}.parquet"))
        frames = [read_table(file) for file in files]
        return concat(frames, ignore_index=True) if frames else conform(None, TEAM_TABLES[name])

    def team(self, team_id: str) -> TeamEvidence:
        """Return one team's evidence.

        Raises
        ------
        NotFound
            If there is no such team (lists the teams there are), or nothing is imported yet.
        StoreError
            If the store is damaged.
        """
        contents = self._contents()
        folder = self.folder / contents.snapshot.id / "teams"
        found = read_team(folder, contents.first_teams, team_id)
        if found is None:
            raise NotFound("team", team_id, self.teams()["team_id"])
        described, tables = found
        team = Team(**{name: value for name, value in described.items() if value is not None})
        return TeamEvidence(team=team, snapshot=contents.snapshot.id, secret=contents.secret, **tables)

    def source_tables(self) -> dict[str, DataFrame]:
        """Return the tables of ``columns.SOURCE_TABLES``, as they were written."""
        folder = self._current_folder() / "source"
        return {name: read_table(folder / f"{name}.parquet") for name in SOURCE_TABLES}

    def write(
        self,
        source_tables: dict[str, DataFrame],
        team_tables: dict[str, DataFrame],
        info: SnapshotInfo,
        rejects: DataFrame | None = None,
        *,
        base: str | None = None,
    ) -> Snapshot:
        """Write a new snapshot and make it the current one: whole, or not at all.

        Parameters
        ----------
        source_tables, team_tables : dict of DataFrame
            Tables that are not there are written empty.
        info : SnapshotInfo
        rejects : DataFrame, optional
            Rows that the import refused.
        base : str, optional
            Id of the snapshot the tables were merged with, "" for none. Without it nobody asks.

        Raises
        ------
        Conflict
            If another import is under way, or `base` is no longer the current snapshot.
        DataError
            If a table breaks its contract.
        """
        sources, teams = _conformed(source_tables, SOURCE_TABLES), _conformed(team_tables, TEAM_TABLES)
        teams["teams"] = teams["teams"].sort_values("team_id", ignore_index=True)
        with self._alone():
            if base is not None and base != (self._current_id() or ""):
                raise Conflict(
                    f"Another import was finished since this one read {base or 'the empty store'!r}: "
                    f"{self._current_id()!r} is current now. Import once more."
                )
            with self._unfinished_folder() as folder:
                first_teams = _write_tables(folder, sources, teams, rejects)
                snapshot = _describe(folder, info, sources, teams, 0 if rejects is None else len(rejects))
                write_contents(folder, Contents(snapshot, first_teams))
                _flush_tree(folder)
                folder.rename(self.folder / snapshot.id)
            _flush(self.folder)
            self._make_current(snapshot.id)
        return snapshot

    def _ids(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if _SNAPSHOT_ID.fullmatch(path.name))

    def _current_id(self) -> str | None:
        try:
            return (self.folder / CURRENT_FILE).read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None

    def _current_folder(self) -> Path:
        snapshot_id = self._current_id() if self._pinned is None else self._pinned
        if snapshot_id and (self.folder / snapshot_id).is_dir():
            return self.folder / snapshot_id
        known = self._ids()
        if self._pinned is not None:
            raise NotFound("snapshot", self._pinned, known)
        if snapshot_id is None and not known:
            raise NotFound("import", "", (), "Import first: plcnb import FILE.")
        file = self.folder / CURRENT_FILE
        says = "is missing" if snapshot_id is None else f"names {snapshot_id!r}, which is not there"
        raise StoreError(
            f"{file} {says}. It should hold the name of a snapshot; there are: {', '.join(known) or 'none'}. "
            f"Write one of these into it, or {START_AGAIN}."
        )

    def _contents(self) -> Contents:
        return read_contents(self._current_folder())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other writers out; readers are not concerned."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=_PATIENCE):
                yield
        except Timeout as error:
            raise Conflict(
                f"Another import into {self.folder} is under way. Wait until it is done, then import again."
            ) from error
        except OSError as error:
            raise StoreError(
                f"The evidence cannot be written to {self.folder} ({error.strerror or error}); what was "
                "there is untouched. Make room or ask for the right to write there, then import again."
            ) from error

    @contextmanager
    def _unfinished_folder(self) -> Iterator[Path]:
        """Give a new folder, cleared away on failure; clear away what writers that crashed have left."""
        for stale in self.folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(stale, ignore_errors=True)
        folder = self.folder / f"{_UNFINISHED}{token_hex(4)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _make_current(self, snapshot_id: str) -> None:
        draft = self.folder / f"{_UNFINISHED}{CURRENT_FILE}"
        draft.write_text(snapshot_id + "\n", encoding="utf-8")
        _flush(draft)
        draft.replace(self.folder / CURRENT_FILE)
        _flush(self.folder)


def _conformed(tables: dict[str, DataFrame], contract: dict[str, Table]) -> dict[str, DataFrame]:
    return {name: conform(tables.get(name), table) for name, table in contract.items()}


def _write_tables(
    folder: Path, sources: dict[str, DataFrame], teams: dict[str, DataFrame], rejects: DataFrame | None
) -> list[str]:
    (folder / "source").mkdir()
    for name, frame in sources.items():
        write_table(folder / "source" / f"{name}.parquet", [to_arrow(frame)])
    first_teams = write_parts(folder / "teams", teams)
    write_table(folder / "teams" / "teams.parquet", [to_arrow(teams["teams"])])
    if rejects is not None and len(rejects):
        rejects.to_csv(folder / "rejects.csv", index=False, encoding="utf-8")
    return first_teams


def _describe(
    folder: Path, info: SnapshotInfo, sources: dict[str, DataFrame], teams: dict[str, DataFrame], rejects: int
) -> Snapshot:
    when = datetime.now(UTC)
    counts = {f"source/{name}": len(frame) for name, frame in sources.items()}
    counts |= {f"teams/{name}": len(frame) for name, frame in teams.items()}
    snapshot_id = f"{when:%Y%m%dT%H%M%S%f}Z-{_digest(folder)[:8]}"
    return Snapshot(
        snapshot_id,
        when.isoformat(timespec="seconds"),
        info.format,
        info.sources,
        counts,
        rejects,
        info.version,
    )


def _digest(folder: Path) -> str:
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _flush_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _flush(path)
    _flush(folder)


def _flush(path: Path) -> None:
    """Have the disk keep what was written, so that a power cut cannot leave a current but empty snapshot."""
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":  # Windows keeps folders by itself and does not open them
        return
    descriptor = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
