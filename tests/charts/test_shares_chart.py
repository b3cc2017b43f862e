"""What a reader of a P chart would miss."""

import warnings
from xml.etree import ElementTree

import numpy as np
import pytest

from plcnb.charts import p_chart
from plcnb.errors import DataError, ParameterError
from plcnb.stats import runs

SIZES = [24, 12, 24, 6, 24, 24, 12, 24, 24, 24, 12, 24, 24, 24]
RIGHT = [12, 6, 12, 3, 12, 12, 6, 12, 12, 12, 6, 12, 12, 23]


def test_each_share_has_the_band_of_its_size(drawn):
    lines = drawn(p_chart(runs.p_chart(RIGHT, SIZES)))
    height = lines["usual"][1::3, 1] - lines["usual"][0::3, 1]

    assert len(lines["share"]) == 14
    assert height[3] > height[1] > height[0] > 0, "6 students, 12 and 24"
    assert lines["mean"][0, 1] == lines["mean"][1, 1]


def test_a_share_beyond_its_band_is_a_square_and_is_named(drawn, texts):
    chart = p_chart(runs.p_chart(RIGHT, SIZES), measure="homework handed in")

    assert list(drawn(chart)["beyond"][:, 0]) == [13]
    assert {"Something out of the usual", "all 54 %"} <= set(texts(chart))
    assert "1 of 14 shares beyond the limits of its size. Beyond them: 14." in chart.alt
    assert "homework handed in · 14 shares, n 6 to 24" in texts(chart)


def test_the_alt_text_tells_first_last_and_all(texts):
    chart = p_chart(runs.p_chart([6] * 13, [12] * 13), labels=[f"week {k}" for k in range(13)])

    assert chart.alt.startswith(
        "Share, 13 shares, n 12: 50 % at week 0, 50 % at week 12. Over all 50 %. Nothing out of the usual."
    )


def test_many_beyond_are_counted():
    alt = p_chart(runs.p_chart([0, 100] * 7, [100] * 14)).alt

    assert "Beyond them: 1, 2, 3, 4, 5, 6 and 8 more." in alt


def test_a_time_without_anybody_is_a_cross_and_few_times_cannot_be_told(drawn, texts):
    chart = p_chart(runs.p_chart([3, np.nan, 2], [5, 0, 24]), phases={1: "pairs"})

    assert list(drawn(chart)["no share"][:, 0]) == [1]
    assert drawn(chart)["phase"][0, 0] == 0.5
    assert "Cannot tell yet" in texts(chart)
    assert chart.alt.endswith("After 1 share: pairs.")


@pytest.mark.parametrize(
    ("right", "n"),
    [([1], [1]), ([0] * 3, [9] * 3), (RIGHT, SIZES), ([5] * 90, [9] * 90), ([1e9, 2e9], [3e9, 3e9])],
)
def test_no_words_collide_or_leave_the_figure(right, n, collisions):
    chart = p_chart(
        runs.p_chart(right, n),
        labels=["Unit 3: fractions and mixed numbers"] * len(n),
        phases={1: "x" * 200, 2: "homework club"},
        measure="homework handed in " * 12,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ElementTree.fromstring(chart.svg())

    assert collisions(chart) == []


@pytest.mark.parametrize(("right", "n"), [([], []), ([0, np.nan], [0, 4])])
def test_without_a_share_the_place_is_kept_free(right, n):
    assert "No share has been recorded yet." in p_chart(runs.p_chart(right, n)).alt


def test_what_makes_no_sense_is_named():
    known = runs.p_chart([1], [2])
    with pytest.raises(DataError, match=r"needs what runs\.p_chart gives, got list"):
        p_chart([1])
    with pytest.raises(DataError, match="one date or word for each of the 1 values"):
        p_chart(known, labels=["a", "b"])
    with pytest.raises(ParameterError, match="phases must be the weeks"):
        p_chart(known, phases="soon")
