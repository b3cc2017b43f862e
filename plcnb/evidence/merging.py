"""What was read put together with what is in the store, and what that changes."""

from collections.abc import Set

import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.columns import SOURCE_TABLES, Table
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Reading
from plcnb.evidence.stand_ins import ONLY_IN

Tables = dict[str, DataFrame]

_THINGS = ("schools", "courses", "classes", "people", "tests", "standards", "items", "teams")
_CHANGE_COLUMNS = ("table", "rows", "new", "changed", "gone")
_TARGETS = {
    column.refers_to for table in SOURCE_TABLES.values() for column in table.columns if column.refers_to
}
_ID_OF: dict[str, str] = dict(target.split(".") for target in _TARGETS)  # of each table that rows point to


def merge(stored: Tables, reading: Reading) -> Tables:
    """Return the source tables as they are after `reading`; neither argument is changed.

    A table of a bulk reading, and a complete one of any, takes the place of the stored one. A row of
    a delta, of a mapping or of plcnb's own files takes the place of the stored row of the same key, or is
    added; where the reading says that it has all rows of a kind, a stored row of that kind which it lacks is
    gone. Rows that a delta removes are gone, and with them the rows that mean nothing without them. Tables
    that the reading does not have stay as they are.

    Two kinds of silence are no news where rows are added and changed: a person's role that is empty, and a
    column about a thing (a person's name, a test's kind) that is empty in every row, since the file, or the
    one beside it that would say, is not among those imported.

    Parameters
    ----------
    stored : dict of DataFrame
        All tables of `columns.SOURCE_TABLES`.
    reading : Reading
    """
    merged = dict(stored)
    for name, rows in reading.tables.items():
        table = SOURCE_TABLES[name]
        if reading.mode == "bulk" or name in reading.complete:
            merged[name] = rows
        else:
            there = _outlasting(stored[name], name, reading)
            merged[name] = _upsert(there, _with_what_is_known(rows, stored[name], table), table)
    merged = _with_learnt(merged, stored, reading)
    removed = {name: keys for name, keys in reading.removed.items() if len(keys)}
    for name, keys in removed.items():
        merged[name] = merged[name][~_found(merged[name], keys)].reset_index(drop=True)
    return _without_orphans(merged, removed) if removed else merged


def _outlasting(stored: DataFrame, name: str, reading: Reading) -> DataFrame:
    """Return the stored rows of which the reading does not have all there are.

    It has all rows of what it names: in this table, or in the one of the things themselves. A test that now
    has no words beside its scores had some before.
    """
    scope = reading.replaces.get(name)
    if scope is None:
        return stored
    things = [table for table, column in _ID_OF.items() if column == scope and table in reading.tables]
    named = [reading.tables[table][scope] for table in (name, *things)]
    return stored[~stored[scope].isin(pd.concat(named))]


def _with_learnt(merged: Tables, stored: Tables, reading: Reading) -> Tables:
    """Keep what other exports have said of who is who: a roster's word does not end that.

    But whoever was known from another export only, and is on the roster now, is no longer so.
    """
    learnt = stored["identifiers"][stored["identifiers"]["system"] != ""]
    if reading.matched_by or learnt.empty:
        return merged
    learnt = learnt[learnt["person_id"].isin(merged["people"]["person_id"])]
    both = _upsert(learnt, merged["identifiers"], SOURCE_TABLES["identifiers"])
    people = reading.tables.get("people")
    listed = [] if people is None else people["person_id"].tolist()
    over = both["system"].str.startswith(ONLY_IN) & both["person_id"].isin(listed)
    if "identifiers" in reading.tables:  # plcnb's own export may say it again
        said = reading.tables["identifiers"]
        over &= ~both["person_id"].isin(said.loc[said["system"].str.startswith(ONLY_IN), "person_id"])
    return merged | {"identifiers": both[~over].reset_index(drop=True)}


def _upsert(stored: DataFrame, rows: DataFrame, table: Table) -> DataFrame:
    if rows.empty:
        return stored
    both = pd.concat([stored, rows], ignore_index=True)
    return both.drop_duplicates(list(table.key), keep="last", ignore_index=True)


def _with_what_is_known(rows: DataFrame, stored: DataFrame, table: Table) -> DataFrame:
    """Fill in from the store what the new rows are silent about."""
    silent = {}
    for column in table.columns:
        empty = (rows[column.name] == "") if column.type == "text" else rows[column.name].isna()
        unsaid = table.name in _THINGS and bool(empty.all())
        if column.name not in table.key and (unsaid or (column.required and column.choices)) and empty.any():
            silent[column.name] = empty
    if not silent:
        return rows
    known = rows[list(table.key)].merge(stored, how="left", on=list(table.key))
    filled = conform(
        rows.assign(**{name: rows[name].mask(where, known[name]) for name, where in silent.items()}), table
    )
    if table.name == "people":  # someone new of whom a delta does not say what they are
        filled["role"] = filled["role"].mask(filled["role"] == "", "other")
    return filled


def _found(rows: DataFrame, keys: DataFrame) -> Series:
    """Return which rows have one of the keys."""
    marked = rows[list(keys.columns)].merge(keys.drop_duplicates().assign(found=True), how="left")
    return marked["found"].notna().set_axis(rows.index)


def _without_orphans(tables: Tables, removed: Tables) -> Tables:
    """Leave out the rows that point to a removed one, and those that point to them, and so on."""
    kept = dict(tables)
    gone: dict[str, Set[str]] = {}
    for name, table in SOURCE_TABLES.items():  # in an order in which a table stands after those it points to
        rows = kept[name]
        lost = Series(False, index=rows.index)
        for column in table.columns:
            target = column.refers_to.partition(".")[0]
            if column.essential and target in gone:
                lost |= rows[column.name].isin(gone[target])
        kept[name] = rows[~lost].reset_index(drop=True)
        if name in _ID_OF:
            ids = _ID_OF[name]
            without = {*rows.loc[lost, ids], *(removed[name][ids] if name in removed else ())}
            gone[name] = without - set(kept[name][ids])
    return kept


def known_ids(tables: Tables) -> dict[str, Set[str]]:
    """Return the ids that rows may point to, by the table they name a row of."""
    return {name: frozenset(tables[name][column]) for name, column in _ID_OF.items()}


def changes(before: Tables, after: Tables) -> DataFrame:
    """Count what is different, by table.

    Returns
    -------
    DataFrame
        One row a source table: ``table``, ``rows`` (afterwards), ``new``, ``changed``, ``gone``.
    """
    counted = [(name, *_count(before[name], after[name], table)) for name, table in SOURCE_TABLES.items()]
    return DataFrame(counted, columns=list(_CHANGE_COLUMNS))


def _count(before: DataFrame, after: DataFrame, table: Table) -> tuple[int, int, int, int]:
    if before is after:
        return len(after), 0, 0, 0
    both = pd.concat([before, after], ignore_index=True)
    common = int(both.duplicated(list(table.key)).sum())
    same = int(both.duplicated().sum())
    return len(after), len(after) - common, common - same, len(before) - common


def dangling(tables: Tables) -> DataFrame:
    """Count the rows that must point to another and find none: ``table``, ``column``, ``rows``."""
    known = known_ids(tables)
    found = []
    for name, table in SOURCE_TABLES.items():
        for column in table.columns:
            target = column.refers_to.partition(".")[0]
            if column.essential and target:
                ids = tables[name][column.name]
                rows = int((~ids.isin(known[target]) & (column.required | (ids != ""))).sum())
                found += [(name, column.name, rows)] if rows else []
    return DataFrame(found, columns=["table", "column", "rows"])
