"""What a reader of a run chart or a control chart would miss."""

import datetime
import warnings
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plcnb.charts import run_chart, xmr_chart
from plcnb.charts.style import ACCENT, INK, WARM
from plcnb.errors import DataError, ParameterError
from plcnb.stats import runs
from plcnb.stats.runs import xmr

LONG_RUN = [*[4, 6] * 5, *[7] * 9, 5, 4, 3]
TICKETS = [0.41, 0.45, 0.4, 0.5, 0.44, 0.48, 0.62, 0.6, 0.64, 0.66, 0.7, 0.61]
USUAL = [5, 6, 4, 5, 7, 3, 5, 6, 4, 5, 6, 4, 5]


def marker(chart, label):
    return next(line for line in chart.figure.axes[0].lines if line.get_label() == label)


def test_the_verdict_its_rule_and_the_median_are_written(texts):
    shown = texts(run_chart(LONG_RUN, measure="late homework"))

    assert {"Something has changed", "median 6", "9 in a row", "late homework · 22 values"} <= set(shown)
    assert "A long run: 9 values in a row on one side of the median" in " ".join(shown)


def test_the_long_run_is_marked_by_shape_and_the_median_drawn(drawn):
    chart = run_chart(LONG_RUN)
    lines = drawn(chart)

    assert list(lines["long run"][:, 0]) == list(range(10, 19))
    assert (marker(chart, "long run").get_marker(), marker(chart, "long run").get_markerfacecolor()) == (
        "s",
        WARM,
    )
    assert lines["median"][0, 1] == lines["median"][1, 1]
    assert len(lines["value"]) == 22


def test_a_long_run_below_the_median_is_named_under_it():
    below = run_chart([10 - value for value in LONG_RUN])
    name = next(text for text in below.figure.axes[0].texts if text.get_text() == "9 in a row")

    assert name.get_position()[1] > marker(below, "long run").get_ydata().max()


@pytest.mark.parametrize("values", [USUAL, [3, 4, 2, 5, 3], TICKETS])
def test_without_a_long_run_none_is_marked(values, drawn):
    assert "long run" not in drawn(run_chart(values))


def test_too_few_values_cannot_be_told_and_say_what_would_settle_it(texts):
    shown = texts(run_chart([3, 4, 2, 5, 3]))

    assert "Cannot tell yet" in shown
    assert "It takes about 7 more values off the median." in " ".join(shown)


def test_shares_have_the_whole_scale_and_are_written_as_per_cent(texts):
    chart = run_chart(TICKETS, shares=True)

    assert {"0 %", "100 %", "median 55 %"} <= set(texts(chart))
    assert "41 % at 1, 61 % at 12, from 40 % to 70 %" in chart.alt


def test_a_change_of_teaching_stands_between_two_values(texts, drawn):
    chart = run_chart(TICKETS, shares=True, phases={6: "worked examples"})

    assert drawn(chart)["phase"][0, 0] == 5.5
    assert "worked examples" in texts(chart)
    assert chart.alt.endswith("After 6 values: worked examples.")


@pytest.mark.parametrize(
    ("labels", "first"),
    [
        ([f"unit {k}" for k in range(12)], "unit 0"),
        (pd.date_range("2026-10-01", periods=12), "1 Oct"),
        ([datetime.date(2026, 10, 1)] * 12, "1 Oct"),
        (np.arange(12) + 0.5, "0.5"),
        (None, "1"),
    ],
)
def test_times_are_called_as_people_call_them(labels, first, texts):
    assert first in texts(run_chart(TICKETS, labels=labels))


def test_the_index_of_a_series_names_its_times(texts):
    weeks = pd.Series(TICKETS, index=pd.date_range("2026-10-01", periods=12, freq="7D"))

    assert {"1 Oct", "17 Dec"} & set(texts(run_chart(weeks)))
    assert "1 Oct" in texts(xmr_chart(xmr(weeks)))


def test_a_time_without_a_value_is_a_gap_and_a_cross(drawn, texts):
    chart = run_chart([*TICKETS, np.nan, 0.6], shares=True)
    line = next(line for line in chart.figure.axes[0].lines if line.get_linewidth() == 0.9)

    assert list(drawn(chart)["no value"][:, 0]) == [12]
    assert np.isnan(line.get_ydata()[12])
    assert "value · 13 values, 1 time without (×)" in texts(chart)


def test_a_result_made_before_is_drawn_as_it_is(texts):
    made = runs.run_chart(USUAL, centre=4.5)

    assert "median 4.5" in texts(run_chart(USUAL, result=made))


def test_limits_mean_and_target_are_drawn_and_named(drawn, texts):
    chart = xmr_chart(xmr(USUAL, target=12))
    lines = drawn(chart)

    assert {"mean", "upper", "lower", "target", "usual"} <= set(lines)
    assert lines["target"][0, 1] < lines["upper"][0, 1] < lines["mean"][0, 1] < lines["lower"][0, 1]
    assert {"mean 5", "upper 9.4", "lower 0.57", "target 12"} <= set(texts(chart))
    assert "Target 12: consistently failing." in " ".join(texts(chart))


