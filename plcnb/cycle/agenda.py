"""An agenda: parts of a meeting, fitted to the minutes at hand; what was left out is said, and why."""

from dataclasses import dataclass

import pandas as pd

from plcnb.cycle.fitting import LONGEST_MEETING, check_length, fit_minutes
from plcnb.errors import ParameterError
from plcnb.tables import count_of

__all__ = ["LONGEST_MEETING", "SHORTEST_MEETING", "Agenda", "Part", "fit"]

SHORTEST_MEETING = 10  # minutes: below this not even the parts that are never dropped fit


@dataclass(frozen=True)
class Part:
    """One part of a meeting.

    `standard` and `least` are minutes; `weight` says what stays when time is short (higher stays longer), and
    `always` that it is never dropped. `kind` is one word for what it is about ("steps", "trial").
    """

    item: str
    why: str
    standard: int
    least: int
    weight: int
    always: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Agenda:
    """What fits, and what does not.

    Attributes
    ----------
    parts : DataFrame
        `minutes`, `item`, `why`, `kind`, in the order of the meeting.
    left_out : tuple of str
        The items that do not fit.
    fits_from : tuple of int
        For each of these the shortest meeting, in minutes, that would hold it.
    """

    parts: pd.DataFrame
    left_out: tuple[str, ...]
    fits_from: tuple[int, ...]

    @property
    def minutes(self) -> int:
        """Length of the meeting."""
        return int(self.parts["minutes"].sum())

    @property
    def note(self) -> str:
        """Say what does not fit into the minutes, and from how many on it would; empty if everything does."""
        named = "; ".join(
            f"{item} (fits from {count_of(needed, 'minute')})"
            for item, needed in zip(self.left_out, self.fits_from, strict=True)
        )
        return f"Left out of {count_of(self.minutes, 'minute')}: {named}." if named else ""


def fit(parts: list[Part], minutes: int) -> Agenda:
    """Fit the parts of a meeting into the minutes at hand.

    Parts of least weight go first until the least minutes of the others fit; the rest share the time, each at
    its least minutes or above. Nothing is squeezed below its least, what is marked `always` stays, and what
    had to go is named. A longer meeting holds whatever a shorter one held.

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
        If `minutes` is outside its range or too few for what is never dropped, or there is no part.
    """
    minutes = check_length(minutes, SHORTEST_MEETING)
    if not parts:
        raise ParameterError("parts is empty: an agenda needs at least one part.")
    fitted = fit_minutes(parts, minutes, "The agenda")
    kept = [parts[place] for place in fitted.kept]
    frame = pd.DataFrame(
        {
            "minutes": fitted.minutes,
            "item": [part.item for part in kept],
            "why": [part.why for part in kept],
            "kind": [part.kind for part in kept],
        }
    )
    return Agenda(frame, tuple(parts[place].item for place in fitted.dropped), fitted.fits_from)
