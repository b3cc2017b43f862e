"""What a person gives to import: a zip, a folder, one or several CSV files, opened as one package.

Opening reads names and sizes only; a member's rows are read when a reader asks for them. Nothing is ever
unpacked to disk.
"""

import hashlib
import os
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypedDict, Unpack

from plcnb.errors import DataError
from plcnb.evidence.findings import Finding, Severity
from plcnb.evidence.formats.csv_text import (
    CsvTable,
    column_names,
    detect_delimiter,
    first_lines,
    read_csv,
    without_separator_line,
)
from plcnb.evidence.formats.decoding import to_utf8
from plcnb.evidence.formats.records import Record, iter_records

LARGEST_UNPACKED = 2 << 30  # bytes; a zip beyond that fills a laptop's memory, or is made to

_TEXT_ENDINGS = frozenset({".csv", ".txt", ".tsv", ".json"})
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx locked with a password
_HEAD_RECORDS = 20
_HEAD_BYTES = 1 << 18
_DEEPEST_FOLDER = 4


class Source(TypedDict):
    """A file as it was given: its name, and what it held."""

    name: str
    sha256: str
    bytes: int


class CsvOptions(TypedDict, total=False):
    """The options of `csv_text.read_csv`."""

    header_line: int
    short_rows: Severity
    line_breaks: Severity


@dataclass(frozen=True)
class Member:
    """One CSV file of a package.

    Attributes
    ----------
    name : str
        Its name without folders, as the package writes it ("userProfiles.csv").
    size : int
        Its bytes, unpacked.
    load : callable
        Returns its first bytes, as many as asked for; all of them for -1.
    above : int
        Lines above the column names.
    """

    name: str
    size: int
    load: Callable[[int], bytes] = field(repr=False)
    above: int = 0

    @property
    def key(self) -> str:
        """The name without ending, in lower case: what members are looked up by."""
        return _key(self.name)

    @cached_property
    def records(self) -> list[Record]:
        """The first records, at most twenty, with the lines they begin on."""
        start = self.load(_HEAD_BYTES)
        if len(start) == _HEAD_BYTES:  # cut inside a line, and perhaps inside a character
            cut = start.rfind(b"\n")
            start = start[: cut - cut % 2 if b"\0" in start else cut]
        text, _, _ = to_utf8(start, self.name)
        sample, delimiter = without_separator_line(first_lines(text))
        records = iter_records(sample, delimiter or detect_delimiter(sample))
        below = (record for record in records if record.line > self.above)
        return list(islice(below, _HEAD_RECORDS))

    @property
    def head(self) -> list[list[str]]:
        """The cells of the first records, at most twenty, as they stand there: enough to tell a format."""
        return [record.cells for record in self.records]

    @property
    def header(self) -> list[str]:
        """The cells of the first record without blanks around them; empty if the file is empty."""
        return [cell.strip() for cell in self.head[0]] if self.head else []

    @cached_property
    def columns(self) -> list[str]:
        """The names that its columns go by, as `table` gives them."""
        return column_names(self.head[0]) if self.head else []

    def below(self, header_line: int) -> "Member":
        """Return the member with the column names on that line; of a sheet it is known already."""
        return self if self.above or header_line == 1 else replace(self, above=header_line - 1)

    def table(self, **options: Unpack[CsvOptions]) -> CsvTable:
        """Read all rows; `options` are those of `csv_text.read_csv`."""
        return read_csv(self.load(-1), self.name, **(CsvOptions(header_line=self.above + 1) | options))


