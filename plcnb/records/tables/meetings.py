"""Tables of plcnb.model.meetings."""

from plcnb.records.tables.kinds import count, day, many, records_table, words

MEETINGS = records_table(
    "meetings",
    "Meeting",
    day("on"),
    words("starts"),
    count("minutes", needed=True),
    words("place"),
    words("protocol"),
    words("state"),
    many("present"),
    many("parts"),
    words("assessment_id"),
    words("see"),
    words("mean"),
    words("follow"),
    words("key_error"),
    words("already_know"),
    many("decisions"),
    many("takeaways"),
)
