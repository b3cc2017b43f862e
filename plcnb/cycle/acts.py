"""What a text says somebody will do: an act one could see, a good intention, or neither."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Literal

from plcnb.cycle.reading import (
    Word,
    bases,
    holds_phrase,
    is_one_of,
    plain,
    reads_as_english,
    vocabulary,
    words_of,
)

Kind = Literal["act", "vague", "too wide", "none", "unread"]

_CLAUSE = re.compile(
    r"[.;:!?,\n()•·–—+&/]|\b(?:and|then|by(?=\s+\w+ing\b)|while|so|where|which|because)\b", re.IGNORECASE
)
_BY = re.compile(r"\bby\s*$", re.IGNORECASE)
_PURPOSE = re.compile(r"\b(?:so|because|which|where)\s*$", re.IGNORECASE)
_SLIP_FROM, _SLIP_WITHIN = 6, 0.85  # letters; likeness of two spellings


@dataclass(frozen=True)
class Act:
    """What was found: its kind, the words that say so, and what follows them."""

    kind: Kind
    words: str = ""
    rest: str = ""


def act_in(text: str, names: Sequence[str] = ()) -> Act:
    """Return the act a text names, the first one that could be seen; else what is there instead.

    Parameters
    ----------
    text : str
        As it was typed.
    names : sequence of str
        Names of members, which may stand before the verb.

    Returns
    -------
    Act
        kind: "act"; "vague" (an intention: "work on"); "too wide" (an act without a what: "give support");
        "none" (no verb: "small groups"); "unread" (not English, or too little of it).
    """
    words = words_of(text)
    if words and not reads_as_english(words):
        return Act("unread")
    before = {word.plain for name in names for word in words_of(name)}
    found = [_in_clause(clause, gerund, text, before) for clause, gerund in _clauses(text)]
    for kind in ("act", "too wide", "vague"):
        for act in found:
            if act.kind == kind:
                return act
    return Act("none")


def _clauses(text: str) -> list[tuple[tuple[Word, ...], bool]]:
    """Return the words of each clause that may hold an act, and whether it may begin in -ing."""
    ends = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    clauses: list[tuple[tuple[Word, ...], bool]] = []
    for start, end in pairwise(ends):
        before = text[:start]
        piece = _CLAUSE.split(text[start:end])[0]
        words = tuple(Word(w.plain, w.start + start, w.end + start) for w in words_of(piece))
        if words and not _PURPOSE.search(before):
            clauses.append((words, not clauses or bool(_BY.search(before))))
    return clauses


def _in_clause(words: tuple[Word, ...], gerund: bool, text: str, names: set[str]) -> Act:
    lists = vocabulary("acts")
    row = [_without_slip(word.plain, lists) for word in words]
    at = _first_of_verb(row, lists["lead_in"] | names, lists)
    if at < 0:
        return Act("none")
    rest = row[at:]
    said = text[words[at].start : words[at].end]
    after = text[words[at].end : words[-1].end].strip()
    phrase = next((one for one in lists["vague_phrases"] if _begins_with(rest, one)), "")
    if phrase:
        last = words[at + len(phrase.split()) - 1]
        tail = text[last.end : words[-1].end].strip()
        return Act("vague", text[words[at].start : last.end], tail)
    if row[at] in vocabulary("students")["people"]:
        return _students_act(rest, said)
    known_as_it_is = any(row[at] in lists[kind] for kind in ("act", "weak", "vague"))
    noun = not gerund or row[at] in lists["nouns_in_ing"]
    if row[at].endswith("ing") and not known_as_it_is and noun:
        return Act("none")
    concrete = _concrete(row)
    if is_one_of(row[at], lists["vague"]):
        return Act("vague", said, after)
    if is_one_of(row[at], lists["weak"]) and not concrete:
        return Act("too wide", said, after)
    loose = next((word for word in rest[1:6] if word in lists["loose"]), "")
    wide = next((word for word in rest[1:6] if word in lists["wide_objects"]), "")
    thin = bool(set(bases(row[at])) & lists["thin"]) and bool(wide) and len(rest) <= 7
    if (loose or thin or len(rest) == 1) and not concrete:
        return Act("too wide", " ".join(filter(None, (said, loose or wide))), after)
    if row[at] == "have" and not set(rest[1:4]) & vocabulary("students")["people"]:
        return Act("none")
    return Act("act", said, after)


def _without_slip(word: str, lists: dict[str, frozenset[str]]) -> str:
    """Return the act that a long word is a slip of the keyboard away from ("retecah"), else the word."""
    if len(word) < _SLIP_FROM or is_one_of(word, vocabulary("english")["school"]):
        return word
    near = get_close_matches(word, sorted(lists["act"]), n=1, cutoff=_SLIP_WITHIN)
    if not near or near[0][0] != word[0]:
        return word
    swapped = sorted(near[0]) == sorted(word)
    return near[0] if swapped or abs(len(near[0]) - len(word)) == 1 else word


def _first_of_verb(
    row: Sequence[str], lead_in: frozenset[str] | set[str], lists: dict[str, frozenset[str]]
) -> int:
    """Return where the first verb we know stands, behind words that may lead in to it; -1 if none does."""
    people = vocabulary("students")["people"]
    known = lists["act"] | lists["weak"] | lists["vague"]
    for at, word in enumerate(row):
        starts = (
            word in ("start", "begin", "plan")
            and at + 1 < len(row)
            and (row[at + 1].endswith("ing") or row[at + 1] == "to")
        )
        if starts:
            continue
        if word in people or any(_begins_with(row[at:], phrase) for phrase in lists["vague_phrases"]):
            return at
        begins = at == 0 and word in ("plan", "start", "end") and row[1:2] not in ([], ["of"])
        if word in lead_in and not begins:
            continue
        if word.isdigit() or word.endswith("day's"):
            continue
        return at if is_one_of(word, known) else -1
    return -1


def _students_act(rest: Sequence[str], said: str) -> Act:
    """Students are the subject: what they will be seen doing is an act that somebody could see as well."""
    seen = vocabulary("students")["seen"]
    soft = [phrase for phrase in vocabulary("students")["soft_phrases"] if holds_phrase(rest, phrase) >= 0]
    verb = next((word for word in rest[1:6] if is_one_of(word, seen)), "")
    return Act("act", f"{said} … {verb}") if verb and not soft else Act("none")


def _concrete(row: Sequence[str]) -> bool:
    """Return whether a clause says how much, how often, with what or when."""
    return any(word in vocabulary("acts")["concrete"] or word[0].isdigit() for word in row)


def _begins_with(row: Sequence[str], phrase: str) -> bool:
    wanted = phrase.split()
    return (
        len(row) >= len(wanted)
        and is_one_of(row[0], {wanted[0]})
        and list(row[1 : len(wanted)]) == wanted[1:]
    )


def topic_of(rest: str, longest: int = 48) -> str:
    """Return what a text is about, short enough for an example; "" where it would not read well."""
    line = " ".join(_CLAUSE.split(rest)[0].split())
    row = plain(line).split()
    if (
        not row
        or len(line) > longest
        or len(row) > 6
        or set(row) & vocabulary("acts")["stray"]
        or re.search(r"\d", line)
    ):
        return ""
    return line.strip(" .,'\"")