@pytest.mark.parametrize(
    ("improvement", "label", "shape", "colour", "said"),
    [
        ("up", "improvement", "o", ACCENT, "Improvement, above the upper limit: 14"),
        ("down", "concern", "D", WARM, "Concern, above the upper limit: 14"),
        ("neutral", "neutral", "s", INK, "Neutral, above the upper limit: 14"),
    ],
)
def test_a_special_value_has_the_shape_of_its_meaning_and_its_rule_in_words(
    improvement, label, shape, colour, said, texts, drawn
):
    chart = xmr_chart(xmr([*USUAL, 30], baseline=13, improvement=improvement))

    assert list(drawn(chart)[label][:, 0]) == [13]
    assert (marker(chart, label).get_marker(), marker(chart, label).get_markerfacecolor()) == (shape, colour)
    assert said in texts(chart)
    assert f"{said}." in chart.alt
    assert "Something out of the usual" in texts(chart)


def test_many_special_values_are_counted():
    alt = xmr_chart(xmr([*[1] * 10, *[9] * 10])).alt

    assert "below the lower limit: 1, 2, 3, 4, 5, 6 and 4 more." in alt


def test_trial_limits_are_said_and_so_is_that_they_move():
    chart = xmr_chart(xmr([5, 6, 4, 5, 7], target=20))

    assert "Trial limits: from 5 values, firm ones need 13" in chart.alt
    assert "Target 20: consistently failing, by trial limits so far." in chart.alt
    assert "they will move while there are few values" in chart.not_as
    assert "move" not in xmr_chart(xmr(USUAL)).not_as


def test_without_limits_none_are_drawn(drawn):
    chart = xmr_chart(xmr([5.0]))

    assert "upper" not in drawn(chart)
    assert "Mean 5, no limits yet." in chart.alt


def test_limits_beyond_the_scale_of_shares_are_named_at_its_end(drawn, texts):
    chart = xmr_chart(xmr([0.9, 1.0, 0.7, 1.0, 0.95]), shares=True)

    assert "upper" not in drawn(chart)
    assert any(text.startswith("upper") for text in texts(chart))


@pytest.mark.parametrize("chart", [run_chart([]), run_chart([np.nan]), xmr_chart(xmr([np.nan]))])
def test_without_a_value_the_place_is_kept_free(chart):
    assert "No value has been recorded yet." in chart.alt


@pytest.mark.parametrize(
    ("draw", "error", "says"),
    [
        (lambda: run_chart([1, 2], result=runs.run_chart([1])), DataError, "not about these values"),
        (lambda: run_chart([1, 2], result={}), DataError, "needs what runs.run_chart gives, got dict"),
        (lambda: run_chart([0.5, 2], shares=True), DataError, "holds 2; expected shares from 0 to 1"),
        (lambda: run_chart([1, 2], labels=["a"]), DataError, "one date or word for each of the 2 values"),
        (lambda: run_chart([1, 2], labels="ab"), DataError, "one date or word for each of the 2 values"),
        (
            lambda: run_chart([1, 2], phases=["May"]),
            ParameterError,
            "phases must be a finite number, got 'May'",
        ),
        (lambda: xmr_chart([1, 2]), DataError, "needs what runs.xmr gives, got list"),
    ],
)
def test_what_makes_no_sense_is_named(draw, error, says):
    with pytest.raises(error, match=says):
        draw()


SERIES = {
    "one": [5],
    "two": [1, 2],
    "all equal": [5] * 12,
    "long run": LONG_RUN,
    "long": np.cumsum(np.random.default_rng(5).normal(size=120)),
    "huge": np.arange(14) * 1e14,
    "tiny": np.arange(14) * 1e-9,
    "large and equal": [1e12] * 6,
    "with gaps": [1, np.nan, 3, 2, np.nan, 5],
}


@pytest.mark.parametrize("case", SERIES)
@pytest.mark.parametrize("kind", ["run", "xmr"])
def test_no_words_collide_or_leave_the_figure(case, kind, collisions):
    values = SERIES[case]
    look = {
        "labels": ["第三单元 fractions and mixed numbers"] * len(values),
        "phases": {1: "pairs", 3: "x" * 200, 5: "homework club"},
        "measure": "share of tickets " * 12,
    }
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        chart = run_chart(values, **look) if kind == "run" else xmr_chart(xmr(values, target=4), **look)

        assert collisions(chart) == []


VALUES = st.lists(st.integers(0, 9) | st.floats(-1e6, 1e6) | st.just(np.nan), max_size=24)


@settings(derandomize=True, deadline=None, max_examples=15)
@given(
    values=VALUES,
    phases=st.dictionaries(st.integers(-3, 20), st.text(max_size=30), max_size=4),
    measure=st.text(max_size=40),
    target=st.none() | st.integers(-5, 15),
)
def test_any_series_becomes_a_picture(values, phases, measure, target):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for chart in (
            run_chart(values, phases=phases, measure=measure),
            xmr_chart(xmr(values, target=target), phases=phases, measure=measure),
        ):
            ElementTree.fromstring(chart.svg())
            chart._repr_html_().encode("utf-8")
            assert chart.alt


def test_a_frame_is_no_row_of_labels():
    with pytest.raises(DataError, match="labels must hold one date or word"):
        run_chart([0.5, 0.6], labels=pd.DataFrame({"day": [1, 2]}))
