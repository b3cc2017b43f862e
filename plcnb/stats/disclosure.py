"""What may be shown outside the team: shares of enough students, and never "all" or "none"."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import require

Mask = NDArray[np.bool_]

# 39 states publish from 10 students on, the commonest floor (NCES 2011-603, SLDS Technical Brief 3).
MINIMUM = 10

# Shares beyond these are coded at the ends: 0 % and 100 % tell about every single student.
BOTTOM, TOP = 0.05, 0.95

HARMLESS = ["n_items", "day", "position"]  # numbers that do not speak of students
SIDE_COUNTS = ["n_not_submitted", "n_no_score", "n_exempt", "n_marked"]
RESULTS = ["points", "possible", "reached"]  # with the number of students they give the exact share away
PHRASES = ["more_needed", "caution"]  # they speak of numbers of students
CHOICES = ["top_wrong_share", "top_wrong_n", "item_rest_r"]


def protect_shares(frame: pd.DataFrame, minimum: int = MINIMUM) -> pd.DataFrame:
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
        * Side counts (not submitted, exempt, ...) from 1 to minimum - 1 are NaN in every row, and such a
          row's phrases "".
        * Hidden rows come last and rows of one coded share in the order of their names, unless the frame has
          dates: the order of shares must not tell what the numbers withhold.

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
    hidden, coded = _rows_to_change(frame, "n_students", "share", minimum)
    safe = _coded(frame, ["share", "low", "high"])
    few = np.zeros(len(frame), dtype=bool)
    for column in frame.columns.intersection(SIDE_COUNTS):
        small = ((frame[column] > 0) & (frame[column] < minimum)).to_numpy(bool)
        _blank(safe, [column], small)
        few |= small
    _blank(safe, ["low", "high", *RESULTS], coded)
    _blank(safe, frame.select_dtypes("number").columns.difference(HARMLESS), hidden)
    _rewrite(safe, PHRASES, hidden | coded | few, "")
    _rewrite(safe, ["verdict"], hidden, "cannot tell")
    safe["hidden"] = hidden
    safe["why"] = pd.array([""] * len(frame), dtype="str")
    _say_why(safe, "share", coded, minimum)
    return _without_telltale_order(safe, "share", coded)


def protect_items(frame: pd.DataFrame, minimum: int = MINIMUM) -> pd.DataFrame:
    """Return a review of questions fit for readers outside the team.

    Parameters
    ----------
    frame : DataFrame
        As `items.review` returns it.
    minimum : int, 1 or more
        Questions that fewer students answered are hidden.

    Returns
    -------
    DataFrame
        A copy with the column hidden (bool), by the rules of `protect_shares` with the difficulty for the
        share. A hidden or coded question keeps its names, position and key, and loses its wrong answers, its
        flag and its correlation; its why says that and no more. A top_wrong_share beyond 0.05 or 0.95 is
        coded too, and its count NaN.

    Raises
    ------
    DataError
        If a column is missing, or the frame is about single students.
    ParameterError
        If `minimum` is below 1.
    """
    require("frame", frame, ["n", "difficulty", "low", "high", "top_wrong", "flag", "why", *CHOICES])
    hidden, coded = _rows_to_change(frame, "n", "difficulty", minimum)
    safe = _coded(frame, ["difficulty", "low", "high", "top_wrong_share"])
    tempted = frame["top_wrong_share"].to_numpy(float)
    _blank(safe, ["top_wrong_n"], (tempted <= BOTTOM) | (tempted >= TOP))
    _blank(safe, ["low", "high", *CHOICES], coded)
    _blank(safe, frame.select_dtypes("number").columns.difference(HARMLESS), hidden)
    _rewrite(safe, ["top_wrong", "flag", "why"], hidden | coded, "")
    safe["hidden"] = hidden
    _say_why(safe, "difficulty", coded, minimum)
    return _without_telltale_order(safe, "difficulty", coded)


def _rows_to_change(frame: pd.DataFrame, count: str, share: str, minimum: int) -> tuple[Mask, Mask]:
    """Return which rows are to be hidden, and which of the others to be coded at an end."""
    if "student_id" in frame.columns:
        raise DataError("frame has a row for each student (student_id), which never leaves the team.")
    if minimum < 1:
        raise ParameterError(f"minimum must be 1 or more students, got {minimum!r}.")
    hidden = ~(frame[count].to_numpy(float) >= minimum)
    shares = frame[share].to_numpy(float)
    return hidden, ~hidden & ((shares <= BOTTOM) | (shares >= TOP))


def _coded(frame: pd.DataFrame, shares: list[str]) -> pd.DataFrame:
    return frame.assign(**{name: np.clip(frame[name].to_numpy(float), BOTTOM, TOP) for name in shares})


def _blank(frame: pd.DataFrame, columns: Iterable[str], rows: Mask) -> None:
    for column in frame.columns.intersection(list(columns)) if rows.any() else ():
        frame[column] = np.where(rows, np.nan, frame[column].to_numpy(float))


def _rewrite(frame: pd.DataFrame, columns: list[str], rows: Mask, text: str) -> None:
    for column in frame.columns.intersection(columns):
        frame[column] = frame[column].mask(rows, text)


def _say_why(frame: pd.DataFrame, share: str, coded: Mask, minimum: int) -> None:
    high = frame[share].to_numpy(float) >= TOP
    _rewrite(frame, ["why"], frame["hidden"].to_numpy(bool), f"fewer than {minimum} students")
    _rewrite(frame, ["why"], coded & high, f"{100 * TOP:.0f} % or more")
    _rewrite(frame, ["why"], coded & ~high, f"{100 * BOTTOM:.0f} % or less")


def _without_telltale_order(frame: pd.DataFrame, share: str, coded: Mask) -> pd.DataFrame:
    """Return the rows so that their order says nothing that their numbers do not say.

    In a frame sorted by share the neighbours of a hidden row would give its share away. A frame with dates
    is in the order of time, and stays so.
    """
    if "date" in frame.columns:
        return frame
    hidden = frame["hidden"].to_numpy(bool)
    place = np.where(hidden, 0, np.arange(len(frame)))
    alike = list(zip(frame.get("verdict", frame[share]), frame[share], strict=True))
    first: dict[tuple[object, object], int] = {}
    for row in np.flatnonzero(coded).tolist():
        place[row] = first.setdefault(alike[row], row)
    names = frame.iloc[:, 0].to_numpy(object)
    return frame.iloc[np.lexsort((names, place, hidden))].reset_index(drop=True)
