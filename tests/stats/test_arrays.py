"""Numbers as callers hand them over: missing in every form, matched by label, and refused where none."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from plcnb.errors import DataError
from plcnb.stats.arrays import floats_of, in_one_order
from plcnb.stats.effects import hedges_g, paired, reliable_change
from plcnb.stats.goals import attainability
from plcnb.stats.group_means import compare
from plcnb.stats.items import analyse_items, reliability
from plcnb.stats.progress import theil_sen
from plcnb.stats.proportions import proportion_interval, shrink, verdict
from plcnb.stats.runs import p_chart

NAN = float("nan")
MISSING = [
    [1, None, 3],
    [1, pd.NA, 3],
    [1, pd.NaT, 3],
    pd.Series([1, pd.NA, 3], dtype=object),
    pd.Series([1, None, 3], dtype="Int64"),
    pd.array([1, None, 3], dtype="Int64"),
    np.ma.array([1, 2, 3], mask=[0, 1, 0]),
]
WRONG = [
    (pd.date_range("2026-01-01", periods=3), "dates or times"),
    (pd.Series(pd.to_timedelta([1, 2, 3])), "dates or times"),
    ([1 + 2j, 2, 3], "complex"),
    ([10**400, 1, 2], "too large"),
    (["a", "b", "c"], "numbers only"),
    ([[1], [1, 2]], "numbers only"),
]


@pytest.mark.parametrize("values", MISSING)
def test_what_is_missing_is_nan_in_every_form(values):
    assert_array_equal(floats_of("values", values), [1, NAN, 3])


@pytest.mark.parametrize("values", MISSING)
def test_what_is_missing_is_left_out_of_shares_and_effects(values):
    low, high = proportion_interval(values, [9, 9, 9])
    assert_array_equal(np.isnan(low) & np.isnan(high), [False, True, False])
    assert hedges_g(values, [1, 2, 4]) == hedges_g([1, 3], [1, 2, 4])
    assert paired(values, [2, 9, 5]) == paired([1, 3], [2, 5])
    assert attainability(50, 60, 10, values).n == 2


@pytest.mark.parametrize(("values", "message"), WRONG)
def test_what_is_no_plain_number_is_refused_and_never_counted(values, message):
    for call in (
        lambda: proportion_interval(values, [9, 9, 9]),
        lambda: shrink([0, 0, 0], values),
        lambda: hedges_g(values, [1, 2, 3]),
        lambda: reliable_change([1, 2, 3], values, 10, 0.8),
        lambda: attainability(50, 60, 10, values),
    ):
        with pytest.raises(DataError, match=message):
            call()


@pytest.mark.parametrize(
    "column", [[1 + 2j, 0, 1], pd.date_range("2026-01-01", periods=3), [10**400, 0, 1], ["a", "b", "c"]]
)
def test_a_sheet_holds_plain_numbers(column):
    sheet = pd.DataFrame({"a": column, "b": [0, 1, 1]})

    for call in (analyse_items, reliability):
        with pytest.raises(DataError, match="numbers"):
            call(sheet)


def test_two_series_with_the_same_labels_are_matched_by_them():
    right, answered = pd.Series([9, 1], index=["x", "y"]), pd.Series([2, 10], index=["y", "x"])

    assert verdict(right, answered, 0.7)["share"].to_dict() == {"x": 0.9, "y": 0.5}
    assert shrink(right, answered)["raw"].to_dict() == {"x": 0.9, "y": 0.5}
    assert p_chart(right, answered).points["value"].to_dict() == {"x": 0.9, "y": 0.5}
    weeks, scores = pd.Series([0, 1, 2], index=list("abc")), pd.Series([3, 2, 1], index=list("cba"))
    assert theil_sen(weeks, scores).slope == 1


def test_series_that_share_no_label_are_taken_by_place():
    other = pd.Series([2, 10], index=["x", "y"])

    assert in_one_order("first", pd.Series([1, 2]), "second", other) is other


@pytest.mark.parametrize(
    ("first", "second"), [(["a", "b"], ["b", "c"]), (["a", "b"], ["b", "b"]), (["a", "b"], ["b", "a", "c"])]
)
def test_series_that_share_some_labels_only_are_refused(first, second):
    with pytest.raises(DataError, match="different labels"):
        in_one_order("first", pd.Series(0, index=first), "second", pd.Series(0, index=second))


def test_differences_too_small_to_be_squared_give_no_effect_and_no_warning():
    tiny = [1e-320, 2e-320, 3e-320]

    assert np.isnan(hedges_g(tiny, tiny).g)
    assert np.isnan(paired(tiny, [1, 2, 3]).r)
    with pytest.raises(DataError, match="too near"):
        theil_sen(tiny, [1, 2, 3])


def test_rounding_is_no_spread():
    noisy, plain = [0.1 + 0.2, 0.3, 0.3], [0.3, 0.3, 0.3]

    assert np.isnan(hedges_g(noisy, plain).g)
    assert np.isnan(paired(noisy, plain).effect)
    assert np.isnan(paired(noisy, plain, standardizer="d_z").effect)
    assert np.isnan(reliability(pd.DataFrame({"a": noisy, "b": plain})).alpha)
    gaps = compare([*noisy, *plain], ["a"] * 3 + ["b"] * 3, 1)
    assert gaps[["g", "p"]].isna().all(axis=None)


def test_a_count_too_large_to_be_squared_is_refused():
    with pytest.raises(DataError, match="count of 0 or more"):
        proportion_interval(1e300, 1e308)
