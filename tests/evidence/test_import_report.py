"""The report of an import: what a person reads, and what a machine reads, say the same and name nobody."""

import json

import pytest
from pandas import DataFrame

from plcnb.evidence.findings import FileCount, Finding, rejects_of
from plcnb.evidence.import_report import MOST_FINDINGS, ImportReport, shown
from plcnb.evidence.importing import import_sources
from plcnb.evidence.snapshots import SourceFile

SOURCES = (SourceFile("marks.zip", "ab" * 32, 10),)
COLUMNS = ["table", "rows", "new", "changed", "gone"]


def refused(row, value="x7", column="mark", count=1):
    message = "score must be a number such as 12.5"
    return Finding("refused", "marks.csv", row, column, value, message, "row.not_a_number", count)


def noted(message="the file was counted and not used", count=1):
    return Finding("noted", "extra.csv", None, "", "", message, "file.unused", count)


def report(**more):
    return ImportReport("own", SOURCES, **more)


def test_the_lines_are_files_then_refused_then_noted_then_changes_then_the_end():
    found = [noted(), refused(14)]
    whole = report(
        files=[FileCount("marks.csv", "results", 173, 172, 1), FileCount("extra.csv", "", 9, 9, 0)],
        findings=found,
        rejects=rejects_of(found),
        changes=DataFrame([("results", 512, 171, 0, 0), ("items", 0, 0, 0, 0)], columns=COLUMNS),
        teams=8,
        snapshot="20261003T141502118240Z-1f0c9a7e",
    )

    assert whole.lines() == [
        "marks.csv  results  read 173 = kept 172 + rejected 1",
        "extra.csv           read   9 = kept   9 + rejected 0",
        "",
        "Refused:",
        "  marks.csv line 14, mark 'x7': score must be a number such as 12.5",
        "",
        "Noted:",
        "  extra.csv: the file was counted and not used",
        "",
        "table    rows  new  changed  gone",
        "results   512  171        0     0",
        "",
        "8 teams in snapshot 20261003T141502118240Z-1f0c9a7e. "
        "Rows that were refused are in rejects.csv there: 1.",
    ]


def test_large_counts_are_aligned_and_can_be_read():
    lines = report(
        files=[FileCount("a.csv", "results", 173_912, 173_912, 0), FileCount("longer.csv", "tests", 5, 0, 5)],
        changes=DataFrame([("results", 1_204_000, 0, 12, 0)], columns=COLUMNS),
    ).lines()

    assert lines[0] == "a.csv       results  read 173,912 = kept 173,912 + rejected 0"
    assert lines[1] == "longer.csv  tests    read       5 = kept       0 + rejected 5"
    assert lines[4] == "results  1,204,000    0       12     0"


@pytest.mark.parametrize(
    ("severity", "make"), [("Refused:", refused), ("Noted:", lambda n: noted(f"note {n}"))]
)
def test_of_many_findings_twenty_are_shown_and_the_others_counted(severity, make):
    lines = report(findings=[make(row) for row in range(2, MOST_FINDINGS + 7)]).lines()
    start = lines.index(severity)

    assert lines[start + MOST_FINDINGS].startswith("  ")
    assert lines[start + MOST_FINDINGS + 1] == "  and 5 more"
    assert lines[start + MOST_FINDINGS + 2] == ""


def test_exactly_twenty_findings_leave_none_to_count():
    lines = report(findings=[refused(row) for row in range(2, MOST_FINDINGS + 2)]).lines()

    assert sum(line.startswith("  marks.csv") for line in lines) == MOST_FINDINGS
    assert not [line for line in lines if "more" in line]


def test_the_rest_counts_the_rows_it_stands_for_and_says_where_they_are():
    many = [refused(row) for row in range(2, MOST_FINDINGS + 2)] + [refused(99, count=1_500)]
    written = report(findings=many, snapshot="s")

    assert "  and 1,500 more, all in rejects.csv" in written.lines()
    tried = report(findings=many, dry_run=True)
    assert "  and 1,500 more" in tried.lines()
    noticed = report(findings=[noted(f"note {n}") for n in range(30)], snapshot="s")
    assert "  and 10 more" in noticed.lines(), "what was only noted is not in rejects.csv"


