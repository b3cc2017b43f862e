"""A report for every team of a workspace: plan the jobs, run them, write the index."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from plcnb.batch.files import write_whole
from plcnb.batch.jobs import JobResult, plan_jobs
from plcnb.batch.manifest import Manifest
from plcnb.batch.pool import OnResult, run_batch
from plcnb.batch.templates import find_template
from plcnb.errors import NotFound, ParameterError
from plcnb.model import Audience, Team
from plcnb.reports.index import index_page
from plcnb.workspace import Settings, Workspace

INDEX_FILE = "index.html"
_OWN_OPTIONS = {"team": "--team", "audience": "--audience", "workspace": "-w"}


@dataclass(frozen=True)
class DistrictRun:
    """What came of a run: one result a team, and where the index lies."""

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
            yield f"Nothing to do: all {n} reports are up to date. Make them again with --fresh."
        else:
            yield f"Reports: {', '.join(part for part in parts if part)}."
        yield f"Open {self.index}"

    def as_dict(self) -> dict[str, Any]:
        """Return it for another program."""
        return {"index": str(self.index), "jobs": [result.as_dict() for result in self.results]}


def report_teams(
    workspace: Workspace,
    template: str,
    *,
    out: Path,
    team_ids: Iterable[str] = (),
    audience: Audience = "team",
    workers: int | None = None,
    timeout: float = 600,
    fresh: bool = False,
    parameters: Mapping[str, str] | None = None,
    on_result: OnResult | None = None,
) -> DistrictRun:
    """Run a template once for each team, and write the index of all reports in `out`.

    Parameters
    ----------
    workspace : Workspace
    template : str
        Name of a template that ships, or the path of one.
    out : Path
        Folder for the reports.
    team_ids : iterable of str
        Only these teams; empty: every team.
    audience : {"team", "school", "public"}
    workers : int, optional
        Reports made at once; by default one a processor.
    timeout : float
        Seconds after which a report is given up.
    fresh : bool
        Make also what is up to date.
    parameters : mapping of str to str, optional
        Parameters of the template as typed on a command line.
    on_result : callable (result, total), optional
        Called as each report ends.

    Raises
    ------
    NotFound
        If there is no such template or team, or no team at all.
    ParameterError, DataError, Conflict
        As `plan_jobs` and `run_batch` say; before any process starts.
    """
    chosen = find_template(template)
    for name in _OWN_OPTIONS.keys() & (parameters or {}).keys():
        raise ParameterError(f"The parameter {name!r} has an option of its own: use {_OWN_OPTIONS[name]}.")
    given = _with_settings(chosen.parse(parameters or {}), workspace, chosen.declares)
    store = workspace.evidence
    teams = [Team.model_validate(row) for row in store.teams().to_dict("records")]
    known = {team.team_id for team in teams}
    wanted = list(dict.fromkeys(team_ids)) or sorted(known)
    if not wanted:
        raise NotFound("team", "", (), "Import a school's export first: `plcnb import FILE`.")
    for team_id in wanted:
        if team_id not in known:
            raise NotFound("team", team_id, known, "`plcnb teams` lists them.")
    snapshot = store.current.id
    evidence = dict.fromkeys(wanted, snapshot)
    jobs = plan_jobs(chosen, wanted, audience=audience, parameters=given, evidence=evidence)
    try:
        results = run_batch(
            jobs,
            out=out,
            workers=workers,
            fresh=fresh,
            timeout=timeout,
            on_result=on_result,
            workspace=workspace.folder,
            snapshot=snapshot,
        )
    finally:
        index = _write_index(workspace, teams, Path(out))
    return DistrictRun(results, index)


def _with_settings(given: dict[str, Any], workspace: Workspace, declares: Any) -> dict[str, Any]:
    """Add the workspace's usual settings for the parameters that the template has and nobody set.

    What cannot be a setting cannot be a parameter of that name either.
    """
    usual = {"cut": workspace.settings.cut, "minutes": workspace.settings.minutes}
    try:
        Settings.model_validate(usual | {name: given[name] for name in usual.keys() & given.keys()})
    except ValidationError as error:
        first = error.errors()[0]
        raise ParameterError(
            f"The parameter {first['loc'][0]!r} is {first['input']!r}: {first['msg'].lower()}."
        ) from error
    return {name: value for name, value in usual.items() if declares(name)} | given


def _write_index(workspace: Workspace, teams: list[Team], out: Path) -> Path:
    index = out.resolve() / INDEX_FILE
    settings = workspace.settings
    page = index_page(
        [entry.as_dict() for entry in Manifest(out)],
        teams,
        title=settings.name or workspace.folder.name,
        sample=settings.sample,
    )
    index.parent.mkdir(parents=True, exist_ok=True)
    write_whole(index, page)
    return index
