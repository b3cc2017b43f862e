"""Anybody's CSV files by a mapping: every rule on a few lines, then the real dataset that ships with one."""

import random
import re
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from plcnb.errors import DataError, NotFound
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import DTYPES
from plcnb.evidence.formats import mapped
from plcnb.evidence.formats.mapping_file import load_mapping, shipped_mappings
from plcnb.evidence.formats.mapping_model import Fill, SourceFile
from plcnb.evidence.formats.reading import Package

MARKS = """
title = "Marks"
source = "The school's own sheet"

[file.marks]
columns = ["test", "student", "mark", "day", "note"]

[[table]]
name = "results"
file = "marks"
[table.columns]
test_id = "{test}"
person_id = "{student}"
score = "{mark}"
status = [{ when = { mark = "" }, put = "no score" }, { put = "scored" }]
"""
HEADER = "test,student,mark,day,note\n"


def read(folder: Path, mapping: str, **files: str):
    """Read the files, given as name="content", by the mapping, given as TOML."""
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    toml = folder / "my.toml"
    toml.write_text(mapping, encoding="utf-8")
    package = Package.open([folder / f"{name}.csv" for name in files])
    return mapped.read(package, load_mapping(toml))


def with_column(name: str, how: str) -> str:
    """Return MARKS with one column more, or another way to make it."""
    lines = [line for line in MARKS.splitlines() if not line.startswith(f"{name} =")]
    return "\n".join([*lines, f"{name} = {how}"])


def refused(reading) -> list[tuple[int, str]]:
    return list(zip(reading.rejects["row"], reading.rejects["rule"], strict=True))


def told(reading) -> list:
    """The findings, but for the one that names the mapping and its source."""
    return [finding for finding in reading.findings if finding.rule != "mapping.source"]


# --- columns -------------------------------------------------------------------------------------------


def test_columns_are_renamed_joined_and_set(tmp_path):
    mapping = with_column("test_id", '"{test}-{day}"')
    mapping = mapping.replace('person_id = "{student}"', 'person_id = "{student}"\nmark = "from {{paper}}"')

    results = read(tmp_path, mapping, marks=HEADER + "T1, 007 ,12.5,mon,\n").tables["results"]

    assert results.loc[0, ["test_id", "person_id", "score", "mark"]].tolist() == [
        "T1-mon",
        "007",
        12.5,
        "from {paper}",
    ]


def test_a_joined_text_with_an_empty_part_is_empty_and_so_refused_where_a_text_must_stand(tmp_path):
    reading = read(
        tmp_path, with_column("test_id", '"{test}-{day}"'), marks=HEADER + "T1,a,1,,\nT1,b,1,mon,\n"
    )

    assert refused(reading) == [(2, "row.missing_value")]
    assert reading.tables["results"]["test_id"].tolist() == ["T1-mon"]


def test_tables_have_the_columns_and_types_of_the_contract(tmp_path):
    frame = read(tmp_path, with_column("day", '"{day}"'), marks=HEADER + "T1,a,1,-3,\nT1,b,,,\n").tables[
        "results"
    ]

    contract = SOURCE_TABLES["results"]
    assert frame.columns.tolist() == contract.names
    assert frame.dtypes.astype(str).tolist() == [DTYPES[column.type] for column in contract.columns]
    assert frame["day"].tolist() == [-3, pd.NA]


@pytest.mark.parametrize(
    ("decimal", "cell", "score"),
    [(".", "12.5", 12.5), (".", "7", 7.0), (".", "-1", -1.0), (",", "12,5", 12.5), (",", "7", 7.0)],
)
def test_numbers_are_read_with_the_decimal_sign_of_the_mapping(tmp_path, decimal, cell, score):
    mapping = f'decimal = "{decimal}"\n' + MARKS

    reading = read(tmp_path, mapping, marks=HEADER + f'T1,a,"{cell}",,\n')

    assert reading.tables["results"]["score"].tolist() == [score]


