"""What a mapping file can say: its keys, as frozen models, and the templates that its texts are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from plcnb.errors import DataError
from plcnb.evidence.columns import SOURCE_TABLES, Table
from plcnb.evidence.formats.near_names import nearest

DecimalSign = Literal[".", ","]
Written = str | list[str]  # how dates are written: one way, or several
EXCEL_DAYS = "excel"

_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True)
class Template:
    """Text with places for columns: ``{code_module}-{code_presentation}``.

    `parts` alternates plain text and column names: text, column, text, column, …, text.
    """

    parts: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Template":
        """Split `text` at its braces; two braces in a row stand for the brace itself.

        Raises
        ------
        ValueError
            If a brace stands alone, or there is no name in a pair of them.
        """
        parts, end = [""], 0
        for match in _PLACE.finditer(text):
            parts[-1] += text[end : match.start()]
            end = match.end()
            if match.group() in ("{{", "}}"):
                parts[-1] += match.group()[0]
            elif match.group(1):
                parts += [match.group(1), ""]
            else:
                raise ValueError(f"{text!r} has a brace without a column name in it; write {{column}}")
        parts[-1] += text[end:]
        return cls(tuple(parts))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it asks for, in order."""
        return self.parts[1::2]


def fold(text: str) -> str:
    """Return `text` without capitals and outer blanks, as values and headers are compared."""
    return text.strip().casefold()


