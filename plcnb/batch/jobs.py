"""Jobs: one template for one team and one audience, and what came of it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from plcnb.batch.templates import Template
from plcnb.errors import Conflict, DataError, ParameterError
from plcnb.evidence.slugs import fingerprint, slug
from plcnb.model import AUDIENCES, Audience

Status = Literal["done", "failed", "skipped"]
Identity = tuple[str, str, str]

_PACKAGE = Path(__file__).resolve().parents[1]
_NOT_FILES = {"aux", "con", "nul", "prn", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True)
class Job:
    """One report to make.

    Attributes
    ----------
    template : Template
    team : str
        The team's id.
    audience : {"team", "school", "public"}
    parameters : dict
        What is set in the notebook, `team` and `audience` among it; nothing else is.
    evidence : str
        Fingerprint of all the team's evidence; another one makes the report stale.
    """

    template: Template
    team: str
    audience: Audience
    parameters: dict[str, Any] = field(default_factory=dict)
    evidence: str = ""

    @property
    def identity(self) -> Identity:
        """Return what tells it from other jobs: template, team, audience."""
        return self.template.name, self.team, self.audience

    @property
    def html(self) -> str:
        """Return where its page lies in the folder of reports, as a POSIX path."""
        return f"{self._stem}.html"

    @property
    def notebook(self) -> str:
        """Return where its executed notebook lies, beside the page."""
        return f"{self._stem}.ipynb"

    @property
    def title(self) -> str:
        """Return the title of its page."""
        return f"{self.template.title} · {self.team}"

    @property
    def key(self) -> str:
        """Return a fingerprint of all it is made from: the same key, the same report."""
        made_from = [self.template.sha256, self.parameters, self.audience, self.evidence, code_fingerprint()]
        return sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()

    @property
    def _stem(self) -> str:
        return f"{self.audience}/{file_stem(self.template.name)}/{file_stem(self.team)}"


@dataclass(frozen=True)
class JobResult:
    """What came of a job; one entry of the manifest.

    Attributes
    ----------
    status : {"done", "failed", "skipped"}
        "skipped": it was up to date; everything else then tells of the run that made it.
    seconds, cpu_seconds : float or None
        How long it took on the clock, and on the processor with all that it started; None where the
        process ended before it could tell.
    notebook, html : str
        Where the files lie, as POSIX paths in the folder of reports; "" if there is none.
    error : str
        Why it failed, in one line without any student's data; "" if it did not.
    when : str
        When it was started, ISO 8601, UTC.
    key : str
        Fingerprint of what it was made from.
    cell : int or None
        Number of the cell that failed.
    """

    template: str
    team: str
    audience: str
    status: Status
    seconds: float | None
    notebook: str
    html: str
    error: str
    when: str
    key: str
    cpu_seconds: float | None = None
    cell: int | None = None

    @property
    def identity(self) -> Identity:
        """Return what tells its job from others."""
        return self.template, self.team, self.audience

    def as_dict(self) -> dict[str, Any]:
        """Return it as the manifest holds it."""
        return asdict(self)


def plan_jobs(
    template: Template,
    teams: Iterable[str],
    *,
    audience: Audience = "team",
    parameters: Mapping[str, object] | None = None,
    evidence: Mapping[str, str] | None = None,
) -> list[Job]:
    """Return the jobs that run a template for teams, refusing what cannot run before anything starts.

    Parameters
    ----------
    template : Template
    teams : iterable of str
        Ids of teams.
    audience : {"team", "school", "public"}
    parameters : mapping, optional
        Values for parameters of the template, the same for every team.
    evidence : mapping, optional
        Each team's fingerprint of its evidence.

    Raises
    ------
    ParameterError
        If a parameter is unknown or ill-typed, or the audience unknown.
    DataError
        If the template declares no `team` or no `audience`: then all reports would be alike, or would
        show names to everyone.
    Conflict
        If a team is named twice.
    """
    if audience not in AUDIENCES:
        raise ParameterError(f"There is no audience {audience!r}. There are: {', '.join(AUDIENCES)}.")
    for needed in ("team", "audience"):
        if not template.declares(needed):
            raise DataError(
                f"The template {template.name!r} declares no parameter {needed!r}, which every "
                "template needs. Set it in the cell tagged 'parameters'."
            )
    values = template.accept(parameters or {})
    jobs = [
        Job(
            template,
            team,
            audience,
            template.accept(values | {"team": team, "audience": audience}),
            (evidence or {}).get(team, ""),
        )
        for team in teams
    ]
    refuse_twins(jobs)
    return jobs


def refuse_twins(jobs: Iterable[Job]) -> None:
    """Raise Conflict if two jobs would write the same file."""
    places: dict[str, Job] = {}
    for job in jobs:
        other = places.setdefault(job.html, job)
        if other is not job:
            raise Conflict(
                f"{job.template.name} for team {job.team!r} and for team {other.team!r} would both write "
                f"{job.html}. Run each of them once."
            )


def file_stem(name: str) -> str:
    """Return a safe file name for a team or a template, another one for every other name.

    A name that is safe already stays as it is; any other gets a hash behind it, so that "Grade 7" and
    "grade-7" do not overwrite each other.
    """
    safe = slug(name)
    return name if safe == name and name not in _NOT_FILES else f"{safe}-{fingerprint(name)}"


@cache
def code_fingerprint(package: Path = _PACKAGE) -> str:
    """Return a fingerprint of plcnb itself: a report made by other code is stale."""
    digest = sha256()
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.is_file() and not {"__pycache__", "shipped"} & set(inside.parts):
            digest.update(inside.as_posix().encode())
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()
