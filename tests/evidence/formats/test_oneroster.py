"""OneRoster packages: what is read, what is refused, what is noted."""

import json

import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.formats import oneroster
from plcnb.evidence.formats.reading import Package


def finding(reading, rule):
    """The only finding of a rule."""
    (found,) = [one for one in reading.findings if one.rule == rule]
    return found


def finding_in(reading, file, rule):
    """The only finding of a rule in one file."""
    (found,) = [one for one in reading.findings if (one.file, one.rule) == (file, rule)]
    return found


# --- a sound export ------------------------------------------------------------------------------------


def test_a_sound_export_is_read_without_a_refusal(export):
    reading = export.read()

    assert reading.refused == []
    assert reading.strict
    assert reading.mode == "bulk"
    assert set(reading.tables) == {
        "schools", "courses", "classes", "people", "identifiers", "enrollments", "tests", "results",
        "test_standards", "measures",
    }  # fmt: skip


def test_every_table_keeps_its_contract(export):
    for name, table in export.read().tables.items():
        pd.testing.assert_frame_equal(table, conform(table, SOURCE_TABLES[name]))


def test_people_are_called_what_they_prefer(export):
    people = export.read().tables["people"].set_index("person_id")

    assert people.loc["u-ana"].to_dict() == {
        "given_name": "Ana", "family_name": "Ash", "grade": "07", "role": "student",
    }  # fmt: skip
    assert people.loc["u-tea", "role"] == "teacher"


def test_a_test_is_dated_by_its_due_date_and_knows_its_category(export):
    test = export.read().tables["tests"].iloc[0]

    assert test["date"] == pd.Timestamp("2025-09-15")
    assert test[["max_score", "kind", "weight"]].tolist() == [10, "Common assessment", 40]


def test_nothing_private_reaches_tables_findings_or_rejects(export):
    export.change("users", 3, password="tulip", middleName="Iris", phone="555-0100", sms="555-0101")
    export.change("users", 4, password='rose"', enabledUser="perhaps")
    export.change("demographics", 2, birthDate="6 May 2013", cityOfBirth="Lakeside", sex="girl")
    reading = export.read()

    everything = " ".join(
        [str(found) for found in reading.findings]
        + [frame.to_csv() for frame in [*reading.tables.values(), reading.rejects]]
    )
    assert {"row.invalid_date", "row.invalid_boolean"} <= {found.rule for found in reading.refused}
    for secret in ("tulip", "rose", "Iris", "555", "2013", "Lakeside", "girl"):
        assert secret not in everything


def test_what_other_systems_call_a_student_is_kept_to_match_their_exports(export):
    export.change("users", 3, identifier="00417", email="Ana@north.example", userIds="{SIS:A17},{Fed:x-9}")

    known = export.read().tables["identifiers"]

    of_ana = known.loc[known["person_id"] == "u-ana", ["kind", "value", "system"]]
    assert of_ana.to_numpy().tolist() == [
        ["id", "00417", ""],
        ["SIS id", "A17", ""],
        ["SIS id", "x-9", ""],
        ["login", "ana", ""],
        ["e-mail", "Ana@north.example", ""],
    ]


def test_of_parents_nothing_is_kept_by_which_they_could_be_reached(export):
    export.change("roles", 3, role="parent")
    export.change("enrollments", 3, role="administrator")
    export.change("users", 3, email="home@family.example")

    assert "u-ana" not in export.read().tables["identifiers"]["person_id"].tolist()


def test_a_stray_quote_in_a_line_with_a_password_shows_nothing_of_it(export):
    export.texts["users.csv"] = export.content()["users.csv"] + 'u-x,,,true,x,,X,Y,,,,,,,,se"cret,,,,,,\n'
    reading = export.read()

    assert finding(reading, "csv.unescaped_quote").value == ""
    assert "cret" not in reading.rejects.to_csv()


