"""Whether numbers of a team may leave it: of enough students, and of more than one teacher."""

from dataclasses import replace

from plcnb.evidence.team_evidence import TeamEvidence
from plcnb.reports.room import Room
from plcnb.stats import disclosure

FEWEST_TEACHERS = 2  # what the students of one teacher reach is a number of that teacher


def numbers_may_be_seen(room: Room) -> bool:
    """Return whether the audience may see numbers made of all of the team's students."""
    enough = room.team.n_students >= disclosure.MINIMUM and _teachers(room) >= FEWEST_TEACHERS
    return room.inside or enough


def is_of_one(room: Room) -> bool:
    """Return whether others look at a team that is known to have a single teacher."""
    return not room.inside and _teachers(room) == 1


def evidence_seen(room: Room) -> TeamEvidence:
    """Return the team's evidence; to others without a single teacher's results."""
    evidence = room.evidence
    if not is_of_one(room):
        return evidence
    none = {name: getattr(evidence, name).iloc[:0] for name in ("responses", "results", "measures")}
    return replace(evidence, assessments=evidence.assessments.assign(n_results=0), **none)


def _teachers(room: Room) -> int:
    return len(room.members) or room.team.n_members


def numbers_stay(what: str) -> tuple[str, str, str]:
    """Return what is missing, why, and the one next step, where numbers stay with the team."""
    return (
        f"{what} stays with the team:",
        "it is of a single teacher, or of too few students.",
        "Ask the team what it learned.",
    )
