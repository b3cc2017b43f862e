"""One table of a mapping filled from the rows of one file: looked up, left out, made, checked, joined."""

from collections import abc
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Finding
from plcnb.evidence.formats.cells import Fault, Mask, fill_in, make_column
from plcnb.evidence.formats.mapping_model import Cell, Fill, Mapping
from plcnb.evidence.formats.rows import Rows, each_once, locate, skipped
from plcnb.evidence.formats.unpivoting import unpivoted

KnownIds = abc.Mapping[str, abc.Set[str]]

_FOUND = "found?"


@dataclass
class Filled:
    """What one file gave to one table.

    Attributes
    ----------
    frame : DataFrame
        The whole table so far, in its types.
    places : DataFrame
        The file and line that each row of `frame` was made of.
    rejects : DataFrame
        One line a fault, as in rejects.csv, with the row's `number` and a `group`: faults of one group are
        told as one.
    skipped : DataFrame
        The rows left out by the mapping's own rule, in the same columns.
    notes : list of Finding
    kept : array of int
        The numbers of the rows of which something stays.
    """

    frame: DataFrame
    places: DataFrame
    rejects: list[DataFrame] = field(default_factory=list)
    skipped: list[DataFrame] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    kept: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))


def fill_table(
    fill: Fill,
    mapping: Mapping,
    files: dict[str, Rows],
    tables: dict[str, DataFrame],
    places: dict[str, DataFrame],
    known_ids: KnownIds | None,
) -> Filled:
    """Turn the rows of one file into rows of one table, under the rows it has already.

    Parameters
    ----------
    fill : Fill
    mapping : Mapping
    files : dict of str to Rows
        The rows of every file of the mapping, by the mapping's name for it.
    tables, places : dict of str to DataFrame
        What other files have filled so far, and where each row stands.
    known_ids : mapping of str to set of str, or None
        Ids in the store, which rows may point to; None if nobody knows.
    """
    table = fill.table
    nowhere = DataFrame({"file": Series(dtype="str"), "row": Series(dtype="int64")})
    filled = Filled(conform(tables.get(table.name), table), places.get(table.name, nowhere))
    rows, faults = _with_lookups(fill, files)
    rows, faults = _skip(fill, rows, faults, filled)
    made = {name: Series("", index=rows.cells.index, dtype="str") for name in table.key}
    for column in table.columns:
        if column.name in fill.columns:
            made[column.name], wrong = make_column(column, fill.columns[column.name], rows.cells, mapping)
            faults += wrong
    frame = conform(DataFrame(made, index=rows.cells.index), table)
    bad = _locate_all(rows, faults, filled)
    _take(fill, frame)
    bad |= _locate_all(rows, _contradictions(fill, frame, ~bad), filled)
    frame, rows = frame[~bad].reset_index(drop=True), rows.where(~bad)
    lost = _lost(fill, frame, tables, known_ids)
    bad = _locate_all(rows, _dangling(fill, frame, lost), filled)
    filled.notes += _left_out(frame, rows, {name: where & ~bad for name, where in lost.items()})
    frame, rows = frame[~bad].reset_index(drop=True), rows.where(~bad)
    again = _join(fill, frame, rows, filled)
    filled.kept = each_once(rows.number[~again])
    return filled


def _locate_all(rows: Rows, faults: list[Fault], filled: Filled) -> Mask:
    """Put every fault among the rejects, and return the rows that have one."""
    bad = np.zeros(len(rows.line), bool)
    for fault in faults:
        if fault.rows.any():
            filled.rejects.append(locate(rows, fault))
            bad |= fault.rows
    return bad


# --- rows from other files, and rows left out ----------------------------------------------------------


def _with_lookups(fill: Fill, files: dict[str, Rows]) -> tuple[Rows, list[Fault]]:
    """Add the columns of the files that the fill looks up, as ``file.column``."""
    rows, faults = unpivoted(fill, files[fill.file]), []
    cells = rows.cells
    for other, keys in fill.lookup.items():
        wanted = DataFrame({key: fill_in(template, cells) for key, template in keys.items()})
        found, count = _look_up(wanted, files[other].cells)
        cells = pd.concat([cells, found.add_prefix(f"{other}.")], axis=1)
        if fill.unmatched == "refuse":
            label, shown = (
                ", ".join(keys),
                wanted.agg(", ".join, axis=1) if len(keys) > 1 else wanted.iloc[:, 0],
            )
            none = f"there is no row with this {label} in [file.{other}]"
            several = f"there are several rows with this {label} in [file.{other}], and they differ"
            faults.append(Fault(count == 0, label, shown, none, "row.not_found"))
            faults.append(Fault(count > 1, label, shown, several, "row.found_twice"))
    return Rows(cells, rows.file, rows.line, rows.number), faults