@pytest.mark.parametrize("below", ["", "export-2026/", "a/b/"])
def test_files_are_found_in_a_wrapping_folder(export, below):
    package = Package.open([export.zip(below)])

    assert oneroster.recognise(package) == 1
    assert oneroster.read(package).refused == []


def test_rows_read_are_rows_kept_and_rows_rejected(export):
    export.change("users", 4, enabledUser="perhaps", username="")
    export.add("orgs", sourcedId="gone", name="Old School", type="school", status="tobedeleted")
    reading = export.read()

    rejected = reading.rejects.groupby("file")["row"].nunique()
    for count in reading.files:
        assert count.read == count.kept + count.rejected
        assert count.rejected == rejected.get(count.file, 0)
        assert count.table in ("", *reading.tables)


def test_files_without_a_use_are_checked_counted_and_named(export):
    export.add("resources", sourcedId="s", vendorResourceId="v", roles="student,pilot")
    reading = export.read()

    unused = {found.file for found in reading.findings if found.rule == "file.unused"}
    assert unused == {"academicSessions.csv", "demographics.csv", "resources.csv"}
    assert finding(reading, "row.invalid_enum").value == "student,pilot"


# --- the published samples -----------------------------------------------------------------------------


def test_every_published_package_is_judged_as_published(shared, rules):
    folder = shared / "data/oneroster/zips"
    cases = json.loads((folder / "index.json").read_text())

    assert len(cases) == 9
    for case in cases:
        if case["name"] == "missing manifest":
            with pytest.raises(DataError, match=r"manifest\.csv"):
                Package.open([folder / case["file"]])
            continue
        reading = oneroster.read(Package.open([folder / case["file"]]))
        assert rules(reading) >= set(case.get("expectedCodes", ())), case["name"]
        assert bool(reading.refused) is not case["valid"], case["name"]
        if case["valid"]:
            assert reading.mode == case["mode"]


# --- what cannot be right ------------------------------------------------------------------------------

WRONG_CELLS = [
    ("academicSessions", "schoolYear", "20X5", "row.invalid_year"),
    ("orgs", "sourcedId", "bad id", "row.invalid_guid"),
    ("orgs", "name", " ", "row.missing_required_value"),
    ("orgs", "type", "college", "row.invalid_enum"),
    ("roles", "roleType", "ext:third", "row.invalid_enum"),
    ("classes", "termSourcedIds", "t,,y", "row.invalid_list"),
    ("classes", "termSourcedIds", "t,not good", "row.invalid_guid"),
    ("users", "enabledUser", "1", "row.invalid_boolean"),
    ("enrollments", "beginDate", "2025-02-30", "row.invalid_date"),
    ("enrollments", "endDate", "1/2/2026", "row.invalid_date"),
    ("categories", "weight", "4.5", "row.invalid_integer"),
    ("lineItems", "resultValueMax", "ten", "row.invalid_float"),
    ("results", "score", "7,5", "row.invalid_float"),
    ("results", "score", "NaN", "row.invalid_float"),
    ("results", "scoreStatus", "graded", "row.invalid_enum"),
    ("lineItemLearningObjectiveIds", "source", "book", "row.invalid_enum"),
]


@pytest.mark.parametrize(("file", "column", "value", "rule"), WRONG_CELLS)
def test_a_wrong_cell_is_refused_with_its_place_and_what_is_allowed(export, file, column, value, rule):
    export.only(file)
    export.change(file, 2, **{column: value})
    found = finding(export.read(), rule)

    assert (found.severity, found.file, found.row, found.column) == ("refused", f"{file}.csv", 2, column)
    assert found.value == value
    assert found.message


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [
        ("orgs", "type", "ext:college"),
        ("classes", "classType", "Scheduled"),
        ("users", "enabledUser", "TRUE"),
        ("classes", "termSourcedIds", "t, y"),
        ("courses", "subjects", "Science, Physics, Biology"),
        ("results", "score", "1e1"),
        ("lineItems", "sourcedId", " q "),
    ],
)
def test_a_cell_with_one_reading_only_is_taken(export, file, column, value):
    export.change(file, 2, **{column: value})

    assert export.read().refused == []


