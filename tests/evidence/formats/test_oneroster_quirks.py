"""What real OneRoster exports do, put into a sound one of either version: the verdict and the place told."""

from collections import Counter
from functools import partial

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plcnb.evidence.formats import oneroster
from plcnb.evidence.formats.oneroster_fields import FILES
from plcnb.evidence.formats.reading import Member, Package

SETTINGS = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(params=["1.1", "1.2"])
def either(request, export):
    """A sound export of each version."""
    if request.param == "1.1":
        export.to_version_1_1()
    return export


def read_in_memory(export, known_ids=None):
    """Read an export without writing it."""
    members = {
        name: Member(name, len(text), partial(_first, text.encode()))
        for name, text in export.content().items()
    }
    return oneroster.read(Package(members), known_ids=known_ids)


def _first(data, length):
    return data if length < 0 else data[:length]


def told(reading, rule):
    """Every finding of a rule: severity, file, line, column, value, count."""
    return [
        (one.severity, one.file, one.row, one.column, one.value, one.count)
        for one in reading.findings
        if one.rule == rule
    ]


def message(reading, rule):
    """The words of the only finding of a rule."""
    (one,) = [one for one in reading.findings if one.rule == rule]
    return one.message


def same_tables(reading, other):
    assert reading.tables.keys() == other.tables.keys()
    for name, table in other.tables.items():
        pd.testing.assert_frame_equal(reading.tables[name], table)


# --- quirks in either version --------------------------------------------------------------------------

QUIRKS = [
    ("classes", "classType", "Scheduled", "noted", "row.other_spelling", "homeroom, scheduled"),
    ("users", "enabledUser", "True", "noted", "row.other_spelling", "true or false"),
    ("users", "sourcedId", " u-tea", "noted", "row.other_spelling", "1 to 255 letters"),
    ("enrollments", "status", "active", "noted", "row.field_forbidden_in_bulk", "empty in a bulk file"),
    ("users", "status", "active", "noted", "row.field_forbidden_in_bulk", "empty in a bulk file"),
    ("classes", "classType", "block", "refused", "row.invalid_enum", "homeroom, scheduled"),
    ("classes", "termSourcedIds", "t,", "refused", "row.invalid_list", "none of them empty"),
    ("academicSessions", "startDate", "8/1/2025", "refused", "row.invalid_date", "YYYY-MM-DD"),
    ("academicSessions", "schoolYear", "25/26", "refused", "row.invalid_year", "a year YYYY"),
    ("academicSessions", "type", "quarter", "refused", "row.invalid_enum", "gradingPeriod, semester"),
    ("orgs", "type", "campus", "refused", "row.invalid_enum", "department, school, district"),
    ("users", "enabledUser", "yes", "refused", "row.invalid_boolean", "true or false"),
    ("users", "familyName", "", "refused", "row.missing_required_value", "must not be empty"),
    ("enrollments", "role", "aide", "refused", "row.invalid_enum", "administrator, proctor, student"),
    ("demographics", "birthDate", "6.5.2013", "refused", "row.invalid_date", "YYYY-MM-DD"),
    ("lineItems", "dueDate", "99/99/9999", "refused", "row.invalid_date", "YYYY-MM-DD"),
    ("lineItems", "resultValueMax", "10 pts", "refused", "row.invalid_float", "decimal point"),
    ("results", "scoreDate", "9999-99-99", "refused", "row.invalid_date", "YYYY-MM-DD"),
    ("results", "scoreStatus", "EX", "refused", "row.invalid_enum", "exempt, fully graded, not submitted"),
    ("results", "score", "N/A", "refused", "row.invalid_float", "decimal point"),
]


@pytest.mark.parametrize(("file", "column", "value", "severity", "rule", "words"), QUIRKS)
def test_a_quirk_is_told_with_its_place_and_what_is_allowed_in_either_version(
    either, file, column, value, severity, rule, words
):
    either.only(file)
    either.change(file, 2, **{column: value})
    reading = read_in_memory(either)
    shown = "" if FILES[file].private else value

    assert told(reading, rule) == [(severity, f"{file}.csv", 2, column, shown, 1)]
    assert words in message(reading, rule)


