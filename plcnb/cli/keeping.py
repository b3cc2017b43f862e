"""``plcnb backup`` and ``plcnb restore``: all that people wrote, in one file."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plcnb.cli.edge import as_typed, json_option, workspace_option

if TYPE_CHECKING:
    from plcnb.records.backups import Backup

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@workspace_option
@json_option
def backup(file: Path, force: bool, workspace: Path | None, as_json: bool) -> None:
    """Put all records into FILE, also while people write.

    It holds everything people wrote, unshared reflections too. Only you may read it.
    """
    from plcnb.errors import Conflict
    from plcnb.records.backups import back_up
    from plcnb.workspace import Workspace

    if file.exists() and not force:
        raise Conflict(f"{file} is there already. Name another file, or write over it with --force.")
    place = Workspace.open(workspace)
    made = back_up(place.records, file)
    if as_json:
        click.echo(json.dumps(_as_dict(made), ensure_ascii=False, indent=1))
        return
    click.echo(f"Put {_counted(made)} into {file}.")
    click.echo("It holds what people wrote for themselves. Keep it where only you can read it.")
    click.echo(f"To read it back: plcnb restore {as_typed(file)} -w {as_typed(place.folder)}")


@click.command()
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--replace", is_flag=True, help="Put it in the place of the records that are there.")
@workspace_option
@json_option
def restore(file: Path, replace: bool, workspace: Path | None, as_json: bool) -> None:
    """Read the records back from FILE.

    They may come from another machine or database. The file is checked before anything is touched. With
    --replace, what is there is first put into a backup in the workspace.
    """
    from plcnb.records.backups import restore as read_back
    from plcnb.workspace import Workspace

    place = Workspace.open(workspace)
    before = place.folder / f"records-before-restore-{datetime.now():%Y-%m-%d-%H%M%S}.zip"
    made = read_back(place.records, file, replace=replace, beside=before)
    if as_json:
        kept = {"replaced": str(before)} if replace else {}
        click.echo(json.dumps(_as_dict(made) | kept, ensure_ascii=False, indent=1))
        return
    click.echo(f"Read {_counted(made)} from {file}, made on {made.made[:10]}.")
    if replace:
        click.echo(f"What was there before lies in {before}.")


def _counted(made: "Backup") -> str:
    answers = made.lines.get("answers.jsonl", 0) + made.lines.get("ballots.jsonl", 0)
    return (
        f"{made.n_records:,} records with {made.lines.get('revisions.jsonl', 0):,} revisions and "
        f"{answers:,} answers and ballots"
    )


def _as_dict(made: "Backup") -> dict[str, object]:
    return {"file": str(made.path), "made": made.made, "plcnb": made.version, "lines": made.lines}
