"""Trials: one change, its prediction, was it done, did it help, what came of it, and have we had the idea."""

from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from reading import words_of

from plcnb.errors import NotFound
from plcnb.model import Goal, Measurement, Trial
from plcnb.reports.trials import open_trials

TEAM, OTHER = "harbour-grade-7-maths", "willow-grade-7-maths"
WHOLE = {
    "change": "Start each lesson with one question from last week, answered on paper",
    "need": "They can do it on the day and not two weeks later.",
    "expected": "From 45 to 60 per cent before the holidays.",
    "measure": "right answers on Friday's ticket, in per cent",
    "who": ("t04", "t05"),
    "begins": date(2025, 10, 10),
    "until": date(2026, 2, 27),
}
BEFORE, AFTER = [50, 54, 49, 53], [60, 62, 61, 64, 63, 66, 65, 67]


@pytest.fixture
def place(district_of_nobody):
    """A district to write trials into."""
    return District(district_of_nobody)


class District:
    def __init__(self, workspace):
        self.workspace, self.records = workspace, workspace.records

    def trial(self, team=TEAM, before=(), after=(), n=24, **changes):
        trial = self.records.add(Trial(team_id=team, **(WHOLE | changes)), by="coach")
        values = [(value, "before") for value in before] + [(value, "during") for value in after]
        for week, (value, phase) in enumerate(values):
            day = date(2025, 9, 12) + timedelta(days=7 * week)
            given = {"trial_id": trial.id, "on": day, "value": float(value), "phase": phase, "n": n}
            self.records.add(Measurement(team_id=team, **given), by="coach")
        return trial

    def view(self, audience="team", **given):
        return open_trials(
            TEAM, audience=audience, today="2026-01-27", workspace=self.workspace.folder, **given
        )


def test_whether_it_helped_is_said_with_how_many_measurements_and_shown_with_the_change(place):
    place.trial(before=BEFORE, after=AFTER)
    html = place.view().helped()._repr_html_()

    assert "It has become better, by more than chance explains (12 measurements)." in html
    assert "the change begins" in unquote(html)
    assert "All measurements" in html


def test_was_it_done_stands_apart_from_did_it_help(place):
    place.trial(before=BEFORE, after=AFTER, as_planned="no", unexpected="The printer broke.")
    view = place.view()

    assert "It was not done as planned" in words_of(view.done())
    assert "The printer broke." in words_of(view.done())
    assert "says nothing about the idea" in words_of(view.helped())


def test_too_few_measurements_say_how_many_more(place):
    place.trial(before=BEFORE, after=AFTER[:2])

    assert "It takes about 4 more measurements, about 28 days at the rhythm planned." in words_of(
        place.view().helped()
    )


def test_a_measurement_that_is_due_and_a_trial_that_is_over_are_named(place):
    place.trial(before=BEFORE, after=AFTER[:1])
    place.trial(change="Draw bars", until=date(2026, 1, 16))
    said = words_of(place.view().overview())

    assert "was due on 17 Oct, 102 days ago" in said
    assert "“Draw bars” ended on 16 Jan: decide what you do with it." in said


def test_a_second_open_trial_is_questioned(place):
    place.trial()
    place.trial(change="Draw bars for every change")

    assert "nobody can say which of them it was" in words_of(place.view().overview())


def test_days_that_cannot_be_are_asked_about(place):
    place.trial()
    view = place.view()
    turned = Trial(team_id=TEAM, **(WHOLE | {"until": date(2025, 10, 1)}))
    early = Measurement(team_id=TEAM, trial_id=view.shown.trial.id, on=date(2025, 10, 3), value=40)

    assert "It would end on 1 Oct, before it begins on 10 Oct." in [say for *_, say in view.feedback(turned)]
    ((well, title, said),) = view.feedback_on_a_measurement(early)
    assert (well, title) == (False, "When was that?")
    assert said == "The change begins on 10 Oct, so a measurement of 3 Oct comes before the change."
    assert view.feedback_on_a_measurement(early.changed(phase="before")) == []


def test_a_new_baseline_is_shown_with_its_reason_and_not_without(place):
    anew = date(2025, 10, 24)
    place.trial(before=BEFORE, after=AFTER, new_baseline_on=anew, new_baseline="Ten questions now")
    said = words_of(place.view().helped())
    place.trial(before=BEFORE, after=AFTER, new_baseline_on=anew, change="Other", begins=date(2025, 11, 1))

    assert "New baseline from 24 Oct: Ten questions now. Not judged any more: 6 earlier measurements." in said
    assert "without a reason" in words_of(place.view().helped())


def test_the_prediction_stands_beside_what_was_measured(place):
    place.trial(before=BEFORE, after=AFTER, matches="partly")
    said = words_of(place.view().expected())

    assert "Part of what happened is what we expected" in said
    assert "From 45 to 60 per cent before the holidays." in said
    assert "before the change 51.5 (middle value of 4 measurements)" in said


