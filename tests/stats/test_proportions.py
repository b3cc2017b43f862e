"""Shares and their intervals: values of peers, and laws that need none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats import mastery
from plcnb.stats.proportions import METHODS, compare, proportion_interval, shrink, verdict

# statsmodels 0.15.0 proportion_confint at 95 %, four places. Jeffreys' ends are 0 and 1 by definition here.
WILSON_AND_JEFFREYS = [
    (0, 5, 0.0, 0.4345, 0.0, 0.3794),
    (3, 5, 0.2307, 0.8824, 0.2094, 0.9056),
    (4, 5, 0.3755, 0.9638, 0.3714, 0.9775),
    (5, 5, 0.5655, 1.0, 0.6206, 1.0),
    (7, 10, 0.3968, 0.8922, 0.3942, 0.9073),
    (18, 24, 0.5510, 0.8800, 0.5555, 0.8883),
]

# Newcombe (1998), Stat. Med. 17, 857-872, table I: the score method (3) and the exact one (5), four places.
NEWCOMBE = [
    (81, 263, "wilson", 0.2553, 0.3662),
    (15, 148, "wilson", 0.0624, 0.1605),
    (0, 20, "wilson", 0.0, 0.1611),
    (1, 29, "wilson", 0.0061, 0.1718),
    (81, 263, "clopper-pearson", 0.2527, 0.3676),
    (15, 148, "clopper-pearson", 0.0578, 0.1617),
    (0, 20, "clopper-pearson", 0.0, 0.1684),
    (1, 29, "clopper-pearson", 0.0009, 0.1776),
]

# The worked example of four classes: p .7143, rho .0298, strength 32.55.
CLASSES = [18, 12, 5, 20], [24, 22, 6, 25]

steady = settings(deadline=None, derandomize=True)  # the same cases each time, however busy the machine
counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.floats(0.5, 0.999)


@pytest.mark.parametrize(
    ("right", "answered", "low", "high", "jeffreys_low", "jeffreys_high"), WILSON_AND_JEFFREYS
)
def test_intervals_match_statsmodels(right, answered, low, high, jeffreys_low, jeffreys_high):
    assert_allclose(proportion_interval(right, answered), [low, high], atol=5e-5)
    assert_allclose(
        proportion_interval(right, answered, method="jeffreys"), [jeffreys_low, jeffreys_high], atol=5e-5
    )


@pytest.mark.parametrize(("right", "answered", "method", "low", "high"), NEWCOMBE)
def test_intervals_match_newcombe(right, answered, method, low, high):
    assert_allclose(proportion_interval(right, answered, method=method), [low, high], atol=5e-5)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("method", "name"), [("wilson", "wilson"), ("jeffreys", "jeffreys"), ("clopper-pearson", "beta")]
)
def test_intervals_match_every_digit_of_statsmodels(peers, method, name):
    for case in peers["proportions"]:
        low, high = proportion_interval(case["x"], case["n"], method=method)
        expected_low, expected_high = case[name]
        if method == "jeffreys":  # statsmodels leaves the ends a hair's breadth inside
            expected_low = 0.0 if case["x"] == 0 else expected_low
            expected_high = 1.0 if case["x"] == case["n"] else expected_high
        assert_allclose([low, high], [expected_low, expected_high], rtol=1e-12, atol=1e-14)


@steady
@given(counts, levels, st.sampled_from(METHODS))
def test_interval_mirrors_when_right_and_wrong_swap(count, level, method):
    right, answered = count

    low, high = proportion_interval(right, answered, level, method)
    mirrored = proportion_interval(answered - right, answered, level, method)

    assert_allclose([low, high], [1 - mirrored[1], 1 - mirrored[0]], atol=1e-9)


@steady
@given(counts, levels, st.sampled_from(METHODS))
def test_interval_holds_the_share_and_stays_within_0_and_1(count, level, method):
    right, answered = count

    low, high = proportion_interval(right, answered, level, method)

    assert 0 <= low <= right / answered <= high <= 1
    assert low < high


@steady
@given(counts, levels, st.sampled_from(METHODS))
def test_one_more_right_answer_never_lowers_the_interval(count, level, method):
    right, answered = count

    low, high = proportion_interval([right, right + 1], answered + 1, level, method)

    assert low[0] <= low[1]
    assert high[0] <= high[1]


@pytest.mark.parametrize("method", METHODS)
def test_a_higher_level_gives_a_wider_interval(method):
    narrow = proportion_interval(7, 10, 0.8, method)
    wide = proportion_interval(7, 10, 0.99, method)

    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize("method", METHODS)
def test_a_huge_number_of_answers_leaves_hardly_any_doubt(method):
    low, high = proportion_interval(6e11, 1e12, method=method)

    assert_allclose([low, high], 0.6, atol=2e-6)
    assert low < 0.6 < high


@pytest.mark.parametrize("method", METHODS)
def test_nobody_answered_gives_nan_and_not_0(method):
    low, high = proportion_interval([0, np.nan, 3], [0, 5, 5], method=method)

    assert np.isnan(low[:2]).all()
    assert np.isnan(high[:2]).all()
    assert not np.isnan(low[2])


def test_counts_are_broadcast_to_one_shape():
    low, high = proportion_interval([[3], [4]], [5, 10, 20])

    assert low.shape == high.shape == (2, 3)
    assert low[0, 1] == proportion_interval(3, 10)[0]


@pytest.mark.parametrize(
    ("right", "answered", "message"),
    [
        (6, 5, "right must not exceed answered, got 6 of 5"),
        (-1, 5, "right must be a count of 0 or more, got -1"),
        (1, np.inf, "answered must be a count of 0 or more, got inf"),
        ([1, 2], [1, 2, 3], "numbers of one length"),
        ("many", 3, "right must hold numbers only"),
    ],
)
def test_impossible_counts_are_refused(right, answered, message):
    with pytest.raises(DataError, match=message):
        proportion_interval(right, answered)


@pytest.mark.parametrize(
    ("level", "message"),
    [
        (95, "got 95. For 95 % write 0.95"),
        (1.0, "got 1.0"),
        (0, "got 0"),
        (np.nan, "got nan"),
        ("0.9", "got '0.9'"),
    ],
)
def test_a_level_that_is_no_share_is_refused_with_the_remedy(level, message):
    with pytest.raises(ParameterError, match=message):
        proportion_interval(3, 5, level)


def test_an_unknown_method_is_refused_with_the_choices():
    with pytest.raises(ParameterError, match="wilson, jeffreys, clopper-pearson, got 'wald'"):
        proportion_interval(3, 5, method="wald")


def test_verdict_says_above_below_and_cannot_tell():
    got = verdict([0, 7, 24, 0], [5, 10, 24, 0], 0.7)

    assert list(got.columns) == ["share", "low", "high", "verdict", "more_needed"]
    assert got["verdict"].tolist() == ["below", "cannot tell", "above", "cannot tell"]
    assert_allclose(got["share"], [0, 0.7, 1, np.nan])
    assert_allclose(got[["low", "high"]].to_numpy()[1], proportion_interval(7, 10, 0.90))


def test_more_needed_is_0_when_settled_inf_at_the_cut_and_nan_without_answers():
    got = verdict([0, 7, 21, 0], [5, 10, 30, 0], 0.7)

    assert_allclose(got["more_needed"], [0, np.inf, np.inf, np.nan])


@steady
@given(counts, st.floats(0.05, 0.95), levels)
def test_so_many_more_answers_settle_it_and_one_fewer_does_not(count, cut, level):
    right, answered = count
    more = verdict(right, answered, cut, level)["more_needed"].item()
    if 0 < more < 1e6:
        n = np.array([answered + more - 1, answered + more])
        n[1] += n[1] * 1e-9  # the last answer may bring the end of the interval onto the cut itself
        words = verdict(right / answered * n, n, cut, level)["verdict"]
        assert words.tolist()[0] == "cannot tell"
        assert words.tolist()[1] != "cannot tell"


@steady
@given(counts, st.floats(0.05, 0.95))
def test_verdict_mirrors_when_right_and_wrong_swap(count, cut):
    right, answered = count
    opposite = {"above": "below", "below": "above", "cannot tell": "cannot tell"}
    low, high = proportion_interval(right, answered, 0.9)
    if min(abs(low - cut), abs(high - cut)) > 1e-9:
        got = verdict(right, answered, cut)["verdict"].item()
        assert verdict(answered - right, answered, 1 - cut)["verdict"].item() == opposite[got]


def test_verdict_keeps_the_index_of_the_teams_own_table():
    right = pd.Series([3, 4], index=["fractions", "angles"])

    assert verdict(right, 5, 0.5).index.tolist() == ["fractions", "angles"]


def test_an_interval_that_touches_the_cut_cannot_tell():
    assert compare([0.7, 0.71, 0.5], [0.9, 0.9, 0.7], 0.7).tolist() == ["cannot tell", "above", "cannot tell"]


def test_a_cut_in_per_cent_is_refused():
    with pytest.raises(
        ParameterError, match=r"cut must lie strictly between 0 and 1, got 70\. For 70 % write 0\.7"
    ):
        verdict(3, 5, 70)


def test_shrunk_shares_match_the_worked_example():
    got = shrink(*CLASSES)

    assert list(got.columns) == ["raw", "shrunk", "low", "high"]
    assert_allclose(got["raw"], [0.750, 0.545, 0.833, 0.800], atol=5e-4)
    assert_allclose(got["shrunk"], [0.729, 0.646, 0.733, 0.752], atol=5e-4)
    assert_allclose([got.prior_mean, got.prior_strength], [0.7143, 32.55], rtol=1e-4)
    assert got.attrs["prior_mean"] == got.prior_mean


def test_the_small_class_falls_from_the_first_place_to_the_second():
    got = shrink(*CLASSES)

    assert got["raw"].idxmax() == 2
    assert got["shrunk"].idxmax() == 3


@pytest.mark.shared
def test_posterior_matches_vgam_on_the_rat_tumours(peers):
    case = peers["beta_binomial"]
    fitted = case["vgam_mle_71"]

    got = shrink(case["y"], case["n"], prior=(fitted["mu"], fitted["alpha"] + fitted["beta"]))

    assert_allclose(got["shrunk"], case["shrunk_mle_71"], rtol=1e-10)
    assert_allclose(got[["low", "high"]], case["ci95_mle_71"], rtol=1e-9)


@pytest.mark.shared
def test_moments_and_maximum_likelihood_differ_as_the_docstring_says(peers):
    case = peers["beta_binomial"]
    fitted, moments = case["vgam_mle_71"], case["moment_70"]

    got = shrink(case["y"], case["n"])

    assert got.prior_strength == pytest.approx(21.8, abs=0.05)
    assert fitted["alpha"] + fitted["beta"] == pytest.approx(16.4, abs=0.1)
    assert_allclose(got["shrunk"], case["shrunk_mle_71"], atol=0.017)
    assert got["shrunk"].corr(pd.Series(case["shrunk_mle_71"])) > 0.99
    unweighted = shrink([4], [14], prior=(moments["mean"], moments["alpha"] + moments["beta"]))
    assert unweighted["shrunk"].item() == pytest.approx(moments["posterior_mean_4_of_14"], rel=1e-10)
    assert moments["alpha"] + moments["beta"] == pytest.approx(10.0, abs=0.05)


def test_posterior_matches_the_published_rat_tumour_mean():
    # Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.1: Beta(1.4, 8.6), 4 of 14: .223
    got = shrink([4], [14], prior=(0.136, 1.356149 + 8.615058))

    assert_allclose(got["shrunk"], 0.2234, atol=5e-5)


def test_shrinking_keeps_every_share_between_its_own_and_the_common_one():
    got = shrink(*CLASSES)

    lower, upper = np.minimum(got["raw"], got.prior_mean), np.maximum(got["raw"], got.prior_mean)
    assert ((lower <= got["shrunk"]) & (got["shrunk"] <= upper)).all()
    assert ((got["low"] < got["shrunk"]) & (got["shrunk"] < got["high"])).all()


@pytest.mark.parametrize(
    ("right", "answered"),
    [([5, 5, 5], [10, 10, 10]), ([7], [10]), ([1, 0, 1, 0], [1, 1, 1, 1]), ([0, 0], [4, 6])],
    ids=["equal", "one group", "groups of one", "none right"],
)
def test_groups_without_a_knowable_difference_are_pooled_completely(right, answered):
    got = shrink(right, answered)

    assert got.prior_strength == np.inf
    assert_allclose(got["shrunk"], sum(right) / sum(answered))
    low, high = proportion_interval(sum(right), sum(answered), method="jeffreys")
    assert_allclose(got["low"], low)
    assert_allclose(got["high"], high)


def test_groups_that_differ_as_much_as_they_can_are_left_alone_but_not_certain():
    got = shrink([0, 20], [20, 20])

    assert got.prior_strength == 0
    assert_allclose(got["shrunk"], [0, 1])
    assert (got["high"] - got["low"] > 0.05).all()


def test_a_group_without_answers_stays_nan_and_changes_nothing():
    got = shrink(pd.Series([18, 12, 0, 5, 20], index=list("abxcd")), [24, 22, 0, 6, 25])

    assert got.loc["x"].isna().all()
    assert_allclose(got.drop("x")["shrunk"], shrink(*CLASSES)["shrunk"])


def test_no_answers_at_all_give_no_prior():
    got = shrink([0, 0], [0, 0])

    assert got.isna().all(axis=None)
    assert np.isnan(got.prior_mean)


def test_what_it_was_shrunk_towards_survives_a_selection():
    assert shrink(*CLASSES).head(2).prior_strength == pytest.approx(32.55, abs=0.01)


@pytest.mark.parametrize("prior", [(1.2, 5), (0.5, -1), (0.5, np.inf)])
def test_an_impossible_prior_is_refused(prior):
    with pytest.raises(ParameterError, match="prior"):
        shrink([1], [2], prior=prior)


def test_one_door_leads_to_all_measures_of_mastery():
    assert mastery.proportion_interval is proportion_interval
    assert mastery.shrink is shrink
    assert mastery.verdict is verdict


@pytest.mark.parametrize("wrong", [0.5, "ab", [0.5], (0.5, "many"), (0.5, 1, 2)])
def test_a_prior_that_is_no_pair_of_numbers_is_refused(wrong):
    with pytest.raises(ParameterError, match="prior"):
        shrink([3], [5], prior=wrong)


def test_a_method_that_is_no_word_is_refused():
    with pytest.raises(ParameterError, match="method must be one of wilson"):
        proportion_interval(3, 5, method=np.array(["wilson", "jeffreys"]))
