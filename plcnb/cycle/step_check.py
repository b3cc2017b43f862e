"""Is an action step data-based, actionable and student-centred? Three answers with reasons; none forbids.

The rules know English words and look for little: what is named, who, by when, a verb one could see. A coach
reads more. So a doubt is said as a doubt, and a text in another language is left to its readers. Of 20 steps
that the rules had not seen, 55 of 60 verdicts were those of a coach; 2 of 36 "yes" were not
(tests/cycle/steps_of_teams.tsv).
"""

from collections.abc import Sequence
from datetime import date, timedelta

from plcnb.cycle.acts import Act, act_in, topic_of
from plcnb.cycle.checking import Check
from plcnb.cycle.naming_evidence import (
    Standard,
    evidence_named,
    example_of_evidence,
    names_a_feeling,
    names_something_old,
)
from plcnb.cycle.reading import is_one_of, plain, quoted, reads_as_english, vocabulary, words_of
from plcnb.cycle.student_acts import StudentAct, student_act_in
from plcnb.model import ActionStep, Member
from plcnb.tables import day_month

__all__ = ["Standard", "check_step"]

CYCLE_DAYS = 14  # two weeks: long enough to try something twice, short enough to remember why
_NAMED = 3  # things of the evidence that a reason lists
_UNREAD = (
    "These words cannot be judged here: only English is read, and not every word of it. "
    "Read it together: {question}"
)


def check_step(
    step: ActionStep,
    *,
    members: Sequence[Member],
    standards: Sequence[Standard] = (),
    assessments: Sequence[str] = (),
    today: date,
    cycle_ends: date | None = None,
) -> tuple[Check, Check, Check]:
    """Look whether a step is data-based, actionable and student-centred.

    Parameters
    ----------
    step : ActionStep
        Whole or half written.
    members : sequence of Member
        Of the team; who has left is no owner.
    standards : sequence of Standard
        Those of this cycle; a step may name one by its code or by words of its statement.
    assessments : sequence of str
        Titles of this cycle's assessments, the latest last.
    today : date
        The day the page speaks of; a step is judged by the day it was set, where that is known.
    cycle_ends : date, optional
        Last day of this cycle. Not given: two weeks after the step was set.

    Returns
    -------
    tuple of three Checks
        "data-based", "actionable", "student-centred", each yes, not yet or not judged.
    """
    names = [member.name for member in members if member.name]
    act = act_in(step.what, names)
    set_on = step.set_on or today
    return (
        _data_based(step, standards, assessments, set_on),
        _actionable(step, act, members, set_on, cycle_ends or set_on + timedelta(days=CYCLE_DAYS)),
        _student_centred(step, act),
    )


def _data_based(
    step: ActionStep, standards: Sequence[Standard], assessments: Sequence[str], set_on: date
) -> Check:
    name = "data-based"
    linked = next((one.name for one in standards if one.standard_id == step.standard_id), "")
    named = list(evidence_named(step.evidence, standards, assessments, set_on))
    if step.standard_id and (linked or not standards):
        named = list(dict.fromkeys([*named, f"standard {linked or step.standard_id}"]))
    elsewhere = [] if named or step.evidence else evidence_named(step.what, standards, assessments, set_on)
    if named:
        return Check(name, True, f"It names {_listed(named)}.")
    example = example_of_evidence(assessments, standards, set_on)
    if elsewhere:
        said = f"“What will be done” names {_listed(elsewhere)}; say under “evidence” what it showed."
        return Check(name, False, said, example)
    if not words_of(step.evidence):
        return Check(name, False, "It does not say yet what in the evidence asks for it.", example)
    if names_something_old(step.evidence, set_on):
        return Check(
            name, False, "It speaks of an earlier year; what does this cycle's evidence show?", example
        )
    feeling = names_a_feeling(step.evidence)
    if feeling:
        return Check(
            name,
            False,
            f"“{feeling}” is an impression, and may be right; what in the evidence shows it?",
            example,
        )
    if not reads_as_english(words_of(step.evidence)):
        question = "does it name an assessment, a standard, a question or a number?"
        return Check(name, False, _UNREAD.format(question=question), example, judged=False)
    return Check(
        name,
        False,
        f"{quoted(step.evidence)} names no assessment, standard, question or number of this cycle yet.",
        example,
    )


