"""How sure a single total is: Lord's binomial model."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.items import conditional_sem, reliability


def test_the_error_is_largest_in_the_middle_and_mirrors():
    got = conditional_sem([0, 5, 10, 15, 20, np.nan], 20)

    # Lord (1955): the root of x (k - x) / (k - 1)
    assert_allclose(got, [0, 1.98680, 2.29416, 1.98680, 0, np.nan], atol=5e-6)


def test_its_mean_square_is_the_error_variance_of_kr21():
    rng = np.random.default_rng(1)
    sheet = pd.DataFrame((rng.normal(size=(80, 15)) < rng.normal(size=(80, 1))).astype(int))
    total = sheet.sum(axis=1)
    m, v = total.mean(), total.var(ddof=0)
    kr21 = 15 / 14 * (1 - m * (15 - m) / (15 * v))

    got = (conditional_sem(total, 15) ** 2).mean()

    assert got == pytest.approx(v * (1 - kr21))
    assert got >= reliability(sheet).sem ** 2 * 79 / 80


def test_impossible_totals_and_tests_are_refused():
    with pytest.raises(DataError, match="between 0 and 20, got 21"):
        conditional_sem([3, 21], 20)
    with pytest.raises(DataError, match="numbers only"):
        conditional_sem(["x"], 20)
    for wrong in (1, 2.5, True):
        with pytest.raises(ParameterError, match="whole number of questions, 2 or more"):
            conditional_sem([1], wrong)
    assert conditional_sem([], 5).shape == (0,)
