"""Protocols: how a team talks, step by step. Each is a TOML file, ours or the team's own.

`protocols` gives those that come with plcnb and those of a folder, `read_protocol` reads and checks one
file, `scale` fits one to the minutes at hand. docs/protocols.md shows how to write one.
"""

import difflib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from plcnb.cycle.fitting import LONGEST_MEETING, check_length, fit_minutes, shortest_meeting
from plcnb.errors import DataError, NotFound

LONGEST_STEP = 240  # minutes; a longer step is a slip
LONGEST_TITLE, LONGEST_PROMPT = 60, 600  # characters: what a screen in front of a team holds
_MOST_TOLD = 3  # problems of one file in one message
_MADE_HERE = {"file", "replaces_ours"}  # fields of Protocol that no key of a file sets


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(longest: int) -> Any:
    """Describe a text that must not be empty; the description is what messages say is allowed."""
    return Field(min_length=1, max_length=longest, description=f"a text of 1 to {longest} characters")


Name = Annotated[str, _text(LONGEST_TITLE), AfterValidator(_one_line)]
Line = Annotated[str, _text(200), AfterValidator(_one_line)]
Prompt = Annotated[str, _text(LONGEST_PROMPT), AfterValidator(_one_line)]
Maybe = Annotated[
    str, Field(max_length=200, description="a text of at most 200 characters"), AfterValidator(_one_line)
]
Minutes = Annotated[
    int, Field(strict=True, ge=1, le=LONGEST_STEP, description=f"whole minutes from 1 to {LONGEST_STEP}")
]


