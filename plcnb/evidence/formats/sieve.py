"""The rows of one file on their way through a reader's checks: which get in, which do not, and why."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from plcnb.evidence.findings import FileCount, Finding, Severity, rejects_frame
from plcnb.evidence.formats.csv_text import CsvTable

LISTED = 1000


class Sieve:
    """Rows of text, and what the checks said of them so far.

    Parameters
    ----------
    table : CsvTable
        The file as read; its own findings and rejects are taken over.
    hidden : collection of str
        Columns whose cells are never shown in findings or rejects: plcnb has no business with them.
    listed : int
        How many lines of one fault are findings of their own; the rest is counted in one more.

    Attributes
    ----------
    rows : DataFrame of str
        All sound rows, numbered from 0; a check may mend cells in place by assigning a column.
    good : array of bool, shape (n_rows,)
        The rows that have passed so far.
    """

    def __init__(self, table: CsvTable, *, hidden: Collection[str] = (), listed: int = LISTED) -> None:
        self.file = table.file
        self.rows = table.rows
        self.good: NDArray[np.bool_] = np.ones(len(table.rows), bool)
        self.findings = [replace(f, value="") if hidden else f for f in table.findings]
        self._lines = table.lines
        self._read = table.read
        self._rejects = [table.rejects.assign(value="") if hidden else table.rejects]
        self._hidden = hidden
        self._listed = listed

    def refuse(
        self, where: ArrayLike, column: str, rule: str, message: str, *, each: bool = True
    ) -> NDArray[np.intp]:
        """Refuse rows; each is a finding of its own, unless `each` is False or there are too many.

        `where` marks rows: one bool a row, or their numbers. Returns the numbers.
        """
        numbers = self._turn_down(where, column, rule, message)
        shown = min(len(numbers), self._listed) if each else 0
        for number in numbers[:shown]:
            self.findings.append(self._finding("refused", number, column, rule, message))
        if len(numbers) > shown:
            self.findings.append(
                self._finding("refused", numbers[shown], column, rule, message, len(numbers) - shown)
            )
        return numbers

    def turn_down_all(self, column: str, rule: str, message: str) -> None:
        """Take every row out, because of a fault of the whole file that `say` has told."""
        self._turn_down(np.arange(len(self.rows)), column, rule, message)

    def leave_out(self, where: ArrayLike, column: str, rule: str, message: str) -> None:
        """Keep rows out that are right in themselves, such as those marked for deletion; a note says so."""
        numbers = self._turn_down(where, column, rule, message)
        self._note_numbers(numbers, column, rule, message)

    def note(self, where: ArrayLike, column: str, rule: str, message: str) -> None:
        """Note something about rows, in one finding that counts them."""
        self._note_numbers(_numbers(where), column, rule, message)

    def say(self, severity: Severity, column: str, rule: str, message: str, count: int = 1) -> None:
        """Add a finding about the whole file; a refused one does not refuse its rows."""
        self.findings.append(Finding(severity, self.file, None, column, "", message, rule, count))

    @property
    def lines(self) -> NDArray[np.int64]:
        """The line of the file that each row begins on, as an editor shows it."""
        return self._lines

    @property
    def rejects(self) -> pd.DataFrame:
        """The rows that did not get in, one line a fault."""
        return pd.concat(self._rejects, ignore_index=True)

    def count(self, table: str) -> FileCount:
        """Count the rows read, kept and rejected; `table` is what they became, or empty."""
        kept = int(self.good.sum())
        return FileCount(self.file, table, self._read, kept, self._read - kept)

    def _turn_down(self, where: ArrayLike, column: str, rule: str, message: str) -> NDArray[np.intp]:
        numbers = _numbers(where)
        if len(numbers):
            self.good[numbers] = False
            values = "" if self._hides(column) else self.rows[column].iloc[numbers]
            self._rejects.append(
                rejects_frame(self.file, self._lines[numbers], column, values, message, rule)
            )
        return numbers

    def _note_numbers(self, numbers: NDArray[np.intp], column: str, rule: str, message: str) -> None:
        if len(numbers):
            self.findings.append(self._finding("noted", numbers[0], column, rule, message, len(numbers)))

    def _finding(
        self, severity: Severity, number: np.intp, column: str, rule: str, message: str, count: int = 1
    ) -> Finding:
        value = "" if self._hides(column) else str(self.rows[column].iloc[int(number)])
        return Finding(severity, self.file, int(self._lines[number]), column, value, message, rule, count)

    def _hides(self, column: str) -> bool:
        return column in self._hidden or column not in self.rows


def _numbers(where: ArrayLike) -> NDArray[np.intp]:
    marks = np.asarray(where)
    return np.flatnonzero(marks) if marks.dtype == bool else marks.astype(np.intp)
