"""The answers that Google Forms downloads as CSV, or keeps in a spreadsheet saved as CSV or Excel.

A quiz or an exit ticket becomes a test without a class; where the download has the points of each question,
these are the scores of the answers. A form without points is kept as answers without a score. Who answers
must be told from others: an anonymous form is no evidence about any student, and nothing of it is kept.
"""

import re
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame, Series

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import FileCount, Finding, Reading, group_findings, no_rejects
from plcnb.evidence.formats.form_columns import FormColumns, is_score, is_time, may_be_points, sort_columns
from plcnb.evidence.formats.form_people import FormPeople
from plcnb.evidence.formats.form_times import are_times, read_times
from plcnb.evidence.formats.gradebooks import join_places, join_tables
from plcnb.evidence.formats.reading import Member, Package
from plcnb.evidence.formats.sieve import Sieve
from plcnb.evidence.formats.typed import to_numbers
from plcnb.evidence.slugs import fingerprint, slug

NAME = "google-forms"
TITLE = "answers to a Google Form, as CSV or Excel"
SYSTEM = "google forms"

ANONYMOUS = (
    "the form asked neither for an e-mail address nor for a name or number, so the answers are about no "
    "student; surveys of staff and anonymous surveys are not kept as evidence. Read them in the form itself, "
    "or collect e-mail addresses next time"
)
OF_STAFF = (
    "the form asks about teaching, so it is a survey of staff; those are not kept as evidence about "
    "students. If students answered it, write a mapping for it"
)
_POINTS = re.compile(r"(?P<score>--|[+-]?\d+(?:[.,]\d+)?)\s*/\s*(?P<most>\d+(?:[.,]\d+)?)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MOSTLY = 0.5
_FIRST_COLUMNS = 4  # where Forms puts the score beside the address
_ANSWERS_WORD = (
    r"responses|respuestas|réponses|antworten|risposte|respostas|reacties|antwoorden|svar|vastaukset"
    r"|odpowiedzi|odpovědi|odpovede|válaszok|răspunsuri|respostes|yanıtlar|ответы|відповіді|回答|응답|回复|回覆"
)
_RESPONSES = re.compile(rf"\s*\((?:{_ANSWERS_WORD})\).*$", re.IGNORECASE)
_SHEET = re.compile(
    rf"\s+- (?:form {_ANSWERS_WORD}|(?:{_ANSWERS_WORD}) .*)\s*\d+$|\.xlsx \[.*\]$|\.csv$", re.IGNORECASE
)
_COPY = re.compile(r"\s*\(\d+\)$")  # the second download of one name
_SEVERAL = ", "


def recognise(package: Package) -> float:
    """Return 1 if some member holds the answers to a form, else 0."""
    return 1.0 if claim(package) else 0.0


def claim(package: Package) -> list[Member]:
    """Return the members that hold the answers to a form.

    Their first column has the name Forms gives it, in one of its languages, and holds times; beside it
    stands an address, a score, or a question.
    """
    return [member for member in package if _is_form(member)]


def _is_form(member: Member) -> bool:
    header = member.header
    if len(header) < 2 or not is_time(header[0]) or len(set(header)) * 2 < len(header):
        return False
    columns = sort_columns(list(dict.fromkeys(header)), {name for name in header if is_score(name)})
    times = [row[0] for row in member.head[1:] if row]
    if not any(time.strip() for time in times):
        return bool(columns.mail) and len(header) > 2
    return are_times(times) and (columns.names_somebody or bool(columns.score) or columns.asks)


def read(package: Package, mapping: Any = None, known_ids: Any = None) -> Reading:
    """Read the answers to forms.

    Parameters
    ----------
    package : Package
    mapping, known_ids : object
        Not used.

    Returns
    -------
    Reading
        Not strict. A later download replaces the results and answers of the same form. The school, the
        course, the class and who is in it are stand-ins.
    """
    forms, findings = [], list(package.findings)
    for member in package:
        if _is_form(member):
            forms.append(_Form(member))
        else:
            message = "the file does not hold the answers to a Google Form; it was not read"
            findings.append(Finding("refused", member.name, None, "", "", message, "package.unknown_file"))
    _leave_out_older(forms)
    for form in forms:
        form.tables = form.make_tables()
    return Reading(
        NAME,
        "delta",
        join_tables(form.tables for form in forms),
        findings=group_findings([*findings, *(f for form in forms for f in form.sieve.findings)]),
        files=[form.count for form in forms],
        rejects=pd.concat([no_rejects(), *(form.sieve.rejects for form in forms)], ignore_index=True),
        matched_by=SYSTEM,
        replaces=dict.fromkeys(("results", "responses"), "test_id"),
        stand_ins=frozenset({"schools", "courses", "classes", "enrollments"}),
        places=join_places(forms),
    )


def _leave_out_older(forms: list["_Form"]) -> None:
    """Of several files of one form, keep the one with the latest answer."""
    latest: dict[str, _Form] = {}
    for form in forms:
        other = latest.setdefault(form.test_id, form)
        if other is not form:
            older, newer = (other, form) if form.last >= other.last else (form, other)
            latest[form.test_id] = newer
            message = f"{newer.file} holds the same form with later answers; those count"
            older.sieve.leave_out(older.sieve.good.copy(), older.columns.time, "table.same_form", message)


def title_of(name: str) -> str:
    """Return a form's title from the name of its file, which Forms or the spreadsheet has added to."""
    title = _COPY.sub("", re.sub(r"\.(csv|xlsx|tsv|txt)$", "", PurePosixPath(name).name, flags=re.IGNORECASE))
    bare = _COPY.sub("", _SHEET.sub("", _RESPONSES.sub("", title))).strip()
    return bare or title


class _Form:
    """The answers to one form in the making."""

    def __init__(self, member: Member) -> None:
        table = member.table(short_rows="noted", line_breaks="noted")
        self.columns = _sorted(table.rows)
        points = {self.columns.score, *self.columns.scores.values()}
        shown = points | {self.columns.time}  # all else may hold names
        self.sieve = Sieve(table, hidden=[name for name in table.header if name not in shown], listed=0)
        self.file, self.title = member.name, title_of(member.name)
        asked = "\n".join(" ".join(question.split()) for question in self.columns.questions)
        self.test_id = f"{NAME}:{slug(self.title)}:{fingerprint(asked)}"
        self.times = read_times(self.sieve.rows[self.columns.time])
        self.people = FormPeople(self.sieve, self.columns)
        self.person = self.people.person
        self._note_times()
        if not self.columns.names_somebody:
            self._refuse_all("table.anonymous", ANONYMOUS)
        elif self.columns.asks_staff and not self.columns.score:
            self._refuse_all("table.of_staff", OF_STAFF)
        else:
            self.people.keep_last_of_each(self.times)
        self._note_columns()
        self.tables: dict[str, DataFrame] = {}

    @property
    def count(self) -> FileCount:
        """The submissions that were read, and what became of them."""
        return self.sieve.count("results")

    @property
    def last(self) -> pd.Timestamp:
        """The time of the last submission that is known."""
        last = self.times.times.max()
        return pd.Timestamp(0) if pd.isna(last) else last

    def make_tables(self) -> dict[str, DataFrame]:
        """Return the source tables that the answers become; none if there are none."""
        if not self.sieve.good.any():
            return {}
        results, most = self._results()
        date = self.times.times[self.sieve.good].dt.normalize()
        test = DataFrame(
            {
                "test_id": [self.test_id],
                "title": [self.title],
                "date": [date.mode().iloc[0] if date.notna().any() else pd.NaT],
                "max_score": [most],
            }
        )
        items, responses = self._answers(date)
        made = {**self.people.tables(), "tests": test, "results": results, "items": items,
                "responses": responses}  # fmt: skip
        return {name: conform(frame, SOURCE_TABLES[name]) for name, frame in made.items()}

    # --- scores ----------------------------------------------------------------------------------------

    def _results(self) -> tuple[DataFrame, float]:
        """Return the results and the highest score: the one that most submissions name."""
        good = self.sieve.good
        person = self.person[good]
        score, most = Series(np.nan, index=person.index), Series(np.nan, index=person.index)
        if self.columns.score:
            score, most = _points(self.sieve.rows.loc[good, self.columns.score])
            self._note_scores(score, most)
        highest = float(most.mode().iloc[0]) if most.notna().any() else np.nan
        other = most.notna() & (most != highest)
        mark = np.where(other, "the form had another highest score at the time", "")
        results = DataFrame(
            {
                "test_id": self.test_id,
                "person_id": person,
                "score": score,
                "status": np.where(score.notna(), "scored", "no score"),
                "date": self.times.times[good].dt.normalize(),
                "mark": mark,
            }
        )
        message = f"out of other points than the {highest:g} of most submissions; kept and not counted"
        self.sieve.note(_rows(other), self.columns.score, "row.other_highest", message)
        return results, highest if highest > 0 else np.nan

    def _note_scores(self, score: Series, most: Series) -> None:
        column, text = self.columns.score, self.sieve.rows[self.columns.score]
        unread = score.isna() & most.isna() & (text[score.index].str.strip() != "")
        message = "is no score such as 4 / 5; it was read as no score"
        self.sieve.note(_rows(unread), column, "row.invalid_number", message)
        message = "the score is above the highest there is; it was kept, bonus points are real"
        self.sieve.note(_rows(score > most), column, "row.score_above_max", message)
        if score.notna().any() and not most.notna().any():
            message = "no highest score stands beside the scores, so no share of it can be told"
            self.sieve.say("noted", column, "table.no_highest", message)

    # --- questions and answers -------------------------------------------------------------------------

    def _answers(self, date: Series) -> tuple[DataFrame, DataFrame]:
        rows, person = self.sieve.rows[self.sieve.good], self.person[self.sieve.good]
        items, answers = [], []
        for position, question in enumerate(self.columns.questions, start=1):
            text = " ".join(question.split())
            item_id = f"{slug(self.title)}/{slug(text)[:40].strip('-')}-{fingerprint(text)}"
            response = rows[question].str.strip()
            score, most = _no_points(rows), np.nan
            if question in self.columns.scores:
                score, highest = _points(rows[self.columns.scores[question]])
                most = highest.max()
                score = score.where(highest > 0)
            omitted = (response == "") & (score == 0)
            status = np.select([score.isna(), omitted], ["no score", "omitted"], "answered")
            items.append((item_id, self.title, position, most if most > 0 else np.nan))
            answers.append(
                DataFrame(
                    {"test_id": self.test_id, "person_id": person, "item_id": item_id, "response": response,
                     "score": score, "status": status, "date": date}
                )
            )  # fmt: skip
        described = DataFrame(items, columns=["item_id", "assessment", "position", "max_score"])
        if not answers:
            return described, conform(None, SOURCE_TABLES["responses"])
        return described, pd.concat(answers, ignore_index=True)

    def _refuse_all(self, rule: str, message: str) -> None:
        self.sieve.turn_down_all("", rule, message)
        self.sieve.say("refused", "", rule, message)

    # --- what there is to say --------------------------------------------------------------------------

    def _note_times(self) -> None:
        column = self.columns.time
        if self.times.form:
            message = f"read as {self.times.form}: no date in the column fits the other order"
            self.sieve.say("noted", column, "row.other_date_form", message)
        message = (
            "could be day/month as well as month/day, since no date in the column shows which; the form is "
            "kept without a date"
        )
        self.sieve.note(self.times.doubtful, column, "row.doubtful_date", message)
        message = "is no time of sending; the submission is kept without a date"
        self.sieve.note(self.times.unread, column, "row.invalid_date", message)

    def _note_columns(self) -> None:
        columns = self.columns
        if self.sieve.rows.empty:
            self.sieve.say("noted", "", "table.no_rows", "nobody has answered the form yet")
        message = "says nothing of what a student knows, or is said elsewhere; it was not read"
        for name in (*columns.about, *columns.also):
            self.sieve.say("noted", name, "schema.unused_column", message)
        if columns.feedback:
            message, many = "columns of feedback were not read", len(columns.feedback)
            self.sieve.say("noted", columns.feedback[0], "schema.unused_column", message, many)
        if not columns.score and not columns.scores and columns.names_somebody:
            message = "the form gives no points: its answers are kept without a score"
            self.sieve.say("noted", "", "table.no_scores", message)
        message = (
            'answers hold ", ": several boxes were ticked, or an option has a comma in it. They are kept as '
            "written, and each combination counts as an answer of its own"
        )
        for question in columns.questions:
            cells = self.sieve.rows[question]
            self.sieve.note(_ticked(cells), question, "row.several_answers", message)


def _sorted(rows: DataFrame) -> FormColumns:
    """Tell the columns apart by their names and, for the score, by what stands in them."""
    points = set()
    for place, name in enumerate(rows.columns):
        if is_score(name) or may_be_points(name):
            texts = Series(rows[name].unique(), dtype="str").str.strip()
            texts = texts[texts != ""]
            bare = is_score(name) and place < _FIRST_COLUMNS and texts.str.fullmatch(_NUMBER).mean() > _MOSTLY
            if (texts.empty and is_score(name)) or bare or texts.str.fullmatch(_POINTS).mean() > _MOSTLY:
                points.add(name)
    return sort_columns(list(rows.columns), points)


def _points(cells: Series) -> tuple[Series, Series]:
    """Return points and the most there could be of "4 / 5" or "4"; NaN for what is not said."""
    codes, texts = pd.factorize(cells.str.strip())
    found = Series(texts, dtype="str").str.extract(rf"^(?:{_POINTS.pattern})$")
    bare = Series(texts, dtype="str").where(Series(texts, dtype="str").str.fullmatch(_NUMBER), "")
    score = to_numbers(found["score"].fillna(bare).str.replace(",", ".", regex=False))
    most = to_numbers(found["most"].fillna("").str.replace(",", ".", regex=False))
    at = np.asarray(codes, np.intp)
    return score.iloc[at].set_axis(cells.index), most.iloc[at].set_axis(cells.index)


def _no_points(rows: DataFrame) -> Series:
    return Series(np.nan, index=rows.index)


def _rows(where: Series) -> NDArray[np.intp]:
    """Return the numbers of the rows marked."""
    return np.asarray(where.index[where], np.intp)


def _ticked(cells: Series) -> NDArray[np.bool_]:
    """Return where a cell joins several options: one of its parts stands in another answer too."""
    texts = Series(cells.unique(), dtype="str").str.strip()
    joined = texts[texts.str.contains(_SEVERAL, regex=False)]
    if joined.empty:
        return np.zeros(len(cells), bool)
    parts = joined.str.split(_SEVERAL).explode()
    alone = texts[~texts.index.isin(joined.index)]
    known = set(parts[parts.duplicated()]) | (set(parts) & set(alone))
    ticked = parts.isin(known).groupby(level=0).all()
    return cells.str.strip().isin(set(joined[ticked])).to_numpy()
