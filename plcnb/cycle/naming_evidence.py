"""Which evidence a text names: an assessment, a standard, a question, a number, something students did."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plcnb.cycle.reading import Word, holds_phrase, is_one_of, plain, quoted, stem, vocabulary, words_of
from plcnb.tables import day_month

_QUESTION = re.compile(
    r"(?<![^\W_])(?:questions?|q|item|items|no\.|nr\.?|#|pregunta|frage|aufgabe|problem|problems)\s?#?(\d{1,3})(?!\d)"
)
_OF = re.compile(
    r"(?<![\d.,/])(\d{1,4})\s?(?:/|of|out of|von|de|sur|su|av|из|の)\s?(?:the |our |my )?(\d{1,4})(?![\d/])"
)
_PERCENT = re.compile(r"\d(?:[.,]\d+)?\s?(?:%|٪|percent|per cent|prozent|por ciento|pour cent)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OF_THE_STATEMENT = 0.5  # of a standard's own words must be named; a design choice
_LEAST_WORDS = 2


@dataclass(frozen=True)
class Standard:
    """A standard as a text may name it: by its code, or by words of its statement."""

    standard_id: str
    code: str = ""
    statement: str = ""

    @property
    def name(self) -> str:
        """Return how a sentence names it."""
        return self.code or quoted(self.statement) if self.code or self.statement else self.standard_id


def evidence_named(
    text: str, standards: Sequence[Standard], assessments: Sequence[str], today: date
) -> tuple[str, ...]:
    """Return what a text names of this cycle's evidence, as phrases; () if nothing.

    Numbers, codes and titles are found in any language; what students did only in English.
    """
    folded = plain(text)
    words = words_of(text)
    stale = _long_ago(words, folded, today)
    found = [
        *_titles(folded, assessments),
        *_standards(folded, words, standards),
        *_questions(folded),
        *([] if stale else _numbers(text, folded, words)),
        *([] if stale else _collected(text, words)),
        *([] if stale else _observed(text, words)),
    ]
    return tuple(dict.fromkeys(found))


def names_something_old(text: str, today: date) -> bool:
    """Return whether a text speaks of last year or earlier, whose evidence is not this cycle's."""
    return bool(_long_ago(words_of(text), plain(text), today))


def names_a_feeling(text: str) -> str:
    """Return the words by which a text says that it is an impression; "" if it does not."""
    row = [word.plain for word in words_of(text)]
    return next(
        (phrase for phrase in vocabulary("evidence")["feelings"] if holds_phrase(row, phrase) >= 0), ""
    )


def _long_ago(words: Sequence[Word], folded: str, today: date) -> bool:
    row = [word.plain for word in words]
    if any(holds_phrase(row, phrase) >= 0 for phrase in vocabulary("evidence")["long_ago"]):
        return True
    years = [int(year) for year in _YEAR.findall(folded)]
    return bool(years) and max(years) < today.year - 1


def _titles(folded: str, assessments: Sequence[str]) -> list[str]:
    """Return the assessments named by their title, or by what stands before its colon ("Check 3")."""
    row, found = [word.plain for word in words_of(folded)], []
    for title in assessments:
        for name in (title, title.split(":")[0]):
            wanted = [word.plain for word in words_of(name)]
            if len("".join(wanted)) > 2 and holds_phrase(row, " ".join(wanted)) >= 0:
                found.append(quoted(name))
                break
    return found


def _standards(folded: str, words: Sequence[Word], standards: Sequence[Standard]) -> list[str]:
    squeezed = re.sub(r"[\s.\-_]+", "", folded)
    said = {stem(word.plain) for word in words}
    school = {stem(word) for name in ("function", "school") for word in vocabulary("english")[name]}
    found = []
    for standard in standards:
        code = re.sub(r"[\s.\-_]+", "", plain(standard.code))
        if len(code) > 2 and any(letter.isdigit() for letter in code) and _stands_alone(code, squeezed):
            found.append(f"standard {standard.name}")
            continue
        own = {stem(word.plain) for word in words_of(standard.statement)}
        telling = own - {stem(word) for word in vocabulary("english")["function"]}
        shared = telling & said
        rare = shared - school
        if len(shared) >= _LEAST_WORDS and rare and len(shared) >= _OF_THE_STATEMENT * len(telling):
            found.append(f"standard {standard.name}")
    return found


