"""A vendor's file beside a roster, from the files to the store; and what is asked before many leave."""

import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.evidence.importing import ImportRefused, import_sources
from plcnb.evidence.leaving import Leaving, StudentsLeaving
from plcnb.evidence.store import EvidenceStore

LISTS = (
    "class,pupil,given,family,grade,number\n7a,p1,Ana,Doe,7,0017\n7a,p2,Ben,Roe,7,0018\n7b,p3,Cy,Poe,7,0019\n"
)
SCORES = (
    "StudentID,Name,Grade,Email,Section,Scaled\n"
    '17,"Doe, Ana",07,,A,801\n18,"Roe, Ben",07,,A,802\n'
    '555,"Poe, Cy",7,,B,803\n556,"Poe, Di",7,,B,804\n'
)
ROSTER = """
title = "Class lists"
source = "An invented school"
[file.list]
columns = ["class", "pupil", "given", "family", "grade", "number"]
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
name = "people"
file = "list"
[table.columns]
person_id = "{pupil}"
given_name = "{given}"
family_name = "{family}"
grade = "{grade}"
role = "student"
[[table]]
name = "identifiers"
file = "list"
columns = { person_id = "{pupil}", kind = "SIS id", value = "{number}" }
[[table]]
name = "enrollments"
file = "list"
columns = { class_id = "{class}", person_id = "{pupil}", role = "student", status = "active" }
"""
STAR = """
matched_by = "star"
title = "Scores of a vendor"
source = "Invented"
[file.scores]
columns = ["StudentID", "Name", "Grade", "Section", "Scaled"]
[[table]]
name = "people"
file = "scores"
columns = { person_id = "{StudentID}", family_name = "{Name}", grade = "{Grade}", role = "student" }
[[table]]
name = "identifiers"
file = "scores"
columns = { person_id = "{StudentID}", kind = "SIS id", value = "{StudentID}" }
[[table]]
name = "tests"
file = "scores"
repeats = "same"
columns = { test_id = "star:fall", title = "Star fall" }
[[table]]
name = "results"
file = "scores"
replaces = "test_id"
columns = { test_id = "star:fall", person_id = "{StudentID}", score = "{Scaled}", status = "scored" }
"""


@pytest.fixture
def evidence(tmp_path):
    return tmp_path / "evidence"


@pytest.fixture
def roster(tmp_path, evidence):
    """A function that imports class lists."""

    def import_lists(lists=LISTS, **options):
        (tmp_path / "lists.csv").write_text(lists)
        (tmp_path / "roster.toml").write_text(ROSTER)
        return import_sources(evidence, tmp_path / "lists.csv", mapping=tmp_path / "roster.toml", **options)

    return import_lists


@pytest.fixture
def star(tmp_path, evidence):
    """A function that imports a vendor's scores."""

    def import_scores(scores=SCORES, **options):
        (tmp_path / "scores.csv").write_text(scores)
        (tmp_path / "star.toml").write_text(STAR)
        return import_sources(evidence, tmp_path / "scores.csv", mapping=tmp_path / "star.toml", **options)

    return import_scores


def scores(evidence):
    results = EvidenceStore(evidence).source_tables()["results"]
    return dict(zip(results["person_id"], results["score"], strict=True))


def decide(evidence, who, person):
    """Write into matches.csv who somebody is."""
    path = evidence / "matches.csv"
    lines = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert who in lines["their_id"].tolist()
    lines.loc[lines["their_id"] == who, "person_id"] = person
    lines.to_csv(path, index=False)


# --- finding students ----------------------------------------------------------------------------------


def test_scores_reach_the_students_of_the_roster_and_nobody_else(evidence, roster, star):
    roster()

    report = star()

    assert scores(evidence) == {"p1": 801, "p2": 802, "p3": 803}
    assert report.matches.to_numpy().tolist() == [
        ["star", "SIS id", 2],
        ["star", "name and grade", 1],
        ["star", "not found", 1],
    ]
    assert len(EvidenceStore(evidence).source_tables()["people"]) == 3
    assert report.rejects[["file", "row", "rule"]].to_numpy().tolist() == [
        ["scores.csv", 5, "person.not_found"]
    ]
    assert all(count.read == count.kept + count.rejected for count in report.files)


