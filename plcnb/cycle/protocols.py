"""Protocols: how a team talks, step by step. Each is a TOML file, ours or the team's own.

`protocols` gives those that come with plcnb and those of a folder, `read_protocol` reads and checks one
file, `scale` fits one to the minutes at hand. docs/protocols.md shows how to write one.
"""

from pathlib import Path
from typing import Annotated, ClassVar

import pandas as pd
from pydantic import Field, ValidationInfo, field_validator

from plcnb.cycle.fitting import LONGEST_MEETING, check_length, fit_minutes, shortest_meeting
from plcnb.cycle.written import ONE_LINE, TrueOrFalse, Written, WrittenFile, all_written, read_written, text
from plcnb.errors import NotFound

LONGEST_STEP = 240  # minutes; a longer step is a slip
LONGEST_TITLE, LONGEST_PROMPT = 60, 600  # characters: what a screen in front of a team holds

Name = Annotated[str, text(LONGEST_TITLE), ONE_LINE]
Line = Annotated[str, text(200), ONE_LINE]
Prompt = Annotated[str, text(LONGEST_PROMPT), ONE_LINE]
Maybe = Annotated[str, text(200, shortest=0), ONE_LINE]
Minutes = Annotated[
    int, Field(strict=True, ge=1, le=LONGEST_STEP, description=f"whole minutes from 1 to {LONGEST_STEP}")
]


class Role(Written):
    """Who does what during the protocol, beside speaking and listening."""

    name: Name
    does: Line


class ProtocolStep(Written):
    """One step: how long, who speaks and who listens, what is asked, and what is left when it ends.

    Attributes
    ----------
    title : str
        What the step is called on the screen; no two steps of a protocol share one.
    minutes, least : int
        Minutes it takes when nobody is in a hurry, and minutes below which it is not worth beginning.
    always : bool
        Whether it is never dropped, however short the meeting.
    weight : int from 1 to 9
        What stays when time is short: the higher, the longer.
    speaks, listens : str
        Who speaks, and who listens meanwhile.
    prompt : str
        What is asked of those who speak.
    rule : str
        How turns are taken ("one sentence each", "the presenter is silent"); may be empty.
    leaves : str
        What exists when the step ends (a sentence on the page, a name with a date); may be empty.
    """

    title: Name
    minutes: Minutes
    least: Minutes
    always: TrueOrFalse = False
    weight: int = Field(default=5, strict=True, ge=1, le=9, description="a whole number from 1 to 9")
    speaks: Line
    listens: Maybe = ""
    prompt: Prompt
    rule: Maybe = ""
    leaves: Maybe = ""

    @field_validator("least")
    @classmethod
    def _no_more_than_standard(cls, least: int, info: ValidationInfo) -> int:
        minutes = info.data.get("minutes")
        if minutes is not None and least > minutes:
            raise ValueError(f"whole minutes from 1 to {minutes}, which is what the step usually takes")
        return least

    @property
    def standard(self) -> int:
        """Minutes it takes when nobody is in a hurry."""
        return self.minutes


class Protocol(WrittenFile):
    """A way to talk about one thing: what for, what to bring, who does what, and the steps in order."""

    called: ClassVar[str] = "protocol"
    shipped_in: ClassVar[str] = "shipped_protocols"

    name: Name
    purpose: Line
    bring: tuple[Line, ...] = Field(default=(), description='a list of texts, as in ["one lesson", "a pen"]')
    roles: tuple[Role, ...] = Field(default=(), description="one [[roles]] a role, with name and does")
    steps: tuple[ProtocolStep, ...] = Field(min_length=1, description="at least one [[steps]]")

    @field_validator("steps")
    @classmethod
    def _titles_differ(cls, steps: tuple[ProtocolStep, ...]) -> tuple[ProtocolStep, ...]:
        titles = [step.title.casefold() for step in steps]
        again = next((step.title for step in steps if titles.count(step.title.casefold()) > 1), "")
        if again:
            raise ValueError(f"steps with titles that differ, and {again!r} is the title of two")
        return steps

    @property
    def minutes(self) -> int:
        """Minutes it takes when nobody is in a hurry."""
        return sum(step.minutes for step in self.steps)

    @property
    def least(self) -> int:
        """Minutes from which every step is held."""
        return sum(step.least for step in self.steps)

    @property
    def shortest(self) -> int:
        """Minutes below which not even the steps that are never dropped fit."""
        return shortest_meeting(self.steps)


