"""How an unknown file is laid out: a line a student, a student and test, or a student and question."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
from pandas import DataFrame

from plcnb.evidence.header_words import QUESTION_WORDS, plain_header, stem_and_number
from plcnb.evidence.profiling import ColumnProfile
from plcnb.evidence.student_columns import Who

Kind = Literal["scores", "questions", "tests", "answers", "list"]

TITLES: dict[Kind, str] = {
    "scores": "one line a student, a column a test",
    "questions": "one line a student, a column a question",
    "tests": "one line a student and test",
    "answers": "one line a student and question",
    "list": "a list of students without scores",
}

_IN_HEADER = re.compile(
    r"\s*(?:[(\[]\s*(?:out of |max\.? |/ ?)?(?P<a>\d+(?:[.,]\d+)?)\s*(?:p|pts?|points?|marks?|punkte)?\.?\s*"
    r"[)\]]"
    r"|(?:/|,? out of|,? max\.?)\s*(?P<b>\d+(?:[.,]\d+)?)\s*(?:pts?|points?|marks?)?)\s*$",
    re.IGNORECASE,
)
_MAX_BESIDE = re.compile(
    r"\W*max(?:imum)?\.? points?\W*(?P<most>\d+(?:\.\d+)?)\W*(?:\(\d+\))?", re.IGNORECASE
)
_TESTS = frozenset({
    "test", "tests", "quiz", "quizzes", "exam", "unit", "week", "assignment", "homework", "hw", "essay",
    "lab", "project", "paper", "cfa",
})  # fmt: skip
_LEAST_QUESTIONS = 3
_MOST_POINTS = 10  # of one question in a column of points
_ALL_ALIKE = 100  # a column with one number in it may be a score up to here; beyond it is a year or a code
_FAR_ABOVE = 20  # times the highest score seen: then a number in a header is no maximum but an id or a year


@dataclass(frozen=True)
class Scored:
    """A column of scores: the title of its test or the id of its question, and the highest score if known."""

    column: str
    title: str
    highest: float = np.nan
    source: str = ""


@dataclass
class Layout:
    """What was made of a file.

    Attributes
    ----------
    kind : str
        A key of `TITLES`.
    scored : list of Scored
        The columns of scores or answers; of a file with a row a test or question the one such column.
    right : dict of str to str
        The right answer of each question, as far as a line of the file says it.
    test, question, response, highest, date, term, subject : str
        Columns; empty if there is none.
    aside : dict of str to str
        Columns that are left out, and why.
    ambiguous : list of str
    """

    kind: Kind
    scored: list[Scored] = field(default_factory=list)
    right: dict[str, str] = field(default_factory=dict)
    test: str = ""
    question: str = ""
    response: str = ""
    highest: str = ""
    date: str = ""
    term: str = ""
    subject: str = ""
    aside: dict[str, str] = field(default_factory=dict)
    ambiguous: list[str] = field(default_factory=list)


def find_layout(
    rows: DataFrame, profiles: list[ColumnProfile], who: Who, heads: dict[str, dict[str, str]]
) -> Layout:
    """Return how the file is laid out.

    Parameters
    ----------
    rows : DataFrame of str
        The rows of students.
    profiles : list of ColumnProfile
        Of its columns.
    who : Who
        The columns that are spoken for.
    heads : dict of str to dict of str to str
        ``"highest"`` and ``"right"``: what a line with the highest scores, or with the key, says by column.
    """
    free = [p for p in profiles if p.name not in who.columns and p.filled]
    by_meaning = {p.meaning: p.name for p in reversed(free) if p.meaning}
    several = _several_lines(rows, who)
    layout = Layout("scores", test=by_meaning.get("test", "") or by_meaning.get("test id", ""))
    layout.subject, layout.term = _text(free, "subject"), _text(free, "term")
    layout.highest = by_meaning.get("max score", "")
    _choose_date(layout, free)
    if not _text(free, "test", "test id"):
        layout.test = ""
    scores = [p for p in free if _is_score(p, heads)]
    question, response = _text(free, "question", numbers=True), by_meaning.get("response", "")
    groups = _question_groups(free)
    if several and question and (response or scores):
        layout.kind, layout.question, layout.response = "answers", question, response
        scores = [p for p in scores if p.name not in (question, response)]
        layout.scored = [_scored(p, {}) for p in _one_score(layout, scores, wanted=not response)]
    elif layout.test and scores and (several or len(scores) == 1):
        layout.kind = "tests"
        layout.scored = [_scored(p, {}) for p in _one_score(layout, scores)]
    elif groups:
        _take_questions(layout, groups, heads)
        _leave_scores(layout, scores)
        _take_one_test(layout, free)
        layout.highest = ""  # of the whole test, if anything
    elif scores:
        _take_one_test(layout, free)
        layout.test = layout.highest = ""  # each column is a test of its own
        _take_scores(layout, scores, heads | {"highest": heads.get("highest", {}) | _beside(free)}, several)
    else:
        layout.kind = "list"
        layout.ambiguous.append("No column holds scores: only the students and their numbers would be read.")
    _ask_for_decimal_sign(layout, profiles)
    for profile in free:
        if profile.mixed and profile.meaning in ("", "score", "test"):
            layout.aside[profile.name] = "numbers, and other texts that nobody has explained"
            layout.ambiguous.append(
                f"{profile.name!r} holds numbers and other texts, so it is left out. Correct the texts, or "
                "write into the mapping what they mean."
            )
    _set_aside(layout, profiles, who)
    return layout


def _ask_for_decimal_sign(layout: Layout, profiles: list[ColumnProfile]) -> None:
    scored = {one.column for one in layout.scored}
    commas = [p.name for p in profiles if p.name in scored and p.comma]
    points = [p.name for p in profiles if p.name in scored and p.point]
    if commas and points:
        layout.ambiguous.append(
            f"Numbers are written 7,5 in {commas[0]!r} and 7.5 in {points[0]!r}: those with a point would be "
            "refused. Correct the file, so that all are written alike."
        )


def _several_lines(rows: DataFrame, who: Who) -> bool:
    """Whether students stand on several lines."""
    keys = rows[list(who.key)]
    keys = keys[(keys != "").any(axis=1)]
    return bool(len(keys)) and bool(keys.duplicated().any())


def _text(profiles: Iterable[ColumnProfile], *meanings: str, numbers: bool = False) -> str:
    found = (p.name for meaning in meanings for p in profiles
             if p.meaning == meaning and (numbers or meaning == "test id" or not p.numeric))  # fmt: skip
    return next(found, "")


def _choose_date(layout: Layout, free: list[ColumnProfile]) -> None:
    """Take the day of the test: the column whose name says so, or the only one; leave out a doubtful one."""
    days = [p for p in free if p.dates and p.meaning not in ("private", "password")]
    days.sort(
        key=lambda p: not re.search(r"test|taken|complet|date|day|due|datum|fecha", plain_header(p.name))
    )
    for day in days[:1]:
        if len(day.dates) > 1:
            forms = " or ".join(day.dates)
            layout.ambiguous.append(
                f"The days in {day.name!r} can be read as {forms}: nothing in the file decides, so they are "
                "left out. Write the right one into the mapping."
            )
        layout.date = day.name


def _is_score(profile: ColumnProfile, heads: dict[str, dict[str, str]]) -> bool:
    """Whether a column of numbers holds scores, by its name and by what stands in it."""
    if not profile.numeric:
        return False
    if profile.meaning in ("score", "total", "test"):
        return True
    if profile.meaning in ("grade", "section", "term"):
        return profile.meaning == "grade" and not profile.grades
    told = _IN_HEADER.search(profile.name) is not None or profile.name in heads.get("highest", {})
    return profile.meaning in ("", "question", "response") and (
        profile.distinct > 1 or told or profile.high <= _ALL_ALIKE
    )


def _one_score(layout: Layout, scores: list[ColumnProfile], wanted: bool = True) -> list[ColumnProfile]:
    """Take the one column of scores of a file with a row a test; say so if others could be it."""
    order = {"score": 0, "": 1, "total": 2}
    ranked = sorted(scores, key=lambda p: order.get(p.meaning, 3))
    best = [p for p in ranked if p.meaning == ranked[0].meaning]
    if len(best) > 1:
        listed = ", ".join(repr(p.name) for p in best)
        layout.ambiguous.append(f"Several columns could be the score: {listed}. {best[0].name!r} was taken.")
    if not ranked and wanted:
        layout.ambiguous.append("No column holds scores.")
    return ranked[:1]


def _question_groups(free: list[ColumnProfile]) -> list[list[ColumnProfile]]:
    """Return the columns that are answers to questions, those with one beginning of the name together."""
    groups: dict[tuple[str, str], list[ColumnProfile]] = {}
    scores: set[str] = set()  # beginnings of names that other columns of numbers have as well
    for profile in free:
        stem, number = stem_and_number(profile.name)
        if (
            number is None
            or profile.meaning not in ("", "question", "response")
            or set(stem.split()) & _TESTS
        ):
            continue
        points = (
            profile.shape == "number" and profile.whole and profile.low >= 0 and profile.high <= _MOST_POINTS
        )
        kind = ("answer" if profile.shape == "answer" else "right or wrong" if profile.right_or_wrong
                else "points" if points and stem in QUESTION_WORDS else "")  # fmt: skip
        if kind:
            together = "number" if kind != "answer" else kind
            groups.setdefault((stem, together), []).append(profile)
        elif profile.numeric:
            scores.add(stem)
    found = [
        group
        for (stem, together), group in groups.items()
        if len(group) >= _LEAST_QUESTIONS and not (together == "number" and stem in scores)
    ]
    return sorted(found, key=lambda group: (-len(group), group[0].shape == "answer"))


def _take_questions(
    layout: Layout, groups: list[list[ColumnProfile]], heads: dict[str, dict[str, str]]
) -> None:
    """Take one group of columns as questions; of two as long, that which is scored already or has a key."""
    right = heads.get("right", {})
    group = next((one for one in groups if one[0].name in right), groups[0])
    layout.kind = "questions"
    layout.scored = [_scored(p, heads.get("highest", {})) for p in group]
    layout.scored = [
        Scored(one.column, one.column, 1.0, "0 and 1 are all there is")
        if np.isnan(one.highest) and (p.right_or_wrong or p.shape == "answer") else one
        for one, p in zip(layout.scored, group, strict=True)
    ]  # fmt: skip
    layout.right = {one.column: right[one.column] for one in layout.scored if right.get(one.column)}
    if any(p.shape == "answer" for p in group) and len(layout.right) < len(group):
        layout.ambiguous.append(
            "The file holds options that were chosen, and no line says which are right. Add a line with the "
            "word Key in the student's column and the right options, or write them into the mapping."
        )
    numbers = [p for p in group if p.numeric and not p.right_or_wrong]
    if numbers and min(p.low for p in numbers) >= 1 and len({p.high for p in numbers}) == 1:
        layout.ambiguous.append(
            f"Columns such as {numbers[0].name!r} hold whole numbers from 1 to {numbers[0].high:g}: points, "
            "or the numbers of the options that were chosen? They were taken as points."
        )
    elif numbers:
        _ask_for_highest(layout)


def _take_one_test(layout: Layout, free: list[ColumnProfile]) -> None:
    """Take the title of the test from its column; if it names several, nothing tells the columns apart."""
    if layout.test and next(p.distinct for p in free if p.name == layout.test) > 1:
        layout.ambiguous.append(
            f"{layout.test!r} names several tests that share their columns, and would be read as one. Save "
            "each test as a file of its own and import them one by one."
        )
        layout.test = ""


def _beside(free: list[ColumnProfile]) -> dict[str, str]:
    """Return the highest scores that the next column is named after, or that the one column for it says."""
    found = ((one.name, _MAX_BESIDE.fullmatch(after.name)) for one, after in pairwise(free))
    beside = {name: told["most"] for name, told in found if told is not None}
    scores = [p.name for p in free if p.meaning == "score"]
    most = [p for p in free if p.meaning == "max score" and p.numeric]
    if not beside and len(scores) == len(most) == 1 and most[0].distinct == 1:
        beside = {scores[0]: f"{most[0].high:g}"}
    return beside


def _leave_scores(layout: Layout, scores: list[ColumnProfile]) -> None:
    """Say which columns of scores stand beside the questions, and are not read."""
    questions = {one.column for one in layout.scored}
    beside = [p for p in scores if p.name not in questions]
    layout.aside |= {p.name: "a score beside the questions" for p in beside}
    others = [p.name for p in beside if p.meaning != "total"]
    if others:
        listed = ", ".join(map(repr, others[:5])) + (
            f" and {len(others) - 5} more" if len(others) > 5 else ""
        )
        layout.ambiguous.append(
            f"Beside the questions there are other numbers, which are left out: {listed}."
        )


def _take_scores(
    layout: Layout, scores: list[ColumnProfile], heads: dict[str, dict[str, str]], several: bool
) -> None:
    """Take every column of scores as a test, but not those made from the others."""
    own = [p for p in scores if p.meaning != "total"] or scores
    made = [p for p in scores if p not in own]
    layout.aside |= {p.name: "made from the other scores" for p in made}
    layout.scored = [_scored(p, heads.get("highest", {})) for p in own]
    _ask_for_highest(layout)
    if several and not layout.term:
        layout.ambiguous.append(
            "Some students stand on several lines, and no column says how these differ. The later lines "
            "would be refused."
        )


def _ask_for_highest(layout: Layout) -> None:
    without = [one.column for one in layout.scored if np.isnan(one.highest)]
    if without and not layout.highest:
        listed = ", ".join(map(repr, without[:5])) + (
            f" and {len(without) - 5} more" if len(without) > 5 else ""
        )
        layout.ambiguous.append(
            f"The highest possible score is not said for {listed}. Write it into the mapping; without it "
            "scores are kept, and no shares are shown."
        )


def _scored(profile: ColumnProfile, highest: dict[str, str]) -> Scored:
    """Say the title and the highest score of a column: from a line of the file, the name, or the cells."""
    name, told = profile.name, highest.get(profile.name, "").replace(",", ".")
    found = _IN_HEADER.search(name)
    number = float((found["a"] or found["b"]).replace(",", ".")) if found else np.nan
    if found and (number == 0 or number > max(profile.high, 1) * _FAR_ABOVE):
        found, number = None, np.nan
    title = (name[: found.start()].strip() or name) if found else name
    if told and _positive(told):
        return Scored(name, title, float(told), "a line of the file says so")
    if found:
        return Scored(name, title, number, "the column's name says so")
    if profile.shape == "per cent":
        return Scored(name, title, 100.0, "it is in per cent")
    if profile.shape == "out of" and not np.isnan(profile.possible):
        return Scored(name, title, profile.possible, "each cell says so")
    return Scored(name, title)


def _positive(text: str) -> bool:
    return re.fullmatch(r"\d+(\.\d*)?", text) is not None and float(text) > 0


def _set_aside(layout: Layout, profiles: list[ColumnProfile], who: Who) -> None:
    """Say of every other column why it is left out."""
    named = (
        layout.test,
        layout.question,
        layout.response,
        layout.highest,
        layout.date,
        layout.term,
        layout.subject,
    )
    used = {*who.columns, *named, *(one.column for one in layout.scored)}
    reasons = {
        "private": "private: not needed and never taken over",
        "password": "passwords are never taken over",
        "staff": "speaks of teachers, not of students",
        "place": "the roster says it",
        "no score": "no score by its name",
    }
    for profile in profiles:
        if profile.name not in used and profile.name not in layout.aside:
            why = reasons.get(profile.meaning, "no use for it was seen")
            layout.aside[profile.name] = "empty" if not profile.filled else why
