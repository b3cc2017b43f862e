"""The rows of an export given to the students its people are, and those of nobody left out."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from plcnb.evidence import matching_names as plain
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import FileCount, Finding, Reading, Severity, no_rejects, rejects_frame
from plcnb.evidence.known_people import Known, pools
from plcnb.evidence.matching import (
    AMBIGUOUS,
    AS_BEFORE,
    BY_HAND,
    LEFT_OUT,
    NEW,
    NOT_FOUND,
    SURE,
)
from plcnb.evidence.stand_ins import ONLY_IN

_POINTING = [
    name
    for name, table in SOURCE_TABLES.items()
    if any(column.refers_to == "people.person_id" for column in table.columns)
]
_COUNTED = ("results", "responses", "measures")  # a second row of one key is told, not only dropped
_RULES = {NOT_FOUND: "person.not_found", AMBIGUOUS: "person.ambiguous", LEFT_OUT: "person.left_out"}
_NAMED = ("given_name", "family_name", "grade")
_SECOND = "another row of the same student stands before it; that one counts"
_WHERE = "; evidence/matches.csv lists them: write the right id there and import again"


@dataclass
class _Lost:
    """Rows of one table that are nobody's: which, why, and the rule."""

    table: str
    rows: NDArray[np.bool_]
    reason: Series
    rule: Series


def give_rows(reading: Reading, verdict: DataFrame, known: Known) -> Reading:
    """Return the reading with each row under the id of the stored student, and without those of nobody.

    Parameters
    ----------
    reading : Reading
        As its reader made it.
    verdict : DataFrame
        As `matching.find_people` gives it.
    known : Known
        The stored people.

    Returns
    -------
    Reading
        With its files, findings and rejects brought up to date: a row of nobody is refused.
    """
    at = verdict.set_index("person_id")
    tables, lost = dict(reading.tables), []
    for name in ["people", *_POINTING]:
        if name in tables:
            told = at.reindex(tables[name]["person_id"])
            gone = (told["target"] == "").to_numpy()
            lost.append(
                _Lost(name, gone, told["reason"].set_axis(tables[name].index), _rules(told, tables[name]))
            )
            own = tables[name]["person_id"].to_numpy()
            rows = tables[name].assign(person_id=told["target"].where(told["target"].notna(), own).to_numpy())
            if name in _COUNTED:
                lost[-1] = _with_seconds(lost[-1], rows)
            tables[name] = rows[~lost[-1].rows].reset_index(drop=True)
    tables["people"] = _people(reading.tables["people"], verdict, known)
    tables["identifiers"], stale = _identifiers(reading, verdict, known)
    if "enrollments" in tables:
        key = list(SOURCE_TABLES["enrollments"].key)
        tables["enrollments"] = tables["enrollments"].drop_duplicates(key, ignore_index=True)
    findings, rejects = _told(reading, lost)
    return replace(
        reading,
        tables=tables,
        removed=reading.removed | ({"identifiers": stale} if len(stale) else {}),
        findings=[*findings, *reading.findings],
        files=_counted(reading, lost),
        rejects=pd.concat([reading.rejects, rejects], ignore_index=True),
        places={name: _of_kept(places, name, lost) for name, places in reading.places.items()},
    )


def _rules(told: DataFrame, rows: DataFrame) -> Series:
    return told["how"].map(_RULES).astype("object").set_axis(rows.index)


def _with_seconds(lost: _Lost, rows: DataFrame) -> _Lost:
    """Add, of two rows that have become one student's on one test, the second to the lost ones."""
    second = rows[~lost.rows].duplicated(list(SOURCE_TABLES[lost.table].key))
    again = np.zeros(len(rows), bool)
    again[np.flatnonzero(~lost.rows)[second.to_numpy()]] = True
    return _Lost(
        lost.table,
        lost.rows | again,
        lost.reason.mask(again, _SECOND),
        lost.rule.mask(again, "row.repeated"),
    )


def _of_kept(places: DataFrame, name: str, lost: list[_Lost]) -> DataFrame:
    gone = next((one.rows for one in lost if one.table == name), None)
    return places if gone is None else places[~gone].reset_index(drop=True)


