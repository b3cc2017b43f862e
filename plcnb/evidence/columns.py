"""The contract of every table of evidence: each column's name, type, range and meaning.

There are two layers. **Source tables** are what every import format is turned into: the school as its
systems know it, one row a thing, keyed. **Team tables** are what reports read: the same facts arranged
by team, so that one team's slice can be read without touching another's. `assembling` makes the second
from the first. Checks, the data dictionary and the help texts all read this one description.

Types: ``text`` (never missing: empty string), ``integer``, ``number`` (float, NaN means no data),
``date`` (datetime64, NaT means no date).
"""

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "number", "date"]

RESULT_STATUS = ("scored", "no score", "not submitted", "exempt", "partly scored")
RESPONSE_STATUS = ("answered", "omitted", "no score")
ENROLLMENT_STATUS = ("active", "left")
PERSON_ROLE = ("student", "teacher", "other")
TEAM_ORIGIN = ("file", "derived", "mapping")


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it holds, and what it may not hold."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    personal: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    refers_to: str = ""  # "table.column" of the same layer


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, and the columns that together name a row."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]


def _id(
    name: str, meaning: str, refers_to: str = "", *, required: bool = True, personal: bool = False
) -> Column:
    return Column(name, "text", meaning, required=required, refers_to=refers_to, personal=personal)


def _text(name: str, meaning: str, *, required: bool = False, personal: bool = False) -> Column:
    return Column(name, "text", meaning, required=required, personal=personal)


SOURCE_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "schools",
            "Schools, and the districts and departments above or below them",
            ("school_id",),
            (
                _id("school_id", "the school's id in the source system"),
                _text("name", "its name", required=True),
                _text("kind", "school, district, department, local, state or national"),
                _id("parent_id", "the organisation it belongs to", "schools.school_id", required=False),
            ),
        ),
        Table(
            "courses",
            "Courses: what is taught, apart from who teaches it to whom",
            ("course_id",),
            (
                _id("course_id", "the course's id"),
                _text("title", "its title", required=True),
                _text("grade", "grade level as the source writes it; several joined by a comma"),
                _text("subject", "subject as the source writes it"),
            ),
        ),
        Table(
            "classes",
            "Classes: a course taught to certain students",
            ("class_id",),
            (
                _id("class_id", "the class's id"),
                _text("title", "its title", required=True),
                _id("school_id", "the school it is held in", "schools.school_id"),
                _id("course_id", "the course it teaches", "courses.course_id", required=False),
                _text("grade", "grade level; empty: the course's"),
                _text("subject", "subject; empty: the course's"),
            ),
        ),
        Table(
            "people",
            "Students and staff. No password, birth date, telephone or address is ever taken over",
            ("person_id",),
            (
                _id("person_id", "the person's id", personal=True),
                _text("given_name", "the name they are called by, if the source gives one", personal=True),
                _text("family_name", "family name", personal=True),
                _text("grade", "a student's grade level"),
                Column("role", "text", "student, teacher or other", required=True, choices=PERSON_ROLE),
            ),
        ),
        Table(
            "enrollments",
            "Who belongs to which class, as student or teacher",
            ("class_id", "person_id", "role"),
            (
                _id("class_id", "the class", "classes.class_id"),
                _id("person_id", "the person", "people.person_id", personal=True),
                Column("role", "text", "student, teacher or other", required=True, choices=PERSON_ROLE),
                Column("begins", "date", "first day in the class"),
                Column("ends", "date", "last day in the class"),
                Column("status", "text", "active or left", required=True, choices=ENROLLMENT_STATUS),
            ),
        ),
        Table(
            "tests",
            "Tests, tasks and exams as one class took them",
            ("test_id",),
            (
                _id("test_id", "the test's id in this class"),
                _id("class_id", "the class that took it", "classes.class_id"),
                _text("title", "its title; one title over several classes is a common test", required=True),
                Column("date", "date", "the day it was due or taken"),
                Column("day", "integer", "days from the start of the course, where the source counts so"),
                Column("max_score", "number", "the highest score there is, in points", low=0),
                _text("kind", "category as the source writes it"),
                Column("weight", "number", "share of the final mark, in per cent, as the source writes it"),
            ),
        ),
        Table(
            "results",
            "One person's result on one test",
            ("test_id", "person_id"),
            (
                _id("test_id", "the test", "tests.test_id"),
                _id("person_id", "the student", "people.person_id", personal=True),
                Column("score", "number", "score in points; NaN where there is none, never 0 for that"),
                Column("status", "text", "scored or why not", required=True, choices=RESULT_STATUS),
                Column("date", "date", "the day of the result"),
                Column("day", "integer", "days from the start of the course, where the source counts so"),
                _text("mark", "why a row is kept but not counted (carried over, …); empty: it counts"),
            ),
        ),
        Table(
            "standards",
            "Learning standards, as a tree",
            ("standard_id",),
            (
                _id("standard_id", "the standard's id"),
                _text("code", "the code teachers know it by"),
                _text("statement", "what students will know or do"),
                _id("parent_id", "the standard above it", "standards.standard_id", required=False),
            ),
        ),
        Table(
            "test_standards",
            "Which standards a whole test is about",
            ("test_id", "standard_id"),
            (
                _id("test_id", "the test", "tests.test_id"),
                _id("standard_id", "the standard", "", required=True),
            ),
        ),
        Table(
            "items",
            "Questions of the common assessments",
            ("course_id", "assessment", "item_id"),
            (
                _id("item_id", "the question's id; the same id on two assessments is the same question"),
                _id("course_id", "the course it belongs to", "courses.course_id", required=False),
                _text("assessment", "the title of the assessment, or the words it begins with"),
                Column("position", "integer", "its place on the test, from 1", low=1),
                _id("standard_id", "the standard it asks about", "", required=False),
                _text("key", "the right option; empty: not multiple choice"),
                Column("max_score", "number", "the most points it can give", low=0),
            ),
        ),
        Table(
            "responses",
            "One student's answer to one question",
            ("test_id", "person_id", "item_id"),
            (
                _id("test_id", "the test", "tests.test_id"),
                _id("person_id", "the student", "people.person_id", personal=True),
                _id("item_id", "the question", "items.item_id"),
                _text("response", "the option chosen or the words written; empty: left blank"),
                Column("score", "number", "points given; NaN where it was not scored", low=0),
                Column("status", "text", "answered, omitted or no score", choices=RESPONSE_STATUS),
                Column("date", "date", "the day of the answer"),
            ),
        ),
        Table(
            "teams",
            "Teams of teachers, where a file names them; otherwise they are derived",
            ("team_id",),
            (
                _id("team_id", "the team's id"),
                _text("name", "its name", required=True),
                _id("school_id", "its school", "schools.school_id", required=False),
                _id("course_id", "the course it shares", "courses.course_id", required=False),
                _text("teacher_ids", "its members' ids, joined by ;"),
                _text("class_ids", "its classes' ids, joined by ;"),
                Column("origin", "text", "file, derived or mapping", choices=TEAM_ORIGIN),
            ),
        ),
    )
}

