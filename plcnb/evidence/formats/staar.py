"""The interim tests of Texas (STAAR): a student a line, all answers in one cell, all points in another.

Which standard each question asks about stands in a third cell, in slots of fifteen characters. An adaptive
test has a segment that everybody takes, and then one of three others.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import FileCount, Finding, Reading, group_findings, no_rejects
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.formats.sieve import Sieve
from plcnb.evidence.formats.typed import to_dates, to_numbers

NAME = "staar-interim"
TITLE = "STAAR interim tests of Texas"

_SEGMENTS = {1: "Segment 1", 2: "Segment 2 HIGH", 3: "Segment 3 MEDIUM", 4: "Segment 4 LOW"}
_ANSWERS, _POINTS, _STANDARDS = (
    {number: f"{what}: {segment}".casefold() for number, segment in _SEGMENTS.items()}
    for what in ("ITEM STUDENT RESPONSES", "ITEM STUDENT SCORES", "SE ALIGNMENT")
)
_SLOT = 15  # characters of a standard's slot
_FIRST_MONTH = 7  # a school year's tests are dated from July on
_IDS = {"local-student-id": "SIS id", "tsds uid": "id"}  # PEIMS-ID may be a Social Security number: read past
_NEEDED = ("test code", "administration", "test date", *_IDS, _ANSWERS[1], _POINTS[1], _STANDARDS[1])
_MEASURES = re.compile(
    r"total scale score|overall performance level|probability of .*|reporting category \d strength.*"
    r"|raw score reporting category \d"
)
_BLANK = " "


def recognise(package: Package) -> float:
    """Return 1 if some member is a file of STAAR interim tests, else 0."""
    return 1.0 if claim(package) else 0.0


def claim(package: Package) -> list[Member]:
    """Return the members that are STAAR interim tests: by a student, a test, answers and standards."""
    return [member for member in package if _is_staar(member)]


def _is_staar(member: Member) -> bool:
    return set(_NEEDED) <= {_usual_name(name) for name in member.header}


def _usual_name(column: str) -> str:
    return _own_name(column).casefold()


def _own_name(column: str) -> str:
    """Return a column's name with plain blanks; of "Reporting Category 1: Raw Score or …" the second."""
    name = " ".join(column.split())
    return name.partition(": Raw Score or ")[2] or name


def read(package: Package, mapping: Any = None, known_ids: Any = None) -> Reading:
    """Read files of STAAR interim tests.

    Parameters
    ----------
    package : Package
    mapping, known_ids : object
        Not used.

    Returns
    -------
    Reading
        Not strict. Schools and classes (a campus's students of one test) are stand-ins.
    """
    files = [_File(member) for member in package if _is_staar(member)]
    findings = list(package.findings)
    for member in package:
        if not _is_staar(member):
            message = "the file is none of STAAR interim tests; it was not read"
            findings.append(Finding("refused", member.name, None, "", "", message, "package.unknown_file"))
    tables, places = _joined(file.tables for file in files)
    return Reading(
        NAME,
        "delta",
        tables,
        findings=group_findings([*findings, *(f for file in files for f in file.sieve.findings)]),
        files=[file.count for file in files],
        rejects=pd.concat([no_rejects(), *(file.sieve.rejects for file in files)], ignore_index=True),
        matched_by=NAME,
        places=places,
        stand_ins=frozenset({"schools", "classes", "enrollments"}),
    )


def _joined(parts: Iterable[dict[str, DataFrame]]) -> tuple[dict[str, DataFrame], dict[str, DataFrame]]:
    """Put the tables of several files under each other; also return the file and line of each row."""
    found, tables, places = list(parts), {}, {}
    for name, table in SOURCE_TABLES.items():
        frames = [one[name] for one in found if name in one]
        if frames:
            rows = pd.concat(frames, ignore_index=True)
            rows = rows.drop_duplicates(list(table.key), keep="last", ignore_index=True)
            tables[name] = conform(rows, table)
            places[name] = rows[["file", "row"]]
    return tables, places


