"""One folder is one workspace: plcnb.toml, evidence/, notebooks/, reports/.

A workspace is found from any place inside it, named by PLCNB_WORKSPACE, or, where there is none at all, it
is the sample district: so every notebook and template runs as it is.
"""

import json
import os
import re
import shutil
import tempfile
import time
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from plcnb.errors import Conflict, DataError, NotFound
from plcnb.evidence.importing import import_sources
from plcnb.evidence.store import EvidenceStore
from plcnb.model import Meeting, Team
from plcnb.records.bundles import load_records
from plcnb.records.store import Records
from plcnb.shipped import shipped_folder
from plcnb.tables import Cell, Column, Table

SETTINGS_FILE = "plcnb.toml"
WORKSPACE_VARIABLE = "PLCNB_WORKSPACE"
SNAPSHOT_VARIABLE = "PLCNB_SNAPSHOT"
CACHE_VARIABLE = "PLCNB_CACHE"
DATABASE_VARIABLE = "PLCNB_DATABASE_URL"
_UNUSED = 30 * 24 * 3600.0  # seconds after which a sample of another version may go

_SETTINGS = """\
# A workspace of plcnb. Everything a team of teachers works with lies in this folder.
name = {name}          # shown on reports and on their index
sample = {sample}      # true: invented data; every page then says so
cut = 0.7              # share of the points from which a standard counts as secure
minutes = 45           # length of a usual team meeting
# database = "postgresql+psycopg://plcnb@HOST/plcnb"   # where records lie, if not in a file in this folder
"""
_SAMPLE_DAY = """\
today = 2026-01-27     # the day it always is here, since the data is invented; leave it out where it is not
"""


class Settings(BaseModel):
    """What plcnb.toml may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    sample: bool = False
    cut: float = Field(default=0.7, gt=0, lt=1)
    minutes: int = Field(default=45, ge=10, le=480)
    today: date | None = None
    database: str = Field(default="", repr=False, exclude=True)  # may hold a password


@dataclass(frozen=True)
class Workspace:
    """A folder with its settings, and the doors to its evidence and its records."""

    folder: Path
    settings: Settings

    @classmethod
    def open(cls, folder: str | Path | None = None) -> "Workspace":
        """Open a workspace.

        Parameters
        ----------
        folder : path, optional
            The workspace, or a folder inside it. Empty: PLCNB_WORKSPACE, then the folder this runs in.

        Raises
        ------
        NotFound
            If there is no plcnb.toml in that folder or above it.
        DataError
            If plcnb.toml is not right.
        """
        start = Path(folder or os.environ.get(WORKSPACE_VARIABLE) or Path.cwd()).expanduser().resolve()
        for candidate in (start, *start.parents):
            if (candidate / SETTINGS_FILE).is_file():
                return cls(candidate, read_settings(candidate / SETTINGS_FILE))
        raise NotFound(
            "workspace",
            str(folder or start),
            (),
            f"No {SETTINGS_FILE} lies in it or above it. Make one with `plcnb init {start.name or 'DIR'}`, "
            "or name one with -w DIR.",
        )

    @classmethod
    def create(cls, folder: str | Path, *, sample: bool = False) -> "Workspace":
        """Make a workspace: its settings, copies of the notebooks, and empty stores.

        Parameters
        ----------
        folder : path
            Made if it is missing; files of other kinds in it are left alone.
        sample : bool
            Also copy the files of the sample district into sample/, ready to import.

        Raises
        ------
        Conflict
            If it is a workspace already, or a file to be written is there.
        """
        folder = Path(folder).expanduser().resolve()
        if (folder / SETTINGS_FILE).exists():
            raise Conflict(
                f"{folder} is a workspace already. Go on with it (`plcnb teams -w {folder}`), "
                "or choose another folder."
            )
        copies = {"notebooks": shipped_folder("notebooks")}
        if sample:
            copies["sample"] = shipped_folder("sample")
        taken = [name for name in copies if (folder / name).exists()]
        if taken or (folder.exists() and not folder.is_dir()):
            what = f"{folder / taken[0]}" if taken else f"{folder}"
            raise Conflict(
                f"{what} is there already, and a new workspace would overwrite it. Choose another folder."
            )
        try:
            for name, source in copies.items():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        except OSError:
            for name in copies:  # so that the next attempt finds the place as this one did
                shutil.rmtree(folder / name, ignore_errors=True)
            raise
        (folder / "evidence").mkdir(parents=True, exist_ok=True)
        (folder / "reports").mkdir(exist_ok=True)
        name = "Sample district" if sample else folder.name
        quoted = json.dumps(name, ensure_ascii=False)  # reads the same in TOML
        # The settings come last: a half-made folder is not taken for a workspace.
        settings = _SETTINGS.format(name=quoted, sample=str(sample).lower())
        (folder / SETTINGS_FILE).write_text(settings + (_SAMPLE_DAY if sample else ""), encoding="utf-8")
        return cls(folder, read_settings(folder / SETTINGS_FILE))

    @property
    def evidence_folder(self) -> Path:
        """Where the evidence store lies."""
        return self.folder / "evidence"

    @property
    def reports_folder(self) -> Path:
        """Where reports go unless another folder is named."""
        return self.folder / "reports"

    @property
    def today(self) -> date:
        """The day it is here: the calendar's, or the one that plcnb.toml names for invented data."""
        return self.settings.today or date.today()

    @property
    def evidence(self) -> EvidenceStore:
        """The evidence store of this workspace, at the snapshot that PLCNB_SNAPSHOT names, if it names one.

        A run over many teams names one, so that all its reports speak of the same import.
        """
        store = EvidenceStore(self.evidence_folder)
        snapshot = os.environ.get(SNAPSHOT_VARIABLE)
        return store.at(snapshot) if snapshot else store

    @property
    def records(self) -> Records:
        """What people write: records.db in the workspace, or the database that is named for it.

        PLCNB_DATABASE_URL comes first, then `database` in plcnb.toml; the variable is not for the invented
        sample, which would get among what people of this machine have written. Teams and members that were
        imported since it was last opened are made known to it.
        """
        for_all = "" if self.settings.sample else os.environ.get(DATABASE_VARIABLE, "")
        records = Records(for_all or self.settings.database or self.folder / "records.db")
        try:
            snapshot = self.evidence.current.id
        except NotFound:  # before the first import
            return records
        if not records.knows(snapshot):
            records.know_teams(self.evidence.teams(), self.evidence.members(), snapshot=snapshot)
        return records

    def take_sample_records(self) -> None:
        """In the invented sample district, add what its teams wrote, unless somebody has written already."""
        folder = self.folder / "sample" / "records"
        if self.settings.sample and folder.is_dir() and not self.records.list(Meeting):
            load_records(self.records, folder)

    def teams(self) -> Table:
        """Return the teams as a table to show, in order of their schools and names."""
        try:
            known = self.evidence.teams().to_dict("records")
        except NotFound:  # nothing was imported yet
            known = []
        teams = [Team.model_validate(row) for row in known]
        columns = (
            Column("Team"),
            Column("Id"),
            Column("School"),
            Column("Teachers", "num"),
            Column("Students", "num"),
            Column("Assessments", "num"),
        )
        rows = tuple(
            (
                Cell(team.name, "derived" if team.origin == "derived" else ""),
                Cell(team.team_id),
                Cell(team.school),
                Cell(str(team.n_members)),
                Cell(str(team.n_students)),
                Cell(str(team.n_assessments)),
            )
            for team in sorted(teams, key=lambda team: (team.school, team.name, team.team_id))
        )
        return Table("Teams of this workspace", columns, rows, "No team yet: import a school's export first.")