class PlannedStep(Written):
    """A step with the minutes it has in this meeting."""

    step: ProtocolStep
    minutes: int = Field(strict=True, ge=1, le=LONGEST_MEETING)


class LeftOut(Written):
    """A step that does not fit, and the shortest meeting that would hold it."""

    step: ProtocolStep
    fits_from: int = Field(strict=True, ge=1)


class Plan(Written):
    """A protocol fitted to a meeting: what is held and how long, and what had to go."""

    protocol: Protocol
    steps: tuple[PlannedStep, ...] = Field(min_length=1)
    dropped: tuple[LeftOut, ...] = ()

    @property
    def minutes(self) -> int:
        """Length of the meeting."""
        return sum(planned.minutes for planned in self.steps)

    @property
    def parts(self) -> pd.DataFrame:
        """The steps held, as tables and charts of an agenda take them: `minutes`, `item`, `why`."""
        rows = [(planned.minutes, planned.step.title, planned.step.prompt) for planned in self.steps]
        return pd.DataFrame(rows, columns=["minutes", "item", "why"])

    @property
    def left_out(self) -> tuple[str, ...]:
        """The titles of the steps that do not fit, in their order."""
        return tuple(one.step.title for one in self.dropped)

    @property
    def note(self) -> str:
        """Say whose protocol it is if not ours, what does not fit, and from how many minutes it would."""
        named = "; ".join(f"{one.step.title} (fits from {one.fits_from} minutes)" for one in self.dropped)
        gone = f"Left out of {self.minutes} minutes: {named}." if named else ""
        return " ".join(filter(None, (self.protocol.note, gone)))


def scale(protocol: Protocol, minutes: int) -> Plan:
    """Fit a protocol to the minutes at hand.

    Steps of least weight go first until the least minutes of the others fit; nothing is squeezed below its
    least, and a step marked `always` is never dropped. A longer meeting holds whatever a shorter one held.

    Parameters
    ----------
    protocol : Protocol
    minutes : int
        Length of the meeting, at most 480.

    Returns
    -------
    Plan
        Whole minutes that add up to `minutes` exactly.

    Raises
    ------
    ParameterError
        If `minutes` is no whole number in its range, or so few that not even the steps that are never
        dropped fit; says how many are needed.
    """
    minutes = check_length(minutes, shortest=1)
    fitted = fit_minutes(protocol.steps, minutes, f"The protocol {protocol.name!r}")
    held = zip(fitted.kept, fitted.minutes, strict=True)
    gone = zip(fitted.dropped, fitted.fits_from, strict=True)
    return Plan(
        protocol=protocol,
        steps=tuple(PlannedStep(step=protocol.steps[place], minutes=each) for place, each in held),
        dropped=tuple(LeftOut(step=protocol.steps[place], fits_from=needed) for place, needed in gone),
    )


def protocols(folder: str | Path | None = None) -> dict[str, Protocol]:
    """Return the protocols there are, by id, the data meeting first; see `written.all_written`.

    Parameters
    ----------
    folder : path, optional
        The folder `protocols` of a workspace.
    """
    found = all_written(Protocol, folder)
    return {"data-meeting": found["data-meeting"], **found}


def find_protocol(protocol_id: str, folder: str | Path | None = None) -> Protocol:
    """Return one protocol by its id.

    Raises
    ------
    NotFound
        If there is none of that id; lists those there are.
    DataError
        If a file of the folder is no protocol.
    """
    known = protocols(folder)
    if protocol_id not in known:
        raise NotFound(
            "protocol", protocol_id, known, "docs/protocols.md shows how to write one of your own."
        )
    return known[protocol_id]


def read_protocol(path: str | Path) -> Protocol:
    """Read and check one protocol; see `written.read_written`."""
    return read_written(Protocol, path)
