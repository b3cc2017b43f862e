"""Which reports a workspace asks for: its teams and schools, the parameters, and what makes one stale."""

import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from plcnb.batch.jobs import Job, plan_jobs
from plcnb.batch.templates import Scope, Template, find_template, template_names
from plcnb.errors import NotFound, ParameterError
from plcnb.evidence.store import EvidenceStore
from plcnb.model import Audience, Team
from plcnb.reports.room import day_of
from plcnb.workspace import Settings, Workspace

_OWN_OPTIONS = {"team": "--team", "school": "--school", "audience": "--audience", "workspace": "-w"}

Subjects = Mapping[Scope, Mapping[str, tuple[str, ...]]]
"""For each scope the subjects chosen, each with the ids of its teams."""


def plan_reports(
    workspace: Workspace,
    evidence: EvidenceStore,
    templates: Sequence[str] = (),
    *,
    team_ids: Iterable[str] = (),
    schools: Iterable[str] = (),
    audience: Audience | None = None,
    parameters: Mapping[str, str] | None = None,
) -> list[Job]:
    """Return the jobs of a run over a workspace; see `plcnb.batch.district.make_reports`.

    `evidence` is the workspace's store, pinned to the import that all reports read.
    """
    chosen = [find_template(name) for name in templates or template_names()]
    if not templates and audience == "team":  # no page of a school is for those inside a team
        chosen = [template for template in chosen if template.scope == "team"]
    given = _parsed(chosen, parameters or {})
    subjects = _chosen(_teams(evidence), list(team_ids), list(schools))
    if templates and not subjects["school"]:
        for template in chosen:
            _refuse_teams_for(template)
    data = _fingerprints(workspace, evidence.current.id, subjects)
    return [
        job
        for template, values in zip(chosen, given, strict=True)
        for job in plan_jobs(
            template,
            subjects[template.scope],
            audience=audience,
            parameters=_with_settings(template, values, workspace),
            data=data[template.scope],
        )
    ]


def _teams(evidence: EvidenceStore) -> list[Team]:
    teams = [Team.model_validate(row) for row in evidence.teams().to_dict("records")]
    if not teams:
        raise NotFound("team", "", (), "Import a school's export first: `plcnb import FILE`.")
    return sorted(teams, key=lambda team: team.team_id)


def _chosen(teams: list[Team], team_ids: list[str], schools: list[str]) -> Subjects:
    """Return the teams and schools asked for; where teams are named, no school is."""
    if team_ids and schools:
        raise ParameterError("Name teams or schools, not both: a school stands for all its teams.")
    known = {team.team_id: team.school for team in teams}
    for team_id in team_ids:
        if team_id not in known:
            raise NotFound("team", team_id, known, "`plcnb teams` lists them.")
    for school in schools:
        if school not in known.values():
            raise NotFound("school", school, set(known.values()) - {""}, "`plcnb teams` lists them.")
    of_school = {
        school: tuple(team_id for team_id in known if known[team_id] == school)
        for school in dict.fromkeys(schools or sorted(known.values()))
    }
    wanted = team_ids or [team_id for team_id in known if known[team_id] in of_school]
    return {
        "team": {team_id: (team_id,) for team_id in wanted},
        "school": {} if team_ids else of_school,
    }


def _refuse_teams_for(template: Template) -> None:
    if template.scope == "school":
        raise ParameterError(
            f"The template {template.name!r} makes one report a school. Choose schools with --school instead "
            "of teams with --team."
        )


def _fingerprints(workspace: Workspace, imported: str, subjects: Subjects) -> dict[Scope, dict[str, str]]:
    """Return for each subject a fingerprint of what is known about it as the run begins."""
    settings = workspace.settings.model_dump(mode="json")
    written = workspace.records.fingerprints()

    def fingerprint(ids: tuple[str, ...]) -> str:
        known = [imported, settings, [(team, written.get(team, "")) for team in ids]]
        return sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()

    return {scope: {name: fingerprint(ids) for name, ids in of.items()} for scope, of in subjects.items()}


def _parsed(templates: list[Template], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return for each template those parameters, as typed on a command line, that it declares."""
    for name in _OWN_OPTIONS.keys() & typed.keys():
        raise ParameterError(f"The parameter {name!r} has an option of its own: use {_OWN_OPTIONS[name]}.")
    if len(templates) > 1:
        _refuse_unknown(templates, typed)
        return [one.parse({name: typed[name] for name in typed if one.declares(name)}) for one in templates]
    return [one.parse(typed) for one in templates]


def _refuse_unknown(templates: list[Template], typed: Mapping[str, str]) -> None:
    """Refuse a parameter that none of the templates declares."""
    known = sorted(
        {parameter.name for one in templates for parameter in one.parameters} - _OWN_OPTIONS.keys()
    )
    for name in typed:
        if name not in known:
            near = get_close_matches(name, known, len(known), 0)
            raise ParameterError(f"No template has a parameter {name!r}. There are: {', '.join(near)}.")


def _with_settings(template: Template, given: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    """Add the workspace's usual settings, and its day, for what the template declares and nobody set.

    What cannot be a setting cannot be a parameter of that name either. The day makes a report of
    yesterday stale, so that what it calls overdue is true.
    """
    usual = {"cut": workspace.settings.cut, "minutes": workspace.settings.minutes}
    try:
        Settings.model_validate(usual | {name: given[name] for name in usual.keys() & given.keys()})
    except ValidationError as error:
        first = error.errors()[0]
        raise ParameterError(
            f"The parameter {first['loc'][0]!r} is {first['input']!r}: {first['msg'].lower()}."
        ) from error
    known = {name: value for name, value in usual.items() if template.declares(name)} | given
    if any(one.name == "today" and one.kind in ("str", "any") for one in template.parameters):
        known["today"] = day_of(known.get("today") or "", workspace).isoformat()
    return known
