"""Where a team stands in the cycle: the first step that still waits for it."""

from datetime import date

import pytest

from plcnb.cycle.steps import STEPS, Written, present_step
from plcnb.model import ActionStep, Goal, Meeting, Trial, Visit

TODAY = date(2026, 1, 27)
RESULTS = date(2026, 1, 20)
GOAL = Goal(what="x", set_on=date(2025, 10, 1), by=date(2026, 3, 1))
LOOKED = Meeting(on=date(2026, 1, 22), state="held", assessment_id="a")
BEFORE = Meeting(on=date(2026, 1, 8), state="held", assessment_id="a")
STEP = ActionStep(what="reteach", due=date(2026, 2, 3))
TRIAL = Trial(change="tickets", begins=date(2026, 1, 5), until=date(2026, 2, 20))
VISIT = Visit(on=date(2026, 1, 15))


@pytest.mark.parametrize(
    ("written", "step"),
    [
        (Written(), "evidence"),
        (Written(meetings=[Meeting(state="planned")]), "launch"),
        (Written(goals=[GOAL]), "launch"),
        (Written(meetings=[LOOKED]), "goals"),
        (Written(meetings=[LOOKED], goals=[GOAL.changed(state="met")]), "goals"),
        (Written(meetings=[BEFORE], goals=[GOAL]), "evidence"),
        (Written(meetings=[Meeting(on=TODAY, state="held")], goals=[GOAL]), "evidence"),
        (Written(meetings=[LOOKED], goals=[GOAL]), "plan"),
        (Written(meetings=[LOOKED], goals=[GOAL], steps=[STEP.changed(due=date(2025, 10, 1))]), "plan"),
        (Written(meetings=[LOOKED], goals=[GOAL], steps=[STEP]), "change"),
        (Written(meetings=[LOOKED], goals=[GOAL], trials=[TRIAL]), "visit"),
        (Written(meetings=[LOOKED], goals=[GOAL], trials=[TRIAL], visits=[VISIT]), "change"),
        (Written(meetings=[LOOKED], goals=[GOAL], steps=[STEP.changed(state="done")]), "reflect"),
        (
            Written(meetings=[LOOKED], goals=[GOAL], trials=[TRIAL.changed(until=date(2026, 1, 23))]),
            "reflect",
        ),
    ],
)
def test_a_team_stands_at_the_first_step_that_waits_for_it(written, step):
    assert present_step(written, RESULTS, True, TODAY) == step


def test_a_team_without_results_and_without_a_word_is_at_its_launch():
    assert present_step(Written(), None, False, TODAY) == "launch"


def test_results_without_a_day_are_looked_at_once():
    written = Written(meetings=[BEFORE], goals=[GOAL])

    assert present_step(written, None, True, TODAY) == "plan"


def test_every_step_has_a_name():
    assert [step for step, _ in STEPS] == [
        "launch",
        "goals",
        "evidence",
        "plan",
        "change",
        "visit",
        "reflect",
    ]
