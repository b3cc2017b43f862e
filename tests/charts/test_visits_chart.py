"""What a reader of classroom visits would miss."""

import numpy as np
import pandas as pd
import pytest

from plcnb.charts import look_fors_over_time
from plcnb.errors import DataError
from plcnb.stats.visits import look_fors


@pytest.fixture
def visited():
    """Make the frame of look-fors from {look-for: {period: (seen, visits)}}."""

    def make(seen):
        rows = [
            {"look_for": name, "period": period, "seen": place < k}
            for name, periods in seen.items()
            for period, (k, n) in periods.items()
            for place in range(n)
        ]
        return look_fors(pd.DataFrame(rows, columns=["look_for", "period", "seen"]))

    return make


def test_each_look_for_shows_its_shares_visits_and_change(visited, texts, drawn, collisions):
    chart = look_fors_over_time(visited({"Students explain": {"Sep": (2, 12), "Oct": (10, 12)}}))

    assert {
        "Students explain",
        "83 %",
        "of 12 visits, Oct",
        "● clearly more than before".replace(" ", "\xa0", 1),
    } <= set(texts(chart))
    assert texts(chart).count("12") == 2, "the visits of each period"
    assert len(drawn(chart)["interval, above"]) == 3
    assert "Sep 17 % of 12 visits, probably between" in chart.alt
    assert "clearly more than before" in chart.alt
    assert collisions(chart) == []


def test_a_higher_share_stands_higher(visited, drawn):
    chart = look_fors_over_time(visited({"Explain": {1: (2, 12), 2: (3, 12)}}))
    intervals = drawn(chart)["interval, cannot tell"]

    assert intervals[3, 1] < intervals[0, 1], "down is in points from the top"


def test_a_period_without_visits_stays_empty_and_few_rooms_are_not_shown(visited, texts, drawn):
    chart = look_fors_over_time(visited({"Explain": {1: (4, 9), 2: (1, 2)}, "Ask": {1: (3, 9), 3: (4, 9)}}))

    assert "Explain: 1 44 % of 9 visits" in chart.alt
    assert "2 not shown; 3 no visits" in chart.alt
    assert "–" in texts(chart)
    assert len(drawn(chart)["no numbers"]) == 3
    assert any("too few rooms" in text for text in texts(chart))


def test_no_visit_says_the_next_step():
    empty = look_fors(pd.DataFrame({"look_for": [], "period": [], "seen": []}))

    assert "Log a first five-minute visit" in look_fors_over_time(empty).alt


def test_many_look_fors_and_periods_leave_the_rest_to_the_table(visited, texts, collisions):
    periods = {f"2026-autumn-{p:02d}": (6, 12) for p in range(11)}
    chart = look_fors_over_time(
        visited({f"{'Students explain at length ' * 4}{i}": periods for i in range(9)})
    )

    assert "Not drawn: 3 more look-fors and 3 earlier periods; the table has them." in texts(chart)
    assert {"2026-autumn-03", "2026-autumn-10"} <= set(texts(chart))
    assert "2026-autumn-04" not in texts(chart), "in between there is no room"
    assert collisions(chart) == []


def test_a_single_period_is_drawn_and_dates_are_short(visited, texts):
    dates = pd.to_datetime(["2026-10-03"])
    chart = look_fors_over_time(visited({"Explain": {dates[0]: (4, 9)}}))

    assert "3 Oct" in texts(chart)
    assert "cannot tell a change yet" in chart.alt


def test_columns_do_as_well_as_an_index(visited):
    frame = visited({"Explain": {1: (2, 12), 2: (10, 12)}})

    assert look_fors_over_time(frame).alt == look_fors_over_time(frame.reset_index()).alt


def test_a_broken_frame_is_named(visited):
    frame = visited({"Explain": {1: (2, 12)}})
    with pytest.raises(DataError, match="lacks period"):
        look_fors_over_time(frame.droplevel("period"))
    with pytest.raises(DataError, match="Column share of the look-fors holds 2"):
        look_fors_over_time(frame.assign(share=2.0))
    with pytest.raises(DataError):
        look_fors_over_time(frame.assign(low=np.inf))
