"""Tables of plcnb.model.trials."""

from plcnb.records.tables.kinds import count, day, flag, link, many, number, records_table, words

TRIALS = records_table(
    "trials",
    "Trial",
    words("change"),
    words("need"),
    words("standard_id"),
    link("goal_id", "goals"),
    words("expected"),
    words("measure"),
    words("better"),
    count("every_days", needed=True),
    many("who"),
    words("where"),
    day("begins"),
    day("until"),
    words("beside"),
    words("new_baseline"),
    day("new_baseline_on"),
    words("as_planned"),
    words("unexpected"),
    words("matches"),
    words("decision"),
    words("next_step"),
    day("closed_on"),
    flag("shared"),
)
MEASUREMENTS = records_table(
    "measurements",
    "Measurement",
    link("trial_id", "trials"),
    day("on"),
    number("value"),
    count("n"),
    words("phase"),
    words("note"),
)
