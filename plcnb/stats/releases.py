"""What two published tables tell together: the difference of two reports is a report, too."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from plcnb.errors import DataError
from plcnb.stats.attacking import Contradiction, Derived, derive
from plcnb.stats.auditing import (
    AWAY,
    COVER,
    NARROWS,
    OPEN,
    SAFE,
    SMALLER,
    Published,
    also,
    derive_all,
    index_of,
    read_published,
)
from plcnb.stats.margins import member_of, place_of
from plcnb.stats.proportions import Floats

Mask = NDArray[np.bool_]

PROTECT_SINCE = "protect the new table with previous= the last one"


def audited_releases(
    before: pd.DataFrame, now: pd.DataFrame, minimum: int, by: Sequence[str] | None, total: str
) -> pd.DataFrame:
    """Return what an outsider learns from two tables in turn; see `disclosure.audit_releases`."""
    new = read_published(now, by, total)
    columns = list(new.labels.columns)
    old = read_published(before, columns, total)
    labels = pd.concat([new.labels, old.labels], ignore_index=True).drop_duplicates(ignore_index=True)
    place = {cell: n for n, cell in enumerate(place_of(labels, columns))}
    if set(old.labels.columns) != set(columns) or not len(labels):
        raise DataError("Neither table has a cell, so there is nothing to compare.")
    was, now_is = (_everywhere(table, place) for table in (old, new))
    change_low, change_high = now_is[1] - was[2], now_is[2] - was[1]
    together = _together(labels, total, was, now_is)
    cover = np.zeros(len(labels), dtype=bool)
    cover[[place[cell] for cell in place_of(new.labels, columns)]] = new.why == COVER
    verdict, more, caution = _verdicts(change_low, change_high, together, now_is, cover, minimum)
    frame = pd.DataFrame(
        {
            "before": was[0],
            "now": now_is[0],
            "low": change_low,
            "high": change_high,
            "verdict": verdict,
            "more_needed": more,
            "caution": caution,
        },
        index=index_of(labels),
    )
    frame.attrs = {"minimum": int(minimum)}
    return frame


def _everywhere(
    table: Published, place: dict[tuple[object, ...], int]
) -> tuple[Floats, Floats, Floats, Mask]:
    """Return for every cell of either table what this one shows, the range it leaves, and whether it is sure.

    A cell that does not stand in it counts nobody.
    """
    shown, low, high = (np.zeros(len(place)) for _ in range(3))
    exact = np.ones(len(place), dtype=bool)
    rows = np.array([place[cell] for cell in place_of(table.labels, list(table.labels.columns))], dtype=int)
    derived = derive_all(table, table.known)
    shown[rows] = low[rows] = high[rows] = table.shown
    hidden = rows[table.hidden]
    low[hidden], high[hidden], exact[hidden] = derived.low, derived.high, derived.exact
    return shown, low, high, exact


def _together(
    labels: pd.DataFrame,
    total: str,
    was: tuple[Floats, Floats, Floats, Mask],
    now_is: tuple[Floats, Floats, Floats, Mask],
) -> Derived:
    """Return what both tables tell about the cells hidden now, to one who takes it that little has changed.

    Unchanged are held for the inner cells that stand in a total shown in both with one number, and in none
    shown with two. Where that leads to a contradiction the new table speaks alone.
    """
    member = member_of(labels, total)
    both = ~np.isnan(was[0]) & ~np.isnan(now_is[0])
    same, differ = both & (was[0] == now_is[0]), both & (was[0] != now_is[0])
    held = (np.asarray(member[np.flatnonzero(same)].sum(axis=0)).ravel() > 0) & ~(
        np.asarray(member[np.flatnonzero(differ)].sum(axis=0)).ravel() > 0
    )
    stable = member @ (~held).astype(float) == 0
    hidden = np.isnan(now_is[0])
    told = np.flatnonzero(~hidden)
    new = Published(labels, now_is[0], np.full(len(labels), "", dtype=object), member)
    extra = np.flatnonzero(hidden & stable & ~np.isnan(was[0]))
    sums = sparse.csr_array(member[np.flatnonzero(hidden)])
    if len(extra) and len(told):
        known = also(new.known, sparse.csr_array(member[extra]), was[0][extra], was[0][extra])
        try:
            return derive(known, sums)
        except Contradiction:
            pass
    return Derived(now_is[1][hidden], now_is[2][hidden], now_is[3][hidden])


def _verdicts(
    low: Floats,
    high: Floats,
    together: Derived,
    now_is: tuple[Floats, Floats, Floats, Mask],
    cover: Mask,
    minimum: int,
) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.object_]]:
    """Return the verdict on each cell, what would settle it, and the caution."""
    hidden = np.isnan(now_is[0])
    both_low, both_high = now_is[1].copy(), now_is[2].copy()
    both_low[hidden], both_high[hidden] = together.low, together.high
    sure = now_is[3].copy()
    sure[hidden] &= together.exact
    few_changed = (low == high) & (low != 0) & (np.abs(low) < minimum)
    pinned = hidden & (both_low == both_high) & (both_low > 0) & (both_low < minimum)
    beyond = (low >= minimum) | (high <= -minimum) | ((low == 0) & (high == 0))
    narrow = ~cover & ~beyond & (high - low < minimum)
    small = hidden & ~cover & (both_high < minimum) & (both_high > 0)
    cases = [few_changed, pinned, narrow, small, hidden & ~sure]
    verdict = np.select(cases, [AWAY, AWAY, NARROWS, NARROWS, OPEN], default=SAFE)
    more = np.select([verdict == OPEN, verdict != SAFE], [SMALLER, PROTECT_SINCE], default="")
    caution = np.select(
        cases,
        [
            f"a change of fewer than {minimum} students can be seen",
            "if nothing else has changed, its number can be worked out",
            "few numbers are left for the change",
            f"if nothing else has changed, it is known to be below {minimum}",
            "",
        ],
        default="",
    )
    return verdict.astype(object), more.astype(object), caution.astype(object)
