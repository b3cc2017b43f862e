"""Import: all or nothing, the same whether tried or done, and plain about what changes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from plcnb.errors import DataError, NotFound, ParameterError
from plcnb.evidence import importing
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.importing import ImportRefused, import_sources
from plcnb.evidence.store import EvidenceStore
from plcnb.shipped import shipped_folder

MAPPING = """
title = "Class lists and marks"
source = "An invented school"
[file.list]
columns = ["class", "pupil", "family"]
[file.marks]
columns = ["class", "test", "pupil", "mark"]
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
name = "teams"
file = "list"
repeats = "same"
columns = { team_id = "{class}", name = "Class {class}", class_ids = "{class}", origin = "mapping" }
[[table]]
name = "people"
file = "list"
columns = { person_id = "{pupil}", family_name = "{family}", role = "student" }
[[table]]
name = "enrollments"
file = "list"
columns = { class_id = "{class}", person_id = "{pupil}", role = "student", status = "active" }
[[table]]
name = "tests"
file = "marks"
repeats = "same"
columns = { test_id = "{class}-{test}", class_id = "{class}", title = "{test}", max_score = 10 }
[[table]]
name = "results"
file = "marks"
columns = { test_id = "{class}-{test}", person_id = "{pupil}", score = "{mark}", status = "scored" }
"""
LISTS = "class,pupil,family\n7a,p1,Doe\n7a,p2,Roe\n7b,p3,Poe\n"
MARKS = "class,test,pupil,mark\n7a,Quiz,p1,4\n7a,Quiz,p2,6\n7b,Quiz,p3,8\n"


def csv(header: str, *rows: str) -> str:
    return "".join(f"{line}\n" for line in (header, *rows))


LINE_ITEM = (
    "sourcedId,title,assignDate,dueDate,classSourcedId,categorySourcedId,academicSessionSourcedId,"
    "resultValueMin,resultValueMax,schoolSourcedId"
)
RESULT = "sourcedId,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate"
SCHOOL = {
    "orgs": csv("sourcedId,name,type", "s,School,school"),
    "courses": csv("sourcedId,title,orgSourcedId", "k,Mathematics,s"),
    "academicSessions": csv(
        "sourcedId,title,type,startDate,endDate,schoolYear", "y,Year,schoolYear,2026-09-01,2027-07-01,2027"
    ),
    "classes": csv(
        "sourcedId,title,courseSourcedId,classType,schoolSourcedId,termSourcedIds", "c,7a,k,scheduled,s,y"
    ),
    "users": csv(
        "sourcedId,enabledUser,username,givenName,familyName",
        "t,true,t,Tia,Toe",
        "p1,true,p1,Jo,Doe",
        "p2,true,p2,Al,Roe",
    ),
    "roles": csv(
        "sourcedId,userSourcedId,roleType,role,orgSourcedId",
        "r0,t,primary,teacher,s",
        "r1,p1,primary,student,s",
        "r2,p2,primary,student,s",
    ),
    "enrollments": csv(
        "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role",
        "e0,c,s,t,teacher",
        "e1,c,s,p1,student",
        "e2,c,s,p2,student",
    ),
    "categories": csv("sourcedId,title", "g,Quizzes"),
    "lineItems": csv(LINE_ITEM, "l,Quiz,2026-10-03,2026-10-03,c,g,y,0,10,s"),
    "results": csv(RESULT, "x1,l,p1,fully graded,4,2026-10-03", "x2,l,p2,fully graded,6,2026-10-03"),
}


@pytest.fixture
def evidence(tmp_path):
    return tmp_path / "evidence"


@pytest.fixture
def sheets(tmp_path):
    """A function that writes the class lists and marks, and returns what to import them with."""

    def write(lists: str = LISTS, marks: str = MARKS, folder: str = "sheets"):
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        (place / "lists.csv").write_text(lists)
        (place / "marks.csv").write_text(marks)
        (tmp_path / "school.toml").write_text(MAPPING)
        return {"sources": [place], "mapping": tmp_path / "school.toml"}

    return write


@pytest.fixture
def oneroster(tmp_path):
    """A function that writes a OneRoster package, bulk but for `deltas`, and returns its folder."""

    def write(
        files: dict[str, str], mode: str = "bulk", folder: str = "oneroster", deltas: tuple[str, ...] = ()
    ) -> Path:
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        told = dict.fromkeys(files, mode) | dict.fromkeys(deltas, "delta")
        modes = "".join(f"file.{name},{told.get(name, 'absent')}\n" for name in SCHOOL)
        manifest = f"propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n{modes}"
        (place / "manifest.csv").write_text(manifest)
        for name, content in files.items():
            (place / f"{name}.csv").write_text(content)
        return place

    return write


def changed(report) -> dict[str, tuple[int, int, int]]:
    """The tables with changes: new, changed, gone."""
    rows = report.changes[report.changes[["new", "changed", "gone"]].any(axis=1)]
    return {table: (new, other, gone) for table, _, new, other, gone in rows.itertuples(index=False)}


def on_disk(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# --- what an import does -------------------------------------------------------------------------------


def test_an_import_says_what_was_read_and_the_store_has_it(evidence, sheets):
    report = import_sources(evidence, **sheets())

    store = EvidenceStore(evidence)
    assert report.snapshot == store.current.id
    assert report.teams == 2
    assert store.teams()["team_id"].tolist() == ["7a", "7b"]
    assert {(c.file, c.table, c.read, c.kept, c.rejected) for c in report.files} >= {
        ("marks.csv", "results", 3, 3, 0)
    }
    assert report.counts == {name: len(frame) for name, frame in store.source_tables().items()}
    assert changed(report)["results"] == (3, 0, 0)
    assert [source.name for source in store.current.sources] == ["lists.csv", "marks.csv", "school.toml"]
    assert "marks.csv results read 3 = kept 3 + rejected 0" in [" ".join(s.split()) for s in report.lines()]


def test_a_report_can_be_read_by_machines(evidence, sheets):
    told = json.loads(
        json.dumps(import_sources(evidence, **sheets(marks=MARKS + "7a,Other,p1,x\n")).as_dict())
    )

    assert told["rejects"] == 1
    assert {"table": "results", "rows": 3, "new": 3, "changed": 0, "gone": 0} in told["changes"]


def test_a_dry_run_reports_row_for_row_what_the_import_does_and_writes_nothing(evidence, sheets):
    request = sheets(marks=MARKS + "7a,Quiz,p9,5\n7a,Other,p1,x\n")

    tried = import_sources(evidence, **request, dry_run=True)
    assert not evidence.exists()
    done = import_sources(evidence, **request)

    assert_frame_equal(tried.rejects, done.rejects)
    assert_frame_equal(tried.changes, done.changes)
    told = {"snapshot", "dry_run"}
    assert {k: v for k, v in tried.as_dict().items() if k not in told} == {
        k: v for k, v in done.as_dict().items() if k not in told
    }
    assert tried.dry_run
    assert not tried.snapshot


def test_the_same_files_again_change_nothing_on_disk(evidence, sheets):
    first = import_sources(evidence, **sheets())
    before = on_disk(evidence)

    again = import_sources(evidence, **sheets())

    assert again.unchanged
    assert again.snapshot == first.snapshot
    assert again.teams == 2
    assert on_disk(evidence) == before
    assert again.lines() == [f"Nothing to do: snapshot {first.snapshot} holds all of this already."]


def test_the_same_rows_in_other_files_change_nothing_on_disk(evidence, sheets):
    first = import_sources(evidence, **sheets())
    rows = MARKS.splitlines()
    shuffled = "\r\n".join([rows[0], *reversed(rows[1:])]) + "\r\n"

    again = import_sources(evidence, **sheets(marks=shuffled, folder="exported again"))

    assert again.unchanged
    assert [snapshot.id for snapshot in EvidenceStore(evidence).snapshots()] == [first.snapshot]


def test_a_later_import_counts_what_is_new_and_what_is_different(evidence, sheets):
    import_sources(evidence, **sheets())

    report = import_sources(evidence, **sheets(marks=MARKS.replace("p2,6", "p2,7") + "7b,Test,p3,9\n"))

    assert changed(report) == {"tests": (1, 0, 0), "results": (1, 1, 0)}
    results = EvidenceStore(evidence).source_tables()["results"]
    assert results.set_index(["test_id", "person_id"])["score"].to_dict() == {
        ("7a-Quiz", "p1"): 4.0, ("7a-Quiz", "p2"): 7.0, ("7b-Quiz", "p3"): 8.0, ("7b-Test", "p3"): 9.0,
    }  # fmt: skip


def test_files_of_several_formats_are_read_together(evidence, oneroster, tmp_path):
    items = tmp_path / "items.csv"
    items.write_text("item_id,assessment,position,key,max_score\nq1,Quiz,1,A,1\n")
    answers = tmp_path / "answers.csv"
    answers.write_text("test_id,student_id,item_id,response,score\nl,p1,q1,A,1\nl,p2,q1,B,0\nl,p9,q1,B,0\n")

    report = import_sources(evidence, [answers, oneroster(SCHOOL), items])

    assert report.format == "oneroster+own"
    assert changed(report)["responses"] == (2, 0, 0)
    assert report.rejects[["file", "row"]].to_numpy().tolist() == [["answers.csv", 4]]


def test_answers_may_point_to_tests_that_an_earlier_import_brought(evidence, oneroster, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/items.csv").write_text("item_id,assessment,position,key,max_score\nq1,Quiz,1,A,1\n")
    (tmp_path / "own/answers.csv").write_text("test_id,student_id,item_id,response,score\nl,p1,q1,A,1\n")
    import_sources(evidence, [oneroster(SCHOOL)])

    report = import_sources(evidence, [tmp_path / "own"])

    assert report.rejects.empty
    assert changed(report) == {"items": (1, 0, 0), "responses": (1, 0, 0)}
    assert report.counts["results"] == 2


# --- merging -------------------------------------------------------------------------------------------


def test_a_bulk_export_takes_the_place_of_its_tables_and_leaves_the_others(evidence, oneroster):
    import_sources(evidence, [oneroster(SCHOOL)])
    roster = {name: rows for name, rows in SCHOOL.items() if name not in ("lineItems", "results")}
    roster["enrollments"] = roster["enrollments"].replace("e2,c,s,p2,student\n", "")

    report = import_sources(evidence, [oneroster(roster, folder="later")])

    assert changed(report) == {"enrollments": (0, 0, 1)}
    assert report.counts["results"] == 2


def test_a_bulk_export_that_drops_most_rows_is_pointed_out(evidence, oneroster):
    import_sources(evidence, [oneroster(SCHOOL)])
    head = SCHOOL["enrollments"].splitlines()[0] + "\n"

    report = import_sources(
        evidence, [oneroster(SCHOOL | {"enrollments": head}, folder="cut short")], dry_run=True
    )

    notes = [str(finding) for finding in report.findings if finding.rule == "table.mostly_gone"]
    assert notes == ["table enrollments: 3 of 3 rows are gone: make sure that the export is complete"]
    assert report.findings[0].rule == "table.mostly_gone"  # the screen shows only the first twenty


def test_answers_of_a_student_whom_a_bulk_export_drops_are_kept_and_pointed_out(
    evidence, oneroster, tmp_path
):
    (tmp_path / "items.csv").write_text("item_id,assessment\nq1,Quiz\n")
    (tmp_path / "answers.csv").write_text("test_id,student_id,item_id,score\nl,p1,q1,1\nl,p2,q1,0\n")
    import_sources(evidence, [oneroster(SCHOOL), tmp_path / "items.csv", tmp_path / "answers.csv"])
    without = {
        name: "".join(row for row in rows.splitlines(keepends=True) if "p2" not in row)
        for name, rows in SCHOOL.items()
    }

    report = import_sources(evidence, oneroster(without, folder="without p2"))

    assert report.counts["responses"] == 2
    assert [str(f) for f in report.findings if f.rule == "table.broken_pointer"] == [
        "table responses, person_id: 1 row in the store points to something that is gone; it is kept"
    ]


def test_a_delta_adds_changes_and_removes_with_all_that_hangs_on_it(evidence, oneroster):
    import_sources(evidence, [oneroster(SCHOOL)])
    moment = "2026-10-10T00:00:00.000Z"
    delta = {
        "users": csv(
            "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName",
            f"p1,active,{moment},true,p1,Joan,Doe",
            f"p2,tobedeleted,{moment},true,p2,Al,Roe",
        ),
        "results": csv(
            RESULT.replace(",", ",status,dateLastModified,", 1),
            f"x1,active,{moment},l,p1,fully graded,5,2026-10-03",
        ),
    }

    report = import_sources(evidence, [oneroster(delta, "delta", "delta")])

    assert changed(report) == {
        "people": (0, 1, 1),
        "identifiers": (0, 0, 1),
        "enrollments": (0, 0, 1),
        "results": (0, 1, 1),
    }
    people = EvidenceStore(evidence).source_tables()["people"].set_index("person_id")
    assert people.loc["p1", ["given_name", "role"]].tolist() == ["Joan", "student"]
    assert "p2" not in people.index
    again = import_sources(evidence, [oneroster(delta, "delta", "delta")])
    assert again.unchanged


def test_complete_files_beside_deltas_take_the_place_of_their_tables(evidence, oneroster):
    import_sources(evidence, oneroster(SCHOOL))
    rosters = {name: SCHOOL[name] for name in ("orgs", "courses", "academicSessions", "classes")}
    rosters |= {
        name: "".join(SCHOOL[name].splitlines(keepends=True)[:-1])
        for name in ("users", "roles", "enrollments")
    }
    rosters["results"] = csv(
        RESULT.replace(",", ",status,dateLastModified,", 1),
        "x1,active,2026-10-10T00:00:00.000Z,l,p1,fully graded,5,2026-10-03",
    )

    report = import_sources(evidence, oneroster(rosters, folder="nightly", deltas=("results",)))

    assert changed(report) == {
        "people": (0, 0, 1),
        "identifiers": (0, 0, 1),
        "enrollments": (0, 0, 1),
        "results": (0, 1, 0),
    }


def test_a_delta_into_an_empty_store_says_that_the_whole_export_comes_first(evidence, oneroster):
    moment = "2026-10-10T00:00:00.000Z"
    delta = {"orgs": csv("sourcedId,status,dateLastModified,name,type", f"s,active,{moment},School,school")}

    report = import_sources(evidence, oneroster(delta, "delta", "delta"))

    said = [str(finding) for finding in report.findings if finding.rule == "package.delta_alone"]
    assert len(said) == 1
    assert "import the bulk export first" in said[0]


def test_standards_can_be_imported_before_there_is_any_team(evidence, tmp_path):
    (tmp_path / "standards.csv").write_text("standard_id,statement\n7.1,Add fractions\n")

    report = import_sources(evidence, tmp_path / "standards.csv")

    assert (report.teams, changed(report)) == (0, {"standards": (1, 0, 0)})
    assert EvidenceStore(evidence).teams().empty


def test_a_delta_without_the_categories_leaves_a_test_its_kind(evidence, oneroster):
    import_sources(evidence, oneroster(SCHOOL))
    row = "l,active,2026-10-10T00:00:00.000Z,Quiz 1,2026-10-03,2026-10-03,c,g,y,0,10,s"
    delta = {"lineItems": csv(LINE_ITEM.replace(",", ",status,dateLastModified,", 1), row)}

    import_sources(evidence, oneroster(delta, "delta", "delta"))

    tests = EvidenceStore(evidence).source_tables()["tests"]
    assert tests[["title", "kind"]].to_numpy().tolist() == [["Quiz 1", "Quizzes"]]


def test_files_that_say_nothing_of_names_leave_the_names_alone(evidence, sheets, tmp_path):
    import_sources(evidence, **sheets())
    (tmp_path / "grades.csv").write_text("pupil,year\np1,7\np4,7\n")
    (tmp_path / "grades.toml").write_text(
        'title = "Grades"\nsource = "x"\n[file.g]\ncolumns = ["pupil", "year"]\n[[table]]\nname = "people"\n'
        'file = "g"\ncolumns = { person_id = "{pupil}", grade = "{year}", role = "student" }\n'
    )

    report = import_sources(evidence, [tmp_path / "grades.csv"], mapping=tmp_path / "grades.toml")

    people = EvidenceStore(evidence).source_tables()["people"].set_index("person_id")
    assert people.loc["p1", ["family_name", "grade"]].tolist() == ["Doe", "7"]
    assert changed(report) == {"people": (1, 1, 0)}


# --- what is refused -----------------------------------------------------------------------------------


def test_a_wrong_line_refuses_a_whole_package_under_a_standard_and_nothing_is_written(evidence, oneroster):
    wrong = SCHOOL["results"].replace("graded,4", "graded,four").replace("x2,l,p2", "x2,l,p9")

    with pytest.raises(
        ImportRefused, match=r"2 lines cannot be right\. results.csv line 2, score 'four'"
    ) as caught:
        import_sources(evidence, [oneroster(SCHOOL | {"results": wrong})])

    assert isinstance(caught.value, DataError)
    assert "--allow-rejects" in str(caught.value)
    assert not evidence.exists()
    report = caught.value.report
    assert report.refused
    assert sorted(report.rejects["row"]) == [2, 3]
    assert report.lines()[-1].startswith("Nothing was written.")


def test_allowed_rejects_go_to_rejects_csv_and_the_right_rows_in(evidence, oneroster):
    wrong = SCHOOL["results"].replace("graded,4", "graded,four")

    report = import_sources(evidence, [oneroster(SCHOOL | {"results": wrong})], allow_rejects=True)

    assert report.counts["results"] == 1
    kept = pd.read_csv(evidence / report.snapshot / "rejects.csv", dtype="str")
    assert kept[["file", "row", "value"]].to_numpy().tolist() == [["results.csv", "2", "four"]]
    assert "rejects.csv there: 1" in report.lines()[-1]


def test_wrong_rows_of_files_made_by_people_go_to_rejects_csv_and_the_rest_in(evidence, sheets):
    report = import_sources(evidence, **sheets(marks=MARKS.replace("p2,6", "p2,six")))

    assert report.counts["results"] == 2
    assert [(c.read, c.kept, c.rejected) for c in report.files if c.table == "results"] == [(3, 2, 1)]
    assert (evidence / report.snapshot / "rejects.csv").is_file()


def test_files_without_one_right_row_are_refused(evidence, sheets, tmp_path):
    request = sheets()
    import_sources(evidence, **request)
    (tmp_path / "g.csv").write_text("pupil,year\n,7\n")
    (tmp_path / "g.toml").write_text(
        'title = "G"\nsource = "x"\n[file.g]\ncolumns = ["pupil", "year"]\n[[table]]\nname = "people"\n'
        'file = "g"\ncolumns = { person_id = "{pupil}", role = "student" }\n'
    )

    with pytest.raises(ImportRefused, match=r"not one row can be kept\. The first is line 2 of g\.csv"):
        import_sources(evidence, [tmp_path / "g.csv"], mapping=tmp_path / "g.toml")


def test_files_that_nobody_knows_are_refused_with_the_columns_they_have(evidence, tmp_path):
    (tmp_path / "x.csv").write_text("apples,pears\n1,2\n")

    with pytest.raises(
        DataError, match=r"x\.csv has the columns apples, pears\. There are: oneroster .*--mapping"
    ):
        import_sources(evidence, [tmp_path / "x.csv"])


def test_a_file_that_nobody_knows_beside_others_is_named(evidence, sheets):
    request = sheets()
    (request["sources"][0] / "x.csv").write_text("apples,pears\n1,2\n")

    report = import_sources(evidence, **request)

    unknown = [finding for finding in report.findings if finding.rule == "package.unknown_file"]
    assert [(finding.severity, finding.file) for finding in unknown] == [("refused", "x.csv")]


@pytest.mark.parametrize(
    ("request_", "error", "message"),
    [
        ({"format": "excel"}, ParameterError, r"no format 'excel'\. There are: oneroster"),
        ({"format": "own", "mapping": "oulad"}, ParameterError, "A mapping is for the format 'mapped'"),
        ({"mapping": "no-such"}, NotFound, r"no mapping 'no-such'\. There are: .*oulad"),
    ],
)
def test_a_request_that_cannot_be_met_says_what_there_is(evidence, sheets, request_, error, message):
    with pytest.raises(error, match=message):
        import_sources(evidence, sheets()["sources"], **request_)


def test_files_that_are_not_of_the_format_a_person_names_are_refused(evidence, oneroster):
    package = oneroster(SCHOOL)
    import_sources(evidence, package)

    with pytest.raises(ImportRefused, match=r"and 8 more were not imported: no file of this format"):
        import_sources(evidence, package, format="own")


def test_a_format_that_a_person_names_is_taken_at_their_word(evidence, sheets):
    with pytest.raises(ImportRefused, match="manifest"):
        import_sources(evidence, sheets()["sources"], format="oneroster")


def test_the_lines_name_nobody_and_show_at_most_twenty_findings(evidence, oneroster):
    users = [f"p{number},true,p{number},Jane,Doe\x01\n" for number in range(3, 40)]

    with pytest.raises(ImportRefused) as caught:
        import_sources(
            evidence, [oneroster(SCHOOL | {"users": SCHOOL["users"] + "".join(users) + "p2,perhaps,x,A,B\n"})]
        )

    lines = caught.value.report.lines()
    assert "Doe" not in "\n".join(lines)
    assert "Doe" not in str(caught.value)
    assert sum(line.startswith("  users.csv line") for line in lines) <= 2 * 20


# --- at any moment -------------------------------------------------------------------------------------

_KILLED = """
import os, signal, sys
from plcnb.evidence.importing import import_sources
evidence, source, mapping, fatal = *sys.argv[1:4], int(sys.argv[4])
events = []
def watch(event, words):
    if event in ("open", "os.mkdir", "os.rename", "os.truncate") and str(words[0]).startswith(evidence):
        events.append(event)
        if len(events) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
