"""Several places to fill: the set of options that gives every group of voters its share."""

from itertools import chain, combinations, islice
from math import comb, lcm

import numpy as np
from numpy.typing import NDArray

from plcnb.errors import ParameterError
from plcnb.stats.ballots import Ballots

# Design choice: how many sets are tried at most; 20 options for 6 places are 38,760.
MOST_SETS = 100_000
_AT_ONCE = 2_000  # sets tried together, which bounds the memory


def fairest(approved: NDArray[np.bool_], cast: Ballots, choose: int) -> tuple[tuple[str, ...], ...]:
    """Return the sets of `choose` options with the highest score of proportional approval voting.

    Parameters
    ----------
    approved : array of bool, shape (n_rankings, n_options)
        Which options each ranking approves of.
    cast : Ballots
        How many ballots say so.
    choose : int
        How many options a set has, 1 or more.

    Returns
    -------
    tuple of tuple of str
        All best sets, each in the order of names; empty without ballots.

    Raises
    ------
    ParameterError
        If there are too many sets to try them all.
    """
    if not cast.n:
        return ()
    if comb(len(cast.options), choose) > MOST_SETS:
        raise ParameterError(
            f"choose must leave at most {MOST_SETS} sets to try, got {choose} of {len(cast.options)}. "
            "Fill fewer places at once, or put fewer options to the vote."
        )
    gains = _gains(choose, cast.n)
    sets = combinations(range(len(cast.options)), choose)
    best: list[tuple[int, ...]] = []
    most = -1
    while batch := list(islice(sets, _AT_ONCE)):
        members = np.zeros((len(batch), len(cast.options)), dtype=np.int64)
        members[np.repeat(np.arange(len(batch)), choose), list(chain(*batch))] = 1
        scores = gains[members @ approved.T.astype(np.int64)] @ cast.counts
        if scores.max() > most:
            best, most = [], scores.max()
        best += [batch[place] for place in np.flatnonzero(scores == most)]
    return tuple(tuple(cast.options[option] for option in found) for found in best)


def _gains(choose: int, n: int) -> NDArray[np.int64] | NDArray[np.object_]:
    """Return 1 + 1/2 + ... + 1/m for m = 0 ... choose, in parts of a whole, so that ties are exact."""
    whole = lcm(*range(1, choose + 1))
    gains = [0]
    for place in range(1, choose + 1):
        gains.append(gains[-1] + whole // place)
    return np.array(gains, dtype=np.int64 if gains[-1] * n < 2**62 else object)
