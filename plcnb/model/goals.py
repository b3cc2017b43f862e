"""Where the team wants its students to be, what it does next, and what it expected to see."""

from datetime import date
from typing import Annotated

from plcnb.model.asking import Question
from plcnb.model.record import Record

GOAL_STATES = (("open", "Open"), ("met", "Met"), ("not met", "Not met"), ("let go", "Let go"))
STEP_STATES = (("open", "Open"), ("done", "Done"), ("let go", "Let go"))


class Goal(Record):
    """What, for whom, from where to where, by when, measured how. Shares are of the points, in [0, 1]."""

    what: Annotated[
        str,
        Question(
            "What will students know or be able to do?",
            needed=True,
            longest=300,
            example="compare two fractions and say why one is larger",
            seen_by="school",
        ),
    ] = ""
    whom: Annotated[
        str, Question("Which students?", needed=True, example="all students of grade 7", seen_by="school")
    ] = ""
    standard_id: Annotated[
        str, Question("Which standard is that?", "standard", help="Then the evidence can say how far it is.")
    ] = ""
    measure: Annotated[
        str,
        Question(
            "Measured how?", needed=True, example="share of the points on the common checks", seen_by="school"
        ),
    ] = ""
    start: Annotated[float | None, Question("Where are they now, in per cent?", "share", needed=True)] = None
    target: Annotated[float | None, Question("Where should they be, in per cent?", "share", needed=True)] = (
        None
    )
    set_on: Annotated[date | None, Question("Set on", "date", needed=True)] = None
    by: Annotated[date | None, Question("By when?", "date", needed=True)] = None
    why: Annotated[str, Question("Why this goal?", "long text", help="What in the evidence asks for it?")] = (
        ""
    )
    state: Annotated[str, Question("How does it stand?", "choice", options=GOAL_STATES, seen_by="school")] = (
        "open"
    )
    reached: Annotated[
        float | None, Question("What was reached, in per cent?", "share", step="How it ended")
    ] = None
    reached_n: Annotated[
        int | None, Question("Students measured at the end", "whole number", least=0, step="How it ended")
    ] = None
    closed_on: Annotated[date | None, Question("Closed on", "date", step="How it ended")] = None
    learned: Annotated[str, Question("What did we learn on the way?", "long text", step="How it ended")] = ""


class ActionStep(Record):
    """One step of one person until a date: based on evidence, observable, about students."""

    what: Annotated[
        str,
        Question(
            "What will be done?",
            needed=True,
            longest=400,
            help="One act that somebody else could see.",
            example="Reteach comparing fractions with bars to the reteach group, twice, fifteen minutes each",
        ),
    ] = ""
    students_will: Annotated[
        str,
        Question(
            "What will students know or do then?",
            needed=True,
            longest=400,
            example="draw two bars and say which fraction is larger, and why",
        ),
    ] = ""
    evidence: Annotated[
        str,
        Question(
            "What in the evidence asks for it?",
            needed=True,
            longest=400,
            example="Check 3, question 7: 11 of 24 chose the fraction with the larger denominator",
        ),
    ] = ""
    standard_id: Annotated[str, Question("Standard", "standard")] = ""
    owner: Annotated[str, Question("Who does it?", "member", needed=True)] = ""
    due: Annotated[date | None, Question("By when?", "date", needed=True)] = None
    exemplar: Annotated[
        str, Question("What does a good answer of a student look like?", "long text", step="How we check")
    ] = ""
    recheck: Annotated[
        str,
        Question("How will we check again?", example="three questions on Friday", step="How we check"),
    ] = ""
    recheck_on: Annotated[date | None, Question("When?", "date", step="How we check")] = None
    meeting_id: str = ""
    set_on: date | None = None
    state: Annotated[
        str, Question("How does it stand?", "choice", options=STEP_STATES, step="What came of it")
    ] = "open"
    done_on: Annotated[date | None, Question("Done on", "date", step="What came of it")] = None
    came_of_it: Annotated[
        str, Question("What came of it, for students?", "long text", step="What came of it")
    ] = ""


class Prediction(Record):
    """What one member expected of one standard before any number was shown; a share of the points."""

    person_id: Annotated[str, Question("Who predicts", "member", needed=True)] = ""
    assessment_id: str = ""
    standard_id: Annotated[str, Question("Standard", "standard", needed=True)] = ""
    expected: Annotated[
        float | None,
        Question("How many per cent of the points do you expect?", "share", needed=True, seen_by="team"),
    ] = None
    on: date | None = None
