"""The sample district can be made again, keeps to the standard, and holds what is said to be in it."""

import re
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from plcnb.evidence.columns import SOURCE_TABLES, TEAM_TABLES
from plcnb.evidence.importing import import_sources
from plcnb.evidence.store import EvidenceStore
from plcnb.model import RECORD_KINDS
from plcnb.shipped import shipped_folder

COMMAND = Path(__file__).resolve().parents[1] / "data" / "make_sample.py"
SAMPLE = shipped_folder("sample")
FILES = {path.stem: path for path in sorted((SAMPLE / "oneroster").glob("*.csv"))}
TABLES = {
    name: pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    for name, path in FILES.items()
}
OWN = {"teams", "standards", "items", "item_responses"}
ONEROSTER = sorted(set(TABLES) - OWN - {"manifest"})
CUT, Z90 = 0.7, 1.645

# OneRoster 1.2, CSV binding: columns that no row may leave empty.
REQUIRED = {
    "academicSessions": "sourcedId title type startDate endDate schoolYear",
    "categories": "sourcedId title",
    "classes": "sourcedId title courseSourcedId classType schoolSourcedId termSourcedIds",
    "courses": "sourcedId title orgSourcedId",
    "enrollments": "sourcedId classSourcedId schoolSourcedId userSourcedId role",
    "lineItemLearningObjectiveIds": "sourcedId lineItemSourcedId source learningObjectiveId",
    "lineItems": "sourcedId title assignDate dueDate classSourcedId categorySourcedId "
    "academicSessionSourcedId schoolSourcedId",
    "orgs": "sourcedId name type",
    "results": "sourcedId lineItemSourcedId studentSourcedId scoreStatus scoreDate",
    "roles": "sourcedId userSourcedId roleType role orgSourcedId",
    "users": "sourcedId enabledUser username givenName familyName",
}
VOCABULARY = {
    ("academicSessions", "type"): {"gradingPeriod", "semester", "schoolYear", "term"},
    ("classes", "classType"): {"homeroom", "scheduled"},
    ("enrollments", "role"): {"administrator", "proctor", "student", "teacher"},
    ("enrollments", "primary"): {"true", "false", ""},
    ("lineItemLearningObjectiveIds", "source"): {"case", "unknown"},
    ("orgs", "type"): {"department", "school", "district", "local", "state", "national"},
    ("results", "scoreStatus"): {
        *("exempt", "fully graded", "not submitted", "partially graded", "submitted"),
    },
    ("results", "late"): {"true", "false", ""},
    ("results", "missing"): {"true", "false", ""},
    ("roles", "role"): {"districtAdministrator", "principal", "student", "teacher"},
    ("roles", "roleType"): {"primary", "secondary"},
    ("users", "enabledUser"): {"true", "false"},
}
REFERENCES = [
    ("academicSessions", "parentSourcedId", "academicSessions"),
    ("orgs", "parentSourcedId", "orgs"),
    ("courses", "orgSourcedId", "orgs"),
    ("courses", "schoolYearSourcedId", "academicSessions"),
    ("classes", "courseSourcedId", "courses"),
    ("classes", "schoolSourcedId", "orgs"),
    ("classes", "termSourcedIds", "academicSessions"),
    ("users", "primaryOrgSourcedId", "orgs"),
    ("roles", "userSourcedId", "users"),
    ("roles", "orgSourcedId", "orgs"),
    ("enrollments", "classSourcedId", "classes"),
    ("enrollments", "userSourcedId", "users"),
    ("enrollments", "schoolSourcedId", "orgs"),
    ("lineItems", "classSourcedId", "classes"),
    ("lineItems", "categorySourcedId", "categories"),
    ("lineItems", "academicSessionSourcedId", "academicSessions"),
    ("lineItems", "schoolSourcedId", "orgs"),
    ("lineItemLearningObjectiveIds", "lineItemSourcedId", "lineItems"),
    ("lineItemLearningObjectiveIds", "learningObjectiveId", "standards"),
    ("results", "lineItemSourcedId", "lineItems"),
    ("results", "studentSourcedId", "users"),
    ("teams", "school_id", "orgs"),
    ("teams", "course_id", "courses"),
    ("teams", "teacher_ids", "users"),
    ("teams", "class_ids", "classes"),
    ("standards", "parent_id", "standards"),
    ("items", "course_id", "courses"),
    ("items", "standard_id", "standards"),
    ("item_responses", "test_id", "lineItems"),
    ("item_responses", "student_id", "users"),
    ("item_responses", "item_id", "items"),
]


