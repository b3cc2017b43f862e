"""Packages opened and CSV read: every cell, every line number, every fault."""

import csv
import hashlib
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plcnb.errors import DataError
from plcnb.evidence.formats import reading
from plcnb.evidence.formats.csv_text import read_csv
from plcnb.evidence.formats.reading import Package


def faults(table):
    """Line, column, value and rule of each refused row."""
    return [(f.row, f.column, f.value, f.rule) for f in table.findings if f.severity == "refused"]


def noted(table):
    """The rules of the notes."""
    return {f.rule for f in table.findings if f.severity == "noted"}


# --- text ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", False),
        ("utf-8-sig", False),
        ("utf-16", True),
        ("utf-16-le", True),
        ("utf-16-be", True),
        ("cp1252", True),
    ],
)
def test_the_encoding_is_found_out_and_told_unless_it_is_utf_8(encoding, told):
    table = read_csv("name,town\nZoë,Łódź\n".replace("Łódź", "Köln").encode(encoding), "t.csv")

    assert table.header == ["name", "town"]
    assert table.rows.to_numpy().tolist() == [["Zoë", "Köln"]]
    assert ("csv.encoding" in noted(table)) is told


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03" * 99, b"a,b\n\x81\x8d,1\n", b"PK\x03\x04\x00\x00\x00\x00"]
)
def test_bytes_that_are_no_text_are_refused_by_name(data):
    with pytest.raises(DataError, match=r"t\.csv.*Export the data as CSV"):
        read_csv(data, "t.csv")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_any_line_end_will_do_and_the_last_may_be_missing(end, last):
    text = end.join(["a,b", "1,2", "3,4"]) + end * last

    table = read_csv(text.encode(), "t.csv")
    assert table.rows.to_numpy().tolist() == [["1", "2"], ["3", "4"]]
    assert table.lines.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2\n", ";"),
        ("a, or b;c\n1;2\n", ";"),
        ("a\tb\n1,2\t3\n", "\t"),
        ('"a;b",c\n1,2\n', ","),
        ("a\n1\n", ","),
    ],
)
def test_the_delimiter_is_seen_from_the_lines(text, delimiter):
    table = read_csv(text.encode(), "t.csv")

    assert table.delimiter == delimiter
    assert ("csv.delimiter" in noted(table)) is (delimiter != ",")


# --- header --------------------------------------------------------------------------------------------


def test_a_header_alone_is_a_table_without_rows():
    table = read_csv(b"a,b", "t.csv")

    assert (table.header, len(table.rows), table.read) == (["a", "b"], 0, 0)


@pytest.mark.parametrize("data", [b"", b"\n\n", b" , \n1,2\n"])
def test_a_file_without_column_names_is_refused(data):
    assert faults(read_csv(data, "t.csv"))[0][3] == "table.missing_header"


def test_each_column_gets_a_name_of_its_own():
    table = read_csv(b" a ,Filler,,Filler,Filler (2),,\n1,2,3,4,5,,\n", "t.csv")

    assert table.header == ["a", "Filler", "column 3", "Filler (2)", "Filler (2) (2)"]
    assert table.rows.to_numpy().tolist() == [["1", "2", "3", "4", "5"]]
    assert noted(table) == {"csv.nameless_column", "table.duplicate_header"}


def test_lines_above_the_header_can_be_left_out_and_still_count():
    table = read_csv(b'Band,,\na,b\n1,2\n3,"4\n', "t.csv", header_line=2)

    assert table.header == ["a", "b"]
    assert table.lines.tolist() == [3]
    assert faults(table) == [(4, "b", '"4', "csv.unclosed_quote")]


# --- faults --------------------------------------------------------------------------------------------


