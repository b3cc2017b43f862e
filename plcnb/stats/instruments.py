"""A survey's questions: which belong together, on what scale, and which of them are asked the other way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import DataError, ParameterError
from plcnb.stats.ballots import is_text
from plcnb.stats.proportions import Floats

_LARGEST = 2**53  # of whole numbers beyond, not all are numbers here
_EXAMPLE = 'Instrument({"Trust": ["q1", "q2"]}, lowest=1, highest=5)'


@dataclass(frozen=True)
class Instrument:
    """What a survey asks.

    Parameters
    ----------
    dimensions : mapping of str to sequence of str
        The questions of each dimension, as columns of the answers are called. A question may belong to
        several dimensions, such as to one of its own and to one of all.
    lowest, highest : int
        The ends of the answer scale; its steps are the whole numbers between. They are never guessed: a
        survey where nobody chose the highest answer looks like one on a shorter scale.
    reversed : iterable of str
        Questions where a high answer is the unfavourable one; answers to them are turned (lowest + highest -
        answer) before anything is computed.
    labels : mapping of str to int, optional
        The scale's words and what they count for, such as {"Agree": 4}; then answers may be given as these
        words, in any capitals.

    Raises
    ------
    ParameterError
        If the scale is no scale, or a name does not fit.
    """

    dimensions: Mapping[str, Sequence[str]]
    lowest: int
    highest: int
    reversed: Iterable[str] = ()
    labels: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.dimensions, Mapping) or not self.dimensions:
            raise ParameterError(
                f"dimensions must name the questions of each dimension, such as {_EXAMPLE}, "
                f"got {self.dimensions!r}."
            )
        _check_scale(self.lowest, self.highest)
        dimensions = {name: _questions(name, asked) for name, asked in self.dimensions.items()}
        turned = _questions("reversed", [self.reversed] if isinstance(self.reversed, str) else self.reversed)
        empty = [name for name, asked in dimensions.items() if not asked]
        if empty:
            raise ParameterError(f"Dimension {empty[0]!r} has no question.")
        if not isinstance(self.labels, Mapping):
            raise ParameterError(f"labels must map words to numbers, got {self.labels!r}.")
        strange = set(turned) - {question for asked in dimensions.values() for question in asked}
        if strange:
            raise ParameterError(f"reversed names {min(strange, key=str)!r}, which is in no dimension.")
        for label, value in self.labels.items():
            if not isinstance(label, str) or not _is_step(value, self.lowest, self.highest):
                raise ParameterError(
                    f"labels gives {label!r} as {value!r}; expected text and a whole number "
                    f"from {self.lowest} to {self.highest}."
                )
        for name in (*dimensions, *chain(*dimensions.values()), *self.labels):
            if not is_text(str(name)):
                raise ParameterError(f"The name {name!r} holds half a character: write it anew.")
        object.__setattr__(self, "dimensions", dimensions)
        object.__setattr__(self, "reversed", frozenset(turned))
        object.__setattr__(self, "labels", dict(self.labels))

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions, each once, in the order of the dimensions."""
        return tuple(dict.fromkeys(question for asked in self.dimensions.values() for question in asked))

    @property
    def neutral(self) -> float:
        """The middle of the scale: an answer where it has an odd number of steps, else between two."""
        return (self.lowest + self.highest) / 2

    def label(self, value: int) -> str:
        """Return the first of the labels that stand for an answer, "" if there is none."""
        return next((label for label, counts in self.labels.items() if counts == value), "")


def as_instrument(instrument: Any, scale: Any = None) -> Instrument:
    """Return an instrument as it is, or made of a mapping of dimensions and a scale (lowest, highest).

    Raises
    ------
    ParameterError
        If the mapping comes without a scale, or the instrument with another one.
    """
    if isinstance(instrument, Instrument):
        if scale is not None and tuple(scale) != (instrument.lowest, instrument.highest):
            raise ParameterError(
                f"scale is {scale!r}, but the instrument has {instrument.lowest} to {instrument.highest}."
            )
        return instrument
    if not isinstance(instrument, Mapping):
        raise ParameterError(f"instrument must be such as {_EXAMPLE}, got {type(instrument).__name__}.")
    if not isinstance(scale, tuple | list) or len(scale) != 2:
        raise ParameterError(
            f"With a plain mapping of dimensions give scale=(lowest, highest), such as scale=(1, 5), "
            f"got {scale!r}. The scale is never guessed from the answers."
        )
    return Instrument(instrument, scale[0], scale[1])