class _Written(BaseModel):
    """What stands in a file: frozen, and nothing in it that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Role(_Written):
    """Who does what during the protocol, beside speaking and listening."""

    name: Name
    does: Line


class ProtocolStep(_Written):
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
    always: bool = Field(default=False, strict=True, description="true or false, without quotes")
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


class Protocol(_Written):
    """A way to talk about one thing: what for, what to bring, who does what, and the steps in order.

    `file` names the file it was read from; `replaces_ours` says that a file of the workspace took the place
    of the protocol of that id that comes with plcnb.
    """

    id: str = Field(
        max_length=60,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="at most 60 small letters and digits with single hyphens between, as in 'data-meeting'",
    )
    name: Name
    purpose: Line
    bring: tuple[Line, ...] = Field(default=(), description='a list of texts, as in ["one lesson", "a pen"]')
    roles: tuple[Role, ...] = Field(default=(), description="one [[roles]] a role, with name and does")
    steps: tuple[ProtocolStep, ...] = Field(min_length=1, description="at least one [[steps]]")
    file: str = ""
    replaces_ours: bool = False

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

    @property
    def note(self) -> str:
        """What to know about where it comes from; empty for one that comes with plcnb."""
        if self.replaces_ours:
            return f"Your file {self.file} takes the place of the protocol {self.id!r} that comes with plcnb."
        return f"From your file {self.file}." if self.file else ""


class PlannedStep(_Written):
    """A step with the minutes it has in this meeting."""

    step: ProtocolStep
    minutes: int = Field(strict=True, ge=1, le=LONGEST_MEETING)


class LeftOut(_Written):
    """A step that does not fit, and the shortest meeting that would hold it."""

    step: ProtocolStep
    fits_from: int = Field(strict=True, ge=1)


class Plan(_Written):
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
        """Say what does not fit and from how many minutes it would; empty if everything does."""
        if not self.dropped:
            return ""
        named = "; ".join(f"{one.step.title} (fits from {one.fits_from} minutes)" for one in self.dropped)
        return f"Left out of {self.minutes} minutes: {named}."


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
    """Return the protocols there are, by id: those that come with plcnb, then those of a folder.

    Parameters
    ----------
    folder : path, optional
        The folder `protocols` of a workspace; it may be missing. A file there with the id of one of ours
        takes its place, and its `note` says so.

    Raises
    ------
    DataError
        If a file of the folder is no protocol, or two of them have one id.
    """
    found = dict(_shipped())
    own: dict[str, Protocol] = {}
    for path in _own_files(folder):
        protocol = read_protocol(path)
        if protocol.id in own:
            raise DataError(
                f"{path.name} and {own[protocol.id].file} both have the id {protocol.id!r}, and a team picks "
                f"a protocol by its id. Give one of them another."
            )
        own[protocol.id] = protocol.model_copy(update={"replaces_ours": protocol.id in _shipped()})
    return found | own


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
    """Read and check a protocol.

    Parameters
    ----------
    path : str or Path
        A TOML file.

    Raises
    ------
    NotFound
        If there is no such file.
    DataError
        If it is no TOML in UTF-8, or a key is missing, unknown or holds what it may not: names the file, the
        step and the key, and says what is allowed there. The first three problems are told.
    """
    path = Path(path)
    if not path.is_file():
        raise NotFound("file", str(path), (), "docs/protocols.md shows how to write a protocol.")
    return _read(path.name, path.read_bytes()).model_copy(update={"file": path.name})


@cache
def _shipped() -> dict[str, Protocol]:
    """Return our own protocols, the data meeting first, the others by id."""
    folder = files("plcnb.cycle") / "shipped_protocols"
    texts = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    read = [_read(file.name, file.read_bytes()) for file in texts]
    return {one.id: one for one in sorted(read, key=lambda one: (one.id != "data-meeting", one.id))}


def _own_files(folder: str | Path | None) -> list[Path]:
    if folder is None or not Path(folder).exists():
        return []
    if not Path(folder).is_dir():
        raise DataError(f"{folder} is a file; expected the folder that holds a workspace's protocols.")
    return sorted(path for path in Path(folder).glob("*.toml") if path.is_file())


def _read(name: str, content: bytes) -> Protocol:
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{name} is not a TOML file in UTF-8: {error}. Mend that place.") from error
    try:
        made = [key for key in raw if key in _MADE_HERE]
        if made:
            raise DataError(f"{name}: {_unknown(made[0], Protocol)}.")
        return Protocol.model_validate(raw)
    except ValidationError as error:
        # Of steps that are all wrong none is left, which is not worth saying beside what is wrong with them.
        found = [one for one in error.errors() if one["type"] != "too_short" or not raw.get("steps")]
        told = [_problem(problem, raw) for problem in found]
        more = f"; and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        raise DataError(f"{name}: {'; '.join(told[:_MOST_TOLD])}{more}.") from error


def _problem(problem: Any, raw: dict[str, Any]) -> str:
    """Say in one clause where pydantic found a key wrong, and what may stand there."""
    model, place, path = _place(list(problem["loc"]), raw)
    key, value, kind = str(path[0]), problem["input"], problem["type"]
    if kind == "extra_forbidden":
        return f"{place}{_unknown(key, model)}"
    field = model.model_fields[key]
    allowed = str(problem["ctx"]["error"]) if kind == "value_error" else field.description
    if kind == "missing":
        return f"{place}the key {key!r} is missing; expected {allowed}"
    entry = f" {path[1] + 1}" if len(path) > 1 else ""
    shown = "" if isinstance(value, list | tuple | dict) else f" = {_short(value)}"
    return f"{place}{key}{entry}{shown}; expected {allowed}"


def _place(loc: list[Any], raw: dict[str, Any]) -> tuple[type[BaseModel], str, list[Any]]:
    """Return what a path such as ("steps", 2, "least") leads into: the model, the step in words, the rest."""
    models: dict[str, type[BaseModel]] = {"steps": ProtocolStep, "roles": Role}
    if len(loc) < 3 or loc[0] not in models:
        return Protocol, "", loc
    at = raw[loc[0]][loc[1]]
    name = at.get("title" if loc[0] == "steps" else "name")
    named = f" ({_short(name)[1:-1]})" if isinstance(name, str) and name.strip() else ""
    return models[loc[0]], f"{loc[0].removesuffix('s')} {loc[1] + 1}{named}, ", loc[2:]


def _unknown(key: str, model: type[BaseModel]) -> str:
    """Say that a key is not known, which one may have been meant, and which there are."""
    known = [name for name in model.model_fields if name not in _MADE_HERE]
    near = difflib.get_close_matches(key, known, n=1)
    meant = f"did you mean {near[0]!r}? There are" if near else "there are"
    return f"{key!r} is no key here; {meant} {', '.join(known)}"


def _short(value: Any) -> str:
    quoted = repr(value)
    return quoted if len(quoted) <= 60 else f"{quoted[:58]}…{quoted[0]}"
