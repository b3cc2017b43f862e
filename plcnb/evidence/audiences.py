"""Take out of a team's tables what must not leave the team."""

import re
from collections.abc import Iterable
from hashlib import sha256

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from plcnb.stats.disclosure import MINIMUM

COMMON_ENOUGH = 3  # students who must have written the same words before others may read them
_COUNT_OF_PEOPLE = r"^(\d+) (?!class|question)"  # of students, or of their results, answers, attempts
_OPTION_LENGTH = 2  # "A", "AC": the name of an option, not a student's own words


def running_numbers(ids: Iterable[str], salt: str, letter: str) -> dict[str, str]:
    """Return a meaningless name for each id: "s1", "s2", … in an order that only `salt` decides."""
    shuffled = sorted(set(ids), key=lambda person_id: sha256(f"{salt} {person_id}".encode()).digest())
    return {person_id: f"{letter}{number}" for number, person_id in enumerate(shuffled, start=1)}


def renumbered(frame: DataFrame, column: str, numbers: dict[str, str]) -> DataFrame:
    """Return `frame` with ids replaced, and sorted by them: its order spoke of names before.

    Rows of one assessment stay together, and those of one student on it in their order.
    """
    place = {person_id: place for place, person_id in enumerate(numbers)}
    people = frame[column].map(place).to_numpy()
    blocks = pd.factorize(frame["assessment_id"])[0] if "assessment_id" in frame else np.zeros(len(frame))
    renamed = frame.assign(**{column: frame[column].map(numbers).astype("str")})
    return renamed.iloc[np.lexsort((people, blocks))].reset_index(drop=True)


def blanked(frame: DataFrame, *columns: str) -> DataFrame:
    """Return `frame` with "no data" throughout some columns, of the same types."""
    blank = {name: frame[name].iloc[:0].reindex(frame.index) for name in columns}
    return frame.assign(
        **{name: fill.fillna("") if fill.dtype == "str" else fill for name, fill in blank.items()}
    )


def without_own_words(responses: DataFrame, items: DataFrame, names: Iterable[str], salt: str) -> DataFrame:
    """Return `responses` with students' own words replaced by "answer 1", "answer 2", … for each question.

    Stays: the key, what at least `COMMON_ENOUGH` students answered alike, and the names of options
    (one or two characters), unless it holds a word of `names`. Alike answers stay alike, so counts of
    options remain right.
    """
    text = responses["response"]
    named = _words(" ".join(names))
    personal = text.map({answer: bool(_words(answer) & named) for answer in text.unique()}).astype("bool")
    alike = responses.groupby(["item_id", "response"])["student_id"].transform("nunique")
    is_key = (responses["item_id"] + "\n" + text).isin(items["item_id"] + "\n" + items["key"])
    harmless = (alike >= COMMON_ENOUGH) | (text.str.len() <= _OPTION_LENGTH)
    own = ~((text.str.len() <= 1) | is_key | (harmless & ~personal))
    if not own.any():
        return responses
    marks = {answer: sha256(f"{salt} {answer}".encode()).hexdigest() for answer in text[own].unique()}
    question = [responses.loc[own, "assessment_id"], responses.loc[own, "item_id"]]
    number = text[own].map(marks).groupby(question).transform(_dense_rank)
    return responses.assign(response=text.mask(own, "answer " + number.astype("str")))


def _dense_rank(marks: Series) -> Series:
    return marks.map({mark: rank for rank, mark in enumerate(sorted(marks.unique()), start=1)})


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def without_small_counts(notes: DataFrame) -> DataFrame:
    """Return `notes` without those that begin with a small count of students or of their work.

    What was left out is said, so that nobody takes a silence for data without faults.
    """
    counts = notes["note"].str.extract(_COUNT_OF_PEOPLE, expand=False).astype("Int64")
    kept = notes[~(counts < MINIMUM).fillna(False)]
    if len(kept) == len(notes):
        return notes
    said = (
        kept.iloc[:0]
        .reindex([0])
        .assign(note=f"What concerns fewer than {MINIMUM} is told to the team alone.")
    )
    told = pd.concat([kept, said.astype(notes.dtypes.to_dict())], ignore_index=True)
    return told.assign(position=pd.array(range(1, len(told) + 1), dtype="Int64"))
