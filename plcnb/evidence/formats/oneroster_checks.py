"""Checks of OneRoster files: columns, cells, life of a record, ids, references.

Every check works on whole columns; what has to be decided cell by cell is decided once for each different
text. A check refuses what cannot be right and notes what is merely unusual.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.evidence.findings import Mode
from plcnb.evidence.formats.csv_text import CsvTable
from plcnb.evidence.formats.oneroster_fields import (
    ALWAYS_OTHER_NAMES,
    STATUS_GONE,
    STATUS_INACTIVE,
    Field,
    File,
)
from plcnb.evidence.formats.sieve import Sieve

LIFE = ("status", "dateLastModified")


class _Rule(NamedTuple):
    """What one kind of cell must be: a stable code, the words for it, and a test of different texts."""

    code: str
    allowed: str
    test: Callable[[pd.Series], pd.Series]


def _matches(pattern: str) -> Callable[[pd.Series], pd.Series]:
    return lambda texts: texts.str.fullmatch(pattern)


def _is_date(texts: pd.Series) -> pd.Series:
    shaped = texts.str.fullmatch(r"\d{4}-\d{2}-\d{2}")
    return shaped & pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce").notna()


def _is_moment(texts: pd.Series) -> pd.Series:
    shaped = texts.str.fullmatch(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")
    return shaped & pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True).notna()


_GUID = r"[0-9A-Za-z._/@-]{1,255}"
_GUID_ALLOWED = "1 to 255 letters, digits or . - _ / @ are allowed"
_LIST = _Rule(
    "row.invalid_list",
    "items separated by commas, none of them empty, are allowed",
    _matches(r"[^,]+(,[^,]+)*"),
)
_RULES: dict[str, _Rule] = {
    "guid": _Rule("row.invalid_guid", _GUID_ALLOWED, _matches(_GUID)),
    "guids": _Rule(
        "row.invalid_guid", f"ids separated by commas; {_GUID_ALLOWED}", _matches(rf"{_GUID}( *, *{_GUID})*")
    ),
    "list": _LIST,
    "date": _Rule("row.invalid_date", "a date YYYY-MM-DD is allowed", _is_date),
    "year": _Rule("row.invalid_year", "a year YYYY is allowed", _matches(r"\d{4}")),
    "integer": _Rule("row.invalid_integer", "a whole number is allowed", _matches(r"[+-]?\d{1,15}")),
    "float": _Rule(
        "row.invalid_float",
        "a number with a decimal point is allowed",
        _matches(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?"),
    ),
    "boolean": _Rule("row.invalid_boolean", "true or false is allowed", _matches("true|false")),
}
_TRIED = 1000  # cells that show whether texts repeat
_EXTENSION = r"ext:\S.*"


@dataclass
class Sheet:
    """One OneRoster file in the making.

    Attributes
    ----------
    sieve : Sieve
        Its rows have all columns of the standard, by the standard's names; absent ones are empty.
    gone : array of bool, shape (n_rows,)
        Rows marked for deletion.
    """

    file: File
    mode: Mode
    sieve: Sieve
    gone: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, bool))

    @property
    def rows(self) -> pd.DataFrame:
        """All rows, numbered as in the sieve."""
        return self.sieve.rows

    @property
    def counted(self) -> NDArray[np.bool_]:
        """The rows whose cells matter: not those to be deleted; but an enrolment that ended is one still."""
        return np.ones(len(self.rows), bool) if self.file.name == "enrollments" else ~self.gone

    @property
    def live(self) -> pd.DataFrame:
        """The rows that hold now; their index is their number in the sieve."""
        now = self.sieve.good & ~self.gone
        return self.rows if now.all() else self.rows[now]

    @property
    def ended(self) -> pd.DataFrame:
        """The sound rows that say that something is to be deleted."""
        return self.rows[self.sieve.good & self.gone]


def make_sheet(table: CsvTable, file: File, mode: Mode, version: str) -> Sheet:
    """Check one file on its own: its columns, the life of its records, its cells and its ids."""
    hidden = [spec.name for spec in file.all_fields if spec.kind != "guid"] if file.private else ()
    sieve = Sieve(table, hidden=hidden)
    sheet = Sheet(file, mode, sieve, np.zeros(len(sieve.rows), bool))
    present = _name_columns(sheet, table.header, version)
    _check_life(sheet)
    for spec in file.fields_of(version):
        if spec.required and spec.name in present:
            _check_filled(sheet, spec)
    for spec in file.all_fields:
        if spec.name in present and spec.kind != "text":
            _check_kind(sheet, spec)
    _check_unique(sheet)
    return sheet


# --- columns -------------------------------------------------------------------------------------------


def _name_columns(sheet: Sheet, header: list[str], version: str) -> set[str]:
    """Give the columns the standard's names, add absent ones and drop others; return those that are there."""
    sieve, file = sheet.sieve, sheet.file
    expected = [spec.name for spec in file.all_fields]
    found: dict[str, str] = {}
    for name in header:
        meant = _standard_name(name, file, expected)
        if meant in found:
            message = f"two columns are {meant}: {found[meant]!r} and {name!r}"
            sieve.say("refused", meant, "table.duplicate_header", message)
        elif meant:
            found[meant] = name
            if meant != name:
                sieve.say("noted", name, "schema.header_variant", f"read as {meant}, the standard's name")
        elif not name.startswith(("metadata.", "ext_")):
            message = "the standard has no such column; it was not read"
            sieve.say("noted", name, "schema.invalid_metadata_header", message)
    order = list(found)
    if order != sorted(order, key=expected.index):
        message = "the columns are not in the standard's order; they were found by their names"
        sieve.say("noted", "", "schema.header_order_mismatch", message)
    blank = pd.Series("", index=sieve.rows.index, dtype="str")
    columns = {name: sieve.rows[found[name]] if name in found else blank for name in expected}
    sieve.rows = pd.DataFrame(columns, index=sieve.rows.index)
    if header:  # a file without any is refused for that
        _tell_absent_columns(sheet, set(found), version)
    return set(found)


