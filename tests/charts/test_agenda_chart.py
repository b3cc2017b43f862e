"""What a team would miss when its minutes are drawn."""

import pandas as pd
import pytest

from plcnb.charts import agenda_timeline
from plcnb.cycle.agenda import Part, fit
from plcnb.errors import DataError

NAN = float("nan")


@pytest.fixture
def agenda():
    return pd.DataFrame({"minutes": [5, 15, 10], "item": ["Promises", "Look at fractions", "Plan a step"]})


def test_items_follow_one_another_for_their_minutes(agenda, drawn, texts, collisions):
    chart = agenda_timeline(agenda)
    bars = drawn(chart)["planned"]

    assert [(bars[i, 0], bars[i + 1, 0]) for i in (0, 3, 6)] == [(0, 5), (5, 20), (20, 30)]
    assert {"30 min planned", "5 min", "Promises", "Look at fractions"} <= set(texts(chart))
    assert "Look at fractions 15 min" in chart.alt
    assert "used" not in chart.alt
    assert collisions(chart) == []


def test_minutes_used_stand_under_those_planned(agenda, drawn, texts, collisions):
    chart = agenda_timeline(agenda.assign(used=[7, 20, NAN]))
    used = drawn(chart)["used"]

    assert [(used[i, 0], used[i + 1, 0]) for i in (0, 3)] == [(0, 7), (7, 27)]
    assert {"30 min planned, 27 min used", "used 7 min", "used –"} <= set(texts(chart))
    assert "Promises 5 min, used 7 min" in chart.alt
    assert "planned end" not in drawn(chart)
    assert collisions(chart) == []


def test_a_meeting_that_ran_over_shows_where_it_should_have_ended(agenda, drawn):
    chart = agenda_timeline(agenda.assign(used=[7, 20, 12]))

    assert set(drawn(chart)["planned end"][:2, 0]) == {30}
    assert chart.figure.axes[0].get_xlim() == (0, 39)


def test_what_did_not_fit_is_said_also_from_an_agenda(agenda, texts):
    fitted = fit([Part("Look", "", 15, 10, 5), Part("Song", "", 5, 5, 1)], 12)
    chart = agenda_timeline(fitted)

    assert "Left out for want of time: Song." in texts(chart)
    assert "Left out for want of time: Song." in chart.alt
    assert "Left out for want of time: Tea; Song." in agenda_timeline(agenda, ["Tea", "Song"]).alt


def test_nothing_to_do_says_the_next_step(agenda):
    for nothing in (agenda.head(0), agenda.assign(minutes=0)):
        assert "Add an item with its minutes" in agenda_timeline(nothing).alt


def test_a_long_agenda_and_long_names_fit(collisions, texts):
    many = pd.DataFrame({"minutes": [2.5] * 18, "item": ["W" * 200] * 9 + ["جمع الكسور " * 20] * 9})
    chart = agenda_timeline(many.assign(used=[3.0] * 18), ["x " * 150])

    assert "Not drawn: 3 more items; the table has them." in texts(chart)
    assert "2.5 min" in texts(chart)
    assert collisions(chart) == []


@pytest.mark.parametrize("minutes", [-5, 2000])
def test_impossible_minutes_are_named(agenda, minutes):
    with pytest.raises(DataError, match=f"Column minutes of the agenda holds {minutes}; expected minutes"):
        agenda_timeline(agenda.assign(minutes=[5, minutes, 10]))
    with pytest.raises(DataError, match="lacks item"):
        agenda_timeline(agenda.drop(columns="item"))
