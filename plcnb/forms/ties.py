"""With whom a member works, how often and how: two questions about each colleague, handed in at once."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from plcnb.errors import ParameterError
from plcnb.forms.asks import once_form
from plcnb.forms.plan import FormPlan, Options
from plcnb.model import Question, Tie
from plcnb.records.store import Records

if TYPE_CHECKING:
    from plcnb.forms.live import LiveForm

_KINDS = ("exchange", "deep")


def tie_plan(colleagues: Options, members: Options = ()) -> FormPlan:
    """Return the form of who works with whom: for each colleague how often, in two ways.

    Parameters
    ----------
    colleagues : (value, label) pairs
        About whom it asks.
    members : (value, label) pairs
        Who may answer; given: the form asks who it is.
    """
    asked = Tie.questions()
    questions = [
        (
            f"{kind}{number}",
            Question(f"{asked[kind].label} ({label})", "choice", options=asked[kind].options, step=label),
        )
        for number, (_, label) in enumerate(colleagues)
        for kind in _KINDS
    ]
    leave = " Leave yourself out." if members else ""
    return FormPlan.of_questions(
        questions,
        title="With whom do I work?",
        intro=f"As it is, not as it should be: nobody needs to work with everybody.{leave}",
        note="Kept with your name, so that the team’s page can draw who works with whom, without names, and "
        "can propose who could work together. What you chose about a colleague stands on no page.",
        writers=members,
        once=True,
        as_lists=True,
        send="Hand in",
    )


def tie_form(
    records: Records,
    team_id: str,
    members: Options,
    today: date,
    *,
    by: str = "",
    after: Callable[[], object] | None = None,
) -> "LiveForm":
    """Return the live form on which members say with whom they work; who answers again replaces the day's.

    Parameters
    ----------
    records : Records
    team_id : str
    members : (value, label) pairs
        Everybody in the team.
    today : date
        The day that is kept with the answers.
    by : str
        Who answers; empty: the form asks.
    after : callable, optional
        Is called when somebody has handed in.
    """
    colleagues = tuple(one for one in members if one[0] != by)
    plan = tie_plan(colleagues, () if by else members)

    def hand_in(person: str, values: Mapping[str, Any]) -> None:
        said = _said(colleagues, person, values)
        former = {
            one.other_id: one for one in records.list(Tie, team_id, person_id=person) if one.on == today
        }
        for other, levels in said.items():
            if other in former:
                records.update(former[other].changed(**levels), by=person)
            else:
                tie = Tie(team_id=team_id, person_id=person, other_id=other, on=today)
                records.add(tie.changed(**levels), by=person)
        if after is not None:
            after()

    return once_form(
        plan,
        hand_in,
        [records.database.place, team_id, "ties", by],
        by=by,
        today=today,
        new_label="Answer again" if by else "Next person",
        thanks="Thank you. Your answers are kept.",
    )


def _said(colleagues: Options, person: str, values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the levels by colleague; a colleague of whom one question was left empty is not asked about.

    Raises
    ------
    ParameterError
        If nobody is left.
    """
    said = {}
    for number, (other, name) in enumerate(colleagues):
        levels = {kind: values.get(f"{kind}{number}", "") for kind in _KINDS}
        if other == person or not any(levels.values()):
            continue
        if not all(levels.values()):
            raise ParameterError(f"About {name} one of the two questions is open. Answer both, or neither.")
        said[other] = levels
    if not said:
        raise ParameterError("Nothing is answered yet. Answer both questions about one colleague at least.")
    return said