def _standard_name(name: str, file: File, expected: list[str]) -> str | None:
    if name in expected:
        return name
    plain = name.removesuffix(" (2)")  # a repeated column, as the CSV reader names it
    other = {**ALWAYS_OTHER_NAMES, **file.other_names}.get(plain)
    return other or next((known for known in expected if known.casefold() == plain.casefold()), None)


def _tell_absent_columns(sheet: Sheet, found: set[str], version: str) -> None:
    optional = []
    for spec in sheet.file.fields_of(version):
        if spec.name in found:
            continue
        if spec.required or (sheet.mode == "delta" and spec.name in LIFE):
            message = f"the column is missing, and OneRoster {version} asks for it"
            sheet.sieve.say("refused", spec.name, "schema.missing_header", message)
            sheet.sieve.turn_down_all(spec.name, "schema.missing_header", message)
        else:
            optional.append(spec.name)
    if optional:
        message = f"columns that may be empty are missing: {', '.join(optional)}"
        sheet.sieve.say("noted", "", "schema.missing_header", message, len(optional))


# --- the life of a record ------------------------------------------------------------------------------


def _check_life(sheet: Sheet) -> None:
    """Check status and dateLastModified, and tell the rows marked for deletion."""
    if sheet.rows.empty:
        return
    sheet.gone = _in(sheet.rows["status"].str.strip().str.lower(), {STATUS_GONE, STATUS_INACTIVE})
    if sheet.mode == "delta":
        _check_delta_life(sheet)
        return
    filled = np.logical_or.reduce([sheet.rows[name] != "" for name in LIFE])
    message = "status and dateLastModified must be empty in a bulk file; the row was read all the same"
    sheet.sieve.note(filled & ~sheet.gone, "status", "row.field_forbidden_in_bulk", message)
    if sheet.file.name == "enrollments":
        message = "marked for deletion: kept, as a student or teacher who has left the class"
        sheet.sieve.note(sheet.gone, "status", "row.marked_for_deletion", message)
    else:
        message = "marked for deletion: left out"
        sheet.sieve.leave_out(sheet.gone, "status", "row.marked_for_deletion", message)


