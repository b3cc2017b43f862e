"""The interval that knows that a student's answers go together: its coverage, and its laws."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from plcnb.stats.clusters import clustered_share, few_students_factor
from plcnb.stats.proportions import proportion_interval

LEVEL = 0.90
TEAMS = 3000  # simulated; the standard error of a coverage of .9 is .005


def beta_binomial(rng, share, alikeness, students, questions):
    """Points and questions answered of many teams: every student has a chance of his or her own."""
    strength = (1 - alikeness) / alikeness
    chance = rng.beta(share * strength, (1 - share) * strength, (students, TEAMS))
    answered = np.maximum(questions - rng.binomial(1, 0.1, (students, TEAMS)), 1)
    return rng.binomial(answered, chance).astype(float), answered.astype(float), share


def item_response(rng, share, alikeness, students, questions):
    """The same from a Rasch model with questions of different difficulty and students who differ."""
    ability = rng.normal(0, np.sqrt(alikeness * 10), (students, TEAMS, 1))
    difficulty = np.linspace(-1, 1, questions) - np.log(share / (1 - share))
    right = rng.random((students, TEAMS, questions)) < 1 / (1 + np.exp(difficulty - ability))
    far = rng.normal(0, np.sqrt(alikeness * 10), (200_000, 1))
    truth = (1 / (1 + np.exp(difficulty - far))).mean()
    return right.sum(axis=2).astype(float), np.full((students, TEAMS), float(questions)), truth


@pytest.mark.parametrize("model", [beta_binomial, item_response])
@pytest.mark.parametrize(
    ("share", "alikeness", "students", "questions"),
    [(0.5, 0.25, 10, 6), (0.7, 0.25, 24, 6), (0.7, 0.1, 60, 8), (0.7, 0.4, 100, 5)],
)
def test_coverage_is_near_90_per_cent_where_pooled_answers_are_far_below(
    model, share, alikeness, students, questions
):
    points, answers, truth = model(np.random.default_rng(20261103), share, alikeness, students, questions)

    got = clustered_share(points, answers, answers, LEVEL)
    pooled = proportion_interval(points.sum(axis=0), answers.sum(axis=0), LEVEL)

    covered = np.mean((got.low <= truth) & (truth <= got.high))
    covered_when_pooled = np.mean((pooled[0] <= truth) & (truth <= pooled[1]))
    assert 0.88 <= covered <= 0.94
    assert covered_when_pooled < 0.83


@pytest.mark.parametrize(("share", "students"), [(0.5, 5), (0.7, 5), (0.85, 10), (0.9, 24)])
def test_the_smallest_classes_get_a_careful_interval(share, students):
    points, answers, truth = beta_binomial(np.random.default_rng(7), share, 0.1, students, 4)

    got = clustered_share(points, answers, answers, LEVEL)

    assert np.mean((got.low <= truth) & (truth <= got.high)) >= 0.88


def test_the_interval_is_wilson_with_fewer_answers():
    points = np.array([[3.0], [1.0], [3.0], [1.0]])

    got = clustered_share(points, np.full((4, 1), 3.0), np.full((4, 1), 3.0), LEVEL)

    # by hand: share 8/12; variance between students 4/3 * 4 / 144, of independent answers (2/9) / 12
    assert_allclose(got.share, 8 / 12)
    assert_allclose(got.alikeness, (2 - 1) / (3 - 1))
    assert_allclose(got.design_effect, 2 * few_students_factor(np.array([4.0]), LEVEL))
    n = 12 / got.design_effect
    assert_allclose([got.low, got.high], proportion_interval(8 / 12 * n, n, LEVEL))


def test_answers_that_do_not_go_together_count_one_by_one():
    points = np.tile([[2.0], [1.0]], (50, 1))  # all near one half: less spread than chance would give
    three = np.full((100, 1), 3.0)

    got = clustered_share(points, three, three, LEVEL)

    assert got.design_effect == 1
    assert got.alikeness == 0
    assert_allclose([got.low, got.high], proportion_interval([150], [300], LEVEL))


def test_all_right_leaves_only_the_doubt_about_few_students():
    three = np.full((10, 1), 3.0)

    got = clustered_share(three, three, three, LEVEL)

    assert got.high == 1
    assert_allclose(got.design_effect, few_students_factor(np.array([10.0]), LEVEL))
    assert 0.85 < got.low < 0.95


def test_points_of_questions_with_more_than_one_weigh_as_given():
    points, possible = np.array([[4.0], [2.0], [1.0]]), np.array([[5.0], [5.0], [2.0]])

    got = clustered_share(points, possible, np.array([[2.0], [2.0], [1.0]]), LEVEL)

    assert_allclose(got.share, 7 / 12)
    assert got.answers == 5


def test_students_without_an_answer_change_nothing():
    points, possible = np.array([[2.0], [1.0], [3.0]]), np.full((3, 1), 3.0)
    with_absent = [np.vstack([sheet, np.zeros((4, 1))]) for sheet in (points, possible, possible)]

    got, expected = clustered_share(*with_absent, LEVEL), clustered_share(points, possible, possible, LEVEL)

    assert_allclose([got.low, got.high, got.students], [expected.low, expected.high, expected.students])


def test_no_answer_gives_nan_and_one_student_a_single_share():
    points = np.array([[0.0, 2.0]])

    got = clustered_share(points, np.array([[0.0, 3.0]]), np.array([[0.0, 3.0]]), LEVEL)

    assert np.isnan([got.share[0], got.low[0], got.high[0]]).all()
    assert_allclose([got.low[1], got.high[1]], proportion_interval(2, 3, LEVEL))


def test_the_order_of_students_does_not_matter():
    rng = np.random.default_rng(3)
    answers = rng.integers(1, 6, (30, 4)).astype(float)
    points = rng.binomial(answers.astype(int), 0.6).astype(float)
    shuffled = rng.permutation(30)

    got = clustered_share(points[shuffled], answers[shuffled], answers[shuffled], LEVEL)
    expected = clustered_share(points, answers, answers, LEVEL)

    assert_allclose([got.low, got.high], [expected.low, expected.high])


def test_many_students_need_no_allowance_for_being_few():
    # Student's t with 9 degrees of freedom at 95 %: 1.8331, and the normal 1.6449
    assert few_students_factor(np.array([10.0]), 0.90) == pytest.approx((1.8331 / 1.6449) ** 2, abs=1e-3)
    assert few_students_factor(np.array([1e6]), 0.90) == pytest.approx(1, abs=1e-5)
