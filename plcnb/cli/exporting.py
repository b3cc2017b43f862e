"""``plcnb export``: what a workspace holds, written out for other programs."""

import json
from pathlib import Path

import click

from plcnb.cli.edge import PlainErrors, json_option, workspace_option


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
