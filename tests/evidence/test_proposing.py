"""A file of unknown layout: what is proposed for it, what is left open, and what is refused in words."""

import csv
import io
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from plcnb.errors import DataError, PlcnbError
from plcnb.evidence.formats import mapped
from plcnb.evidence.formats.mapping_file import load_mapping
from plcnb.evidence.formats.reading import Package
from plcnb.evidence.header_words import meaning_of
from plcnb.evidence.importing import ImportRefused, import_sources
from plcnb.evidence.proposal_preview import first_rows, preview_lines
from plcnb.evidence.proposing import propose
from plcnb.evidence.recognising import UnknownFormat, plan_import
from plcnb.evidence.store import EvidenceStore

GRADEBOOK = """\
Student Name,Student ID,Section,Quiz 1 (10),Quiz 2 /20,Essay,Total
Points Possible,,,,,15,
"Ash, Ada",0012,7A,8,15,12,35
"Birch, Ben",0013,7A,9.5,EX,13,22.5
"Cedar, Cy",0014,7B,N/A,20,,20
Average,,,8.75,17.5,12.5,
"""
ANSWERS = """\
sid;name;Q1;Q2;Q3;Q4
KEY;;A;B;C;D
s1;Ada Ash;A;B;C;C
s2;Ben Birch;A;C;;D
"""


class Tried:
    """A file, what is proposed for it, and how to read and import it by the proposal."""

    def __init__(self, folder, content, name="marks.csv", store=None):
        self.path = folder / name
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.package = Package.open([self.path])
        self.proposal = propose(self.package, store)
        self.mapping_path = folder / f"{name}.mapping.toml"
        self.mapping_path.write_text(self.proposal.toml, encoding="utf-8")

    def read(self):
        mapping = load_mapping(self.mapping_path)
        return mapped.read(self.package.only(mapped.claim(self.package, mapping)), mapping)

    @property
    def taken(self):
        return dict(zip(self.proposal.guesses["column"], self.proposal.guesses["read as"], strict=True))


@pytest.fixture
def tried(tmp_path):
    return lambda content, name="marks.csv", store=None: Tried(tmp_path, content, name, store)


def scores(reading):
    rows = reading.tables["results"].merge(reading.tables["tests"], on="test_id")
    return {
        (p, t): s for p, t, s in zip(rows["person_id"], rows["title"], rows["score"], strict=True) if s == s
    }


# --- layouts -------------------------------------------------------------------------------------------


def test_a_gradebook_becomes_a_test_a_column_with_its_highest_score(tried):
    one = tried(GRADEBOOK)
    reading = one.read()

    assert one.proposal.ambiguous == []
    assert one.proposal.kind == "scores"
    assert one.taken["Student ID"] == "student: id"
    assert one.taken["Total"] == "left out"
    assert dict(reading.tables["tests"][["title", "max_score"]].to_numpy()) == {
        "Quiz 1": 10, "Quiz 2": 20, "Essay": 15,
    }  # fmt: skip
    assert scores(reading) == {
        ("0012", "Quiz 1"): 8, ("0012", "Quiz 2"): 15, ("0012", "Essay"): 12, ("0013", "Quiz 1"): 9.5,
        ("0013", "Essay"): 13, ("0014", "Quiz 2"): 20,
    }  # fmt: skip
    status = reading.tables["results"].set_index(["person_id", "test_id"])["status"]
    assert status["0013", "marks:Quiz 2 /20"] == "exempt"
    assert status["0014", "marks:Quiz 1 (10)"] == "no score"
    assert list(reading.tables["people"]["given_name"]) == ["Ada", "Ben", "Cy"]
    assert all(count.read == 5 and count.rejected == 2 for count in reading.files)


