"""Vendors' files by the mappings that ship: real samples to the letter, and invented twins with quirks."""

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest

from plcnb.evidence.formats import mapped
from plcnb.evidence.formats.mapping_file import load_mapping
from plcnb.evidence.formats.reading import Package
from plcnb.evidence.importing import import_sources
from plcnb.evidence.recognising import READERS, plan_import
from plcnb.evidence.store import EvidenceStore

PAGE = Path(__file__).resolve().parents[3] / "docs/importing.md"
NAMES = {"Quillfeather", "Zubrowka", "Anouk", "Bertolt"}

# One line each of an invented export: enough columns to be known, some that a file may have, some unknown.
MAP = {
    "TermName": "Fall 2026-2027", "DistrictName": "Lake", "SchoolName": "North", "StudentID": "00017",
    "Student_StateID": "900017", "Subject": "Mathematics", "Course": "Math 6+", "GrowthMeasureYN": "TRUE",
    "NormsReferenceData": "2025", "TestType": "Survey With Goals", "TestName": "Growth: Math 6+",
    "TestStartDate": "09/16/2026", "TestRITScore": "208", "TestStandardError": "3.40", "TestPercentile": "57",
    "AchievementQuintile": "Avg", "RapidGuessingPercentage": "4.5",
    "FallToFallConditionalGrowthIndex": "-0.31",
    "FallToFallMetProjectedGrowth": "No", "Goal1Name": "Shapes", "Goal1RitScore": "201",
    "Goal1Range": "195-207",
    "Goal2Name": "Numbers", "Goal2RitScore": "215", "Goal2Range": "209-221", "LexileScore": "",
}  # fmt: skip
STAR = {
    "SchoolYear": "2026-2027", "StudentRenaissanceID": "r-17", "StudentSourcedID": "00017",
    "StudentFirstName": "Anouk", "StudentLastName": "Quillfeather", "BirthDate": "2014-01-01T00:00:00Z",
    "CurrentGrade": "7", "SchoolName": "North", "GroupOrClassName": "7a", "AssessmentID": "a-1",
    "CompletedDate": "2026-09-21T17:28:05.852Z", "AssessmentStatus": "Active", "DeactivationReason": "",
    "ScaledScore": "967", "InstructionalReadingLevel": "8.5", "Lexile": "865L", "PercentileRank": "81",
    "StudentGrowthPercentileFallFall": "", "CurrentSGP": "<5", "ScreeningPeriodWindowName": "Fall",
    "AssessmentNumber": "1",
}  # fmt: skip
IREADY = {
    "Last Name": "Quillfeather", "First Name": "Anouk", "Student ID": "00017", "Student Grade": "7",
    "Academic Year": "2026-2027", "School": "North", "Class(es)": "7a", "Completion Date": "9/3/2026",
    "Norming Window": "Fall", "Rush Flag": "", "Overall Scale Score": "496", "Overall Placement": "Early 6",
    "Overall Relative Placement": "Early On Grade Level", "Percentile": "74", "Quantile Measure": "840Q",
    "Geometry Scale Score": "525", "Geometry Placement": "Mid 6", "Geometry Relative Placement": "Early",
    "Annual Typical Growth Measure": "13", "Mid On Grade Level Scale Score": "514",
}  # fmt: skip
DIBELS = {
    "School Year": "2026-2027", "School Name": "North", "Student Last Name": "Quillfeather",
    "Student First Name": "Anouk", "Enrollment Grade": "K", "Reporting Class Name": "K-1",
    "Official Teacher Name": "ZUBROWKA, BERTOLT", "Official Teacher Staff ID": "0007",
    "Assessing Teacher Name": "OTHER, ANY", "Assessment Edition": "DIBELS 8th Edition",
    "Assessment Grade": "K",
    "Benchmark Period": "BOY", "Composite Level": "At Benchmark", "Composite Score": "324",
    "Letter Sounds (NWF-CLS) - Level": "At Benchmark", "Letter Sounds (NWF-CLS) - Score": "9",
    "Letter Sounds (NWF-CLS) - National Norm Percentile": "Discontinue", "Client Date": "2026-10-05",
    "Student Primary ID": "00017", "Primary ID - Student ID (State ID)": "900017",
}  # fmt: skip
VENDORS = {"map-growth": MAP, "star": STAR, "i-ready": IREADY, "dibels-8": DIBELS}
ID = {"map-growth": "StudentID", "star": "StudentRenaissanceID", "i-ready": "Student ID",
      "dibels-8": "Student Primary ID"}  # fmt: skip
