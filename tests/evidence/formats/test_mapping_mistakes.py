"""Mapping files: what a coach is told of each mistake, and what each rule makes of a few rows."""

import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.evidence.formats import mapped
from plcnb.evidence.formats.mapping_file import load_mapping
from plcnb.evidence.formats.reading import Package

PLAN = """
title = "Plan"
source = "The office"

[file.plan]
columns = ["id", "class", "kind", "day", "points"]

[[table]]
name = "tests"
file = "plan"
[table.columns]
test_id = "{id}"
class_id = "{class}"
title = "{kind}"
"""
LINES = "id,class,kind,day,points\n"


def mapping_of(tmp_path, text):
    """Load a mapping from its text."""
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


@pytest.fixture
def tests_of(tmp_path):
    """A function that reads lines of a plan by PLAN with more columns; returns the reading."""

    def read(lines, columns="", table="", head="", mapping=PLAN):
        text = head + mapping.replace("[table.columns]", f"{table}\n[table.columns]") + columns
        (tmp_path / "plan.csv").write_text(LINES + lines, encoding="utf-8")
        return mapped.read(Package.open([tmp_path / "plan.csv"]), mapping_of(tmp_path, text))

    return read


def column(reading, name):
    """The cells of a column of tests, with no data as None."""
    return [None if pd.isna(cell) else cell for cell in reading.tables["tests"][name]]


def rejected(reading):
    return reading.rejects[["row", "column", "value", "rule"]].to_numpy().tolist()


# --- mistakes ------------------------------------------------------------------------------------------

AT_THE_TOP = [
    ('dates = "%d.%m"', "at the top: dates = '%d.%m' does not name a day; write it as %Y-%m-%d"),
    ('dates = "dd/mm/yyyy"', "at the top: dates = 'dd/mm/yyyy' does not name a day"),
    ('decimal = "."\nmising = ["-"]', "at the top: 'mising' is no key here, did you mean 'missing'?"),
    ('decimal = ";"', "at the top: decimal = ';', but it may only be '.' or ','"),
    ('matched_by = "star"', "at the top: matched_by is for files with people, and no table 'people' is"),
    ('missing = "-"', "at the top: missing = '-', and input should be a valid list"),
]
IN_THE_TABLE = [
    ('repeat = "same"', "table 1 (tests): 'repeat' is no key here, did you mean 'repeats'?"),
    ('unmatched = "drop"', "table 1 (tests): unmatched = 'drop', but it may only be 'refuse' or 'keep'"),
    ('skip = [{ when = { kind = "x" } }]', "table 1 (tests) skip 1: the key 'reason' is missing"),
    ('skip = [{ wen = { kind = "x" }, reason = "r" }]', "skip 1: 'wen' is no key here, did you mean 'when'?"),
    (
        'skip = [{ when = { knd = "x" }, reason = "r" }]',
        "[file.plan] lists no column 'knd': did you mean 'kind'?",
    ),
    ('lookup.plan.idd = "{id}"', "lookup plan: no column 'idd', did you mean 'id'?"),
    (
        "stand_in = true",
        "stand_in is for what can be made up: schools, courses, classes, enrollments or teams",
    ),
    ('replaces = "titel"', "replaces names a column of the key of tests, there is test_id"),
    ('lookup.plans.id = "{id}"', "lookup: there is no [file.plans], did you mean 'plan'?"),
]
IN_A_COLUMN = [
    ('weigth = "{points}"', "there is no column 'weigth' in tests, did you mean 'weight'?"),
    ('weight = "{plan.points}"', "[file.plan] lists no column 'plan.points'"),
    ('weight = "heavy"', "columns weight: 'heavy' is no number"),
    ('day = "first"', "columns day: 'first' is no whole number"),
    (
        'weight = "points"',
        "columns weight: 'points' would stand in every row; for the column of that name write",
    ),
    ('kind = "{}"', "has a brace without a column name in it; write {column}"),
    ('kind = "kind}"', "has a brace without a column name in it; write {column}"),
    ('kind = { from = "{kind}", default = "x" }', 'default counts only with other = "default"'),
    (
        'kind = { from = "{kind}", other = "drop" }',
        "other = 'drop', but it may only be 'refuse', 'keep' or 'default'",
    ),
    ('kind = { from = "{kind}", values = { a = "x", " A" = "y" } }', "differ only in capitals or blanks"),
    ('kind = { from = "{kind}", valeus = { a = "x" } }', "'valeus' is no key here, did you mean 'values'?"),
    (
        'kind = { from = "{kind}", decimal = "," }',
        "columns kind: decimal is for a number, and this column is a text",
    ),
    (
        'kind = { from = "{kind}", days_after = "2026-01-01" }',
        "days_after is for a date, and this column is a text",
    ),
    (
        'weight = { from = "{points}", number_by = ["day"] }',
        "number_by is for a text, and this column is a number",
    ),
    ('kind = { from = "{kind}", number_by = ["dya"] }', "number_by and number_within name columns of tests"),
    ('date = { from = "{day}", format = "YYYY-MM-DD" }', "format = 'YYYY-MM-DD' does not name a day"),
    ('kind = [{ when = { kind = "x" } }]', "columns kind rules 1: the key 'put' is missing"),
    ('kind = [{ put = "x", wehn = { kind = "x" } }]', "'wehn' is no key here, did you mean 'when'?"),
    ('kind = [{ put = "{knd}" }]', "[file.plan] lists no column 'knd': did you mean 'kind'?"),
]


