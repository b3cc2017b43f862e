"""Run charts: values of peers, published examples and laws."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import binom

from plcnb.errors import DataError, ParameterError
from plcnb.stats.runs import anhoej_limits, run_chart

# Anhøj and Olesen (2014), PLoS ONE 9, e113825: useful values, longest run, fewest crossings.
ANHOEJ = [(10, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (24, 8, 8), (30, 8, 10), (40, 8, 14)]

SERIES = st.lists(st.integers(0, 9), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def peers(shared):
    """Charts as R qicharts2 0.8.1, qcc 3.0 and NHSRplotthedots 0.2.2 computed them."""
    return json.loads((shared / "reference" / "spc.json").read_text())


def as_qicharts2(chart):
    return {
        "n.useful": chart.n_useful,
        "longest.run": chart.longest_run,
        "longest.run.max": chart.longest_run_max,
        "n.crossings": chart.crossings,
        "n.crossings.min": chart.crossings_min,
        "runs.signal": chart.signal,
    }


@pytest.mark.parametrize(("n", "longest", "crossings"), ANHOEJ)
def test_the_limits_are_those_published(n, longest, crossings):
    assert anhoej_limits(n) == (longest, crossings)


def test_the_limits_match_qicharts2_from_10_to_100(peers):
    for row in peers["anhoej_limits"]:
        assert anhoej_limits(row["n_useful"]) == (row["longest_run_max"], row["crossings_min"])


def test_the_fewest_crossings_are_the_binomial_quantile_for_any_n():
    several = [*range(1, 300), 1001, 20_000]

    assert [anhoej_limits(n)[1] for n in several] == [float(binom.ppf(0.05, n - 1, 0.5)) for n in several]


@pytest.mark.parametrize("chart", ["run", "i", "mr"])
def test_runs_match_qicharts2_about_median_mean_and_mean_range(peers, chart):
    compared = 0
    for name, series in peers.items():
        if f"qicharts2_{chart}" not in series:
            continue
        peer = series[f"qicharts2_{chart}"]
        values = np.abs(np.diff(series["y"])) if chart == "mr" else np.array(series["y"])
        if chart == "run":
            got = run_chart(values)
            assert_allclose(got.median, peer["cl"], rtol=1e-12)
        else:
            got = run_chart(values, centre=values.mean())
            assert_allclose(got.median, peer["cl"], rtol=1e-11)
        assert as_qicharts2(got) == {key: peer[key] for key in as_qicharts2(got)}, name
        compared += 1
    assert compared == 7


def test_runs_about_a_frozen_mean_match_qicharts2(peers):
    peer = peers["montgomery_6_5_freeze20"]
    got = run_chart(peer["y"], centre=np.mean(peer["y"][:20]))

    assert (got.n_useful, got.longest_run, got.crossings) == (40, 6, 20)
    assert got.median == peer["cl"]


def test_a_long_run_is_a_signal_and_is_named():
    chart = run_chart([*[4, 6] * 5, *[7] * 9, 5, 4, 3])

    assert chart.verdict == "signal"
    assert chart.why.startswith("A long run: 9 values in a row on one side of the median, where chance")


def test_a_signal_says_where_it_is_and_where_it_points():
    long = run_chart([*[4, 6] * 5, *[7] * 9, 5, 4, 3])
    few = run_chart([9, 9, 9, 9, 9, 9, 1, 1, 1, 1, 1, 1])
    gone_on = run_chart([*[4, 6] * 5, *[7] * 9])

    assert (long.longest_at, long.side) == ((10, 18), 0), "it has ended"
    assert (gone_on.longest_at, gone_on.side) == ((10, 18), 1)
    assert (few.longest_at, few.side) == ((6, 11), -1), "of two runs of one length the latest"
    assert run_chart([1, 2, 1, 2]).side == 0


def test_too_few_crossings_are_a_signal_and_are_named():
    chart = run_chart([1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9])

    assert (chart.longest_run, chart.crossings, chart.crossings_min) == (6, 1, 3)
    assert chart.why == "Few crossings: the values cross the median once, where chance gives at least 3."


def test_a_signal_by_both_rules_names_both():
    why = run_chart([*[1] * 10, *[9] * 10]).why

    assert why == (
        "A long run: 10 values in a row on one side of the median, where chance explains 7, and only 1 "
        "crossing of it, where chance gives at least 6."
    )


def test_without_a_signal_only_chance_is_claimed():
    chart = run_chart([4, 6, 5, 3, 7, 4, 6, 3, 8, 2, 7, 4])

    assert (chart.verdict, chart.more_needed) == ("no signal", "")
    assert chart.why.startswith("Only chance to be seen: at most")


def test_below_ten_useful_values_nobody_can_tell_whatever_the_rules_give():
    chart = run_chart([*[1] * 4, *[9] * 5], centre=5)

    assert chart.verdict == "cannot tell"
    assert chart.more_needed == "about 1 more value off the median"
    assert chart.why == "Only 9 values off the median; both rules need 10."


def test_the_rules_alone_may_signal_where_the_verdict_does_not():
    chart = run_chart([9] * 8, centre=5)

    assert chart.signal
    assert chart.verdict == "cannot tell"


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [5.0], [5.0] * 12])
def test_without_a_value_off_the_median_there_are_no_runs(values):
    chart = run_chart(values)

    runs = [chart.longest_run, chart.longest_run_max, chart.crossings, chart.crossings_min]
    assert (chart.n_useful, chart.longest_at, chart.side) == (0, None, 0)
    assert np.isnan(runs).all()
    assert not chart.signal
    assert chart.verdict == "cannot tell"
    assert chart.why == "No value lies off the median."


def test_all_equal_asks_for_values_that_differ():
    assert run_chart([0.1] * 12).more_needed == "values that differ: all are the same so far"


def test_two_values_lie_on_both_sides_of_their_median():
    chart = run_chart([1, 2])

    assert (chart.n_useful, chart.longest_run, chart.crossings) == (2, 1, 1)
    assert chart.verdict == "cannot tell"


def test_missing_values_are_passed_over_and_said():
    values = [4, 6, 5, 3, 7, 4, 6, 3, 8, 2, 7, 4]
    gappy = run_chart([*values[:5], np.nan, *values[5:], np.nan])

    left_out = {"caution": "2 times without a value left out", "longest_at": gappy.longest_at}
    assert gappy == replace(run_chart(values), **left_out)


def test_many_values_on_the_median_are_said():
    assert run_chart([5, 5, 5, 5, 4, 6]).caution == "4 values on the median"


def test_a_baseline_sets_the_median_for_all_and_is_said():
    chart = run_chart([1, 2, 3, 9, 9, 9], baseline=3)

    assert chart.median == 2
    assert chart.caution == "the median is of the first 3 only"
    assert run_chart([1, 2, 3], baseline=12) == run_chart([1, 2, 3])


@pytest.mark.parametrize("baseline", [1, 0, 2.5, True, "3"])
def test_a_baseline_must_be_a_count(baseline):
    with pytest.raises(ParameterError, match="baseline must be a whole number of first values, 2 or more"):
        run_chart([1, 2, 3], baseline=baseline)


def test_a_line_is_either_given_or_computed():
    with pytest.raises(ParameterError, match="not both"):
        run_chart([1, 2, 3], baseline=2, centre=2)


def test_what_is_no_number_is_named():
    with pytest.raises(DataError, match="value 2 is 'absent'"):
        run_chart([1, "absent"])


def test_a_long_series_is_judged_as_a_short_one():
    values = np.random.default_rng(7).normal(size=100_000)
    chart = run_chart(values)

    assert chart.n_useful == 100_000
    assert chart.longest_run_max == 20


def test_inputs_are_not_changed():
    values = pd.Series([3.0, np.nan, 1.0])
    run_chart(values)

    assert values.tolist()[0] == 3


@settings(derandomize=True, deadline=None, max_examples=60)
@given(values=SERIES)
def test_mirrored_reversed_moved_and_stretched_series_have_the_same_runs(values):
    plain = as_qicharts2(run_chart(values))
    row = np.array(values, float)

    assert as_qicharts2(run_chart(-row)) == plain
    assert as_qicharts2(run_chart(row[::-1])) == plain
    assert as_qicharts2(run_chart(3 * row + 17)) == plain


@settings(derandomize=True, deadline=None, max_examples=60)
@given(values=SERIES)
def test_runs_and_crossings_share_out_the_useful_values(values):
    chart = run_chart(values)

    assert chart.n_useful <= chart.n
    if chart.n_useful:
        assert chart.longest_run + chart.crossings <= chart.n_useful
        assert chart.longest_run * (chart.crossings + 1) >= chart.n_useful
