"""What short classroom visits see, over time: practices of students across rooms, never one teacher's."""

from math import ceil, nan
from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import texts
from plcnb.stats.clusters import clustered_share
from plcnb.stats.proportions import check_share, normal_quantile, proportion_interval
from plcnb.stats.settling import plural
from plcnb.stats.ties import is_nobody, require_once

# Design choices, floors of judgement: below these a share is about single rooms, or a comparison about luck.
FEWEST_ROOMS = 3
FEWEST_VISITS = 5
MANY_VISITS = 40  # more visits than this in one period are not asked for

STAFF = {"teacher", "teachers", "teacher_id", "teacher_name", "staff", "staff_id", "person", "person_id"}
STAFF |= {"member", "member_id", "email", "visited", "visitor", "observer"}
STAFF |= {"room", "rooms", "room_id", "classroom"}


def look_fors(visits: pd.DataFrame, *, by: str = "period", level: float = 0.90) -> pd.DataFrame:
    """Return how often each look-for was seen in each period, and whether that has clearly changed.

    About practices, not about people: nothing is grouped by teacher, and rooms are counted, never named.

    Parameters
    ----------
    visits : DataFrame
        One row for each look-for of each visit: `look_for`; `seen` (True or False; NaN: nobody looked for
        it, and the row does not count); and the column `by`. A column `room`, if there is one, says which
        visits went to the same room, whose students and teacher are alike.
    by : str
        The column that says when. Dates, numbers and categories are put in order; texts stay in the order in
        which they first appear. A column that names staff is refused.
    level : float in (0, 1)
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        By (look_for, period), look-fors as they first appear, every period for each:

        * n_visits: visits that looked for it (int); seen: those that saw it (float);
        * share, low, high: seen / n_visits in [0, 1] with its Wilson interval; where rooms are known, with
          the number of visits reduced by how alike visits of one room are. NaN without visits;
        * verdict: whether the share is clearly "above" or "below" that of the period before (the last one
          with visits), or "cannot tell": also for the first, and below `FEWEST_VISITS` in either;
        * more_needed: what would settle it, "" if settled; caution: "" if nothing;
        * hidden, why: True where fewer than `FEWEST_ROOMS` rooms (if those are not known: visits) stand
          behind a number, which is NaN then, and its place taken by why;
        * n_rooms: rooms visited (float); NaN where that is not known.

        Without rows an empty frame.

    Raises
    ------
    DataError
        If a column is missing, a look-for or a period is missing, `seen` holds something else, or the frame
        is indexed by staff.
    ParameterError
        If `by` names staff, or `level` is not strictly between 0 and 1.

    Notes
    -----
    Two periods are compared by the interval of the difference of their shares made of the two intervals
    (Newcombe's method 10 where these are Wilson's; the same steps with the wider ones).

    References
    ----------
    Newcombe (1998), Stat. Med. 17, 873-890. Zou and Donner (2008), Stat. Med. 27, 1693-1702.
    """
    check_share("level", level)
    data = _read(visits, by)
    practice, practices = pd.factorize(data["look_for"])
    period, periods = _in_order(data["period"])
    group, n_groups = practice * len(periods) + period, len(practices) * len(periods)
    looked = data["seen"].notna().to_numpy()
    room = pd.factorize(data["room"])[0] if "room" in data else None
    counted = _count(
        group[looked], data["seen"][looked], None if room is None else room[looked], n_groups, level
    )
    index = pd.MultiIndex.from_product([practices, periods], names=["look_for", "period"])
    frame = pd.DataFrame(counted, index=index)
    judged = [row for _, rows in frame.groupby(level=0, sort=False) for row in _judge(rows, level)]
    frame["verdict"], frame["more_needed"] = texts(v for v, _ in judged), texts(m for _, m in judged)
    frame["caution"] = texts(map(_caution, frame["n_visits"], frame["n_rooms"], frame["hidden"]))
    told = ["verdict", "more_needed", "caution", "hidden", "why", "n_rooms"]
    return frame[["n_visits", "seen", "share", "low", "high", *told]]


def difference_interval(
    share: float, low: float, high: float, share_before: float, low_before: float, high_before: float
) -> tuple[float, float]:
    """Return the interval of share - share_before, made of the intervals of the two.

    With Wilson intervals this is Newcombe's method 10. NaN where an end is NaN.
    """
    change = share - share_before
    down = np.hypot(share - low, high_before - share_before)
    up = np.hypot(high - share, share_before - low_before)
    return float(change - down), float(change + up)


