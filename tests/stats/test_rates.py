"""The Cox index of two rates."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.growth import cox_index


def test_the_index_is_the_log_odds_ratio_over_1_65():
    # 18 of 24 against 11 of 22: odds 3 and 1, ln 3 / 1.65 = 0.665826
    got = cox_index(18, 24, 11, 22)

    assert got.g == pytest.approx(0.665826, abs=5e-7)
    assert got.se == pytest.approx(np.sqrt(1 / 18 + 1 / 6 + 2 / 11) / 1.65)
    assert_allclose([got.low, got.high], [got.g - 1.959964 * got.se, got.g + 1.959964 * got.se], rtol=1e-6)
    assert got.improvement_index == pytest.approx(24.7, abs=0.05)
    assert (got.n_a, got.n_b) == (24, 22)


def test_equal_rates_are_0_and_swapping_mirrors():
    assert cox_index(5, 10, 50, 100).g == 0
    assert cox_index(7, 10, 3, 12).g == pytest.approx(-cox_index(3, 12, 7, 10).g)
    assert cox_index(7, 10, 3, 12).g == pytest.approx(-cox_index(3, 10, 9, 12).g)


@pytest.mark.parametrize("counts", [(0, 10, 5, 10), (10, 10, 5, 10), (0, 0, 5, 10), (5, 10, 0, 0)])
def test_none_and_all_have_no_index(counts):
    got = cox_index(*counts)

    assert np.isnan([got.g, got.se, got.low, got.high]).all()


@pytest.mark.parametrize("counts", [(-1, 10, 5, 10), (11, 10, 5, 10), (5, np.inf, 5, 10), ("x", 10, 5, 10)])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(DataError, match="The counts of a must be"):
        cox_index(*counts)


def test_a_level_in_per_cent_is_refused():
    with pytest.raises(ParameterError, match=r"For 95 % write 0\.95"):
        cox_index(5, 10, 5, 10, 95)
