"""Who turns to whom, as a list of ties: read from a frame or from pairs, checked, each counted once."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal

import numpy as np
import pandas as pd

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import require

Person = Hashable
Tie = tuple[Person, Person]
Outside = Literal["refuse", "count"]
_LARGEST = 2.0**63  # what a number may be that stands for a person
OUTSIDE: tuple[Outside, ...] = ("refuse", "count")


@dataclass(frozen=True)
class Ties:
    """Ties between members, each once, and what was left aside on the way.

    `outside` counts, for each member, the ties to or from people who are no members.
    """

    between: tuple[Tie, ...]
    outside: dict[Person, int]
    n_repeated: int
    n_to_oneself: int


def read_ties(
    ties: pd.DataFrame | Iterable[Any], members: Iterable[Person], outside: Outside, directed: bool
) -> Ties:
    """Return the ties between members; a tie to oneself is no tie, and a repeated one counts once.

    Parameters
    ----------
    ties : DataFrame with columns `from` and `to`, or iterable of pairs
        From who asks to who is asked.
    members : iterable
        As `read_members` gives them.
    outside : "refuse" or "count"
        What to do with a tie that has an end outside the members.
    directed : bool
        False: a tie from A to B and one from B to A are the same tie.

    Raises
    ------
    DataError
        If a tie is no pair, lacks an end, or has an end outside the members where those are refused.
    ParameterError
        If `outside` is neither word.
    """
    if not isinstance(outside, str) or outside not in OUTSIDE:
        raise ParameterError(f"outside must be one of {', '.join(OUTSIDE)}, got {outside!r}.")
    outside_of = dict.fromkeys(members, 0)
    seen: dict[Hashable, Tie] = {}
    n_repeated = n_to_oneself = 0
    for place, tie in enumerate(pairs(ties), start=1):
        strangers = [person for person in tie if person not in outside_of]
        if strangers and outside == "refuse":
            raise DataError(
                f"Tie {place} goes from {tie[0]!r} to {tie[1]!r}, but {strangers[0]!r} is no member. "
                'Add the name to members, or pass outside="count".'
            )
        if strangers:
            for person in set(tie) - set(strangers):
                outside_of[person] += 1
        elif tie[0] == tie[1]:
            n_to_oneself += 1
        else:
            key = tie if directed else frozenset(tie)
            n_repeated += key in seen
            seen.setdefault(key, tie)
    return Ties(tuple(seen.values()), outside_of, n_repeated, n_to_oneself)


def pairs(ties: pd.DataFrame | Iterable[Any]) -> list[Tie]:
    """Return the ties as pairs, checked one by one.

    Raises
    ------
    DataError
        If a tie is no pair of two names, or one of them is missing. Names the tie's place.
    """
    if isinstance(ties, pd.DataFrame):
        require_once("ties", ties, ["from", "to"])
        listed: list[Any] = list(zip(ties["from"], ties["to"], strict=True))
    elif _is_listed(ties):
        listed = list(ties)
    else:
        raise DataError(
            f"ties must be a frame with columns from and to, or pairs (from, to); got {type(ties).__name__}."
        )
    return [_pair(tie, place) for place, tie in enumerate(listed, start=1)]


def read_members(name: str, people: Any) -> list[Person]:
    """Return people as a list without doubles, in their order.

    Raises
    ------
    DataError
        If `people` is one text or no list, or someone is missing or stands in it twice. Calls it `name`.
    """
    if not _is_listed(people):
        raise DataError(f"{name} must be a list of names, got {people!r}.")
    listed = list(people)
    for place, person in enumerate(listed, start=1):
        if is_nobody(person):
            raise DataError(f"{name} holds {person!r} at place {place}; expected a name.")
    if len(set(listed)) < len(listed):
        twice = next(person for person, count in Counter(listed).items() if count > 1)
        raise DataError(f"{name} holds {twice!r} twice. Name each once.")
    return listed


def require_once(name: str, frame: pd.DataFrame, columns: list[str]) -> None:
    """Refuse a frame that lacks one of the columns, or has it twice.

    Raises
    ------
    DataError
        Names the frame and the column.
    """
    require(name, frame, columns)
    twice = next((column for column in columns if isinstance(frame[column], pd.DataFrame)), None)
    if twice is not None:
        raise DataError(f"{name} has more than one column {twice}. Keep the one that is meant.")


def is_nobody(name: Any) -> bool:
    """Say whether a value is no name: neither a text with letters, a number, a time, nor a tuple of these."""
    if isinstance(name, tuple):
        return not name or any(map(is_nobody, name))
    if isinstance(name, str):
        return not name.strip()
    if isinstance(name, int | float | np.number | np.bool_):
        return not -_LARGEST < name < _LARGEST  # also NaN
    return not isinstance(name, date | time | pd.Period | np.datetime64) or bool(name != name)


def _is_listed(values: Any) -> bool:
    """Say whether values are several things to go through: neither one text nor an array without a row."""
    return (
        isinstance(values, Iterable)
        and not isinstance(values, str | bytes)
        and getattr(values, "ndim", 1) > 0
    )


def _pair(tie: Any, place: int) -> Tie:
    if isinstance(tie, str | bytes) or not isinstance(tie, Iterable) or len(ends := list(tie)) != 2:
        raise DataError(f"Tie {place} is {tie!r}; expected a pair of names: from, to.")
    if any(map(is_nobody, ends)):
        raise DataError(f"Tie {place} is {tie!r}; both ends must be names.")
    return ends[0], ends[1]
