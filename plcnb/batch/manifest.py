"""The manifest: for every job, in `manifest.json`, what truly came of it."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from plcnb.batch.files import write_whole
from plcnb.batch.jobs import Identity, Job, JobResult
from plcnb.errors import DataError

MANIFEST_FILE = "manifest.json"
_VERSION = 2
_OF_TEAMS_ONLY = 1  # the version in which a report was always a team's, and its subject was called `team`


class Manifest:
    """The entries of one folder of reports, those of earlier runs included.

    A saved notebook cannot say whether it succeeded: after its process died it still claims that all is
    well. This file can.

    Parameters
    ----------
    out : Path
        The folder of reports.

    Raises
    ------
    DataError
        If the file is there and cannot be read.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._entries: dict[Identity, JobResult] = {}
        path = out / MANIFEST_FILE
        if path.is_file():
            self._entries = {entry.identity: entry for entry in _read(path)}

    def __iter__(self) -> Iterator[JobResult]:
        return iter(self._entries.values())

    def made(self, job: Job) -> JobResult | None:
        """Return the entry of a report that is up to date with `job`, files and all; else None."""
        entry = self._entries.get(job.identity)
        if entry is None or entry.key != job.key or entry.status == "failed":
            return None
        here = (entry.html, entry.notebook) == (job.html, job.notebook)
        there = all((self._out / name).is_file() for name in (job.html, job.notebook))
        return entry if here and there else None

    def forget(self, jobs: Iterable[Job]) -> None:
        """Drop the entries of jobs that are about to run: if they never end, nothing false is left."""
        for job in jobs:
            self._entries.pop(job.identity, None)

    def put(self, result: JobResult) -> None:
        """Hold what came of a job."""
        self._entries[result.identity] = result

    def write(self) -> None:
        """Write all entries, sorted by template, audience and subject."""
        ordered = sorted(self, key=lambda entry: (entry.template, entry.audience, entry.subject))
        content = {"version": _VERSION, "jobs": [entry.as_dict() for entry in ordered]}
        write_whole(self._out / MANIFEST_FILE, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _read(path: Path) -> list[JobResult]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] not in (_OF_TEAMS_ONLY, _VERSION):
            raise ValueError("unknown version")
        if content["version"] == _OF_TEAMS_ONLY:
            return [JobResult(scope="team", subject=entry.pop("team"), **entry) for entry in content["jobs"]]
        return [JobResult(**entry) for entry in content["jobs"]]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{path} cannot be read as a manifest of plcnb. Move it away: the reports are then made again."
        ) from error
