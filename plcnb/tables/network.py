"""Who works with whom, as counts: never a list of who stands apart."""

import pandas as pd

from plcnb.errors import DataError
from plcnb.stats.network import FEWEST_SHOWN, STATUSES, Described, Network
from plcnb.tables.numbers import count_of, percent
from plcnb.tables.table import Cell, Column, Table

# For one, for several, and for one and several where ties have no direction.
_WORDS = {
    "connected": ("asks and is asked", "ask and are asked", "works with others", "work with others"),
    "not asking": ("is asked and asks nobody", "are asked and ask nobody", "", ""),
    "unheard": ("asks and is not asked", "ask and are not asked", "", ""),
    "isolate": ("neither asks nor is asked", "neither ask nor are asked", "works alone", "work alone"),
    "no answer": ("has not answered", "have not answered", "has not answered", "have not answered"),
}
_HELPS = {
    "connected": "Keep the times at which they meet.",
    "not asking": "Make asking usual: everyone brings one question to the next meeting.",
    "unheard": "Give what they know a place: a turn to show something that worked.",
    "isolate": "Offer a partner and something to plan together; let them choose.",
    "no answer": "Ask once more. Until then nothing is known of whom they turn to.",
}


def network_table(described: Described) -> Table:
    """Return how many members have which place in the network, and what helps.

    For everybody's eyes: counts only. With fewer than 5 answers no row is shown.

    Parameters
    ----------
    described : Described
        As `stats.network.describe` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    people, network = checked_network(described)
    shown = network.n_responded >= FEWEST_SHOWN
    rows = tuple(
        (Cell(words[0].upper() + words[1:]), Cell(f"{count:,}"), Cell(_HELPS[status]))
        for status, count, words in status_counts(people, network)
        if shown
    )
    return Table(
        f"{network_basis(network)}: {network_numbers(network)}",
        (Column("Members who"), Column("Count", "num"), Column("What helps")),
        rows,
        too_few_answers(network),
    )


def status_counts(people: pd.DataFrame, network: Network) -> list[tuple[str, int, str]]:
    """Return each status that occurs, how many have it, and what it means for so many."""
    counts = people["status"].value_counts()
    first = 0 if network.directed else 2
    return [
        (status, int(counts[status]), _WORDS[status][first + (counts[status] != 1)])
        for status in STATUSES
        if status in counts
    ]


def network_basis(network: Network) -> str:
    """Return whom a network is about: "14 ties among 8 members, 7 answered"."""
    everyone = network.n_members == network.n_responded
    answered = "all answered" if everyone else f"{network.n_responded:,} answered"
    return f"{count_of(network.n_ties, 'tie')} among {count_of(network.n_members, 'member')}, {answered}"


def network_numbers(network: Network) -> str:
    """Return a network's density and reciprocity, over what the answers can show."""
    dense = f"{percent(network.density_known)} of the ties that could be are there"
    back = percent(network.reciprocity_known)
    known = network.reciprocity_known == network.reciprocity_known
    return f"{dense}, {back} of those are returned" if known else dense


def too_few_answers(network: Network) -> str:
    """Say why a network is not shown while few have answered."""
    if not network.n_responded:
        return "Nobody has answered yet."
    return (
        f"Only {network.n_responded} answered: with fewer than {FEWEST_SHOWN} anybody could tell who is who."
    )


def checked_network(described: object) -> Described:
    """Return what was given, if it is what `stats.network.describe` gives.

    Raises
    ------
    DataError
        If it is something else.
    """
    if not isinstance(described, Described):
        raise DataError(f"A network is what network.describe gives, got {type(described).__name__}.")
    return described