def _as_text(value: Any) -> Any:
    """Let a constant be written as TOML writes numbers, dates and true/false."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float | date) else value


def _as_template(text: str) -> str:
    Template.parse(text)
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Strict):
    """When a rule applies.

    Every column of `when` has one of its values, no column of `unless` has, and every column of `at_least`
    holds a number that is as large or larger.
    """

    when: dict[str, list[str]] = Field(default_factory=dict)
    unless: dict[str, list[str]] = Field(default_factory=dict)
    at_least: dict[str, float] = Field(default_factory=dict)

    @field_validator("when", "unless", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        lists = {column: cell if isinstance(cell, list) else [cell] for column, cell in value.items()}
        return {column: [_as_text(cell) for cell in cells] for column, cells in lists.items()}

    @property
    def columns(self) -> list[str]:
        """The columns it asks for."""
        return [*self.when, *self.unless, *self.at_least]


class Rule(Condition):
    """One line of a list of rules: the first that applies puts its text."""

    put: str

    _plain = field_validator("put", mode="before")(_as_text)
    _sound = field_validator("put")(_as_template)


class Skip(Condition):
    """Rows that the mapping leaves out on purpose, and why."""

    reason: str = Field(min_length=1)


class Cell(_Strict):
    """How one column of a table is made.

    Attributes
    ----------
    text : str
        Text with columns in braces (TOML key ``from``). An empty cell in it makes the whole text empty.
    values, other, default : dict, {"refuse", "keep", "default"}, str
        What each text becomes, and what happens to a text that is not listed.
    match : str or None
        A regular expression with one group, which is taken of each text; other texts are refused.
    empty : str or None
        What stands where the text is empty.
    rules : list of Rule
        Instead of `text`: the first rule that applies says what stands here.
    format : str, list of str or None
        Of a date: how it is written; of several ways the first that fits. ``excel`` is a day as Excel counts.
    days_after : str or None
        Of a date: the day from which a number of days counts.
    take : {"latest", "earliest"} or None
        Of a date: where rows of one key give several, which of them stands in all.
    if_wrong : {"refuse", "empty"}
        What becomes of a cell that is no number, or no date: its row is refused, or the cell is left empty.
    decimal : {".", ","} or None
        Of a number: the decimal sign; None is the mapping's.
    number_by, number_within : list of str
        Columns of the same table. Equal texts within `number_within` get " 1", " 2", … in the order of
        `number_by`; a text that stands alone stays as it is.
    """

    text: str = Field("", alias="from")
    values: dict[str, str] = Field(default_factory=dict)
    other: Literal["refuse", "keep", "default"] = "refuse"
    default: str | None = None
    match: str | None = None
    empty: str | None = None
    rules: list[Rule] = Field(default_factory=list)
    format: Written | None = None
    days_after: str | None = None
    take: Literal["latest", "earliest"] | None = None
    if_wrong: Literal["refuse", "empty"] = "refuse"
    decimal: DecimalSign | None = None
    number_by: list[str] = Field(default_factory=list)
    number_within: list[str] = Field(default_factory=list)

    _plain = field_validator("text", "default", "empty", "days_after", mode="before")(_as_text)

    @field_validator("text", "days_after")
    @classmethod
    def _sound(cls, text: str | None) -> str | None:
        return text if text is None else _as_template(text)

    @field_validator("match")
    @classmethod
    def _one_group(cls, pattern: str | None) -> str | None:
        try:
            groups = 1 if pattern is None else re.compile(pattern).groups
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        if groups != 1:
            raise ValueError(
                f"{pattern!r} has {groups} groups; put the part that is to be taken into one ( )"
            )
        return pattern

    @field_validator("values", mode="before")
    @classmethod
    def _plain_values(cls, value: Any) -> Any:
        return {key: _as_text(text) for key, text in value.items()} if isinstance(value, dict) else value

    @cached_property
    def columns(self) -> list[str]:
        """The columns it is made of, in the order it asks for them."""
        texts = [self.text, *(rule.put for rule in self.rules), self.days_after or ""]
        names = [name for text in texts for name in Template.parse(text).columns]
        names += [name for rule in self.rules for name in rule.columns]
        return list(dict.fromkeys(names))

    def outcomes(self) -> Iterator[str]:
        """Yield the texts that can come out whatever the data hold."""
        yield from self.values.values()
        if not self.values:
            yield from (
                t for t in (self.text, *(rule.put for rule in self.rules)) if not Template.parse(t).columns
            )
        if self.values and self.other == "default":
            yield self.default or ""
        if self.empty is not None:
            yield self.empty


class Attempts(_Strict):
    """Rows that are attempts at one thing, of which one counts: the others are left out, with a reason.

    Attributes
    ----------
    of : list of str
        Rows that agree in these columns are attempts at one thing.
    prefer : list of Condition
        What is better than what; a row for which the first holds goes before all others.
    latest : str
        The column with the date that decides among equals: the latest counts.
    format : str, list of str or None
        How it is written, if not as the mapping's other dates are.
    """

    of: list[str] = Field(min_length=1)
    prefer: list[Condition] = Field(default_factory=list)
    latest: str = ""
    format: Written | None = None

    @property
    def columns(self) -> list[str]:
        """The columns it asks for."""
        names = [*self.of, *(name for one in self.prefer for name in one.columns)]
        return [*names, self.latest] if self.latest else names


class SourceFile(_Strict):
    """One kind of CSV file, known by its columns.

    Attributes
    ----------
    columns : list of str
        By these it is known.
    may_have : list of str
        Columns that are used where they are there, and empty where not.
    header_line : int
        The line with the names of the columns, where others stand above it.
    also : dict of str to list of str
        Other names that a column has in some files.
    missing : list of str
        Words for an empty cell, besides the mapping's.
    skip : list of Skip
        Rows that feed no table.
    attempts : Attempts or None
    unused : str
        The reason why its rows feed no table: they are counted and noted, not lost in silence.
    """

    columns: list[str] = Field(min_length=1)
    may_have: list[str] = Field(default_factory=list)
    header_line: int = Field(default=1, ge=1)
    also: dict[str, list[str]] = Field(default_factory=dict)
    missing: list[str] = Field(default_factory=list)
    skip: list[Skip] = Field(default_factory=list)
    attempts: Attempts | None = None
    optional: bool = False
    unused: str = ""

    @property
    def known(self) -> list[str]:
        """The columns that texts and rules may name."""
        return [*self.columns, *self.may_have]

    @property
    def asked(self) -> list[str]:
        """The columns that it asks for itself."""
        asked = [name for skip in self.skip for name in skip.columns]
        return [*asked, *(self.attempts.columns if self.attempts else [])]

    def names_of(self, column: str) -> list[str]:
        """Return the names a column may have in a file, as headers are compared."""
        return [fold(name) for name in (column, *self.also.get(column, []))]


class Each(_Strict):
    """Columns whose cells become a row each: ``Goal1RitScore``, ``Goal2RitScore``, … Empty ones give none.

    Attributes
    ----------
    columns : list of str
        Names of columns; a ``*`` stands for any text in them. The first that fits counts.
    but : list of str
        Names, written likewise, of columns that are left out all the same.
    beside : dict of str to str
        By the name it gets (``{each.goal}``): the column whose ``*`` stands for the same text.
    """

    columns: list[str] = Field(min_length=1)
    but: list[str] = Field(default_factory=list)
    beside: dict[str, str] = Field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """What can stand in braces because of it."""
        return [f"each.{name}" for name in ("name", "value", "part", "kind", *self.beside)]


class Fill(_Strict):
    """How the rows of one file become rows of one table.

    Attributes
    ----------
    name, file : str
        The table it fills, and the file it is filled from, as the mapping calls it.
    columns : dict of str to Cell
    lookup : dict of str to dict of str to str
        Other files to look a row up in: for each, the columns to find it by, and the text to find there.
    unmatched : {"refuse", "keep"}
        What becomes of a row that is not found there: refused, or kept with empty cells.
    each : Each or None
        Columns that become rows.
    skip : list of Skip
    repeats : {"refuse", "same", "first", "last"}
        What a second row of the same key is: an error; the same thing said again (an error if it says
        something else); or another version, of which the first or the last counts.
    stand_in : bool
        Whether the rows are made up because the file is no roster; left out where the store has one.
    replaces : str
        A column of the table: of each value it has here, these are all the rows there are.
    """

    name: str
    file: str
    columns: dict[str, Cell]
    lookup: dict[str, dict[str, str]] = Field(default_factory=dict)
    unmatched: Literal["refuse", "keep"] = "refuse"
    each: Each | None = None
    skip: list[Skip] = Field(default_factory=list)
    repeats: Literal["refuse", "same", "first", "last"] = "refuse"
    stand_in: bool = False
    replaces: str = ""

    @field_validator("columns", mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: _long_form(cell) for name, cell in value.items()}

    @field_validator("lookup")
    @classmethod
    def _sound(cls, lookup: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for keys in lookup.values():
            for text in keys.values():
                Template.parse(text)
        return lookup

    @property
    def table(self) -> Table:
        """The contract of the table it fills."""
        return SOURCE_TABLES[self.name]

    @cached_property
    def asked(self) -> list[str]:
        """Every column it asks for, of its own file or (``file.column``) of one it looks up."""
        names = [name for cell in self.columns.values() for name in cell.columns]
        names += [
            name for keys in self.lookup.values() for t in keys.values() for name in Template.parse(t).columns
        ]
        names += [name for skip in self.skip for name in skip.columns]
        made_here = self.each.names if self.each else []
        return [name for name in dict.fromkeys(names) if name not in made_here]


def _long_form(cell: Any) -> Any:
    if isinstance(cell, list):
        return {"rules": cell}
    return cell if isinstance(cell, dict | Cell) else {"from": cell}


class Mapping(_Strict):
    """A whole mapping file. `name`, `sha256` and `bytes` are those of the file it was read from.

    `no_date` lists texts such as 9/9/9999 that stand where there is no date. `matched_by` names the system
    whose ids the files have, if they are not the roster's.
    """

    title: str = Field(min_length=1)
    source: str = Field(min_length=1)
    missing: list[str] = Field(default_factory=list)
    decimal: DecimalSign = "."
    dates: Written = "%Y-%m-%d"
    no_date: list[str] = Field(default_factory=list)
    matched_by: str = ""
    files: dict[str, SourceFile] = Field(alias="file", min_length=1)
    fills: list[Fill] = Field(alias="table", min_length=1)
    name: str = ""
    sha256: str = ""
    bytes: int = 0

    def locate(self, fill: Fill, asked: str) -> tuple[str, str]:
        """Return the file and the column that a name in braces means; ``file.column`` is a looked-up one.

        Raises
        ------
        DataError
            If neither the file of `fill` nor a file it looks up has that column.
        """
        if asked in self.files[fill.file].known:
            return fill.file, asked
        other, _, column = asked.partition(".")
        if other in fill.lookup and column in self.files[other].known:
            return other, column
        known = [*self.files[fill.file].known, *(fill.each.names if fill.each else [])]
        known += [f"{file}.{column}" for file in fill.lookup for column in self.files[file].known]
        raise DataError(f"[file.{fill.file}] lists no column {asked!r}: {nearest(asked, known)}")

    @cached_property
    def columns_used(self) -> dict[str, list[str]]:
        """By file: the columns that some table, rule or lookup asks for, in the file's order."""
        used: dict[str, set[str]] = {name: set(file.asked) for name, file in self.files.items()}
        for fill in self.fills:
            for asked in fill.asked:
                file, column = self.locate(fill, asked)
                used[file].add(column)
            for other, keys in fill.lookup.items():
                used[other].update(keys)
        return {name: [c for c in file.known if c in used[name]] for name, file in self.files.items()}
