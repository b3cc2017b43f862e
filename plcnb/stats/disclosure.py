"""What may be shown outside the team: shares of enough students, and never "all" or "none"."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import require

Mask = NDArray[np.bool_]

# 39 states publish from 10 students on, the commonest floor (NCES 2011-603, SLDS Technical Brief 3).
MINIMUM_STUDENTS = 10

# Shares beyond these are coded at the ends: 0 % and 100 % tell about every single student.
BOTTOM, TOP = 0.05, 0.95

SIDE_COUNTS = ("n_not_submitted", "n_no_score", "n_exempt", "n_marked")
RESULTS = ("points", "possible", "reached")  # with the number of students they give the exact share away
HARMLESS = ("n_items", "day")  # numbers that do not speak of students
PHRASES = ("more_needed", "caution")  # they speak of numbers of students


def protect_shares(frame: pd.DataFrame, minimum: int = MINIMUM_STUDENTS) -> pd.DataFrame:
    """Return a frame of shares fit for readers outside the team.

    Parameters
    ----------
    frame : DataFrame
        With n_students, share, low and high, such as `mastery.by_standard` and `by_assessment` return.
    minimum : int, 1 or more
        Rows of fewer students are hidden.

    Returns
    -------
    DataFrame
        A copy with two more columns: hidden (bool) and why (text, "" where a row is shown as it is). A count
        becomes float where a row of its column is blanked.

        * A hidden row keeps its names, n_items and day; its other numbers are NaN, its verdict is "cannot
          tell" and its phrases are "".
        * A share at 95 % or over is coded 0.95, one at 5 % or under 0.05; its interval, points and counts
          are NaN, since with the number of students they would give the share away.
        * Other intervals are cut off at 0.05 and 0.95.
        * Hidden rows come last and rows of one coded share in the order of their names, unless the frame has
          dates: the order of shares must not tell what the numbers withhold.
        * Side counts (not submitted, exempt, ...) from 1 to minimum - 1 are NaN in every row, and such a
          row's phrases "".

    Raises
    ------
    DataError
        If a column is missing, or the frame is about single students.
    ParameterError
        If `minimum` is below 1.

    Notes
    -----
    Rows are protected one by one. Whoever publishes parts beside their total, or one report after another,
    must also see to it that hidden rows cannot be found by subtraction; this function does not.

    References
    ----------
    National Center for Education Statistics (2010), SLDS Technical Brief 3, NCES 2011-603.
    """
    require("frame", frame, ["n_students", "share", "low", "high"])
    if "student_id" in frame.columns:
        raise DataError("frame has a row for each student (student_id), which never leaves the team.")
    if minimum < 1:
        raise ParameterError(f"minimum must be 1 or more students, got {minimum!r}.")
    safe = frame.copy()
    students, share = frame["n_students"].to_numpy(float), frame["share"].to_numpy(float)
    hidden = ~(students >= minimum)
    coded = ~hidden & ((share <= BOTTOM) | (share >= TOP))
    safe["share"] = np.clip(share, BOTTOM, TOP)
    for end in ("low", "high"):
        safe[end] = np.clip(frame[end].to_numpy(float), BOTTOM, TOP)

    small_sides = np.zeros(len(frame), dtype=bool)
    for column in _present(frame, SIDE_COUNTS):
        small = ((frame[column] > 0) & (frame[column] < minimum)).to_numpy(bool)
        _blank(safe, [column], small)
        small_sides |= small
    _blank(safe, _present(frame, ("low", "high", *RESULTS)), coded)
    numbers = frame.select_dtypes("number").columns.difference(list(HARMLESS), sort=False)
    _blank(safe, numbers, hidden)
    for column in _present(frame, PHRASES):
        safe[column] = safe[column].mask(hidden | coded | small_sides, "")
    for column in _present(frame, ("verdict",)):
        safe[column] = safe[column].mask(hidden, "cannot tell")
    safe["hidden"] = hidden
    safe["why"] = np.select(
        [hidden, coded & (share >= TOP), coded],
        [f"fewer than {minimum} students", f"{TOP:.0%} or more", f"{BOTTOM:.0%} or less"],
        "",
    )
    return _without_telltale_order(safe.astype({"why": "str"}), hidden, coded)


def _without_telltale_order(frame: pd.DataFrame, hidden: Mask, coded: Mask) -> pd.DataFrame:
    """Return the rows so that their order says nothing that their numbers do not say.

    In a frame sorted by share the neighbours of a hidden row would give its share away. A frame with dates
    is in the order of time, and stays so.
    """
    if "date" in frame.columns:
        return frame
    place = pd.Series(np.arange(len(frame)), index=frame.index)
    alike = [frame[column] for column in _present(frame, ("verdict", "share"))]
    place = place.where(~coded, place.groupby(alike, dropna=False).transform("min"))
    names = frame.iloc[:, 0].to_numpy(object)
    return frame.iloc[np.lexsort((names, np.where(hidden, 0, place), hidden))].reset_index(drop=True)


def _present(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[str]:
    return [column for column in columns if column in frame.columns]


def _blank(frame: pd.DataFrame, columns: Iterable[str], rows: Mask) -> None:
    for column in columns if rows.any() else ():
        frame[column] = np.where(rows, np.nan, frame[column].to_numpy(float))
