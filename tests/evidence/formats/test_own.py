"""plcnb's own CSV files: teams, standards, items and item responses."""

import json
import subprocess
import sys

import pandas as pd
import pytest

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.formats import oneroster, own
from plcnb.evidence.formats.reading import Package

ITEMS = """item_id,course_id,assessment,position,standard_id,key,max_score
i1,m,Unit 1,1,S.1,B,1
i2,m,Unit 1,2,S.2,,2
"""
HEAD = "test_id,student_id,item_id,response,score,date\n"
KNOWN = {
    "tests": {"q"},
    "people": {"ana", "ben"},
    "courses": {"m"},
    "schools": {"n"},
    "classes": {"m1", "m2"},
}


@pytest.fixture
def read(tmp_path):
    """A function that reads files given as texts, and checks their references against KNOWN."""

    def read_texts(known=KNOWN, **texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text)
        reading = own.read(Package.open([tmp_path]))
        return own.check_references(reading, reading.tables, known)

    return read_texts


@pytest.fixture
def answers(read):
    """A function that reads rows of item responses beside two items."""

    def read_rows(*rows, head=HEAD):
        return read(items=ITEMS, responses=head + "\n".join(rows))

    return read_rows


def refused(reading):
    """Line, column, value and rule of each refused row."""
    return [(f.row, f.column, f.value, f.rule) for f in reading.refused]


def noted(reading):
    """How many cells each rule noted."""
    return {f.rule: f.count for f in reading.findings if f.severity == "noted"}


# --- recognising ---------------------------------------------------------------------------------------

HEADERS = {
    "teams": [
        "team_id,name,school_id,course_id,teacher_ids,class_ids",
        "teamId,title,schoolSourcedId,courseSourcedId,teacherSourcedIds,classSourcedIds",
    ],
    "standards": ["standard_id,code,statement,parent_id"],
    "items": [
        "item_id,course_id,assessment,position,standard_id,key,max_score",
        "itemSourcedId,courseSourcedId,assessment,position,learningObjectiveId,key,maxScore",
    ],
    "responses": [
        "test_id,student_id,item_id,response,score,date",
        "lineItemSourcedId,studentSourcedId,itemSourcedId,response,score,scoreDate",
        "Score,ITEM_ID,student_id,test_id",
    ],
}


@pytest.mark.parametrize(("table", "header"), [(t, h) for t, headers in HEADERS.items() for h in headers])
def test_a_file_is_known_by_its_columns_whatever_it_is_called(tmp_path, table, header):
    (tmp_path / "anything.csv").write_text(header + "\n")
    package = Package.open([tmp_path])

    assert own.recognise(package) == 1
    assert list(own.read(package).tables) == [table]


@pytest.mark.parametrize("name", ["teams", "items", "item_responses"])
def test_a_file_that_only_has_the_name_is_not_known(tmp_path, name):
    (tmp_path / f"{name}.csv").write_text("id,title\n1,x\n")

    assert own.recognise(Package.open([tmp_path])) == 0


def test_one_package_may_feed_two_readers(export):
    responses = f"{HEAD}q,u-ana,i1,B,1,2025-09-15\nq,u-zoe,i1,B,1,2025-09-15\n"
    export.texts.update({"items.csv": ITEMS, "answers.csv": responses})
    package = export.package()
    rest = package.without(oneroster.claim(package))
    roster, ours = export.read(), own.read(rest)
    own.check_references(ours, {**roster.tables, **ours.tables})

    assert list(rest.members) == ["answers.csv", "items.csv"]
    assert roster.refused == []
    assert refused(ours) == [(3, "student_id", "u-zoe", "reference.unknown_student")]


# --- responses -----------------------------------------------------------------------------------------


def test_answers_are_read_into_their_contract(answers):
    reading = answers("q,ana,i1,B,1,2025-09-15", "q,ana,i2,a word,1.50,", "q,ben,i1,,,")

    assert reading.findings == []
    assert reading.mode == "delta"
    assert not reading.strict
    responses = reading.tables["responses"]
    pd.testing.assert_frame_equal(responses, conform(responses, SOURCE_TABLES["responses"]))
    assert responses["score"].tolist()[:2] == [1, 1.5]
    assert responses["status"].tolist() == ["answered", "answered", "no score"]
    assert responses["date"].tolist()[0] == pd.Timestamp("2025-09-15")


