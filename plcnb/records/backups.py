"""All records in one file, safe while people write, and back again: into this database or any other.

The file is a zip of the lines of `plcnb.records.lines` and a ``manifest.json`` that says what is in it.
Nothing is touched before the whole file was checked.
"""

import errno
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from plcnb.errors import Conflict, DataError, StoreError
from plcnb.records.lines import FILES, OTHERS, bundle_lines, read_bundle
from plcnb.records.loading import empty, is_untouched, load
from plcnb.records.migrations import MIGRATIONS, SCHEMA
from plcnb.records.store import Records
from plcnb.records.teams import note_fact
from plcnb.records.writing import IMPORTED, hold_all_teams

FORMAT = "plcnb records 1"
_MANIFEST = "manifest.json"
_LARGEST = 2 * 2**30  # bytes a backup may unpack to: more is a bomb, or no school's
_UNREADABLE = (OSError, EOFError, KeyError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class _Member(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: int
    bytes: int
    sha256: str


class _Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: str
    plcnb: str
    migration: str
    made: str
    files: dict[str, _Member]


@dataclass(frozen=True)
class Backup:
    """What a backup holds.

    Attributes
    ----------
    path : Path
    made : str
        When, in UTC: 2026-01-27T15:10:03Z.
    version : str
        The version of plcnb that made it.
    lines : dict of int
        Lines of each file in it.
    """

    path: Path
    made: str
    version: str
    lines: dict[str, int]

    @property
    def n_records(self) -> int:
        """How many records there are, removed ones too, without answers, ballots and revisions."""
        return sum(number for name, number in self.lines.items() if name in FILES)


def back_up(records: Records, path: str | Path) -> Backup:
    """Write all records, as they are at one moment, into a file that only its owner may read.

    It is there whole or not at all; others may go on writing. It holds everything: unshared reflections,
    and answers without names.

    Raises
    ------
    StoreError
        If the database cannot be read, or the file cannot be written.
    """
    path = Path(path)
    draft = ""
    try:
        descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            backup = _write(records, file, path)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        raise StoreError(
            f"The backup {path} cannot be written ({error.strerror or error}). Choose a folder that is "
            "there, with room, and where you may write."
        ) from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft)
    return backup


def restore(
    records: Records, path: str | Path, *, replace: bool = False, beside: Path | None = None
) -> Backup:
    """Read a backup back, in one transaction, after all of it was checked.

    Parameters
    ----------
    records : Records
        A store nobody has written to; with `replace` any.
    path : path
    replace : bool
        Put the backup in the place of what is there.
    beside : Path, optional
        With `replace`: where what is there is backed up first.

    Raises
    ------
    DataError
        If the file is damaged, is no backup, or was made by a newer plcnb.
    Conflict
        If there are records and `replace` is not said.
    """
    path = Path(path)
    with tempfile.TemporaryDirectory(prefix="plcnb-restore-") as folder:
        backup = _unpack(path, Path(folder))
        bundle = read_bundle(Path(folder))
    with records.database.writing() as connection:
        hold_all_teams(connection)
        if replace and beside is not None:
            back_up(records, beside)  # now that nobody writes any more
        if not replace and not is_untouched(connection):
            raise Conflict(
                f"There are records at {records.database.place} already. With --replace they are put into a "
                "backup of their own, and this one takes their place."
            )
        empty(connection)
        load(connection, bundle, IMPORTED)
        note_fact(connection, "restored", datetime.now(UTC).isoformat())  # a fingerprint never comes back
    records.database.clear_traces()
    return backup


def _write(records: Records, file: Any, path: Path) -> Backup:
    """Write the zip; the manifest comes last, when all is counted."""
    files: dict[str, _Member] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with records.database.reading() as connection:
            for name, lines in bundle_lines(connection):
                digest, size, number = hashlib.sha256(), 0, 0
                with archive.open(name, "w") as member:
                    for line in lines:
                        data = line.encode()
                        digest.update(data)
                        member.write(data)
                        size, number = size + len(data), number + 1
                files[name] = _Member(lines=number, bytes=size, sha256=digest.hexdigest())
        made = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        manifest = _Manifest(format=FORMAT, plcnb=version("plcnb"), migration=SCHEMA, made=made, files=files)
        archive.writestr(_MANIFEST, json.dumps(manifest.model_dump(), indent=1))
    return _described(path, manifest)


def _unpack(path: Path, folder: Path) -> Backup:
    """Check a backup and unpack its files into an empty folder."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest_of(archive, path)
            for name, promised in manifest.files.items():
                _unpack_member(archive, name, promised, folder)
    except FileNotFoundError as error:
        raise DataError(f"There is no file {path}. Name a backup that `plcnb backup` has made.") from error
    except _UNREADABLE as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise StoreError(
                f"There is no room in {folder.parent} to unpack {path}; nothing was touched. Make room "
                "there, or name another folder in the variable TMPDIR."
            ) from error
        raise DataError(
            f"{path} cannot be read as a backup ({error}); nothing was touched. Name another one that "
            "`plcnb backup` has made."
        ) from error
    return _described(path, manifest)


def _manifest_of(archive: zipfile.ZipFile, path: Path) -> _Manifest:
    """Return what a backup says it holds, if it is one that can be read here."""
    names = archive.namelist()
    if _MANIFEST not in names:
        raise DataError(f"{path} is no backup of records: it holds no {_MANIFEST}. Nothing was touched.")
    with archive.open(_MANIFEST) as member:
        text = member.read(2**20)
    try:
        manifest = _Manifest.model_validate_json(text)
    except ValidationError as error:
        raise DataError(
            f"{path} is no backup of records: its {_MANIFEST} is another's. Nothing was touched."
        ) from error
    if manifest.format != FORMAT or manifest.migration not in MIGRATIONS:
        raise DataError(
            f"{path} was made by plcnb {manifest.plcnb}, which is newer than this one ({version('plcnb')}). "
            "Install that version, then restore it. Nothing was touched."
        )
    known = {*FILES, *OTHERS}
    if set(manifest.files) - known or sorted(names) != sorted([_MANIFEST, *manifest.files]):
        strange = sorted((set(names) | set(manifest.files)) - known - {_MANIFEST})
        what = f"it holds {strange[0]!r}" if strange else "files are missing, or there twice"
        raise DataError(f"{path} is no backup as plcnb makes it: {what}. Nothing was touched.")
    sizes = [member.bytes for member in manifest.files.values()]
    if min(sizes, default=0) < 0 or sum(sizes) > _LARGEST:
        raise DataError(f"{path} would unpack to more than {_LARGEST // 2**30} GB. Nothing was touched.")
    return manifest


def _unpack_member(archive: zipfile.ZipFile, name: str, promised: _Member, folder: Path) -> None:
    """Unpack one file; never more of it than was promised, and only if it is what was promised."""
    digest, left = hashlib.sha256(), promised.bytes
    with archive.open(name) as member, (folder / name).open("wb") as file:
        while data := member.read(min(2**16, left + 1)):
            digest.update(data)
            file.write(data)
            left -= len(data)
            if left < 0:
                break
    if left or digest.hexdigest() != promised.sha256:
        raise DataError(
            f"The backup is damaged: {name} in it is not what was written. Nothing was touched; "
            "name another backup."
        )


def _described(path: Path, manifest: _Manifest) -> Backup:
    lines = {name: member.lines for name, member in manifest.files.items()}
    return Backup(path, manifest.made, manifest.plcnb, lines)
