"""What a table is: a caption, columns, and cells with small print."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from plcnb.errors import DataError
from plcnb.tables.numbers import MISSING

# Inline, because JupyterLab has no style for it and would print the words.
_UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: a line, and small print under it."""

    text: str = ""
    small: str = ""

    def __post_init__(self) -> None:
        for words in (self.text, self.small):
            if not isinstance(words, str):
                raise DataError(f"A cell of a table holds text, got {words!r}.")


@dataclass(frozen=True)
class Column:
    """A column's header with its unit, and whether it holds numbers."""

    header: str
    kind: Literal["text", "num"] = "text"


@dataclass(frozen=True)
class Table:
    """A table to show: the first cell names its row, what is missing is said aloud, all text is escaped.

    `empty` stands instead of a table without rows.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "Nothing to show yet."

    def _repr_html_(self) -> str:
        if not self.rows:
            return f'<p class="empty">{escape(self.empty)}</p>'
        heads = "".join(_cell_html(Cell(column.header), column.kind, "th", "col") for column in self.columns)
        body = "\n".join(f"<tr>{''.join(self._row_html(row))}</tr>" for row in self.rows)
        return (
            f'<table class="plcnb-table" style="margin-left:0"><caption>{escape(self.caption)}</caption>\n'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
        )

    def _row_html(self, row: tuple[Cell, ...]) -> Iterator[str]:
        for place, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            tag, scope = ("td", "") if place else ("th", "row")
            yield _cell_html(cell, column.kind, tag, scope)


@dataclass(frozen=True)
class Notes:
    """Sentences as a list; `empty` stands where there is none."""

    sentences: tuple[str, ...]
    empty: str = "Nothing unusual was found in the data."

    def _repr_html_(self) -> str:
        if not self.sentences:
            return f'<p class="empty">{escape(self.empty)}</p>'
        return (
            f'<ul class="notes">{"".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)}</ul>'
        )


def _cell_html(cell: Cell, kind: str, tag: str, scope: str) -> str:
    """Write one cell. Alignment is inline as well, since JupyterLab aligns every cell to the right."""
    scoped = f' scope="{scope}"' if scope else ""
    if kind == "num":  # a header may break, so that on a phone the numbers decide how wide the column is
        look = f'class="num" style="text-align:right{";white-space:normal" if tag == "th" else ""}"'
    else:
        look = 'style="text-align:left;overflow-wrap:break-word"'
    return f"<{tag}{scoped} {look}>{_content_html(cell)}</{tag}>"


def _content_html(cell: Cell) -> str:
    text = escape(cell.text)
    if cell.text == MISSING:
        unseen = f'<span class="visually-hidden" style="{_UNSEEN}">no data</span>'
        text = f'<span aria-hidden="true">{MISSING}</span>{unseen}'
    return f'{text}<br><small class="small">{escape(cell.small)}</small>' if cell.small else text
