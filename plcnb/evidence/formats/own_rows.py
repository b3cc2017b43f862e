"""The rows of plcnb's own CSV files, checked and typed, one file at a time."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from plcnb.evidence.formats.csv_text import CsvTable
from plcnb.evidence.formats.dates import read_dates
from plcnb.evidence.formats.own_fields import OwnFile
from plcnb.evidence.formats.sieve import Sieve
from plcnb.evidence.formats.typed import stripped, to_numbers

EXEMPT = "EX"


@dataclass
class Part:
    """One file in the making; the rows of `frame` are numbered as in the sieve."""

    file: OwnFile
    sieve: Sieve
    frame: pd.DataFrame

    @property
    def key(self) -> list[str]:
        """The columns of `frame` that together name a row."""
        return [self.file.becomes.get(name, name) for name in self.file.key]

    @property
    def kept(self) -> pd.DataFrame:
        """The rows that have passed so far."""
        return self.frame if self.sieve.good.all() else self.frame[self.sieve.good]


def name_columns(header: list[str], file: OwnFile) -> dict[str, str]:
    """Return the file's columns that are in a header, with the name that each has there."""
    there = {name.casefold(): name for name in reversed(header)}
    found = {}
    for column, other_names in file.columns.items():
        name = next((there[n.casefold()] for n in (column, *other_names) if n.casefold() in there), None)
        if name is not None:
            found[column] = name
    return found


def read_part(file: OwnFile, table: CsvTable) -> Part:
    """Check one file on its own."""
    sieve = Sieve(table, listed=0)  # one finding a fault; rejects.csv has every line
    _settle_columns(sieve, table, file)
    for column in file.key:
        if column not in file.may_be_empty:
            empty = (sieve.rows[column] == "").to_numpy()
            sieve.refuse(empty, column, "row.missing_required_value", "the cell must not be empty")
    return Part(file, sieve, _TYPED[file.table](sieve))


def _settle_columns(sieve: Sieve, table: CsvTable, file: OwnFile) -> None:
    """Give the columns plcnb's names, add absent ones as empty, and take blanks around cells away."""
    found = name_columns(table.header, file)
    for name in table.header:
        if name not in found.values():
            message = "plcnb has no use for this column; it was not read"
            sieve.say("noted", name, "schema.unknown_column", message)
    columns = {}
    padded = {}
    for column in file.columns:
        if column in found:
            columns[column], padded[column] = stripped(sieve.rows[found[column]])
        else:
            columns[column] = pd.Series("", index=sieve.rows.index, dtype="str")
    sieve.rows = pd.DataFrame(columns, index=sieve.rows.index)
    for column, where in padded.items():
        sieve.note(where, column, "row.padded", "blanks around the cell were taken away")


def _teams(sieve: Sieve) -> pd.DataFrame:
    rows = sieve.rows
    sieve.refuse((rows["name"] == "").to_numpy(), "name", "row.missing_required_value", "a team needs a name")
    lists = {
        name: rows[name].str.replace(r"\s*[;,|]\s*", ";", regex=True) for name in ("teacher_ids", "class_ids")
    }
    return rows.assign(**lists, origin="file")


def _standards(sieve: Sieve) -> pd.DataFrame:
    return sieve.rows


def _items(sieve: Sieve) -> pd.DataFrame:
    position = _numbers(sieve, "position", "row.invalid_integer", "a whole number from 1 on is allowed")
    odd = position.notna() & ((position < 1) | (position % 1 != 0))
    sieve.refuse(odd.to_numpy(), "position", "row.invalid_integer", "a whole number from 1 on is allowed")
    highest = _numbers(sieve, "max_score", "row.invalid_float", "a number is allowed")
    message = "the highest score of a question must be above 0"
    sieve.refuse((highest <= 0).to_numpy(), "max_score", "row.highest_not_positive", message)
    return sieve.rows.assign(position=position.where(~odd).astype("Int64"), max_score=highest)


