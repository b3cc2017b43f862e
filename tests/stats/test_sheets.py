"""Correlations and tails of a sheet of students by questions."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from plcnb.stats.sheets import correlate, covariances, rest_share, tails


def test_correlation_is_pearsons_over_the_pairs_that_are_there():
    x = np.array([[1.0, 1], [2, 5], [3, np.nan], [4, 2]])
    y = np.array([[2.0, 7], [1, 8], [4, 1], [3, 9]])

    got = correlate(x, y)

    assert got[0] == pytest.approx(np.corrcoef(x[:, 0], y[:, 0])[0, 1])
    assert got[1] == pytest.approx(np.corrcoef([1, 5, 2], [7, 8, 9])[0, 1])


def test_two_students_have_no_correlation_and_neither_has_a_constant():
    two = np.array([[1.0], [2.0], [np.nan]])
    constant = np.full((3, 1), 0.1 + 0.2)

    assert np.isnan(correlate(two, two)).all()
    assert np.isnan(correlate(constant, np.array([[1.0], [2.0], [4.0]]))).all()


def test_one_student_in_a_million_still_correlates():
    rare = np.zeros((1_000_000, 1))
    rare[0] = 1

    assert correlate(rare, rare) == pytest.approx(1)


def test_the_rest_leaves_the_question_itself_out():
    points = np.array([[1.0, 0.0, 2.0], [np.nan, 1.0, np.nan]])

    got = rest_share(points, np.array([1.0, 1.0, 2.0]))

    assert_allclose(got, [[2 / 3, 1, 0.5], [1, np.nan, 1]])


@pytest.mark.parametrize(("n", "size"), [(2, 1), (3, 1), (29, 14), (30, 8), (100, 27)])
def test_a_tail_has_its_size_even_when_students_tie(n, size):
    rng = np.random.default_rng(n)
    total = rng.integers(0, 4, n).astype(float)
    total[:2] = 0, 3

    upper, lower = tails(total)

    assert upper.sum() == pytest.approx(size)
    assert lower.sum() == pytest.approx(size)
    assert ((upper >= 0) & (upper <= 1)).all()


def test_tied_students_belong_to_a_tail_alike():
    upper, lower = tails(np.array([1.0, 2, 2, 2, np.nan, 3]))

    assert_allclose(upper, [0, 1 / 3, 1 / 3, 1 / 3, 0, 1])
    assert_allclose(lower, [1, 1 / 3, 1 / 3, 1 / 3, 0, 0])


@pytest.mark.parametrize("total", [[], [1.0], [np.nan, 1.0], [2.0, 2.0, 2.0]])
def test_equal_students_have_no_tails(total):
    assert np.isnan(tails(np.array(total))).all()


def test_covariance_uses_each_pair_that_is_there():
    sheet = np.array([[1.0, 2.0], [2.0, np.nan], [4.0, 3.0], [np.nan, 9.0]])

    got = covariances(sheet)

    assert got[0, 1] == pytest.approx(np.cov([1, 4], [2, 3])[0, 1])
    assert got[0, 0] == pytest.approx(np.var([1, 2, 4], ddof=1))
