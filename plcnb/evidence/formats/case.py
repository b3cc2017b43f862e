"""Learning standards as CASE 1.0 JSON (1EdTech), the format of states' and OpenSALT's frameworks.

A package (CFPackage) holds items, the standards, and associations between them. ``isChildOf`` gives the
tree: its origin is the child, its destination the parent. ``precedes`` says what is to be known first. Other
associations (peers, exact matches, exemplars) are counted and noted: nothing in plcnb asks for them.

Source: 1EdTech CASE 1.0 JSON binding, as OpenSALT's schema case-v1p0-cfpackage-schema.json has it.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from pandas import DataFrame

from plcnb.errors import DataError
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import FileCount, Finding, Reading, no_rejects, rejects_frame
from plcnb.evidence.formats.reading import Member, Package

NAME = "case"
TITLE = "learning standards as CASE 1.0 JSON"

_ITEMS, _LINKS, _DOCUMENT = "CFItems", "CFAssociations", "CFDocument"
_START = 1 << 16


class _Link(NamedTuple):
    kind: str
    origin: str
    destination: str
    order: float


def recognise(package: Package) -> float:
    """Return 1 if some member is a CASE package, else 0."""
    return 1.0 if claim(package) else 0.0


def claim(package: Package) -> list[Member]:
    """Return the members that are CASE packages: JSON objects with items of standards."""
    return [member for member in package if _is_case(member)]


def _is_case(member: Member) -> bool:
    start = member.load(_START).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{"):
        return False
    return f'"{_ITEMS}"'.encode() in (start if len(start) < _START - 8 else member.load(-1))


def read(package: Package, mapping: Any = None, known_ids: Any = None) -> Reading:
    """Read CASE packages.

    Parameters
    ----------
    package : Package
    mapping, known_ids : object
        Not used.

    Returns
    -------
    Reading
        Not strict; standards that are there already are brought up to date. `row` in rejects is the item's
        place in the file, from 1, since JSON has no lines.

    Raises
    ------
    DataError
        If a file is no JSON, or its items are no list of objects.
    """
    reading = Reading(NAME, "delta", findings=list(package.findings))
    standards, before = [], []
    for member in package:
        if not _is_case(member):
            message = "the file is no CASE package; it was not read"
            reading.findings.append(
                Finding("refused", member.name, None, "", "", message, "package.unknown_file")
            )
            continue
        framework = _Framework(member)
        standards.append(framework.standards)
        before.append(framework.prerequisites())
        reading.findings += framework.findings
        reading.files.append(framework.count)
        reading.rejects = pd.concat([reading.rejects, framework.rejects], ignore_index=True)
    for name, frames in (("standards", standards), ("prerequisites", before)):
        table = SOURCE_TABLES[name]
        rows = conform(pd.concat(frames, ignore_index=True) if frames else None, table)
        reading.tables[name] = rows.drop_duplicates(list(table.key), ignore_index=True)
    return reading


class _Framework:
    """One package in the making."""

    def __init__(self, member: Member) -> None:
        self.file = member.name
        whole = _parsed(member)
        self.document = _text(_as_object(whole.get(_DOCUMENT)), "identifier")
        items = _objects(whole, _ITEMS, member.name)
        if not items:
            raise DataError(
                f"{member.name} holds no standards: {_ITEMS} is empty, or not at the top of the file, where "
                "CASE 1.0 has it. Export one framework as a whole (a CFPackage) and import that."
            )
        self.links = list(_links(_objects(whole, _LINKS, member.name)))
        self.findings: list[Finding] = []
        self.read = len(items)
        frame = DataFrame(
            {
                "standard_id": [_text(item, "identifier") for item in items],
                "code": [_text(item, "humanCodingScheme") for item in items],
                "statement": [_text(item, "fullStatement") for item in items],
            },
            dtype="str",
        )
        good = self._check(frame)
        self.standards = frame[good].reset_index(drop=True)
        self.standards["parent_id"] = self._parents()
        self._note_others()

    @property
    def count(self) -> FileCount:
        """The items read, and what became of them."""
        return FileCount(
            self.file, "standards", self.read, len(self.standards), self.read - len(self.standards)
        )

    def prerequisites(self) -> DataFrame:
        """Return which standard is to be known before which."""
        known = set(self.standards["standard_id"])
        pairs = {
            (link.destination, link.origin)
            for link in self.links
            if link.kind == "precedes" and {link.origin, link.destination} <= known
            and link.origin != link.destination
        }  # fmt: skip
        return DataFrame(sorted(pairs), columns=["standard_id", "before_id"], dtype="str")

    def _check(self, frame: DataFrame) -> pd.Series:
        rejects = [no_rejects()]
        good = pd.Series(True, index=frame.index)
        faults = (
            (frame["standard_id"] == "", "identifier", "a standard needs an identifier"),
            (frame["statement"] == "", "fullStatement", "a standard needs its full statement"),
            (frame.duplicated("standard_id") & (frame["standard_id"] != ""), "identifier",
             "an item before this one has the same identifier"),
        )  # fmt: skip
        for wrong, column, message in faults:
            wrong &= good
            if wrong.any():
                places = np.flatnonzero(wrong).astype(np.int64) + 1
                rule = "row.repeated" if "same" in message else "row.missing_required_value"
                rejects.append(rejects_frame(self.file, places, column, "", message, rule))
                first = int(places[0])
                self.findings.append(
                    Finding("refused", self.file, first, column, "", message, rule, len(places))
                )
                good &= ~wrong
        self.rejects = pd.concat(rejects, ignore_index=True)
        return good

    def _parents(self) -> list[str]:
        """Return each standard's parent: the first one named, by sequence number; none that makes a ring."""
        known = set(self.standards["standard_id"])
        children = sorted(
            (link for link in self.links if link.kind in ("isChildOf", "isPartOf")),
            key=lambda link: (link.kind != "isChildOf", link.order),
        )
        parents: dict[str, str] = {}
        lost, several, rings = 0, 0, 0
        for link in children:
            if link.origin not in known or link.destination == self.document:
                continue
            if link.destination not in known:
                lost += 1
            elif link.origin in parents:
                several += parents[link.origin] != link.destination
            elif _leads_to(parents, link.destination, link.origin):
                rings += 1
            else:
                parents[link.origin] = link.destination
        for count, message in (
            (lost, "the standard above is not in the file; left without"),
            (several, "a standard stands below several others; the first was taken"),
            (rings, "a standard stands below itself by a detour; the tree was cut there"),
        ):
            if count:
                self.findings.append(
                    Finding("noted", self.file, None, "isChildOf", "", message, "standards.tree", count)
                )
        return [parents.get(standard, "") for standard in self.standards["standard_id"]]

    def _note_others(self) -> None:
        used = {"isChildOf", "isPartOf", "precedes"}
        for kind, count in sorted(Counter(link.kind for link in self.links if link.kind not in used).items()):
            message = "associations of this kind are read past"
            self.findings.append(
                Finding("noted", self.file, None, kind, "", message, "standards.association_unused", count)
            )