def _actionable(step: ActionStep, act: Act, members: Sequence[Member], set_on: date, ends: date) -> Check:
    name = "actionable"
    lacks = [*_owner_lacks(step.owner, members, set_on), *_date_lacks(step.due, set_on, ends)]
    about_act = _act_lacks(step.what, act)
    if not lacks and act.kind == "unread":
        question = "could somebody who walks by see it being done?"
        return Check(name, False, _UNREAD.format(question=question), judged=False)
    lacks = [*about_act, *lacks]
    if not lacks:
        owner = next(one.name or one.person_id for one in members if _is(step.owner, one))
        day = day_month(step.due)
        return Check(
            name, True, f"One owner ({owner}), a day ({day}), and an act one could see ({quoted(act.words)})."
        )
    return Check(name, False, _sentence(lacks), _example_of_act(act, step, set_on) if about_act else "")


def _act_lacks(what: str, act: Act) -> list[str]:
    if not words_of(what):
        return ["it does not say yet what will be done"]
    if act.kind == "vague":
        return [f"{quoted(act.words)} is an intention: what would somebody see who walks by?"]
    if act.kind == "too wide":
        return [f"{quoted(act.words)} could be many things: which one, how often, with what?"]
    if act.kind == "none":
        return [f"in {quoted(what)} we find no act yet: begin with what the owner does"]
    return []


def _owner_lacks(owner: str, members: Sequence[Member], set_on: date) -> list[str]:
    if not owner.strip():
        return ["it has no owner yet: one person, who may ask others to help"]
    known = [one for one in members if _is(owner, one)]
    if known and known[0].left_on and known[0].left_on <= set_on:
        return ["its owner has left the team; who takes it over?"]
    if known:
        return []
    words = {word.plain for word in words_of(owner)}
    inside = [one for one in members if one.name and set(plain(one.name).split()) & words]
    if len(inside) > 1 or words & {"all", "everyone", "everybody", "we", "team", "us", "both"}:
        return ["it belongs to several; what belongs to all is often done by nobody, so choose one"]
    return [f"{quoted(owner)} is no member of this team; choose one who is"]


def _is(owner: str, member: Member) -> bool:
    return owner.strip() != "" and plain(owner.strip()) in (plain(member.person_id), plain(member.name))


def _date_lacks(due: date | None, set_on: date, ends: date) -> list[str]:
    if due is None:
        return ["it has no day yet by which it is done"]
    if due < set_on:
        return [f"its day, {day_month(due)}, had passed when it was set on {day_month(set_on)}"]
    if due > ends:
        return [
            f"{day_month(due)} is after this cycle ends on {day_month(ends)}: which part can be done by then?"
        ]
    return []


def _student_centred(step: ActionStep, act: Act) -> Check:
    name = "student-centred"
    text = step.students_will.strip()
    found = student_act_in(text)
    example = _example_of_students(found, act)
    if not words_of(text):
        return Check(name, False, "It does not say yet what students will know or do.", example)
    if found.kind == "seen":
        return Check(name, True, f"It says what students will do ({quoted(found.words)}).")
    if found.kind == "known":
        return Check(
            name, True, f"It says what students will know ({quoted(f'{found.words} {found.rest}')})."
        )
    if found.kind == "adult":
        return Check(
            name, False, f"{quoted(found.words)} is what a teacher does; what will students do then?", example
        )
    if found.kind == "soft":
        said = f"{quoted(found.words)} matters. What would students say, write or solve that shows it?"
        return Check(name, False, said, example)
    if found.kind == "unread" and any(letter.isalpha() for letter in text):
        question = "does it say what students will know or do?"
        return Check(name, False, _UNREAD.format(question=question), example, judged=False)
    return Check(
        name, False, f"In {quoted(text)} we find no act of students yet: what will they know or do?", example
    )


def _example_of_act(act: Act, step: ActionStep, set_on: date) -> str:
    """Return an act that fits what was typed, or the one that the form shows."""
    topic = topic_of(act.rest) if act.kind == "vague" else ""
    about_things = topic and not is_one_of(topic.split()[0].casefold(), vocabulary("students")["people"])
    if about_things:
        return f"Give three questions on {topic} on Tuesday, and sort the answers by the slip in them"
    return type(step).questions()["what"].example


def _example_of_students(found: StudentAct, act: Act) -> str:
    topic = topic_of(found.rest) if found.kind == "soft" else ""
    topic = topic or (topic_of(act.rest) if act.kind == "vague" and found.kind != "adult" else "")
    if topic and not set(plain(topic).split()) & vocabulary("students")["people"]:
        return f"solve three questions on {topic} and tell a partner how"
    return ActionStep.questions()["students_will"].example


def _listed(named: Sequence[str]) -> str:
    shown = list(named[:_NAMED])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _sentence(lacks: Sequence[str]) -> str:
    line = "; ".join(lacks)
    return f"{line[0].upper()}{line[1:]}{'' if line.endswith(('?', '.')) else '.'}"