@pytest.mark.parametrize(
    ("decimal", "cell"),
    [(".", "12,5"), (".", "7/10"), (".", "nan"), (".", "inf"), (".", "1e3"), (",", "1.234,5"), (",", "12.5")],
)
def test_what_is_no_number_is_refused_with_its_line_and_value(tmp_path, decimal, cell):
    mapping = f'decimal = "{decimal}"\n' + MARKS

    reading = read(tmp_path, mapping, marks=HEADER + f'T1,a,5,,\nT1,b,"{cell}",,\n')

    assert reading.rejects[["file", "row", "column", "value", "rule"]].to_numpy().tolist() == [
        ["marks.csv", 3, "mark", cell, "row.invalid_number"]
    ]
    assert f"score must be a number such as 12{decimal}5" in reading.rejects["reason"][0]
    assert reading.tables["results"]["person_id"].tolist() == ["a"]


def test_days_that_are_not_whole_are_refused(tmp_path):
    reading = read(tmp_path, with_column("day", '"{day}"'), marks=HEADER + "T1,a,1,3.5,\nT1,b,1,4.0,\n")

    assert refused(reading) == [(2, "row.invalid_integer")]
    assert reading.tables["results"]["day"].tolist() == [4]


def test_dates_are_read_as_the_mapping_says_they_are_written(tmp_path):
    mapping = with_column("date", '{ from = "{day}", format = "%d/%m/%Y" }')

    reading = read(
        tmp_path, mapping, marks=HEADER + "T1,a,1,03/10/2026,\nT1,b,1,2026-10-03,\nT1,c,1,31/02/2026,\n"
    )

    assert reading.tables["results"]["date"].tolist() == [pd.Timestamp("2026-10-03")]
    assert refused(reading) == [(3, "row.invalid_date"), (4, "row.invalid_date")]
    assert "a date written %d/%m/%Y" in reading.rejects["reason"][0]


@pytest.mark.parametrize("start", ["2026-09-01", "{note}"])
def test_days_from_a_start_become_dates(tmp_path, start):
    mapping = with_column("date", f'{{ from = "{{day}}", days_after = "{start}" }}')

    reading = read(
        tmp_path, mapping, marks=HEADER + "T1,a,1,32,2026-09-01\nT1,b,1,-1,2026-09-01\nT1,c,1,,2026-09-01\n"
    )

    assert reading.tables["results"]["date"].tolist() == [
        pd.Timestamp("2026-10-03"),
        pd.Timestamp("2026-08-31"),
        pd.NaT,
    ]


def test_days_from_a_start_that_is_missing_are_refused(tmp_path):
    mapping = with_column("date", '{ from = "{day}", days_after = "{note}" }')

    assert refused(read(tmp_path, mapping, marks=HEADER + "T1,a,1,32,\n")) == [(2, "row.invalid_date")]


def test_a_value_that_the_mapping_does_not_list_is_refused(tmp_path):
    mapping = with_column("mark", '{ from = "{note}", values = { TRUE = "carried over", FALSE = "" } }')

    reading = read(tmp_path, mapping, marks=HEADER + "T1,a,1,,true\nT1,b,1,, FALSE \nT1,c,1,,yes\nT1,d,1,,\n")

    assert reading.tables["results"]["mark"].tolist() == ["carried over", "", ""]
    assert reading.rejects["value"].tolist() == ["yes"]
    assert "known for TRUE, FALSE only" in reading.rejects["reason"][0]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [('other = "keep"', ["late", "odd"]), ('other = "default", default = "ask"', ["late", "ask"])],
)
def test_a_value_that_is_not_listed_is_kept_or_replaced_if_the_mapping_says_so(tmp_path, rule, expected):
    mapping = with_column("mark", f'{{ from = "{{note}}", values = {{ L = "late" }}, {rule} }}')

    reading = read(tmp_path, mapping, marks=HEADER + "T1,a,1,,L\nT1,b,1,,odd\n")

    assert reading.tables["results"]["mark"].tolist() == expected
    assert reading.rejects.empty


def test_the_first_rule_that_applies_says_what_stands_there(tmp_path):
    rules = """[
      { when = { mark = "", note = ["ill", "away"] }, put = "exempt" },
      { when = { mark = "" }, put = "not submitted" },
      { unless = { note = "" }, put = "partly scored" },
      { put = "scored" },
    ]"""

    reading = read(
        tmp_path,
        with_column("status", rules),
        marks=HEADER + "T1,a,,,ILL\nT1,b,,,\nT1,c,1,,page 2 lost\nT1,d,1,,\n",
    )

    assert reading.tables["results"]["status"].tolist() == [
        "exempt",
        "not submitted",
        "partly scored",
        "scored",
    ]


