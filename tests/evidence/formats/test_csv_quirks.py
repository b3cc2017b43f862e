"""CSV and zips as schools have them: any way of writing gives the same rows on the same lines."""

import itertools
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plcnb.errors import DataError
from plcnb.evidence.formats import own
from plcnb.evidence.formats.csv_text import column_names, read_csv
from plcnb.evidence.formats.reading import Package

SETTINGS = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ROWS = [["id", "näme", "score"], ["007", "Zoë, the 2nd; and last", "1"], ["01", "Ü\tx", ""], ["1", "", "2"]]

ITEMS = "item_id,course_id,assessment,position,standard_id,key,max_score\n"
ANSWERS = "test_id,student_id,item_id,response,score,date\n"
KNOWN = {"tests": {"q", "r"}, "people": {"ana", "ben"}, "courses": {"m"}, "items": {"i1", "i2"}}


def written(rows, delimiter, end, last):
    """The rows as CSV, every cell of them that needs it in quotes."""
    lines = [
        delimiter.join(f'"{cell}"' if set(cell) & {",", ";", "\t", "\n"} else cell for cell in row)
        for row in rows
    ]
    return end.join(lines) + end * last


def faults(table):
    return [(one.row, one.rule) for one in table.findings if one.severity == "refused"]


@pytest.fixture
def read_own(tmp_path):
    """A function that reads own files, given as bytes, whose references are those of KNOWN."""

    def read(**files):
        for name, data in files.items():
            (tmp_path / f"{name}.csv").write_bytes(data)
        reading = own.read(Package.open([tmp_path]))
        return own.check_references(reading, reading.tables, KNOWN)

    return read


# --- text ----------------------------------------------------------------------------------------------

WAYS = list(
    itertools.product(
        ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "cp1252"],
        [",", ";", "\t"],
        ["\n", "\r\n"],
        [True, False],
    )
)


@pytest.mark.parametrize(("encoding", "delimiter", "end", "last"), WAYS)
def test_every_way_of_writing_a_table_gives_the_same_cells_and_lines(encoding, delimiter, end, last):
    table = read_csv(written(ROWS, delimiter, end, last).encode(encoding), "t.csv")

    assert [table.header, *table.rows.to_numpy().tolist()] == ROWS
    assert table.lines.tolist() == [2, 3, 4]
    assert table.delimiter == delimiter
    assert faults(table) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_break_in_a_cell_moves_the_lines_below_and_a_fault_there_is_told_by_its_own(encoding, end):
    text = f'a,b{end}1,"zwölf{end}Zeilen{end}lang"{end}2,x"{end}3,y{end}'
    table = read_csv(text.encode(encoding), "t.csv")

    assert table.rows.to_numpy().tolist() == [["1", "zwölf\nZeilen\nlang"], ["3", "y"]]
    assert table.lines.tolist() == [2, 6]
    assert faults(table) == [(5, "csv.unescaped_quote")]
    assert table.read == 3


def test_windows_text_is_told_with_the_line_of_its_first_odd_letter():
    (note,) = read_csv("a,b\n1,x\n2,Zoë\n".encode("cp1252"), "t.csv").findings

    assert (note.severity, note.row, note.rule) == ("noted", 3, "csv.encoding")
    assert "Windows-1252, not in UTF-8; look whether names with accents are right" in note.message


def test_a_line_of_endless_commas_is_named_at_once():
    many = 30_000
    header = column_names(["a (2)", "a", "a", *[""] * many, *["b"] * many])

    assert header[:4] == ["a (2)", "a", "a (3)", "column 4"]
    assert header[-2:] == [f"b ({many - 1})", f"b ({many})"]
    assert len(header) == len(set(header)) == 2 * many + 3


