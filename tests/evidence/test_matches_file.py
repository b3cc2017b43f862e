"""matches.csv: what a person wrote is obeyed and kept, and a spreadsheet does no harm."""

import pytest
from pandas import DataFrame

from plcnb.errors import DataError
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.known_people import Known
from plcnb.evidence.matches_file import COLUMNS, FILE_NAME, read_matches

HEAD = ",".join(COLUMNS) + "\r\n"


def table(name, columns, *values):
    return conform(DataFrame(values, columns=columns.split()), SOURCE_TABLES[name])


def people(*rows):
    return table(
        "people", "person_id given_name family_name grade role", *[(*row, "student") for row in rows]
    )


KNOWN = Known.of(
    {name: conform(None, contract) for name, contract in SOURCE_TABLES.items()}
    | {"people": people(("p1", "Ana", "Doe", "7"), ("p2", "Ana", "Doe", "7"))}
)


@pytest.fixture
def import_(tmp_path):
    """A function that keeps the file up with one import's verdicts: (id, target, how, candidates)."""

    def update(*verdicts, who=(), system="canvas"):
        who = who or [(row[0], "Ana", "Doe", "7") for row in verdicts]
        rows = [(id_, target, how, f"why {how}", candidates) for id_, target, how, candidates in verdicts]
        verdict = DataFrame(rows, columns=["person_id", "target", "how", "reason", "candidates"])
        read_matches(tmp_path).updated(system, people(*who), verdict, KNOWN).write()
        return tmp_path / FILE_NAME

    return update


def lines(folder):
    return {line["their_id"]: line for line in read_matches(folder).lines}


def test_it_lists_whom_no_number_found_and_who_comes_nearest(tmp_path, import_):
    path = import_(
        ("7", "p1", "SIS id", []), ("8", "", "ambiguous", ["p1", "p2"]), ("9", "p1", "name and grade", [])
    )

    assert lines(tmp_path).keys() == {"8", "9"}
    assert lines(tmp_path)["8"] == {
        "system": "canvas",
        "their_id": "8",
        "name": "Ana Doe",
        "grade": "7",
        "person_id": "",
        "how": "ambiguous",
        "candidates": "p1 (Ana Doe, grade 7); p2 (Ana Doe, grade 7)",
        "note": "why ambiguous",
    }
    assert lines(tmp_path)["9"]["candidates"] == "p1 (Ana Doe, grade 7)"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfsystem,their_id,")  # so that Excel sees UTF-8
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_an_import_without_anything_doubtful_writes_no_file(import_):
    assert not import_(("7", "p1", "id", [])).exists()


def test_what_a_person_wrote_is_obeyed_and_outlasts_every_import(tmp_path, import_):
    path = import_(("8", "", "ambiguous", ["p1", "p2"]), ("9", "", "not found", []))
    text = path.read_text("utf-8-sig")
    text = text.replace("8,Ana Doe,7,,", "8,Ana Doe,7,p2,").replace("9,Ana Doe,7,,", "9,Ana Doe,7,-,")
    path.write_text(text, "utf-8-sig")

    assert read_matches(tmp_path).decisions("Canvas") == {"8": "p2", "9": "-"}
    assert read_matches(tmp_path).decisions("star") == {}
    import_(("8", "p2", "by hand", []), ("9", "", "left out", []))
    import_(("8", "p9", "ambiguous", ["p1"]))
    import_(("1", "", "not found", []), system="star")
    assert read_matches(tmp_path).decisions("canvas") == {"8": "p2", "9": "-"}
    assert lines(tmp_path)["8"]["note"] == "why ambiguous"


def test_who_is_found_later_is_listed_no_more_and_others_stay(tmp_path, import_):
    import_(("8", "", "not found", []), ("9", "", "not found", []))

    import_(("8", "p1", "id", []))

    assert lines(tmp_path).keys() == {"9"}


def test_a_column_that_a_person_added_stays_with_its_lines(tmp_path, import_):
    (tmp_path / FILE_NAME).write_text(f"{HEAD.strip()},asked\ncanvas,8,Ana,7,p2,,,,Ms. Roe\n")

    import_(("8", "p2", "by hand", []), ("9", "", "not found", []))

    assert lines(tmp_path)["8"]["asked"] == "Ms. Roe"
    assert lines(tmp_path)["8"]["person_id"] == "p2"


@pytest.mark.parametrize(
    "telling",
    ["=HYPERLINK(1)", "+49", "-5", "@sum", "'t Hooft", "0017", "123456789012345", "1-2", "1e5", "a,b\nc"],
)
def test_a_cell_comes_back_as_it_was_and_a_spreadsheet_takes_it_for_text(tmp_path, import_, telling):
    path = import_(
        ("9", "", "not found", []),
        (telling, "", "not found", []),
        who=[(telling, telling, "", telling), ("9", "B", "", "")],
    )

    line = lines(tmp_path)[telling]
    assert (line["name"], line["grade"]) == (telling, telling)
    cells = path.read_text("utf-8-sig").replace('"', "").split(",")
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@") or cell in ("0017", "1-2", "1e5")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_file_that_any_spreadsheet_saved_is_read(tmp_path, encoding, mark):
    text = HEAD + "canvas,'0017,Zoë,7,p1,ambiguous,,\r\n,,,,,,,\r\n"
    (tmp_path / FILE_NAME).write_bytes(text.replace(",", mark).encode(encoding))

    assert read_matches(tmp_path).decisions("canvas") == {"0017": "p1"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no column 'system'"),
        ("system,their_id,name\n", "has no column 'person_id'. Its first line must be: system,their_id,"),
        (HEAD + "canvas,,Ana,7,p1,,,\n", "line 2 says who somebody is, but not in which system"),
        (
            HEAD + "canvas,8,,,p1,,,\ncanvas,8,,,p2,,,\n",
            "line 3 says that '8' is 'p2'; an earlier line says 'p1'",
        ),
        (HEAD + 'canvas,8,,,p1,,,\ncanvas,"9,,,p2,,,\n', "line 3"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(tmp_path, text, words):
    (tmp_path / FILE_NAME).write_text(text)

    with pytest.raises(DataError, match=r"matches\.csv") as caught:
        read_matches(tmp_path)

    assert words in str(caught.value)


def test_a_line_doubled_by_hand_counts_once_with_what_it_decides(tmp_path):
    (tmp_path / FILE_NAME).write_text(HEAD + "canvas,8,,,,,,\ncanvas,8,,,p1,,,\ncanvas,8,,,,,,\n")

    assert read_matches(tmp_path).decisions("canvas") == {"8": "p1"}


def test_a_file_saved_while_the_import_runs_is_not_overwritten(tmp_path, import_):
    path = import_(("8", "", "not found", []))
    read = read_matches(tmp_path)
    path.write_text(HEAD + "canvas,8,,,p2,,,\n")

    verdict = DataFrame(
        {"person_id": ["9"], "target": "", "how": "not found", "reason": "", "candidates": [[]]}
    )
    with pytest.raises(DataError, match=r"was changed while the import ran; nothing was written"):
        read.updated("canvas", people(("9", "", "", "")), verdict, KNOWN).write()

    assert read_matches(tmp_path).decisions("canvas") == {"8": "p2"}


def test_only_what_people_decide_makes_an_import_another_one(tmp_path, import_):
    path = import_(("8", "", "not found", []))
    assert read_matches(tmp_path).source is None

    path.write_text(HEAD + "canvas,8,,,p2,,,\n")
    first = read_matches(tmp_path).source
    import_(("9", "", "not found", []))

    assert first is not None
    assert read_matches(tmp_path).source == first
