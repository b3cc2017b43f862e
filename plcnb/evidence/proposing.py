"""A file that no reader knows becomes a proposal: a mapping, what speaks for it, and what it leaves open.

Nothing is imported by it. A person looks at the proposal, changes what is wrong, and imports with it.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from pathlib import PurePosixPath

import pandas as pd
from pandas import DataFrame

from plcnb.errors import DataError, NotFound
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.formats.csv_rows import is_password
from plcnb.evidence.formats.csv_text import CsvTable
from plcnb.evidence.formats.mapping_model import fold
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.header_words import meaning_of
from plcnb.evidence.known_people import Known
from plcnb.evidence.layouts import Kind, Layout, find_layout
from plcnb.evidence.profiling import ABSENT, EXEMPT, MISSING, ColumnProfile, profile_columns
from plcnb.evidence.proposal_text import ProposalText
from plcnb.evidence.slugs import slug
from plcnb.evidence.special_lines import find_special_lines, heads_of, students_only
from plcnb.evidence.store import EvidenceStore
from plcnb.evidence.student_columns import Who, find_students

MOST_COLUMNS = 1000
LONGEST_LINE = 1 << 20  # characters; a table's line is shorter

_STUDENT = frozenset({"id", "name", "family name", "given name", "login", "e-mail"})
_GUESS_COLUMNS = ["column", "filled", "distinct", "read as", "sure", "why"]
_MOST_TOLD = 8
_COPY = re.compile(r"(?:\s*\(\d+\)|[\s_-]*(?:copy|final|neu|new))+$", re.IGNORECASE)
_DAY = re.compile(r"[\s_-]*\d{4}[-_.]?\d{2}[-_.]?\d{2}(?:T\d+)?[\s_-]*")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body|table|svg)", re.IGNORECASE)


@dataclass(frozen=True)
class Proposal:
    """A mapping proposed for one file.

    Attributes
    ----------
    file : str
        The file's name in the package.
    toml : str
        The mapping, ready to be saved, edited and given with ``--mapping``.
    kind : str
        How the file was taken: a key of `layouts.TITLES`.
    guesses : DataFrame
        A row a column: ``column``, ``filled``, ``distinct``, ``read as``, ``sure`` (sure, likely or a guess),
        ``why``.
    ambiguous : list of str
        What a person has to decide, as plain sentences; empty if nothing is open.
    """

    file: str
    toml: str
    kind: Kind
    guesses: DataFrame
    ambiguous: list[str] = field(default_factory=list)


def propose(package: Package, store: EvidenceStore | None = None) -> Proposal:
    """Propose a mapping for a file of unknown layout.

    Parameters
    ----------
    package : Package
        Of one CSV file, or of the sheets of a workbook: the one with most scores is taken.
    store : EvidenceStore, optional
        Whose roster tells which column names the student. Without one the columns' names decide.

    Raises
    ------
    DataError
        If the file is no table, holds no students, or is too wide; says what would help.
    """
    known = _known(store)
    refused: list[DataError] = []
    made: list[tuple[int, Proposal]] = []
    for member in package:
        try:
            made.append(_propose(member, known))
        except DataError as error:
            refused.append(error)
    if not made:
        raise refused[0] if refused else DataError("There is no table among these files. Give a CSV file.")
    best = max(made, key=lambda one: one[0])[1]
    others = [one.file for _, one in made if one is not best]
    if others:
        note = f"There are other tables, which are left aside: {', '.join(others)}."
        best = replace(best, ambiguous=[*best.ambiguous, note])
    return best


def _known(store: EvidenceStore | None) -> Known | None:
    if store is None:
        return None
    try:
        tables = store.source_tables()
    except NotFound:
        return None
    return Known.of({name: conform(tables.get(name), table) for name, table in SOURCE_TABLES.items()})


def _propose(member: Member, known: Known | None) -> tuple[int, Proposal]:
    """Return how many cells of scores a file holds, and the proposal for it."""
    _check_table(member)
    member = _below_titles(member)
    table = member.table(short_rows="noted")
    _check_header(member, table)
    rows, aside = _usable(table)
    if rows.columns.empty:
        raise DataError(f"No column of {member.name} has a name that a mapping can use. Rename them.")
    special = find_special_lines(rows)
    heads, students = heads_of(rows, special), students_only(rows, special)
    profiles = profile_columns(students)
    who = find_students(students, profiles, known)
    if not who.key:
        raise DataError(_no_students(member, profiles))
    layout = find_layout(students, profiles, who, heads)
    layout.aside |= aside
    guesses = _guesses(table, profiles, who, layout)
    ambiguous = [*who.ambiguous, *layout.ambiguous, *_of_the_file(table, layout)]
    title = _title(member, table.header)
    system = slug(title) if slug(title) not in table.header else f"{slug(title)}-file"
    seen = {p.name: p for p in profiles}
    nothing, away = _missing(students, who, layout), _away(students, layout, seen)
    text = ProposalText(member.name, system, title, who, layout, seen, special, nothing, away, member.above)
    cells = sum(next(p.filled for p in profiles if p.name == one.column) for one in layout.scored)
    return cells, Proposal(member.name, text.write(guesses, ambiguous), layout.kind, guesses, ambiguous)


# --- what is no table of students -----------------------------------------------------------------------


def _check_table(member: Member) -> None:
    """Refuse what is no text in columns, before all of it is read."""
    start = member.load(LONGEST_LINE)
    head = start.lstrip(b"\xef\xbb\xbf")
    if head.startswith(b"%PDF"):
        raise _no_table(member, "is a PDF")
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")):
        raise _no_table(member, "is a picture")
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise _no_table(member, "is a packed file with the ending of a text")
    if _MARKUP.match(head[:512].decode(errors="ignore")):
        raise _no_table(member, "is a web page, not a table")
    if len(start) == LONGEST_LINE and b"\n" not in start and b"\r" not in start:
        raise _no_table(member, f"begins with a line of more than {LONGEST_LINE:,} characters")
    if head[:1] in (b"{", b"[") and not member.header[1:]:
        raise _no_table(member, "is JSON of a kind that no reader knows")


def _no_table(member: Member, what: str) -> DataError:
    return DataError(
        f"{member.name} {what}. Export the data as CSV (UTF-8) or as an Excel workbook and give that file."
    )


def _check_header(member: Member, table: CsvTable) -> None:
    if not table.header:
        told = str(table.findings[-1].message) if table.findings else "the file is empty"
        raise DataError(f"{member.name} cannot be read as a table: {told}.")
    if len(table.header) > MOST_COLUMNS:
        raise DataError(
            f"{member.name} has {len(table.header):,} columns; a mapping is proposed for at most "
            f"{MOST_COLUMNS:,}. Keep the columns you need and save the file again, or write a mapping; "
            "docs/importing.md shows how."
        )
    if not any(letter.isalpha() for name in table.header for letter in name) or _all_data(table.header):
        raise DataError(
            f"The first line of {member.name} holds data and not the names of the columns "
            f"({_shown(table.header[:4])} …). Put a line of names above it, such as student_id, name, "
            "quiz 1, quiz 2, and import the file again."
        )
    if not len(table.rows):
        raise DataError(
            f"{member.name} has column names and no rows below them. Export it with the students in it."
        )


def _all_data(header: list[str]) -> bool:
    """Whether the first line can hardly be names: an address stands in it, or half are numbers or days."""
    data = [name for name in header if re.fullmatch(r"\d+[.,]\d+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", name)]
    numbers = [name for name in header if re.fullmatch(r"\d+([.,]\d+)?", name)]
    falling = [float(name.replace(",", ".")) for name in numbers]
    counted = all(after > before for before, after in pairwise(falling))
    repeated = any(re.fullmatch(r"\d+ \(\d+\)", name) for name in header)
    address = any(re.fullmatch(r"\S+@\S+\.\S+", name) for name in header)
    return address or 2 * len(data) >= len(header) or repeated or (len(numbers) > 1 and not counted)


def _shown(names: list[str]) -> str:
    """Show cells that may be a child's, without the letters."""
    return ", ".join(re.sub(r"[^\W\d_]", "x", name) for name in names)


