"""plcnb's own export of its evidence: one CSV file for each source table, read back to the same tables."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from plcnb.errors import DataError
from plcnb.evidence.columns import SOURCE_TABLES, Column, Table
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Finding, Reading, group_findings, no_rejects
from plcnb.evidence.formats.csv_text import CsvTable
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.formats.sieve import Sieve
from plcnb.evidence.formats.typed import to_dates, to_numbers

NAME = "exported"
TITLE = "plcnb's own export of its evidence"

_MOMENT = "%Y-%m-%dT%H:%M:%S.%f"
_SHARED_WITH_OWN = frozenset({"items", "standards"})  # the same columns as files that people write
_ALLOWED = {"integer": "a whole number", "number": "a number", "date": "a date such as 2026-09-30"}


def write_tables(tables: Mapping[str, DataFrame], folder: Path) -> list[Path]:
    """Write each table that has rows as ``TABLE.csv``: UTF-8, all digits, nothing rounded.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Source tables.
    folder : Path
        Made if need be; files of the same names are replaced.

    Returns
    -------
    list of Path
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in SOURCE_TABLES.items():
        rows = tables.get(name)
        if rows is not None and len(rows):
            path = folder / f"{name}.csv"
            _as_text(rows, table).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
            written.append(path)
    return written


def check_folder(folder: Path) -> list[Path]:
    """Return the tables of an earlier export that lie in a folder, which holds nothing else.

    Raises
    ------
    DataError
        If something lies there that is no such table.
    """
    there = sorted(folder.iterdir()) if folder.exists() else []
    for path in there:
        table = SOURCE_TABLES.get(path.stem)
        own = table is not None and path.name == f"{table.name}.csv" and path.is_file()
        if not own or table is None or _first_line(path) != ",".join(table.names):
            raise DataError(
                f"{folder} holds {path.name}, which no export of plcnb has written. Name an empty or a new "
                "folder."
            )
    return there


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline().rstrip("\r\n")


def recognise(package: Package) -> float:
    """Return 1 if some member has exactly the columns of a source table, else 0."""
    return 1.0 if claim(package) else 0.0


def claim(package: Package) -> list[Member]:
    """Return the members that are tables of an export: all columns of one, in their order.

    Questions and standards look the same in files that people write; they count as exported beside another
    table.
    """
    found = {member.name: table for member in package if (table := _table_of(member)) is not None}
    sure = any(table.name not in _SHARED_WITH_OWN for table in found.values())
    return [member for member in package if member.name in found] if sure else []


def read(package: Package, mapping: Any = None, known_ids: Any = None) -> Reading:
    """Read an export back.

    Parameters
    ----------
    package : Package
    mapping, known_ids : object
        Not used.

    Returns
    -------
    Reading
        Strict, and complete: its tables take the place of those in the store.
    """
    reading = Reading(NAME, "bulk", findings=list(package.findings), strict=True)
    rejects = [no_rejects()]
    for member in package:
        table = _table_of(member)
        if table is None or table.name in reading.tables:
            message = "the file has not the columns of a table, or a table is there twice; it was not read"
            reading.findings.append(
                Finding("refused", member.name, None, "", "", message, "package.unknown_file")
            )
            continue
        sieve = Sieve(_without_notes_on_lines(member.table()), hidden=_personal(table))
        reading.tables[table.name] = _typed(sieve, table)
        reading.findings += sieve.findings
        reading.files.append(sieve.count(table.name))
        rejects.append(sieve.rejects)
    reading.findings = group_findings(reading.findings)
    reading.rejects = pd.concat(rejects, ignore_index=True)
    return reading


def _table_of(member: Member) -> Table | None:
    return next((table for table in SOURCE_TABLES.values() if table.names == member.header), None)


def _personal(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.personal]


def _without_notes_on_lines(table: CsvTable) -> CsvTable:
    """Leave out the notes on line breaks in cells, which an export has wherever somebody wrote them."""
    kept = [finding for finding in table.findings if finding.rule != "csv.line_break_in_quoted_field"]
    return replace(table, findings=kept)


def _as_text(rows: DataFrame, table: Table) -> DataFrame:
    columns = {}
    for column in table.columns:
        values = rows[column.name]
        if column.type == "date":
            whole = (values.dt.normalize() == values) | values.isna()
            text = values.dt.strftime("%Y-%m-%d").where(whole, values.dt.strftime(_MOMENT))
            columns[column.name] = text.fillna("")
        elif column.type == "number":
            columns[column.name] = values.map(repr, na_action="ignore").astype("object").fillna("")
        else:
            columns[column.name] = values.astype("object").fillna("")
    return DataFrame(columns)


def _typed(sieve: Sieve, table: Table) -> DataFrame:
    """Turn the texts into the types of the contract; refuse what cannot be right."""
    made: dict[str, Series] = {}
    for column in table.columns:
        text = sieve.rows[column.name]
        made[column.name] = _column(sieve, column, text)
        if column.required:
            message = "must not be empty"
            sieve.refuse((text == "").to_numpy(), column.name, "row.missing_required_value", message)
        if column.choices:
            message = f"allowed: {', '.join(column.choices)}"
            wrong = ~text.isin(["", *column.choices]).to_numpy()
            sieve.refuse(wrong, column.name, "row.unknown_value", message)
    frame = DataFrame(made, index=sieve.rows.index)
    repeated = frame.duplicated(list(table.key)).to_numpy() & sieve.good
    message = f"a row with this {', '.join(table.key)} stands on an earlier line"
    sieve.refuse(repeated, table.key[0], "row.repeated", message)
    return conform(frame[sieve.good].reset_index(drop=True), table)


def _column(sieve: Sieve, column: Column, text: Series) -> Series:
    if column.type == "text":
        return text
    if column.type == "date":
        read: Series = to_dates(text).fillna(to_dates(text, _MOMENT))
    else:
        read = to_numbers(text)
    wrong = read.isna() & (text != "")
    if column.type != "date":
        wrong |= np.isinf(read)
    if column.type == "integer":
        wrong |= (read != read.round()) & read.notna()
    sieve.refuse(
        wrong.to_numpy(), column.name, f"row.invalid_{column.type}", f"must be {_ALLOWED[column.type]}"
    )
    good = read.mask(wrong)
    return good.astype("Int64") if column.type == "integer" else good
