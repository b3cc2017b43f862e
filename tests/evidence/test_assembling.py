"""Source tables in, team tables out: who is a team, what is a common assessment, which row goes where."""

import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from plcnb.errors import DataError
from plcnb.evidence.assembling import assemble
from plcnb.evidence.columns import SOURCE_TABLES, TEAM_TABLES
from plcnb.evidence.conforming import DTYPES, conform
from plcnb.evidence.matching_items import begins_with
from plcnb.evidence.slugs import slug, unique

MATHS = "grade-7-mathematics-north-school"
SCIENCE = "grade-8-science-north-school"


def of_team(tables, name, team_id=MATHS):
    """The rows of one team, without the column that says so."""
    return tables[name].query("team_id == @team_id").drop(columns="team_id").reset_index(drop=True)


def notes_of(tables, team_id=MATHS):
    return of_team(tables, "notes", team_id)["note"].tolist()


# Teams


def test_teachers_of_one_course_and_grade_in_one_school_are_a_team(school):
    teams = assemble(school).tables["teams"].set_index("team_id")

    assert teams.index.tolist() == [MATHS, SCIENCE]
    maths = teams.loc[MATHS]
    assert (maths["name"], maths["school"], maths["district"]) == (
        "Grade 7 Mathematics",
        "North School",
        "Lake District",
    )
    assert (maths["grade"], maths["subject"], maths["origin"]) == ("7", "Mathematics", "derived")
    assert (maths["n_members"], maths["n_students"], maths["n_assessments"]) == (2, 3, 2)


def test_a_teacher_alone_is_told_to_find_company_before_anything_else(school):
    tables = assemble(school).tables

    assert tables["teams"].set_index("team_id").loc[SCIENCE, "n_members"] == 1
    assert notes_of(tables, SCIENCE)[0].startswith("This team has one teacher. Look for company first")


def test_a_class_without_a_teacher_joins_the_team_of_its_course(school, add):
    add(school, "people", "person_id given_name family_name role", ("p-hal", "Hal", "Vellum", "student"))
    add(school, "enrollments", "class_id person_id role status", ("m3", "p-hal", "student", "active"))
    tables = assemble(school).tables

    assert "p-hal" in of_team(tables, "students")["student_id"].tolist()
    assert "1 class has no teacher in the data." in notes_of(tables)


def test_classes_without_a_course_go_by_subject_and_grade_or_stand_alone(school, add):
    columns = "class_id title school_id grade subject"
    add(
        school,
        "classes",
        columns,
        ("a1", "Period 5", "n", "K", "Art"),
        ("a2", "Period 6", "n", "K", "art"),
        ("x1", "Chess club", "n", "", ""),
        ("x2", "Choir", "n", "", ""),
    )
    names = assemble(school).tables["teams"]["name"].tolist()

    assert sorted(names) == [
        "Chess club",
        "Choir",
        "Grade 7 Mathematics",
        "Grade 8 Science",
        "Kindergarten Art",
    ]


def test_no_team_is_named_after_a_person(school, add):
    add(school, "classes", "class_id title school_id", ("x1", "Homeroom Invented", "n"))
    add(school, "enrollments", "class_id person_id role status", ("x1", "t-eve", "teacher", "active"))
    team = assemble(school).tables["teams"].query("name.str.startswith('Class')")

    assert len(team) == 1
    assert "invented" not in team["team_id"].item()


def test_two_courses_of_one_subject_and_grade_are_told_apart_by_the_course(school, add):
    add(school, "courses", "course_id title grade subject", ("acc", "Accelerated", "7", "Mathematics"))
    add(school, "classes", "class_id title school_id course_id", ("m9", "Period 9", "n", "acc"))
    names = assemble(school).tables["teams"]["name"].tolist()

    assert {"Grade 7 Mathematics: Accelerated", "Grade 7 Mathematics: Mathematics 7"} <= set(names)


def test_a_teams_file_decides_and_the_classes_it_leaves_are_derived(school):
    school["teams"] = DataFrame({"team_id": ["T1"], "name": ["The sevens"], "class_ids": ["m1; m2;gone"]})
    assembled = assemble(school)
    teams = assembled.tables["teams"].set_index("team_id")

    assert teams["origin"].to_dict() == {"T1": "file", MATHS: "derived", SCIENCE: "derived"}
    assert (teams.loc["T1", "school"], teams.loc["T1", "grade"]) == ("North School", "7")
    assert of_team(assembled.tables, "members", "T1")["name"].tolist() == ["Eve Invented", "Fay Madeup"]
    assert of_team(assembled.tables, "students").empty
    assert assembled.notes == ("1 of the classes that teams list are not in the data.",)


