"""Tables of plcnb.model.units."""

from plcnb.records.tables.kinds import day, link, many, records_table, words

UNITS = records_table(
    "units",
    "Unit",
    words("title"),
    day("begins"),
    day("ends"),
    many("standards"),
    words("understand"),
    words("assessment"),
    words("good_work"),
    words("not_yet"),
    words("already"),
    words("saw"),
    words("keep"),
    words("change"),
)
LESSONS = records_table(
    "lessons",
    "Lesson",
    link("unit_id", "units"),
    words("title"),
    day("on"),
    words("owner"),
    words("standard_id"),
    words("students_will"),
    words("check"),
    words("students_did"),
    words("next_time"),
)