SCORE = {"map-growth": "TestRITScore", "star": "ScaledScore", "i-ready": "Overall Scale Score",
         "dibels-8": "Composite Score"}  # fmt: skip
DATE = {"map-growth": "TestStartDate", "star": "CompletedDate", "i-ready": "Completion Date",
        "dibels-8": "Client Date"}  # fmt: skip


_AS_IN_THE_HEADER = {"measure", "standard_id", "code", "statement"}  # these may be in capitals there


def text_of(*rows, columns=None, delimiter=","):
    out = io.StringIO()
    writer = csv.DictWriter(
        out,
        columns or list(rows[0]),
        restval="",
        extrasaction="ignore",
        lineterminator="\n",
        delimiter=delimiter,
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def opened(tmp_path):
    """A function that writes a file and opens it."""

    def write(content):
        path = tmp_path / "export.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Package.open([path])

    return write


@pytest.fixture
def read(opened):
    """A function that reads rows of one vendor; the mapping is found by the columns."""

    def read_rows(*rows, **how):
        return mapped.read(opened(text_of(*rows, **how)))

    return read_rows


def results_of(reading, *columns):
    return reading.tables["results"][list(columns)].to_numpy().tolist()


def measures_of(reading, person):
    rows = reading.tables["measures"]
    rows = rows[rows["person_id"] == person]
    return {(row.standard_id, row.measure): (row.value, row.text) for row in rows.itertuples()}


# --- the real samples ----------------------------------------------------------------------------------

# Folder, files, mapping, lines of each file, and how many tests, results, standards and measures they give.
SAMPLES = [
    ("MAP_Growth", "*.csv", ["map-growth"], [7], (3, 7, 7, 138)),
    ("STAR", "SR_sample*.csv", ["star"], [5], (1, 5, 0, 135)),
    ("STAR", "*S*Area*.csv", ["star-standards"], [5], (1, 0, 6, 10)),
    ("STAR", "*Standards*.csv", ["star-standards"], [5], (1, 0, 8, 30)),
    ("i-Ready", "*_ela.csv", ["i-ready"], [5], (3, 5, 6, 173)),
    ("i-Ready", "*.csv", ["i-ready"], [5, 5], (6, 10, 10, 319)),
    ("Dibels_8_Benchmark", "*.csv", ["dibels-8"], [5], (1, 5, 5, 87)),
]


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "files", "mappings", "lines", "sizes"), SAMPLES)
def test_a_real_sample_is_known_and_read_whole(shared, folder, files, mappings, lines, sizes):
    paths = sorted((shared / "data/edfi_bundles" / folder).glob(files))
    plan = plan_import(Package.open(paths), None, None)

    assert [step.mapping.name for step in plan.steps] == mappings
    assert not plan.findings
    readings = [step.reader.read(step.package, step.mapping) for step in plan.steps]
    counts = {(count.file, count.read, count.kept, count.rejected) for one in readings for count in one.files}
    assert counts == {(path.name, many, many, 0) for path, many in zip(paths, lines, strict=True)}
    tables = readings[0].tables
    found = tuple(len(tables.get(name, [])) for name in ("tests", "results", "standards", "measures"))
    assert found == sizes
    assert all(reading.rejects.empty for reading in readings)


