"""Short names that are safe in file names, addresses and command lines, and stay the same."""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b

_LONGEST = 60
_SPELT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "'": "", "’": ""})


def slug(text: str) -> str:
    """Return `text` as lower-case ASCII words joined by hyphens, at most 67 characters.

    Where letters of other scripts are lost, or the text is too long, six characters of a hash of the whole
    text stand at the end, so that different texts keep different names: "Grade 7 数学" gives
    "grade-7-" and a hash. Same text, same result. Never empty.
    """
    letters = unicodedata.normalize("NFKD", text.lower().translate(_SPELT))
    words = re.sub(r"[^a-z0-9]+", "-", letters.encode("ascii", "ignore").decode()).strip("-")
    lost = any(not letter.isascii() and letter.isalnum() for letter in letters)
    if words and not lost and len(words) <= _LONGEST:
        return words
    return f"{words[:_LONGEST].strip('-')}-{fingerprint(text)}".strip("-")


def fingerprint(text: str) -> str:
    """Return six characters that stand for `text`."""
    return blake2b(text.encode(), digest_size=3).hexdigest()


def unique(names: Iterable[str]) -> list[str]:
    """Return `names` with "-2", "-3", … behind those that came before, letter case apart.

    A name given a number never takes a name that stands elsewhere in the list.
    """
    names = list(names)
    taken = {name.casefold() for name in names}
    used: set[str] = set()
    result = []
    for name in names:
        candidate, number = name, 2
        while candidate.casefold() in used or (candidate != name and candidate.casefold() in taken):
            candidate, number = f"{name}-{number}", number + 1
        used.add(candidate.casefold())
        result.append(candidate)
    return result
