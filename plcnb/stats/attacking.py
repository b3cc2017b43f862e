"""What an outsider can derive about hidden counts: exact whole-number bounds by linear reasoning."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse.csgraph import connected_components

from plcnb.stats.proportions import Floats

Mask = NDArray[np.bool_]

NEARLY = 1e-6  # the solver's answers are this near to whole numbers, which counts are
MOST_BRANCHES = 20_000  # after so many the search for a whole-number bound is given up: "cannot tell"

_SOLVED, _IMPOSSIBLE, _UNCLEAR = 0, 2, 4  # the states that scipy.optimize.milp ends in


@dataclass(frozen=True)
class Known:
    """What is known about the inner cells x: lower <= rows @ x <= upper, x whole and 0 or more."""

    rows: sparse.csr_array
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Derived:
    """The range of each sum that was asked for; `exact` is False where the search was given up."""

    low: Floats
    high: Floats
    exact: Mask


class Contradiction(Exception):  # noqa: N818  (not an error of ours: the caller says which numbers clash)
    """No table of counts agrees with what is known."""


def derive(known: Known, sums: sparse.csr_array) -> Derived:
    """Return the lowest and the highest value that each sum can have (inf where there is none).

    Parameters
    ----------
    known : Known
        Equations and inequalities about the inner cells.
    sums : sparse array, shape (n_sums, n_inner)
        The sums of inner cells to bound.

    Raises
    ------
    Contradiction
        If nothing agrees with what is known.

    Notes
    -----
    Inner cells that no equation connects are bounded apart and added up. Whatever table of counts is found
    on the way serves every sum; a bound is only searched for where the tables found so far do not reach it.
    """
    known, settled = _settle(known)
    open_cells = np.flatnonzero(np.isnan(settled))
    base = sums @ np.where(np.isnan(settled), 0.0, settled)
    low, high = base.copy(), base.copy()
    exact = np.ones(sums.shape[0], dtype=bool)
    open_sums = sparse.csr_array(sums.tocsc()[:, open_cells])
    rows = sparse.csr_array(known.rows.tocsc()[:, open_cells])
    linked = sparse.block_array([[None, rows], [rows.T, None]], format="csr")
    part = connected_components(linked, directed=False)[1][rows.shape[0] :]
    for number in np.unique(part):
        cells = np.flatnonzero(part == number)
        asked = sparse.csr_array(open_sums.tocsc()[:, cells])
        of_part = np.flatnonzero(np.diff(asked.indptr))
        inside = sparse.csr_array(rows.tocsc()[:, cells])
        kept = np.flatnonzero(np.diff(inside.indptr))
        piece = Known(sparse.csr_array(inside[kept]), known.lower[kept], known.upper[kept])
        found = _Piece(piece, asked.shape[1]).bounds(sparse.csr_array(asked[of_part]))
        low[of_part] += found.low
        high[of_part] += found.high
        exact[of_part] &= found.exact
    return Derived(low, high, exact)


def _settle(known: Known) -> tuple[Known, Floats]:
    """Return what is left to reason about, and the inner cells that single equations settle (else NaN).

    An equation with one open cell gives it; one whose cells sum to 0 makes each of them 0.
    """
    rows, lower, upper = known.rows, known.lower.copy(), known.upper.copy()
    settled = np.full(rows.shape[1], np.nan)
    while True:
        is_open = np.isnan(settled)
        n_open = rows @ is_open.astype(float)
        if (upper < 0).any() or (lower > upper).any() or ((n_open == 0) & (lower > 0)).any():
            raise Contradiction
        empty = (n_open > 0) & (upper == 0)
        single = (n_open == 1) & (lower == upper) & ~empty
        if not (empty.any() or single.any()):
            live = np.flatnonzero(n_open > 0)
            left = sparse.csr_array(rows[live] * is_open[None, :].astype(float))
            left.eliminate_zeros()
            return Known(left, lower[live], upper[live]), settled
        of_empty = (rows[np.flatnonzero(empty)].sum(axis=0) > 0) & is_open
        found = np.where(of_empty, 0.0, np.nan)
        for row in np.flatnonzero(single):
            cells = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
            cell = cells[is_open[cells]][0]
            if not np.isnan(found[cell]) and found[cell] != lower[row]:
                raise Contradiction
            found[cell] = lower[row]
        settled = np.where(is_open, found, settled)
        shift = rows @ np.nan_to_num(found)
        lower, upper = lower - shift, upper - shift


class _Piece:
    """Inner cells that equations connect, and the tables of counts found for them so far."""

    def __init__(self, known: Known, n_inner: int) -> None:
        self.known = known
        self.tables: list[Floats] = []
        self.n_inner = n_inner

    def bounds(self, sums: sparse.csr_array) -> Derived:
        """Return the range of each sum."""
        n = sums.shape[0]
        low, high, exact = np.zeros(n), self._limits(sums), np.ones(n, dtype=bool)
        if not len(self.known.lower):
            return Derived(low, high, exact)
        seen = [np.full(n, np.inf), np.full(n, -np.inf)]
        self._keep(self._search(np.zeros(self.n_inner), whole=True))
        self._look(sums, seen, 0)
        for place in range(n):
            goal = np.asarray(sums[[place]].todense(), dtype=float).ravel()
            for sign, seen_end, end in ((1, seen[0], low), (-1, seen[1], high)):
                if seen_end[place] != end[place]:
                    known_before = len(self.tables)
                    end[place], sure = self._end(sign * goal, sign)
                    exact[place] &= sure
                    self._look(sums, seen, known_before)
        return Derived(low, high, exact)

    def _look(self, sums: sparse.csr_array, seen: list[Floats], first: int) -> None:
        """Note how far the tables from `first` on take each sum."""
        for table in self.tables[first:]:
            reached = sums @ table
            seen[0], seen[1] = np.minimum(seen[0], reached), np.maximum(seen[1], reached)

    def _limits(self, sums: sparse.csr_array) -> Floats:
        """Return what a sum cannot exceed, since some equation holds all its cells; inf where none does."""
        shared = np.asarray((sums @ self.known.rows.T).todense())
        size = np.asarray(sums.sum(axis=1)).ravel()
        upper = np.where(shared == size[:, None], self.known.upper[None, :], np.inf)
        return np.asarray(upper.min(axis=1, initial=np.inf), dtype=float)

    def _end(self, goal: Floats, sign: int) -> tuple[float, bool]:
        """Return the lowest value of goal @ x, times `sign`, and whether the search came to its end."""
        relaxed = self._search(goal, whole=False)
        if relaxed is None:
            return np.inf, True  # a sum of counts is never without a lowest value, so it is the highest
        bound = float(np.ceil(goal @ relaxed - NEARLY))
        rounded = np.round(relaxed)
        if np.abs(rounded - relaxed).max() < NEARLY:
            self._keep(rounded)
        elif not any(goal @ table == bound for table in self.tables):
            best = self._search(goal, whole=True, at_least=bound)
            if best is None:
                return sign * bound, False
            self._keep(best)
            bound = float(np.round(goal @ best))
        return sign * bound, True

    def _keep(self, table: Floats | None) -> None:
        if table is not None:
            self.tables.append(np.round(table))

    def _search(self, goal: Floats, whole: bool, at_least: float = -np.inf) -> Floats | None:
        """Return x with the lowest goal @ x.

        None where there is no lowest, or where the search for whole numbers was given up.
        """
        limits = [LinearConstraint(self.known.rows, self.known.lower, self.known.upper)]
        if at_least > -np.inf:
            limits.append(LinearConstraint(goal[None, :], at_least, np.inf))
        done = self._solved(goal, whole, limits, presolve=True)
        if done.status == _UNCLEAR:  # without lowest value, or without any table
            done = self._solved(goal, whole, limits, presolve=False)
        if done.status == _IMPOSSIBLE:
            raise Contradiction
        return np.asarray(done.x, dtype=float) if done.status == _SOLVED else None

    def _solved(
        self, goal: Floats, whole: bool, limits: list[LinearConstraint], presolve: bool
    ) -> OptimizeResult:
        return milp(
            goal,
            integrality=np.full(len(goal), int(whole)),
            bounds=Bounds(0, np.inf),
            constraints=limits,
            options={"presolve": presolve, "node_limit": MOST_BRANCHES, "mip_rel_gap": 0},
        )
