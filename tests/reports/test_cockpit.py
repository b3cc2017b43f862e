"""The coach's page: what waits where and when teams meet, in counts; nobody's name, nobody's words."""

import re
from datetime import date, timedelta

import pytest
from reading import words_of

from plcnb.errors import NotFound
from plcnb.model import ActionStep, Exchange, LaunchMilestone, Meeting, Member, Visit
from plcnb.reports.cockpit import open_cockpit

SIX, ONE = "harbour-grade-7-maths", "willow-grade-8-science"
TODAY = date(2026, 1, 27)
SECTIONS = (
    "masthead",
    "waits",
    "support",
    "meetings",
    "launches",
    "cadence",
    "cycle",
    "isolation",
    "health",
)


@pytest.fixture
def district(district_of_nobody):
    return district_of_nobody


def cockpit(district):
    return open_cockpit(today=TODAY.isoformat(), workspace=district.folder)


def people(district):
    return [one.person_id for one in district.records.list(Member, team_id=SIX)]


def test_the_whole_sample_names_nobody_and_quotes_nobody(sample_district):
    view = cockpit(sample_district)
    said = " ".join(words_of(getattr(view, section)()) for section in SECTIONS)

    names = [one.name for one in sample_district.records.list(Member) if one.name]
    steps = [one.what for one in sample_district.records.list(ActionStep) if len(one.what) > 15]
    assert names
    assert steps
    assert [text for text in (*names, *steps) if text in said] == []


def test_what_is_past_its_day_is_counted_by_team(district):
    first, second, *_ = people(district)
    late, ahead = TODAY - timedelta(days=3), TODAY + timedelta(days=3)
    records = district.records
    for due in (late, late, ahead):
        records.add(ActionStep(team_id=SIX, what="Reteach", owner=first, due=due), by=first)
    records.add(Meeting(team_id=SIX, on=late, state="planned"), by=first)
    for days in (2, 10):
        visit = Visit(team_id=SIX, visitor=first, host=second, on=TODAY - timedelta(days=days))
        records.add(visit, by=first)

    said = words_of(cockpit(district).waits())

    assert "4 things past their day, in 1 of 11 teams" in said
    assert "2 steps past their day; 1 meeting not written up; 1 visit not talked about" in said


def test_where_nothing_waits_the_page_is_calm(district):
    assert "Nothing is past its day" in words_of(cockpit(district).waits())


def test_meetings_stand_by_day_with_what_they_could_hold_and_teams_without_a_day_are_named(district):
    who = people(district)[0]
    meeting = Meeting(team_id=SIX, on=TODAY + timedelta(days=2), starts="15:10", minutes=40, state="planned")
    district.records.add(meeting, by=who)

    said = words_of(cockpit(district).meetings())

    assert "1 of 11 teams has a day for its next meeting" in said
    assert re.search(r"29\sJan 15:10 Grade 7 Mathematics Harbour School, 40 minutes", said)
    proposal = said.split("40 minutes ")[1].split(" No day yet")[0]
    minutes = [int(part.split()[-1]) for part in proposal.split(" · ")]
    assert sum(minutes) == 40
    assert "No day yet: Grade 5 Mathematics (Harbour School)" in said


def test_a_very_short_meeting_still_has_a_proposal(district):
    who = people(district)[0]
    district.records.add(
        Meeting(team_id=SIX, on=TODAY + timedelta(days=2), minutes=5, state="planned"), by=who
    )

    assert "5 minutes" in words_of(cockpit(district).meetings())


def test_a_launch_that_is_late_is_told_and_without_any_the_page_says_what_to_do(district):
    assert "01-launch" in words_of(cockpit(district).launches())
    for what, due, done in (("Data", -9, None), ("Norms", 9, None), ("Roles", -9, TODAY)):
        one = LaunchMilestone(
            team_id=SIX, what=what, area="data", due=TODAY + timedelta(days=due), done_on=done
        )
        district.records.add(one, by="coach")

    said = words_of(cockpit(district).launches())

    assert "1 of 1 launch plan late with something" in said
    assert "1 of 3 1 1" in said


def test_a_request_stands_with_its_team_and_school(district):
    who = people(district)[0]
    ask = Exchange(team_id=SIX, person_id=who, kind="ask", topic="a free hour", to="school", on=TODAY)
    district.records.add(ask, by=who)

    assert re.search(
        r"Grade 7 Mathematics Harbour School a free hour \(since 27\sJan\)",
        words_of(cockpit(district).support()),
    )


def test_the_team_without_a_day_comes_up_to_be_planned_for_and_a_wrong_id_lists_the_teams(district):
    form = cockpit(district).meeting_form()
    form.session.handle(
        {"type": "words", "fields": {"on": "2026-02-05", "starts": "15:10", "_writer": "coach"}}
    )

    assert form.session.plan.title == "Meeting of Grade 5 Mathematics (Harbour School)"
    assert "Grade 7 Mathematics" in cockpit(district).meeting_form(SIX).session.plan.title
    with pytest.raises(NotFound, match=SIX):
        cockpit(district).meeting_form("no-such-team")


def test_a_team_of_one_is_not_counted(district):
    said = words_of(cockpit(district).cadence())

    assert "of 11 teams" in said
    assert "one teacher: not counted here" in said
