"""Run charts and control charts as tables: what stands in the cells."""

import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.stats.runs import run_chart, xmr
from plcnb.tables import run_table, xmr_table

USUAL = [5, 6, 4, 5, 7, 3, 5, 6, 4, 5, 6, 4, 5]


def cells(table):
    return [[f"{cell.text}|{cell.small}" if cell.small else cell.text for cell in row] for row in table.rows]


def test_a_run_chart_is_two_rules_with_what_chance_explains():
    table = run_table(run_chart([*[4, 6] * 5, *[7] * 9, 5, 4, 3]))

    assert table.caption == "Something has changed: 17 of 22 values off the median"
    assert cells(table) == [
        ["Longest run on one side", "9", "at most 7"],
        ["Crossings of the median", "2", "at least 5"],
    ]


def test_too_few_values_have_no_limits_of_chance_and_none_at_all_no_runs():
    assert [row[2] for row in cells(run_table(run_chart([1, 2, 3])))] == ["–", "–"]
    assert [row[1] for row in cells(run_table(run_chart([])))] == ["–", "–"]


def test_special_values_are_rows_with_their_rule_and_meaning():
    table = xmr_table(xmr([*USUAL, 30, -30], baseline=13))

    assert table.caption == "Values out of the usual (mean 5, usually from 0.57 to 9.4)"
    assert cells(table) == [
        ["14", "30", "●\xa0improvement|above the upper limit"],
        ["15", "−30", "◆\xa0concern|below the lower limit"],
    ]


def test_nothing_special_is_said_instead_of_an_empty_table():
    assert "None of 13 values is more than the usual coming and going." in xmr_table(xmr(USUAL))._repr_html_()


def test_times_and_shares_are_written_as_people_write_them():
    weeks = pd.Series([0.5, 0.52, 0.5, 0.52, 0.9], index=pd.date_range("2026-10-01", periods=5, freq="7D"))

    assert cells(xmr_table(xmr(weeks, baseline=4), shares=True))[-1][:2] == ["29 Oct", "90 %"]
    assert cells(xmr_table(xmr([*USUAL, 30]), [None] * 14))[-1][0] == ""


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (lambda: run_table({}), "needs what runs.run_chart gives, got dict"),
        (lambda: xmr_table(run_chart([1])), "needs what runs.xmr gives, got RunChart"),
        (lambda: xmr_table(xmr([1, 2]), ["a"]), "one date or word for each of the 2 values"),
        (lambda: xmr_table(xmr([1, 2]), 7), "one date or word for each of the 2 values"),
    ],
)
def test_what_makes_no_sense_is_named(table, says):
    with pytest.raises(DataError, match=says):
        table()
