"""The table of counts that may be published: small cells hidden, and as few others as will cover them."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from plcnb.errors import ParameterError
from plcnb.stats.auditing import CHANGED, COVER, KEPT, Published, read_published, small_words
from plcnb.stats.margins import By, Cells, cells_of, place_of, same_people
from plcnb.stats.settling import plural
from plcnb.stats.suppression import Task, hide

Mask = NDArray[np.bool_]


class Protected(pd.DataFrame):
    """A published table that knows what its protection cost."""

    @property
    def _constructor(self) -> type["Protected"]:
        return Protected

    @property
    def n_small(self) -> int:
        """How many cells are hidden because few students are counted in them."""
        return int(self.attrs["n_small"])

    @property
    def n_covering(self) -> int:
        """How many more are hidden, so that those cannot be worked out."""
        return int(self.attrs["n_covering"])

    @property
    def loss(self) -> str:
        """What the protection cost, in a sentence for the one who publishes."""
        return str(self.attrs["loss"])

    @property
    def caution(self) -> str:
        """What could not be protected; "" if nothing."""
        return str(self.attrs["caution"])


def protected(
    table: pd.DataFrame,
    value: str,
    by: By,
    minimum: int,
    totals: bool,
    *,
    total: str,
    zeros: bool,
    alone: bool,
    nested: bool,
    previous: pd.DataFrame | None,
) -> Protected:
    """Return the published table; see `disclosure.protect`."""
    check_minimum(minimum)
    if not isinstance(total, str) or not total:
        raise ParameterError(f"total must be the name that margins carry, got {total!r}.")
    cells, dimensions = cells_of(table, value, by, totals, total, nested)
    values = cells.values
    before = None if previous is None else read_published(previous, list(cells.labels.columns), total)
    small = (values < minimum) & ((values > 0) | zeros)
    changed, known, kept = _since(cells, values, before, minimum)
    task, of_cell = _task(cells, small | changed, kept, known, minimum, alone, total)
    hidden_cells, lost = hide(task)
    hidden, exposed = hidden_cells[of_cell], lost[of_cell]
    why = np.select([~hidden, small, changed, kept], ["", small_words(minimum), CHANGED, KEPT], default=COVER)
    frame = Protected(cells.labels.copy())
    frame["shown"] = np.where(hidden, np.nan, values)
    frame["hidden"] = hidden
    frame["why"] = pd.array(why.astype(object), dtype="str")
    frame.attrs.update(_account(dimensions, total, minimum, zeros, hidden, small, exposed))
    return frame


def check_minimum(minimum: Any) -> None:
    """Refuse a minimum that is no whole number of students."""
    if isinstance(minimum, bool) or not isinstance(minimum, int | np.integer) or minimum < 1:
        raise ParameterError(f"minimum must be a whole number of students, 1 or more, got {minimum!r}.")


def _since(
    cells: Cells, values: NDArray[np.float64], before: Published | None, minimum: int
) -> tuple[Mask, Mask, Mask]:
    """Return which cells changed by a few, which are known from the last report, which it hid."""
    if before is None:
        nothing = np.zeros(len(values), dtype=bool)
        return nothing, nothing, nothing
    columns = list(cells.labels.columns)
    then = dict(zip(place_of(before.labels, columns), before.shown, strict=True))
    old = np.array([then.get(place, 0.0) for place in place_of(cells.labels, columns)])
    difference = np.abs(values - old)  # NaN where the last report hid the cell
    return (difference > 0) & (difference < minimum), difference == 0, np.isnan(old)


def _task(
    cells: Cells, targets: Mask, kept: Mask, known: Mask, minimum: int, alone: bool, total: str
) -> tuple[Task, NDArray[np.intp]]:
    """Return what to solve, cells of the same people taken together, and the place of each cell in it."""
    first = same_people(cells.member)
    unique, of_cell = np.unique(first, return_inverse=True)

    def any_of(mask: Mask) -> Mask:
        return np.bincount(of_cell, mask, minlength=len(unique)) > 0

    n_totals = (cells.labels.to_numpy(object) == total).sum(axis=1)[unique]
    task = Task(
        member=sparse.csr_array(cells.member[unique]),
        counts=cells.counts,
        copies=np.bincount(of_cell, minlength=len(unique)).astype(float),
        totals=n_totals.astype(float),
        targets=any_of(targets),
        forced=any_of(kept),
        exposed=any_of(known),
        minimum=int(minimum),
        alone=alone,
    )
    return task, of_cell


def _account(
    dimensions: list[tuple[str, ...]],
    total: str,
    minimum: int,
    zeros: bool,
    hidden: Mask,
    small: Mask,
    exposed: Mask,
) -> dict[str, Any]:
    """Return what the frame tells about itself; no count of students is among it."""
    n, n_small, n_covering = len(hidden), int(small.sum()), int((hidden & ~small).sum())
    if not hidden.any():
        loss = f"All {plural(n, 'cell')} can be shown."
    else:
        more = f", and {n_covering} more so that {'it' if n_small == 1 else 'they'} cannot be worked out"
        verb = "is" if n_small == 1 else "are"
        loss = (
            f"Of {plural(n, 'cell')} {n_small} {verb} hidden for {small_words(minimum)}"
            f"{more if n_covering else ''}; {n - int(hidden.sum())} can be shown."
        )
    n_lost = int((exposed & hidden).sum())
    caution = (
        f"{plural(n_lost, 'hidden cell')} can be worked out from the last report, whatever is hidden now"
        if n_lost
        else ""
    )
    columns = [column for dimension in dimensions for column in dimension]
    return {
        "by": columns,
        "dimensions": dimensions,
        "total": total,
        "minimum": int(minimum),
        "zeros": bool(zeros),
        "n_small": n_small,
        "n_covering": n_covering,
        "loss": loss,
        "caution": caution,
    }