@dataclass(frozen=True)
class Package:
    """The CSV files that belong together.

    Attributes
    ----------
    members : dict of str to Member
        By name, in the order of the names.
    findings : list of Finding
        What was left aside, and why.
    files : list of Path
        The files on disk that hold the members: zips, or the CSV files themselves.
    root : str
        The folder inside the zip or folder that holds the members; "." if there is none.
    """

    members: dict[str, Member]
    findings: list[Finding] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    root: str = "."

    @classmethod
    def open(cls, paths: Iterable[Path]) -> "Package":
        """Open zips, folders and CSV files as one package.

        Raises
        ------
        DataError
            If a path is missing, is no zip, folder or text file, or is a zip that is damaged, locked,
            unsafe to unpack, too large, or empty; or if two files have one name.
        """
        packages = [_open_one(Path(path)) for path in paths]
        members = sorted((m for package in packages for m in package), key=lambda member: member.key)
        if not members:
            raise DataError("There is nothing to import. Give a zip, a folder or CSV files.")
        _check_names(members)
        findings = [finding for package in packages for finding in package.findings]
        files = [file for package in packages for file in package.files]
        return cls({member.name: member for member in members}, findings, files)

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members.values())

    def __len__(self) -> int:
        return len(self.members)

    def find(self, name: str) -> Member | None:
        """Return the member of that name, in upper or lower case, with or without ending; or None."""
        key = _key(name)
        return next((member for member in self if member.key == key), None)

    def only(self, members: Iterable[Member]) -> "Package":
        """Return a package of just these members."""
        kept = {member.name for member in members}
        return replace(
            self, members={name: m for name, m in self.members.items() if name in kept}, findings=[]
        )

    def without(self, members: Iterable[Member]) -> "Package":
        """Return a package of all members but these."""
        gone = {member.name for member in members}
        return self.only(member for member in self if member.name not in gone)

    @property
    def sources(self) -> list[Source]:
        """The files on disk with their fingerprints."""
        return [_fingerprint(path) for path in self.files]


def _key(name: str) -> str:
    path = PurePosixPath(name)
    return (path.stem if path.suffix.casefold() in _TEXT_ENDINGS else path.name).casefold()


class _Entry(NamedTuple):
    """One file inside a zip or a folder."""

    path: PurePosixPath
    size: int
    load: Callable[[int], bytes]


def _open_one(path: Path) -> Package:
    if path.is_dir():
        return _open_folder(path)
    if not path.is_file():
        raise DataError(f"There is no file or folder {path}. Look for a slip in its name.")
    if _is_workbook(path):
        return _open_workbook(path)
    if zipfile.is_zipfile(path):
        return _open_zip(path)
    if path.suffix.casefold() == ".zip":
        raise DataError(f"{path.name} is not a zip file, or it is damaged. Export or download it again.")
    _check_no_old_excel(path, _load_file(path, 8))
    member = Member(path.name, path.stat().st_size, partial(_load_file, path))
    return Package({member.name: member}, [], [path])


def _is_workbook(path: Path) -> bool:
    """Tell an .xlsx file from any other zip by what it holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return False


def _check_no_old_excel(path: Path, start: bytes) -> None:
    """Refuse what Excel wrote before 2007, or locked with a password."""
    if start.startswith(_OLD_EXCEL):
        raise DataError(
            f"{path.name} is an old Excel file (.xls), or one locked with a password. Open it in Excel and "
            "save it as .xlsx without a password, or as CSV (UTF-8)."
        )


def _open_workbook(path: Path) -> Package:
    """Open an Excel workbook; each sheet with something in it is a member."""
    from plcnb.evidence.formats.workbooks import read_workbook  # loads in half a second: only where needed

    sheets, hidden = read_workbook(path)
    members, findings = {}, []
    for sheet in sheets:
        name = path.name if len(sheets) == 1 else f"{path.name} [{sheet.title}]"
        data = sheet.as_csv()
        members[name] = Member(name, len(data), partial(_load_bytes, data), sheet.above)
        findings += list(sheet.findings(name))
    for title in hidden:
        message = f"the hidden sheet {title!r} was left aside"
        findings.append(Finding("noted", path.name, None, "", "", message, "package.left_aside"))
    return Package(members, findings, [path])


def _load_bytes(data: bytes, length: int) -> bytes:
    return data if length < 0 else data[:length]


def _open_folder(folder: Path) -> Package:
    entries = []
    for place, below, names in os.walk(folder):
        here = Path(place)
        deep = len(here.relative_to(folder).parts) >= _DEEPEST_FOLDER
        below[:] = [] if deep else [name for name in below if not _is_hidden(name)]
        for file in filter(Path.is_file, (here / name for name in names)):
            relative = PurePosixPath(file.relative_to(folder).as_posix())
            entries.append(_Entry(relative, file.stat().st_size, partial(_load_file, file)))
    package = _arrange(folder.name, entries)
    return replace(package, files=[folder / package.root / name for name in package.members])


def _open_zip(path: Path) -> Package:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise _damaged(path) from error
    _check_safe(path.name, infos)
    entries = [
        _Entry(
            PurePosixPath(info.filename.replace("\\", "/")), info.file_size, partial(_load_zipped, path, info)
        )
        for info in infos
    ]
    return replace(_arrange(path.name, entries), files=[path])


def _check_safe(zip_name: str, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip that could write outside its folder, fill the memory, or needs a password."""
    if not infos:
        raise DataError(
            f"{zip_name} is an empty zip: it holds no file, not even the manifest.csv of a OneRoster "
            "package. Export it again."
        )
    for info in infos:
        name = info.filename
        if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name):
            raise DataError(
                f"{zip_name} holds a file named {name!r}, which points outside the zip. No export does that: "
                "ask where the file comes from before you open it."
            )
        if info.flag_bits & 0x1:
            raise DataError(
                f"{zip_name} is locked with a password. Unpack it with the password and give the folder."
            )
        if name.casefold().endswith(".zip"):
            raise DataError(f"{zip_name} holds another zip, {name!r}. Unpack it and give the zip inside.")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > LARGEST_UNPACKED:
        raise DataError(
            f"{zip_name} would unpack to {unpacked / 2**30:.1f} GiB; at most "
            f"{LARGEST_UNPACKED / 2**30:.0f} GiB are read from a zip. "
            "If you trust it, unpack it and give the folder."
        )