@pytest.mark.parametrize("data", [b"a,b\n1,x\n2,\0\n", "a,b\n1,x\n2,\0\n".encode("utf-8-sig")])
def test_a_zero_byte_is_told_with_its_line(data):
    with pytest.raises(DataError, match="line 3 holds a zero byte"):
        read_csv(data, "t.csv")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("4", "the row ends after 1 cells, but the first line names 3 columns"),
        ("4,5", "the row ends after 2 cells, but the first line names 3 columns"),
        ("4,5,6,7", "the row has 4 cells, but the first line names 3 columns"),
        ('4,"5,6",7,8', "the row has 4 cells, but the first line names 3 columns"),
    ],
)
def test_a_ragged_row_says_how_many_cells_it_has_and_how_many_there_should_be(row, words):
    table = read_csv(f"a,b,c\n1,2,3\n{row}\n7,8,9".encode(), "t.csv")
    (fault,) = table.findings

    assert (fault.row, fault.message) == (3, words)
    assert table.rows.to_numpy().tolist() == [["1", "2", "3"], ["7", "8", "9"]]
    assert table.rejects["row"].tolist() == [3]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r\n\r\n"])
def test_an_own_file_with_a_header_only_is_an_empty_table(read_own, end):
    reading = read_own(answers=(ANSWERS.rstrip("\n") + end).encode())

    assert reading.tables["responses"].empty
    assert reading.refused == []
    assert [(one.read, one.kept, one.rejected) for one in reading.files] == [(0, 0, 0)]


PIECES = st.sampled_from(["a", "b", '"', ",", ";", "\n", "\r", "\r\n", "\t", " ", "é", "12", '""', '"x"'])