# -------------------------------------------------------------------------------------- made and written


def test_the_command_writes_the_committed_files_byte_for_byte(tmp_path):
    subprocess.run([sys.executable, COMMAND, "--out", tmp_path], check=True, capture_output=True)

    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    committed = {path.relative_to(SAMPLE): path.read_bytes() for path in SAMPLE.rglob("*") if path.is_file()}
    committed.pop(Path("README.md"))
    assert made.keys() == committed.keys()
    assert [str(name) for name in made if made[name] != committed[name]] == []


def test_the_sample_stays_small():
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 5_000_000


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_files_are_plain_utf8_with_windows_line_ends(path):
    text = path.read_bytes().decode("utf-8")

    assert not text.startswith("\ufeff")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert text == unicodedata.normalize("NFC", text)


def test_the_dictionary_says_what_the_columns_and_the_questions_say():
    text = (SAMPLE / "dictionary.md").read_text(encoding="utf-8")
    tables, records = text.split("## Records")
    said = re.findall(r"^### (\w+)$|^\| `(\w+)` \| ([\w/]+) \| (.*?)(?: \*\(personal\)\*)? \|", tables, re.M)

    meant = []
    for table in (*SOURCE_TABLES.values(), *TEAM_TABLES.values()):
        meant.append((table.name, "", "", ""))
        meant += [("", column.name, column.type, column.meaning) for column in table.columns]
    assert said == meant
    asked = re.findall(r"^\| `(\w+)` \| (.*?) \| ([a-z ]+) \|", records, re.M)
    assert asked == [
        (name, question.label, question.kind)
        for kind in RECORD_KINDS
        for name, question in kind.questions().items()
    ]


