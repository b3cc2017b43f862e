"""What a school or the public does not read of a team's visits, trials, initiatives and students."""

from datetime import date, timedelta

import pytest
from reading import words_of

from plcnb import open_initiative, open_school, open_trials, open_visits
from plcnb.model import ActionStep, Member, Visit
from plcnb.reports.room import open_room
from plcnb.reports.two_views import two_views

TEAM = "harbour-grade-7-maths"
TODAY = date(2026, 1, 27)
outside = pytest.mark.parametrize("audience", ["school", "public"])


def visit(district, ago, **more):
    people = [one.person_id for one in district.records.list(Member, team_id=TEAM)]
    told = {"looked_for": ("explain",), "seen": ("explain",), "noticed": "It is six."} | more
    on = TODAY - timedelta(days=ago)
    one = Visit(team_id=TEAM, visitor=people[5], host=people[ago % 4], on=on, feedback_on=on, **told)
    return district.records.add(one, by=people[5])


def visits(district, audience):
    return open_visits(TEAM, audience=audience, today=TODAY.isoformat(), workspace=district.folder)


@outside
@pytest.mark.parametrize(("n", "told"), [(4, False), (5, True)])
def test_visits_are_told_from_five_on(district_of_nobody, audience, n, told):
    for ago in range(3, 3 + n):
        visit(district_of_nobody, ago)

    view = visits(district_of_nobody, audience)

    assert ("Fewer than 5 visits lately" in words_of(view.findings())) is not told
    assert (f"of {n} visits" in words_of(view.students())) is told


@outside
def test_a_visit_that_was_only_begun_is_the_team_s_own_business(district_of_nobody, audience):
    visit(district_of_nobody, 9, looked_for=(), seen=())

    assert "Begun, not whole yet" in words_of(visits(district_of_nobody, "team").findings())
    assert "Begun, not whole yet" not in words_of(visits(district_of_nobody, audience).findings())


@outside
def test_ideas_of_before_are_told_in_the_team_alone(sample_district, audience):
    team = "harbour-grade-5-maths"

    def told(who):
        return words_of(open_trials(team, audience=who, workspace=sample_district.folder).tried_before())

    assert "Something like it has been tried" in told("team")
    assert told(audience) == ""


@outside
def test_of_an_initiative_no_change_has_a_number_of_its_own_and_no_log_is_printed(sample_district, audience):
    def view(who):
        team = "harbour-grade-8-reading"
        return open_initiative(team, audience=who, workspace=sample_district.folder)

    assert "as meant in" in words_of(view("team").drivers())
    assert "as meant in" not in words_of(view(audience).drivers())
    assert words_of(view("team").sighting_sheet())
    assert words_of(view(audience).sighting_sheet()) == ""


@pytest.mark.parametrize(("students", "told"), [(9, False), (10, True)])
def test_two_kinds_of_evidence_are_compared_from_ten_students_on(sample_district, students, told):
    team = open_room("willow-grade-5-reading", audience="school", workspace=sample_district.folder)
    evidence = team.evidence
    took = evidence.results.dropna(subset="score").groupby("student_id")["assessment_id"].nunique()
    few = took.index[took == len(evidence.assessments)][:students]
    object.__setattr__(evidence, "results", evidence.results[evidence.results["student_id"].isin(few)])
    latest = evidence.assessment(str(evidence.assessments["assessment_id"].iloc[-1]))

    said = words_of(two_views(evidence, latest, 0.7, inside=False))

    assert ("Too few students" in said) is not told


@pytest.mark.parametrize(("n", "told"), [(2, False), (3, True)])
def test_a_leader_is_asked_to_look_from_three_steps_overdue_on(district_of_nobody, n, told):
    person = district_of_nobody.records.list(Member, team_id=TEAM)[0].person_id
    for number in range(n):
        step = ActionStep(team_id=TEAM, what=f"Step {number}", owner=person, due=TODAY - timedelta(days=3))
        district_of_nobody.records.add(step, by=person)

    page = open_school("Harbour School", today=TODAY.isoformat(), workspace=district_of_nobody.folder)

    assert ("a look at what it promised" in words_of(page.support())) is told
