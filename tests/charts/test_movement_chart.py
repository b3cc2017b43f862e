"""What a team that asks who moved would miss."""

from dataclasses import replace

import numpy as np
import pytest

from plcnb.charts import quartile_movement
from plcnb.errors import DataError
from plcnb.stats.growth import movement

EIGHT = [10, 20, 30, 40, 50, 60, 70, 80]


@pytest.fixture
def swapped():
    """Eight students; the first and the last change places, which exceeds the error by far."""
    return movement(EIGHT, [80, 20, 30, 40, 50, 60, 70, 10], sem=5)


def test_every_move_is_counted_and_clear_ones_are_marked(swapped, texts, drawn):
    chart = quartile_movement(swapped)

    assert "8 students: 1 up (1 clearly), 6 the same, 1 down (1 clearly)" in texts(chart)
    assert {"▲ 1 clearly", "▼ 1 clearly"} <= set(texts(chart))
    assert {"clearly up", "clearly down", "within error"} <= set(drawn(chart))
    assert "from lowest quarter to highest quarter 1 (1 clearly)" in chart.alt


def test_without_an_error_nothing_is_called_clear(texts):
    chart = quartile_movement(movement(EIGHT, EIGHT[::-1]))

    assert "How many error alone would move is not known." in texts(chart)
    assert not any("▲" in text for text in texts(chart))


def test_places_in_a_class_are_not_called_growth(swapped):
    assert "pushes another down" in quartile_movement(swapped).not_as
    assert "pushes another down" not in quartile_movement(replace(swapped, basis="same cuts")).not_as


@pytest.mark.parametrize("parts", [2, 3, 4, 5, 10])
@pytest.mark.parametrize("n", [1, 30, 50_000])
def test_any_number_of_students_and_parts_fits(parts, n, collisions):
    before, now = np.random.default_rng(1).normal(size=(2, n))

    assert collisions(quartile_movement(movement(before, now, parts=parts, sem=0.3))) == []


def test_nobody_with_both_scores_is_an_empty_figure():
    assert "second test" in quartile_movement(movement([np.nan], [1])).alt


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("now", 9, "Column now of movement holds 9; expected 1 to 4"),
        ("n_clear", 99, "more students moved clearly"),
    ],
)
def test_broken_frames_are_refused(swapped, column, value, message):
    frame = swapped.frame.copy()
    frame.loc[0, column] = value

    with pytest.raises(DataError, match=message):
        quartile_movement(replace(swapped, frame=frame))
    with pytest.raises(DataError, match=r"what growth\.movement gives, got DataFrame"):
        quartile_movement(frame)
