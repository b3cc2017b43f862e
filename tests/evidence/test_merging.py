"""What was read put together with what is there: nothing lost in silence, and the counts add up."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.findings import Reading
from plcnb.evidence.merging import changes, dangling, merge


def complete(tables):
    return {name: conform(tables.get(name), table) for name, table in SOURCE_TABLES.items()}


def removing(**keys):
    """A delta that removes rows: a table's key column and the ids to take out."""
    removed = {}
    for name, (column, *ids) in keys.items():
        removed[name] = DataFrame({column: ids}, dtype="str")
    return Reading("oneroster", "delta", removed=removed)


def sizes(tables):
    return {name: len(table) for name, table in tables.items() if len(table)}


def difference(before, after):
    """The tables with changes: new, changed, gone."""
    rows = changes(before, after).set_index("table")[["new", "changed", "gone"]]
    return {name: tuple(row) for name, row in rows[rows.any(axis=1)].iterrows()}


@pytest.fixture
def stored(school):
    """North School as a store holds it."""
    return complete(school)


@pytest.fixture
def results():
    """A function that makes a reading of results: test, person, score."""

    def read(*rows, mode="delta", **more):
        frame = DataFrame(rows, columns=["test_id", "person_id", "score"]).assign(status="scored")
        return Reading("own", mode, tables={"results": conform(frame, SOURCE_TABLES["results"])}, **more)

    return read


# Rows that come


def test_a_bulk_table_takes_the_place_of_the_stored_one_and_others_stay(stored, results):
    merged = merge(stored, results(("u1-m1", "p-ana", 1.0), mode="bulk"))

    assert merged["results"]["score"].tolist() == [1.0]
    assert {name: merged[name] is stored[name] for name in stored if name != "results"} == dict.fromkeys(
        set(stored) - {"results"}, True
    )


def test_a_complete_table_of_a_delta_takes_the_place_of_the_stored_one(stored, results):
    merged = merge(stored, results(("u1-m1", "p-ana", 1.0), complete=frozenset({"results"})))

    assert difference(stored, merged) == {"results": (0, 1, 7)}


def test_a_row_takes_the_place_of_the_one_with_its_key_and_all_others_stay(stored, results):
    merged = merge(stored, results(("u1-m1", "p-ana", 0.0), ("u1-m1", "p-cyd", 1.0)))

    scores = merged["results"].set_index(["test_id", "person_id"])["score"]
    assert scores["u1-m1", "p-ana"] == 0.0
    assert (
        scores["u1-m1", "p-ben"]
        == stored["results"].set_index(["test_id", "person_id"])["score"]["u1-m1", "p-ben"]
    )
    assert difference(stored, merged) == {"results": (1, 1, 0)}


def test_a_score_taken_back_is_taken_back(stored, results):
    # A result is no lasting thing such as a name: an empty score is news.
    merged = merge(stored, results(("u1-m1", "p-ana", float("nan"))))

    assert merged["results"].set_index(["test_id", "person_id"])["score"].isna()["u1-m1", "p-ana"]


def test_neither_argument_is_changed(stored, results):
    reading = results(("u1-m1", "p-ana", 0.0))
    reading.removed["tests"] = DataFrame({"test_id": ["u2-m1"]}, dtype="str")
    before = {name: table.copy() for name, table in stored.items()}
    read = reading.tables["results"].copy()

    merge(stored, reading)

    for name, table in stored.items():
        assert_frame_equal(table, before[name])
    assert_frame_equal(reading.tables["results"], read)


# What is empty


@pytest.fixture
def people():
    """A function that makes a delta of people: id, given name, family name, grade, role."""

    def read(*rows, mode="delta"):
        columns = ["person_id", "given_name", "family_name", "grade", "role"]
        table = conform(DataFrame(rows, columns=columns), SOURCE_TABLES["people"])
        return Reading("own", mode, tables={"people": table})

    return read


def test_a_column_that_is_empty_throughout_leaves_what_is_known(stored, people):
    merged = merge(stored, people(("p-ana", "", "", "8", "student"), ("p-new", "", "", "8", "student")))
    known = merged["people"].set_index("person_id")

    assert known.loc["p-ana"].tolist() == ["Ana", "Zubrowka", "8", "student"]
    assert known.loc["p-new"].tolist() == ["", "", "8", "student"]


