"""What is known about one import: when, from which files, how much."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from secrets import token_hex

from plcnb.errors import StoreError

FILE_NAME = "snapshot.json"
START_AGAIN = "move the folder evidence away and import the sources again"
ANOTHER_SNAPSHOT = f"Write the name of an earlier snapshot into evidence/CURRENT, or {START_AGAIN}."
_LAYOUT = 2  # of the folder; a later one may hold more, but never something else under the same name


@dataclass(frozen=True)
class SourceFile:
    """One imported file: its name without folders, its SHA-256, its size."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class SnapshotInfo:
    """What the importer knows and the store cannot: the format read, the files it came in, who read it.

    `version` is that of the plcnb that read the files: another may read them differently.
    """

    format: str
    sources: tuple[SourceFile, ...] = ()
    version: str = ""


@dataclass(frozen=True)
class Snapshot:
    """One state of the evidence, as an import left it. Never changed afterwards.

    `id` sorts by time and ends in the beginning of a hash of the content; `when` is UTC in ISO 8601;
    `counts` gives the rows of each source table ("source/results") and team table ("teams/results");
    `rejects` counts the rows that the import refused, kept in ``rejects.csv``; `version` is that of the
    plcnb that read the files.
    """

    id: str
    when: str
    format: str
    sources: tuple[SourceFile, ...]
    counts: dict[str, int]
    rejects: int = 0
    version: str = ""


@dataclass(frozen=True)
class Contents:
    """A snapshot, and what only the store needs of it.

    `first_teams`: the first team of each part, see `parquet_parts`. `secret`: what the numbers that stand
    for students are shuffled by, so that nobody who knows the ids can tell which number is whose.
    """

    snapshot: Snapshot
    first_teams: list[str]
    secret: str = field(default_factory=lambda: token_hex(16), repr=False)


def write_contents(folder: Path, contents: Contents) -> None:
    """Write ``snapshot.json``."""
    text = json.dumps({"layout": _LAYOUT, **asdict(contents)}, ensure_ascii=False, indent=1)
    (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8")


def read_contents(folder: Path) -> Contents:
    """Read ``snapshot.json``.

    Raises
    ------
    StoreError
        If it is missing, damaged, or of a later version of plcnb.
    """
    path = folder / FILE_NAME
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        if read["layout"] != _LAYOUT:
            raise StoreError(
                f"{path} has layout {read['layout']}, this plcnb reads {_LAYOUT}. "
                "Install the plcnb that wrote it."
            )
        described = read["snapshot"]
        described["sources"] = tuple(SourceFile(**source) for source in described["sources"])
        return Contents(Snapshot(**described), read["first_teams"], read["secret"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path} cannot be read ({type(error).__name__}: {error}), so the snapshot is damaged. "
            f"{ANOTHER_SNAPSHOT}"
        ) from error
