"""How a table of evidence is described: its columns, and what each may hold.

Types: ``text`` (never missing: empty string), ``integer``, ``number`` (float, NaN means no data),
``date`` (datetime64, NaT means no date).
"""

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "number", "date"]

RESULT_STATUS = ("scored", "no score", "not submitted", "exempt", "partly scored")
RESPONSE_STATUS = ("answered", "omitted", "no score")
ENROLLMENT_STATUS = ("active", "left")
PERSON_ROLE = ("student", "teacher", "other")
IDENTIFIER_KIND = ("id", "SIS id", "login", "e-mail", "vendor id")
TEAM_ORIGIN = ("file", "derived", "mapping")


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it holds, and what it may not hold."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    personal: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    refers_to: str = ""  # "table.column" of the same layer
    follows: bool = False  # may be empty, but where it names a row, it means nothing without that row

    @property
    def essential(self) -> bool:
        """Whether a row cannot do without the row this column names."""
        return self.required or self.follows


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, and the columns that together name a row."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]


def id_column(
    name: str,
    meaning: str,
    refers_to: str = "",
    *,
    required: bool = True,
    personal: bool = False,
    follows: bool = False,
) -> Column:
    """Describe a column that names a row of this table, or of the one it refers to."""
    return Column(
        name,
        "text",
        meaning,
        required=required,
        refers_to=refers_to,
        personal=personal,
        follows=follows,
    )


def text_column(name: str, meaning: str, *, required: bool = False, personal: bool = False) -> Column:
    """Describe a column of text."""
    return Column(name, "text", meaning, required=required, personal=personal)