def test_the_second_record_with_an_id_is_refused_and_the_first_kept(export):
    export.add("users", sourcedId="u-ben", enabledUser="true", username="b2", givenName="B", familyName="B")
    reading = export.read()

    assert finding(reading, "reference.duplicate_sourced_id").row == 5
    assert reading.tables["people"].set_index("person_id").loc["u-ben", "family_name"] == "Birch"
    assert len(reading.tables["results"]) == 2


@pytest.mark.parametrize(
    ("file", "cells", "rule"),
    [
        ("lineItems", {"resultValueMin": "11"}, "semantic.invalid_score_range"),
        (
            "lineItemLearningObjectiveIds",
            {"source": "case", "learningObjectiveId": "M.7.1"},
            "semantic.invalid_case_learning_objective_id",
        ),
    ],
)
def test_rows_that_contradict_themselves_are_refused(export, rules, file, cells, rule):
    export.change(file, 2, **cells)

    assert rule in rules(export.read())


def test_a_score_scale_maps_in_pairs(export, rules):
    scale = {"title": "Letters", "type": "letter", "orgSourcedId": "n", "courseSourcedId": "m"}
    export.add("scoreScales", sourcedId="1", **scale, classSourcedId="m1", scoreScaleValue="{A:9}, {B:8}")
    export.add("scoreScales", sourcedId="2", **scale, classSourcedId="m1", scoreScaleValue="A:9")
    reading = export.read()

    assert finding(reading, "semantic.invalid_score_scale_mapping").row == 3


@pytest.mark.parametrize("break_", ["two\nlines", "two\r\nlines"])
def test_a_line_break_inside_a_cell_is_refused(export, rules, break_):
    export.only("users")
    export.change("users", 2, middleName=break_)

    assert rules(export.read()) == {"csv.line_break_in_quoted_field"}


# --- columns -------------------------------------------------------------------------------------------


def test_a_missing_column_that_must_be_filled_refuses_the_file(export):
    export.rename("lineItems", "dueDate", "metadata.due")
    reading = export.read()

    assert finding(reading, "schema.missing_header").column == "dueDate"
    assert reading.tables["tests"].empty
    assert reading.tables["results"].empty


VARIANTS = [
    ("users", "grades", "grade"),
    ("users", "agentSourcedIds", "agents"),
    ("users", "userIds", "userId"),
    ("users", "dateLastModified", "dataLastModified"),
    ("users", "preferredGivenName", "prefferedGivenName"),
    ("classes", "termSourcedIds", "terms"),
    ("demographics", "birthDate", "birthdate"),
    ("demographics", "sourcedId", "userSourcedId"),
    ("lineItems", "academicSessionSourcedId", "gradingPeriodSourcedId"),
    ("results", "scoreStatus", "ScoreStatus"),
]


@pytest.mark.parametrize(("file", "standard", "variant"), VARIANTS)
def test_a_known_variant_of_a_column_name_is_read_and_noted(export, rules, file, standard, variant):
    export.only(file, "orgs", "users", "classes")
    as_it_should_be = export.read()
    export.rename(file, standard, variant)
    reading = export.read()

    assert rules(reading) == rules(as_it_should_be)
    assert finding(reading, "schema.header_variant").column == variant
    for name, table in as_it_should_be.tables.items():
        pd.testing.assert_frame_equal(reading.tables[name], table)


def test_the_order_of_columns_does_not_matter(export):
    as_it_should_be = export.read().tables["enrollments"]
    export.headers["enrollments"].reverse()
    reading = export.read()

    assert finding(reading, "schema.header_order_mismatch").severity == "noted"
    pd.testing.assert_frame_equal(reading.tables["enrollments"], as_it_should_be)