def test_a_key_gives_the_answers_their_scores(tried):
    one = tried(ANSWERS)
    tables = one.read().tables

    assert one.proposal.kind == "questions"
    assert one.proposal.ambiguous == []
    assert dict(tables["items"][["item_id", "key"]].to_numpy()) == {
        "Q1": "A",
        "Q2": "B",
        "Q3": "C",
        "Q4": "D",
    }
    right = tables["responses"].set_index(["person_id", "item_id"])["score"]
    assert right["s1"].to_dict() == {"Q1": 1, "Q2": 1, "Q3": 1, "Q4": 0}
    assert right["s2"].to_dict() == {"Q1": 1, "Q2": 0, "Q4": 1}


def test_questions_without_a_key_are_left_open(tried):
    one = tried(ANSWERS.replace("KEY;;A;B;C;D\n", ""))

    assert any("no line says which are right" in question for question in one.proposal.ambiguous)
    assert one.read().tables["responses"]["score"].isna().all()


def test_zeros_and_ones_are_scores_of_questions(tried):
    one = tried("student_id,Item.1,Item.2,Item.3\na,0,1,1\nb,1,1,0\n")

    assert one.proposal.kind == "questions"
    assert one.proposal.ambiguous == []
    assert one.read().tables["responses"]["score"].sum() == 4


def test_tasks_of_which_some_gave_only_zeros_and_ones_are_no_questions(tried):
    one = tried("student_id,Task 1,Task 2,Task 3,Task 4\na,0,1,1,7\nb,1,1,0,9\n")

    assert one.proposal.kind == "scores"
    assert len(one.read().tables["tests"]) == 4


def test_scores_beside_questions_are_not_left_out_in_silence(tried):
    one = tried("student_id,Q1,Q2,Q3,Essay (20),Total\na,0,1,1,17,19\nb,1,1,0,9,11\n")

    assert any("left out: 'Essay (20)'" in question for question in one.proposal.ambiguous)


def test_a_line_a_student_and_test(tried):
    one = tried(
        "Unit tests of grade 7,,,,\nstudent_id,grade,test,date,score\n"
        "s1,7,Unit 1,30/09/2026,85%\ns1,7,Unit 2,02/10/2026,70%\ns2,7,Unit 1,30/09/2026,60%\n"
    )
    reading = one.read()

    assert one.proposal.kind == "tests"
    assert one.proposal.ambiguous == []
    assert scores(reading) == {("s1", "Unit 1"): 85, ("s1", "Unit 2"): 70, ("s2", "Unit 1"): 60}
    assert set(reading.tables["tests"]["max_score"]) == {100}
    assert reading.tables["results"]["date"].min() == pd.Timestamp("2026-09-30")
    assert reading.tables["people"]["grade"].tolist() == ["7", "7"]


def test_a_line_a_student_and_question(tried):
    one = tried(
        "Pupil,Email,Question,Answer,Points\nAda,a@x.org,1,A,1\nAda,a@x.org,2,B,0\nBo,b@x.org,1,C,0\n"
    )
    tables = one.read().tables

    assert one.proposal.kind == "answers"
    assert tables["responses"][["person_id", "item_id", "score"]].to_numpy().tolist() == [
        ["a@x.org", "1", 1], ["a@x.org", "2", 0], ["b@x.org", "1", 0],
    ]  # fmt: skip


def test_scores_out_of_something_and_with_a_decimal_comma(tried):
    one = tried("student_id;Quiz A;Quiz B\ns1;4,5 / 5;7,5\ns2;3 / 5;8\n")

    assert "match" in one.proposal.toml
    reading = one.read()
    assert reading.tables["tests"].set_index("title")["max_score"].to_dict()["Quiz A"] == 5
    assert scores(reading) == {
        ("s1", "Quiz A"): 4.5,
        ("s1", "Quiz B"): 7.5,
        ("s2", "Quiz A"): 3,
        ("s2", "Quiz B"): 8,
    }