def _check_delta_life(sheet: Sheet) -> None:
    sieve = sheet.sieve
    for name in LIFE:
        empty = (sheet.rows[name].str.strip() == "").to_numpy()
        sieve.refuse(empty, name, "row.field_required_in_delta", "must be filled in a delta file")
    known = {"active", STATUS_GONE, STATUS_INACTIVE, ""}
    strange = ~_in(sheet.rows["status"].str.strip().str.lower(), known)
    sieve.refuse(strange, "status", "row.invalid_enum", f"active or {STATUS_GONE} is allowed")
    moments = sheet.rows["dateLastModified"].str.strip()
    wrong = _wrong(moments, _is_moment)
    message = "a moment such as 2026-09-30T08:00:00.000Z is allowed"
    sieve.refuse(wrong, "dateLastModified", "row.invalid_datetime", message)


# --- cells ---------------------------------------------------------------------------------------------


def _check_filled(sheet: Sheet, spec: Field) -> None:
    empty = (sheet.rows[spec.name].str.strip() == "").to_numpy()
    if spec.name != "sourcedId":
        empty = empty & sheet.counted
    sheet.sieve.refuse(empty, spec.name, "row.missing_required_value", "the cell must not be empty")


def _check_kind(sheet: Sheet, spec: Field) -> None:
    """Check the cells of a column that is more than text; mend what has only one reading."""
    sieve, column = sheet.sieve, sheet.rows[spec.name]
    for rule in _rules_for(spec):
        wrong = _wrong(column, rule.test)
        if not wrong.any():
            continue
        mended = _mend(column[wrong], spec)
        healed = wrong.copy()
        healed[wrong] = ~_wrong(mended, rule.test)
        sieve.note(
            healed,
            spec.name,
            "row.other_spelling",
            f"read without blanks around it, in the usual case; {rule.allowed}",
        )
        sieve.refuse(wrong & ~healed & sheet.counted, spec.name, rule.code, rule.allowed)
        column = column.where(~healed, mended.reindex(column.index))
        sieve.rows[spec.name] = column


def _rules_for(spec: Field) -> list[_Rule]:
    if spec.kind == "guids":
        return [_LIST, _RULES["guids"]]
    if spec.kind not in ("enum", "enums"):
        return [_RULES[spec.kind]]
    value = "|".join([*spec.choices, *([] if spec.closed else [_EXTENSION])])
    allowed = ", ".join(spec.choices) + ("" if spec.closed else ", or a system's own value as ext:…")
    rule = _Rule("row.invalid_enum", f"allowed: {allowed}", _matches(f"({value})"))
    if spec.kind == "enum":
        return [rule]
    return [_LIST, rule._replace(test=_matches(f"({value})( *, *({value}))*"))]


def _wrong(column: pd.Series, test: Callable[[pd.Series], pd.Series]) -> NDArray[np.bool_]:
    """Tell the cells with a text that fails the test; empty cells never do.

    Each different text is tested once, unless the column begins like one in which all differ, as ids do.
    """
    if column.head(_TRIED).is_unique:
        return (~test(column).astype(bool) & (column != "")).to_numpy()
    texts = pd.Series(column.unique(), dtype="str")
    texts = texts[texts != ""]
    if texts.empty:
        return np.zeros(len(column), bool)
    return _in(column, texts[~test(texts).astype(bool)])


def _in(column: pd.Series, texts: Iterable[str]) -> NDArray[np.bool_]:
    texts = list(texts)
    return column.isin(texts).to_numpy() if texts else np.zeros(len(column), bool)


def _mend(cells: pd.Series, spec: Field) -> pd.Series:
    """Take blanks away, and write a value of a vocabulary as the standard does."""
    cells = cells.str.strip()
    choices = ("true", "false") if spec.kind == "boolean" else spec.choices
    usual = {choice.casefold(): choice for choice in choices}
    return cells.map(lambda text: usual.get(text.casefold(), text)).astype("str") if usual else cells


def _check_unique(sheet: Sheet) -> None:
    """Refuse every row whose id stands on an earlier line already."""
    ids = sheet.rows["sourcedId"][sheet.sieve.good]
    if ids.empty:
        return
    again = ids.index[ids.duplicated()]
    message = "the id stands on an earlier line of the file already; every record has an id of its own"
    sheet.sieve.refuse(again, "sourcedId", "reference.duplicate_sourced_id", message)