_TEAM = _id("team_id", "the team", "teams.team_id")
_ASSESSMENT = _id("assessment_id", "the assessment", "assessments.assessment_id")
_STUDENT = _id("student_id", "the student", "students.student_id", personal=True)

TEAM_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "teams",
            "Teams of teachers",
            ("team_id",),
            (
                _id("team_id", "the team"),
                _text("name", "its name", required=True),
                _text("school", "its school's name"),
                _text("district", "the name of the organisation above the school"),
                _text("subject", "what it teaches"),
                _text("grade", "the grade it teaches"),
                Column("origin", "text", "file, derived or mapping", choices=TEAM_ORIGIN),
                Column("n_members", "integer", "teachers in the team", low=0),
                Column("n_students", "integer", "students now in its classes", low=0),
                Column("n_assessments", "integer", "assessments it has given", low=0),
            ),
        ),
        Table(
            "members",
            "Teachers of each team",
            ("team_id", "person_id"),
            (
                _TEAM,
                _id("person_id", "the teacher", personal=True),
                _text("name", "the teacher's name", personal=True),
            ),
        ),
        Table(
            "students",
            "Students of each team; those who left stay, marked",
            ("team_id", "student_id"),
            (
                _TEAM,
                _id("student_id", "the student", personal=True),
                _text("name", "the name they are called by, and the family name", personal=True),
                _text("grade", "grade level"),
                Column("status", "text", "active or left", choices=ENROLLMENT_STATUS),
                Column("begins", "date", "first day in one of the team's classes"),
                Column("ends", "date", "last day"),
            ),
        ),
        Table(
            "assessments",
            "Common assessments: tests of one title that the team's classes took",
            ("team_id", "assessment_id"),
            (
                _TEAM,
                _id("assessment_id", "the assessment"),
                _text("title", "its title", required=True),
                _text("kind", "category as the source writes it"),
                Column("date", "date", "the latest day one of the classes took it"),
                Column("day", "integer", "days from the start of the course, where the source counts so"),
                Column("max_score", "number", "the highest score there is, in points", low=0),
                Column("weight", "number", "share of the final mark, in per cent"),
                Column("n_classes", "integer", "classes that took it", low=0),
                Column("n_results", "integer", "results with a score that counts", low=0),
                Column("n_items", "integer", "questions with answers in the store", low=0),
            ),
        ),
        Table(
            "items",
            "Questions of each assessment",
            ("team_id", "assessment_id", "item_id"),
            (
                _TEAM,
                _ASSESSMENT,
                _id("item_id", "the question"),
                Column("position", "integer", "its place on the test, from 1", low=1),
                _text("standard_id", "the standard it asks about"),
                _text("key", "the right option; empty: not known or not multiple choice"),
                Column("max_score", "number", "the most points it can give", low=0),
            ),
        ),
        Table(
            "responses",
            "Answers",
            ("team_id", "assessment_id", "student_id", "item_id"),
            (
                _TEAM,
                _ASSESSMENT,
                _STUDENT,
                _id("item_id", "the question", "items.item_id"),
                _text("response", "the option chosen; empty: left blank"),
                Column("score", "number", "points given; NaN: not scored"),
                Column("status", "text", "answered, omitted or no score", choices=RESPONSE_STATUS),
            ),
        ),
        Table(
            "results",
            "Results of whole assessments",
            ("team_id", "assessment_id", "student_id"),
            (
                _TEAM,
                _ASSESSMENT,
                _STUDENT,
                Column("score", "number", "points; NaN where there is no score"),
                Column("status", "text", "scored or why not", choices=RESULT_STATUS),
                Column("date", "date", "the day of the result"),
                Column("day", "integer", "days from the start of the course"),
                _text("mark", "why the row is kept but not counted; empty: it counts"),
            ),
        ),
        Table(
            "standards",
            "Standards that the team's questions ask about",
            ("team_id", "standard_id"),
            (
                _TEAM,
                _id("standard_id", "the standard"),
                _text("code", "the code teachers know it by"),
                _text("statement", "what students will know or do"),
            ),
        ),
        Table(
            "notes",
            "What a reader must know about the team's data before trusting it",
            ("team_id", "position"),
            (
                _TEAM,
                Column("position", "integer", "order"),
                _text("note", "one plain sentence without a person's name or id"),
            ),
        ),
    )
}
