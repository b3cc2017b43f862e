"""Answers of staff to a survey as tables; and the words their charts and sentences share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import DataError
from plcnb.stats.answer_shares import SIDES
from plcnb.tables.frames import checked
from plcnb.tables.numbers import MISSING, count_of, number, percent
from plcnb.tables.rows import records, verdict_words
from plcnb.tables.table import Cell, Column, Table

_TOO_FEW = "not shown (too few answered)"
_ALIKE = "not shown (all answered alike)"
_NOBODY = "No answers yet: give everyone the link to the survey."


@dataclass(frozen=True)
class QuestionAnswers:
    """The answers to one question as they may be shown.

    Attributes
    ----------
    name, dimension : str
        The question, and what it belongs to.
    n : int
        Who answered it; 0 where hidden.
    turned : bool
        Whether low answers are the favourable ones.
    answers : tuple of (side, degree, share, words)
        Each answer of the scale from the most unfavourable to the most favourable; the share is NaN where it
        may not be told.
    sides : mapping of side to share
        NaN where it may not be told; empty where the question is hidden.
    coded : bool
        Whether the one share that is told means "this much or more".
    """

    name: str
    dimension: str
    n: int
    turned: bool
    answers: tuple[tuple[str, int, float, str], ...]
    sides: Mapping[str, float]
    coded: bool

    @property
    def withheld(self) -> bool:
        """Whether the sides are told and single answers are not."""
        return bool(self.sides) and not any(share == share for _, _, share, _ in self.answers)

    @property
    def instead(self) -> str:
        """What stands in place of the numbers; "" where there are some."""
        return "" if self.sides else _TOO_FEW

    def side(self, side: str) -> str:
        """Return a side's share as people read it: "25 %", "83 % or more", or a dash."""
        share = self.sides.get(side, float("nan"))
        return (
            f"{percent(share, self.n)} or more" if self.coded and share == share else percent(share, self.n)
        )


def question_answers(distribution: pd.DataFrame) -> list[QuestionAnswers]:
    """Return the questions of a distribution of answers, checked, what may not be shown blanked.

    Raises
    ------
    DataError
        If it is not as `stats.surveys.distribution` gives it.
    """
    frame = _with_index(distribution, "the answers", ["question", "answer"])
    data = checked(
        frame,
        "the answers",
        shares=("share", "side_share"),
        counts=("n", "degree"),
        numbers=("answer",),
        texts=("question", "label", "side", "dimension"),
    )
    data["turned"] = _flags(frame, "turned")
    strange = set(data["side"]) - set(SIDES)
    if strange:
        raise DataError(f"Column side of the answers holds {min(strange)!r}; expected {', '.join(SIDES)}.")
    return [_question(str(name), part) for name, part in data.groupby("question", sort=False)]


def answers_table(distribution: pd.DataFrame) -> Table:
    """Return the shares of favourable, neutral and unfavourable answers to each question.

    Parameters
    ----------
    distribution : DataFrame
        As `stats.surveys.distribution` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    rows = []
    for question in question_answers(distribution):
        small = "turned: low answers are favourable" if question.turned else ""
        if question.instead:
            share = Cell(MISSING, question.instead)
        else:
            others = (f"{question.side(side)} {side}" for side in SIDES[1::-1] if _known(question, side))
            share = Cell(question.side(SIDES[2]), ", ".join(others))
        people = "" if question.instead else count_of(question.n, "person", "people")
        rows.append((Cell(question.name, "; ".join(filter(None, (people, small)))), share))
    columns = (Column("Question"), Column("Favourable", "num"))
    return Table("Favourable answers to each question, and the others", columns, tuple(rows), _NOBODY)


def survey_table(scores: pd.DataFrame) -> Table:
    """Return the score of each dimension, how far people agree, and on which side of the middle it lies.

    Parameters
    ----------
    scores : DataFrame
        As `stats.surveys.score` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    rows = tuple(map(_score_cells, survey_scores(scores)))
    columns = (
        Column("About"),
        Column("Mean", "num"),
        Column("Agreement", "num"),
        Column("Against the middle"),
    )
    return Table(
        "Mean answer, where it probably lies, and agreement (1: all alike, 0: as by chance)",
        columns,
        rows,
        _NOBODY,
    )


