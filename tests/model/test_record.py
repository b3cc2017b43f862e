"""Records: what a person typed is checked against the question it answers, and drafts are allowed."""

from datetime import date

import pytest

from plcnb.errors import ParameterError
from plcnb.model import RECORD_KINDS, ActionStep, Goal, Meeting, Question, Visit, made


def test_an_unfinished_record_says_what_is_missing():
    goal = Goal(team_id="t", what="Compare fractions", start=0.4, set_on=date(2026, 1, 1))

    assert goal.missing == ("whom", "measure", "target", "by")
    assert not goal.complete


@pytest.mark.parametrize(
    ("kind", "values", "message"),
    [
        (Goal, {"start": 40}, "per cent"),
        (Goal, {"what": "x" * 301}, "301 letters are too many; up to 300"),
        (Goal, {"by": "soon"}, "By when?: 'soon' cannot be kept"),
        (Goal, {"state": "won"}, "'won' is none of open, met, not met, let go"),
        (Goal, {"start": float("nan")}, "nan is no number"),
        (Meeting, {"minutes": 3}, "3 is out of range; expected 5 to 480"),
        (Meeting, {"decisions": ("x" * 401,)}, "401 letters"),
        (Visit, {"seen": ("dance",)}, "'dance' is none of explain"),
        (ActionStep, {"no_such_field": 1}, "no_such_field"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_question_it_answers(kind, values, message):
    with pytest.raises(ParameterError, match=message.replace("?", r"\?")):
        made(kind, {"team_id": "t", **values})


def test_a_change_makes_a_new_record_and_leaves_the_old_one():
    first = Goal(team_id="t", what="Compare fractions")
    second = first.changed(what="Compare and order fractions")

    assert (first.what, second.what) == ("Compare fractions", "Compare and order fractions")
    with pytest.raises(ParameterError):
        second.changed(target=70)


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_starts_empty_and_asks_its_questions_in_plain_words(kind):
    kind(team_id="t")

    assert kind.questions()
    for name, question in kind.questions().items():
        assert isinstance(question, Question)
        assert question.label[0].isupper()
        link = name.endswith("_id")  # to a record of the team: the form offers what there is
        assert question.options or link or question.kind not in ("choice", "choices")


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_a_needed_question_starts_unanswered_or_with_an_answer_among_its_own(kind):
    for name, question in kind.questions().items():
        default = kind.model_fields[name].default
        assert question.refusal(default) == ""