def test_an_empty_score_is_no_score_and_never_zero(tmp_path):
    results = read(tmp_path, MARKS, marks=HEADER + "T1,a,,,\nT1,b,0,,\n").tables["results"]

    assert results["status"].tolist() == ["no score", "scored"]
    assert results["score"].isna().tolist() == [True, False]


def test_a_result_that_says_it_is_scored_and_has_no_score_is_refused(tmp_path):
    reading = read(tmp_path, with_column("status", '"scored"'), marks=HEADER + "T1,a,,,\nT1,b,3,,\n")

    assert refused(reading) == [(2, "row.status_without_score")]


def test_words_for_missing_count_as_empty_cells(tmp_path):
    reading = read(tmp_path, 'missing = ["N/A", "--"]\n' + MARKS, marks=HEADER + "T1,a,n/a,,\nT1,b,--,,\n")

    assert reading.tables["results"]["status"].tolist() == ["no score", "no score"]


def test_a_text_for_empty_cells_stands_in_their_place(tmp_path):
    reading = read(
        tmp_path, with_column("mark", '{ from = "{note}", empty = "none" }'), marks=HEADER + "T1,a,1,,\n"
    )

    assert reading.tables["results"]["mark"].tolist() == ["none"]


# --- rows ----------------------------------------------------------------------------------------------


def test_rows_are_left_out_with_the_mapping_s_reason_and_count_as_rejected(tmp_path):
    mapping = MARKS.replace(
        "[table.columns]",
        'skip = [{ when = { note = "practice" }, reason = "only practice" }]\n[table.columns]',
    )

    reading = read(tmp_path, mapping, marks=HEADER + "T1,a,1,,Practice\nT1,b,x,,practice\nT1,c,1,,\n")

    assert reading.rejects[["row", "reason"]].to_numpy().tolist() == [
        [2, "only practice"],
        [3, "only practice"],
    ]
    assert (reading.files[0].read, reading.files[0].kept, reading.files[0].rejected) == (3, 1, 2)
    assert [(f.severity, f.count) for f in told(reading)] == [("noted", 2)]


@pytest.mark.parametrize(
    ("repeats", "scores", "rejected"),
    [
        ("refuse", [1.0, 9.0], [3, 5]),
        ("same", [1.0, 9.0], [3]),
        ("first", [1.0, 9.0], []),
        ("last", [2.0, 9.0], []),
    ],
)
def test_a_second_row_of_one_key_is_what_repeats_says(tmp_path, repeats, scores, rejected):
    mapping = MARKS.replace("[table.columns]", f'repeats = "{repeats}"\n[table.columns]')

    reading = read(tmp_path, mapping, marks=HEADER + "T1,a,1,,\nT1,a,2,,\nT1,b,9,,\nT1,b,9,,\n")

    assert sorted(reading.tables["results"]["score"]) == scores
    assert reading.rejects["row"].tolist() == rejected
    assert reading.files[0].kept == 4 - len(rejected)
    if rejected:
        assert "stands already on line 2 of marks.csv" in reading.rejects["reason"][0]
        assert reading.rejects["value"][0] == "T1, a"
    else:
        assert [(f.severity, f.rule, f.count) for f in told(reading)] == [("noted", "row.repeated", 1)]


def test_two_files_of_one_kind_fill_one_table_and_a_repeat_across_them_is_found(tmp_path):
    reading = read(tmp_path, MARKS, marks=HEADER + "T1,a,1,,\n", more=HEADER + "T1,b,2,,\nT1,a,3,,\n")

    assert reading.tables["results"]["score"].tolist() == [1.0, 2.0]
    assert reading.rejects[["file", "row"]].to_numpy().tolist() == [["more.csv", 3]]
    assert [(c.file, c.read, c.rejected) for c in reading.files] == [("marks.csv", 1, 0), ("more.csv", 2, 1)]


