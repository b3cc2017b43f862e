"""The people of a team: who they are, what they agreed on, when they can meet, what they ask and offer."""

from datetime import date
from typing import Annotated

from plcnb.model.asking import Question
from plcnb.model.record import Record

ROLES = (
    ("facilitator", "Facilitator: keeps the purpose and the turn of speaking"),
    ("timekeeper", "Timekeeper: says how long is left"),
    ("recorder", "Recorder: writes down decisions and next steps"),
    ("data", "Data lead: brings the evidence on one page"),
    ("process", "Process watcher: says how we worked together"),
)
WEEKDAYS = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
)
TIE_LEVELS = (
    ("0", "Never"),
    ("1", "Once a year or less"),
    ("2", "Two to four times a year"),
    ("3", "Five to ten times a year"),
    ("4", "One to three times a month"),
    ("5", "Once a week or more"),
)


class Member(Record):
    """A teacher of the team. `person_id` is the school's own id, or one of ours where there is none."""

    person_id: str = ""
    name: Annotated[str, Question("Name", needed=True)] = ""
    teaches: Annotated[str, Question("Teaches", help="Subject and grade, as colleagues would say it.")] = ""
    roles: Annotated[
        tuple[str, ...],
        Question("Roles in our meetings", "choices", options=ROLES, help="They may change every few weeks."),
    ] = ()
    left_on: Annotated[date | None, Question("Left the team on", "date", step="Afterwards")] = None


class Norm(Record):
    """Something the team agreed to do in its meetings."""

    text: Annotated[
        str,
        Question(
            "We agree to …",
            needed=True,
            longest=300,
            help="Something one can see or hear being done.",
            example="speak about students' work, and leave guesses about families outside",
        ),
    ] = ""
    position: int = 0
    agreed_on: Annotated[date | None, Question("Agreed on", "date")] = None


class Availability(Record):
    """A span of a weekday at which a member can meet."""

    person_id: Annotated[str, Question("Who", "member", needed=True)] = ""
    weekday: Annotated[str, Question("Day", "choice", options=WEEKDAYS, needed=True)] = ""
    starts: Annotated[str, Question("From", "time", needed=True, example="14:30")] = ""
    ends: Annotated[str, Question("To", "time", needed=True, example="15:30")] = ""


class Exchange(Record):
    """Something a member, or the whole team, asks for or offers."""

    person_id: Annotated[
        str, Question("Who", "member", help="Empty: the whole team asks or offers.", seen_by="team")
    ] = ""
    kind: Annotated[
        str,
        Question(
            "Do you ask or offer?",
            "choice",
            needed=True,
            options=(("ask", "I ask for help with"), ("offer", "I can help with")),
        ),
    ] = ""
    topic: Annotated[
        str,
        Question(
            "What is it about?", needed=True, example="small groups in a class of thirty", seen_by="school"
        ),
    ] = ""
    detail: Annotated[str, Question("What would help, exactly?", "long text")] = ""
    to: Annotated[
        str,
        Question(
            "Who should read it?",
            "choice",
            options=(("team", "Our team"), ("school", "Our team, other teams and leaders")),
            help="Others see the topic and the team, never the name.",
        ),
    ] = "team"
    on: Annotated[date | None, Question("Since", "date")] = None
    answered_on: Annotated[date | None, Question("Answered on", "date", step="Afterwards")] = None
    answered_by: Annotated[str, Question("Answered by", "member", step="Afterwards")] = ""


class Tie(Record):
    """How often one member works with another, as the first says."""

    person_id: Annotated[str, Question("Who answers", "member", needed=True)] = ""
    other_id: Annotated[str, Question("With whom", "member", needed=True)] = ""
    exchange: Annotated[
        str,
        Question(
            "How often do you swap materials or settle who does what?",
            "choice",
            options=TIE_LEVELS,
            needed=True,
        ),
    ] = ""
    deep: Annotated[
        str,
        Question(
            "How often do you plan, teach or look at students' work together?",
            "choice",
            options=TIE_LEVELS,
            needed=True,
        ),
    ] = ""
    on: Annotated[date | None, Question("Answered on", "date")] = None
