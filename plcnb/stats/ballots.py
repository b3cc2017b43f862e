"""Ranked ballots as arrays: who is placed above whom, on how many ballots."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.errors import DataError

Counts = NDArray[np.int64]

MOST_OPTIONS = 100  # design choice: nobody ranks more, and every count below stays quick
MOST_BALLOTS = 10**12  # design choice: beyond any election; keeps all sums exact

_EXAMPLE = "('Maths talk', 'Exit tickets'): 3"

Ranking = tuple[tuple[str, ...], ...]  # groups of options, best first; a group holds what is ranked equally


@dataclass(frozen=True, eq=False)
class Ballots:
    """Ballots by distinct ranking.

    Attributes
    ----------
    options : tuple of str
        All options, in the order of their names.
    places : array of int, shape (n_rankings, n_options)
        0 for the best; equal for options ranked equally; len(options) for what is not ranked.
    counts : array of int, shape (n_rankings,)
        How many ballots say so; blank ones are not among them.
    n_blank : int
        Ballots that rank nothing.
    """

    options: tuple[str, ...]
    places: Counts
    counts: Counts
    n_blank: int

    @property
    def n(self) -> int:
        """Ballots that rank something."""
        return int(self.counts.sum())

    def ranked(self) -> NDArray[np.bool_]:
        """Return which options each ranking ranks."""
        return self.places < len(self.options)

    def pairwise(self) -> Counts:
        """Return on how many ballots the option of the row stands above that of the column."""
        above = self.places[:, :, None] < self.places[:, None, :]
        return np.einsum("b,bij->ij", self.counts, above, dtype=np.int64)

    def standing_above(self) -> Counts:
        """Return how many options stand strictly above each, by ranking."""
        return (self.places[:, None, :] < self.places[:, :, None]).sum(axis=2)


def read_ballots(ballots: Any, options: Iterable[str] | None = None) -> Ballots:
    """Check ballots and count equal ones together.

    Parameters
    ----------
    ballots : mapping of ranking to count, or iterable of (ranking, count)
        A ranking is a tuple (or list) of names, best first. An element may itself be a tuple, list or set of
        names: these are ranked equally. Names left out are not ranked.
    options : iterable of str, optional
        All names on the ballot paper; needed only for those that nobody ranked.

    Raises
    ------
    DataError
        If a ranking, a name or a count breaks this; the message names the ballot.
    """
    counted: Counter[Ranking] = Counter()
    for ranking, count in _pairs(ballots):
        counted[_groups(ranking)] += _count(ranking, count)
    named = {name for ranking in counted for group in ranking for name in group}
    names = tuple(sorted(named if options is None else _listed(options, named)))
    if len(names) > MOST_OPTIONS:
        raise DataError(f"The ballots name {len(names)} options; {MOST_OPTIONS} is the most that is counted.")
    if counted.total() > MOST_BALLOTS:
        raise DataError(
            f"The ballots add up to {counted.total()}; {MOST_BALLOTS} is the most that is counted."
        )
    n_blank = counted.pop((), 0)
    cast = sorted((ranking, count) for ranking, count in counted.items() if count)
    places = np.full((len(cast), len(names)), len(names), dtype=np.int64)
    column = {name: place for place, name in enumerate(names)}
    for row, (ranking, _) in enumerate(cast):
        for place, group in enumerate(ranking):
            places[row, [column[name] for name in group]] = place
    return Ballots(names, places, np.array([count for _, count in cast], dtype=np.int64), n_blank)


def alike_names(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the groups of names that differ only by spaces or capitals."""
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(" ".join(name.split()).casefold(), []).append(name)
    return [tuple(group) for group in folded.values() if len(group) > 1]


def _pairs(ballots: Any) -> list[tuple[Any, Any]]:
    if isinstance(ballots, Mapping | pd.Series):
        return list(ballots.items())
    if isinstance(ballots, str) or not isinstance(ballots, Iterable) or getattr(ballots, "ndim", 1) == 0:
        raise DataError(
            f"ballots must map each ranking to its count, such as {{{_EXAMPLE}}}, "
            f"got {type(ballots).__name__}."
        )
    pairs = list(ballots)
    for place, pair in enumerate(pairs, start=1):
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise DataError(
                f"Ballot {place} is {pair!r}; expected a pair of ranking and count, such as ({_EXAMPLE})."
            )
    return [(ranking, count) for ranking, count in pairs]


def _groups(ranking: Any) -> Ranking:
    if isinstance(ranking, str) or not isinstance(ranking, tuple | list):
        raise DataError(
            f"A ranking must be a tuple of names, best first, got {ranking!r}. "
            f"For a single choice write ({ranking!r},)."
        )
    groups = []
    for element in ranking:
        together = isinstance(element, tuple | list | AbstractSet)
        group = list(element) if together else [element]
        for name in group:
            _check_name(name, ranking)
        groups.append(tuple(sorted(group)))
    names = [name for group in groups for name in group]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DataError(f"The ranking {ranking!r} names {twice!r} twice; each option may have one place.")
    return tuple(group for group in groups if group)


def _check_name(name: Any, where: Any) -> None:
    if not isinstance(name, str) or not name.strip():
        raise DataError(f"The name of an option must be text, got {name!r} in {where!r}.")
    if not is_text(name):
        raise DataError(f"The name {name!r} holds half a character, which nothing can show: write it anew.")


def is_text(name: str) -> bool:
    """Return whether a text can be stored and shown: no half of a character is left in it."""
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def _count(ranking: Any, count: Any) -> int:
    number = isinstance(count, int | float | np.integer | np.floating) and not isinstance(count, bool)
    if not number or not 0 <= count < np.inf or count != int(count):
        raise DataError(
            f"The count of ranking {ranking!r} is {count!r}; expected how many ballots say so: 0, 1, 2, ..."
        )
    return int(count)


def _listed(options: Iterable[str], named: set[str]) -> set[str]:
    if not isinstance(options, Iterable) or getattr(options, "ndim", 1) == 0:
        raise DataError(f"options must list the names on the ballot paper, got {options!r}.")
    listed = [options] if isinstance(options, str) else list(options)
    for name in listed:
        _check_name(name, "options")
    strange = sorted(named - set(listed))
    if strange:
        raise DataError(
            f"A ballot names {strange[0]!r}, which is not among the options: {', '.join(sorted(listed))}."
        )
    return set(listed)