# --- what is left open ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        ("student_id,Quiz\na,7\nb,9\n", "highest possible score is not said for 'Quiz'"),
        ("student_id,state_id,Quiz (10)\na,x1,7\nb,x2,9\n", "both look like the student's number"),
        ("student_id,date,Quiz (10)\na,01/02/2026,7\nb,03/04/2026,9\n", "%d/%m/%Y or %m/%d/%Y"),
        ("student_id,Quiz (10),Quiz (10)\na,7,8\nb,9,10\n", "stands over several columns"),
        ("student_id,Quiz (10)\na,7\na,9\nb,3\n", "stand on several lines"),
        ("name,Quiz (10)\nAda Ash,7\nBen Birch,9\n", "A name is not enough"),
        (
            "student_id,Item 1,Item 2,Item 3\na,1,4,5\nb,5,5,3\nc,2,1,5\nd,5,5,1\n",
            "points, or the numbers of",
        ),
    ],
)
def test_what_nothing_in_the_file_decides_is_asked(tried, content, asked):
    one = tried(content)

    assert any(asked in question for question in one.proposal.ambiguous), one.proposal.ambiguous
    assert "# To decide 1: " in one.proposal.toml
    one.read()


def test_a_doubtful_day_is_left_out_with_both_ways_ready_to_take(tried):
    one = tried("student_id,date,Quiz (10)\na,01/02/2026,7\nb,03/04/2026,9\n")

    assert one.read().tables["results"]["date"].isna().all()
    assert one.proposal.toml.count("# date = { from") == 2


def test_a_highest_score_is_never_invented(tried):
    assert tried("student_id,Quiz\na,7\nb,9\n").read().tables["tests"]["max_score"].isna().all()


# --- who is who ----------------------------------------------------------------------------------------


@pytest.fixture
def roster(tmp_path):
    """A store with a roster of thirty students, whose numbers begin with zeros."""
    folder = tmp_path / "roster"
    folder.mkdir()
    (folder / "class.csv").write_text("class,pupil\n" + "".join(f"7a,00{i}\n" for i in range(4100, 4130)))
    (folder / "class.toml").write_text("""
title = "Class"
source = "Invented"
[file.list]
columns = ["class", "pupil"]
[[table]]
name = "schools"
file = "list"
repeats = "same"
columns = { school_id = "s", name = "School" }
[[table]]
name = "classes"
file = "list"
repeats = "same"
columns = { class_id = "{class}", title = "{class}", school_id = "s" }
[[table]]
name = "people"
file = "list"
columns = { person_id = "{pupil}", role = "student" }
[[table]]
name = "enrollments"
file = "list"
columns = { class_id = "{class}", person_id = "{pupil}", role = "student", status = "active" }
""")
    import_sources(tmp_path / "evidence", folder / "class.csv", mapping=folder / "class.toml")
    return EvidenceStore(tmp_path / "evidence")


def test_the_roster_says_which_column_is_the_students_number(tried, roster):
    rows = "".join(f"{i},{900 + i},x{i},{i % 10}\n" for i in range(4100, 4120))
    one = tried("ID,Student ID,Kürzel,Quiz (10)\n" + rows, store=roster)

    assert one.taken["ID"] == "student: id"
    assert one.proposal.ambiguous == []
    report = import_sources(roster.folder, one.path, mapping=one.mapping_path)
    assert report.matches.to_numpy().tolist() == [["marks", "id", 20]]
    assert len(roster.source_tables()["people"]) == 30


def test_small_scores_are_no_numbers_of_students(tried, roster):
    one = tried(
        "Nr,Quiz (10),Points\n" + "".join(f"004{100 + i},{i},{4100 + i}\n" for i in range(9)), store=roster
    )

    assert one.taken["Quiz (10)"] == "score of 10"


def test_a_file_of_another_school_is_doubted(tried, roster):
    one = tried("student_id,Quiz (10)\nz1,7\nz2,9\n", store=roster)

    assert "Hardly any student is on the roster" in one.proposal.ambiguous[0]