@pytest.mark.shared
def test_map_growth_to_the_letter(shared):
    reading = mapped.read(Package.open([shared / "data/edfi_bundles/MAP_Growth"]))

    tests, results = reading.tables["tests"], reading.tables["results"]
    assert tests[["title", "subject", "norms"]].to_numpy().tolist() == [
        ["MAP Growth Science K-12, Fall 2021-2022", "Science", "2020"],
        ["MAP Growth Algebra 2, Fall 2021-2022", "Mathematics", "USER"],
        ["MAP Growth Reading K-2, Fall 2021-2022", "Language Arts", "2020"],
    ]
    assert tests["max_score"].isna().all()
    assert results["score"].tolist() == [208, 233, 208, 233, 208, 233, 165]
    assert results["mark"].tolist() == [""] * 6 + ["not the test of the term that NWEA takes for growth"]
    ours = measures_of(reading, "605001")
    area = "map-growth:Other Functions, Equations, Inequalities, and Systems"
    assert ours[area, "GoalRitScore"] == (243, "243")
    assert ours[area, "GoalRange"][1] == "236-250"
    assert ours["", "TestStandardError"] == (3.3, "3.30")
    assert ["142 cells" in finding.message for finding in reading.findings if finding.row == 8] == [True]


@pytest.mark.shared
def test_star_i_ready_and_dibels_to_the_letter(shared):
    data = shared / "data/edfi_bundles"
    star = mapped.read(Package.open([data / "STAR/SR_sample_anonymized_file.csv"]))
    ready = mapped.read(Package.open([data / "i-Ready/sample_anonymized_file_ela.csv"]))
    dibels = mapped.read(Package.open([data / "Dibels_8_Benchmark"]))

    assert star.tables["results"]["score"].tolist() == [8, 72, 348, 723, 967]
    first = measures_of(star, "00000000-0000-0000-0000-000000000001")
    assert first["", "Lexile"][1] == "BR400L"
    assert first["", "UnifiedScore"] == (615, "615")
    assert ready.tables["results"]["score"].tolist() == [424, 468, 572, 593, 575]
    rows = ready.tables["measures"]
    literature = rows[rows["standard_id"] == "i-ready:Comprehension: Literature"]
    assert literature["text"].tolist()[:3] == ["438", "Grade 1", "2 Grade Levels Below"]
    assert rows.loc[rows["measure"] == "Lexile Range", "text"].tolist()[0] == "115L-265L"
    assert dibels.tables["results"]["score"].tolist() == [271, 261, 314, 246, 324]
    assert dibels.tables["people"]["grade"].tolist() == ["K", "2", "04", "PK", "K"]
    stopped = measures_of(dibels, "605003")["dibels-8:Letter Sounds (NWF-CLS)", "National Norm Percentile"]
    assert stopped[1] == "Discontinue"
    assert pd.isna(stopped[0])


@pytest.mark.shared
def test_star_domains_stand_above_their_standards(shared):
    paths = sorted((shared / "data/edfi_bundles/STAR").glob("*Standards*.csv"))
    standards = mapped.read(Package.open(paths)).tables["standards"].set_index("standard_id")

    one = standards.loc["star:SCCCR.ELA.5.RL.MC.7.2"]
    assert (one["code"], one["parent_id"]) == (
        "SCCCR.ELA.5.RL.MC.7.2", "star:Reading Literary Text: Meaning and Context",
    )  # fmt: skip
    assert one["statement"].startswith("Compare and contrast the treatment of similar themes")
    assert set(standards["parent_id"]) - {""} <= set(standards.index)


