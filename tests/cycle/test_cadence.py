"""How regularly a team meets, and what became of its promises."""

from datetime import date, timedelta

from plcnb.cycle.cadence import cadence, follow_through, unmeasured
from plcnb.model import ActionStep, Measurement, Meeting, MeetingPart, Trial

TODAY = date(2026, 1, 27)


def meeting(days_ago, state="held", **more):
    return Meeting(on=TODAY - timedelta(days=days_ago), state=state, **more)


def test_a_cancelled_meeting_was_planned_and_not_held():
    met = cadence(
        [meeting(5), meeting(19), meeting(33, "cancelled"), meeting(70), meeting(-7, "planned")], TODAY
    )

    assert (met.planned, met.held) == (3, 2)
    assert (met.last, met.ahead) == (TODAY - timedelta(days=5), TODAY + timedelta(days=7))
    assert not met.quiet


def test_a_team_is_quiet_after_four_weeks_or_when_it_never_met():
    assert not cadence([meeting(28)], TODAY).quiet
    assert cadence([meeting(29)], TODAY).quiet
    assert cadence([], TODAY).quiet
    assert cadence([meeting(70)], TODAY).last == TODAY - timedelta(days=70)


def test_minutes_are_compared_only_where_their_use_was_noted():
    parts = (MeetingPart(item="look", minutes=10, used=14), MeetingPart(item="plan", minutes=20))

    met = cadence([meeting(3, parts=parts), meeting(10, parts=(MeetingPart(item="x", minutes=30),))], TODAY)

    assert (met.minutes_planned, met.minutes_used, met.n_noted) == (10, 14, 1)


def test_a_meeting_without_a_day_counts_nowhere():
    assert cadence([Meeting(state="held")], TODAY).planned == 0


def step(due, state="open", done_on=None):
    return ActionStep(
        what="x", due=None if due is None else TODAY + timedelta(days=due), state=state, done_on=done_on
    )


def test_promises_are_open_overdue_done_or_done_late():
    steps = [
        step(3),
        step(0),
        step(-1),
        step(None),
        step(-9, "done", TODAY - timedelta(days=9)),
        step(-9, "done", TODAY - timedelta(days=5)),
        step(-9, "done", TODAY - timedelta(days=1)),
        step(-9, "done"),
        step(-9, "let go"),
    ]

    kept = follow_through(steps, TODAY)

    assert (kept.open, kept.overdue, kept.done, kept.in_time, kept.late_days) == (4, 1, 4, 1, 6)
    assert follow_through([], TODAY).late_days is None


def trial(name, **more):
    return Trial(id=name, change="x", begins=TODAY - timedelta(days=30), every_days=7, **more)


def test_a_trial_waits_for_a_measurement_after_its_own_rhythm():
    trials = [
        trial("fresh"),
        trial("stale"),
        trial("never"),
        trial("closed", decision="adopt"),
        Trial(id="draft"),
    ]
    measured = [
        Measurement(trial_id="fresh", on=TODAY - timedelta(days=7), value=1),
        Measurement(trial_id="stale", on=TODAY - timedelta(days=8), value=1),
        Measurement(trial_id="stale", on=TODAY - timedelta(days=15), value=1),
    ]

    assert [one.id for one in unmeasured(trials, measured, TODAY)] == ["stale", "never"]


def test_a_measurement_of_the_baseline_does_not_stand_for_one_since_the_change():
    begun = trial("new").changed(begins=TODAY - timedelta(days=3))
    before = Measurement(trial_id="new", on=TODAY - timedelta(days=20), value=1, phase="before")

    assert unmeasured([begun], [before], TODAY) == ()
