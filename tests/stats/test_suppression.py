"""Tables of counts that leave the team: what is hidden stays hidden, whoever does the sums."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from plcnb.errors import DataError, ParameterError
from plcnb.stats import moving
from plcnb.stats.disclosure import audit, protect

COVER = "hidden so that another cannot be worked out"

# SSBtools 1.8.6 (commit 1a7966f), GaussSuppression with singletonMethod: cells hidden besides the small ones.
SSBTOOLS = {"T1_ssbtools_doc": 5, "T2_single_small_cell": 3, "T3_two_in_row": 4, "T4_complement": 1}


def long(rows, columns=("team", "level", "n")):
    return pd.DataFrame(rows, columns=list(columns))


@pytest.fixture
def levels():
    """Four teams, four levels, one cell of 3 students: each of its margins gives it away."""
    counts = [[12, 15, 20, 11], [3, 14, 22, 10], [16, 12, 18, 13], [11, 17, 15, 12]]
    return long([(f"T{t + 1}", f"L{i + 1}", n) for t, row in enumerate(counts) for i, n in enumerate(row)])


def small_ones(published):
    return audit(published)[small_mask(published)[published["hidden"].to_numpy()]]


def small_mask(published):
    return published["why"].str.startswith("fewer than").to_numpy()


def truth(table, by, published):
    """Return the true number of each published cell, summed anew."""
    found = []
    for labels in published[by].itertuples(index=False, name=None):
        chosen = np.ones(len(table), dtype=bool)
        for column, label in zip(by, labels, strict=True):
            chosen &= (label == "Total") | (table[column] == label).to_numpy()
        found.append(table.loc[chosen, table.columns[-1]].sum())
    return np.array(found, dtype=float)


def assert_safe(table, by, published, minimum):
    """Hold all that the docstring promises, by an attack that knows nothing of how the cells were chosen."""
    true = truth(table, by, published)
    hidden = published["hidden"].to_numpy()
    assert (published["shown"].to_numpy()[~hidden] == true[~hidden]).all()
    assert ((true[~hidden] == 0) | (true[~hidden] >= minimum)).all()
    for alone_in in [None, *published[by][hidden & (true == 1)].itertuples(index=False, name=None)]:
        ranges = audit(published, minimum, alone_in=alone_in)
        assert ((ranges["low"] <= true[hidden]) & (true[hidden] <= ranges["high"])).all()
        small = (true[hidden] > 0) & (true[hidden] < minimum)
        if alone_in is None:
            assert (ranges["verdict"] == "safe").all()
        else:
            small &= true[hidden] != 1  # her own cells, and those within them
        assert (ranges["high"][small] >= minimum).all()
        assert (ranges["high"][small] - ranges["low"][small] >= minimum).all()


def test_a_small_cell_is_covered_in_its_row_and_its_column(levels):
    got = protect(levels, "n", ["team", "level"])

    assert len(got) == 25
    assert got.loc[got["why"] == "fewer than 10 students", ["team", "level"]].to_numpy().tolist() == [
        ["T2", "L1"]
    ]
    assert got.n_small == 1
    assert got.n_covering == 3
    assert got.loss == (
        "Of 25 cells 1 is hidden for fewer than 10 students, and 3 more so that it cannot be worked out; "
        "21 can be shown."
    )
    assert not got.loc[(got[["team", "level"]] == "Total").any(axis=1), "hidden"].any(), "totals stay"
    assert_safe(levels, ["team", "level"], got, 10)


def test_two_hidden_cells_whose_sum_is_small_are_not_enough():
    table = long([("T", "a", 1), ("T", "b", 1), ("T", "c", 12)], ("team", "level", "n"))

    got = protect(table, "n", "level")

    assert got["hidden"].tolist() == [True, True, True, False]
    assert small_ones(got)["high"].tolist() == [14, 14]


@pytest.mark.parametrize("case", SSBTOOLS)
def test_no_more_is_hidden_than_ssbtools_hides(shared, case):
    reference = reference_of(shared)[case]
    *by, value = reference["inner"]
    minimum = 3 if case.startswith("T1") else 10

    got = protect(pd.DataFrame(reference["inner"]), value, by, minimum)

    assert len(reference["gauss_singleton"]["secondary"]) == SSBTOOLS[case] >= got.n_covering
    assert_safe(pd.DataFrame(reference["inner"]), by, got, minimum)


def reference_of(shared):
    import json

    return json.loads((shared / "reference" / "suppression.json").read_text(encoding="utf-8"))


def test_a_student_alone_in_a_cell_cannot_work_the_others_out():
    table = long([("a", 1), ("b", 3), ("c", 6), ("d", 30), ("e", 40)], ("level", "n"))

    without, within = (protect(table, "n", "level", alone=alone) for alone in (False, True))

    known = audit(without, alone_in=("a",))
    assert known.loc["b", ["low", "high"]].tolist() == [0, 9]
    assert known.loc["b", "verdict"] == "narrows it"
    assert without["hidden"].sum() == 3
    assert within["hidden"].sum() == 4
    assert (audit(within, alone_in=("a",)).loc[["b", "c"], "verdict"] == "safe").all()


tables = st.builds(
    lambda shape, counts: (shape, counts),
    st.lists(st.integers(1, 4), min_size=1, max_size=3).filter(lambda shape: np.prod(shape) <= 24),
    st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 5, 8, 9, 10, 11, 14, 25, 60]), min_size=24, max_size=24),
)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(tables, st.sampled_from([2, 3, 5, 10]))
def test_random_tables_of_one_to_three_dimensions_survive_the_attack(table, minimum):
    shape, counts = table
    by = ["team", "level", "year"][: len(shape)]
    cells = [(*map(str, place), counts[n]) for n, place in enumerate(np.ndindex(*shape))]
    frame = pd.DataFrame(cells, columns=[*by, "n"])

    assert_safe(frame, by, protect(frame, "n", by, minimum, nested=False), minimum)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), min_size=2, unique=True),
    st.lists(st.sampled_from([0, 1, 2, 4, 9, 10, 13, 30]), min_size=27, max_size=27),
)
def test_random_sparse_hierarchies_survive_the_attack(places, counts):
    rows = [(f"D{d}", f"S{d}{s}", f"L{i}", n) for (d, s, i), n in zip(places, counts, strict=False)]
    frame = long(rows, ("district", "school", "level", "n"))

    got = protect(frame, "n", [("district", "school"), "level"])

    assert_safe(frame, ["district", "school", "level"], got, 10)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(st.permutations(range(16)), st.integers(0, 5))
def test_the_order_of_rows_changes_no_safety_and_no_number(order, seed):
    counts = np.random.default_rng(seed).integers(0, 30, 16)
    frame = long([(f"T{n // 4}", f"L{n % 4}", counts[n]) for n in range(16)])

    got = protect(frame.iloc[order], "n", ["team", "level"])

    assert len(got) == 25
    assert_safe(frame, ["team", "level"], got, 10)


def test_columns_nested_in_each_other_are_given_as_a_tuple_or_noticed():
    rows = [
        ("D", f"S{s}", f"T{s}{t}", level, 9 + 7 * s + 5 * t) for s in (0, 1) for t in (0, 1) for level in "ab"
    ]
    frame = pd.DataFrame(
        [*rows, ("E", "S2", "T20", "a", 2)], columns=["district", "school", "team", "level", "n"]
    )

    told = protect(frame, "n", [("district", "school", "team"), "level"])
    noticed = protect(frame, "n", ["district", "school", "team", "level"])

    assert_frame_equal(told, noticed)
    # 5 teams, 3 schools, 2 districts and all of them, by 2 levels and both
    assert len(told) == 11 * 3
    assert told.attrs["dimensions"] == [("district", "school", "team"), ("level",)]
    assert ("Total", "S0") not in set(zip(told["district"], told["school"], strict=True))
    # the one team of S2, S2 itself and district E are the same students: hidden together
    alike = told[(told["district"] == "E") & (told["level"] == "a")]
    assert alike["hidden"].tolist() == [True, True, True]
    assert_safe(frame, ["district", "school", "team", "level"], told, 10)


def test_a_combination_without_a_row_counts_nobody_and_one_that_cannot_be_is_no_cell():
    frame = long(
        [("S1", "T1", "a", 20), ("S1", "T1", "b", 12), ("S1", "T2", "a", 15), ("S2", "T3", "b", 30)],
        ("school", "team", "level", "n"),
    )

    got = protect(frame, "n", [("school", "team"), "level"]).set_index(["school", "team", "level"])["shown"]

    assert got["S1", "T2", "b"] == 0
    assert ("S2", "T1", "a") not in got.index


def test_without_totals_only_the_small_cells_are_hidden(levels):
    got = protect(levels, "n", ["team", "level"], totals=False)

    assert len(got) == 16
    assert got["hidden"].sum() == 1
    assert audit(got).iloc[0][["low", "high", "verdict"]].tolist() == [0, np.inf, "safe"]


def test_zeros_are_shown_unless_a_dimension_is_an_outcome():
    table = long([("A", "met", 15), ("A", "not met", 0), ("B", "met", 20), ("B", "not met", 25)])

    usual, coded = (protect(table, "n", ["team", "level"], zeros=zeros) for zeros in (False, True))

    assert not usual["hidden"].any()
    assert usual.loss == "All 9 cells can be shown."
    hidden = coded[coded["hidden"]]
    assert ["A", "not met"] in hidden[["team", "level"]].to_numpy().tolist()
    assert ["A", "met"] in hidden[["team", "level"]].to_numpy().tolist(), "15 of 15 would tell of each"
    assert (audit(coded)["verdict"] == "safe").all()


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        ([("a", 12)], 0),
        ([("a", 5)], 2),  # its total is the same students
        ([("a", 3), ("b", 4)], 3),  # so is every number below the minimum
        ([("a", 0), ("b", 0)], 0),
        ([("a", 3), ("b", 7)], 2),  # the total of 10 may stay
        ([("a", 10), ("b", 10)], 0),
        ([("a", 9), ("b", 10**9)], 2),
    ],
)
def test_tables_at_the_edge(rows, hidden):
    got = protect(long(rows, ("team", "n")), "n", "team")

    assert got["hidden"].sum() == hidden
    assert got.loc[got["hidden"], "shown"].isna().all()
    assert (audit(got)["verdict"] == "safe").all()


def test_a_table_without_rows_has_nothing_to_hide():
    got = protect(pd.DataFrame({"team": [], "n": pd.Series([], dtype=int)}), "n", "team")

    assert (len(got), got.loss) == (0, "All 0 cells can be shown.")
    assert len(audit(got)) == 0


def test_no_true_count_of_a_hidden_cell_is_in_the_frame_or_beside_it(levels):
    changed = levels.assign(n=levels["n"].replace(3, 4))

    one, other = (protect(table, "n", ["team", "level"]) for table in (levels, changed))

    shown = one["shown"].notna() & (one["team"] != "T2") & (one["level"] != "L1") & (one["team"] != "Total")
    assert_frame_equal(one[shown], other[shown])
    assert one.attrs == other.attrs
    assert list(one.columns) == ["team", "level", "shown", "hidden", "why"]


def test_the_callers_table_is_left_as_it_was_and_labels_keep_their_order(levels):
    copy = levels.copy()

    got = protect(levels.iloc[::-1], "n", ["team", "level"])

    assert_frame_equal(levels, copy)
    assert list(dict.fromkeys(got["team"])) == ["T4", "T3", "T2", "T1", "Total"]


def test_labels_that_are_numbers_and_totals_by_another_name():
    table = pd.DataFrame({"grade": [5, 6, 7], "n": [4, 20, 30]})

    got = protect(table, "n", "grade", total="All grades")

    assert got["grade"].tolist() == [5, 6, 7, "All grades"]
    assert audit(got).index.tolist() == [5, 6]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (-1, "n must be a whole number of students, 0 or more, got -1 in the cell team T1, level L1"),
        (2.5, "got 2.5 in the cell team T1, level L1"),
        (np.nan, "got nan in the cell team T1, level L1"),
        (np.inf, "got inf"),
        ("many", "got 'many'"),
    ],
)
def test_a_count_that_is_none_is_refused_with_its_cell(levels, count, said):
    table = levels.astype({"n": object})
    table.loc[0, "n"] = count

    with pytest.raises(DataError, match=said.replace("-", r"\-")):
        protect(table.infer_objects(), "n", ["team", "level"])


def test_broken_tables_are_refused_in_a_sentence(levels):
    by = ["team", "level"]
    with pytest.raises(DataError, match="The cell team T1, level L1 stands twice"):
        protect(pd.concat([levels, levels.head(1)]), "n", by)
    with pytest.raises(DataError, match="lacks the column count"):
        protect(levels, "count", by)
    with pytest.raises(DataError, match="level has no label in row 2"):
        protect(levels.replace({"level": {"L3": None}}), "n", by)
    with pytest.raises(DataError, match="has the column team twice"):
        protect(pd.concat([levels, levels["team"]], axis=1), "n", by)
    with pytest.raises(
        DataError, match=r"team must hold plain labels, such as texts or numbers, got \['T1'\]"
    ):
        protect(levels.assign(team=[["T1"]] * len(levels)), "n", by)
    with pytest.raises(ParameterError, match="by must name one to three columns"):
        protect(levels, "n", None)
    with pytest.raises(DataError, match="table must be a DataFrame"):
        protect([1, 2], "n", by)
    with pytest.raises(DataError, match="n must hold numbers of students, got str values"):
        protect(levels.astype({"n": "str"}), "n", by)
    with pytest.raises(ParameterError, match=r"a label 'Total'.*total=\"All\""):
        protect(levels.replace({"level": {"L3": "Total"}}), "n", by)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"by": []}, "by must name one to three columns"),
        ({"by": [()]}, "by must name one to three columns"),
        ({"by": [1]}, "by must name one to three columns"),
        ({"by": ["team", "team"]}, "names team twice"),
        ({"by": ["team", "n"]}, "'n' is the column of counts"),
        ({"by": ["team", "hidden"]}, "must not name hidden"),
        ({"by": ["team", "level", "sex", "year"]}, "one to three dimensions, got 4: team, level, sex, year"),
        ({"minimum": 0}, "minimum must be a whole number of students, 1 or more, got 0"),
        ({"minimum": 9.5}, "got 9.5"),
        ({"minimum": True}, "got True"),
        ({"total": ""}, "total must be the name that margins carry"),
    ],
)
def test_arguments_out_of_range_are_refused(levels, change, said):
    given = {"by": ["team", "level"], **change}

    with pytest.raises(ParameterError, match=said):
        protect(levels.assign(sex="f", year=1, hidden="x"), "n", given.pop("by"), **given)


def test_a_table_too_large_is_refused_before_the_work_starts():
    table = pd.DataFrame({"student": range(5001), "n": 1})

    with pytest.raises(ParameterError, match="has 5002 cells with its margins; at most 5000"):
        protect(table, "n", "student")


def test_a_table_of_150_cells_is_protected_and_little_is_lost():
    rng = np.random.default_rng(7)
    table = long([(f"S{s}", f"G{g}", rng.poisson(rng.gamma(1.2, 20))) for s in range(25) for g in range(6)])

    got = protect(table, "n", ["team", "level"])

    assert_safe(table, ["team", "level"], got, 10)
    assert got.n_covering < got.n_small


def test_a_search_for_whole_numbers_that_is_given_up_costs_no_safety(monkeypatch):
    monkeypatch.setattr(moving, "BRANCHES", 0)
    counts = np.random.default_rng(1).integers(0, 25, 48)  # fractions occur in the search for its pattern
    cells = [(*map(str, place), counts[n]) for n, place in enumerate(np.ndindex(4, 4, 3))]
    table = pd.DataFrame(cells, columns=["team", "level", "year", "n"])

    got = protect(table, "n", ["team", "level", "year"])

    assert (audit(got)["verdict"] == "safe").all()


def test_a_minimum_of_one_hides_nothing(levels):
    assert not protect(levels, "n", ["team", "level"], 1)["hidden"].any()


@pytest.mark.parametrize(
    ("counts", "message"),
    [(np.array([3 + 1j, 20]), "numbers of students"), ([10**400, 20], "too large for students")],
)
def test_counts_that_are_no_students_are_refused(counts, message):
    with pytest.raises(DataError, match=message):
        protect(pd.DataFrame({"team": ["x", "y"], "n": counts}), "n", "team")


def test_a_column_and_a_choice_that_are_none_are_refused():
    table = pd.DataFrame({"team": ["x", "y"], "n": [3, 20]})

    with pytest.raises(ParameterError, match="value must be the name"):
        protect(table, table["n"], "team")
    with pytest.raises(ParameterError, match="totals must be True or False"):
        protect(table, "n", "team", 10, [True, False])