@pytest.mark.shared
def test_school_data_sync_is_a_roster_without_passwords_parents_and_demographics(shared):
    folder = shared / "data/oneroster/microsoft_sds_v2.1"
    plan = plan_import(Package.open([folder]), None, None)
    (step,) = plan.steps
    reading = step.reader.read(step.package, step.mapping)

    assert step.mapping.name == "sds-v2-1"
    assert reading.matched_by == ""
    sizes = {name: len(rows) for name, rows in reading.tables.items()}
    assert sizes == {
        "schools": 4,
        "courses": 3,
        "classes": 2,
        "people": 6,
        "identifiers": 12,
        "enrollments": 6,
    }
    assert reading.tables["people"].set_index("person_id")["role"].to_dict() == {
        "114001": "student", "114003": "student", "114004": "student",
        "114006": "teacher", "114007": "teacher", "114008": "student",
    }  # fmt: skip
    unused = {count.file: count.read for count in reading.files if not count.table}
    assert unused == {
        "academicSessions.csv": 2,
        "demographics.csv": 6,
        "relationships.csv": 3,
        "userFlags.csv": 3,
        "users.csv": 8,
    }
    (parents,) = [finding for finding in reading.findings if finding.rule == "file.not_asked_for"]
    assert parents.count == 2
    everything = str([rows.to_csv() for rows in reading.tables.values()]) + str(reading.findings)
    assert not [
        word for word in ("P@ssword", "jean.craig", "+1123", "freeLunch", "1980-02") if word in everything
    ]


# --- invented twins ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VENDORS)
def test_a_vendor_s_file_is_known_by_its_columns_alone(opened, name):
    package = opened(text_of(VENDORS[name]))

    assert mapped.find_mapping(package).name == name
    others = [one for one in READERS if one != mapped.NAME and READERS[one].recognise(package) > 0]
    assert others == []


@pytest.mark.parametrize("name", VENDORS)
def test_a_file_that_lacks_a_column_it_is_known_by_is_not_taken_for_it(opened, name):
    columns = [column for column in VENDORS[name] if column != SCORE[name]]

    assert mapped.find_mapping(opened(text_of(VENDORS[name], columns=columns))) is None


def test_a_vendor_s_mapping_says_whose_ids_it_has_and_a_roster_s_does_not():
    systems = {name: load_mapping(name).matched_by for name in (*VENDORS, "star-standards", "sds-v2-1")}

    assert systems.pop("sds-v2-1") == ""
    assert systems.pop("star-standards") == "star"
    assert all(name == system for name, system in systems.items())


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: text_of(row).encode("utf-8-sig"),
        lambda row: text_of(row).encode("utf-16"),
        lambda row: text_of(row, delimiter=";").encode(),
        lambda row: text_of(row, delimiter="\t").encode(),
        lambda row: text_of(row).replace("\n", "\r\n").encode(),
        lambda row: text_of(row).rstrip("\n").encode(),
        lambda row: text_of(row, columns=sorted(row)).encode(),
        lambda row: text_of({f"  {name} ": cell for name, cell in row.items()}).encode(),
        lambda row: text_of({name.upper(): cell for name, cell in row.items()}).encode(),
        lambda row: text_of({"Filler": "x", **row, "Extra": "y"}).encode(),
        lambda row: text_of({name: f" {cell} " for name, cell in row.items()}).encode(),
        lambda row: text_of(row, row).encode(),
        lambda row: (text_of(row) + "\n\n" + "," * (len(row) - 1) + "\n").encode(),
    ],
    ids=[
        "byte order mark", "UTF-16", "semicolons", "tabs", "CRLF", "no last newline", "another order",
        "padded headers", "capitals", "extra columns", "padded cells", "the line twice", "blank lines",
    ],
)  # fmt: skip
def test_a_quirk_of_the_file_changes_nothing_of_what_is_read(opened, name, spoil):
    plain = mapped.read(opened(text_of(VENDORS[name])))
    quirky = mapped.read(opened(spoil(VENDORS[name])))

    for table, rows in plain.tables.items():
        theirs = quirky.tables[table]
        columns = [name for name in rows if name not in _AS_IN_THE_HEADER]
        order = [name for name in columns if rows[name].dtype == "str"]
        left, right = (part[columns].sort_values(order, ignore_index=True) for part in (rows, theirs))
        pd.testing.assert_frame_equal(left, right)


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("spelling", ["N/A", "NULL", "--", "NA", ".", "", " n/a "])
def test_each_spelling_of_missing_is_no_score_and_no_measure(read, name, spelling):
    row = VENDORS[name] | {SCORE[name]: spelling}
    gone = {"map-growth": "TestPercentile", "star": "PercentileRank", "i-ready": "Percentile",
            "dibels-8": "Composite Level"}[name]  # fmt: skip

    reading = read(row | {gone: spelling})

    assert results_of(reading, "status") == [["no score"]]
    assert reading.tables["results"]["score"].isna().all()
    assert gone not in set(reading.tables["measures"]["measure"])


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("placeholder", ["9/9/9999", "99/99/9999", "99999999", "9999-99-99", ""])
def test_a_placeholder_is_no_date(read, name, placeholder):
    reading = read(VENDORS[name] | {DATE[name]: placeholder})

    assert reading.tables["results"]["date"].isna().all()
    assert reading.rejects.empty


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("written", ["2026-09-30", "09/30/2026", "46295"])
def test_a_date_may_have_gone_through_a_spreadsheet(read, name, written):
    reading = read(VENDORS[name] | {DATE[name]: written})

    assert str(reading.tables["results"]["date"][0].date()) == "2026-09-30"


