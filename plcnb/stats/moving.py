"""Changes of a table that nobody who reads the published cells can tell from the truth."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from plcnb.stats.proportions import Floats

Mask = NDArray[np.bool_]

NEARLY = 1e-6  # the solver's answers are this near to whole numbers, which changes of counts are
BRANCHES = 500  # of a search for a whole-number change; without one within them the cell counts as unsafe
NEAR_ENOUGH = 0.01  # a change that costs 1 % more than the cheapest will do
STEP = 0.001  # what it costs to move one student in a hidden cell: short changes can be used again
GAIN = 10.0  # what it earns to move the target by one student: more than any way costs
REACH = 100  # times the minimum: no change needs more students than this in one cell


class Moves:
    """The indistinguishable changes found so far: they tell how far hidden cells may lie from the truth.

    Parameters
    ----------
    member : sparse array, shape (n_cells, n_inner)
        Which inner cells each cell counts. Each inner cell is a cell.
    counts : array, shape (n_inner,)
    minimum : int
        A target is safe when the values that readers cannot rule out span `minimum` and reach it.
    knowing : list of masks of inner cells
        What each student who is alone in a cell knows besides.
    """

    def __init__(self, member: sparse.csr_array, counts: Floats, minimum: int, knowing: list[Mask]) -> None:
        self.member, self.counts, self.minimum = member, counts, minimum
        self.values = member @ counts
        n_cells, n_inner = member.shape
        self.inner = np.zeros(n_inner, dtype=np.intp)
        single = np.flatnonzero(np.diff(member.indptr) == 1)
        self.inner[member.indices[member.indptr[single]]] = single
        self.is_inner = np.zeros(n_cells, dtype=bool)
        self.is_inner[single] = True
        self.columns = member.tocsc()
        self.knowing = np.array([np.zeros(n_inner, bool), *knowing])
        self.down = np.minimum(counts, REACH * minimum)
        # of each cell the changes that move it: by how much, which cells they move, and who would notice
        self.found: list[list[tuple[float, NDArray[np.intp], Mask]]] = [[] for _ in range(n_cells)]

    def missing(self, target: int, hidden: Mask) -> tuple[int, float] | None:
        """Return who could work the target out and how far it has to be movable upward; None if safe.

        `who` is a row of `knowing`: 0 for a reader who knows the published cells only.
        """
        readers = self._readers(target)
        if 0 in self._short(target, hidden, readers):
            self._widen(target, hidden, self.knowing[0])
            if 0 in self._short(target, hidden, readers):
                return self._wanted(target, hidden, 0)
        short = self._short(target, hidden, readers)
        known_to_any = np.asarray(self.knowing[short].any(axis=0))
        if len(short) > 1 and not known_to_any[self._counted_in(target)].all():
            self._widen(target, hidden, known_to_any)  # what leaves alone all they know serves all
        for reader in short:
            if self._short(target, hidden, [reader]):
                self._widen(target, hidden, self.knowing[reader])
            if self._short(target, hidden, [reader]):
                return self._wanted(target, hidden, reader)
        return None

    def all_safe(self, targets: NDArray[np.intp], hidden: Mask) -> bool:
        """Return whether all targets are safe."""
        return all(self.missing(target, hidden) is None for target in targets.tolist())

    def bought(
        self, target: int, size: float, who: int, up: Floats, down: Floats, usable: Mask
    ) -> Floats | None:
        """Return the cheapest change of all cells that moves the target up by `size`; None if none was found.

        `up` and `down` are what moving a cell by one student costs; cells that are not usable stay put, and
        so does what `who` knows.
        """
        found = self._solve(target, size, 1, usable, self.knowing[who], (up, down))
        return None if found is None else self.member @ found

    def _counted_in(self, target: int) -> NDArray[np.int32]:
        """Return the inner cells of the target."""
        return self.member.indices[self.member.indptr[target] : self.member.indptr[target + 1]]

    def _readers(self, target: int) -> list[int]:
        """Return who is a stranger to the target: not a student who knows all of it anyway."""
        return np.flatnonzero(~self.knowing[:, self._counted_in(target)].all(axis=1)).tolist()

    def _span(self, target: int, hidden: Mask) -> tuple[Floats, Floats]:
        """Return how far down and up the target is known to be movable, for each reader."""
        low, high = np.zeros(len(self.knowing)), np.zeros(len(self.knowing))
        for size, moved, seen_by in self.found[target]:
            if hidden[moved].all():
                end, better = (high, np.maximum) if size > 0 else (low, np.minimum)
                better(end, size, out=end, where=~seen_by)
        return low, high

    def _short(self, target: int, hidden: Mask, readers: list[int]) -> list[int]:
        low, high = self._span(target, hidden)
        short = (high - low < self.minimum) | (self.values[target] + high < self.minimum)
        return [reader for reader in readers if short[reader]]

    def _wanted(self, target: int, hidden: Mask, reader: int) -> tuple[int, float]:
        low = self._span(target, hidden)[0][reader]
        return reader, float(max(self.minimum - self.values[target], self.minimum + low))

    def _widen(self, target: int, hidden: Mask, known: Mask) -> None:
        """Look for changes that move the target up, and, if that is not far enough, down."""
        up = self._solve(target, self.minimum, 1, hidden, known)
        self._keep(up)
        reach = 0.0 if up is None else float((self.member[[target]] @ up)[0])
        if reach < self.minimum:
            self._keep(self._solve(target, self.minimum - reach, -1, hidden, known))

    def _keep(self, change: Floats | None) -> None:
        if change is not None and change.any():
            sizes = self.member @ change
            moved = np.flatnonzero(sizes)
            seen_by = np.asarray(self.knowing[:, np.flatnonzero(change)].any(axis=1))
            for cell in moved.tolist():
                self.found[cell].append((float(sizes[cell]), moved, seen_by))

    def _solve(
        self,
        target: int,
        size: float,
        sign: int,
        hidden: Mask,
        known: Mask,
        prices: tuple[Floats, Floats] | None = None,
    ) -> Floats | None:
        """Return a change of the inner cells that moves the target by up to `size`, whole numbers only.

        With `prices` it moves by `size` exactly and costs least; else it moves as far as it can.
        """
        movable = np.flatnonzero(hidden[self.inner] & ~known)
        if not len(movable):
            return None
        rows = sparse.csr_array(self.columns[:, movable])
        touched = np.diff(rows.indptr) > 0
        margins = np.flatnonzero(touched & ~self.is_inner & (True if prices else ~hidden))
        bound = sparse.csr_array(rows[margins])
        goal = sparse.csr_array(rows[[target]])
        n, m = len(movable), len(margins)
        step = np.full(n, STEP)
        ends = [np.full(n, REACH * self.minimum), self.down[movable]]
        if prices:
            up, down = prices
            free = np.where(hidden[margins], np.inf, 0.0)
            slack = sparse.eye_array(m, format="csr")
            equations = sparse.hstack([bound, -bound, -slack, slack])
            cells = self.inner[movable]
            cost = np.concatenate([step + up[cells], step + down[cells], up[margins], down[margins]])
            ends += [free, free]
            goal = sparse.hstack([goal, -goal, sparse.csr_array((1, 2 * m))])
            least, most = size, size
        else:
            equations = sparse.hstack([bound, -bound])
            goal = sparse.hstack([goal, -goal])
            cost = np.concatenate([step, step]) - sign * GAIN * np.asarray(goal.todense()).ravel()
            least, most = (0.0, size) if sign > 0 else (-size, 0.0)
        system = sparse.vstack([equations, goal])
        still = np.zeros(m)
        found = _whole_solution(
            cost,
            LinearConstraint(system, np.append(still, least), np.append(still, most)),
            Bounds(0, np.concatenate(ends)),
        )
        if found is None:
            return None
        change = np.zeros(len(self.counts))
        change[movable] = found[:n] - found[n : 2 * n]
        return change


def _whole_solution(cost: Floats, limits: LinearConstraint, bounds: Bounds) -> Floats | None:
    """Return a cheap whole-number solution, None if none was found; the cheapest, if that is easy."""
    relaxed = milp(cost, constraints=limits, bounds=bounds).x
    if relaxed is None:
        return None
    rounded = np.round(relaxed)
    if np.abs(rounded - relaxed).max() < NEARLY:
        return np.asarray(rounded, dtype=float)
    whole = milp(
        cost,
        constraints=limits,
        bounds=bounds,
        integrality=np.ones(len(cost)),
        options={"node_limit": BRANCHES, "mip_rel_gap": NEAR_ENOUGH},
    ).x
    return None if whole is None else np.asarray(np.round(whole), dtype=float)