@SETTINGS
@given(pieces=st.lists(PIECES, max_size=40), encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_every_row_of_any_text_is_read_or_refused_on_a_line_that_is_there(pieces, encoding):
    text = "h1,h2,h3\n" + "".join(pieces)
    table = read_csv(text.encode(encoding), "t.csv")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    assert table.read == len(table.rows) + table.rejects["row"].nunique()
    places = [*table.lines.tolist(), *table.rejects["row"].unique().tolist()]
    assert len(set(places)) == len(places)
    assert all(lines[place - 1].strip() for place in places)
    blank = sum(one.count for one in table.findings if one.rule == "csv.blank_row")
    broken = any(one.rule.startswith("csv.line_break") for one in table.findings)
    if not (broken or faults(table)):
        assert len(places) + blank == sum(bool(line) for line in lines[1:])


# --- own files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "lineItemSourcedId,studentSourcedId,itemSourcedId,response,score,scoreDate",
        "TEST_ID,Student_Id,ITEM_id,Response,SCORE,Date",
        " test_id , student_id,item_id ,response,score,date",
        "test_id,studentSourcedId,item_id,response,score,scoreDate",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_names_of_columns_give_the_same_answers(read_own, header, encoding):
    reading = read_own(answers=f"{header}\nq,ana,i1,Zoë,1,2025-09-15\n".encode(encoding))
    answer = reading.tables["responses"].iloc[0]

    assert answer[["test_id", "person_id", "item_id", "response", "score"]].tolist() == [
        "q", "ana", "i1", "Zoë", 1,
    ]  # fmt: skip
    assert str(answer["date"].date()) == "2025-09-15"
    assert "schema.unknown_column" not in {one.rule for one in reading.findings}


CELLS = st.sampled_from(
    ["", "q", "r", "ana", "ben", " ana ", "i1", "i2", "nobody", "EX", "0", "1", "1,5", "x", "2025-09-15"]
)


def answer_lines(rows):
    return [",".join(f'"{cell}"' for cell in row) for row in rows]


@SETTINGS
@given(rows=st.lists(st.tuples(*[CELLS] * 6), max_size=8), sound=st.integers(0, 2))
def test_every_answer_is_kept_or_stands_in_the_rejects(read_own, rows, sound):
    good = [("q", who, "i1", "B", "1", "") for who in ("ana", "ben")[:sound]]
    filled = [row for row in [*good, *rows] if any(cell.strip() for cell in row)]
    reading = read_own(answers=(ANSWERS + "\n".join(answer_lines(filled))).encode())
    (count,) = reading.files

    assert count.read == len(filled)
    assert count.kept == len(reading.tables["responses"]) >= sound
    assert count.rejected == reading.rejects["row"].nunique() == count.read - count.kept


def test_the_order_of_answers_changes_line_numbers_only(read_own):
    rows = [
        ("q", "ana", "i1", "B", "1", "9/30/2025"),
        ("q", "ben", "i1", "", "0", "1/2/2025"),
        ("q", "ana", "i2", "", "EX", ""),
        ("q", "ben", "i2", "C", "", ""),
        ("q", "zoe", "i2", "C", "1", ""),
    ]
    results = []
    for order in itertools.islice(itertools.permutations(rows), 0, 120, 17):
        reading = read_own(answers=(ANSWERS + "\n".join(answer_lines(order))).encode())
        key = ["test_id", "person_id", "item_id"]
        answers = reading.tables["responses"].sort_values(key).drop(columns="date").fillna(-1)
        results.append((answers.to_numpy().tolist(), reading.rejects["value"].tolist()))

    assert [row[3:] for row in results[0][0]] == [
        ["B", 1, "answered"], ["", -1, "no score"], ["", 0, "omitted"], ["C", -1, "no score"],
    ]  # fmt: skip
    assert results[0][1] == ["zoe"]
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize(
    ("second", "rule"),
    [
        ("q, ana ,i1,B,1,2025-09-15", "row.duplicate"),
        ('q,ana,i1,B,"1,0",2025-09-15', "row.duplicate"),
        ("q,ana,i1,,0,2025-09-15", "row.conflicting_duplicate"),
        ("q,ana,i1,B,EX,2025-09-15", "row.conflicting_duplicate"),
        ("q,ana,i1,B,1,", "row.conflicting_duplicate"),
    ],
)
def test_a_second_answer_of_one_student_to_one_question_never_counts_twice(read_own, second, rule):
    reading = read_own(answers=f"{ANSWERS}q,ana,i1,B,1,2025-09-15\n{second}\n".encode())

    assert reading.tables["responses"]["score"].tolist() == [1]
    assert reading.rejects[["row", "rule"]].to_numpy().tolist() == [[3, rule]]


# --- zips ----------------------------------------------------------------------------------------------


@pytest.fixture
def zipped(tmp_path):
    """The bytes of a sound zip of two files."""
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/items.csv", ITEMS + "i1,m,Unit 1,1,S.1,B,1\n" * 20)
        archive.writestr("export/answers.csv", ANSWERS + "q,ana,i1,B,1,\n" * 20)
    return path.read_bytes()


def read_all(path):
    """Open a zip and read every row of it."""
    return [member.table().read for member in Package.open([path])]


@SETTINGS
@given(place=st.floats(0, 1, exclude_max=True))
def test_a_zip_that_was_cut_off_is_refused_wherever_it_was_cut(zipped, tmp_path, place):
    path = tmp_path / "cut.zip"
    path.write_bytes(zipped[: int(len(zipped) * place)])

    with pytest.raises(DataError, match=r"cut\.zip"):
        read_all(path)


def test_a_zip_with_a_bit_of_any_byte_turned_over_is_refused_in_words_or_read_whole(zipped, tmp_path):
    path = tmp_path / "spoilt.zip"
    outcomes = set()
    for place in range(len(zipped)):
        spoilt = bytearray(zipped)
        spoilt[place] ^= 1
        path.write_bytes(spoilt)
        try:
            outcomes.update(read_all(path))
        except DataError:
            outcomes.add("refused")

    assert outcomes == {20, "refused"}


def test_a_zip_of_folders_alone_holds_nothing(tmp_path):
    with zipfile.ZipFile(tmp_path / "folders.zip", "w") as archive:
        archive.mkdir("export")

    with pytest.raises(DataError, match=r"folders\.zip is an empty zip"):
        Package.open([tmp_path / "folders.zip"])