@pytest.mark.parametrize("name", VENDORS)
def test_leading_zeros_of_ids_are_kept(read, name):
    reading = read(VENDORS[name])

    assert "00017" in set(reading.tables["identifiers"]["value"])
    if name != "star":
        assert reading.tables["people"]["person_id"].tolist() == ["00017"]


@pytest.mark.parametrize("name", VENDORS)
def test_a_cell_guarded_against_spreadsheets_is_what_stands_in_it(read, name):
    guarded = {column: f'="{cell}"' for column, cell in VENDORS[name].items()}

    plain, reading = read(VENDORS[name]), read(guarded)

    for table, rows in plain.tables.items():
        pd.testing.assert_frame_equal(rows, reading.tables[table])


@pytest.mark.parametrize("name", ["star", "i-ready", "dibels-8"])
@pytest.mark.parametrize("family", ["Ελύτης", "王", "O’Neil-Łoś", "=Quill", "de la Cruz, Jr."])
def test_a_name_in_any_script_is_kept_as_it_is(read, name, family):
    column = {"star": "StudentLastName", "i-ready": "Last Name", "dibels-8": "Student Last Name"}[name]

    assert read(VENDORS[name] | {column: family}).tables["people"]["family_name"].tolist() == [family]


@pytest.mark.parametrize("name", VENDORS)
def test_a_last_row_one_cell_short_is_filled_up_and_noted(opened, name):
    text = text_of(VENDORS[name], VENDORS[name] | {ID[name]: "18"}, columns=[*VENDORS[name], "Unused"])

    reading = mapped.read(opened(text.rstrip("\n").removesuffix(",")))

    assert len(reading.tables["results"]) == 2
    assert reading.rejects.empty


@pytest.mark.parametrize("name", VENDORS)
def test_a_row_without_the_student_s_id_is_refused_and_nobody_is_named(read, name):
    reading = read(
        VENDORS[name], VENDORS[name] | {ID[name]: ""}, VENDORS[name] | {ID[name]: "x", SCORE[name]: "x7"}
    )

    (count,) = [count for count in reading.files if count.table == "results"]
    assert (count.read, count.kept, count.rejected) == (3, 1, 2)
    told = "".join(map(str, reading.findings)) + reading.rejects.to_csv()
    assert not [word for word in NAMES if word in told]


@pytest.mark.parametrize("name", VENDORS)
def test_two_windows_are_two_tests_and_a_retest_in_one_is_left_out_with_the_reason(read, name):
    window = {"map-growth": "TermName", "star": "ScreeningPeriodWindowName", "i-ready": "Norming Window",
              "dibels-8": "Benchmark Period"}[name]  # fmt: skip
    later = {DATE[name]: "2026-12-01"}

    reading = read(
        VENDORS[name] | {SCORE[name]: "100"} | later,
        VENDORS[name] | {SCORE[name]: "200"},
        VENDORS[name] | {SCORE[name]: "300", window: "Winter"},
    )

    assert results_of(reading, "score") == [[100], [300]]
    assert reading.tables["results"]["test_id"].nunique() == 2
    assert reading.rejects[["row", "rule"]].to_numpy().tolist() == [[3, "row.other_attempt"]]


