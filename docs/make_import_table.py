"""Write the table of real samples in docs/importing.md: what an import makes of each file.

The samples are not part of plcnb: they lie beside the checkout, where somebody has put them there.

    python docs/make_import_table.py
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from plcnb.errors import DataError
from plcnb.evidence.findings import FileCount
from plcnb.evidence.formats.reading import Package
from plcnb.evidence.import_report import ImportRefused, ImportReport
from plcnb.evidence.importing import import_sources
from plcnb.evidence.proposing import propose
from plcnb.evidence.recognising import UnknownFormat

PAGE = Path(__file__).with_name("importing.md")
SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data"
BEGIN, END = "<!-- samples: begin -->", "<!-- samples: end -->"

# Where each folder's files, or a single file, can be had by anybody
ORIGINS = {
    "oneroster/zips": "LongsightGroup/oneroster",
    "oneroster/microsoft_sds_v2.1": "OfficeDev/O365-EDU-Tools",
    "edfi_bundles": "edanalytics/earthmover_edfi_bundles",
    "gradebooks": "eldridgejm/gradelib",
    "oulad": "jakubkuzilek/oulad",
    "items/SAT12.csv": "philchalmers/mirt",
    "items/LSAT7.csv": "philchalmers/mirt",
    "items": "cran/ShinyItemAnalysis",
    "spc_series": "anhoej/qicharts2",
    "talis_us": "hee6904/gscaLCA",
}
TOGETHER = ("oneroster/microsoft_sds_v2.1", "oulad")  # folders whose files are one export
_DATA = {".csv", ".zip", ".tsv", ".xlsx", ".json"}
_NO_DATA = {"index.json"}  # says which diagnostics the zips are made for


class Line(NamedTuple):
    """One line of the table."""

    origin: str
    file: str
    read_as: str
    read: int
    kept: int
    noted: int
    rejected: int
    outcome: str


def write_table(page: Path = PAGE, samples: Path = SAMPLES) -> None:
    """Put the table between its two marks on the page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{table(samples)}{END}{after}", encoding="utf-8")


def table_on(page: Path = PAGE) -> str:
    """Return the table that stands on the page."""
    text = page.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) + 1 : text.index(END)]


def table(samples: Path = SAMPLES) -> str:
    """Import every sample on its own into an empty store, without writing, and tell what becomes of it."""
    head = "| from | file | read as | read | kept | noted | rejected | outcome |\n"
    head += "|---|---|---|---:|---:|---:|---:|---|\n"
    lines = [line for sources, name in _samples(samples) for line in _lines(sources, name, samples)]
    return head + "".join(_row(line) for line in lines)


def _samples(samples: Path) -> Iterator[tuple[Path, str]]:
    """Yield what is imported at a time: a folder that is one export, or a file; and its name."""
    for folder in sorted(TOGETHER):
        yield samples / folder, folder
    for path in sorted(samples.rglob("*")):
        name = path.relative_to(samples).as_posix()
        if path.suffix in _DATA and path.name not in _NO_DATA and not name.startswith(TOGETHER):
            yield path, name


def _lines(sources: Path, name: str, samples: Path) -> Iterator[Line]:
    origin = next(ORIGINS[start] for start in ORIGINS if name.startswith(start))
    report, outcome = _imported(sources)
    if report is None:
        rows = _count_rows(sources) if sources.suffix == ".csv" else 0
        yield Line(origin, _shown(name), "", rows, 0, 0, rows, outcome)
        return
    together = sources.is_dir()
    members = {count.file for count in report.files}
    for member in sorted(members) if together else [""]:
        counts = [count for count in report.files if member in ("", count.file)]
        noted = [f for f in report.findings if f.severity == "noted" and member in ("", f.file)]
        read, kept = _rows(counts, report.refused)
        file = f"{_shown(name)}/{member}" if together else _shown(name)
        notes = [f for f in noted if not f.file.endswith(".toml")]
        unused = any(finding.rule == "file.unused" for finding in noted)
        beside = "counted, not used" if unused else "looked up from other files"
        used = outcome if any(count.table for count in counts) else beside
        yield Line(origin, file, _read_as(report), read, kept, len(notes), read - kept, used)


def _imported(sources: Path) -> tuple[ImportReport | None, str]:
    """Import without writing; return the report if a reader knew the files, and what became of them."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return import_sources(Path(folder) / "evidence", sources, dry_run=True), "imported"
        except ImportRefused as refused:
            return refused.report, f"refused: {_first_reason(refused.report)}"
        except UnknownFormat:
            return _proposed(sources, Path(folder))
        except DataError as error:
            return None, f"refused: {_sentence(str(error))}"


def _proposed(sources: Path, folder: Path) -> tuple[ImportReport | None, str]:
    """Import a file that no reader knows as the proposal for it says; nobody has looked at that here."""
    try:
        mapping = folder / "proposal.toml"
        mapping.write_text(propose(Package.open([sources])).toml, encoding="utf-8")
        report = import_sources(folder / "evidence", sources, mapping=mapping, dry_run=True)
        return report, "proposed, to be confirmed"
    except ImportRefused as refused:
        return refused.report, f"proposed; refused: {_first_reason(refused.report)}"
    except DataError as error:
        said = _sentence(str(error)).replace(f" of {sources.name}", "")
        return None, f"refused: {said[:1].lower()}{said[1:]}"


def _rows(counts: list[FileCount], refused: bool) -> tuple[int, int]:
    """Return the rows read and kept: of one file that feeds several tables each row once."""
    files = {count.file for count in counts}
    read = sum(max(count.read for count in counts if count.file == file) for file in files)
    kept = sum(max(count.kept for count in counts if count.file == file) for file in files)
    return read, 0 if refused else kept


def _first_reason(report: ImportReport) -> str:
    first = next((f for f in report.findings if f.severity == "refused"), None)
    return _sentence(first.message if first else "not one row can be kept")


def _sentence(text: str) -> str:
    """Return the first clause of a text, fit for a cell."""
    return re.split(r"[;:]\s|\.\s", text, maxsplit=1)[0].rstrip(".").replace("|", "/")


def _read_as(report: ImportReport) -> str:
    """Return the format, and the mapping that was used if there is one."""
    if any(f.file == "proposal.toml" for f in report.findings):
        return "a proposal"
    mappings = [f.file.removesuffix(".toml") for f in report.findings if f.rule == "mapping.source"]
    return f"{report.format} ({', '.join(mappings)})" if mappings else report.format


def _count_rows(path: Path) -> int:
    return sum(member.table(short_rows="noted").read for member in Package.open([path]))


def _shown(name: str) -> str:
    return name.partition("/")[2] if name.count("/") else name


def _row(line: Line) -> str:
    numbers = " | ".join(f"{number:,}" for number in (line.read, line.kept, line.noted, line.rejected))
    return f"| {line.origin} | {line.file} | {line.read_as} | {numbers} | {line.outcome} |\n"


if __name__ == "__main__":
    if not SAMPLES.is_dir():
        sys.exit(f"There are no samples: {SAMPLES.parent.name}/ does not lie beside the checkout.")
    write_table()
