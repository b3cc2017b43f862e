"""Every error that plcnb raises on purpose.

PlcnbError
├── DataError        a file or table breaks its contract (names the file, the line and the column)
├── ParameterError   a parameter is missing, unknown, ill-typed or out of range
└── StoreError
    ├── NotFound     nothing has that key (lists the keys there are)
    └── Conflict     something else holds that key or that place already

Each message says what is wrong, where, what was expected and what to do, in one line. The command line
prints it as it is; a notebook shows it under the cell. Anything else that is raised is a bug.
"""

from collections.abc import Iterable
from typing import Any


class PlcnbError(Exception):
    """Something that the person in front of the screen can mend."""

    def __str__(self) -> str:
        """Return the message on one line, also where it quotes a value that is written on several."""
        return " ".join(line.strip() for line in super().__str__().splitlines())

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows under a notebook's cell: the message, and nothing of our code."""
        return [f"{type(self).__name__}: {self}"]


class DataError(PlcnbError):
    """A file or a table breaks its contract."""


class ParameterError(PlcnbError):
    """A parameter is missing, unknown, ill-typed or out of range."""


class StoreError(PlcnbError):
    """A store cannot give or take what was asked."""


class NotFound(StoreError):  # noqa: N818  (reads as the sentence it is)
    """Nothing has that key.

    Parameters
    ----------
    what : str
        The kind of thing, as a person says it ("team", "assessment").
    key : str
        The key asked for; empty: there is none at all.
    known : iterable of str
        The keys there are; the first twelve are listed.
    remedy : str
        One sentence that says what to do next.
    """

    def __init__(self, what: str, key: str, known: Iterable[str] = (), remedy: str = "") -> None:
        names = sorted(known)
        listed = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        missing = f"There is no {what} {key!r}." if key or names else f"There is no {what} yet."
        there = f"There are: {listed}." if names else ""
        super().__init__(" ".join(filter(None, (missing, there, remedy))))


class Conflict(StoreError):  # noqa: N818
    """Something else holds that key or that place already.

    Parameters
    ----------
    message : str
    present : Any
        What holds it, where the one who asked may see it: the record as another has changed it meanwhile.
    revision : int
        The number of its latest revision.
    """

    def __init__(self, message: str, *, present: Any = None, revision: int = 0) -> None:
        super().__init__(message)
        self.present = present
        self.revision = revision