def test_private_columns_are_not_read(tried):
    one = tried(
        "student_id,Gender,Date of Birth,Parent Email Address,Free Lunch,Password,Quiz (10)\n"
        "a,F,2013-01-01,p@x.org,Y,secret,7\nb,M,2013-01-02,q@x.org,N,secret,8\n"
    )

    assert [column for column, use in one.taken.items() if use != "left out"] == ["student_id", "Quiz (10)"]
    held = " ".join(frame.to_csv() for frame in one.read().tables.values())
    assert not any(word in held for word in ("2013", "p@x.org", "secret"))


# --- what a person sees --------------------------------------------------------------------------------


def test_the_preview_names_nobody(tried):
    one = tried(GRADEBOOK)
    text = "\n".join(preview_lines(one.proposal, first_rows(one.read())))

    assert "A. A.    Quiz 1  8      10  scored" in text
    assert not re.search("Ash|Birch|Cedar|Ada|Ben|001[234]", text)


def test_every_guess_and_its_reason_stand_in_the_proposal(tried):
    text = tried(GRADEBOOK).proposal.toml

    assert "# Student ID: student: id (likely; by its name)" in text
    assert "# Essay: score of 15 (likely; numbers; highest: a line of the file says so)" in text
    assert "# Total: left out (likely; made from the other scores)" in text


# --- the same, row for row -----------------------------------------------------------------------------


@pytest.mark.parametrize("content", [GRADEBOOK, ANSWERS, "student_id,Quiz\na,7\nb,x\nb,9\n"])
def test_a_dry_run_says_what_the_import_does(tried, tmp_path, content):
    one = tried(content)
    reports = [
        import_sources(tmp_path / "store", one.path, mapping=one.mapping_path, dry_run=dry)
        for dry in (True, False)
    ]

    assert reports[0].files == reports[1].files
    assert reports[0].findings == reports[1].findings
    pd.testing.assert_frame_equal(reports[0].rejects, reports[1].rejects)
    pd.testing.assert_frame_equal(reports[0].changes, reports[1].changes)
    assert import_sources(tmp_path / "store", one.path, mapping=one.mapping_path).unchanged


def samples(shared):
    """Every sample there is, as a person would give it: a zip, a folder that belongs together, a file."""
    data = shared / "data"
    together = [data / "oneroster" / "microsoft_sds_v2.1", data / "oulad"]
    files = [*data.rglob("*.csv"), *data.rglob("*.zip")]
    return [*together, *sorted(file for file in files if file.parent not in together)]


def test_of_every_sample_the_dry_run_says_what_the_import_does(shared, tmp_path):
    read, proposed, refused = 0, 0, {}
    for number, path in enumerate(samples(shared)):
        mapping = None
        try:
            plan_import(Package.open([path]), None, None)
        except UnknownFormat:
            try:
                text = propose(Package.open([path])).toml
            except DataError as error:
                refused[path.name] = str(error)
                continue
            mapping = tmp_path / f"{number}.toml"
            mapping.write_text(text, encoding="utf-8")
            proposed += 1
        except DataError:
            continue
        reports = [outcome(tmp_path / f"store-{number}", path, mapping, dry) for dry in (True, False)]
        read += 1
        assert reports[0].files == reports[1].files, path
        assert reports[0].findings == reports[1].findings, path
        pd.testing.assert_frame_equal(reports[0].rejects, reports[1].rejects)
        pd.testing.assert_frame_equal(reports[0].changes, reports[1].changes)

    assert read >= 20
    assert proposed >= 1
    assert {"HCIdata.csv", "TALIS2018_US_5items.csv", "cdi.csv", "nhs_accidents.csv"} <= refused.keys()
    assert all("which student a line is about" in words for words in refused.values())


