r"""CSV text cut into records one after the other, with every fault of its quotes named.

A record begins on a line of its own. After a fault the next record begins on the next line, so that one
stray quote costs one row and not the rest of the file.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

FAULTS = {
    "csv.unescaped_quote": "a quote inside an unquoted cell: put the cell in quotes and double this one",
    "csv.unexpected_character_after_quote": "text after the closing quote: double a quote that is text",
    "csv.unclosed_quote": "the quote that opens this cell is never closed",
}
MOST_LINES = 100  # in one record: beyond that a lost quote is likelier than so long a text


class Record(NamedTuple):
    """One record: the line it begins on, its cells, and the fault that ends it ("" if it is sound).

    A faulty record holds the cells before the fault, and the text from there to the end of the line last.
    """

    line: int
    cells: list[str]
    fault: str = ""


def iter_records(text: str, delimiter: str) -> Iterator[Record]:
    r"""Yield the records of `text`, whose lines end with ``\n``; empty lines are passed over."""
    lines = text.split("\n")
    odd = odd_lines(lines)
    here = 0
    while here < len(lines):
        record, last = record_at(lines, here, odd, delimiter)
        if lines[here]:
            yield record
        here = last + 1


def odd_lines(lines: list[str]) -> list[int]:
    """Return the lines, counted from 0, with an odd number of quotes: those where a cell may stay open."""
    return [i for i, line in enumerate(lines) if '"' in line and line.count('"') % 2]


def record_at(lines: list[str], first: int, odd: list[int], delimiter: str) -> tuple[Record, int]:
    """Return the record that begins on the line `first`, counted from 0, and its last line.

    A cell that stays open at the end of the line closes on the next of the `odd_lines`, or not at all.
    """
    line = lines[first]
    if '"' not in line:
        return Record(first + 1, line.split(delimiter)), first
    record = _parse(line, delimiter)
    if record.fault == "csv.unclosed_quote":
        place = bisect_right(odd, first)
        if place < len(odd) and odd[place] - first < MOST_LINES:
            last = odd[place]
            longer = _parse("\n".join(lines[first : last + 1]), delimiter)
            if not longer.fault:
                return longer._replace(line=first + 1), last
    return record._replace(line=first + 1), first


def _parse(text: str, delimiter: str) -> Record:
    cells: list[str] = []
    pattern = _cell_pattern(delimiter)
    place, end = 0, delimiter
    while end:
        match = pattern.match(text, place)
        if match is None:
            rest = text[place:]
            return Record(0, [*cells, rest], _name_fault(rest))
        quoted, plain, end = match.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        place = match.end()
    return Record(0, cells)


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]|"")*+)"|([^"\n{mark}]*+))({mark}|\Z)')


def _name_fault(rest: str) -> str:
    if not rest.startswith('"'):
        return "csv.unescaped_quote"
    closes = re.match(r'"(?:[^"]|"")*+"', rest)
    return "csv.unexpected_character_after_quote" if closes else "csv.unclosed_quote"