PEOPLE = """
title = "People"
source = "Two lists"
[file.pupils]
columns = ["pupil", "form"]
[file.staff]
columns = ["teacher", "room"]
[[table]]
name = "people"
file = "pupils"
repeats = "same"
[table.columns]
person_id = "{pupil}"
role = "student"
[[table]]
name = "people"
file = "staff"
[table.columns]
person_id = "{teacher}"
role = "teacher"
[[table]]
name = "enrollments"
file = "pupils"
[table.columns]
class_id = "{form}"
person_id = "{pupil}"
role = "student"
status = "active"
"""


def test_one_file_feeds_several_tables_and_several_files_one(tmp_path):
    reading = read(tmp_path, PEOPLE, pupils="pupil,form\na,7\nb,7\na,8\n", staff="teacher,room\nt,1\nb,2\n")

    people = reading.tables["people"]
    assert people[["person_id", "role"]].to_numpy().tolist() == [
        ["a", "student"],
        ["b", "student"],
        ["t", "teacher"],
    ]
    assert len(reading.tables["enrollments"]) == 3
    assert refused(reading) == [(3, "row.repeated")]
    assert "stands already on line 3 of pupils.csv" in reading.rejects["reason"][0]


LOOKED_UP = """
title = "Quizzes"
source = "A quiz tool"
[file.answers]
columns = ["quiz", "login", "points"]
[file.logins]
columns = ["login", "number"]
[[table]]
name = "results"
file = "answers"
lookup.logins.login = "{login}"
[table.columns]
test_id = "{quiz}"
person_id = "{logins.number}"
score = "{points}"
status = "scored"
"""


def test_a_column_is_looked_up_in_another_file(tmp_path):
    logins = "login,number\nkim,17\nlee,18\nlee,18\n"

    reading = read(tmp_path, LOOKED_UP, answers="quiz,login,points\nQ,lee,3\nQ,kim,4\n", logins=logins)

    assert reading.tables["results"][["person_id", "score"]].to_numpy().tolist() == [["18", 3.0], ["17", 4.0]]


def test_lines_that_are_only_looked_up_are_counted_and_those_nobody_asks_for_said(tmp_path):
    logins = "login,number\nkim,17\nold,3\nlee,18\nolder,2\n"

    reading = read(tmp_path, LOOKED_UP, answers="quiz,login,points\nQ,lee,3\nQ,kim,4\n", logins=logins)

    (count,) = [count for count in reading.files if count.file == "logins.csv"]
    assert (count.read, count.kept) == (4, 4)
    (note,) = [finding for finding in reading.findings if finding.rule == "file.not_asked_for"]
    assert (note.file, note.row, note.count) == ("logins.csv", 3, 2)


@pytest.mark.parametrize(
    ("logins", "rule"),
    [
        ("login,number\nlee,18\n", "row.not_found"),
        ("login,number\nkim,1\nkim,2\nlee,18\n", "row.found_twice"),
    ],
)
def test_a_row_that_is_looked_up_in_vain_or_in_two_ways_is_refused(tmp_path, logins, rule):
    reading = read(tmp_path, LOOKED_UP, answers="quiz,login,points\nQ,lee,3\nQ,kim,4\n", logins=logins)

    assert (3, rule) in refused(reading)
    assert reading.tables["results"]["person_id"].tolist() == ["18"]
    assert reading.files[0].rejected == 1


def test_a_row_that_is_looked_up_in_vain_is_kept_if_the_mapping_says_so(tmp_path):
    mapping = LOOKED_UP.replace("lookup.", 'unmatched = "keep"\nlookup.').replace(
        '"{logins.number}"', '{ from = "{logins.number}", empty = "unknown" }'
    )

    reading = read(tmp_path, mapping, answers="quiz,login,points\nQ,kim,4\n", logins="login,number\nlee,18\n")

    assert reading.tables["results"]["person_id"].tolist() == ["unknown"]


def test_a_row_that_points_to_nothing_is_refused_if_these_files_or_the_store_should_hold_it(tmp_path):
    (tmp_path / "marks.csv").write_text(HEADER + "T1,a,1,,\nT1,b,1,,\nT2,a,1,,\n")
    (tmp_path / "my.toml").write_text(MARKS)
    package, mapping = Package.open([tmp_path / "marks.csv"]), load_mapping(tmp_path / "my.toml")

    unknown = mapped.read(package, mapping)
    known = mapped.read(package, mapping, {"tests": {"T1"}, "people": {"a"}})

    assert unknown.rejects.empty
    assert refused(known) == [(4, "reference.missing_target_record"), (3, "reference.missing_target_record")]
    assert known.rejects["column"].tolist() == ["test", "student"]
    assert known.tables["results"]["test_id"].tolist() == ["T1"]


