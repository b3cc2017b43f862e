"""Which cells to hide beside the small ones, so that no small one can be worked out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from plcnb.stats.moving import Moves
from plcnb.stats.proportions import Floats

Mask = NDArray[np.bool_]

# Design choices: what hiding a cell costs. One cell costs 1 at least, so that few are hidden; among as many,
# small ones go first, and a total is dearer than what it sums. A zero goes last, as in SSBtools: it tells
# readers much and covers little.
SIZE_COST, TOTAL_COST, ZERO_COST = 0.25, 0.5, 3.0
ROUNDS = 3  # of making the cells on the chosen way cheap and the others dear
SMALL_TABLE = 250  # cells up to which the targets are taken in turn from both ends
TINY_TABLE, MORE_TRIES, SHAKE = 100, 6, 0.3  # up to so many also in other orders, at costs shaken by so much
SEED = 2011  # any: the same table is always protected in the same way


@dataclass(frozen=True)
class Task:
    """A table to protect: cells that count the same people are one cell here.

    Attributes
    ----------
    member : sparse array, shape (n_cells, n_inner)
        Which inner cells each cell counts.
    counts : array, shape (n_inner,)
    copies : array, shape (n_cells,)
        How many published cells count these people.
    totals : array, shape (n_cells,)
        Over how many columns a cell sums.
    targets : mask of cells to protect; they are hidden.
    forced : mask of cells to hide whatever happens.
    exposed : mask of cells that readers know already, so that hiding them covers nothing.
    minimum : int
    alone : bool
        Whether to protect others from a student who knows to be alone in a cell.
    """

    member: sparse.csr_array
    counts: Floats
    copies: Floats
    totals: Floats
    targets: Mask
    forced: Mask
    exposed: Mask
    minimum: int
    alone: bool


def hide(task: Task) -> tuple[Mask, Mask]:
    """Return which cells to hide, and which targets nothing protects, since readers know too much already.

    Notes
    -----
    The least costly pattern is NP-hard to find; this is a search with three steps. For each target that can
    still be worked out, the cheapest change of the table that its readers could not tell from the truth is
    found (a linear programme whose fixed costs are approached by slope scaling), and the cells it passes are
    hidden. Then each hidden cell is shown again, the dearest first, where no target needs it. Small tables
    are searched several times. On tables of 16 cells the outcome is seldom one cell above the least.
    """
    values = task.member @ task.counts
    need = np.flatnonzero(task.targets & ~task.exposed)
    order = need[np.argsort(values[need], kind="stable")]
    cost = _costs(task, values)
    tries = [(order[::-1], cost), (order, cost)][: 2 if len(values) <= SMALL_TABLE else 1]
    if len(values) <= TINY_TABLE:
        random = np.random.default_rng(SEED)
        shaken = (cost * random.uniform(1, 1 + SHAKE, len(cost)) for _ in range(MORE_TRIES))
        tries += [(random.permutation(order), other) for other in shaken]
    moves = Moves(task.member, task.counts, task.minimum, _knowing(task, values))
    found = [_searched(task, moves, other, targets) for targets, other in tries]
    return min(found, key=lambda pattern: float(cost[pattern[0]].sum()))


def _searched(task: Task, moves: Moves, cost: Floats, order: NDArray[np.intp]) -> tuple[Mask, Mask]:
    """Return which cells to hide, and which targets nothing protects."""
    hidden, exposed = task.targets | task.forced, task.targets & task.exposed
    for target in order.tolist():
        while not exposed[target] and (missing := moves.missing(target, hidden & ~task.exposed)) is not None:
            cover = _cheapest_cover(task, moves, np.where(hidden, 0.0, cost), target, missing)
            if not (cover & ~hidden).any():  # no change was found: hide all, unless even that does not help
                exposed[target] = moves.missing(target, ~task.exposed) is not None
                cover = ~task.exposed & ~exposed[target]
            hidden = hidden | cover
    safe = order[~exposed[order]]
    extra = np.flatnonzero(hidden & ~task.targets & ~task.forced)
    for cell in extra[np.argsort(-cost[extra], kind="stable")].tolist():
        hidden[cell] = False
        if not moves.all_safe(safe, hidden & ~task.exposed):
            hidden[cell] = True
    return hidden, exposed


def _cheapest_cover(task: Task, moves: Moves, cost: Floats, target: int, missing: tuple[int, float]) -> Mask:
    """Return the cells passed by the cheapest change that gives the target what it misses, if any."""
    knowing, size = missing
    values = task.member @ task.counts
    up, down = cost / size, cost / np.clip(values, 1, size)
    best, least = np.zeros(len(cost), dtype=bool), np.inf
    for _ in range(ROUNDS):
        change = moves.bought(target, size, knowing, up, down, ~task.exposed)
        if change is None:
            break
        passed = change != 0
        if cost[passed].sum() < least:
            best, least = passed, cost[passed].sum()
        share = np.where(passed, cost / np.maximum(np.abs(change), 1), np.nan)
        up = np.where(change > 0, share, np.maximum(up, cost / size))
        down = np.where(change < 0, share, np.maximum(down, cost / np.clip(values, 1, size)))
    return best


def _costs(task: Task, values: Floats) -> Floats:
    """Return what hiding each cell costs."""
    inner = task.counts[task.counts > 0]
    typical = inner.mean() if len(inner) else 1.0
    cost = 1 + SIZE_COST * np.log2(1 + values / typical) + TOTAL_COST * task.totals
    cost = np.where(values == 0, ZERO_COST, cost) * task.copies
    return np.where(task.targets | task.forced, 0.0, cost)


def _knowing(task: Task, values: Floats) -> list[Mask]:
    """Return the inner cells that each student alone in a hidden cell knows: all of the cells of one."""
    if not task.alone:
        return []
    of_one = task.member[np.flatnonzero(values == 1)]
    known = {}
    for inner in np.flatnonzero(task.counts == 1):
        cells = of_one[np.flatnonzero(np.asarray(of_one[:, [inner]].todense()).ravel())]
        mask = np.asarray(cells.sum(axis=0)).ravel() > 0
        known[mask.tobytes()] = mask
    return list(known.values())
