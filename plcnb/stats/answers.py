"""Scores that count: answers beside their questions, results beside their assessments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.errors import DataError
from plcnb.stats.proportions import Floats

Places = NDArray[np.intp]

MINIMUM_ITEMS = 3  # fewer questions are no decision about a standard or a student; a floor of judgement
MINIMUM_STUDENTS = 3  # fewer students are no statement about a team; a floor of judgement
FEW_STUDENTS = 10  # below this a frame says so; also the commonest floor for publishing (NCES 2011-603)


ROUNDING = (
    1e-9  # points and shares nearer than this are equal: 21 of 30 points reach 0.70, which is not exact
)


@dataclass(frozen=True)
class ScoredAnswers:
    """Every answer that has a score, beside its question; all arrays have shape (n_answers,).

    `row` is its place in the responses, `item` the place of its question in the items, `student` the place of
    its student in `students`. `points` never exceed `possible`; `over` says that the score lay outside 0 to
    the highest score and was taken as the nearer end.
    """

    students: pd.Index
    row: Places
    item: Places
    student: Places
    points: Floats
    possible: Floats
    over: NDArray[np.bool_]

    def by_student(self, group: Places, n_groups: int) -> tuple[Floats, Floats, Floats]:
        """Return points, possible and answers, each of shape (n_students, n_groups), 0 where there is none.

        `group` gives each answer's group, a number from 0.
        """
        cell = self.student * n_groups + group
        shape = (len(self.students), n_groups)
        counts = (
            np.bincount(cell, weights, minlength=shape[0] * shape[1]).reshape(shape).astype(float)
            for weights in (self.points, self.possible, None)
        )
        points, possible, answers = counts
        return points, possible, answers


def scored_answers(responses: pd.DataFrame, items: pd.DataFrame) -> ScoredAnswers:
    """Find every answer that has a score, and its question.

    An omitted question is a wrong answer (0 points). An answer without a score (NaN, or "no score") is no
    answer. `items` says which questions are meant: answers to others are left out, and so are answers to a
    question whose highest score is unknown or 0, since they have no share.

    Parameters
    ----------
    responses, items : DataFrame
        As ``columns.TEAM_TABLES`` has them, of one team.

    Raises
    ------
    DataError
        If a column is missing, or `items` lists a question twice for one assessment.
    """
    require("responses", responses, ["assessment_id", "item_id", "student_id", "score", "status"])
    require("items", items, ["assessment_id", "item_id", "max_score"])
    item = _question_places(responses, items)
    possible = np.where(item >= 0, np.append(items["max_score"].to_numpy(float), np.nan)[item], np.nan)
    omitted = responses["status"].eq("omitted").to_numpy(bool)
    scoreless = responses["status"].eq("no score").to_numpy(bool)
    score = np.where(omitted, 0.0, responses["score"].to_numpy(float))
    row = np.flatnonzero(~scoreless & ~np.isnan(score) & (possible > 0))
    score, possible = score[row], possible[row]
    points = np.clip(score, 0, possible)
    student, students = pd.factorize(responses["student_id"].iloc[row])
    return ScoredAnswers(pd.Index(students), row, item[row], student, points, possible, points != score)


def judged_results(results: pd.DataFrame, assessments: pd.DataFrame) -> pd.DataFrame:
    """Return every result of the given assessments, and what became of it.

    Parameters
    ----------
    results, assessments : DataFrame
        As ``columns.TEAM_TABLES`` has them, of one team. Results of other assessments are left out.

    Returns
    -------
    DataFrame
        student_id; place (of its assessment in `assessments`); possible (the highest score); share (score /
        possible in [0, 1], a score above the highest taken as the highest; NaN unless it counts); fate:
        "counted"; "marked" (kept by the import, but not to be counted, whatever its score); "not submitted";
        "exempt"; or "no score", which takes in results that are partly scored, and scores on an assessment
        whose highest score is unknown.

    Raises
    ------
    DataError
        If a column is missing, or `assessments` lists one twice.
    """
    require("results", results, ["assessment_id", "student_id", "score", "status", "mark"])
    require("assessments", assessments, ["assessment_id", "max_score"])
    place = _places(results["assessment_id"], assessments["assessment_id"])
    meant = place >= 0
    place, results = place[meant], results[meant]
    status = results["status"].to_numpy(object)
    score = results["score"].to_numpy(float)
    possible = assessments["max_score"].to_numpy(float)[place]
    fate = np.select(
        [
            results["mark"].ne("").to_numpy(bool),
            (status == "scored") & ~np.isnan(score) & (possible > 0),
            status == "not submitted",
            status == "exempt",
        ],
        ["marked", "counted", "not submitted", "exempt"],
        "no score",
    )
    with np.errstate(invalid="ignore", divide="ignore"):  # no highest score: not counted
        share = np.where(fate == "counted", np.clip(score / possible, 0, 1), np.nan)
    return pd.DataFrame(
        {
            "student_id": results["student_id"].to_numpy(object),
            "place": place,
            "possible": possible,
            "share": share,
            "fate": fate,
        }
    )


def require(name: str, frame: pd.DataFrame, columns: list[str]) -> None:
    """Refuse what is no frame, and a frame that lacks a column.

    Raises
    ------
    DataError
        Names the frame and the columns.
    """
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"{name} must be a DataFrame, got {type(frame).__name__}.")
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        there = ", ".join(map(str, frame.columns)) or "none"
        raise DataError(f"{name} lacks the column {', '.join(missing)}. Its columns are: {there}.")


def texts(values: Iterable[Any]) -> pd.api.extensions.ExtensionArray:
    """Return a column of text, also where there is no row to tell that it is one."""
    return pd.array(list(values), dtype="str")


def _question_places(responses: pd.DataFrame, items: pd.DataFrame) -> Places:
    """Return the place of each answer's question in `items`, -1 where it is not listed.

    A question is named by its assessment and its id. Both are turned into numbers first, which takes a
    fraction of the time of a merge on two columns of text.
    """
    tests, test_names = pd.factorize(items["assessment_id"])
    questions, question_names = pd.factorize(items["item_id"])
    width = len(question_names)
    cell = tests * width + questions
    listed = np.full(len(test_names) * width + 1, -1, dtype=np.intp)  # the last one is for what is not listed
    listed[cell] = np.arange(len(items))
    if len(np.unique(cell)) < len(items):
        twice = items[items.duplicated(["assessment_id", "item_id"])].iloc[0]
        raise DataError(
            f"items lists question {twice['item_id']!r} of assessment {twice['assessment_id']!r} twice. "
            "Keep one row for each question of an assessment."
        )
    test = _among(responses["assessment_id"], test_names)
    question = _among(responses["item_id"], question_names)
    return listed[np.where((test >= 0) & (question >= 0), test * width + question, -1)]


def _places(values: pd.Series, listed: pd.Series) -> Places:
    """Return the place of each value in `listed`, -1 where it is not there."""
    if listed.duplicated().any():
        twice = listed[listed.duplicated()].iloc[0]
        raise DataError(f"assessments lists {twice!r} twice. Keep one row for each assessment.")
    return _among(values, listed)


def _among(values: pd.Series, names: pd.Index | pd.Series) -> Places:
    """Return the place of each value among distinct names, -1 where it is not there."""
    codes, distinct = pd.factorize(values)
    return pd.Index(names).get_indexer(distinct)[codes]
