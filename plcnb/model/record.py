"""What every written record has in common."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from plcnb.errors import ParameterError
from plcnb.model.asking import Question


class Record(BaseModel):
    """Something people of a team wrote. Frozen: a change makes a new one, and the store keeps both.

    `id` is given by the store when the record is added; `team_id` says whose it is. A record may be
    unfinished (drafts are kept): `missing` says which questions still need an answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    team_id: str = ""

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        for name, question in type(self).questions().items():
            refusal = question.refusal(getattr(self, name))
            if refusal:
                raise ValueError(refusal)
        return self

    @classmethod
    @cache
    def questions(cls) -> Mapping[str, Question]:
        """Return the question of each field that a person fills, in the order of the form."""
        asked = {
            name: mark
            for name, field in cls.model_fields.items()
            for mark in field.metadata
            if isinstance(mark, Question)
        }
        return MappingProxyType(asked)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the names of needed fields without an answer."""
        return tuple(
            name
            for name, question in type(self).questions().items()
            if question.needed and getattr(self, name) in ("", None, ())
        )

    @property
    def complete(self) -> bool:
        """Return whether every needed question has its answer."""
        return not self.missing

    def changed(self, **changes: Any) -> Self:
        """Return a copy with other values, checked as any record is.

        Raises
        ------
        ParameterError
            If a field is unknown or a value cannot be kept; the message is for the person who typed it.
        """
        return made(type(self), {**self.model_dump(), **changes})


_R = TypeVar("_R", bound=Record)


def made(kind: type[_R], values: dict[str, Any]) -> _R:
    """Return a record made of `values`, with an error a person can read.

    Raises
    ------
    ParameterError
        If a field is unknown, a value is of another type or out of its limits.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise ParameterError("; ".join(_sentence(kind, one) for one in error.errors())) from error


def _sentence(kind: type[Record], error: Any) -> str:
    """Return one finding of pydantic's as a sentence that names the question."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    name = ".".join(str(part) for part in error["loc"])
    question = kind.questions().get(str(error["loc"][0])) if error["loc"] else None
    label = question.label if question else f"{kind.__name__}.{name}"
    return f"{label}: {error['input']!r} cannot be kept here ({error['msg'].lower()})."
