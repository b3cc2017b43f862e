"""Where each team of a workspace stands, for the index of all reports: read from all teams at once."""

from collections import defaultdict
from datetime import date
from typing import TypeVar

from plcnb.cycle.steps import Written, present_step
from plcnb.evidence.store import EvidenceStore
from plcnb.model import ActionStep, Goal, Meeting, Record, Trial, Visit
from plcnb.records.store import Records
from plcnb.reports.index import TeamFacts
from plcnb.workspace import Workspace

_R = TypeVar("_R", bound=Record)


def team_facts(workspace: Workspace) -> dict[str, TeamFacts]:
    """Return for each team its step in the cycle, the day it last met, and its open action steps.

    Nothing in it is about a person or a result.
    """
    evidence, records, today = workspace.evidence, workspace.records, workspace.today
    scored = _latest_results(evidence)
    goals, meetings, steps = (
        _by_team(records, Goal),
        _by_team(records, Meeting),
        _by_team(records, ActionStep),
    )
    trials, visits = _by_team(records, Trial), _by_team(records, Visit)
    facts = {}
    for team in evidence.teams()["team_id"]:
        written = Written(goals[team], meetings[team], steps[team], trials[team], visits[team])
        waiting = [one for one in steps[team] if one.state == "open" and (one.what or one.owner or one.due)]
        held = [one.on for one in meetings[team] if one.state == "held" and one.on]
        facts[team] = TeamFacts(
            step=present_step(written, scored.get(team), team in scored, today),
            last_meeting=max(held, default=None),
            n_open=len(waiting),
            n_overdue=sum(one.due is not None and one.due < today for one in waiting),
        )
    return facts


def _latest_results(evidence: EvidenceStore) -> dict[str, date | None]:
    """Return the day of the latest results of each team that has any; None where no day is known."""
    scored = evidence.assessments().query("n_results > 0")
    latest = scored.groupby("team_id")["date"].max()
    return {str(team): day.date() if day == day else None for team, day in latest.items()}


def _by_team(records: Records, kind: type[_R]) -> dict[str, list[_R]]:
    found: dict[str, list[_R]] = defaultdict(list)
    for record in records.list(kind):
        found[record.team_id].append(record)
    return found
