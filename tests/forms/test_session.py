"""The conversation between a form and the page it is shown on."""

import json
import threading
from datetime import date

from form_cast import ANN, BEN, TEAM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plcnb.forms.plan import WRITER
from plcnb.forms.recordform import list_and_form, record_form
from plcnb.forms.session import FormSession
from plcnb.model import ActionStep, Member, Reflection, Visit

TODAY = date(2026, 1, 27)


def opened(records, kind=ActionStep, **options) -> FormSession:
    return list_and_form(records, kind, TEAM, today=TODAY, **options).session


def words(session, **fields):
    return session.handle({"type": "words", "fields": fields, "left": list(fields)})


def test_words_are_kept_and_the_answer_says_since_when(records):
    view = words(opened(records, by=ANN), what="Reteach fractions", due="3 Feb")

    (kept,) = records.list(ActionStep, TEAM)
    assert (kept.what, kept.due, kept.set_on) == ("Reteach fractions", date(2026, 2, 3), TODAY)
    assert view["slot"] == kept.id
    assert view["unsaved"] == []
    assert view["saved_at"] == records.history(ActionStep, kept.id)[0].at.isoformat()


def test_words_are_kept_a_moment_after_the_last_of_them(records, later):
    form = record_form(records, ActionStep, TEAM, by=ANN).session
    shown = []
    session = FormSession(
        form.plan, form.doors, on_change=shown.append, clock=later.clock, schedule=later.schedule
    )
    for text in ("R", "Re", "Ret"):
        view = session.handle({"type": "words", "fields": {"what": text}})
        later.pass_by(0.1)
    assert view["unsaved"] == ["what"]
    assert records.list(ActionStep, TEAM) == ()

    later.pass_by(1)

    (kept,) = records.list(ActionStep, TEAM)
    assert kept.what == "Ret"
    assert [view["unsaved"] for view in shown] == [[]]
    assert len(records.history(ActionStep, kept.id)) == 1


def test_what_is_wrong_is_said_once_the_field_is_left(records):
    session = opened(records, by=ANN)
    typing = session.handle({"type": "words", "fields": {"due": "3 Fe"}})
    left = session.handle({"type": "words", "fields": {"due": "3 Fe"}, "left": ["due"]})

    assert typing["errors"] == {}
    assert list(left["errors"]) == ["due"]


def test_saving_tells_what_is_still_needed(records):
    session = opened(records, by=ANN)
    view = session.handle({"type": "save", "fields": {"what": "Reteach"}})

    assert view["missing"][0] == "What will students know or do then?"
    assert len(records.list(ActionStep, TEAM)) == 1


def test_the_list_shows_what_is_written_and_opens_it_again(records):
    session = opened(records, by=ANN)
    words(session, what="Reteach", owner=BEN, due="3 Feb")
    view = session.handle({"type": "new"})
    (row,) = view["rows"]

    assert view["headings"] == ["What will be done", "Who does it", "By when", "How does it stand"]
    assert row["cells"] == ["Reteach", "Ben Fir", "3 Feb", "Open"]
    assert view["fields"]["what"] == ""

    again = session.handle({"type": "open", "slot": row["key"]})
    assert again["fields"]["what"] == "Reteach"
    assert again["fields"]["due"] == "2026-02-03"


def test_each_new_form_writes_a_record_of_its_own(records):
    session = opened(records, by=ANN)
    words(session, what="One")
    session.handle({"type": "new"})
    words(session, what="Two")
    session.handle({"type": "new"})
    words(session, what="Three")

    assert [one.what for one in records.list(ActionStep, TEAM)] == ["One", "Two", "Three"]


def test_words_that_could_not_be_kept_are_there_when_the_record_is_opened_again(records):
    session = opened(records, by=ANN)
    first = words(session, what="One", due="soon")["slot"]
    session.handle({"type": "new"})

    assert session.handle({"type": "open", "slot": first})["fields"]["due"] == "soon"


def test_words_that_come_late_go_to_the_record_they_were_typed_in(records):
    """On a slow line somebody types on in the old record while the next one is on its way."""
    session = opened(records, by=ANN)
    first = words(session, what="One")
    second = session.handle({"type": "new"})
    words(session, what="Two")

    for verb in ("words", "save"):
        late = {"type": verb, "opened": first["opened"], "fields": {"what": f"One, by {verb}"}, "left": []}
        view = session.handle(late)
        assert view["fields"]["what"] == "Two"
        assert records.find(ActionStep, first["slot"]).what == f"One, by {verb}"
    session.handle({"type": "remove", "opened": first["opened"]})
    assert [one.what for one in records.list(ActionStep, TEAM)] == ["One, by save", "Two"]

    for strange in ("0", -1, 99, None, True, [0]):
        words_of_now = {"type": "words", "opened": strange, "fields": {"what": "Two!"}, "now": True}
        assert session.handle(words_of_now)["opened"] == second["opened"]
    assert [one.what for one in records.list(ActionStep, TEAM)] == ["One, by save", "Two!"]


