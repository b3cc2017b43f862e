"""The team's meetings: what was planned, what was used, what was seen and decided."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from plcnb.model.asking import Question
from plcnb.model.record import Record

MEETING_STATES = (("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled"))


class MeetingPart(BaseModel):
    """One part of a meeting: minutes planned, and used (None: not logged)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    minutes: int
    used: float | None = None


class Meeting(Record):
    """One meeting. `present` holds the ids of those who came."""

    on: Annotated[date | None, Question("Day", "date", needed=True)] = None
    starts: Annotated[str, Question("Begins at", "time", example="15:10")] = ""
    minutes: Annotated[int, Question("Minutes", "whole number", least=5, most=480, needed=True)] = 45
    place: Annotated[str, Question("Where")] = ""
    protocol: str = ""
    state: Annotated[str, Question("Was it held?", "choice", options=MEETING_STATES, seen_by="school")] = (
        "planned"
    )
    present: Annotated[tuple[str, ...], Question("Who is here?", "members")] = ()
    parts: tuple[MeetingPart, ...] = ()
    assessment_id: str = ""
    see: Annotated[
        str,
        Question(
            "Describe: what do we see?",
            "long text",
            step="What we saw",
            help="Only what stands there, with its numbers. No causes, no judgements yet.",
        ),
    ] = ""
    mean: Annotated[
        str,
        Question(
            "Interpret: what could it mean?",
            "long text",
            step="What we saw",
            help="At least two explanations for each thing seen.",
        ),
    ] = ""
    follow: Annotated[
        str, Question("Conclude: what follows for our teaching?", "long text", step="What we saw")
    ] = ""
    key_error: Annotated[
        str,
        Question(
            "The key error, in one sentence",
            longest=300,
            step="What we saw",
            help="What was a student thinking who got it wrong?",
        ),
    ] = ""
    already_know: Annotated[
        str,
        Question(
            "What do those do who know it already?",
            "long text",
            step="What we decided",
            help="The question that is skipped most often.",
        ),
    ] = ""
    decisions: Annotated[
        tuple[str, ...], Question("What did we decide?", "lines", step="What we decided", help="One a line.")
    ] = ()
    takeaways: Annotated[
        tuple[str, ...],
        Question("One minute each: what do I take with me?", "lines", step="What we decided"),
    ] = ()
