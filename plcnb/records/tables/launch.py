"""Tables of plcnb.model.launch."""

from plcnb.records.tables.kinds import day, records_table, words

LAUNCH_MILESTONES = records_table(
    "launch_milestones",
    "LaunchMilestone",
    words("what"),
    words("area"),
    words("owner"),
    day("due"),
    day("done_on"),
    words("note"),
)