@pytest.mark.parametrize(
    ("given", "classes"),
    [
        ({"teacher_ids": "t-eve"}, ["u1-m1", "u2-m1"]),
        ({"teacher_ids": "t-eve;t-gil", "course_id": "maths"}, ["u1-m1", "u2-m1"]),
        ({"course_id": "maths", "school_id": "n"}, ["u1-m1", "u1-m2", "u2-m1", "u2-m2"]),
        ({"course_id": "maths", "school_id": "elsewhere"}, []),
    ],
)
def test_a_team_without_classes_gets_those_of_its_teachers_or_of_its_course(school, given, classes):
    school["teams"] = DataFrame(
        {"team_id": ["T1"], "name": ["The sevens"], **{k: [v] for k, v in given.items()}}
    )
    results = of_team(assemble(school).tables, "results", "T1")

    assert len(results) == 2 * len(classes)


@pytest.mark.parametrize(
    ("given", "expected"),
    [("T-1.a", "T-1.a"), ("../7 maths", "7-maths"), ("t-eve", "the-sevens"), ("七年级", slug("七年级"))],
)
def test_a_team_id_is_safe_in_file_names_and_nobodys_own(school, given, expected):
    school["teams"] = DataFrame({"team_id": [given], "name": ["The sevens"], "class_ids": ["m1"]})

    assert expected in assemble(school).tables["teams"]["team_id"].tolist()


def test_a_class_in_two_teams_gives_its_rows_to_both(school):
    school["teams"] = DataFrame(
        {"team_id": ["all", "one"], "name": ["All", "One"], "class_ids": ["m1;m2;m3", "m1"]}
    )
    tables = assemble(school).tables

    assert (len(of_team(tables, "responses", "all")), len(of_team(tables, "responses", "one"))) == (16, 8)
    assert set(of_team(tables, "students", "one")["student_id"]) == {"p-ana", "p-ben"}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(school, add, seed):
    add(school, "classes", "class_id title school_id", ("x2", "Choir!", "n"), ("x1", "Choir", "n"))
    expected = assemble(school).tables
    shuffled = {name: table.sample(frac=1, random_state=seed) for name, table in school.items()}

    for name, table in assemble(shuffled).tables.items():
        pd.testing.assert_frame_equal(table, expected[name])


# Common assessments


def test_tests_of_one_title_are_one_assessment_of_the_latest_date(school):
    school["tests"]["title"] = (
        school["tests"]["title"]
        .replace({"Unit 1 test": " unit  1 Test"})
        .where(school["tests"]["class_id"] == "m1", school["tests"]["title"])
    )
    assessments = of_team(assemble(school).tables, "assessments")

    assert assessments["assessment_id"].tolist() == ["unit-1-test", "unit-2-test"]
    assert assessments["date"].tolist() == [pd.Timestamp("2026-09-12"), pd.Timestamp("2026-10-12")]
    assert assessments[["n_classes", "n_results", "n_items"]].to_numpy().tolist() == [[2, 4, 2], [2, 4, 2]]


def test_the_second_test_of_a_title_meets_the_second_of_the_other_class(school):
    school["tests"]["title"] = "Exit ticket"
    tables = assemble(school).tables

    assert of_team(tables, "assessments")["assessment_id"].tolist() == ["exit-ticket", "exit-ticket-2"]
    first = of_team(tables, "results").query("assessment_id == 'exit-ticket'")
    assert first["date"].isna().all()
    assert len(first) == 4


def test_titles_that_look_alike_in_an_id_stay_apart(school):
    school["tests"]["title"] = ["Unit 1", "Unit 1!", "Unit 1", "Unit 1!"]
    ids = of_team(assemble(school).tables, "assessments")["assessment_id"]

    assert ids.is_unique
    assert len(ids) == 4


def test_scores_out_of_different_highest_scores_come_to_one_scale(school):
    school["tests"].loc[1, "max_score"] = 4.0
    tables = assemble(school).tables
    results = of_team(tables, "results").query("assessment_id == 'unit-1-test'").set_index("student_id")

    assert of_team(tables, "assessments")["max_score"].tolist() == [4.0, 2.0]
    assert results["score"].to_dict() == {"p-ana": 4.0, "p-ben": 2.0, "p-cyd": 1.0, "p-dov": 2.0}
    assert any(note.startswith("Unit 1 test: the highest score differs") for note in notes_of(tables))


# Questions