@pytest.mark.parametrize(
    ("where", "text", "words"),
    [
        *(("top", *mistake) for mistake in AT_THE_TOP),
        *(("table", *mistake) for mistake in IN_THE_TABLE),
        *(("column", *mistake) for mistake in IN_A_COLUMN),
    ],
)
def test_a_mistake_is_told_in_one_line_that_names_place_and_remedy(tmp_path, where, text, words):
    mapping = {
        "top": text + PLAN,
        "table": PLAN.replace("[table.columns]", f"{text}\n[table.columns]"),
        "column": PLAN + text,
    }[where]

    with pytest.raises(DataError) as caught:
        mapping_of(tmp_path, mapping)

    told = str(caught.value)
    assert told.startswith("The mapping ours.toml cannot be used: ")
    assert words in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ('source = "The office"', "", "at the top: the key 'source' is missing"),
        ('title = "Plan"', 'title = ""', "at the top: title = ''"),
        ('columns = ["id", "class", "kind", "day", "points"]', "columns = []", "file plan: columns = []"),
        ("[file.plan]", "[files.plan]", "'files' is no key here, did you mean 'file'?"),
        ("[[table]]", "[[tables]]", "'tables' is no key here, did you mean 'table'?"),
        ('name = "tests"', "", "table 1: the key 'name' is missing"),
        ('file = "plan"', "", "table 1 (tests): the key 'file' is missing"),
        ('test_id = "{id}"', 'test_id = { from = "{id}", number_by = ["title"] }', "which names the row"),
        (
            "[[table]]",
            'unused = "no use"\n[[table]]',
            "file plan: is marked as unused, but a table is filled",
        ),
    ],
)
def test_a_key_that_is_missing_or_misspelt_is_told_with_its_place(tmp_path, right, wrong, words):
    assert right in PLAN
    with pytest.raises(DataError) as caught:
        mapping_of(tmp_path, PLAN.replace(right, wrong, 1))

    assert words in str(caught.value)


def test_two_files_that_could_not_be_told_apart_are_refused(tmp_path):
    twin = '[file.twin]\ncolumns = ["POINTS", " day", "kind", "class", "id"]\nunused = "the same again"\n'

    with pytest.raises(DataError, match="file twin: has the same columns as file plan"):
        mapping_of(tmp_path, PLAN + twin)


def test_a_mapping_with_many_mistakes_tells_five_and_counts_the_others(tmp_path):
    many = "".join(f'x{number} = "{{id}}"\n' for number in range(8))

    with pytest.raises(DataError, match=r"'x4' in tests.*; and 3 more$") as caught:
        mapping_of(tmp_path, PLAN + many)
    assert "'x5'" not in str(caught.value)


def test_a_mapping_that_is_no_utf_8_is_refused_by_name(tmp_path):
    (tmp_path / "ours.toml").write_bytes('title = "Prüfung"'.encode("cp1252"))

    with pytest.raises(DataError, match=r"ours\.toml is not a TOML file in UTF-8"):
        load_mapping(tmp_path / "ours.toml")


