"""Which reader reads which of the files: seen from their columns, or as the person says."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from plcnb.errors import DataError, ParameterError
from plcnb.evidence.findings import Finding
from plcnb.evidence.formats import (
    canvas,
    case,
    exported,
    google_forms,
    gradescope,
    mapped,
    oneroster,
    own,
    staar,
)
from plcnb.evidence.formats.mapping_file import load_mapping
from plcnb.evidence.formats.mapping_model import Mapping
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.snapshots import SnapshotInfo, SourceFile

READERS: dict[str, ModuleType] = {
    module.NAME: module
    for module in (oneroster, exported, own, canvas, gradescope, google_forms, staar, case, mapped)
}
"""The readers by name, in the order they are asked; `formats` says what each offers."""

_SURE_ENOUGH = 0.5
_MOST_COLUMNS = 8
_LONGEST_NAME = 60
_SOMEBODY = re.compile(r".*@.*|[^,]+, [^,]+")  # an address, or "Family, Given"


class UnknownFormat(DataError):  # noqa: N818  (reads as the sentence it is)
    """No reader knows any of the files; `proposing` may propose a mapping for one of them."""


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
    UnknownFormat
        A DataError: no reader knows any of the files.
    DataError
        If the mapping cannot be used with them.
    ParameterError
        If there is no such format.
    NotFound
        If there is no such mapping.
    """
    chosen = load_mapping(mapping) if mapping is not None else None
    steps = _steps(package, format, chosen)
    if not steps:
        raise UnknownFormat(_nothing_known(package))
    sources = sorted((SourceFile(**source) for source in package.sources), key=lambda source: source.name)
    used = [step.mapping for step in steps if step.mapping]
    sources += [SourceFile(f"{one.name}.toml", one.sha256, one.bytes) for one in used]
    names = dict.fromkeys(step.reader.NAME for step in steps)
    info = SnapshotInfo("+".join(names), tuple(sources), version("plcnb"))
    known = {name for step in steps for name in step.package.members}
    unknown = [_unknown(member) for member in package if member.name not in known]
    return Plan(steps, [*package.findings, *unknown], info)


def _steps(package: Package, format: str | None, mapping: Mapping | None) -> list[Step]:
    """Say which reader reads which files; the mapping that a person chose comes before all others."""
    if format is not None and format not in READERS:
        raise ParameterError(f"There is no format {format!r}. {_known()} Leave it out to have it seen.")
    if mapping is None and format is None:
        return _recognised(package)
    if mapping is None:
        if format == mapped.NAME:
            return _recognised(package, (mapped,))
        return [Step(READERS[str(format)], package)]
    if format not in (None, mapped.NAME):
        raise ParameterError(f"A mapping is for the format {mapped.NAME!r}, not {format!r}. Leave one out.")
    members = mapped.claim(package, mapping)
    others = [] if format else _recognised(package.without(members))
    return [*others, Step(mapped, package.only(members), mapping)]


def _recognised(package: Package, readers: Collection[ModuleType] = tuple(READERS.values())) -> list[Step]:
    steps, rest = [], package
    for reader in readers:
        if reader is mapped:
            continue
        if reader.recognise(rest) >= _SURE_ENOUGH:
            steps.append(Step(reader, rest.only(reader.claim(rest))))
            rest = rest.without(steps[-1].package)
    while mapped in readers and len(rest) and (mapping := mapped.find_mapping(rest)):
        steps.append(Step(mapped, rest.only(mapped.claim(rest, mapping)), mapping))
        rest = rest.without(steps[-1].package)
    return steps


def _known() -> str:
    return f"There are: {', '.join(f'{name} ({reader.TITLE})' for name, reader in READERS.items())}."


def _columns(member: Member) -> str:
    shown = ", ".join(_shown(name)[:_LONGEST_NAME] for name in member.header[:_MOST_COLUMNS])
    more = len(member.header) - _MOST_COLUMNS
    return f"{shown} and {more} more" if more > 0 else shown or "none"


def _is_table(member: Member) -> bool:
    """Whether a file has several columns: one alone may be a letter or a note, and speak of anybody."""
    return len(member.header) > 1


def _shown(name: str) -> str:
    """Return a column's name; without its letters where it could be a person's name or address."""
    return re.sub(r"[^\W\d_]", "x", name) if _SOMEBODY.fullmatch(name) else name


def _unknown(member: Member) -> Finding:
    what = f"with these columns ({_columns(member)})" if _is_table(member) else "that is no table of columns"
    message = f"no reader knows a file {what}; nothing of it was read"
    return Finding("refused", member.name, None, "", "", message, "package.unknown_file")


def _nothing_known(package: Package) -> str:
    seen = "; ".join(
        f"{member.name} " + (f"has the columns {_columns(member)}" if _is_table(member) else "has no columns")
        for member in package
    )
    return (
        f"The format of these files cannot be told from their columns: {seen}. {_known()} For other files, "
        "write a mapping and give it with --mapping FILE; docs/importing.md shows how."
    )
