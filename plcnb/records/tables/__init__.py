"""The schema as it is now: one table a kind of record, and what stands around them.

It stands alone: `plcnb.model` may be written anew without it, and a test holds the two together.
How a database of an earlier version gets here is told by `plcnb.records.migrations`.
"""

from plcnb.records.tables import goals, initiatives, launch, meetings, people, trials, units, visits, voice
from plcnb.records.tables.kinds import KEYS, METADATA, TABLES, Link
from plcnb.records.tables.ledger import FACTS, MIGRATIONS, REVISIONS, TEAMS
from plcnb.records.tables.sealed import ANSWERS, BALLOTS, RESPONDENTS, SEALED, VOTERS

__all__ = [
    "ANSWERS",
    "BALLOTS",
    "FACTS",
    "KEYS",
    "METADATA",
    "MIGRATIONS",
    "RESPONDENTS",
    "REVISIONS",
    "SEALED",
    "TABLES",
    "TEAMS",
    "VOTERS",
    "Link",
    "goals",
    "initiatives",
    "launch",
    "meetings",
    "people",
    "trials",
    "units",
    "visits",
    "voice",
]