# --- who they are --------------------------------------------------------------------------------------


def _people(people: DataFrame, verdict: DataFrame, known: Known) -> DataFrame:
    """Return the rows of people to store: none beside a roster, whose word on names and grades holds.

    Where there is none, an export speaks for those whom it brought, and fills in for others what is empty.
    """
    told = people.drop_duplicates("person_id").merge(verdict[["person_id", "target", "how"]], on="person_id")
    told = told[(told["target"] != "") & (not known.roster)]
    told = told.assign(own=told["how"].isin([AS_BEFORE, NEW])).sort_values(
        "own", ascending=False, kind="stable"
    )
    told = told.drop_duplicates("target").reset_index(drop=True)
    stored = known.people.set_index("person_id").reindex(told["target"]).fillna("").reset_index(drop=True)
    for name in _NAMED:
        ours, theirs = told[name], stored[name]
        first, second = ours.where(told["own"], theirs), theirs.where(told["own"], ours)
        told[name] = first.mask(first == "", second)
    told["role"] = stored["role"].mask(stored["role"] == "", told["role"])
    return conform(told.assign(person_id=told["target"]), SOURCE_TABLES["people"])


def _identifiers(reading: Reading, verdict: DataFrame, known: Known) -> tuple[DataFrame, DataFrame]:
    """Return what is learnt of how the system calls its people, and what a person's word has made wrong.

    Learnt is only from those who are surely the student: what a name or a shared address suggests is looked
    at anew each time. A number that is somebody else's already, here or in the store, is not learnt.
    """
    columns = SOURCE_TABLES["identifiers"].names
    sure = verdict["how"].isin(SURE) & (verdict["target"] != "")
    owner = verdict["target"].where(sure, "\0" + verdict["person_id"])
    told = verdict[["person_id", "how"]].assign(sure=sure, owner=owner)
    said = conform(reading.tables.get("identifiers"), SOURCE_TABLES["identifiers"])
    said = said.merge(told, on="person_id")
    said["system"] = said["system"].mask(said["system"] == "", reading.matched_by)
    said = _keyed(said).assign(person_id=said["owner"])
    stored = _keyed(known.identifiers)
    stale = _overruled(said[said["how"] == BY_HAND], stored, reading.matched_by)
    mine = pd.concat([_owners(known), stored.drop(index=stale.index), said])[["pool", "key", "person_id"]]
    whose = mine.drop_duplicates().groupby(["pool", "key"]).size().rename("owners").reset_index()
    owners = said.merge(whose, on=["pool", "key"], how="left")["owners"].to_numpy()
    there = stored[stored["system"] == ""].merge(said.reset_index(), on=["person_id", "kind", "value"])
    as_roster = (said["pool"] == "number") & (said["value"] == said["person_id"]) & known.roster
    new_to_us = ~said.index.isin(there["index"]) & ~as_roster
    learnt = said[said["sure"] & (owners == 1) & (said["key"] != "") & new_to_us]
    new = verdict[verdict["how"] == NEW]
    marks = DataFrame({"person_id": new["target"], "kind": "vendor id", "value": new["person_id"]})
    marks["system"] = ONLY_IN + reading.matched_by
    both = pd.concat([learnt[columns], marks], ignore_index=True).drop_duplicates(ignore_index=True)
    return conform(both, SOURCE_TABLES["identifiers"]), stale[columns].reset_index(drop=True)


def _keyed(identifiers: DataFrame) -> DataFrame:
    key = plain.by_value(identifiers["value"], plain.plain_number)
    return identifiers.assign(key=key, pool=pools(identifiers)).reset_index(drop=True)


def _owners(known: Known) -> DataFrame:
    """Return the stored ids that are the roster's own numbers."""
    ids = known.people.loc[~known.only_elsewhere, "person_id"]
    return DataFrame({"pool": "number", "key": plain.by_value(ids, plain.plain_number), "person_id": ids})


