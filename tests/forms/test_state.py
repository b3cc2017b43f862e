"""A form while it is filled: nothing typed is lost, and nobody writes over anybody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from form_cast import ANN, BEN, TEAM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plcnb.errors import NotFound, ParameterError
from plcnb.forms.keeping import RecordKeeper
from plcnb.forms.plan import WRITER, FormPlan
from plcnb.forms.state import FormState
from plcnb.model import ActionStep, Meeting, Question, Trial

TODAY = date(2026, 1, 27)
PLAN = FormPlan.of_record(ActionStep, choices={"member": [(ANN, "Ann Oak"), (BEN, "Ben Fir")]})


def form(records, *, by=ANN, record_id="", fixed=None, plan=PLAN):
    keeper = RecordKeeper(records, ActionStep, TEAM, fixed=fixed, record_id=record_id)
    return FormState(plan, keeper, by=by, today=TODAY)


def step(records, state) -> ActionStep:
    return records.find(ActionStep, state.keeper.record_id)


@pytest.fixture
def two(records):
    """Ann and Ben have the same step open."""
    kept = records.add(ActionStep(team_id=TEAM, what="Reteach fractions"), by=ANN)
    return form(records, record_id=kept.id), form(records, by=BEN, record_id=kept.id)


def test_the_first_words_add_the_record_and_later_ones_revise_it(records):
    state = form(records, fixed={"meeting_id": ""})
    assert records.list(ActionStep, TEAM) == ()

    state.set("what", "Reteach")
    assert state.save()
    state.set("what", "Reteach fractions")
    state.set("due", "3 Feb")
    assert state.save()

    (kept,) = records.list(ActionStep, TEAM)
    assert (kept.what, kept.due) == ("Reteach fractions", date(2026, 2, 3))
    assert [one.by for one in records.history(ActionStep, kept.id)] == [ANN, ANN]
    assert state.revision == 2


def test_saving_twice_writes_once(records):
    state = form(records)
    state.set("what", "Reteach")

    assert state.save()
    assert not state.save()
    assert len(records.history(ActionStep, state.keeper.record_id)) == 1


def test_the_time_of_the_last_save_is_the_stores(records):
    state = form(records)
    state.set("what", "Reteach")
    state.save()

    (first,) = records.history(ActionStep, state.keeper.record_id)
    assert state.saved_at == first.at
    assert datetime.now(UTC) - first.at < timedelta(minutes=5)


def test_what_cannot_be_kept_stays_in_the_form_and_the_rest_is_kept(records):
    state = form(records)
    state.set("what", "Reteach")
    state.set("due", "soon")
    state.save()

    assert step(records, state).what == "Reteach"
    assert step(records, state).due is None
    assert state.typed["due"] == "soon"
    assert "no day that can be read" in state.errors["due"]
    assert state.dirty == {"due"}


def test_too_long_a_text_keeps_the_earlier_one_in_the_store_and_all_of_it_in_the_form(records):
    state = form(records)
    state.set("what", "Reteach")
    state.save()
    state.set("what", "x" * 500)
    state.save()

    assert step(records, state).what == "Reteach"
    assert len(state.typed["what"]) == 500
    assert state.errors["what"] == "500 letters are too many; up to 400 are kept."


def test_what_is_still_missing_is_told_apart_from_what_is_wrong(records):
    state = form(records)
    state.set("what", "Reteach")
    state.set("due", "soon")

    assert [one.name for one in state.missing] == ["students_will", "evidence", "owner"]
    assert list(state.errors) == ["due"]


def test_an_emptied_answer_is_emptied_in_the_store(records):
    state = form(records)
    state.set("what", "Reteach")
    state.set("due", "3 Feb")
    state.save()
    state.set("due", "")
    state.save()

    assert step(records, state).due is None


def test_a_number_that_a_record_cannot_be_without_keeps_its_former_value(records):
    plan = FormPlan.of_record(Trial, fields=["change", "every_days"])
    keeper = RecordKeeper(records, Trial, TEAM)
    state = FormState(plan, keeper, by=ANN)
    state.set("change", "Begin with a question")
    state.set("every_days", "")
    state.save()

    assert records.find(Trial, keeper.record_id).every_days == 7
    assert state.errors["every_days"] == "An answer is needed here."


def test_nothing_is_kept_before_it_is_said_who_writes(records):
    plan = FormPlan.of_record(ActionStep, writers=[(ANN, "Ann Oak")])
    state = form(records, by="", plan=plan)
    state.set("what", "Reteach")

    assert not state.save()
    assert state.notice == "Who is writing? Choose that first; then it is kept."

    state.set(WRITER, ANN)
    assert state.save()
    assert records.history(ActionStep, state.keeper.record_id)[0].by == ANN


def test_two_who_write_in_different_fields_both_keep_theirs(records, two):
    ann, ben = two
    ann.set("students_will", "draw two bars")
    ben.set("evidence", "Check 3, question 7")
    assert ann.save()
    assert ben.save()

    assert step(records, ann).students_will == "draw two bars"
    assert step(records, ann).evidence == "Check 3, question 7"
    assert ben.typed["students_will"] == "draw two bars", "Ben sees what Ann wrote"
    assert not ben.clashes


def test_two_who_write_in_the_same_field_are_both_shown_and_neither_is_lost(records, two):
    ann, ben = two
    ann.set("what", "Reteach fractions with bars")
    ann.save()
    ben.set("what", "Reteach fractions on a number line")
    ben.set("evidence", "Check 3, question 7")
    ben.save()

    clash = ben.clashes["what"]
    assert clash.mine == "Reteach fractions on a number line"
    assert clash.theirs == "Reteach fractions with bars"
    kept = step(records, ann)
    assert (kept.what, kept.evidence) == ("Reteach fractions with bars", "Check 3, question 7")


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mine", "Ben’s"), ("theirs", "Ann’s"), ("both", "Ann’s Ben’s")],
)
def test_a_clash_is_settled_by_a_person(records, two, choice, kept):
    ann, ben = two
    ann.set("what", "Ann’s")
    ann.save()
    ben.set("what", "Ben’s")
    ben.save()

    ben.settle("what", choice)
    ben.save()

    assert step(records, ben).what == kept
    assert not ben.clashes


def test_a_choice_nobody_offered_settles_nothing(two):
    ann, ben = two
    ann.set("what", "Ann’s")
    ann.save()
    ben.set("what", "Ben’s")
    ben.save()

    ben.settle("what", "neither")
    ben.settle("nothing", "mine")

    assert ben.clashes["what"].mine == "Ben’s"


def test_typing_on_in_a_clash_changes_ones_own_side_only(two):
    ann, ben = two
    ann.set("what", "Ann’s")
    ann.save()
    ben.set("what", "Ben’s")
    ben.save()
    ben.set("what", "Ben’s, longer")
    ben.save()

    assert (ben.clashes["what"].mine, ben.clashes["what"].theirs) == ("Ben’s, longer", "Ann’s")


def test_words_a_browser_kept_come_back_and_are_saved(records):
    state = form(records)
    state.set("what", "Reteach")
    state.save()

    again = form(records, record_id=state.keeper.record_id)
    again.bring_back({"what": "Reteach fractions", "due": "soon"}, base=1)
    assert again.save()

    assert step(records, again).what == "Reteach fractions"
    assert again.typed["due"] == "soon"


def test_words_a_browser_kept_do_not_write_over_what_others_wrote_since(records, two):
    ann, ben = two
    ben.set("what", "Ben’s")
    ben.save()
    after = form(records, record_id=ann.keeper.record_id)

    after.bring_back({"what": "Ann’s, typed without a connection"}, base=1)
    after.save()

    assert after.clashes["what"].theirs == "Ben’s"
    assert step(records, after).what == "Ben’s"


def test_words_that_go_on_with_what_was_saved_without_an_answer_are_no_clash(records):
    state = form(records)
    state.set("what", "Re")
    state.save()
    state.set("what", "Reteach")
    state.save()  # the browser never heard of this one

    again = form(records, record_id=state.keeper.record_id)
    again.bring_back({"what": "Reteach fractions"}, base=1)
    again.save()

    assert not again.clashes
    assert step(records, again).what == "Reteach fractions"


def test_a_record_that_was_removed_meanwhile_is_said_in_words_and_the_text_stays(records, two):
    ann, _ = two
    records.remove(ActionStep, ann.keeper.record_id, by=BEN)
    ann.set("what", "Reteach with bars")

    assert not ann.save()
    assert ann.notice.startswith("Not kept: There is no action step")
    assert ann.typed["what"] == "Reteach with bars"


def test_a_record_of_another_team_is_not_opened(records, two):
    ann, _ = two
    keeper = RecordKeeper(records, ActionStep, "grade-8-reading", record_id=ann.keeper.record_id)

    with pytest.raises(NotFound):
        FormState(PLAN, keeper, by=ANN)


def test_handing_in_tells_what_is_missing_and_keeps_what_is_there(records):
    state = form(records)
    state.set("what", "Reteach")

    assert not state.submit()
    assert step(records, state).what == "Reteach"
    assert state.left == set(PLAN.by_name)


@pytest.mark.parametrize("raw", [None, 3, 2.5, {"a": 1}, [1], True, ["x"] * 50])
def test_what_is_no_answer_at_all_changes_nothing_and_says_so(records, raw):
    state = form(records)
    state.set("what", "Reteach")
    state.set("what", raw)
    state.set("nothing", raw)

    assert state.typed["what"] == "Reteach"
    assert "nothing was changed" in state.notice


@pytest.mark.parametrize("field", ["what", "owner"])
def test_a_text_far_too_long_stays_unsaved_in_the_form_and_is_said_to_be(records, field):
    plan = FormPlan.of_record(ActionStep)  # nobody to choose from: the owner is written
    state = form(records, plan=plan)
    state.set("evidence", "Check 3")
    state.set(field, "x" * 200_000)
    state.save()

    assert field in state.dirty, "so that a browser goes on keeping it"
    assert "letters" in state.errors[field]
    assert step(records, state).evidence == "Check 3"
    assert getattr(step(records, state), field) == ""


SURVEY = FormPlan.of_questions(
    [
        (
            "q1",
            Question("We decide together.", "choice", options=(("1", "Never"), ("2", "Often")), needed=True),
        )
    ],
    title="Pulse",
    once=True,
)


def test_a_form_that_is_handed_in_once_keeps_no_word_before_and_none_after():
    handed = []
    state = FormState(SURVEY, by=ANN, hand_in=lambda who, values: handed.append((who, dict(values))))
    state.set("q1", "2")
    assert not state.save()
    assert handed == []

    assert state.submit()
    assert handed == [(ANN, {"q1": "2"})]
    assert state.typed == {"q1": ""}
    state.set("q1", "2")  # the second click of a double click brings the answers again
    assert not state.submit()
    assert len(handed) == 1
    assert state.typed == {"q1": ""}


def test_a_refused_form_keeps_the_answers_and_says_why():
    def refuse(who, values):
        raise ParameterError("The survey closed on 3 Oct.")

    state = FormState(SURVEY, by=ANN, hand_in=refuse)
    state.set("q1", "2")

    assert not state.submit()
    assert state.notice == "The survey closed on 3 Oct."
    assert state.typed["q1"] == "2"


WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["ann", "ben"]), st.sampled_from(["what", "evidence", "due"]), WORDS),
        st.tuples(st.sampled_from(["ann", "ben"]), st.just("save"), st.just("")),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_two_people_do_no_words_of_either_are_lost(records, acts):
    """What somebody typed last stands in their form, in the store, or in its history."""
    kept = records.add(ActionStep(team_id=TEAM, what="Reteach"), by=ANN)
    forms = {"ann": form(records, record_id=kept.id), "ben": form(records, by=BEN, record_id=kept.id)}
    last = {}
    for who, what, words in acts:
        if what == "save":
            forms[who].save()
        else:
            forms[who].set(what, words)
            last[who, what] = words

    ever = [one.changes for one in records.history(ActionStep, kept.id)]
    for (who, name), words in last.items():
        state = forms[who]
        written = {str(change[name][1]) for change in ever if name in change}
        assert bare(words) in {bare(state.typed[name]), *map(bare, written)}


def bare(text) -> str:
    """Return a text without white space and without letters that no database holds."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


def test_a_member_who_has_left_stays_where_they_were_named(records):
    plan = FormPlan.of_record(Meeting, choices={"member": [(ANN, "Ann Oak")]}, fields=["present", "place"])
    kept = records.add(Meeting(team_id=TEAM, present=(ANN, BEN)), by=ANN)
    state = FormState(plan, RecordKeeper(records, Meeting, TEAM, record_id=kept.id), by=ANN)
    assert not state.dirty
    assert not state.errors

    state.set("place", "Room 12")
    state.set("present", [ANN, BEN])
    state.save()
    assert records.find(Meeting, kept.id).present == (ANN, BEN)

    state.set("present", [ANN])
    state.save()
    assert records.find(Meeting, kept.id).present == (ANN,)


def test_somebody_who_never_was_in_the_list_cannot_be_named(records):
    plan = FormPlan.of_record(Meeting, choices={"member": [(ANN, "Ann Oak")]}, fields=["present"])
    state = FormState(plan, RecordKeeper(records, Meeting, TEAM), by=ANN)
    state.set("present", ["somebody"])

    assert not state.save()
    assert "none of the options" in state.errors["present"]
