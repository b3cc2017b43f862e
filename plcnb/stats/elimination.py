"""Instant runoff: the option with the fewest first places drops out, round after round, along every tie."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plcnb.stats.ballots import Ballots

# Design choice: how many sets of remaining options are looked at before giving up on following every tie.
MOST_SETS = 20_000

Left = frozenset[int]


@dataclass(frozen=True)
class Runoff:
    """What instant runoff gives.

    Attributes
    ----------
    winners : tuple of int
        Everybody who wins along some way of breaking the ties for the last place.
    followed : bool
        Whether every way was followed. If not, `winners` are all who were left when the first tie came.
    drawn : int or None
        Who wins where the given lot breaks the ties; None without a lot, and without ballots.
    rounds : DataFrame
        By (round, option), see `stats.voting.Tally`.
    """

    winners: tuple[int, ...]
    followed: bool
    drawn: int | None
    rounds: pd.DataFrame


class TooManyTies(Exception):  # noqa: N818  (never leaves this module)
    """More ways of breaking the ties than can be followed."""


def runoff(ballots: Ballots, lot: tuple[int, ...] | None = None, most_sets: int = MOST_SETS) -> Runoff:
    """Count by instant runoff; without a lot the rounds end at the first tie that could matter.

    Parameters
    ----------
    ballots : Ballots
        Options ranked equally at the top of a ballot share its vote equally.
    lot : tuple of int, optional
        All options, the luckiest first: of those tied for last, the one that comes last in it drops out.
    most_sets : int
        How many sets of remaining options are looked at.
    """
    everybody = frozenset(range(len(ballots.options)))
    if not ballots.n:
        return Runoff((), True, None, _frame([], ballots, 1))
    counting = _Counting(ballots, most_sets)
    steps = counting.path(everybody, lot)
    last = steps[-1]
    try:
        winners, followed = counting.winners(everybody), True
    except TooManyTies:
        first_tie = next(step for step in counting.path(everybody, None) if step.tied)
        winners, followed = first_tie.left, False
    drawn = next(iter(last.winner)) if lot is not None else None
    return Runoff(tuple(sorted(winners)), followed, drawn, _frame(steps, ballots, counting.whole))


@dataclass(frozen=True)
class _Step:
    """One round: who is left, their votes in parts of a vote, who drops out, who is tied, who has won."""

    left: Left
    votes: dict[int, int]
    out: Left = frozenset()
    tied: Left = frozenset()
    winner: Left = frozenset()


class _Counting:
    """Votes of any set of remaining options, each counted once.

    A vote has `whole` parts, so that it can be shared by any number of options without fractions.
    """

    def __init__(self, ballots: Ballots, most_sets: int) -> None:
        self._ballots, self._most_sets = ballots, most_sets
        groups = [int(np.bincount(row[row < len(ballots.options)]).max(initial=1)) for row in ballots.places]
        self.whole = math.lcm(*range(1, max(groups, default=1) + 1))
        self._weights = ballots.counts.astype(object) * self.whole
        if self.whole * ballots.n < 2**53:  # exact in plain numbers, which are quicker
            self._weights = self._weights.astype(np.int64)
        self._known: dict[Left, Left] = {}

    def step(self, left: Left) -> _Step:
        """Count one round: a winner with more than half of the votes that still count, or who is last."""
        votes = self._votes(left)
        best = max(left, key=lambda option: votes[option])
        if len(left) == 1 or 2 * votes[best] > sum(votes.values()):
            return _Step(left, votes, winner=frozenset([best]))
        fewest = min(votes.values())
        last = frozenset(option for option in left if votes[option] == fewest)
        others = [votes[option] for option in left - last]
        if len(last) == 1 or (others and fewest * len(last) < min(others)):
            return _Step(left, votes, out=last)  # even all together they stay last: their order is all one
        return _Step(left, votes, tied=last)

    def winners(self, left: Left) -> Left:
        """Return who wins along some way of breaking ties from here."""
        if left in self._known:
            return self._known[left]
        if len(self._known) >= self._most_sets:
            raise TooManyTies
        step = self.step(left)
        found = step.winner
        if step.out:
            found = self.winners(left - step.out)
        for option in sorted(step.tied):
            found |= self.winners(left - {option})
            if found == left:
                break
        self._known[left] = found
        return found

    def path(self, left: Left, lot: tuple[int, ...] | None) -> list[_Step]:
        """Return the rounds, with ties broken by the lot; without one, up to the first tie."""
        steps = [self.step(left)]
        while not steps[-1].winner:
            last = steps[-1]
            if last.tied:
                if lot is None:
                    break
                out = frozenset([max(last.tied, key=lot.index)])
                steps[-1] = last = _Step(last.left, last.votes, out=out, tied=last.tied)
            steps.append(self.step(last.left - last.out))
        return steps

    def _votes(self, left: Left) -> dict[int, int]:
        columns = sorted(left)
        places = self._ballots.places[:, columns]
        best = places.min(axis=1, keepdims=True)
        tops = (places == best) & (best < len(self._ballots.options))
        sharing = np.maximum(tops.sum(axis=1), 1)
        votes = (self._weights // sharing) @ tops
        return dict(zip(columns, votes.tolist(), strict=True))


def _frame(steps: list[_Step], ballots: Ballots, whole: int) -> pd.DataFrame:
    rows = [
        (
            place,
            ballots.options[option],
            step.votes[option] / whole,
            _outcome(step, option),
            ballots.n - sum(step.votes.values()) // whole,
        )
        for place, step in enumerate(steps, start=1)
        for option in sorted(step.left, key=lambda option: (-step.votes[option], option))
    ]
    frame = pd.DataFrame(rows, columns=["round", "option", "votes", "outcome", "exhausted"])
    types = {"round": "int64", "option": "str", "votes": "float", "outcome": "str", "exhausted": "int64"}
    return frame.astype(types).set_index(["round", "option"])


def _outcome(step: _Step, option: int) -> str:
    if option in step.winner:
        return "wins"
    if option in step.out:
        return "drops out by lot" if step.tied else "drops out"
    if option in step.tied:
        return "stays by lot" if step.out else "tied for last"
    return "stays"
