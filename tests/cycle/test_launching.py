from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.cycle.launching import STATES, late, launch_plan
from plcnb.errors import ParameterError
from plcnb.model import LaunchMilestone
from plcnb.model.launch import AREAS

FIRST = date(2026, 8, 31)
TODAY = date(2026, 5, 4)


def test_a_plan_reaches_from_twenty_weeks_before_to_the_last_week_and_into_every_area():
    plan = launch_plan(FIRST)

    assert 12 <= len(plan) <= 16
    assert {one.area for one in plan} == {area for area, _ in AREAS}
    assert plan[0].due == FIRST - timedelta(weeks=20)
    assert [one.due for one in plan] == sorted(one.due for one in plan)
    assert all(one.complete and not one.owner for one in plan)


def test_what_would_be_due_without_school_is_due_the_school_day_before():
    spring_break = {date(2026, 4, 6) + timedelta(days=day) for day in range(12)}  # to Friday the 17th

    assert launch_plan(FIRST, school_closed=spring_break)[0].due == date(2026, 4, 3)


@given(st.dates(date(2025, 1, 1), date(2030, 1, 1)), st.sets(st.integers(1, 150), max_size=60))
def test_every_day_is_a_school_day_before_the_first(first, closed):
    days = {first - timedelta(days=day) for day in closed}

    for one in launch_plan(first, school_closed=days):
        assert one.due < first
        assert one.due.weekday() < 5
        assert one.due not in days


@given(st.integers(1, 200))
def test_a_late_start_keeps_the_order_and_plans_nothing_for_the_past(days_left):
    today = FIRST - timedelta(days=days_left)
    plan = launch_plan(FIRST, today=today)

    assert [one.what for one in plan] == [one.what for one in launch_plan(FIRST)]
    assert [one.due for one in plan] == sorted(one.due for one in plan)
    assert all(one.due >= today for one in plan)


def test_a_plan_can_be_made_for_some_areas():
    assert {one.area for one in launch_plan(FIRST, areas=["data", "norms"], team_id="t")} == {"data", "norms"}
    assert launch_plan(FIRST, areas=[]) == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"areas": ["money"]}, "areas holds 'money'; expected some of roles, norms"),
        ({"today": FIRST}, "must be after today"),
        ({"school_closed": [FIRST - timedelta(days=day) for day in range(400)]}, "check the calendar"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(changes, message):
    with pytest.raises(ParameterError, match=message):
        launch_plan(FIRST, **changes)


def milestones():
    return [
        LaunchMilestone(id="a", what="Norms", area="norms", due=TODAY + timedelta(days=30)),
        LaunchMilestone(id="b", what="Export", area="data", due=TODAY - timedelta(days=3), owner="m1"),
        LaunchMilestone(
            id="c", what="Calendar", area="calendar", due=TODAY - timedelta(days=9), done_on=TODAY
        ),
        LaunchMilestone(id="d", what="Roles", area="roles", due=TODAY),
        LaunchMilestone(id="e", what="Cover", area="time"),
        LaunchMilestone(id="f", what="Access", area="data", due=TODAY - timedelta(days=20)),
    ]


def test_what_is_late_stands_first_with_its_days():
    frame = late(milestones(), TODAY)

    assert frame["id"].tolist() == ["f", "b", "d", "a", "e", "c"]
    assert frame["state"].tolist() == ["late", "late", *STATES[1:]]
    assert frame["days_late"].tolist() == [20, 3, 0, 0, 0, 0]
    assert frame["owner"].tolist() == ["", "m1", "", "", "", ""]


def test_nothing_planned_is_an_empty_list():
    assert late([], TODAY).empty
