"""Classroom visits and a teacher's own reflections."""

from datetime import date
from typing import Annotated

from plcnb.model.asking import Question
from plcnb.model.record import Record

LOOK_FORS = (
    ("explain", "A student explains their thinking in whole sentences"),
    ("talk", "Students talk with one another about the task"),
    ("task", "The task asks for more than one right number or word"),
    ("tool", "Students use a drawing, a model or notes without being told"),
    ("check", "Students check their own or a partner's work"),
    ("everyone", "Every student writes, speaks or builds within five minutes"),
)
SEEN = (("yes", "Seen"), ("no", "Not seen"), ("", "Did not look for it"))


class Visit(Record):
    """Five minutes in a colleague's room, looking at students. No mark, no level, no ranking."""

    on: Annotated[date | None, Question("Day", "date", needed=True)] = None
    visitor: Annotated[str, Question("Who visits?", "member", needed=True)] = ""
    host: Annotated[str, Question("Whose room?", "member", needed=True)] = ""
    minutes: Annotated[int, Question("Minutes", "whole number", least=1, most=120)] = 5
    looked_for: Annotated[
        tuple[str, ...],
        Question("What did you look for?", "choices", options=LOOK_FORS, needed=True),
    ] = ()
    seen: Annotated[
        tuple[str, ...], Question("What of it did you see students do?", "choices", options=LOOK_FORS)
    ] = ()
    noticed: Annotated[
        str,
        Question(
            "What did students do and say?",
            "long text",
            help="As exactly as you can; nothing about the teacher.",
        ),
    ] = ""
    wondered: Annotated[str, Question("What do you wonder about?", "long text")] = ""
    feedback_on: Annotated[date | None, Question("Talked about it on", "date", step="Afterwards")] = None
    host_takes: Annotated[
        str, Question("What does the host take from it?", "long text", step="Afterwards")
    ] = ""


class Reflection(Record):
    """What one teacher tried, saw, learned and needs. The writer's own until shared."""

    person_id: Annotated[str, Question("Who writes", "member", needed=True)] = ""
    on: Annotated[date | None, Question("Day", "date", needed=True)] = None
    tried: Annotated[str, Question("What did I try?", "long text", needed=True, seen_by="writer")] = ""
    saw: Annotated[str, Question("What did my students do then?", "long text", seen_by="writer")] = ""
    learned: Annotated[str, Question("What do I make of it?", "long text", seen_by="writer")] = ""
    need: Annotated[str, Question("What do I need, and from whom?", "long text", seen_by="writer")] = ""
    shared: Annotated[
        bool, Question("Share it with my team", "yes or no", help="Until then only you can read it.")
    ] = False
