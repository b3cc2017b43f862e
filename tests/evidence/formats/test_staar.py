"""STAAR interim tests: answers, points and standards packed in single cells. Every student is invented."""

import csv
import io

import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.evidence.formats import mapped, oneroster, own, staar
from plcnb.evidence.formats.reading import Package
from plcnb.evidence.importing import import_sources
from plcnb.evidence.store import EvidenceStore

_RESPONSES, _SCORES, _ALIGNMENT = (
    "ITEM STUDENT RESPONSES: Segment ", "ITEM STUDENT SCORES: Segment ", "SE ALIGNMENT: Segment "
)  # fmt: skip


def slots(*standards):
    return "".join(standard.ljust(15) for standard in standards)


LINE = {
    "ADMINISTRATION": "Window 2", "TEST DATE": "12012026", "CAMPUS-NAME": "North",
    "LAST-NAME": "Quillfeather",
    "FIRST-NAME": "Anouk", "PEIMS-ID": "S12345678", "DATE-OF-BIRTH (MMDDYYYY)": "01012016",
    "TSDS UID": "1111111111", "LOCAL-STUDENT-ID": "00017", "ENROLLED GRADE": "05", "TEST CODE": "I5X",
    "GRADE LEVEL TESTED": "05", "Total Scale Score": "3110", _RESPONSES + "1": "AB C",
    _RESPONSES + "2 HIGH": "",
    _RESPONSES + "3 MEDIUM": "", _SCORES + "1": "1020", _SCORES + "2 HIGH": "", _SCORES + "3 MEDIUM": "",
    "PROBABILITY OF ACHIEVING MEETS GRADE LEVEL": "72",
    "Reporting Category 1: Raw Score or\N{NO-BREAK SPACE}RAW SCORE REPORTING CATEGORY 1": "3",
    "REPORTING CATEGORY 1 STRENGTH/WEAKNESS INDICATOR": "Under",
    _ALIGNMENT + "1": slots("5.2.A", "5.3.B", "5.4.C", "5.2.A"), _ALIGNMENT + "2 HIGH": "",
    _ALIGNMENT + "3 MEDIUM": "", "Overall Raw Score": "3", "Attempt": "1", "END OF RECORD": ".",
}  # fmt: skip
BEN = LINE | {"LOCAL-STUDENT-ID": "00018", "TSDS UID": "2222222222", "FIRST-NAME": "Bertolt"}