def _stands_alone(code: str, squeezed: str) -> bool:
    """Return whether a code is there and does not go on: "5.NF.1" is not in "5.NF.12"."""
    return bool(re.search(rf"{re.escape(code)}(?!\d)", squeezed))


def _questions(folded: str) -> list[str]:
    return [f"question {number}" for number in _QUESTION.findall(folded)]


def _numbers(text: str, folded: str, words: Sequence[Word]) -> list[str]:
    """Return the numbers that count students or points; grades, minutes, dates and pages do not."""
    shares = [found[0].strip() for found in _PERCENT.finditer(folded)]
    counts = [
        f"{part} of {whole}"
        for part, whole in _OF.findall(folded)
        if int(part) <= int(whole) and int(whole) > 1
    ]
    if shares or counts:
        told = re.search(r"\d[\d.,]*\s?(?:%|٪|percent|per cent)", folded)
        return counts or [told[0] if told else shares[0]]
    lists = vocabulary("evidence")
    for at, word in enumerate(words):
        after = words[at + 1 : at + 4]
        before = words[at - 1].plain if at else ""
        counting = _NUMBER.fullmatch(word.plain) or word.plain in lists["counts"]
        if not counting or before in lists["before_number"]:
            continue
        if after and after[0].plain in lists["after_number"]:
            continue
        people = next((one for one in after if one.plain in lists["people"]), None)
        verb_after = any(
            is_one_of(one.plain, lists["did"]) and one.plain not in lists["did"] for one in after
        )
        if (people and _NUMBER.fullmatch(word.plain)) or verb_after:
            end = people.end if people else after[-1].end
            return [quoted(text[word.start : end])]
    return []


def _collected(text: str, words: Sequence[Word]) -> list[str]:
    """Return work of students that is named so that one could fetch it: "Friday's exit tickets", "quiz 2"."""
    lists = vocabulary("evidence")
    for at, word in enumerate(words):
        if word.plain not in lists["collected"]:
            continue
        near = [one.plain for one in words[max(at - 4, 0) : at + 5] if one is not word]
        after = words[at + 1].plain if at + 1 < len(words) else ""
        days = [one for one in near if one in lists["days"]]
        if after.isdigit() or days:
            name = text[word.start : words[at + 1].end] if after.isdigit() else text[word.start : word.end]
            return [quoted(f"{next(iter(days), '')} {name}".strip())]
    return []


def _observed(text: str, words: Sequence[Word]) -> list[str]:
    """Return what students were seen to do: a student word, then, soon after, a verb in the past."""
    lists = vocabulary("evidence")
    students = vocabulary("students")["people"] | {"most", "many", "several", "some", "half"}
    irregular = vocabulary("students")["irregular"]
    for at, word in enumerate(words):
        if word.plain not in students:
            continue
        for before, one in zip(words[at : at + 6], words[at + 1 : at + 7], strict=False):
            if before.plain in lists["unseen"]:
                continue
            past = (
                one.plain.endswith("ed") or one.plain in irregular or one.plain in ("put", "read", "misread")
            )
            if past and is_one_of(one.plain, lists["did"]):
                return [quoted(text[word.start : one.end])]
    return []


def example_of_evidence(assessments: Sequence[str], standards: Sequence[Standard], today: date) -> str:
    """Return how evidence could be named with what there is, its numbers left open."""
    title = assessments[-1] if assessments else f"Exit ticket of {day_month(today)}"
    about = f" ({standards[0].name})" if standards else ""
    return f"{title}, question …{about}: … of … students wrote …"
