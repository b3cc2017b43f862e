"""Units and lessons: what will be taught, how we will know, and what we saw."""

from datetime import date
from typing import Annotated

from plcnb.model.asking import Question
from plcnb.model.record import Record


class Unit(Record):
    """A unit: standards, common assessment, evidence, reflection."""

    title: Annotated[str, Question("Title of the unit", needed=True)] = ""
    begins: Annotated[date | None, Question("First day", "date", needed=True)] = None
    ends: Annotated[date | None, Question("Last day", "date", needed=True)] = None
    standards: Annotated[tuple[str, ...], Question("Standards", "standards", needed=True)] = ()
    understand: Annotated[
        str, Question("What should students still understand in a year?", "long text", needed=True)
    ] = ""
    assessment: Annotated[
        str,
        Question(
            "Common assessment", "assessment", help="The one all classes take.", step="How we will know"
        ),
    ] = ""
    good_work: Annotated[
        str, Question("What does good work look like?", "long text", step="How we will know")
    ] = ""
    not_yet: Annotated[
        str,
        Question("What will we do for those who do not know it yet?", "long text", step="How we will know"),
    ] = ""
    already: Annotated[
        str, Question("What will those do who know it already?", "long text", step="How we will know")
    ] = ""
    saw: Annotated[str, Question("What did the evidence show?", "long text", step="Looking back")] = ""
    keep: Annotated[str, Question("What do we keep next year?", "long text", step="Looking back")] = ""
    change: Annotated[str, Question("What do we change next year?", "long text", step="Looking back")] = ""


class Lesson(Record):
    """A lesson planned, or looked back at, together."""

    unit_id: str = ""
    title: Annotated[str, Question("Title of the lesson", needed=True)] = ""
    on: Annotated[date | None, Question("Day", "date", needed=True)] = None
    owner: Annotated[str, Question("Who teaches it first?", "member")] = ""
    standard_id: Annotated[str, Question("Standard", "standard")] = ""
    students_will: Annotated[str, Question("What will students do?", needed=True, longest=400)] = ""
    check: Annotated[str, Question("How will we see who got it?", needed=True, longest=400)] = ""
    students_did: Annotated[
        str, Question("What did students do and say?", "long text", step="Looking back")
    ] = ""
    next_time: Annotated[str, Question("What will we do differently?", "long text", step="Looking back")] = ""