def test_the_way_to_the_goal_is_drawn_where_the_trial_serves_one(place):
    given = {"what": "say per cent of what", "whom": "all", "measure": "share", "start": 0.5, "target": 0.75}
    goal = Goal(team_id=TEAM, set_on=date(2025, 10, 1), by=date(2026, 3, 26), **given)
    goal = place.records.add(goal, by="coach")
    place.trial(before=BEFORE, after=AFTER, goal_id=goal.id)
    said = words_of(place.view().course())

    assert "75 % by 26 Mar" in said
    assert "aimline" in said
    place.trial(
        before=BEFORE, after=AFTER, goal_id=goal.id, measure="words a minute", begins=date(2025, 11, 3)
    )
    assert "no line leads from one to the other" in words_of(place.view().course())


def test_an_early_trial_draws_no_way_to_the_goal(place):
    given = {"what": "say per cent of what", "whom": "all", "measure": "share", "start": 0.5, "target": 0.75}
    goal = Goal(team_id=TEAM, set_on=date(2025, 10, 1), by=date(2026, 3, 26), **given)
    place.trial(before=BEFORE, after=AFTER[:1], goal_id=place.records.add(goal, by="coach").id)

    assert "Too early to say" in words_of(place.view().course())


def test_an_idea_that_was_abandoned_is_recognised_with_why_and_what_came_of_it(place):
    place.trial(decision="abandon", closed_on=date(2025, 12, 1), as_planned="yes", begins=date(2025, 9, 1))
    place.trial(change="A question of last week on paper at the start of every lesson")
    said = words_of(place.view().tried_before())

    assert "Something like it has been tried by us" in said
    assert "It was abandoned on 1 Dec; it had been done as planned." in said
    assert "Both say:" in said


def test_another_team_s_idea_is_found_only_if_it_was_shared_and_names_nobody(place):
    place.trial(team=OTHER, decision="adopt", closed_on=date(2025, 12, 1), n=31)
    place.trial(change="A question of last week on paper at the start of every lesson")
    secret = words_of(place.view().tried_before())
    place.trial(team=OTHER, shared=True, decision="adopt", closed_on=date(2025, 12, 2), before=[41, 43])
    shared = words_of(place.view().tried_before())

    assert "Nothing like it has been tried yet" in secret
    assert "tried by another team" in shared
    assert "It was adopted on 2 Dec" in shared
    assert "Willow" not in shared
    assert "41" not in shared


def test_a_shared_idea_that_names_a_colleague_stays_where_it_is(place):
    name = place.workspace.evidence.team(OTHER).members["name"].iloc[0]
    place.trial(team=OTHER, shared=True, change=f"{WHOLE['change']}, as {name} does")
    place.trial()

    assert name not in words_of(place.view().tried_before())


def test_the_form_says_whether_it_is_one_change_and_whether_it_was_tried(place):
    place.trial(decision="abandon", closed_on=date(2025, 12, 1), begins=date(2025, 9, 1))
    trial = place.trial(
        change="A question of last week on paper at the start of every lesson; also new groups"
    )
    told = place.view().feedback(trial)

    assert (False, "One change") in [(well, title) for well, title, _ in told]
    assert any(title.startswith("We have tried something like it") for _, title, _ in told)


def test_the_form_knows_of_the_trial_that_was_written_in_it_a_minute_ago(place):
    view = place.view()
    second = Trial(
        id="second", team_id=TEAM, **(WHOLE | {"change": "Groups of three", "begins": date(2026, 1, 26)})
    )
    assert [well for well, title, _ in view.feedback(second) if title == "One change"] == [True]

    place.trial()

    assert [well for well, title, _ in view.feedback(second) if title == "One change"] == [False]


def test_measurements_of_one_teacher_stay_in_the_team(place):
    place.trial(before=BEFORE, after=AFTER, who=("t04",))
    view = place.view("school")
    said = words_of(view.helped()) + words_of(view.overview())

    assert "stays with the team" in said
    assert "better" not in said
    assert "days ago" not in said
    assert "51" not in said


def test_whether_one_teacher_did_as_planned_stays_in_the_team(place):
    place.trial(who=("t04",), as_planned="no")
    assert "not done as planned" in words_of(place.view().overview()) + words_of(place.view().done())

    view = place.view("school")

    assert "as planned" not in words_of(view.overview()) + words_of(view.done())


def test_a_trial_is_chosen_by_how_its_change_begins(place):
    place.trial()
    place.trial(change="Draw bars", begins=date(2026, 1, 5))

    assert "Draw bars" in words_of(place.view().plan())
    assert "Start each lesson" in words_of(place.view(trial="start each").plan())
    with pytest.raises(NotFound, match="Draw bars"):
        place.view(trial="Sing")


def test_a_trial_that_is_not_whole_is_told_to_be_written(place):
    place.trial(expected="", change="Draw bars")

    assert "Being written: “Draw bars” (still to answer: What do we expect to see, and by when?)" in words_of(
        place.view().overview()
    )


def test_a_measurement_needs_a_trial_to_belong_to(place):
    assert "Plan one first" in words_of(place.view().measurement_form())
    trial = place.trial()
    form = place.view().measurement_form()

    form.session.handle(
        {"type": "words", "fields": {"on": "2025-10-17", "value": "61", "n": "24"}, "now": True}
    )
    form.session.handle({"type": "save", "fields": {"phase": "during", "_writer": "t04"}})

    assert [one.value for one in place.records.list(Measurement, trial_id=trial.id)] == [61.0]
