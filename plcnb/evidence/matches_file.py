"""matches.csv: who in which export is which student, for a person to look through and to decide.

It stands beside the snapshots. Whoever was matched by a number of the school is not in it; whoever was
matched by less, or not at all, is. What a person writes into ``person_id`` is obeyed from the next import
on, and never lost: an id of the roster, or "-" for nobody.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pandas import DataFrame

from plcnb.errors import DataError
from plcnb.evidence.formats.csv_text import CsvTable, read_csv
from plcnb.evidence.known_people import Known
from plcnb.evidence.matching import (
    AMBIGUOUS,
    BY_HAND,
    BY_NAME,
    LEFT_OUT,
    NOT_FOUND,
)
from plcnb.evidence.snapshots import SourceFile

FILE_NAME = "matches.csv"
COLUMNS = ("system", "their_id", "name", "grade", "person_id", "how", "candidates", "note")

_NEEDED = ("system", "their_id", "person_id")
_WEAK = ("e-mail", BY_NAME)
_ORDER = (AMBIGUOUS, NOT_FOUND, *_WEAK, BY_HAND, LEFT_OUT)
_CORRECT = "their rows went to this student; if it is another, write that id into person_id, or - for nobody"
_CALCULATED = re.compile(
    r"[=+@\t\r'-]|0\d+$|\d{12,}$|\d+[-/.eE]\d"
)  # what a spreadsheet would turn into another
_REMEDY = (
    "Mend that line, or delete the file: the next import writes it anew, without what people had decided."
)

Line = dict[str, str]


@dataclass(frozen=True)
class MatchesFile:
    """The file as it was read.

    Attributes
    ----------
    path : Path
    lines : list of dict
        One a person of an export, by column; columns that people have added are kept.
    content : bytes or None
        What stood in the file; None if there is none.
    """

    path: Path
    lines: list[Line] = field(default_factory=list)
    content: bytes | None = None

    def decisions(self, system: str) -> dict[str, str]:
        """Return what people have decided about one system's people: a stored id, or "-", by its ids."""
        mine = (line for line in self.lines if line["system"].casefold() == system.casefold())
        return {line["their_id"]: line["person_id"] for line in mine if line["person_id"]}

    @property
    def source(self) -> SourceFile | None:
        """What people have decided, as one of the files that a snapshot is made of; None if nothing."""
        decided = [(line["system"], line["their_id"], line["person_id"]) for line in self.lines]
        told = repr(sorted(line for line in decided if line[2])).encode()
        if not any(line[2] for line in decided):
            return None
        return SourceFile(FILE_NAME, hashlib.sha256(told).hexdigest(), len(told))

    def updated(self, system: str, people: DataFrame, verdict: DataFrame, known: Known) -> "MatchesFile":
        """Return the file with what one import has found; nothing that a person wrote is lost.

        Parameters
        ----------
        system : str
        people : DataFrame
            The export's people, by its own ids.
        verdict : DataFrame
            As `matching.find_people` gives it.
        known : Known
            The stored people, to name the candidates.
        """
        listed = dict(_lines(system, people, verdict, known))
        seen = set(verdict["person_id"])
        others = []
        for old in self.lines:
            mine = old["system"].casefold() == system.casefold() and old["their_id"] in seen
            if mine and old["person_id"]:
                new = listed.pop(old["their_id"], {})
                kept = {"person_id": old["person_id"], "note": old["note"] or new.get("note", "")}
                others.append(old | new | kept)
            elif not mine:
                others.append(old)
        lines = sorted([*others, *listed.values()], key=_place)
        return replace(self, lines=lines)

    def write(self) -> None:
        """Write the file whole or not at all, if it says anything new.

        Raises
        ------
        DataError
            If somebody changed it since it was read, or holds it open.
        """
        content = self._text().encode("utf-8-sig")
        if content == self.content or (self.content is None and not self.lines):
            return
        if _content_of(self.path) != self.content:
            raise DataError(
                f"{FILE_NAME} was changed while the import ran; nothing was written. Import again."
            )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_name(f".{FILE_NAME}.unfinished")
        draft.write_bytes(content)
        try:
            draft.replace(self.path)
        except PermissionError as error:
            draft.unlink(missing_ok=True)
            raise DataError(
                f"{self.path} cannot be written: another program, perhaps a spreadsheet, holds it open. "
                "Close it there and import again; nothing was written."
            ) from error

    def _text(self) -> str:
        added = dict.fromkeys(name for line in self.lines for name in line if name not in COLUMNS)
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, [*COLUMNS, *added], restval="")
        writer.writeheader()
        writer.writerows({name: _defused(cell) for name, cell in line.items()} for line in self.lines)
        return out.getvalue()