def test_a_record_is_taken_away_and_stays_in_the_history(records):
    session = opened(records, by=ANN)
    slot = words(session, what="One")["slot"]
    view = session.handle({"type": "remove"})

    assert view["rows"] == []
    assert view["slot"] == ""
    assert view["fields"]["what"] == ""
    assert records.history(ActionStep, slot)[-1].removed


def test_a_restarted_notebook_takes_up_the_words_that_a_browser_kept(records):
    before = opened(records, by="")
    slot = words(before, **{WRITER: ANN, "what": "Reteach"})["slot"]

    after = opened(records, by="")
    draft = {"base": 1, "words": {"what": "Reteach fractions", "due": "soon"}, "writer": ANN}
    view = after.handle({"type": "hello", "drafts": {slot: draft}, "last": slot})

    assert view["slot"] == slot
    assert view["fields"][WRITER] == ANN
    assert view["fields"]["what"] == records.find(ActionStep, slot).what == "Reteach fractions"
    assert view["fields"]["due"] == "soon"
    assert view["unsaved"] == ["due"]


def test_words_of_a_form_that_nobody_saved_yet_become_a_record(records):
    view = opened(records, by=ANN).handle(
        {"type": "hello", "drafts": {"": {"base": 0, "words": {"what": "Reteach"}}}}
    )

    assert view["fields"]["what"] == "Reteach"
    assert [one.what for one in records.list(ActionStep, TEAM)] == ["Reteach"]


def test_a_record_that_was_made_in_the_moment_of_a_crash_is_not_made_twice(records):
    before = opened(records, by=ANN)
    new_id = before.view()["new_id"]
    words(before, what="Reteach")  # and the browser never hears that it was kept

    draft = {"base": 0, "words": {"what": "Reteach fractions"}, "new_id": new_id}
    view = opened(records, by=ANN).handle({"type": "hello", "drafts": {"": draft}})

    assert view["slot"] == new_id
    assert [one.what for one in records.list(ActionStep, TEAM)] == ["Reteach fractions"]


def test_words_whose_record_was_removed_meanwhile_stand_in_a_new_form(records):
    slot = words(opened(records, by=ANN), what="Reteach")["slot"]
    records.remove(ActionStep, slot, by=BEN)

    view = opened(records, by=ANN).handle(
        {"type": "hello", "drafts": {slot: {"base": 1, "words": {"what": "Reteach, with bars"}}}}
    )

    assert view["fields"]["what"] == "Reteach, with bars"
    assert "removed meanwhile" in view["notice"]


def test_the_record_of_the_same_sitting_is_open_again_after_a_restart(records):
    slot = words(opened(records, by=ANN), what="Reteach")["slot"]

    view = opened(records, by=ANN).handle({"type": "hello", "drafts": {}, "last": slot})

    assert view["slot"] == slot


def test_reflections_of_others_are_neither_listed_nor_opened(records):
    mine = words(opened(records, Reflection, by=ANN), tried="Bars")["slot"]
    session = opened(records, Reflection, by=BEN)

    assert session.view()["rows"] == []
    for message in ({"type": "open", "slot": mine}, {"type": "hello", "drafts": {}, "last": mine}):
        view = session.handle(message)
        assert view["slot"] == ""
        assert view["fields"]["tried"] == ""


def test_ones_own_reflection_is_listed_and_the_writer_is_not_asked(records):
    session = opened(records, Reflection, by=ANN)
    slot = words(session, tried="Bars")["slot"]

    assert records.find(Reflection, slot, reader=ANN).person_id == ANN
    assert "person_id" not in session.plan.by_name
    assert [row["key"] for row in session.view()["rows"]] == [slot]


def test_who_visits_is_who_writes_and_is_asked_once(records):
    session = opened(records, Visit)
    assert [one.question.label for one in session.plan.fields if one.question.kind == "member"] == [
        "Who visits?",
        "Whose room?",
    ]
    assert words(session, noticed="Pairs talk")["notice"] == "Who visits? Choose that first; then it is kept."

    slot = words(session, visitor=ANN)["slot"]
    assert records.find(Visit, slot).noticed == "Pairs talk"
    assert records.history(Visit, slot)[0].by == ANN


def test_saying_who_writes_begins_no_record(records):
    session = opened(records, Visit)
    slot = words(session, visitor=ANN, noticed="Pairs talk")["slot"]
    view = session.handle({"type": "new"})
    assert view["fields"]["visitor"] == "", "the next visit may be another's"

    words(session, visitor=BEN)
    session.handle({"type": "open", "slot": slot})
    assert [one.id for one in records.list(Visit, TEAM)] == [slot]

    session.handle({"type": "new"})
    words(session, wondered="Why?")
    assert [one.visitor for one in records.list(Visit, TEAM)] == [ANN, BEN]


