"""At the floor itself: what one answer, student or day fewer would hide is shown, and the other way round."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from reading import words_of

from plcnb.model import ActionStep, Goal, Member, Poll, Wave
from plcnb.reports.leaving_numbers import numbers_may_be_seen
from plcnb.reports.room import open_room
from plcnb.reports.teamreport import open_report
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


@pytest.mark.parametrize(("n_before", "told"), [(5, True), (4, False)])
def test_a_change_is_told_from_five_answers_on_in_both_rounds(district_of_nobody, n_before, told):
    for weeks, n, level in ((12, n_before, 2), (2, 6, 6)):
        closes = TODAY - timedelta(weeks=weeks)
        wave = Wave(team_id=TEAM, instrument="safety", opens=closes - timedelta(days=7), closes=closes)
        wave = district_of_nobody.records.add(wave, by="coach")
        for place, person in enumerate(people(district_of_nobody)[:n]):
            sheet = {f"s{line}": level + (line == 2 and place == 0) for line in (2, 4, 6, 7)}
            sheet |= {f"s{line}": 8 - level for line in (1, 3, 5)}
            district_of_nobody.records.answer(wave.id, person, sheet, on=closes)

    assert ("Since the round before" in words_of(voice(district_of_nobody).pulse())) is told


def report(district, audience="team"):
    return open_report(TEAM, audience=audience, today=TODAY.isoformat(), workspace=district.folder)


@pytest.mark.parametrize(("n", "shown"), [(10, True), (9, False)])
def test_what_a_goal_reached_leaves_the_team_from_ten_students_on(district_of_nobody, n, shown):
    closed = {"state": "met", "closed_on": TODAY, "reached": 0.81, "reached_n": n}
    days = {"set_on": TODAY - timedelta(weeks=9), "by": TODAY}
    goal = Goal(team_id=TEAM, what="Compare", whom="all", measure="checks", start=0.5, target=0.7)
    district_of_nobody.records.add(goal.changed(**days, **closed), by="coach")

    assert "reached 81" in words_of(report(district_of_nobody).goals())
    assert ("reached 81" in words_of(report(district_of_nobody, "school").goals())) is shown


def test_a_step_is_overdue_when_its_day_is_over_and_not_on_it(district_of_nobody):
    for days in (0, 1):
        step = ActionStep(team_id=TEAM, what="Reteach", owner=people(district_of_nobody)[0])
        step = step.changed(due=TODAY - timedelta(days=days))
        district_of_nobody.records.add(step, by="coach")

    assert "2 steps open, 1 overdue" in words_of(report(district_of_nobody).steps())