@pytest.mark.parametrize(
    ("state", "end"),
    [
        ({"snapshot": "s", "teams": 1}, "1 team in snapshot s."),
        ({"snapshot": "s", "teams": 0}, "0 teams in snapshot s."),
        ({"snapshot": "s", "teams": 1200}, "1,200 teams in snapshot s."),
        ({"dry_run": True, "teams": 2}, "2 teams. This was a dry run: nothing was written."),
        ({"unchanged": True, "snapshot": "s"}, "Nothing to do: snapshot s holds all of this already."),
        ({"refused": True, "dry_run": True}, "Nothing was written. Correct the export."),
        (
            {"refused": True, "files": [FileCount("a", "results", 2, 1, 1)]},
            "Nothing was written. Correct the export, or take the right rows with --allow-rejects.",
        ),
        (
            {"refused": True, "files": [FileCount("a", "results", 1, 0, 1), FileCount("b", "", 1, 1, 0)]},
            "Nothing was written. Correct the export.",
        ),
    ],
)
def test_the_last_line_says_how_it_ended(state, end):
    assert report(**state).lines()[-1] == end


def test_an_unchanged_import_shows_no_changes_but_counts_the_rows():
    same = report(unchanged=True, snapshot="s", changes=DataFrame([("results", 3, 0, 0, 0)], columns=COLUMNS))

    assert len(same.lines()) == 1
    assert same.counts == {"results": 3}


def test_a_table_that_is_gone_altogether_is_shown_and_an_empty_one_is_not():
    rows = [("results", 0, 0, 0, 7), ("items", 0, 0, 0, 0)]
    lines = report(changes=DataFrame(rows, columns=COLUMNS)).lines()

    assert "results     0    0        0     7" in lines
    assert not [line for line in lines if line.startswith("items")]


@pytest.mark.parametrize("column", ["given_name", "familyName", "E-Mail", "phone", "SMS", "username"])
def test_what_says_who_somebody_is_is_shown_to_nobody(column):
    telling = refused(3, "Zubrowka", column)
    told = report(findings=[telling])

    assert "Zubrowka" not in "\n".join(told.lines())
    assert "Zubrowka" not in json.dumps(told.as_dict())
    assert (shown(telling).column, shown(telling).row) == (column, 3), "where it is can still be found"


def test_the_report_for_machines_is_json_and_holds_what_the_lines_say():
    found = [refused(14), noted(count=3)]
    told = report(
        files=[FileCount("marks.csv", "results", 3, 2, 1)],
        findings=found,
        rejects=rejects_of(found),
        changes=DataFrame([("results", 2, 2, 0, 0)], columns=COLUMNS),
        notes=("One sentence.",),
        refused=True,
    ).as_dict()

    assert json.loads(json.dumps(told)) == told
    assert told["files"] == [{"file": "marks.csv", "table": "results", "read": 3, "kept": 2, "rejected": 1}]
    assert told["changes"] == [{"table": "results", "rows": 2, "new": 2, "changed": 0, "gone": 0}]
    assert [finding["count"] for finding in told["findings"]] == [1, 3]
    assert told["sources"] == [{"name": "marks.zip", "sha256": "ab" * 32, "bytes": 10}]
    assert (told["rejects"], told["refused"], told["snapshot"]) == (1, True, "")


def test_a_dry_run_prints_line_for_line_what_the_import_prints_but_for_the_end(tmp_path):
    standards = tmp_path / "standards.csv"
    standards.write_text("standard_id,statement\n7.NS.1,Add\n,Nothing\n7.NS.2,Subtract\n")

    tried = import_sources(tmp_path / "evidence", standards, dry_run=True).lines()
    done = import_sources(tmp_path / "evidence", standards).lines()

    assert tried[:-1] == done[:-1]
    assert "Refused:" in tried
    assert tried[-1].endswith("nothing was written.")
    assert done[-1].endswith("in rejects.csv there: 1.")
