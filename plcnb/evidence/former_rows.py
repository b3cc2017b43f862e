"""Rows that an export once gave to the wrong student, or to nobody: taken back when it is known better.

An export that replaces whole tests takes them away by itself. Others only add and correct; of these, a stored
row is taken back if it says to the letter what the export says of somebody else.
"""

import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.findings import Reading
from plcnb.evidence.known_people import Known, Tables
from plcnb.evidence.matching import BY_HAND, LEFT_OUT, find_people

_GIVEN = ("results", "responses", "measures")


def rows_to_take_back(
    reading: Reading, given: Reading, verdict: DataFrame, tables: Tables, known: Known
) -> Tables:
    """Return the keys of stored rows that are those of other people of the export, by table.

    Parameters
    ----------
    reading, given : Reading
        As its reader made it, and with its rows given to the stored students.
    verdict : DataFrame
        As `matching.find_people` gives it.
    tables : dict of DataFrame
        All source tables of the store.
    known : Known
        The stored people.
    """
    before = _former_owners(reading, verdict, known)
    found = {}
    for name in (name for name in _GIVEN if name in reading.tables and name not in reading.replaces):
        stored = tables[name]
        rows = reading.tables[name].merge(before, on="person_id").drop(columns="person_id")
        rows = rows.rename(columns={"former": "person_id"})
        if rows.empty or stored.empty:
            continue
        key = list(SOURCE_TABLES[name].key)
        same = stored.merge(rows, on=list(stored.columns))[key]
        marked = same.merge(given.tables[name][key].assign(there=True), how="left", on=key)
        taken = marked.loc[marked["there"].isna(), key].drop_duplicates(ignore_index=True)
        if len(taken):
            found[name] = taken
    return found


def _former_owners(reading: Reading, verdict: DataFrame, known: Known) -> DataFrame:
    """Return under which stored ids (``former``) rows of each person of the export may stand wrongly."""
    own = verdict[["person_id", "target"]]
    numbers = [Series(own["person_id"]), reading.matched_by + ":" + own["person_id"]]
    parts = [own.assign(former=number) for number in numbers]  # while there was no roster
    parts = [part[~part["former"].isin(known.people["person_id"])] for part in parts]
    if verdict["how"].isin([BY_HAND, LEFT_OUT]).any():  # what was found before somebody decided
        alone = find_people(reading.tables, reading.matched_by, known, {})
        parts.append(own.assign(former=alone["target"].to_numpy()))
    every = pd.concat(parts, ignore_index=True)
    return every.loc[(every["former"] != "") & (every["former"] != every["target"]), ["person_id", "former"]]
