"""Who could work with whom: for members whom nobody turns to, or who turn to nobody.

A pairing is an offer with its reason, made to the people themselves; it says nothing about how good anybody
is at anything.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plcnb.model import Exchange, Member

_SHORTEST_WORD = 4  # letters: "the", "of" and "5th" tie nobody to anybody
_EVERYDAY = (
    "about class classroom grade help lesson more school student teach teacher team their them they this "
    "with work year"
)


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


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about: without accents, endings and everyday words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    stems = {_stem(word) for word in re.findall(r"[^\W\d_]+", plain)}
    everyday = {_stem(word) for word in _EVERYDAY.split()}
    return frozenset(word for word in stems - everyday if len(word) >= _SHORTEST_WORD)


def _stem(word: str) -> str:
    """Return a word without the endings that English hangs on it; other languages mostly pass unchanged."""
    return re.sub(r"(ings?|(?<!s)s)$", "", word).removesuffix("e")


def _reason(one: Member, other: Member, waiting: list[Exchange]) -> tuple[int, str]:
    """Return how strong a reason there is to bring two together, and the reason; 0 and "" for none."""
    mine = [x for x in waiting if x.person_id == one.person_id]
    theirs = [x for x in waiting if x.person_id == other.person_id]
    for first in mine:
        for second in theirs:
            shared = words_of(first.topic) & words_of(second.topic)
            if not shared:
                continue
            topic = first.topic.strip().rstrip(".")
            if first.kind != second.kind:
                return 3, f"one asks for what the other offers: {topic}"
            if first.kind == "ask":
                return 2, f"both ask for help with {topic}"
    if one.teaches.strip() and one.teaches.strip().casefold() == other.teaches.strip().casefold():
        return 1, f"both teach {one.teaches.strip()}"
    return 0, ""