def test_a_question_on_two_assessments_has_the_key_of_each(school):
    items = of_team(assemble(school).tables, "items")

    assert items[["assessment_id", "item_id", "position", "standard_id", "key"]].to_numpy().tolist() == [
        ["unit-1-test", "q-link", 1, "7.NS.1", "A"],
        ["unit-1-test", "q-1", 2, "7.NS.2", "C"],
        ["unit-2-test", "q-link", 1, "7.NS.1", "B"],
        ["unit-2-test", "q-2", 2, "7.NS.3", "C"],
    ]


@pytest.mark.parametrize(
    ("title", "label", "fits"),
    [
        ("CFA1 Math 3", "CFA1", True),
        ("CFA1", "CFA1", True),
        ("CFA10 Math 3", "CFA1", False),
        ("CFA1: Math", "CFA1:", True),
        ("Pre-CFA1", "CFA1", False),
    ],
)
def test_a_label_fits_the_whole_words_a_title_begins_with(title, label, fits):
    assert begins_with(title, label) is fits


def test_where_no_title_fits_only_what_all_descriptions_agree_on_is_taken(school):
    school["tests"]["title"] = school["tests"]["title"].str.replace("Unit", "Chapter")
    items = of_team(assemble(school).tables, "items").set_index(["assessment_id", "item_id"])

    link = items.loc[("chapter-1-test", "q-link")]
    assert (link["standard_id"], link["key"]) == ("7.NS.1", "")
    assert items.loc[("chapter-1-test", "q-1"), "key"] == "C"


def test_another_courses_description_does_not_override_the_own_one(school, add):
    columns = "course_id assessment item_id standard_id key"
    add(school, "items", columns, ("sci", "Unit 1", "q-1", "8.PS.1", "D"), ("", "Unit", "q-1", "x", "E"))
    items = of_team(assemble(school).tables, "items").set_index(["assessment_id", "item_id"])

    assert items.loc[("unit-1-test", "q-1"), "key"] == "C"


def test_an_undescribed_question_is_kept_numbered_and_told(school):
    school["items"] = school["items"][school["items"]["item_id"] != "q-1"]
    tables = assemble(school).tables
    items = of_team(tables, "items").set_index("item_id")

    assert items.loc["q-1", ["position", "standard_id", "key", "max_score"]].tolist() == [2, "", "", 1.0]
    assert "1 question is nowhere described: no standard and no key is known." in notes_of(tables)
    assert len(of_team(tables, "responses")) == 16


def test_standards_carry_their_code_or_else_their_id(school):
    standards = of_team(assemble(school).tables, "standards").set_index("standard_id")

    assert standards["code"].to_dict() == {"7.NS.1": "7.NS.A.1", "7.NS.2": "7.NS.2", "7.NS.3": "7.NS.3"}


# Students and their work


def test_students_who_left_stay_marked_also_when_only_their_work_tells_of_them(school, add):
    add(school, "people", "person_id given_name role", ("p-ida", "Ida", "student"))
    add(school, "results", "test_id person_id score status", ("u1-m2", "p-ida", 1.0, "scored"))
    tables = assemble(school).tables
    students = of_team(tables, "students").set_index("student_id")

    assert students["status"].to_dict() == {
        "p-ida": "left",
        "p-dov": "left",
        "p-cyd": "active",
        "p-ben": "active",
        "p-ana": "active",
    }
    assert students.loc["p-dov", "ends"] == pd.Timestamp("2026-10-30")
    assert "2 students have left; their work stays in the counts." in notes_of(tables)


def test_who_left_a_class_before_the_latest_work_has_left_though_the_export_says_active(school, add):
    for day, who in ((20, "p-ana"), (20, "p-ben"), (20, "p-cyd"), (25, "p-cyd")):
        work = ("u2-m1", who, 1.0, "scored", pd.Timestamp(f"2027-01-{day}"))
        add(school, "results", "test_id person_id score status date", work)
    add(school, "people", "person_id role", ("p-eva", "student"), ("p-fay", "student"))
    enrolled = "class_id person_id role status ends"
    add(school, "enrollments", enrolled, ("m1", "p-eva", "student", "active", pd.Timestamp("2027-01-19")))
    add(school, "enrollments", enrolled, ("m1", "p-fay", "student", "active", pd.Timestamp("2027-01-21")))
    students = of_team(assemble(school).tables, "students").set_index("student_id")["status"]

    assert students["p-eva"] == "left"
    assert students["p-fay"] == "active", "a single result on the 25th may bear a wrong date"


