"""Tables of plcnb.model.people."""

from plcnb.records.tables.kinds import count, day, many, records_table, words

MEMBERS = records_table(
    "members",
    "Member",
    words("person_id"),
    words("name"),
    words("teaches"),
    many("roles"),
    day("left_on"),
    unique=("person_id",),
)
NORMS = records_table("norms", "Norm", words("text"), count("position", needed=True), day("agreed_on"))
AVAILABILITY = records_table(
    "availability", "Availability", words("person_id"), words("weekday"), words("starts"), words("ends")
)
EXCHANGES = records_table(
    "exchanges",
    "Exchange",
    words("person_id"),
    words("kind"),
    words("topic"),
    words("detail"),
    words("to"),
    day("on"),
    day("answered_on"),
    words("answered_by"),
)
TIES = records_table(
    "ties",
    "Tie",
    words("person_id"),
    words("other_id"),
    words("exchange"),
    words("deep"),
    day("on"),
    unique=("person_id", "other_id", "on"),
)
