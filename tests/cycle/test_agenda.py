from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.charts import agenda_timeline
from plcnb.cycle.agenda import Part, fit
from plcnb.cycle.meeting import FromBefore, meeting_parts, next_agenda
from plcnb.errors import ParameterError
from plcnb.model import ActionStep, Goal, Measurement, Meeting, Trial
from plcnb.tables import agenda_table

TODAY = date(2026, 1, 27)
NAMES = {"p1": "Ada Ito", "p2": "Ben Roy"}

PARTS = [
    Part("Last promises", "we said so", standard=5, least=3, weight=2),
    Part("Look at fractions", "clearly below", standard=15, least=10, weight=5),
    Part("Plan the reteach step", "with owner and date", standard=10, least=6, weight=4),
    Part("One minute each", "close", standard=3, least=2, weight=1),
]


def day(days):
    return TODAY + timedelta(days=days)


# Fitting


def test_a_meeting_of_the_standard_length_gets_the_standard_minutes():
    agenda = fit(PARTS, 33)

    assert agenda.parts["minutes"].tolist() == [5, 15, 10, 3]
    assert agenda.left_out == ()
    assert agenda.note == ""


def test_a_short_meeting_drops_the_least_weighty_parts_names_them_and_says_when_they_would_fit():
    agenda = fit(PARTS, 17)

    assert agenda.parts["item"].tolist() == ["Look at fractions", "Plan the reteach step"]
    assert agenda.left_out == ("Last promises", "One minute each")
    assert agenda.fits_from == (19, 21)
    assert agenda.note == (
        "Left out of 17 minutes: Last promises (fits from 19 minutes); "
        "One minute each (fits from 21 minutes)."
    )


def test_two_parts_that_are_alike_are_told_apart():
    parts = [Part("Talk", "it over", 6, 6, 5), Part("Talk", "it over", 6, 6, 5)]

    assert fit(parts, 10).left_out == ("Talk",)


def test_a_part_that_is_never_dropped_stays_and_the_meeting_must_hold_it():
    closing = Part("Close", "always", standard=4, least=4, weight=1, always=True)

    assert "Close" in fit([*PARTS, closing], 10).parts["item"].tolist()
    with pytest.raises(ParameterError, match="The agenda needs at least 12 minutes, got 11"):
        fit([*PARTS, Part("Close", "always", standard=12, least=12, weight=1, always=True)], 11)


@given(st.integers(10, 480), st.permutations(PARTS))
def test_the_minutes_add_up_and_no_part_is_squeezed(minutes, parts):
    agenda = fit(parts, minutes)
    least = {part.item: part.least for part in parts}

    assert agenda.parts["minutes"].sum() == minutes == agenda.minutes
    assert all(row.minutes >= least[row.item] for row in agenda.parts.itertuples())
    assert set(agenda.parts["item"]) | set(agenda.left_out) == set(least)


@given(st.integers(10, 479))
def test_a_longer_meeting_never_drops_what_a_shorter_one_held(minutes):
    assert set(fit(PARTS, minutes + 1).left_out) <= set(fit(PARTS, minutes).left_out)


@pytest.mark.parametrize("minutes", [0, 9, 481, -5, 45.5, "45"])
def test_a_meeting_of_impossible_length_is_refused(minutes):
    with pytest.raises(ParameterError, match="between 10 and 480"):
        fit(PARTS, minutes)


def test_an_agenda_of_nothing_is_refused():
    with pytest.raises(ParameterError, match="at least one part"):
        fit([], 45)


def test_a_part_whose_least_is_more_than_its_standard_is_not_squeezed_either():
    assert fit([Part("Talk", "", 2, 8, 5), Part("Write", "", 4, 4, 5)], 20).parts["minutes"].sum() == 20


# The next agenda

LAST = Meeting(id="m1", on=day(-5), state="held", assessment_id="c3", decisions=("Use bars in every class",))
STANDARDS = pd.DataFrame(
    {
        "standard_id": ["a"],
        "code": ["5.NF.2"],
        "statement": ["Compare fractions"],
        "verdict": ["below"],
        "more_needed": [""],
    }
)
QUESTIONS = pd.DataFrame({"position": [7], "item_id": ["i7"]})
NO_STANDARDS, NO_QUESTIONS = STANDARDS.head(0), QUESTIONS.head(0)

RETEACH = ActionStep(
    id="s1",
    meeting_id="m1",
    what="Reteach comparing fractions with bars",
    owner="p1",
    due=day(-3),
    recheck="three questions on Friday",
    recheck_on=day(3),
)
COPY = ActionStep(id="s2", meeting_id="m1", what="Copy the tasks", owner="p2", due=day(-4), state="done")
WARM_UP = Trial(
    id="t1", change="One question from last week", begins=day(-40), until=day(30), every_days=7, who=("p1",)
)
FULL = FromBefore(
    meetings=[LAST],
    steps=[RETEACH, COPY],
    goals=[Goal(id="g1", what="compare two fractions", by=day(4))],
    trials=[WARM_UP],
    measurements=[Measurement(trial_id="t1", on=day(-17), value=0.4)],
)


