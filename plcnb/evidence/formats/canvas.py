"""The gradebook that Canvas exports as CSV.

The rules for telling its rows and columns apart are those of Canvas's own exporter and importer
(gradebook_exporter.rb, gradebook_importer.rb): assignments are known by their trailing "(id)" before anything
else, since a title may hold any word; a row of "Manual Posting" may come before "Points Possible".
"""

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Reading
from plcnb.evidence.formats.gradebooks import (
    Assignment,
    Meanings,
    first_of_each,
    long_results,
    reading_of,
    split_names,
    to_scores,
    unguarded,
    writes_decimal_comma,
)
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.formats.sieve import Sieve

NAME = "canvas"
TITLE = "gradebook CSV of Canvas"

_ASSIGNMENT = re.compile(r"(?P<title>.*\S)\s*\((?P<id>\d+)\)")
_POINTS = "points possible"
_POSTING = re.compile(r"\s*(muted|manual posting.*)?\s*", re.IGNORECASE)
_READ_ONLY = re.compile(r"\(.*\)")  # "(read only)", in any language: totals that nobody typed
_EXPORT_NAME = re.compile(r".*Grades-", re.IGNORECASE)  # 2026-11-23T1010_Grades-MATH_7.csv
_IDS = {
    "ID": "vendor id",
    "SIS User ID": "SIS id",
    "SIS Login ID": "login",
    "Integration ID": "id",
}
_STRONGEST = ("SIS User ID", "Integration ID", "SIS Login ID", "ID")
_TEST_STUDENT = {"student, test", "test student"}
_FIRST_ROWS = 4
_NAMES = ("Student", "LastName", "FirstName", "SIS Login ID")
_KNOWN = (*dict.fromkeys((*_IDS, *_NAMES)), "Section")
_USUAL = {name.casefold().replace(" ", ""): name for name in _KNOWN}

_MEANINGS = Meanings(exempt=frozenset({"ex"}), not_assigned=frozenset({"n/a"}))


def recognise(package: Package) -> float:
    """Return 1 if some member is a Canvas gradebook, else 0."""
    return 1.0 if claim(package) else 0.0


def claim(package: Package) -> list[Member]:
    """Return the members that are Canvas gradebooks: by a student, an id, a section, and points possible."""
    return [member for member in package if _is_canvas(member)]


def _is_canvas(member: Member) -> bool:
    header = [name.casefold() for name in member.header]
    named = header[:1] == ["student"] or header[:2] in (
        ["lastname", "firstname"],
        ["last name", "first name"],
    )
    points = any(row and _POINTS in row[0].casefold() for row in member.head[1:_FIRST_ROWS])
    return named and "id" in header and "section" in header and points


def read(package: Package, mapping: Any = None, known_ids: Any = None) -> Reading:
    """Read Canvas gradebooks.

    Parameters
    ----------
    package : Package
    mapping, known_ids : object
        Not used.

    Returns
    -------
    Reading
        Not strict. A later gradebook replaces the results of the assignments it holds. The school, the
        course, the sections and who is in them are stand-ins.
    """
    books = [_Book(member) for member in package if _is_canvas(member)]
    return reading_of(NAME, [*books], package, "a Canvas gradebook")


