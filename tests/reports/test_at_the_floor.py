"""At the floor itself: what one answer, student or day fewer would hide is shown, and the other way round."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from reading import words_of

from plcnb.model import Member, Poll
from plcnb.reports.leaving_numbers import numbers_may_be_seen
from plcnb.reports.room import open_room
from plcnb.reports.voice import open_voice

TEAM = "harbour-grade-7-maths"
TODAY = date(2026, 1, 27)


def room(district, audience="team"):
    return open_room(TEAM, audience=audience, today=TODAY.isoformat(), workspace=district.folder)


def voice(district, audience="team"):
    return open_voice(TEAM, audience=audience, today=TODAY.isoformat(), workspace=district.folder)


def people(district):
    return [one.person_id for one in district.records.list(Member, team_id=TEAM)]


@pytest.mark.parametrize("audience", ["school", "public"])
def test_outside_the_team_a_room_has_no_name_for_anybody(sample_district, audience):
    person = people(sample_district)[0]

    assert room(sample_district).name_of(person)
    assert room(sample_district).name_of("nobody-now") == "a former member"
    assert room(sample_district, audience).name_of(person) == ""
    assert room(sample_district, audience).name_of("nobody-now") == ""


@pytest.mark.parametrize(
    ("students", "teachers", "seen"), [(10, 2, True), (9, 2, False), (10, 1, False), (10, 0, False)]
)
@pytest.mark.parametrize("members", ["written down", "in the evidence alone"])
def test_numbers_leave_a_team_from_ten_students_and_two_teachers_on(students, teachers, seen, members):
    known = teachers if members == "written down" else 0
    team = SimpleNamespace(n_students=students, n_members=teachers)

    outside = SimpleNamespace(inside=False, members=("somebody",) * known, team=team)

    assert numbers_may_be_seen(outside) is seen
    assert numbers_may_be_seen(SimpleNamespace(inside=True, members=(), team=team))


@pytest.mark.parametrize(("n", "shown"), [(5, True), (4, False)])
def test_a_vote_is_shown_from_five_ballots_on(district_of_nobody, n, shown):
    poll = Poll(
        team_id=TEAM,
        question="What shall we learn about?",
        options=("Talk", "Tickets"),
        opens=TODAY - timedelta(days=9),
        closes=TODAY - timedelta(days=1),
    )
    poll = district_of_nobody.records.add(poll, by="coach")
    for person in people(district_of_nobody)[:n]:
        district_of_nobody.records.vote(poll.id, person, ("Talk",))

    assert ("“Talk” wins" in words_of(voice(district_of_nobody).votes())) is shown