def test_the_report_says_how_everybody_was_found_and_where_to_decide(roster, star):
    roster()

    report = star()

    lines = [" ".join(line.split()) for line in report.lines()]
    assert "star name and grade 1" in lines
    assert any("Look through evidence/matches.csv" in line for line in lines)
    assert not [line for line in lines if "Poe" in line or "Cy" in line]  # no line shows a person's name
    assert report.as_dict()["matches"][0] == {"system": "star", "how": "SIS id", "people": 2}


def test_the_same_scores_again_change_nothing_and_say_so(evidence, roster, star):
    roster()
    star()
    listed = (evidence / "matches.csv").read_bytes()

    assert star().unchanged
    assert (evidence / "matches.csv").read_bytes() == listed


def test_the_same_rows_in_another_file_change_nothing(evidence, roster, star):
    roster()
    first = SCORES.replace('556,"Poe, Di",7,,B,804\n', "")
    star(first)

    assert star(first + "\n").unchanged


def test_a_dry_run_lists_nobody(evidence, roster, star):
    roster()

    star(dry_run=True)

    assert not (evidence / "matches.csv").exists()


def test_what_a_person_decides_holds_when_the_same_file_comes_again(evidence, roster, star):
    roster(LISTS + "7b,p4,Dinah,Poe,7,0020\n")
    star()
    decide(evidence, "556", "p4")
    decide(evidence, "555", "-")

    report = star()

    assert scores(evidence) == {"p1": 801, "p2": 802, "p4": 804}
    assert {"system": "star", "how": "by hand", "people": 1} in report.as_dict()["matches"]
    assert "left out, as matches.csv says" in {finding.message for finding in report.findings}
    assert star().unchanged


def test_a_newer_file_takes_the_place_of_the_rows_of_its_tests(evidence, roster, star):
    roster()
    star()

    report = star(SCORES.replace("801", "811").replace('18,"Roe, Ben",07,,A,802\n', ""))

    results = report.changes.set_index("table").loc["results"]
    assert (results["new"], results["changed"], results["gone"]) == (0, 1, 1)
    assert scores(evidence) == {"p1": 811, "p3": 803}


def test_a_damaged_list_of_matches_stops_the_import_and_names_the_line(evidence, roster, star):
    roster()
    star()
    decide(evidence, "555", "p1")
    with (evidence / "matches.csv").open("a") as file:
        file.write("star,555,,,p2,,,\n")

    with pytest.raises(
        DataError, match=r"matches\.csv line 4 says that '555' is 'p2'; an earlier line says 'p1'"
    ):
        star()


def test_scores_that_come_before_the_roster_are_found_on_it_later(evidence, roster, star):
    assert star().matches.to_numpy().tolist() == [["star", "new", 4]]
    roster()

    star()

    assert scores(evidence) == {"p1": 801, "p2": 802, "p3": 803}


# --- who would leave -----------------------------------------------------------------------------------


def lists(number):
    rows = [f"7a,p{i},Given{i},Family{i},7,{i:04d}" for i in range(number)]
    return "\n".join(["class,pupil,given,family,grade,number", *rows, ""])


@pytest.mark.parametrize(
    ("gone", "students", "many"),
    [
        (0, 0, False),
        (3, 3, False),
        (3, 20, False),
        (4, 20, True),
        (5, 100, False),
        (6, 100, True),
        (50, 1000, False),
    ],
)
def test_a_few_leave_all_the_time_and_many_are_asked_about(gone, students, many):
    assert Leaving(gone, students).many == many


