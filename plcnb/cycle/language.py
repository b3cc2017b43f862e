"""Words that judge or explain in a text that is to describe: where they stand, why, and what to write.

For the first step of looking at evidence. It marks English words and knows no grammar; it will mark some that
are meant well, so a mark is a question to the writer and forbids nothing. What students wrote, in quotation
marks, is left alone, and so are numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from plcnb.cycle.reading import Word, vocabulary, words_of

Kind = Literal["judges", "explains"]

_QUOTED = re.compile(
    r"“[^”]*(?:”|$)|„[^“”]*[“”]|«[^»]*»|\"[^\"]*(?:\"|$)|(?<!\w)‘[^’]*’(?!\w)|(?<!\w)'[^'\n]*'(?!\w)"
)
_CUT = re.compile(r"[.;!?\n]")


@dataclass(frozen=True)
class Mark:
    """A word or phrase, `text[start:end]`: what it does, why it is marked, what to write instead."""

    start: int
    end: int
    words: str
    kind: Kind
    why: str
    instead: str


def language(text: str) -> tuple[Mark, ...]:
    """Return the marks of a text in their order; they do not overlap, and the longest phrase wins.

    Examples
    --------
    >>> [mark.words for mark in language("Only 11 of 24 were right because they were lazy.")]
    ['Only', 'because', 'lazy']
    """
    words = _outside_quotes(text)
    marks: list[Mark] = []
    at = 0
    while at < len(words):
        found = _longest(text, words, at)
        if found is None:
            at += 1
            continue
        entry, length = found
        start, end = words[at].start, words[at + length - 1].end
        marks.append(Mark(start, end, text[start:end], entry["kind"], entry["why"], entry["instead"]))
        at += length
    return tuple(marks)


def says_of(marks: Sequence[Mark]) -> str:
    """Return one kind sentence about the marks; "" without any."""
    judging = sum(mark.kind == "judges" for mark in marks)
    explaining = len(marks) - judging
    told = [
        f"{judging} that {'judges' if judging == 1 else 'judge'}" if judging else "",
        f"{explaining} that {'explains' if explaining == 1 else 'explain'}" if explaining else "",
    ]
    said = " and ".join(filter(None, told))
    return (
        f"A word or phrase to look at again: {said}."
        if len(marks) == 1
        else f"Words to look at again: {said}."
        if marks
        else ""
    )


def _outside_quotes(text: str) -> tuple[Word, ...]:
    spans = [found.span() for found in _QUOTED.finditer(text)]
    return tuple(word for word in words_of(text) if not any(a <= word.start < b for a, b in spans))


def _longest(text: str, words: Sequence[Word], at: int) -> tuple[dict[str, Any], int] | None:
    """Return the entry whose phrase begins at a word, and how many words it has; the longest phrase."""
    for phrase, entry in _by_first_word().get(words[at].plain, ()):
        row = words[at : at + len(phrase)]
        if [word.plain for word in row] != list(phrase) or _CUT.search(text[row[0].start : row[-1].end]):
            continue
        after = words[at + len(phrase)].plain if at + len(phrase) < len(words) else ""
        before = words[at - 1].plain if at else ""
        if after in entry.get("not_before", ()) or before in entry.get("not_after", ()):
            continue
        if not _harmless(phrase, before, after):
            return entry, len(phrase)
    return None


def _harmless(phrase: Sequence[str], before: str, after: str) -> bool:
    """Return whether a marked word has another meaning in its place: "as well as", "high school"."""
    pair_after, pair_before = f"{phrase[-1]} {after}", f"{before} {phrase[0]}"
    harmless = vocabulary("harmless")["pairs"]
    return pair_after in harmless or pair_before in harmless


@cache
def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], dict[str, Any]]]]:
    """Return the phrases by their first word, the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], dict[str, Any]]]] = {}
    for entry in vocabulary("language")["marks"]:
        for words in entry["words"]:
            phrase = tuple(words.split())
            index.setdefault(phrase[0], []).append((phrase, entry))
    return {first: sorted(found, key=lambda one: -len(one[0])) for first, found in index.items()}
