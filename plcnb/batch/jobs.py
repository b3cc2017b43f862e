"""Jobs: one template for one team or school and one audience, and what came of it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from plcnb.batch.templates import Scope, Template
from plcnb.errors import Conflict, ParameterError
from plcnb.evidence.slugs import fingerprint, slug
from plcnb.model import AUDIENCES, Audience

Status = Literal["done", "failed", "skipped"]
Identity = tuple[str, str, str]

_NO_SCHOOL = "no_school"  # no name gives this stem: they have no underscore
_PACKAGE = Path(__file__).resolve().parents[1]
_NOT_FILES = {"aux", "con", "nul", "prn", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True)
class Job:
    """One report to make.

    Attributes
    ----------
    template : Template
    subject : str
        Whom it is about, of the kind that the template asks for: a team's id, or a school's name ("" for
        the teams that name no school).
    audience : {"team", "school", "public"}
    parameters : dict
        What is set in the notebook, its subject and `audience` among it; nothing else is.
    data : str
        Fingerprint of all that its notebook reads: evidence, records, settings; another one makes the
        report stale.
    """

    template: Template
    subject: str
    audience: Audience
    parameters: dict[str, Any] = field(default_factory=dict)
    data: str = ""

    @property
    def identity(self) -> Identity:
        """Return what tells it from other jobs: template, subject, audience."""
        return self.template.name, self.subject, self.audience

    @property
    def about(self) -> str:
        """Return whom it is about, as a sentence says it: "team 'grade-7-maths'"."""
        named = bool(self.subject) or self.template.scope == "team"
        return f"{self.template.scope} {self.subject!r}" if named else "the teams without a school"

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
        return f"{self.template.title} · {self.subject or 'teams without a school'}"

    @property
    def key(self) -> str:
        """Return a fingerprint of all it is made from: the same key, the same report."""
        made_from = [self.template.sha256, self.parameters, self.audience, self.data, code_fingerprint()]
        return sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()

    @property
    def _stem(self) -> str:
        return f"{self.audience}/{file_stem(self.template.name)}/{self._subject_stem}"

    @property
    def _subject_stem(self) -> str:
        nameless = self.template.scope == "school" and not self.subject
        return _NO_SCHOOL if nameless else file_stem(self.subject)


@dataclass(frozen=True)
class JobResult:
    """What came of a job; one entry of the manifest.

    Attributes
    ----------
    template : str
        The template's name.
    scope : {"team", "school"}
    subject : str
        The team's id or the school's name.
    audience : {"team", "school", "public"}
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
    scope: Scope
    subject: str
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
        return self.template, self.subject, self.audience

    def as_dict(self) -> dict[str, Any]:
        """Return it as the manifest holds it."""
        return asdict(self)


def plan_jobs(
    template: Template,
    subjects: Iterable[str],
    *,
    audience: Audience | None = None,
    parameters: Mapping[str, object] | None = None,
    data: Mapping[str, str] | None = None,
) -> list[Job]:
    """Return the jobs that run a template for teams or schools, refusing what cannot run before any starts.

    Parameters
    ----------
    template : Template
    subjects : iterable of str
        Ids of teams, or names of schools, whichever the template is about.
    audience : {"team", "school", "public"}, optional
        By default the one that the template declares.
    parameters : mapping, optional
        Values for parameters of the template, the same for every report.
    data : mapping, optional
        For each subject the fingerprint of what is known about it.

    Raises
    ------
    ParameterError
        If a parameter is unknown or ill-typed, or the audience unknown.
    DataError
        If the template declares not exactly one of `team` and `school`, or no `audience`: then all
        reports would be alike, or would show names to everyone.
    Conflict
        If a subject is named twice.
    """
    scope, declared = template.scope, template.audience
    if audience is not None and audience not in AUDIENCES:
        raise ParameterError(f"There is no audience {audience!r}. There are: {', '.join(AUDIENCES)}.")
    reader = audience or declared
    values = template.accept(parameters or {})
    jobs = [
        Job(
            template,
            subject,
            reader,
            template.accept(values | {scope: subject, "audience": reader}),
            (data or {}).get(subject, ""),
        )
        for subject in subjects
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
                f"{job.template.name} for {job.about} and for {other.about} would both write "
                f"{job.html}. Run each of them once."
            )


def file_stem(name: str) -> str:
    """Return a safe file name for a team, a school or a template, another one for every other name.

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
