"""Where each team of a workspace stands, for the index of all reports: read from all teams at once."""

from collections import defaultdict
from datetime import date
from typing import TypeVar

from plcnb.cycle.cadence import cadence, follow_through
from plcnb.cycle.steps import Written, present_step
from plcnb.evidence.store import EvidenceStore
from plcnb.model import ActionStep, Goal, Meeting, Member, Record, Trial, Visit
from plcnb.records.store import Records
from plcnb.reports.index import TeamFacts, not_counted
from plcnb.workspace import Workspace

_R = TypeVar("_R", bound=Record)


def team_facts(workspace: Workspace) -> dict[str, TeamFacts]:
    """Return for each team its step in the cycle, the day it last met, and its open action steps.

    Nothing in it is about a person or a result: of a team that `not_counted` holds back nothing is told.
    """
    evidence, records, today = workspace.evidence, workspace.records, workspace.today
    scored = _latest_results(evidence)
    goals, meetings, steps = (
        _by_team(records, Goal),
        _by_team(records, Meeting),
        _by_team(records, ActionStep),
    )
    trials, visits, members = (_by_team(records, Trial), _by_team(records, Visit), _by_team(records, Member))
    facts = {}
    teams = evidence.teams()
    for team, n_teachers in zip(teams["team_id"], teams["n_members"], strict=True):
        present = [one for one in members[team] if one.left_on is None or one.left_on > today]
        if why := not_counted(max(len(present), n_teachers)):
            facts[team] = TeamFacts(untold=why)
            continue
        written = Written(goals[team], meetings[team], steps[team], trials[team], visits[team])
        kept = follow_through((one for one in steps[team] if one.what or one.owner or one.due), today)
        facts[team] = TeamFacts(
            step=present_step(written, scored.get(team), team in scored, today),
            last_meeting=cadence(meetings[team], today).last,
            n_open=kept.open,
            n_overdue=kept.overdue,
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