def _no_students(member: Member, profiles: list[ColumnProfile]) -> str:
    names = ", ".join(repr(p.name) for p in islice(profiles, _MOST_TOLD))
    more = f" and {len(profiles) - _MOST_TOLD} more" if len(profiles) > _MOST_TOLD else ""
    if len(profiles) == 1:  # perhaps a letter or a note, whose first line may speak of anybody
        names = "a single one"
    staff = next((p.name for p in profiles if p.meaning == "staff" and p.filled), "")
    if staff:
        hint = f"{staff!r} speaks of teachers; an import takes what students did."
    else:
        hint = "An import needs a column with each student's number, login, e-mail address or name."
    return (
        f"No column of {member.name} says which student a line is about: it has {names}{more}. {hint} "
        "If there is one, name it student_id in the first line and import the file again."
    )


def _usable(table: CsvTable) -> tuple[DataFrame, dict[str, str]]:
    """Return the rows without the columns that a mapping cannot name, and why it cannot."""
    aside: dict[str, str] = {}
    seen: set[str] = set()
    for name in table.header:
        if any(mark in name for mark in "{}*"):
            aside[name] = "its name has a brace or a star in it; rename it to use it"
        elif is_password(name):
            aside[name] = "passwords are never taken over"
        elif fold(name) in seen:
            aside[name] = "its name differs from another only in capitals; rename it to use it"
        seen.add(fold(name))
    return table.rows.drop(columns=list(aside)), aside


