"""OneRoster 1.1 and 1.2 CSV packages, bulk and delta: the machine-made export of a school's systems.

The package is read strictly: it is made by a program under a standard, so a wrong cell means that
something is wrong with the export, and one refused finding refuses the package. What real exporters do
beside the standard without leaving doubt about the meaning is noted.
"""

from typing import Any

import pandas as pd

from plcnb.evidence.findings import FileCount, Finding, KnownIds, Reading, group_findings, no_rejects
from plcnb.evidence.formats.oneroster_checks import Sheet, make_sheet
from plcnb.evidence.formats.oneroster_fields import ALWAYS_OTHER_NAMES, COMMON, FILES, File
from plcnb.evidence.formats.oneroster_manifest import (
    FILE_NAME,
    HEADER,
    Manifest,
    compare_with_files,
    read_manifest,
)
from plcnb.evidence.formats.oneroster_meaning import check_rows, check_together
from plcnb.evidence.formats.oneroster_references import check_references
from plcnb.evidence.formats.oneroster_tables import make_removals, make_tables
from plcnb.evidence.formats.reading import Member, Package

NAME = "oneroster"
TITLE = "OneRoster 1.1 and 1.2 CSV"

_BY_KEY = {file.name.casefold(): file for file in FILES.values()}
_LEAD = {field.name for field in COMMON}
_ID = COMMON[0].name


def recognise(package: Package) -> float:
    """Return 1 if the package has a OneRoster manifest, 0.9 if its files are plainly OneRoster's, else 0."""
    if _manifest_in(package):
        return 1.0
    return 0.9 if any(set(member.header) >= _LEAD for member in claim(package)) else 0.0


def claim(package: Package) -> list[Member]:
    """Return the members that are OneRoster's, the manifest among them.

    Beside a manifest, that is every file of records with a sourcedId; one that the standard does not know
    is refused when it is read.
    """
    manifest = _manifest_in(package)
    return [
        member
        for member in package
        if member is manifest or identify(member) or (manifest and _ID in member.header)
    ]


def identify(member: Member) -> File | None:
    """Tell which of the standard's files a member is, by its columns; None if it is none of them.

    Only a member with the name of one of the files can be one. It is the file whose columns it has, which
    in real packages is not always the one it is named after. A file of the right name that has at least
    an id, or no header that can be read, is taken as well: it is to be refused, not passed over.
    """
    named = _BY_KEY.get(member.key)
    header = {name.casefold() for name in member.header}
    unreadable = not header or any('"' in name for name in header)
    if named is None or unreadable or _has_columns(header, named, needed_only=True):
        return named
    others = [
        file for file in FILES.values() if _has_columns(header, file, needed_only=False, no_others=True)
    ]
    if len(others) == 1:
        return others[0]
    ids = {_ID, *(other for other, name in _other_names(named).items() if name == _ID)}
    return named if header & {name.casefold() for name in ids} else None


def read(package: Package, mapping: Any = None, known_ids: KnownIds | None = None) -> Reading:
    """Read the package; every member must be OneRoster's.

    Parameters
    ----------
    package : Package
    mapping : object
        Not used: the standard says what the columns mean.
    known_ids : mapping of str to set of str, optional
        Ids in the store, by source table ("schools", "courses", "classes", "people", "tests"): a delta may
        refer to them. Without it, references to them are not checked.

    Returns
    -------
    Reading
        Strict. In a delta, an empty role of a person means that the package does not speak of it.
    """
    manifest_member = _manifest_in(package)
    manifest = read_manifest(manifest_member) if manifest_member else Manifest()
    findings = list(package.findings)
    if manifest_member is None:
        message = "the package has no manifest.csv, which says what the other files are; export it again"
        findings.append(Finding("refused", FILE_NAME, None, "", "", message, "package.missing_manifest"))
    sheets: dict[str, Sheet] = {}
    named = []
    for member in package:
        if member is manifest_member:
            continue
        file, name = identify(member), _BY_KEY.get(member.key)
        named += [name.name] if name else []
        if file is None or file.name in sheets:
            findings.append(_unknown(member, file))
            continue
        if file is not name:
            findings.append(_misnamed(member, file))
        mode = manifest.mode_of(name.name if name else file.name)
        table = member.table(line_breaks="refused")
        sheets[file.name] = make_sheet(table, file, mode, manifest.version)
    if manifest_member:
        compare_with_files(manifest, named)
    return _finish(sheets, manifest, findings, known_ids)


def _finish(
    sheets: dict[str, Sheet], manifest: Manifest, findings: list[Finding], known_ids: KnownIds | None
) -> Reading:
    """Check the files together, and turn them into tables."""
    check_rows(sheets)
    check_references(sheets, known_ids)
    check_together(sheets)
    tables, removed = make_tables(sheets), make_removals(sheets)
    deltas = [sheet for sheet in sheets.values() if sheet.mode == "delta"]
    if deltas and known_ids is not None and not any(known_ids.values()):
        deltas[0].sieve.say(
            "noted",
            "",
            "package.delta_alone",
            "it holds only what has changed, and nothing is in the store yet: import the bulk export first",
        )
    files: list[FileCount] = []
    for sheet in sheets.values():
        if not sheet.file.table and not sheet.file.helps:
            message = "read and checked, not kept: plcnb has no use for it"
            sheet.sieve.say("noted", "", "file.unused", message, len(sheet.rows))
        files.append(sheet.sieve.count(sheet.file.table))
        findings += sheet.sieve.findings
    return Reading(
        NAME,
        "delta" if deltas else "bulk",
        tables,
        removed,
        group_findings([*manifest.findings, *findings]),
        files,
        pd.concat([no_rejects(), *(sheet.sieve.rejects for sheet in sheets.values())], ignore_index=True),
        strict=True,
        complete=_complete(sheets),
        replaces={"identifiers": "person_id"},
    )


def _complete(sheets: dict[str, Sheet]) -> frozenset[str]:
    """Return the tables of which the package has all rows there are."""
    tables = {sheet.file.table for sheet in sheets.values() if sheet.mode == "bulk"}
    return frozenset(tables | {"identifiers"} if "people" in tables else tables)


def _manifest_in(package: Package) -> Member | None:
    member = package.find(FILE_NAME)
    wanted = {name.casefold() for name in HEADER}
    return member if member and wanted & {name.casefold() for name in member.header} else None


def _other_names(file: File) -> dict[str, str]:
    return {**ALWAYS_OTHER_NAMES, **file.other_names}


def _has_columns(header: set[str], file: File, *, needed_only: bool, no_others: bool = False) -> bool:
    """Whether a header (in lower case) has the file's columns, by any of their names."""
    names: dict[str, set[str]] = {spec.name: {spec.name.casefold()} for spec in file.all_fields}
    for other, name in _other_names(file).items():
        names.get(name, set()).add(other.casefold())
    for spec in file.all_fields:
        wanted = (spec.required or not needed_only) and not spec.version
        if wanted and not header & names[spec.name]:
            return False
    return not no_others or header <= set().union(*names.values())


def _unknown(member: Member, file: File | None) -> Finding:
    if file is None:
        message = "the standard has no such file; take it out of the package"
        return Finding("refused", member.name, None, "", "", message, "package.unknown_file")
    message = f"a second file with the columns of {file.name}.csv; give one of them"
    return Finding("refused", member.name, None, "", "", message, "package.duplicate_file")


def _misnamed(member: Member, file: File) -> Finding:
    message = f"the file has the columns of {file.name}.csv and was read as that"
    return Finding("noted", member.name, None, "", "", message, "package.misnamed_file")
