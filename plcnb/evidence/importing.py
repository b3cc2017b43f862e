"""Import: open, recognise, read, check, merge, arrange by team, write. All or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

import pandas as pd
from pandas import DataFrame

from plcnb.errors import Conflict, NotFound
from plcnb.evidence import stand_ins
from plcnb.evidence.assembling import Assembled, assemble
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Finding, Reading, no_rejects
from plcnb.evidence.formats import own
from plcnb.evidence.formats.reading import Package
from plcnb.evidence.import_report import ImportRefused, ImportReport, shown
from plcnb.evidence.leaving import Leaving, StudentsLeaving, leaving
from plcnb.evidence.matches_file import FILE_NAME, MatchesFile, read_matches
from plcnb.evidence.matching_step import match_people, no_counts
from plcnb.evidence.merging import Tables, changes, dangling, known_ids, merge
from plcnb.evidence.recognising import Plan, plan_import
from plcnb.evidence.snapshots import Snapshot, SnapshotInfo
from plcnb.evidence.store import EvidenceStore

__all__ = ["ImportRefused", "ImportReport", "import_sources"]

_ATTEMPTS = 3
_MOST_LINES = 3
_MOST_SOURCES = 3
_MOST_GONE = 0.5


def import_sources(
    evidence_folder: Path | str,
    sources: Path | str | Iterable[Path | str],
    *,
    format: str | None = None,
    mapping: Path | str | None = None,
    dry_run: bool = False,
    allow_rejects: bool = False,
    allow_dropping: bool = False,
) -> ImportReport:
    """Import exports into the evidence store of a workspace.

    Parameters
    ----------
    evidence_folder : path
        The folder ``evidence/`` of the workspace; made at the first import.
    sources : path or iterable of path
        Zips, folders and CSV files, read together.
    format : str, optional
        Take all files as this format (a key of `recognising.READERS`); otherwise it is seen from their
        content.
    mapping : path or str, optional
        A mapping file, or the name of a shipped one (``oulad``), for the files whose columns it lists.
    dry_run : bool
        Do everything but write.
    allow_rejects : bool
        Take the right rows of a package that would be refused as a whole.
    allow_dropping : bool
        Let more than a few students leave the roster.

    Returns
    -------
    ImportReport
        Of a dry run the same as of the import, but for `snapshot` and `dry_run`.

    Raises
    ------
    ImportRefused
        A DataError, with the report: a package under a standard has rows that cannot be right, or no row at
        all could be kept. Nothing is written.
    StudentsLeaving
        An ImportRefused: more than three students and more than one in twenty would leave the roster.
    DataError
        If the files' format cannot be told, or one of them cannot be opened; or if matches.csv is damaged.
    ParameterError
        If there is no such format.
    NotFound
        If there is no such mapping.
    Conflict
        If another import does not come to an end.
    """
    given = [sources] if isinstance(sources, str | Path) else sources
    plan = plan_import(Package.open([Path(source) for source in given]), format, mapping)
    wish = _Wish(dry_run, allow_rejects, allow_dropping)
    return _import(EvidenceStore(evidence_folder), plan, wish, _ATTEMPTS)


@dataclass(frozen=True)
class _Wish:
    """What the person who imports has asked for."""

    dry_run: bool
    allow_rejects: bool
    allow_dropping: bool


@dataclass
class _Prepared:
    """An import that only has to be written."""

    report: ImportReport
    tables: Tables
    assembled: Assembled
    matches: MatchesFile
    leaving: Leaving


def _import(store: EvidenceStore, plan: Plan, wish: _Wish, attempts: int) -> ImportReport:
    """Import by the plan; if another import comes first, start again from what that one has written."""
    current = _current(store)
    matches = read_matches(store.folder)
    plan = _with_decisions(plan, matches)
    if current is not None and _is_same(current, plan.info):
        return _unchanged(ImportReport(plan.info.format, plan.info.sources), store, current, wish.dry_run)
    stored = _stored(store, current)
    ready = _prepare(plan, stored, matches, wish.allow_rejects)
    report = replace(ready.report, dry_run=wish.dry_run)
    if ready.leaving.many and not wish.allow_dropping and not wish.dry_run:
        raise StudentsLeaving(ready.leaving, _named(report), replace(report, refused=True, dropping=True))
    if not wish.dry_run:
        ready.matches.write()
    if current is not None and current.version == plan.info.version and _says_nothing_new(report):
        return _unchanged(report, store, current, wish.dry_run)
    if wish.dry_run:
        return report
    base = current.id if current else ""
    try:
        written = store.write(ready.tables, ready.assembled.tables, plan.info, report.rejects, base=base)
    except Conflict:
        after = _current(store)
        if attempts == 1 or (after.id if after else "") == base:
            raise
        return _import(store, plan, wish, attempts - 1)
    return replace(report, snapshot=written.id)


def _with_decisions(plan: Plan, matches: MatchesFile) -> Plan:
    """Count what people decided in matches.csv among the sources: it changes what an export says."""
    given = tuple(source for source in plan.info.sources if source.name != FILE_NAME)
    sources = (*given, matches.source) if matches.source else given
    return replace(plan, info=replace(plan.info, sources=sources))


# --- what is there already -----------------------------------------------------------------------------


def _current(store: EvidenceStore) -> Snapshot | None:
    try:
        return store.current
    except NotFound:
        return None


def _stored(store: EvidenceStore, current: Snapshot | None) -> Tables:
    tables = store.at(current.id).source_tables() if current else {}
    return {name: conform(tables.get(name), table) for name, table in SOURCE_TABLES.items()}


def _is_same(current: Snapshot, info: SnapshotInfo) -> bool:
    """Whether the current snapshot was made of the very same files, read in the same way."""
    made_of = (current.version, current.format, set(current.sources))
    return made_of == (info.version, info.format, set(info.sources))


def _says_nothing_new(report: ImportReport) -> bool:
    return report.rejects.empty and not report.changes[["new", "changed", "gone"]].to_numpy().any()


def _unchanged(report: ImportReport, store: EvidenceStore, current: Snapshot, dry_run: bool) -> ImportReport:
    """Return the report of an import that leaves everything as it is."""
    rows = [(name, current.counts.get(f"source/{name}", 0), 0, 0, 0) for name in SOURCE_TABLES]
    same = DataFrame(rows, columns=report.changes.columns)
    teams = len(store.at(current.id).teams())
    return replace(report, changes=same, teams=teams, snapshot=current.id, dry_run=dry_run, unchanged=True)


# --- read, check, merge, arrange -----------------------------------------------------------------------


def _prepare(plan: Plan, stored: Tables, matches: MatchesFile, allow_rejects: bool) -> _Prepared:
    """Do everything but write."""
    tables, readings, exports, counts = stored, [], [], [no_counts()]
    for step in plan.steps:
        reading = step.reader.read(step.package, step.mapping, known_ids(tables))
        if reading.matched_by and "people" in reading.tables:
            exports.append(reading)
            continue
        readings.append(stand_ins.settled(reading, tables))
        tables = merge(tables, readings[-1])
    for export in exports:  # after all rosters, whose people they are
        matched = match_people(export, tables, matches)
        matches = matched.file
        counts.append(matched.counts)
        readings.append(stand_ins.settled(matched.reading, tables))
        tables = merge(tables, readings[-1])
    for reading in readings:
        own.check_references(reading, tables)
    tables = reduce(merge, readings, stored)
    report = ImportReport(
        plan.info.format,
        plan.info.sources,
        [count for reading in readings for count in reading.files],
        [*plan.findings, *(finding for reading in readings for finding in reading.findings)],
        pd.concat([no_rejects(), *(reading.rejects for reading in readings)], ignore_index=True),
        matches=pd.concat(counts, ignore_index=True),
    )
    _check_acceptable(report, readings, allow_rejects)
    assembled = assemble(tables)
    report.changes = changes(stored, tables)
    # What is lost comes first: of many findings the command line shows only the beginning.
    left = leaving(stored, tables)
    report.findings[:0] = [*_losses(report.changes), *_leavers(left), *_broken_pointers(stored, tables)]
    report.teams, report.notes = len(assembled.tables["teams"]), assembled.notes
    return _Prepared(report, tables, assembled, matches, left)


def _check_acceptable(report: ImportReport, readings: list[Reading], allow_rejects: bool) -> None:
    """Refuse a package under a standard with wrong rows, and any package without a right one."""
    report = replace(report, refused=True)
    names = _named(report)
    wrong = [finding for reading in readings if reading.strict for finding in reading.refused]
    if wrong and not allow_rejects:
        rules = {finding.rule for finding in wrong}
        lines = report.rejects.loc[report.rejects["rule"].isin(rules), ["file", "row"]].drop_duplicates()
        whole = sum(finding.row is None for finding in wrong)
        counted = [_many(len(lines), "line")] if len(lines) or not whole else []
        counted += [f"{_many(whole, 'fault')} of a whole file"] if whole else []
        told = "; ".join(str(shown(finding)) for finding in wrong[:_MOST_LINES])
        more = "; …" if len(wrong) > _MOST_LINES else ""
        raise ImportRefused(
            f"{names} not imported: {' and '.join(counted)} cannot be right. {told}{more}. Correct the "
            "export and import it again, or take the right rows with --allow-rejects.",
            report,
        )
    kept = sum(count.kept for count in report.files if count.table)
    gone = any(len(keys) for reading in readings for keys in reading.removed.values())
    if len(report.rejects) and not kept and not gone:
        file, line, *_, reason, _ = report.rejects.iloc[0]
        first = f"The first is line {line} of {file}: {reason}."
        raise ImportRefused(f"{names} not imported: not one row can be kept. {first}", report)
    if not report.files:
        told = next((str(shown(finding)) for finding in report.findings if finding.severity == "refused"), "")
        raise ImportRefused(f"{names} not imported: no file of this format is among them. {told}", report)


def _named(report: ImportReport) -> str:
    """Name the files as the beginning of a sentence: "a.csv was", "a.csv, b.csv, c.csv and 4 more were"."""
    names = [source.name for source in report.sources]
    more = len(names) - _MOST_SOURCES
    told = ", ".join(names[:_MOST_SOURCES]) + (f" and {more} more" if more > 0 else "")
    return f"{told} {'was' if len(names) == 1 else 'were'}"


def _leavers(left: Leaving) -> list[Finding]:
    """Note students who leave the roster; of many an import without --allow-dropping asks first."""
    if not left.gone:
        return []
    message = f"{left} who were in a class are on the roster no more"
    message += "; an import asks before it lets so many go" if left.many else ""
    return [Finding("noted", "table enrollments", None, "", "", message, "table.students_gone")]


def _losses(changed: DataFrame) -> list[Finding]:
    """Note tables that lose most of their rows: the export may have been cut short."""
    found = []
    for table, rows, new, _, gone in changed.itertuples(index=False):
        before = rows - new + gone
        if gone > _MOST_GONE * before:
            message = f"{gone:,} of {before:,} rows are gone: make sure that the export is complete"
            found.append(Finding("noted", f"table {table}", None, "", "", message, "table.mostly_gone"))
    return found


def _broken_pointers(before: Tables, after: Tables) -> list[Finding]:
    """Note rows in the store that point to rows which this import took away."""
    already = dangling(before).set_index(["table", "column"])["rows"]
    found = []
    for table, column, rows in dangling(after).itertuples(index=False):
        more = rows - already.get((table, column), 0)
        if more > 0:
            one = "1 row in the store points to something that is gone; it is kept"
            many = f"{more:,} rows in the store point to something that is gone; they are kept"
            message = one if more == 1 else many
            found.append(
                Finding("noted", f"table {table}", None, column, "", message, "table.broken_pointer")
            )
    return found


def _many(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number:,} {thing}s"
