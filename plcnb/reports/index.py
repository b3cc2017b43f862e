"""The page a leader opens: every team by school, where it stands, and a link to each of its reports.

Teams stand in order of their names and never of their results.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from plcnb.cycle.steps import STEPS
from plcnb.model import AUDIENCES, Team
from plcnb.reports.pagestyle import page_style
from plcnb.tables import day_month

Job = Mapping[str, Any]

# Short names, as a team meets the reports on its way through the cycle; others come behind, by name.
_NAMES = {
    "team-report": "Team report",
    "launch-plan": "Launch",
    "goal-review": "Goals",
    "data-meeting": "Data meeting",
    "unit-review": "Unit",
    "trial-review": "Trial",
    "visit-review": "Visits",
    "culture-review": "Culture",
    "initiative-review": "Initiative",
}
_READERS = {"team": "for the team", "school": "for the school", "public": "for everyone"}
_NOTHING_KNOWN = "–"


@dataclass(frozen=True)
class TeamFacts:
    """Where a team stands, by what its people wrote down.

    Attributes
    ----------
    step : str
        Key of its step in the cycle, one of `plcnb.cycle.steps.STEPS`; "" if nobody can tell.
    last_meeting : date or None
        Day of the last meeting that was held; None before the first.
    n_open, n_overdue : int
        Action steps that are not done, and those of them whose day has passed.
    untold : str
        Why nothing is told of the team, as `not_counted` says; the rest is then empty.
    """

    step: str = ""
    last_meeting: date | None = None
    n_open: int = 0
    n_overdue: int = 0
    untold: str = ""


def not_counted(n_teachers: int) -> str:
    """Return why a page about several teams tells nothing of a team with so many teachers; "" if it may.

    What a single teacher does is nobody's business.
    """
    if n_teachers > 1:
        return ""
    return f"{'one teacher' if n_teachers else 'no teachers known'}: not counted here"


@dataclass(frozen=True)
class _Link:
    """A report: its name and page, the day it was made if not the newest day, or why there is none."""

    name: str
    page: str
    day: str = ""
    error: str = ""


@dataclass(frozen=True)
class _Row:
    """One line of the page: a team (or a school or team that is gone), with what is known and its reports."""

    name: str
    reports: tuple[tuple[str, tuple[_Link, ...]], ...] = ()
    remark: str = ""
    step: str = _NOTHING_KNOWN
    position: int = -1
    met: str = _NOTHING_KNOWN
    met_on: str = ""
    actions: str = _NOTHING_KNOWN
    n_open: int = -1


@dataclass(frozen=True)
class _School:
    """A school's name, what there is about the whole school, and a row a team."""

    name: str
    reports: tuple[tuple[str, tuple[_Link, ...]], ...]
    rows: tuple[_Row, ...]


def index_page(
    jobs: Iterable[Job],
    teams: Iterable[Team],
    *,
    title: str,
    facts: Mapping[str, TeamFacts] | None = None,
    on: date | None = None,
    sample: bool = False,
) -> str:
    """Return the index of all reports as one HTML page that needs nothing beside it.

    Parameters
    ----------
    jobs : iterable of mapping
        The entries of the manifest: `template, scope, subject, audience, status, html, error, when`; `html`
        is relative to the page.
    teams : iterable of Team
        Every team of the workspace; one without a job is listed as having no report yet.
    title : str
        The workspace's name.
    facts : mapping of str to TeamFacts, optional
        For each team where it stands; without any, the page has no columns for it.
    on : date, optional
        The day of these facts.
    sample : bool
        Whether the data is invented; the page then says so.
    """
    jobs = sorted(jobs, key=_order)
    ordered = sorted(teams, key=lambda team: (team.school == "", team.school, team.name, team.team_id))
    part = files("plcnb.reports").joinpath("index_template")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        part.joinpath("index.html.j2").read_text(encoding="utf-8")
    )
    return page.render(
        title=title,
        sample=sample,
        schools=[*_schools(jobs, ordered, facts or {}), *_gone(jobs, ordered)],
        summary=_summary(jobs),
        with_facts=bool(facts),
        on=f"{day_month(on)} {on.year}" if on and facts else "",
        style=page_style() + part.joinpath("index.css").read_text(encoding="utf-8"),
        script=part.joinpath("index.js").read_text(encoding="utf-8"),
    )