def test_extension_columns_pass_in_silence_and_others_are_noted(export, rules):
    export.headers["users"][4:4] = ["metadata.house", "ext_locker"]
    assert rules(export.read(), "noted") == {"file.unused"}

    export.headers["users"].append("localCode")
    assert finding(export.read(), "schema.invalid_metadata_header").column == "localCode"


def test_one_column_twice_is_refused(export, rules):
    export.headers["orgs"].append("name")

    assert "table.duplicate_header" in rules(export.read())


def test_trailing_empty_header_cells_do_not_make_rows_short(export, rules):
    first, rest = export.content()["orgs.csv"].split("\n", 1)
    export.texts["orgs.csv"] = f"{first},,\n{rest}"
    reading = export.read()

    assert reading.refused == []
    assert "csv.nameless_column" in rules(reading, "noted")


@pytest.mark.parametrize("text", ["", "\n", '"sourcedId,status\nu-x,\n'])
def test_a_file_without_a_readable_header_is_refused(export, rules, text):
    export.texts["users.csv"] = text

    assert rules(export.read()) >= {"reference.missing_target_file"}
    assert rules(export.read()) & {"table.missing_header", "csv.unclosed_quote"}


def test_a_row_that_is_cut_off_is_refused(export, rules):
    export.texts["results.csv"] = export.content()["results.csv"] + "x-3,,,q,u-"

    assert rules(export.read()) == {"table.row_width_mismatch"}


def test_windows_line_ends_no_last_one_and_header_only_files_are_sound(export, rules):
    as_it_should_be = export.read().tables
    export.rows["academicSessions"], export.rows["courses"] = [], []
    texts = export.content()
    export.texts = {name: text.replace("\n", "\r\n").removesuffix("\r\n") for name, text in texts.items()}
    reading = export.read()

    assert reading.refused == []
    assert rules(reading, "noted") == {"file.unused", "reference.missing_target_file"}
    pd.testing.assert_frame_equal(reading.tables["results"], as_it_should_be["results"])


# --- manifest and files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "rule"),
    [
        ({"manifest.version": "2.0"}, "manifest.invalid_manifest_version"),
        ({"manifest.version": None}, "manifest.missing_property"),
        ({"oneroster.version": "2.0"}, "manifest.invalid_oneroster_version"),
        ({"oneroster.version": None}, "manifest.missing_property"),
        ({"file.users": "complete"}, "manifest.invalid_file_mode"),
        ({"file.users": "absent"}, "manifest.file_unexpected"),
        ({"file.users": None}, "manifest.missing_property"),
        ({"file.resources": "bulk"}, "manifest.file_missing"),
    ],
)
def test_a_manifest_that_contradicts_the_standard_or_the_files_is_refused(export, rules, properties, rule):
    export.only("orgs", "users")
    export.manifest.update(properties)

    assert rule in rules(export.read())


def test_a_manifest_with_another_header_is_refused(export, rules):
    export.texts["manifest.csv"] = export.content()["manifest.csv"].replace("property", "Property")

    assert rules(export.read()) == {"manifest.invalid_header"}


def test_one_property_with_two_values_is_refused(export, rules):
    export.texts["manifest.csv"] = export.content()["manifest.csv"] + "\nfile.users,delta"

    assert "manifest.duplicate_property" in rules(export.read())


def test_unknown_properties_are_noted(export, rules):
    export.manifest.update({"source.systemName": "SIS", "file.pets": "absent"})
    reading = export.read()

    assert reading.refused == []
    assert finding(reading, "manifest.unknown_property").column == "file.pets"


def test_a_package_that_is_plainly_oneroster_is_refused_without_a_manifest(export, rules):
    export.texts["manifest.csv"] = None
    package = export.package()

    assert oneroster.recognise(package) > 0.5
    assert "package.missing_manifest" in rules(oneroster.read(package))


