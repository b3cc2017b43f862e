"""What a team would miss when it looks for a time."""

import numpy as np
import pandas as pd
import pytest

from plcnb import charts
from plcnb.errors import DataError
from plcnb.stats.schedule import common_times

NAN = np.nan


@pytest.fixture
def times():
    said = {"Ana": [1, 1, 0], "Ben": [0, 1, 1], "Cem": [NAN, NAN, 1], "Dee": [1, 1, 1]}
    return common_times(pd.DataFrame(said, index=["Mon 8:00", "Tue 15:00", "Wed 7:30"]))


def test_each_person_is_a_mark_of_what_they_said(times, drawn, texts, collisions):
    chart = charts.common_times(times)

    assert [len(drawn(chart)[kind]) for kind in ("n_can", "n_unknown", "n_cannot")] == [8, 2, 2]
    assert {"Tue 15:00", "3 of 4", "not said: Cem", "cannot: Ana", "cannot: Ben; not said: Cem"} <= set(
        texts(chart)
    )
    assert "Tue 15:00, 3 of 4 can, not said: Cem" in chart.alt
    assert collisions(chart) == []


def test_of_many_people_the_shares_are_drawn(drawn, texts, collisions):
    frame = pd.DataFrame(np.tile([1.0, 0.0, NAN, 1.0], (2, 15)), index=["a slot " * 30, "b"])
    chart = charts.common_times(common_times(frame))
    can, might = drawn(chart)["n_can"], drawn(chart)["n_unknown"]

    assert (can[1, 0] - can[0, 0]) == pytest.approx(2 * (might[1, 0] - might[0, 0]))
    assert "30 of 60" in texts(chart)
    assert any(text.startswith("Thick bar: can") for text in texts(chart))
    assert collisions(chart) == []


def test_many_times_leave_the_rest_to_the_table(texts, collisions):
    frame = pd.DataFrame(np.ones((13, 3)), index=pd.date_range("2026-10-03 15:00", periods=13))
    chart = charts.common_times(common_times(frame))

    assert "Not drawn: 3 more times; the table has them." in texts(chart)
    assert "Sat 3 Oct, 15:00" in texts(chart)
    assert collisions(chart) == []


def test_no_time_and_nobody():
    assert "Propose a few times" in charts.common_times(common_times({})).alt
    assert "0 of 0" in charts.common_times(common_times(pd.DataFrame(index=["Mon"]))).alt


def test_a_broken_frame_is_named(times):
    with pytest.raises(DataError, match="lacks n_can"):
        charts.common_times(times.drop(columns="n_can"))
    with pytest.raises(DataError, match="Column who_cannot of the common times holds no tuple"):
        charts.common_times(times.assign(who_cannot="Ana"))
