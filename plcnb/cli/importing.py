"""``plcnb import``: files of a known format at once, others by a mapping that is proposed and asked about."""

import json
import os
import shlex
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plcnb.cli.edge import as_typed, json_option, workspace_option
from plcnb.errors import DataError

if TYPE_CHECKING:
    from plcnb.evidence.import_report import ImportReport
    from plcnb.evidence.proposing import Proposal
    from plcnb.workspace import Workspace


@click.command("import")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@workspace_option
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    help="Take the files as this format. Default: seen from their content.",
)
@click.option("--mapping", metavar="FILE", help="A mapping file (TOML) that says which columns mean what.")
@click.option("--dry-run", is_flag=True, help="Show exactly what an import would do, and write nothing.")
@click.option(
    "--allow-rejects", is_flag=True, help="Import the rows that are right and put the others in rejects.csv."
)
@click.option(
    "--allow-dropping", is_flag=True, help="Let many students leave the roster. Default: ask, or refuse."
)
@click.option(
    "--yes", is_flag=True, help="Import a file of unknown layout as proposed, if nothing is left to decide."
)
@json_option
def import_(
    sources: tuple[Path, ...],
    workspace: Path | None,
    format_name: str | None,
    mapping: str | None,
    dry_run: bool,
    allow_rejects: bool,
    allow_dropping: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Import school exports: SOURCE is a zip, a folder, CSV files or a workbook.

    For a single file that is in no format plcnb knows, a mapping is proposed: it lies beside the file, and
    you are asked before anything is imported.
    """
    from plcnb.evidence.importing import ImportRefused
    from plcnb.evidence.recognising import UnknownFormat
    from plcnb.workspace import Workspace

    place = Workspace.open(workspace)
    wanted: dict[str, Any] = {"format": format_name, "mapping": mapping, "dry_run": dry_run}
    wanted |= {"allow_rejects": allow_rejects, "allow_dropping": allow_dropping}
    try:
        try:
            report = _imported(place, sources, wanted)
        except UnknownFormat:
            if len(sources) != 1 or not sources[0].is_file():
                raise
            offer = _Offer(place, sources[0], wanted, as_json)
            if not offer.accepted(yes):
                return
            report = _imported(place, sources, wanted | {"mapping": offer.path})
    except ImportRefused as refused:
        for line in refused.report.lines():
            click.echo(line, err=True)
        raise
    if not dry_run:
        place.take_sample_records()
    _show(report, place, as_json)


def _imported(place: "Workspace", sources: tuple[Path, ...], wanted: dict[str, Any]) -> "ImportReport":
    """Import; ask at a terminal whether many students may leave the roster."""
    from plcnb.evidence.importing import import_sources
    from plcnb.evidence.leaving import StudentsLeaving

    try:
        return import_sources(place.evidence_folder, list(sources), **wanted)
    except StudentsLeaving as refused:
        if not _may_leave(refused):
            raise
        return import_sources(place.evidence_folder, list(sources), **wanted | {"allow_dropping": True})


def _may_leave(refused: Any) -> bool:
    """Ask at a terminal whether many students may leave the roster; without one nobody has said so."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(f"{refused.leaving} would leave the roster. Go on?", err=True)


def _show(report: "ImportReport", place: "Workspace", as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        return
    for line in report.lines():
        click.echo(line)
    if report.unchanged:
        return
    if report.dry_run:
        click.echo("Next: the same command without --dry-run.")
    else:
        click.echo(f"Next: plcnb report team-report -w {as_typed(place.folder)}")


# --- a file of unknown layout --------------------------------------------------------------------------


@dataclass
class _Offer:
    """A mapping proposed for a file, or one that lies beside it already."""

    place: "Workspace"
    source: Path
    wanted: dict[str, Any]
    as_json: bool

    def __post_init__(self) -> None:
        from plcnb.evidence.formats.reading import Package
        from plcnb.evidence.proposing import propose
        from plcnb.evidence.store import EvidenceStore

        self.path = self.source.with_name(f"{self.source.name}.mapping.toml")
        self.there = self.path.exists()
        self.proposal = propose(Package.open([self.source]), EvidenceStore(self.place.evidence_folder))
        if not self.there:
            _write_whole(self.path, self.proposal.toml)
        self._settle()

    def _settle(self) -> None:
        """Somebody who has changed the mapping has decided what it left open."""
        if self.path.read_bytes() != self.proposal.toml.encode():
            self.proposal = replace(self.proposal, ambiguous=[])
            self.edited = True
        else:
            self.edited = False

    def accepted(self, yes: bool) -> bool:
        """Show the mapping and what it would do; say whether to import by it.

        Raises
        ------
        DataError
            If nobody can be asked, and nobody has said yes to what is left open.
        """
        shown = self._preview()
        if self.wanted["dry_run"]:
            self._tell(shown)
            if not self.as_json:
                click.echo(f"Next: {self._command()}")
            return False
        if yes and not self.proposal.ambiguous:
            if not self.as_json:
                self._tell(shown)
            return True
        self._tell(shown)
        if yes:
            raise DataError(
                f"{self.source.name} was not imported: --yes takes a proposal only if nothing is left "
                f"to decide. Change {self.path.name} where it says so, then: {self._command()}"
            )
        if self.as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise DataError(
                f"{self.source.name} was not imported: nobody has said that the proposal is right. It lies "
                f"in {self.path}. Look through it, then: {self._command()}"
            )
        return self._ask()

    def _ask(self) -> bool:
        """Ask at the terminal: yes, no, or edit the mapping first."""
        while True:
            answer = click.prompt(
                "Import it like this? [y/N/e]", default="n", show_default=False, prompt_suffix=" "
            )
            first = answer.strip().casefold()[:1]
            if first == "y":
                return True
            if first != "e":
                click.echo(f"Nothing was imported. The proposal lies in {self.path}.")
                click.echo(f"Next: {self._command()}")
                return False
            click.edit(filename=str(self.path))
            self._settle()
            try:
                self._tell(self._preview())
            except DataError as error:
                click.echo(f"{error}\nChoose e to mend it.")

    def _preview(self) -> tuple[Any, "ImportReport"]:
        """Return the first rows as they would be read, and the report of a dry run."""
        from plcnb.evidence.formats import mapped
        from plcnb.evidence.formats.mapping_file import load_mapping
        from plcnb.evidence.formats.reading import Package
        from plcnb.evidence.importing import ImportRefused, import_sources
        from plcnb.evidence.proposal_preview import first_rows

        mapping = load_mapping(self.path)
        package = Package.open([self.source])
        members = mapped.claim(package, mapping)
        rows = first_rows(mapped.read(package.only(members), mapping))
        wanted = self.wanted | {"mapping": self.path, "dry_run": True}
        try:
            return rows, import_sources(self.place.evidence_folder, [self.source], **wanted)
        except ImportRefused as refused:
            return rows, refused.report

    def _tell(self, shown: tuple[Any, "ImportReport"]) -> None:
        rows, report = shown
        if self.as_json:
            click.echo(json.dumps(self._as_dict(self.proposal, report), ensure_ascii=False, indent=1))
            return
        from plcnb.evidence.proposal_preview import open_questions, preview_lines, total_lines

        for line in preview_lines(self.proposal, rows):
            click.echo(line)
        click.echo("")
        for line in total_lines(report):
            click.echo(line)
        if self.proposal.ambiguous:
            click.echo("")
        for line in open_questions(self.proposal.ambiguous):
            click.echo(line)
        click.echo("")
        if self.there or self.edited:
            click.echo(f"The mapping that lies beside the file was used as it is: {self.path}")
        else:
            click.echo(f"The proposal was written, ready to be changed: {self.path}")

    def _as_dict(self, proposal: "Proposal", report: "ImportReport") -> dict[str, Any]:
        return {
            "proposal": str(self.path),
            "taken_as": proposal.kind,
            "columns": proposal.guesses.to_dict("records"),
            "to_decide": proposal.ambiguous,
            "next": self._command(),
            "report": report.as_dict(),
        }

    def _command(self) -> str:
        words = [
            "plcnb",
            "import",
            str(self.source),
            "--mapping",
            str(self.path),
            "-w",
            str(self.place.folder),
        ]
        return " ".join(words) if os.name == "nt" else shlex.join(words)


def _write_whole(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)