def _read(visits: Any, by: str) -> pd.DataFrame:
    if not isinstance(by, str):
        raise ParameterError(f"by must be the name of the column that says when, got {by!r}.")
    if by in STAFF:
        raise ParameterError(
            f"by must be the column that says when, got {by!r}. Visits are about what students do: they are "
            "not shown by teacher or room."
        )
    if not isinstance(visits, pd.DataFrame):
        raise DataError(f"visits must be a DataFrame, got {type(visits).__name__}.")
    staff = [name for name in visits.index.names if name in STAFF]
    if staff:
        raise DataError(
            f"visits is indexed by {staff[0]}. Visits are not shown by teacher or room: reset the index, and "
            "say in a column when they were."
        )
    rooms = ["room"] if "room" in visits else []
    require_once("visits", visits, ["look_for", "seen", by, *rooms])
    data = pd.DataFrame({"look_for": visits["look_for"].array, "period": visits[by].array})
    for column in ("look_for", "period"):
        for row, value in enumerate(data[column], start=1):
            if is_nobody(value) or isinstance(value, tuple):
                name = by if column == "period" else column
                raise DataError(f"Column {name} of visits holds {value!r} in row {row}; expected a name.")
    data["seen"] = [_seen(value, row) for row, value in enumerate(visits["seen"], start=1)]
    if rooms:
        data["room"] = [None if is_nobody(room) else str(room) for room in visits["room"]]
    return data


def _seen(value: Any, row: int) -> float:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return nan
    if isinstance(value, bool | int | float | np.bool_ | np.number) and value in (0, 1):
        return float(value)
    raise DataError(f"Column seen of visits holds {value!r} in row {row}; expected True, False, or nothing.")


def _in_order(periods: pd.Series) -> tuple[np.ndarray, Any]:
    """Return each row's place in time, and the periods: sorted, unless they are texts."""
    words = any(isinstance(period, str) for period in periods.astype(object).unique())
    in_categories = isinstance(periods.dtype, pd.CategoricalDtype)
    try:
        return pd.factorize(periods, sort=in_categories or not words)
    except TypeError as error:  # numbers among dates, dates with and without a zone
        raise DataError(
            "The periods of visits are of several kinds, which have no order. Use one."
        ) from error


def _count(
    group: np.ndarray, seen: pd.Series, room: np.ndarray | None, n_groups: int, level: float
) -> dict[str, Any]:
    """Return counts, shares and intervals by group; blank where too few rooms stand behind them."""
    n = np.bincount(group, minlength=n_groups).astype(float)
    k = np.bincount(group, weights=seen, minlength=n_groups)
    if room is None:
        low, high = proportion_interval(k, n, level)
        rooms, behind, what = np.full(n_groups, nan), n, "visits"
    else:
        size = (int(room.max(initial=-1)) + 2, n_groups)  # one more for visits whose room nobody wrote down
        points, visits = np.zeros(size), np.zeros(size)
        np.add.at(points, (room, group), seen.to_numpy())
        np.add.at(visits, (room, group), 1.0)
        clustered = clustered_share(points, visits, visits, level)
        low, high, rooms = clustered.low, clustered.high, clustered.students
        behind, what = rooms, "classrooms"
    hidden = (n > 0) & (behind < FEWEST_ROOMS)
    with np.errstate(invalid="ignore"):  # no visit: NaN
        share = k / n
    shown = {"seen": np.where(n > 0, k, nan), "share": share, "low": low, "high": high}
    return {
        "n_visits": n.astype(int),
        **{name: np.where(hidden, nan, values) for name, values in shown.items()},
        "hidden": hidden,
        "why": texts(np.where(hidden, f"fewer than {FEWEST_ROOMS} {what}", "")),
        "n_rooms": rooms,
    }


def _judge(rows: Any, level: float) -> list[tuple[str, str]]:
    """Return verdict and what would settle it for one look-for's periods, in order."""
    judged: list[tuple[str, str]] = []
    before: Any = None
    for row in rows.itertuples(index=False):
        judged.append(_compare(row, before, level))
        if pd.notna(row.share):
            before = row
    return judged


def _compare(row: Any, before: Any, level: float) -> tuple[str, str]:
    open_ = "cannot tell"
    if row.n_visits == 0:
        return open_, "visits that look for it"
    if row.hidden:
        return open_, f"visits to at least {FEWEST_ROOMS} rooms"
    if before is None:
        return open_, "a second period to compare with"
    lacking = [max(FEWEST_VISITS - one.n_visits, 0) for one in (row, before)]
    if lacking[0]:
        return open_, plural(int(lacking[0]), "more visit")
    if lacking[1]:
        return open_, "a next period: there were too few visits in the one before"
    low, high = difference_interval(row.share, row.low, row.high, before.share, before.low, before.high)
    if low > 0 or high < 0:
        return ("above" if low > 0 else "below"), ""
    return open_, _visits_needed(row, before, level)


def _visits_needed(row: Any, before: Any, level: float) -> str:
    """Say about how many visits, at the present shares, would tell two periods of the same length apart."""
    spread = sum(one.share * (1 - one.share) for one in (row, before))
    change = abs(row.share - before.share)
    wanted = ceil(normal_quantile(level) ** 2 * spread / change**2) if change else MANY_VISITS + 1
    if wanted > MANY_VISITS:
        return "nothing soon: the two shares are too close to tell apart by visits"
    return f"about {plural(max(wanted - int(row.n_visits), 1), 'more visit')}"


def _caution(n_visits: int, n_rooms: float, hidden: bool) -> str:
    if hidden or not n_visits:
        return "" if hidden else "no visit looked for it"
    known = [
        f"only {plural(int(n_visits), 'visit')}" if n_visits < FEWEST_VISITS else "",
        "rooms not known: visits to one room go together" if np.isnan(n_rooms) else "",
    ]
    return "; ".join(filter(None, known))
