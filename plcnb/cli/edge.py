"""What all commands share: plain errors, the workspace, JSON, paths as a shell takes them."""

import errno
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from plcnb.errors import PlcnbError

_MENDABLE = {  # what the person at the machine can put right
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.ENOTDIR,
    errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.EIO,
}  # fmt: skip


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


def workspace_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option -w."""
    return click.option(
        "-w",
        "--workspace",
        type=click.Path(file_okay=False, path_type=Path),
        help="The workspace's folder. Default: PLCNB_WORKSPACE, or the workspace around the present folder.",
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for another program to read.")(
        command
    )


def as_typed(path: Path) -> str:
    """Return a path as a shell takes it, in quotes where it holds a blank."""
    return subprocess.list2cmdline([str(path)]) if os.name == "nt" else shlex.quote(str(path))