def test_a_file_that_the_standard_does_not_know_is_refused(export):
    export.texts["extra.csv"] = "sourcedId\nx1\n"

    assert finding(export.read(), "package.unknown_file").file == "extra.csv"


def test_a_file_is_what_its_columns_say_and_not_its_name(export):
    as_it_should_be = export.read().tables["people"]
    text = export.content()["roles.csv"]
    export.drop("roles")
    export.texts["userprofiles.csv"] = text
    export.manifest["file.userProfiles"] = "bulk"
    reading = export.read()

    assert reading.refused == []
    assert finding(reading, "package.misnamed_file").file == "userprofiles.csv"
    pd.testing.assert_frame_equal(reading.tables["people"], as_it_should_be)


@pytest.mark.parametrize("header", ["id,name\n1,A\n", "sourcedId,username\n1,ana\n", ""])
def test_files_that_only_have_a_oneroster_name_are_not_taken_for_oneroster(tmp_path, header):
    (tmp_path / "users.csv").write_text(header)

    assert oneroster.recognise(Package.open([tmp_path / "users.csv"])) == 0


# --- bulk, delta, deleted ------------------------------------------------------------------------------


def test_status_and_date_in_a_bulk_file_are_noted_once_a_file(export, rules):
    for row in export.rows["users"]:
        row.update(status="active", dateLastModified="1/05/2023")
    reading = export.read()

    assert reading.refused == []
    assert finding(reading, "row.field_forbidden_in_bulk").count == 3


def test_records_marked_for_deletion_in_a_bulk_file_do_not_count(export):
    export.change("users", 4, status="tobedeleted")
    reading = export.read()

    assert reading.refused == []
    assert list(reading.tables["people"]["person_id"]) == ["u-tea", "u-ana"]
    assert list(reading.tables["results"]["person_id"]) == ["u-ana"]
    assert finding(reading, "row.marked_for_deletion").row == 4
    (users,) = [count for count in reading.files if count.file == "users.csv"]
    assert (users.read, users.kept, users.rejected) == (3, 2, 1)


def test_an_enrolment_marked_for_deletion_stays_as_one_that_ended(export):
    export.change("enrollments", 4, status="tobedeleted", endDate="2025-12-01")
    enrollments = export.read().tables["enrollments"].set_index("person_id")

    assert enrollments["status"].to_dict() == {"u-tea": "active", "u-ana": "active", "u-ben": "left"}
    assert enrollments.loc["u-ben", "ends"] == pd.Timestamp("2025-12-01")


@pytest.mark.parametrize("column", ["status", "dateLastModified"])
def test_a_delta_needs_status_and_date_in_every_row(export, column):
    export.only("users")
    export.to_delta()
    export.change("users", 3, **{column: ""})
    found = finding(export.read(), "row.field_required_in_delta")

    assert (found.row, found.column) == (3, column)


@pytest.mark.parametrize(
    ("moment", "right"),
    [
        ("2026-09-30T08:00:00.000Z", True),
        ("2026-09-30T08:00:00+02:00", True),
        ("2017-05-06 08:01:05", True),
        ("2023-05-01", True),
        ("1/05/2023", False),
        ("2026-13-01T08:00:00Z", False),
        ("not-a-date-time", False),
    ],
)
def test_a_delta_dates_its_rows(export, rules, moment, right):
    export.only("users")
    export.to_delta()
    export.change("users", 3, dateLastModified=moment)

    assert rules(export.read()) == (set() if right else {"row.invalid_datetime"})


def test_a_delta_says_which_records_go(export):
    export.to_delta()
    export.change("users", 4, status="tobedeleted", username="", givenName="", familyName="", grades="")
    export.change("results", 3, status="tobedeleted", scoreStatus="", scoreDate="")
    export.change("enrollments", 4, status="tobedeleted")
    reading = export.read(known_ids={"people": {"u-ben"}})

    assert reading.mode == "delta"
    assert reading.removed["people"].to_dict("list") == {"person_id": ["u-ben"]}
    assert reading.removed["results"].to_dict("list") == {"test_id": ["q"], "person_id": ["u-ben"]}
    assert "enrollments" not in reading.removed
    assert list(reading.tables["people"]["person_id"]) == ["u-tea", "u-ana"]


