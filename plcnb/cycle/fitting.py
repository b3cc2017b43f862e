"""What of a meeting fits into its minutes, and how long each part may take: in whole minutes, none squeezed.

The parts form one order of importance, and a meeting holds as many from its top as fit at their least
minutes. Nothing lighter slips in where something weightier did not fit: so a longer meeting never drops what
a shorter one held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Protocol

from plcnb.errors import ParameterError

LONGEST_MEETING = 480  # minutes; a longer one is a slip


class Timed(Protocol):
    """What takes a part of a meeting's minutes; `weight` says what stays when time is short."""

    @property
    def standard(self) -> int:
        """Minutes it takes when nobody is in a hurry."""

    @property
    def least(self) -> int:
        """Minutes below which it is not worth beginning."""

    @property
    def weight(self) -> int:
        """The higher, the longer it stays."""

    @property
    def always(self) -> bool:
        """Whether it is never dropped."""


@dataclass(frozen=True)
class Fitted:
    """What fits, as places in the list given, with its minutes; and what does not, with the minutes it needs.

    `minutes` and `kept` are in the order of the meeting. `fits_from` holds, for each place of `dropped`, the
    shortest meeting that would hold it.
    """

    kept: tuple[int, ...]
    minutes: tuple[int, ...]
    dropped: tuple[int, ...]
    fits_from: tuple[int, ...]


def check_length(minutes: Any, shortest: int) -> int:
    """Return the length of a meeting as a whole number.

    Raises
    ------
    ParameterError
        If it is none, or out of range.
    """
    whole = isinstance(minutes, Integral) and not isinstance(minutes, bool)
    if not whole or not shortest <= minutes <= LONGEST_MEETING:
        raise ParameterError(
            f"minutes must lie between {shortest} and {LONGEST_MEETING}, got {minutes!r}. "
            "It is the length of the team's meeting, a whole number."
        )
    return int(minutes)


def shortest_meeting(parts: Sequence[Timed]) -> int:
    """Return the minutes below which not even the parts that are never dropped fit."""
    never_dropped = [part.least for part in parts if part.always]
    return sum(never_dropped) if never_dropped else parts[_by_importance(parts)[0]].least


def fit_minutes(parts: Sequence[Timed], minutes: int, what: str) -> Fitted:
    """Choose what fits into the minutes at hand, and share them out.

    Parameters
    ----------
    parts : sequence
        In the order of the meeting; not empty.
    minutes : int
        Length of the meeting.
    what : str
        What has to fit, as the message calls it ("the tuning protocol").

    Returns
    -------
    Fitted
        Whole minutes that add up to `minutes` exactly, each at its least or above. Up to their standard
        minutes the parts grow in proportion to what they lack, beyond it in proportion to their standard.

    Raises
    ------
    ParameterError
        If what is never dropped does not fit; says how many minutes it takes.
    """
    needed = shortest_meeting(parts)
    if minutes < needed:
        raise ParameterError(
            f"{what} needs at least {needed} minutes, got {minutes!r}: some of its steps are never dropped. "
            "Plan a longer meeting, or move it to the next one."
        )
    order = _by_importance(parts)
    whole, kept, later = 0, [], {}
    for place in order:
        whole += parts[place].least
        if whole <= minutes:
            kept.append(place)
        else:
            later[place] = whole
    kept.sort()
    shares = _share_out(minutes, [parts[place] for place in kept])
    return Fitted(tuple(kept), tuple(shares), tuple(sorted(later)), tuple(later[p] for p in sorted(later)))


def _by_importance(parts: Sequence[Timed]) -> list[int]:
    """Return the places from what stays longest to what goes first; among equals the earlier stays longer."""
    return sorted(range(len(parts)), key=lambda place: (not parts[place].always, -parts[place].weight, place))


def _share_out(minutes: int, parts: Sequence[Timed]) -> list[int]:
    """Return whole minutes a part, first towards its standard, then beyond."""
    lacking = [max(part.standard - part.least, 0) for part in parts]
    spare = minutes - sum(part.least for part in parts)
    first = _apportion(min(spare, sum(lacking)), lacking)
    beyond = _apportion(max(spare - sum(lacking), 0), [part.standard for part in parts])
    return [part.least + one + two for part, one, two in zip(parts, first, beyond, strict=True)]


def _apportion(minutes: int, wishes: Sequence[int]) -> list[int]:
    """Give minutes one by one to whoever has least for its wish (Webster's method of apportionment).

    Unlike the largest remainder it never takes a minute away from a part when the meeting gets longer, and it
    meets the wishes exactly when they can all be met.
    """
    given = [0] * len(wishes)
    for _ in range(minutes):
        claims = [wish / (2 * has + 1) for wish, has in zip(wishes, given, strict=True)]
        given[claims.index(max(claims))] += 1
    return given