class _File:
    """One file in the making."""

    def __init__(self, member: Member) -> None:
        table = member.table(short_rows="noted", line_breaks="noted")
        names = {column: _usual_name(column) for column in table.header}
        self.own_names = {_usual_name(column): _own_name(column) for column in table.header}
        table = replace(table, rows=table.rows.rename(columns=names))
        self.sieve = Sieve(
            table, hidden=set(table.rows.columns), listed=0
        )  # there is far more about children than is read
        packed = {*_ANSWERS.values(), *_POINTS.values(), *_STANDARDS.values()}
        rows = self.sieve.rows
        for column in rows.columns.difference([*packed]):
            rows[column] = rows[column].str.strip()
        self.person = self._cell("local-student-id")
        self.person = self.person.where(self.person != "", self._cell("tsds uid"))
        self.date = to_dates(rows["test date"].str.zfill(8), "%m%d%Y")
        self._check()
        self.year = self._year()
        self.test = NAME + ":" + self.year + ":" + rows["administration"] + ":" + rows["test code"]
        self._leave_out_earlier_attempts()
        self.answers = self._answers()
        self.tables = {
            name: conform(rows, SOURCE_TABLES[name]).assign(
                file=table.file, row=self.sieve.lines[rows.index.to_numpy(np.int64)]
            )
            for name, rows in {**self._who(), **self._what()}.items()
        }

    @property
    def count(self) -> FileCount:
        """The students' rows that were read, and what became of them."""
        return self.sieve.count("results")

    def _cell(self, column: str) -> Series:
        rows = self.sieve.rows
        return rows[column] if column in rows else Series("", index=rows.index, dtype="str")

    def _year(self) -> Series:
        """Return the school year of each test, as 2022-2023."""
        first = (self.date.dt.year - (self.date.dt.month < _FIRST_MONTH)).astype("Int64")
        return first.astype("str") + "-" + (first + 1).astype("str")

    def _check(self) -> None:
        """Refuse rows of nobody, of no test, and those whose packed cells do not fit together."""
        sieve, rows = self.sieve, self.sieve.rows
        missing = "row.missing_required_value"
        sieve.refuse((self.person == "").to_numpy(), "local-student-id", missing, "the student has no number")
        sieve.refuse((rows["test code"] == "").to_numpy(), "test code", missing, "the test has no code")
        dateless = self.date.isna().to_numpy() & sieve.good
        sieve.refuse(dateless, "test date", "row.invalid_date", "must be a date written MMDDYYYY")
        for number in _SEGMENTS:
            points, answers = self._cell(_POINTS[number]), self._cell(_ANSWERS[number])
            digits = points.str.fullmatch(r"[0-9 ]*").to_numpy(bool)
            many = points.str.len().to_numpy()
            asked = -(-self._cell(_STANDARDS[number]).str.rstrip().str.len().to_numpy() // _SLOT)
            wrong = (
                ~digits | (many < answers.str.rstrip().str.len().to_numpy()) | (many != asked)
            ) & sieve.good
            message = (
                "there must be a digit of points for each standard and answer; a spreadsheet that takes the "
                "digits for a number spoils them: import the file as it was downloaded"
            )
            sieve.refuse(wrong, _POINTS[number], "row.packed_cells_differ", message, each=False)

    def _leave_out_earlier_attempts(self) -> None:
        sieve, attempt = self.sieve, to_numbers(self._cell("attempt")).fillna(0)
        order = DataFrame({"test": self.test, "person": self.person, "attempt": attempt, "date": self.date})
        order = order[sieve.good].sort_values(["attempt", "date"], kind="stable")
        earlier = order.index[order.duplicated(["test", "person"], keep="last")].to_numpy()
        sieve.leave_out(np.sort(earlier), "attempt", "row.other_attempt", "a later attempt counts")

    # --- the packed cells --------------------------------------------------------------------------------

    def _answers(self) -> DataFrame:
        """Return a row for each student and question: row (index), test_id, code, segment, place, …"""
        parts = [DataFrame()]
        for number in _SEGMENTS:
            points = self._cell(_POINTS[number])[self.sieve.good]
            points = points[points.str.strip() != ""]
            for _, same in points.groupby([self.test[points.index], points.str.len()], sort=False):
                parts.append(self._unpacked(number, same))
        long = pd.concat(parts)
        return long.sort_index(kind="stable") if len(long) else long

    def _unpacked(self, number: int, points: Series) -> DataFrame:
        """Take the packed cells of students with one test and length apart."""
        at, many = points.index, len(points.iloc[0])
        answers = _letters(self._cell(_ANSWERS[number])[at], many)
        slots = self._cell(_STANDARDS[number])[at].str.ljust(many * _SLOT)
        first = slots.iloc[0]
        standards = [first[place : place + _SLOT].strip() for place in range(0, many * _SLOT, _SLOT)]
        other = (slots.str.rstrip() != first.rstrip()).to_numpy()
        message = "the standards differ from those of the first student with this test; the first were taken"
        self.sieve.note(at.to_numpy()[other], _STANDARDS[number], "row.other_standards", message)
        code = self.sieve.rows["test code"][at]
        chosen = (answers != _BLANK).any(axis=0)  # elsewhere the file does not say what was answered
        long = DataFrame(
            {
                "test_id": np.repeat(self.test[at].to_numpy(), many),
                "person_id": np.repeat(self.person[at].to_numpy(), many),
                "year": np.repeat(self.year[at].to_numpy(), many),
                "code": np.repeat(code.to_numpy(), many),
                "segment": number,
                "place": np.tile(np.arange(1, many + 1), len(at)),
                "standard": np.tile(np.array(standards, dtype=object), len(at)),
                "response": answers.ravel(),
                "chosen": np.tile(chosen, len(at)),
                "score": _letters(points, many).ravel(),
                "date": np.repeat(self.date[at].to_numpy(), many),
            },
            index=np.repeat(at.to_numpy(), many),
        )
        long["score"] = to_numbers(long["score"].str.strip())
        long["response"] = long["response"].str.strip()
        return long

    # --- tables ------------------------------------------------------------------------------------------

    def _who(self) -> dict[str, DataFrame]:
        good = self.sieve.good
        kept, person = self.sieve.rows[good], self.person[good]
        campus = self._cell("campus-name")[good].replace("", "School")
        class_id = campus + ": " + kept["test code"]
        grade = self._cell("enrolled grade")[good]
        people: dict[str, Any] = {
            "person_id": person,
            "given_name": self._cell("first-name")[good],
            "grade": grade,
        }
        people |= {"family_name": self._cell("last-name")[good], "role": "student"}
        known = [
            DataFrame({"person_id": person, "kind": kind, "value": kept[column]})[kept[column] != ""]
            for column, kind in _IDS.items()
        ]
        title = "STAAR interim " + kept["test code"]
        enrolled = {"class_id": class_id, "person_id": person, "role": "student", "status": "active"}
        return {
            "schools": DataFrame({"school_id": campus, "name": campus, "kind": "school"}),
            "classes": DataFrame({"class_id": class_id, "title": title, "school_id": campus}),
            "people": DataFrame(people),
            "identifiers": pd.concat(known).sort_index(kind="stable"),
            "enrollments": DataFrame(enrolled),
        }

    def _what(self) -> dict[str, DataFrame]:
        good = self.sieve.good
        kept, test_id = self.sieve.rows[good], self.test[good]
        grade = self._cell("grade level tested")[good]
        title = "STAAR interim " + kept["test code"] + ", grade " + grade + ", " + kept["administration"]
        title += " " + self.year[good]
        score = to_numbers(self._cell("overall raw score")[good])
        results = DataFrame({"test_id": test_id, "person_id": self.person[good], "score": score})
        results["status"] = np.where(score.notna(), "scored", "no score")
        results["date"] = self.date[good]
        latest = self.date[good].groupby(test_id).transform("max")
        tests = DataFrame({"test_id": test_id, "title": title, "date": latest, "kind": "STAAR interim"})
        made = {"tests": tests, "results": results, "measures": self._measures()}
        return made | (self._questions(dict(zip(test_id, title, strict=True))) if len(self.answers) else {})

    def _questions(self, titles: dict[str, str]) -> dict[str, DataFrame]:
        """Return what the packed cells say: questions, answers and standards."""
        rows = self.answers
        place = rows["segment"].astype("str") + ":" + rows["place"].astype("str").str.zfill(2)
        # Another year's test of that code, or another standard at that place, is another question.
        item_id = NAME + ":" + rows["year"] + ":" + rows["code"] + ":" + place + ":" + rows["standard"]
        standard_id = ("staar:" + rows["standard"]).where(rows["standard"] != "", "")
        first = rows[rows["segment"] == 1].groupby("test_id")["place"].max()
        before = rows["test_id"].map(first).fillna(0).where(rows["segment"] > 1, 0).astype("int64")
        items = DataFrame({"item_id": item_id, "assessment": rows["test_id"].map(titles)})
        items["position"], items["standard_id"] = rows["place"] + before, standard_id
        left_blank = rows["chosen"] & (rows["response"] == "") & ~(rows["score"] > 0)
        status = np.select([left_blank, rows["score"].isna()], ["omitted", "no score"], "answered")
        answers = rows[["test_id", "person_id", "response", "score", "date"]]
        answers = answers.assign(item_id=item_id, status=status)
        silent = int((~rows["chosen"]).groupby(item_id).all().sum())
        if silent:
            message = "questions whose answers the file does not give, only their points"
            self.sieve.say("noted", "", "items.answers_not_given", message, silent)
        standards = DataFrame({"standard_id": standard_id, "code": rows["standard"]})
        return {"items": items, "responses": answers, "standards": standards[standard_id != ""]}

    def _measures(self) -> DataFrame:
        return pd.concat([DataFrame(), *self._each_measure()]).sort_index(kind="stable")

    def _each_measure(self) -> Iterator[DataFrame]:
        good: NDArray[np.bool_] = self.sieve.good
        for column in filter(_MEASURES.fullmatch, self.sieve.rows.columns):
            text = self.sieve.rows[column][good]
            rows: dict[str, Any] = {"test_id": self.test[good], "person_id": self.person[good]}
            rows["measure"] = self.own_names[column]
            yield DataFrame({**rows, "value": to_numbers(text), "text": text})[text != ""]


def _letters(texts: Series, many: int) -> NDArray[np.str_]:
    """Return texts as a grid of single characters, filled up with blanks on the right."""
    padded = texts.str.slice(0, many).str.ljust(many).to_numpy(dtype=f"<U{many}")
    return padded.view("<U1").reshape(len(texts), many)
