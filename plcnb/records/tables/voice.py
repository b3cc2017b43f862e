"""Tables of plcnb.model.voice."""

from plcnb.records.tables.kinds import count, day, many, records_table, words

WAVES = records_table(
    "waves",
    "Wave",
    words("instrument"),
    day("opens"),
    day("closes"),
    words("said"),
    words("did"),
)
POLLS = records_table(
    "polls",
    "Poll",
    words("question"),
    many("options"),
    count("choose", needed=True),
    day("opens"),
    day("closes"),
    words("seed"),
    words("did"),
    day("did_on"),
)