import_sources(evidence, [source], mapping=mapping)
print(*events)
"""


def _import_and_die(evidence: Path, sheets: dict, fatal: int) -> subprocess.CompletedProcess[str]:
    """Import in another process that is killed as it touches the evidence for the `fatal`-th time."""
    words = [str(evidence), str(sheets["sources"][0]), str(sheets["mapping"]), str(fatal)]
    return subprocess.run(
        [sys.executable, "-c", _KILLED, *words], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_an_import_killed_at_any_moment_leaves_the_snapshot_before_it_or_the_whole_new_one(tmp_path, sheets):
    start, later = tmp_path / "start", sheets(marks=MARKS + "7b,Test,p3,9\n", folder="later")
    first = import_sources(start, **sheets())
    whole = Path(shutil.copytree(start, tmp_path / "whole"))
    events = _import_and_die(whole, later, 0).stdout.split()
    switch = len(events) - events[::-1].index("os.rename")  # that makes the new snapshot current
    assert events.count("os.rename") >= 2

    for fatal in (switch // 2, switch, switch + 1):
        evidence = Path(shutil.copytree(start, tmp_path / f"killed at {fatal}"))
        assert _import_and_die(evidence, later, fatal).returncode == -9
        store = EvidenceStore(evidence)
        if fatal > switch:
            assert import_sources(evidence, **later).unchanged
        else:
            assert store.current.id == first.snapshot
            assert len(store.source_tables()["results"]) == 3
            assert len(store.team("7b").results) == 1
            assert changed(import_sources(evidence, **later)) == {"tests": (1, 0, 0), "results": (1, 0, 0)}
        assert len(store.team("7b").results) == 2


def test_an_import_that_another_overtakes_starts_again_from_what_that_one_wrote(
    evidence, sheets, monkeypatch
):
    import_sources(evidence, **sheets())
    arrange = importing.assemble

    def arrange_late(tables):
        monkeypatch.setattr(importing, "assemble", arrange)
        import_sources(evidence, **sheets(marks=MARKS + "7b,Test,p3,9\n", folder="quick"))
        return arrange(tables)

    monkeypatch.setattr(importing, "assemble", arrange_late)
    report = import_sources(evidence, **sheets(marks=MARKS + "7a,Essay,p1,5\n", folder="slow"))

    assert changed(report) == {"tests": (1, 0, 0), "results": (1, 0, 0)}
    assert set(EvidenceStore(evidence).source_tables()["tests"]["title"]) == {"Quiz", "Test", "Essay"}


# --- real data -----------------------------------------------------------------------------------------


def test_the_sample_district_is_imported_without_a_reject(evidence):
    report = import_sources(evidence, [shipped_folder("sample")])

    assert report.format == "oneroster+own"
    assert report.rejects.empty
    assert set(report.counts) == set(SOURCE_TABLES)
    assert import_sources(evidence, [shipped_folder("sample")]).unchanged


@pytest.mark.shared
def test_oulad_becomes_a_team_for_each_of_its_22_presentations(evidence, shared):
    report = import_sources(evidence, [shared / "data/oulad"])

    store = EvidenceStore(evidence)
    teams = store.teams()
    assert report.format == "mapped"
    assert len(teams) == report.teams == 22
    assert set(teams["origin"]) == {"mapping"}
    slices = [store.team(team_id) for team_id in teams["team_id"]]
    assessments = pd.concat([team.assessments for team in slices])
    results = pd.concat([team.results for team in slices])
    assert len(assessments) == 206
    assert (assessments["n_results"] == 0).sum() == 18
    assert set(assessments.loc[assessments["n_results"] == 0, "kind"]) == {"Exam"}
    assert len(results) == 173_912
    assert results["score"].isna().sum() == 173
    assert (results["mark"] != "").sum() == 1_909
    assert assessments["n_results"].sum() == 173_912 - 173 - 1_909 + 1  # one result is both
    assert sum(len(team.students) for team in slices) == 32_593
    assert import_sources(evidence, [shared / "data/oulad"], mapping="oulad").unchanged
