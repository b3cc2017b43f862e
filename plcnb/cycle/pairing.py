"""Who could work with whom: for members whom nobody turns to, or who turn to nobody.

A pairing is an offer with its reason, made to the people themselves; it says nothing about how good anybody
is at anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plcnb.cycle.topics import stems
from plcnb.model import Exchange, Member


@dataclass(frozen=True)
class Pairing:
    """An offer: these two could work together, and why.

    Attributes
    ----------
    person_id, partner_id : str
    why : str
        The reason, as a sentence fragment: "both teach Grade 7 Mathematics".
    """

    person_id: str
    partner_id: str
    why: str


def pairings(
    alone: Iterable[str], members: Sequence[Member], exchanges: Iterable[Exchange] = ()
) -> tuple[Pairing, ...]:
    """Return one partner for each member who is alone, where there is a reason for one.

    The best reason comes first: one offers what the other asks for; then both asked for the same help; then
    both teach the same. Nobody is given to two people while somebody else would do.

    Parameters
    ----------
    alone : iterable of str
        Person ids of members without a tie, in or out.
    members : sequence of Member
        Everybody who could be a partner.
    exchanges : iterable of Exchange
        What members ask for and offer; those that are answered no longer count.

    Returns
    -------
    tuple of Pairing
        In the order of `alone`; who finds nobody is left out.
    """
    waiting = [one for one in exchanges if one.answered_on is None and one.person_id]
    taken: dict[str, int] = {}
    made: list[Pairing] = []
    people = {one.person_id: one for one in members}
    for person in dict.fromkeys(alone):
        if person not in people or any(person in (one.person_id, one.partner_id) for one in made):
            continue
        offers = [
            (strength, -taken.get(other, 0), other, why)
            for other in people
            if other != person
            for strength, why in [_reason(people[person], people[other], waiting)]
            if why
        ]
        if not offers:
            continue
        _, _, partner, why = max(offers, key=lambda one: (one[0] > 0, one[1], one[0], one[2]))
        taken[partner] = taken.get(partner, 0) + 1
        made.append(Pairing(person, partner, why))
    return tuple(made)


def _reason(one: Member, other: Member, waiting: list[Exchange]) -> tuple[int, str]:
    """Return how strong a reason there is to bring two together, and the reason; 0 and "" for none."""
    mine = [x for x in waiting if x.person_id == one.person_id]
    theirs = [x for x in waiting if x.person_id == other.person_id]
    for first in mine:
        for second in theirs:
            if not stems(first.topic).keys() & stems(second.topic).keys():
                continue
            topic = first.topic.strip().rstrip(".")
            if first.kind != second.kind:
                return 3, f"one asks for what the other offers: {topic}"
            if first.kind == "ask":
                return 2, f"both ask for help with {topic}"
    if one.teaches.strip() and one.teaches.strip().casefold() == other.teaches.strip().casefold():
        return 1, f"both teach {one.teaches.strip()}"
    return 0, ""
