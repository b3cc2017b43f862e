"""A proposed mapping as a person sees it: which column is what, the first lines as they would be read."""

from collections.abc import Iterator

import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.findings import Reading
from plcnb.evidence.import_report import ImportReport, shown
from plcnb.evidence.layouts import TITLES
from plcnb.evidence.proposing import Proposal

_ROWS = 5
_MOST_COLUMNS = 40
_WIDEST = 34
_MOST_NOTED = 8
_THINGS = {"people": "students", "tests": "tests", "results": "scores", "items": "questions",
           "responses": "answers"}  # fmt: skip
_WAYS = {"new": "new", "ambiguous": "ambiguous", "not found": "not on the roster"}


def first_rows(reading: Reading) -> DataFrame:
    """Return the first five results or answers of a reading; of the students only the initials."""
    tables = reading.tables
    name = next((one for one in ("results", "responses") if one in tables and len(tables[one])), "")
    people = tables.get("people")
    if not name or people is None:
        return DataFrame(columns=["student"])
    rows = tables[name].head(_ROWS).reset_index(drop=True)
    made = DataFrame({"student": _initials(rows["person_id"], people)})
    tests = tables["tests"].drop_duplicates("test_id").set_index("test_id")
    known = rows["test_id"].isin(tests.index)
    at = tests.reindex(rows["test_id"].where(known)).reset_index(drop=True)
    if name == "results":
        made["test"], made["score"], made["of"] = at["title"], rows["score"], at["max_score"]
    else:
        made["question"], made["answer"], made["score"] = rows["item_id"], rows["response"], rows["score"]
    made["status"] = rows["status"]
    return made


def _initials(ids: Series, people: DataFrame) -> Series:
    """Return "A. L." for a student with a name, and "student 1" for one without."""
    names = (people["given_name"] + " " + people["family_name"]).set_axis(people["person_id"])
    names = names[~names.index.duplicated()]
    places, _ = pd.factorize(ids)
    texts = []
    for place, name in zip(places, names.reindex(ids).fillna(""), strict=True):
        letters = [word[0].upper() for word in str(name).replace(",", " ").split() if word[0].isalpha()]
        texts.append(" ".join(f"{letter}." for letter in letters[:3]) or f"student {place + 1}")
    return Series(texts, dtype="str")


def preview_lines(proposal: Proposal, rows: DataFrame) -> Iterator[str]:
    """Yield what a person reads before saying yes.

    Parameters
    ----------
    proposal : Proposal
    rows : DataFrame
        `first_rows` of what the mapping makes of the file.
    """
    yield f"{proposal.file} is in no format that plcnb knows. It was taken as: {TITLES[proposal.kind]}."
    yield ""
    guesses = proposal.guesses[["column", "read as", "sure", "why"]]
    yield from _aligned(guesses.head(_MOST_COLUMNS))
    if len(guesses) > _MOST_COLUMNS:
        yield f"and {len(guesses) - _MOST_COLUMNS:,} more columns, all in the proposal"
    if len(rows):
        yield ""
        yield "The first lines, as they would be read (of students only the initials):"
        yield from _aligned(rows)


def total_lines(report: ImportReport) -> Iterator[str]:
    """Yield what an import by the mapping would come to: lines, students, scores, refused, noted."""
    told = next((count for what in ("results", "responses", "people") for count in report.files
                 if count.table == what), None)  # fmt: skip
    if told is not None:
        out = f", {told.rejected:,} left out" if told.rejected else ""
        new = dict(
            zip(report.changes["table"], report.changes["new"] + report.changes["changed"], strict=True)
        )
        parts = [f"{new[table]:,} {thing}" for table, thing in _THINGS.items() if new.get(table)]
        would = f" New or changed: {', '.join(parts)}." if parts else ""
        yield f"{told.read:,} lines read: {told.kept:,} kept{out}.{would}"
    noted = [finding for finding in report.findings if finding.rule != "mapping.source"]
    for finding in noted[:_MOST_NOTED]:
        yield f"  {shown(finding)}"
    if len(noted) > _MOST_NOTED:
        yield f"  and {len(noted) - _MOST_NOTED:,} more; --dry-run --mapping shows them"
    found = [
        f"{people:,} {_WAYS.get(how, f'by {how}')}"
        for _, how, people in report.matches.itertuples(index=False)
    ]
    if found:
        yield f"Students: {', '.join(found)}."


def open_questions(ambiguous: list[str]) -> Iterator[str]:
    """Yield what a person has to decide, numbered."""
    if ambiguous:
        yield "To decide:"
        yield from (f"  {number}. {question}" for number, question in enumerate(ambiguous, start=1))


def _aligned(frame: DataFrame) -> Iterator[str]:
    """Yield a frame as lines of text under its column names."""
    cells = [[str(name) for name in frame.columns]]
    cells += [[_shown(value) for value in row] for row in frame.itertuples(index=False)]
    last = len(cells[0]) - 1
    cells = [[text if place == last else _cut(text) for place, text in enumerate(row)] for row in cells]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  " + "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()


def _shown(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:g}"
    return " ".join("".join(letter if letter.isprintable() else " " for letter in str(value)).split())


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