def test_a_mapping_saved_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "ours.toml").write_text(PLAN, encoding="utf-8-sig")

    assert load_mapping(tmp_path / "ours.toml").title == "Plan"


# --- rules on tiny files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "row", "name", "cell"),
    [
        ('kind = "{class} {kind}"', "1,7a,Quiz,,", "kind", "7a Quiz"),
        ('kind = "{class}{kind}"', "1,7a,Quiz,,", "kind", "7aQuiz"),
        ('kind = "{{{kind}}}"', "1,7a,Quiz,,", "kind", "{Quiz}"),
        ("max_score = 20", "1,7a,Quiz,,", "max_score", 20),
        ("max_score = 2.5", "1,7a,Quiz,,", "max_score", 2.5),
        ("date = 2026-10-03", "1,7a,Quiz,,", "date", pd.Timestamp("2026-10-03")),
        ('weight = { from = "{points}", decimal = "," }', '1,7a,Quiz,,"2,5"', "weight", 2.5),
        ('weight = { from = "{points}", empty = "1" }', "1,7a,Quiz,,", "weight", 1),
        ('weight = { from = "{kind}", values = { quiz = 10, exam = 40 } }', "1,7a,EXAM,,", "weight", 40),
        (
            'weight = [{ when = { kind = ["Exam", "Final"] }, put = 40 }, { put = 10 }]',
            "1,7a,final,,",
            "weight",
            40,
        ),
        ('weight = [{ when = { kind = "Exam" }, put = 40 }]', "1,7a,Quiz,,", "weight", None),
        (
            'date = { from = "{day}", format = "%d.%m.%Y" }',
            "1,7a,Quiz,3.10.2026,",
            "date",
            pd.Timestamp("2026-10-03"),
        ),
        (
            'date = { from = "{day}", days_after = 2026-09-01 }',
            "1,7a,Quiz,-11,",
            "date",
            pd.Timestamp("2026-08-21"),
        ),
        (
            'date = { from = "{day}", days_after = 2026-09-01 }',
            "1,7a,Quiz,608,",
            "date",
            pd.Timestamp("2028-05-01"),
        ),
        ('day = "{day}"', "1,7a,Quiz,-11,", "day", -11),
        ('day = "{day}"', "1,7a,Quiz,,", "day", None),
        ('kind = { from = "{points}", values = { 1 = "a", "" = "none" } }', "1,7a,Quiz,,", "kind", "none"),
    ],
)
def test_a_rule_makes_what_the_page_on_mappings_promises(tests_of, how, row, name, cell):
    reading = tests_of(row + "\n", columns=how + "\n")

    assert column(reading, name) == [cell]
    assert reading.rejects.empty


@pytest.mark.parametrize(
    ("how", "cell", "rule", "words"),
    [
        ('weight = "{points}"', "ten", "row.invalid_number", "weight must be a number such as 12.5"),
        ('weight = { from = "{points}", decimal = "," }', "2.5", "row.invalid_number", "such as 12,5"),
        ('day = "{points}"', "1.5", "row.invalid_integer", "day must be a whole number"),
        ('day = "{points}"', "9" * 20, "row.invalid_integer", "day must be a whole number"),
        ('date = "{points}"', "99999999", "row.invalid_date", "date must be a date written %Y-%m-%d"),
        ('date = "{points}"', "2025-02-29", "row.invalid_date", "date must be a date written %Y-%m-%d"),
        ('max_score = "{points}"', "-1", "row.out_of_range", "max_score must be at least 0"),
        (
            'weight = { from = "{points}", values = { a = 1, b = 2 } }',
            "c",
            "row.unknown_value",
            "known for a, b only",
        ),
    ],
)
def test_a_cell_that_a_rule_cannot_read_costs_its_row_alone(tests_of, how, cell, rule, words):
    reading = tests_of(f"1,7a,Quiz,,\n2,7a,Quiz,,{cell}\n3,7a,Quiz,,\n", columns=how)

    assert rejected(reading) == [[3, "points", cell, rule]]
    assert words in reading.rejects["reason"][0]
    assert column(reading, "test_id") == ["1", "3"]


