"""plcnb's own CSV files: teams, standards, questions and answers, which no common export has a place for.

People make these files, so a row that cannot be right is refused and the rest is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Finding, KnownIds, Reading, group_findings, no_rejects
from plcnb.evidence.formats.own_fields import OWN_FILES, RESPONSES, OwnFile
from plcnb.evidence.formats.own_rows import Part, name_columns, read_part, refuse_repeated
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.formats.typed import look_up

NAME = "own"
TITLE = "plcnb's own CSV: teams, standards, items, item responses"


@dataclass
class OwnReading(Reading):
    """A reading whose references are still to be checked, when all readers have read their part."""

    parts: list[Part] = field(default_factory=list)
    package_findings: list[Finding] = field(default_factory=list)


def recognise(package: Package) -> float:
    """Return 1 if some member has the columns of one of plcnb's own files, else 0."""
    return 1.0 if claim(package) else 0.0


def claim(package: Package) -> list[Member]:
    """Return the members that are plcnb's own, known by their columns."""
    return [member for member in package if identify(member)]


def identify(member: Member) -> OwnFile | None:
    """Tell which of plcnb's own files a member is: by its columns; the one that knows most of them."""
    named = {file.table: name_columns(member.header, file) for file in OWN_FILES}
    fits = [file for file in OWN_FILES if named[file.table].keys() >= set(file.known_by)]
    return max(fits, key=lambda file: len(named[file.table]), default=None)


def read(package: Package, mapping: Any = None, known_ids: Any = None) -> OwnReading:
    """Read plcnb's own files among the members; `check_references` must follow.

    Parameters
    ----------
    package : Package
    mapping, known_ids : object
        Not used.

    Returns
    -------
    OwnReading
        Not strict. Its mode is "delta": the rows are added to those in the store, and take the place of
        rows with the same key.
    """
    parts = []
    findings = list(package.findings)
    for member in package:
        file = identify(member)
        if file is None:
            message = "the file has the columns of none of plcnb's own files; it was not read"
            findings.append(Finding("refused", member.name, None, "", "", message, "package.unknown_file"))
        else:
            parts.append(read_part(file, member.table()))
    parts.sort(key=lambda part: OWN_FILES.index(part.file))
    reading = OwnReading(NAME, "delta", parts=parts, package_findings=findings)
    _finish(reading)
    return reading


def check_references(
    reading: Reading, tables: Mapping[str, pd.DataFrame], known_ids: KnownIds | None = None
) -> Reading:
    """Refuse rows of plcnb's own files that point to nothing, score too much, or are there already.

    Parameters
    ----------
    reading : Reading
        Of any format; one that is not of plcnb's own files is returned as it is.
    tables : mapping of str to DataFrame
        Source tables of everything read in this import, and of the store where it is to be added to.
    known_ids : mapping of str to set of str, optional
        Further ids that are there, by source table.

    Returns
    -------
    Reading
        The same one, with its tables, findings, files and rejects brought up to date.
    """
    if not isinstance(reading, OwnReading):
        return reading
    ids = {
        name: {*(known_ids or {}).get(name, ()), *(tables[name][column] if name in tables else ())}
        for name, column in _IDS.items()
    }
    for place, part in enumerate(reading.parts):
        for reference in _REFERENCES[part.file.table]:
            _check(part, reference, ids[reference.table])
        if part.file is RESPONSES and "items" in tables:
            _check_highest(part, tables["items"])
        refuse_repeated(part, [other for other in reading.parts[:place] if other.file is part.file])
    _finish(reading)
    return reading


class _Reference(NamedTuple):
    """A column that points to a table's ids; `needed` if the row means nothing without."""

    column: str
    table: str
    what: str
    needed: bool = False
    several: bool = False


_IDS = {
    "schools": "school_id",
    "courses": "course_id",
    "classes": "class_id",
    "people": "person_id",
    "tests": "test_id",
    "items": "item_id",
    "standards": "standard_id",
}
_REFERENCES = {
    "teams": (
        _Reference("school_id", "schools", "school"),
        _Reference("course_id", "courses", "course"),
        _Reference("teacher_ids", "people", "person", several=True),
        _Reference("class_ids", "classes", "class", several=True),
    ),
    "standards": (_Reference("parent_id", "standards", "standard"),),
    "items": (_Reference("course_id", "courses", "course"),),
    "responses": (
        _Reference("test_id", "tests", "test", needed=True),
        _Reference("student_id", "people", "student", needed=True),
        _Reference("item_id", "items", "question", needed=True),
    ),
}


def _check(part: Part, reference: _Reference, ids: set[str]) -> None:
    column = part.frame[part.file.becomes.get(reference.column, reference.column)]
    good = part.sieve.good
    texts = pd.Series((column if good.all() else column[good]).unique(), dtype="str")
    each = texts.str.split(";").explode() if reference.several else texts
    unknown = texts[each.index[(each != "") & ~each.isin(ids)].unique()]
    if unknown.empty:
        return
    rows = column.isin(unknown).to_numpy() & part.sieve.good
    rule = f"reference.unknown_{reference.what}"
    if not reference.needed:
        message = f"names a {reference.what} that is not known; kept"
        part.sieve.note(rows, reference.column, rule, message)
    elif ids:
        message = f"no {reference.what} has this id, neither in this import nor in the store"
        part.sieve.refuse(rows, reference.column, rule, message)
    else:
        message = f"no {reference.what} at all is known yet: import the file that lists them with this one"
        part.sieve.refuse(rows, reference.column, rule, message, each=False)


def _check_highest(part: Part, items: pd.DataFrame) -> None:
    """Refuse a score above the most that the question can give on any assessment."""
    highest = look_up(part.frame["item_id"], items.groupby("item_id")["max_score"].max())
    above = (part.frame["score"] > highest).to_numpy() & part.sieve.good
    message = "the score is above the highest that the question can give (max_score in the items file)"
    part.sieve.refuse(above, "score", "row.score_above_max", message)


def _finish(reading: OwnReading) -> None:
    """Bring the reading up to date with its parts."""
    frames: dict[str, list[pd.DataFrame]] = {}
    for part in reading.parts:
        frames.setdefault(part.file.table, []).append(part.kept)
    reading.tables = {
        name: conform(pd.concat(found, ignore_index=True), SOURCE_TABLES[name])
        for name, found in frames.items()
    }
    found = [finding for part in reading.parts for finding in part.sieve.findings]
    reading.findings = group_findings([*reading.package_findings, *found])
    reading.files = [part.sieve.count(part.file.table) for part in reading.parts]
    rejects = [part.sieve.rejects for part in reading.parts]
    reading.rejects = pd.concat([no_rejects(), *rejects], ignore_index=True)
