"""A form as plain data, made of the questions of the model."""

import json
import subprocess
import sys

import pytest

from plcnb.errors import ParameterError
from plcnb.forms.plan import WRITER, FormPlan
from plcnb.model import RECORD_KINDS, ActionStep, Goal, Initiative, Meeting, Question, Reflection, Trial

MEMBERS = [("T-ann", "Ann Oak"), ("T-ben", "Ben Fir")]


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_record_has_a_form_that_json_can_hold(kind):
    plan = FormPlan.of_record(kind, choices={"member": MEMBERS})
    drawn = json.loads(json.dumps(plan.as_json()))

    names = [field["name"] for step in drawn["steps"] for field in step["fields"]]
    assert names == [field.name for _, fields in plan.steps for field in fields]
    assert sorted(names) == sorted(plan.by_name)


def test_the_steps_keep_the_order_of_the_questions():
    steps = FormPlan.of_record(ActionStep).steps

    assert [name for name, _ in steps] == ["", "How we check", "What came of it"]


def test_later_steps_are_folded_away_where_the_first_one_is_about_now():
    assert FormPlan.of_record(ActionStep, writers=MEMBERS).folds
    page = FormPlan.of_record(Meeting, fields=["present", "see", "mean"], writers=MEMBERS)
    assert not page.folds, "what the team sees is what this form is for"


@pytest.mark.parametrize(
    ("kind", "name", "control"),
    [
        (Goal, "start", "number"),
        (Goal, "by", "date"),
        (Goal, "state", "radios"),
        (Goal, "what", "area"),
        (Goal, "measure", "text"),
        (ActionStep, "owner", "select"),
        (Meeting, "present", "checks"),
        (Meeting, "starts", "time"),
        (Meeting, "decisions", "area"),
        (Reflection, "shared", "check"),
    ],
)
def test_a_question_gets_the_control_that_fits_its_answer(kind, name, control):
    plan = FormPlan.of_record(kind, choices={"member": MEMBERS})

    assert plan.by_name[name].control == control


def test_a_question_with_nothing_to_choose_from_is_written_or_not_asked():
    plan = FormPlan.of_record(Trial)

    assert plan.by_name["standard_id"].control == "text"
    assert "goal_id" not in plan.by_name
    assert "goal_id" in FormPlan.of_record(Trial, choices={"goal_id": [("g1", "Fractions")]}).by_name


def test_only_the_fields_asked_for_are_asked_in_their_order():
    plan = FormPlan.of_record(ActionStep, fields=["due", "what", "owner"], fixed=["owner"])

    assert list(plan.by_name) == ["due", "what"]


def test_a_field_nobody_knows_is_refused_with_those_there_are():
    with pytest.raises(ParameterError, match="asks no question 'when'; it asks what, students_will"):
        FormPlan.of_record(ActionStep, fields=["when"])


def test_who_is_writing_is_asked_first():
    plan = FormPlan.of_record(ActionStep, writers=MEMBERS)

    assert next(iter(plan.by_name)) == WRITER
    assert plan.by_name[WRITER].options == tuple(MEMBERS)


def test_a_form_says_once_who_reads_it():
    def seen(plan):
        return [
            field["seen"] for step in plan.as_json()["steps"] for field in step["fields"] if field["seen"]
        ]

    assert FormPlan.of_record(Reflection).note == "Only you can read this until you share it."
    assert FormPlan.of_record(ActionStep).note == "Your team can read what you write here."
    assert "school’s leaders" in FormPlan.of_record(Initiative, fields=["aim", "measure"]).note
    leaders = [one for one in Goal.questions().values() if one.seen_by == "school"]
    assert 0 < len(seen(FormPlan.of_record(Goal))) == len(leaders), "said with those that leaders read too"
    assert seen(FormPlan.of_record(Initiative, fields=["aim", "measure"])) == []


def test_a_form_can_be_made_of_questions_alone():
    scale = (("1", "Never"), ("5", "Always"))
    plan = FormPlan.of_questions(
        [("q1", Question("We decide together.", "choice", options=scale))], title="Pulse", once=True
    )

    assert plan.by_name["q1"].control == "radios"
    assert plan.as_json()["once"]


def test_describing_a_form_loads_no_widget():
    code = (
        "import sys, plcnb.forms.plan, plcnb.forms.state, plcnb.forms.session, plcnb.forms.static, "
        "plcnb.forms.asks, plcnb.forms.recordform; "
        "print([name for name in ('ipywidgets', 'anywidget') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
