"""CSV as schools' systems write it: bytes in, a table of text out, every fault named by its line."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.evidence.findings import Finding, Severity, no_rejects, rejects_of
from plcnb.evidence.formats.csv_rows import Body, Layout, is_password, read_rows
from plcnb.evidence.formats.decoding import to_utf8
from plcnb.evidence.formats.records import FAULTS, iter_records

DELIMITERS = (",", ";", "\t")

_SAMPLE_RECORDS = 5
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?\n', re.IGNORECASE)
_SAMPLE_BYTES = 1 << 18


@dataclass(frozen=True)
class CsvTable:
    """One CSV file as text.

    Attributes
    ----------
    file : str
        The file's name inside its package.
    header : list of str
        Column names without blanks around them, each once: a second "Filler" is "Filler (2)", a nameless
        column is "column 3". Nameless columns at the end are left out. Empty if there is no usable header.
    rows : DataFrame of str
        The sound rows; its columns are `header`. An empty cell is "". Passwords are blanked.
    lines : array of int, shape (n_rows,)
        The line each row begins on, as an editor shows it.
    read : int
        Data rows in the file: the sound ones and the refused ones.
    findings, rejects
        What is wrong with the file as CSV, and the rows refused for it.
    encoding, delimiter : str
    """

    file: str
    header: list[str]
    rows: pd.DataFrame
    lines: NDArray[np.int64]
    read: int
    findings: list[Finding] = field(default_factory=list)
    rejects: pd.DataFrame = field(default_factory=no_rejects)
    encoding: str = "utf-8"
    delimiter: str = ","


def read_csv(
    data: bytes,
    file: str,
    *,
    header_line: int = 1,
    short_rows: Severity = "refused",
    line_breaks: Severity = "noted",
) -> CsvTable:
    """Read the CSV file in `data`.

    Parameters
    ----------
    data : bytes
        UTF-8 with or without a byte order mark, UTF-16 or Windows-1252; any kind of line end; cells
        separated by comma, semicolon or tab.
    file : str
        Name to use in findings.
    header_line : int
        The line that holds the column names; what stands above it is left out.
    short_rows : {"refused", "noted"}
        What a row with fewer cells than the header is: cut off ("refused"), or written by a program that
        leaves out empty cells at the end ("noted", and filled up).
    line_breaks : {"refused", "noted"}
        What a cell with a line break in it is.

    Raises
    ------
    DataError
        If the bytes are no text.
    """
    text, encoding, findings = to_utf8(data, file)
    _, named = without_separator_line(first_lines(text))
    text, above = _cut_above(text, header_line + bool(named))
    sample = first_lines(text)
    delimiter = named or detect_delimiter(sample)
    header, raw_width, header_findings = _read_header(sample, delimiter, file, above)
    findings += header_findings
    if delimiter != ",":
        message = f"cells are separated by {'tabs' if delimiter == chr(9) else 'semicolons'}"
        findings.append(Finding("noted", file, None, "", "", message, "csv.delimiter"))
    if not header:
        nothing, none = pd.DataFrame(dtype="str"), np.empty(0, np.int64)
        return CsvTable(file, [], nothing, none, 0, findings, no_rejects(), encoding, delimiter)
    body = read_rows(text, Layout(file, delimiter, header, raw_width, short_rows, line_breaks))
    body = _without_passwords(_without_blank_rows(_moved_down(body, above), file), file)
    findings += body.findings
    rejects = rejects_of(body.findings)
    read = len(body.rows) + rejects["row"].nunique()
    return CsvTable(file, header, body.rows, body.lines, read, findings, rejects, encoding, delimiter)


def first_lines(text: bytes) -> str:
    """Return the first whole lines of `text`, enough for a header and a few rows."""
    if len(text) <= _SAMPLE_BYTES:
        return text.decode(errors="ignore")
    return text[: text.rfind(b"\n", 0, _SAMPLE_BYTES)].decode(errors="ignore")


def without_separator_line(sample: str) -> tuple[str, str]:
    """Return the text without a first line such as ``sep=;``, which Excel writes, and the mark it names."""
    found = _SEPARATOR_LINE.match(sample)
    return (sample[found.end() :], found.group(1)) if found else (sample, "")


def detect_delimiter(sample: str) -> str:
    """Tell what separates the cells: the mark that cuts the first lines into equally many cells, and most.

    Where no mark cuts them evenly, the one that is most frequent in the first line wins.
    """

    def strength(mark: str) -> tuple[bool, int]:
        widths = [len(record.cells) for record in islice(iter_records(sample, mark), _SAMPLE_RECORDS)]
        return (len(set(widths)) == 1 and widths[0] > 1, widths[0] if widths else 0)

    return max(DELIMITERS, key=strength)


def _cut_above(text: bytes, header_line: int) -> tuple[bytes, int]:
    start = 0
    for _ in range(header_line - 1):
        start = text.find(b"\n", start) + 1 or len(text)
    return text[start:], header_line - 1


def _read_header(sample: str, delimiter: str, file: str, above: int) -> tuple[list[str], int, list[Finding]]:
    """Return the column names, the number of cells they were taken from, and what was found."""
    first = next(iter_records(sample, delimiter), None)
    if first is None or not any(cell.strip() for cell in first.cells):
        message = "the file is empty; its first line must name the columns"
        return [], 0, [Finding("refused", file, above + 1, "", "", message, "table.missing_header")]
    line = above + first.line
    if first.fault:
        message = f"the line with the column names has {FAULTS[first.fault]}"
        return [], 0, [Finding("refused", file, line, "", "", message, first.fault)]
    names = [cell.strip() for cell in first.cells]
    findings = []
    while not names[-1]:
        names.pop()
    if len(names) < len(first.cells):
        message = "columns without a name at the end of the first line were left out"
        count = len(first.cells) - len(names)
        findings.append(Finding("noted", file, line, "", "", message, "csv.nameless_column", count))
    for given, count in Counter(filter(None, names)).items():
        if count > 1:
            message = "the column name stands more than once in the first line"
            findings.append(Finding("noted", file, line, given, "", message, "table.duplicate_header"))
    return column_names(names), len(first.cells), findings


def column_names(cells: Iterable[str]) -> list[str]:
    """Return the names that the columns under a header's cells go by, each once (see `CsvTable.header`)."""
    header: dict[str, None] = {}
    following: dict[str, int] = {}  # the number that a name's next repetition may have
    for place, cell in enumerate(cells, start=1):
        name = fresh = cell.strip() or f"column {place}"
        number = following.get(name, 2)
        while fresh in header:
            fresh, number = f"{name} ({number})", number + 1
        following[name] = number
        header[fresh] = None
    return list(header)


