"""Columns that become rows: Goal1RitScore, Goal2RitScore, … each a row of its own, empty cells left out."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from pandas import Series

from plcnb.evidence.formats.mapping_model import Each, Fill
from plcnb.evidence.formats.rows import Rows

_AT_THE_EDGE = " -_:/"  # what is left between a part and its kind: "Letters - Score", "Goal_1_Range"


def columns_for(each: Each, header: Iterable[str]) -> list[str]:
    """Return the columns of a file that become rows, and those beside them."""
    wanted = [*each.columns, *each.beside.values()]
    return [name for name in header if any(_part(pattern, name) is not None for pattern in wanted)]


def unpivoted(fill: Fill, rows: Rows) -> Rows:
    """Return a row for each cell of the columns that `fill.each` names, if the cell is not empty.

    Each has the columns that the fill asks for, and ``each.name`` (the column), ``each.value`` (the cell),
    ``each.part`` (what stood for the ``*``), ``each.kind`` (the rest of the column's name) and those beside.
    """
    each = fill.each
    if each is None:
        return rows
    cells = rows.cells[[name for name in fill.asked if name in rows.cells]]
    columns = {name.casefold(): name for name in rows.cells.columns}
    parts, where = [cells.iloc[:0].assign(**dict.fromkeys(each.names, ""))], [np.empty(0, np.int64)]
    for column in rows.cells.columns:
        found = _found(each, column)
        if found is None:
            continue
        pattern, part = found
        here = np.flatnonzero((rows.cells[column] != "").to_numpy())
        told: dict[str, str | Series] = {"name": column, "part": part.strip(_AT_THE_EDGE)}
        told["value"] = rows.cells[column].iloc[here]
        told["kind"] = pattern.replace("*", "").strip(_AT_THE_EDGE) if "*" in pattern else column
        for name, other in each.beside.items():
            twin = columns.get(other.replace("*", part).casefold())
            told[name] = "" if twin is None else rows.cells[twin].iloc[here]
        long = cells.iloc[here].copy()
        for name, text in told.items():
            long[f"each.{name}"] = text
        parts.append(long)
        where.append(here)
    at = np.concatenate(where)
    order = np.argsort(at, kind="stable")
    cells = pd.concat(parts, ignore_index=True).astype("str").iloc[order].reset_index(drop=True)
    at = at[order]
    return Rows(cells, rows.file.iloc[at].reset_index(drop=True), rows.line[at], rows.number[at])


def _found(each: Each, column: str) -> tuple[str, str] | None:
    """Return the first pattern that fits a column, and what stands for its ``*``."""
    if any(_part(pattern, column) is not None for pattern in each.but):
        return None
    tried = ((pattern, _part(pattern, column)) for pattern in each.columns)
    return next(((pattern, part) for pattern, part in tried if part is not None), None)


def _part(pattern: str, column: str) -> str | None:
    """Return what stands for the ``*`` of a pattern in a column's name; None if it does not fit."""
    before, star, after = pattern.partition("*")
    fits = re.fullmatch(
        re.escape(before) + ("(.+)" if star else "()") + re.escape(after), column, re.IGNORECASE
    )
    return fits[1] if fits else None
