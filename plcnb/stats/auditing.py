"""What an outsider can work out from a published table, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from plcnb.errors import DataError, ParameterError
from plcnb.stats.attacking import Contradiction, Derived, Known, derive
from plcnb.stats.disclosure import RESERVED
from plcnb.stats.margins import member_of, named, place_of
from plcnb.stats.proportions import Floats

Mask = NDArray[np.bool_]

COVER = "hidden so that another cannot be worked out"
CHANGED = "hidden so that the change since the last report cannot be worked out"
KEPT = "hidden in the last report"
NOT_SMALL = (COVER, KEPT)

AWAY, NARROWS, SAFE, OPEN = "gives it away", "narrows it", "safe", "cannot tell"
HIDE_MORE = "hide another cell of each row and column that it stands in, or their totals"
SMALLER = "a smaller table: this one has too many ways to be filled"


def small_words(minimum: int) -> str:
    """Return why a small cell is hidden: "fewer than 10 students"."""
    return f"fewer than {minimum} students"


@dataclass(frozen=True)
class Published:
    """A published table: the labels of its cells, the numbers shown (NaN where hidden), and the reasons."""

    labels: pd.DataFrame
    shown: Floats
    why: NDArray[np.object_]
    member: sparse.csr_array

    @property
    def hidden(self) -> Mask:
        """Which cells are hidden."""
        return np.isnan(self.shown)

    @property
    def known(self) -> Known:
        """What the shown cells tell."""
        told = np.flatnonzero(~self.hidden)
        return Known(sparse.csr_array(self.member[told]), self.shown[told], self.shown[told])


def audited(
    published: pd.DataFrame,
    minimum: int,
    by: Sequence[str] | None,
    total: str,
    knows: str,
    alone_in: Sequence[object] | None,
) -> pd.DataFrame:
    """Return what an outsider can derive about each hidden cell; see `disclosure.audit`."""
    if knows not in ("counts", "primary"):
        raise ParameterError(f'knows must be "counts" or "primary", got {knows!r}.')
    table = read_published(published, by, total)
    known = table.known
    small = np.array([reason == small_words(minimum) for reason in table.why])
    least = 0.0 if published.attrs.get("zeros") else 1.0
    if knows == "primary":
        if not small.any() and table.hidden.any():
            raise DataError(
                f'No row has the reason "{small_words(minimum)}" in the column why, so that nobody knows '
                'which cells are small. Audit with knows="counts".'
            )
        told = np.flatnonzero(small & table.hidden)
        known = also(known, table.member[told], np.full(len(told), least), np.full(len(told), minimum - 1.0))
    if alone_in is not None:
        cell = _find(table, alone_in)
        known = also(known, table.member[[cell]], np.ones(1), np.ones(1))
    derived = derive_all(table, known)
    judged = ~np.isin(table.why[table.hidden], NOT_SMALL)
    return _verdicts(table, derived, judged, minimum, least, knows)


def derive_all(table: Published, known: Known) -> Derived:
    """Return the range of each hidden cell.

    Raises
    ------
    DataError
        If the numbers contradict each other.
    """
    try:
        return derive(known, sparse.csr_array(table.member[np.flatnonzero(table.hidden)]))
    except Contradiction:
        raise DataError(
            "The published numbers contradict each other: no table of counts adds up to them. Hidden cells "
            "must stand as rows too, without a number; check also that every total sums the cells given."
        ) from None


def also(known: Known, rows: sparse.csr_array, lower: Floats, upper: Floats) -> Known:
    """Return what is known, and more of it."""
    return Known(
        sparse.csr_array(sparse.vstack([known.rows, rows])),
        np.append(known.lower, lower),
        np.append(known.upper, upper),
    )


def read_published(published: pd.DataFrame, by: Sequence[str] | None, total: str) -> Published:
    """Return a published table, checked.

    Raises
    ------
    DataError
        If a column is missing, a cell stands twice or shows no count, a hidden one shows a number, or a total
        has no inner cell.
    """
    columns = _columns(published, by)
    labels = pd.DataFrame({column: published[column].array for column in columns})
    shown = pd.to_numeric(published["shown"], errors="coerce").to_numpy(float, na_value=np.nan)
    hidden = np.isnan(shown)
    if "hidden" in published:
        said = published["hidden"].fillna(True).to_numpy(bool)
        _refuse(labels, said & ~hidden, "is marked as hidden but shows a number. Make it NaN.")
        _refuse(labels, ~said & hidden, "is not marked as hidden but shows no number.")
    wrong = ~hidden & ~((shown >= 0) & (shown == np.floor(shown)) & np.isfinite(shown))
    _refuse(labels, wrong, "must show a whole number of students, 0 or more.")
    _refuse(labels, labels.isna().any(axis=1).to_numpy(bool), "has no label in one column.")
    _refuse(labels, labels.duplicated().to_numpy(bool), "stands twice. Leave one out.")
    why = published["why"].to_numpy(object) if "why" in published else np.full(len(labels), "", dtype=object)
    if not len(labels):
        return Published(labels, shown, why, sparse.csr_array((0, 0)))
    member = member_of(labels, total)
    empty = (np.diff(member.indptr) == 0) & (hidden | (shown > 0))
    _refuse(labels, empty, "is a total without inner cells: hidden cells must stand as rows too.")
    return Published(labels, shown, why, member)


def index_of(labels: pd.DataFrame) -> pd.Index:
    """Return cells as an index: of tuples where there is more than one column."""
    columns = list(labels.columns)
    if len(columns) == 1:
        return pd.Index(labels[columns[0]], name=columns[0])
    return pd.MultiIndex.from_frame(labels)


def _columns(published: pd.DataFrame, by: Sequence[str] | None) -> list[str]:
    """Return which columns name the cells: as asked, as the frame says, or all that stand beside its own."""
    if not isinstance(published, pd.DataFrame):
        raise DataError(
            f"published must be a DataFrame as protect returns it, got {type(published).__name__}."
        )
    said = published.attrs.get("by", [])
    if by is None:
        present = bool(said) and set(said) <= set(published.columns)
        by = said if present else [column for column in published.columns if column not in RESERVED]
    columns: list[str] = list(by) if isinstance(by, list | tuple) else [str(by)]
    missing = [str(column) for column in (*columns, "shown") if column not in published.columns]
    if missing:
        raise DataError(
            f"The published table lacks the column {', '.join(missing)}; it has "
            f"{', '.join(map(str, published.columns))}."
        )
    if not columns:
        raise DataError("The published table has no column that names its cells, such as team.")
    return columns


def _refuse(labels: pd.DataFrame, wrong: Mask, what: str) -> None:
    if wrong.any():
        columns = list(labels.columns)
        place = place_of(labels[wrong], columns)[0]
        raise DataError(f"The cell {named(columns, place)} {what}")


def _find(table: Published, labels: Sequence[object]) -> int:
    """Return the hidden cell with these labels."""
    columns = list(table.labels.columns)
    wanted = (labels,) if isinstance(labels, str) else tuple(labels)
    places = place_of(table.labels, columns)
    if wanted not in places or not table.hidden[places.index(wanted)]:
        raise ParameterError(
            f"alone_in must name a hidden cell, a label for each of {', '.join(columns)}; got {labels!r}."
        )
    return places.index(wanted)


def _verdicts(
    table: Published, derived: Derived, judged: Mask, minimum: int, least: float, knows: str
) -> pd.DataFrame:
    low, high = derived.low, derived.high
    pinned = judged & (low == high) & (low >= least) & (low < minimum)
    if knows == "primary":
        judged = judged & (table.why[table.hidden] == small_words(minimum))
        few = judged & ((low > least) | (high < minimum - 1))
    else:
        few = judged & ((high < minimum) | (high - low < minimum)) & (low < minimum) & (high >= least)
    verdict = np.select([pinned, few, judged & ~derived.exact], [AWAY, NARROWS, OPEN], default=SAFE)
    more = np.select([verdict == OPEN, verdict != SAFE], [SMALLER, HIDE_MORE], default="")
    caution = np.select(
        [verdict == AWAY, (verdict == NARROWS) & (high < minimum) & (knows == "counts"), verdict == NARROWS],
        ["its number can be worked out", f"known to be below {minimum}", "few numbers are left for it"],
        default="",
    )
    frame = pd.DataFrame(
        {
            "low": low,
            "high": high,
            **{
                name: pd.array(words.astype(object), dtype="str")
                for name, words in (("verdict", verdict), ("more_needed", more), ("caution", caution))
            },
        },
        index=index_of(table.labels[table.hidden]),
    )
    frame.attrs = {"minimum": int(minimum), "knows": knows}
    return frame