def read_answers(answers: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return the answers to the instrument's questions as numbers, as they were given; NaN: not answered.

    Raises
    ------
    DataError
        If a question has no column, or an answer is not on the scale (names column, row and value).
    """
    if not isinstance(answers, pd.DataFrame):
        raise DataError(
            f"answers must be a DataFrame, respondents × questions, got {type(answers).__name__}."
        )
    if answers.columns.nlevels > 1:
        raise DataError("answers has columns of several levels. Give each question one name.")
    missing = [question for question in instrument.questions if question not in answers.columns]
    if missing:
        raise DataError(
            f"answers lacks {', '.join(map(str, missing))}; it has {', '.join(map(str, answers.columns))}."
        )
    twice = answers.columns[answers.columns.duplicated()].intersection(list(instrument.questions))
    if len(twice):
        raise DataError(f"answers has two columns called {twice[0]!r}.")
    words = {label.strip().casefold(): value for label, value in instrument.labels.items()}
    columns = {name: _numbers(answers[name], words, instrument) for name in instrument.questions}
    return pd.DataFrame(columns, index=answers.index, columns=list(instrument.questions), dtype=float)


def turned_answers(answers: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return the answers as `read_answers` does, with reversed questions turned: high is favourable."""
    sheet = read_answers(answers, instrument)
    turned = [question for question in instrument.questions if question in instrument.reversed]
    sheet[turned] = instrument.lowest + instrument.highest - sheet[turned]
    return sheet


def _numbers(column: pd.Series, words: Mapping[str, int], instrument: Instrument) -> Floats:
    if column.dtype.kind in "iuf":
        values = column.to_numpy(float, na_value=np.nan)
    else:
        values = np.array([_number(value, words) for value in column], dtype=float)
    off = ~np.isnan(values)
    off &= (values < instrument.lowest) | (values > instrument.highest) | (values != np.round(values))
    if off.any():
        row = int(np.flatnonzero(off)[0])
        known = f" or one of {', '.join(instrument.labels)}" if words else ""
        raise DataError(
            f"Column {column.name!r} of the answers holds {column.iloc[row]!r} in row {row + 1}; expected a "
            f"whole number from {instrument.lowest} to {instrument.highest}{known}, or nothing."
        )
    return values


def _number(value: Any, words: Mapping[str, int]) -> float:
    """Return an answer as a number, infinity for what is none."""
    if isinstance(value, str):
        return words.get(value.strip().casefold(), np.inf) if value.strip() else np.nan
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        return np.inf if isinstance(value, int) and abs(value) > _LARGEST else float(value)
    return np.nan if value is None or value is pd.NA or value is pd.NaT else np.inf


def _check_scale(lowest: Any, highest: Any) -> None:
    whole = all(isinstance(end, int | np.integer) and not isinstance(end, bool) for end in (lowest, highest))
    if not whole or not lowest < highest:
        raise ParameterError(
            f"lowest and highest must be whole numbers, lowest < highest, got {lowest!r} and {highest!r}."
        )


def _is_step(value: Any, lowest: int, highest: int) -> bool:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return whole and lowest <= value <= highest


def _questions(dimension: Any, asked: Any) -> tuple[Any, ...]:
    if isinstance(asked, str) or not isinstance(asked, Iterable):
        raise ParameterError(f"{dimension!r} must list questions, got {asked!r}.")
    questions = tuple(asked)
    strange = [question for question in questions if not isinstance(question, str | int)]
    if strange:
        raise ParameterError(f"{dimension!r} lists {strange[0]!r}, which is no name of a column.")
    if len(set(questions)) < len(questions):
        twice = next(question for question in questions if questions.count(question) > 1)
        raise ParameterError(f"{dimension!r} lists question {twice!r} twice.")
    return questions
