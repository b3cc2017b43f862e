"""The seven steps of the inquiry cycle, in our own words and in their order, and where a team stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plcnb.model import ActionStep, Goal, Meeting, Trial, Visit

STEPS: tuple[tuple[str, str], ...] = (
    ("launch", "Launch"),
    ("goals", "Goals"),
    ("evidence", "Evidence"),
    ("plan", "Plan"),
    ("change", "Try"),
    ("visit", "Visit"),
    ("reflect", "Reflect"),
)
_STEP_LASTS = timedelta(days=42)  # an action step older than six weeks no longer says that a team is trying
_VISIT_AFTER = timedelta(days=14)  # by then a change can be seen in a room


@dataclass(frozen=True)
class Written:
    """What a team has written so far, as far as it tells where the team stands."""

    goals: Sequence[Goal] = ()
    meetings: Sequence[Meeting] = ()
    steps: Sequence[ActionStep] = ()
    trials: Sequence[Trial] = ()
    visits: Sequence[Visit] = ()


def present_step(written: Written, results_on: date | None, has_results: bool, today: date) -> str:
    """Return the step a team is at: the first that still waits for it.

    A team that has written nothing is judged by its evidence alone: with results it looks at them, without
    it is still at its launch.

    Parameters
    ----------
    written : Written
    results_on : date, optional
        The day of the latest common assessment with results; None where no day is known.
    has_results : bool
    today : date

    Returns
    -------
    str
        One of the names in `STEPS`.
    """
    held = [one for one in written.meetings if one.state == "held"]
    if not held:
        started = bool(written.goals or written.steps or written.trials)
        return "evidence" if has_results and not (written.meetings or started) else "launch"
    if not any(goal.state == "open" for goal in written.goals):
        return "goals"
    looked = max((one.on for one in held if one.assessment_id and one.on), default=None)
    if has_results and (looked is None or (results_on is not None and results_on > looked)):
        return "evidence"
    return _after_the_evidence(written, today)


def _after_the_evidence(written: Written, today: date) -> str:
    """Return the step of a team that has looked at its latest results."""
    trials = [one for one in written.trials if not one.decision and one.closed_on is None]
    steps = [one for one in written.steps if one.due is None or one.due > today - _STEP_LASTS]
    waiting = [one for one in steps if one.state == "open"]
    if not trials and not steps:
        return "plan"
    ended = all(one.until is not None and one.until < today for one in trials)
    if not waiting and ended:
        return "reflect"
    begun = min((one.begins for one in trials if one.begins), default=None)
    if begun is not None and today - begun >= _VISIT_AFTER:
        since = [one for one in written.visits if one.on and one.on >= begun]
        if not since:
            return "visit"
    return "change"
