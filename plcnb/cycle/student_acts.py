"""Whether a text says what students will know or do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from plcnb.cycle.reading import holds_phrase, is_one_of, reads_as_english, vocabulary, words_of

Kind = Literal["seen", "known", "soft", "adult", "none", "unread"]

_KNOWS_THAT = 3  # words behind "know" or "understand" that say what
_BEFORE_A_VERB = ("will", "can", "to", "and", "then", "or", "independently", "correctly")


@dataclass(frozen=True)
class StudentAct:
    """What was found: its kind and the words that say so, and what follows them."""

    kind: Kind
    words: str = ""
    rest: str = ""


def student_act_in(text: str) -> StudentAct:
    """Return what a text says students will do or know; it may go on from "students will …".

    Returns
    -------
    StudentAct
        kind: "seen" (one could see or hear it); "known" (it says what they will know); "soft" (good to wish
        for, and not yet something one could see); "adult" (it says what a teacher does); "none" (no verb);
        "unread" (not English, or too little of it).
    """
    words = words_of(text)
    if words and not reads_as_english(words):
        return StudentAct("unread")
    row = [word.plain for word in words]
    lists = vocabulary("students")
    if _adults_act(row):
        return StudentAct("adult", text[words[0].start : words[min(2, len(words) - 1)].end])
    soft = StudentAct("none")
    phrase = next((one for one in lists["soft_phrases"] if holds_phrase(row, one) >= 0), "")
    at = 0
    while at < len(row):
        word = row[at]
        said, rest = text[words[at].start : words[at].end], text[words[at].end :].strip()
        if phrase and holds_phrase(row, phrase) == at:
            soft, at = StudentAct("soft", phrase, ""), at + len(phrase.split())
            continue
        if at + 1 < len(row) and f"{word} {row[at + 1]}" in lists["seen_phrases"] and not _led(row[:at]):
            return StudentAct("seen", text[words[at].start : words[at + 1].end], rest)
        if is_one_of(word, lists["inner"]):
            what = row[at + 1 :]
            if len(what) >= _KNOWS_THAT and set(what[:3]) & lists["says_what"] and "to" not in what[:2]:
                return StudentAct("known", said, rest)
            soft = StudentAct("soft", said, rest)
        elif _acts(row, at):
            return StudentAct("seen", said, rest)
        elif soft.kind == "none" and _is_wish(row, at):
            soft = StudentAct("soft", said, rest)
        at += 1
    return soft


def _is_wish(row: Sequence[str], at: int) -> bool:
    """Return whether a word is a verb of what one can only wish for; "is" and "are" are none."""
    linking = row[at] in ("is", "are", "was", "were", "has")
    return is_one_of(row[at], vocabulary("students")["soft"]) and not linking


def _acts(row: Sequence[str], at: int) -> bool:
    """Return whether a word is a verb of students here, and not a thing that is spelt alike.

    It is one at the beginning, behind a student, "will", "can" or "to", and behind "and" with another verb.
    """
    lists = vocabulary("students")
    word = row[at]
    behind = row[at + 1 : at + 6]
    gets_right = word in ("get", "earn", "reach") and (
        "right" in behind or any(one[0].isdigit() for one in behind)
    )
    gets_right |= word == "do" and bool(behind) and behind[0] not in ("better", "more", "well", "it", "their")
    gets_right |= word == "do" and "homework" in behind[:3]
    if word.endswith("ing") and word not in lists["seen"]:
        return False
    if not gets_right and not is_one_of(word, lists["seen"]):
        return False
    before = row[:at]
    if not _led(before):
        return True
    return before[-1] in lists["people"] or before[-1] in _BEFORE_A_VERB


def _led(before: Sequence[str]) -> bool:
    """Return whether a word stands before that makes another word of what follows."""
    lead_in = vocabulary("students")["lead_in"]
    return any(one not in lead_in and not one[0].isdigit() for one in before)


def _adults_act(row: Sequence[str]) -> bool:
    """Return whether an adult is the subject of a text in which no student is the subject."""
    lists = vocabulary("students")
    first = next((word for word in row if word not in lists["lead_in"]), "")
    if first not in lists["adults"]:
        return False
    at = row.index(first)
    later = [place for place in range(at + 1, len(row) - 1) if row[place] in lists["people"]]
    return not any(row[place + 1] in ("will", "can", "to") for place in later)