@pytest.mark.parametrize(
    ("file", "standard", "variant"),
    [
        ("users", "grades", "grade"),
        ("users", "userIds", "userId"),
        ("users", "agentSourcedIds", "agents"),
        ("users", "dateLastModified", "dataLastModified"),
        ("courses", "grades", "grade"),
        ("classes", "termSourcedIds", "terms"),
        ("demographics", "sourcedId", "userSourcedId"),
        ("demographics", "birthDate", "birthdate"),
        ("orgs", "sourcedId", "sourceId"),
    ],
)
def test_a_header_variant_of_1_1_changes_no_table(export, file, standard, variant):
    export.to_version_1_1()
    export.only(file)
    sound = read_in_memory(export)
    export.rename(file, standard, variant)
    reading = read_in_memory(export)

    assert reading.refused == sound.refused
    assert told(reading, "schema.header_variant") == [("noted", f"{file}.csv", None, variant, "", 1)]
    assert standard in message(reading, "schema.header_variant")
    same_tables(reading, sound)


def _all_at_once(export):
    export.rename("users", "grades", "grade")
    export.rename("demographics", "sourcedId", "userSourcedId")
    export.rename("users", "dateLastModified", "dataLastModified")
    export.change("classes", 2, classType="Scheduled", subjects="Science, Physics, Biology")
    columns = export.headers["enrollments"]
    columns.insert(1, columns.pop(columns.index("role")))
    export.headers["users"][5:5] = ["metadata.house", "ext_locker"]
    export.change("users", 2, password="pw", dataLastModified="1/05/2023")
    export.add("users", sourcedId="u-old", status="tobedeleted", enabledUser="true")
    texts = {name: text.replace("\n", "\r\n").removesuffix("\r\n") for name, text in export.content().items()}
    first, rest = texts["results.csv"].split("\r\n", 1)
    export.texts = {**texts, "results.csv": f"{first},,\r\n{rest}"}


def test_all_harmless_quirks_together_change_no_table(either):
    either.change("classes", 2, subjects="Science,Physics,Biology")
    sound = read_in_memory(either)
    _all_at_once(either)
    reading = read_in_memory(either)

    assert reading.refused == []
    same_tables(reading, sound)
    assert {one.rule for one in reading.findings} >= {
        "schema.header_variant", "schema.header_order_mismatch", "csv.nameless_column", "row.other_spelling",
        "row.field_forbidden_in_bulk", "row.marked_for_deletion", "privacy.password_left_out",
    }  # fmt: skip
    assert told(reading, "row.marked_for_deletion") == [("noted", "users.csv", 5, "status", "tobedeleted", 1)]
    assert "pw" not in " ".join(one.value for one in reading.findings)


def test_a_class_whose_course_is_not_exported_stays_with_its_line_told(either):
    either.drop("courses")
    reading = read_in_memory(either)

    assert told(reading, "reference.missing_target_file") == [
        ("noted", "classes.csv", 2, "courseSourcedId", "m", 2)
    ]
    assert "no courses" in message(reading, "reference.missing_target_file")
    assert reading.tables["classes"]["class_id"].tolist() == ["m1", "m2"]


def test_a_header_without_rows_leaves_an_empty_table_and_no_refusal(either):
    either.rows["results"] = []
    reading = read_in_memory(either)

    assert reading.refused == []
    assert reading.tables["results"].empty
    (count,) = [count for count in reading.files if count.file == "results.csv"]
    assert (count.read, count.kept, count.rejected) == (0, 0, 0)


def test_one_common_test_stays_one_test_a_class(export):
    export.add("lineItems", **{**export.rows["lineItems"][0], "sourcedId": "q2", "classSourcedId": "m2"})
    tests = read_in_memory(export).tables["tests"]

    assert tests["title"].tolist() == ["Unit 1 test"] * 2
    assert dict(zip(tests["test_id"], tests["class_id"], strict=True)) == {"q": "m1", "q2": "m2"}


