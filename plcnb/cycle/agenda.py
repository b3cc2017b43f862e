"""An agenda: parts of a meeting, fitted to the minutes at hand; what was left out is said, and why."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from plcnb.cycle.fitting import LONGEST_MEETING, check_length, fit_minutes
from plcnb.cycle.protocols import (
    LONGEST_PROMPT,
    LONGEST_STEP,
    LONGEST_TITLE,
    LeftOut,
    Plan,
    PlannedStep,
    Protocol,
    ProtocolStep,
)
from plcnb.errors import ParameterError
from plcnb.model.meetings import MeetingPart
from plcnb.tables import count_of

__all__ = ["LONGEST_MEETING", "SHORTEST_MEETING", "Agenda", "Part", "fit"]

SHORTEST_MEETING = 10  # minutes: below this not even the parts that are never dropped fit


@dataclass(frozen=True)
class Part:
    """One part of a meeting.

    `standard` and `least` are minutes; `weight` says what stays when time is short (higher stays longer), and
    `always` that it is never dropped. `kind` is one word for what it is about ("steps", "trial"), so that a
    page can lead to the right form; `speaks` says whose turn it is.
    """

    item: str
    why: str
    standard: int
    least: int
    weight: int
    always: bool = False
    kind: str = ""
    speaks: str = "Everyone, in turn"


def _nothing_dropped() -> pd.DataFrame:
    return pd.DataFrame({"item": [], "why": [], "kind": [], "least": [], "fits_from": []})


@dataclass(frozen=True)
class Agenda:
    """What fits, and what does not.

    Attributes
    ----------
    parts : DataFrame
        `minutes`, `item`, `why`, `kind`, `speaks`, in the order of the meeting.
    left_out : tuple of str
        The items that do not fit.
    dropped : DataFrame
        `item`, `why`, `kind`, `least` and `fits_from`: the shortest meeting, in minutes, that would hold it.
    """

    parts: pd.DataFrame
    left_out: tuple[str, ...]
    dropped: pd.DataFrame = field(default_factory=_nothing_dropped)

    @property
    def minutes(self) -> int:
        """Length of the meeting."""
        return int(self.parts["minutes"].sum())

    @property
    def note(self) -> str:
        """Say what does not fit into the minutes, and from how many on it would; empty if everything does."""
        if self.dropped.empty:
            return ""
        named = "; ".join(
            f"{item} (fits from {count_of(needed, 'minute')})"
            for item, needed in zip(self.dropped["item"], self.dropped["fits_from"], strict=True)
        )
        return f"Left out of {count_of(self.minutes, 'minute')}: {named}."

    @property
    def meeting_parts(self) -> tuple[MeetingPart, ...]:
        """The parts as the record of a planned meeting keeps them."""
        rows = zip(self.parts["item"], self.parts["minutes"], strict=True)
        return tuple(MeetingPart(item=item, minutes=int(minutes)) for item, minutes in rows)

    def plan(self, name: str = "Our meeting") -> Plan:
        """Return the agenda as a plan, which `running.ProtocolRun` runs with its clock.

        Titles and prompts too long for a screen are cut; two parts of one name are told apart by a number.
        """
        rows = self.parts.to_dict("records")
        titles = _told_apart([_title(row) for row in rows])
        steps = [_step(title, int(row["minutes"]), row) for title, row in zip(titles, rows, strict=True)]
        gone = [
            LeftOut(step=_step(_title(row), int(row["least"]), row), fits_from=int(row["fits_from"]))
            for row in self.dropped.to_dict("records")
        ]
        protocol = Protocol(
            id="agenda",
            name=_cut(name.strip(), LONGEST_TITLE) or "Our meeting",
            purpose="What this meeting is to settle.",
            steps=tuple(steps),
        )
        planned = [
            PlannedStep(step=step, minutes=int(row["minutes"])) for step, row in zip(steps, rows, strict=True)
        ]
        return Plan(protocol=protocol, steps=tuple(planned), dropped=tuple(gone))


def _title(row: dict[Hashable, Any]) -> str:
    """Return what a screen calls a part, with room for a number behind it."""
    return _cut(str(row["item"]).strip() or "Next", LONGEST_TITLE - len(" (99)"))


def _step(title: str, minutes: int, row: dict[Hashable, Any]) -> ProtocolStep:
    """Return a part as a step of a protocol."""
    minutes = min(max(minutes, 1), LONGEST_STEP)
    return ProtocolStep(
        title=title,
        minutes=minutes,
        least=minutes,
        speaks=str(row.get("speaks", "")) or Part.speaks,
        prompt=_cut(str(row["why"]).strip() or title, LONGEST_PROMPT),
    )


def _told_apart(titles: list[str]) -> list[str]:
    """Number every title that stood before already, capitals aside."""
    folded = [title.casefold() for title in titles]
    return [
        f"{title} ({place + 1})" if folded[place] in folded[:place] else title
        for place, title in enumerate(titles)
    ]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


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
    kept, gone = [parts[place] for place in fitted.kept], [parts[place] for place in fitted.dropped]
    frame = pd.DataFrame(
        {
            "minutes": fitted.minutes,
            "item": [part.item for part in kept],
            "why": [part.why for part in kept],
            "kind": [part.kind for part in kept],
            "speaks": [part.speaks for part in kept],
        }
    )
    dropped = pd.DataFrame(
        {
            "item": [part.item for part in gone],
            "why": [part.why for part in gone],
            "kind": [part.kind for part in gone],
            "least": [part.least for part in gone],
            "fits_from": fitted.fits_from,
        }
    )
    return Agenda(frame, tuple(part.item for part in gone), dropped)