def test_a_deletion_that_does_not_say_what_goes_is_refused(export):
    export.to_delta()
    export.change("results", 3, status="tobedeleted", studentSourcedId="")

    assert finding(export.read(), "row.missing_required_value").column == "studentSourcedId"


def test_a_delta_may_point_to_what_is_in_the_store(export, rules):
    export.only("results")
    export.to_delta()
    store = {"tests": {"q"}, "people": {"u-ana", "u-tea"}}

    assert rules(export.read()) == set()
    found = finding(export.read(known_ids=store), "reference.missing_target_record")
    assert (found.row, found.value) == (3, "u-ben")


def test_a_delta_without_roles_leaves_them_open(export):
    export.to_delta()
    export.drop("roles", "enrollments")

    assert set(export.read().tables["people"]["role"]) == {""}


def test_bulk_and_delta_files_in_one_package_are_a_delta_and_said(export, rules):
    export.manifest["file.results"] = "delta"
    for row in export.rows["results"]:
        row.update(status="active", dateLastModified="2026-09-30T08:00:00.000Z")
    reading = export.read()

    assert reading.mode == "delta"
    assert "manifest.mixed_modes" in rules(reading, "noted")


# --- references ----------------------------------------------------------------------------------------


def test_a_row_that_points_to_a_refused_one_goes_with_it(export, rules):
    export.change("lineItems", 2, dueDate="soon")
    reading = export.read()

    assert rules(reading) == {"row.invalid_date", "reference.refused_record"}
    assert reading.tables["results"].empty
    assert finding_in(reading, "results.csv", "reference.refused_record").count == 2
    assert set(reading.rejects["file"]) == {
        "lineItems.csv", "results.csv", "lineItemLearningObjectiveIds.csv", "resultLearningObjectiveIds.csv",
    }  # fmt: skip


def test_a_row_that_can_do_without_a_refused_one_stays(export):
    export.change("academicSessions", 3, startDate="soon")
    reading = export.read()

    assert len(reading.tables["classes"]) == 2
    assert finding_in(reading, "classes.csv", "reference.refused_record").severity == "noted"


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("orgs", "parentSourcedId"),
        ("classes", "termSourcedIds"),
        ("enrollments", "userSourcedId"),
        ("lineItems", "categorySourcedId"),
        ("results", "studentSourcedId"),
        ("demographics", "sourcedId"),
    ],
)
def test_a_reference_to_nothing_is_refused(export, file, column):
    export.change(file, 2, **{column: "nobody"})
    found = finding_in(export.read(), f"{file}.csv", "reference.missing_target_record")

    assert (found.severity, found.row, found.column, found.value) == ("refused", 2, column, "nobody")


def test_guardians_who_are_not_exported_do_not_cost_the_student(export):
    export.change("users", 3, agentSourcedIds="g-1,g-2")
    reading = export.read()

    assert reading.refused == []
    assert finding(reading, "reference.missing_target_record").severity == "noted"


def test_a_class_keeps_its_course_id_where_there_is_no_courses_file(export):
    export.drop("courses")
    reading = export.read()

    assert reading.refused == []
    assert set(reading.tables["classes"]["course_id"]) == {"m"}
    assert finding(reading, "reference.missing_target_file").file == "classes.csv"


def test_a_store_that_knows_other_courses_does_not_make_a_class_wrong(export):
    export.drop("courses")
    reading = export.read(known_ids={"courses": {"another"}})

    assert reading.refused == []
    assert finding(reading, "reference.missing_target_record").severity == "noted"