def _look_up(wanted: DataFrame, other: DataFrame) -> tuple[DataFrame, NDArray[np.int64]]:
    """Find the row of `other` for each row of `wanted`; also return how many there are: 0, 1 or 2 for more.

    Rows that are the same in everything the mapping uses count once. An empty key finds nothing.
    """
    keys = list(wanted.columns)
    known = other[(other[keys] != "").all(axis=1)].drop_duplicates()
    several = known.duplicated(keys, keep=False)
    found = wanted.merge(known[~several], how="left", on=keys, indicator=_FOUND)
    count = (found[_FOUND] == "both").to_numpy().astype(np.int64)
    if several.any():
        twice = wanted.merge(
            known.loc[several, keys].drop_duplicates(), how="left", on=keys, indicator=_FOUND
        )
        count[(twice[_FOUND] == "both").to_numpy()] = 2
    return found[list(other.columns)].mask(found[_FOUND] != "both", ""), count


def _skip(fill: Fill, rows: Rows, faults: list[Fault], filled: Filled) -> tuple[Rows, list[Fault]]:
    """Leave out the rows that the mapping says to leave out."""
    out, told = skipped(fill.skip, rows)
    filled.skipped += told
    if not out.any():
        return rows, faults
    left = [Fault(f.rows[~out], f.column, f.values[~out], f.message, f.rule) for f in faults]
    return rows.where(~out), left


def _take(fill: Fill, frame: DataFrame) -> None:
    """Put the latest or earliest date of the rows of one key into all of them."""
    for name, cell in fill.columns.items():
        if cell.take:
            dates = frame.groupby(list(fill.table.key), sort=False)[name]
            frame[name] = dates.transform("max" if cell.take == "latest" else "min")


def _contradictions(fill: Fill, frame: DataFrame, sound: Mask) -> list[Fault]:
    """Find results that say they have a score and have none, or the other way round, among `sound` rows."""
    if fill.name != "results":
        return []
    status, scored = frame["status"], frame["score"].notna().to_numpy()
    claims = status.isin(["scored", "partly scored"]).to_numpy()
    without = "there is no score; add a rule for empty scores to the mapping"
    with_one = "there is a score; correct the cell, or the rule in the mapping"
    none = (status == "no score").to_numpy()
    return [
        Fault(sound & claims & ~scored, "status", status, without, "row.status_without_score"),
        Fault(sound & none & scored, "status", status, with_one, "row.score_without_status"),
    ]


def _lost(
    fill: Fill, frame: DataFrame, tables: dict[str, DataFrame], known_ids: KnownIds | None
) -> dict[str, Mask]:
    """Return, for each column that points to another row, where it points to nothing.

    Neither to a row of these files nor to one in the store; where nobody knows what the store holds, only
    tables that these files hold are looked into.
    """
    lost = {}
    for column in fill.table.columns:
        target, _, name = column.refers_to.partition(".")
        if not target or (known_ids is None and target not in (*tables, fill.name)):
            continue
        there: set[str] = set((known_ids or {}).get(target, ()))
        there.update(tables[target][name] if target in tables else ())
        there.update(frame[name] if target == fill.name else ())
        ids = frame[column.name]
        lost[column.name] = ((ids != "") & ~ids.isin(there)).to_numpy()
    return lost


def _dangling(fill: Fill, frame: DataFrame, lost: dict[str, Mask]) -> list[Fault]:
    """Say what is wrong with rows that point to nothing where they must point to something."""
    faults = []
    for column in fill.table.columns:
        if column.essential and column.name in lost and column.name in fill.columns:
            message = (
                f"{column.name} points to nothing: no row of {column.refers_to.partition('.')[0]} is named so"
            )
            label = ", ".join(fill.columns[column.name].columns) or column.name
            rule = "reference.missing_target_record"
            faults.append(Fault(lost[column.name], label, frame[column.name], message, rule))
    return faults


