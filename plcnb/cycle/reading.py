"""Reading what people typed: words with their places, sentences, stems; any script, no grammar.

It claims little: whether a text is English enough to judge its verbs, and which words it holds. Nothing here
fails on emoji, half sentences or four hundred letters without a space.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

# Vowel signs and points of other scripts, which are part of a word and no letters to the engine.
_SIGNS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff"
    "\u0e31-\u0e4e\u0eb1-\u0ece\u0f18-\u0fbc\u102b-\u109d\u17b4-\u17d3\u3099\u309a"
)
_LETTER = rf"(?:[^\W_]|[{_SIGNS}])"
_WORD = re.compile(rf"[^\W_]{_LETTER}*(?:['’\-]{_LETTER}+)*")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|[\r\n]+")
_MARKS_OF_LATIN = re.compile("[\u0300-\u036f]")
_ENGLISH_FROM = 0.25  # of the words must be known as English; a design choice
_LETTERS_THAT_STEM = 4


@dataclass(frozen=True)
class Word:
    """A word as it stands in a text: `text[start:end]`; `plain` is its lower case without accents."""

    plain: str
    start: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text in their order, each with its place."""
    return tuple(Word(plain(found[0]), found.start(), found.end()) for found in _WORD.finditer(text))


def plain(text: str) -> str:
    """Return a text in lower case, without accents, with one kind of apostrophe."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'"))  # a bold 𝐀 is an A before it is an a
    spread = unicodedata.normalize("NFKD", letters.casefold())
    return unicodedata.normalize("NFC", _MARKS_OF_LATIN.sub("", spread))


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences and lines of a text that hold a word."""
    return tuple(part.strip() for part in _SENTENCE_ENDS.split(text) if _WORD.search(part))


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Return the word lists of one file of the vocabulary: texts of words as sets, the rest as it stands."""
    raw = (files("plcnb.cycle") / "vocabulary" / f"{name}.toml").read_text("utf-8")
    lists = tomllib.loads(raw)
    return {
        key: frozenset(value.split()) if isinstance(value, str) else value for key, value in lists.items()
    }


def bases(word: str) -> tuple[str, ...]:
    """Return what an English word may be a form of, itself first: "dropped" may come of "drop"."""
    found = [word]
    irregular = vocabulary("students")["irregular"].get(word)
    if irregular:
        return (irregular, word)
    if word.endswith("ies") or word.endswith("ied"):
        found.append(word[:-3] + "y")
    for ending in ("es", "s", "ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            found += [stem, stem + "e"]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(found)


def is_one_of(word: str, known: Iterable[str]) -> bool:
    """Return whether a word, or what it is a form of, is in a list."""
    return any(base in known for base in bases(word))


def reads_as_english(words: Sequence[Word]) -> bool:
    """Return whether enough of the words are English for their verbs to be judged.

    Careful rather than bold: of a text in another language, or of one word that nobody lists, it says no.
    """
    if not words:
        return False
    lists = vocabulary("english")
    english = lists["function"] | lists["school"]
    acts, students = vocabulary("acts"), vocabulary("students")
    verbs = (
        acts["act"] | acts["weak"] | acts["vague"] | students["seen"] | students["inner"] | students["soft"]
    )
    lettered = [word.plain for word in words if not word.plain.isdigit()]
    known = sum(word in english or is_one_of(word, verbs) for word in lettered)
    other = sum(word in lists["other"] and word not in english for word in lettered)
    return bool(lettered) and known > other and known >= _ENGLISH_FROM * len(lettered)


def stem(word: str) -> str:
    """Return what the forms of a word share, roughly: "fractions" and "fraction" give one stem.

    For comparing words with each other, never for showing.
    """
    if not word.isascii() or len(word) < _LETTERS_THAT_STEM:
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


_ENDINGS = (
    ("ational", "at"), ("isation", "is"), ("ization", "is"), ("ations", "at"), ("ation", "at"), ("ions", ""),
    ("ion", ""), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("sses", "ss"), ("ches", "ch"),
    ("shes", "sh"), ("xes", "x"), ("ed", ""), ("ly", ""), ("'s", ""), ("ss", "ss"), ("us", "us"), ("s", ""),
)  # fmt: skip


def runs_on(word: str) -> bool:
    """Return whether a word is of a script without spaces: Chinese, Japanese, Korean, Thai, Lao, Khmer."""
    return any(letter >= "\u3040" or "\u0e00" <= letter <= "\u0eff" for letter in word)


def parts_of(word: str) -> list[str]:
    """Return a word's parts between hyphens; of a script without spaces each two neighbouring letters."""
    if runs_on(word):
        return [word[at : at + 2] for at in range(len(word) - 1)] or [word]
    return word.split("-")


def holds_phrase(words: Sequence[str], phrase: str) -> int:
    """Return where a phrase of words begins in a row of words; -1: it is not in it."""
    wanted = phrase.split()
    for at in range(len(words) - len(wanted) + 1):
        if list(words[at : at + len(wanted)]) == wanted:
            return at
    return -1


def quoted(text: str, longest: int = 60) -> str:
    """Return a short text in quotation marks, cut where it is long."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= longest else f"“{line[: longest - 1].rstrip()}…”"