def _below_titles(member: Member) -> Member:
    """Return the member with its column names where they are: the first line about as full as others.

    A line below it is taken where only that one names a student: above it stand words about the class.
    """
    filled = [sum(bool(cell.strip()) for cell in record.cells) for record in member.records]
    widest = max(filled, default=0)
    full = [record for record, cells in zip(member.records, filled, strict=True)
            if widest > 1 and cells >= max(2, widest / 2)]  # fmt: skip
    if not full:
        return member
    return member.below(next((one for one in full if _names_students(one.cells)), full[0]).line)


def _names_students(cells: list[str]) -> bool:
    """Whether a line names columns, one of them the student's: words throughout, and two that say so."""
    words = [cell for cell in cells if cell.strip()]
    if any("@" in word or not any(map(str.isalpha, word)) for word in words):
        return False
    meanings = [meaning for word in words if (meaning := meaning_of(word))]
    return len(meanings) > 1 and bool(_STUDENT.intersection(meanings))


# --- what there is to say about it ----------------------------------------------------------------------


def _title(member: Member, header: list[str]) -> str:
    """Return what the file may be called: its name without ending, day and "(2)", and not a column's name."""
    path = PurePosixPath(member.name.partition(" [")[0])
    sheet = member.name[len(path.name) :].strip(" []")
    stem = _COPY.sub("", _DAY.sub(" ", path.stem)).replace("_", " ").strip(" -")
    title = " ".join(filter(None, (stem or path.stem, sheet)))
    return f"{title} (file)" if title in header else title


def _missing(rows: DataFrame, who: Who, layout: Layout) -> dict[str, list[str]]:
    """Return by column the words that stand for nothing, as far as they matter."""
    found = {}
    for column in (*who.key, *(one.column for one in layout.scored)):
        texts = pd.unique(rows[column].str.strip())
        words = sorted({str(text) for text in texts if fold(str(text)) in MISSING})
        if words:
            found[column] = words
    return found


def _away(rows: DataFrame, layout: Layout, profiles: dict[str, ColumnProfile]) -> list[str]:
    """Return the words that say, in a sheet of letters, that a student was away."""
    columns = [one.column for one in layout.scored if profiles[one.column].shape == "answer"]
    texts = {text for column in columns for text in pd.unique(rows[column].str.strip())}
    return sorted(text for text in texts if fold(text) in ABSENT | EXEMPT)


def _of_the_file(table: CsvTable, layout: Layout) -> list[str]:
    """Return what is doubtful about the file as it is written."""
    used = {one.column for one in layout.scored}
    doubtful = []
    for finding in table.findings:
        if finding.rule == "table.duplicate_header":
            doubtful.append(
                f"The name {finding.column!r} stands over several columns; the second was called "
                f"'{finding.column} (2)'. See which is which."
            )
    unreadable = [c for c in used if table.rows[c].str.contains("#REF!|#VALUE!|#N/A", regex=True).any()]
    if unreadable:
        doubtful.append(
            f"Formulas have failed in {', '.join(map(repr, unreadable))}; correct them in the file."
        )
    return doubtful


def _guesses(table: CsvTable, profiles: list[ColumnProfile], who: Who, layout: Layout) -> DataFrame:
    """Return a row a column: what it was taken for, how sure that is, and why."""
    taken = _taken(who, layout)
    counted = {p.name: (p.filled, p.distinct) for p in profiles}
    lines = []
    for name in table.header:
        filled, distinct = counted.get(name, (0, 0))
        if name in taken:
            lines.append((name, filled, distinct, *taken[name]))
        else:
            lines.append((name, filled, distinct, "left out", "likely", layout.aside.get(name, "")))
    return DataFrame(lines, columns=_GUESS_COLUMNS)


def _taken(who: Who, layout: Layout) -> dict[str, tuple[str, str, str]]:
    """Return for each column in use what it is read as, how sure, and why."""
    taken: dict[str, tuple[str, str, str]] = {}
    parts = {"given name": who.given, "family name": who.family, "name": who.name, "grade": who.grade,
             "class": who.section}  # fmt: skip
    for read_as, column in parts.items():
        if column:
            taken[column] = (read_as, "likely", who.why.get(column, "by its name"))
    for column, kind in who.identifiers.items():
        sure = "sure" if "roster" in who.why[column] else "likely"
        taken[column] = (f"student: {kind}", sure, who.why[column])
    several = {"test": layout.test, "question": layout.question, "answer": layout.response,
               "highest score": layout.highest, "day": layout.date, "term": layout.term,
               "subject": layout.subject}  # fmt: skip
    for read_as, column in several.items():
        if column:
            sure = "a guess" if read_as == "day" else "likely"
            taken[column] = (read_as, sure, "by its name and what stands in it")
    thing = "question" if layout.kind == "questions" else "score"
    for one in layout.scored:
        most = "" if pd.isna(one.highest) else f" of {one.highest:g}"
        why = f"numbers; highest: {one.source}" if one.source else "numbers; the highest score is not said"
        why = why.replace("numbers", "answers") if one.column in layout.right else why
        taken[one.column] = (f"{thing}{most}", "likely" if one.source else "a guess", why)
    return taken