def _responses(sieve: Sieve) -> pd.DataFrame:
    """Scores and dates read, and each answer's status told.

    A question left blank is "omitted" only where answers to that question were recorded: in a file of
    bare scores an empty response says nothing.
    """
    rows = sieve.rows
    exempt = rows["score"].str.upper() == EXEMPT
    sieve.note(exempt.to_numpy(), "score", "row.exempt", "exempt; kept as an answer without a score")
    message = f"a number is allowed, {EXEMPT} for exempt, or an empty cell for no score"
    score = _numbers(sieve, "score", "row.invalid_float", message, besides=exempt)
    sieve.refuse((score < 0).to_numpy(), "score", "row.score_below_zero", "a score below 0 is not allowed")
    recorded = rows["item_id"].isin(rows.loc[rows["response"] != "", "item_id"].unique())
    omitted = (rows["response"] == "") & (score == 0) & recorded
    status = np.select([score.isna(), omitted], ["no score", "omitted"], "answered")
    return pd.DataFrame(
        {
            "test_id": rows["test_id"],
            "person_id": rows["student_id"],
            "item_id": rows["item_id"],
            "response": rows["response"],
            "score": score,
            "status": pd.Series(status, index=rows.index, dtype="str"),
            "date": _dates(sieve, "date"),
        }
    )


_TYPED = {"teams": _teams, "standards": _standards, "items": _items, "responses": _responses}


def _numbers(
    sieve: Sieve, column: str, rule: str, message: str, besides: pd.Series | None = None
) -> pd.Series:
    """Read a column of numbers; a decimal comma will do, unless it could part thousands."""
    cells = sieve.rows[column] if besides is None else sieve.rows[column].where(~besides, "")
    numbers = to_numbers(cells)
    numbers = numbers.where(np.isfinite(numbers))
    unread = (cells != "") & numbers.isna()
    comma = unread.copy()
    comma[unread] = cells[unread].str.fullmatch(r"[+-]?\d*,(\d{1,2}|\d{4,})").astype(bool)
    if comma.any():
        numbers = numbers.fillna(to_numbers(cells.where(comma, "").str.replace(",", ".")))
        sieve.note(comma.to_numpy(), column, "row.decimal_comma", "read as a number with a decimal comma")
    sieve.refuse((unread & ~comma).to_numpy(), column, rule, message)
    return numbers


def _dates(sieve: Sieve, column: str) -> pd.Series:
    read = read_dates(sieve.rows[column])
    form = "month/day/year" if read.form.startswith("%m") else "day/month/year"
    message = f"read as {form}: no date in the column fits the other order"
    sieve.note(read.other_form, column, "row.other_date_form", message)
    message = "a date YYYY-MM-DD is allowed; 9/30/2026 only if the column shows which number is the month"
    sieve.refuse(read.unread, column, "row.invalid_date", message)
    return read.dates


# --- repeated rows -------------------------------------------------------------------------------------


def refuse_repeated(part: Part, earlier: list[Part]) -> None:
    """Keep the first row of each key: a second one that says the same is left out, another is refused.

    `earlier` are the other files of the same kind whose rows come first.
    """
    for other in earlier:
        keys = pd.MultiIndex.from_frame(part.kept[part.key])
        there = keys.isin(pd.MultiIndex.from_frame(other.kept[part.key]))
        message = f"{other.sieve.file} has a row with the same {', '.join(part.file.key)}; that one counts"
        repeated = part.kept.index[there]
        part.sieve.refuse(repeated, part.file.key[-1], "row.conflicting_duplicate", message)
    kept = part.kept
    codes = _codes(kept[part.key])
    again = codes.duplicated()
    if not again.any():
        return
    firsts = codes[~again]
    first_rows = kept.loc[pd.Series(firsts.index, index=firsts.to_numpy()).loc[codes[again]]]
    second_rows = kept[again]
    same = np.ones(len(second_rows), bool)
    for column in kept.columns.difference(part.key):
        ours, theirs = first_rows[column].to_numpy(), second_rows[column].to_numpy()
        same &= (ours == theirs) | (pd.isna(ours) & pd.isna(theirs))
    last_of_key = part.file.key[-1]
    message = "the same row stands on an earlier line: left out"
    part.sieve.leave_out(second_rows.index[same], last_of_key, "row.duplicate", message)
    message = (
        f"another row with the same {', '.join(part.file.key)} stands on an earlier line; that one counts"
    )
    part.sieve.refuse(second_rows.index[~same], last_of_key, "row.conflicting_duplicate", message)


def _codes(keys: pd.DataFrame) -> pd.Series:
    """Number the different rows of text; equal rows have equal numbers."""
    codes = np.zeros(len(keys), np.int64)
    for name in keys:
        numbers, texts = pd.factorize(keys[name])
        codes = codes * (len(texts) + 1) + numbers
    return pd.Series(codes, index=keys.index)
