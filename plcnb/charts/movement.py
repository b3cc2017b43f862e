"""Who stood in which quarter then and in which now, what is within error in grey: for the team's own eyes."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from plcnb.charts.chart import Chart
from plcnb.charts.emptiness import nothing_yet
from plcnb.charts.sheet import Sheet
from plcnb.charts.style import ACCENT, GREY, INK, LINE, SMALL, WARM, WASH, WIDTH, house_style, wrap
from plcnb.stats.movement import Movement
from plcnb.tables import count_of, records
from plcnb.tables.movement import by_error_words, checked_movement, moved_words, part_name

_LEFT, _TOP, _CELL, _BELOW = 74, 66, 46, 46  # points: beside, above, of a cell downwards, and below
_BAR, _GAP = 5, 3  # points
_MOST_BOLD = 5  # parts: of more the cells are too narrow for words
_ARROWS = {"up": "▲", "down": "▼"}


def quartile_movement(movement: Movement) -> Chart:
    """Draw how many stood in which quarter then, and in which now; who moved beyond error is coloured.

    Parameters
    ----------
    movement : Movement
        As `stats.growth.movement` gives it; other parts than quarters are drawn alike.

    Raises
    ------
    DataError
        If `movement` is none, or its frame is malformed.
    """
    cells = checked_movement(movement)
    n = int(cells["n"].sum())
    if not n:
        return nothing_yet(
            "Nobody has scores of both occasions yet.",
            "Movement shows once the same students have taken a second test.",
        )
    with house_style():
        figure = _draw(cells, movement)
    return Chart(
        figure,
        alt=_alt(cells, movement, n),
        read_as="a count: each cell holds the students of one row then who are in that column now; ▲ and ▼ "
        "are those who moved by more than error.",
        not_as="growth: "
        + (
            "each quarter is a place in the class, so who rises pushes another down; "
            if movement.basis == "own quarters"
            else ""
        )
        + "the lowest tend to rise and the highest to fall by themselves.",
    )


def _draw(cells: pd.DataFrame, movement: Movement) -> Figure:
    parts = movement.parts
    sheet = Sheet(_TOP + parts * _CELL + _BELOW, left=_LEFT, right=WIDTH - 1, bottom=_BELOW, scale=(0, parts))
    n = count_of(cells["n"].sum(), "student")
    said = wrap(f"{n}: {moved_words(cells)}", WIDTH - 16, SMALL)
    for place, line in enumerate(said):
        sheet.write(0, 11 + 13 * place, line, fontsize=SMALL)
    sheet.write(0, 12 + 13 * len(said), by_error_words(movement), fontsize=SMALL, soft=True)
    sheet.write(0, _TOP - 7, "then", fontsize=SMALL, soft=True)
    sheet.ticks({})
    sheet.label(parts / 2, sheet.height - 5, "now", fontsize=SMALL, ha="center", soft=True)
    for part in range(1, parts + 1):
        middle = _TOP + (parts - part + 0.5) * _CELL
        row_name, column_name = _names(part, parts)
        for place, line in enumerate(wrap(row_name, _LEFT - 8, SMALL)):
            sheet.write(0, middle + 3 + 12 * place, line, fontsize=SMALL)
        room = (WIDTH - _LEFT) / parts - 6
        for place, line in enumerate(wrap(column_name, room, SMALL)):
            y = _TOP + parts * _CELL + 13 + 12 * place
            sheet.label(part - 0.5, y, line, fontsize=SMALL, ha="center")
    diagonal = [(part - 1, part, _TOP + (parts - part + 0.5) * _CELL) for part in range(1, parts + 1)]
    sheet.bars(diagonal, WASH, _CELL, zorder=0, solid_capstyle="butt")
    lines = [(0, parts, _TOP + place * _CELL) for place in range(parts + 1)]
    sheet.bars(lines, LINE, 0.8, zorder=1)
    sheet.columns([(x, _TOP, _TOP + parts * _CELL) for x in range(parts + 1)], LINE, 0.8, zorder=1)
    _draw_cells(sheet, records(cells), parts)
    return sheet.figure


def _names(part: int, parts: int) -> tuple[str, str]:
    """Return what a part's row and its column are called: numbers where columns are too narrow for words."""
    if parts < _MOST_BOLD:
        return part_name(part, parts), part_name(part, parts)
    end = {1: " (lowest)", parts: " (highest)"}.get(part, "")
    return f"{part}{end}", f"{part}"


def _draw_cells(sheet: Sheet, rows: list[dict[str, Any]], parts: int) -> None:
    """Write n into each cell with somebody, and draw it as a bar: those who moved clearly first."""
    wide = 1 - 2 * _GAP * parts / (WIDTH - _LEFT)  # of a cell, on the plot's scale
    most = max(row["n"] for row in rows)
    bars: dict[str, list[tuple[float, float, float]]] = {ACCENT: [], WARM: [], GREY: []}
    for row in rows:
        if not row["n"]:
            continue
        left = row["now"] - 1 + (1 - wide) / 2
        top = _TOP + (parts - row["before"]) * _CELL
        sheet.label(left + 0.02, top + 16, f"{row['n']:,}", fontweight="bold", color=INK)
        end, clear = left + wide * row["n"] / most, left + wide * row["n_clear"] / most
        colour = ACCENT if row["direction"] == "up" else WARM
        if row["n_clear"]:
            words = f"{_ARROWS.get(row['direction'], '')} {row['n_clear']:,}"
            words += " clearly" if parts < _MOST_BOLD else ""
            sheet.label(left + 0.02, top + 29, words.strip(), fontsize=SMALL, color=colour)
            bars[colour].append((left, clear, top + _CELL - 7))
        if end > clear:
            bars[GREY].append((clear, end, top + _CELL - 7))
    for colour, label in ((ACCENT, "clearly up"), (WARM, "clearly down"), (GREY, "within error")):
        sheet.bars(bars[colour], colour, _BAR, zorder=2, label=label, solid_capstyle="butt")


def _alt(cells: pd.DataFrame, movement: Movement, n: int) -> str:
    parts = movement.parts
    said = [
        f"from {part_name(row['before'], parts)} to {part_name(row['now'], parts)} {row['n']:,}"
        + (f" ({row['n_clear']:,} clearly)" if row["n_clear"] else "")
        for row in records(cells)
        if row["n"] and row["direction"] != "same"
    ]
    moves = f" Moves: {'; '.join(said)}." if said else ""
    return f"Movement of {count_of(n, 'student')}: {moved_words(cells)}.{moves} {by_error_words(movement)}"
