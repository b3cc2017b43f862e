"""The command line: arguments in, one call, plain lines out.

Exit status: 0 all well; 1 some job failed and the rest finished; 2 wrong use or bad input.
"""

import errno
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from plcnb import __version__
from plcnb.errors import PlcnbError
from plcnb.model import AUDIENCES, Audience

_MENDABLE = {  # what the person at the machine can put right
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.ENOTDIR,
    errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.EIO,
}  # fmt: skip

_OFFLINE = (  # JupyterLab asks no other machine for news, newer versions or extensions
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)


class _WrongUse(click.ClickException):
    """An expected error: one plain line, and the status of wrong use or bad input."""

    exit_code = 2


class PlainErrors(click.Group):
    """Print an expected error as one plain line; let a bug keep its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a PlcnbError, or what the disk refuses, becomes one line and exit status 2."""
        try:
            return super().invoke(ctx)
        except PlcnbError as error:
            raise _WrongUse(str(error)) from error
        except OSError as error:
            if error.errno not in _MENDABLE and not isinstance(error, shutil.Error):
                raise
            raise _WrongUse(_refused_by_the_disk(error)) from error


def _refused_by_the_disk(error: OSError) -> str:
    what = error.strerror or "Not all files could be copied"
    place = f" ({error.filename2 or error.filename})" if error.filename else ""
    return (
        f"{what}{place}. Make room, ask for the right to read and write there, or choose another folder; "
        "then try again."
    )


def _workspace_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "-w",
        "--workspace",
        type=click.Path(file_okay=False, path_type=Path),
        help="The workspace's folder. Default: PLCNB_WORKSPACE, or the workspace around the present folder.",
    )(command)


def _json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for another program to read.")(
        command
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
    place = _as_typed(workspace.folder)
    source = _as_typed(workspace.folder / "sample") if sample else "FILE"
    click.echo(f"Next: plcnb import {source} -w {place}")


def _as_typed(path: Path) -> str:
    """Return a path as a shell takes it, in quotes where it holds a blank."""
    return subprocess.list2cmdline([str(path)]) if os.name == "nt" else shlex.quote(str(path))


@main.command("import")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@_workspace_option
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    help="Take the files as this format. Default: seen from their content.",
)
@click.option("--mapping", metavar="FILE", help="A mapping file (TOML) that says which columns mean what.")
@click.option("--dry-run", is_flag=True, help="Show exactly what an import would do, and write nothing.")
@click.option(
    "--allow-rejects", is_flag=True, help="Import the rows that are right and put the others in rejects.csv."
)
@click.option(
    "--allow-dropping", is_flag=True, help="Let many students leave the roster. Default: ask, or refuse."
)
@_json_option
def import_(
    sources: tuple[Path, ...],
    workspace: Path | None,
    format_name: str | None,
    mapping: str | None,
    dry_run: bool,
    allow_rejects: bool,
    allow_dropping: bool,
    as_json: bool,
) -> None:
    """Import school exports: SOURCE is a zip, a folder or CSV files."""
    from plcnb.evidence.importing import ImportRefused, import_sources
    from plcnb.evidence.leaving import StudentsLeaving
    from plcnb.workspace import Workspace

    place = Workspace.open(workspace)
    wanted: dict[str, Any] = {"format": format_name, "mapping": mapping, "dry_run": dry_run}
    wanted |= {"allow_rejects": allow_rejects, "allow_dropping": allow_dropping}
    try:
        try:
            report = import_sources(place.evidence_folder, list(sources), **wanted)
        except StudentsLeaving as refused:
            if not _may_leave(refused):
                raise
            wanted["allow_dropping"] = True
            report = import_sources(place.evidence_folder, list(sources), **wanted)
    except ImportRefused as refused:
        for line in refused.report.lines():
            click.echo(line, err=True)
        raise
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        return
    for line in report.lines():
        click.echo(line)
    if dry_run and not report.unchanged:
        click.echo("Next: the same command without --dry-run.")
    elif not report.unchanged:
        click.echo(f"Next: plcnb report team-report -w {_as_typed(place.folder)}")


def _may_leave(refused: Any) -> bool:
    """Ask at a terminal whether many students may leave the roster; without one nobody has said so."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(f"{refused.leaving} would leave the roster. Go on?", err=True)


@main.command()
@_workspace_option
@_json_option
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


@main.command()
@click.argument("template")
@_workspace_option
@click.option(
    "--team",
    "team_ids",
    metavar="ID",
    multiple=True,
    help="Only this team; may be repeated. Default: every team.",
)
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default="team",
    show_default=True,
    help="Who will read it; decides whether names appear.",
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
    help="A parameter of the template; may be repeated.",
)
@_json_option
def report(
    template: str,
    workspace: Path | None,
    team_ids: tuple[str, ...],
    audience: Audience,
    out: Path | None,
    workers: int | None,
    timeout: int,
    fresh: bool,
    parameters: tuple[tuple[str, str], ...],
    as_json: bool,
) -> None:
    """Run TEMPLATE once for each team and write an index.

    TEMPLATE is team-report, or the path of a notebook of your own.
    """
    from plcnb.batch.district import report_teams
    from plcnb.workspace import Workspace

    place = Workspace.open(workspace)
    with _progress(quiet=as_json) as on_result:
        run = report_teams(
            place,
            template,
            team_ids=team_ids,
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
@_json_option
def demo(out: Path, workers: int | None, as_json: bool) -> None:
    """Make the sample district and its reports.

    That is: make its workspace, import it, and make a report for every team.
    """
    from plcnb.batch.district import report_teams
    from plcnb.evidence.importing import import_sources
    from plcnb.workspace import SETTINGS_FILE, Workspace

    folder = out / "sample-district"
    made = (folder / SETTINGS_FILE).exists()
    place = Workspace.open(folder) if made else Workspace.create(folder, sample=True)
    imported = import_sources(place.evidence_folder, [place.folder / "sample"])
    if not as_json:
        for line in imported.lines():
            click.echo(line)
    with _progress(quiet=as_json) as on_result:
        run = report_teams(place, "team-report", out=out, workers=workers, on_result=on_result)
    _finish(run, as_json)


@main.command()
@_workspace_option
def lab(workspace: Path | None) -> None:
    """Open JupyterLab on the workspace's notebooks."""
    from plcnb.workspace import WORKSPACE_VARIABLE, Workspace

    place = Workspace.open(workspace)
    environment = os.environ | {WORKSPACE_VARIABLE: str(place.folder)}
    command = [sys.executable, "-m", "jupyterlab", *_OFFLINE, str(place.folder / "notebooks")]
    raise SystemExit(subprocess.call(command, env=environment))


@main.command()
@_workspace_option
@_json_option
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
        for job in failed:
            click.echo(f"failed  {job.error}", err=True)
        for line in run.lines():
            click.echo(line)
    raise SystemExit(1 if failed else 0)