def read_settings(path: Path) -> Settings:
    """Read a plcnb.toml.

    Raises
    ------
    DataError
        If it is not TOML, or a setting is unknown or out of range; the message names the setting.
    """
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read as TOML: {error}. Mend that line and try again.") from error
    except ValidationError as error:
        first = error.errors()[0]
        setting = ".".join(str(part) for part in first["loc"])
        known = ", ".join(Settings.model_fields)
        value = re.sub(r"://\S*@", "://***@", repr(first["input"]))  # an address may hold a password
        raise DataError(
            f"{path}: {setting} = {value}: {first['msg'].lower()}. The settings are {known}."
        ) from None


def open_workspace(folder: str | Path = "") -> Workspace:
    """Open the workspace a notebook runs in, or the sample district where there is none.

    Parameters
    ----------
    folder : path
        A workspace; empty: the one named by PLCNB_WORKSPACE or around the folder this runs in, and
        otherwise the sample district, so that a notebook tried on its own shows something.

    Raises
    ------
    NotFound
        If `folder` is given and is no workspace.
    """
    try:
        return Workspace.open(folder or None)
    except NotFound:
        if folder or os.environ.get(WORKSPACE_VARIABLE):
            raise
        return sample_workspace()


def sample_workspace() -> Workspace:
    """Return the sample district as a workspace, made once a version in the user's cache folder."""
    source = shipped_folder("sample")
    folder = _cache_folder() / f"sample-{_fingerprint(source)}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / SETTINGS_FILE).exists():
            building = Path(tempfile.mkdtemp(prefix="sample-", dir=folder.parent))
            workspace = Workspace.create(building, sample=True)
            import_sources(workspace.evidence_folder, [building / "sample"])
            workspace.take_sample_records()
            shutil.rmtree(folder, ignore_errors=True)
            os.replace(building, folder)
            _forget_old_samples(folder)
        os.utime(folder)  # when it was last opened
    return Workspace.open(folder)


def _forget_old_samples(present: Path) -> None:
    """Remove the samples that other versions of plcnb made and nobody has opened for a month."""
    for folder in present.parent.glob("sample-*/"):
        with suppress(OSError):  # another process may be tidying too
            if folder != present and time.time() - folder.stat().st_mtime > _UNUSED:
                shutil.rmtree(folder, ignore_errors=True)
                Path(f"{folder}.lock").unlink(missing_ok=True)


def _cache_folder() -> Path:
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen)
    home = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "plcnb"


def _fingerprint(folder: Path) -> str:
    """Return a short hash of the shipped sample and of the code that imports it."""
    digest = sha256()
    code = Path(__file__).resolve().parent / "evidence"
    for root, pattern in ((folder, "*"), (code, "*.py")):
        for path in sorted(root.rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
