"""When a team can meet: who can come to which time, and who has not said."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import DataError
from plcnb.stats.answers import texts
from plcnb.stats.proportions import Floats
from plcnb.stats.settling import plural
from plcnb.stats.ties import read_members

Slot = Hashable

FITS = ("fits everyone", "does not fit everyone", "cannot tell")


@dataclass(frozen=True)
class Meetings:
    """The fewest meetings, one or two, that reach everybody who can come at all.

    Attributes
    ----------
    slots : tuple
        The times; empty where nobody can come to any.
    reached, missed, not_said : tuple
        Who can come to one of the times; who cannot; and who might: they have not answered for all of them.
    both : tuple
        Who can come to either time, and so could carry word from one to the other.
    verdict : str
        "fits everyone", "does not fit everyone" or "cannot tell".
    more_needed : str
        What would settle the verdict; "" if it is settled.
    """

    slots: tuple[Slot, ...]
    reached: tuple[Hashable, ...]
    missed: tuple[Hashable, ...]
    not_said: tuple[Hashable, ...]
    both: tuple[Hashable, ...]
    verdict: str
    more_needed: str


def common_times(
    availability: pd.DataFrame | Mapping[Hashable, Iterable[Slot] | None],
    slots: Iterable[Slot] | None = None,
) -> pd.DataFrame:
    """Return the times by how many can come. Who has not answered is never taken to be free.

    Parameters
    ----------
    availability : DataFrame of slots × people, or mapping from person to the slots they can come to
        In a frame True (1) can, False (0) cannot, NaN has not answered. In a mapping None has not answered,
        and who has answered cannot come to the slots they do not name.
    slots : iterable, optional
        All the times offered, in their order; needed to tell a time that suits nobody. By default the
        frame's rows, or the slots that anybody names.

    Returns
    -------
    DataFrame
        By slot; most who can come first, then in the slots' own order:

        * n_can, n_cannot, n_unknown: people (int), adding up to all;
        * share: n_can / all people, in [0, 1]; NaN without people;
        * who_cannot: tuple of people, in their order;
        * everyone: whether all can come (bool);
        * who_unknown: tuple of those who have not answered;
        * verdict: "fits everyone", "does not fit everyone", or "cannot tell" while an answer is missing and
          nobody has declined; more_needed: what would settle it, "" if settled.

        Without people "cannot tell" throughout; without slots an empty frame. Ties keep the slots' order.

    Raises
    ------
    DataError
        If a slot or a person stands twice, somebody names a slot that is not offered, or a value is neither
        True, False nor missing.
    """
    times, people, can = _read(availability, slots)
    unknown = np.isnan(can)
    cannot = can == 0
    n_can = (can == 1).sum(axis=1).astype(int)
    n_cannot, n_unknown = cannot.sum(axis=1).astype(int), unknown.sum(axis=1).astype(int)
    verdicts = [_fit(int(no), int(open_), len(people)) for no, open_ in zip(n_cannot, n_unknown, strict=True)]
    frame = pd.DataFrame(
        {
            "n_can": n_can,
            "n_cannot": n_cannot,
            "n_unknown": n_unknown,
            "share": n_can / len(people) if people else np.full(len(times), nan),
            "who_cannot": _who(people, cannot),
            "everyone": (n_can == len(people)) & (len(people) > 0),
            "who_unknown": _who(people, unknown),
            "verdict": texts(verdict for verdict, _ in verdicts),
            "more_needed": texts(more for _, more in verdicts),
        },
        index=pd.Index(times, name="slot", tupleize_cols=False),
    )
    return frame.iloc[np.argsort(-n_can, kind="stable")]


def two_meetings(
    availability: pd.DataFrame | Mapping[Hashable, Iterable[Slot] | None],
    slots: Iterable[Slot] | None = None,
) -> Meetings:
    """Return the one time that suits everybody, or else the two that together reach the most people.

    A second time is added only where it reaches somebody whom no single time does. Of pairs that reach
    equally many, the one that more people can attend twice comes first, since they can carry word from one
    meeting to the other; then the earlier slots. Every pair is tried.

    Parameters
    ----------
    availability, slots
        As `common_times`.

    Returns
    -------
    Meetings
        With "cannot tell" where everybody who answered is reached and others have not answered.

    Raises
    ------
    DataError
        As `common_times`.
    """
    times, people, can = _read(availability, slots)
    free = can == 1
    chosen = _best(free)
    reached = free[chosen].any(axis=0)
    open_ = ~reached & np.isnan(can).any(axis=0)
    missed = ~reached & ~open_
    verdict, more_needed = _fit(int(missed.sum()), int(open_.sum()), len(people))
    if not times:
        verdict, more_needed = "cannot tell", "times to choose from"
    twice = free[chosen].all(axis=0) & (len(chosen) == 2)
    return Meetings(
        slots=tuple(times[place] for place in chosen),
        reached=_names(people, reached),
        missed=_names(people, missed),
        not_said=_names(people, open_),
        both=_names(people, twice),
        verdict=verdict,
        more_needed=more_needed,
    )


def _best(free: np.ndarray) -> list[int]:
    """Return the places of the one or two slots that reach most; of equals the first."""
    counts = free.sum(axis=1)
    if not counts.any():
        return []
    best, reach = [int(counts.argmax())], (int(counts.max()), free.shape[1])  # one meeting beats two alike
    if counts.max() < free.any(axis=0).sum():
        for one, other in combinations(range(len(free)), 2):
            both = int((free[one] & free[other]).sum())
            candidate = (int(counts[one] + counts[other]) - both, both)
            if candidate > reach:
                best, reach = [one, other], candidate
    return best


def _fit(n_cannot: int, n_unknown: int, n_people: int) -> tuple[str, str]:
    """Return the verdict on a time and what would settle it."""
    if not n_people:
        return "cannot tell", "the names of those who should come"
    if n_cannot:
        return "does not fit everyone", ""
    if n_unknown:
        return "cannot tell", f"answers of {plural(n_unknown, 'more member')}"
    return "fits everyone", ""


def _read(availability: Any, slots: Any) -> tuple[list[Slot], list[Hashable], Floats]:
    """Return slots, people, and who can: 1, 0 or NaN, shape (n_slots, n_people)."""
    if isinstance(availability, pd.DataFrame):
        frame = availability
        if slots is not None:
            offered, rows = read_members("slots", slots), read_members("slots", frame.index)
            _refuse_strangers("The frame", rows, offered)
            frame = frame.set_axis(_as_they_are(rows)).reindex(
                _as_they_are(offered)
            )  # of a slot without a row nobody has said anything
    elif isinstance(availability, Mapping):
        frame = _from_mapping(availability, slots)
    else:
        raise DataError(
            "availability must be a frame of slots by people, or a mapping from person to slots; "
            f"got {type(availability).__name__}."
        )
    times, people = read_members("slots", frame.index), read_members("people", frame.columns)
    cells = frame.to_numpy(dtype=object)
    can = [
        _answer(cells[row, column], time, who)
        for row, time in enumerate(times)
        for column, who in enumerate(people)
    ]
    return times, people, np.array(can, float).reshape(len(times), len(people))


def _from_mapping(said: Mapping[Hashable, Any], slots: Any) -> pd.DataFrame:
    people = read_members("people", said)
    named = {
        person: None if said[person] is None else read_members(f"The slots of {person!r}", said[person])
        for person in people
    }
    every = list(dict.fromkeys(slot for times in named.values() for slot in times or ()))
    offered = every if slots is None else read_members("slots", slots)
    for person, times in named.items():
        _refuse_strangers(repr(person), times or [], offered)
    rows = [[None if times is None else slot in times for times in named.values()] for slot in offered]
    return pd.DataFrame(rows, index=_as_they_are(offered), columns=_as_they_are(people))


def _as_they_are(names: list[Any]) -> pd.Index:
    return pd.Index(names, dtype=object, tupleize_cols=False)


def _refuse_strangers(who: str, named: list[Slot], offered: list[Slot]) -> None:
    known = set(offered)
    stranger = next((slot for slot in named if slot not in known), None)
    if stranger is not None:
        raise DataError(f"{who} names the slot {stranger!r}, which is not among those offered.")


def _answer(value: Any, slot: Slot, person: Hashable) -> float:
    """Return 1 for can, 0 for cannot, NaN for no answer."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return nan
    if isinstance(value, bool | int | float | np.bool_ | np.number) and value in (0, 1):
        return float(value)
    raise DataError(f"{person!r} has {value!r} at {slot!r}; expected True, False, or nothing for no answer.")


def _names(people: list[Hashable], those: np.ndarray) -> tuple[Hashable, ...]:
    return tuple(person for person, chosen in zip(people, those, strict=True) if chosen)


def _who(people: list[Hashable], those: np.ndarray) -> np.ndarray:
    """Return a column of tuples, also where there is no row to tell that it is one."""
    column = np.empty(len(those), dtype=object)
    for row, chosen in enumerate(those):
        column[row] = _names(people, chosen)
    return column
