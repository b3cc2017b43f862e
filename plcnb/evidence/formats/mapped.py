"""Anybody's CSV files, read by a mapping file that says what their columns mean.

A row that cannot be right is refused and the rest is imported: such files are made by people, and a team
should not wait for the last cell. Every refused row is in `Reading.rejects` with its line and the reason.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from plcnb.errors import DataError
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.findings import REJECT_COLUMNS, FileCount, Finding, Reading, Severity, no_rejects
from plcnb.evidence.formats.cells import by_text, fill_in
from plcnb.evidence.formats.csv_rows import is_password
from plcnb.evidence.formats.csv_text import CsvTable
from plcnb.evidence.formats.filling import KnownIds, fill_table, number_equal
from plcnb.evidence.formats.mapping_file import load_mapping, shipped_mappings
from plcnb.evidence.formats.mapping_model import Fill, Mapping, fold
from plcnb.evidence.formats.near_names import nearest
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.formats.rows import Rows, each_once, usable
from plcnb.evidence.formats.typed import look_up
from plcnb.evidence.formats.unpivoting import columns_for, unpivoted

Numbers = NDArray[np.int64]

NAME = "mapped"
TITLE = "CSV files with a mapping"


def recognise(package: Package) -> float:
    """Return 0.9 if the columns of the files are those of a mapping that ships with plcnb, otherwise 0."""
    return 0.9 if find_mapping(package) else 0.0


def find_mapping(package: Package) -> Mapping | None:
    """Return the shipped mapping whose files are all in the package, known by their columns; or None.

    Of several that is the one that knows most columns; the others may know what it leaves.
    """
    best, most = None, 0
    for path in shipped_mappings().values():
        mapping = load_mapping(path)
        matched = _match(mapping, package)
        known = sum(len(mapping.files[name].columns) for name, members in matched.items() if members)
        if known > most and not _lacking(mapping, matched) and _fed(mapping, matched):
            best, most = mapping, known
    return best


def _fed(mapping: Mapping, matched: dict[str, list[Member]]) -> bool:
    """Whether one of the files that are there feeds a table."""
    return any(matched[fill.file] for fill in mapping.fills)


def claim(package: Package, mapping: Mapping | None = None) -> list[Member]:
    """Return the members that `mapping` speaks of, or else the shipped mapping that knows the files.

    Raises
    ------
    DataError
        If a `mapping` is given and a file that it needs is not there, or could be two of its files.
    """
    used = mapping or find_mapping(package)
    if used is None:
        return []
    matched = _match(used, package)
    _check_complete(used, matched, package)
    return [member for members in matched.values() for member in members]


def read(package: Package, mapping: Mapping | None = None, known_ids: KnownIds | None = None) -> Reading:
    """Read the files of `package` that `mapping` knows.

    Parameters
    ----------
    package : Package
    mapping : Mapping, optional
        As `mapping_file.load_mapping` gives it; without it, the shipped mapping that knows the files.
    known_ids : mapping of str to set of str, optional
        Ids in the store by source table ("people", "tests", …), which rows may point to. Without it, rows
        may point to whatever these files do not hold a table of.

    Returns
    -------
    Reading
        Not strict. A file that the mapping does not know is not among its `files`.

    Raises
    ------
    DataError
        If a file that the mapping needs is not there, or could be two of the mapping's files; or if no
        mapping is given and none of the shipped ones knows the files.
    """
    mapping = mapping or find_mapping(package)
    if mapping is None:
        raise DataError(
            f"No mapping that ships with plcnb knows these files ({', '.join(package.members)}). "
            "Write one and give it with --mapping; docs/importing.md shows how."
        )
    matched = _match(mapping, package)
    _check_complete(mapping, matched, package)
    return _Reader(mapping, matched, known_ids).read()


# --- which file is which -------------------------------------------------------------------------------


def _match(mapping: Mapping, package: Package) -> dict[str, list[Member]]:
    """Return the members that are each of the mapping's files; the one with most of its columns wins."""
    matched: dict[str, list[Member]] = {name: [] for name in mapping.files}
    for member in package:
        lines = {file.header_line for file in mapping.files.values()}
        headers = {line: {fold(column) for column in member.below(line).columns} for line in lines}
        fits = [
            name
            for name, file in mapping.files.items()
            if all(headers[file.header_line].intersection(file.names_of(c)) for c in file.columns)
        ]
        most = max((len(mapping.files[name].columns) for name in fits), default=0)
        best = [name for name in fits if len(mapping.files[name].columns) == most]
        if len(best) > 1:
            raise DataError(
                f"{member.name} has the columns of both [file.{best[0]}] and [file.{best[1]}] of the mapping "
                f"{mapping.name!r}. List more columns there, so that they can be told apart."
            )
        if best:
            matched[best[0]].append(member.below(mapping.files[best[0]].header_line))
    return matched


def _lacking(mapping: Mapping, matched: dict[str, list[Member]]) -> list[str]:
    return [name for name, file in mapping.files.items() if not file.optional and not matched[name]]