@pytest.mark.parametrize(
    ("name", "said", "mark"),
    [
        ("map-growth", {"GrowthMeasureYN": "FALSE"}, "not the test of the term that NWEA takes for growth"),
        (
            "map-growth",
            {"RapidGuessingPercentage": "30.0"},
            "rapid guessing on 30 % of the questions or more",
        ),
        ("map-growth", {"RapidGuessingPercentage": "29.9"}, ""),
        ("map-growth", {"RapidGuessingPercentage": ""}, ""),
        ("star", {"AssessmentStatus": "Deactivated"}, "deactivated in Star"),
        ("star", {"DeactivationReason": "Quillfeather was ill"}, "deactivated in Star"),
        ("star", {}, ""),
        ("i-ready", {"Rush Flag": "Red"}, "rushed (red flag)"),
        ("i-ready", {"Rush Flag": "Yellow"}, ""),
        ("dibels-8", {}, ""),
    ],
)
def test_a_result_that_is_not_to_be_trusted_is_kept_and_marked(read, name, said, mark):
    reading = read(VENDORS[name] | said)

    assert results_of(reading, "status", "mark") == [["scored", mark]]
    assert "ill" not in " ".join(reading.tables["results"]["mark"])


@pytest.mark.parametrize(
    ("name", "invalid"),
    [
        ("map-growth", {"GrowthMeasureYN": "FALSE"}),
        ("star", {"AssessmentStatus": "Deactivated"}),
        ("i-ready", {"Rush Flag": "Red"}),
    ],
)
def test_a_valid_test_counts_before_a_later_one_that_is_not(read, name, invalid):
    reading = read(VENDORS[name], VENDORS[name] | {DATE[name]: "2026-12-01", SCORE[name]: "1"} | invalid)

    assert results_of(reading, "mark") == [[""]]
    assert reading.rejects["row"].tolist() == [3]


def test_old_names_of_map_growth_s_columns_are_understood(read):
    old = {
        {"Course": "MeasurementScale", "Subject": "Discipline"}.get(key, key): cell
        for key, cell in MAP.items()
    }

    tests = read(old).tables["tests"]

    assert tests[["test_id", "subject"]].to_numpy().tolist() == [
        ["map-growth:Fall 2026-2027:Math 6+", "Mathematics"]
    ]


def test_goal_areas_are_told_by_their_names_whatever_their_numbers(read):
    other = MAP | {"StudentID": "18", "Goal1Name": "Numbers", "Goal2Name": "Shapes"}

    reading = read(MAP, other)

    assert measures_of(reading, "00017")["map-growth:Shapes", "GoalRitScore"][0] == 201
    assert measures_of(reading, "18")["map-growth:Shapes", "GoalRitScore"][0] == 215
    assert reading.tables["standards"]["standard_id"].tolist() == ["map-growth:Shapes", "map-growth:Numbers"]


def test_a_vendor_s_growth_is_kept_as_it_is_written(read):
    ours = measures_of(read(MAP | {"FallToFallConditionalGrowthIndex": "\N{MINUS SIGN}0.31"}), "00017")

    assert ours["", "FallToFallConditionalGrowthIndex"] == (-0.31, "\N{MINUS SIGN}0.31")
    assert ours["", "FallToFallMetProjectedGrowth"][1] == "No"
    star = measures_of(read(STAR), "r-17")
    assert [star["", name][1] for name in ("Lexile", "CurrentSGP")] == ["865L", "<5"]
    assert all(pd.isna(star["", name][0]) for name in ("Lexile", "CurrentSGP"))


