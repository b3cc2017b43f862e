"""A form on paper."""

from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.forms import Sheet, record_sheet
from plcnb.forms.plan import FormPlan
from plcnb.model import RECORD_KINDS, ActionStep, Goal, Meeting, Question

MEMBERS = [("T-ann", "Ann Oak"), ("T-ben", "Ben Fir")]


class Text(HTMLParser):
    """The text of a page, and whether every element is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.open = [], []
        self.feed(html)

    def handle_data(self, data):
        self.words.append(data)

    def handle_starttag(self, tag, attrs):
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    @property
    def text(self) -> str:
        assert self.open == []
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_has_a_sheet_with_all_its_questions_and_nobodys_name(kind):
    choices = {"member": MEMBERS, "standard": [("s", "Fractions")]}
    plan = FormPlan.of_record(kind, choices=choices)
    text = Text(record_sheet(kind, choices=choices)._repr_html_()).text

    assert all(" ".join(one.question.label.split()) in text for one in plan.fields)
    assert "Ann Oak" not in text


def test_answers_are_shown_as_they_are_said():
    goal = Goal(what="compare fractions", start=0.42, target=0.7, by=date(2026, 10, 3), why="two\nlines")
    text = Text(record_sheet(Goal, record=goal)._repr_html_()).text

    assert "42 %" in text
    assert "3 Oct" in text
    assert "two lines" in text


def test_ids_are_shown_as_names():
    step = ActionStep(owner="T-ann", what="Reteach")
    meeting = Meeting(present=("T-ann", "T-ben"), decisions=("One", "Two"))

    assert (
        "Ann Oak"
        in Text(record_sheet(ActionStep, record=step, choices={"member": MEMBERS})._repr_html_()).text
    )
    assert (
        "Ann Oak Ben Fir"
        in Text(record_sheet(Meeting, record=meeting, choices={"member": MEMBERS})._repr_html_()).text
    )


@given(st.text(max_size=40))
def test_what_is_written_cannot_break_the_page(words):
    plan = FormPlan.of_questions([("x", Question(words or "?", "long text", help=words))], title=words)

    Text(Sheet(plan, {"x": words})._repr_html_()).text  # noqa: B018  (looks that all is closed)
    assert "<script" not in Sheet(plan, {"x": "<script>"})._repr_html_().removeprefix(words)


def test_a_sheet_says_what_can_be_left_out():
    html = record_sheet(ActionStep)._repr_html_()

    assert html.count("(if you like)") == sum(not one.needed for one in ActionStep.questions().values())
