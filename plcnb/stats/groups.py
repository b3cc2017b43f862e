"""Which students need what next: reteach, practise or extend."""

import numpy as np
import pandas as pd

from plcnb.stats.answers import MINIMUM_ITEMS, ROUNDING, judged_results, require, scored_answers, texts
from plcnb.stats.proportions import Floats, check_share, compare, proportion_interval

GROUPS = ("reteach", "practise", "extend", "no answers")  # also the order of the rows

NEAR_THE_CUT = 0.10  # whole scores this near the cut are "practise": there is no interval; design choice

WHOLE_SCORES = "whole scores only: chance and knowledge cannot be told apart"


def student_groups(
    responses: pd.DataFrame, items: pd.DataFrame, *, cut: float, level: float = 0.90
) -> pd.DataFrame:
    """Return what each student's answers call for next.

    Parameters
    ----------
    responses, items : DataFrame
        As ``columns.TEAM_TABLES`` has them, of one team. `items` says which questions count. Omitted
        questions are wrong answers, answers without a score none.
    cut : float in (0, 1)
        The share of points that counts as knowing it.
    level : float in (0, 1)
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        One row for each student in `responses`:

        * student_id; n_items: scored answers (int);
        * points, possible; share, low, high: points / possible in [0, 1] with its Wilson interval over the
          n_items answers; NaN without answers;
        * group: "reteach" clearly below the cut, "extend" clearly above, "practise" where one cannot tell or
          there are fewer than 3 answers, "no answers" where nothing was scored;
        * weakest: the standard_id with most points missed (the lower share if two are equal, then the first
          id); "" if nothing was missed or no standard is named;
        * caution: "" if nothing.

        Sorted: in the order of the groups, inside by share, then by student_id. ``attrs``: cut, level.

    Raises
    ------
    DataError
        If a column is missing or a question stands twice in `items`.
    ParameterError
        If `cut` or `level` is not strictly between 0 and 1.
    """
    check_share("cut", cut)
    check_share("level", level)
    answers = scored_answers(responses, items)
    require("items", items, ["standard_id"])
    standard, ids = pd.factorize(items["standard_id"], sort=True)
    points, possible, counts = answers.by_student(standard[answers.item], len(ids))
    weakest = _weakest(points, possible, pd.Index(ids))
    points, possible, n = (matrix.sum(axis=1) for matrix in (points, possible, counts))
    share = points / possible
    low, high = proportion_interval(share * n, n, level)
    few = n < MINIMUM_ITEMS
    words = np.where(few, "cannot tell", compare(low, high, cut))
    frame = pd.DataFrame(
        {
            "student_id": texts(answers.students),
            "n_items": n.astype(int),
            "points": points,
            "possible": possible,
            "share": share,
            "low": low,
            "high": high,
            "group": texts(
                np.select([words == "below", words == "above"], ["reteach", "extend"], "practise")
            ),
            "weakest": texts(weakest),
            "caution": texts(np.where(few, f"fewer than {MINIMUM_ITEMS} answers", "")),
        }
    )
    frame = _with_the_rest(frame, responses["student_id"], "no scored answers yet")
    frame.attrs.update(cut=cut, level=level)
    return frame


def student_groups_by_score(
    results: pd.DataFrame, assessments: pd.DataFrame, *, cut_share: float
) -> pd.DataFrame:
    """Return the same as `student_groups` for data without answers to questions.

    Whole scores have no interval, so a band around the cut stands for "cannot tell": within 0.10 of it
    (halfway to 0 or 1, if that is nearer) is "practise".

    Parameters
    ----------
    results, assessments : DataFrame
        As ``columns.TEAM_TABLES`` has them, of one team. `assessments` says which results count.
    cut_share : float in (0, 1)
        The share of the highest score that counts as knowing it.

    Returns
    -------
    DataFrame
        The columns of `student_groups`: n_items counts the results; low and high are NaN; weakest is "";
        caution always says that whole scores cannot tell chance from knowledge. ``attrs``: cut.

    Raises
    ------
    DataError
        If a column is missing or an assessment stands twice in `assessments`.
    ParameterError
        If `cut_share` is not strictly between 0 and 1.
    """
    check_share("cut_share", cut_share)
    judged = judged_results(results, assessments)
    counted = judged[judged["fate"] == "counted"]
    student, names = pd.factorize(counted["student_id"])
    possible = np.bincount(student, counted["possible"], minlength=len(names))
    points = np.bincount(student, counted["possible"] * counted["share"], minlength=len(names))
    share = points / possible
    lower = cut_share - min(NEAR_THE_CUT, cut_share / 2) - ROUNDING
    upper = cut_share + min(NEAR_THE_CUT, (1 - cut_share) / 2) + ROUNDING
    frame = pd.DataFrame(
        {
            "student_id": texts(names),
            "n_items": np.bincount(student, minlength=len(names)),
            "points": points,
            "possible": possible,
            "share": share,
            "low": np.nan,
            "high": np.nan,
            "group": texts(np.select([share < lower, share > upper], ["reteach", "extend"], "practise")),
            "weakest": texts([""] * len(names)),
            "caution": texts([WHOLE_SCORES] * len(names)),
        }
    )
    frame = _with_the_rest(frame, judged["student_id"], "no results that count yet")
    frame.attrs.update(cut=cut_share)
    return frame


def _weakest(points: Floats, possible: Floats, ids: pd.Index) -> list[str]:
    """Return for each student the standard with most points missed, "" if there is none.

    `points` and `possible` have shape (n_students, n_standards).
    """
    if len(ids) == 0:
        return []
    asked = (possible > 0) & (ids != "")
    missed = np.where(asked, possible - points, 0.0)
    most = missed.max(axis=1)
    candidates = asked & (missed >= most[:, None] - ROUNDING)
    missed_share = np.where(candidates, missed / np.where(asked, possible, 1.0), -1.0)
    first = missed_share.argmax(axis=1)
    return [ids[place] if worst > ROUNDING else "" for place, worst in zip(first, most, strict=True)]


def _with_the_rest(frame: pd.DataFrame, students: pd.Series, caution: str) -> pd.DataFrame:
    """Add the students of whom nothing was scored, and sort."""
    absent = pd.Index(students.unique()).difference(frame["student_id"])
    rest = frame.iloc[:0].reindex(range(len(absent)))
    rest = rest.assign(student_id=texts(absent), n_items=0, points=0.0, possible=0.0)
    rest = rest.assign(group="no answers", weakest="", caution=caution)
    frame = pd.concat([frame, rest], ignore_index=True) if len(rest) else frame
    rank = frame["group"].map({group: place for place, group in enumerate(GROUPS)})
    order = np.lexsort((frame["student_id"].to_numpy(object), frame["share"], rank))
    return frame.iloc[order].reset_index(drop=True)