def test_a_row_that_points_to_a_refused_row_goes_with_it_and_an_optional_pointer_is_left_out(tmp_path):
    mapping = """
    title = "Classes"
    source = "A list"
    [file.list]
    columns = ["class", "title", "course"]
    [[table]]
    name = "classes"
    file = "list"
    columns = { class_id = "{class}", title = "{title}", school_id = "s", course_id = "{course}" }
    [[table]]
    name = "schools"
    file = "list"
    repeats = "same"
    columns = { school_id = "s", name = "School" }
    [[table]]
    name = "teams"
    file = "list"
    columns = { team_id = "{class}", name = "{title}" }
    [[table]]
    name = "tests"
    file = "list"
    columns = { test_id = "{class}", class_id = "{class}", title = "Quiz" }
    """

    (tmp_path / "list.csv").write_text("class,title,course\n7a,,x\n7b,Seven,x\n")
    (tmp_path / "my.toml").write_text(mapping)
    reading = mapped.read(Package.open([tmp_path / "list.csv"]), load_mapping(tmp_path / "my.toml"), {})

    assert reading.tables["classes"][["class_id", "course_id"]].to_numpy().tolist() == [["7b", ""]]
    assert reading.tables["tests"]["test_id"].tolist() == ["7b"]
    assert [f.rule for f in told(reading) if f.severity == "noted"] == ["reference.missing_target_record"]


def test_a_row_that_is_broken_as_csv_is_told_without_the_name_in_it(tmp_path):
    mapping = PEOPLE.replace('role = "teacher"', 'role = "teacher"\nfamily_name = "{room}"')

    reading = read(tmp_path, mapping, pupils="pupil,form\n", staff='teacher,room\nt,Jane "Doe\nu,Roe\n')

    assert reading.rejects["row"].tolist() == [2]
    assert "Doe" not in "".join([*map(str, reading.findings), *reading.rejects["value"]])


def test_the_data_s_own_source_is_told(tmp_path):
    reading = read(tmp_path, MARKS, marks=HEADER + "T1,a,1,,\n")

    assert [f.message for f in reading.findings] == ["read as Marks. Source: The school's own sheet"]


def test_a_file_without_one_right_test_is_told_row_by_row(tmp_path):
    tests = """
[[table]]
name = "tests"
file = "marks"
[table.columns]
test_id = "{test}"
class_id = "c"
title = "{test}"
date = "{day}"
max_score = 10
"""

    reading = read(tmp_path, MARKS + tests, marks=HEADER + "T1,a,1,3.10.2026,\n")

    assert refused(reading) == [(2, "row.invalid_date"), (2, "reference.missing_target_record")]


def test_scores_above_the_highest_are_kept_and_noted(tmp_path):
    tests = '[[table]]\nname = "tests"\nfile = "marks"\nrepeats = "same"\n[table.columns]\n'
    tests += 'test_id = "{test}"\nclass_id = "7a"\ntitle = "{test}"\nmax_score = 10\n'

    reading = read(tmp_path, MARKS + tests, marks=HEADER + "T1,a,10,,\nT1,b,11,,\nT1,c,12,,\n")

    assert reading.tables["results"]["score"].tolist() == [10.0, 11.0, 12.0]
    assert [(f.severity, f.row, f.rule, f.count) for f in told(reading)] == [
        ("noted", 3, "row.score_above_max", 2)
    ]


def test_a_fault_in_a_name_is_told_without_the_name(tmp_path):
    named = 'role = "teacher"\nfamily_name = { from = "{room}", values = { A = "B" } }'

    reading = read(
        tmp_path,
        PEOPLE.replace('role = "teacher"', named),
        pupils="pupil,form\n",
        staff="teacher,room\nt,Doe\n",
    )

    assert reading.rejects[["row", "column", "value"]].to_numpy().tolist() == [[2, "room", ""]]
    assert "Doe" not in "".join(map(str, reading.findings))


