"""Progress towards a goal: values of peers, a worked example and laws."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import theilslopes

from plcnb.errors import DataError, ParameterError
from plcnb.stats.progress import DECISIONS, RULES, aimline, decide, theil_sen

READING = [58, 60, 59, 63, 62, 66, 65, 69, 70]  # words read right in a minute, weeks 0 to 8

# R mblm 0.12.1 on its own example, and R's data set women: slope and joint intercept; the interval is that of
# scipy 1.17.1.
THEIL_SEN = [
    (range(1, 11), [2, 3, 5, 6, 9, 8, 7, 11, 12, 30], 9 / 7, 5 / 7, 1.0, 2.5),
    (
        range(58, 73),
        [115, 117, 120, 123, 126, 129, 132, 135, 139, 142, 146, 150, 154, 159, 164],
        3.375,
        -82.875,
        3.125,
        11 / 3,
    ),
    (range(9), READING, 1.5, 58, 1.0, 2.0),
]

SCORES = st.lists(st.integers(0, 40), min_size=5, max_size=15)


def decisions(*args, **how):
    return list(decide(*args, **how)["decision"])


@pytest.mark.parametrize(("x", "y", "slope", "intercept", "low", "high"), THEIL_SEN)
def test_the_trend_matches_mblm_and_scipy(x, y, slope, intercept, low, high):
    got = theil_sen(x, y)

    assert_allclose([got.slope, got.intercept, got.low, got.high], [slope, intercept, low, high], rtol=1e-12)
    assert got.n == len(y)


@pytest.mark.parametrize("name", ["mblm_example", "women"])
def test_the_trend_matches_the_stored_values(shared, name):
    peer = json.loads((shared / "reference" / "statistics.json").read_text())["theil_sen"][name]
    got = theil_sen(peer["x"], peer["y"])

    expected = [peer[key] for key in ("slope", "intercept_joint", "lo", "hi")]
    assert_allclose([got.slope, got.intercept, got.low, got.high], expected, rtol=1e-12)


@settings(derandomize=True, deadline=None, max_examples=80)
@given(y=SCORES, data=st.data(), level=st.sampled_from([0.8, 0.9, 0.95]))
def test_the_trend_matches_scipy_on_any_scores(y, data, level):
    x = data.draw(st.lists(st.integers(0, 9), min_size=len(y), max_size=len(y), unique=len(y) < 10))
    got = theil_sen(x, y, level)
    if len(set(x)) == 1:
        assert np.isnan(got.slope)
        return
    if np.isnan(got.low):
        peer = theilslopes(y, x, level, method="joint")[:2]
        assert_allclose([got.slope, got.intercept], peer, atol=1e-12)
        return

    peer = theilslopes(y, x, level, method="joint")

    assert_allclose([got.slope, got.intercept, got.low, got.high], peer, atol=1e-12)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(y=SCORES)
def test_the_trend_moves_turns_and_stretches_with_the_scores(y):
    weeks, scores = np.arange(len(y)), np.array(y, float)
    plain, turned = theil_sen(weeks, scores), theil_sen(weeks, -3 * scores + 7)
    later, backwards = theil_sen(weeks + 10, scores), theil_sen(weeks[::-1], scores[::-1])

    assert_allclose([turned.slope, turned.intercept], [-3 * plain.slope, 7 - 3 * plain.intercept], atol=1e-9)
    assert_allclose([turned.low, turned.high], [-3 * plain.high, -3 * plain.low], atol=1e-9)
    assert_allclose(later.slope, plain.slope, atol=1e-12)
    assert backwards == plain or np.isnan(plain.low)


def test_one_wild_score_does_not_bend_the_trend():
    assert theil_sen(range(9), [1, 2, 3, 4, 500, 6, 7, 8, 9]).slope == 1


@pytest.mark.parametrize(("x", "y"), [([], []), ([1], [5]), ([1, 1], [5, 7]), ([1, 2], [np.nan, 5])])
def test_without_two_different_weeks_there_is_no_trend(x, y):
    got = theil_sen(x, y)

    assert np.isnan([got.slope, got.intercept, got.low, got.high]).all()


@pytest.mark.parametrize("y", [[3, 4], [3, 3], [1, 2, 3], [1, 1, 1, 1]])
def test_so_few_scores_have_a_slope_but_promise_no_interval(y):
    got = theil_sen(range(len(y)), y)

    assert got.slope == y[1] - y[0]
    assert np.isnan([got.low, got.high]).all()


def test_scores_of_two_weeks_only_promise_no_interval():
    got = theil_sen([0, 0, 0, 0, 1], [1, 2, 1, 2, 5])

    assert got.slope == 3.5
    assert np.isnan(got.low)
    assert np.isnan(theil_sen([0, 0, 0, 0, 0, 1], [2, 2, 2, 2, 2, 2]).low)


def test_scores_that_never_change_have_a_flat_trend():
    got = theil_sen(range(9), [5] * 9)

    assert (got.slope, got.low, got.high) == (0, 0, 0)


def test_many_scores_take_a_moment_and_too_many_are_refused():
    weeks = np.arange(1000)

    assert_allclose(theil_sen(weeks, 2.0 * weeks).slope, 2)
    with pytest.raises(DataError, match="A trend takes at most 2,000 scores, got 2,001"):
        theil_sen(range(2001), range(2001))


def test_the_aimline_goes_from_the_median_of_the_first_three_to_the_goal():
    line = aimline(range(9), READING, goal=92, goal_week=15)

    assert (line.baseline, line.baseline_week) == (59, 1)
    assert_allclose(line.rate, 33 / 14)
    assert_allclose(line.at([1, 8, 15, 20]), [59, 75.5, 92, 92], err_msg="after its week the goal stays")


def test_a_known_baseline_stands_at_the_first_week():
    line = aimline(range(9), READING, goal=92, goal_week=15, baseline=58)

    assert (line.baseline, line.baseline_week) == (58, 0)
    assert_allclose(line.rate, 2.2667, atol=5e-5)  # the 2.27 of the AIMSweb example, (92 - 58) / 15


def test_three_probes_on_one_day_begin_on_that_day():
    line = aimline([0, 0, 0, 1], [10, 14, 11, 30], goal=20, goal_week=9)

    assert (line.baseline, line.baseline_week, line.rate) == (11, 0, 1)


def test_weeks_may_come_in_any_order_and_without_scores():
    shuffled = aimline([5, 2, 0, 1, 3], [9, 3, 1, 2, np.nan], goal=20, goal_week=10)

    assert shuffled == aimline([0, 1, 2, 5], [1, 2, 3, 9], goal=20, goal_week=10)


def test_without_a_score_there_is_no_aimline():
    line = aimline([1, 2], [np.nan, np.nan], 5, 10)

    assert np.isnan([line.baseline, line.baseline_week, line.rate]).all()
    assert aimline([], [], 5, 10, baseline=3).baseline == 3


def test_the_worked_example_calls_for_a_change_by_all_three_rules():
    frame = decide(range(9), READING, goal=92, goal_week=15, baseline=58)

    assert list(frame.index) == list(RULES)
    assert frame.index.name == "rule"
    assert list(frame.columns) == ["decision", "why", "weeks_until_trustworthy", "more_needed", "caution"]
    assert set(frame["decision"]) == {"change"}
    assert set(frame["weeks_until_trustworthy"]) == {3.0}
    assert list(frame["why"]) == [
        "The last 4 scores all lie below the aimline.",
        "The trend is 1.5 a week (probably between 1 and 2); 2.3 is needed.",
        "The median of the last 3 scores, 69, lies below the aimline, which stands at 73.9.",
    ]
    assert set(frame["more_needed"]) == {""}
    assert frame["caution"]["four-point"] == (
        "an early decision: 3 more weeks with a score each until it can be relied on"
    )
    assert (frame.attrs["n"], frame.attrs["n_judged"]) == (9, 9)
    assert frame.attrs["trend"].slope == 1.5


def test_scores_beyond_the_aimline_raise_the_goal():
    assert decisions(range(10), [10, 12, 14, 16, 18, 20, 22, 24, 26, 28], 20, 20) == ["raise"] * 3


def test_scores_on_the_aimline_go_on():
    weeks = np.arange(10)

    assert decisions(weeks, 10 + 0.1 * weeks, 12, 20) == ["keep"] * 3


def test_scores_on_both_sides_keep_and_the_counts_are_said():
    why = decide(range(8), [10, 11, 12, 13, 13.9, 15.2, 16, 16.5], 30, 20)["why"]

    assert why["four-point"] == "Of the last 4 scores 2 below, 1 above, 1 on the aimline."


def test_a_goal_may_lie_below_the_baseline():
    errors = [20, 19, 20, 19, 20, 19, 20, 19, 20]
    frame = decide(range(9), errors, goal=5, goal_week=15)

    assert set(frame["decision"]) == {"change"}
    assert frame["why"]["four-point"] == "The last 4 scores all lie above the aimline."
    assert "taken as a goal to come down to, from 20" in frame["caution"]["trend line"]
    assert decisions(range(9), [20, 18, 16, 14, 12, 10, 8, 6, 4], goal=15, goal_week=15) == ["raise"] * 3


@settings(derandomize=True, deadline=None, max_examples=60)
@given(scores=SCORES, goal=st.integers(0, 60))
def test_counting_errors_instead_of_right_answers_decides_the_same(scores, goal):
    weeks = range(len(scores))
    up = decide(weeks, scores, goal, 30)
    down = decide(weeks, [100 - score for score in scores], 100 - goal, 30)

    assert list(up["decision"]) == list(down["decision"])
    assert set(up["decision"]) <= set(DECISIONS)
    open_ones = up["decision"] == "cannot tell"
    assert ((up["more_needed"] != "") == open_ones).all()


@settings(derandomize=True, deadline=None, max_examples=40)
@given(scores=SCORES, goal=st.integers(0, 60))
def test_decisions_do_not_depend_on_the_unit_or_on_when_counting_starts(scores, goal):
    weeks = np.arange(len(scores))

    tenfold = decisions(weeks + 5, 10 * np.array(scores, float), 10 * goal, 35)

    assert tenfold == decisions(weeks, scores, goal, 30)


@pytest.mark.parametrize(
    ("weeks", "needs"),
    [
        ([], ["6 more scores and 3 more weeks", "8 more scores and 4 more weeks"]),
        ([0], ["5 more scores and 3 more weeks", "7 more scores and 4 more weeks"]),
        ([0, 1, 2, 3, 4], ["1 more score", "3 more scores"]),
        ([0, 0.4, 0.8, 1.2, 1.6, 2], ["1 more week", "2 more scores and 2 more weeks"]),
    ],
)
def test_too_early_says_how_much_is_missing(weeks, needs):
    frame = decide(weeks, [10.0] * len(weeks), 20, 15)

    assert set(frame["decision"]) == {"cannot tell"}
    assert list(frame["more_needed"]) == [*needs, needs[0]]


def test_the_rules_speak_from_their_least_on_and_not_before():
    six = decisions([0, 0.6, 1.2, 1.8, 2.4, 3], [10] * 6, 20, 15)
    eight = decisions([0, 0.5, 1, 1.5, 2, 2.5, 3, 4], [10] * 8, 20, 15)

    assert six == ["change", "cannot tell", "change"]
    assert eight == ["change"] * 3


@pytest.mark.parametrize(("n", "until"), [(1, 11), (9, 3), (11, 1), (12, 0), (15, 0)])
def test_twelve_weekly_scores_are_trusted(n, until):
    frame = decide(range(n), [10] * n, 20, 40)

    assert set(frame["weeks_until_trustworthy"]) == {float(until)}
    assert ("early decision" in frame["caution"]["four-point"]) == (6 <= n < 12)


def test_scores_every_other_week_are_not_enough_after_twelve_weeks():
    frame = decide(range(0, 16, 2), [10] * 8, 20, 40)

    assert set(frame["weeks_until_trustworthy"]) == {4.0}
    assert "fewer than one score a week" in frame["caution"]["trend line"]


def test_only_the_scores_since_the_last_change_of_instruction_are_judged():
    scores = [*[10] * 8, *[12, 14, 16, 18, 20, 22, 24, 26]]
    frame = decide(range(16), scores, 30, 20, phases=[3, 8])

    assert frame.attrs["from_week"] == 8
    assert (frame.attrs["n"], frame.attrs["n_judged"]) == (16, 8)
    assert frame.attrs["trend"].slope == 2
    assert frame["decision"]["trend line"] == "raise"
    assert decide(range(16), scores, 30, 20)["decision"]["trend line"] != "raise"
    assert frame.attrs["aimline"] == aimline(range(16), scores, 30, 20)


@pytest.mark.parametrize(
    ("scores", "phase", "decision", "says"),
    [
        ([*[10] * 8, *range(10, 26, 2)], 8, "raise", "below the aimline, but is catching up"),
        ([*range(10, 34, 3), *[34] * 8], 8, "change", "above the aimline, but is falling back to it"),
    ],
)
def test_a_trend_that_has_not_crossed_the_aimline_yet_is_said(scores, phase, decision, says):
    row = decide(range(16), scores, 40, 30, phases=[phase]).loc["trend line"]

    assert row["decision"] == decision
    assert f"the trend still stands {says}" in row["caution"]


def test_a_change_without_a_score_since_leaves_nothing_to_judge():
    frame = decide(range(9), READING, 92, 15, phases=[12])

    assert set(frame["decision"]) == {"cannot tell"}
    assert frame["why"]["four-point"] == (
        "No score since the instruction changed; this rule needs 6 scores over 3 weeks."
    )
    assert set(frame["weeks_until_trustworthy"]) == {12.0}


def test_a_trend_too_near_the_needed_rate_cannot_be_told_and_says_what_would_settle_it():
    row = decide(range(9), READING, goal=75, goal_week=10).loc["trend line"]

    assert row["decision"] == "cannot tell"
    assert row["more_needed"] == "about 3 more scores"


def test_scores_that_scatter_wildly_need_many_more():
    row = decide(range(9), [10, 50, 12, 48, 11, 47, 13, 52, 12], goal=15, goal_week=30).loc["trend line"]

    assert (row["decision"], row["more_needed"]) == ("cannot tell", "many more scores, or steadier ones")


def test_a_median_nearer_to_the_aimline_than_scores_scatter_is_said():
    row = decide(range(9), [10, 14, 11, 13, 18, 12, 19, 15, 18], goal=25, goal_week=14)
    caution = row["caution"]["median of last three"]

    assert caution.startswith("it lies only")
    assert "and scores scatter by about" in caution


def test_scores_of_two_days_alone_have_no_trend():
    row = decide([0] * 7 + [5], [10] * 8, goal=25, goal_week=14).loc["trend line"]

    assert row["decision"] == "cannot tell"
    assert row["why"] == "The scores lie in too few different weeks for a trend."


def test_a_baseline_at_the_goal_asks_for_a_further_goal():
    frame = decide(range(9), [20] * 9, goal=20, goal_week=15)

    assert set(frame["decision"]) == {"cannot tell"}
    assert set(frame["more_needed"]) == {"a goal that lies further on"}
    assert frame["why"]["trend line"] == "The first scores already stand at the goal of 20."


def test_missing_scores_and_a_goal_that_has_passed_are_said():
    frame = decide(range(12), [10, np.nan, *[12] * 10], goal=20, goal_week=9)

    assert "1 week without a score left out" in frame["caution"]["four-point"]
    assert "the week of the goal has passed" in frame["caution"]["four-point"]


def test_the_order_of_rows_does_not_matter_and_inputs_are_left_alone():
    weeks, scores = np.arange(9.0), np.array(READING, float)
    order = np.random.default_rng(1).permutation(9)
    before = weeks.copy(), scores.copy()
    pd.testing.assert_frame_equal(
        decide(weeks[order], scores[order], 92, 15), decide(weeks, scores, 92, 15), check_exact=True
    )

    assert (weeks == before[0]).all()
    assert (scores == before[1]).all()


@pytest.mark.parametrize(
    ("how", "error", "says"),
    [
        ({"goal": "high"}, ParameterError, "goal must be a finite number, got 'high'"),
        ({"goal_week": np.nan}, ParameterError, "goal_week must be a finite number"),
        ({"goal_week": 1}, ParameterError, "goal_week must come after the baseline in week 1, got 1"),
        ({"baseline": np.inf}, ParameterError, "baseline must be a finite number"),
        ({"phases": ["May"]}, ParameterError, "phases must be a finite number, got 'May'"),
        ({"phases": 5}, ParameterError, r"phases must be the weeks of each change, such as \[4, 9\], got 5"),
        ({"phases": "5"}, ParameterError, "phases must be the weeks of each change"),
        ({"phases": None}, ParameterError, "phases must be the weeks of each change"),
        ({"level": 95}, ParameterError, "For 95 % write 0.95"),
        ({"scores": [1, 2]}, DataError, "weeks and scores must be of one length, got 9 and 2"),
        ({"weeks": pd.date_range("2026-09-01", periods=9)}, DataError, "must hold plain numbers, got dates"),
    ],
)
def test_what_makes_no_sense_is_named(how, error, says):
    known = {"weeks": range(9), "scores": READING, "goal": 92, "goal_week": 15}

    with pytest.raises(error, match=says):
        decide(**known | how)
