"""Tables of what people answer and vote, and of who has; nothing leads from one to the other.

The rows of a sheet of answers share a random `respondent`; every `id` is random. SQLite keeps these tables
in the order of their keys, without a row number that would tell the order of coming.
"""

from sqlalchemy import Column, ForeignKey, Table, Text

from plcnb.records.tables.kinds import METADATA, Many, number, words


def _sheet(column: str, to: str, *, key: bool = False) -> Column[str]:
    return Column(column, Text, ForeignKey(f"{to}.id"), nullable=False, primary_key=key, index=not key)


ANSWERS = Table(
    "answers",
    METADATA,
    Column("id", Text, primary_key=True),
    _sheet("wave_id", "waves"),
    words("respondent"),
    words("item"),
    number("value"),
    words("text"),
    sqlite_with_rowid=False,
)
BALLOTS = Table(
    "ballots",
    METADATA,
    Column("id", Text, primary_key=True),
    _sheet("poll_id", "polls"),
    Column("ranking", Many, nullable=False),
    sqlite_with_rowid=False,
)
RESPONDENTS = Table(
    "respondents",
    METADATA,
    _sheet("wave_id", "waves", key=True),
    Column("person_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
VOTERS = Table(
    "voters",
    METADATA,
    _sheet("poll_id", "polls", key=True),
    Column("person_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
SEALED = (ANSWERS, BALLOTS, RESPONDENTS, VOTERS)
