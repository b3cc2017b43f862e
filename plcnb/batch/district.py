"""Reports for the teams and schools of a workspace: plan the jobs, run them, write the index."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plcnb.batch.files import write_whole
from plcnb.batch.jobs import JobResult
from plcnb.batch.manifest import Manifest
from plcnb.batch.planning import plan_reports
from plcnb.batch.pool import OnResult, run_batch
from plcnb.evidence.store import EvidenceStore
from plcnb.model import Audience, Team
from plcnb.reports.facts import team_facts
from plcnb.reports.index import index_page
from plcnb.workspace import Workspace

INDEX_FILE = "index.html"


@dataclass(frozen=True)
class DistrictRun:
    """What came of a run: one result a report, and where the index lies."""

    results: list[JobResult]
    index: Path

    def lines(self) -> Iterator[str]:
        """Yield what a person reads at the end: the counts, and where to look."""
        counts = Counter(result.status for result in self.results)
        parts = [
            f"{counts['done']} made",
            f"{counts['skipped']} up to date" if counts["skipped"] else "",
            f"{counts['failed']} failed" if counts["failed"] else "",
        ]
        if counts["skipped"] == len(self.results):
            n = len(self.results)
            known = "the report is" if n == 1 else f"all {n} reports are"
            yield f"Nothing to do: {known} up to date. To make it all again: --fresh."
        else:
            yield f"Reports: {', '.join(part for part in parts if part)}."
        yield f"Open {self.index}"

    def as_dict(self) -> dict[str, Any]:
        """Return it for another program."""
        return {"index": str(self.index), "jobs": [result.as_dict() for result in self.results]}


def make_reports(
    workspace: Workspace,
    templates: Sequence[str] = (),
    *,
    out: Path,
    team_ids: Iterable[str] = (),
    schools: Iterable[str] = (),
    audience: Audience | None = None,
    workers: int | None = None,
    timeout: float = 600,
    fresh: bool = False,
    parameters: Mapping[str, str] | None = None,
    on_result: OnResult | None = None,
) -> DistrictRun:
    """Run templates once for each team, or school, and write the index of all reports in `out`.

    Parameters
    ----------
    workspace : Workspace
    templates : sequence of str
        Names of templates that ship, or paths of any; empty: every one that ships.
    out : Path
        Folder for the reports.
    team_ids : iterable of str
        Only these teams, and no school; empty: every team.
    schools : iterable of str
        Only these schools and their teams; empty: every school, and the teams that name none as one more.
    audience : {"team", "school", "public"}, optional
        By default the one that each template declares.
    workers : int, optional
        Reports made at once; by default one a processor.
    timeout : float
        Seconds after which a report is given up.
    fresh : bool
        Make also what is up to date.
    parameters : mapping of str to str, optional
        Parameters as typed on a command line; each reaches the templates that declare it.
    on_result : callable (result, total), optional
        Called as each report ends.

    Raises
    ------
    NotFound
        If there is no such template, team or school, or no team at all.
    ParameterError, DataError, Conflict
        As `plan_jobs` and `run_batch` say, if teams are named for a template of schools, or if no
        template has the parameter; before any process starts.
    """
    evidence = workspace.evidence.at(workspace.evidence.current.id)
    jobs = plan_reports(
        workspace,
        evidence,
        templates,
        team_ids=team_ids,
        schools=schools,
        audience=audience,
        parameters=parameters,
    )
    try:
        results = run_batch(
            jobs,
            out=out,
            workers=workers,
            fresh=fresh,
            timeout=timeout,
            on_result=on_result,
            workspace=workspace.folder,
            snapshot=evidence.current.id,
        )
    finally:
        index = _write_index(workspace, evidence, Path(out))
    return DistrictRun(results, index)


def _write_index(workspace: Workspace, evidence: EvidenceStore, out: Path) -> Path:
    index = out.resolve() / INDEX_FILE
    settings = workspace.settings
    page = index_page(
        [entry.as_dict() for entry in Manifest(out)],
        [Team.model_validate(row) for row in evidence.teams().to_dict("records")],
        title=settings.name or workspace.folder.name,
        facts=team_facts(workspace),
        on=workspace.today,
        sample=settings.sample,
    )
    index.parent.mkdir(parents=True, exist_ok=True)
    write_whole(index, page)
    return index