def outcome(store, path, mapping, dry):
    """Return the report of an import, also of one that is refused."""
    try:
        return import_sources(store, path, mapping=mapping, dry_run=dry)
    except ImportRefused as error:
        return error.report


def test_the_sheet_with_the_scores_is_taken_of_a_workbook(tmp_path):
    book = Workbook()
    book.active.title = "About"
    for row in (["student_id", "Room"], ["s1", "12"], ["s2", "13"]):
        book.active.append(row)
    sheet = book.create_sheet("Marks")
    for row in (["Marks of 7a"], ["student_id", "Quiz 1 (10)", "Quiz 2 (10)"], ["s1", 7, 8], ["s2", 9, 10]):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    package = Package.open([tmp_path / "book.xlsx"])
    made = propose(package)
    (tmp_path / "m.toml").write_text(made.toml)
    mapping = load_mapping(tmp_path / "m.toml")

    assert made.file == "book.xlsx [Marks]"
    assert "book.xlsx [About]" in made.ambiguous[-1]
    assert len(mapped.read(package.only(mapped.claim(package, mapping)), mapping).tables["results"]) == 4


# --- broken and hostile files --------------------------------------------------------------------------

HOSTILE = {
    "empty": (b"", "empty"),
    "blank lines": (b"\n\n\n", "empty"),
    "a header only": (b"student_id,Quiz\n", "no rows below"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 255)), "picture"),
    "a PDF": (b"%PDF-1.7\n1 0 obj\n", "PDF"),
    "a web page": (b"<!DOCTYPE html><html><table><tr><td>x</td></tr></table></html>", "web page"),
    "binary": (bytes(range(256)) * 20, "text"),
    "no header": (b"4100,7.5,8\n4101,9,6\n", "names of the columns"),
    "no header, days": (b"2026-09-30,7.5\n2026-09-30,8.5\n", "names of the columns"),
    "5,000 columns": (
        ",".join(f"c{i}" for i in range(5000)).encode() + b"\n" + b",".join([b"1"] * 5000),
        "5,000",
    ),
    "one column": (b"key\nA\nB\nC\n", "which student"),
    "teachers": (b"IDTEACH,Mtv_1,Mtv_2\n300101,2,1\n300102,2,2\n", "speaks of teachers"),
    "a series": (b"month,n,days\n2012-11-01,17,14768.4\n2012-12-01,12,14460.3\n", "which student"),
    "all equal": (b"x,y\n1,1\n1,1\n", "which student"),
    "names in braces": (b"{a},{b}\n1,2\n", "can use"),
    "JSON": (b'{"a": 1}\n', "JSON"),
    "zeros": (bytes(5000), "zero byte"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_table_of_students_is_refused_in_words(tried, name):
    content, words = HOSTILE[name]

    with pytest.raises(DataError, match=words):
        tried(content)


def test_one_endless_line_is_refused_without_being_read(tmp_path):
    path = tmp_path / "endless.csv"
    with path.open("wb") as file:
        file.truncate(200 << 20)  # a hole: nothing is written
        file.seek(0)
        file.write(b"x" * (2 << 20))

    with pytest.raises(DataError, match="line of more than"):
        propose(Package.open([path]))


def test_a_zip_with_a_password_is_refused(tmp_path):
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("marks.csv", GRADEBOOK)
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path.write_bytes(data)

    with pytest.raises(DataError, match="password"):
        propose(Package.open([path]))


def test_a_refusal_shows_no_name_that_stands_where_the_header_should(tried):
    with pytest.raises(DataError) as refused:
        tried("Ada Ash,ada@x.org,2013-01-01,7.5\nBen,ben@x.org,2013-02-02,8\n")

    assert "Ada" not in str(refused.value)


def test_names_of_other_scripts_and_columns_in_them(tried):
    one = tried("student_id,名前,测验 (10)\n１,山田太郎,7\n２,Ольга,9\n", name="成绩.csv")

    assert len(one.read().tables["results"]) == 2


def test_columns_whose_names_mean_something_in_a_mapping(tried):
    one = tried('student_id,10,marks,student,School,each.name,"Quiz ""A"" \\ (10)",Qu{iz},Quiz*\n'
                "a,1,2,3,4,5,6,7,8\nb,2,3,4,5,6,7,8,9\n")  # fmt: skip
    tables = one.read().tables

    assert 'Quiz "A" \\' in set(tables["tests"]["title"])
    assert one.taken["Qu{iz}"] == one.taken["Quiz*"] == "left out"


CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "0",
            "7.5",
            "7,5",
            "85%",
            "4 / 5",
            "A",
            "b",
            "EX",
            "N/A",
            "30/09/2026",
            "Ada",
            "a@x.org",
            '"',
            "{x}",
            "Key",
            "Average",
            "Points Possible",
            "0012",
            "٣",
            "𝟛",
            "=1+1",
            "-",
            "1e5",
            "nan",
            "\x00",
            "#REF!",
        ]
    ),
    st.text(max_size=6),
)
NAMES = st.one_of(
    st.sampled_from(
        [
            "student_id",
            "ID",
            "Name",
            "Email",
            "Q1",
            "Q2",
            "Q3",
            "Quiz (10)",
            "Quiz",
            "quiz",
            "Test",
            "Question",
            "Answer",
            "Score",
            "Max",
            "Date",
            "Term",
            "Grade",
            "Section",
            "each.value",
            "10",
            "Total",
            "",
            "Gender",
            "Password",
            "Item.1",
        ]
    ),
    st.text(max_size=6),
)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.data())
def test_whatever_stands_there_is_proposed_for_or_refused_in_words(tmp_path, data):
    width = data.draw(st.integers(1, 7))
    header = ["student_id", *data.draw(st.lists(NAMES, min_size=width, max_size=width))]
    rows = data.draw(
        st.lists(st.lists(CELLS, min_size=width + 1, max_size=width + 1), min_size=1, max_size=6)
    )
    text = io.StringIO()
    csv.writer(text, delimiter=data.draw(st.sampled_from(",;\t"))).writerows([header, *rows])
    try:
        one = Tried(tmp_path, text.getvalue().encode("utf-8", "replace"))
    except PlcnbError:
        return
    reading = one.read()

    assert all(count.read == count.kept + count.rejected for count in reading.files)
    list(preview_lines(one.proposal, first_rows(reading)))