@pytest.mark.parametrize(("line", "short"), [(2, 1), (3, 4), (4, 12)])
def test_a_row_cut_short_is_refused_on_its_line_and_the_others_read(either, line, short):
    either.only("users", "orgs")
    lines = either.content()["users.csv"].splitlines()
    lines[line - 1] = ",".join(lines[line - 1].split(",")[:-short])
    either.texts["users.csv"] = "\n".join(lines)
    reading = read_in_memory(either)

    assert [place[1:3] for place in told(reading, "table.row_width_mismatch")] == [("users.csv", line)]
    assert f"first line names {len(either.headers['users'])} columns" in message(
        reading, "table.row_width_mismatch"
    )
    ids = ["u-tea", "u-ana", "u-ben"]
    assert reading.tables["people"]["person_id"].tolist() == ids[: line - 2] + ids[line - 1 :]


# --- vocabularies and types, by data -------------------------------------------------------------------

# 1EdTech OneRoster 1.2 CSV binding, the enumerations.
ROLES = (
    "aide counselor districtAdministrator guardian parent principal proctor relative siteAdministrator "
    "student systemAdministrator teacher"
)
STANDARD_VALUES = {
    ("academicSessions", "type"): ["gradingPeriod", "semester", "schoolYear", "term"],
    ("orgs", "type"): ["department", "school", "district", "local", "state", "national"],
    ("classes", "classType"): ["homeroom", "scheduled"],
    ("roles", "roleType"): ["primary", "secondary"],
    ("roles", "role"): ROLES.split(),
    ("enrollments", "role"): ["administrator", "proctor", "student", "teacher"],
    ("demographics", "sex"): ["male", "female", "unspecified", "other"],
    ("results", "scoreStatus"): [
        "exempt", "fully graded", "not submitted", "partially graded", "submitted",
    ],
    ("lineItemLearningObjectiveIds", "source"): ["case", "unknown"],
    ("resultLearningObjectiveIds", "source"): ["case", "unknown"],
    ("resources", "importance"): ["primary", "secondary"],
}  # fmt: skip
CLOSED = {("roles", "roleType"), ("resources", "importance")}

# Of every kind of cell: one right value, one wrong one, the rule that refuses it, what is said to be allowed.
VALUES = {
    "guid": ("A1.b-c_d/e@f", "a b", "row.invalid_guid", "letters, digits or . - _ / @"),
    "guids": ("a,b", "a,b;c", "row.invalid_guid", "ids separated by commas"),
    "list": ("07,08", "07,,08", "row.invalid_list", "none of them empty"),
    "date": ("2024-02-29", "2025-02-29", "row.invalid_date", "YYYY-MM-DD"),
    "year": ("2026", "26", "row.invalid_year", "a year YYYY"),
    "integer": ("-3", "2.5", "row.invalid_integer", "a whole number"),
    "float": ("-1.5e2", "1,5", "row.invalid_float", "decimal point"),
    "boolean": ("false", "no", "row.invalid_boolean", "true or false"),
    "enum": ("", "zebra", "row.invalid_enum", "allowed: "),
    "enums": ("student,teacher", "student,zebra", "row.invalid_enum", "allowed: "),
}


def right_value(spec):
    """A value that a field allows."""
    return spec.choices[0] if spec.kind == "enum" else VALUES.get(spec.kind, ("x",))[0]


def alone(export, file, *changes):
    """Leave one file only, with a right row for each of the changes; return it read."""
    export.only()
    specs = FILES[file].all_fields
    export.headers[file] = [spec.name for spec in specs]
    life = {"status": "", "dateLastModified": ""}
    right = {spec.name: right_value(spec) for spec in specs} | life
    export.rows[file] = [{**right, "sourcedId": f"id{n}", **change} for n, change in enumerate(changes)]
    return read_in_memory(export)


def wrong_cells(reading, column):
    """Line, value and rule of each cell of a column that was refused for its form."""
    return [
        (one.row, one.value, one.rule)
        for one in reading.refused
        if one.column == column and one.rule.startswith(("row.invalid", "row.missing"))
    ]


@pytest.mark.parametrize("file", FILES)
def test_every_typed_column_takes_a_right_value_and_refuses_a_wrong_one(export, file):
    specs = [spec for spec in FILES[file].all_fields if spec.kind != "text"]
    reading = alone(export, file, {}, *({spec.name: VALUES[spec.kind][1]} for spec in specs))

    for line, spec in enumerate(specs, start=3):
        _, wrong, rule, words = VALUES[spec.kind]
        shown = "" if FILES[file].private and spec.kind != "guid" else wrong
        assert wrong_cells(reading, spec.name) == [(line, shown, rule)]
        (said,) = [one.message for one in reading.refused if (one.row, one.column) == (line, spec.name)]
        assert words in said


