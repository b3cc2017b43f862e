"""Rows of a mapping's files before they feed tables: what is left out, which of several attempts counts."""

import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.evidence.formats import mapped
from plcnb.evidence.formats.mapping_file import load_mapping
from plcnb.evidence.formats.reading import Package

SCORES = """
title = "Scores"
source = "Invented"
dates = ["%m/%d/%Y", "%Y-%m-%d", "excel"]
no_date = ["9/9/9999", "99999999"]
[file.scores]
columns = ["pupil", "points", "taken"]
may_have = ["valid"]
MORE
[[table]]
name = "results"
file = "scores"
[table.columns]
test_id = "T"
person_id = "{pupil}"
score = "{points}"
date = "{taken}"
status = [{ when = { points = "" }, put = "no score" }, { put = "scored" }]
mark = [{ when = { valid = "N" }, put = "not valid" }, { at_least = { points = 90 }, put = "too good" }]
"""


@pytest.fixture
def results(tmp_path):
    """A function that reads one file of scores and returns its reading."""

    def read(text, more="", mapping=SCORES):
        (tmp_path / "scores.csv").write_text(text, encoding="utf-8")
        (tmp_path / "scores.toml").write_text(mapping.replace("MORE", more), encoding="utf-8")
        return mapped.read(Package.open([tmp_path / "scores.csv"]), load_mapping(tmp_path / "scores.toml"))

    return read


def told(reading, *columns):
    return reading.tables["results"][list(columns)].to_numpy().tolist()


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("10/03/2026", "2026-10-03"),
        ("2026-10-03", "2026-10-03"),
        ("46298", "2026-10-03"),
        ("46298.5", "2026-10-03"),
        ("9/9/9999", None),
        ("99999999", None),
        ("", None),
    ],
)
def test_a_date_is_read_in_each_way_the_mapping_names(results, cell, date):
    reading = results(f"pupil,points,taken\na,1,{cell}\n")

    (row,) = reading.tables["results"]["date"]
    assert (None if pd.isna(row) else str(row.date())) == date
    assert reading.rejects.empty


@pytest.mark.parametrize("cell", ["03.10.2026", "13/13/2026", "7", "123456", "99/99/9999"])
def test_a_date_in_no_such_way_is_refused_with_all_of_them(results, cell):
    reading = results(f"pupil,points,taken\na,1,{cell}\nb,1,\n")

    assert reading.rejects[["row", "value", "rule"]].to_numpy().tolist() == [[2, cell, "row.invalid_date"]]
    assert "a date written %m/%d/%Y or %Y-%m-%d or excel" in reading.rejects["reason"][0]


def test_a_column_that_a_file_may_have_is_empty_where_it_has_not(results):
    without = results("pupil,points,taken\na,1,\nb,95,\n")
    with_it = results("pupil,points,taken,Valid\na,1,,n\nb,95,,n\n")

    assert told(without, "mark") == [[""], ["too good"]]
    assert told(with_it, "mark") == [["not valid"], ["not valid"]]


def test_a_column_may_have_other_names_and_the_first_counts(results):
    also = 'also = { points = ["Scaled", "mark"], valid = ["ok"] }'

    assert told(results("pupil,MARK,taken,OK\na,3,,N\n", also), "score", "mark") == [[3.0, "not valid"]]
    assert told(results("pupil,mark,scaled,taken\na,3,4,\n", also), "score") == [[4.0]]


def test_words_for_empty_cells_may_be_one_file_s_own(results):
    assert told(results("pupil,points,taken\na,n.a.,\n", 'missing = ["n.a."]'), "status") == [["no score"]]


def test_rows_that_feed_no_table_are_rejected_once_with_the_reason(results):
    skip = 'skip = [{ when = { pupil = ["", "Total"] }, reason = "a sum, no student" }]'

    reading = results("pupil,points,taken\na,1,\ntotal,1,\n,1,\n", skip)

    assert reading.rejects[["row", "reason"]].to_numpy().tolist() == [
        [3, "a sum, no student"],
        [4, "a sum, no student"],
    ]
    assert (reading.files[0].read, reading.files[0].kept, reading.files[0].rejected) == (3, 1, 2)


