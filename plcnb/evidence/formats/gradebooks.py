"""What gradebooks have in common: a row a student, a column an assignment, three kinds of empty cells."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Finding, Reading, group_findings, no_rejects
from plcnb.evidence.formats.reading import Package
from plcnb.evidence.formats.sieve import Sieve

_GUARDED = re.compile(r'="(.*)"', re.DOTALL)  # how a system writes a text that begins with "=" for Excel
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")


class Assignment(NamedTuple):
    """One column of scores: its name in the file, its stable id, its title, the highest score."""

    column: str
    test_id: str
    title: str
    max_score: float


@dataclass(frozen=True)
class Meanings:
    """What a cell without a number means, by its text in small letters: status and mark of the result."""

    exempt: frozenset[str] = frozenset()
    not_assigned: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset({"", "-"})


NOT_ASSIGNED = "not assigned to this student"


def unguarded(column: Series) -> Series:
    """Return texts without the ``="…"`` that keeps Excel from taking them for formulas."""
    guarded = column.str.startswith('="')
    if not guarded.any():
        return column
    inner = column[guarded].str.replace(_GUARDED, lambda text: text[1].replace('""', '"'), regex=True)
    return column.mask(guarded, inner)


def split_names(names: Series) -> DataFrame:
    """Return given_name and family_name of "Last, First" or "First Last"; of one word the given name."""
    comma = names.str.contains(",", regex=False)
    by_comma, by_blank = names.str.partition(","), names.str.strip().str.rpartition()
    lone = by_blank[0] == ""
    given = by_comma[2].where(comma, by_blank[0].mask(lone, by_blank[2]))
    family = by_comma[0].where(comma, by_blank[2].mask(lone, ""))
    return DataFrame({"given_name": given.str.strip(), "family_name": family.str.strip()}, dtype="str")


def to_scores(cells: Series, decimal_comma: bool) -> Series:
    """Return numbers as gradebooks write them, in the exporter's language; NaN for any other text."""
    texts = pd.Series(cells.unique(), dtype="str")
    if decimal_comma:
        with_comma = texts.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
        plain = texts.mask(texts.str.contains(",", regex=False), with_comma)
    else:
        plain = texts.str.replace(_THOUSANDS, "", regex=True)
    numbers = pd.to_numeric(plain.where(plain.str.fullmatch(_NUMBER)), errors="coerce")
    return cells.map(dict(zip(texts, numbers, strict=True))).astype("float64")


def writes_decimal_comma(cells: DataFrame) -> bool:
    """Tell whether scores are written 9,50: some end in a comma and one or two digits, none in a point."""
    texts = pd.Series(pd.unique(cells.to_numpy(dtype=object).ravel()), dtype="str").str.strip()
    comma, point = texts.str.fullmatch(r"[+-]?[\d.]*,\d{1,2}"), texts.str.fullmatch(r"[+-]?[\d,]*\.\d{1,2}")
    return bool(comma.any() and not point.any())


def first_of_each(sieve: Sieve, key: Series, column: str) -> None:
    """Keep one row a student: a repeated line is left out, a contradicting one is refused."""
    later = (key.duplicated() & (key != "")).to_numpy() & sieve.good
    if not later.any():
        return
    same = sieve.rows.duplicated().to_numpy() & later
    sieve.leave_out(same, column, "row.repeated", "the same line stands above; it was read once")
    message = "the student stands on an earlier line with other scores; correct the export or remove one line"
    sieve.refuse(later & ~same, column, "row.repeated", message)


def long_results(
    sieve: Sieve, person: Series, assignments: list[Assignment], meanings: Meanings, decimal_comma: bool
) -> tuple[DataFrame, DataFrame]:
    """Turn the columns of scores into results, a row a student and assignment, and words into measures.

    A cell that is neither a number nor a known word, such as a letter grade, is kept as a measure "grade".
    """
    good: NDArray[np.intp] = np.flatnonzero(sieve.good)
    columns = [one.column for one in assignments]
    wide = sieve.rows.loc[good, columns].set_axis([one.test_id for one in assignments], axis=1)
    wide.insert(0, "person_id", person.iloc[good])
    cells = wide.melt("person_id", var_name="test_id", value_name="cell")
    text = cells["cell"].str.strip()
    folded = text.str.casefold()
    score = to_scores(text, decimal_comma)
    exempt, unassigned = folded.isin(meanings.exempt), folded.isin(meanings.not_assigned)
    word = score.isna() & ~exempt & ~unassigned & ~folded.isin(meanings.missing)
    results = DataFrame(
        {
            "test_id": cells["test_id"],
            "person_id": cells["person_id"],
            "score": score,
            "status": np.select([score.notna(), exempt | unassigned], ["scored", "exempt"], "no score"),
            "mark": np.where(unassigned, NOT_ASSIGNED, ""),
        }
    )
    measures = results.loc[word, ["test_id", "person_id"]].assign(measure="grade", text=text[word])
    for one in assignments:
        _note(sieve, good, one, wide[one.test_id].str.strip(), meanings, decimal_comma)
    return conform(results, SOURCE_TABLES["results"]), conform(measures, SOURCE_TABLES["measures"])


