"""Where something begins or ends to count: on the day, or at the number, and one before and after it."""

from datetime import date, timedelta

import pytest

from plcnb.cycle.cadence import QUIET, WINDOW, cadence
from plcnb.cycle.implementing import by_place, standing
from plcnb.cycle.launching import late
from plcnb.cycle.promises import due_steps, goals_due, rechecks_due
from plcnb.cycle.steps import Written, present_step
from plcnb.cycle.visiting import coverage
from plcnb.model import ActionStep, Goal, LaunchMilestone, Meeting, Member, Milestone, Sighting, Trial, Visit

TODAY = date(2026, 1, 27)
UNTIL = date(2026, 2, 5)
DAY = timedelta(days=1)
FORTNIGHT = timedelta(days=14)
GOAL = Goal(id="g", team_id="t", state="open")
HELD = Meeting(id="m", team_id="t", state="held", assessment_id="check-3")


@pytest.mark.parametrize(("day", "due"), [(UNTIL, True), (UNTIL + DAY, False)])
def test_what_is_due_on_the_day_of_the_next_meeting_is_due_in_it(day, due):
    step = ActionStep(id="s", team_id="t", what="Reteach", due=day)
    recheck = ActionStep(id="r", team_id="t", what="Reteach", recheck_on=day)

    assert bool(len(due_steps([step], UNTIL, TODAY))) is due
    assert bool(len(rechecks_due([recheck], UNTIL, TODAY))) is due
    assert bool(len(goals_due([GOAL.changed(by=day)], UNTIL, TODAY))) is due


@pytest.mark.parametrize(("ago", "counted"), [(WINDOW - DAY, 1), (WINDOW, 0)])
def test_eight_weeks_do_not_hold_their_first_day_twice(ago, counted):
    assert cadence([HELD.changed(on=TODAY - ago)], TODAY).held == counted


@pytest.mark.parametrize(("ago", "quiet"), [(QUIET, False), (QUIET + DAY, True)])
def test_a_team_is_quiet_when_more_than_four_weeks_have_passed(ago, quiet):
    assert cadence([HELD.changed(on=TODAY - ago)], TODAY).quiet is quiet


def step_of(results_on=None, **written):
    known = {"goals": [GOAL], "meetings": [HELD.changed(on=TODAY - FORTNIGHT)], **written}
    return present_step(Written(**known), results_on, True, TODAY)


@pytest.mark.parametrize(("after", "step"), [(0 * DAY, "plan"), (DAY, "evidence")])
def test_results_of_the_day_of_the_meeting_were_looked_at_in_it(after, step):
    assert step_of(TODAY - FORTNIGHT + after) == step


@pytest.mark.parametrize(("ago", "step"), [(FORTNIGHT, "visit"), (FORTNIGHT - DAY, "change")])
def test_two_weeks_after_a_trial_began_a_room_is_worth_a_visit(ago, step):
    assert step_of(trials=[Trial(id="x", team_id="t", begins=TODAY - ago, until=UNTIL)]) == step


@pytest.mark.parametrize(("before", "step"), [(0 * DAY, "change"), (DAY, "visit")])
def test_a_visit_on_the_day_a_trial_began_is_a_visit_of_it(before, step):
    begins = TODAY - 2 * FORTNIGHT
    trials = [Trial(id="x", team_id="t", begins=begins, until=UNTIL)]

    assert step_of(trials=trials, visits=[Visit(id="v", team_id="t", on=begins - before)]) == step


@pytest.mark.parametrize(
    ("ahead", "state"),
    [(-DAY, "late"), (0 * DAY, "due soon"), (FORTNIGHT, "due soon"), (FORTNIGHT + DAY, "later")],
)
def test_what_must_stand_is_soon_from_today_until_two_weeks_from_now(ahead, state):
    launch = LaunchMilestone(id="l", team_id="t", what="Norms", area="norms", due=TODAY + ahead)
    groups = standing([Milestone(id="m", team_id="t", what="Norms", due=TODAY + ahead)], TODAY)

    assert late([launch], TODAY)["state"].tolist() == [state]
    assert len({"late": groups.late, "due soon": groups.soon, "later": groups.later}[state]) == 1


@pytest.mark.parametrize(("ago", "counted"), [(timedelta(weeks=6) - DAY, 1), (timedelta(weeks=6), 0)])
def test_six_weeks_of_visits_do_not_hold_their_first_day_twice(ago, counted):
    members = [Member(id=one, team_id="t", person_id=one, name=one) for one in ("ana", "ben")]
    visit = Visit(id="v", team_id="t", visitor="ana", host="ben", on=TODAY - ago)

    assert coverage([visit], members, TODAY).n_visits == counted


@pytest.mark.parametrize(("n", "verdict"), [(4, "cannot tell"), (5, "above")])
def test_five_sightings_are_enough_to_tell_where_all_are_alike(n, verdict):
    seen = Sighting(id="s", team_id="t", on=TODAY, where="Grade 7", happening="yes")

    assert (
        by_place([seen.changed(id=f"s{number}") for number in range(n)], TODAY)["verdict"].iloc[0] == verdict
    )
