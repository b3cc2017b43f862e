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
_CUT = re.compile(r"[.,;:!?()\n]")


@dataclass(frozen=True)
class Mark:
    """A word or phrase, `text[start:end]`; in a sentence each why it is marked, and what to write instead."""

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


def _outside_quotes(text: str) -> tuple[Word, ...]:
    spans = [found.span() for found in _QUOTED.finditer(text)]
    return tuple(word for word in words_of(text) if not any(a <= word.start < b for a, b in spans))


def _longest(text: str, words: Sequence[Word], at: int) -> tuple[dict[str, Any], int] | None:
    """Return the entry whose phrase begins at a word, and how many words it has; the longest phrase."""
    for phrase, entry in _by_first_word().get(words[at].plain, ()):
        row = words[at : at + len(phrase)]
        if [word.plain for word in row] != list(phrase) or _CUT.search(text[row[0].start : row[-1].end]):
            continue
        before = words[at - 1].plain if at else ""
        after = words[at + len(phrase)] if at + len(phrase) < len(words) else None
        if after and _CUT.search(text[row[-1].end : after.start]):
            after = None
        if not _harmless(entry, phrase, before, after.plain if after else ""):
            return entry, len(phrase)
    return None


def _harmless(entry: dict[str, Any], phrase: Sequence[str], before: str, after: str) -> bool:
    """Return whether a marked word has another meaning in its place: "only to", "as well as", "low tide"."""
    if before in entry.get("not_after", ()):
        return True
    if "before" in entry and not after[:1].isdigit() and after not in entry["before"].split():
        return True
    if entry.get("of_work") and after and not after[0].isdigit():
        known = vocabulary("english")["function"] | vocabulary("language")["work"]
        if after not in known and not (after.endswith(("ly", "ing")) and len(after) > 6):
            return True
    pairs = vocabulary("harmless")["pairs"]
    return f"{phrase[-1]} {after}" in pairs or f"{before} {phrase[0]}" in pairs


@cache
def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], dict[str, Any]]]]:
    """Return the phrases by their first word, the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], dict[str, Any]]]] = {}
    for entry in vocabulary("language")["marks"]:
        for words in entry["words"]:
            phrase = tuple(words.split())
            index.setdefault(phrase[0], []).append((phrase, entry))
    return {first: sorted(found, key=lambda one: -len(one[0])) for first, found in index.items()}
