"""What growth was to be expected: drift, and the norm of students who began alike."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.growth import conditional_growth, expected_drift


def test_who_was_chosen_for_low_scores_comes_back_part_of_the_way():
    got = expected_drift([30, 40, np.nan], [30, 40, 50, 60, 70], reliability=0.8)

    assert (got.chosen_mean, got.all_mean, got.n_chosen, got.n_all) == (35, 50, 2, 5)
    assert got.expected_change == pytest.approx(0.2 * 15)
    assert got.caution == ""


def test_drift_is_what_a_second_noisy_test_shows():
    rng = np.random.default_rng(6)
    true = rng.normal(50, 8, 200_000)
    first, second = (true + rng.normal(0, 4, true.size) for _ in range(2))
    low = first < 45

    got = expected_drift(first[low], first, reliability=64 / 80)

    assert got.expected_change == pytest.approx((second - first)[low].mean(), abs=0.05)


def test_a_test_without_error_brings_no_drift_and_everyone_has_none():
    assert expected_drift([1, 2], [1, 2, 9], 1).expected_change == 0
    assert expected_drift([1, 2, 9], [1, 2, 9], 0.5).expected_change == 0


def test_nobody_chosen_is_nan_with_a_reason():
    got = expected_drift([], [1, 2], 0.8)

    assert np.isnan(got.expected_change)
    assert got.caution == "no scores to reckon with"


@pytest.mark.parametrize("wrong", [-0.1, 1.1, "high", True, np.nan])
def test_an_impossible_reliability_is_refused(wrong):
    with pytest.raises(ParameterError, match="reliability must lie between 0 and 1"):
        expected_drift([1], [1, 2], wrong)


def test_growth_of_12_where_8_was_projected_is_the_79th_percentile():
    # (12 - 8) / 5 = 0.8, and 100 Φ(0.8) = 78.8
    got = conditional_growth([12, 8, np.nan], [8, 8, 8], 5)

    assert_allclose(got["cgi"], [0.8, 0, np.nan])
    assert_allclose(got["cgp"], [78.8145, 50, np.nan], atol=5e-5)


def test_conditional_growth_is_matched_by_student():
    got = conditional_growth(pd.Series({"a": 3.0, "b": 4.0}), pd.Series({"b": 2.0, "a": 3.0}), [1, 2])

    assert got["cgi"].to_dict() == {"a": 0, "b": 1}


def test_impossible_norms_are_refused():
    with pytest.raises(ParameterError, match="sd must be above 0, got 0"):
        conditional_growth([1], [1], 0)
    with pytest.raises(DataError, match="one for each of the 2 students"):
        conditional_growth([1, 2], [1, 2], [1, 2, 3])
    assert len(conditional_growth([], [], 1)) == 0