@pytest.fixture
def oneroster(tmp_path):
    """A function that writes a bulk roster of so many students."""

    def write(number):
        files = {
            "orgs": "sourcedId,name,type\ns,School,school\n",
            "courses": "sourcedId,title,orgSourcedId\nk,Mathematics,s\n",
            "academicSessions": "sourcedId,title,type,startDate,endDate,schoolYear\n"
            "y,Year,schoolYear,2026-09-01,2027-07-01,2027\n",
            "classes": "sourcedId,title,courseSourcedId,classType,schoolSourcedId,termSourcedIds\n"
            "c,7a,k,scheduled,s,y\n",
            "users": "sourcedId,enabledUser,username,givenName,familyName\n"
            + "".join(f"p{i},true,u{i},Given{i},Family{i}\n" for i in range(number)),
            "roles": "sourcedId,userSourcedId,roleType,role,orgSourcedId\n"
            + "".join(f"r{i},p{i},primary,student,s\n" for i in range(number)),
            "enrollments": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\n"
            + "".join(f"e{i},c,s,p{i},student\n" for i in range(number)),
        }
        place = tmp_path / f"roster-{number}"
        place.mkdir()
        modes = "".join(f"file.{name},bulk\n" for name in files)
        absent = "".join(f"file.{name},absent\n" for name in ("categories", "lineItems", "results"))
        head = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\n"
        (place / "manifest.csv").write_text(head + modes + absent)
        for name, content in files.items():
            (place / f"{name}.csv").write_text(content)
        return place

    return write


def test_a_roster_cut_short_is_refused_unless_a_person_says_that_they_have_left(evidence, oneroster):
    import_sources(evidence, oneroster(40))
    before = EvidenceStore(evidence).current.id
    short = oneroster(30)

    with pytest.raises(StudentsLeaving, match=r"were not imported: 10 of 40 students would leave") as caught:
        import_sources(evidence, short)

    assert isinstance(caught.value, ImportRefused)
    assert EvidenceStore(evidence).current.id == before
    assert caught.value.report.lines()[-1].endswith("import again with --allow-dropping.")
    report = import_sources(evidence, short, allow_dropping=True)
    assert report.counts["people"] == 30


def test_a_dry_run_says_that_the_import_would_ask(evidence, oneroster):
    import_sources(evidence, oneroster(40))

    report = import_sources(evidence, oneroster(30), dry_run=True)

    (note,) = [finding.message for finding in report.findings if finding.rule == "table.students_gone"]
    assert note.startswith("10 of 40 students who were in a class are on the roster no more; an import asks")


def test_a_few_leavers_are_noted_and_the_import_goes_on(evidence, oneroster):
    import_sources(evidence, oneroster(40))

    report = import_sources(evidence, oneroster(38))

    assert report.snapshot
    assert "2 of 40 students who were in a class are on the roster no more" in {
        finding.message for finding in report.findings
    }


def test_students_known_only_from_an_export_are_not_missed_when_the_roster_comes(evidence, star, oneroster):
    star()

    assert import_sources(evidence, oneroster(2)).snapshot


# --- a gradebook ---------------------------------------------------------------------------------------

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (11),Quiz 2 (12)\n"
    "    Points Possible,,,,,10.00,4.00\n"
    '"Doe, Ana",501,17,ana,A,7.50,3.00\n'
    '"Nobody, Nan",502,99,nan,A,6.00,2.00\n'
)


def test_a_gradebook_s_students_are_found_and_the_line_of_a_stranger_is_told(tmp_path, evidence, roster):
    roster()
    (tmp_path / "grades.csv").write_text(CANVAS)

    report = import_sources(evidence, tmp_path / "grades.csv")

    results = EvidenceStore(evidence).source_tables()["results"]
    assert results[["person_id", "test_id", "score"]].to_numpy().tolist() == [
        ["p1", "canvas:11", 7.5],
        ["p1", "canvas:12", 3.0],
    ]
    assert report.rejects.loc[report.rejects["rule"] == "person.not_found", "row"].tolist() == [4]
    (count,) = [count for count in report.files if count.table == "results"]
    assert (count.read, count.kept, count.rejected) == (3, 1, 2)
    learnt = EvidenceStore(evidence).source_tables()["identifiers"]
    assert set(learnt.loc[learnt["system"] == "canvas", "value"]) == {"501", "17", "ana"}
    assert import_sources(evidence, tmp_path / "grades.csv").unchanged


def test_a_roster_and_a_gradebook_given_together_meet_in_one_import(tmp_path, evidence, oneroster):
    (tmp_path / "grades.csv").write_text(
        CANVAS.replace("Doe, Ana", "Family3, Given3").replace("ana,A", "U3,A")
    )

    import_sources(evidence, [tmp_path / "grades.csv", oneroster(5)])

    assert EvidenceStore(evidence).source_tables()["results"]["person_id"].unique().tolist() == ["p3"]
