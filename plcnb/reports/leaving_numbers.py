"""Whether numbers of a team may leave it: of enough students, and of more than one teacher."""

from plcnb.reports.room import Room
from plcnb.stats import disclosure

FEWEST_TEACHERS = 2  # what the students of one teacher reach is a number of that teacher


def numbers_may_be_seen(room: Room) -> bool:
    """Return whether the audience may see numbers made of all of the team's students."""
    teachers = len(room.members) or room.team.n_members
    return room.inside or (room.team.n_students >= disclosure.MINIMUM and teachers >= FEWEST_TEACHERS)


def numbers_stay(what: str) -> tuple[str, str, str]:
    """Return what is missing, why, and the one next step, where numbers stay with the team."""
    return (
        f"{what} stays with the team:",
        "it is of a single teacher, or of too few students.",
        "Ask the team what it learned.",
    )