ATTEMPTS = 'attempts = { of = ["pupil"], prefer = [{ unless = { valid = "N" } }], latest = "taken" }'


def test_of_several_attempts_a_better_one_counts_then_the_latest_then_the_last(results):
    reading = results(
        "pupil,points,taken,valid\n"
        "a,1,10/01/2026,\na,2,10/09/2026,\na,3,2026-10-08,\n"  # 2 is the latest
        "b,4,10/01/2026,\nb,5,10/09/2026,N\n"  # 4 is valid
        "c,6,,\nc,7,10/01/2026,\nc,8,10/01/2026,\n"  # 8 is the last of the latest
        "d,9,10/01/2026,N\n",
        ATTEMPTS,
    )

    assert told(reading, "person_id", "score", "mark") == [
        ["a", 2.0, ""], ["b", 4.0, ""], ["c", 8.0, ""], ["d", 9.0, "not valid"],
    ]  # fmt: skip
    assert sorted(reading.rejects["row"]) == [2, 4, 6, 7, 8]
    assert set(reading.rejects["rule"]) == {"row.other_attempt"}
    assert set(reading.rejects["reason"]) == {"another row of the same (pupil) counts"}
    assert (reading.files[0].kept, reading.files[0].rejected) == (4, 5)


def test_attempts_of_nobody_are_refused_for_that_and_not_taken_for_each_other_s(results):
    reading = results("pupil,points,taken\n,1,\n,2,\na,3,\n", ATTEMPTS)

    assert reading.rejects["rule"].tolist() == ["row.missing_value"] * 2
    assert told(reading, "person_id") == [["a"]]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('may_have = ["points"]', "is not a TOML file"),
        (
            'skip = [{ when = { pupl = "" }, reason = "r" }]',
            "file scores: lists no column 'pupl': did you mean",
        ),
        ('attempts = { of = ["pupl"] }', "file scores: lists no column 'pupl': did you mean 'pupil'?"),
        ('attempts = { of = ["pupil"], latest = "tkaen" }', "lists no column 'tkaen': did you mean 'taken'?"),
        ('attempts = { of = ["pupil"], format = "d.m.y" }', "attempts: format = 'd.m.y' does not name a day"),
        ('attempts = { off = ["pupil"] }', "'off' is no key here, did you mean 'of'?"),
        (
            'attempts = { of = ["pupil"], prefer = [{ wen = {} }] }',
            "'wen' is no key here, did you mean 'when'?",
        ),
        ('also = { pionts = ["mark"] }', "file scores: lists no column 'pionts': did you mean 'points'?"),
        ('skip = [{ when = { pupil = "" } }]', "the key 'reason' is missing"),
    ],
)
def test_a_mistake_about_a_file_is_told(results, more, words):
    with pytest.raises(DataError) as caught:
        results("pupil,points,taken\n", more)

    assert words in str(caught.value)


def test_a_column_is_either_needed_or_not(results):
    with pytest.raises(DataError, match="'points' stands in columns and in may_have"):
        results("pupil\n", mapping=SCORES.replace('may_have = ["valid"]', 'may_have = ["valid", "points"]'))


@pytest.mark.parametrize(("take", "date"), [("latest", "2026-10-09"), ("earliest", "2026-10-01")])
def test_a_test_taken_on_several_days_has_one_of_them(results, take, date):
    mapping = (
        SCORES[: SCORES.index("[[table]]")]
        + f"""
[[table]]
name = "tests"
file = "scores"
repeats = "same"
columns = {{ test_id = "T", title = "T", date = {{ from = "{{taken}}", take = "{take}" }} }}
"""
    )
    reading = results(
        "pupil,points,taken\na,1,10/05/2026\nb,1,\nc,1,10/09/2026\nd,1,10/01/2026\n", mapping=mapping
    )

    assert [str(day.date()) for day in reading.tables["tests"]["date"]] == [date]
    assert reading.rejects.empty
