"""The command line: arguments in, one call, plain lines out.

Exit status: 0 all well; 1 some job failed and the rest finished; 2 wrong use or bad input.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from plcnb import __version__
from plcnb.cli.edge import PlainErrors, as_typed, json_option, workspace_option
from plcnb.cli.exporting import export
from plcnb.cli.importing import import_
from plcnb.cli.keeping import backup, restore
from plcnb.model import AUDIENCES, Audience

_FAILURES_SHOWN = 20
_IN_THE_DEMO = ("team-report", "school-overview")
_OFFLINE = (  # JupyterLab asks no other machine for news, newer versions or extensions
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)


@click.group(
    cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="plcnb")
def main() -> None:
    """Lead a team of teachers through a data-driven inquiry cycle, with a report for every team."""


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sample", is_flag=True, help="Also copy the invented sample district, ready to import.")
def init(folder: Path, sample: bool) -> None:
    """Make the workspace DIR.

    It holds plcnb.toml, copies of the notebooks and empty stores: one folder for everything.
    """
    from plcnb.workspace import Workspace

    workspace = Workspace.create(folder, sample=sample)
    click.echo(f"Made the workspace {workspace.folder}.")
    place = as_typed(workspace.folder)
    source = as_typed(workspace.folder / "sample") if sample else "FILE"
    click.echo(f"Next: plcnb import {source} -w {place}")


main.add_command(import_)
main.add_command(export)
main.add_command(backup)
main.add_command(restore)


@main.command()
@workspace_option
@json_option
def teams(workspace: Path | None, as_json: bool) -> None:
    """List the teams of a workspace."""
    from plcnb.workspace import Workspace

    frame = Workspace.open(workspace).evidence.teams()
    if as_json:
        click.echo(json.dumps(frame.to_dict("records"), ensure_ascii=False, indent=1, default=str))
        return
    for line in _aligned_teams(frame):
        click.echo(line)


def _aligned_teams(frame: Any) -> Iterator[str]:
    """Yield one line a team: id, name, school, and how many teachers, students and assessments."""
    columns = ["team_id", "name", "school", "n_members", "n_students", "n_assessments"]
    heads = ["team", "name", "school", "teachers", "students", "assessments"]
    rows = [heads, *([str(cell) for cell in row] for row in frame[columns].itertuples(index=False))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    for row in rows:
        cells = [
            cell.rjust(width) if i > 2 else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _one_or_all(context: click.Context, _: click.Parameter, template: str | None) -> str | None:
    if (template is None) != context.params["all_templates"]:
        raise click.UsageError("Name one TEMPLATE or, instead of it, ask for --all-templates.")
    return template


@main.command()
@click.argument("template", required=False, callback=_one_or_all)
@click.option(
    "--all-templates", is_flag=True, is_eager=True, help="Run every template that ships, instead of one."
)
@workspace_option
@click.option(
    "--team",
    "team_ids",
    metavar="ID",
    multiple=True,
    help="Only this team; may be repeated. Default: every team.",
)
@click.option(
    "--school",
    "schools",
    metavar="NAME",
    multiple=True,
    help="Only this school and its teams; may be repeated. Default: every school.",
)
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    help="Who will read it; decides whether names appear. Default: what the template declares, most often "
    "team.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the reports. Default: reports/ in the workspace.",
)
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Reports made at once. Default: one a processor."
)
@click.option(
    "--timeout",
    type=click.IntRange(1),
    default=600,
    show_default=True,
    help="Seconds after which a report is given up.",
)
@click.option("--fresh", is_flag=True, help="Make every report again, also those that are up to date.")
@click.option(
    "-p",
    "--parameter",
    "parameters",
    metavar="NAME VALUE",
    nargs=2,
    multiple=True,
    help="A parameter of the template; may be repeated. Each reaches the templates that declare it.",
)
@json_option
def report(
    template: str | None,
    all_templates: bool,
    workspace: Path | None,
    team_ids: tuple[str, ...],
    schools: tuple[str, ...],
    audience: Audience | None,
    out: Path | None,
    workers: int | None,
    timeout: int,
    fresh: bool,
    parameters: tuple[tuple[str, str], ...],
    as_json: bool,
) -> None:
    """Run TEMPLATE once for each team, or school, and write an index.

    TEMPLATE is the name of one that ships, such as team-report, or the path of a notebook of your own.
    """
    from plcnb.batch.district import make_reports
    from plcnb.workspace import Workspace

    place = Workspace.open(workspace)
    with _progress(quiet=as_json) as on_result:
        run = make_reports(
            place,
            [template] if template else [],
            team_ids=team_ids,
            schools=schools,
            audience=audience,
            out=out or place.reports_folder,
            workers=workers,
            timeout=timeout,
            fresh=fresh,
            parameters=dict(parameters),
            on_result=on_result,
        )
    _finish(run, as_json)


@main.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Folder for the sample's workspace and reports.",
)
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Reports made at once. Default: one a processor."
)
@json_option
def demo(out: Path, workers: int | None, as_json: bool) -> None:
    """Make the sample district and its reports.

    That is: make its workspace, import it, and make a report for every team and every school.
    """
    from plcnb.batch.district import make_reports
    from plcnb.evidence.importing import import_sources
    from plcnb.workspace import SETTINGS_FILE, Workspace

    folder = out / "sample-district"
    made = (folder / SETTINGS_FILE).exists()
    place = Workspace.open(folder) if made else Workspace.create(folder, sample=True)
    imported = import_sources(place.evidence_folder, [place.folder / "sample"])
    place.take_sample_records()
    if not as_json:
        for line in imported.lines():
            click.echo(line)
    with _progress(quiet=as_json) as on_result:
        run = make_reports(place, _IN_THE_DEMO, out=out, workers=workers, on_result=on_result)
    _finish(run, as_json)


@main.command()
@workspace_option
def lab(workspace: Path | None) -> None:
    """Open JupyterLab on the workspace's notebooks."""
    from plcnb.workspace import WORKSPACE_VARIABLE, Workspace

    place = Workspace.open(workspace)
    environment = os.environ | {WORKSPACE_VARIABLE: str(place.folder)}
    command = [sys.executable, "-m", "jupyterlab", *_OFFLINE, str(place.folder / "notebooks")]
    raise SystemExit(subprocess.call(command, env=environment))


