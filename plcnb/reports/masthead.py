"""The head of a team's page: who the team is, which page this is, and who may read it."""

from html import escape

from plcnb import tables
from plcnb.model import Audience
from plcnb.reports.room import Room
from plcnb.reports.sections import Markup, cycle_strip
from plcnb.stats import disclosure

_WHO_READS: dict[Audience, str] = {
    "team": "For the team only: it holds what members wrote.",
    "school": "For the school: nobody is named, small numbers are hidden, and what members wrote among "
    "themselves stays with them.",
    "public": "For anyone: nobody is named, small numbers are hidden, and what members wrote stays with "
    "them.",
}


def masthead(room: Room, page: str, step: str) -> Markup:
    """Return the head of a page.

    Parameters
    ----------
    room : Room
        The team, and who is looking.
    page : str
        What the page is called: "Launch plan".
    step : str
        Key of the step of the cycle that it belongs to, as `plcnb.cycle.steps.STEPS` has it.
    """
    team = room.team
    facts = [
        ", ".join(part for part in (team.school, team.district) if part),
        _teachers(room),
        _students(room),
        tables.day_month(room.today),
    ]
    invented = '<p class="sample">Invented sample data.</p>' if room.workspace.settings.sample else ""
    names = ", ".join(one.name for one in room.members if one.name)
    members = f'<p class="small">{escape(names)}</p>' if names else ""
    return Markup(
        f'<header class="masthead">{invented}<p class="kicker">{escape(page)}</p><h1>{escape(team.name)}</h1>'
        f'<p class="facts">{escape(" · ".join(fact for fact in facts if fact))}</p>{members}'
        f'<p class="small">{_WHO_READS[room.audience]}</p>{cycle_strip(step)}</header>'
    )


def _teachers(room: Room) -> str:
    n = len(room.members) or room.team.n_members
    return tables.count_of(n, "teacher") if n else ""


def _students(room: Room) -> str:
    n = room.team.n_students
    if not room.inside and n < disclosure.MINIMUM:
        return f"fewer than {disclosure.MINIMUM} students"
    return tables.count_of(n, "student")