def test_nothing_about_children_that_has_no_use_is_taken(read):
    for row in VENDORS.values():
        reading = read(
            row | {"Gender": "F", "Race": "Martian", "Meal Status": "Free", "Date of Birth": "2014-05-06"}
        )
        everything = str([table.to_csv() for table in reading.tables.values()])
        assert not [word for word in ("Martian", "Free", "2014-0", "BERTOLT", "OTHER") if word in everything]


@pytest.mark.parametrize(
    ("tell", "title"),
    [
        ("InstructionalReadingLevel", "Star Reading, Fall 2026-2027"),
        ("Quantile", "Star Math, Fall 2026-2027"),
        ("LiteracyClassification", "Star Early Literacy, Fall 2026-2027"),
    ],
)
def test_star_s_three_tests_are_told_apart_by_a_column_of_their_own(read, tell, title):
    row = {key: cell for key, cell in STAR.items() if key not in ("InstructionalReadingLevel", "Lexile")}

    assert read(row | {tell: "1"}).tables["tests"]["title"].tolist() == [title]


def test_star_tests_between_the_windows_are_numbered(read):
    outside = STAR | {"ScreeningPeriodWindowName": "", "AssessmentNumber": "2"}

    titles = read(STAR, outside | {"StudentRenaissanceID": "r-18"}).tables["tests"]["title"].tolist()

    assert titles == ["Star Reading, Fall 2026-2027", "Star Reading, test 2 of 2026-2027, no window"]


def test_standards_of_opensalt_hang_under_each_other(read):
    columns = ["Identifier", "fullStatement", "Human Coding Scheme", "sequenceNumber", "Is Child Of"]
    lines = [("b", "Add", "M.1.a", "1", "a"), ("a", "Numbers", "M.1", "1", "doc"), ("c", "", "M.2", "2", "")]

    reading = read(*(dict(zip(columns, line, strict=True)) for line in lines))

    assert reading.tables["standards"].to_numpy().tolist() == [
        ["b", "M.1.a", "Add", "a"], ["a", "M.1", "Numbers", ""], ["c", "M.2", "", ""],
    ]  # fmt: skip


# --- imported ------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path):
    """A folder with a file of each vendor: Ana and Ben twice each, and somebody whom no roster knows."""
    folder = tmp_path / "vendors"
    folder.mkdir()
    people = {"00017": ("Ana", "Ash"), "00018": ("Ben", "Birch"), "00099": ("Zoe", "Zeal")}
    for name, row in VENDORS.items():
        lines = []
        for number, (given, family) in people.items():
            who = {
                ID[name]: number,
                "StudentSourcedID": number,
                "Student_StateID": "",
                "Student First Name": given,
            }
            who |= {"First Name": given, "StudentFirstName": given, "Primary ID - Student ID (State ID)": ""}
            who |= {"Last Name": family, "StudentLastName": family, "Student Last Name": family}
            who |= {"Enrollment Grade": "7"}
            lines.append(row | {key: cell for key, cell in who.items() if key in row})
        (folder / f"{name}.csv").write_text(text_of(*lines))
    return folder


def assessments(evidence):
    store = EvidenceStore(evidence)
    teams = store.teams()["team_id"]
    return {team: store.team(team).assessments.set_index("title")["n_results"].to_dict() for team in teams}


def test_several_vendors_side_by_side_reach_the_students_teams_of_a_roster(files, export, tmp_path):
    export.change("users", 3, identifier="00017")
    export.change("users", 4, identifier="18")

    report = import_sources(tmp_path / "evidence", [export.zip(), *sorted(files.glob("*.csv"))])

    found = report.matches.set_index(["system", "how"])["people"].to_dict()
    assert all(found[system, "not found"] == 1 for system in VENDORS)
    (team,) = assessments(tmp_path / "evidence").values()
    assert {title: count for title, count in team.items() if title != "Unit 1 test"} == {
        "MAP Growth Math 6+, Fall 2026-2027": 2,
        "i-Ready Mathematics, 2026-2027, Fall": 2,
    }  # reading tests are no business of a mathematics team
    tables = EvidenceStore(tmp_path / "evidence").source_tables()
    assert set(tables["results"]["person_id"]) == {"u-ana", "u-ben"}
    assert not tables["classes"]["class_id"].str.startswith("stand-in/").any()
    again = import_sources(tmp_path / "evidence", [export.zip(), *sorted(files.glob("*.csv"))])
    assert not again.changes[["new", "changed", "gone"]].to_numpy().any()


