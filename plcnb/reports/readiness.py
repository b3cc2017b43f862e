"""Whether a team is ready to begin: roles, norms, calendar, data and time, each with its one next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from plcnb import tables
from plcnb.cycle.protocols import Plan
from plcnb.evidence.team_evidence import TeamEvidence
from plcnb.model import Meeting, Member, Norm
from plcnb.model.people import ROLES
from plcnb.stats import disclosure
from plcnb.tables import Cell, Column, Table

State = Literal["ready", "not yet"]
NAME_STANDARDS = "Write the standard of each question into items.csv (standard_id), and import it."
_SHAPES: dict[State, str] = {"ready": "●", "not yet": "○"}


@dataclass(frozen=True)
class Readiness:
    """One thing a team needs before it begins.

    Attributes
    ----------
    area : str
        What it is: "Roles".
    state : {"ready", "not yet"}
    said : str
        What is known of it, in a sentence.
    next_step : str
        What to do next; "" where it is ready.
    """

    area: str
    state: State
    said: str
    next_step: str = ""


def of_roles(members: Sequence[Member]) -> Readiness:
    """Return whether somebody holds each role of a meeting."""
    held = {role for one in members for role in one.roles}
    missing = [label.split(":")[0].lower() for role, label in ROLES if role not in held]
    if not missing:
        return Readiness("Roles", "ready", f"Each of the {len(ROLES)} roles is held by somebody.")
    if len(missing) == len(ROLES):
        said = f"Nobody holds one of the {len(ROLES)} roles yet."
    else:
        held_of = f"{len(ROLES) - len(missing)} of {len(ROLES)} roles are held"
        said = f"{held_of}; nobody is {_listed(missing, 'or')} yet."
    return Readiness("Roles", "not yet", said, "Ask who would like to, and until when; roles may change.")


def of_norms(norms: Sequence[Norm]) -> Readiness:
    """Return whether the team has agreed on how it works together."""
    if not norms:
        return Readiness(
            "Norms", "not yet", "Nothing is agreed on yet.", "Agree on three things a visitor could see."
        )
    days = [one.agreed_on for one in norms if one.agreed_on]
    when = f", the latest on {tables.day_month(max(days))}" if days else ""
    return Readiness("Norms", "ready", f"{tables.count_of(len(norms), 'norm')} agreed on{when}.")


def of_calendar(meetings: Sequence[Meeting], today: date) -> Readiness:
    """Return whether meetings stand in the calendar."""
    coming = sorted(one.on for one in meetings if one.state == "planned" and one.on and one.on >= today)
    if not coming:
        held = sum(one.state == "held" for one in meetings)
        past = f"; {tables.count_of(held, 'meeting')} held so far" if held else ""
        return Readiness(
            "Calendar",
            "not yet",
            f"No meeting is planned{past}.",
            "Choose a time below and plan the first three.",
        )
    said = f"{tables.count_of(len(coming), 'meeting')} planned, the next on {tables.day_month(coming[0])}."
    return Readiness("Calendar", "ready", said)


def of_data(evidence: TeamEvidence, *, inside: bool) -> Readiness:
    """Return whether there is evidence a team can begin with: answers to questions that name a standard."""
    taken = evidence.assessments[evidence.assessments["n_results"] > 0]
    if taken.empty:
        students = _students(evidence.team.n_students, inside=inside)
        said = f"{students[:1].upper()}{students[1:]}, and no result of any assessment yet."
        return Readiness("Data", "not yet", said, "Agree on a first common assessment, give it, import it.")
    present = evidence.students.loc[evidence.students["status"] == "active", "student_id"]
    scored = evidence.results.loc[evidence.results["status"] == "scored", "student_id"]
    students = _students(int(present.isin(scored).sum()), inside=inside)
    said = f"{tables.count_of(len(taken), 'assessment')} with results of {students}"
    answered = set(evidence.responses["assessment_id"])
    named = evidence.items[evidence.items["standard_id"] != ""]
    if not answered & set(named["assessment_id"]):
        return Readiness(
            "Data",
            "not yet",
            f"{said}, {'on questions that name no standard' if answered else 'whole scores alone'}.",
            NAME_STANDARDS if answered else "Import the answers to each question, with standards.",
        )
    return Readiness("Data", "ready", f"{said}, with answers to single questions.")


def of_time(plan: Plan) -> Readiness:
    """Return whether the minutes of a usual meeting hold a whole data meeting."""
    said = f"{plan.minutes} minutes hold "
    if plan.dropped:
        needed = max(one.fits_from for one in plan.dropped)
        return Readiness(
            "Time",
            "not yet",
            f"{said}a data meeting without {_listed([title.lower() for title in plan.left_out])}.",
            f"All of it fits from {needed} minutes.",
        )
    return Readiness("Time", "ready", f"{said}every part of a data meeting.")


def readiness_table(areas: Sequence[Readiness]) -> Table:
    """Return what is ready and what is not yet, each with its next step."""
    rows = tuple(
        (
            Cell(one.area),
            Cell(f"{_SHAPES[one.state]}\N{NO-BREAK SPACE}{one.state}"),
            Cell(one.said, one.next_step),
        )
        for one in areas
    )
    return Table(
        "What a team needs before it begins", (Column("What"), Column("Stands"), Column("We know")), rows
    )


def evidence_table(evidence: TeamEvidence) -> Table:
    """Return what evidence there is, assessment by assessment, in the order of time."""
    answered = set(evidence.responses["assessment_id"])
    items = evidence.items
    rows = []
    for row in tables.records(evidence.assessments.sort_values(["date", "day"], na_position="first")):
        own = items[items["assessment_id"] == row["assessment_id"]]
        standards = own.loc[own["standard_id"] != "", "standard_id"].nunique()
        detail = "question by question" if row["assessment_id"] in answered else "whole scores"
        there = pd.notna(row["n_results"]) and row["n_results"] > 0
        rows.append(
            (
                Cell(row["title"], tables.when(row["date"], row["day"])),
                Cell(detail if there else "no result yet"),
                Cell(str(len(own)) if len(own) else tables.MISSING),
                Cell(str(standards) if standards else tables.MISSING),
            )
        )
    columns = (
        Column("Assessment"),
        Column("Results"),
        Column("Questions", "num"),
        Column("Standards", "num"),
    )
    return Table("The evidence there is", columns, tuple(rows), "No assessment is known yet.")


def _listed(words: Sequence[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _students(n: int, *, inside: bool) -> str:
    """Return how many students, so far as the audience may know."""
    few = not inside and n < disclosure.MINIMUM
    return f"fewer than {disclosure.MINIMUM} students" if few else tables.count_of(n, "student")
