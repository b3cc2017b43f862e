"""What a cell prints: through `sys.stdout` and `sys.stderr`, or past them straight to the descriptors."""

import codecs
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable
from typing import IO, Any, Literal

StreamName = Literal["stdout", "stderr"]
Write = Callable[[StreamName, str], None]

_DESCRIPTORS: dict[StreamName, int] = {"stdout": 1, "stderr": 2}

# As in ipykernel, Windows sees only what goes through sys.stdout and sys.stderr.
SEES_DESCRIPTORS = hasattr(os, "pread")


class CellStream(io.TextIOBase):
    """The `sys.stdout` or `sys.stderr` of a running notebook.

    Parameters
    ----------
    name : {"stdout", "stderr"}
    write : callable (name, text)
        Where the text goes.
    """

    encoding = "UTF-8"

    def __init__(self, name: StreamName, write: Write) -> None:
        self.name = name
        self._write = write
        self._descriptor = _DESCRIPTORS[name]
        self._owner = os.getpid()

    def write(self, text: str) -> int:
        """Record `text`; in a process that the cell forked, pass it on to the descriptor."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() == self._owner:
            self._write(self.name, text)
        else:
            os.write(self._descriptor, text.encode(errors="replace"))
        return len(text)

    def writable(self) -> bool:
        """Say that one may write here."""
        return True

    def fileno(self) -> int:
        """Return the descriptor, for a subprocess that is told to print where Python prints."""
        return self._descriptor


class Diversion:
    """Puts a file in the place of a descriptor, and gives the descriptor back to whoever had it."""

    def __init__(self, descriptor: int, file: IO[Any]) -> None:
        self._descriptor = descriptor
        self._file = file
        self._host: int | None = None

    def __enter__(self) -> None:
        with contextlib.suppress(OSError):  # a daemon may have closed it
            self._host = os.dup(self._descriptor)
        os.dup2(self._file.fileno(), self._descriptor)

    def __exit__(self, *error: object) -> None:
        if self._host is None:
            os.close(self._descriptor)
        else:
            os.dup2(self._host, self._descriptor)
            os.close(self._host)
            self._host = None


class Spool:
    """A file that takes the place of descriptor 1 or 2, so that subprocesses and C code are heard too.

    A file and not a pipe: nothing blocks when much is written, and no thread has to read along.
    """

    def __init__(self, name: StreamName) -> None:
        self.name = name
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (close() closes it)
        self._read = 0
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode

    def diversion(self) -> Diversion:
        """Return what puts it in its place while a cell runs."""
        return Diversion(_DESCRIPTORS[self.name], self._file)

    def drain(self) -> str:
        """Return what was written since the last call."""
        unread = os.fstat(self._file.fileno()).st_size - self._read
        if unread <= 0:
            return ""
        data = os.pread(self._file.fileno(), unread, self._read)
        self._read += len(data)
        return self._decode(data)

    def close(self) -> None:
        """Forget the file."""
        self._file.close()


def flush_host() -> None:
    """Write out what the host process has buffered, before its descriptors are diverted."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # there is none, or it is closed
            stream.flush()
