"""Rows of one kind of a mapping's files, and the faults found in them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from plcnb.evidence.formats.cells import Fault, Mask, applies, days
from plcnb.evidence.formats.mapping_model import Attempts, Mapping, Skip, SourceFile

_AGAIN = "another row of the same ({of}) counts"


@dataclass(frozen=True)
class Rows:
    """Rows of one kind of file: their text, and where each stands.

    Attributes
    ----------
    cells : DataFrame of str
    file : Series of str
        The file each row stands in.
    line : array of int
        The line it stands on, as an editor shows it.
    number : array of int
        Its place among all rows of that kind of file, from 0; rows made of one line share it.
    """

    cells: DataFrame
    file: Series
    line: NDArray[np.int64]
    number: NDArray[np.int64]

    def where(self, mask: Mask) -> "Rows":
        """Return the rows at which `mask` is true."""
        cells, file = self.cells[mask].reset_index(drop=True), self.file[mask].reset_index(drop=True)
        return Rows(cells, file, self.line[mask], self.number[mask])

    @property
    def places(self) -> DataFrame:
        """Return the file and the line of each row."""
        return DataFrame({"file": self.file, "row": self.line})


def each_once(*numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of rows that stand in any of the arrays, each once and in order.

    Places are small, so counting them takes a hundredth of the time of ``np.unique``.
    """
    return np.flatnonzero(np.bincount(np.concatenate(numbers))).astype(np.int64)


def locate(rows: Rows, fault: Fault) -> DataFrame:
    """Write a fault as lines of rejects.csv, with each row's `number` and the `group` it is told with."""
    at = fault.rows
    message = fault.message if isinstance(fault.message, str) else fault.message[at].to_numpy()
    unpivoted = "each.value" in fault.column and "each.name" in rows.cells
    lines = {
        "file": rows.file[at].to_numpy(),
        "row": rows.line[at],
        "column": rows.cells.loc[at, "each.name"].to_numpy() if unpivoted else fault.column,
        "value": fault.values[at].to_numpy(),
        "reason": message,
        "rule": fault.rule,
        "number": rows.number[at],
        "group": message if isinstance(message, str) else fault.rule,
    }
    return DataFrame(lines)


def skipped(skips: Iterable[Skip], rows: Rows) -> tuple[Mask, list[DataFrame]]:
    """Return which rows are left out by rule, and the lines that say so; the first reason is given."""
    out, told = np.zeros(len(rows.line), bool), []
    for skip in skips:
        now = applies(skip, rows.cells) & ~out
        if now.any():
            names = skip.columns
            shown = rows.cells[names[0]] if names else Series("", index=rows.cells.index)
            told.append(locate(rows, Fault(now, ", ".join(names), shown, skip.reason, "row.skipped")))
            out |= now
    return out, told


def usable(file: SourceFile, rows: Rows, mapping: Mapping) -> tuple[Rows, list[DataFrame]]:
    """Leave out the rows that feed no table: those the file's rules skip, and all attempts but one."""
    out, told = skipped(file.skip, rows)
    rows = rows.where(~out) if out.any() else rows
    if file.attempts is not None and len(rows.line):
        again = _outdone(file.attempts, rows, mapping)
        if again.any():
            of = ", ".join(file.attempts.of)
            shown = Series("", index=rows.cells.index, dtype="str")
            told.append(locate(rows, Fault(again, of, shown, _AGAIN.format(of=of), "row.other_attempt")))
            rows = rows.where(~again)
    return rows, told


def _outdone(attempts: Attempts, rows: Rows, mapping: Mapping) -> Mask:
    """Return the rows that another attempt at the same goes before.

    The better one goes first, then the later one, then the one that stands further down. A row of which it
    is not said whose it is stands for itself: its own fault is told later.
    """
    cells = rows.cells
    rank = DataFrame({"better": np.full(len(cells), len(attempts.prefer))})
    for place, condition in reversed(list(enumerate(attempts.prefer))):
        rank.loc[applies(condition, cells), "better"] = place
    written = attempts.format or mapping.dates
    rank["day"] = days(cells[attempts.latest], written) if attempts.latest else pd.NaT
    rank["better"] *= -1
    rank = rank.sort_values(["better", "day"], na_position="first", kind="stable")  # the best comes last
    ordered = cells.loc[rank.index, attempts.of]
    known = (ordered != "").all(axis=1)
    again = ordered.duplicated(keep="last") & known
    return again.reindex(cells.index).to_numpy()
