"""Which reader reads which of the files: seen from their columns, or as the person says."""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from plcnb.errors import DataError, ParameterError
from plcnb.evidence.findings import Finding
from plcnb.evidence.formats import READERS, mapped, recognise_format
from plcnb.evidence.formats.mapping_file import find_mapping_file, load_mapping
from plcnb.evidence.formats.mapping_model import Mapping
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.snapshots import SnapshotInfo, SourceFile

_MOST_COLUMNS = 8


@dataclass(frozen=True)
class Step:
    """One reader, and the files it reads."""

    reader: ModuleType
    package: Package
    mapping: Mapping | None = None


@dataclass(frozen=True)
class Plan:
    """What is to be read by which reader, and what was left aside."""

    steps: list[Step]
    findings: list[Finding]
    info: SnapshotInfo


def plan_import(package: Package, format: str | None, mapping: Path | str | None) -> Plan:
    """Give every file to the reader that knows it.

    Parameters
    ----------
    package : Package
    format : str or None
        A key of `READERS`, to take all files as that.
    mapping : path, str or None
        A mapping file, or the name of a shipped one; it comes first.

    Raises
    ------
    DataError
        If no reader knows any of the files, or the mapping cannot be used with them.
    ParameterError
        If there is no such format.
    NotFound
        If there is no such mapping.
    """
    chosen = load_mapping(mapping) if mapping is not None else None
    steps = _steps(package, format, chosen)
    sources = [SourceFile(**source) for source in package.sources]
    if mapping is not None and chosen is not None:
        path = find_mapping_file(mapping)
        sources.append(SourceFile(path.name, chosen.sha256, path.stat().st_size))
    info = SnapshotInfo("+".join(step.reader.NAME for step in steps), tuple(sources), version("plcnb"))
    return Plan(steps, list(package.findings), info)


def _steps(package: Package, format: str | None, mapping: Mapping | None) -> list[Step]:
    if format is not None and format not in READERS:
        raise ParameterError(f"There is no format {format!r}. {_known()} Leave it out to have it seen.")
    if mapping is None:
        found = [(READERS[format], list(package))] if format else recognise_format(package)
        if not found:
            raise DataError(_nothing_known(package))
        return [Step(reader, package.only(members)) for reader, members in found]
    if format not in (None, mapped.NAME):
        raise ParameterError(f"A mapping is for the format {mapped.NAME!r}, not {format!r}. Leave one out.")
    members = mapped.claim(package, mapping)
    rest = package.without(members)
    others = recognise_format(rest) if format is None else []
    own = package if not others else package.only(members)  # files that nobody knows are refused by name
    return [*(Step(reader, rest.only(found)) for reader, found in others), Step(mapped, own, mapping)]


def _known() -> str:
    return f"There are: {', '.join(f'{name} ({reader.TITLE})' for name, reader in READERS.items())}."


def _columns(member: Member) -> str:
    shown = ", ".join(member.header[:_MOST_COLUMNS])
    more = len(member.header) - _MOST_COLUMNS
    return f"{shown} and {more} more" if more > 0 else shown or "none"


def _nothing_known(package: Package) -> str:
    seen = "; ".join(f"{member.name} has the columns {_columns(member)}" for member in package)
    return (
        f"The format of these files cannot be told from their columns: {seen}. {_known()} For other files, write "
        "a mapping and give it with --mapping FILE; docs/importing.md shows how."
    )
