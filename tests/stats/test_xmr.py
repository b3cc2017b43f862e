"""Control charts: values of peers, published examples and laws."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.runs import p_chart, xmr

# NHSRplotthedots, vignette "deviations": one wild value, limits without and with screening.
WILD = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]

# Montgomery, Introduction to Statistical Quality Control, 7th ed., example 6.5: 20 first values.
MONTGOMERY = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306]
MONTGOMERY += [294, 299, 297, 299, 314, 295, 293, 306, 301, 304]

# qicharts2 and qcc divide by 1.128 where we multiply by 2.66 / 3: 0.016 % of the distance to the mean.
OTHER_CONSTANT = 1.7e-4

SERIES = st.lists(st.integers(-9, 9), min_size=2, max_size=30)


@pytest.fixture(scope="module")
def peers(shared):
    """Charts as R qicharts2 0.8.1, qcc 3.0 and NHSRplotthedots 0.2.2 computed them."""
    return json.loads((shared / "reference" / "spc.json").read_text())


def limits(chart):
    return [chart.mean, chart.lower, chart.upper]


def types(values, **how):
    return list(xmr(values, **how).points["special_cause_type"])


@pytest.mark.parametrize(("screen", "low", "high"), [(False, -3.063, 6.952), (True, -0.716, 4.604)])
def test_limits_match_the_vignette_of_nhsrplotthedots(screen, low, high):
    assert_allclose(limits(xmr(WILD, screen=screen)), [1.944, low, high], atol=5e-4)


def test_limits_match_montgomerys_example():
    chart = xmr(MONTGOMERY)

    assert_allclose(limits(chart), [300.5, 279.78, 321.22], atol=0.01)
    assert_allclose(chart.mr_upper, 3.267 * 7.7895, atol=1e-3)


@pytest.mark.parametrize("screen", [True, False])
def test_limits_and_every_points_type_match_nhsrplotthedots(peers, screen):
    compared = 0
    for name, series in peers.items():
        if "NHSRplotthedots_screened" not in series:
            continue
        peer = series["NHSRplotthedots_screened" if screen else "NHSRplotthedots_unscreened"]
        chart = xmr(series["y"], screen=screen)
        assert_allclose(limits(chart), [peer["mean"], peer["lpl"], peer["upl"]], rtol=1e-11, atol=1e-11)
        assert list(chart.points["special_cause_type"]) == peer["special_cause_type"], name
        compared += 1
    assert compared == 7


@pytest.mark.parametrize(("peer_name", "screen"), [("qicharts2_i", False), ("qicharts2_i_screenedmr", True)])
def test_limits_match_qicharts2_but_for_its_constant(peers, peer_name, screen):
    for series in (series for series in peers.values() if peer_name in series):
        chart, peer = xmr(series["y"], screen=screen), series[peer_name]
        half = chart.upper - chart.mean
        assert_allclose(limits(chart), [peer["cl"], peer["lcl"], peer["ucl"]], atol=OTHER_CONSTANT * half)
        beyond = np.flatnonzero(chart.points["beyond_limits"]) + 1
        assert list(beyond) == list(np.atleast_1d(peer["sigma.signal_index"]))


def test_limits_match_qcc_but_for_its_constant(peers):
    for series in (series for series in peers.values() if "qcc_xbar_one" in series):
        chart, peer = xmr(series["y"], screen=False), series["qcc_xbar_one"]
        half = chart.upper - chart.mean
        assert_allclose(limits(chart), [peer["center"], peer["lcl"], peer["ucl"]], atol=OTHER_CONSTANT * half)
        assert_allclose(chart.mr_mean / 1.128, peer["std.dev"], rtol=1e-12)


def test_moving_ranges_match_qicharts2(peers):
    for series in (series for series in peers.values() if "qicharts2_mr" in series):
        chart, peer = xmr(series["y"], screen=False), series["qicharts2_mr"]
        assert_allclose([chart.mr_mean, chart.mr_upper], [peer["cl"], peer["ucl"]], rtol=1e-11)
        wild = np.flatnonzero(chart.points["moving_range"] > chart.mr_upper) + 1
        assert list(wild) == list(np.atleast_1d(peer["sigma.signal_index"]))


def test_limits_of_a_baseline_match_qicharts2(peers):
    peer = peers["montgomery_6_5_freeze20"]
    chart = xmr(peer["y"], screen=False, baseline=20)
    half = chart.upper - chart.mean

    assert_allclose(limits(chart), [peer["cl"], peer["lcl"], peer["ucl"]], atol=OTHER_CONSTANT * half)
    assert list(np.flatnonzero(chart.points["beyond_limits"]) + 1) == peer["sigma.signal_index"]
    assert chart.n_baseline == 20
    assert chart.caution == "the limits are of the first 20 values"


def test_p_chart_matches_qicharts2(peers):
    peer = peers["nhs_accidents_p"]
    chart = p_chart(peer["r"], peer["n"])

    assert_allclose(chart.mean, peer["cl"], rtol=1e-12)
    assert_allclose(chart.points["lower"], peer["lcl"], rtol=1e-12)
    assert_allclose(chart.points["upper"], peer["ucl"], rtol=1e-12)
    assert list(np.flatnonzero(chart.points["beyond_limits"]) + 1) == peer["sigma.signal_index"]
    assert "try prime=True" in chart.caution
    assert p_chart(peer["r"], peer["n"], prime=True).verdict == "no signal"


def test_seven_in_a_row_on_one_side_are_a_shift_and_six_are_not():
    low = [1, 2, 1, 3, 2, 1, 2]

    assert xmr([*low, 8, 9, 7, 8, 9, 7, 8]).points["shift"].sum() == 14
    assert xmr([*low[:6], 8, 9, 7, 8, 9, 7], baseline=12).points["shift"].sum() == 0


def test_seven_rising_values_are_a_trend_which_counts_before_a_shift():
    chart = xmr([5, 9, 4, 8, 1, 2, 3, 4, 5, 6, 7], screen=False)

    assert list(chart.points["trend"]) == [False] * 4 + [True] * 7
    assert set(chart.points["special_cause_type"][4:]) == {"7 Point Trend (Increasing)"}
    assert set(chart.points["meaning"][4:]) == {"improvement"}
    assert set(xmr([*range(6), 0, *range(6)]).points["trend"]) == {False}


def test_a_turning_point_counts_to_the_later_trend():
    chart = xmr([0, 20, 0, 20, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1], screen=False)

    assert list(chart.points["direction"]) == [0] * 4 + [1] * 6 + [-1] * 7


def test_the_end_of_a_trend_right_before_another_keeps_its_direction():
    chart = xmr([0, 40, 0, 40, *range(10, 17), *range(15, 22)], screen=False)

    assert list(chart.points["direction"]) == [0] * 4 + [1] * 14


def test_two_of_three_close_to_a_limit_need_all_three_on_that_side():
    usual = [5, 6, 4, 5, 7, 3, 5, 6, 4, 5, 6, 4, 5]  # limits of about 0.6 and 9.4, close beyond 2.1 and 7.9
    together, across = xmr([*usual, 9, 6, 9], baseline=13), xmr([*usual, 9, 4, 9], baseline=13)

    assert list(together.points["two_of_three"])[-3:] == [True, False, True]
    assert together.points["special_cause_type"].iloc[-1] == "2 in 3 Above CL"
    assert not across.points["two_of_three"].any()


@pytest.mark.parametrize(
    ("improvement", "high", "low"),
    [
        ("up", "improvement", "concern"),
        ("down", "concern", "improvement"),
        ("neutral", "neutral", "neutral"),
    ],
)
def test_what_a_special_value_means_depends_on_where_better_lies(improvement, high, low):
    usual = [5, 6, 4, 5, 7, 3, 5, 6, 4, 5, 6, 4, 5]
    meaning = list(xmr([*usual, 30, 5, -30], baseline=13, improvement=improvement).points["meaning"])

    assert meaning == [""] * 13 + [high, "", low]


@pytest.mark.parametrize(
    ("target", "improvement", "assurance"),
    [
        (0, "up", "consistently hitting"),
        (20, "up", "consistently failing"),
        (5, "up", "hit or miss"),
        (0, "down", "consistently failing"),
        (20, "down", "consistently hitting"),
        (20, "neutral", ""),
        (None, "up", ""),
    ],
)
def test_a_target_is_held_against_the_limits(target, improvement, assurance):
    usual = [5, 6, 4, 5, 7, 3, 5, 6, 4, 5, 6, 4, 5]

    assert xmr(usual, improvement=improvement, target=target).assurance == assurance


def test_a_target_on_a_limit_is_hit_or_miss_and_without_limits_nobody_can_tell():
    assert xmr([5, 5, 5], target=5).assurance == "hit or miss"
    assert xmr([5], target=5).assurance == "cannot tell"


@pytest.mark.parametrize("values", [[], [np.nan] * 3, [5.0], [5.0, np.nan, 6.0]])
def test_without_neighbours_there_are_no_limits(values):
    chart = xmr(values)

    assert np.isnan([chart.lower, chart.upper, chart.mr_mean]).all()
    assert len(chart.points) == len(values)
    assert not chart.points["special"].any()
    assert chart.verdict == "cannot tell"
    assert "no limits can be drawn" in chart.why


def test_two_values_have_limits_that_are_not_firm():
    chart = xmr([1, 2])

    assert_allclose(limits(chart), [1.5, -1.16, 4.16])
    assert chart.caution == "trial limits: from 2 values, firm ones need 13"
    assert chart.more_needed == "11 more values for firm limits"


def test_all_equal_values_are_never_special_though_their_mean_is_rounded():
    chart = xmr([0.1] * 20)

    assert_allclose(limits(chart), [0.1] * 3)
    assert chart.verdict == "no signal"
    assert chart.why == "None of 20 values is more than the usual coming and going."


def test_a_week_without_a_value_keeps_its_row_and_makes_no_moving_range():
    chart = xmr([1, 2, np.nan, 8, 9])

    assert_allclose(chart.mr_mean, 1)
    assert len(chart.points) == 5
    assert np.isnan(chart.points["value"][2])
    assert chart.points["special_cause_type"][2] == "Common Cause"
    assert "1 time without a value" in chart.caution


def test_a_run_goes_on_over_a_week_without_a_value():
    values = [1, 2, 1, 3, 2, 1, 2, 8, 9, 7, np.nan, 8, 9, 7, 8]
    points = xmr(values).points

    assert points["shift"].tolist() == [True] * 10 + [False] + [True] * 4


def test_what_was_screened_out_and_a_signal_in_trial_limits_are_said():
    chart = xmr(WILD[:12])

    assert chart.verdict == "signal"
    assert chart.why == "Of 12 values: 1 beyond the limits, 7 in a long run on one side of the mean."
    assert chart.caution.startswith("trial limits: from 12 values, firm ones need 13; ")
    assert "2 wild jumps left out of the limits" in chart.caution


def test_the_index_of_a_series_is_kept_and_the_series_left_alone():
    weeks = pd.Series([3.0, 4.0, 5.0], index=pd.Index(["a", "b", "c"], name="week"))
    points = xmr(weeks).points

    assert points.index.equals(weeks.index)
    assert points.index.name == "week"
    assert xmr([1, 2]).points.index.name == "point"
    assert list(points.columns[:7]) == [
        "value",
        "beyond_limits",
        "shift",
        "trend",
        "two_of_three",
        "special",
        "meaning",
    ]


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"improvement": "better"}, "improvement must be up, down or neutral, got 'better'"),
        ({"improvement": ["up"]}, r"got \['up'\]"),
        ({"target": np.inf}, "target must be a finite number, got inf"),
        ({"baseline": 1}, "2 or more, got 1"),
    ],
)
def test_a_choice_that_makes_no_sense_is_named(how, says):
    with pytest.raises(ParameterError, match=says):
        xmr([1, 2, 3], **how)


def test_a_long_series_takes_no_longer_than_its_length():
    chart = xmr(np.random.default_rng(3).normal(size=50_000))

    assert_allclose([chart.lower, chart.upper], [-3, 3], atol=0.1)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(values=SERIES, screen=st.booleans())
def test_a_mirrored_series_has_mirrored_limits_and_the_same_special_points(values, screen):
    up, down = xmr(values, screen=screen), xmr([-value for value in values], screen, improvement="down")

    assert_allclose([down.lower, down.upper], [-up.upper, -up.lower], atol=1e-12)
    assert list(up.points["special"]) == list(down.points["special"])
    assert list(up.points["meaning"]) == list(down.points["meaning"])


@settings(derandomize=True, deadline=None, max_examples=60)
@given(values=SERIES)
def test_moving_and_stretching_a_series_moves_and_stretches_its_limits(values):
    plain, moved = xmr(values), xmr([4 * value + 3 for value in values])

    assert_allclose(limits(moved), 4 * np.array(limits(plain)) + 3, atol=1e-9)
    assert list(moved.points["special_cause_type"]) == list(plain.points["special_cause_type"])


@settings(derandomize=True, deadline=None, max_examples=60)
@given(values=SERIES)
def test_every_rule_makes_special_and_only_special_points_mean_something(values):
    points = xmr(values).points
    rules = points[["beyond_limits", "shift", "trend", "two_of_three"]].any(axis=1)

    assert rules.equals(points["special"])
    assert (points["meaning"] != "").equals(points["special"])


def test_shares_of_small_groups_have_wider_limits():
    points = p_chart([8, 80], [10, 100]).points

    assert_allclose(points["value"], [0.8, 0.8])
    assert_allclose(points["upper"], [1.0, 0.92])
    assert_allclose(points["lower"], [0.8 - 3 * 0.4 / np.sqrt(10), 0.68])


def test_a_share_beyond_the_limits_of_its_size_is_a_signal():
    chart = p_chart([*[50] * 13, 90], [100] * 14)

    assert chart.verdict == "signal"
    assert chart.why == "1 of 14 shares beyond the limits of its size."
    assert chart.caution == ""


def test_too_few_times_and_too_small_groups_are_said():
    chart = p_chart([1, 2, 1], [4, 4, 4])

    assert chart.verdict == "cannot tell"
    assert chart.more_needed == "10 more values for firm limits"
    assert chart.caution == (
        "trial limits: from 3 values, firm ones need 13; the limits of 3 times are rough: too few students "
        "for a normal curve"
    )


@pytest.mark.parametrize(("right", "n"), [([], []), ([np.nan, 0], [10, 0])])
def test_nobody_asked_gives_no_share(right, n):
    chart = p_chart(right, n)

    assert np.isnan(chart.mean)
    assert chart.points["value"].isna().all()
    assert chart.verdict == "cannot tell"


@pytest.mark.parametrize("right", [0, 10])
def test_all_or_nobody_leaves_no_spread_and_nothing_beyond(right):
    for prime in (False, True):
        chart = p_chart([right] * 14, [10] * 14, prime=prime)
        assert (chart.mean, chart.verdict, chart.spread) == (right / 10, "no signal", 1)


def test_laneys_spread_is_the_mean_range_of_standardized_shares():
    right, n = np.array([40, 60, 50, 45, 55]), np.array([100, 120, 90, 100, 110])
    mean = right.sum() / n.sum()
    z = (right / n - mean) / np.sqrt(mean * (1 - mean) / n)

    assert_allclose(p_chart(right, n, prime=True).spread, np.abs(np.diff(z)).mean() / 1.128, rtol=1e-12)


def test_a_baseline_sets_the_mean_of_all_shares():
    assert p_chart([5, 5, 10], [10, 10, 10], baseline=2).mean == 0.5


@pytest.mark.parametrize(
    ("right", "n", "says"),
    [
        ([1], [1, 2], "right and n must be of one length, got 1 and 2"),
        ([-1], [2], "right must hold counts of 0 or more, got -1"),
        ([1], [-2], "n must hold counts of 0 or more, got -2"),
        ([1, 3], [2, 2], r"At time 2 more are right \(3\) than there are \(2\)"),
    ],
)
def test_counts_that_cannot_be_are_named(right, n, says):
    with pytest.raises(DataError, match=says):
        p_chart(right, n)


def test_the_index_of_the_counts_is_kept():
    right = pd.Series([1.0, 2.0], index=["a", "b"])

    assert list(p_chart(right, [4, 4]).points.index) == ["a", "b"]


@pytest.mark.parametrize("screen", ["no", None, 1, [True, False]])
def test_screening_is_on_or_off(screen):
    with pytest.raises(ParameterError, match="screen must be True or False"):
        xmr([1, 2, 3], screen)
