"""Students sorted into their groups, which of these may be compared, and what the comparison is worth."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import texts
from plcnb.stats.arrays import row_of_numbers
from plcnb.stats.proportions import Floats
from plcnb.stats.settling import plural

Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

MANY_MORE = 10  # times the students there are: more than anyone can find; a design choice


@dataclass(frozen=True)
class Grouped:
    """Columns of numbers of the students who have a group, and the place of each in `names`.

    `names` are in order: numbers by size, all else by the alphabet. `without_group` counts who was left out.
    """

    columns: tuple[Floats, ...]
    place: Places
    names: pd.Index
    without_group: int


def grouped(columns: dict[str, ArrayLike], groups: ArrayLike) -> Grouped:
    """Match the columns with the groups, and leave out who has none (missing, or text without a letter).

    Series are matched by their index where the indexes differ; everything else by place.

    Raises
    ------
    DataError
        If lengths differ, an index that is needed holds a student twice, or a value is no finite number.
    """
    *matched, labels = _matched([*columns.items(), ("groups", groups)])
    numbers = [row_of_numbers(name, values) for name, values in zip(columns, matched, strict=True)]
    label = _labels(labels)
    for name, values in zip(columns, numbers, strict=True):
        if len(values) != len(label):
            raise DataError(f"{name} and groups must be of one length, got {len(values)} and {len(label)}.")
    known = label.notna().to_numpy()
    place, names = pd.factorize(label[known])
    order, sorted_names = _in_order(list(names))
    rank = np.empty(len(order), np.intp)
    rank[order] = np.arange(len(order))
    return Grouped(
        tuple(values[known] for values in numbers),
        rank[place] if len(names) else np.array([], np.intp),
        pd.Index(sorted_names, name="group", dtype=None if sorted_names else "str"),
        int((~known).sum()),
    )


def check_comparison(minimum: int, reference: Hashable | None, names: pd.Index) -> None:
    """Raise ParameterError unless the minimum is a count from 1 and the reference one of the groups."""
    whole = isinstance(minimum, int | np.integer) and not isinstance(minimum, bool)
    if not whole or minimum < 1:
        raise ParameterError(f"minimum must be a whole number of students, 1 or more, got {minimum!r}.")
    if reference is not None and not (isinstance(reference, Hashable) and reference in names):
        there = ", ".join(map(str, names)) or "none"
        raise ParameterError(f"There is no group {reference!r} to compare with. There are: {there}.")


def settled(frame: pd.DataFrame, level: float, reference: Hashable | None) -> pd.DataFrame:
    """Return the frame with `adjusted` and `verdict` after its column p, by Benjamini and Hochberg.

    A verdict takes an adjusted p below 1 - level and an interval that leaves 0, so that the picture of the
    interval never contradicts it. The number of comparisons and of the false alarms to be expected among
    them, were there no gaps at all, are put into ``attrs``.
    """
    p = frame["p"].to_numpy(float)
    tested = ~np.isnan(p)
    adjusted = np.full(len(p), np.nan)
    if tested.any():
        adjusted[tested] = false_discovery_control(p[tested], method="bh")
    clear = adjusted < 1 - level
    low, high = frame["low"].to_numpy(float), frame["high"].to_numpy(float)
    verdict = np.where(clear & (low > 0), "above", np.where(clear & (high < 0), "below", "cannot tell"))
    done = frame.assign(adjusted=adjusted, verdict=texts(verdict))
    # two groups, each against the other, are one comparison
    comparisons = 1 if reference is None and len(p) and tested.sum() == 2 else int(tested.sum())
    done.attrs.update(
        level=level,
        reference=reference,
        comparisons=comparisons,
        expected_false_alarms=comparisons * (1 - level),
    )
    return done


def more_students(verdict: str, gap: float, half: float, n: int, minimum: int) -> str:
    """Return what would settle a gap; "" if it is settled.

    An interval shrinks with the root of the number of students: were there (half / |gap|)² times as many,
    with the same gap, it would leave 0.
    """
    if verdict != "cannot tell":
        return ""
    if n < minimum:
        return f"scores of {plural(minimum - n, 'more student')}"
    if np.isnan(gap) or np.isnan(half):
        return "another group to compare with" if np.isnan(gap) else "scores that differ between students"
    times = (half / abs(gap)) ** 2 if gap else np.inf
    if times > MANY_MORE:
        return "more students than can be found: the gap is near nothing"
    more = int(np.floor((times - 1) * n)) + 1
    if more < 1:
        return "a second assessment: with this many groups one such gap is to be expected by chance"
    return f"about {plural(more, 'more student')} in this group and as many in proportion elsewhere"


def _labels(groups: Any) -> pd.Series:
    """Return the groups as objects, None where a student has none."""
    try:
        one_row = not isinstance(groups, pd.DataFrame) and np.ndim(groups) == 1
    except ValueError:  # rows of different lengths
        one_row = False
    if not one_row:
        raise DataError("groups must be one row of names, one for each student.")
    label = pd.Series(groups).reset_index(drop=True).astype(object)
    blank = label.map(lambda name: isinstance(name, str) and not name.strip())
    return label.mask(label.isna() | blank.astype(bool), None)


def _in_order(names: list[Any]) -> tuple[list[int], list[Any]]:
    """Return the order of the names and the names in it; of mixed kinds all are taken as text."""
    try:
        order = sorted(range(len(names)), key=lambda at: names[at])
    except TypeError:
        order = sorted(range(len(names)), key=lambda at: str(names[at]))
    return order, [names[at] for at in order]


def _matched(sides: list[tuple[str, Any]]) -> list[Any]:
    """Return the sides over the same students; Series with different indexes are aligned."""
    series = [side for _, side in sides if isinstance(side, pd.Series)]
    if len(series) < len(sides) or all(side.index.equals(series[0].index) for side in series):
        return [side for _, side in sides]
    for name, side in sides:
        if not side.index.is_unique:
            raise DataError(f"{name} holds a student twice in its index. Keep one row for each.")
    everybody = series[0].index
    for side in series[1:]:
        everybody = everybody.union(side.index, sort=False)
    return [side.reindex(everybody) for _, side in sides]