def _left_out(frame: DataFrame, rows: Rows, lost: dict[str, Mask]) -> Iterator[Finding]:
    """Note pointers to nothing in rows that can do without, and empty them in `frame`."""
    for name, where in lost.items():
        if where.any():
            at = int(where.argmax())
            message = f"{name} points to nothing; it was left out"
            value, rule = str(frame[name].iat[at]), "reference.missing_target_record"
            file, line = str(rows.file.iat[at]), int(rows.line[at])
            yield Finding("noted", file, line, name, value, message, rule, int(where.sum()))
            frame[name] = frame[name].mask(where, "")


# --- rows that are there already -----------------------------------------------------------------------


def _join(fill: Fill, frame: DataFrame, rows: Rows, filled: Filled) -> Mask:
    """Put new rows under the earlier ones; the mapping's `repeats` says what a second row of a key means.

    Returns the rows that are refused as repeats.
    """
    before = len(filled.frame)
    whole = pd.concat([filled.frame, frame], ignore_index=True)
    places = pd.concat([filled.places, rows.places], ignore_index=True)
    repeated = whole.duplicated(
        list(fill.table.key), keep="last" if fill.repeats == "last" else "first"
    ).to_numpy()
    refused = np.zeros(len(frame), bool)
    if repeated.any():
        winner = _winners(whole, list(fill.table.key), repeated)
        differs = repeated & _differ(whole, winner)
        if fill.repeats in ("refuse", "same"):  # the first row wins, so all of these are new rows
            wrong = (repeated if fill.repeats == "refuse" else differs)[before:]
            refused = _locate_all(
                rows, [_repeat_fault(fill, frame, wrong, places.iloc[winner[before:]])], filled
            )
        elif differs.any():
            filled.notes.append(_repeat_note(fill, places, differs))
    filled.frame = whole[~repeated].reset_index(drop=True)
    filled.places = places[~repeated].reset_index(drop=True)
    return refused


def _winners(whole: DataFrame, key: list[str], repeated: Mask) -> NDArray[np.int64]:
    """Return for each row the place of the row of the same key that counts."""
    group = whole.groupby(key, sort=False).ngroup().to_numpy()
    winner = np.empty(group.max() + 1, np.int64)
    winner[group[~repeated]] = np.flatnonzero(~repeated)
    return winner[group]


def _differ(whole: DataFrame, winner: NDArray[np.int64]) -> Mask:
    """Return where a row says something else than its winner; two cells without data are the same."""
    others = whole.iloc[winner].reset_index(drop=True)
    same = (whole == others).fillna(False).astype(bool) | (whole.isna() & others.isna())
    return (~same.all(axis=1)).to_numpy()


def _repeat_fault(fill: Fill, frame: DataFrame, wrong: Mask, first: DataFrame) -> Fault:
    key = ", ".join(fill.table.key)
    end = " and says something else" if fill.repeats == "same" else ""
    where = first["row"].astype("str") + " of " + first["file"].astype("str")
    message = (f"a row with this {key} stands already on line " + where + end).set_axis(frame.index)
    values = frame[list(fill.table.key)].agg(", ".join, axis=1) if wrong.any() else Series("", frame.index)
    return Fault(wrong, key, values, message, "row.repeated")


def _repeat_note(fill: Fill, places: DataFrame, differs: Mask) -> Finding:
    key, at = ", ".join(fill.table.key), int(differs.argmax())
    message = f"several rows with one {key} differ; the {fill.repeats} one was taken"
    file, line = str(places["file"].iloc[at]), int(places["row"].iloc[at])
    return Finding("noted", file, line, key, "", message, "row.repeated", int(differs.sum()))


def number_equal(frame: DataFrame, name: str, cell: Cell) -> Series:
    """Tell equal texts apart by numbers: "TMA", "TMA" become "TMA 1", "TMA 2".

    Parameters
    ----------
    frame : DataFrame
        A whole table.
    name : str
        The column to number.
    cell : Cell
        Says within which columns texts count as equal, and by which columns they are put in order; no data
        comes last, and texts of digits are ordered as numbers.
    """
    order = DataFrame({by: _sortable(frame[by]) for by in cell.number_by}, index=frame.index)
    placed = frame.loc[order.sort_values(cell.number_by, kind="stable", na_position="last").index]
    group = placed.groupby([*cell.number_within, name], sort=False, dropna=False)[name]
    number = (group.cumcount() + 1).reindex(frame.index).astype("str")
    several = group.transform("size").reindex(frame.index) > 1
    return frame[name].mask(several & (frame[name] != ""), frame[name] + " " + number)


def _sortable(values: Series) -> Series:
    if values.dtype != "str":
        return values
    numbers = pd.to_numeric(values, errors="coerce")
    return values if numbers.isna().any() else numbers
