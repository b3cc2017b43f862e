"""The head of a team's page: who the team is, which page this is, and who may read it."""

from collections.abc import Iterable, Mapping
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


def masthead(
    room: Room, page: str, step: str, *, about: str = "", who_reads: Mapping[Audience, str] = _WHO_READS
) -> Markup:
    """Return the head of a page.

    Parameters
    ----------
    room : Room
        The team, and who is looking.
    page : str
        What the page is called: "Launch plan".
    step : str
        Key of the step of the cycle that it belongs to, as `plcnb.cycle.steps.STEPS` has it.
    about : str
        What the page is about, and when it was; empty: the day the page speaks of.
    who_reads : mapping of audience to str
        For whom the page is.
    """
    team = room.team
    facts = [
        ", ".join(part for part in (team.school, team.district) if part),
        _teachers(room),
        _students(room),
        about or tables.day_month(room.today),
    ]
    names = ", ".join(one.name for one in room.members if one.name)
    members = f'<p class="small">{escape(names)}</p>' if names else ""
    rest = f'{members}<p class="small">{who_reads[room.audience]}</p>{cycle_strip(step)}'
    return header(page, team.name, facts, rest, sample=room.workspace.settings.sample)


def header(page: str, name: str, facts: Iterable[str], rest: str, *, sample: bool) -> Markup:
    """Return a page's head: what it is, whose, the facts, and finished HTML; of invented data it says so."""
    invented = '<p class="sample">Invented sample data.</p>' if sample else ""
    return Markup(
        f'<header class="masthead">{invented}<p class="kicker">{escape(page)}</p><h1>{escape(name)}</h1>'
        f'<p class="facts">{escape(" · ".join(filter(None, facts)))}</p>{rest}</header>'
    )


def _teachers(room: Room) -> str:
    n = len(room.members) or room.team.n_members
    return tables.count_of(n, "teacher") if n else ""


def _students(room: Room) -> str:
    n = room.team.n_students
    if not room.inside and n < disclosure.MINIMUM:
        return f"fewer than {disclosure.MINIMUM} students"
    return tables.count_of(n, "student")