@pytest.mark.parametrize(("place", "values"), STANDARD_VALUES.items(), ids=".".join)
def test_each_value_of_a_vocabulary_is_taken_and_all_are_told_to_who_wrote_another(export, place, values):
    file, column = place
    reading = alone(export, file, *({column: value} for value in [*values, "ext:ours", "zebra"]))
    shown = [value for _, value, _ in wrong_cells(reading, column)]

    assert len(shown) == (2 if place in CLOSED else 1)
    assert shown[-1] == ("" if FILES[file].private else "zebra")
    said = next(one.message for one in reading.refused if one.rule == "row.invalid_enum")
    assert all(value in said for value in values)
    assert ("ext:" in said) is (place not in CLOSED)


# The columns that the standard asks to be filled, beside sourcedId.
FILLED = {
    "academicSessions": "title type startDate endDate schoolYear",
    "orgs": "name type",
    "courses": "title orgSourcedId",
    "classes": "title courseSourcedId classType schoolSourcedId termSourcedIds",
    "users": "enabledUser username givenName familyName",
    "roles": "userSourcedId roleType role orgSourcedId",
    "enrollments": "classSourcedId schoolSourcedId userSourcedId role",
    "demographics": "",
    "userProfiles": "userSourcedId profileType vendorId credentialType username",
    "categories": "title",
    "lineItems": "title assignDate dueDate classSourcedId categorySourcedId academicSessionSourcedId "
    "schoolSourcedId",
    "results": "lineItemSourcedId studentSourcedId scoreStatus scoreDate",
    "scoreScales": "title type orgSourcedId courseSourcedId classSourcedId scoreScaleValue",
    "lineItemLearningObjectiveIds": "lineItemSourcedId source learningObjectiveId",
    "resources": "vendorResourceId",
    "userResources": "userSourcedId resourceSourcedId",
}  # fmt: skip


@pytest.mark.parametrize(("file", "columns"), FILLED.items())
def test_a_row_with_nothing_but_its_id_lacks_what_the_standard_asks_for(export, file, columns):
    empty = {spec.name: "" for spec in FILES[file].all_fields if spec.name != "sourcedId"}
    reading = alone(export, file, empty)
    lacking = [one.column for one in reading.refused if one.rule == "row.missing_required_value"]

    assert sorted(lacking) == sorted(columns.split())


@pytest.mark.parametrize(
    "role", ["administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"]
)
def test_a_person_of_1_1_may_have_any_of_its_roles(export, role):
    export.to_version_1_1()
    export.only("users")
    export.change("users", 2, role=role)
    people = read_in_memory(export).tables["people"].set_index("person_id")

    expected = role if role in ("student", "teacher") else "other"
    assert people.loc["u-tea", "role"] == expected


@pytest.mark.parametrize("role", ["principal", "Lehrer"])
def test_a_role_that_1_1_does_not_have_is_refused(export, role):
    export.to_version_1_1()
    export.only("users")
    export.change("users", 2, role=role)

    assert told(read_in_memory(export), "row.invalid_enum") == [("refused", "users.csv", 2, "role", role, 1)]


# --- delta ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["tobedeleted", "ToBeDeleted", " tobedeleted ", "inactive"])
def test_a_delta_takes_away_whatever_way_the_word_is_written(either, word):
    either.only("results")
    either.to_delta()
    either.change("results", 3, status=word)
    reading = read_in_memory(either)

    assert reading.refused == []
    assert reading.removed["results"].to_numpy().tolist() == [["q", "u-ben"]]
    assert reading.tables["results"]["person_id"].tolist() == ["u-ana"]


@pytest.mark.parametrize("word", ["deleted", "1", "archived"])
def test_another_status_in_a_delta_is_refused_with_what_is_allowed(either, word):
    either.only("results")
    either.to_delta()
    either.change("results", 3, status=word)
    reading = read_in_memory(either)

    assert told(reading, "row.invalid_enum") == [("refused", "results.csv", 3, "status", word, 1)]
    assert "active or tobedeleted" in message(reading, "row.invalid_enum")
    assert "results" not in reading.removed