def test_results_without_any_users_or_tests_are_refused(export):
    export.drop("users", "roles", "enrollments", "demographics")

    found = finding(export.read(), "reference.missing_target_file")
    assert (found.severity, found.file, found.count) == ("refused", "results.csv", 2)


# --- people, tests and results -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "enrolled", "expected"),
    [
        ([("primary", "teacher"), ("secondary", "student")], "teacher", "teacher"),
        ([("primary", "teacher"), ("primary", "student")], "teacher", "student"),
        ([("primary", "principal")], "teacher", "other"),
        ([], "teacher", "teacher"),
        ([], "proctor", "other"),
    ],
)
def test_the_primary_role_says_what_a_person_is(export, roles, enrolled, expected):
    export.rows["roles"] = [row for row in export.rows["roles"] if row["userSourcedId"] != "u-tea"]
    for number, (kind, role) in enumerate(roles):
        export.add(
            "roles", sourcedId=f"r{number}", userSourcedId="u-tea", roleType=kind, role=role, orgSourcedId="n"
        )
    export.change("enrollments", 2, role=enrolled)

    people = export.read().tables["people"].set_index("person_id")
    assert people.loc["u-tea", "role"] == expected


def test_two_enrolments_of_one_student_in_a_class_become_one_that_holds(export):
    export.change("enrollments", 4, status="tobedeleted", endDate="2025-10-01")
    again = {**export.rows["enrollments"][2], "sourcedId": "e2", "status": "", "endDate": ""}
    export.add("enrollments", **{**again, "beginDate": "2025-11-01"})
    enrollments = export.read().tables["enrollments"]

    ben = enrollments[enrollments["person_id"] == "u-ben"]
    assert ben["status"].tolist() == ["active"]
    assert ben["begins"].tolist() == [pd.Timestamp("2025-08-15")]
    assert ben["ends"].isna().all()


@pytest.mark.parametrize(
    ("cells", "status", "score"),
    [
        ({"scoreStatus": "fully graded", "score": "8"}, "scored", 8),
        ({"scoreStatus": "fully graded", "score": "0"}, "scored", 0),
        ({"scoreStatus": "partially graded", "score": "3"}, "partly scored", 3),
        ({"scoreStatus": "exempt", "score": ""}, "exempt", None),
        ({"scoreStatus": "exempt", "score": "", "missing": "true"}, "exempt", None),
        ({"scoreStatus": "not submitted", "score": ""}, "not submitted", None),
        ({"scoreStatus": "not submitted", "score": "0"}, "not submitted", None),
        ({"scoreStatus": "submitted", "score": ""}, "no score", None),
        ({"scoreStatus": "submitted", "score": "", "missing": "true"}, "not submitted", None),
        ({"scoreStatus": "fully graded", "score": ""}, "no score", None),
        ({"scoreStatus": "fully graded", "score": "", "missing": "true"}, "not submitted", None),
        ({"scoreStatus": "ext:released", "score": "5"}, "scored", 5),
        ({"scoreStatus": "ext:released", "score": ""}, "no score", None),
    ],
)
def test_a_missing_score_is_never_a_zero(export, cells, status, score):
    export.only("results")
    export.to_delta()
    export.change("results", 2, **cells)
    reading = export.read()
    result = reading.tables["results"].set_index("person_id").loc["u-ana"]

    assert reading.refused == []
    assert result["status"] == status
    assert (None if pd.isna(result["score"]) else result["score"]) == score


@pytest.mark.parametrize(
    ("score", "rule"), [("12", "semantic.score_above_max"), ("-1", "semantic.score_below_min")]
)
def test_a_score_outside_the_tests_range_is_noted_and_kept(export, score, rule):
    export.change("results", 2, score=score)
    reading = export.read()

    assert finding(reading, rule).severity == "noted"
    assert float(score) in reading.tables["results"]["score"].tolist()


