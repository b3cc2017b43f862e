"""A workbook reads as a person sees it: nothing rounded, nothing lost, and what Excel spoilt is said."""

import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment

from plcnb.errors import DataError
from plcnb.evidence.formats.reading import Package


@pytest.fixture
def save(tmp_path):
    """Save rows as a workbook of one sheet; `change` may do more to the sheet."""

    def write(rows, change=lambda sheet: None, name="marks.xlsx"):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        change(book.active)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def table(path):
    (member,) = Package.open([path])
    return member.table(short_rows="noted")


def notes(path):
    return {finding.rule: finding for finding in Package.open([path]).findings}


def test_cells_read_as_text_without_loss(save):
    row = [
        "007",
        12,
        0.1,
        1e20,
        True,
        date(2026, 9, 3),
        datetime(2026, 9, 3, 14, 5),
        time(9, 30),
        None,
        'a,"b"',
    ]
    path = save([[f"c{n}" for n in range(len(row))], row])

    assert table(path).rows.iloc[0].tolist() == [
        "007", "12", "0.1", "1e+20", "TRUE", "2026-09-03", "2026-09-03 14:05:00", "09:30:00", "", 'a,"b"'
    ]  # fmt: skip


def test_a_number_shown_with_leading_zeros_keeps_them(save):
    path = save([["id", "score"], [42, 3]], lambda sheet: setattr(sheet["A2"], "number_format", "00000"))

    assert table(path).rows["id"].tolist() == ["00042"]


def test_a_per_cent_is_what_the_cell_shows(save):
    path = save([["id", "done"], ["a", 0.85]], lambda sheet: setattr(sheet["B2"], "number_format", "0%"))

    assert table(path).rows["done"].tolist() == ["85%"]


def test_lines_are_the_rows_that_excel_shows(save):
    path = save([["Class list 2026", None, None], [], ["id", "name", "score"], ["a", "b", 1], ["c", "d", 2]])

    found = table(path)

    assert found.header == ["id", "name", "score"]
    assert found.lines.tolist() == [4, 5]
    assert "2 rows above" in notes(path)["excel.rows_above"].message


def test_titles_over_groups_of_columns_are_joined_with_the_names(save):
    rows = [
        ["", "Fall", "", "Spring", ""],
        ["id", "score", "level", "score", "level"],
        ["a", 1, "low", 2, "high"],
    ]

    def merge(sheet):
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("D1:E1")

    found = table(save(rows, merge))

    assert found.header == ["id", "Fall score", "Fall level", "Spring score", "Spring level"]
    assert found.rows.iloc[0].tolist() == ["a", "1", "low", "2", "high"]
    assert "excel.banded_header" in notes(save(rows, merge))


def test_one_title_over_the_whole_table_is_left_out(save):
    path = save(
        [["Marks of the year", "", ""], ["id", "a", "b"], ["x", 1, 2]], lambda s: s.merge_cells("A1:C1")
    )

    assert table(path).header == ["id", "a", "b"]


def test_a_merged_name_above_data_stays_a_header(save):
    path = save(
        [["name", "", "score"], ["Ana", "Lee", 1], ["Ben", "Roy", 2]], lambda s: s.merge_cells("A1:B1")
    )

    found = table(path)

    assert found.header == ["name", "name (2)", "score"]
    assert len(found.rows) == 2


def test_a_cell_merged_over_rows_stands_in_each(save):
    def merge(sheet):
        sheet.merge_cells("A2:A3")
        sheet["A2"].alignment = Alignment(vertical="top")

    path = save([["class", "id"], ["7a", "x"], [None, "y"], ["7b", "z"]], merge)

    assert table(path).rows["class"].tolist() == ["7a", "7a", "7b"]
    assert notes(path)["excel.merged_cells"].row == 2


def test_a_date_among_numbers_is_noted_with_its_row(save):
    path = save([["id", "part"], ["a", "1-3"], ["b", datetime(2026, 1, 2)], ["c", "2-3"], ["d", "x"]])

    assert notes(path)["excel.date_among_others"].row == 3
    assert table(path).rows["part"].tolist() == ["1-3", "2026-01-02", "2-3", "x"]


def test_a_column_of_dates_is_nothing_to_note(save):
    path = save([["id", "day"], ["a", date(2026, 1, 2)], ["b", date(2026, 1, 3)], ["c", None]])

    assert "excel.date_among_others" not in notes(path)


def test_a_formula_that_nobody_calculated_is_refused(save):
    path = save([["id", "sum"], ["a", "=1+1"]])

    with pytest.raises(DataError, match=r"1 formulas without a value.*Open it in Excel"):
        Package.open([path])


def test_a_calculated_formula_is_its_value(save, tmp_path):
    path = save([["id", "sum"], ["a", "=1+1"]])
    calculated = tmp_path / "calculated.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(calculated, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
                    b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
                )
            new.writestr(name, data)

    assert table(calculated).rows["sum"].tolist() == ["2"]


def test_a_failed_formula_is_an_empty_cell_and_noted(save):
    path = save([["id", "score"], ["a", "#N/A"], ["b", 2]])

    assert table(path).rows["score"].tolist() == ["", "2"]
    assert notes(path)["excel.failed_formula"].count == 1


def test_each_sheet_is_a_file_and_hidden_ones_are_left_aside(tmp_path):
    book = Workbook()
    book.active.title = "Maths"
    book.active.append(["id", "a"])
    book.create_sheet("Empty")
    book.create_sheet("Science").append(["id", "b"])
    book.create_sheet("Old").append(["secret", "c"])
    book["Old"].sheet_state = "hidden"
    book.save(tmp_path / "all.xlsx")

    package = Package.open([tmp_path / "all.xlsx"])

    assert list(package.members) == ["all.xlsx [Maths]", "all.xlsx [Science]"]
    assert any("'Old' was left aside" in finding.message for finding in package.findings)


def test_line_breaks_in_cells_become_blanks_so_that_lines_stay_rows(save):
    path = save([["id", "What did\nyou learn?"], ["a", "one\r\ntwo"], ["b", "x"]])

    found = table(path)

    assert found.header == ["id", "What did you learn?"]
    assert found.lines.tolist() == [2, 3]
    assert found.rows.iloc[0, 1] == "one two"


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_an_old_or_locked_workbook_is_refused_with_what_to_do(tmp_path, content):
    (tmp_path / "old.xls").write_bytes(content)

    with pytest.raises(DataError, match=r"old Excel file.*save it as \.xlsx"):
        Package.open([tmp_path / "old.xls"])


def test_a_damaged_workbook_is_refused_in_words(save, tmp_path):
    path = save([["id", "a"], ["x", 1]])
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:40] if name == "xl/workbook.xml" else old.read(name))

    with pytest.raises(DataError, match="damaged"):
        Package.open([broken])


def test_an_empty_workbook_is_refused(save):
    with pytest.raises(DataError, match="no sheet with anything in it"):
        Package.open([save([])])


def test_the_line_by_which_excel_names_the_separator_is_no_header(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text("sep=;\nid;score\na;1,5\n", encoding="utf-8-sig")
    (member,) = Package.open([path])

    found = member.table()

    assert (member.header, found.header, found.lines.tolist()) == (["id", "score"], ["id", "score"], [3])
    assert found.rows["score"].tolist() == ["1,5"]
