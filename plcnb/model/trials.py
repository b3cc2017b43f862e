"""Try, measure, learn: one change of teaching, one measure, one prediction."""

from datetime import date
from typing import Annotated

from plcnb.model.asking import Question
from plcnb.model.record import Record

DONE_AS_PLANNED = (("yes", "Yes"), ("partly", "Partly"), ("no", "No"))
DECISIONS = (
    ("adopt", "Adopt: keep it"),
    ("adapt", "Adapt: change it and try again"),
    ("abandon", "Abandon it"),
)
PHASES = (("before", "Before the change"), ("during", "Since the change"))
DIRECTIONS = (("up", "More is better"), ("down", "Less is better"))


class Trial(Record):
    """One change, tried by one or several members. "Was it done?" is kept apart from "did it help?"."""

    change: Annotated[
        str,
        Question(
            "What one thing do we change?",
            needed=True,
            longest=400,
            example="Start each lesson with one question from last week, answered on paper",
        ),
    ] = ""
    need: Annotated[
        str,
        Question("Which need of students does it answer?", needed=True, longest=400),
    ] = ""
    standard_id: Annotated[str, Question("Standard", "standard")] = ""
    goal_id: Annotated[str, Question("Which goal does it serve?", "choice")] = ""
    expected: Annotated[
        str,
        Question("What do we expect to see, and by when?", needed=True, longest=400, step="How we measure"),
    ] = ""
    measure: Annotated[
        str,
        Question(
            "What do we measure?",
            needed=True,
            step="How we measure",
            example="right answers to the five questions of Friday's ticket, in per cent",
        ),
    ] = ""
    better: Annotated[
        str, Question("Which way is better?", "choice", options=DIRECTIONS, step="How we measure")
    ] = "up"
    every_days: Annotated[
        int, Question("Every how many days?", "whole number", least=1, most=120, step="How we measure")
    ] = 7
    who: Annotated[tuple[str, ...], Question("Who tries it?", "members", needed=True)] = ()
    where: Annotated[str, Question("In which classes?")] = ""
    begins: Annotated[date | None, Question("First day", "date", needed=True)] = None
    until: Annotated[date | None, Question("Last day", "date", needed=True)] = None
    beside: Annotated[
        str,
        Question(
            "Another trial is open. Why a second change at the same time?",
            "long text",
            help="With two changes at once nobody can say which of them helped.",
        ),
    ] = ""
    new_baseline: Annotated[
        str, Question("Why does the baseline start anew?", "long text", step="How we measure")
    ] = ""
    new_baseline_on: Annotated[date | None, Question("New baseline from", "date", step="How we measure")] = (
        None
    )
    as_planned: Annotated[
        str,
        Question("Was it done as planned?", "choice", options=DONE_AS_PLANNED, step="What we learned"),
    ] = ""
    unexpected: Annotated[
        str, Question("What did we see that we did not expect?", "long text", step="What we learned")
    ] = ""
    matches: Annotated[
        str,
        Question("Does it match the prediction?", "choice", options=DONE_AS_PLANNED, step="What we learned"),
    ] = ""
    decision: Annotated[
        str, Question("What do we do with it?", "choice", options=DECISIONS, step="What we learned")
    ] = ""
    next_step: Annotated[str, Question("The next step", longest=400, step="What we learned")] = ""
    closed_on: Annotated[date | None, Question("Closed on", "date", step="What we learned")] = None
    shared: Annotated[
        bool,
        Question(
            "May other teams find this idea?",
            "yes or no",
            help="They read the change, the need and the decision; not who you are, nor what was measured.",
            step="What we learned",
        ),
    ] = False


class Measurement(Record):
    """One value of a trial's measure on one day."""

    trial_id: str = ""
    on: Annotated[date | None, Question("Day", "date", needed=True)] = None
    value: Annotated[float | None, Question("Value", "number", needed=True)] = None
    n: Annotated[int | None, Question("Students measured", "whole number", least=0)] = None
    phase: Annotated[str, Question("When was that?", "choice", options=PHASES, needed=True)] = "during"
    note: Annotated[str, Question("What to know about it", longest=400)] = ""
