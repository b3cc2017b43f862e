"""Grades as Gradescope exports them. Every person is invented."""

import math

import pytest

from plcnb.evidence.formats import canvas, gradescope, mapped, oneroster, own
from plcnb.evidence.formats.reading import Package

FOUR = "{0},{0} - Max Points,{0} - Submission Time,{0} - Lateness (H:M:S)"
HEADER = (
    "First Name,Last Name,SID,Email,section_name," + FOUR.format("Lab 01") + "," + FOUR.format("homework 02")
)
ANA = (
    "Ana,Zubrowka,A0071,ana@example.org,p-1,9.5,10.0,2026-09-03 10:00:00 -0700,00:00:00,"
    "22.0,21.0,2026-09-10 08:00:00 -0700,225:07:02"
)
BEN = "Ben,Yoknapa,a0072,ben@example.org,p-1,,10.0,,00:00:00,,21.0,2026-09-10 08:00:00 -0700,00:00:00"


@pytest.fixture
def book(tmp_path):
    """Write an export and open it."""

    def write(*lines):
        (tmp_path / "grades.csv").write_text("\n".join(lines))
        return Package.open([tmp_path / "grades.csv"])

    return write


def by_cell(reading):
    frame = reading.tables["results"]
    titles = frame["test_id"].str.rsplit(":", n=1).str[-1]
    return {(row.person_id, title): row for row, title in zip(frame.itertuples(), titles, strict=True)}


def test_not_handed_in_and_not_scored_are_two_things(book):
    cells = by_cell(gradescope.read(book(HEADER, ANA, BEN)))

    assert cells["a0072", "lab 01"].status == "not submitted"
    assert cells["a0072", "homework 02"].status == "no score"
    assert math.isnan(cells["a0072", "lab 01"].score)
    assert (cells["A0071", "lab 01"].score, cells["A0071", "lab 01"].status) == (9.5, "scored")
    assert str(cells["A0071", "lab 01"].date.date()) == "2026-09-03"


def test_lateness_of_more_than_a_day_is_kept_in_hours(book):
    measures = gradescope.read(book(HEADER, ANA, BEN)).tables["measures"]

    assert measures[["person_id", "measure", "text"]].to_numpy().tolist() == [
        ["A0071", gradescope.LATENESS, "225:07:02"]
    ]
    assert measures["value"].iloc[0] == pytest.approx(225 + 7 / 60 + 2 / 3600)


def test_a_score_above_the_highest_is_kept_and_said(book):
    reading = gradescope.read(book(HEADER, ANA))

    assert by_cell(reading)["A0071", "homework 02"].score == 22
    (note,) = [finding for finding in reading.findings if finding.rule == "row.score_above_max"]
    assert (note.row, note.column, note.value) == (2, "homework 02", "22.0")


def test_ids_keep_their_case_for_showing(book):
    tables = gradescope.read(book(HEADER, ANA, BEN)).tables

    assert tables["people"]["person_id"].tolist() == ["A0071", "a0072"]
    assert ("e-mail", "ben@example.org") in set(
        tables["identifiers"][["kind", "value"]].itertuples(index=False)
    )


def test_a_student_without_sid_goes_by_e_mail_and_without_both_is_refused_unnamed(book):
    nobody = BEN.replace("a0072", "").replace("ben@example.org", "")

    reading = gradescope.read(book(HEADER, ANA.replace("A0071", ""), nobody))

    assert reading.tables["people"]["person_id"].tolist() == ["ana@example.org"]
    (refused,) = reading.refused
    assert (refused.row, refused.count) == (3, 1)
    assert "Ben" not in reading.rejects.to_csv() + "".join(map(str, reading.findings))


def test_a_highest_score_that_changed_is_the_highest_of_all(book):
    reading = gradescope.read(book(HEADER, ANA, BEN.replace("10.0", "12.0")))

    assert reading.tables["tests"]["max_score"].tolist() == [12.0, 21.0]
    assert "row.other_highest" in {finding.rule for finding in reading.findings}


def test_a_cell_in_words_is_no_score_and_said(book):
    reading = gradescope.read(book(HEADER, ANA.replace("9.5", "n.a.")))

    assert by_cell(reading)["A0071", "lab 01"].status == "no score"
    assert "row.invalid_number" in {finding.rule for finding in reading.findings}


def test_a_repeated_line_is_read_once_and_a_contradicting_one_refused(book):
    reading = gradescope.read(book(HEADER, ANA, ANA, ANA.replace("9.5", "8")))

    (count,) = reading.files
    assert (count.read, count.kept, count.rejected) == (3, 1, 2)
    assert [finding.row for finding in reading.refused] == [4]


def test_only_gradescope_s_own_columns_are_recognised(book):
    package = book(HEADER, ANA)

    assert gradescope.recognise(package) == 1
    assert [one.NAME for one in (oneroster, own, canvas, mapped) if one.recognise(package)] == []
    assert gradescope.recognise(book("SID,Email,Lab", "1,a@example.org,3")) == 0


@pytest.mark.parametrize(
    ("file", "students", "tests", "scored"),
    [
        ("gradescope.csv", 4, 18, 72),
        ("gradescope-with-5m-late.csv", 4, 18, 72),
        ("gradescope_not_linked_with_canvas.csv", 21, 2, 3),
    ],
)
def test_real_exports_are_read_whole(shared, file, students, tests, scored):
    reading = gradescope.read(Package.open([shared / "data" / "gradebooks" / file]))

    (count,) = reading.files
    assert (count.read, count.kept) == (students, students)
    assert len(reading.tables["tests"]) == tests
    assert len(reading.tables["results"]) == students * tests
    assert (reading.tables["results"]["status"] == "scored").sum() == scored
    assert not reading.refused
