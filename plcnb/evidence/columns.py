"""The contract of every table of evidence: each column's name, type, range and meaning.

There are two layers. **Source tables** are what every import format is turned into: the school as its
systems know it, one row a thing, keyed. **Team tables** are what reports read: the same facts arranged
by team, so that one team's slice can be read without touching another's. `assembling` makes the second
from the first. Checks, the data dictionary and the help texts all read this one description.
"""

from plcnb.evidence.column import (
    ENROLLMENT_STATUS,
    IDENTIFIER_KIND,
    PERSON_ROLE,
    RESPONSE_STATUS,
    RESULT_STATUS,
    TEAM_ORIGIN,
    Column,
    Table,
    Type,
)
from plcnb.evidence.source_tables import SOURCE_TABLES
from plcnb.evidence.team_tables import TEAM_TABLES

__all__ = [
    "ENROLLMENT_STATUS",
    "IDENTIFIER_KIND",
    "PERSON_ROLE",
    "RESPONSE_STATUS",
    "RESULT_STATUS",
    "SOURCE_TABLES",
    "TEAM_ORIGIN",
    "TEAM_TABLES",
    "Column",
    "Table",
    "Type",
]