TESTS = """
title = "Tests"
source = "A plan"
[file.plan]
columns = ["id", "class", "type", "day"]
[[table]]
name = "tests"
file = "plan"
[table.columns]
test_id = "{id}"
class_id = "{class}"
title = { from = "{type}", number_by = ["day", "test_id"], number_within = ["class_id"] }
day = "{day}"
"""


def test_equal_titles_are_numbered_by_day_within_the_class_and_a_single_one_is_not(tmp_path):
    plan = "id,class,type,day\n9,A,Quiz,30\n1,A,Quiz,2\n3,A,Exam,90\n4,B,Quiz,5\n10,A,Quiz,30\n2,A,Quiz,\n"

    tests = read(tmp_path, TESTS, plan=plan).tables["tests"].set_index("test_id")["title"]

    assert tests.to_dict() == {
        "1": "Quiz 1", "9": "Quiz 2", "10": "Quiz 3", "2": "Quiz 4", "3": "Exam", "4": "Quiz",
    }  # fmt: skip


# --- files ---------------------------------------------------------------------------------------------


def test_files_are_known_by_their_columns_in_any_order_and_case(tmp_path):
    reading = read(tmp_path, MARKS, whatever="Note; DAY ;mark;student;test;more\n;;1;a;T1;x\n")

    assert reading.tables["results"]["test_id"].tolist() == ["T1"]


def test_a_row_that_is_broken_as_csv_is_counted_as_rejected_too(tmp_path):
    reading = read(tmp_path, MARKS, marks=HEADER + "T1,a,1,,\nT1,b,2,,,,too,long\nT1,c,x,,\n")

    assert (reading.files[0].read, reading.files[0].kept, reading.files[0].rejected) == (3, 1, 2)
    assert refused(reading) == [(3, "table.row_width_mismatch"), (4, "row.invalid_number")]


def test_a_missing_file_is_named_with_the_column_that_comes_nearest(tmp_path):
    with pytest.raises(
        DataError, match=r"\[file.marks\].*m.csv comes nearest: it lacks mark; did you mean 'marks'\?"
    ):
        read(tmp_path, MARKS, m="test,student,marks,day,note\n")


def test_an_optional_file_may_be_missing_and_an_unused_one_is_counted(tmp_path):
    mapping = (
        MARKS
        + '\n[file.clicks]\ncolumns = ["page"]\noptional = true\nunused = "says nothing about learning"\n'
    )

    without = read(tmp_path, mapping, marks=HEADER + "T1,a,1,,\n")
    with_it = read(tmp_path, mapping, marks=HEADER + "T1,a,1,,\n", clicks="page\nx\ny\n")

    assert [count.file for count in without.files] == ["marks.csv"]
    assert with_it.files[1].read == 2
    assert any("says nothing about learning" in finding.message for finding in with_it.findings)
    assert list(with_it.tables) == ["results"]


def test_a_file_that_could_be_two_of_the_mapping_s_is_refused(tmp_path):
    mapping = PEOPLE.replace('["teacher", "room"]', '["teacher", "form"]')

    with pytest.raises(DataError, match=r"both \[file.pupils\] and \[file.staff\]"):
        read(tmp_path, mapping, all="pupil,teacher,form\n")


def test_passwords_are_never_taken_over(tmp_path):
    mapping = MARKS.replace('"note"]', '"password"]') + '\nmark = "{password}"\n'

    with pytest.raises(DataError, match="holds passwords, which are never taken over"):
        read(tmp_path, mapping, marks="test,student,mark,day,password\n")


@pytest.mark.parametrize("seed", range(5))
def test_whatever_stands_in_the_cells_no_row_is_lost_without_a_word(tmp_path, seed):
    chance = random.Random(seed)
    odd = ["", " ", 'a"b', '"a,b"', "ß", "=1+1", "1,5", "-", "TRUE", "9" * 40, "T1", "a,b"]
    rows = [
        ",".join(
            chance.choice(odd) if chance.random() < 0.2 else cell for cell in ("T1", f"p{n}", "5", "3", "")
        )
        for n in range(200)
    ]

    reading = read(tmp_path, with_column("day", '"{day}"'), marks=HEADER + "\n".join(rows) + "\n")

    (count,) = reading.files
    assert count.kept == len(reading.tables["results"])
    assert count.rejected == reading.rejects["row"].nunique() > 0
    blank = sum(finding.count for finding in reading.findings if finding.rule == "csv.blank_row")
    assert count.read + blank == 200


