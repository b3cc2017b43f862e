"""Columns that become rows: which ones, what is told of each, and what is left out."""

import pytest

from plcnb.errors import DataError
from plcnb.evidence.formats import mapped
from plcnb.evidence.formats.mapping_file import load_mapping
from plcnb.evidence.formats.reading import Package

WIDE = """
title = "Wide scores"
source = "Invented"
missing = ["--"]
[file.scores]
columns = ["pupil"]
[[table]]
name = "measures"
file = "scores"
EACH
[table.columns]
test_id = "T"
person_id = "{pupil}"
standard_id = "WHERE"
measure = "WHAT"
value = { from = "{each.value}", if_wrong = "empty" }
text = "{each.value}"
"""


@pytest.fixture
def measures(tmp_path):
    """A function that reads one wide file and returns its reading."""

    def read(text, each, what="{each.name}", where=""):
        (tmp_path / "wide.csv").write_text(text, encoding="utf-8")
        mapping = WIDE.replace("EACH", each).replace("WHAT", what).replace("WHERE", where)
        (tmp_path / "wide.toml").write_text(mapping, encoding="utf-8")
        return mapped.read(Package.open([tmp_path / "wide.csv"]), load_mapping(tmp_path / "wide.toml"))

    return read


def told(reading, *columns):
    return reading.tables["measures"][["person_id", *columns]].to_numpy().tolist()


def test_each_cell_that_is_not_empty_becomes_a_row_in_the_order_of_lines_and_columns(measures):
    reading = measures(
        "pupil,Fall,Spring,Note\na,1,2,x\nb,,4,\nc,--,,\n", 'each = { columns = ["Spring", "Fall"] }'
    )

    assert told(reading, "measure", "value") == [["a", "Fall", 1], ["a", "Spring", 2], ["b", "Spring", 4]]
    (count,) = reading.files
    assert (count.read, count.kept, count.rejected) == (3, 3, 0)


def test_a_star_stands_for_any_text_and_the_first_pattern_that_fits_names_the_kind(measures):
    each = 'each = { columns = ["* - Relative Level", "* - Level", "* Score"], but = ["Overall *"] }'
    header = "pupil,Letters - Level,letters - relative level,Sounds Score,Overall Score"

    reading = measures(f"{header}\na,low,lower,7,99\n", each, "{each.kind}", "{each.part}")

    assert told(reading, "standard_id", "measure", "text") == [
        ["a", "Letters", "Level", "low"],
        ["a", "letters", "Relative Level", "lower"],
        ["a", "Sounds", "Score", "7"],
    ]


def test_what_stands_beside_is_found_by_the_same_text(measures):
    each = 'each = { columns = ["Goal*Rit"], beside = { goal = "Goal*Name" } }'
    text = "pupil,Goal1Name,Goal1Rit,Goal2Name,Goal2Rit\na,Numbers,201,Shapes,209\nb,Shapes,190,,\n"

    reading = measures(text, each, "{each.kind}", "{each.goal}")

    assert told(reading, "standard_id", "measure", "value") == [
        ["a", "Numbers", "GoalRit", 201], ["a", "Shapes", "GoalRit", 209], ["b", "Shapes", "GoalRit", 190],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12.5", 12.5),
        ("\N{MINUS SIGN}0.5", -0.5),
        ("<5", None),
        ("865L", None),
        ("195-207", None),
        ("007", 7),
    ],
)
def test_what_is_no_number_is_kept_as_text(measures, cell, value):
    row = measures(f"pupil,Fall\na,{cell}\n", 'each = { columns = ["Fall"] }').tables["measures"].iloc[0]

    assert row["text"] == cell
    assert row["value"] == value if value is not None else row["value"] != row["value"]


def test_a_fault_is_told_with_the_column_it_stands_in_and_costs_that_cell_alone(measures):
    each = (
        'each = { columns = ["Fall", "Spring"] }\nskip = [{ when = { "each.value" = "x" }, reason = "no" }]'
    )

    reading = measures("pupil,Fall,Spring\na,1,x\nb,x,x\n", each)

    assert told(reading, "measure") == [["a", "Fall"]]
    assert reading.rejects[["row", "column"]].to_numpy().tolist() == [
        [2, "Spring"],
        [3, "Fall"],
        [3, "Spring"],
    ]
    assert (reading.files[0].kept, reading.files[0].rejected) == (1, 1)


def test_a_password_never_becomes_a_row(measures):
    reading = measures("pupil,Key,Password\na,1,secret\n", 'each = { columns = ["*"], but = ["pupil"] }')

    assert told(reading, "measure") == [["a", "Key"]]
    assert "secret" not in str(reading.tables) + reading.rejects.to_csv()


@pytest.mark.parametrize(
    ("each", "words"),
    [
        ('each = { columns = ["*a*"] }', "each: '*a*' has more than one *"),
        ('each = { columns = ["Pass*Word", "Password*"] }', "each: 'Password*' holds passwords"),
        ('each = { columns = ["Fall"], beside = { goal = "Goal*" } }', "so each of columns needs one too"),
        ('each = { colums = ["Fall"] }', "'colums' is no key here, did you mean 'columns'?"),
        ("each = { columns = [] }", "columns = []"),
    ],
)
def test_a_mistake_in_each_is_told(measures, each, words):
    with pytest.raises(DataError) as caught:
        measures("pupil,Fall\na,1\n", each)

    assert words in str(caught.value)


def test_a_misspelt_word_of_each_is_told_with_the_right_one(measures):
    with pytest.raises(DataError, match=r"lists no column 'each.kinds': did you mean 'each.kind'"):
        measures("pupil,Fall\na,1\n", 'each = { columns = ["Fall"] }', "{each.kinds}")


def test_wide_files_of_a_district_are_quickly_long(measures):
    header = ["pupil", *(f"M{number}" for number in range(40))]
    lines = [",".join([f"p{row}", *(str(row % 7) for _ in range(40))]) for row in range(5_000)]

    reading = measures("\n".join([",".join(header), *lines]), 'each = { columns = ["M*"] }')

    assert len(reading.tables["measures"]) == 200_000
