"""Whether the records that OneRoster rows point to are there."""

from collections.abc import Set
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plcnb.evidence.findings import KnownIds
from plcnb.evidence.formats.oneroster_checks import Sheet
from plcnb.evidence.formats.oneroster_fields import FILES, Field

Rows = NDArray[np.bool_]

_STORED = {
    "orgs": "schools",
    "courses": "courses",
    "classes": "classes",
    "users": "people",
    "lineItems": "tests",
}


class _Targets(NamedTuple):
    """Ids of one file's records by what became of them; `there` is None if the store may hold more."""

    there: pd.Series | None
    refused: pd.Series
    deleted: pd.Series


def check_references(sheets: dict[str, Sheet], known_ids: KnownIds | None) -> None:
    """Check every reference of every file against the package, and the store where it may be there.

    Parameters
    ----------
    sheets : dict of str to Sheet
        By file name.
    known_ids : mapping of str to set of str, or None
        Ids in the store by source table ("people", "tests", …). A delta may refer to those.

    Notes
    -----
    A row that points to nothing is refused. A row that points to a refused or deleted record goes with it
    if it means nothing without; otherwise it stays, and a note says so.
    """
    for file in FILES.values():  # in an order in which a file stands after those it needs
        sheet = sheets.get(file.name)
        if sheet is None or not len(sheet.rows):
            continue
        if file.extends:
            _check(sheet, Field("sourcedId", "guid", refers_to=file.extends), sheets, known_ids)
        for spec in file.all_fields:
            if spec.refers_to:
                _check(sheet, spec, sheets, known_ids)


def _check(sheet: Sheet, spec: Field, sheets: dict[str, Sheet], known_ids: KnownIds | None) -> None:
    column = sheet.rows[spec.name]
    counted = sheet.sieve.good & sheet.counted & (column != "").to_numpy()
    texts = pd.Series(column[counted].unique(), dtype="str")
    if texts.empty:
        return
    ids = texts.str.split(",").explode().str.strip() if spec.kind == "guids" else texts
    known = (known_ids or {}).get(_STORED.get(spec.refers_to, ""), set())
    target = sheets.get(spec.refers_to)
    if target is not None and target.rows.empty:
        target = None  # some systems write a header and nothing else
    if target is None and not known:
        if sheet.mode == "bulk":
            _tell_missing_file(sheet, spec, counted)
        return
    if target is None:  # only the store can say, and it need not be complete
        spec = replace(spec, lenient=not spec.essential)
    targets = _targets(target, known, known_ids is not None)
    for fate, act in (
        (ids.isin(targets.refused), _follow_refused),
        (ids.isin(targets.deleted), _follow_deleted),
        (_missing(ids, targets), _refuse_missing),
    ):
        struck = texts[ids.index[fate].unique()]
        if len(struck):
            act(sheet, spec, counted & column.isin(struck).to_numpy())


def _targets(target: Sheet | None, known: Set[str], store_is_known: bool) -> _Targets:
    none = pd.Series(dtype="str")
    stored = pd.Series(sorted(known), dtype="str")
    if target is None:
        return _Targets(stored, none, none)
    ids = target.rows["sourcedId"]
    good = target.sieve.good
    there = ids[good & target.counted]
    refused = _besides(ids[~good & ~target.gone], there)  # not an id of which only a second row was refused
    deleted = ids[target.gone & ~target.counted]
    if target.mode == "bulk":
        return _Targets(there, refused, _besides(deleted, there))
    complete = store_is_known and target.file.name in _STORED
    return _Targets(pd.concat([there, stored]) if complete else None, refused, deleted)


def _besides(ids: pd.Series, others: pd.Series) -> pd.Series:
    return ids if ids.empty else ids[~ids.isin(others)]


def _missing(ids: pd.Series, targets: _Targets) -> pd.Series:
    if targets.there is None:
        return pd.Series(False, index=ids.index)
    return ~(ids.isin(targets.there) | ids.isin(targets.refused) | ids.isin(targets.deleted))


def _refuse_missing(sheet: Sheet, spec: Field, rows: Rows) -> None:
    if spec.lenient:
        message = f"{spec.refers_to} has no record with this id; the row was kept"
        sheet.sieve.note(rows, spec.name, "reference.missing_target_record", message)
    else:
        message = f"{spec.refers_to} has no record with this id"
        sheet.sieve.refuse(rows, spec.name, "reference.missing_target_record", message)


def _follow_refused(sheet: Sheet, spec: Field, rows: Rows) -> None:
    rule, message = "reference.refused_record", f"points to a row of {spec.refers_to} that was refused"
    if spec.essential:
        sheet.sieve.refuse(rows, spec.name, rule, message, each=False)
    else:
        sheet.sieve.note(rows, spec.name, rule, message)


def _follow_deleted(sheet: Sheet, spec: Field, rows: Rows) -> None:
    rule, message = "reference.deleted_record", f"points to a record of {spec.refers_to} marked for deletion"
    if spec.essential:
        sheet.sieve.leave_out(rows, spec.name, rule, f"{message}: left out")
    else:
        sheet.sieve.note(rows, spec.name, rule, message)


def _tell_missing_file(sheet: Sheet, spec: Field, rows: Rows) -> None:
    rule, message = (
        "reference.missing_target_file",
        f"the package has no {spec.refers_to} to look it up in",
    )
    if spec.essential:
        sheet.sieve.refuse(rows, spec.name, rule, message, each=False)
    else:
        sheet.sieve.note(rows, spec.name, rule, f"{message}; the row was kept")
