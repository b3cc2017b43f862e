"""The grades that Gradescope exports as CSV: four columns an assignment, a row a student."""

import re
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Reading
from plcnb.evidence.formats.gradebooks import Assignment, first_of_each, note_unusual_scores, reading_of
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.formats.sieve import Sieve
from plcnb.evidence.formats.typed import to_dates, to_numbers

NAME = "gradescope"
TITLE = "grades CSV of Gradescope"

LATENESS = "lateness (hours)"

_MOST, _TIME, _LATE = " - Max Points", " - Submission Time", " - Lateness (H:M:S)"
_NAMES = ("First Name", "Last Name", "Email", "Name")
_HOURS = re.compile(r"(\d+):([0-5]?\d):([0-5]?\d)")


def recognise(package: Package) -> float:
    """Return 1 if some member is an export of Gradescope, else 0."""
    return 1.0 if claim(package) else 0.0


def claim(package: Package) -> list[Member]:
    """Return the members that are exports of Gradescope: by SID or Email, and columns in fours."""
    return [member for member in package if _is_gradescope(member)]


def _is_gradescope(member: Member) -> bool:
    header = set(member.header)
    return bool({"SID", "Email"} & header) and bool(_titles(member.header))


def _titles(header: list[str]) -> list[str]:
    there = set(header)
    return [name for name in header if {name + _MOST, name + _TIME, name + _LATE} <= there]


def read(package: Package, mapping: Any = None, known_ids: Any = None) -> Reading:
    """Read exports of Gradescope.

    Parameters
    ----------
    package : Package
    mapping, known_ids : object
        Not used.

    Returns
    -------
    Reading
        Not strict. A later export replaces the results of the assignments it holds. The school, the course,
        the sections and who is in them are stand-ins.
    """
    books = [_Book(member) for member in package if _is_gradescope(member)]
    return reading_of(NAME, [*books], package, "an export of Gradescope")


class _Book:
    """One export in the making."""

    def __init__(self, member: Member) -> None:
        table = member.table(short_rows="noted", line_breaks="noted")
        self.sieve = Sieve(table, hidden=_NAMES, listed=0)
        rows = self.sieve.rows
        for column in rows.columns.intersection(["SID", "section_name", *_NAMES]):
            rows[column] = rows[column].str.strip()
        sid, mail = (rows.get(name, Series("", index=rows.index)) for name in ("SID", "Email"))
        self.person = sid.where(sid != "", mail)
        nobody = (self.person == "").to_numpy()
        self.sieve.refuse(
            nobody, "SID", "row.missing_required_value", "the student has neither SID nor e-mail"
        )
        first_of_each(self.sieve, self.person, "SID")
        self.course = self._course()
        self.assignments = [self._assignment(title) for title in _titles(table.header)]
        results, measures = zip(*map(self._results, self.assignments), strict=True)
        self.tables = {
            **self._who(),
            "tests": conform(DataFrame(self.assignments), SOURCE_TABLES["tests"]),
            "results": conform(pd.concat(results), SOURCE_TABLES["results"]),
            "measures": conform(pd.concat(measures), SOURCE_TABLES["measures"]),
        }

    def _course(self) -> str:
        """Return what the sections have in common, so that tests of two courses stay apart."""
        sections = self.sieve.rows.get("section_name", Series(dtype="str"))
        return min((section for section in sections.unique() if section), default="")

    def _assignment(self, title: str) -> Assignment:
        """Take the highest score from the rows; it is the same in each unless an instructor changed it."""
        most = to_numbers(self.sieve.rows[title + _MOST].str.strip())
        if most.nunique() > 1:
            other = (most != most.max()).to_numpy() & most.notna().to_numpy()
            message = "the highest score differs from student to student; the highest of all was taken"
            self.sieve.note(other, title + _MOST, "row.other_highest", message)
        known = ":".join(filter(None, (NAME, self.course, title.casefold())))
        return Assignment(title, known, title, most.max() if most.max() > 0 else np.nan)

    def _results(self, one: Assignment) -> tuple[DataFrame, DataFrame]:
        rows, good = self.sieve.rows, self.sieve.good
        text = rows[one.column].str.strip()
        score, handed_in = to_numbers(text), rows[one.column + _TIME].str.strip()
        wrong = (score.isna() & (text != "")).to_numpy()
        message = "is no number; it was read as no score"
        self.sieve.note(wrong & good, one.column, "row.invalid_number", message)
        note_unusual_scores(self.sieve, np.flatnonzero(good), one, score[good].to_numpy())
        none = np.where((handed_in == "") & ~wrong, "not submitted", "no score")
        results = DataFrame(
            {
                "test_id": one.test_id,
                "person_id": self.person,
                "score": score,
                "status": np.where(score.notna(), "scored", none),
                "date": to_dates(handed_in.str[:10]),
            }
        )
        late = rows[one.column + _LATE].str.strip()
        hours = _hours(late)
        measures = results[["test_id", "person_id"]].assign(measure=LATENESS, value=hours, text=late)
        return results[good], measures[good & (hours > 0).to_numpy()]

    def _who(self) -> dict[str, DataFrame]:
        kept, person = self.sieve.rows[self.sieve.good], self.person[self.sieve.good]
        nothing = Series("", index=kept.index, dtype="str")
        given, family = (kept.get(name, nothing) for name in ("First Name", "Last Name"))
        known = [
            DataFrame({"person_id": person, "kind": kind, "value": kept[column]})[kept[column] != ""]
            for column, kind in (("SID", "SIS id"), ("Email", "e-mail"))
            if column in kept
        ]
        section = kept.get("section_name", nothing)
        course = self.course or NAME
        section = section.where(section != "", course)
        classes = DataFrame({"class_id": f"{course}/" + section, "title": section}).drop_duplicates()
        enrolled = DataFrame({"person_id": person, "class_id": f"{course}/" + section})
        made = {
            "schools": DataFrame({"school_id": ["school"], "name": ["School"], "kind": ["school"]}),
            "courses": DataFrame({"course_id": [course], "title": [course]}),
            "classes": classes.assign(school_id="school", course_id=course),
            "people": DataFrame(
                {"person_id": person, "given_name": given, "family_name": family, "role": "student"}
            ),
            "identifiers": pd.concat(known, ignore_index=True),
            "enrollments": enrolled.assign(role="student", status="active"),
        }
        return {name: conform(frame, SOURCE_TABLES[name]) for name, frame in made.items()}


def _hours(lateness: Series) -> Series:
    """Return 225:07:02 as hours; NaN where it is no length of time."""
    parts = lateness.str.extract(_HOURS).astype("float64")
    return parts[0] + parts[1] / 60 + parts[2] / 3600