def waves_table(changes: pd.DataFrame) -> Table:
    """Return how the score of each dimension has changed between two times.

    Parameters
    ----------
    changes : DataFrame
        As `stats.surveys.compare_waves` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    rows = []
    for row in wave_changes(changes):
        name = Cell(row["dimension"], row["basis"])
        if row["instead"]:
            rows.append((name, Cell(MISSING), Cell(MISSING), Cell(row["instead"])))
            continue
        means = f"{number(row['mean_before'])} → {number(row['mean_after'])}"
        change = Cell(
            number(row["change"], signed=True), number_between(row["low"], row["high"], signed=True)
        )
        rows.append((name, Cell(means), change, Cell(CHANGE_WORDS[row["verdict"]], row["more_needed"])))
    columns = (Column("About"), Column("Mean", "num"), Column("Change", "num"), Column("What it means"))
    return Table("Change of the mean answer, before → after", columns, tuple(rows), _NOBODY)


CHANGE_WORDS: dict[str, str] = {
    "above": "●\N{NO-BREAK SPACE}clearly risen",
    "cannot tell": "○\N{NO-BREAK SPACE}cannot tell yet",
    "below": "◆\N{NO-BREAK SPACE}clearly fallen",
}


def survey_scores(scores: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of scores, checked; `instead` says why a row's numbers, all NaN then, are not shown.

    Raises
    ------
    DataError
        If the frame is not as `stats.surveys.score` gives it.
    """
    numbers = ("mean", "low", "high", "agreement")
    frame = _with_index(scores, "the scores", ["dimension"])
    texts = ("dimension", "verdict", "more_needed", "caution")
    data = checked(frame, "the scores", numbers=numbers, counts=("n", "n_items"), texts=texts)
    alike = _flags(frame, "unanimous")
    return [_shown(row, numbers, alike[place]) for place, row in enumerate(records(data))]


def wave_changes(changes: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of changes, checked; `instead` says why a row's numbers, all NaN then, are not shown.

    Raises
    ------
    DataError
        If the frame is not as `stats.surveys.compare_waves` gives it.
    """
    numbers = ("mean_before", "mean_after", "change", "low", "high")
    frame = _with_index(changes, "the changes", ["dimension"])
    data = checked(
        frame,
        "the changes",
        numbers=numbers,
        counts=("n_before", "n_after"),
        texts=("dimension", "verdict", "more_needed", "caution"),
    )
    rows = [_shown(row, numbers, False) for row in records(data)]
    for row in rows:
        row["basis"] = "" if row["instead"] else f"{row['n_before']:,} people, then {row['n_after']:,}"
    return rows


def number_between(low: float, high: float, *, signed: bool = False) -> str:
    """Return an interval on an answer scale: "3.2 to 4.4"; "" where there is none."""
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{number(low, signed=signed)} to {number(high, signed=signed)}"


def _with_index(frame: pd.DataFrame, what: str, names: list[str]) -> pd.DataFrame:
    """Return the frame with the names of its rows as columns."""
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"{what.capitalize()} must be a DataFrame, got {type(frame).__name__}.")
    inside = [name for name in frame.index.names if name in names and name not in frame.columns]
    return frame.reset_index(inside) if inside else frame


def _flags(frame: pd.DataFrame, name: str) -> list[bool]:
    """Return a column of truth values; what is not there, or is none, counts as false."""
    column = frame.get(name)
    if not isinstance(column, pd.Series):
        return [False] * len(frame)
    return [isinstance(value, bool | np.bool_) and bool(value) for value in column]


def _shown(row: dict[str, Any], numbers: tuple[str, ...], alike: bool) -> dict[str, Any]:
    instead = _TOO_FEW if row["hidden"] else _ALIKE if alike else ""
    if instead:
        row |= dict.fromkeys(numbers, float("nan")) | {"verdict": "cannot tell"}
    return row | {"instead": instead}


def _known(question: QuestionAnswers, side: str) -> bool:
    share = question.sides.get(side, float("nan"))
    return share == share


def _score_cells(row: dict[str, Any]) -> tuple[Cell, ...]:
    questions = count_of(row["n_items"], "question")
    people = "" if row["hidden"] else count_of(row["n"], "person", "people")
    name = Cell(row["dimension"], ", ".join(filter(None, (people, questions))))
    if row["instead"]:
        return name, Cell(MISSING), Cell(MISSING), Cell(row["instead"])
    mean = Cell(number(row["mean"]), number_between(row["low"], row["high"]))
    verdict = Cell(verdict_words(row["verdict"]), row["more_needed"])
    return name, mean, Cell(number(row["agreement"])), verdict


def _question(name: str, part: pd.DataFrame) -> QuestionAnswers:
    rows = records(part)
    place = {"unfavourable": -1, "neutral": 0, "favourable": 1}
    rows.sort(key=lambda row: (place[row["side"]], place[row["side"]] * row["degree"]))
    hidden = any(row["hidden"] for row in rows)
    answers = tuple(
        (r["side"], int(r["degree"]), r["share"], r["label"] or number(r["answer"])) for r in rows
    )
    sides = {} if hidden else {row["side"]: row["side_share"] for row in rows}
    told = [share for share in sides.values() if share == share]
    return QuestionAnswers(
        name=name,
        dimension=str(rows[0]["dimension"]),
        n=0 if hidden else int(rows[0]["n"]),
        turned=bool(rows[0]["turned"]),
        answers=answers,
        sides=sides,
        coded=len(told) == 1 < len(sides),
    )
