"""The next meeting's agenda, made from what the evidence says and fitted to the minutes at hand."""

from dataclasses import dataclass
from math import floor

import pandas as pd

from plcnb.errors import ParameterError

SHORTEST_MEETING = 10  # minutes: below this not even the two parts that matter most fit
LONGEST_MEETING = 480


@dataclass(frozen=True)
class Part:
    """One part of a meeting.

    `standard` and `least` are minutes; `weight` says what stays when time is short (higher stays longer).
    """

    item: str
    why: str
    standard: int
    least: int
    weight: int


@dataclass(frozen=True)
class Agenda:
    """What fits: a frame with `minutes`, `item`, `why`; and the parts that did not, by name."""

    parts: pd.DataFrame
    left_out: tuple[str, ...]


def fit(parts: list[Part], minutes: int) -> Agenda:
    """Fit the parts of a meeting into the minutes at hand.

    Parts of least weight go first until the least minutes of the others fit; the rest share the time in
    proportion to their standard minutes, each at its least minutes or above. Nothing is squeezed below
    its least, and what had to go is named.

    Parameters
    ----------
    parts : list of Part
        In the order of the meeting.
    minutes : int
        Length of the meeting, from 10 to 480.

    Returns
    -------
    Agenda
        Whole minutes that add up to `minutes` exactly.

    Raises
    ------
    ParameterError
        If `minutes` is outside its range, or there is no part.
    """
    if not SHORTEST_MEETING <= minutes <= LONGEST_MEETING:
        raise ParameterError(
            f"minutes must lie between {SHORTEST_MEETING} and {LONGEST_MEETING}, got {minutes!r}. "
            "It is the length of the team's next meeting."
        )
    if not parts:
        raise ParameterError("parts is empty: an agenda needs at least one part.")
    kept = list(parts)
    while sum(part.least for part in kept) > minutes and len(kept) > 1:
        kept.remove(min(reversed(kept), key=lambda part: part.weight))
    shares = _share_out(minutes, kept)
    frame = pd.DataFrame(
        {
            "minutes": shares,
            "item": [part.item for part in kept],
            "why": [part.why for part in kept],
        }
    )
    return Agenda(frame, tuple(part.item for part in parts if part not in kept))


def _share_out(minutes: int, parts: list[Part]) -> list[int]:
    """Return whole minutes a part: its least, then its share of what is left by largest remainder."""
    spare = minutes - sum(part.least for part in parts)
    wishes = [max(part.standard - part.least, 1) for part in parts]
    exact = [spare * wish / sum(wishes) for wish in wishes]
    given = [floor(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (given[i] - exact[i], -parts[i].weight))
    for i in by_remainder[: spare - sum(given)]:
        given[i] += 1
    return [part.least + extra for part, extra in zip(parts, given, strict=True)]
