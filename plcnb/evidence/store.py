"""The evidence store: snapshots on disk, and one team's slice in milliseconds."""

from pathlib import Path

from pandas import DataFrame

from plcnb.evidence.snapshots import Snapshot, SnapshotInfo, SourceFile
from plcnb.evidence.team_evidence import Assessment, TeamEvidence

__all__ = ["Assessment", "EvidenceStore", "Snapshot", "SnapshotInfo", "SourceFile", "TeamEvidence"]


class EvidenceStore:
    """The folder ``evidence/`` of a workspace: one folder a snapshot, and a file that names the current one.

    Any number of processes may read while one writes; what they read is whole, old or new.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def snapshots(self) -> list[Snapshot]:
        """Return every snapshot, oldest first; an empty list before the first import."""
        raise NotImplementedError

    @property
    def current(self) -> Snapshot:
        """The snapshot that is read. NotFound before the first import."""
        raise NotImplementedError

    def at(self, snapshot_id: str) -> "EvidenceStore":
        """Return a store that reads this snapshot, whatever is imported later. NotFound lists snapshots."""
        raise NotImplementedError

    def teams(self) -> DataFrame:
        """Return all teams: the table ``columns.TEAM_TABLES["teams"]``, sorted by team_id."""
        raise NotImplementedError

    def team(self, team_id: str) -> TeamEvidence:
        """Return one team's evidence. NotFound lists the teams there are."""
        raise NotImplementedError

    def source_tables(self) -> dict[str, DataFrame]:
        """Return the tables of ``columns.SOURCE_TABLES`` of the current snapshot."""
        raise NotImplementedError

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

        `base` is the id of the snapshot that the tables were merged with ("" for none): Conflict if another
        has become current since. None does not ask.
        """
        raise NotImplementedError
