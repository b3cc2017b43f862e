"""Predictions, surveys, votes, and when somebody can meet."""

import json
from datetime import date

import pytest
from form_cast import ANN, BEN, TEAM

from plcnb.errors import ParameterError
from plcnb.forms import availability_form, ballot_form, prediction_form, pulse_form, team_members
from plcnb.forms.asks import read_spans
from plcnb.forms.plan import WRITER
from plcnb.model import Availability, Poll, Prediction, Wave

TODAY = date(2026, 1, 27)
STANDARDS = [("6.NS.1", "Divide fractions"), ("6.RP.3", "Use ratios")]
SCALE = [(1, "Never"), (2, "Seldom"), (3, "Always")]
ITEMS = [("q1", "I can say that something went wrong.", "Safe to speak"), ("q2", "We decide together.")]


@pytest.fixture
def members(records):
    return team_members(records, TEAM)


def hand_in(form, **fields):
    return form.session.handle({"type": "save", "fields": fields})


# Predictions


def test_a_prediction_is_kept_for_each_standard_that_was_guessed(records, members):
    form = prediction_form(records, TEAM, "check-3", STANDARDS, members, TODAY)
    view = hand_in(form, **{WRITER: ANN, "6.NS.1": "58 %", "6.RP.3": ""})

    assert view["handed_in"]
    (kept,) = records.list(Prediction, TEAM)
    assert (kept.person_id, kept.assessment_id, kept.standard_id, kept.expected, kept.on) == (
        ANN,
        "check-3",
        "6.NS.1",
        0.58,
        TODAY,
    )


def test_the_next_person_sees_nothing_of_the_one_before(records, members):
    form = prediction_form(records, TEAM, "check-3", STANDARDS, members, TODAY)
    hand_in(form, **{WRITER: ANN, "6.NS.1": "58"})
    view = form.session.handle({"type": "new"})

    assert not view["handed_in"]
    assert set(view["fields"].values()) == {""}
    hand_in(form, **{WRITER: BEN, "6.NS.1": "70"})
    assert [(one.person_id, one.expected) for one in records.list(Prediction, TEAM)] == [
        (ANN, 0.58),
        (BEN, 0.7),
    ]


def test_who_predicts_again_changes_the_former_prediction(records):
    for guess in ("58", "60"):
        hand_in(prediction_form(records, TEAM, "check-3", STANDARDS, on=TODAY, by=ANN), **{"6.NS.1": guess})

    assert [one.expected for one in records.list(Prediction, TEAM)] == [0.6]


def test_a_share_that_cannot_be_meant_is_not_handed_in(records):
    form = prediction_form(records, TEAM, "check-3", STANDARDS, on=TODAY, by=ANN)
    view = hand_in(form, **{"6.NS.1": "0.58"})

    assert not view["handed_in"]
    assert "For 58 % write 58" in view["errors"]["6.NS.1"]


# Surveys


@pytest.fixture
def wave(records):
    return records.add(Wave(team_id=TEAM, opens=date(2026, 1, 20), closes=date(2026, 2, 3)), by=ANN)


def test_a_survey_is_answered_without_a_name(records, wave, members):
    form = pulse_form(records, wave, ITEMS, SCALE, members, TODAY, open_items=[("help", "What would help?")])
    view = hand_in(form, **{WRITER: ANN, "q1": "3", "help": "More time"})

    assert view["handed_in"]
    answers = records.answers(wave.id)
    assert dict(zip(answers["item"], answers["value"].fillna(-1), strict=True)) == {"q1": 3, "help": -1}
    assert records.respondents(wave.id) == {ANN}
    assert ANN not in answers.to_csv()


def test_after_it_is_handed_in_nothing_of_it_is_left_in_the_notebook(records, wave):
    form = pulse_form(
        records, wave, ITEMS, SCALE, today=TODAY, by=ANN, open_items=[("help", "What would help?")]
    )
    hand_in(form, q1="3", help="More time")

    assert "More time" not in json.dumps(form.face.view)
    assert set(form.face.view["fields"].values()) == {""}


def test_what_is_not_handed_in_is_nowhere_but_in_the_browser(records, wave):
    form = pulse_form(records, wave, ITEMS, SCALE, today=TODAY, by=ANN)
    form.session.handle({"type": "words", "fields": {"q1": "3"}, "left": ["q1"]})

    assert records.respondents(wave.id) == frozenset()
    assert not form.session.view()["saved_at"]


def test_nobody_answers_twice_and_the_form_says_so(records, wave, members):
    hand_in(pulse_form(records, wave, ITEMS, SCALE, members, TODAY), **{WRITER: ANN, "q1": "3"})
    again = hand_in(pulse_form(records, wave, ITEMS, SCALE, members, TODAY), **{WRITER: ANN, "q1": "1"})
    known = pulse_form(records, wave, ITEMS, SCALE, today=TODAY, by=ANN)

    assert not again["handed_in"]
    assert again["notice"]
    assert known.session.view()["handed_in"]
    assert len(records.answers(wave.id)) == 1