def test_a_student_in_two_classes_of_the_team_counts_once_with_the_later_work(school, add):
    add(school, "enrollments", "class_id person_id role status", ("m2", "p-ana", "student", "active"))
    add(school, "results", "test_id person_id score status", ("u1-m2", "p-ana", 0.0, "scored"))
    add(school, "results", "test_id person_id status", ("u2-m2", "p-ana", "not submitted"))
    tables = assemble(school).tables
    scores = of_team(tables, "results").query("student_id == 'p-ana'").set_index("assessment_id")["score"]

    assert of_team(tables, "students")["student_id"].tolist().count("p-ana") == 1
    assert scores.to_dict() == {"unit-1-test": 0.0, "unit-2-test": 2.0}
    told = "2 attempts are left out because the same student has a later or a scored one."
    assert told in notes_of(tables)


def test_of_rows_for_the_same_test_and_student_the_latest_counts_and_the_rest_is_told(school, add):
    columns = "test_id person_id score status date"
    later, earlier = pd.Timestamp("2026-09-20"), pd.Timestamp("2026-09-01")
    school["results"]["date"] = pd.Timestamp("2026-09-10")
    add(school, "results", columns, ("u1-m1", "p-ana", 0.0, "scored", later))
    add(school, "results", columns, ("u1-m1", "p-ben", 0.0, "scored", earlier))
    assembled = assemble(school)
    scores = of_team(assembled.tables, "results").query("assessment_id == 'unit-1-test'")

    assert scores.set_index("student_id")["score"][["p-ana", "p-ben"]].tolist() == [0.0, 1.0]
    assert assembled.notes == (
        "2 rows of the table 'results' repeat the test and student of another; the latest was taken.",
    )


def test_a_test_with_answers_alone_gets_their_sums(school, add):
    answers = ("u1-m2", "p-cyd", "q-3", np.nan, "no score"), ("u1-m2", "p-dov", "q-3", np.nan, "omitted")
    add(school, "responses", "test_id person_id item_id score status", *answers)
    whole = assemble(school).tables
    school["results"] = school["results"].query("test_id != 'u1-m2'")
    tables = assemble(school).tables
    key = ["assessment_id", "student_id", "score"]

    pd.testing.assert_frame_equal(of_team(tables, "results")[key], of_team(whole, "results")[key])
    status = of_team(tables, "results").set_index(["assessment_id", "student_id"])["status"]
    assert status["unit-1-test", "p-cyd"] == "partly scored"
    assert status["unit-1-test", "p-dov"] == "scored"


def test_an_assessment_without_results_stays_and_is_not_zero(school, add):
    add(school, "tests", "test_id class_id title", ("exam", "m1", "Exam"))
    tables = assemble(school).tables

    assert of_team(tables, "assessments").set_index("title").loc["Exam", "n_results"] == 0
    assert "Exam" not in of_team(tables, "results")["assessment_id"].tolist()
    assert "Exam: no result has arrived; it is not counted as zero." in notes_of(tables)
    assert "Exam: no date is given, so its place in time is not known." in notes_of(tables)


@pytest.mark.parametrize(
    ("status", "mark", "note"),
    [
        ("no score", "", "1 result has no score; it is left out, not counted as zero."),
        ("not submitted", "", "1 result was not submitted; it is left out, not counted as zero."),
        ("exempt", "", "1 result is exempt; it is left out, not counted as zero."),
        ("partly scored", "", "1 result is scored in part and not counted yet."),
        ("scored", "carried over", "1 result is marked “carried over” and not counted."),
    ],
)
def test_a_result_that_does_not_count_is_kept_and_told(school, status, mark, note):
    school["results"].loc[0, ["status", "mark"]] = [status, mark]
    tables = assemble(school).tables

    assert len(of_team(tables, "results")) == 8
    assert of_team(tables, "assessments")["n_results"].tolist() == [3, 4]
    assert note in notes_of(tables)


def test_notes_name_nobody(school):
    people = school["people"]
    words = set(people["given_name"]) | set(people["family_name"]) | set(people["person_id"])

    told = " ".join(assemble(school).tables["notes"]["note"])
    assert told
    assert not [word for word in words if word in told]


def test_rows_of_no_known_class_are_counted_not_lost_in_silence(school, add):
    add(school, "tests", "test_id class_id title", ("stray", "nowhere", "Quiz"))
    add(school, "results", "test_id person_id score status", ("stray", "p-ana", 1.0, "scored"))
    assembled = assemble(school)

    assert assembled.notes == (
        "1 of 5 rows of the table 'tests' belong to no class in the data, so no team sees them.",
        "1 of 9 rows of the table 'results' belong to no class in the data, so no team sees them.",
    )
    assert len(assembled.tables["results"]) == 8


