"""What a school or the public does not read of a team's visits, trials, initiatives and students."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from reading import words_of

from plcnb import open_initiative, open_meeting, open_school, open_trials, open_visits
from plcnb.model import ActionStep, Exchange, Member, Visit
from plcnb.reports.room import open_room
from plcnb.reports.two_views import two_views

TEAM = "harbour-grade-7-maths"
ALONE = "willow-grade-8-science"
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
    assert "kappa" not in said


def test_of_two_kinds_of_evidence_others_read_no_count_of_a_few(sample_district):
    """Of 12 students both kinds of evidence say the same of 11, so one is told apart by a count."""
    evidence = open_room(
        "willow-grade-5-reading", audience="school", workspace=sample_district.folder
    ).evidence
    first, last = evidence.assessments["assessment_id"].iloc[[0, -1]]
    listed = evidence.assessments.assign(
        kind=["quiz"] * (len(evidence.assessments) - 1) + ["exam"], max_score=1.0
    )
    scores = {first: [1.0] * 12, last: [1.0] * 11 + [0.0]}
    students = evidence.students["student_id"].iloc[:12].tolist()
    results = pd.concat(
        pd.DataFrame(
            {"assessment_id": one, "student_id": students, "score": of, "status": "scored", "mark": ""}
        )
        for one, of in scores.items()
    )
    listed = listed[listed["assessment_id"].isin([first, last])].assign(n_results=12)
    seen = replace(evidence, results=results, assessments=listed)

    said = words_of(two_views(seen, seen.assessment(str(last)), 0.7, inside=False))

    assert "agree on 80 % or more of 12 students" in said
    assert "11" not in said


def test_what_a_team_offers_to_others_is_read_by_its_leader_without_a_name(district_of_nobody):
    person = district_of_nobody.records.list(Member, team_id=TEAM)[0]
    for to, topic in (("school", "fraction strips"), ("team", "my notes")):
        offer = Exchange(team_id=TEAM, person_id=person.person_id, kind="offer", topic=topic, to=to, on=TODAY)
        district_of_nobody.records.add(offer, by=person.person_id)

    page = open_school("Harbour School", today=TODAY.isoformat(), workspace=district_of_nobody.folder)
    said = words_of(page.support())

    assert "Offered to others: fraction strips (Grade 7 Mathematics)" in said
    assert "my notes" not in said
    assert person.name not in said


def test_a_talk_dated_before_its_visit_is_in_no_median(district_of_nobody):
    for ago, after in [(30, 1)] * 4 + [(20, 2), (10, -300)]:
        one = visit(district_of_nobody, ago)
        told = one.changed(feedback_on=one.on + timedelta(days=after))
        district_of_nobody.records.update(told, by="coach")

    page = open_school("Harbour School", today=TODAY.isoformat(), workspace=district_of_nobody.folder)

    assert "6 6 after 1 day" in words_of(page.feedback())


@pytest.mark.parametrize(("n", "told"), [(2, False), (3, True)])
def test_a_leader_is_asked_to_look_from_three_steps_overdue_on(district_of_nobody, n, told):
    person = district_of_nobody.records.list(Member, team_id=TEAM)[0].person_id
    for number in range(n):
        step = ActionStep(team_id=TEAM, what=f"Step {number}", owner=person, due=TODAY - timedelta(days=3))
        district_of_nobody.records.add(step, by=person)

    page = open_school("Harbour School", today=TODAY.isoformat(), workspace=district_of_nobody.folder)

    assert ("a look at what it promised" in words_of(page.support())) is told


@pytest.mark.parametrize("audience", ["school", "public"])
def test_a_single_teacher_s_data_meeting_asks_nobody_outside_to_import_what_is_there(
    sample_district, audience
):
    meeting = open_meeting(ALONE, audience=audience, workspace=sample_district.folder)

    assert words_of(meeting.predict_sheet()) + words_of(meeting.key_error()) == ""
