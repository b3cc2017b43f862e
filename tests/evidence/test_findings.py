"""Findings told in lines, joined where they are the same, and counts that must add up."""

import pytest

from plcnb.evidence.findings import FileCount, Finding, group_findings, rejects_of


def finding(row, value="x", severity="noted", count=1):
    return Finding(severity, "users.csv", row, "grade", value, "allowed: 1 to 12", "row.grade", count)


def test_a_finding_says_where_what_and_how_often():
    assert str(finding(4)) == "users.csv line 4, grade 'x': allowed: 1 to 12"
    assert str(finding(4, count=1200)).endswith("(1,200 times, first here)")
    assert str(Finding("noted", "a.csv", None, "", "", "left out", "r", 2)) == "a.csv: left out (2 in all)"


def test_equal_notes_become_one_that_counts_them():
    (joined,) = group_findings([finding(row, value=f"v{row}") for row in range(2, 1002)])

    assert (joined.row, joined.value, joined.count) == (2, "v2", 1000)


def test_refused_lines_stay_apart():
    lines = [finding(row, severity="refused") for row in (2, 3)]

    assert group_findings([*lines, lines[0]]) == [finding(2, severity="refused", count=2), lines[1]]


def test_only_refused_lines_are_rejects():
    rejects = rejects_of([finding(2), finding(3, severity="refused")])

    assert rejects.to_dict("records") == [
        {
            "file": "users.csv", "row": 3, "column": "grade", "value": "x",
            "reason": "allowed: 1 to 12", "rule": "row.grade",
        }
    ]  # fmt: skip


def test_a_reader_that_loses_rows_is_found_out():
    with pytest.raises(ValueError, match="5 rows read, but 3 kept and 1 rejected"):
        FileCount("users.csv", "people", read=5, kept=3, rejected=1)
