"""The table in docs/importing.md says what imports of the real samples give today."""

from make_import_table import table, table_on


def test_the_table_of_real_samples_is_up_to_date(shared):
    assert table_on() == table(shared / "data"), "run `make import-table`"


def test_every_row_of_every_sample_is_kept_or_rejected():
    lines = [line.split(" | ") for line in table_on().splitlines()[2:]]
    counts = [[int(cell.replace(",", "")) for cell in cells[3:7]] for cells in lines]

    assert counts
    assert all(read == kept + rejected for read, kept, _, rejected in counts)
