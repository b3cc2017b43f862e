"""Which option a team prefers: its ranked ballots counted in four ways, and whether these agree."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import ParameterError
from plcnb.stats.ballots import Ballots, Counts, alike_names, read_ballots
from plcnb.stats.elimination import Runoff, runoff
from plcnb.stats.proportional import fairest

__all__ = ["FEW_BALLOTS", "METHODS", "Tally", "tally"]

METHODS = ("schulze", "irv", "borda", "approval_of_first_k")

FIRST_K = 2  # design choice: each voter's first two, which a room can count by hand
FEW_BALLOTS = 5  # as for answers of staff: of fewer, a count tells who voted how


@dataclass(frozen=True)
class Tally:
    """What ranked ballots say, counted in four ways.

    Winners are tuples in the order of names. More than one is a tie, which is also in `ties`; it is broken
    only where a seed was given. Without a ballot that ranks anything they are empty.

    Attributes
    ----------
    schulze : tuple of str
        By pairs: whom no other beats along a stronger chain of pairwise wins. Always the Condorcet winner
        where there is one.
    irv : tuple of str
        By rounds (instant runoff): the option with the fewest first places drops out and its ballots pass on
        to their next, until one has more than half of those that still count.
    borda : tuple of str
        By points: n - 1 for the first of n options, ..., 0 for the last.
    approval_of_first_k : tuple of str
        By how many voters rank the option among their first `k`.
    condorcet_winner : str or None
        Who beats every other option in a pair; None where nobody does.
    agree : bool
        Whether all four ways name the same winner, or the same tie.
    ties : dict of str to tuple of str
        For each way of counting that ends in a tie: all who are tied, also where a seed broke the tie.
    broken_by_seed : dict of str to str
        For each tie: whom the seed picked. Empty without a seed.
    lot : tuple of str
        All options in the order drawn by the seed, the luckiest first. Empty without a seed.
    seed : str
        The seed as published; "" without one.
    candidates : tuple of str
        All options, in the order of their names.
    n_ballots, n_blank : int
        Ballots that rank something; ballots that rank nothing, which count nowhere.
    k : int
        How many first places count as approval.
    winner : str or None
        The one whom all four ways name alone; else None.
    decision : {"settled", "cannot tell"}
        "settled" where there is such a winner.
    more_needed : str
        What would settle it; "" when settled.
    caution : str
        What to know before trusting or showing it; "" if nothing.
    pairwise : DataFrame
        Option × option: on how many ballots that of the row stands above that of the column.
    points : DataFrame
        By option: borda (points), approvals (ballots), first (first places; equal firsts share a ballot),
        pairs_won, pairs_lost.
    rounds : DataFrame
        Instant runoff by (round, option), in each round those with most votes first: votes (equal firsts
        share a ballot), outcome ("stays", "drops out", "stays by lot", "drops out by lot", "tied for last",
        "wins"), exhausted (ballots that rank nobody who is left). Without a seed the rounds end at the first
        tie for last that could matter.
    chosen : tuple of tuple of str
        The fairest sets of `choose` options, all of them where they tie; empty where one place is to be
        filled.
    """

    schulze: tuple[str, ...]
    irv: tuple[str, ...]
    borda: tuple[str, ...]
    approval_of_first_k: tuple[str, ...]
    condorcet_winner: str | None
    agree: bool
    ties: dict[str, tuple[str, ...]] = field(hash=False)
    broken_by_seed: dict[str, str] = field(hash=False)
    lot: tuple[str, ...]
    seed: str
    candidates: tuple[str, ...]
    n_ballots: int
    n_blank: int
    k: int
    winner: str | None
    decision: str
    more_needed: str
    caution: str
    pairwise: pd.DataFrame = field(compare=False, repr=False)
    points: pd.DataFrame = field(compare=False, repr=False)
    rounds: pd.DataFrame = field(compare=False, repr=False)
    chosen: tuple[tuple[str, ...], ...] = ()

    def winners(self, method: str) -> tuple[str, ...]:
        """Return who wins by one of the four ways.

        Raises
        ------
        ParameterError
            If `method` is not one of `METHODS`.
        """
        if method not in METHODS:
            raise ParameterError(f"method must be one of {', '.join(METHODS)}, got {method!r}.")
        return getattr(self, method)


def tally(
    ballots: Any,
    seed: int | str | None = None,
    k: int | None = None,
    *,
    options: Iterable[str] | None = None,
    choose: int = 1,
) -> Tally:
    """Count ranked ballots by pairs, by rounds, by points and by approval, and say where these disagree.

    Parameters
    ----------
    ballots : mapping of ranking to count, or iterable of (ranking, count)
        A ranking is a tuple of names, best first: {("Maths talk", "Exit tickets"): 3}. It may be incomplete;
        an element may be a tuple, list or set of names that are ranked equally. An empty ranking is a blank
        ballot.
    seed : int or str, optional
        Breaks ties. Publish it *before* the vote, or take one that nobody can choose, such as the numbers of
        a public lottery drawn after it.
    k : int, optional
        How many first places count as approval: by default 2 (or `choose` where that is more), but always
        one fewer than there are options, so that approval means something.
    options : iterable of str, optional
        All names on the ballot paper; needed only for those that nobody ranked.
    choose : int
        How many options are to be chosen together (see Notes).

    Raises
    ------
    DataError
        If a ranking names an option twice, a count is negative or not whole, or a name is no text.
    ParameterError
        If `k` or `choose` is out of range, or `seed` is neither a whole number nor text.

    Notes
    -----
    What a ballot does not rank stands below all that it ranks, with no preference among the rest. Where
    peers disagree on incomplete or equal rankings, and on ties:

    * Schulze counts a pairwise win by its winning votes, as Schulze, votelib and py-vote-core do; pref_voting
      takes margins, which is the same on complete ballots. All who are unbeaten win; py-vote-core draws one.
    * Rounds follow every way of breaking a tie for the last place ("parallel universes", pref_voting's
      instant_runoff_put), and all who win along one are winners. pyrankvote breaks a tie silently; dropping
      all who are tied at once (pref_voting's default) can drop the one who wins every other way. Ballots that
      rank nobody who is left are exhausted: the majority is one of the others. Where there are more ways than
      can be followed, all who were left at the first tie are named, and the caution says so.
    * Points: what a ballot leaves out shares the average of the places left, and so do options ranked
      equally. Every ballot then gives the same sum, and the points are wins plus half the ties over all
      pairs. Giving 0 to what is left out would reward ranking only one.
    * Approval: an option is approved of where fewer than k stand above it. What is not ranked never is.

    A seed orders the options by the SHA-256 digest of "seed:name" in UTF-8, so anybody can check the lot, on
    any machine. A tie is won by the first in the lot; in the rounds, of those tied for the last place the
    last in the lot drops out, so that a winner of the rounds need not be the luckiest of those who could win.

    With `choose` above 1, `chosen` is by proportional approval voting (Thiele): the set for which the sum
    over voters of 1 + 1/2 + ... + 1/(approved options in it) is largest, found by trying all sets. A group of
    voters then gets its share of the places; taking the first two of a single-winner count gives them all to
    the majority. A seed does not choose among sets that tie: all are listed.

    References
    ----------
    Schulze (2011), Soc. Choice Welf. 36, 267-303. Conitzer, Rognlie and Xia (2009), IJCAI 21, 109-115:
    parallel universes.
    Aziz and others (2017), Soc. Choice Welf. 48, 461-485: proportional approval gives groups their share.
    """
    cast = read_ballots(ballots, options)
    n = len(cast.options)
    _check_choose(choose, n)
    k = _first_k(k, choose, n)
    order = _lot(seed, cast.options)
    pairs = cast.pairwise()
    rounds = runoff(cast, order)
    points = _points(cast, pairs, k)
    won = _winners(pairs, points, rounds, cast)
    names = {method: tuple(cast.options[i] for i in sorted(winners)) for method, winners in won.items()}
    ties = {method: winners for method, winners in names.items() if len(winners) > 1}
    broken: dict[str, str] = {}
    if order is not None:
        picks = {method: min(won[method], key=order.index) for method in ties}
        if "irv" in ties and rounds.drawn is not None:
            picks["irv"] = rounds.drawn
        broken = {method: cast.options[pick] for method, pick in picks.items()}
    names |= {method: (pick,) for method, pick in broken.items()}
    agree = len(set(names.values())) == 1 and cast.n > 0
    winner = names["schulze"][0] if agree and len(names["schulze"]) == 1 else None
    return Tally(
        **names,
        condorcet_winner=_condorcet(pairs, cast),
        agree=agree,
        ties=ties,
        broken_by_seed=broken,
        lot=() if order is None else tuple(cast.options[i] for i in order),
        seed="" if seed is None else str(seed),
        candidates=cast.options,
        n_ballots=cast.n,
        n_blank=cast.n_blank,
        k=k,
        winner=winner,
        decision="cannot tell" if winner is None else "settled",
        more_needed=_more_needed(names, cast),
        caution=_caution(cast, rounds, f"seed {seed}" if broken else ""),
        pairwise=pd.DataFrame(pairs, index=_index(cast), columns=list(cast.options)),
        points=points,
        rounds=rounds.rounds,
        chosen=fairest(_approved(cast, k), cast, choose) if choose > 1 else (),
    )


def _winners(
    pairs: Counts, points: pd.DataFrame, rounds: Runoff, cast: Ballots
) -> dict[str, tuple[int, ...]]:
    if not cast.n:
        return dict.fromkeys(METHODS, ())
    return {
        "schulze": _unbeaten(pairs),
        "irv": rounds.winners,
        "borda": _best(points["borda"]),
        "approval_of_first_k": _best(points["approvals"]),
    }


def _best(values: pd.Series) -> tuple[int, ...]:
    return tuple(np.flatnonzero(values.to_numpy() == values.max()).tolist())


def _unbeaten(pairs: Counts) -> tuple[int, ...]:
    """Return whom nobody beats along a stronger chain than leads back (Schulze's potential winners)."""
    strength = np.where(pairs > pairs.T, pairs, 0)
    for middle in range(len(strength)):
        through = np.minimum(strength[:, [middle]], strength[[middle], :])
        strength = np.maximum(strength, through)
    return tuple(np.flatnonzero((strength >= strength.T).all(axis=1)).tolist())


def _condorcet(pairs: Counts, cast: Ballots) -> str | None:
    if not cast.n:
        return None
    wins = (pairs > pairs.T).sum(axis=1)
    best = np.flatnonzero(wins == len(pairs) - 1)
    return cast.options[best[0]] if len(best) else None


def _points(cast: Ballots, pairs: Counts, k: int) -> pd.DataFrame:
    equal = cast.n - pairs - pairs.T
    np.fill_diagonal(equal, 0)
    tops = cast.places == 0
    first = (cast.counts / np.maximum(tops.sum(axis=1), 1)) @ tops
    columns = {
        "borda": (2 * pairs + equal).sum(axis=1) / 2,
        "approvals": cast.counts @ _approved(cast, k),
        "first": first,
        "pairs_won": (pairs > pairs.T).sum(axis=1),
        "pairs_lost": (pairs < pairs.T).sum(axis=1),
    }
    return pd.DataFrame(columns, index=_index(cast))


def _approved(cast: Ballots, k: int) -> np.ndarray:
    """Return which options each ranking approves of: ranked, with fewer than k above them."""
    return (cast.standing_above() < k) & cast.ranked()


def _index(cast: Ballots) -> pd.Index:
    return pd.Index(list(cast.options), dtype="str", name="option")


def _lot(seed: int | str | None, options: tuple[str, ...]) -> tuple[int, ...] | None:
    if seed is None:
        return None
    if isinstance(seed, bool) or not isinstance(seed, int | str | np.integer) or not str(seed).strip():
        raise ParameterError(f"seed must be a whole number or text that was published, got {seed!r}.")
    digests = [sha256(f"{seed}:{name}".encode("utf-8", "surrogatepass")).digest() for name in options]
    return tuple(sorted(range(len(options)), key=lambda i: digests[i]))


def _check_choose(choose: Any, n: int) -> None:
    whole = isinstance(choose, int | np.integer) and not isinstance(choose, bool)
    if not whole or choose < 1 or (n and choose > n):
        raise ParameterError(
            f"choose must be a whole number from 1 to the number of options ({n}), got {choose!r}."
        )


def _first_k(k: Any, choose: int, n: int) -> int:
    if k is None:
        return max(min(max(FIRST_K, choose), n - 1), 1)
    if not isinstance(k, int | np.integer) or isinstance(k, bool) or k < 1:
        raise ParameterError(f"k must be a whole number of first places, 1 or more, got {k!r}.")
    return int(k)


def _more_needed(names: dict[str, tuple[str, ...]], cast: Ballots) -> str:
    if not cast.n:
        return "the first ballots"
    rivals = sorted(set().union(*names.values()))
    if len(rivals) == 1:
        return ""
    if len(rivals) == 2:
        return f"a talk, then a vote between {rivals[0]} and {rivals[1]}"
    return f"a talk, then a vote among the {len(rivals)} options that win in some way"


def _caution(cast: Ballots, rounds: Runoff, broken_by: str) -> str:
    everybody = cast.n + cast.n_blank
    known = []
    if 0 < everybody < FEW_BALLOTS:
        known.append(f"fewer than {FEW_BALLOTS} ballots: the counts can tell who voted how")
    elif everybody and len(cast.counts) == 1 and not cast.n_blank:
        known.append("all ballots are alike: the counts tell how everybody voted")
    if broken_by:
        known.append(f"a tie was broken by lot ({broken_by})")
    if not rounds.followed:
        known.append("too many ties to follow each: by rounds, all who were left at the first are named")
    for group in alike_names(cast.options):
        known.append(f"{' and '.join(map(repr, group))} are counted as different options")
    if cast.n_blank:
        known.append(f"{cast.n_blank} blank" + (" ballot" if cast.n_blank == 1 else " ballots"))
    return "; ".join(known)
