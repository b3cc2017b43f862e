"""Surveys as data: the lines that are asked, the scale, and what belongs together.

`surveys` gives those that come with plcnb and those of a workspace's folder `surveys`, where a file with the
id of one of ours takes its place: so a wording that a district owns is loaded without changing the scoring.
docs/surveys.md shows how to write one.
"""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from plcnb.errors import DataError, NotFound
from plcnb.model import Question
from plcnb.stats.surveys import Instrument

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
_Name = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Written):
    """One line of a survey; `reversed` where a high answer is the unfavourable one."""

    id: _Name
    text: _Line
    reversed: bool = False


class Dimension(_Written):
    """Lines that are scored together."""

    name: _Line
    items: tuple[Item, ...] = Field(min_length=1)


class Survey(_Written):
    """What is asked, on which scale, and what belongs together.

    `file` names the file it was read from; empty for one that comes with plcnb.
    """

    id: _Name
    name: _Line
    intro: str = ""
    lowest: int
    highest: int
    labels: dict[str, int]
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    file: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        steps = list(range(self.lowest, self.highest + 1))
        if not 2 <= len(steps) <= 11:
            raise ValueError("lowest and highest must be whole numbers that leave 2 to 11 steps")
        if sorted(self.labels.values()) != steps:
            raise ValueError(f"labels must name each step from {self.lowest} to {self.highest} once")
        ids = [item.id for item in self.items]
        again = next((one for one in ids if ids.count(one) > 1), "")
        if again:
            raise ValueError(f"two lines have the id {again!r}; each needs its own")
        return self

    @property
    def items(self) -> tuple[Item, ...]:
        """All lines, in the order in which they are asked."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    @property
    def instrument(self) -> Instrument:
        """The survey as `stats.surveys` scores it."""
        return Instrument(
            {one.name: [item.id for item in one.items] for one in self.dimensions},
            lowest=self.lowest,
            highest=self.highest,
            reversed=[item.id for item in self.items if item.reversed],
            labels=self.labels,
        )

    @property
    def questions(self) -> dict[str, Question]:
        """The lines as questions of a form, by their ids; nobody must answer any of them."""
        options = tuple(
            (str(step), label) for label, step in sorted(self.labels.items(), key=lambda one: one[1])
        )
        return {
            item.id: Question(item.text, "choice", options=options, step=dimension.name)
            for dimension in self.dimensions
            for item in dimension.items
        }


def surveys(folder: str | Path | None = None) -> dict[str, Survey]:
    """Return the surveys there are, by id.

    Parameters
    ----------
    folder : path, optional
        The folder `surveys` of a workspace; it may be missing.

    Raises
    ------
    DataError
        If a file of the folder is no survey, or two of them have one id.
    """
    own: dict[str, Survey] = {}
    for path in sorted(Path(folder).glob("*.toml")) if folder else ():
        survey = _read(path.name, path.read_bytes()).model_copy(update={"file": path.name})
        if survey.id in own:
            raise DataError(
                f"{path.name} and {own[survey.id].file} both have the id {survey.id!r}, and answers are kept "
                "by it. Give one of them another."
            )
        own[survey.id] = survey
    return _shipped() | own


def find_survey(survey_id: str, folder: str | Path | None = None) -> Survey:
    """Return one survey by its id.

    Raises
    ------
    NotFound
        If there is none of that id; lists those there are.
    DataError
        If a file of the folder is no survey.
    """
    known = surveys(folder)
    if survey_id not in known:
        raise NotFound("survey", survey_id, known, "docs/surveys.md shows how to add one.")
    return known[survey_id]


@cache
def _shipped() -> dict[str, Survey]:
    folder = files("plcnb.cycle") / "shipped_instruments"
    read = [_read(file.name, file.read_bytes()) for file in folder.iterdir() if file.name.endswith(".toml")]
    return {one.id: one for one in sorted(read, key=lambda one: one.id)}


def _read(name: str, content: bytes) -> Survey:
    """Return a survey; what is wrong with the file is said with its place."""
    try:
        return Survey.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise DataError(f"{name} is not UTF-8 text. Save it as UTF-8 and try again.") from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name} cannot be read as TOML: {error}. Mend that line and try again.") from error
    except ValidationError as error:
        told = "; ".join(_sentence(one["loc"], one["msg"]) for one in error.errors()[:3])
        raise DataError(f"{name} is no survey yet: {told}. docs/surveys.md shows one.") from error


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    where = " ".join(f"number {part + 1}" if isinstance(part, int) else part for part in place)
    said = message.removeprefix("Value error, ").lower()
    return f"{where}: {said}" if where else said
