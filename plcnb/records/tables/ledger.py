"""The tables around the records: teams, revisions, the migrations that were run, and facts of the store."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from plcnb.records.tables.kinds import METADATA, Moment, count, words

TEAMS = Table(
    "teams",
    METADATA,
    Column("team_id", Text, primary_key=True),
    *(words(name) for name in ("name", "school", "district", "subject", "grade", "origin")),
    *(count(name, needed=True) for name in ("n_members", "n_students", "n_assessments")),
    count("written", needed=True),  # how many revisions the team has: the place of the next is one more
    count("sealed", needed=True),  # how often somebody answered or voted
)

REVISIONS = Table(
    "revisions",
    METADATA,
    Column("team_id", Text, ForeignKey("teams.team_id"), primary_key=True),
    Column("place", BigInteger, primary_key=True),  # among all that the team wrote: 1, 2, 3 ...
    words("kind"),
    words("record_id"),
    count("number", needed=True),  # among the revisions of this record: 1, 2, 3 ...
    Column("at", Moment, nullable=False),
    words("by"),
    Column("removed", Boolean, nullable=False),
    words("changes"),
    UniqueConstraint("kind", "record_id", "number", name="revisions_numbered"),
)
Index("revisions_by_time", REVISIONS.c.at)

MIGRATIONS = Table(
    "migrations",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("at", Text, nullable=False),
)

FACTS = Table("facts", METADATA, Column("name", Text, primary_key=True), words("value"))