class _Book:
    """One gradebook in the making."""

    def __init__(self, member: Member) -> None:
        table = member.table(short_rows="noted", line_breaks="noted")
        table = replace(table, rows=table.rows.rename(columns=_usual_name))
        self.sieve = Sieve(table, hidden=_NAMES, listed=0)
        rows = self.sieve.rows
        self.file = member.name
        points = self._leave_out_heads()
        candidates = [name for name in rows.columns if _ASSIGNMENT.fullmatch(name)]
        self.comma = writes_decimal_comma(rows[candidates])
        self.assignments = self._assignments(points[candidates].str.strip())
        for column in rows.columns.intersection(list(_KNOWN)):
            rows[column] = unguarded(rows[column]).str.strip()
        self.person = self._people()
        results, measures = long_results(self.sieve, self.person, self.assignments, _MEANINGS, self.comma)
        self.tables = {**self._who(), "tests": self._tests(), "results": results, "measures": measures}

    def _leave_out_heads(self) -> Series:
        """Take out the rows that are no students, and return the one of points possible."""
        rows, sieve = self.sieve.rows, self.sieve
        first = rows.iloc[:, 0]
        head = first.index < _FIRST_ROWS
        points = np.flatnonzero(head & first.str.casefold().str.contains(_POINTS, regex=False).to_numpy())
        posting = rows.head(_FIRST_ROWS).apply(lambda cells: cells.str.fullmatch(_POSTING)).all(axis=1)
        posting = posting.reindex(rows.index, fill_value=False).to_numpy(bool)
        sieve.leave_out(posting, rows.columns[0], "row.no_student", "says how scores are posted; no student")
        message = "says the highest scores; no student"
        sieve.leave_out(points[:1], rows.columns[0], "row.no_student", message)
        name = (rows["LastName"] + ", " + rows["FirstName"]) if "LastName" in rows else first
        tester = name.str.strip().str.casefold().isin(_TEST_STUDENT).to_numpy() & sieve.good
        sieve.leave_out(tester, rows.columns[0], "row.test_student", "Canvas's own test student was left out")
        return rows.iloc[points[0]]

    def _assignments(self, points: Series) -> list[Assignment]:
        found = []
        for column, text, highest in zip(points.index, points, to_scores(points, self.comma), strict=True):
            match = _ASSIGNMENT.fullmatch(column)
            if match is not None and not _READ_ONLY.fullmatch(text):
                test_id, most = f"{NAME}:{match['id']}", highest if highest > 0 else np.nan
                found.append(Assignment(column, test_id, match["title"], most))
        if not found:
            message = (
                "no column is an assignment: their names end in an id in brackets, such as Quiz 1 (4711)"
            )
            self.sieve.say("noted", "", "table.no_assignments", message)
        return found

    def _people(self) -> Series:
        rows = self.sieve.rows
        person = Series("", index=rows.index, dtype="str")
        for column in _STRONGEST:
            if column in rows:
                known = f"{NAME}:" + rows[column] if column == "ID" else rows[column]
                person = person.mask((person == "") & (rows[column] != ""), known)
        nobody = (person == "").to_numpy() & self.sieve.good
        self.sieve.refuse(nobody, "ID", "row.missing_required_value", "the student has no id of any kind")
        first_of_each(self.sieve, person.where(self.sieve.good, ""), "ID")
        return person

    def _who(self) -> dict[str, DataFrame]:
        rows, good = self.sieve.rows, self.sieve.good
        kept, person = rows[good], self.person[good]
        if "LastName" in rows:
            names = DataFrame({"given_name": kept["FirstName"], "family_name": kept["LastName"]})
        else:
            names = split_names(kept["Student"])
        identifiers = [
            DataFrame({"person_id": person, "kind": kind, "value": kept[column],
                       "system": NAME if kind == "vendor id" else ""})[kept[column] != ""]
            for column, kind in _IDS.items() if column in kept
        ]  # fmt: skip
        course = _EXPORT_NAME.sub("", PurePosixPath(self.file).stem).replace("_", " ").strip()
        sections = _sections(kept["Section"])
        pairs = sections.str.join("\n").str.split("\n").explode()
        enrolled = DataFrame({"person_id": person.loc[pairs.index], "title": pairs.to_numpy()})
        enrolled["class_id"] = f"{course}/" + enrolled["title"]
        classes = enrolled[["class_id", "title"]].drop_duplicates("class_id")
        made = {
            "schools": DataFrame({"school_id": ["school"], "name": ["School"], "kind": ["school"]}),
            "courses": DataFrame({"course_id": [course], "title": [course]}),
            "classes": classes.assign(school_id="school", course_id=course),
            "people": DataFrame({"person_id": person, **names, "role": "student"}),
            "identifiers": pd.concat(identifiers, ignore_index=True),
            "enrollments": enrolled.assign(role="student", status="active"),
        }
        return {name: conform(frame, SOURCE_TABLES[name]) for name, frame in made.items()}

    def _tests(self) -> DataFrame:
        tests = DataFrame(self.assignments, columns=list(Assignment._fields))
        return conform(tests, SOURCE_TABLES["tests"])


def _usual_name(column: str) -> str:
    """Return the name Canvas gives a column, whatever capitals and blanks stand in it."""
    return _USUAL.get(column.casefold().replace(" ", ""), column)


def _sections(cells: Series) -> Series:
    """Return the sections of each student: a cell joins several by commas and a word for "and".

    A section's own name may hold the word, so a cell is cut only where every part is a section that stands
    alone in another row.
    """
    alone = set(cells)
    parts = {cell: re.split(r",\s*|\s+(?:and|y|et|und|en|e|och|og|ja)\s+", cell) for cell in alone}
    cut = {cell: found if len(found) > 1 and set(found) <= alone else [cell] for cell, found in parts.items()}
    return cells.map(cut)