# --- mapping files that cannot be used -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('name = "results"', 'name = "result"', r"table 1 \(result\): .* 'result', did you mean 'results'"),
        ('file = "marks"', 'file = "mark"', r"there is no \[file.mark\], did you mean 'marks'"),
        ("test_id =", "tset_id =", r"no column 'tset_id' in results, did you mean 'test_id'\?"),
        ("test_id =", "date =", r"column 'test_id' is missing \(the test\)"),
        ('"{mark}"', '"{marks}"', r"\[file.marks\] lists no column 'marks': did you mean 'mark'\?"),
        ("when = { mark", "when = { Marke", r"lists no column 'Marke': did you mean 'mark'\?"),
        ('"{mark}"', '"mark"', r"columns score: 'mark' would stand in every row; .* write '\{mark\}'"),
        ('"{mark}"', '"twelve"', r"columns score: 'twelve' is no number"),
        ('"{mark}"', '"{mark"', "brace without a column name"),
        ('"scored"', '"done"', "columns status: 'done' is not allowed, only scored, .* or partly scored"),
        ('"{mark}"', '{ fom = "{mark}" }', r"columns score: 'fom' is no key here, did you mean 'from'\?"),
        ('"{mark}"', '{ from = "{mark}", decimal = ";" }', r"decimal = ';', but it may only be '\.' or ','"),
        ('"{mark}"', '{ from = "{mark}", format = "%Y" }', "format is for a date, and .* is a number"),
        ("score =", 'date = { from = "{day}", format = "%d.%m." }\nscore =', "'%d.%m.' does not name a day"),
        ('title = "Marks"', "", "at the top: the key 'title' is missing"),
        ('title = "Marks"', 'tilte = "Marks"', r"'tilte' is no key here, did you mean 'title'\?"),
        ("[file.marks]", '[file.other]\ncolumns = ["x"]\n[file.marks]', "other: no table is filled from it"),
        ('file = "marks"', 'file = "marks"\nrepeats = "twice"', "may only be 'refuse', 'same', .* or 'last'"),
        ('file = "marks"', 'file = "marks"\nlookup.names.id = "{student}"', r"there is no \[file.names\]"),
        ('title = "Marks"', 'title = "Marks', "is not a TOML file in UTF-8: .*line 2"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_used_says_where_and_what_is_allowed(tmp_path, right, wrong, message):
    assert right in MARKS

    with pytest.raises(DataError, match=message) as caught:
        read(tmp_path, MARKS.replace(right, wrong, 1), marks=HEADER)

    assert "my.toml" in str(caught.value)
    assert "\n" not in str(caught.value).strip()


def test_an_unknown_mapping_lists_those_that_ship():
    with pytest.raises(NotFound, match=r"There is no mapping 'olaud'\. There are: .*, oulad, "):
        load_mapping("olaud")


def test_the_examples_in_the_documentation_are_toml_that_a_mapping_can_hold(tmp_path):
    page = Path(__file__).resolve().parents[3] / "docs/importing.md"
    blocks = [
        tomllib.loads(text) for text in re.findall(r"^```toml\n(.*?)^```", page.read_text(), re.M | re.S)
    ]

    shipped = tomllib.loads(shipped_mappings()["oulad"].read_text())
    assert len(blocks) >= 6
    for block in blocks:
        for name, file in block.get("file", {}).items():
            assert SourceFile.model_validate(file)
            assert file == shipped["file"].get(name, file)
        for table in block.get("table", []):
            Fill.model_validate(table)


# --- the real dataset ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def oulad(shared):
    return mapped.read(Package.open([shared / "data/oulad"]))


@pytest.mark.shared
def test_oulad_is_known_by_its_columns_whatever_the_files_are_called(shared, tmp_path):
    for number, file in enumerate(sorted((shared / "data/oulad").glob("*.csv"))):
        shutil.copyfile(file, tmp_path / f"{number}.csv")

    assert mapped.recognise(Package.open([tmp_path])) > 0
    (tmp_path / "0.csv").unlink()
    assert mapped.recognise(Package.open([tmp_path])) == 0


VENDOR = """
matched_by = "star"
title = "Scores of a vendor"
source = "Invented"
[file.scores]
columns = ["window", "number", "name", "grade", "class", "scaled"]
[[table]]
name = "classes"
file = "scores"
stand_in = true
repeats = "same"
columns = { class_id = "{class}", title = "{class}", school_id = "s" }
[[table]]
name = "people"
file = "scores"
repeats = "same"
columns = { person_id = "{number}", family_name = "{name}", grade = "{grade}", role = "student" }
[[table]]
name = "identifiers"
file = "scores"
repeats = "same"
columns = { person_id = "{number}", kind = "SIS id", value = "{number}" }
[[table]]
name = "tests"
file = "scores"
repeats = "same"
columns = { test_id = "star:{window}", title = "Star {window}" }
[[table]]
name = "results"
file = "scores"
replaces = "test_id"
columns = { test_id = "star:{window}", person_id = "{number}", score = "{scaled}", status = "scored" }
"""


def test_a_mapping_can_say_that_its_file_is_no_roster_and_what_a_newer_one_replaces(tmp_path):
    rows = "Fall,007,Doe,7,A,801\nFall,008,Roe,7,A,x\nFall,009,Poe,7,A,3\n"
    scores = f"window,number,name,grade,class,scaled\n{rows}"

    reading = read(tmp_path, VENDOR, scores=scores)

    assert reading.matched_by == "star"
    assert reading.stand_ins == {"classes"}
    assert reading.replaces == {"results": "test_id"}
    assert reading.tables["results"]["person_id"].tolist() == ["007", "009"]
    assert reading.places["results"]["row"].tolist() == [2, 4]


def test_two_tables_of_one_name_must_agree_on_what_they_stand_for(tmp_path):
    second = VENDOR[VENDOR.index('[[table]]\nname = "results"') :].replace('replaces = "test_id"', "")

    with pytest.raises(DataError, match=r"table 6 \(results\): replaces must say the same in each"):
        read(tmp_path, VENDOR + second, scores="window\n")


@pytest.mark.shared
def test_oulad_has_the_sizes_its_provenance_states(oulad):
    sizes = {name: len(frame) for name, frame in oulad.tables.items()}

    assert sizes == {
        "schools": 1, "courses": 7, "classes": 22, "teams": 22, "people": 28_785, "enrollments": 32_593,
        "tests": 206, "results": 173_912,
    }  # fmt: skip
    assert oulad.rejects.empty
    assert {(c.file, c.read, c.rejected) for c in oulad.files} >= {
        ("student_assessment.csv", 173_912, 0), ("vle.csv", 6_364, 0), ("student.csv", 32_593, 0),
    }  # fmt: skip


@pytest.mark.shared
def test_oulad_keeps_what_must_not_count_apart(oulad):
    results = oulad.tables["results"]

    assert results["status"].value_counts().to_dict() == {"scored": 173_739, "no score": 173}
    assert results.loc[results["status"] == "no score", "score"].isna().all()
    assert results["mark"].value_counts().to_dict() == {
        "": 172_003,
        "carried over from an earlier presentation": 1_909,
    }
    assert oulad.tables["enrollments"]["status"].value_counts().to_dict() == {
        "active": 22_521,
        "left": 10_072,
    }


@pytest.mark.shared
def test_oulad_tests_have_distinct_titles_in_the_order_of_the_course(oulad):
    tests = oulad.tables["tests"]

    assert not tests.duplicated(["class_id", "title"]).any()
    assert tests["kind"].value_counts().to_dict() == {"TMA": 106, "CMA": 76, "Exam": 24}
    assert tests["day"].isna().sum() == 11
    first = tests[tests["class_id"] == "AAA-2013J"].set_index("title")["day"].dropna()
    assert first.index.tolist() == ["TMA 1", "TMA 2", "TMA 3", "TMA 4", "TMA 5"]
    assert first.is_monotonic_increasing
    assert set(tests.loc[tests["class_id"] == "CCC-2014B", "title"]) >= {"Exam 1", "Exam 2"}