def agenda_of(before=FULL, minutes=90, by_standard=STANDARDS, review=QUESTIONS, grown=True, **settings):
    settings = {"name_of": lambda person: NAMES.get(person, "")} | settings
    return next_agenda(
        minutes, today=TODAY, before=before, by_standard=by_standard, review=review, grown=grown, **settings
    )


def why(agenda, kind):
    return agenda.parts.set_index("kind")["why"][kind]


def test_the_next_agenda_holds_all_that_is_open_in_its_order():
    assert agenda_of().parts["kind"].tolist() == [
        "promises",
        "steps",
        "recheck",
        "goal",
        "fourth",
        "trial",
        "data",
        "question",
        "growth",
        "next step",
        "close",
    ]


def test_the_promises_are_those_of_the_last_meeting_in_its_own_words():
    agenda = agenda_of()

    assert agenda.parts["item"][0] == "Promises of 22 Jan"
    assert why(agenda, "promises") == (
        "1 of 2 steps of 22 Jan done. Decided on 22 Jan: “Use bars in every class”. "
        "What came of it, for students?"
    )


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["open", "open"], "2 steps set on 22 Jan, none noted as done yet."),
        (["done", "done"], "All 2 steps of 22 Jan done."),
        (["done"], "The step of 22 Jan done."),
    ],
)
def test_the_promises_say_how_far_they_are(states, said):
    steps = [COPY.changed(state=state) for state in states]

    assert why(agenda_of(FromBefore([LAST], steps)), "promises").startswith(said)


def test_a_sentence_that_somebody_typed_ends_once():
    before = FromBefore([LAST.changed(decisions=("Use bars.", "Swap groups."))])

    assert "Decided on 22 Jan: “Use bars”; “Swap groups”. What" in why(agenda_of(before), "promises")


def test_a_step_that_is_due_comes_with_its_owner_its_day_and_how_long_ago_that_is():
    assert agenda_of().parts["item"][1] == "Due: “Reteach comparing fractions with bars”"
    assert "(Ada Ito, due 24 Jan, 3 days ago)" in why(agenda_of(), "steps")


def test_of_many_steps_three_are_told_and_the_rest_counted():
    steps = [RETEACH.changed(id=str(n), what=f"Step {n}", due=day(-n)) for n in range(5)]
    agenda = agenda_of(FromBefore(meetings=[LAST], steps=steps))

    assert agenda.parts["item"][1] == "5 steps are due"
    assert "“Step 4” (Ada Ito, due 23 Jan, 4 days ago); “Step 3”" in why(agenda, "steps")
    assert "; and 2 more." in why(agenda, "steps")


def test_due_reaches_to_the_next_planned_meeting():
    later = RETEACH.changed(due=day(10), recheck_on=None)
    planned = Meeting(on=day(12), state="planned")

    assert "steps" not in agenda_of(FromBefore([LAST], [later])).parts["kind"].tolist()
    assert "(Ada Ito, due 6 Feb)" in why(agenda_of(FromBefore([LAST, planned], [later])), "steps")


def test_a_step_due_today_and_one_without_a_day_say_so():
    steps = [RETEACH.changed(due=TODAY), COPY.changed(state="open", due=None)]

    assert "due 27 Jan, today" in why(agenda_of(FromBefore([LAST], steps)), "steps")
    assert "(Ben Roy, no day set)" in why(agenda_of(FromBefore([LAST], steps)), "steps")


def test_a_check_that_is_due_is_put_on_the_agenda():
    assert "“three questions on Friday” (Ada Ito, due 30 Jan)" in why(agenda_of(), "recheck")


def test_a_question_left_open_comes_before_the_data_and_only_once():
    kinds = agenda_of().parts["kind"].tolist()

    assert kinds.count("fourth") == 1
    assert kinds.index("fourth") < kinds.index("data")
    assert "Left open on 22 Jan" in why(agenda_of(), "fourth")


def test_a_question_that_is_left_open_again_and_again_says_how_often():
    before = FromBefore([LAST, LAST.changed(on=day(-20))])

    assert why(agenda_of(before), "fourth").startswith("Left open in 2 meetings in a row, last on 22 Jan,")


def test_a_question_that_was_answered_comes_after_the_data_again():
    before = FromBefore(meetings=[LAST.changed(already_know="A project on scale drawings")])
    kinds = agenda_of(before).parts["kind"].tolist()

    assert kinds.index("fourth") > kinds.index("data")