def _schools(jobs: list[Job], teams: list[Team], facts: Mapping[str, TeamFacts]) -> Iterator[_School]:
    newest = _newest_day(jobs)
    for school, group in groupby(teams, key=lambda team: team.school):
        rows = tuple(
            _row(team.name, _reports(jobs, "team", team.team_id, newest), facts.get(team.team_id))
            for team in group
        )
        yield _School(school or "No school named", _reports(jobs, "school", school, newest), rows)


def _gone(jobs: list[Job], teams: list[Team]) -> Iterator[_School]:
    """Yield one more section, if there are reports of teams or schools that are no longer there."""
    here = {("team", team.team_id) for team in teams} | {("school", team.school) for team in teams}
    gone = sorted({(job["scope"], job["subject"]) for job in jobs} - here)
    if gone:
        newest = _newest_day(jobs)
        rows = tuple(
            _Row(name or "No school named", _reports(jobs, scope, name, newest)) for scope, name in gone
        )
        yield _School("Teams and schools that the latest import does not know", (), rows)


def _row(name: str, reports: tuple[tuple[str, tuple[_Link, ...]], ...], facts: TeamFacts | None) -> _Row:
    if facts is None:
        return _Row(name, reports)
    if facts.untold:
        return _Row(name, reports, remark=facts.untold)
    labels = dict(STEPS)
    met = facts.last_meeting
    overdue = f", {facts.n_overdue:,} overdue" if facts.n_overdue else ""
    return _Row(
        name,
        reports,
        step=labels.get(facts.step, _NOTHING_KNOWN),
        position=list(labels).index(facts.step) if facts.step in labels else -1,
        met=f"{day_month(met)} {met.year}" if met else "none yet",
        met_on=met.isoformat() if met else "",
        actions=f"{facts.n_open:,}{overdue}",
        n_open=facts.n_open,
    )


def _reports(
    jobs: Sequence[Job], scope: str, subject: str, newest: str
) -> tuple[tuple[str, tuple[_Link, ...]], ...]:
    """Return the links of a team or a school, in groups by who reads them."""
    own = [job for job in jobs if (job["scope"], job["subject"]) == (scope, subject)]
    return tuple(
        (_READERS[audience], links)
        for audience in AUDIENCES
        if (links := tuple(_link(job, newest) for job in own if job["audience"] == audience))
    )


def _link(job: Job, newest: str) -> _Link:
    words = str(job["template"]).replace("-", " ").replace("_", " ").strip()
    moment = str(job.get("when") or "")
    return _Link(
        name=_NAMES.get(job["template"], words[:1].upper() + words[1:]),
        page=quote(str(job.get("html") or "")),
        day=_day(moment) if moment[:10] != newest else "",
        error=str(job.get("error") or "It was not made.") if job["status"] == "failed" else "",
    )


def _order(job: Job) -> tuple[int, str, str]:
    template = str(job["template"])
    known = list(_NAMES).index(template) if template in _NAMES else len(_NAMES)
    return known, template, str(job["audience"])


def _newest_day(jobs: Iterable[Job]) -> str:
    return max((str(job.get("when") or "") for job in jobs), default="")[:10]


def _summary(jobs: list[Job]) -> str:
    """Return how many reports there are, when the newest was made, and how many failed."""
    failed = sum(job["status"] == "failed" for job in jobs)
    made = len(jobs) - failed
    said = f"{made:,} {'report' if made == 1 else 'reports'}"
    moments = [str(job.get("when") or "") for job in jobs if job["status"] != "failed"]
    if newest := max(moments, default=""):
        said += f"{', the newest' if made > 1 else ','} made {_day(newest)}, {newest[11:16]} UTC"
    return f"{said}; {failed:,} could not be made" if failed else said


def _day(moment: str) -> str:
    """Return the day of an ISO moment as "23 Nov 2026"; "" where there is none."""
    if not moment:
        return ""
    time = datetime.fromisoformat(moment)
    return f"{day_month(time)} {time.year}"
