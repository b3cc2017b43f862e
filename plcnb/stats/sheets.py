"""A test as a sheet of students by questions: what correlations, tails and reliability are made of.

A sheet has shape (n_students, n_items); NaN means that the student was not asked or not scored.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.errors import DataError
from plcnb.stats.arrays import SAME
from plcnb.stats.proportions import Floats

TAIL = 0.27  # of the students; Kelley (1939), J. Educ. Psychol. 30, 17-24
FEW_FOR_TAILS = 30  # below this 27 % are fewer than 8 students, and halves are taken

FEWEST_FOR_R = 3  # two students always correlate by 1 or -1

NO_SPREAD = 1e-18  # a sum of squares this small beside the values' own is rounding


def total_share(points: Floats, possible: Floats) -> Floats:
    """Return each student's share of the points of the questions they answered, shape (n_students,)."""
    answered = ~np.isnan(points)
    with np.errstate(invalid="ignore", divide="ignore"):  # nothing answered: NaN
        return np.nansum(points, axis=1) / np.where(answered, possible, 0.0).sum(axis=1)


def rest_share(points: Floats, possible: Floats) -> Floats:
    """Return each student's share of points on all questions but one, for each one: shape of `points`.

    A share over the questions answered, so that a question left out by chance does not look like a wrong
    one. With no cell missing it correlates exactly as the sum of the other questions does.
    """
    answered = ~np.isnan(points)
    got, of = np.where(answered, points, 0.0), np.where(answered, possible, 0.0)
    other = of.sum(axis=1, keepdims=True) - of
    with np.errstate(invalid="ignore", divide="ignore"):  # no other question answered: NaN
        rest = (got.sum(axis=1, keepdims=True) - got) / other
    return np.where(other > 0, rest, np.nan)


def correlate(x: Floats, y: Floats) -> Floats:
    """Return the correlation of each column of `x` with the same column of `y`, shape (n_items,).

    Over the students who have both values. NaN with fewer than 3 of them, or where one side is constant.
    """
    both = ~np.isnan(x) & ~np.isnan(y)
    n = both.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):  # nobody, or no spread: NaN
        x, y = np.where(both, x, 0.0), np.where(both, y, 0.0)
        dx = np.where(both, x - x.sum(axis=0) / n, 0.0)
        dy = np.where(both, y - y.sum(axis=0) / n, 0.0)
        xx, yy = (dx**2).sum(axis=0), (dy**2).sum(axis=0)
        r = (dx * dy).sum(axis=0) / np.sqrt(xx * yy)
    flat = (xx <= NO_SPREAD * (x**2).sum(axis=0)) | (yy <= NO_SPREAD * (y**2).sum(axis=0))
    return np.where((n < FEWEST_FOR_R) | flat, np.nan, np.clip(r, -1, 1))


def tails(total: Floats, share: float | None = None) -> tuple[Floats, Floats]:
    """Return how far each student belongs to the upper and to the lower tail: weights in [0, 1].

    A tail is 27 % of the students, or half of them when there are fewer than 30; `share` sets another.
    Students who tie at its edge share its last places, so the order of the rows does not matter. All weights
    are NaN with fewer than 2 students, or where all have the same total: then there is no upper and no lower.
    """
    seen = total[~np.isnan(total)]
    n = len(seen)
    if n < 2 or seen.min() == seen.max():
        return np.full(len(total), np.nan), np.full(len(total), np.nan)
    size = round(TAIL * n) if n >= FEW_FOR_TAILS else n // 2
    if share is not None:
        size = max(round(share * n), 1)
    return _tail(total, seen, size), _tail(-total, -seen, size)


def tail_shares(values: Floats, weights: Floats) -> Floats:
    """Return the mean of each column of `values` over a tail, NaN where nobody of the tail has a value."""
    present = ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return weights @ np.where(present, values, 0.0) / (weights @ present)


def covariances(sheet: Floats) -> Floats:
    """Return the covariances of the columns with divisor n - 1, each pair over those who have both values."""
    largest, least = (np.nanmax(side * sheet, axis=0, initial=-np.inf) for side in (1, -1))
    flat = largest + least <= SAME * np.maximum(np.abs(largest), np.abs(least))  # rounding is no spread
    sheet = np.where(flat & ~np.isnan(sheet), 0.0, sheet)
    return pd.DataFrame(sheet).cov(min_periods=2).to_numpy(float)


def coefficient_alpha(covariance: Floats) -> float:
    """Return Cronbach's alpha of a covariance matrix; NaN with fewer than 2 questions or no spread."""
    k, total = len(covariance), covariance.sum()
    if k < 2 or not total > 0:
        return np.nan
    return float(k / (k - 1) * (1 - np.trace(covariance) / total))


def answered_columns(sheet: Floats) -> NDArray[np.bool_]:
    """Say which questions anybody answered."""
    return np.count_nonzero(~np.isnan(sheet), axis=0) > 0


def one_per_item(
    name: str, values: Mapping[Any, Any] | pd.Series | Sequence[Any], items: pd.Index
) -> list[Any]:
    """Return one value for each item, None where there is none.

    A mapping, and a Series whose index names items, are read by name; anything else in the items' order.

    Raises
    ------
    DataError
        If the names are not those of the items, or the length is another. Calls the values `name`.
    """
    if isinstance(values, Mapping | pd.Series):
        named = items.isin(list(values.keys()))
        if named.any() or (isinstance(values, Mapping) and not len(items)):
            return [values.get(item) for item in items]
        if isinstance(values, Mapping) and values:
            known = ", ".join(map(str, items[:5]))
            raise DataError(f"{name} names {next(iter(values))!r} and none of the items ({known}, …).")
    if not hasattr(values, "__len__") or getattr(values, "ndim", 1) != 1:
        raise DataError(f"{name} must hold one value for each of the {len(items)} items, got {values!r}.")
    if len(values) != len(items):
        raise DataError(f"{name} must hold one value for each of the {len(items)} items, got {len(values)}.")
    return list(values)


def _tail(total: Floats, seen: Floats, size: int) -> Floats:
    edge = np.sort(seen)[-size]
    above, tied = (seen > edge).sum(), (seen == edge).sum()
    return np.where(total > edge, 1.0, np.where(total == edge, (size - above) / tied, 0.0))