def test_answers_that_come_a_second_time_do_not_stand_in_the_next_persons_form(records, wave, members):
    session = pulse_form(records, wave, ITEMS, SCALE, members, TODAY).session
    answers = {"type": "save", "opened": 0, "fields": {WRITER: ANN, "q1": "3"}}
    session.handle(answers)
    session.handle({"type": "new"})
    view = session.handle(answers)

    assert set(view["fields"].values()) == {""}
    assert records.respondents(wave.id) == {ANN}


def test_an_empty_survey_is_not_handed_in(records, wave):
    view = hand_in(pulse_form(records, wave, ITEMS, SCALE, today=TODAY, by=ANN))

    assert view["notice"] == "Nothing is answered yet. Answer one question at least, then hand in."
    assert records.respondents(wave.id) == frozenset()


def test_a_survey_says_what_is_known_and_what_is_not(records, wave):
    plan = pulse_form(records, wave, ITEMS, SCALE, today=TODAY, by=ANN).session.plan

    assert "without your name" in plan.intro
    assert "only noted that you have answered" in plan.intro


# Votes


@pytest.fixture
def poll(records):
    options = ("Feedback", "Small groups", "Reading")
    return records.add(
        Poll(team_id=TEAM, question="About what?", options=options, opens=TODAY, closes=TODAY), by=ANN
    )


def test_a_ballot_keeps_the_order_of_the_wishes(records, poll, members):
    view = hand_in(
        ballot_form(records, poll, members, TODAY), **{WRITER: ANN, "place1": "Reading", "place3": "Feedback"}
    )

    assert view["handed_in"]
    assert [list(one) for one in records.ballots(poll.id)] == [["Reading", "Feedback"]]


def test_an_option_has_one_place(records, poll):
    view = hand_in(ballot_form(records, poll, today=TODAY, by=ANN), place1="Reading", place2="Reading")

    assert not view["handed_in"]
    assert "chosen this one already" in view["errors"]["place2"]
    assert records.respondents(poll.id) == frozenset()


def test_a_ballot_without_a_first_choice_is_not_handed_in(records, poll):
    view = hand_in(ballot_form(records, poll, today=TODAY, by=ANN), place2="Reading")

    assert not view["handed_in"]
    assert view["missing"] == ["First choice"]


# When somebody can meet


def spans(records):
    return {(one.weekday, one.starts, one.ends) for one in records.list(Availability, TEAM, person_id=ANN)}


def test_spans_are_kept_and_replace_those_of_before(records):
    hand_in(availability_form(records, TEAM, by=ANN), mon="14:30–15:30, 4 pm to 5 pm", thu="8-9")
    assert spans(records) == {("mon", "14:30", "15:30"), ("mon", "16:00", "17:00"), ("thu", "08:00", "09:00")}

    form = availability_form(records, TEAM, by=ANN)
    assert form.session.view()["fields"]["mon"] == "14:30–15:30, 16:00–17:00"
    hand_in(form, thu="")
    assert spans(records) == {("mon", "14:30", "15:30"), ("mon", "16:00", "17:00")}


def test_who_changes_their_times_at_once_starts_from_what_they_have_just_said(records):
    form = availability_form(records, TEAM, by=ANN)
    hand_in(form, mon="14:30–15:30")

    assert form.session.handle({"type": "new"})["fields"]["mon"] == "14:30–15:30"
    hand_in(form, thu="8-9")
    assert spans(records) == {("mon", "14:30", "15:30"), ("thu", "08:00", "09:00")}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2:30-3:30 pm", ("14:30", "15:30")),
        ("8-9:15am", ("08:00", "09:15")),
        ("11-1 pm", ("11:00", "13:00")),
        ("9 to 3 p.m.", ("09:00", "15:00")),
        ("12–1pm", ("12:00", "13:00")),
        ("15:10 — 16", ("15:10", "16:00")),
    ],
)
def test_a_span_is_read_as_people_say_it(text, span):
    assert read_spans(text) == (span,)


def test_a_span_of_the_night_is_asked_about():
    with pytest.raises(ParameterError, match=r"3:30 can be read in two ways\. Write 15:30, or 3:30 am"):
        read_spans("2:30-3:30")


@pytest.mark.parametrize("text", ["afternoon", "15:30", "15:30–14:30", "25:00–26:00", "22:00–01:00"])
def test_a_span_that_is_none_is_refused_with_how_to_write_one(records, text):
    with pytest.raises(ParameterError, match="Write it as"):
        read_spans(text)

    view = hand_in(availability_form(records, TEAM, by=ANN), mon=text, tue="9-10")
    assert not view["handed_in"]
    assert list(view["errors"]) == ["mon"]
    assert spans(records) == set()
