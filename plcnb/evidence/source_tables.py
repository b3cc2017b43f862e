"""Source tables: what every import format is turned into, the school as its systems know it."""

from plcnb.evidence.column import (
    ENROLLMENT_STATUS,
    IDENTIFIER_KIND,
    PERSON_ROLE,
    RESPONSE_STATUS,
    RESULT_STATUS,
    TEAM_ORIGIN,
    Column,
    Table,
    id_column,
    text_column,
)

SOURCE_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "schools",
            "Schools, and the districts and departments above or below them",
            ("school_id",),
            (
                id_column("school_id", "the school's id in the source system"),
                text_column("name", "its name", required=True),
                text_column("kind", "school, district, department, local, state or national"),
                id_column("parent_id", "the organisation it belongs to", "schools.school_id", required=False),
            ),
        ),
        Table(
            "courses",
            "Courses: what is taught, apart from who teaches it to whom",
            ("course_id",),
            (
                id_column("course_id", "the course's id"),
                text_column("title", "its title", required=True),
                text_column("grade", "grade level as the source writes it; several joined by a comma"),
                text_column("subject", "subject as the source writes it"),
            ),
        ),
        Table(
            "classes",
            "Classes: a course taught to certain students",
            ("class_id",),
            (
                id_column("class_id", "the class's id"),
                text_column("title", "its title", required=True),
                id_column("school_id", "the school it is held in", "schools.school_id"),
                id_column("course_id", "the course it teaches", "courses.course_id", required=False),
                text_column("grade", "grade level; empty: the course's"),
                text_column("subject", "subject; empty: the course's"),
            ),
        ),
        Table(
            "people",
            "Students and staff. No password, birth date, telephone or address is ever taken over",
            ("person_id",),
            (
                id_column("person_id", "the person's id", personal=True),
                text_column(
                    "given_name", "the name they are called by, if the source gives one", personal=True
                ),
                text_column("family_name", "family name", personal=True),
                text_column("grade", "a student's grade level"),
                Column("role", "text", "student, teacher or other", required=True, choices=PERSON_ROLE),
            ),
        ),
        Table(
            "identifiers",
            "What else a system calls a person. Kept to match exports with each other, never shown",
            ("person_id", "kind", "value", "system"),
            (
                id_column("person_id", "the person", "people.person_id", personal=True),
                Column(
                    "kind",
                    "text",
                    "id (the school's number), SIS id, login, e-mail, or vendor id (of one system only)",
                    required=True,
                    choices=IDENTIFIER_KIND,
                ),
                text_column("value", "as the source writes it", required=True, personal=True),
                text_column("system", "the system whose export says so; empty: the roster itself"),
            ),
        ),
        Table(
            "enrollments",
            "Who belongs to which class, as student or teacher",
            ("class_id", "person_id", "role"),
            (
                id_column("class_id", "the class", "classes.class_id"),
                id_column("person_id", "the person", "people.person_id", personal=True),
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
                id_column("test_id", "the test's id in this class"),
                id_column(
                    "class_id",
                    "the class that took it; empty: it belongs to each team whose students took it",
                    "classes.class_id",
                    required=False,
                    follows=True,
                ),
                text_column(
                    "title", "its title; one title over several classes is a common test", required=True
                ),
                text_column("subject", "subject, where the source says it of the test"),
                Column("date", "date", "the day it was due or taken"),
                Column("day", "integer", "days from the start of the course, where the source counts so"),
                Column("max_score", "number", "the highest score there is, in points", low=0),
                text_column("kind", "category as the source writes it"),
                Column("weight", "number", "share of the final mark, in per cent, as the source writes it"),
                text_column("norms", "edition of the vendor's norms, as the source writes it"),
            ),
        ),
        Table(
            "results",
            "One person's result on one test",
            ("test_id", "person_id"),
            (
                id_column("test_id", "the test", "tests.test_id"),
                id_column("person_id", "the student", "people.person_id", personal=True),
                Column("score", "number", "score in points; NaN where there is none, never 0 for that"),
                Column("status", "text", "scored or why not", required=True, choices=RESULT_STATUS),
                Column("date", "date", "the day of the result"),
                Column("day", "integer", "days from the start of the course, where the source counts so"),
                text_column("mark", "why a row is kept but not counted (carried over, …); empty: it counts"),
            ),
        ),
        Table(
            "standards",
            "Learning standards, as a tree",
            ("standard_id",),
            (
                id_column("standard_id", "the standard's id"),
                text_column("code", "the code teachers know it by"),
                text_column("statement", "what students will know or do"),
                id_column("parent_id", "the standard above it", "standards.standard_id", required=False),
            ),
        ),
        Table(
            "prerequisites",
            "Which standard is to be known before which",
            ("standard_id", "before_id"),
            (
                id_column("standard_id", "the standard", "standards.standard_id"),
                id_column("before_id", "the standard that comes before it", "standards.standard_id"),
            ),
        ),
        Table(
            "test_standards",
            "Which standards a whole test is about",
            ("test_id", "standard_id"),
            (
                id_column("test_id", "the test", "tests.test_id"),
                id_column("standard_id", "the standard", "", required=True),
            ),
        ),
        Table(
            "items",
            "Questions of the common assessments",
            ("course_id", "assessment", "item_id"),
            (
                id_column(
                    "item_id", "the question's id; the same id on two assessments is the same question"
                ),
                id_column("course_id", "the course it belongs to", "courses.course_id", required=False),
                text_column("assessment", "the title of the assessment, or the words it begins with"),
                Column("position", "integer", "its place on the test, from 1", low=1),
                id_column("standard_id", "the standard it asks about", "", required=False),
                text_column("key", "the right option; empty: not multiple choice"),
                Column("max_score", "number", "the most points it can give", low=0),
            ),
        ),
        Table(
            "responses",
            "One student's answer to one question",
            ("test_id", "person_id", "item_id"),
            (
                id_column("test_id", "the test", "tests.test_id"),
                id_column("person_id", "the student", "people.person_id", personal=True),
                id_column("item_id", "the question", "items.item_id"),
                text_column("response", "the option chosen or the words written; empty: left blank"),
                Column("score", "number", "points given; NaN where it was not scored", low=0),
                Column("status", "text", "answered, omitted or no score", choices=RESPONSE_STATUS),
                Column("date", "date", "the day of the answer"),
            ),
        ),
        Table(
            "measures",
            "What a vendor says of a student's test beside the score: percentiles, growth, levels, mastery. "
            "Kept as it came, never computed again",
            ("test_id", "person_id", "standard_id", "measure"),
            (
                id_column("test_id", "the test", "tests.test_id"),
                id_column("person_id", "the student", "people.person_id", personal=True),
                id_column("standard_id", "the standard it speaks of; empty: the whole test", required=False),
                text_column("measure", "what it is, in the vendor's words", required=True),
                Column("value", "number", "the number; NaN where it is none"),
                text_column("text", "the cell as the vendor wrote it"),
            ),
        ),
        Table(
            "teams",
            "Teams of teachers, where a file names them; otherwise they are derived",
            ("team_id",),
            (
                id_column("team_id", "the team's id"),
                text_column("name", "its name", required=True),
                id_column("school_id", "its school", "schools.school_id", required=False),
                id_column("course_id", "the course it shares", "courses.course_id", required=False),
                text_column("teacher_ids", "its members' ids, joined by ;"),
                text_column("class_ids", "its classes' ids, joined by ;"),
                Column("origin", "text", "file, derived or mapping", choices=TEAM_ORIGIN),
            ),
        ),
    )
}
