"""Numbers, names and grades brought to one form, so that two systems' ways of writing them can be compared.

The forms are for comparing only: what is stored and shown stays as it was written.
"""

import re
import unicodedata
from collections.abc import Callable

import pandas as pd
from pandas import DataFrame, Series

_NO_DECOMPOSITION = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_WITHIN_A_WORD = re.compile(r"['’ʼ`´.]")  # O'Neil and ONeil, J. and J
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_WHOLE_NUMBER = re.compile(r"\d+\.0+")  # an id that a spreadsheet took for a number
_EXTRA_IN_A_GRADE = re.compile(r"^(?:grade|year|gr)\b\.?\s*|(?<=\d)(?:st|nd|rd|th)\b|\s*\bgrade$")
_GRADES = {"kindergarten": "k", "kg": "k", "kn": "k", "0": "k", "prekindergarten": "pk", "pre-k": "pk"}
_GRADES |= {"prek": "pk", "p": "pk"}


def plain_number(text: str) -> str:
    """Return an id, a login or an address without capitals, outer blanks, leading zeros or a final ".0"."""
    plain = text.strip().casefold()
    if _WHOLE_NUMBER.fullmatch(plain):
        plain = plain.partition(".")[0]
    return plain.lstrip("0") or plain[:1]


def plain_words(name: str) -> str:
    """Return the words of a name in alphabetical order, without capitals, accents and marks.

    So "Álvarez-Ruiz, María" is "alvarez maria ruiz", whichever of the names comes first.
    """
    letters = name.casefold()
    if not letters.isascii():
        decomposed = unicodedata.normalize("NFKD", letters).casefold()
        letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        letters = letters.translate(_NO_DECOMPOSITION)
    words = _BETWEEN_WORDS.split(_WITHIN_A_WORD.sub("", letters))
    return " ".join(sorted(filter(None, words)))


def plain_grade(text: str) -> str:
    """Return a grade as "7", "k" or "pk", however it is written: 07, 7.0, Grade 7, 7th, KG, Pre-K."""
    grade = _EXTRA_IN_A_GRADE.sub("", text.strip().casefold()).strip()
    if _WHOLE_NUMBER.fullmatch(grade):
        grade = grade.partition(".")[0]
    grade = (grade.lstrip("0") or "0") if grade else ""
    return _GRADES.get(grade, grade)


def by_value(texts: Series, form: Callable[[str], str]) -> Series:
    """Apply `form` once to each different text of a column."""
    codes, different = pd.factorize(texts)
    forms = Series([form(text) for text in different.tolist()], dtype="str")
    return forms.iloc[codes].set_axis(texts.index)


def names(people: DataFrame) -> Series:
    """Return the plain words of each person's whole name."""
    return by_value(people["given_name"] + " " + people["family_name"], plain_words)


def grades(people: DataFrame) -> Series:
    """Return each person's plain grades, one row a grade, under the person's index; none for no grade."""
    each = people["grade"].str.split(r"[,;]", regex=True).explode()
    plain = by_value(each.astype("str"), plain_grade)
    return plain[plain != ""]


def alike(some: Series, others: Series) -> Series:
    """Return where two columns of plain names share a word, or one of them is empty."""
    pairs = zip(some.tolist(), others.tolist(), strict=True)
    shared = [not one or not other or not set(one.split()).isdisjoint(other.split()) for one, other in pairs]
    return Series(shared, index=some.index, dtype=bool)
