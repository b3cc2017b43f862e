"""What each student shows of each standard, and how much of it a few answers can bear."""

import numpy as np
import pandas as pd

from plcnb.stats.answers import MINIMUM_ITEMS, Places, require, scored_answers, texts
from plcnb.stats.proportions import answers_to_leave, check_share, compare, proportion_interval
from plcnb.stats.settling import SHORT_CHECK, plural

NEEDS = {"below": "reteach", "cannot tell": "practise", "above": "extend"}


def student_standards(
    responses: pd.DataFrame,
    items: pd.DataFrame,
    standards: pd.DataFrame,
    *,
    cut: float,
    level: float = 0.90,
) -> pd.DataFrame:
    """Return what each student's answers say of each standard: one row for every pair of them.

    Parameters
    ----------
    responses, items, standards : DataFrame
        As ``columns.TEAM_TABLES`` has them, of one team. `items` says which questions count. Omitted
        questions are wrong answers, answers without a score none.
    cut : float in (0, 1)
        The share of points that counts as knowing a standard.
    level : float in (0, 1)
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        One row for each student in `responses` and each standard that `items` names, answered or not:

        * student_id, standard_id, code: text; the id stands for a code that `standards` does not know;
        * n_items: scored answers (int); points, possible; share, low, high: points / possible in [0, 1] with
          its Wilson interval over the n_items answers; NaN without answers;
        * verdict: "above" or "below" where the interval lies wholly on one side of the cut; else, and with
          fewer than 3 answers, "cannot tell";
        * group: "reteach", "practise" or "extend" for below, cannot tell and above; "no answers" without any;
        * more_needed: what would settle it; "" if it is settled;
        * caution: "" if nothing.

        Sorted by standard (the order of `items`), then by student_id. ``attrs``: cut, level.

    Raises
    ------
    DataError
        If a column is missing or a question stands twice in `items`.
    ParameterError
        If `cut` or `level` is not strictly between 0 and 1.

    Notes
    -----
    At 90 % and a cut of .70 four answers, all right, do not yet tell: seven do. Most cells of most grids are
    therefore "cannot tell", and each cell has its own interval: of 400 cells of students exactly
    at the cut, some forty would be called below or above by chance. A grid is for planning the next lesson,
    not for a record.
    """
    check_share("cut", cut)
    check_share("level", level)
    require("items", items, ["standard_id"])
    require("standards", standards, ["standard_id", "code"])
    named = items[items["standard_id"].ne("")]
    standard, ids = pd.factorize(named["standard_id"])
    answers = scored_answers(responses, named)
    everyone = pd.Index(np.sort(responses["student_id"].unique().astype(object)), dtype=object)
    place = everyone.get_indexer(answers.students)
    points, possible, counts = (
        _for_all(matrix, place, len(everyone))
        for matrix in answers.by_student(standard[answers.item], len(ids))
    )
    n = counts.T.ravel()
    with np.errstate(invalid="ignore"):  # nothing answered: NaN
        share = (points / possible).T.ravel()
    low, high = proportion_interval(share * n, n, level)
    words = np.where(n < MINIMUM_ITEMS, "cannot tell", compare(low, high, cut))
    extra = np.floor(answers_to_leave(share, cut, level)) + 1 - n
    code = standards.drop_duplicates("standard_id").set_index("standard_id")["code"].reindex(ids).fillna("")
    codes = np.where(code == "", np.asarray(ids, object), code.to_numpy(object))
    frame = pd.DataFrame(
        {
            "student_id": texts(np.tile(everyone, len(ids))),
            "standard_id": texts(np.repeat(np.asarray(ids, object), len(everyone))),
            "code": texts(np.repeat(codes, len(everyone))),
            "n_items": n.astype(int),
            "points": points.T.ravel(),
            "possible": possible.T.ravel(),
            "share": share,
            "low": low,
            "high": high,
            "verdict": texts(words),
            "group": texts(np.where(n == 0, "no answers", [NEEDS[word] for word in words])),
            "more_needed": texts(map(_settles, words, n, extra)),
            "caution": texts(map(_caution, n)),
        }
    )
    frame.attrs.update(cut=cut, level=level)
    return frame


def _for_all(matrix: np.ndarray, place: Places, n_students: int) -> np.ndarray:
    """Return the rows of those with answers among rows for everyone, 0 for the others."""
    everyone = np.zeros((n_students, matrix.shape[1]))
    everyone[place] = matrix
    return everyone


def _settles(verdict: str, n: float, extra: float) -> str:
    if verdict != "cannot tell":
        return ""
    more = np.fmax(extra, MINIMUM_ITEMS - n)
    if n < MINIMUM_ITEMS:  # one answer more or less would still change where the share lies
        more = min(more, SHORT_CHECK)
    if more > SHORT_CHECK:
        return "a conversation about the work: the share is too near the cut"
    return f"about {plural(int(more), 'more question')} on this standard"


def _caution(n: float) -> str:
    if n == 0:
        return "no scored answers"
    return f"only {plural(int(n), 'answer')}" if n < MINIMUM_ITEMS else ""
