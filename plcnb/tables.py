"""Tables and numbers as people read them. The only place that rounds.

Charts and sentences take their numbers from here as well, so the three cannot disagree. A number that does
not exist is shown as a dash and read aloud as "no data"; a number that may not leave the team is said to be
hidden. A cell's second line is small print.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import Any, Literal

import pandas as pd

from plcnb.errors import DataError
from plcnb.model import Verdict
from plcnb.stats.disclosure import MINIMUM

MISSING = "–"
HIDDEN = f"not shown (fewer than {MINIMUM} students)"
SHAPES: dict[str, str] = {"above": "●", "cannot tell": "○", "below": "◆"}
VERDICT_WORDS: dict[str, str] = {
    "above": "clearly above",
    "cannot tell": "cannot tell yet",
    "below": "clearly below",
}
DECIMALS_FROM = 100  # students: below this a decimal of a per cent says more than anybody knows
_UNIT = " %"  # left out where the header has it
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Inline, because JupyterLab has no style for it and would print the words.
_UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap"

# Numbers


def percent(share: float, n: float = 0) -> str:
    """Return a share as per cent: whole below 100 students, with one decimal from there on.

    What is not quite all is never called 100 %, and what is not quite nothing never 0 %.

    Parameters
    ----------
    share : float
        In [0, 1]; NaN means no data.
    n : int
        Students behind it; 0 where that does not matter, as for a cut.
    """
    if pd.isna(share):
        return MISSING
    places = 1 if n >= DECIMALS_FROM else 0
    rounded = _round(100 * _exact(share), places)
    step = Decimal(1).scaleb(-places)
    if 0 < share < 1:
        rounded = min(max(rounded, step), 100 - step)
    return f"{_signed(rounded)} %"


def points(change: float) -> str:
    """Return a change of a share as points of 100 with its sign: "+8", "−3", "0"; a dash for NaN."""
    if pd.isna(change):
        return MISSING
    rounded = _round(100 * _exact(change))
    return f"+{rounded}" if rounded > 0 else _signed(rounded)


def points_of_100(amount: float) -> str:
    """Return a difference of two shares in words: "8 points of 100"; below one point with one decimal."""
    if pd.isna(amount):
        return "an unknown number of points"
    hundredths = 100 * _exact(amount)
    rounded = _round(hundredths, 1 if 0 < abs(hundredths) < 1 else 0)
    return f"{_signed(rounded)} {'point' if abs(rounded) == 1 else 'points'} of 100"


def interval_words(low: float, high: float) -> str:
    """Return an interval of a share, or of a change of one, in words: "probably between 58 and 88 %"."""
    if pd.isna(low) or pd.isna(high):
        return "nobody can say how sure"
    ends = _whole(low), _whole(high)
    return (
        f"probably about {ends[0]} %" if ends[0] == ends[1] else f"probably between {ends[0]} and {ends[1]} %"
    )


def points_between(low: float, high: float) -> str:
    """Return the interval of a change in words: "probably between −1 and +11 points".

    Of very few students it can reach past 100 points, where no change can be; it is cut off there.
    """
    if pd.isna(low) or pd.isna(high):
        return "nobody can say how sure"
    return f"probably between {points(max(low, -1))} and {points(min(high, 1))} points"


def day_month(date: Any) -> str:
    """Return a date as "3 Oct", whatever the machine's language; empty where there is none."""
    return "" if pd.isna(date) else f"{date.day} {_MONTHS[date.month - 1]}"


def when(date: Any, day: Any = None) -> str:
    """Return the date as "3 Oct", else the day of the course as "day 25", else nothing."""
    return day_month(date) or ("" if pd.isna(day) else f"day {int(day)}")


def count_of(n: float, noun: str, plural: str = "") -> str:
    """Return a count with its noun: "1 student", "1,024 students"; `plural` where it is not noun + s."""
    return f"{int(n):,} {noun if int(n) == 1 else plural or noun + 's'}"


def _whole(share: float) -> str:
    """Return one end of an interval in whole per cent."""
    return _signed(_round(100 * _exact(share)))


def _exact(number: float) -> Decimal:
    """Return the number as it is written: 0.285 is half way from 28 to 29 %, which binary floats forget."""
    return Decimal(repr(float(number)))


def _round(number: Decimal, places: int = 0) -> Decimal:
    """Round halves up, as people do, not to the even neighbour."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _signed(number: Decimal) -> str:
    """Write a rounded number with a true minus sign, and no sign before nought."""
    return f"{abs(number)}" if number >= 0 or not number else f"−{abs(number)}"


# Tables


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: a line, and small print under it."""

    text: str = ""
    small: str = ""


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


# Builders


