"""Before the first meeting: what must stand by when."""

from datetime import date
from typing import Annotated

from plcnb.model.asking import Question
from plcnb.model.record import Record

AREAS = (
    ("roles", "Roles"),
    ("norms", "Norms"),
    ("calendar", "Calendar"),
    ("data", "Data"),
    ("time", "Time"),
    ("people", "People"),
)


class LaunchMilestone(Record):
    """One thing that must stand before the first day of the team's work."""

    what: Annotated[str, Question("What must stand?", needed=True, longest=300, seen_by="school")] = ""
    area: Annotated[str, Question("What is it about?", "choice", options=AREAS, needed=True)] = ""
    owner: Annotated[str, Question("Who sees to it?", "member")] = ""
    due: Annotated[date | None, Question("By when?", "date", needed=True)] = None
    done_on: Annotated[date | None, Question("Stood on", "date", step="Afterwards")] = None
    note: Annotated[str, Question("What is in the way?", "long text")] = ""