def test_of_several_results_on_a_test_the_latest_counts(export):
    row = export.rows["results"][0]
    export.add("results", **{**row, "sourcedId": "x2", "score": "9", "scoreDate": "2025-10-01"})
    export.add("results", **{**row, "sourcedId": "x3", "score": "1", "scoreDate": "2025-09-01"})
    reading = export.read()

    results = reading.tables["results"]
    assert results.loc[results["person_id"] == "u-ana", "score"].tolist() == [9]
    lost = reading.rejects.query("file == 'results.csv'")
    assert sorted(lost["row"]) == [2, 5]
    assert finding(reading, "row.earlier_result").count == 2


def test_what_is_said_of_a_result_under_an_objective_is_kept_with_its_student(export):
    uuid = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    export.add("resultLearningObjectiveIds", sourcedId="g2", resultSourcedId="x-ben", source="case",
               learningObjectiveId=f"urn:uuid:{uuid}", score="4")  # fmt: skip

    measures = export.read().tables["measures"].sort_values("value")

    assert measures[["test_id", "person_id", "standard_id", "value", "text"]].to_numpy().tolist() == [
        ["q", "u-ana", "M.7.1", 3.0, "secure"],
        ["q", "u-ben", uuid, 4.0, "4"],
    ]


def test_of_two_words_on_one_objective_the_later_line_counts(export):
    row = export.rows["resultLearningObjectiveIds"][0]
    export.add("resultLearningObjectiveIds", **{**row, "sourcedId": "g2", "score": "1", "textScore": ""})
    reading = export.read()

    assert reading.tables["measures"]["value"].tolist() == [1.0]
    assert finding_in(reading, "resultLearningObjectiveIds.csv", "row.repeated").count == 1


def test_an_objective_of_a_result_that_counts_no_more_goes_with_it(export):
    row = export.rows["results"][0]
    export.add("results", **{**row, "sourcedId": "x2", "score": "9", "scoreDate": "2025-10-01"})
    reading = export.read()

    assert reading.tables["measures"].empty
    assert reading.rejects.query("file == 'resultLearningObjectiveIds.csv'")["row"].tolist() == [2]


def test_what_is_unusual_about_a_result_is_noted(export, rules):
    export.add("results", **{**export.rows["results"][0], "sourcedId": "x2", "studentSourcedId": "u-tea"})
    export.change("results", 3, classSourcedId="m2")
    export.change("enrollments", 4, classSourcedId="m2")
    noted = rules(export.read(), "noted")

    assert {
        "reference.not_a_student", "semantic.result_class_mismatch", "semantic.result_student_not_enrolled",
    } <= noted  # fmt: skip


def test_a_department_may_stand_for_a_school(export):
    export.change("orgs", 3, type="department")
    reading = export.read()

    assert reading.refused == []
    assert {"classes.csv", "enrollments.csv", "lineItems.csv"} == {
        found.file for found in reading.findings if found.rule == "semantic.org_type_mismatch"
    }
    assert "department" in reading.tables["schools"]["kind"].tolist()


# --- OneRoster 1.1 -------------------------------------------------------------------------------------


def test_version_1_1_is_read_to_the_same_tables(export):
    newer = export.read().tables
    export.to_version_1_1()
    reading = export.read()

    assert reading.refused == []
    for name in ("schools", "courses", "classes", "enrollments", "results"):
        pd.testing.assert_frame_equal(reading.tables[name], newer[name])
    assert reading.tables["people"]["role"].tolist() == newer["people"]["role"].tolist()
    assert reading.tables["people"]["given_name"].tolist() == ["Thea", "Anastasia", "Ben"]


@pytest.mark.parametrize("column", ["role", "orgSourcedIds"])
def test_version_1_1_needs_a_persons_role_and_organisations(export, column):
    export.to_version_1_1()
    export.change("users", 2, **{column: ""})

    assert finding(export.read(), "row.missing_required_value").column == column
