"""Tables of plcnb.model.visits."""

from plcnb.records.tables.kinds import count, day, flag, many, records_table, words

VISITS = records_table(
    "visits",
    "Visit",
    day("on"),
    words("visitor"),
    words("host"),
    count("minutes", needed=True),
    many("looked_for"),
    many("seen"),
    words("noticed"),
    words("wondered"),
    day("feedback_on"),
    words("host_takes"),
)
REFLECTIONS = records_table(
    "reflections",
    "Reflection",
    words("person_id"),
    day("on"),
    words("tried"),
    words("saw"),
    words("learned"),
    words("need"),
    flag("shared"),
)
