"""The page a leader opens: every team's report by school, its state, its link, and when it was made.

Teams stand in order of their names and never of their results.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from plcnb.model import Team
from plcnb.reports.pagestyle import page_style
from plcnb.tables import day_month

_STATES = {"done": "● made", "skipped": "● up to date", "failed": "◆ not made"}
_NOT_YET = "○ not made yet"


@dataclass(frozen=True)
class _Row:
    """One line of the page: a team and one of its reports, or a team without any."""

    team: str
    template: str = "–"
    audience: str = "–"
    status: str = "waiting"
    state: str = _NOT_YET
    link: str = ""
    error: str = ""
    when: str = "–"
    moment: str = ""


def index_page(
    jobs: Iterable[Mapping[str, Any]], teams: Iterable[Team], *, title: str, sample: bool = False
) -> str:
    """Return the index of all reports as one HTML page that needs nothing beside it.

    Parameters
    ----------
    jobs : iterable of mapping
        The entries of the manifest: `template, team, audience, status, html, error, when`; `html` is
        relative to the page.
    teams : iterable of Team
        Every team of the workspace; one without a job is listed as not made yet.
    title : str
        The workspace's name.
    sample : bool
        Whether the data is invented; the page then says so.
    """
    by_team: dict[str, list[Mapping[str, Any]]] = {}
    for job in sorted(jobs, key=lambda job: (job["template"], job["audience"])):
        by_team.setdefault(job["team"], []).append(job)
    ordered = sorted(teams, key=lambda team: (team.school == "", team.school, team.name, team.team_id))
    schools = [
        {"name": school or "No school named", "rows": [row for team in group for row in _rows(team, by_team)]}
        for school, group in groupby(ordered, key=lambda team: team.school)
    ]
    gone = sorted(set(by_team) - {team.team_id for team in ordered})
    if gone:
        strangers = [row for team in gone for row in _rows(Team(team_id=team, name=team), by_team)]
        schools.append({"name": "Teams that the latest import does not know", "rows": strangers})
    part = files("plcnb.reports").joinpath("index_template")
    page = Environment(autoescape=True).from_string(
        part.joinpath("index.html.j2").read_text(encoding="utf-8")
    )
    return page.render(
        title=title,
        sample=sample,
        schools=schools,
        counts=_counts([job for entries in by_team.values() for job in entries]),
        style=page_style() + part.joinpath("index.css").read_text(encoding="utf-8"),
        script=part.joinpath("index.js").read_text(encoding="utf-8"),
    )


def _counts(jobs: list[Mapping[str, Any]]) -> str:
    failed = sum(job["status"] == "failed" for job in jobs)
    made = f"{len(jobs) - failed} {'report' if len(jobs) - failed == 1 else 'reports'}"
    return f"{made}; {failed} could not be made" if failed else made


def _rows(team: Team, by_team: Mapping[str, list[Mapping[str, Any]]]) -> list[_Row]:
    """Return a team's rows: one a report, or the one that says there is none yet."""
    return [
        _Row(
            team=team.name,
            template=str(job["template"]),
            audience=str(job["audience"]),
            status=str(job["status"]),
            state=_STATES.get(job["status"], str(job["status"])),
            link=quote(str(job.get("html") or "")),
            error=str(job.get("error") or ""),
            when=_spoken(str(job.get("when") or "")),
            moment=str(job.get("when") or ""),
        )
        for job in by_team.get(team.team_id, [])
    ] or [_Row(team=team.name)]


def _spoken(moment: str) -> str:
    """Return an ISO moment as "23 Nov 2026, 17:50"; a dash where there is none."""
    if not moment:
        return "–"
    time = datetime.fromisoformat(moment)
    return f"{day_month(time)} {time.year}, {time:%H:%M}"