def test_each_stray_quote_is_refused_in_its_line_and_the_other_rows_are_read():
    table = read_csv(b'a,b\n1,bad"quote\n2,"two"x\n3,"open\n4,"a ""good"" one"\n5,five\n', "t.csv")

    assert faults(table) == [
        (2, "b", 'bad"quote', "csv.unescaped_quote"),
        (3, "b", '"two"x', "csv.unexpected_character_after_quote"),
        (4, "b", '"open', "csv.unclosed_quote"),
    ]
    assert table.rows.to_numpy().tolist() == [["4", 'a "good" one'], ["5", "five"]]
    assert table.lines.tolist() == [5, 6]
    assert table.read == 5
    assert sorted(table.rejects["row"]) == [2, 3, 4]


def test_lines_are_counted_as_an_editor_shows_them():
    table = read_csv(b'a,b\r\n\r\n1,"two\r\nlines"\r\n\r\n2,x\r\n,\r\n3,y"\r\n4,z', "t.csv")

    assert table.lines.tolist() == [3, 6, 9]
    assert [row for row, *_ in faults(table)] == [8]
    assert noted(table) == {"csv.line_break_in_quoted_field", "csv.blank_row"}


def test_a_quote_lost_far_above_does_not_swallow_the_rows_between():
    rows = [f"{number},x" for number in range(300)]
    rows[3], rows[290] = '3,"x', '290,x"'
    table = read_csv(("a,b\n" + "\n".join(rows)).encode(), "t.csv")

    assert [row for row, *_ in faults(table)] == [5, 292]
    assert len(table.rows) == 298


def test_rows_of_another_width_are_told_and_only_those():
    table = read_csv(b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,\n5,6,7\n", "t.csv")

    assert [(row, rule) for row, _, _, rule in faults(table)] == [
        (3, "table.row_width_mismatch"),
        (4, "table.row_width_mismatch"),
    ]
    assert table.lines.tolist() == [2, 5, 6]


def test_short_rows_are_filled_up_where_that_is_allowed():
    table = read_csv(b"a,b,c\n1,2\n", "t.csv", short_rows="noted")

    assert table.rows.to_numpy().tolist() == [["1", "2", ""]]
    assert faults(table) == []


def test_passwords_are_blanked_before_anyone_can_see_them():
    table = read_csv(b'name,Password\nx,tulip\ny,"ro"se\n', "t.csv")

    assert table.rows["Password"].tolist() == [""]
    assert faults(table) == [(3, "Password", "", "csv.unexpected_character_after_quote")]
    assert "privacy.password_left_out" in noted(table)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=6)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS, spoilt=st.booleans())
def test_what_a_csv_writer_wrote_is_read_cell_by_cell(rows, spoilt):
    rows = [("k" + row[0], *row[1:]) for row in rows]  # blank rows are left out, so that none is
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([("a", "b", "c"), *rows])
    text = out.getvalue() + 'x"x,,\n' * spoilt  # one fault, and all is read with care

    table = read_csv(text.encode(), "t.csv")
    assert table.rows.to_numpy().tolist() == [list(row) for row in rows]
    assert len(faults(table)) == spoilt
    expected, line = [], 2
    for row in rows:
        expected.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    assert table.lines.tolist() == expected


# --- packages ------------------------------------------------------------------------------------------


@pytest.fixture
def pack(tmp_path):
    """A function that writes a zip of texts."""

    def write(**texts):
        path = tmp_path / "p.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in texts.items():
                archive.writestr(name, text)
        return path

    return write


def test_a_zip_a_folder_and_single_files_hold_the_same_members(tmp_path, pack):
    texts = {"users.csv": "a,b\n1,2\n", "orgs.CSV": "c,d\n3,4\n"}
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text)

    for paths in ([pack(**texts)], [folder], [folder / name for name in texts]):
        package = Package.open(paths)
        assert list(package.members) == ["orgs.CSV", "users.csv"]
        assert package.find("ORGS").table().rows.to_numpy().tolist() == [["3", "4"]]
        assert package.find("users.csv").header == ["a", "b"]
        assert package.find("pets") is None


