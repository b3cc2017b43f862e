"""What a coach sees first: where this workspace is, what it knows, and what to do next."""

from datetime import datetime

from plcnb import tables
from plcnb.cycle.steps import STEPS
from plcnb.errors import NotFound
from plcnb.reports.sections import Markup, Section, empty_state, paragraph
from plcnb.reports.teamreport import step_of
from plcnb.reports.teams_seen import rooms
from plcnb.tables import Cell, Column, Table
from plcnb.workspace import Workspace

# The notebook that serves each step of the cycle, and what a team that stands there has behind it.
_OPENS = {
    "launch": ("01-launch", "no meeting has been held yet"),
    "goals": ("02-goals", "the team meets, and no goal is open"),
    "evidence": ("03-data-meeting", "there are results the team has not looked at yet"),
    "plan": ("04-unit-and-lesson", "the results were looked at; nothing is under way yet"),
    "change": ("05-try-measure-learn", "steps or a trial are under way"),
    "visit": ("06-classroom-visits", "a trial has run for two weeks, and no room was visited since"),
    "reflect": ("07-reflect", "what was begun has come to its end"),
}


def welcome(workspace: Workspace) -> Section:
    """Return what the workspace holds: its name, its latest import, its teams.

    Parameters
    ----------
    workspace : Workspace
        As `open_workspace` gives it.
    """
    name = workspace.settings.name or workspace.folder.name
    invented = (paragraph("Invented sample data.", "sample"),) if workspace.settings.sample else ()
    try:
        snapshot = workspace.evidence.current
        teams = workspace.evidence.teams()
    except NotFound:
        missing = empty_state(
            "Nothing has been imported yet,",
            "so there is no team to show.",
            "In a terminal: plcnb import FILE.",
        )
        return Section("Workspace", name, (*invented, missing))
    quiet = int((teams["n_assessments"] == 0).sum())
    imported = tables.day_month(datetime.fromisoformat(snapshot.when))
    facts = f"Latest import: {imported}. {tables.count_of(len(teams), 'team')}"
    facts += f", {quiet} of them without an assessment yet." if quiet else "."
    return Section("Workspace", name, (*invented, paragraph(facts)))


def next_steps(workspace: Workspace) -> Section | Markup:
    """Return where each team stands in the cycle, and which notebook it opens next.

    Parameters
    ----------
    workspace : Workspace
        As `open_workspace` gives it.
    """
    try:
        teams = workspace.evidence.teams().sort_values(["school", "name", "team_id"])
    except NotFound:  # `welcome` says what to do
        return Markup("")
    if teams.empty:
        return Markup("")
    seen = rooms(workspace, [str(one) for one in teams["team_id"]], "school", workspace.today)
    rows = tuple(_next_row(room.team.name, room.team.school, step_of(room)) for room in seen)
    columns = (Column("Team"), Column("Stands at"), Column("Open next"), Column("Because"))
    headline = f"{tables.count_of(len(rows), 'team')}, each with one notebook to open"
    return Section("What is next?", headline, (Table("Where the teams stand", columns, rows),))


def _next_row(name: str, school: str, step: str) -> tuple[Cell, ...]:
    notebook, because = _OPENS[step]
    return Cell(name, school), Cell(dict(STEPS)[step]), Cell(notebook), Cell(because)