@pytest.mark.parametrize("only", ["everything", "classes", "nothing"])
def test_every_table_keeps_its_contract_however_little_there_is(school, only):
    given = {"everything": school, "classes": {"classes": school["classes"]}, "nothing": {}}[only]

    for name, table in assemble(given).tables.items():
        columns = TEAM_TABLES[name].columns
        assert table.dtypes.astype(str).to_dict() == {c.name: DTYPES[c.type] for c in columns}
        assert not table.duplicated(list(TEAM_TABLES[name].key)).any()
        assert not table[[c.name for c in columns if c.type == "text"]].isna().any(axis=None)


def test_a_made_state_adds_up_to_its_truth(shared, tmp_path):
    made = [sys.executable, shared / "tools" / "make_state.py", "--teams", "12", "--students-per-team", "30"]
    subprocess.run([*made, "--out", tmp_path], check=True, capture_output=True)
    tables = assemble(_read_made_state(tmp_path)).tables
    scored = tables["results"].query("status == 'scored'")
    titles = tables["assessments"].set_index(["team_id", "assessment_id"])["title"].str.split().str[0]
    scored = scored.join(titles, on=["team_id", "assessment_id"])
    question = ["team_id", "assessment_id", "item_id"]
    answers = tables["responses"].merge(tables["items"][[*question, "standard_id", "key"]], on=question)

    truth = pd.read_csv(tmp_path / "truth/team_assessment.csv", index_col=["teamId", "assessment"])
    found = scored.groupby(["team_id", "title"])["score"].agg(["size", "sum"]).reindex(truth.index)
    assert (found.to_numpy() == truth[["tested", "sumScore"]].to_numpy()).all()
    truth = pd.read_csv(tmp_path / "truth/team_standard.csv", index_col=["teamId", "learningObjectiveId"])
    found = answers.groupby(["team_id", "standard_id"])["score"].agg(["size", "sum"]).reindex(truth.index)
    assert (found.to_numpy() == truth[["responses", "correct"]].to_numpy()).all()
    assert ((answers["response"] == answers["key"]) == (answers["score"] == 1)).all()


def _read_made_state(folder):
    def read(file, **columns):
        table = pd.read_csv(folder / f"{file}.csv", dtype=str, keep_default_na=False)
        return DataFrame({name: table[column] for name, column in columns.items()})

    results = read("results", test_id="lineItemSourcedId", person_id="studentSourcedId", score="score")
    results["status"] = np.where(results["score"] == "", "exempt", "scored")
    tests = read("lineItems", test_id="sourcedId", class_id="classSourcedId", title="title", date="dueDate")
    answer = {"test_id": "lineItemSourcedId", "person_id": "studentSourcedId", "item_id": "itemSourcedId"}
    item = {"item_id": "itemSourcedId", "course_id": "courseSourcedId", "standard_id": "learningObjectiveId"}
    return {
        "classes": read("classes", class_id="sourcedId", title="title", course_id="courseSourcedId"),
        "teams": read("teams", team_id="teamId", name="title", class_ids="classSourcedIds"),
        "tests": tests.assign(date=pd.to_datetime(tests["date"])),
        "results": results.assign(score=pd.to_numeric(results["score"], errors="coerce")),
        "items": read("items", assessment="assessment", key="key", **item),
        "responses": read("itemResults", response="response", score="score", **answer),
    }


# Names and contracts


@pytest.mark.parametrize(
    "text", ["Grade 7 数学", "Grade 7 英语", "Straße", "", "../..", "x" * 300, "Ünïté 1"]
)
def test_a_slug_is_never_empty_and_safe_anywhere(text):
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,66}[a-z0-9])?", slug(text))


def test_slugs_of_other_scripts_stay_apart_and_the_same():
    assert slug("Grade 7 数学") != slug("Grade 7 英语")
    assert slug("Grade 7 数学") == slug("Grade 7 数学")
    assert slug("Ünïté 1, Straße") == "unite-1-strasse"


def test_a_number_behind_a_name_takes_no_others_name():
    assert unique(["a", "A", "a-2", "a"]) == ["a", "A-3", "a-2", "a-4"]


def test_conform_refuses_what_its_column_cannot_hold():
    with pytest.raises(
        DataError, match=r"Column 'score' of the table 'results' cannot be read as number.*EX"
    ):
        conform(DataFrame({"test_id": ["a"], "person_id": ["b"], "score": ["EX"]}), SOURCE_TABLES["results"])
    with pytest.raises(DataError, match="'results' has 1 rows but no column 'person_id'"):
        conform(DataFrame({"test_id": ["a"]}), SOURCE_TABLES["results"])