def test_who_writes_about_a_visit_afterwards_may_be_its_host_and_is_asked(records):
    visit = records.add(Visit(team_id=TEAM, visitor=ANN, host=BEN), by=ANN)
    session = opened(records, Visit, record_id=visit.id, fields=["visitor", "host", "host_takes"])

    words(session, **{WRITER: BEN, "host_takes": "More time in pairs"})

    assert records.history(Visit, visit.id)[-1].by == BEN
    assert records.find(Visit, visit.id).visitor == ANN


def test_where_a_browser_keeps_drafts_tells_nobodys_name(records):
    keys = {opened(records, by=who).view()["draft_key"] for who in (ANN, BEN, "")}

    assert len(keys) == 3
    assert all(len(key) == 32 and ANN not in key for key in keys)


def test_what_is_kept_is_judged(records):
    session = opened(
        records, by=ANN, feedback=lambda step: [(step.due is not None, "Dated", "It needs a day.")]
    )
    assert session.view()["feedback"] == []

    assert words(session, what="Reteach")["feedback"] == [[False, "Dated", "It needs a day."]]
    assert words(session, due="3 Feb")["feedback"] == [[True, "Dated", "It needs a day."]]


def test_a_bug_in_what_is_said_after_a_save_loses_no_word(records, caplog):
    def broken(step):
        raise RuntimeError("a bug")

    session = opened(records, by=ANN, feedback=broken)
    view = words(session, what="Reteach")

    assert "Something unexpected" in view["notice"]
    assert "a bug" in caplog.text
    assert records.list(ActionStep, TEAM)[0].what == "Reteach"


def test_a_team_without_members_is_asked_nothing_first(records):
    for one in records.list(Member, TEAM):
        records.remove(Member, one.id, by=ANN)
    session = opened(records, Member)

    assert WRITER not in session.plan.by_name
    words(session, name="Cyd Elm")
    assert [one.name for one in records.list(Member, TEAM)] == ["Cyd Elm"]


def test_choices_may_be_given_by_field_or_by_kind(records):
    session = opened(
        records, by=ANN, choices={"standard": [("s1", "Fractions")], "owner": [("x", "A guest")]}
    )

    assert session.plan.by_name["standard_id"].options == (("s1", "Fractions"),)
    assert session.plan.by_name["owner"].options == (("x", "A guest"),)


def test_two_threads_may_talk_to_one_form(records):
    """Jupyter calls on its main thread or on one of its own; both at once do no harm."""
    session = opened(records, Visit, by=ANN)
    session.handle({"type": "words", "fields": {"noticed": "0"}, "now": True})

    def talk(name):
        for at in range(8):
            session.handle({"type": "words", "fields": {name: f"{name} {at}"}, "now": True})

    threads = [threading.Thread(target=talk, args=(name,)) for name in ("noticed", "wondered")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (kept,) = records.list(Visit, TEAM)
    assert (kept.noticed, kept.wondered) == ("noticed 7", "wondered 7")


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
    lambda one: st.one_of(st.lists(one, max_size=3), st.dictionaries(st.text(max_size=8), one, max_size=3)),
    max_leaves=8,
)
VERBS = st.sampled_from(["hello", "words", "save", "settle", "open", "new", "ping", "remove", "drop table"])
PARTS = st.sampled_from(
    ["fields", "left", "now", "drafts", "last", "slot", "field", "choice", "writer", "opened"]
)
NAMED = st.dictionaries(st.sampled_from(["what", "due", "owner", WRITER, "team_id"]), JSON, max_size=3)
MESSAGES = st.one_of(
    JSON,
    st.builds(
        lambda verb, rest: {**rest, "type": verb}, VERBS, st.dictionaries(PARTS, st.one_of(JSON, NAMED))
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MESSAGES, max_size=4))
def test_any_message_is_answered_and_the_answer_can_be_sent(records, caplog, messages):
    session = opened(records)
    for message in messages:
        json.dumps(session.handle(message))

    assert caplog.text == "", "nothing that a page sends is a bug of ours"
    assert all(one.team_id == TEAM for one in records.list(ActionStep))


def test_a_member_who_has_left_is_still_named_and_not_asked_to_write(records):
    words(opened(records, by=ANN), what="Reteach", owner=BEN)
    (ben,) = records.list(Member, TEAM, person_id=BEN)
    records.update(ben.changed(left_on=TODAY), by=ANN)
    session = opened(records)

    assert session.plan.by_name[WRITER].options == ((ANN, "Ann Oak"),)
    assert session.view()["rows"][0]["cells"][1] == "Ben Fir (has left)"
