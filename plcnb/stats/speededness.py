"""Whether students had the time to reach the last questions."""

import numpy as np
import pandas as pd

from plcnb.errors import DataError
from plcnb.stats.answers import FEW_STUDENTS, texts
from plcnb.stats.proportions import answers_to_leave, check_share, compare, proportion_interval
from plcnb.stats.settling import plural

REACH_THE_END = 0.80  # of the students; Swineford's rule of 1949, told in Cintron (2021), ETS RR-21-22


def not_reached(
    answers: pd.DataFrame, *, reached_by: float = REACH_THE_END, level: float = 0.90
) -> pd.DataFrame:
    """Return how many students had stopped before each question, and whether time was too short.

    A question is not reached where a student answered neither it nor any after it. Blanks before a student's
    last answer are skipped questions, and tell of the question rather than of the time.

    Parameters
    ----------
    answers : DataFrame, students × items in the order of the test
        Scores or options; NaN and "" mean not answered. Do not fill blanks with 0 before.
    reached_by : float in (0, 1)
        The share of students who must reach a question.
    level : float in (0, 1)
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        Index: the items, in their order. Columns:

        * n: students with any answer (who did not take the test say nothing of its time);
        * not_reached, skipped: of those, who had stopped before it, and who left it out and went on;
        * share, low, high: not_reached / n in [0, 1], with its Wilson interval; NaN for n = 0;
        * verdict: "speeded" where clearly too few reached it, "enough time" where clearly enough did, else
          "cannot tell"; so also with fewer than 10 students;
        * more_needed: what would settle it; "" if it is settled;
        * caution: "" if nothing.

    Raises
    ------
    DataError
        If `answers` is no frame.
    ParameterError
        If `reached_by` or `level` is no share.

    Notes
    -----
    As Perc.nr of R ShinyItemAnalysis 1.5.4. ETS counts the first of a student's last blanks as skipped, since
    the student will have seen it; here it is not reached. Who guesses in the last minute reaches
    every question and is not seen by this.
    """
    check_share("reached_by", reached_by)
    check_share("level", level)
    if not isinstance(answers, pd.DataFrame):
        raise DataError(f"answers must be a DataFrame of students × items, got {type(answers).__name__}.")
    blank = (answers.isna() | answers.map(lambda cell: isinstance(cell, str) and cell == "")).to_numpy(bool)
    blank = blank[~blank.all(axis=1)] if blank.shape[1] else blank[:0]
    unreached = np.logical_and.accumulate(blank[:, ::-1], axis=1)[:, ::-1]
    n = np.full(blank.shape[1], len(blank))
    stopped = unreached.sum(axis=0)
    low, high = proportion_interval(stopped, n, level)
    with np.errstate(invalid="ignore"):  # nobody took it: NaN
        share = stopped / n
    words = compare(low, high, 1 - reached_by)
    words = np.select(
        [n < FEW_STUDENTS, words == "above", words == "below"], ["", "speeded", "enough time"], ""
    )
    needed = np.maximum(answers_to_leave(share, 1 - reached_by, level), FEW_STUDENTS)
    return pd.DataFrame(
        {
            "n": n,
            "not_reached": stopped,
            "skipped": blank.sum(axis=0) - stopped,
            "share": share,
            "low": low,
            "high": high,
            "verdict": texts(np.where(words == "", "cannot tell", words)),
            "more_needed": texts(map(_settles, words, n, needed)),
            "caution": texts(
                "nobody took it" if k == 0 else f"only {plural(k, 'student')}" if k < FEW_STUDENTS else ""
                for k in n.tolist()
            ),
        },
        index=answers.columns,
    )


def _settles(verdict: str, n: int, needed: float) -> str:
    if verdict:
        return ""
    if n == 0:
        return "the first answers"
    return (
        f"about {plural(max(int(np.ceil(needed)) - n, 1), 'more student')}"
        if np.isfinite(needed)
        else ("a second class: the share is too near the limit")
    )