def test_the_counts_in_the_readme_are_right():
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    said = {what: int(n) for what, n in re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", text, re.M)}

    roles = TABLES["roles"].role.value_counts()
    tests = TABLES["lineItems"].assign(team=TABLES["lineItems"].classSourcedId.map(team_of_class()))
    assert said == {
        "schools": (TABLES["orgs"].type == "school").sum(),
        "teams": len(TABLES["teams"]),
        "teachers": roles["teacher"],
        "classes": len(TABLES["classes"]),
        "students": roles["student"],
        "common assessments": tests.groupby(["team", "title"]).ngroups,
        "questions": TABLES["items"].item_id.nunique(),
        "results": len(TABLES["results"]),
        "answers": len(TABLES["item_responses"]),
    }


def test_an_import_takes_every_row_and_finds_every_team(tmp_path):
    report = import_sources(tmp_path, [SAMPLE])

    assert {count.file: count.kept for count in report.files} == {
        path.name: len(TABLES[name]) for name, path in FILES.items() if name != "manifest"
    }
    assert [finding for finding in report.findings if finding.row is not None] == []
    teams = EvidenceStore(tmp_path).teams().set_index("team_id")
    assert set(teams.index) == set(TABLES["teams"].team_id)
    assert teams.n_assessments.to_dict() == {
        team: {"orchard-grade-8-maths": 0, "willow-grade-5-reading": 4}.get(team, 3) for team in teams.index
    }


# ------------------------------------------------------------------------------------------ the standard


def test_the_manifest_names_every_file_and_what_is_in_it():
    manifest = dict(TABLES["manifest"].itertuples(index=False))
    modes = {name.removeprefix("file."): mode for name, mode in manifest.items() if name.startswith("file.")}

    assert (manifest["manifest.version"], manifest["oneroster.version"]) == ("1.0", "1.2")
    assert len(modes) == 21
    assert sorted(name for name, mode in modes.items() if mode == "bulk") == ONEROSTER
    assert {mode for name, mode in modes.items() if name not in ONEROSTER} == {"absent"}


@pytest.mark.parametrize("name", ONEROSTER)
def test_oneroster_rows_have_what_the_standard_requires(name):
    table = TABLES[name]

    assert list(table.columns[:3]) == ["sourcedId", "status", "dateLastModified"]
    assert (table[["status", "dateLastModified"]] == "").all(axis=None), "blank in a bulk export"
    assert (table[REQUIRED[name].split()] != "").all(axis=None)
    assert table.sourcedId.is_unique
    for column in table.columns[table.columns.str.endswith("Date")]:
        assert table[column].str.fullmatch(r"(\d{4}-\d\d-\d\d)?").all()


@pytest.mark.parametrize(("name", "column"), VOCABULARY, ids=".".join)
def test_words_come_from_the_standard_vocabulary(name, column):
    assert set(TABLES[name][column]) <= VOCABULARY[name, column]


@pytest.mark.parametrize(("name", "column", "target"), REFERENCES)
def test_references_point_to_rows_that_are_there(name, column, target):
    pointed = TABLES[name][column].str.split("[;,]").explode()

    assert set(pointed) - {""} <= set(TABLES[target].iloc[:, 0])


def test_students_have_answers_only_while_they_sit_in_the_class():
    tests = TABLES["lineItems"].set_index("sourcedId")
    work = TABLES["results"].assign(
        classSourcedId=TABLES["results"].lineItemSourcedId.map(tests.classSourcedId)
    )
    seats = TABLES["enrollments"].replace({"endDate": {"": "9999"}})
    sat = work.merge(
        seats, left_on=["classSourcedId", "studentSourcedId"], right_on=["classSourcedId", "userSourcedId"]
    )

    assert len(sat) == len(work)
    assert sat.scoreDate.between(sat.beginDate, sat.endDate).all()


def test_results_are_the_sums_of_the_answers_and_absent_students_have_none():
    sums = all_answers().groupby(["test_id", "student_id"]).score.sum()
    results = TABLES["results"].set_index(["lineItemSourcedId", "studentSourcedId"])
    graded = results[(results.scoreStatus == "fully graded") & ~results.index.isin(task().index)]

    assert graded.index.sort_values().equals(sums.index)
    assert (graded.score.astype(float) == sums.reindex(graded.index)).all()
    assert (results.score[results.scoreStatus.isin(["exempt", "not submitted", "submitted"])] == "").all()


def test_points_follow_the_key_of_the_answer_sheet():
    chosen = all_answers()
    keyed = chosen[chosen.key != ""]

    assert (keyed.score == (keyed.response == keyed.key)).all()
    assert set(chosen.response[chosen.key == ""]) == {"written", ""}
    assert chosen.score.between(0, chosen.max_score).all()


def test_nothing_private_is_in_the_files():
    users = TABLES["users"]

    assert users.email.str.fullmatch(r"([a-z]\d\d@example\.org)?").all()
    assert (users[["password", "phone", "sms", "userIds"]] == "").all(axis=None)
    for path in SAMPLE.rglob("*"):
        found = re.findall(r"@[\w.-]+", path.read_text(encoding="utf-8")) if path.is_file() else []
        assert set(found) <= {"@example.org"}, path.name


# --------------------------------------------------------------------------------------- planted: people


def team_of_class() -> dict[str, str]:
    return {
        class_id: team.team_id
        for team in TABLES["teams"].itertuples()
        for class_id in team.class_ids.split(";")
    }


def seats() -> pd.DataFrame:
    return TABLES["enrollments"].assign(team=TABLES["enrollments"].classSourcedId.map(team_of_class()))


def test_teams_differ_as_the_readme_says():
    members = TABLES["teams"].set_index("team_id").teacher_ids.str.split(";")
    students = seats()[seats().role == "student"].groupby("team").userSourcedId.nunique()

    assert list(members.index[members.str.len() == 1]) == ["willow-grade-8-science"]
    assert students.min() == students["orchard-grade-5-science"] == 7
    assert students.drop("orchard-grade-5-science").between(70, 150).all()
    teaching = seats()[seats().role == "teacher"].groupby("team").userSourcedId.agg(set)
    silent = {team: set(members[team]) - teaching[team] for team in teaching.index}
    assert {team for team, names in silent.items() if names} == {
        "orchard-grade-5-science",
        "willow-grade-6-reading",
    }


def test_one_class_is_taught_by_two_and_two_students_changed_class():
    teachers = seats()[seats().role == "teacher"].groupby(["team", "classSourcedId"]).size()
    pupils = seats()[seats().role == "student"].groupby(["team", "userSourcedId"]).size()

    assert [team for team, _ in teachers.index[teachers == 2]] == ["harbour-grade-7-maths"]
    assert [team for team, _ in pupils.index[pupils == 2]] == ["harbour-grade-7-maths"] * 2


def test_two_pairs_of_teams_share_their_students():
    groups = seats()[seats().role == "student"].groupby("team").userSourcedId.agg(frozenset)

    assert groups["harbour-grade-7-maths"] == groups["harbour-grade-7-science"]
    assert groups["orchard-grade-6-maths"] == groups["orchard-grade-6-science"]


def test_students_arrive_leave_miss_checks_and_leave_questions_blank():
    pupils = seats()[seats().role == "student"]
    results = TABLES["results"]

    assert pupils.userSourcedId[pupils.beginDate > "2025-10-01"].nunique() > 5
    assert pupils.userSourcedId[(pupils.endDate != "") & (pupils.endDate < "2026-01-01")].nunique() > 5
    assert (results.scoreStatus == "exempt").sum() > 30
    assert (results.late == "true").sum() > 10
    assert 0.005 < (TABLES["item_responses"].response == "").mean() < 0.02


def test_names_are_of_many_kinds():
    students = TABLES["users"][TABLES["users"].grades != ""]
    scripts = {unicodedata.name(name[0]).split()[0] for name in students.familyName}

    assert scripts >= {"LATIN", "CYRILLIC", "ARABIC", "CJK", "HANGUL", "DEVANAGARI", "GREEK", "ETHIOPIC"}
    assert students.familyName.str.contains("'").any()
    assert students.preferredGivenName.ne("").sum() > 20
    assert students.duplicated(["givenName", "familyName"]).any()
    assert students.identifier.str.fullmatch(r"0\d{6}").all()


# ----------------------------------------------------------------------------------- planted: assessments


@cache
def all_answers() -> pd.DataFrame:
    tests = TABLES["lineItems"].set_index("sourcedId")
    frame = TABLES["item_responses"].astype({"score": float})
    class_id = frame.test_id.map(tests.classSourcedId)
    frame = frame.assign(
        assessment=frame.test_id.map(tests.title),
        team=class_id.map(team_of_class()),
        course_id=class_id.map(TABLES["classes"].set_index("sourcedId").courseSourcedId),
    )
    items = TABLES["items"].astype({"max_score": float, "position": int})
    return frame.merge(items, on=["course_id", "assessment", "item_id"], how="left", validate="m:1")


def answers(team: str, check: int) -> pd.DataFrame:
    """A team's answers on one check, each with its question."""
    frame = all_answers()
    return frame[(frame.team == team) & frame.assessment.str.startswith(f"Check {check}:")]


def task() -> pd.DataFrame:
    """The results of the task that is marked as a whole."""
    tests = TABLES["lineItems"]
    of_task = tests.sourcedId[tests.categorySourcedId == "task"]
    results = TABLES["results"].set_index(["lineItemSourcedId", "studentSourcedId"])
    return results[results.index.get_level_values(0).isin(of_task)]


def share(frame: pd.DataFrame) -> tuple[float, float]:
    """Lower and upper end (90 %) of the share of points, students taken as drawn, answers going together."""
    by_student = frame.groupby("student_id")[["score", "max_score"]].sum()
    middle = by_student.score.sum() / by_student.max_score.sum()
    off = by_student.score - middle * by_student.max_score
    half = Z90 * off.std() / np.sqrt(len(off)) / by_student.max_score.mean()
    return middle - half, middle + half


def change(team: str, before: int, now: int, *, common: bool) -> tuple[float, float]:
    """Lower and upper end (90 %) of the mean change in students' share of points."""
    frames = [answers(team, before), answers(team, now)]
    if common:
        both = set(frames[0].item_id) & set(frames[1].item_id)
        frames = [frame[frame.item_id.isin(both)] for frame in frames]
    first, second = (frame.groupby("student_id")[["score", "max_score"]].sum() for frame in frames)
    gain = (second.score / second.max_score - first.score / first.max_score).dropna()
    half = Z90 * gain.std() / np.sqrt(len(gain))
    return gain.mean() - half, gain.mean() + half


def rest_correlation(frame: pd.DataFrame, item_id: str) -> float:
    scores = frame.pivot_table(index="student_id", columns="item_id", values="score")
    return scores[item_id].corr(scores.drop(columns=item_id).sum(axis=1))


def test_each_team_gave_three_checks_but_one_gave_none():
    given = all_answers().groupby("team").assessment.nunique()

    assert set(TABLES["teams"].team_id) - set(given.index) == {"orchard-grade-8-maths"}
    assert (given == 3).all()


def test_checks_have_12_to_20_questions_and_repeat_a_third():
    checks = TABLES["items"].groupby(["course_id", "assessment"]).item_id.agg(set)

    assert checks.str.len().between(12, 20).all()
    for _, course in checks.groupby("course_id"):
        for before, now in zip(course.iloc[:-1], course.iloc[1:], strict=True):
            assert len(before & now) / len(now) == pytest.approx(1 / 3, abs=0.05)


@pytest.mark.parametrize(
    ("team", "check", "standard", "verdict"),
    [
        ("harbour-grade-7-maths", 3, "ma7-3", "above"),
        ("harbour-grade-7-maths", 3, "ma7-4", "below"),
        ("harbour-grade-7-maths", 3, "ma7-6", "cannot tell"),
        ("harbour-grade-5-maths", 3, "ma5-4", "above"),
        ("harbour-grade-5-maths", 3, "ma5-3", "below"),
        ("harbour-grade-5-maths", 3, "ma5-5", "cannot tell"),
        ("harbour-grade-7-science", 3, "sc7-3", "below"),
        ("harbour-grade-7-science", 3, "sc7-5", "below"),
        ("harbour-grade-8-reading", 3, "re8-1", "below"),
        ("harbour-grade-8-reading", 3, "re8-3", "cannot tell"),
        ("willow-grade-6-reading", 3, "re6-4", "below"),
        ("orchard-grade-6-maths", 3, "ma6-1", "above"),
        ("orchard-grade-6-maths", 3, "ma6-3", "below"),
    ],
)
def test_strong_weak_and_open_standards_show(team, check, standard, verdict):
    frame = answers(team, check)
    low, high = share(frame[frame.standard_id == standard])

    assert verdict == ("above" if low > CUT else "below" if high < CUT else "cannot tell")


@pytest.mark.parametrize("team", ["harbour-grade-7-maths", "willow-grade-7-maths"])
def test_the_mis_keyed_question_falls_where_the_others_rise(team):
    frame = answers(team, 3)
    chosen = frame.response[frame.item_id == "m7-34"]

    assert rest_correlation(frame, "m7-34") < -0.2
    repaired = frame.assign(score=frame.score.mask(frame.item_id == "m7-34", frame.response == "D"))
    assert rest_correlation(repaired, "m7-34") > 0.2
    assert chosen.value_counts().index[0] == "D"
    assert set(frame.key[frame.item_id == "m7-34"]) == {"B"}


def test_only_the_wrong_key_makes_equations_look_weak():
    frame = answers("harbour-grade-7-maths", 3)
    repaired = frame.assign(score=frame.score.mask(frame.item_id == "m7-34", frame.response == "D"))

    assert share(frame[frame.standard_id == "ma7-5"])[1] < CUT
    assert share(repaired[repaired.standard_id == "ma7-5"])[1] > CUT


@pytest.mark.parametrize("team", ["harbour-grade-7-maths", "willow-grade-7-maths"])
def test_one_wrong_answer_draws_nearly_all_who_miss_the_question(team):
    frame = answers(team, 3)
    wrong = frame[(frame.item_id == "m7-31") & (frame.score == 0) & (frame.response != "")]

    assert (wrong.response == "C").mean() > 0.8
    assert len(wrong) > 50
    assert set(wrong.position) == {8}
    assert rest_correlation(frame, "m7-31") > 0.2, "the question itself is sound"


def test_growth_is_real_where_whole_scores_fall():
    assert change("harbour-grade-7-maths", 2, 3, common=True)[0] > 0.02
    assert change("harbour-grade-7-maths", 2, 3, common=False)[1] < -0.05


def test_growth_is_not_real_where_whole_scores_rise():
    low, high = change("harbour-grade-8-reading", 2, 3, common=True)

    assert low < 0 < high
    assert change("harbour-grade-8-reading", 2, 3, common=False)[0] > 0.08


def test_one_task_is_marked_as_a_whole_and_not_to_the_end():
    statuses = task().scoreStatus.value_counts()

    assert set(statuses.index) == {"fully graded", "partially graded", "submitted", "not submitted"}
    assert not TABLES["item_responses"].test_id.isin(task().index.get_level_values(0)).any()