# --- columns as gradebooks of other systems name them --------------------------------------------------


def test_a_number_with_zeros_in_front_is_an_id_and_no_score(tried):
    spanish = tried(
        "Estudiante,ID,ID de usuario del SIS,Prueba 1 (20)\nPuntos posibles,,,\n"
        '"Ash, Ada",71,0012,8\n"Birch, Ben",72,0013,9\n'
    )
    assert spanish.taken["ID de usuario del SIS"] == "student: SIS id"
    assert set(spanish.read().tables["tests"]["title"]) == {"Prueba 1"}
    assert set(spanish.read().tables["identifiers"]["value"]) == {"71", "72", "0012", "0013"}

    assert tried("Pupil,Code X,Quiz\nAda,0012,8\nBen,0013,9\n").taken["Code X"] == "left out"


def test_moodles_addresses_and_numbers_tell_the_students_apart(tried):
    one = tried(
        "First name,Last name,ID number,Email address,Quiz: Fractions (Real)\n"
        "Ada,Ash,0001234,ada@x.org,8.50\nBen,Birch,0001235,ben@x.org,-\nOverall average,,,,8.50\n"
    )
    assert one.taken["ID number"] == "student: id"
    assert one.taken["Email address"] == "student: e-mail"
    tables = one.read().tables
    assert tables["people"]["person_id"].tolist() == ["0001234", "0001235"]
    assert tables["results"]["score"].tolist()[:1] == [8.5]
    assert tables["results"]["status"].tolist() == ["scored", "no score"]