def _check_complete(mapping: Mapping, matched: dict[str, list[Member]], package: Package) -> None:
    """Refuse a package without a file that is needed; say which file comes nearest."""
    lacking = _lacking(mapping, matched)
    if not lacking:
        return
    file = lacking[0]
    wanted = mapping.files[file].columns
    lost = {
        member.name: [
            c
            for c in wanted
            if not {fold(name) for name in member.header}.intersection(mapping.files[file].names_of(c))
        ]
        for member in package
    }
    near = min(lost, key=lambda name: len(lost[name]))
    there = package.members[near].header
    hint = nearest(lost[near][0], there)
    hint += "" if hint.endswith("?") else "."
    raise DataError(
        f"The mapping {mapping.name!r} needs a file with the columns {', '.join(wanted)} ([file.{file}]). "
        f"None has them all. {near} comes nearest: it lacks {', '.join(lost[near])}; "
        f"{hint} Give that file too, correct the mapping, or write optional = true there."
    )


# --- reading -------------------------------------------------------------------------------------------


class _Reader:
    """One reading in the making."""

    def __init__(
        self, mapping: Mapping, members: dict[str, list[Member]], known_ids: KnownIds | None
    ) -> None:
        self.mapping = mapping
        self.known_ids = known_ids
        self.texts = {name: [m.table(short_rows="noted") for m in found] for name, found in members.items()}
        self.tables: dict[str, DataFrame] = {}
        self.places: dict[str, DataFrame] = {}
        about = f"read as {mapping.title}. Source: {mapping.source}"
        self.findings = [Finding("noted", f"{mapping.name}.toml", None, "", "", about, "mapping.source")]
        self.rejects = [no_rejects()]
        self.rows = {name: self._usable(name) for name in mapping.files}
        self.fates: dict[tuple[str, str], list[Numbers]] = {}
        for name, texts in self.texts.items():
            hidden = _columns_of_names(mapping, name)
            for text in texts:
                vendors = bool(mapping.matched_by)  # holds more about people than is ever read
                self.findings += [
                    replace(f, value="") if vendors or fold(f.column) in hidden else f for f in text.findings
                ]
                telling = text.rejects["column"].map(fold).isin(hidden) | vendors
                self.rejects.append(text.rejects.assign(value=text.rejects["value"].mask(telling, "")))
        self.files: list[FileCount] = []

    def read(self) -> Reading:
        """Fill every table of the mapping, a table after those that its rows point to."""
        order = list(SOURCE_TABLES)
        for fill in sorted(self.mapping.fills, key=lambda fill: order.index(fill.name)):
            if self.texts[fill.file]:
                self._fill(fill)
        for fill in self.mapping.fills:
            for name, cell in fill.columns.items():
                if cell.number_by and fill.name in self.tables:
                    self.tables[fill.name][name] = number_equal(self.tables[fill.name], name, cell)
        self._note_above_highest()
        self._count()
        self._note_unused()
        self._note_looked_up()
        rejects = pd.concat(self.rejects, ignore_index=True)[list(REJECT_COLUMNS)]
        fills = [fill for fill in self.mapping.fills if fill.name in self.tables]
        return Reading(
            NAME,
            "delta",
            self.tables,
            {},
            self.findings,
            self.files,
            rejects,
            replaces={fill.name: fill.replaces for fill in fills if fill.replaces},
            stand_ins=frozenset(fill.name for fill in fills if fill.stand_in),
            matched_by=self.mapping.matched_by,
            places=self.places,
        )

    def _usable(self, name: str) -> Rows:
        """Return the rows of one kind of file that may feed a table; say which may not."""
        rows, left_out = usable(self.mapping.files[name], self._rows(name), self.mapping)
        self.findings += _told("noted", left_out)
        self.rejects += left_out
        return rows

    def _rows(self, name: str) -> Rows:
        """Put the files of one kind under each other, with the mapping's column names, trimmed."""
        used, about = self.mapping.columns_used[name], self.mapping.files[name]
        missing = {fold(word) for word in (*self.mapping.missing, *about.missing)}
        asking = [fill.each for fill in self.mapping.fills if fill.file == name and fill.each]

        def clean(text: str) -> str:
            if text.startswith('="') and text.endswith('"'):  # how some write 007 so that Excel keeps it
                text = text[2:-1].replace('""', '"')
            return "" if fold(text) in missing else text.strip()

        def trimmed(text: CsvTable) -> DataFrame:
            heads = {fold(column): column for column in reversed(text.header)}
            there = set(text.header)
            found = {
                column: column if column in there else next(
                    (heads[one] for one in about.names_of(column) if one in heads), "")
                for column in used
            }  # fmt: skip
            taken = set(found.values())
            for each in asking:
                found |= {c: c for c in columns_for(each, text.header) if c not in taken}
            cells = {
                column: by_text(text.rows[head], clean, "str")
                for column, head in found.items()
                if head and not is_password(head)
            }
            return DataFrame(cells, index=text.rows.index)

        texts = self.texts[name]
        empty = DataFrame({column: Series(dtype="str") for column in used})
        cells = pd.concat([empty, *map(trimmed, texts)], ignore_index=True).fillna("")
        file = np.repeat([text.file for text in texts], [len(text.rows) for text in texts])
        line = np.concatenate([np.empty(0, np.int64), *(text.lines for text in texts)])
        return Rows(cells, Series(file, dtype="str"), line, np.arange(len(line)))

    def _fill(self, fill: Fill) -> None:
        """Turn the rows of one file into rows of one table, and count them."""
        filled = fill_table(fill, self.mapping, self.rows, self.tables, self.places, self.known_ids)
        self.tables[fill.name], self.places[fill.name] = filled.frame, filled.places
        self.findings += [*_told("refused", filled.rejects), *_told("noted", filled.skipped), *filled.notes]
        lost = pd.concat([*filled.rejects, *filled.skipped]) if filled.rejects or filled.skipped else None
        if lost is not None:
            self.rejects.append(lost)
        numbers = np.empty(0, np.int64) if lost is None else lost["number"].to_numpy(np.int64)
        kept, gone = self.fates.setdefault((fill.file, fill.name), [np.empty(0, np.int64)] * 2)
        self.fates[fill.file, fill.name] = [each_once(kept, filled.kept), each_once(gone, numbers)]

    def _count(self) -> None:
        """Count for each file and table the lines read, and those of which nothing was kept."""
        for (name, table), (kept, gone) in self.fates.items():
            rows = self.rows[name]
            out = np.isin(rows.number, gone[~np.isin(gone, kept)])
            for text in self.texts[name]:
                stays = int((~out & (rows.file == text.file).to_numpy()).sum())
                self.files.append(FileCount(text.file, table, text.read, stays, text.read - stays))

    def _note_above_highest(self) -> None:
        """Note scores above the highest: bonus points are real, but a wrong mapping looks the same."""
        if not {"results", "tests"} <= self.tables.keys():
            return
        results, tests = self.tables["results"], self.tables["tests"].set_index("test_id")
        above = (results["score"] > look_up(results["test_id"], tests["max_score"])).to_numpy()
        if above.any():
            place = self.places["results"].iloc[int(above.argmax())]
            message = "the score is above the highest there is (max_score of the test); it was kept"
            rule, count = "row.score_above_max", int(above.sum())
            self.findings.append(
                Finding("noted", place["file"], int(place["row"]), "score", "", message, rule, count)
            )

    def _note_unused(self) -> None:
        for name, file in self.mapping.files.items():
            for text in self.texts[name] if file.unused else ():
                message = f"the file was counted and not used: {file.unused}"
                self.findings.append(
                    Finding("noted", text.file, None, "", "", message, "file.unused", text.read)
                )
                self.files.append(FileCount(text.file, "", text.read, text.read, 0))

    def _note_looked_up(self) -> None:
        """Count the lines of files that only others look up, and note those that no line asks for."""
        filled = {fill.file for fill in self.mapping.fills}
        for name in {other: None for fill in self.mapping.fills for other in fill.lookup}:
            if name in filled or not self.texts[name]:
                continue
            rows = self.rows[name]
            asked = np.zeros(len(rows.line), bool)
            for fill in self.mapping.fills:
                if name in fill.lookup and self.texts[fill.file]:
                    keys = fill.lookup[name]
                    cells = unpivoted(fill, self.rows[fill.file]).cells
                    wanted = DataFrame({key: fill_in(template, cells) for key, template in keys.items()})
                    found = rows.cells[list(keys)].merge(wanted.drop_duplicates(), how="left", indicator=True)
                    asked |= (found["_merge"] == "both").to_numpy()
            for text in self.texts[name]:
                here = (rows.file == text.file).to_numpy()
                self.files.append(FileCount(text.file, "", text.read, text.read, 0))
                lost = here & ~asked
                if lost.any():
                    message = "no line of the other files asks for these; nothing was made of them"
                    first, rule = int(rows.line[lost][0]), "file.not_asked_for"
                    self.findings.append(
                        Finding("noted", text.file, first, "", "", message, rule, int(lost.sum()))
                    )


def _columns_of_names(mapping: Mapping, file: str) -> set[str]:
    """Return the columns of a file that people's names are made of: what stands there is not told."""
    cells = [
        cell
        for fill in mapping.fills
        if fill.file == file
        for name, cell in fill.columns.items()
        if fill.name == "people" and name.endswith("_name")
    ]
    return {fold(column) for cell in cells for column in cell.columns}


def _told(severity: Severity, rejects: list[DataFrame]) -> Iterator[Finding]:
    """Tell the faults of one kind in one column of one file as one finding that counts them."""
    for faults in rejects:
        for (file, _), same in faults.groupby(["file", "group"], sort=False):
            first = same.iloc[0]
            yield Finding(
                severity, str(file), int(first["row"]), first["column"], first["value"], first["reason"],
                first["rule"], len(same),
            )  # fmt: skip