def test_one_wrapping_folder_is_entered_and_what_lies_aside_is_said(pack):
    package = Package.open(
        [
            pack(
                **{
                    "export/users.csv": "a\n1\n",
                    "export/notes.pdf": "x",
                    "export/truth/users.csv": "a\n",
                    "__MACOSX/export/._users.csv": "x",
                    "export/.DS_Store": "x",
                }
            )
        ]
    )

    assert list(package.members) == ["users.csv"]
    assert [finding.file for finding in package.findings] == ["notes.pdf", "export/truth/"]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({}, "empty zip"),
        ({"../users.csv": "a\n"}, "points outside the zip"),
        ({"/etc/users.csv": "a\n"}, "points outside the zip"),
        ({"a\\..\\..\\users.csv": "a\n"}, "points outside the zip"),
        ({"C:/users.csv": "a\n"}, "points outside the zip"),
        ({"inner.zip": "x", "users.csv": "a\n"}, "another zip"),
        ({"book.xlsx": "x"}, "no CSV file"),
    ],
)
def test_a_zip_that_cannot_be_taken_is_refused_with_what_to_do(pack, texts, words):
    with pytest.raises(DataError, match=rf"p\.zip.*{words}"):
        Package.open([pack(**texts)])


def test_a_zip_with_two_files_or_folders_to_choose_from_is_refused(pack):
    with pytest.raises(DataError, match=r"several folders \(a, b\)"):
        Package.open([pack(**{"a/users.csv": "a\n", "b/users.csv": "a\n"})])
    with pytest.raises(DataError, match=r"Two files are named users\.csv and Users\.csv"):
        Package.open([pack(**{"users.csv": "a\n", "Users.csv": "a\n"})])


def test_a_zip_packed_with_backslashes_is_read(pack):
    assert list(Package.open([pack(**{"export\\users.csv": "a\n"})]).members) == ["users.csv"]


def test_a_zip_that_would_fill_the_memory_is_refused(pack, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 1000)

    with pytest.raises(DataError, match="unpack it and give the folder"):
        Package.open([pack(**{"users.csv": "a\n" * 1000})])


def test_a_locked_a_damaged_and_a_false_zip_are_refused(tmp_path, pack):
    locked = bytearray(pack(**{"users.csv": "a\n"}).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag of encryption, in both headers
        locked[locked.index(mark) + place] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    damaged = pack(**{"users.csv": "hello,you\n"}).read_bytes().replace(b"hello", b"HELLO")
    (tmp_path / "damaged.zip").write_bytes(damaged)
    (tmp_path / "false.zip").write_text("not a zip")

    with pytest.raises(DataError, match="locked with a password"):
        Package.open([tmp_path / "locked.zip"])
    with pytest.raises(DataError, match=r"damaged\.zip is damaged"):
        Package.open([tmp_path / "damaged.zip"]).find("users").table()
    with pytest.raises(DataError, match="not a zip file"):
        Package.open([tmp_path / "false.zip"])


def test_missing_paths_no_paths_and_one_name_twice_are_refused(tmp_path):
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "users.csv").write_text("a\n")

    with pytest.raises(DataError, match="no file or folder"):
        Package.open([tmp_path / "c"])
    with pytest.raises(DataError, match="nothing to import"):
        Package.open([])
    with pytest.raises(DataError, match=r"Two files are named users\.csv and users\.csv"):
        Package.open([tmp_path / "a" / "users.csv", tmp_path / "b" / "users.csv"])


def test_the_sources_are_the_files_on_disk_with_their_fingerprints(tmp_path):
    (tmp_path / "users.csv").write_bytes(b"a\n1\n")

    assert Package.open([tmp_path]).sources == [
        {"name": "users.csv", "sha256": hashlib.sha256(b"a\n1\n").hexdigest(), "bytes": 4}
    ]


def test_the_head_of_a_long_file_is_whole_lines(tmp_path):
    for encoding in ("utf-8", "utf-16"):
        (tmp_path / "long.csv").write_text("näme,b\n" + "ä,2\n" * 200_000, encoding=encoding)
        member = Package.open([tmp_path / "long.csv"]).find("long")

        assert member.header == ["näme", "b"]
        assert len(member.head) == 20
        assert member.head[-1] == ["ä", "2"]