def test_one_empty_cell_beside_full_ones_is_news(stored, people):
    merged = merge(
        stored, people(("p-ana", "", "Zubrowka", "8", "student"), ("p-ben", "B", "Y", "8", "student"))
    )

    assert merged["people"].set_index("person_id").loc["p-ana", "given_name"] == ""


def test_a_role_that_is_not_said_stays_and_a_newcomer_without_one_is_other(stored, people):
    merged = merge(
        stored,
        people(("t-eve", "E", "I", "", ""), ("p-new", "N", "O", "", ""), ("p-ana", "A", "Z", "", "other")),
    )
    roles = merged["people"].set_index("person_id")["role"]

    assert (roles["t-eve"], roles["p-new"], roles["p-ana"]) == ("teacher", "other", "other")


def test_a_bulk_export_that_says_no_names_takes_them_away(stored, people):
    merged = merge(stored, people(("p-ana", "", "", "", "student"), mode="bulk"))

    assert merged["people"]["given_name"].tolist() == [""]


def test_dates_and_highest_scores_that_a_file_never_has_stay_with_their_types(stored):
    tests = DataFrame({"test_id": ["u1-m1"], "class_id": ["m1"], "title": ["Unit One"]})
    merged = merge(stored, Reading("own", "delta", tables={"tests": conform(tests, SOURCE_TABLES["tests"])}))
    test = merged["tests"].set_index("test_id").loc["u1-m1"]

    assert (test["title"], test["date"], test["max_score"]) == ("Unit One", pd.Timestamp("2026-09-10"), 2.0)
    assert merged["tests"].dtypes.equals(stored["tests"].dtypes)


# Rows that go


@pytest.mark.parametrize(
    ("reading", "lost"),
    [
        (
            removing(people=("person_id", "p-ana")),
            {"people": 1, "enrollments": 2, "results": 2, "responses": 4},
        ),
        (removing(tests=("test_id", "u1-m1")), {"tests": 1, "results": 2, "responses": 4}),
        (
            removing(classes=("class_id", "m1")),
            {"classes": 1, "enrollments": 3, "tests": 2, "results": 4, "responses": 8},
        ),
        (
            removing(schools=("school_id", "n")),
            {"schools": 1, "classes": 4, "enrollments": 8, "tests": 4, "results": 8, "responses": 16},
        ),
        (removing(schools=("school_id", "d")), {"schools": 1}),
        (removing(courses=("course_id", "maths")), {"courses": 1}),
        (removing(standards=("standard_id", "7.NS.1")), {"standards": 1}),
        (removing(people=("person_id", "nobody")), {}),
    ],
    ids=["student", "test", "class", "school", "district", "course", "standard", "nobody"],
)
def test_with_a_removed_row_goes_what_means_nothing_without_it_and_no_more(stored, reading, lost):
    merged = merge(stored, reading)

    assert difference(stored, merged) == {name: (0, 0, rows) for name, rows in lost.items()}
    assert dangling(merged).empty


def test_answers_stay_while_any_description_of_their_question_is_left(stored):
    key = {"course_id": ["maths"], "item_id": ["q-link"]}
    first = Reading("x", "delta", removed={"items": DataFrame(key | {"assessment": ["Unit 1"]}, dtype="str")})
    second = Reading(
        "x", "delta", removed={"items": DataFrame(key | {"assessment": ["Unit 2"]}, dtype="str")}
    )
    once = merge(stored, first)
    twice = merge(once, second)

    assert len(once["responses"]) == 16
    assert set(twice["responses"]["item_id"]) == {"q-1", "q-2"}


def test_a_student_who_goes_takes_along_the_results_of_the_same_delta(stored, results):
    reading = results(("u1-m1", "p-ana", 2.0), ("u1-m1", "p-ben", 2.0))
    reading.removed["people"] = DataFrame({"person_id": ["p-ana"]}, dtype="str")
    merged = merge(stored, reading)

    assert "p-ana" not in set(merged["results"]["person_id"])
    assert merged["results"].set_index(["test_id", "person_id"])["score"]["u1-m1", "p-ben"] == 2.0


def test_rows_that_pointed_nowhere_before_are_not_swept_up_with_the_removed(stored, results):
    stored = merge(stored, results(("elsewhere", "p-ben", 1.0)))
    merged = merge(stored, removing(people=("person_id", "p-ana")))

    assert "elsewhere" in set(merged["results"]["test_id"])