@pytest.mark.parametrize(
    ("row", "column", "value", "rule"),
    [
        ("zz,ana,i1,B,1,", "test_id", "zz", "reference.unknown_test"),
        ("q,zoe,i1,B,1,", "student_id", "zoe", "reference.unknown_student"),
        ("q,ana,i9,B,1,", "item_id", "i9", "reference.unknown_question"),
        ("q,,i1,B,1,", "student_id", "", "row.missing_required_value"),
        ("q,ana,i1,B,9,", "score", "9", "row.score_above_max"),
        ("q,ana,i1,B,-1,", "score", "-1", "row.score_below_zero"),
        ("q,ana,i1,B,absent,", "score", "absent", "row.invalid_float"),
        ("q,ana,i1,B,inf,", "score", "inf", "row.invalid_float"),
        ("q,ana,i1,B,1,2025-02-30", "date", "2025-02-30", "row.invalid_date"),
        ("q,ana,i1,B,1,2/3/2025", "date", "2/3/2025", "row.invalid_date"),
        ("q,ana,i1,B,1,45000", "date", "45000", "row.invalid_date"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_and_the_rest_goes_on(answers, row, column, value, rule):
    reading = answers("q,ben,i1,A,0,", row, "q,ben,i2,A,2,")

    assert refused(reading) == [(3, column, value, rule)]
    assert reading.rejects[["file", "row", "column", "rule"]].to_numpy().tolist() == [
        ["responses.csv", 3, column, rule]
    ]
    assert reading.tables["responses"]["person_id"].tolist() == ["ben", "ben"]
    (count,) = [count for count in reading.files if count.table == "responses"]
    assert (count.read, count.kept, count.rejected) == (3, 2, 1)


@pytest.mark.parametrize(
    ("cell", "score", "rule"),
    [
        ("EX", None, "row.exempt"),
        ("ex", None, "row.exempt"),
        ("", None, None),
        ("1.00", 1, None),
        (".5", 0.5, None),
        ('"0,5"', 0.5, "row.decimal_comma"),
        (" 1 ", 1, "row.padded"),
    ],
)
def test_a_score_may_be_written_in_these_ways(answers, cell, score, rule):
    reading = answers(f"q,ana,i1,B,{cell},")
    got = reading.tables["responses"].iloc[0]

    assert refused(reading) == []
    assert (None if pd.isna(got["score"]) else got["score"]) == score
    assert got["status"] == ("no score" if score is None else "answered")
    assert set(noted(reading)) == ({rule} if rule else set())


def test_a_comma_that_could_part_thousands_is_not_guessed_at(answers):
    assert refused(answers('q,ana,i1,B,"1,000",'))[0][3] == "row.invalid_float"


@pytest.mark.parametrize(
    ("dates", "read_as"),
    [
        (["9/30/2025", "10/1/2025"], ["2025-09-30", "2025-10-01"]),
        (["30/9/2025", "10/1/2025"], ["2025-09-30", "2025-01-10"]),
        (["9/30/2025", "2025-10-01"], ["2025-09-30", "2025-10-01"]),
    ],
)
def test_slashed_dates_are_read_where_the_column_shows_the_order(answers, dates, read_as):
    reading = answers(*(f"q,{who},i1,B,1,{date}" for who, date in zip(("ana", "ben"), dates, strict=True)))

    assert refused(reading) == []
    assert reading.tables["responses"]["date"].dt.strftime("%Y-%m-%d").tolist() == read_as
    assert noted(reading) == {"row.other_date_form": sum("/" in date for date in dates)}


@pytest.mark.parametrize("dates", [["1/2/2025", "3/4/2025"], ["9/30/2025", "30/9/2025"]])
def test_slashed_dates_are_refused_where_it_does_not(answers, dates):
    reading = answers(*(f"q,{who},i1,B,1,{date}" for who, date in zip(("ana", "ben"), dates, strict=True)))

    assert [(found.rule, found.count) for found in reading.refused] == [("row.invalid_date", 2)]


def test_blanks_around_ids_are_taken_away_and_noted(answers):
    reading = answers("q, ana ,i1,B,1,", "q,ana ,i2,B,1,")

    assert reading.tables["responses"]["person_id"].tolist() == ["ana", "ana"]
    assert noted(reading) == {"row.padded": 2}


def test_a_blank_answer_without_points_is_an_omission_where_answers_are_recorded(answers):
    reading = answers("q,ana,i1,,0,", "q,ben,i1,C,0,", "q,ana,i2,,0,", "q,ben,i2,,2,")

    assert reading.tables["responses"]["status"].tolist() == ["omitted", "answered", "answered", "answered"]


def test_the_same_row_twice_is_left_out_and_a_different_one_refused(answers):
    reading = answers("q,ana,i1,B,1,", "q,ana,i1,B,1.0,", "q,ana,i1,C,0,", "q,ana,i1,B,1,")

    assert reading.tables["responses"]["response"].tolist() == ["B"]
    assert noted(reading) == {"row.duplicate": 2}
    assert [(row, rule) for row, _, _, rule in refused(reading)] == [(4, "row.conflicting_duplicate")]
    assert sorted(reading.rejects["row"]) == [3, 4, 5]


def test_a_refused_row_does_not_stand_in_the_way_of_a_good_one(answers):
    reading = answers("q,ana,i1,B,9,", "q,ana,i1,B,1,")

    assert reading.tables["responses"]["score"].tolist() == [1]
    assert [rule for *_, rule in refused(reading)] == ["row.score_above_max"]


def test_a_row_of_an_earlier_file_counts_before_that_of_a_later_one(read):
    reading = read(
        items=ITEMS, monday=f"{HEAD}q,ana,i1,B,1,\n", tuesday=f"{HEAD}q,ana,i1,C,0,\nq,ben,i1,B,1,\n"
    )

    assert reading.tables["responses"]["response"].tolist() == ["B", "B"]
    assert [(f.file, f.row) for f in reading.refused] == [("tuesday.csv", 2)]


def test_answers_before_any_roster_are_refused_with_one_sentence(read):
    rows = "\n".join(f"q,s{number},i1,B,1," for number in range(50))
    reading = read(known={"tests": {"q"}}, items=ITEMS, responses=HEAD + rows)

    (found,) = reading.refused
    assert found.count == 50
    assert "import the file that lists them" in found.message
    assert reading.tables["responses"].empty


# --- items, standards, teams ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",m,Unit 1,3,S.1,B,1", "item_id"),
        ("i3,m,,3,S.1,B,1", "assessment"),
        ("i3,m,Unit 1,0,S.1,B,1", "position"),
        ("i3,m,Unit 1,2.5,S.1,B,1", "position"),
        ("i3,m,Unit 1,third,S.1,B,1", "position"),
        ("i3,m,Unit 1,3,S.1,B,0", "max_score"),
        ("i3,m,Unit 1,3,S.1,B,one", "max_score"),
    ],
)
def test_an_item_that_cannot_be_right_is_refused(read, row, column):
    reading = read(items=ITEMS + row)

    assert [(found.row, found.column) for found in reading.refused] == [(4, column)]
    assert reading.tables["items"]["item_id"].tolist() == ["i1", "i2"]


def test_one_item_may_stand_on_two_assessments_but_not_twice_on_one(read):
    reading = read(items=ITEMS + "i1,m,Unit 2,1,S.1,B,1\ni1,m,Unit 1,7,S.1,B,1\n")

    assert [(row, rule) for row, _, _, rule in refused(reading)] == [(5, "row.conflicting_duplicate")]
    assert reading.tables["items"]["position"].tolist() == [1, 2, 1]


def test_a_team_keeps_ids_that_are_not_known_and_a_note_says_so(read):
    head = HEADERS["teams"][0]
    reading = read(teams=f'{head}\nt,Team,n,m,ana,"m1, m2"\nu,Team U,x,m,ana;zoe,m1;m9\nv,,n,m,,\n')
    teams = reading.tables["teams"].set_index("team_id")

    assert teams.loc["t", "class_ids"] == "m1;m2"
    assert teams.loc["u", "teacher_ids"] == "ana;zoe"
    assert set(teams["origin"]) == {"file"}
    assert set(noted(reading)) == {
        "reference.unknown_school", "reference.unknown_person", "reference.unknown_class",
    }  # fmt: skip
    assert refused(reading) == [(4, "name", "", "row.missing_required_value")]


def test_standards_form_a_tree_within_their_file(read):
    reading = read(
        standards="standard_id,code,statement,parent_id\nS,7.N,Numbers,\nS.1,7.N.1,Fractions,S\nT,T,T,X\n"
    )

    assert len(reading.tables["standards"]) == 3
    assert noted(reading) == {"reference.unknown_standard": 1}


def test_unknown_columns_are_named(read):
    reading = read(items=ITEMS.replace("\n", ",x\n").replace("max_score,x", "max_score,remark"))

    assert noted(reading) == {"schema.unknown_column": 1}


# --- a whole bundle ------------------------------------------------------------------------------------


def test_a_bundle_with_injected_faults_loses_just_the_faulty_rows(shared, tmp_path):
    maker = shared / "tools/make_state.py"
    options = ["--teams", "6", "--students-per-team", "30", "--quirks", "0.02", "--out", str(tmp_path / "s")]
    subprocess.run([sys.executable, str(maker), *options], check=True, capture_output=True)
    injected = json.loads((tmp_path / "s/truth/quirks.json").read_text())
    made = json.loads((tmp_path / "s/truth/summary.json").read_text())
    package = Package.open([tmp_path / "s"])
    claimed = oneroster.claim(package)
    roster, ours = oneroster.read(package.only(claimed)), own.read(package.without(claimed))
    own.check_references(ours, {**roster.tables, **ours.tables})

    assert [found.file for found in package.findings] == ["truth/"]
    assert roster.refused == []
    assert len(roster.tables["results"]) == made["rows"]["results"]
    lines = ours.rejects.groupby("rule")["row"].nunique()
    assert lines["reference.unknown_student"] >= injected["student_unknown"]
    assert lines["row.score_above_max"] >= injected["score_out_of_range"]
    (count,) = [count for count in ours.files if count.table == "responses"]
    assert count.read == made["rows"]["itemResults"] == made["responses"] + injected["duplicate_rows"]
    no_number = lines.get("row.invalid_float", 0)  # a bundle may hold EX cut to its first letter
    lost = (
        injected["student_unknown"] + injected["score_out_of_range"] + injected["score_EX"] * (no_number > 0)
    )
    assert count.kept == len(ours.tables["responses"]) == made["responses"] - lost
