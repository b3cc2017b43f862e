"""``plcnb export``: what a workspace holds, written out for other programs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plcnb.cli.edge import PlainErrors, json_option, workspace_option

if TYPE_CHECKING:
    from plcnb.evidence.store import EvidenceStore


@click.group(cls=PlainErrors)
def export() -> None:
    """Write out what a workspace holds."""


@export.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@workspace_option
@json_option
def evidence(folder: Path, workspace: Path | None, as_json: bool) -> None:
    """Write the evidence as CSV, a file a table, into FOLDER.

    The files hold the names and numbers of children. plcnb import FOLDER reads them back.
    """
    from plcnb.evidence.formats.exported import check_folder, write_tables
    from plcnb.workspace import Workspace

    place = Workspace.open(workspace)
    tables = place.evidence.source_tables()
    earlier = check_folder(folder)
    written = write_tables(tables, folder)
    for path in set(earlier).difference(written):
        path.unlink()  # a table that is empty now
    if as_json:
        rows = {path.stem: len(tables[path.stem]) for path in written}
        click.echo(json.dumps({"folder": str(folder), "rows": rows}, ensure_ascii=False, indent=1))
        return
    width = max(len(path.name) for path in written)
    for path in written:
        click.echo(f"{path.name:<{width}}  {len(tables[path.stem]):>9,} rows")
    click.echo(
        f"Written to {folder}. These files hold the names and numbers of children: keep them where the "
        "evidence may be kept, and delete them when they have served."
    )


@export.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option("--team", "team_id", metavar="ID", default="", help="Only this team. Default: every team.")
@workspace_option
@json_option
def records(folder: Path, team_id: str, workspace: Path | None, as_json: bool) -> None:
    """Write what people wrote as CSV, one workbook and one calendar file into FOLDER.

    With the names of members; without reflections that are not shared, and without answers and ballots.
    plcnb backup is what keeps everything.
    """
    from plcnb.records.exporting import export_records
    from plcnb.workspace import Workspace

    place = Workspace.open(workspace)
    rows = export_records(place.records, folder, team_id, _called(place.evidence, team_id))
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "rows": rows}, ensure_ascii=False, indent=1))
        return
    width = max(len(name) for name in rows) + len(".csv")
    for name, count in rows.items():
        click.echo(f"{name + '.csv':<{width}}  {count:>9,} rows")
    click.echo(
        f"Written to {folder}, with all of it in records.xlsx and the dates in records.ics. These files hold "
        "the names of teachers and what they wrote for their team: pass them on only with its consent."
    )


def _called(evidence: "EvidenceStore", team_id: str) -> dict[str, dict[str, str]]:
    """Return how teachers know standards and assessments, by their ids; nothing before the first import."""
    names: dict[str, dict[str, str]] = {"standard": {}, "assessment": {}}
    known = evidence.teams()["team_id"] if evidence.snapshots() else ()
    for team in (evidence.team(one) for one in known if team_id in ("", one)):
        names["standard"].update(zip(team.standards["standard_id"], team.standards["code"], strict=True))
        names["assessment"].update(
            zip(team.assessments["assessment_id"], team.assessments["title"], strict=True)
        )
    return names