def _arrange(title: str, entries: list[_Entry]) -> Package:
    """Find the one folder whose CSV files belong together, and say what was left aside."""
    entries = [entry for entry in entries if not any(_is_hidden(part) for part in entry.path.parts)]
    tables = [entry for entry in entries if _is_text_name(entry.path.name)]
    if not tables:
        raise DataError(f"{title} holds no CSV file. Export the data as CSV (UTF-8) and give those files.")
    depth = min(len(entry.path.parts) for entry in tables)
    roots = sorted({entry.path.parent for entry in tables if len(entry.path.parts) == depth})
    if len(roots) > 1:
        names = ", ".join(str(root) for root in roots)
        raise DataError(f"{title} holds CSV files in several folders ({names}). Give one of these folders.")
    root = roots[0]
    found = [Member(entry.path.name, entry.size, entry.load) for entry in tables if entry.path.parent == root]
    _check_names(found)
    members = {member.name: member for member in found}
    aside = [entry.path for entry in entries if entry.path.parent != root or entry not in tables]
    return Package(members, list(_left_aside(aside, root)), [], str(root))


def _check_names(members: Iterable[Member]) -> None:
    seen: dict[str, str] = {}
    for member in members:
        if member.key in seen:
            raise DataError(
                f"Two files are named {seen[member.key]} and {member.name}. Give one of them, rename "
                "one, or import them one after the other."
            )
        seen[member.key] = member.name


def _left_aside(paths: list[PurePosixPath], root: PurePosixPath) -> Iterator[Finding]:
    folders: Counter[str] = Counter()
    for path in paths:
        if path.parent == root:
            message = "the file was left aside: it is not CSV"
            yield Finding("noted", path.name, None, "", "", message, "package.left_aside")
        else:
            folders[str(path.parent)] += 1
    for folder, count in sorted(folders.items()):
        message = "the folder's files were left aside: only the files of one folder belong together"
        yield Finding("noted", f"{folder}/", None, "", "", message, "package.left_aside", count)


def _is_hidden(part: str) -> bool:
    return part.startswith(".") or part == "__MACOSX" or part.casefold() in {"thumbs.db", "desktop.ini"}


def _is_text_name(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() in _TEXT_ENDINGS


def _load_file(path: Path, length: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(length)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}. See who may open it.") from error


def _load_zipped(path: Path, info: zipfile.ZipInfo, length: int) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(info) as stream:
            return stream.read(length)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> DataError:
    return DataError(
        f"{path.name} is damaged, or packed in a way that cannot be read. Export or download it again."
    )


def _fingerprint(path: Path) -> Source:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Source(name=path.name, sha256=digest, bytes=path.stat().st_size)
