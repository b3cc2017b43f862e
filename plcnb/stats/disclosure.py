"""What may be shown outside the team: enough students, never "all" or "none", nothing to be worked out."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import require
from plcnb.stats.proportions import SAME_SHARE, Floats

if TYPE_CHECKING:  # loaded when a table is protected: every report loads this module
    from plcnb.stats.margins import By
    from plcnb.stats.publishing import Protected

Mask = NDArray[np.bool_]

# 39 states publish from 10 students on, the commonest floor (NCES 2011-603, SLDS Technical Brief 3).
MINIMUM = 10

# What a table to protect may have: laid out as people can read it, and protected within seconds.
MOST_DIMENSIONS, MOST_CELLS = 3, 5000
MOST_DECIMALS, SAME_PERCENT = 10, 1e-6
RESERVED = ("shown", "hidden", "why")  # columns of a published table

# Shares beyond these are coded at the ends: 0 % and 100 % tell about every single student.
BOTTOM, TOP = 0.05, 0.95

# Ends of the scale for small groups, where 5 % is one student: for groups of 16 to 30 EDFacts does not tell
# what lies beyond 20 and 80 %, either. A floor of judgement: 10 students on both sides would leave a class of
# 24 nothing but 42 to 58 %.
WIDEST_END = 0.20

HARMLESS = ["n_items", "day", "position"]  # numbers that do not speak of students
SIDE_COUNTS = ["n_not_submitted", "n_no_score", "n_exempt", "n_marked"]
RESULTS = ["points", "possible", "reached"]  # with the number of students they give the exact share away
PHRASES = ["more_needed", "caution"]  # they speak of numbers of students
CHOICES = ["top_wrong_share", "top_wrong_n", "item_rest_r"]


def protect(
    table: pd.DataFrame,
    value: str,
    by: "By",
    minimum: int = MINIMUM,
    totals: bool = True,
    *,
    total: str = "Total",
    zeros: bool = False,
    alone: bool = True,
    nested: bool = True,
    previous: pd.DataFrame | None = None,
) -> "Protected":
    """Return a table of counts with its margins, fit to be published: small counts cannot be worked out.

    Parameters
    ----------
    table : DataFrame
        A row for each inner cell, such as a team and a level. What can occur but has no row counts nobody.
    value : str
        The column of counts: students, whole numbers.
    by : str, or list of str and of tuples of str
        One to three dimensions. A tuple holds columns nested in each other, the widest first:
        ``[("district", "school", "team"), "level"]``.
    minimum : int, 1 or more
        Cells of 1 to minimum - 1 students are small.
    totals : bool
        Whether the margins are published, too: every one of them, up to the grand total.
    total : str
        What margins are called.
    zeros : bool
        Whether a count of 0 is small, too. By default it is shown, since nobody is counted in it. Hide it
        where a dimension is an outcome: "none of them passed" speaks of every one.
    alone : bool
        Whether others are to be safe from a student who knows to be the only one in a cell, as well.
    nested : bool
        Whether columns are nested where one determines another (each team has one school, and there are
        several schools and more teams). Combinations of nested columns that do not occur are no cells.
    previous : DataFrame, optional
        The table published last, as this function returned it. Changes of 1 to minimum - 1 students since are
        small, too; what was hidden stays hidden; what was shown and is the same now covers nothing.

    Returns
    -------
    Protected
        A frame of every published cell, each group before its total: the columns of `by`, then

        * shown: students, NaN where hidden;
        * hidden: bool;
        * why: "", "fewer than 10 students" (of the minimum), "hidden so that another cannot be worked out",
          "hidden so that the change since the last report cannot be worked out", "hidden in the last report".

        It has the attributes `n_small`, `n_covering` (cells hidden besides), `loss` (what that costs, a
        sentence) and `caution` (what could not be protected). No true count is in it. `why` is for the one
        who publishes: readers see "not shown" (`plcnb.tables.protected_table`).

    Raises
    ------
    DataError
        If a column, a label or a count is missing, a count is negative or no whole number, or a cell stands
        twice: the message names the cell.
    ParameterError
        If `by` has no dimension or more than three, `minimum` is below 1, `total` is the label of a cell, or
        the table has more than 5000 cells.

    Notes
    -----
    **What is safe.** A reader of the table knows every shown number, that counts are whole numbers of 0 or
    more, and how margins add up. A hidden small cell is safe if the values that this reader cannot rule out

    1. reach `minimum`: nobody can tell that the cell is small, so that any sum of hidden cells that can be
       worked out is 0 or at least `minimum`; and
    2. span at least `minimum` (highest - lowest): nobody comes near to its number.

    With `alone` the same holds for a student who is alone in one of the hidden cells and knows it. Cells that
    count the same people (a school with one team) are hidden together. Each safe cell is proved by tables
    that fit all shown numbers, found in whole numbers: no table for which the search gives up is published.

    A reader who knows by other ways which of the hidden cells are the small ones can tell more
    (``audit(..., knows="primary")``), and so can students who put together what they know of themselves.

    **What it costs.** As few cells as the search finds, small ones rather than large, inner ones rather than
    totals, zeros last. The least possible number is NP-hard to find and is not promised.

    References
    ----------
    Fischetti and Salazar (2001), Manag. Sci. 47, 1008-1027 (cell suppression in linked tables). Langsrud and
    Lupp, SSBtools 1.8 (GaussSuppression), for zeros last and singletons.
    """
    from plcnb.stats.publishing import protected

    return protected(
        table,
        value,
        by,
        minimum,
        totals,
        total=total,
        zeros=zeros,
        alone=alone,
        nested=nested,
        previous=previous,
    )


def audit(
    published: pd.DataFrame,
    minimum: int | None = None,
    *,
    by: Sequence[str] | None = None,
    total: str | None = None,
    knows: str = "counts",
    alone_in: Sequence[object] | None = None,
) -> pd.DataFrame:
    """Return what an outsider can work out about each hidden cell of a published table.

    Parameters
    ----------
    published : DataFrame
        As `protect` returns it, or made elsewhere: columns that name the cells, and shown (NaN where hidden).
        Hidden cells stand as rows. hidden and why are read where they are there.
    minimum : int, 1 or more
        That of `protect` by default, else 10.
    by : list of str
        The columns that name the cells; by default all but shown, hidden and why.
    total : str
        What margins are called; "Total" by default.
    knows : "counts" or "primary"
        "counts": counts are whole numbers, 0 or more, and margins add up. "primary": also which cells have
        the reason "fewer than 10 students", hence that they are 1 to minimum - 1.
    alone_in : labels of a cell
        Attack as a student who is alone in this hidden cell and knows it.

    Returns
    -------
    DataFrame
        By hidden cell (the columns of `by` as index):

        * low, high: the lowest and the highest number it can have, exactly (whole numbers; high is inf where
          nothing bounds it);
        * verdict: "gives it away" (one small number is left); "narrows it" (all that are left are below
          `minimum`, or they span less than `minimum` and reach below it; with knows="primary": not all of 1
          to minimum - 1 are left); "safe"; "cannot tell" (the search for whole numbers was given up; low and
          high lie outside the true range);
        * more_needed, caution: one phrase each, or "".

        A cell known to be 0, one known to be at least `minimum`, and one of which `why` says that it is not
        small itself are safe, however narrow their range.

    Raises
    ------
    DataError
        If a column is missing, a cell stands twice or shows no count, a total has no inner cell, or the
        shown numbers contradict each other.
    ParameterError
        If `minimum`, `knows` or `alone_in` is not one of those above.
    """
    from plcnb.stats.auditing import audited

    minimum, total = _as_published(published, minimum, total)
    return audited(published, minimum, by, total, knows, alone_in)


def audit_releases(
    before: pd.DataFrame,
    now: pd.DataFrame,
    minimum: int | None = None,
    *,
    by: Sequence[str] | None = None,
    total: str | None = None,
) -> pd.DataFrame:
    """Return what two tables published in turn tell together: their difference is published as well.

    Parameters
    ----------
    before, now : DataFrame
        Two published tables of the same columns, as `audit` takes them.
    minimum, by, total
        As for `audit`, read from `now`.

    Returns
    -------
    DataFrame
        By cell of either table (a cell that one of them lacks counted nobody there):

        * before, now: the numbers shown, NaN where hidden;
        * low, high: the range of the change, now - before, that an outsider can derive;
        * verdict: "gives it away" (a change of 1 to minimum - 1 students is seen, or a small cell is
          pinned by both tables together); "narrows it"; "safe"; "cannot tell";
        * more_needed, caution: one phrase each, or "".

    Raises
    ------
    DataError, ParameterError
        As `audit`.

    Notes
    -----
    Both tables are also read together, as someone does who takes it that nothing has changed inside a total
    that is shown twice with one number: a cell shown last time and hidden now is then known. Someone who
    guesses that it changed a little is not caught by any rule; publish seldom.
    """
    from plcnb.stats.releases import audited_releases

    minimum, total = _as_published(now, minimum, total)
    return audited_releases(before, now, minimum, by, total)


def possible_counts(percent: float, n: int, decimals: int = 0) -> list[int]:
    """Return the counts that a published percentage of `n` can stand for.

    67 % of 6 students are 4 students: with few students a percentage is a count.

    Parameters
    ----------
    percent : float in [0, 100]
        As published, rounded half up.
    n : int, 1 or more
    decimals : int, 0 or more
        Decimals of the percentage.

    Returns
    -------
    list of int
        In order; empty where no count of `n` has that percentage.

    Raises
    ------
    ParameterError
        If an argument is out of range, or `percent` has more decimals.
    """
    whole = [value for value in (n, decimals) if isinstance(value, int | np.integer)]
    if len(whole) < 2 or n < 1 or not 0 <= decimals <= MOST_DECIMALS:
        raise ParameterError(
            f"n must be 1 or more students and decimals 0 to {MOST_DECIMALS}, "
            f"got n = {n!r}, decimals = {decimals!r}."
        )
    scale = 10 ** int(decimals)
    if not isinstance(percent, int | float | np.number) or not 0 <= percent <= 100:
        raise ParameterError(f"percent must lie between 0 and 100, got {percent!r}.")
    units = round(float(percent) * scale)
    if abs(units - float(percent) * scale) > SAME_PERCENT:
        raise ParameterError(
            f"percent has more decimals than {decimals}: {percent!r}. Give decimals= as published."
        )
    # half up: 2 u - 1 <= 200 k s / n < 2 u + 1, in whole numbers
    first = -(-(2 * units - 1) * int(n) // (200 * scale))
    last = -(-(2 * units + 1) * int(n) // (200 * scale)) - 1
    return list(range(max(first, 0), min(last, int(n)) + 1))


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
        * A share of students, with their number, is a count, so it is also coded where fewer than `minimum`
          students are on one side: 10 % of 86 are 9, coded 0.11, "11 % or less". The ends never lie beyond 20
          and 80 %: below 45 students fewer than 10 may be left on a side, but more than 20 % of the group.
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
    must also see to it that hidden rows cannot be found by subtraction (`protect` does); this function does
    not.

    Shares are taken to be of students unless n_items says that they sum over more than one question. A share
    of points over several questions leaves open how many students are on which side, so the ends at
    5 and 95 % do. For shares of students they do not: among 24 students 5 % is one. A floor of 10 on both
    sides would leave such a class nothing but 42 to 58 %; ends of 20 and 80 % hide how many the few
    are (up to four of 24), and the verdict stays. From 45 students on there are 10 on each side of a share
    that is shown.

    References
    ----------
    National Center for Education Statistics (2010), SLDS Technical Brief 3, NCES 2011-603.
    """
    require("frame", frame, ["n_students", "share", "low", "high"])
    ends = _ends(frame, minimum)
    hidden, coded = _rows_to_change(frame, "n_students", "share", minimum, ends)
    safe = _coded(frame, ["low", "high"], np.full(len(frame), BOTTOM))
    safe = _coded(safe, ["share"], ends)
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
    _say_why(safe, "share", coded, minimum, ends)
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
        share, coded at 5 and 95 %. A hidden or coded question keeps its names, position and key, and loses
        its wrong answers, its flag, its verdict and its correlation; its why says that and no more. A
        top_wrong_share beyond 0.05 or 0.95 is coded too, and its count NaN.

    Raises
    ------
    DataError
        If a column is missing, or the frame is about single students.
    ParameterError
        If `minimum` is below 1.
    """
    require("frame", frame, ["n", "difficulty", "low", "high", "top_wrong", "flag", "why", *CHOICES])
    ends = np.full(len(frame), BOTTOM)
    hidden, coded = _rows_to_change(frame, "n", "difficulty", minimum, ends)
    safe = _coded(frame, ["difficulty", "low", "high", "top_wrong_share"], ends)
    tempted = frame["top_wrong_share"].to_numpy(float)
    _blank(safe, ["top_wrong_n"], (tempted <= BOTTOM) | (tempted >= TOP))
    _blank(safe, ["low", "high", *CHOICES], coded)
    _blank(safe, frame.select_dtypes("number").columns.difference(HARMLESS), hidden)
    _rewrite(safe, ["top_wrong", "flag", "why", *PHRASES], hidden | coded, "")
    _rewrite(safe, ["verdict"], hidden | coded, "cannot tell")
    safe["hidden"] = hidden
    _say_why(safe, "difficulty", coded, minimum, ends)
    return _without_telltale_order(safe, "difficulty", coded)


def _as_published(published: pd.DataFrame, minimum: int | None, total: str | None) -> tuple[int, str]:
    """Return the minimum and the name of margins: as given, as the frame says, or the usual ones."""
    from plcnb.stats.publishing import check_minimum

    said = getattr(published, "attrs", {})
    least = said.get("minimum", MINIMUM) if minimum is None else minimum
    check_minimum(least)
    return int(least), str(said.get("total", "Total") if total is None else total)


def _ends(frame: pd.DataFrame, minimum: int) -> Floats:
    """Return up to which share each row is coded at the low end; the high end mirrors it.

    5 % for shares of points. For shares of students the whole percentage that holds all counts below
    `minimum`, at least 5 and at most 20 %.
    """
    several = np.zeros(len(frame), dtype=bool)
    if "n_items" in frame and "reached" not in frame:
        several = frame["n_items"].to_numpy(float) > 1
    students = np.maximum(frame["n_students"].to_numpy(float), 1)
    few = np.ceil(100 * (minimum - 1) / students - SAME_PERCENT) / 100
    return np.where(several | np.isnan(students), BOTTOM, np.clip(few, BOTTOM, WIDEST_END))


def _rows_to_change(
    frame: pd.DataFrame, count: str, share: str, minimum: int, ends: Floats
) -> tuple[Mask, Mask]:
    """Return which rows are to be hidden, and which of the others to be coded at an end."""
    if "student_id" in frame.columns:
        raise DataError("frame has a row for each student (student_id), which never leaves the team.")
    if minimum < 1:
        raise ParameterError(f"minimum must be 1 or more students, got {minimum!r}.")
    hidden = ~(frame[count].to_numpy(float) >= minimum)
    shares = frame[share].to_numpy(float)
    return hidden, ~hidden & ((shares <= ends + SAME_SHARE) | (shares >= 1 - ends - SAME_SHARE))


def _coded(frame: pd.DataFrame, shares: list[str], ends: Floats) -> pd.DataFrame:
    return frame.assign(**{name: np.clip(frame[name].to_numpy(float), ends, 1 - ends) for name in shares})


def _blank(frame: pd.DataFrame, columns: Iterable[str], rows: Mask) -> None:
    for column in frame.columns.intersection(list(columns)) if rows.any() else ():
        frame[column] = np.where(rows, np.nan, frame[column].to_numpy(float))


def _rewrite(frame: pd.DataFrame, columns: list[str], rows: Mask, text: str) -> None:
    for column in frame.columns.intersection(columns):
        frame[column] = frame[column].mask(rows, text)


def _say_why(frame: pd.DataFrame, share: str, coded: Mask, minimum: int, ends: Floats) -> None:
    high = frame[share].to_numpy(float) > 0.5
    _rewrite(frame, ["why"], frame["hidden"].to_numpy(bool), f"fewer than {minimum} students")
    for end in np.unique(ends[coded]).tolist():
        of_end = coded & (ends == end)
        _rewrite(frame, ["why"], of_end & high, f"{100 * (1 - end):.0f} % or more")
        _rewrite(frame, ["why"], of_end & ~high, f"{100 * end:.0f} % or less")


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