def test_a_trial_says_how_long_nobody_measured_and_its_rhythm():
    assert why(agenda_of(), "trial") == (
        "“One question from last week” (Ada Ito): not measured since 10 Jan, 17 days; planned every 7 days. "
        "What keeps us from measuring, and who does it by when?"
    )


def test_a_trial_that_was_never_measured_and_one_past_its_last_day_say_so():
    never = FromBefore(meetings=[LAST], trials=[WARM_UP])
    over = FromBefore(meetings=[LAST], trials=[WARM_UP.changed(until=day(-1))])

    assert "not measured since it began 40 days ago" in why(agenda_of(never), "trial")
    assert "its last day was 1 day ago, after 0 measurements. Keep it" in why(agenda_of(over), "trial")


def test_a_team_that_never_met_begins_with_its_students():
    agenda = agenda_of(FromBefore(), by_standard=NO_STANDARDS, review=NO_QUESTIONS, grown=False)

    assert agenda.parts["kind"].tolist() == ["promises", "data", "fourth", "next step", "close"]
    assert agenda.parts["item"][0] == "What brings us together"
    assert "Which evidence do we need" in why(agenda, "data")


def test_a_meeting_that_left_nothing_is_asked_about_all_the_same():
    agenda = agenda_of(FromBefore(meetings=[LAST.changed(decisions=())]))

    assert agenda.parts["item"][0] == "Since 22 Jan"


def test_teams_with_different_records_get_different_agendas():
    other = FromBefore(meetings=[LAST.changed(on=day(-12), already_know="A project")], goals=FULL.goals)
    items = [set(agenda_of(before, minutes=45).parts["item"]) for before in (FULL, other, FromBefore())]

    for one, two in [(0, 1), (1, 2), (0, 2)]:
        assert len(items[one] ^ items[two]) >= 3


@given(st.integers(10, 120))
def test_the_promise_the_fourth_question_and_the_next_step_are_never_dropped(minutes):
    agenda = agenda_of(minutes=minutes)

    assert {"promises", "fourth", "next step"} <= set(agenda.parts["kind"])
    assert agenda.parts["minutes"].sum() == minutes
    assert len(agenda.parts) + len(agenda.left_out) == 11


def test_in_a_usual_meeting_everything_urgent_fits_and_what_does_not_is_said():
    agenda = agenda_of(minutes=30)

    assert {"steps", "recheck", "goal", "trial", "data"} <= set(agenda.parts["kind"])
    assert agenda.left_out == ("Question 7", "Since last time", "One minute each")
    assert "Question 7 (fits from 33 minutes)" in agenda.note


@pytest.mark.parametrize("audience", ["school", "public"])
def test_outside_the_team_nothing_it_wrote_is_told_nor_counted(audience):
    outside = agenda_of(audience=audience)

    assert outside.parts.equals(agenda_of(FromBefore(), audience=audience).parts)
    assert outside.parts["item"][0] == "Last time's promises"
    assert "Ada" not in outside.parts.to_string() + outside.note


def test_an_unknown_audience_is_refused():
    with pytest.raises(ParameterError, match="team, school, public"):
        agenda_of(audience="everyone")


def test_what_somebody_typed_on_many_lines_or_at_great_length_does_not_break_the_page():
    steps = [RETEACH.changed(what="Reteach\n\nfractions " + "x" * 300, owner="nobody")]
    agenda = agenda_of(FromBefore(meetings=[LAST], steps=steps))

    assert all("\n" not in text and len(text) < 400 for text in agenda.parts["item"] + agenda.parts["why"])
    assert "Reteach fractions" in agenda_table(agenda.parts)._repr_html_()
    assert "Reteach fractions" in agenda_timeline(agenda).alt


def test_the_data_alone_make_the_agenda_of_a_data_meeting():
    items = [part.item for part in meeting_parts(STANDARDS, QUESTIONS, True)]

    assert items == [
        "Last time's promises",
        "“Compare fractions”",
        "Question 7",
        "Since last time",
        "Those who know it already",
        "Our next step",
        "One minute each",
    ]


@pytest.mark.parametrize(
    ("verdict", "more", "item", "told"),
    [
        ("above", "", "What went well, and why", "other standards could use"),
        (
            "cannot tell",
            "4 more questions on it",
            "“Compare fractions”",
            "To be sure: 4 more questions on it.",
        ),
        ("below", "", "“Compare fractions”", "Describe, then interpret"),
    ],
)
def test_the_look_at_the_data_follows_the_most_urgent_standard(verdict, more, item, told):
    look = meeting_parts(STANDARDS.assign(verdict=verdict, more_needed=more), NO_QUESTIONS, False)[1]

    assert look.item == item
    assert told in look.why


def test_a_standard_that_is_hidden_is_not_named():
    look = meeting_parts(STANDARDS.assign(hidden=True), NO_QUESTIONS, False)[1]

    assert "Compare" not in look.item + look.why