def _leads_to(parents: dict[str, str], start: str, goal: str) -> bool:
    while start and start != goal:
        start = parents.get(start, "")
    return start == goal


def _parsed(member: Member) -> dict[str, Any]:
    try:
        whole = json.loads(member.load(-1).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = f" line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DataError(f"{member.name}{line} is not valid JSON. Export or download it again.") from error
    return _as_object(whole)


def _as_object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(whole: dict[str, Any], key: str, file: str) -> list[dict[str, Any]]:
    found = whole.get(key) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise DataError(f"{file}: {key} must be a list of objects, as CASE 1.0 has it. Export it again.")
    return found


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _links(found: list[dict[str, Any]]) -> Iterator[_Link]:
    for one in found:
        order = one.get("sequenceNumber")
        known = isinstance(order, int | float) and not isinstance(order, bool)
        origin, destination = _node(one.get("originNodeURI")), _node(one.get("destinationNodeURI"))
        place = float(order or 0) if known else np.inf
        yield _Link(_text(one, "associationType"), origin, destination, place)


def _node(value: Any) -> str:
    """Return the identifier a link's end names: an object with one, or an address that ends in it."""
    if isinstance(value, dict):
        return _text(value, "identifier") or _node(value.get("uri"))
    return value.rstrip("/").rpartition("/")[2] if isinstance(value, str) else ""