@pytest.fixture
def opened(tmp_path):
    """A function that writes lines and opens the file."""

    def write(*lines, encoding="utf-8"):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(lines[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(lines)
        (tmp_path / "interim.csv").write_bytes(out.getvalue().encode(encoding))
        return Package.open([tmp_path / "interim.csv"])

    return write


def answers_of(reading, person):
    rows = reading.tables["responses"]
    rows = rows[rows["person_id"] == person]
    return rows[["response", "score", "status"]].to_numpy().tolist()


def test_each_question_has_its_answer_its_points_and_its_standard(opened):
    reading = staar.read(opened(LINE, BEN | {_RESPONSES + "1": " DCC", _SCORES + "1": "0021"}))

    # Nobody has a letter at a question of which the file gives points only: the third of the first student.
    assert answers_of(reading, "00017") == [
        ["A", 1, "answered"], ["B", 0, "answered"], ["", 2, "answered"], ["C", 0, "answered"],
    ]  # fmt: skip
    assert answers_of(reading, "00018") == [
        ["", 0, "omitted"], ["D", 0, "answered"], ["C", 2, "answered"], ["C", 1, "answered"],
    ]  # fmt: skip
    items = reading.tables["items"]
    assert items[["item_id", "position", "standard_id"]].to_numpy().tolist() == [
        ["staar-interim:2026-2027:I5X:1:01:5.2.A", 1, "staar:5.2.A"],
        ["staar-interim:2026-2027:I5X:1:02:5.3.B", 2, "staar:5.3.B"],
        ["staar-interim:2026-2027:I5X:1:03:5.4.C", 3, "staar:5.4.C"],
        ["staar-interim:2026-2027:I5X:1:04:5.2.A", 4, "staar:5.2.A"],
    ]
    assert items["max_score"].isna().all()
    assert reading.tables["standards"]["code"].tolist() == ["5.3.B", "5.4.C", "5.2.A"]


def test_a_question_to_which_nobody_has_a_letter_is_not_omitted_and_said(opened):
    blank = {_RESPONSES + "1": "A  C", _SCORES + "1": "1000"}

    reading = staar.read(opened(LINE | blank, BEN | blank))

    assert [status for _, _, status in answers_of(reading, "00017")] == ["answered"] * 4
    (note,) = [finding for finding in reading.findings if finding.rule == "items.answers_not_given"]
    assert note.count == 2


def test_the_segments_of_an_adaptive_test_follow_the_first_for_those_who_took_them(opened):
    high = {
        _RESPONSES + "2 HIGH": "DD",
        _SCORES + "2 HIGH": "10",
        _ALIGNMENT + "2 HIGH": slots("5.9.A", "5.9.B"),
    }
    medium = {
        _RESPONSES + "3 MEDIUM": "C",
        _SCORES + "3 MEDIUM": "1",
        _ALIGNMENT + "3 MEDIUM": slots("5.1.A"),
    }

    reading = staar.read(opened(LINE | high, BEN | medium))

    assert [len(answers_of(reading, person)) for person in ("00017", "00018")] == [6, 5]
    places = reading.tables["items"].set_index("item_id")["position"]
    assert places["staar-interim:2026-2027:I5X:2:02:5.9.B"] == 6
    assert places["staar-interim:2026-2027:I5X:3:01:5.1.A"] == 5


@pytest.mark.parametrize(
    "spoilt",
    [
        {_SCORES + "1": "20"},  # the zeros in front were eaten
        {_SCORES + "1": "1.02E+21"},
        {_SCORES + "1": "10X0"},
        {_SCORES + "1": "102"},
        {_ALIGNMENT + "1": slots("5.2.A", "5.3.B")},
        {_RESPONSES + "1": "ABCDA"},
    ],
)
def test_packed_cells_that_do_not_fit_together_refuse_the_line_and_show_nobody(opened, spoilt):
    reading = staar.read(opened(LINE, BEN | spoilt))

    (count,) = reading.files
    assert (count.read, count.kept, count.rejected) == (2, 1, 1)
    assert reading.rejects[["row", "value", "rule"]].to_numpy().tolist() == [
        [3, "", "row.packed_cells_differ"]
    ]
    assert "import the file as it was downloaded" in reading.rejects["reason"][0]


def test_blanks_cut_off_at_the_end_are_filled_up(opened):
    reading = staar.read(
        opened(LINE | {_RESPONSES + "1": "AB", _ALIGNMENT + "1": LINE[_ALIGNMENT + "1"].rstrip()})
    )

    assert [response for response, _, _ in answers_of(reading, "00017")] == ["A", "B", "", ""]


def test_of_several_attempts_the_last_counts(opened):
    reading = staar.read(opened(LINE | {"Attempt": "2", "Overall Raw Score": "4"}, LINE))

    assert reading.tables["results"]["score"].tolist() == [4]
    assert reading.rejects[["row", "rule"]].to_numpy().tolist() == [[3, "row.other_attempt"]]


def test_a_zero_that_a_spreadsheet_took_from_the_date_is_put_back_and_the_year_begins_in_july(opened):
    early = BEN | {"TEST DATE": "2032027"}

    reading = staar.read(opened(LINE, early | {"ADMINISTRATION": "Window 3"}))

    assert [str(day.date()) for day in reading.tables["tests"]["date"]] == ["2026-12-01", "2027-02-03"]
    assert reading.tables["tests"]["test_id"].tolist() == [
        "staar-interim:2026-2027:Window 2:I5X", "staar-interim:2026-2027:Window 3:I5X",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("spoilt", "rule"),
    [
        ({"LOCAL-STUDENT-ID": "", "TSDS UID": ""}, "row.missing_required_value"),
        ({"TEST CODE": ""}, "row.missing_required_value"),
        ({"TEST DATE": "99999999"}, "row.invalid_date"),
        ({"TEST DATE": ""}, "row.invalid_date"),
    ],
)
def test_a_line_of_nobody_or_of_no_test_is_refused(opened, spoilt, rule):
    reading = staar.read(opened(LINE, BEN | spoilt))

    assert reading.rejects[["row", "rule"]].to_numpy().tolist() == [[3, rule]]


def test_what_stands_beside_the_points_is_kept_under_the_file_s_own_words(opened):
    measures = staar.read(opened(LINE)).tables["measures"]

    assert measures[["measure", "text"]].to_numpy().tolist() == [
        ["Total Scale Score", "3110"],
        ["PROBABILITY OF ACHIEVING MEETS GRADE LEVEL", "72"],
        ["RAW SCORE REPORTING CATEGORY 1", "3"],
        ["REPORTING CATEGORY 1 STRENGTH/WEAKNESS INDICATOR", "Under"],
    ]


def test_numbers_of_the_state_that_may_be_social_security_numbers_are_never_taken(opened):
    reading = staar.read(opened(LINE, BEN | {"TEST CODE": ""}))

    everything = str([table.to_csv() for table in reading.tables.values()]) + reading.rejects.to_csv()
    assert not [word for word in ("S12345678", "01012016", "Bertolt") if word in everything]
    assert reading.tables["identifiers"]["value"].tolist() == ["00017", "1111111111"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_only_its_own_columns_are_recognised(opened, encoding):
    package = opened(LINE, encoding=encoding)

    assert staar.recognise(package) == 1
    assert [one.NAME for one in (oneroster, own, mapped) if one.recognise(package)] == []
    columns = {name: cell for name, cell in LINE.items() if name != "TEST CODE"}
    assert staar.recognise(opened(columns)) == 0


def test_a_file_without_lines_is_read_as_such(opened, tmp_path):
    opened(LINE)
    path = tmp_path / "interim.csv"
    path.write_text(path.read_text().splitlines()[0] + "\n")

    assert staar.read(Package.open([path])).tables["results"].empty


def test_a_team_sees_the_questions_and_standards(opened, tmp_path):
    opened(LINE, BEN)

    import_sources(tmp_path / "evidence", tmp_path / "interim.csv")

    store = EvidenceStore(tmp_path / "evidence")
    team = store.team(store.teams()["team_id"][0])
    assert team.assessments[["title", "n_results", "n_items"]].to_numpy().tolist() == [
        ["STAAR interim I5X, grade 05, Window 2 2026-2027", 2, 4]
    ]
    assert set(team.items["standard_id"]) == {"staar:5.2.A", "staar:5.3.B", "staar:5.4.C"}
    assert set(team.standards["code"]) == {"5.2.A", "5.3.B", "5.4.C"}


def test_a_file_of_a_large_district_is_read_quickly(opened):
    lines = [LINE | {"LOCAL-STUDENT-ID": f"{number:06d}", "TSDS UID": ""} for number in range(5_000)]

    assert len(staar.read(opened(*lines)).tables["responses"]) == 20_000


@pytest.mark.shared
def test_the_real_sample_to_the_letter(shared):
    reading = staar.read(Package.open([shared / "data/edfi_bundles/STAAR_Interim"]))

    (count,) = reading.files
    assert (count.read, count.kept, count.rejected) == (5, 5, 0)
    sizes = {name: len(rows) for name, rows in reading.tables.items()}
    assert sizes == {
        "schools": 1, "classes": 1, "people": 5, "identifiers": 10, "enrollments": 5, "tests": 1,
        "results": 5, "standards": 19, "items": 22, "responses": 110, "measures": 60,
    }  # fmt: skip
    responses = reading.tables["responses"]
    points = responses.groupby("person_id")["score"].sum()
    told = reading.tables["results"].set_index("person_id")["score"]
    assert points.sort_index().to_dict() == told.sort_index().to_dict()
    first = responses[responses["person_id"] == "202014"]
    assert "".join(first["response"].replace("", " ")) == "CDD  CACDBDBA DCAA DDC"
    assert first["score"].tolist()[18] == 2
    assert responses["status"].value_counts().to_dict() == {"answered": 110}
    last = reading.tables["items"].iloc[21]
    assert (last["position"], last["standard_id"]) == (22, "staar:5.1.5.5.C")
    assert pd.isna(last["max_score"])


def test_what_is_no_text_is_refused_in_words(tmp_path):
    (tmp_path / "interim.csv").write_bytes(b"\x00\x01\x02\xff" * 50)

    with pytest.raises(DataError):
        import_sources(tmp_path / "evidence", tmp_path / "interim.csv")