def test_without_a_roster_each_vendor_s_classes_stand_in(files, tmp_path):
    import_sources(tmp_path / "evidence", sorted(files.glob("*.csv")))

    titles = {title for team in assessments(tmp_path / "evidence").values() for title in team}
    assert titles == {
        "MAP Growth Math 6+, Fall 2026-2027",
        "Star Reading, Fall 2026-2027",
        "i-Ready Mathematics, 2026-2027, Fall",
        "DIBELS 8 grade K, BOY 2026-2027",
    }


@pytest.mark.shared
def test_all_files_of_one_vendor_are_about_the_same_students(shared, tmp_path):
    report = import_sources(tmp_path / "evidence", shared / "data/edfi_bundles/STAR")

    assert sorted(source.name for source in report.sources if source.name.endswith(".toml")) == [
        "star-standards.toml", "star.toml",
    ]  # fmt: skip
    tables = EvidenceStore(tmp_path / "evidence").source_tables()
    assert tables["people"]["family_name"].tolist() == ["One", "Two", "Three", "Four", "Five"]
    (team,) = assessments(tmp_path / "evidence").values()
    assert team == {
        "Star Reading, Fall 2023-2024": 5,
        "Star, standards, latest of 2023-2024": 0,
        "Star, skill areas, latest of 2023-2024": 0,
    }


def test_an_export_of_another_school_takes_nothing_away(tmp_path):
    for school, number in (("North", "1"), ("South", "2")):
        (tmp_path / "scores.csv").write_text(
            text_of(MAP | {"SchoolName": school, "StudentID": number, "Student_StateID": ""})
        )
        import_sources(tmp_path / "evidence", tmp_path / "scores.csv")

    results = EvidenceStore(tmp_path / "evidence").source_tables()["results"]
    assert sorted(results["person_id"]) == ["1", "2"]


def test_the_walk_through_on_the_page_reads_what_it_shows(tmp_path):
    section = PAGE.read_text(encoding="utf-8").split("## Add a vendor")[1]
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", section, re.M | re.S)
    (lines,) = [text for kind, text in blocks if kind == "csv"]
    (tmp_path / "lumen.csv").write_text(lines)
    (tmp_path / "lumen.toml").write_text("\n".join(text for kind, text in blocks if kind == "toml"))

    mapping = tmp_path / "lumen.toml"
    dry = import_sources(tmp_path / "evidence", tmp_path / "lumen.csv", mapping=mapping, dry_run=True)
    import_sources(tmp_path / "evidence", tmp_path / "lumen.csv", mapping=mapping)

    (shown,) = re.findall(r"^lumen\.csv +(results +read .*)$", section, re.M)
    (count,) = [count for count in dry.files if count.table == "results"]
    assert (
        shown.split() == f"results read {count.read} = kept {count.kept} + rejected {count.rejected}".split()
    )
    tables = EvidenceStore(tmp_path / "evidence").source_tables()
    results = tables["results"].set_index("person_id")
    assert results["score"].to_dict() == {"00017": 512, "00018": 493, "00019": 455}
    assert pd.isna(results.loc["00019", "date"])
    assert results["mark"].to_dict()["00019"] == "not valid, says Lumen Check"
    measures = tables["measures"].set_index(["person_id", "standard_id", "measure"])["text"]
    assert measures["00017", "lumen:Shapes", "Band"] == "<500"
    assert measures["00018", "lumen:Number", "Scale"] == "488"
    assert len(assessments(tmp_path / "evidence")) == 1
