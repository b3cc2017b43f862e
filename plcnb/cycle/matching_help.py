"""Who asks for what somebody else offers: matched by the words of the topics, and saying which."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from plcnb.cycle.topics import stems
from plcnb.model import Exchange

ENOUGH = 0.5  # of the words of one topic must be in the other; a design choice, rather too many than none


@dataclass(frozen=True)
class Match:
    """An ask and an offer that speak of the same; `words` are those they share, as they were typed."""

    ask: Exchange
    offer: Exchange
    words: tuple[str, ...]


def open_exchanges(exchanges: Iterable[Exchange], today: date) -> tuple[Exchange, ...]:
    """Return the asks and offers that are complete and not answered by `today`."""
    return tuple(
        one for one in exchanges if one.complete and not (one.answered_on and one.answered_on <= today)
    )


def matches(
    asks: Sequence[Exchange],
    offers: Sequence[Exchange],
    *,
    read: Callable[[Exchange], str] = lambda one: f"{one.topic} {one.detail}",
) -> tuple[Match, ...]:
    """Return the asks with the offers that speak of the same, the closest first.

    Two topics match where at least half of the words of one of them stand in the other's text. Words that
    every topic at a school has, and the endings of words, do not count.

    Parameters
    ----------
    asks, offers : sequence of Exchange
        Open ones. Nobody is matched with their own.
    read : callable
        What of an exchange may be read beside its topic; across teams the topic alone.
    """
    found = []
    for ask in asks:
        for offer in offers:
            shared = _shared(ask, offer, read)
            if shared and not _same_person(ask, offer):
                found.append((Match(ask, offer, tuple(shared.values())), len(shared)))
    found.sort(key=lambda pair: -pair[1])  # stable: otherwise in the order they were asked in
    return tuple(match for match, _ in found)


def _same_person(ask: Exchange, offer: Exchange) -> bool:
    return (ask.team_id, ask.person_id) == (offer.team_id, offer.person_id)


def _shared(ask: Exchange, offer: Exchange, read: Callable[[Exchange], str]) -> dict[str, str]:
    """Return the stems that ask and offer share, with the words as the ask has them; {} where too few."""
    for one, other in ((ask, offer), (offer, ask)):
        topic, text = stems(one.topic), stems(read(other))
        shared = {stem: word for stem, word in topic.items() if stem in text}
        if topic and len(shared) >= ENOUGH * len(topic):
            return shared
    return {}