def _note(
    sieve: Sieve,
    good: NDArray[np.intp],
    one: Assignment,
    cells: Series,
    meanings: Meanings,
    decimal_comma: bool,
) -> None:
    """Say which cells of an assignment were not plain scores."""
    score, folded = to_scores(cells, decimal_comma).to_numpy(), cells.str.casefold()
    known = meanings.exempt | meanings.not_assigned | meanings.missing
    word = np.isnan(score) & ~folded.isin(known).to_numpy()
    message = "a grade in words: kept as the gradebook's own, not counted as a score"
    sieve.note(good[word], one.column, "row.grade_in_words", message)
    note_unusual_scores(sieve, good, one, score)


def note_unusual_scores(
    sieve: Sieve, rows: NDArray[np.intp], one: Assignment, score: NDArray[np.float64]
) -> None:
    """Note scores above the highest there is and below 0; both are kept."""
    above, below = score > one.max_score, score < 0
    message = "the score is above the highest there is; it was kept, bonus points are real"
    sieve.note(rows[above], one.column, "row.score_above_max", message)
    sieve.note(rows[below], one.column, "row.score_below_zero", "the score is below 0; it was kept")


class Book(Protocol):
    """One file of a gradebook as its reader has made tables of it: each student stands on one line."""

    sieve: Sieve
    person: Series
    tables: dict[str, DataFrame]


def reading_of(system: str, books: list[Book], package: Package, what: str) -> Reading:
    """Put the books of a package together as one reading.

    Parameters
    ----------
    system : str
        The reader's NAME, whose ids the students have.
    books : list of Book
    package : Package
        A member that is none of the books is refused.
    what : str
        What each member should have been: "a Canvas gradebook".

    Returns
    -------
    Reading
        Not strict. A later gradebook replaces the results of the assignments it holds; the school, the
        course, the sections and who is in them are stand-ins.
    """
    read, message = {book.sieve.file for book in books}, f"the file is not {what}; it was not read"
    strange = [
        Finding("refused", member.name, None, "", "", message, "package.unknown_file")
        for member in package
        if member.name not in read
    ]
    told = [finding for book in books for finding in book.sieve.findings]
    return Reading(
        system,
        "delta",
        join_tables(book.tables for book in books),
        findings=group_findings([*package.findings, *strange, *told]),
        files=[book.sieve.count("results") for book in books],
        rejects=pd.concat([no_rejects(), *(book.sieve.rejects for book in books)], ignore_index=True),
        matched_by=system,
        places=join_places(books),
        replaces=dict.fromkeys(("results", "measures"), "test_id"),
        stand_ins=frozenset({"schools", "courses", "classes", "enrollments"}),
    )


def join_places(books: Iterable[Book]) -> dict[str, DataFrame]:
    """Return the file and the line of each row about a student, in the order of `join_tables`."""
    found: dict[str, list[DataFrame]] = {}
    for book in books:
        sieve = book.sieve
        line = Series(sieve.lines[sieve.good], index=book.person[sieve.good])
        for name, rows in book.tables.items():
            if "person_id" in rows:
                key = rows[list(SOURCE_TABLES[name].key)]
                found.setdefault(name, []).append(key.assign(file=sieve.file, row=key["person_id"].map(line)))
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in found.items()}
    return {
        name: rows.drop_duplicates(list(SOURCE_TABLES[name].key), keep="last", ignore_index=True)[
            ["file", "row"]
        ]
        for name, rows in joined.items()
    }


def join_tables(parts: Iterable[dict[str, DataFrame]]) -> dict[str, DataFrame]:
    """Put the tables of several files under each other; of two rows with one key the later stays."""
    found = list(parts)
    joined = {}
    for name, table in SOURCE_TABLES.items():
        frames = [tables[name] for tables in found if name in tables]
        if frames:
            rows = pd.concat(frames, ignore_index=True)
            joined[name] = rows.drop_duplicates(list(table.key), keep="last", ignore_index=True)
    return joined
