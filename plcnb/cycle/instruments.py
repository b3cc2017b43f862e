"""Surveys as data: the lines that are asked, the scale, and what belongs together.

`surveys` gives those that come with plcnb and those of a workspace's folder `surveys`, where a file with the
id of one of ours takes its place: so a wording that a district owns is loaded without changing the scoring.
docs/surveys.md shows how to write one.
"""

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from plcnb.cycle.written import ONE_LINE, Id, TrueOrFalse, Written, WrittenFile, all_written, text
from plcnb.model import Question
from plcnb.stats.surveys import Instrument

_MOST_STEPS = 11  # of an answer scale
_Line = Annotated[str, text(300), ONE_LINE]
_Step = Annotated[int, Field(strict=True, description="a whole number")]


class Item(Written):
    """One line of a survey; `reversed` where a high answer is the unfavourable one."""

    id: Id
    text: _Line
    reversed: TrueOrFalse = False


class Dimension(Written):
    """Lines that are scored together."""

    name: _Line
    items: tuple[Item, ...] = Field(
        min_length=1, description='a list of lines, each { id = "…", text = "…" }'
    )


class Survey(WrittenFile):
    """What is asked, on which scale, and what belongs together."""

    called: ClassVar[str] = "survey"
    shipped_in: ClassVar[str] = "shipped_instruments"

    name: _Line
    intro: Annotated[str, text(600, shortest=0), ONE_LINE] = ""
    lowest: _Step
    highest: _Step
    labels: dict[_Line, _Step] = Field(description='each step of the scale once, as in "No" = 1')
    dimensions: tuple[Dimension, ...] = Field(min_length=1, description="at least one [[dimensions]]")

    @field_validator("highest")
    @classmethod
    def _above_the_lowest(cls, highest: int, info: ValidationInfo) -> int:
        lowest = info.data.get("lowest")
        if lowest is not None and not 1 <= highest - lowest < _MOST_STEPS:
            raise ValueError(f"a whole number from {lowest + 1} to {lowest + _MOST_STEPS - 1}")
        return highest

    @field_validator("labels")
    @classmethod
    def _each_step_once(cls, labels: dict[str, int], info: ValidationInfo) -> dict[str, int]:
        lowest, highest = info.data.get("lowest"), info.data.get("highest")
        if lowest is None or highest is None:
            return labels
        if sorted(labels.values()) != list(range(lowest, highest + 1)):
            raise ValueError(f"each step from {lowest} to {highest} once")
        return labels

    @field_validator("dimensions")
    @classmethod
    def _ids_differ(cls, dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        ids = [item.id for dimension in dimensions for item in dimension.items]
        again = next((one for one in ids if ids.count(one) > 1), "")
        if again:
            raise ValueError(f"lines with ids that differ, and {again!r} is the id of two")
        return dimensions

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
    """Return the surveys there are, by id; see `written.all_written`.

    Parameters
    ----------
    folder : path, optional
        The folder `surveys` of a workspace.
    """
    return all_written(Survey, folder)
