"""Surveys and votes. What people answer is kept by the store without any path back to them."""

from datetime import date
from typing import Annotated

from plcnb.model.asking import Question
from plcnb.model.record import Record


class Wave(Record):
    """One round of a survey: which instrument, from when to when."""

    instrument: str = ""
    opens: Annotated[date | None, Question("Opens", "date", needed=True)] = None
    closes: Annotated[date | None, Question("Closes", "date", needed=True)] = None
    said: Annotated[
        str, Question("You said: what we heard", "long text", step="What followed", seen_by="school")
    ] = ""
    did: Annotated[
        str, Question("We did: what followed from it", "long text", step="What followed", seen_by="school")
    ] = ""


class Poll(Record):
    """A vote on what professional development is to be about."""

    question: Annotated[str, Question("The question", needed=True, longest=300, seen_by="school")] = ""
    options: Annotated[
        tuple[str, ...], Question("The options", "lines", needed=True, help="One a line.", seen_by="school")
    ] = ()
    choose: Annotated[int, Question("How many will be chosen?", "whole number", least=1, most=20)] = 1
    opens: Annotated[date | None, Question("Opens", "date", needed=True)] = None
    closes: Annotated[date | None, Question("Closes", "date", needed=True)] = None
    seed: Annotated[
        str,
        Question(
            "What breaks a tie", help="Published before the vote: a text nobody can have chosen to win."
        ),
    ] = ""
    did: Annotated[
        str,
        Question("We did: what followed from the vote", "long text", step="What followed", seen_by="school"),
    ] = ""
    did_on: Annotated[date | None, Question("When", "date", step="What followed")] = None
