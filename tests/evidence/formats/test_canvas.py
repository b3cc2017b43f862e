"""A Canvas gradebook as Canvas writes it, with every quirk its own exporter has. Every person is invented."""

import math

import pandas as pd
import pytest

from plcnb.evidence.formats import canvas, gradebooks, mapped, oneroster, own
from plcnb.evidence.formats.reading import Package

HEADER = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (11),Final Score Sheet (22),Current Score,Final Score"
)
POSTING = ",,,,,Manual Posting,,,"
POINTS = "    Points Possible,,,,,10.00,4.00,(read only),(read only)"
ANA = '"Zubrowka, Ana",501,0071,ana,Period 1,7.50,3.00,75.00,75.00'
BEN = '"Yoknapa, Ben",502,0072,ben,Period 2,EX,N/A,,'
CYD = '"Xanadu, Cyd",503,0073,cyd,Period 1 and Period 2,,4.50,,'
TEST = '"Student, Test",599,,8c2f,Period 1,1.00,1.00,,'


@pytest.fixture
def book(tmp_path):
    """Write a gradebook and open it."""

    def write(*lines, name="2026-11-20T1010_Grades-Math_7.csv", encoding="utf-8", end="\n"):
        (tmp_path / name).write_bytes(end.join(lines).encode(encoding))
        return Package.open([tmp_path / name])

    return write


def results(reading):
    frame = reading.tables["results"].set_index(["person_id", "test_id"]).sort_index()
    return {key: (row["score"], row["status"], row["mark"]) for key, row in frame.iterrows()}


def told(reading):
    return {finding.rule: finding for finding in reading.findings}


def test_the_three_kinds_of_missing_stay_three(book):
    found = results(canvas.read(book(HEADER, POSTING, POINTS, ANA, BEN, CYD, TEST)))

    assert found["0071", "canvas:11"] == (7.5, "scored", "")
    assert found["0072", "canvas:11"][1:] == ("exempt", "")
    assert found["0072", "canvas:22"][1:] == ("exempt", gradebooks.NOT_ASSIGNED)
    assert found["0073", "canvas:11"][1:] == ("no score", "")
    assert all(math.isnan(score) for score, status, _ in found.values() if status != "scored")


def test_every_line_is_accounted_for_and_the_test_student_stays_out(book):
    reading = canvas.read(book(HEADER, POSTING, POINTS, ANA, BEN, CYD, TEST))

    (count,) = reading.files
    assert (count.read, count.kept, count.rejected) == (6, 3, 3)
    assert sorted(reading.rejects["rule"]) == ["row.no_student", "row.no_student", "row.test_student"]
    assert reading.rejects["row"].tolist() == [2, 3, 7]
    assert set(reading.tables["people"]["person_id"]) == {"0071", "0072", "0073"}


def test_an_assignment_is_known_by_its_id_whatever_its_title(book):
    tests = canvas.read(book(HEADER, POINTS, ANA)).tables["tests"].set_index("test_id")

    assert tests["title"].to_dict() == {"canvas:11": "Quiz 1", "canvas:22": "Final Score Sheet"}
    assert tests["max_score"].to_dict() == {"canvas:11": 10.0, "canvas:22": 4.0}


def test_a_total_that_looks_like_an_assignment_is_none(book):
    header = HEADER.replace("Current Score", "Current Score (2021)")

    assert len(canvas.read(book(header, POINTS, ANA)).tables["tests"]) == 2


def test_names_and_identifiers_stand_as_written(book):
    tables = canvas.read(book(HEADER, POINTS, ANA)).tables

    assert tables["people"][["given_name", "family_name", "role"]].to_numpy().tolist() == [
        ["Ana", "Zubrowka", "student"]
    ]
    known = {(row.kind, row.value, row.system) for row in tables["identifiers"].itertuples()}
    assert known == {("vendor id", "501", "canvas"), ("SIS id", "0071", ""), ("login", "ana", "")}


@pytest.mark.parametrize("first", ["Ana Zubrowka", '"Zubrowka, Ana"'])
def test_a_name_is_read_in_either_order(book, first):
    line = ANA.replace('"Zubrowka, Ana"', first)

    people = canvas.read(book(HEADER, POINTS, line)).tables["people"]

    assert people[["given_name", "family_name"]].to_numpy().tolist() == [["Ana", "Zubrowka"]]


def test_two_columns_of_names_do_as_well(book):
    header = HEADER.replace("Student", "LastName,FirstName")
    lines = (
        POSTING,
        POINTS,
        ANA.replace('"Zubrowka, Ana"', "Zubrowka,Ana"),
        TEST.replace('"Student, Test"', "Student,Test"),
    )
    blank = [lines[0] + ",", lines[1].replace("Possible,", "Possible,,"), *lines[2:]]

    reading = canvas.read(book(header, *blank))

    assert reading.tables["people"]["given_name"].tolist() == ["Ana"]
    assert "row.test_student" in told(reading)


def test_semicolons_a_byte_order_mark_and_decimal_commas(book):
    lines = [line.replace(",", ";") for line in (HEADER, POINTS.replace(".00", ""))]
    ana = '"Zubrowka, Ana";501;0071;ana;Period 1;7,50;1;;'

    reading = canvas.read(book(*lines, ana, encoding="utf-8-sig", end="\r\n"))

    assert results(reading)["0071", "canvas:11"][0] == 7.5


def test_a_decimal_comma_inside_quotes(book):
    points = POINTS.replace("10.00", '"10,00"').replace("4.00", '"1.004,00"')
    ana = ANA.replace("7.50", '"7,50"').replace("3.00", '"1.003,50"').replace("75.00", "")

    reading = canvas.read(book(HEADER, points, ana))

    assert reading.tables["tests"]["max_score"].tolist() == [10.0, 1004.0]
    assert [score for score, *_ in results(reading).values()] == [7.5, 1003.5]


