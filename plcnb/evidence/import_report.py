"""What an import did, or would do, as data and as the lines a person reads."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any

from pandas import DataFrame

from plcnb.errors import DataError
from plcnb.evidence.findings import FileCount, Finding, Severity, no_rejects
from plcnb.evidence.snapshots import SourceFile

_TELLING = re.compile("name|mail|phone|sms", re.IGNORECASE)  # columns whose cells are not shown

_TO_LOOK_AT = ("e-mail", "name and grade", "ambiguous", "not found")

MOST_FINDINGS = 20  # of each severity: what fits on a screen; the rest is in rejects.csv

_HEADLINES: dict[Severity, str] = {
    "refused": "Refused:",
    "noted": "Noted:",
}


@dataclass(eq=False)
class ImportReport:
    """Everything there is to say about one import.

    Attributes
    ----------
    format : str
        Names of the readers, joined by "+" ("oneroster+own").
    sources : tuple of SourceFile
        The files as they were given, and the mapping file.
    files : list of FileCount
        Rows read, kept and rejected, for each file and the table it became.
    findings : list of Finding
    rejects : DataFrame
        The lines of rejects.csv, one a fault.
    changes : DataFrame
        One row a source table: ``table``, ``rows``, ``new``, ``changed``, ``gone``, against the snapshot
        that was current. Empty for a refused package.
    matches : DataFrame
        One row an export and a way: ``system``, ``how``, ``people``: how many of its people were found by
        which number among the students of the store, and how many were not.
    teams : int
        Teams there are afterwards.
    notes : tuple of str
        Plain sentences about rows that reached no team.
    snapshot : str
        The id of the snapshot that holds all this; empty if nothing was written.
    dry_run, unchanged, refused : bool
        Why nothing was written: on request; the same is in the store already; it cannot be right.
    dropping : bool
        Whether it was refused only because many students would leave the roster.
    """

    format: str
    sources: tuple[SourceFile, ...]
    files: list[FileCount] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rejects: DataFrame = field(default_factory=no_rejects)
    changes: DataFrame = field(
        default_factory=lambda: DataFrame(columns=["table", "rows", "new", "changed", "gone"])
    )
    teams: int = 0
    notes: tuple[str, ...] = ()
    snapshot: str = ""
    dry_run: bool = False
    unchanged: bool = False
    refused: bool = False
    dropping: bool = False
    matches: DataFrame = field(default_factory=lambda: DataFrame(columns=["system", "how", "people"]))

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each source table after the import."""
        return dict(zip(self.changes["table"], self.changes["rows"].astype(int), strict=True))

    def lines(self) -> list[str]:
        """Return what the command line prints: files, findings, changes, and how it ended."""
        blocks = [
            list(_file_lines(self.files)),
            list(self._finding_lines("refused")),
            list(self._finding_lines("noted")),
            [] if self.unchanged else list(_match_lines(self.matches)),
            [] if self.unchanged else list(_change_lines(self.changes)),
            [*self.notes, self._end()],
        ]
        return [line for block in blocks if block for line in (*block, "")][:-1]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for machines; of the rejects only how many there are."""
        return {
            "format": self.format,
            "sources": [asdict(source) for source in self.sources],
            "files": [asdict(file) for file in self.files],
            "findings": [asdict(finding) | {"value": shown(finding).value} for finding in self.findings],
            "rejects": len(self.rejects),
            "changes": self.changes.to_dict("records"),
            "matches": self.matches.to_dict("records"),
            "teams": self.teams,
            "notes": list(self.notes),
            "snapshot": self.snapshot,
            "dry_run": self.dry_run,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }

    def _finding_lines(self, severity: Severity) -> Iterator[str]:
        found = [finding for finding in self.findings if finding.severity == severity]
        if not found:
            return
        yield _HEADLINES[severity]
        for finding in islice(found, MOST_FINDINGS):
            yield f"  {shown(finding)}"
        more = sum(finding.count for finding in found[MOST_FINDINGS:])
        if more:
            written = severity == "refused" and self.snapshot and not self.unchanged
            yield f"  and {more:,} more" + (", all in rejects.csv" if written else "")

    def _end(self) -> str:
        if self.dropping:
            return "Nothing was written. If they have really left, import again with --allow-dropping."
        if self.refused:
            some = any(count.kept for count in self.files if count.table)
            others = ", or take the right rows with --allow-rejects" if some else ""
            return f"Nothing was written. Correct the export{others}."
        if self.unchanged:
            return f"Nothing to do: snapshot {self.snapshot} holds all of this already."
        if self.dry_run:
            return f"{_teams(self.teams)}. This was a dry run: nothing was written."
        rejects = (
            f" Rows that were refused are in rejects.csv there: {len(self.rejects):,}."
            if len(self.rejects)
            else ""
        )
        return f"{_teams(self.teams)} in snapshot {self.snapshot}.{rejects}"


class ImportRefused(DataError):  # noqa: N818  (reads as the sentence it is)
    """A package cannot be right, and nothing was written.

    Attributes
    ----------
    report : ImportReport
        With every finding and every refused line.
    """

    def __init__(self, message: str, report: ImportReport) -> None:
        super().__init__(message)
        self.report = report


def shown(finding: Finding) -> Finding:
    """Return the finding as it may be shown: what says who somebody is stays in the file."""
    return replace(finding, value="") if _TELLING.search(finding.column) else finding


def _file_lines(files: list[FileCount]) -> Iterator[str]:
    """Yield a line for each file and table: "read 173,912 = kept 173,912 + rejected 0", aligned."""
    cells = [(f.file, f.table, f"{f.read:,}", f"{f.kept:,}", f"{f.rejected:,}") for f in files]
    name, table, read, kept, rejected = (
        (max(map(len, column)) for column in zip(*cells, strict=True)) if cells else [0] * 5
    )
    for a, b, c, d, e in cells:
        yield f"{a:<{name}}  {b:<{table}}  read {c:>{read}} = kept {d:>{kept}} + rejected {e:>{rejected}}"


def _match_lines(matches: DataFrame) -> Iterator[str]:
    """Yield how the people of each export were found: a line a way, and where to decide about the others."""
    if matches.empty:
        return
    cells = [("system", "found by", "people")]
    cells += [(system, how, f"{people:,}") for system, how, people in matches.itertuples(index=False)]
    system, how, people = (max(map(len, column)) for column in zip(*cells, strict=True))
    for a, b, c in cells:
        yield f"{a:<{system}}  {b:<{how}}  {c:>{people}}"
    if matches["how"].isin(_TO_LOOK_AT).any():
        yield "Look through evidence/matches.csv: it lists who was found by less than a number or not at all."


def _change_lines(changes: DataFrame) -> Iterator[str]:
    told = changes[changes[["rows", "gone"]].sum(axis=1) > 0]
    if told.empty:
        return
    cells = [["table", "rows", "new", "changed", "gone"]]
    cells += [
        [str(row[0]), *(f"{int(number):,}" for number in row[1:])] for row in told.itertuples(index=False)
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for first, *numbers in cells:
        aligned = (f"{number:>{width}}" for number, width in zip(numbers, widths[1:], strict=True))
        yield "  ".join([f"{first:<{widths[0]}}", *aligned])


def _teams(number: int) -> str:
    return "1 team" if number == 1 else f"{number:,} teams"
