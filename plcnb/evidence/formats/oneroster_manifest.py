"""The manifest of a OneRoster package: its version, and what it says of each file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from plcnb.evidence.findings import Finding, Mode, Severity
from plcnb.evidence.formats.oneroster_fields import FILES, VERSIONS
from plcnb.evidence.formats.reading import Member

FILE_NAME = "manifest.csv"
HEADER = ["propertyName", "value"]

_MODES = ("absent", "bulk", "delta")
_SPELT = {name.casefold(): name for name in FILES}


@dataclass
class Manifest:
    """What the manifest says.

    Attributes
    ----------
    version : str
        "1.1" or "1.2"; the latter where it does not say.
    modes : dict of str to {"absent", "bulk", "delta"}
        By file name; a file that it does not speak of is not in it.
    lines : dict of str to int
        The line that speaks of the file.
    """

    version: str = VERSIONS[-1]
    modes: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def tell(
        self, severity: Severity, line: int | None, name: str, value: str, rule: str, message: str
    ) -> None:
        """Add a finding about a property."""
        self.findings.append(Finding(severity, FILE_NAME, line, name, value, message, rule))

    def mode_of(self, file: str) -> Mode:
        """The mode of a file that is there: bulk unless the manifest says delta."""
        return "delta" if self.modes.get(file) == "delta" else "bulk"


def read_manifest(member: Member) -> Manifest:
    """Read and check manifest.csv on its own."""
    table = member.table()
    manifest = Manifest(findings=list(table.findings))
    if table.header != HEADER:
        message = "the first line must be propertyName,value"
        manifest.tell("refused", 1, "", ",".join(table.header), "manifest.invalid_header", message)
    if len(table.header) < len(HEADER):
        return manifest
    names, values = (table.rows.iloc[:, place].str.strip() for place in (0, 1))
    properties: dict[str, str] = {}
    for name, value, line in zip(names, values, table.lines.tolist(), strict=True):
        if properties.setdefault(name, value) != value:
            message = f"the property is {properties[name]!r} on an earlier line"
            manifest.tell("refused", line, name, value, "manifest.duplicate_property", message)
        else:
            _read_property(manifest, name, value, line)
    for name in ("manifest.version", "oneroster.version"):
        if name not in properties:
            message = "the property is missing"
            manifest.tell("refused", None, name, "", "manifest.missing_property", message)
    return manifest


def _read_property(manifest: Manifest, name: str, value: str, line: int) -> None:
    file = _SPELT.get(name.removeprefix("file.").casefold()) if name.startswith("file.") else None
    if file:
        manifest.lines[file] = line
        manifest.modes[file] = value.lower()
        if value.lower() not in _MODES:
            message = f"allowed: {', '.join(_MODES)}"
            manifest.tell("refused", line, name, value, "manifest.invalid_file_mode", message)
    elif name == "manifest.version":
        if value != "1.0":
            message = "allowed: 1.0"
            manifest.tell("refused", line, name, value, "manifest.invalid_manifest_version", message)
    elif name == "oneroster.version":
        version = next((known for known in VERSIONS if value == known or value.startswith(f"{known}.")), None)
        if version is None:
            message = f"plcnb reads OneRoster {' and '.join(VERSIONS)}"
            manifest.tell("refused", line, name, value, "manifest.invalid_oneroster_version", message)
        manifest.version = version or VERSIONS[-1]
    elif not name.startswith("source."):
        message = "the standard has no such property; it was not used"
        manifest.tell("noted", line, name, value, "manifest.unknown_property", message)


def compare_with_files(manifest: Manifest, there: Iterable[str]) -> None:
    """Check that the files that are there are those that the manifest speaks of, and no others."""
    there = set(there)
    for file, mode in manifest.modes.items():
        name, line = f"file.{file}", manifest.lines[file]
        if mode in ("bulk", "delta") and file not in there:
            message = f"the package has no {file}.csv; add it, or write absent"
            manifest.tell("refused", line, name, mode, "manifest.file_missing", message)
        elif mode == "absent" and file in there:
            message = f"the package has a {file}.csv all the same; write bulk or delta, or take it out"
            manifest.tell("refused", line, name, mode, "manifest.file_unexpected", message)
    for file in sorted(there - set(manifest.modes)):
        message = f"the manifest does not say whether {file}.csv is bulk or delta"
        manifest.tell("refused", None, f"file.{file}", "", "manifest.missing_property", message)
    if len({manifest.modes[file] for file in there if manifest.modes.get(file) in ("bulk", "delta")}) > 1:
        message = "bulk and delta files in one package: nothing is taken out of the store for the bulk files"
        manifest.tell("noted", None, "", "", "manifest.mixed_modes", message)
