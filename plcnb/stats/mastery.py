"""Who knows what, and how sure a small class lets us be."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.stats.answers import (
    MINIMUM_ITEMS,
    MINIMUM_STUDENTS,
    ROUNDING,
    Places,
    judged_results,
    require,
    scored_answers,
    texts,
)
from plcnb.stats.clusters import clustered_share
from plcnb.stats.groups import student_groups, student_groups_by_score
from plcnb.stats.proportions import check_share, compare, proportion_interval, shrink, verdict
from plcnb.stats.settling import (
    caution_assessment,
    caution_standard,
    extra_questions,
    settles_assessment,
    settles_standard,
)
from plcnb.stats.students import student_standards

__all__ = [
    "by_assessment",
    "by_standard",
    "proportion_interval",
    "shrink",
    "student_groups",
    "student_groups_by_score",
    "student_standards",
    "verdict",
]

VERDICT_ORDER = {"below": 0, "cannot tell": 1, "above": 2}  # what needs the team's time comes first


def by_standard(
    responses: pd.DataFrame,
    items: pd.DataFrame,
    standards: pd.DataFrame,
    *,
    cut: float,
    level: float = 0.90,
) -> pd.DataFrame:
    """Return what the team's students know of each standard, and whether the answers are enough to tell.

    Parameters
    ----------
    responses, items, standards : DataFrame
        As ``columns.TEAM_TABLES`` has them, of one team. `items` says which questions count: pass those of
        one assessment to look at that one. Omitted questions are wrong answers, answers without a score none.
    cut : float in (0, 1)
        The share of points that counts as knowing a standard.
    level : float in (0, 1)
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        One row for each standard that `items` asks about; no row at all if it asks about none.

        * standard_id, code, statement: text; the id stands for a code that `standards` does not know;
        * n_students, n_items: students with a scored answer, and different questions that have one;
        * points, possible: points over all scored answers;
        * share, low, high: points / possible in [0, 1] and its interval; NaN without answers. A student's
          answers go together, and the interval allows for it: see `clusters.clustered_share`;
        * verdict: "below", "cannot tell" or "above" the cut; "cannot tell" whatever the interval with fewer
          than 3 questions or 3 students;
        * more_needed: what would settle it, as one phrase; "" if it is settled;
        * caution: what a reader must know before trusting the row; "" if nothing.

        Sorted: below, cannot tell, above; inside by share, then by code. ``attrs``: cut, level, and
        n_items_without_standard, the questions that name no standard and are therefore in no row.

    Raises
    ------
    DataError
        If a column is missing or a question stands twice in `items`.
    ParameterError
        If `cut` or `level` is not strictly between 0 and 1.
    """
    check_share("cut", cut)
    check_share("level", level)
    require("items", items, ["standard_id"])
    named = items[items["standard_id"].ne("")]
    standard, ids = pd.factorize(named["standard_id"])
    answers = scored_answers(responses, named)
    points, possible, counts = answers.by_student(standard[answers.item], len(ids))
    measured = clustered_share(points, possible, counts, level)
    n_items = _distinct_items(named["item_id"], standard, answers.item, len(ids))
    n_students = measured.students.astype(int)
    enough = (n_items >= MINIMUM_ITEMS) & (n_students >= MINIMUM_STUDENTS)
    words = np.where(enough, compare(measured.low, measured.high, cut), "cannot tell")
    extra = extra_questions(measured, cut, level)
    over = np.bincount(standard[answers.item[answers.over]], minlength=len(ids))
    unusable = np.bincount(standard[~(named["max_score"].to_numpy(float) > 0)], minlength=len(ids))
    frame = pd.DataFrame(
        {
            **_named(pd.Index(ids), standards),
            "n_students": n_students,
            "n_items": n_items,
            "points": points.sum(axis=0),
            "possible": possible.sum(axis=0),
            "share": measured.share,
            "low": measured.low,
            "high": measured.high,
            "verdict": texts(words),
            "more_needed": texts(map(settles_standard, words, n_items, n_students, extra)),
            "caution": texts(map(caution_standard, n_items, n_students, over, unusable)),
        }
    )
    frame = _by_urgency(frame)
    frame.attrs.update(cut=cut, level=level, n_items_without_standard=len(items) - len(named))
    return frame


def by_assessment(
    results: pd.DataFrame, assessments: pd.DataFrame, *, cut_share: float, level: float = 0.90
) -> pd.DataFrame:
    """Return how many students reached the cut on each assessment: for data without answers to questions.

    Parameters
    ----------
    results, assessments : DataFrame
        As ``columns.TEAM_TABLES`` has them, of one team. Results of other assessments are left out.
    cut_share : float in (0, 1)
        The share of the highest score that a student needs, and also the share of students that the verdict
        asks for: at 0.70, "above" means that clearly more than 70 % of students have 70 % of the points.
    level : float in (0, 1)
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        One row an assessment, in the order of time (date, then day, then as given), those without any score
        too.

        * assessment_id, title, date, day: as given;
        * n_students, reached: students whose score counts, and those of them at or over the cut;
        * share, low, high: reached / n_students in [0, 1] with its Wilson interval; NaN without scores;
        * verdict: "below", "cannot tell" or "above"; "cannot tell" with fewer than 3 students;
        * more_needed, caution: one phrase each, or "";
        * n_not_submitted, n_no_score, n_exempt, n_marked: results that do not count, by reason. With
          n_students they add up to all results: none is lost, and none counts as 0.

        ``attrs``: cut, level.

    Raises
    ------
    DataError
        If a column is missing or an assessment stands twice in `assessments`.
    ParameterError
        If `cut_share` or `level` is not strictly between 0 and 1.

    Notes
    -----
    Only results with the status "scored" count. The interval takes the students for independent of each
    other, which those of one class are not quite.
    """
    check_share("cut_share", cut_share)
    require("assessments", assessments, ["assessment_id", "title", "date", "day", "max_score"])
    judged = judged_results(results, assessments)
    fate = judged["fate"].to_numpy(object)

    def count(which: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(judged["place"].to_numpy()[which], minlength=len(assessments))

    students = count(fate == "counted")
    reached = count(judged["share"].to_numpy() >= cut_share - ROUNDING)
    judgement = verdict(reached, students, cut_share, level)
    words = np.where(students >= MINIMUM_STUDENTS, judgement["verdict"], "cannot tell")
    missing = {name: count(fate == name) for name in ("not submitted", "no score", "exempt", "marked")}
    due = missing["not submitted"] + missing["no score"]
    scoreless = ~(assessments["max_score"].to_numpy(float) > 0)
    frame = pd.DataFrame(
        {
            **{name: assessments[name].array for name in ("assessment_id", "title", "date", "day")},
            "n_students": students,
            "reached": reached,
            **{name: judgement[name].to_numpy() for name in ("share", "low", "high")},
            "verdict": texts(words),
            "more_needed": texts(
                map(settles_assessment, words, students, judgement["more_needed"], due, scoreless)
            ),
            "caution": texts(map(caution_assessment, students, due, scoreless)),
            **{f"n_{name.replace(' ', '_')}": counts for name, counts in missing.items()},
        }
    )
    frame = frame.sort_values(["date", "day"], kind="stable", ignore_index=True)
    frame.attrs.update(cut=cut_share, level=level)
    return frame


def _named(ids: pd.Index, standards: pd.DataFrame) -> dict[str, Any]:
    """Return standard_id, code and statement; a standard that nobody described is called by its id."""
    require("standards", standards, ["standard_id", "code", "statement"])
    described = standards.drop_duplicates("standard_id").set_index("standard_id").reindex(ids)
    code = described["code"].fillna("").to_numpy(object)
    return {
        "standard_id": texts(ids),
        "code": texts(np.where(code == "", ids.to_numpy(object), code)),
        "statement": texts(described["statement"].fillna("")),
    }


def _distinct_items(item_ids: pd.Series, standard: Places, item: Places, n_standards: int) -> Places:
    """Return how many different questions the answers to each standard are about."""
    question, names = pd.factorize(item_ids)
    pairs = np.unique(standard[item] * max(len(names), 1) + question[item])
    return np.bincount(pairs // max(len(names), 1), minlength=n_standards)


def _by_urgency(frame: pd.DataFrame) -> pd.DataFrame:
    urgency = frame["verdict"].map(VERDICT_ORDER).to_numpy(float)
    order = np.lexsort((frame["code"].to_numpy(object), frame["share"], urgency))
    return frame.iloc[order].reset_index(drop=True)
