"""What a short text is about: its words without the small ones, the endings and what every school says."""

import re
import unicodedata

_SHORTEST = 3  # letters of a word that can say what a topic is about
_SMALL = """
a about after all also an and any are as at be because been before being but by can could do does each else
ever every for from get give had has have help her here him his how i if in into is it its just like make me
more most much my need no not of off on one or other our out over own please really same she should so some
somebody someone something such than that the their them then there these they thing things this those to
too under up us use using very want was we were what when where which while who whom why will with within
without would you your
"""
# Words of every topic at a school: they name a place or a person, not what help is wanted with.
_OF_SCHOOL = """
class classes classroom classrooms good grade grades grader graders idea ideas lesson lessons pupil pupils
school schools student students teach teacher teachers teaching teaches time work working
"""
_NO_TOPIC = frozenset(_SMALL.split() + _OF_SCHOOL.split())
_SUFFIXES = (("ies", "y"), ("ings", ""), ("ing", ""), ("es", ""), ("ed", ""), ("s", ""), ("e", ""))
_LETTERS_KEPT = 4


def stems(text: str) -> dict[str, str]:
    """Return the words of a text that can say what it is about: their stem, and how they were typed.

    Scripts that set no spaces between words give pairs of letters.
    """
    found: dict[str, str] = {}
    for word in re.findall(r"\w+", unicodedata.normalize("NFKC", text)):
        folded = word.casefold()
        if _without_spaces(folded):
            pairs = [folded[place : place + 2] for place in range(max(len(folded) - 1, 1))]
            found |= {pair: pair for pair in pairs}
        elif len(folded) >= _SHORTEST and folded not in _NO_TOPIC:
            found.setdefault(_stem(folded), folded)
    return found


def _stem(word: str) -> str:
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter)
    )
    for ending, instead in _SUFFIXES:
        if plain.endswith(ending) and len(plain) - len(ending) >= _LETTERS_KEPT:
            return _undoubled(plain.removesuffix(ending) + instead)
    return plain


def _undoubled(stem: str) -> str:
    """Return a stem without the letter that English doubles before an ending: "modell" is "model"."""
    return stem[:-1] if stem[-1:] == stem[-2:-1] else stem


def _without_spaces(word: str) -> bool:
    return any(
        unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER"))
        for letter in word
    )
