"""Tables of plcnb.model.goals."""

from plcnb.records.tables.kinds import count, day, link, number, records_table, words

GOALS = records_table(
    "goals",
    "Goal",
    words("what"),
    words("whom"),
    words("standard_id"),
    words("measure"),
    number("start"),
    number("target"),
    day("set_on"),
    day("by"),
    words("why"),
    words("state"),
    number("reached"),
    count("reached_n"),
    day("closed_on"),
    words("learned"),
)
ACTION_STEPS = records_table(
    "action_steps",
    "ActionStep",
    words("what"),
    words("students_will"),
    words("evidence"),
    words("standard_id"),
    words("owner"),
    day("due"),
    words("exemplar"),
    words("recheck"),
    day("recheck_on"),
    link("meeting_id", "meetings"),
    day("set_on"),
    words("state"),
    day("done_on"),
    words("came_of_it"),
)
PREDICTIONS = records_table(
    "predictions",
    "Prediction",
    words("person_id"),
    words("assessment_id"),
    words("standard_id"),
    number("expected"),
    day("on"),
    unique=("person_id", "assessment_id", "standard_id"),
)