@main.command()
@workspace_option
@json_option
def doctor(workspace: Path | None, as_json: bool) -> None:
    """Say what works on this machine, and how to mend the rest."""
    from plcnb.doctor import examine

    checks = examine(workspace)
    if as_json:
        click.echo(json.dumps([check.as_dict() for check in checks], ensure_ascii=False, indent=1))
    else:
        for check in checks:
            for line in check.lines():
                click.echo(line)
    raise SystemExit(1 if any(check.state == "broken" for check in checks) else 0)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[Any, int], None] | None]:
    """Show one bar while reports are made; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Reports"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reports", total=None)

        def on_result(_: Any, total: int) -> None:
            bar.update(task, total=total, advance=1)

        yield on_result


def _finish(run: Any, as_json: bool) -> None:
    """Print what a run of reports came to, and leave with its exit status."""
    failed = [job for job in run.results if job.status == "failed"]
    if as_json:
        click.echo(json.dumps(run.as_dict(), ensure_ascii=False, indent=1))
    else:
        for job in failed[:_FAILURES_SHOWN]:
            click.echo(f"failed  {job.error}", err=True)
        if len(failed) > _FAILURES_SHOWN:
            rest = len(failed) - _FAILURES_SHOWN
            click.echo(f"failed  and {rest:,} more: the index says which, and why", err=True)
        for line in run.lines():
            click.echo(line)
    raise SystemExit(1 if failed else 0)
