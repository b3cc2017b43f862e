"""What people answered, question by question, in words: the same for a goal, a unit or a trial."""

import re
from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any

from plcnb import tables
from plcnb.model import Question, Record
from plcnb.reports.room import Room
from plcnb.reports.sections import Markup, Section, paragraph

_ENDLESS, _PIECE = re.compile(r"\S{41,}"), re.compile(r".{1,12}")
_LONG = 700  # letters of one answer that a page of two holds beside the others
# Inline, because JupyterLab would set the answers beside the questions, and let long ones drift apart.
_ASKED, _SAID = "float:none;width:auto;margin:0", "float:none;width:auto;margin:.1rem 0 .45rem"


def in_words(room: Room, record: Record, name: str) -> str:
    """Return the answer to one question as a person reads it; "" where there is none the audience may see.

    Parameters
    ----------
    room : Room
        Knows the names of members, standards and assessments.
    record : Record
    name : str
        The field.
    """
    question = type(record).questions()[name]
    value = getattr(record, name)
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, tuple):
        return _listed(room, question, value)
    return _one(room, question, value)


def answers(
    room: Room, record: Record, names: Iterable[str], *, unanswered: str = "", longest: int = _LONG
) -> Markup:
    """Return questions with their answers under each other.

    Parameters
    ----------
    room, record
        As for `in_words`.
    names : iterable of str
        The fields, in the order of the page.
    unanswered : str
        What stands where there is no answer; empty: the question is left out.
    longest : int
        Letters of an answer on the page; the whole of a longer one is behind a fold.
    """
    questions = type(record).questions()
    said = [(questions[name].label, in_words(room, record, name) or unanswered) for name in names]
    return pairs(((label, text) for label, text in said if text), longest)


def brief(text: str, longest: int) -> str:
    """Return as much of a text as a page holds, and how much of it is left out: a few letters never are."""
    if len(text) <= 1.3 * longest:
        return text
    start = text[:longest].rsplit(" ", 1)[0].rstrip()
    return f"{start} … ({len(text) - len(start):,} more letters)"


def breakable(text: str) -> str:
    """Return a text whose endless words may break: in a table they would push the page wider than a phone."""
    return _ENDLESS.sub(lambda word: "\N{ZERO WIDTH SPACE}".join(_PIECE.findall(word[0])), text)


def being_written(room: Room, kind: type[Record], name: str) -> tuple[Markup, ...]:
    """Return one line on the records of a kind that are not whole yet, for the team alone.

    Parameters
    ----------
    room : Room
    kind : type of Record
    name : str
        The field by which a record is called.
    """
    if not room.inside:
        return ()
    begun = [one for one in room.list(kind, unfinished=True) if not one.complete]
    drafts = [one for one in begun if not _is_let_go(one)]
    questions = kind.questions()
    told = [
        f"“{getattr(one, name) or 'without a name yet'}” (still to answer: "
        f"{' '.join(questions[field].label for field in one.missing)})"
        for one in drafts
    ]
    return (paragraph(f"Being written: {'; '.join(told)}.", "small"),) if told else ()


def _is_let_go(record: Record) -> bool:
    return getattr(record, "state", "") == "let go" or getattr(record, "decision", "") == "abandon"


def none_yet(room: Room, kind: type[Record], name: str, title: str, missing: Markup) -> Section:
    """Return the section of records of which none is whole: those being written, else what to do first.

    Parameters
    ----------
    room, kind, name
        As for `being_written`.
    title : str
        Of the section.
    missing : Markup
        The empty state.
    """
    drafts, what = being_written(room, kind, name), kind.__name__.lower()
    return Section(title, f"No {what} is whole yet" if drafts else f"No {what} yet", drafts or (missing,))


def pairs(rows: Iterable[tuple[str, str]], longest: int = _LONG) -> Markup:
    """Return labels, each with a text under it; nothing where there is no row."""
    body = "".join(
        f'<dt class="small" style="{_ASKED}">{escape(label)}</dt>'
        f'<dd style="{_SAID}">{lines(text, longest)}</dd>'
        for label, text in rows
    )
    return Markup(f'<dl class="answers" style="margin:.4rem 0">{body}</dl>' if body else "")


def lines(text: str, longest: int = _LONG) -> str:
    """Return a text with its lines as HTML, to stand in a block; the whole of a long one behind a fold."""
    shown = brief(text, longest)
    if shown == text:
        return _broken(text)
    return f"{_broken(shown)}<details><summary>All of it</summary>{_broken(text)}</details>"


def _broken(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines() if line.strip())


def _listed(room: Room, question: Question, values: tuple[Any, ...]) -> str:
    if question.kind == "members":
        return room.names_of(values)
    between = "\n" if question.kind == "lines" else ", "
    return between.join(_one(room, question, value) for value in values)


def _one(room: Room, question: Question, value: Any) -> str:
    """Return one value in words, by the kind of its question."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return tables.day_month(value)
    if question.kind == "share":
        return tables.percent(value)
    if isinstance(value, int | float):
        return tables.number(value)
    if question.options:
        return dict(question.options).get(value, str(value))
    if question.kind == "member":
        return room.name_of(value)
    if question.kind in ("standard", "standards"):
        return room.standard_name(value)
    if question.kind == "assessment":
        return dict(room.assessment_choices()).get(value, "")
    return str(value)
