"""What a coach sees first: where this workspace is, what it knows, and what to do next."""

from datetime import datetime

from plcnb import tables
from plcnb.errors import NotFound
from plcnb.reports.sections import Section, empty_state, paragraph
from plcnb.workspace import Workspace


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