def _moved_down(body: Body, above: int) -> Body:
    """Count the lines above the header in."""
    if not above:
        return body
    findings = [replace(finding, row=finding.row + above) for finding in body.findings if finding.row]
    return Body(body.rows, body.lines + above, findings)


def _without_blank_rows(body: Body, file: str) -> Body:
    candidates = body.rows.iloc[:, 0].str.strip() == ""
    if not candidates.any():
        return body
    blank = candidates.copy()
    blank[candidates] = (body.rows[candidates].apply(lambda cells: cells.str.strip()) == "").all(axis=1)
    if not blank.any():
        return body
    row = int(body.lines[blank.to_numpy().argmax()])
    note = Finding(
        "noted", file, row, "", "", "rows without any entry were left out", "csv.blank_row", int(blank.sum())
    )
    return Body(
        body.rows[~blank].reset_index(drop=True), body.lines[~blank.to_numpy()], [*body.findings, note]
    )


def _without_passwords(body: Body, file: str) -> Body:
    notes = []
    for name in filter(is_password, body.rows.columns):
        count = int((body.rows[name] != "").sum())
        if count:
            message = "passwords were left out; an export for analysis should not hold any"
            notes.append(Finding("noted", file, None, name, "", message, "privacy.password_left_out", count))
            body.rows[name] = pd.Series("", index=body.rows.index, dtype="str")
    return body._replace(findings=[*body.findings, *notes])
