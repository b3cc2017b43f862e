r"""CSV as schools' systems write it: bytes in, rows of text out, every fault named by its line.

Most files are sound and some are large, so pyarrow reads them; whether a file is sound is seen from the
places of its quotes and line breaks, without a loop. A file with faulty quotes or ragged rows is read
again, record by record, so that only the faulty rows are lost.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from plcnb.evidence.findings import Finding, Severity, no_rejects, rejects_of
from plcnb.evidence.formats.decoding import to_utf8
from plcnb.evidence.formats.records import FAULTS, Record, iter_records

DELIMITERS = (",", ";", "\t")

_BLOCK = 8 << 20
_SAMPLE_RECORDS = 5
_SAMPLE_BYTES = 1 << 18
_SHOWN_CHARACTERS = 60
_LINE_FEED, _QUOTE = 10, 34


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


class _Body(NamedTuple):
    """The rows below the header, with as many cells as the header has names, and what was found."""

    rows: pd.DataFrame
    lines: NDArray[np.int64]
    findings: list[Finding]


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
    text, above = _cut_above(text, header_line)
    sample = first_lines(text)
    delimiter = detect_delimiter(sample)
    header, raw_width, header_findings = _read_header(sample, delimiter, file, above)
    findings += header_findings
    if delimiter != ",":
        mark = "tabs" if delimiter == "\t" else "semicolons"
        findings.append(
            Finding("noted", file, None, "", "", f"cells are separated by {mark}", "csv.delimiter")
        )
    if not header:
        nothing = pd.DataFrame(dtype="str")
        return CsvTable(
            file, [], nothing, np.empty(0, np.int64), 0, findings, rejects_of([]), encoding, delimiter
        )
    body = _read_sound(text, delimiter, header, raw_width)
    if body is None:
        body = _read_careful(text, delimiter, header, file, short_rows, line_breaks)
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
    seen: Counter[str] = Counter()
    header = []
    for place, given in enumerate(names, start=1):
        name = given or f"column {place}"
        seen[name] += 1
        if seen[name] == 2:
            message = "the column name stands more than once in the first line"
            findings.append(Finding("noted", file, line, name, "", message, "table.duplicate_header"))
        header.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return header, len(first.cells), findings


def _read_sound(text: bytes, delimiter: str, header: list[str], raw_width: int) -> _Body | None:
    """Read a file whose quotes are right and whose rows are all of one width, a line each; else None."""
    characters = np.frombuffer(text, np.uint8)
    line_ends = np.flatnonzero(characters == _LINE_FEED)
    quotes = np.flatnonzero(characters == _QUOTE) if b'"' in text else np.empty(0, np.int64)
    if not _quotes_are_sound(characters, quotes, ord(delimiter)):
        return None
    inside = np.searchsorted(quotes, line_ends) % 2 == 1
    if inside.any():
        return None
    ends = line_ends if text.endswith(b"\n") else np.append(line_ends, len(text))
    starts = np.concatenate([[0], ends[:-1] + 1])
    lines = np.flatnonzero(ends > starts) + 1
    body = memoryview(text)[ends[lines[0] - 1] + 1 :]
    rows = _read_with_arrow(body, delimiter, {raw_width, len(header)})
    if rows is None or len(rows) != len(lines) - 1:
        return None
    unnamed = rows.columns[len(header) :]
    if len(unnamed) and (rows[unnamed] != "").to_numpy().any():
        return None
    return _Body(rows[rows.columns[: len(header)]].set_axis(header, axis=1), lines[1:], [])


def _quotes_are_sound(characters: NDArray[np.uint8], quotes: NDArray[np.int64], delimiter: int) -> bool:
    """Whether every quote opens a cell, closes one, or is half of a doubled one inside a cell.

    In a sound file quotes open and close in turn. An opening one follows a delimiter or a line's end,
    or the quote before it (then the two are a doubled quote); a closing one mirrors that.
    """
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    doubled = opening[1:] == closing[:-1] + 1
    edge = np.zeros(256, bool)
    edge[[delimiter, _LINE_FEED]] = True
    before = np.where(opening > 0, edge[characters[opening - 1]], True)
    last = len(characters) - 1
    after = np.where(closing < last, edge[characters[np.minimum(closing + 1, last)]], True)
    before[1:] |= doubled
    after[:-1] |= doubled
    return bool(before.all() and after.all())


def _read_with_arrow(text: memoryview, delimiter: str, widths: set[int]) -> pd.DataFrame | None:
    """Read rows without a header as text; None if they are of no width among `widths`."""
    for width in sorted(widths, reverse=True):
        names = [str(place) for place in range(width)]
        if not len(text):
            return pd.DataFrame({name: pd.Series(dtype="str") for name in names})
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(pa.py_buffer(text)),
                arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
                arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=False),
                arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
            )
        except pa.ArrowInvalid:
            continue
        return table.to_pandas()
    return None


def _read_careful(
    text: bytes, delimiter: str, header: list[str], file: str, short_rows: Severity, line_breaks: Severity
) -> _Body:
    """Read record by record, and name each faulty one."""
    width = len(header)
    secret = any(is_password(name) for name in header)
    cells: list[list[str]] = []
    lines: list[int] = []
    findings: list[Finding] = []
    records = iter_records(text.decode(), delimiter)
    next(records)
    for record in records:
        faults = _faults_of(record, header, short_rows, line_breaks)
        findings += [replace(fault, file=file, value="" if secret else fault.value) for fault in faults]
        if all(fault.severity == "noted" for fault in faults):
            cells.append([*record.cells[:width], *[""] * (width - len(record.cells))])
            lines.append(record.line)
    columns = zip(*cells, strict=True) if cells else [()] * width
    rows = pd.DataFrame(
        {name: pd.Series(column, dtype="str") for name, column in zip(header, columns, strict=True)}
    )
    return _Body(rows, np.array(lines, np.int64), findings)


def _faults_of(
    record: Record, header: list[str], short_rows: Severity, line_breaks: Severity
) -> list[Finding]:
    """Name what is wrong with a record, with no file as yet."""
    width, found = len(header), len(record.cells)
    here = Finding("refused", "", record.line, "", "", "", "table.row_width_mismatch")
    if record.fault:
        column = header[found - 1] if found <= width else ""
        value = record.cells[-1][:_SHOWN_CHARACTERS]
        return [replace(here, column=column, value=value, message=FAULTS[record.fault], rule=record.fault)]
    if not any(cell.strip() for cell in record.cells):
        return []  # left out with the other blank rows
    faults = []
    if any(cell.strip() for cell in record.cells[width:]):
        message = f"the row has {found} cells, but the first line names {width} columns"
        faults.append(replace(here, message=message))
    elif found > width:
        message = "empty cells beyond the last named column were left out"
        faults.append(replace(here, severity="noted", message=message))
    elif found < width:
        message = f"the row ends after {found} cells, but the first line names {width} columns"
        faults.append(replace(here, severity=short_rows, message=message))
    for name, cell in zip(header, record.cells, strict=False):
        if "\n" in cell:
            faults.append(_line_break(here, line_breaks, name))
    return faults


def _line_break(here: Finding, severity: Severity, column: str) -> Finding:
    message = "a line break inside a cell" + (": only one line is allowed" if severity == "refused" else "")
    return replace(
        here, severity=severity, column=column, message=message, rule="csv.line_break_in_quoted_field"
    )


def _moved_down(body: _Body, above: int) -> _Body:
    """Count the lines above the header in."""
    if not above:
        return body
    findings = [replace(finding, row=finding.row + above) for finding in body.findings if finding.row]
    return _Body(body.rows, body.lines + above, findings)


def _without_blank_rows(body: _Body, file: str) -> _Body:
    candidates = body.rows.iloc[:, 0].str.strip() == ""
    if not candidates.any():
        return body
    blank = candidates.copy()
    blank[candidates] = (body.rows[candidates].apply(lambda column: column.str.strip()) == "").all(axis=1)
    if not blank.any():
        return body
    row = int(body.lines[blank.to_numpy().argmax()])
    note = Finding(
        "noted", file, row, "", "", "rows without any entry were left out", "csv.blank_row", int(blank.sum())
    )
    return _Body(
        body.rows[~blank].reset_index(drop=True), body.lines[~blank.to_numpy()], [*body.findings, note]
    )


def is_password(column: str) -> bool:
    """Whether a column holds passwords, which are never taken over and never shown."""
    return "password" in column.casefold()


def _without_passwords(body: _Body, file: str) -> _Body:
    notes = []
    for name in filter(is_password, body.rows.columns):
        count = int((body.rows[name] != "").sum())
        if count:
            message = "passwords were left out; an export for analysis should not hold any"
            notes.append(Finding("noted", file, None, name, "", message, "privacy.password_left_out", count))
            body.rows[name] = pd.Series("", index=body.rows.index, dtype="str")
    return body._replace(findings=[*body.findings, *notes])
