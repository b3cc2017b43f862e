"""What is known about one import: when, from which files, how much."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceFile:
    """One imported file: its name without folders, its SHA-256, its size."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class SnapshotInfo:
    """What the importer knows and the store cannot: the format read, and the files it came in."""

    format: str
    sources: tuple[SourceFile, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """One state of the evidence, as an import left it. Never changed afterwards.

    `id` sorts by time and ends in the beginning of a hash of the content; `when` is UTC in ISO 8601;
    `counts` gives the rows of each source table ("source/results") and team table ("teams/results").
    """

    id: str
    when: str
    format: str
    sources: tuple[SourceFile, ...]
    counts: dict[str, int]
    rejects: int = 0