def test_thousands_with_a_comma_are_not_decimals(book):
    points = POINTS.replace("10.00", '"1,000.00"')

    reading = canvas.read(book(HEADER, points, ANA.replace("7.50", '"1,000.00"')))

    assert reading.tables["tests"]["max_score"].tolist() == [1000.0, 4.0]
    assert results(reading)["0071", "canvas:11"][0] == 1000.0


def test_a_guarded_name_is_freed(book):
    reading = canvas.read(book(HEADER, POINTS, ANA.replace('"Zubrowka, Ana"', '"=""=Ana Zubrowka"""')))

    assert reading.tables["people"]["family_name"].tolist() == ["Zubrowka"]


def test_letter_grades_are_kept_as_the_gradebook_s_own(book):
    reading = canvas.read(book(HEADER, POINTS, ANA.replace("7.50", "B+")))

    assert results(reading)["0071", "canvas:11"][1] == "no score"
    assert reading.tables["measures"][["test_id", "measure", "text"]].to_numpy().tolist() == [
        ["canvas:11", "grade", "B+"]
    ]
    assert told(reading)["row.grade_in_words"].count == 1


def test_bonus_points_are_kept_and_said(book):
    reading = canvas.read(book(HEADER, POINTS, CYD))

    assert results(reading)["0073", "canvas:22"][0] == 4.5
    assert told(reading)["row.score_above_max"].row == 3


def test_a_student_in_two_sections_is_in_both(book):
    enrolled = canvas.read(book(HEADER, POINTS, ANA, BEN, CYD)).tables["enrollments"]

    assert sorted(enrolled.query("person_id == '0073'")["class_id"]) == ["Math 7/Period 1", "Math 7/Period 2"]


def test_a_section_whose_own_name_holds_the_word_stays_whole(book):
    reading = canvas.read(book(HEADER, POINTS, ANA.replace("Period 1", "Art and Craft")))

    assert reading.tables["classes"]["title"].tolist() == ["Art and Craft"]


def test_a_student_twice_with_other_scores_is_refused_and_a_repeated_line_read_once(book):
    other = ANA.replace("7.50", "9.00")

    reading = canvas.read(book(HEADER, POINTS, ANA, ANA, other))

    assert results(reading)["0071", "canvas:11"][0] == 7.5
    assert reading.rejects.query("rule == 'row.repeated'")["row"].tolist() == [4, 5]
    assert [finding.row for finding in reading.refused] == [5]


def test_a_student_without_any_id_is_refused_without_the_name(book):
    reading = canvas.read(book(HEADER, POINTS, '"Nobody, Ned",,,,Period 1,1,1,,', ANA))

    (refused,) = reading.refused
    assert (refused.row, refused.rule) == (3, "row.missing_required_value")
    assert "Ned" not in reading.rejects.to_csv() + "".join(map(str, reading.findings))


def test_nobody_s_name_is_told(book):
    lines = (HEADER, POSTING, POINTS, ANA, ANA, BEN, CYD, TEST)
    said = "".join(map(str, canvas.read(book(*lines)).findings)) + canvas.read(book(*lines)).rejects.to_csv()

    assert not [name for name in ("Ana", "Zubrowka", "Ben", "Xanadu") if name in said]


def test_assignments_worth_nothing_have_no_highest_score(book):
    tests = canvas.read(book(HEADER, POINTS.replace("10.00", "0.00"), ANA)).tables["tests"]

    assert math.isnan(tests["max_score"].iloc[0])


@pytest.mark.parametrize("line", ["Student,ID,Section,Quiz (1)\nAna,1,A,2\n", "student_id,score\n1,2\n"])
def test_what_is_no_canvas_gradebook_is_not_taken_for_one(book, line):
    assert canvas.recognise(book(*line.splitlines())) == 0


def test_no_other_reader_takes_it(book):
    package = book(HEADER, POINTS, ANA)

    assert canvas.recognise(package) == 1
    assert [module.NAME for module in (oneroster, own, mapped) if module.recognise(package)] == []


def test_columns_may_stand_in_other_cases_and_with_more_ids(book):
    header = HEADER.replace("SIS User ID", "sis user id").replace(
        "SIS Login ID", "SIS Login ID,Integration ID"
    )
    lines = [header, POINTS.replace("Possible,,,", "Possible,,,,"), ANA.replace(",ana,", ",ana,i-1,")]

    tables = canvas.read(book(*lines)).tables

    assert ("id", "i-1") in set(
        zip(tables["identifiers"]["kind"], tables["identifiers"]["value"], strict=True)
    )


def test_instructure_s_own_file(shared):
    reading = canvas.read(Package.open([shared / "data" / "gradebooks" / "canvas.csv"]))

    assert (reading.files[0].read, reading.files[0].kept) == (6, 4)
    assert len(reading.tables["results"]) == 12
    assert reading.tables["tests"]["max_score"].tolist() == [10.0, 24.0, 30.0]
    assert reading.tables["results"].query("person_id == 'a10000000'")["score"].tolist() == [10.0, 24.0, 29.0]
    assert not reading.refused


def test_thirty_thousand_students_are_read_whole(book):
    students = [f'"S{n}, X",{n},s{n},l{n},P,{n % 11}.00,,,' for n in range(30_000)]

    reading = canvas.read(book(HEADER, POINTS, *students))

    scored = reading.tables["results"].query("status == 'scored'")
    assert len(scored) == 30_000
    assert pd.unique(scored["test_id"]).tolist() == ["canvas:11"]
