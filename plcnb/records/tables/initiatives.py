"""Tables of plcnb.model.initiatives."""

from plcnb.records.tables.kinds import count, day, link, number, records_table, words

INITIATIVES = records_table(
    "initiatives",
    "Initiative",
    words("aim"),
    words("measure"),
    number("start"),
    number("target"),
    words("unit"),
    day("begins"),
    day("by"),
    day("closed_on"),
    words("learned"),
)
DRIVERS = records_table(
    "drivers",
    "Driver",
    link("initiative_id", "initiatives"),
    words("text"),
    words("idea"),
    count("position", needed=True),
)
MILESTONES = records_table(
    "milestones",
    "Milestone",
    link("initiative_id", "initiatives"),
    link("driver_id", "drivers"),
    words("what"),
    words("owner"),
    day("due"),
    day("done_on"),
    words("evidence"),
)
SIGHTINGS = records_table(
    "sightings",
    "Sighting",
    link("initiative_id", "initiatives"),
    link("driver_id", "drivers"),
    day("on"),
    words("where"),
    words("happening"),
    number("value"),
    words("note"),
)