def test_the_highest_score_may_stand_in_the_next_column(tried):
    named = tried("student_id,Quiz,(Max Points: 20),Essay,(Max Points: 50)\n1,18,20,45,50\n2,12,20,0,50\n")
    assert dict(named.read().tables["tests"][["title", "max_score"]].to_numpy()) == {"Quiz": 20, "Essay": 50}
    assert named.proposal.ambiguous == []

    beside = tried("student_id,Score,Max Score,Bonus\n1,3,4,1\n2,2,4,0\n", "beside.csv")
    assert beside.read().tables["tests"].set_index("title")["max_score"]["Score"] == 4
    assert any("is not said for 'Bonus'" in question for question in beside.proposal.ambiguous)


def test_the_column_that_names_the_test_gives_the_questions_their_test(tried):
    lines = "Unit 1,1,1,0,1\nUnit 1,2,0,1,1\n"
    one = tried("Quiz Name,student_id,Points1,Points2,Points3\n" + lines)
    tables = one.read().tables
    assert tables["tests"]["title"].tolist() == ["Unit 1"]
    assert set(tables["items"]["assessment"]) == {"Unit 1"}
    assert set(tables["responses"]["test_id"]) == set(tables["tests"]["test_id"])

    several = tried("Quiz Name,student_id,Points1,Points2,Points3\n" + lines + "Unit 2,3,0,1,1\n", "two.csv")
    assert any("names several tests" in question for question in several.proposal.ambiguous)


def test_days_that_excel_has_counted_are_no_scores(tried):
    one = tried("student_id,Quiz (10),Taken\n007,5,46298\n008,6,46299\n")
    assert one.taken["Taken"] == "day"
    results = one.read().tables["results"]
    assert results["score"].tolist() == [5, 6]
    assert results["date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-10-03", "2026-10-04"]


def test_the_names_of_columns_are_looked_for_below_words_about_the_class(tried):
    one = tried(
        'Teacher Name:,"Doe, Jane"\nPoints Possible:,25.0\nScore Type:,POINTS\n'
        "Student Num,Student Name,Score\n0071,Ada Ash,20\n0072,Ben Birch,\n"
    )
    tables = one.read().tables
    assert tables["people"]["person_id"].tolist() == ["0071", "0072"]
    assert tables["results"]["score"].tolist() == [20]
    assert "Doe" not in one.proposal.toml


def test_a_first_line_with_an_address_is_no_line_of_names(tried):
    with pytest.raises(DataError, match="holds data and not the names") as refused:
        tried("ada.ash@x.org,5,6\nben.birch@x.org,7,8\n")
    assert "ada" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Email Address", "e-mail"), ("Parent Email Address", "private"), ("Address", "private"),
        ("Student Last", "family name"), ("Student First Name", "given name"), ("Test ID Number", "test id"),
        ("Submission ID", "no score"), ("View Count", "no score"), ("Lateness (H:M:S)", "no score"),
        ("Local Student Id", "id"),
    ],
)  # fmt: skip
def test_what_a_columns_name_says(name, meaning):
    assert meaning_of(name) == meaning


def test_a_letter_is_no_table_and_nothing_of_it_is_shown(tried, tmp_path):
    with pytest.raises(DataError, match="which student a line is about: it has a single one") as refused:
        tried("Dear Ada Ash and all\nsee you on Monday\n", "letter.csv")
    assert "Ada" not in str(refused.value)

    (tmp_path / "two.csv").write_text('"Ash, Ada",ada@x.org\n1,2\n')
    with pytest.raises(UnknownFormat) as unknown:
        import_sources(tmp_path / "evidence", [tmp_path / "letter.csv", tmp_path / "two.csv"])
    assert "letter.csv has no columns; two.csv has the columns xxx, xxx, xxx@x.xxx" in str(unknown.value)
