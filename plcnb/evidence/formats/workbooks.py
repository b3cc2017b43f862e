"""Excel workbooks (.xlsx) as the CSV files that Excel would save their sheets to, but nothing rounded.

A cell reads as a person sees it: an identifier with leading zeros keeps them, a formula is its value, a date
is YYYY-MM-DD, a merged cell stands in every row and column it covers. What a spreadsheet is known to spoil
is noted where it shows: a date among texts may be a "1-2" that Excel took for the second of January.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from plcnb.errors import DataError
from plcnb.evidence.findings import Finding

LARGEST_SHEET = 64 << 20  # bytes of a sheet's XML: some 300,000 rows of a few cells; more is slow and heavy

_ZEROS = re.compile(r"^0{2,}$")  # a number format that fills up with zeros: 00000
_OUT_OF = re.compile(r'[#0]*0(?:\.0+)?\s*"\s*/\s*"?(\d+(?:\.\d+)?)"?')  # 0" / 5": points out of five
_NO_VALUE = re.compile(rb"(?:</f>|<f[^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_MOSTLY = 0.5

Grid = list[list[str]]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows as text, how many rows stand above its header, and what there is to note."""

    title: str
    rows: Grid
    above: int = 0
    notes: list[tuple[int | None, str, str, int]] = field(default_factory=list)

    def as_csv(self) -> bytes:
        """Return the sheet as CSV in UTF-8, one line a row."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.rows)
        return text.getvalue().encode()

    def findings(self, name: str) -> Iterator[Finding]:
        """Yield what there is to note under the name that the sheet is read as."""
        for row, message, rule, count in self.notes:
            yield Finding("noted", name, row, "", "", message, rule, count)


def read_workbook(path: Path) -> tuple[list[Sheet], list[str]]:
    """Return the sheets that hold something, and the titles of those left aside because they are hidden.

    Raises
    ------
    DataError
        If the workbook is damaged or too large, or a formula has no value because nobody has calculated it.
    """
    _check_sheets(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which change no value
            book = load_workbook(path, data_only=True)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError,
            zipfile.BadZipFile, EOFError) as error:  # fmt: skip
        raise DataError(
            f"{path.name} cannot be read as an Excel workbook; it is damaged. Open it in Excel and save it "
            "again, or save the sheet as CSV (UTF-8)."
        ) from error
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    sheets = [read for sheet in shown if (read := _read(sheet)).rows]
    if not sheets:
        raise DataError(f"{path.name} has no sheet with anything in it. Look whether it is the right file.")
    return sheets, hidden


def _check_sheets(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.filename.startswith("xl/worksheets/") or not info.filename.endswith(".xml"):
                continue
            if info.file_size > LARGEST_SHEET:
                raise DataError(
                    f"{path.name} has a sheet of {info.file_size / 2**20:.0f} MiB; at most "
                    f"{LARGEST_SHEET / 2**20:.0f} MiB are read. Save the sheet as CSV (UTF-8)."
                )
            uncalculated = len(_NO_VALUE.findall(archive.read(info)))
            if uncalculated:
                raise DataError(
                    f"{path.name} holds {uncalculated:,} formulas without a value: the program that wrote it "
                    "has not calculated them. Open it in Excel or LibreOffice, save it, and import it again."
                )


def _read(sheet: Worksheet) -> Sheet:
    notes: list[tuple[int | None, str, str, int]] = []
    cells = [list(row) for row in sheet.iter_rows()]
    errors = [cell.row for row in cells for cell in row if cell.value in ERROR_CODES]
    if errors:
        message = "a formula that failed (#N/A, #REF!, …) was read as an empty cell"
        notes.append((errors[0], message, "excel.failed_formula", len(errors)))
    broken = [cell.row for row in cells for cell in row if isinstance(cell.value, str) and "\n" in cell.value]
    if broken:
        notes.append((broken[0], "line breaks in cells were read as blanks", "excel.line_break", len(broken)))
    grid = [[_as_text(cell.value, cell.number_format) for cell in row] for row in cells]
    above = _header_row(grid)
    notes += _unmerge(sheet, grid, above)
    above, banded = _with_bands(sheet, grid, above)
    notes += banded
    notes += list(_spoilt_dates(cells, above))
    while grid and not any(grid[-1]):
        grid.pop()
    if above and grid:
        message = f"the {above} rows above the column names were left out" if above > 1 else (
            "the row above the column names was left out"
        )  # fmt: skip
        notes.append((None, message, "excel.rows_above", 1))
    return Sheet(sheet.title, grid, above, notes)


def _as_text(value: Any, number_format: str) -> str:
    """Write a cell as Excel would save it to CSV, with all digits and with ISO dates."""
    if value is None or value in ERROR_CODES:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, number_format)
    return re.sub(r"\s*[\r\n]+\s*", " ", str(value))


def _number(value: float, number_format: str) -> str:
    if number_format.endswith("%"):
        return f"{_plain(round(value * 100, 10))}%"
    plain = _plain(value)
    if out_of := _OUT_OF.fullmatch(number_format):
        return f"{plain} / {out_of[1]}"
    return plain.zfill(len(number_format)) if _ZEROS.match(number_format) else plain


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


# --- headers, bands and merged cells -------------------------------------------------------------------


def _header_row(grid: Grid) -> int:
    """Return how many rows stand above the first that is as full as a header: titles, blank rows."""
    widest = max((sum(map(bool, row)) for row in grid[:20]), default=0)
    for place, row in enumerate(grid[:20]):
        if sum(map(bool, row)) >= max(2, widest * _MOSTLY) or widest < 2:
            return place
    return 0


def _unmerge(sheet: Worksheet, grid: Grid, above: int) -> list[tuple[int | None, str, str, int]]:
    """Write what a merged cell says into every row and column it covers, from the header on."""
    body = [area for area in sheet.merged_cells.ranges if area.max_row > above]
    for area in body:
        text = grid[area.min_row - 1][area.min_col - 1]
        for row in range(area.min_row - 1, area.max_row):
            for column in range(area.min_col - 1, area.max_col):
                grid[row][column] = text
    if not body:
        return []
    message = "merged cells were read as if each held what they say together"
    return [(min(area.min_row for area in body), message, "excel.merged_cells", len(body))]


def _with_bands(
    sheet: Worksheet, grid: Grid, above: int
) -> tuple[int, list[tuple[int | None, str, str, int]]]:
    """Join a row of titles over groups of columns with the names below it: "Fall", "Score" → "Fall Score"."""
    bands = [area for area in sheet.merged_cells.ranges if area.min_row == area.max_row <= above + 1]
    last = max((area.min_row - 1 for area in bands if area.max_col > area.min_col), default=-1)
    if last < above - 1 or not 0 <= last < len(grid) - 1:
        return above, []
    titles, names = grid[last], grid[last + 1]
    over = {
        column: titles[area.min_col - 1]
        for area in bands
        if area.min_row - 1 == last
        for column in range(area.min_col - 1, area.max_col)
    }
    if len(over) == len(names) and len(set(over.values())) == 1:
        return last + 1, []  # one title over the whole table
    if not _names_stand_below(titles, names, over):
        return above, []
    grid[last + 1] = [f"{over.get(column, '')} {name}".strip() for column, name in enumerate(names)]
    message = "a row of titles over groups of columns was joined with the column names below it"
    return last + 1, [(last + 1, message, "excel.banded_header", 1)]


def _names_stand_below(titles: list[str], names: list[str], over: dict[int, str]) -> bool:
    """Tell titles over groups of columns from a header with a merged cell, below which data begin.

    Columns without a title above them show it: their name stands in the lower row. Where every column has
    one, names that repeat from group to group show it.
    """
    if not all(names[column] for column in over):
        return False
    others = [column for column in range(len(names)) if column not in over]
    if not others:
        return len(set(names)) < len(names)
    return all(titles[column] in ("", names[column]) for column in others)


def _spoilt_dates(cells: list[list[Any]], above: int) -> Iterator[tuple[int | None, str, str, int]]:
    """Find dates in columns of other things: of a "1-2" Excel makes a day in January."""
    for column in zip(*cells[above + 1 :], strict=True) if len(cells) > above + 1 else ():
        filled = [cell for cell in column if cell.value is not None]
        dates = [cell for cell in filled if isinstance(cell.value, date | datetime)]
        if dates and len(dates) < len(filled) * _MOSTLY:
            message = (
                "a date stands in a column of other things; Excel may have made it of something like 1-2. "
                "Look at what was typed there"
            )
            yield dates[0].row, message, "excel.date_among_others", len(dates)
