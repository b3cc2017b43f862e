"""The data meeting: no result before the reveal; what is typed is kept, checked and put on the agenda."""

import re
import shutil
from datetime import date, timedelta

import pytest
from reading import words_of

from plcnb.cycle.running import ProtocolRun
from plcnb.model import ActionStep, Meeting, Prediction
from plcnb.reports.meeting import open_meeting
from plcnb.reports.two_views import two_views
from plcnb.workspace import Workspace

TEAM = "harbour-grade-7-maths"
TODAY = date(2026, 1, 27)


@pytest.fixture
def district(sample_district, tmp_path):
    """The sample district to write in."""
    folder = tmp_path / "district"
    shutil.copytree(sample_district.folder, folder, ignore=shutil.ignore_patterns("reports"))
    return Workspace.open(folder)


@pytest.fixture
def meeting(district):
    return open_meeting(TEAM, workspace=district.folder)


def test_opening_every_part_writes_nothing(district, meeting):
    before = district.records.fingerprint()

    for part in (
        meeting.protocol(),
        meeting.predict(),
        meeting.reveal(),
        meeting.notes_form(),
        meeting.step_form(),
    ):
        assert part._repr_mimebundle_()["text/html"] or part._repr_mimebundle_()["text/plain"]

    assert district.records.fingerprint() == before


def test_before_the_reveal_no_share_is_shown(meeting):
    shown = [meeting.masthead(), meeting.steps(), meeting.curtain(meeting.items())]

    came = {f"{share:.1%}".replace("%", " %") for share in meeting.by_standard["share"].dropna()}
    assert not any(share in words_of(shown[0]) + words_of(shown[1]) for share in came)
    assert "<details><summary>After the reveal: Questions worth a look" in shown[2]._repr_html_()
    said = str(meeting.predict()._repr_mimebundle_()) + str(meeting.reveal()._repr_mimebundle_())
    assert not re.search(r"\d+(\.\d)? % of", said)


def test_what_was_expected_stands_beside_what_came(district, meeting):
    said = words_of(meeting.revealed())

    assert "Expected, and what came" in said
    assert "5 expected" in said
    assert "How well we predict" in said
    names = [one.name for one in meeting.room.members]
    assert [name for name in names if name in said] == [], "no member is compared with another"


def test_a_prediction_made_now_counts_at_the_reveal(district, meeting):
    team = open_meeting("orchard-grade-6-maths", workspace=district.folder)
    for one in team.room.records.list(Prediction, team_id=team.room.team_id):
        team.room.records.remove(Prediction, one.id, by="coach")
    assert "Expected" not in words_of(team.revealed())

    member = team.room.members[0]
    standard = team.by_standard.iloc[0]["standard_id"]
    team.room.records.add(
        Prediction(
            team_id=team.room.team_id,
            person_id=member.person_id,
            assessment_id=team.assessment.assessment_id,
            standard_id=standard,
            expected=0.9,
        ),
        by=member.person_id,
    )

    assert "Expected, and what came" in words_of(team.revealed())


def test_the_key_error_is_proposed_from_the_wrong_answer_that_tempted(meeting):
    said = words_of(meeting.key_error())

    assert "Question 8" in said
    assert re.search(r"\d+(\.\d)? % of 1\d\d students chose C where A is right", said)


def test_a_step_is_checked_for_its_three_adjectives_and_comes_up_at_the_next_meeting(district, meeting):
    member = meeting.room.members[0]
    records = meeting.room.records
    step = records.add(
        ActionStep(
            team_id=TEAM,
            what="work on fractions",
            owner=member.person_id,
            due=TODAY + timedelta(days=3),
            set_on=TODAY,
        ),
        by=member.person_id,
    )

    told = {title: met for met, title, _ in meeting.step_feedback(step)}

    assert told == {"Data-based": False, "Actionable": False, "Student-centred": False}, (
        "the form adds: not yet"
    )
    again = open_meeting(TEAM, workspace=district.folder)
    assert "work on fractions" in words_of(again.steps())
    assert "work on fractions" in words_of(again.next_agenda()) or "steps are due" in words_of(
        again.next_agenda()
    )


def test_a_step_that_is_due_at_the_next_meeting_lies_within_the_cycle(district, meeting):
    step = ActionStep(
        team_id=TEAM,
        what="Reteach fractions with paper strips",
        owner=meeting.room.members[0].person_id,
        set_on=TODAY,
        due=TODAY + timedelta(days=21),
    )

    def said():
        return next(why for _, title, why in meeting.step_feedback(step) if title == "Actionable")

    assert "this cycle ends on 5 Feb" in said()
    (planned,) = district.records.list(Meeting, team_id=TEAM, state="planned")
    district.records.update(planned.changed(on=step.due), by="x")
    assert "cycle ends" not in said()
    district.records.remove(Meeting, planned.id, by="x")
    assert "this cycle ends on 10 Feb" in said(), "two weeks, where no meeting is planned"


def test_minutes_used_are_kept_with_the_meeting_of_the_day(district, meeting):
    now = [0.0]
    run = ProtocolRun.of(meeting._plan, lambda: now[0]).start()
    meeting._keep_minutes(run)
    assert district.records.list(Meeting, team_id=TEAM, on=TODAY) == (), "somebody tried the button"

    now[0] = 240.0
    run = run.next()
    meeting._keep_minutes(run)
    (kept,) = district.records.list(Meeting, team_id=TEAM, on=TODAY)
    assert (kept.state, kept.parts[0].used) == ("held", 4), "also where nobody ends the meeting"

    now[0] = 600.0
    meeting._keep_minutes(run.finish())
    (kept,) = district.records.list(Meeting, team_id=TEAM, on=TODAY)
    assert [part.used for part in kept.parts[:2]] == [4, 6]
    meeting._keep_minutes(run.finish())
    assert len(district.records.list(Meeting, team_id=TEAM, on=TODAY)) == 1


@pytest.mark.parametrize("minutes", [20, 35, 90])
def test_the_steps_fit_the_minutes_and_what_does_not_fit_is_said(district, minutes):
    said = words_of(open_meeting(TEAM, minutes=minutes, workspace=district.folder).protocol_sheet())

    assert f"{minutes} minutes together" in said
    assert ("Left out" in said) == (minutes == 20)


def test_outside_the_team_no_prediction_and_no_step_is_told(district):
    outside = open_meeting(TEAM, audience="school", workspace=district.folder)

    assert words_of(outside.predicted()) == ""
    assert words_of(outside.calibration()) == ""
    assert re.fullmatch(r"Open steps \d+ steps? open(, \d+ overdue)?", words_of(outside.steps()))


def test_two_kinds_of_evidence_are_compared_student_by_student(district):
    teams = district.evidence.teams()["team_id"]
    kinds = {one: district.evidence.team(one).assessments["kind"].nunique() for one in teams}
    mixed = next(team for team, n in kinds.items() if n > 1)
    meeting = open_meeting(mixed, workspace=district.folder)

    said = words_of(meeting.two_views())

    assert re.search(r"agree on \d+ of \d+ students", said)
    assert "kappa" in said


def test_one_kind_of_evidence_says_what_to_do(meeting):
    assert "One view only" in words_of(meeting.two_views())


def test_a_team_without_results_gets_a_kind_page(messy_district):
    meeting = open_meeting("not-yet", workspace=messy_district.folder)

    assert "no assessment with questions" in words_of(meeting.predict())
    assert "One view only" in words_of(two_views(meeting.evidence, None, 0.7, inside=True))
    assert words_of(meeting.curtain(meeting.items())) == ""
