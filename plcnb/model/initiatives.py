"""Initiatives of a school or district: an aim, what drives it, and whether it really happens."""

from datetime import date
from typing import Annotated

from plcnb.model.asking import Question
from plcnb.model.record import Record

HAPPENING = (("yes", "Happening as meant"), ("partly", "Partly"), ("no", "Not yet"))


class Initiative(Record):
    """What is to become better, how much, by when. The team that leads it keeps it."""

    aim: Annotated[
        str, Question("What will be better for students?", needed=True, longest=400, seen_by="school")
    ] = ""
    measure: Annotated[str, Question("Measured how?", needed=True, seen_by="school")] = ""
    start: Annotated[float | None, Question("Where is it now?", "number")] = None
    target: Annotated[float | None, Question("Where should it be?", "number")] = None
    unit: Annotated[str, Question("In which unit?", example="per cent of lessons", seen_by="school")] = ""
    begins: Annotated[date | None, Question("First day", "date", needed=True)] = None
    by: Annotated[date | None, Question("By when?", "date", needed=True)] = None
    closed_on: Annotated[date | None, Question("Closed on", "date", step="How it ended")] = None
    learned: Annotated[
        str, Question("What did we learn?", "long text", seen_by="school", step="How it ended")
    ] = ""


class Driver(Record):
    """Something that must change for the aim to be reached, and an idea of how."""

    initiative_id: str = ""
    text: Annotated[str, Question("What must change?", needed=True, longest=300, seen_by="school")] = ""
    idea: Annotated[str, Question("An idea to change it", longest=400, seen_by="school")] = ""
    position: int = 0


class Milestone(Record):
    """Something that will stand on a day, and who sees to it."""

    initiative_id: str = ""
    driver_id: Annotated[str, Question("Which change does it belong to?", "choice")] = ""
    what: Annotated[str, Question("What will stand?", needed=True, longest=300, seen_by="school")] = ""
    owner: Annotated[str, Question("Who sees to it?", "member")] = ""
    due: Annotated[date | None, Question("By when?", "date", needed=True)] = None
    done_on: Annotated[date | None, Question("Stood on", "date", step="Afterwards")] = None
    evidence: Annotated[str, Question("How do we know?", "long text", step="Afterwards")] = ""


class Sighting(Record):
    """Evidence of implementation: somebody looked in one place whether the change is happening."""

    initiative_id: str = ""
    driver_id: Annotated[str, Question("Which change did you look for?", "choice")] = ""
    on: Annotated[date | None, Question("Day", "date", needed=True)] = None
    where: Annotated[
        str,
        Question(
            "Where?", needed=True, help="A grade, a subject, a building; never a person.", seen_by="school"
        ),
    ] = ""
    happening: Annotated[str, Question("Is it happening?", "choice", options=HAPPENING, needed=True)] = ""
    value: Annotated[float | None, Question("Value of the measure", "number")] = None
    note: Annotated[str, Question("What did you see?", "long text")] = ""
