"""Records for other programs: CSV a kind, one workbook, one calendar; formulas lose their force."""

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from plcnb.errors import Conflict, NotFound
from plcnb.records.calendar import PRODUCER, calendar_of
from plcnb.records.sheets import Called, Cell, Sheet, printable, sheets_of
from plcnb.records.store import Records

_WORKBOOK, _CALENDAR = "records.xlsx", "records.ics"
# What a spreadsheet may take for a formula: where a text begins, and behind the signs that one of another
# country, which parts cells by semicolons or tabs, takes for the end of a cell.
_FORCE = re.compile(r"""(^|[;\t\r\n])([\s"]*[=+\-@＝＋－＠])""")
_WIDTH, _WIDEST = 12, 60  # of columns, in letters
_FIRST_YEAR = 1900  # of Excel's calendar


def export_records(
    records: Records, folder: Path, team_id: str = "", called: Called | None = None
) -> dict[str, int]:
    """Write the records of a team, or of all, into a folder; return the rows of each kind.

    An earlier export in the folder is written over. What is not in `called` stands there by its id.

    Raises
    ------
    NotFound
        If there is no such team.
    Conflict
        If other files lie in the folder.
    """
    known = [team.team_id for team in records.teams()]
    if team_id and team_id not in known:
        raise NotFound("team", team_id, known)
    sheets = sheets_of(records, team_id, called)
    _check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        _write_csv(folder / f"{sheet.name}.csv", sheet)
    _write_workbook(folder / _WORKBOOK, sheets)
    (folder / _CALENDAR).write_bytes(calendar_of(records, team_id))
    return {sheet.name: len(sheet.rows) for sheet in sheets}


def _check_folder(folder: Path) -> None:
    """Refuse a folder with files that no export has written."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    calendar = folder / _CALENDAR
    if not (calendar.is_file() and PRODUCER.encode() in calendar.read_bytes()[:200]):
        raise Conflict(
            f"{folder} holds other files, which an export might write over. Name a new or empty folder."
        )


def _write_csv(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark lets Excel read accents
        writer = csv.writer(file)
        writer.writerows([_defused(cell) for cell in row] for row in (sheet.headings, *sheet.rows))


def _defused(cell: Cell) -> Any:
    """Return a cell that no spreadsheet runs: what looks like a formula begins with an apostrophe."""
    return _FORCE.sub(r"\1'\2", printable(cell)) if isinstance(cell, str) else cell


def _write_workbook(path: Path, sheets: list[Sheet]) -> None:
    workbook = Workbook(write_only=True)
    for sheet in sheets:
        if not sheet.rows:
            continue
        page = workbook.create_sheet(sheet.name[:31])
        page.freeze_panes = "A2"
        for place, heading in enumerate(sheet.headings):
            longest = max(len(str(row[place] or "")) for row in sheet.rows)
            width = min(max(longest, len(heading) // 2, _WIDTH), _WIDEST)
            page.column_dimensions[_letters(place)].width = width
        page.append([_heading(page, heading) for heading in sheet.headings])
        for row in sheet.rows:
            page.append([_typed(page, cell) for cell in row])
    if not workbook.sheetnames:
        workbook.create_sheet("records").append(["Nothing is written yet."])
    workbook.save(path)


def _heading(page: Any, text: str) -> Any:
    cell = _typed(page, text)
    cell.font = Font(bold=True)
    return cell


def _typed(page: Any, value: Cell) -> Any:
    """Return a cell of the workbook; a text stays a text, whatever it begins with."""
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        value = value.isoformat()
    if not isinstance(value, str):
        return WriteOnlyCell(page, value)
    text = printable(value)
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    cell.quotePrefix = bool(_FORCE.match(text))  # also when somebody edits it
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _letters(place: int) -> str:
    """Return the name of a column: A, B, ... Z, AA."""
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)
