"""A protected table as readers meet it: totals at the ends, and nothing said about what is not shown."""

import numpy as np
import pandas as pd
import pytest

from plcnb import tables
from plcnb.errors import DataError
from plcnb.stats.disclosure import protect, protect_shares


@pytest.fixture
def counts():
    rows = [
        ("T1", "met", 3),
        ("T1", "not yet", 22),
        ("T2", "met", 30),
        ("T2", "not yet", 14),
        ("T3", "met", 1250),
    ]
    return pd.DataFrame(rows, columns=["team", "level", "n"])


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_counts_stand_in_rows_and_columns_with_their_totals(counts):
    table = tables.protected_table(protect(counts, "n", ["team", "level"]), "Students by team and level")

    assert table.caption == "Students by team and level"
    assert [column.header for column in table.columns] == ["team", "met", "not yet", "Total"]
    assert texts(table) == [
        ["T1", "not shown", "not shown", "25"],
        ["T2", "not shown", "not shown", "44"],
        ["T3", "1,250", "0", "1,250"],
        ["Total", "1,283", "36", "1,319"],
    ]


def test_no_word_tells_a_small_cell_from_one_that_covers_it(counts):
    table = tables.protected_table(protect(counts, "n", ["team", "level"]))

    html = table._repr_html_()

    assert html.count("not shown") == 4
    assert "fewer" not in html
    assert "worked out" not in html


def test_one_dimension_is_a_list_and_three_name_their_rows_in_small_print(counts):
    single = tables.protected_table(protect(counts.head(1).drop(columns="level"), "n", "team"))
    nested = counts.assign(school=["S1", "S1", "S1", "S1", "S2"])
    triple = tables.protected_table(protect(nested, "n", [("school", "team"), "level"]))

    assert texts(single) == [["T1", "not shown"], ["Total", "not shown"]]
    assert [column.header for column in single.columns] == ["team", "Students"]
    assert [(row[0].text, row[0].small) for row in triple.rows] == [
        ("S1", "T1"),
        ("S1", "T2"),
        ("S1", "Total"),
        ("S2", "T3"),
        ("S2", "Total"),
        ("Total", ""),
    ]


def test_the_other_column_can_stand_across(counts):
    table = tables.protected_table(protect(counts, "n", ["team", "level"]), across="team")

    assert [column.header for column in table.columns] == ["level", "T1", "T2", "T3", "Total"]


def test_shares_are_coded_or_hidden_and_what_cannot_be_is_a_dash():
    frame = pd.DataFrame(
        {
            "school": ["S1", "S1", "S2"],
            "group": ["all", "EL", "all"],
            "n_students": [240, 8, 60],
            "share": [0.99, 0.5, 0.625],
            "low": [0.9, 0.2, 0.5],
            "high": [1.0, 0.8, 0.7],
        }
    )

    table = tables.protected_table(protect_shares(frame))

    assert [column.header for column in table.columns] == ["school", "all", "EL"]
    assert texts(table) == [["S1", "95 % or more", "not shown"], ["S2", "63 %", "–"]]
    assert table.caption == "Share"


def test_an_empty_table_says_so(counts):
    assert (
        "No cell has been counted yet."
        in tables.protected_table(protect(counts.iloc[:0], "n", ["team", "level"]))._repr_html_()
    )


def test_broken_frames_are_refused(counts):
    fine = protect(counts, "n", ["team", "level"])
    with pytest.raises(DataError, match="the cell T1, met is there twice"):
        tables.protected_table(pd.concat([fine, fine.head(1)]))
    with pytest.raises(DataError, match="has no column 'grade' to lay out; it has team, level"):
        tables.protected_table(fine, across="grade")
    with pytest.raises(DataError, match="lacks hidden"):
        tables.protected_table(counts)
    with pytest.raises(DataError, match="no column that names its cells"):
        tables.protected_table(fine[["shown", "hidden"]])
    with pytest.raises(DataError, match="no count of students"):
        tables.protected_table(fine.assign(shown=fine["shown"] + 0.5))
    unmarked = pd.DataFrame({"team": ["a"], "shown": [np.nan], "hidden": [False]})
    assert texts(tables.protected_table(unmarked)) == [["a", "not shown"]]
