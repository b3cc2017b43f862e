"""Differences in standard deviations: values of peers, worked examples and laws."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats import growth
from plcnb.stats.effects import hedges_g, paired, reliable_change, small_sample_correction

# Student (1908), Biometrika 6, 1-25: extra hours of sleep of ten people with two drugs (R's data set sleep).
SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)
TINY = [3, 4, 5], [1, 2, 4, 3]

# R metafor 3.8.1 escalc(measure = "SMD"): g, sampling variance, Wald interval at 95 %.
METAFOR_SMD = [
    (*SLEEP, -0.7969352391911, 0.2158776443866, -1.707586149925, 0.1137156715423),
    (*TINY, 1.065843489207, 0.6644777864394, -0.5318310877555, 2.66351806617),
]

# R metafor 3.8.1 on SLEEP: escalc(measure = "SMCC") and "SMCR", effect and sampling variance.
METAFOR_PAIRED = [("d_z", 1.173924903514, 0.1689049839545), ("d_pre", 0.8071070621501, 0.07353704932192)]


def scores_with(mean, sd, n):
    """Return n scores with exactly this mean and standard deviation."""
    scores = np.random.default_rng(n).normal(size=n)
    return mean + sd * (scores - scores.mean()) / scores.std(ddof=1)


@pytest.mark.parametrize(("a", "b", "g", "variance", "low", "high"), METAFOR_SMD)
def test_g_matches_metafor(a, b, g, variance, low, high):
    got = hedges_g(a, b)

    assert_allclose([got.g, got.se**2, got.low, got.high], [g, variance, low, high], rtol=1e-10)
    assert (got.n_a, got.n_b) == (len(a), len(b))


def test_g_matches_the_what_works_clearinghouse_example():
    # means 78 and 72, deviations 10 and 12, 24 and 22 students: g .5361, SE .3004, -.053 to 1.125, +20.4
    got = hedges_g(scores_with(78, 10, 24), scores_with(72, 12, 22))

    assert_allclose([got.g, got.se], [0.5361, 0.3004], atol=5e-5)
    assert_allclose([got.low, got.high], [-0.053, 1.125], atol=5e-4)
    assert got.improvement_index == pytest.approx(20.4, abs=0.05)


def test_g_matches_the_textbook():
    # Borenstein, Hedges, Higgins and Rothstein (2009), Introduction to Meta-Analysis, ch. 4: J .9923, g .5924
    got = hedges_g(scores_with(103, 5.5, 50), scores_with(100, 4.5, 50))

    assert small_sample_correction(98) == pytest.approx(0.9923, abs=5e-5)
    assert got.g == pytest.approx(0.5924, abs=5e-5)
    # the book's variance .0411 has the correction's square besides; without it .0417, as metafor's
    assert got.se**2 * 0.9923**2 == pytest.approx(0.0411, abs=5e-5)


def test_swapping_the_groups_mirrors_g():
    there, back = hedges_g(*SLEEP), hedges_g(*SLEEP[::-1])

    assert_allclose([there.g, there.low, there.high], [-back.g, -back.high, -back.low])


def test_shift_and_scale_do_not_change_g():
    a, b = np.array(SLEEP)

    assert hedges_g(100 + 7 * a, 100 + 7 * b).g == pytest.approx(hedges_g(a, b).g)


def test_missing_scores_are_left_out():
    assert hedges_g([*SLEEP[0], np.nan], SLEEP[1]) == hedges_g(*SLEEP)


@pytest.mark.parametrize(
    ("a", "b"),
    [([], []), ([1], [1, 2, 3]), ([2, 2, 2], [3, 3, 3]), ([np.nan] * 3, [1, 2, 3])],
    ids=["empty", "one", "constant", "all missing"],
)
def test_too_little_to_tell_gives_nan(a, b):
    got = hedges_g(a, b)

    assert np.isnan([got.g, got.se, got.low, got.high, got.improvement_index]).all()


def test_two_against_two_is_enough_and_huge_groups_need_no_correction():
    assert np.isfinite(hedges_g([1, 2], [2, 3]).g)
    assert small_sample_correction(1e7) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("standardizer", "effect", "variance"), METAFOR_PAIRED)
def test_paired_effects_match_metafor(standardizer, effect, variance):
    got = paired(*SLEEP, standardizer=standardizer)

    assert_allclose([got.effect, got.se**2], [effect, variance], rtol=1e-10)
    assert got.standardizer == standardizer


@pytest.mark.shared
def test_effects_match_every_digit_of_the_peers(peers):
    for name in ("sleep", "tiny"):
        case = peers["hedges_g"][name]
        assert_allclose(hedges_g(case["x"], case["y"]).g, case["effectsize_g"]["estimate"], rtol=1e-10)
        df = len(case["x"]) + len(case["y"]) - 2
        d = hedges_g(case["x"], case["y"]).g / small_sample_correction(df)
        assert d == pytest.approx(case["cohens_d_pooled"], rel=1e-10)
        assert d * (1 - 3 / (4 * df - 1)) == pytest.approx(case["effsize_g"]["estimate"], rel=1e-10)
    paired_peers = peers["paired"]
    assert paired(*SLEEP).r == pytest.approx(paired_peers["r"], rel=1e-10)
    d_z = paired(*SLEEP, standardizer="d_z").effect / small_sample_correction(9)
    assert d_z * (1 - 3 / 35) == pytest.approx(paired_peers["effsize_paired_within_false"], rel=1e-10)


def test_the_default_is_d_av_with_its_own_small_sample_correction():
    got = paired(*SLEEP)
    before, after = np.array(SLEEP)

    # Cousineau (2020): degrees of freedom 2 (n - 1) / (1 + r squared)
    raw = (after - before).mean() / np.sqrt((before.var(ddof=1) + after.var(ddof=1)) / 2)
    r = np.corrcoef(before, after)[0, 1]
    assert got.standardizer == "d_av"
    assert got.effect == pytest.approx(raw * small_sample_correction(18 / (1 + r**2)))
    assert got.se == pytest.approx(np.sqrt(2 * (1 - r) / 10 + got.effect**2 * (1 + r**2) / 40))


def test_the_mean_change_has_students_own_interval():
    # R t.test(extra ~ group, data = sleep, paired = TRUE): 0.7001142 to 2.4598858
    got = paired(*SLEEP)

    assert_allclose([got.mean_change, got.low, got.high], [1.58, 0.7001142, 2.4598858], atol=5e-8)


def test_swapping_before_and_after_mirrors_the_change():
    there, back = paired(*SLEEP), paired(*SLEEP[::-1])

    assert_allclose([there.effect, there.low, there.high], [-back.effect, -back.high, -back.low])


def test_series_are_matched_by_student_and_not_by_place():
    before = pd.Series({"ana": 1.0, "ben": 2.0, "kim": 5.0})
    after = pd.Series({"kim": 6.0, "ana": 3.0, "lea": 9.0})

    got = paired(before, after)

    assert (got.n, got.mean_change) == (2, 1.5)


@pytest.mark.parametrize(
    ("pre", "post", "n", "mean"),
    [([], [], 0, np.nan), ([1], [3], 1, 2.0), ([np.nan, 1], [2, np.nan], 0, np.nan)],
    ids=["empty", "one", "no pair"],
)
def test_too_few_pairs_give_nan_for_what_cannot_be_known(pre, post, n, mean):
    got = paired(pre, post)

    assert got.n == n
    assert_allclose(got.mean_change, mean)
    assert np.isnan([got.low, got.high, got.effect, got.se, got.r]).all()


@pytest.mark.parametrize("standardizer", ["d_av", "d_pre", "d_z"])
def test_scores_without_spread_have_no_effect_size(standardizer):
    got = paired([2, 2, 2], [3, 3, 3], standardizer=standardizer)

    assert (got.mean_change, got.low, got.high) == (1, 1, 1)
    assert np.isnan([got.effect, got.se, got.r]).all()


def test_a_constant_before_leaves_d_av():
    got = paired([2, 2, 2], [3, 4, 5])

    assert np.isnan(got.r)
    assert np.isfinite([got.effect, got.se]).all()


def test_two_pairs_have_an_interval_and_no_d_z():
    assert np.isnan(paired([1, 2], [2, 4], standardizer="d_z").effect)
    assert np.isfinite(paired([1, 2], [2, 4]).low)


def test_reliable_change_takes_1_96_standard_errors_of_the_difference():
    # deviation 10, reliability .85: 10.74 points
    before = pd.Series([50.0, 50, 50, 50, 50], index=list("abcde"))
    after = pd.Series([60.7, 60.8, 39.2, 50, np.nan], index=list("abcde"))

    got = reliable_change(before, after, 10, 0.85)

    assert got.attrs["threshold"] == pytest.approx(10.74, abs=0.005)
    assert got["reliable"].tolist() == ["within error", "up", "down", "within error", "cannot tell"]
    assert got.index.tolist() == list("abcde")
    assert_allclose(got["change"], [10.7, 10.8, -10.8, 0, np.nan])


@pytest.mark.parametrize(("sd", "reliability"), [(np.nan, 0.8), (10, np.nan)])
def test_nothing_is_reliable_when_the_error_is_unknown(sd, reliability):
    assert reliable_change([1, 2], [9, 9], sd, reliability)["reliable"].tolist() == ["cannot tell"] * 2


def test_without_error_every_change_counts_and_no_change_does_not():
    assert reliable_change([1, 2, 3], [2, 2, 2], 10, 1)["reliable"].tolist() == ["up", "within error", "down"]


def test_a_change_of_few_is_reported_by_few():
    assert len(reliable_change([], [], 10, 0.85)) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hedges_g([1, 2], ["x", 2]), "b must hold numbers only"),
        (lambda: hedges_g([1, np.inf], [1, 2]), "a must be one row of finite numbers"),
        (lambda: paired([1, 2], [1, 2, 3]), "of one length, got 2 and 3"),
        (
            lambda: paired(pd.Series([1, 2], index=["a", "a"]), pd.Series([1], index=["a"])),
            "pre holds a student twice",
        ),
        (lambda: paired([[1, 2]], [[1, 2]]), "pre must be one row"),
    ],
)
def test_broken_scores_are_refused(call, message):
    with pytest.raises(DataError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hedges_g([1, 2], [2, 3], 95), r"For 95 % write 0\.95"),
        (lambda: paired([1], [2], standardizer="d"), "d_av, d_pre or d_z, got 'd'"),
        (lambda: paired([1], [2], 95), "level"),
        (lambda: reliable_change([1], [2], -1, 0.8), "sd must be 0 or more, got -1"),
        (lambda: reliable_change([1], [2], np.inf, 0.8), "sd must be 0 or more, got inf"),
        (lambda: reliable_change([1], [2], 1, 85), "reliability must lie between 0 and 1, got 85"),
        (lambda: reliable_change([1], [2], 1, -0.1), "reliability must lie between 0 and 1"),
        (lambda: reliable_change([1], [2], 1, 0.8, 1.96), "level"),
    ],
)
def test_parameters_out_of_range_are_refused(call, message):
    with pytest.raises(ParameterError, match=message):
        call()


def test_one_door_leads_to_all_measures_of_growth():
    assert growth.hedges_g is hedges_g
    assert growth.paired is paired
    assert growth.reliable_change is reliable_change


@pytest.mark.parametrize(
    ("wrong", "message"), [([1e300, 1], "too large for any score"), (np.array([1 + 2j, 1]), "plain numbers")]
)
def test_numbers_that_no_test_gives_are_refused(wrong, message):
    with pytest.raises(DataError, match=message):
        hedges_g(wrong, [1, 2])


@pytest.mark.parametrize("wrong", ["ten", None, True])
def test_a_deviation_or_reliability_that_is_no_number_is_refused(wrong):
    with pytest.raises(ParameterError, match="sd must be 0 or more"):
        reliable_change([1], [2], wrong, 0.8)
    with pytest.raises(ParameterError, match="reliability must lie between 0 and 1"):
        reliable_change([1], [2], 10, wrong)


def test_a_standardizer_that_is_no_word_is_refused():
    with pytest.raises(ParameterError, match="standardizer must be"):
        paired([1, 2], [2, 3], standardizer=np.array([1, 2]))