@pytest.mark.parametrize("column", ["status", "dateLastModified"])
def test_a_delta_without_the_column_that_says_what_changed_is_refused_whole(either, column):
    either.only("results")
    either.to_delta()
    either.headers["results"].remove(column)
    reading = read_in_memory(either)

    assert told(reading, "schema.missing_header") == [("refused", "results.csv", None, column, "", 1)]
    assert reading.tables["results"].empty


@pytest.mark.parametrize(
    ("known", "said"), [({"people": set()}, True), ({"people": {"u-x"}}, False), (None, False)]
)
def test_a_delta_into_an_empty_store_is_told_to_wait_for_the_bulk_export(either, known, said):
    either.only("users")
    either.to_delta()
    reading = read_in_memory(either, known)

    assert bool(told(reading, "package.delta_alone")) is said


@pytest.mark.parametrize(
    ("file", "table", "gone"),
    [
        ("orgs", "schools", {"school_id": ["n"]}),
        ("classes", "classes", {"class_id": ["m2"]}),
        ("users", "people", {"person_id": ["u-ana"]}),
    ],
)
def test_a_delta_names_the_record_that_goes_in_each_table(either, file, table, gone):
    either.only(file)
    either.to_delta()
    either.change(file, 3, status="tobedeleted")
    reading = read_in_memory(either)

    assert reading.removed[table].to_dict("list") == gone


def test_only_tables_of_bulk_files_are_taken_for_complete(either):
    assert {"people", "results", "tests"} <= read_in_memory(either).complete
    either.manifest["file.results"] = "delta"
    for row in either.rows["results"]:
        row.update(status="active", dateLastModified="2026-09-30")
    complete = read_in_memory(either).complete

    assert "people" in complete
    assert "results" not in complete


# --- manifest ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "value", "rule", "words"),
    [
        ({"manifest.version": "1.1"}, "1.1", "manifest.invalid_manifest_version", "allowed: 1.0"),
        ({"oneroster.version": "1.0"}, "1.0", "manifest.invalid_oneroster_version", "OneRoster 1.1 and 1.2"),
        (
            {"oneroster.version": "v1.2"},
            "v1.2",
            "manifest.invalid_oneroster_version",
            "OneRoster 1.1 and 1.2",
        ),
        (
            {"oneroster.version": "1.21"},
            "1.21",
            "manifest.invalid_oneroster_version",
            "OneRoster 1.1 and 1.2",
        ),
        ({"file.users": "full"}, "full", "manifest.invalid_file_mode", "absent, bulk, delta"),
        ({"file.users": ""}, "", "manifest.invalid_file_mode", "absent, bulk, delta"),
        ({"file.users": "absent"}, "absent", "manifest.file_unexpected", "has a users.csv all the same"),
        ({"file.resources": "delta"}, "delta", "manifest.file_missing", "no resources.csv"),
    ],
)
def test_a_wrong_property_is_told_with_its_line_value_and_remedy(either, properties, value, rule, words):
    either.only("users")
    either.manifest.update(properties)
    ((name, _),) = properties.items()
    reading = read_in_memory(either)
    lines = either.content()["manifest.csv"].splitlines()
    line = 1 + next(n for n, text in enumerate(lines) if text.startswith(f"{name},"))

    assert told(reading, rule) == [("refused", "manifest.csv", line, name, value, 1)]
    assert words in message(reading, rule)


@pytest.mark.parametrize(
    ("properties", "mode"),
    [
        ({"oneroster.version": "1.2.1"}, "bulk"),
        ({"file.users": "BULK"}, "bulk"),
        ({"file.resources": "absent"}, "bulk"),
        ({"file.LINEITEMS": "bulk", "file.lineItems": None}, "bulk"),
        ({"source.systemName": "Any, of ours"}, "bulk"),
    ],
)
def test_a_manifest_with_one_reading_only_is_taken(export, properties, mode):
    sound = read_in_memory(export)
    export.manifest.update({name: f'"{value}"' if value else value for name, value in properties.items()})
    reading = read_in_memory(export)

    assert (reading.refused, reading.mode) == ([], mode)
    same_tables(reading, sound)


