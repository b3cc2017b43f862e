"""The rows of a CSV text: large sound files by pyarrow, faulty records one by one.

Whether a file is sound is seen from the places of its quotes and line breaks, without a loop. In a file
that is not, only the records with quotes or of another width are looked at singly, so that a fault costs
its row and not the file, and little time.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from plcnb.evidence.findings import Finding, Severity
from plcnb.evidence.formats.records import FAULTS, Record, odd_lines, record_at

_BLOCK = 8 << 20
_SHOWN_CHARACTERS = 60
_LINE_FEED, _QUOTE = 10, 34


@dataclass(frozen=True)
class Layout:
    """What is known of a CSV text before its rows are read.

    Attributes
    ----------
    header : list of str
        Column names; `raw_width` cells stand in that record, the last of them perhaps nameless.
    short_rows, line_breaks : {"refused", "noted"}
        What a row with too few cells, and a line break inside a cell, is.
    """

    file: str
    delimiter: str
    header: list[str]
    raw_width: int
    short_rows: Severity = "refused"
    line_breaks: Severity = "noted"


class Body(NamedTuple):
    """The sound rows below the header, the line each begins on, and what was found in all of them."""

    rows: pd.DataFrame
    lines: NDArray[np.int64]
    findings: list[Finding]


def is_password(column: str) -> bool:
    """Whether a column holds passwords, which are never taken over and never shown."""
    return "password" in column.casefold()


def read_rows(text: bytes, layout: Layout) -> Body:
    r"""Read the rows of `text`, UTF-8 with ``\n`` line ends, that begins with the header."""
    if not text.endswith(b"\n"):
        text += b"\n"
    lines = _Lines(text, layout.delimiter)
    return _read_sound(lines, layout) or _read_careful(lines, layout)


class _Lines:
    """A text and the places in it that matter; it ends with a line feed."""

    def __init__(self, text: bytes, delimiter: str) -> None:
        self.text = text
        self.characters = np.frombuffer(text, np.uint8)
        self.ends = np.flatnonzero(self.characters == _LINE_FEED)
        self.starts = np.concatenate([[0], self.ends[:-1] + 1])
        self.quotes = np.flatnonzero(self.characters == _QUOTE) if b'"' in text else np.empty(0, np.int64)
        self.delimiter = ord(delimiter)

    @property
    def filled(self) -> NDArray[np.bool_]:
        """The lines that are not empty."""
        return self.ends > self.starts

    @property
    def longest(self) -> int:
        """Bytes of the longest line, its line feed counted."""
        return int((self.ends - self.starts).max()) + 1

    @property
    def quotes_are_sound(self) -> bool:
        """Whether every quote opens a cell, closes one, or is half of a doubled one inside a cell.

        In a sound file quotes open and close in turn. An opening one follows a delimiter or a line's end,
        or the quote before it (then the two are a doubled quote); a closing one mirrors that.
        """
        if len(self.quotes) % 2:
            return False
        opening, closing = self.quotes[::2], self.quotes[1::2]
        edge = np.zeros(256, bool)
        edge[[self.delimiter, _LINE_FEED]] = True
        before = (opening == 0) | edge[self.characters[opening - 1]]
        after = edge[self.characters[closing + 1]]
        doubled = opening[1:] == closing[:-1] + 1
        before[1:] |= doubled
        after[:-1] |= doubled
        return bool(before.all() and after.all())

    @property
    def breaks_in_cells(self) -> bool:
        """Whether a line ends inside an open quote, if the quotes are sound."""
        return bool((np.searchsorted(self.quotes, self.ends) % 2).any())

    def plain(self, width: int) -> NDArray[np.bool_]:
        """The lines without a quote that have as many cells as there are columns."""
        delimiters = np.flatnonzero(self.characters == self.delimiter)
        cells = np.diff(np.searchsorted(delimiters, self.ends), prepend=0) + 1
        quotes = np.diff(np.searchsorted(self.quotes, self.ends), prepend=0)
        return self.filled & (cells == width) & (quotes == 0)

    def only(self, wanted: NDArray[np.bool_]) -> bytes:
        """The text of the wanted lines alone."""
        return self.characters[np.repeat(wanted, self.ends - self.starts + 1)].tobytes()


def _read_sound(lines: _Lines, layout: Layout) -> Body | None:
    """Read a file whose quotes are right and whose rows are all of one width, a line each; else None."""
    if not lines.quotes_are_sound or lines.breaks_in_cells:
        return None
    filled = np.flatnonzero(lines.filled)
    body = memoryview(lines.text)[lines.ends[filled[0]] + 1 :]
    width = len(layout.header)
    for cells in sorted({layout.raw_width, width}, reverse=True):
        rows = _read_with_arrow(body, layout.delimiter, cells, lines.longest)
        if rows is not None and len(rows) == len(filled) - 1:
            break
    else:
        return None
    unnamed = rows.iloc[:, width:]
    if (unnamed != "").to_numpy().any():
        return None
    return Body(rows.iloc[:, :width].set_axis(layout.header, axis=1), filled[1:] + 1, [])


def _read_with_arrow(
    text: memoryview | bytes, delimiter: str, width: int, longest: int
) -> pd.DataFrame | None:
    """Read rows without a header as text; None if some row is of another width."""
    names = [str(place) for place in range(width)]
    if not len(text):
        return pd.DataFrame({name: pd.Series(dtype="str") for name in names})
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(text)),
            arrow_csv.ReadOptions(column_names=names, block_size=max(_BLOCK, longest + 1)),
            arrow_csv.ParseOptions(delimiter=delimiter),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
        )
    except pa.ArrowInvalid:
        return None
    return table.to_pandas()


def _read_careful(lines: _Lines, layout: Layout) -> Body:
    """Read the plain lines together and every other record on its own, and name each faulty one."""
    width = len(layout.header)
    secret = any(is_password(name) for name in layout.header)
    plain = lines.plain(width)
    texts = lines.text.decode().split("\n")
    odd = odd_lines(texts)
    first = int(np.flatnonzero(lines.filled)[0])
    following = record_at(texts, first, odd, layout.delimiter)[1] + 1
    plain[:following] = False
    cells: list[list[str]] = []
    places: list[int] = []
    findings: list[Finding] = []
    for place in np.flatnonzero(lines.filled & ~plain).tolist():
        if place < following:
            continue
        record, last = record_at(texts, place, odd, layout.delimiter)
        following = last + 1
        plain[place:following] = False
        faults = _faults_of(record, layout)
        findings += [replace(fault, value="" if secret else fault.value) for fault in faults]
        if all(fault.severity == "noted" for fault in faults):
            cells.append([*record.cells[:width], *[""] * (width - len(record.cells))])
            places.append(place)
    rows = _read_with_arrow(lines.only(plain), layout.delimiter, width, lines.longest)
    if rows is None:
        raise RuntimeError(f"{layout.file}: lines of one width without quotes could not be read")
    rows = pd.concat([rows.set_axis(layout.header, axis=1), _frame(cells, layout.header)])
    numbers = np.concatenate([np.flatnonzero(plain), np.array(places, np.int64)])
    order = np.argsort(numbers, kind="stable")
    return Body(rows.iloc[order].reset_index(drop=True), numbers[order] + 1, findings)


def _frame(rows: list[list[str]], header: list[str]) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else [()] * len(header)
    named = zip(header, columns, strict=True)
    return pd.DataFrame({name: pd.Series(column, dtype="str") for name, column in named})


def _faults_of(record: Record, layout: Layout) -> list[Finding]:
    """Name what is wrong with a record."""
    header, width, found = layout.header, len(layout.header), len(record.cells)
    here = Finding("refused", layout.file, record.line, "", "", "", "table.row_width_mismatch")
    if record.fault:
        column = header[found - 1] if found <= width else ""
        value = record.cells[-1].partition(layout.delimiter)[0][:_SHOWN_CHARACTERS]
        return [replace(here, column=column, value=value, message=FAULTS[record.fault], rule=record.fault)]
    if not any(cell.strip() for cell in record.cells):
        return []  # left out with the other blank rows
    faults = []
    if any(cell.strip() for cell in record.cells[layout.raw_width :]):
        message = f"the row has {found} cells, but the first line names {width} columns"
        faults.append(replace(here, message=message))
    elif any(cell.strip() for cell in record.cells[width:]):
        message = "what stands in columns without a name was left out"
        faults.append(replace(here, severity="noted", message=message, rule="csv.nameless_column"))
    elif found > layout.raw_width:
        message = "empty cells beyond the last named column were left out"
        faults.append(replace(here, severity="noted", message=message))
    elif found < width:
        message = f"the row ends after {found} cells, but the first line names {width} columns"
        faults.append(replace(here, severity=layout.short_rows, message=message))
    return faults + _line_breaks_in(record, layout)


def _line_breaks_in(record: Record, layout: Layout) -> list[Finding]:
    allowed = ": only one line is allowed" if layout.line_breaks == "refused" else ""
    message, rule = f"a line break inside a cell{allowed}", "csv.line_break_in_quoted_field"
    return [
        Finding(layout.line_breaks, layout.file, record.line, name, "", message, rule)
        for name, cell in zip(layout.header, record.cells, strict=False)
        if "\n" in cell
    ]