@pytest.mark.parametrize(
    ("line", "name"), [(",7a,Quiz,,", "id"), ("9,,Quiz,,", "class"), ("9,7a,,,", "kind")]
)
def test_a_row_without_what_names_it_is_refused_with_the_file_s_own_column_name(tests_of, line, name):
    reading = tests_of(f"1,7a,Quiz,,\n{line}\n")

    assert rejected(reading) == [[3, name, "", "row.missing_value"]]


def test_the_way_of_writing_at_the_top_holds_unless_a_column_says_otherwise(tests_of):
    head = 'decimal = ","\ndates = "%d/%m/%Y"\nmissing = ["k.A.", "."]\n'
    columns = 'weight = "{points}"\ndate = { from = "{day}", format = "%Y-%m-%d" }\n'
    reading = tests_of('1,7a,Quiz,2026-10-03,"1,5"\n2,7a,Quiz,K.A.,.\n', columns=columns, head=head)

    assert column(reading, "weight") == [1.5, None]
    assert column(reading, "date") == [pd.Timestamp("2026-10-03"), None]


@pytest.mark.parametrize(
    ("how", "titles"),
    [
        ('{ from = "{kind}", number_by = ["day"] }', ["Quiz 2", "Quiz 1", "Exam", "Quiz 3"]),
        (
            '{ from = "{kind}", number_by = ["day"], number_within = ["class_id"] }',
            ["Quiz 2", "Quiz 1", "Exam", "Quiz"],
        ),
        ('{ from = "{kind}", number_by = ["test_id"] }', ["Quiz 1", "Quiz 2", "Exam", "Quiz 3"]),
    ],
)
def test_equal_titles_are_counted_in_the_order_and_the_group_that_is_asked_for(tests_of, how, titles):
    mapping = PLAN.replace('title = "{kind}"', f'title = {how}\nday = "{{day}}"')
    reading = tests_of("1,A,Quiz,10,\n2,A,Quiz,9,\n3,A,Exam,1,\n10,B,Quiz,30,\n", mapping=mapping)

    assert column(reading, "title") == titles


def test_the_first_reason_to_skip_is_given_and_a_skipped_row_has_no_other_fault(tests_of):
    skip = """skip = [
      { when = { kind = "Practice" }, reason = "only practice" },
      { unless = { class = ["7a", "7b"] }, reason = "another year" },
    ]"""
    reading = tests_of(
        "1,7a,practice,,\n2,8a,Quiz,,x\n3,8a,Practice,,\n4,7b,Quiz,,2\n", 'weight = "{points}"', skip
    )

    assert reading.rejects[["row", "reason"]].to_numpy().tolist() == [
        [2, "only practice"], [4, "only practice"], [3, "another year"],
    ]  # fmt: skip
    assert column(reading, "test_id") == ["4"]
    assert (reading.files[0].read, reading.files[0].kept, reading.files[0].rejected) == (4, 1, 3)


def test_a_repeat_told_to_be_the_same_is_refused_where_it_differs(tests_of):
    reading = tests_of("1,7a,Quiz,,\n1,7a,Quiz,,\n1,7b,Quiz,,\n", table='repeats = "same"')

    assert [row[0] for row in rejected(reading)] == [4]
    assert "line 2 of plan.csv" in reading.rejects["reason"][0]
    assert column(reading, "class_id") == ["7a"]


@pytest.mark.parametrize("lines", [["1,7a,Quiz,3,1", "2,7a,Quiz,x,1", "3,,Quiz,3,1", "4,7b,Exam,3,z"]])
def test_the_order_of_a_file_s_rows_changes_line_numbers_only(tests_of, lines):
    columns = 'day = "{day}"\nweight = "{points}"\n'
    there, back = (tests_of("\n".join(order), columns) for order in (lines, lines[::-1]))

    assert sorted(column(there, "test_id")) == sorted(column(back, "test_id")) == ["1"]
    assert {tuple(fault[1:]) for fault in rejected(there)} == {tuple(fault[1:]) for fault in rejected(back)}
    assert {7 - fault[0] for fault in rejected(there)} == {fault[0] for fault in rejected(back)}


def test_a_padded_id_is_the_same_test(tests_of):
    reading = tests_of("1,7a,Quiz,,\n 1 ,7a,Quiz,,\n")

    assert [(row[0], row[3]) for row in rejected(reading)] == [(3, "row.repeated")]
