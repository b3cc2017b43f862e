"""Team tables: the facts of the source tables arranged by team, as reports read them."""

from plcnb.evidence.column import (
    ENROLLMENT_STATUS,
    RESPONSE_STATUS,
    RESULT_STATUS,
    TEAM_ORIGIN,
    Column,
    Table,
    id_column,
    text_column,
)

_TEAM = id_column("team_id", "the team", "teams.team_id")
_ASSESSMENT = id_column("assessment_id", "the assessment", "assessments.assessment_id")
_STUDENT = id_column("student_id", "the student", "students.student_id", personal=True)

TEAM_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "teams",
            "Teams of teachers",
            ("team_id",),
            (
                id_column("team_id", "the team"),
                text_column("name", "its name", required=True),
                text_column("school", "its school's name"),
                text_column("district", "the name of the organisation above the school"),
                text_column("subject", "what it teaches"),
                text_column("grade", "the grade it teaches"),
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
                id_column("person_id", "the teacher", personal=True),
                text_column("name", "the teacher's name", personal=True),
            ),
        ),
        Table(
            "students",
            "Students of each team; those who left stay, marked",
            ("team_id", "student_id"),
            (
                _TEAM,
                id_column("student_id", "the student", personal=True),
                text_column("name", "the name they are called by, and the family name", personal=True),
                text_column("grade", "grade level"),
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
                id_column("assessment_id", "the assessment"),
                text_column("title", "its title", required=True),
                text_column("kind", "category as the source writes it"),
                Column("date", "date", "the latest day one of the classes took it"),
                Column("day", "integer", "days from the start of the course, where the source counts so"),
                Column("max_score", "number", "the highest score there is, in points", low=0),
                Column("weight", "number", "share of the final mark, in per cent"),
                text_column("norms", "edition of the vendor's norms, as the source writes it"),
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
                id_column("item_id", "the question"),
                Column("position", "integer", "its place on the test, from 1", low=1),
                text_column("standard_id", "the standard it asks about"),
                text_column("key", "the right option; empty: not known or not multiple choice"),
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
                id_column("item_id", "the question", "items.item_id"),
                text_column("response", "the option chosen; empty: left blank"),
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
                text_column("mark", "why the row is kept but not counted; empty: it counts"),
            ),
        ),
        Table(
            "standards",
            "Standards that the team's questions ask about",
            ("team_id", "standard_id"),
            (
                _TEAM,
                id_column("standard_id", "the standard"),
                text_column("code", "the code teachers know it by"),
                text_column("statement", "what students will know or do"),
                text_column("before", "codes of the standards to be known first, joined by ;"),
            ),
        ),
        Table(
            "measures",
            "What a vendor says of a student's assessment beside the score, as it came",
            ("team_id", "assessment_id", "student_id", "standard_id", "measure"),
            (
                _TEAM,
                _ASSESSMENT,
                _STUDENT,
                text_column("standard_id", "the standard it speaks of; empty: the whole assessment"),
                text_column("measure", "what it is, in the vendor's words", required=True),
                Column("value", "number", "the number; NaN where it is none"),
                text_column("text", "the cell as the vendor wrote it"),
            ),
        ),
        Table(
            "notes",
            "What a reader must know about the team's data before trusting it",
            ("team_id", "position"),
            (
                _TEAM,
                Column("position", "integer", "order"),
                text_column("note", "one plain sentence without a person's name or id"),
            ),
        ),
    )
}
