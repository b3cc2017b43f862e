"""What a reader of gaps between groups would miss, and what no reader may take from it."""

import numpy as np
import pandas as pd
import pytest

from plcnb.charts import gaps_between_groups
from plcnb.charts.style import ACCENT, GREY
from plcnb.errors import DataError, ParameterError


@pytest.fixture
def gaps():
    """A group clearly below, one clearly above, one within chance, one too small; by name."""
    frame = pd.DataFrame(
        {
            "n": [30, 4, 25, 40],
            "gap": [-0.12, np.nan, 0.02, 0.1],
            "low": [-0.2, np.nan, -0.06, 0.03],
            "high": [-0.04, np.nan, 0.1, 0.17],
            "verdict": ["below", "cannot tell", "cannot tell", "above"],
            "more_needed": ["", "scores of 6 more students", "", ""],
            "caution": ["", "fewer than 10 students: not compared", "", ""],
        },
        index=pd.Index(["Bus", "Dorm", "Town", "Walk"], name="group"),
    )
    frame.attrs.update(comparisons=3, expected_false_alarms=0.15, reference=None)
    return frame


def test_intervals_stand_around_the_line_of_no_gap_and_chance_is_grey(gaps, drawn):
    chart = gaps_between_groups(gaps)

    assert list(drawn(chart)["interval, clear"][::3, 0]) == [-0.2, 0.03]
    assert list(drawn(chart)["interval, within chance"][:2, 0]) == [-0.06, 0.1]
    assert set(drawn(chart)["no gap"][::3, 0]) == {0}
    colours = {line.get_label(): line.get_color() for line in chart.figure.axes[0].lines}
    assert (colours["interval, clear"], colours["interval, within chance"]) == (ACCENT, GREY)


def test_every_row_has_its_n_and_stands_in_the_order_of_names(gaps, texts):
    shown = texts(gaps_between_groups(gaps))

    assert [text for text in shown if text in gaps.index] == ["Bus", "Dorm", "Town", "Walk"]
    assert {"30 students, more than chance", "25 students", "40 students, more than chance"} <= set(shown)
    assert "3 comparisons; by chance alone about 0.15 would look clear by itself" in shown


def test_a_small_group_shows_why_and_a_hidden_one_not_even_its_n(gaps, texts):
    assert "4 students: fewer than 10 students: not" in texts(gaps_between_groups(gaps))

    hidden = gaps_between_groups(gaps.assign(hidden=[True, False, False, False]))
    assert "not shown (fewer than 10 students)" in texts(hidden)
    assert not any("30" in text or "12" in text for text in texts(hidden))
    assert "−12" not in hidden.alt
    assert "30 students" not in hidden.alt


def test_alt_says_every_gap_and_the_words_forbid_a_ranking(gaps):
    chart = gaps_between_groups(gaps)

    assert "Bus −12, probably between −20 and −4, 30 students, more than chance" in chart.alt
    assert "Dorm, 4 students, fewer than 10 students: not compared" in chart.alt
    assert "what they were offered" in chart.not_as


def test_the_scale_is_shared_and_widens_by_steps(gaps):
    def reach(frame, unit="share"):
        return gaps_between_groups(frame, unit).figure.axes[0].get_xlim()

    assert reach(gaps) == (-0.25, 0.25)
    assert reach(gaps.assign(high=0.3)) == (-0.5, 0.5)
    assert reach(gaps.assign(high=1.4)) == (-1, 1)
    assert reach(gaps.assign(high=14.0), "points") == (-20, 20)


def test_of_too_many_groups_the_clear_ones_are_kept_and_the_rest_counted(gaps, texts, collisions):
    many = pd.concat([gaps.loc[["Town"]]] * 40 + [gaps.loc[["Walk"]]])
    many.index = [f"A group with a rather long name, number {at}" for at in range(41)]

    chart = gaps_between_groups(many)

    assert "40 students, more than chance" in texts(chart)
    assert "25 more groups in the table" in texts(chart)
    assert collisions(chart) == []


def test_a_reference_is_named(gaps, texts):
    gaps.attrs["reference"] = "Walk"

    assert "points of 100 less or more than Walk" in texts(gaps_between_groups(gaps))


def test_nothing_to_compare_is_said(gaps, texts):
    assert "No group has scores" in gaps_between_groups(gaps.iloc[:0]).alt
    assert "no two groups have enough students to compare them" in texts(gaps_between_groups(gaps.iloc[1:2]))


def test_no_interval_leaves_the_mark(gaps):
    chart = gaps_between_groups(gaps.assign(low=np.nan, high=np.nan, verdict="cannot tell"))

    assert "nobody can say how sure" in chart.alt


def test_what_is_no_frame_of_gaps_is_refused(gaps):
    with pytest.raises(DataError, match="lacks gap"):
        gaps_between_groups(gaps.drop(columns="gap"))
    with pytest.raises(ParameterError, match="most must be"):
        gaps_between_groups(gaps, most=0)
    with pytest.raises(ParameterError, match="unit must be"):
        gaps_between_groups(gaps, "percent")