def _overruled(by_hand: DataFrame, stored: DataFrame, system: str) -> DataFrame:
    """Return what was learnt from this system of somebody else than a person says it is."""
    wrong = stored.reset_index().merge(by_hand, on=["pool", "key"], suffixes=("", "_now"))
    wrong = wrong[(wrong["system"] == system) & (wrong["person_id"] != wrong["person_id_now"])]
    return stored.loc[wrong["index"].unique()]


# --- what is told --------------------------------------------------------------------------------------


def _told(reading: Reading, lost: list[_Lost]) -> tuple[list[Finding], DataFrame]:
    """Tell the lost rows by reason: with file and line as far as the reader knows them, else their number."""
    lines, counts = [no_rejects()], []
    for one in lost:
        found = DataFrame({"reason": one.reason, "rule": one.rule})[one.rows]
        places = _places(reading, one.table)
        if places is not None:
            lines.append(found.join(places.set_axis(one.reason.index)))
        elif len(found) and one.table != "identifiers":
            counts.append(found.assign(table=one.table))
    placed = pd.concat(lines, ignore_index=True).drop_duplicates(["file", "row"])
    rejects = [no_rejects()]
    findings = []
    for (file, rule, reason), same in placed.groupby(["file", "rule", "reason"], sort=False):
        rows = same["row"].to_numpy(np.int64)
        rejects.append(rejects_frame(str(file), rows, "", "", str(reason), str(rule)))
        findings.append(_finding(str(file), int(rows[0]), str(rule), str(reason), len(rows)))
    if counts:
        unplaced = pd.concat(counts, ignore_index=True)
        file = (
            reading.files[0].file if len({count.file for count in reading.files}) == 1 else reading.matched_by
        )
        for (table, rule, reason), same in unplaced.groupby(["table", "rule", "reason"], sort=False):
            findings.append(_finding(file, None, str(rule), f"{table}: {reason}", len(same)))
    return findings, pd.concat(rejects, ignore_index=True)


def _places(reading: Reading, table: str) -> DataFrame | None:
    """Return where each row of a table stands: as the reader says, or else where its person stands."""
    if table in reading.places or "people" not in reading.places:
        return reading.places.get(table)
    whose = reading.places["people"].assign(person_id=reading.tables["people"]["person_id"].to_numpy())
    whose = whose.drop_duplicates("person_id").set_index("person_id")
    ids = reading.tables[table]["person_id"]
    return None if not ids.isin(whose.index).all() else whose.loc[ids].reset_index(drop=True)


def _finding(file: str, row: int | None, rule: str, reason: str, count: int) -> Finding:
    severity: Severity = "noted" if rule == _RULES[LEFT_OUT] else "refused"
    message = reason + (_WHERE if rule in (_RULES[NOT_FOUND], _RULES[AMBIGUOUS]) else "")
    return Finding(severity, file, row, "", "", message, rule, count)


def _counted(reading: Reading, lost: list[_Lost]) -> list[FileCount]:
    """Move the lost lines of each file from kept to rejected.

    A line is lost if none of its rows stays. Where the reader does not say on which line a row stands, a
    table that is made of one file tells: it has a row a line, or else a person a line.
    """
    gone = {one.table: one for one in lost}
    counted = []
    for count in reading.files:
        number = 0
        if count.table in gone:
            several = sum(other.table == count.table for other in reading.files) > 1
            number = _lines_lost(reading, gone[count.table], count, several=several)
        number = min(number, count.kept)
        counted.append(replace(count, kept=count.kept - number, rejected=count.rejected + number))
    return counted


def _lines_lost(reading: Reading, lost: _Lost, count: FileCount, *, several: bool) -> int:
    rows = reading.tables[lost.table]
    places = _places(reading, lost.table)
    if places is not None:
        mine = (places["file"] == count.file).to_numpy()
        kept = set(places.loc[mine & ~lost.rows, "row"])
        return len(set(places.loc[mine & lost.rows, "row"]) - kept)
    if several:
        return 0
    if count.kept == len(rows):
        return int(lost.rows.sum())
    people = rows["person_id"]
    return people[lost.rows].nunique() - len(set(people[lost.rows]) & set(people[~lost.rows]))
