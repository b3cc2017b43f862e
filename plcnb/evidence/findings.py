"""What a reader found in a file: what it refused, what it only noted, and how many rows it kept.

*Refused* cannot be right, and the row does not get in. *Noted* is kept as it is, or as the message says,
and listed so that a person can judge. No row is ever lost without one of the two.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Severity = Literal["refused", "noted"]
Mode = Literal["bulk", "delta"]
KnownIds = Mapping[str, Set[str]]  # ids in the store, by source table

REJECT_COLUMNS = ("file", "row", "column", "value", "reason", "rule")
_REJECT_TYPES = {"row": "int64"}


@dataclass(frozen=True)
class Finding:
    """One thing to tell about a file.

    Attributes
    ----------
    severity : {"refused", "noted"}
    file : str
        The file's name inside the package.
    row : int or None
        Line number as an editor shows it (the header is line 1); None if it concerns the whole file.
        A finding that stands for several lines names the first of them.
    column, value : str
        Where it is and what stands there; empty if it concerns the row or the file.
    message : str
        What is allowed, or what was done about it.
    rule : str
        A stable code such as ``row.invalid_date``.
    count : int
        How many lines (or cells) it stands for.
    """

    severity: Severity
    file: str
    row: int | None
    column: str
    value: str
    message: str
    rule: str
    count: int = 1

    def __str__(self) -> str:
        """One line: where, what stands there, what is allowed, how often."""
        place = self.file if self.row is None else f"{self.file} line {self.row}"
        cell = f", {self.column}" if self.column else ""
        shown = f" {self.value!r}" if self.value else ""
        there = "in all" if self.row is None else "times, first here"
        often = f" ({self.count:,} {there})" if self.count > 1 else ""
        return f"{place}{cell}{shown}: {self.message}{often}"


def group_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Join equal notes into one that counts them; keep every refused line apart.

    Notes are equal if they say the same of the same column of the same file; the first one's line and
    value stand for all. Refused findings are joined only if they are equal in everything. The order is
    that of first appearance.
    """
    grouped: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key: tuple[object, ...] = (
            finding.severity,
            finding.file,
            finding.column,
            finding.rule,
            finding.message,
        )
        if finding.severity == "refused":
            key += (finding.row, finding.value)
        first = grouped.get(key)
        grouped[key] = finding if first is None else replace(first, count=first.count + finding.count)
    return list(grouped.values())


@dataclass
class FileCount:
    """How many data rows of one file were read, and what became of them.

    Raises
    ------
    ValueError
        If rows are missing from the sum: a reader has lost some, which is a bug.
    """

    file: str
    table: str
    read: int
    kept: int
    rejected: int

    def __post_init__(self) -> None:
        if self.read != self.kept + self.rejected:
            raise ValueError(
                f"{self.file}: {self.read} rows read, but {self.kept} kept and {self.rejected} rejected"
            )


_NO_REJECTS = pd.DataFrame({name: pd.Series(dtype=_REJECT_TYPES.get(name, "str")) for name in REJECT_COLUMNS})


def no_rejects() -> pd.DataFrame:
    """Return an empty frame with the columns of rejects.csv."""
    return _NO_REJECTS.copy()


def rejects_frame(
    file: str,
    rows: npt.NDArray[np.int64],
    column: str,
    values: pd.Series | str,
    reason: str,
    rule: str,
) -> pd.DataFrame:
    """Return lines of rejects.csv for the lines `rows` of one file, all with one fault."""
    frame = pd.DataFrame({"row": rows, "value": values if isinstance(values, str) else values.to_numpy()})
    frame = frame.assign(file=file, column=column, reason=reason, rule=rule)
    return frame[list(REJECT_COLUMNS)].astype(_NO_REJECTS.dtypes.to_dict())


def rejects_of(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return the refused lines among `findings` as lines of rejects.csv."""
    lines = [
        (f.file, f.row, f.column, f.value, f.message, f.rule)
        for f in findings
        if f.severity == "refused" and f.row is not None
    ]
    if not lines:
        return no_rejects()
    return pd.DataFrame(lines, columns=list(REJECT_COLUMNS)).astype(_NO_REJECTS.dtypes.to_dict())


@dataclass
class Reading:
    """All that one reader made of its part of a package.

    Attributes
    ----------
    format : str
        The reader's NAME.
    mode : {"bulk", "delta"}
        Whether the tables replace what is in the store, or change it.
    complete : set of str
        Tables that replace what is in the store although others only change it.
    replaces : dict of str to str
        Of tables that are neither bulk nor complete, the column whose values say what the reading knows all
        of: ``{"results": "test_id"}`` says that of each test among its results it has all the results there
        are, so that a stored one it lacks is gone.
    stand_ins : set of str
        Tables made up because an export without a roster needs some school to belong to; they are left out
        where the store has a roster.
    tables : dict of str to DataFrame
        Source tables, with exactly the columns and types of `columns.SOURCE_TABLES`.
    removed : dict of str to DataFrame
        Keys to take out of each table (delta only), in the key columns of that table.
    findings : list of Finding
    files : list of FileCount
    rejects : DataFrame
        One line a fault of a refused row: file, row, column, value, reason, rule.
    strict : bool
        Whether one refused finding refuses the whole package, unless the person allows rejects.
    matched_by : str
        The system whose ids stand in the tables, such as "canvas": `matching` then looks for its people among
        those in the store. Empty: the ids are the roster's own.
    places : dict of str to DataFrame
        By table: the file and line (``file``, ``row``) that each row was made of, as far as the reader knows.
    """

    format: str
    mode: Mode = "bulk"
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    removed: dict[str, pd.DataFrame] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    files: list[FileCount] = field(default_factory=list)
    rejects: pd.DataFrame = field(default_factory=no_rejects)
    strict: bool = False
    complete: frozenset[str] = frozenset()
    replaces: dict[str, str] = field(default_factory=dict)
    stand_ins: frozenset[str] = frozenset()
    matched_by: str = ""
    places: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def refused(self) -> list[Finding]:
        """The findings that cannot be right."""
        return [finding for finding in self.findings if finding.severity == "refused"]