def read_matches(folder: Path) -> MatchesFile:
    """Read matches.csv of an evidence folder; it need not be there.

    Raises
    ------
    DataError
        If it cannot be read as it must be; names the line.
    """
    path = folder / FILE_NAME
    content = _content_of(path)
    if content is None:
        return MatchesFile(path)
    table = read_csv(content, FILE_NAME, short_rows="noted")
    heads = {name.casefold(): name for name in reversed(table.header)}
    lacking = [name for name in _NEEDED if name not in heads]
    if lacking:
        raise DataError(f"{path} has no column {lacking[0]!r}. Its first line must be: {','.join(COLUMNS)}.")
    if len(table.rejects):
        row, reason = table.rejects.iloc[0][["row", "reason"]]
        raise DataError(f"{path} line {row}: {reason}. {_REMEDY}")
    return MatchesFile(path, list(_checked(path, table).values()), content)


def _content_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _checked(path: Path, table: CsvTable) -> dict[tuple[str, str], Line]:
    """Return the lines by system and id; of two about one person the one that decides something."""
    names = {name: name.casefold() if name.casefold() in COLUMNS else name for name in table.header}
    rows = table.rows.rename(columns=names).to_dict("records")
    lines: dict[tuple[str, str], Line] = {}
    for row, number in zip(rows, table.lines, strict=True):
        line = dict.fromkeys(COLUMNS, "") | {str(name): _restored(cell) for name, cell in row.items()}
        key = (line["system"].casefold(), line["their_id"])
        if not all(key):
            if line["person_id"]:
                raise DataError(
                    f"{path} line {number} says who somebody is, but not in which system and under which id "
                    f"there (system, their_id). {_REMEDY}"
                )
            continue
        first = lines.get(key, line)
        if line["person_id"] and first["person_id"] not in ("", line["person_id"]):
            raise DataError(
                f"{path} line {number} says that {line['their_id']!r} is {line['person_id']!r}; "
                f"an earlier line says {first['person_id']!r}. Keep one of the two."
            )
        lines[key] = line if line["person_id"] else first
    return lines


def _lines(system: str, people: DataFrame, verdict: DataFrame, known: Known) -> Iterator[tuple[str, Line]]:
    """Yield a line for each person who was not found by a number of the school, by the export's id."""
    listed = verdict[verdict["how"].isin(_ORDER)]
    wanted = {one for some in listed["candidates"] for one in some} | set(listed["target"])
    named = known.people.loc[known.people["person_id"].isin(wanted), _SHOWN]
    names = {id_: _described(id_, *row) for id_, *row in named.itertuples(index=False)}
    told = people.drop_duplicates("person_id").set_index("person_id").reindex(listed["person_id"])
    who = zip(told["given_name"] + " " + told["family_name"], told["grade"], strict=True)
    for (name, grade), (their_id, target, how, reason, candidates) in zip(
        who, listed.itertuples(index=False), strict=True
    ):
        shown = [target] if how in _WEAK else candidates
        yield (
            their_id,
            {
                "system": system,
                "their_id": their_id,
                "name": name.strip(),
                "grade": grade,
                "person_id": "",
                "how": how,
                "candidates": "; ".join(names[one] for one in shown),
                "note": _CORRECT if how in _WEAK else reason,
            },
        )


_SHOWN = ["person_id", "given_name", "family_name", "grade"]


def _described(id_: str, given: str, family: str, grade: str) -> str:
    name = f"{given} {family}".strip() or "no name"
    return f"{id_} ({name}, grade {grade})" if grade else f"{id_} ({name})"


def _place(line: Line) -> tuple[int, str, str, str]:
    """Put first what waits for a person."""
    how = _ORDER.index(line["how"]) if line["how"] in _ORDER else len(_ORDER)
    return how, line["system"], line["name"].casefold(), line["their_id"]


def _defused(cell: str) -> str:
    """Write a cell so that a spreadsheet neither calculates it nor turns it into a number or a date."""
    return f"'{cell}" if cell != "-" and _CALCULATED.match(cell) else cell


def _restored(cell: str) -> str:
    return cell.strip().removeprefix("'")