def mastery_table(frame: pd.DataFrame) -> Table:
    """Return mastery by standard, or by assessment, as a table in the order of the frame.

    Parameters
    ----------
    frame : DataFrame
        As `stats.mastery.by_standard` or `by_assessment` gives it; a column `hidden` marks rows whose numbers
        may not be shown.

    Raises
    ------
    DataError
        If a column is missing.
    """
    by_assessment = "assessment_id" in frame
    names = {"title"} if by_assessment else {"code", "statement", "n_items"}
    require_columns(
        frame, names | {"n_students", "share", "low", "high", "verdict", "more_needed"}, "mastery"
    )
    rows = tuple(_mastery_row(row, by_assessment) for row in records(frame))
    what = "students who reached the cut" if by_assessment else "points gained"
    columns = (
        Column("Assessment" if by_assessment else "Standard"),
        Column("Share (%)", "num"),
        Column("Verdict"),
    )
    return Table(
        f"Share of {what}, where it probably lies, and what would settle it",
        columns,
        rows,
        "No result has arrived yet: import one to see what is secure.",
    )


def agenda_table(frame: pd.DataFrame) -> Table:
    """Return the agenda: what, how long, and why, with the minutes added up in the caption.

    Parameters
    ----------
    frame : DataFrame
        Columns `minutes`, `item`, `why`, in the order of the meeting.

    Raises
    ------
    DataError
        If a column is missing.
    """
    require_columns(frame, {"minutes", "item", "why"}, "the agenda")
    rows = tuple((Cell(row["item"]), Cell(f"{row['minutes']:g}"), Cell(row["why"])) for row in records(frame))
    return Table(
        f"Proposed agenda, {frame['minutes'].sum():g} minutes",
        (Column("What we do"), Column("Minutes", "num"), Column("Why")),
        rows,
        "Nothing to decide yet, so no agenda is proposed.",
    )


def notes_list(frame: pd.DataFrame) -> Notes:
    """Return the notes on the data as a list, in their order.

    Parameters
    ----------
    frame : DataFrame
        Columns `position` and `note`.

    Raises
    ------
    DataError
        If a column is missing.
    """
    require_columns(frame, {"position", "note"}, "the notes")
    return Notes(tuple(frame.sort_values("position", kind="stable")["note"]))


def names_by_student(names: pd.DataFrame | Mapping[str, str] | None) -> dict[str, str]:
    """Return what each student is called, from the students' table (`student_id`, `name`) or a mapping."""
    if names is None:
        return {}
    if isinstance(names, pd.DataFrame):
        require_columns(names, {"student_id", "name"}, "the students")
        return dict(zip(names["student_id"], names["name"], strict=True))
    return dict(names)


def question_name(row: Mapping[str, Any]) -> str:
    """Return how a question is called: its place on the test, else its id."""
    return f"Question {row['item_id']}" if pd.isna(row["position"]) else f"Question {int(row['position'])}"


def require_columns(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Raise DataError naming the columns that the frame of `what` lacks."""
    missing = sorted(set(columns) - set(frame.columns))
    if missing:
        raise DataError(
            f"The frame of {what} lacks {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}."
        )


def hidden_words(row: Mapping[str, Any]) -> str:
    """Return what stands in place of a row's numbers that may not be shown, "" where they may."""
    hidden = row.get("hidden", False)
    if hidden is not pd.NA and not hidden:
        return ""
    of_flag = bool(row.get("flag"))  # then `why` gives the reason of a question's flag
    return f"not shown ({row['why']})" if row.get("why") and not of_flag else HIDDEN


def share_words(row: Mapping[str, Any], share: str = "share", n: str = "n_students") -> str:
    """Return a row's share as per cent, or "95 % or more" where `disclosure` has coded it at an end.

    Such a row keeps no interval, and its `why` says which end.
    """
    if "hidden" in row and pd.isna(row["low"]) and row.get("why"):
        return str(row["why"])
    return percent(row[share], row[n])


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame, each as a mapping from column to value."""
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def _mastery_row(row: dict[str, Any], by_assessment: bool) -> tuple[Cell, ...]:
    name = row["title"] if by_assessment else " ".join(filter(None, (row["code"], row["statement"])))
    if hidden_words(row):
        return Cell(name), Cell(MISSING), Cell(hidden_words(row))
    n = count_of(row["n_students"], "student")
    if not by_assessment:
        n += f", {count_of(row['n_items'], 'question')}"
    if pd.isna(row["share"]):
        return Cell(name, n), Cell(MISSING), Cell("no result yet", row["more_needed"])
    no_interval = pd.isna(row["low"]) or pd.isna(row["high"])
    between = "" if no_interval else f"{_whole(row['low'])} to {_whole(row['high'])}"
    share = Cell(share_words(row).removesuffix(_UNIT), between)
    return Cell(name, n), share, Cell(verdict_words(row["verdict"]), row["more_needed"])


def verdict_words(verdict: Verdict) -> str:
    """Return a verdict with its shape, which never stands alone at the end of a line: "● clearly above"."""
    return f"{SHAPES[verdict]}\N{NO-BREAK SPACE}{VERDICT_WORDS[verdict]}"
