"""Goals beside past growth: worked examples, verdicts at their borders, laws, and too little to tell."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.goals import (
    MINIMUM_RATES,
    STRETCH,
    UNPRECEDENTED,
    attainability,
    goal_attainment_scale,
    must_cross,
)

NAN = float("nan")
QUIET = settings(derandomize=True, deadline=None, max_examples=60)
RATES = st.lists(st.floats(-5, 5).map(lambda rate: round(rate, 3)), min_size=5, max_size=30)


def students(starts, rates, weeks=10.0):
    starts = np.asarray(starts, float)
    return pd.DataFrame({"start": starts, "end": starts + weeks * np.asarray(rates, float), "weeks": weeks})


def test_needed_typical_and_ambition_match_the_worked_example_of_aimsweb():
    # 58 to 92 words a minute in 15 weeks, where 1.17 to 1.28 a week are usual: 2.27 a week
    got = attainability(58, 92, 15, [1.17, 1.2, 1.22, 1.25, 1.28])

    assert got.needed_rate == pytest.approx(2.27, abs=0.005)
    assert got.typical_rate == 1.22
    assert got.ambition == pytest.approx(34 / 15 / 1.22)
    assert got.verdict == "unprecedented", "nobody grew as fast, although it is less than twice the usual"
    assert got.lands == pytest.approx(58 + 15 * 1.22)
    assert_allclose(got.lands_between, [58 + 15 * 1.2, 58 + 15 * 1.25])


def test_p_reach_is_the_share_of_past_rates_at_least_as_fast_with_jeffreys_interval():
    # Brown, Cai and DasGupta (2001), Jeffreys at 95 %: 4 of 5 is .3714 to .9775, and 0 of 5 is 0 to .3794
    four = attainability(0, 10, 10, [0.5, 1, 1, 2, 3])
    none = attainability(0, 100, 10, [0.5, 1, 1, 2, 3])

    assert (four.n_reached, four.n, four.p_reach) == (4, 5, 0.8)
    assert_allclose([four.low, four.high], [0.3714, 0.9775], atol=5e-5)
    assert_allclose([none.p_reach, none.low, none.high], [0, 0, 0.3794], atol=5e-5)


@pytest.mark.shared
def test_the_interval_is_the_peers(peers):
    for case in peers["proportions"]:
        x, n = case["x"], case["n"]
        if n and 0 < x < n:
            got = attainability(0, 1, 1, [1.0] * x + [0.0] * (n - x))
            assert_allclose([got.low, got.high], case["jeffreys"], rtol=1e-9)


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        (10, "within reach"),
        (15, "within reach"),
        (15.01, "stretch"),
        (20, "stretch"),
        (20.01, "unprecedented"),
        (30.01, "unprecedented"),
        (0, "reached already"),
        (-3, "reached already"),
    ],
)
def test_the_verdict_changes_at_its_thresholds(target, verdict):
    got = attainability(0, target, 10, [0.5, 0.9, 1, 1, 1, 1.6, 3])

    assert (STRETCH, UNPRECEDENTED) == (1.5, 2.0)
    assert got.verdict == verdict
    assert got.more_needed == ""


def test_a_goal_that_somebody_has_done_says_so_beside_its_verdict():
    got = attainability(0, 25, 10, [0.5, 0.9, 1, 1, 1, 1.6, 3])

    assert got.verdict == "unprecedented"
    assert "1 of 7 were this fast all the same" in got.caution


def test_few_who_did_it_are_named_also_where_the_ratio_is_low():
    got = attainability(0, 12, 10, [1.0] * 19 + [1.3])

    assert got.verdict == "within reach"
    assert got.caution == "only 1 of 20 were this fast"


def test_where_usual_growth_leads_elsewhere_there_is_no_ratio_but_a_verdict():
    got = attainability(0, 10, 10, [-1, -0.5, 0, 0, 0.2, 1.2])

    assert np.isnan(got.ambition)
    assert got.verdict == "unprecedented"
    assert "usual growth does not lead towards this goal" in got.caution


@pytest.mark.parametrize("n", range(MINIMUM_RATES))
def test_too_few_rates_cannot_tell_and_say_how_many_more_it_takes(n):
    got = attainability(0, 10, 10, [1.0] * n)

    assert got.verdict == "cannot tell"
    noun = "student" if n == 4 else "students"
    assert got.more_needed == f"the growth of {5 - n} more past {noun}"
    assert np.isnan([got.typical_rate, got.p_reach, got.low, got.high]).all() == (n == 0)
    assert got.basis == ("past rates" if n else "nothing")


@pytest.mark.parametrize(
    ("start", "target", "phrase"),
    [
        (NAN, 10, "a score for the start"),
        (5, None, "a score for the target"),
        (pd.NA, NAN, "a score for the start and the target"),
    ],
)
def test_a_missing_score_cannot_tell_and_is_asked_for(start, target, phrase):
    got = attainability(start, target, 10, [1.0] * 9)

    assert (got.verdict, got.more_needed) == ("cannot tell", phrase)
    assert np.isnan([got.needed_rate, got.ambition, got.p_reach, got.low, got.high]).all()
    assert got.typical_rate == 1


def test_missing_rates_are_left_out_and_counted():
    got = attainability(0, 10, 10, [1, 1, None, 1, 1, 1, NAN])

    assert (got.n, got.n_all) == (5, 5)
    assert got.caution == "only 5 past rates to compare with; 2 past rates missing"


def test_a_goal_of_fewer_mirrors_a_goal_of_more():
    rates = np.array([0.4, 0.8, 1, 1.3, 1.7, 2.2])
    more = attainability(20, 32, 10, rates)
    fewer = attainability(-20, -32, 10, -rates)

    assert (fewer.improvement, fewer.verdict, fewer.p_reach) == ("down", more.verdict, more.p_reach)
    assert fewer.ambition == more.ambition
    assert (fewer.needed_rate, fewer.typical_rate, fewer.lands) == (-1.2, -more.typical_rate, -more.lands)


def test_a_target_below_the_start_is_reached_unless_fewer_is_better():
    rising = [1.0] * 12

    guessed = attainability(80, 70, 10, rising)
    assert (guessed.verdict, guessed.improvement) == ("reached already", "up")
    assert "higher is taken as better" in guessed.caution
    assert attainability(80, 70, 10, rising, improvement="up").caution == ""
    assert attainability(80, 70, 10, rising, improvement="down").verdict == "unprecedented"
    assert attainability(70, 80, 10, rising, improvement="down").verdict == "reached already"
    few = attainability(80, 70, 10, [1.0] * 5).caution
    assert few == (
        "only 5 past rates to compare with; higher is taken as better; "
        "for a goal of fewer say that the improvement is down"
    )


def test_similar_starters_are_preferred_and_counted():
    # low starters gained 2 a week, high starters 0
    history = pd.concat([students(np.linspace(20, 24, 12), [2.0] * 12), students([60] * 12, [0.0] * 12)])

    low, high = attainability(22, 42, 10, history), attainability(60, 65, 10, history)

    assert (low.basis, low.n, low.n_all, low.typical_rate) == ("similar starters", 12, 24, 2.0)
    assert (high.basis, high.typical_rate) == ("similar starters", 0.0)
    assert attainability(22, 42, 10, history.sample(frac=1, random_state=1)) == low, "order does not matter"


def test_with_too_few_similar_starters_all_are_taken_and_it_is_said():
    history = pd.concat([students([20] * 9, [2.0] * 9), students([60] * 12, [0.0] * 12)])

    got = attainability(20, 30, 10, history)

    assert (got.basis, got.n, got.n_all) == ("all past students", 21, 21)
    assert "too few started near here, so all 21 are taken" in got.caution


def test_a_history_where_everybody_started_alike_is_similar_only_to_that_start():
    history = students([20] * 10, np.linspace(0.5, 1.5, 10))

    assert attainability(20, 25, 10, history).basis == "similar starters"
    assert attainability(21, 25, 10, history).basis == "all past students"
    assert attainability(NAN, 25, 10, history).basis == "all past students"
    assert attainability(20, 25, 10, history.iloc[:1]).basis == "all past students"
    assert attainability(20, 25, 10, history.iloc[:0]).basis == "nothing"


def test_a_goal_much_longer_than_the_past_was_seen_says_so():
    history = students([20] * 12, [1.0] * 12, weeks=8)

    assert "growth seldom keeps its pace" in attainability(20, 33, 13, history).caution
    assert attainability(20, 32, 12, history).caution == ""


@pytest.mark.parametrize(
    ("history", "message"),
    [
        (pd.DataFrame({"start": [1.0], "weeks": [2.0]}), "lacks the column end"),
        (students([1.0], [1.0]).assign(weeks=0.0), "0 weeks in row 0"),
        (students([1.0], [1.0]).assign(end="x"), "history's end must hold numbers only"),
        (students([1.0], [1.0]).assign(start=np.inf), "infinite"),
        ([1, np.inf], "infinite number in place 1"),
        (["fast"], "numbers only"),
        ([[1.0], [2.0]], "2 dimensions"),
        (3.0, "0 dimensions"),
    ],
)
def test_a_malformed_history_is_refused_by_name(history, message):
    with pytest.raises(DataError, match=message):
        attainability(0, 1, 1, history)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"weeks": 0}, "weeks must be above 0"),
        ({"weeks": NAN}, "weeks must be above 0"),
        ({"weeks": "ten"}, "weeks must be a number"),
        ({"start": np.inf}, "start must be a finite number"),
        ({"target": True}, "target must be a number"),
        ({"improvement": "more"}, 'must be "up" or "down"'),
        ({"level": 95}, "For 95 % write 0.95"),
    ],
)
def test_an_argument_out_of_range_is_refused_by_name(arguments, message):
    with pytest.raises(ParameterError, match=message):
        attainability(**({"start": 0, "target": 1, "weeks": 1, "history": [1.0]} | arguments))


@QUIET
@given(
    rates=RATES, gain=st.floats(0.1, 60), unit=st.sampled_from([0.01, 3.0, 100.0]), shift=st.floats(-50, 50)
)
def test_unit_and_zero_of_the_scores_do_not_matter(rates, gain, unit, shift):
    rates = np.array(rates)
    gain = round(gain, 2) + 0.0003  # never exactly a past student's
    one = attainability(10, 10 + gain, 10, rates)
    other = attainability(unit * 10 + shift, unit * (10 + gain) + shift, 10, unit * rates)

    assert (one.verdict, one.p_reach, one.n_reached) == (other.verdict, other.p_reach, other.n_reached)
    assert_allclose(one.ambition, other.ambition, rtol=1e-6)


@QUIET
@given(rates=RATES, gain=st.floats(0.1, 60), more=st.floats(0.01, 20))
def test_a_higher_goal_is_never_easier(rates, gain, more):
    order = ["within reach", "stretch", "unprecedented"]
    lower, higher = (attainability(0, target, 10, rates) for target in (gain, gain + more))

    assert lower.p_reach >= higher.p_reach
    assert lower.high >= higher.high
    assert order.index(lower.verdict) <= order.index(higher.verdict)


def test_someone_exactly_as_fast_counts_whatever_floats_forget():
    assert attainability(0.3, 0.5, 10, students([0.5] * 10, [0.02] * 10)).n_reached == 10


def test_nothing_handed_over_is_changed_and_a_million_rates_take_a_moment():
    rates = np.random.default_rng(1).normal(1, 1, 1_000_000)
    before = rates.copy()

    got = attainability(0, 10, 10, rates)

    assert got.n == 1_000_000
    assert got.high - got.low < 0.01
    assert np.array_equal(rates, before)


def test_students_who_must_cross_are_counted_and_those_near_the_cut_beside_them():
    got = must_cross([70, 80, 69, 67, 66.9, 50, NAN], cut=70, target_share=0.8, sem=3)

    assert (got.n, got.above, got.needed, got.must_cross) == (6, 2, 5, 3)
    assert (got.within_sem, got.barely_above) == (2, 1)
    assert got.share == pytest.approx(1 / 3)
    assert got.verdict == "stretch"
    assert must_cross([70, 80, 69, 67, 68, 50], 70, 0.8, 3).verdict == "within reach"


def test_a_team_goal_is_reached_at_the_cut_and_a_thin_margin_is_said():
    safe, thin = must_cross([90] * 8 + [50] * 2, 70, 0.8, 3), must_cross([71] * 8 + [50] * 2, 70, 0.8, 3)

    assert (safe.verdict, safe.must_cross, safe.caution) == ("reached already", 0, "")
    assert thin.caution == "8 students above the cut by less than the test's error"


@pytest.mark.parametrize(("share", "needed"), [(0.7, 7), (0.71, 8), (1, 10), (0.05, 1), (0.3, 3)])
def test_needed_is_the_smallest_count_that_makes_the_share(share, needed):
    assert must_cross([1.0] * 10, 2, share).needed == needed


def test_without_the_tests_error_or_without_scores_nobody_can_tell():
    no_error, nobody = must_cross([1, 2, 3], 5, 0.5, NAN), must_cross([NAN, NAN], 5, 0.5, 1)

    assert (no_error.verdict, no_error.more_needed) == (
        "cannot tell",
        "the test's standard error of measurement",
    )
    assert np.isnan([no_error.within_sem, no_error.barely_above]).all()
    assert (nobody.verdict, nobody.more_needed, nobody.n) == ("cannot tell", "the first scores", 0)
    assert np.isnan(nobody.share)
    assert must_cross([], 5, 0.5).verdict == "cannot tell"


def test_many_missing_scores_are_said():
    assert must_cross([5.0] * 12 + [NAN] * 3, 4, 0.5, 1).caution == "3 of 15 without a score"
    assert must_cross([5.0] * 13 + [NAN] * 3, 4, 0.5, 0.5).caution == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"target_share": 80}, "For 80 % write 0.8"),
        ({"target_share": 0}, "must lie above 0"),
        ({"target_share": NAN}, "must lie above 0"),
        ({"sem": 0}, "sem must be above 0"),
        ({"cut": NAN}, "cut must be a number"),
    ],
)
def test_a_team_goal_out_of_range_is_refused_by_name(arguments, message):
    with pytest.raises(ParameterError, match=message):
        must_cross(**({"scores": [1.0], "cut": 1, "target_share": 0.5} | arguments))


@pytest.mark.parametrize(
    ("scores", "weights", "t"),
    [
        # Kiresuk and Sherman (1968): T = 50 + 10 Σwx / sqrt((1 - .3) Σw² + .3 (Σw)²), worked by hand
        ([1, 1, 0], None, 59.13),
        ([2, 1, 0], [3, 2, 1], 67.63),
        ([0, 0, 0], None, 50.0),
        ([2], [7], 70.0),
    ],
)
def test_goal_attainment_scaling_matches_worked_examples(scores, weights, t):
    assert goal_attainment_scale(scores, weights) == pytest.approx(t, abs=0.005)
    assert goal_attainment_scale(-np.array(scores), weights) == pytest.approx(100 - t, abs=0.005)


def test_only_the_proportions_of_weights_matter_and_unrated_goals_are_left_out():
    assert goal_attainment_scale([2, 1], [3, 1]) == pytest.approx(
        goal_attainment_scale([2, 1], [3e300, 1e300])
    )
    rated = goal_attainment_scale([2, 1], [3, 1])
    assert goal_attainment_scale([2, NAN, 1], [3, 9, 1]) == pytest.approx(rated)
    assert np.isnan(goal_attainment_scale([]))
    assert np.isnan(goal_attainment_scale([NAN, NAN]))
    assert goal_attainment_scale([1, 1], rho=1) == pytest.approx(60)


def test_a_frame_gives_each_student_a_t_score():
    got = goal_attainment_scale(pd.DataFrame([[1, 1, 0], [NAN] * 3], index=["Ana", "Ben"]))

    assert got.index.tolist() == ["Ana", "Ben"]
    assert got["Ana"] == pytest.approx(59.13, abs=0.005)
    assert np.isnan(got["Ben"])
    assert np.isnan(goal_attainment_scale(pd.DataFrame(index=["Ana"]))["Ana"])


def test_scores_weights_and_rho_off_the_scale_are_refused():
    with pytest.raises(DataError, match="holds 3; the scale goes from -2 to 2"):
        goal_attainment_scale([1, 3])
    with pytest.raises(ParameterError, match="one for each of 2 goals, got 1"):
        goal_attainment_scale([1, 0], [1])
    with pytest.raises(ParameterError, match="weights must all be above 0"):
        goal_attainment_scale([1, 0], [1, 0])
    with pytest.raises(ParameterError, match="rho must lie between 0 and 1"):
        goal_attainment_scale([1, 0], rho=1.2)


def test_a_history_too_large_for_scores_and_a_direction_that_is_none_are_refused():
    with pytest.raises(DataError, match="too large for any score"):
        attainability(50, 60, 10, [1e308, -1e308])
    with pytest.raises(ParameterError, match="improvement must be"):
        attainability(50, 60, 10, [1, 2], np.array(["up", "down"]))