def test_the_same_property_said_twice_is_no_contradiction_and_two_values_are(either):
    text = either.content()["manifest.csv"]
    either.texts["manifest.csv"] = f"{text}\nfile.users,bulk\n"
    assert read_in_memory(either).refused == []

    either.texts["manifest.csv"] = f"{text}\nfile.users,delta\n"
    reading = read_in_memory(either)
    line = len(text.splitlines()) + 1
    assert told(reading, "manifest.duplicate_property") == [
        ("refused", "manifest.csv", line, "file.users", "delta", 1)
    ]
    assert "'bulk' on an earlier line" in message(reading, "manifest.duplicate_property")
    assert reading.mode == "bulk"


def test_the_version_in_the_manifest_decides_which_columns_must_be_there(export):
    export.manifest["oneroster.version"] = "1.1"
    reading = read_in_memory(export)

    assert {place[3] for place in told(reading, "schema.missing_header") if place[0] == "refused"} == {
        "orgSourcedIds", "role",
    }  # fmt: skip


# --- laws ----------------------------------------------------------------------------------------------

ODD = ["", " ", "nobody", "2025-02-30", "é", "-1", "ext:x", "a,b", "tobedeleted", "true", '"', "9" * 300]
MUTATIONS = st.lists(
    st.tuples(st.integers(0, 999), st.integers(0, 999), st.integers(1, 999), st.sampled_from(ODD)), max_size=6
)


def mutated(export, mutations, version):
    """A new export with some cells replaced; never an id of the row itself."""
    made = type(export)(export.folder)
    if version == "1.1":
        made.to_version_1_1()
    for file, row, column, value in mutations:
        name = sorted(made.rows)[file % len(made.rows)]
        header = made.headers[name]
        made.rows[name][row % len(made.rows[name])][header[1 + column % (len(header) - 1)]] = value
    return made


@SETTINGS
@given(mutations=MUTATIONS, version=st.sampled_from(["1.1", "1.2"]))
def test_every_row_of_every_file_is_kept_or_stands_in_the_rejects(export, mutations, version):
    made = mutated(export, mutations, version)
    reading = read_in_memory(made)
    rejected = reading.rejects.groupby("file")["row"].nunique()

    assert {one.file for one in reading.files} == {f"{name}.csv" for name in made.rows}
    for count in reading.files:
        assert count.read == len(made.rows[count.file.removesuffix(".csv")])
        assert count.rejected == rejected.get(count.file, 0)
        assert count.kept == count.read - count.rejected
    assert reading.rejects["row"].between(2, 4).all()


@SETTINGS
@given(mutations=MUTATIONS, version=st.sampled_from(["1.1", "1.2"]))
def test_the_order_of_rows_changes_line_numbers_only(export, mutations, version):
    made = mutated(export, mutations, version)
    reading = read_in_memory(made)
    lengths = {f"{name}.csv": len(rows) for name, rows in made.rows.items()}
    for rows in made.rows.values():
        rows.reverse()
    turned = read_in_memory(made)

    for name, table in reading.tables.items():
        columns = list(table.columns)
        pd.testing.assert_frame_equal(
            *(frame.sort_values(columns, ignore_index=True) for frame in (table, turned.tables[name]))
        )
    upright = [
        (file, lengths[file] + 3 - row, *rest)
        for file, row, *rest in turned.rejects.itertuples(index=False, name=None)
    ]
    assert Counter(upright) == Counter(reading.rejects.itertuples(index=False, name=None))


@pytest.mark.parametrize("file", [file.name for file in FILES.values() if file.table])
def test_a_padded_id_equals_the_unpadded_one(export, file):
    sound = read_in_memory(export)
    for spec in FILES[file].all_fields:
        if spec.kind in ("guid", "guids"):
            for row in export.rows[file]:
                row[spec.name] = f"  {row[spec.name]} " if row.get(spec.name) else ""
    reading = read_in_memory(export)

    assert reading.refused == []
    assert "sourcedId" in {place[3] for place in told(reading, "row.other_spelling")}
    same_tables(reading, sound)