def test_rows_that_point_to_nothing_are_counted_by_column(stored):
    stored["people"] = stored["people"].query("person_id != 'p-ana'")
    found = dangling(stored)

    assert found.set_index(["table", "column"])["rows"].to_dict() == {
        ("enrollments", "person_id"): 2,
        ("results", "person_id"): 2,
        ("responses", "person_id"): 4,
    }


# The counts


IDS = st.sampled_from("abcde")
SCORES = st.sampled_from([0.0, 1.0, float("nan")])
RESULTS = st.dictionaries(st.tuples(IDS, IDS), SCORES, max_size=12)


def as_tables(scores):
    rows = [(test, person, score, "scored") for (test, person), score in scores.items()]
    return complete({"results": DataFrame(rows, columns=["test_id", "person_id", "score", "status"])})


@settings(max_examples=40, deadline=None)
@given(before=RESULTS, read=RESULTS, gone=st.sets(st.tuples(IDS, IDS), max_size=4), bulk=st.booleans())
def test_before_and_new_without_gone_is_after(before, read, gone, bulk):
    stored = as_tables(before)
    reading = Reading("x", "bulk" if bulk else "delta", tables={"results": as_tables(read)["results"]})
    if not bulk:
        keys = DataFrame(sorted(gone), columns=["test_id", "person_id"], dtype="str")
        reading.removed["results"] = keys
    merged = merge(stored, reading)

    expected = dict(read) if bulk else {k: v for k, v in (before | read).items() if k not in gone}
    found = merged["results"].set_index(["test_id", "person_id"])["score"].to_dict()
    assert {k: repr(v) for k, v in found.items()} == {k: repr(v) for k, v in expected.items()}
    told = changes(stored, merged).set_index("table").loc["results"]
    assert len(before) + told["new"] - told["gone"] == told["rows"] == len(expected)
    differs = [k for k in before.keys() & expected.keys() if repr(before[k]) != repr(expected[k])]
    assert told["changed"] == len(differs)
    assert told["new"] == len(expected.keys() - before.keys())


@settings(max_examples=25, deadline=None)
@given(before=RESULTS, read=RESULTS, bulk=st.booleans())
def test_the_same_reading_twice_is_the_same_as_once(before, read, bulk):
    reading = Reading("x", "bulk" if bulk else "delta", tables={"results": as_tables(read)["results"]})
    once = merge(as_tables(before), reading)
    twice = merge(once, reading)

    assert difference(once, twice) == {}
    assert sizes(once) == sizes(twice)


def test_another_order_of_rows_is_no_change(stored):
    shuffled = {name: table.sample(frac=1, random_state=1) for name, table in stored.items()}

    assert difference(stored, shuffled) == {}
    assert changes(stored, shuffled)["table"].tolist() == list(SOURCE_TABLES)


# Exports that know all of something


def test_of_a_test_an_export_has_all_results_of_a_missing_one_is_gone_and_other_tests_stay(stored, results):
    before = stored["results"]

    merged = merge(stored, results(("u1-m1", "p-ana", 1.0), replaces={"results": "test_id"}))

    of_test = merged["results"].query("test_id == 'u1-m1'")
    assert of_test["person_id"].tolist() == ["p-ana"]
    assert len(merged["results"]) == len(before) - (before["test_id"] == "u1-m1").sum() + 1


def test_a_test_goes_with_the_class_it_names_though_it_need_not_name_one(stored):
    whole = DataFrame({"test_id": ["map"], "title": ["Fall test"]})
    stored["tests"] = pd.concat([stored["tests"], conform(whole, SOURCE_TABLES["tests"])], ignore_index=True)

    merged = merge(stored, removing(classes=("class_id", "m1", "m2", "m3")))

    assert merged["tests"]["test_id"].tolist() == ["map"]


def test_what_was_said_beside_a_score_goes_when_the_newer_export_says_it_no_more(stored):
    said = DataFrame({"test_id": ["u1-m1", "u2-m1"], "person_id": "p-ana", "measure": "grade", "text": "A-"})
    stored["measures"] = conform(said, SOURCE_TABLES["measures"])
    tables = {
        "tests": stored["tests"].query("test_id == 'u1-m1'"),
        "measures": conform(None, SOURCE_TABLES["measures"]),
    }

    merged = merge(stored, Reading("canvas", "delta", tables, replaces={"measures": "test_id"}))

    assert merged["measures"]["test_id"].tolist() == ["u2-m1"]
