"""The verbs of the store, on both databases: what is kept, what is refused, and in which words."""

import contextlib
import threading
from datetime import UTC, date, datetime
from multiprocessing import get_context

import pytest
from pandas import DataFrame

from plcnb.errors import Conflict, NotFound, ParameterError
from plcnb.model import (
    RECORD_KINDS,
    ActionStep,
    Exchange,
    Goal,
    Measurement,
    Meeting,
    MeetingPart,
    Member,
    Prediction,
    Reflection,
    Tie,
    Trial,
)
from plcnb.records.store import Records
from plcnb.records.writing import write_new

FULL_MEETING = Meeting(
    team_id="maths",
    on=date(2026, 1, 22),
    starts="15:10",
    minutes=45,
    present=("ana", "ben"),
    parts=(MeetingPart(item="predict", minutes=5, used=4.5), MeetingPart(item="look", minutes=30)),
    see="“Ünïcode” \U0001f642 and\nlines",
    decisions=("One", "Two"),
)


def test_what_was_added_is_found_as_it_was(records):
    added = records.add(FULL_MEETING, by="ana")

    assert added == FULL_MEETING.changed(id=added.id)
    assert records.find(Meeting, added.id) == added
    assert records.list(Meeting, "maths") == (added,)


@pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_can_be_kept_even_as_an_empty_draft(kind, records):
    draft = kind(team_id="maths", person_id="zoe") if kind in (Member, Reflection) else kind(team_id="maths")

    added = records.add(draft, by="zoe")

    assert records.find(kind, added.id, reader="zoe") == added
    assert records.revision(kind, added.id, reader="zoe") == 1


def test_records_of_a_team_come_in_the_order_they_were_made(records):
    texts = ["c", "a", "b"]
    for text in texts:
        records.add(Goal(team_id="maths", what=text), by="ana")
    records.add(Goal(team_id="art", what="draw"), by="fay")

    assert [goal.what for goal in records.list(Goal, "maths")] == texts
    assert [goal.what for goal in records.list(Goal)] == ["draw", *texts]


def test_a_list_can_be_narrowed_by_the_values_of_fields(records):
    meeting = records.add(FULL_MEETING, by="ana")
    records.add(ActionStep(team_id="maths", what="one", owner="ana"), by="ana")
    step = records.add(ActionStep(team_id="maths", what="two", meeting_id=meeting.id), by="ana")

    assert records.list(ActionStep, "maths", meeting_id=meeting.id) == (step,)
    assert [one.what for one in records.list(ActionStep, "maths", meeting_id="")] == ["one"]
    assert records.list(ActionStep, due=None, owner="ana")[0].what == "one"
    assert records.list(Meeting, present=("ana", "ben")) == (meeting,)
    assert records.list(Meeting, on=date(2026, 1, 22), minutes=45) == (meeting,)
    assert records.list(Goal, "nobody") == ()


@pytest.mark.parametrize(
    ("equal", "message"),
    [
        ({"colour": "red"}, "no field 'colour'; there are: id, team_id, what"),
        ({"by": "soon"}, "never 'soon'"),
    ],
)
def test_a_list_by_what_cannot_be_is_refused(equal, message, records):
    with pytest.raises(ParameterError, match=message):
        records.list(Goal, "maths", **equal)


def test_an_edit_adds_a_revision_with_only_what_differs(records):
    first = records.add(
        Goal(team_id="maths", what="Compare", by=date(2026, 3, 1)),
        by="ana",
        at=datetime(2026, 1, 5, 15, 10, tzinfo=UTC),
    )
    second = records.update(
        first.changed(what="Compare and order", by=date(2026, 4, 1)),
        by="ben",
        at=datetime(2026, 1, 6, 8, 0, tzinfo=UTC),
    )
    records.remove(Goal, first.id, by="ana")

    added, changed, removed = records.history(Goal, first.id)

    assert added.changes == {"what": ("", "Compare"), "by": (None, date(2026, 3, 1))}
    assert (added.number, added.by, added.at) == (1, "ana", datetime(2026, 1, 5, 15, 10, tzinfo=UTC))
    assert changed.changes == {
        "what": ("Compare", "Compare and order"),
        "by": (date(2026, 3, 1), date(2026, 4, 1)),
    }
    assert (changed.number, changed.by, second.what) == (2, "ben", "Compare and order")
    assert (removed.number, removed.removed, removed.changes) == (3, True, {})
    assert not added.removed
    assert abs((datetime.now(UTC) - removed.at).total_seconds()) < 60


@pytest.mark.parametrize("year", [1, 26, 202, 9999])
def test_a_moment_of_any_year_comes_back(year, records):
    at = datetime(year, 1, 5, 15, 10, 3, 7, tzinfo=UTC)
    goal = records.add(Goal(team_id="maths"), by="ana", at=at)

    assert records.history(Goal, goal.id)[0].at == at


def test_an_edit_that_changes_nothing_leaves_no_revision(records):
    goal = records.add(Goal(team_id="maths", what="Compare"), by="ana")
    before = records.fingerprint()

    assert records.update(goal, by="ben", base=1) == goal
    assert records.revision(Goal, goal.id) == 1
    assert records.fingerprint() == before


def test_who_comes_second_learns_who_changed_what_and_nothing_is_lost(records):
    goal = records.add(Goal(team_id="maths", what="Compare", why="Check 3"), by="ana")
    seen = records.revision(Goal, goal.id)
    records.update(goal.changed(what="Ben's words"), by="ben", base=seen)

    with pytest.raises(Conflict, match="Ben changed this goal since you opened it") as refused:
        records.update(goal.changed(what="Ana's words"), by="ana", base=seen)

    assert "What will students know or be able to do?" in str(refused.value)
    assert refused.value.present.what == "Ben's words"
    assert refused.value.revision == 2
    assert records.find(Goal, goal.id).what == "Ben's words"
    records.update(goal.changed(what="Ana's words"), by="ana", base=refused.value.revision)
    assert [one.changes["what"][1] for one in records.history(Goal, goal.id)] == [
        "Compare",
        "Ben's words",
        "Ana's words",
    ]


def test_without_a_base_the_later_text_stands_and_the_earlier_stays_in_the_history(records):
    goal = records.add(Goal(team_id="maths", what="Compare"), by="ana")
    records.update(goal.changed(what="B"), by="ben")
    records.update(goal.changed(what="C"), by="cleo")

    assert records.find(Goal, goal.id).what == "C"
    assert records.history(Goal, goal.id)[2].changes == {"what": ("B", "C")}


def test_a_removed_record_is_gone_but_its_history_is_kept(records):
    goal = records.add(Goal(team_id="maths", what="Compare"), by="ana")
    records.remove(Goal, goal.id, by="ben")

    assert records.list(Goal, "maths") == ()
    for again in (
        lambda: records.find(Goal, goal.id),
        lambda: records.update(goal.changed(what="Back"), by="ana"),
        lambda: records.remove(Goal, goal.id, by="ana"),
    ):
        with pytest.raises(NotFound, match="was removed on"):
            again()
    assert [one.number for one in records.history(Goal, goal.id)] == [1, 2]


def test_an_unknown_team_is_refused_with_those_there_are(records):
    with pytest.raises(NotFound, match=r"no team 'grade-9'. There are: art, maths\."):
        records.add(Goal(team_id="grade-9"), by="ana")


def test_a_link_to_what_is_not_there_is_refused(records):
    meeting = records.add(FULL_MEETING, by="ana")
    records.remove(Meeting, meeting.id, by="ana")

    with pytest.raises(NotFound, match=r"no trial 'none'\. A measurement can belong only"):
        records.add(Measurement(team_id="maths", trial_id="none"), by="ana")
    with pytest.raises(NotFound, match=f"no meeting '{meeting.id}'"):
        records.add(ActionStep(team_id="maths", meeting_id=meeting.id), by="ana")
    trial = records.add(Trial(team_id="maths"), by="ana")
    theirs = records.add(Goal(team_id="art"), by="fay")
    for goal_id in ("none", theirs.id):
        with pytest.raises(NotFound, match=f"no goal '{goal_id}'"):
            records.update(trial.changed(goal_id=goal_id), by="ana")
    assert records.list(Measurement) == records.list(ActionStep) == ()


@pytest.mark.parametrize(
    "twice",
    [
        Member(team_id="maths", person_id="ana", name="Ana again"),
        Prediction(team_id="maths", person_id="ana", assessment_id="a", standard_id="s", expected=0.5),
        Tie(team_id="maths", person_id="ana", other_id="ben", deep="3", on=date(2026, 1, 1)),
    ],
    ids=lambda record: type(record).__name__,
)
def test_what_may_be_there_once_is_refused_a_second_time_until_it_is_removed(twice, records):
    there = [one for one in records.list(type(twice)) if one.person_id == "ana"]
    first = there[0] if there else records.add(twice, by="ana")

    with pytest.raises(Conflict, match=r"Team 'maths' has a \w+ with the same .* already") as refused:
        records.add(twice, by="ben")
    assert refused.value.present == first

    records.remove(type(twice), first.id, by="ana")
    assert records.add(twice, by="ana").id != first.id


def test_another_record_cannot_take_a_key_by_an_edit(records):
    ben = records.list(Member, "maths", person_id="ben")[0]

    with pytest.raises(Conflict, match="with the same"):
        records.update(ben.changed(person_id="ana"), by="ana")


def test_an_id_is_taken_once_in_all_teams(records):
    records.add(Goal(id="g1", team_id="maths"), by="ana")

    with pytest.raises(Conflict, match="goal 'g1' already"):
        records.add(Goal(id="g1", team_id="art"), by="fay")


@pytest.mark.postgresql
def test_an_id_that_another_team_takes_at_the_same_moment_is_told_as_taken(cluster, made_before, knowing):
    """In SQLite one waits for the other before anything is looked at."""
    cluster.clear(made_before)
    records, told = knowing(Records(cluster.address(made_before))), []

    def add():
        try:
            records.add(Goal(id="g1", team_id="art"), by="fay")
        except Exception as error:
            told.append(error)

    second = threading.Thread(target=add)
    with records.database.writing() as first:
        write_new(first, [Goal(id="g1", team_id="maths")], "ana", datetime.now(UTC))
        second.start()
        while not cluster.ask("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
            assert second.is_alive()
    second.join()

    assert [type(error) for error in told] == [Conflict]
    assert "There is a goal 'g1' already. Leave the id empty." in str(told[0])
    assert records.find(Goal, "g1").team_id == "maths"


def test_a_record_stays_with_its_team(records):
    goal = records.add(Goal(team_id="maths"), by="ana")

    with pytest.raises(ParameterError, match="belongs to the team 'maths' and stays there"):
        records.update(goal.changed(team_id="art"), by="ana")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"what": "a\x00b"}, "no letter"),
        ({"what": "half \ud83d"}, "no letter"),
        ({"reached_n": 2**63}, "is too large to be kept"),
    ],
)
def test_what_a_database_cannot_keep_is_refused_in_words(values, message, records):
    goal = Goal(team_id="maths").model_copy(update=values)
    kept = records.add(Goal(team_id="maths"), by="ana")

    with pytest.raises(ParameterError, match=message):
        records.add(goal, by="ana")
    with pytest.raises(ParameterError, match=message):
        records.update(kept.model_copy(update=values), by="ana")
    assert records.list(Goal) == (kept,)
    assert records.revision(Goal, kept.id) == 1


def test_what_no_record_can_have_is_asked_for_in_vain_and_without_a_traceback(records):
    """No word that the database cannot be used: it is the question that cannot."""
    for ask in (
        lambda: records.find(Goal, "half \ud83d"),
        lambda: records.find(Goal, "a\x00b"),
        lambda: records.list(Goal, what="half \ud83d"),
        lambda: records.list(Goal, reached_n=2**80),
        lambda: records.add(Goal(team_id="half \ud83d"), by="ana"),
        lambda: records.add(Goal(team_id="maths"), by="a\x00b"),
    ):
        with contextlib.suppress(NotFound, ParameterError):
            assert ask() == ()
    assert records.list(Goal) == ()


def test_a_member_without_an_id_gets_one_that_others_can_name(records):
    member = records.add(Member(team_id="art", name="Gil"), by="fay")

    assert member.person_id
    assert records.find(Member, member.id).person_id == member.person_id


def test_teams_and_members_of_the_evidence_are_made_known_once(records):
    before = records.fingerprint()
    people = DataFrame([{"team_id": "maths", "person_id": name, "name": name} for name in ("ana", "zoe")])
    teams = DataFrame({"team_id": ["maths"], "name": ["Mathematics"], "n_students": [60]})
    left = records.list(Member, "maths", person_id="eve")[0]
    records.remove(Member, left.id, by="ana")

    records.know_teams(teams, people, snapshot="2")
    records.know_teams(teams, people.assign(person_id=["ana", "eve"]), snapshot="3")

    assert [(team.team_id, team.name, team.n_students) for team in records.teams()] == [
        ("art", "Art", 0),
        ("maths", "Mathematics", 60),
    ]
    names = {one.person_id: one.name for one in records.list(Member, "maths")}
    assert names == {"ana": "Ana", "ben": "Ben", "cleo": "Cleo", "dan": "Dan", "zoe": "zoe"}
    assert records.knows("3")
    assert not records.knows("2")
    assert records.fingerprint() != before


def test_a_fingerprint_changes_with_what_its_team_writes_and_with_nothing_else(records):
    maths, art, everything = records.fingerprint("maths"), records.fingerprint("art"), records.fingerprint()

    goal = records.add(Goal(team_id="maths"), by="ana")

    assert records.fingerprint("art") == art
    assert len({maths, (second := records.fingerprint("maths"))}) == 2
    assert records.fingerprint() != everything
    records.remove(Goal, goal.id, by="ana")
    assert records.fingerprint("maths") not in (maths, second)
    assert records.fingerprints() == {"art": art, "maths": records.fingerprint("maths")}
    assert records.fingerprint("nobody") == ""


class TestReflections:
    @pytest.fixture
    def reflection(self, records):
        return records.add(Reflection(team_id="maths", person_id="ana", tried="It went badly"), by="ana")

    def test_nobody_but_the_writer_gets_one_that_is_not_shared(self, records, reflection):
        shared = records.add(Reflection(team_id="maths", person_id="ben", shared=True), by="ben")

        assert records.list(Reflection, "maths") == (shared,)
        assert records.list(Reflection, "maths", reader="ben") == (shared,)
        assert records.list(Reflection, "maths", reader="ana") == (reflection, shared)
        assert records.find(Reflection, reflection.id, reader="ana") == reflection
        for reader in ("", "ben"):
            for verb in (records.find, records.history, records.revision):
                with pytest.raises(NotFound):
                    verb(Reflection, reflection.id, reader=reader)

    def test_nobody_else_changes_or_removes_it_or_learns_what_it_says(self, records, reflection):
        for attempt in (
            lambda: records.update(reflection.changed(tried="Guess", shared=True), by="ben"),
            lambda: records.update(reflection.changed(tried="Guess"), by="ben", base=9),
            lambda: records.remove(Reflection, reflection.id, by="ben"),
        ):
            with pytest.raises(NotFound) as refused:
                attempt()
            assert "badly" not in str(refused.value)

    def test_of_a_shared_one_others_read_the_text_but_not_how_it_came_about(self, records, reflection):
        records.update(reflection.changed(tried="It went well", shared=True), by="ana")

        assert records.find(Reflection, reflection.id).tried == "It went well"
        assert "badly" not in str(records.history(Reflection, reflection.id))
        assert "badly" in str(records.history(Reflection, reflection.id, reader="ana"))


def test_an_exchange_keeps_columns_named_as_sql_words(records):
    asked = records.add(
        Exchange(team_id="maths", kind="ask", topic="t", to="school", on=date(2026, 1, 1)), by="ana"
    )

    assert records.list(Exchange, to="school", kind="ask") == (asked,)


def test_one_store_serves_many_threads(records):
    failed = []

    def write(name):
        try:
            goal = records.add(Goal(team_id="maths", what=name), by=name)
            for number in range(5):
                goal = records.update(goal.changed(what=f"{name} {number}"), by=name)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    assert sorted(goal.what for goal in records.list(Goal)) == ["a 4", "b 4", "c 4", "d 4"]


def _add_in_a_fork(records, name):
    records.add(Goal(team_id="maths", what=name), by=name)


def test_one_store_serves_the_forks_of_a_process_that_used_it(records):
    records.add(Goal(team_id="maths", what="parent"), by="ana")
    forks = [get_context("fork").Process(target=_add_in_a_fork, args=(records, name)) for name in "abc"]
    for fork in forks:
        fork.start()
    records.add(Goal(team_id="maths", what="meanwhile"), by="ana")
    for fork in forks:
        fork.join()

    assert sorted(goal.what for goal in records.list(Goal)) == [
        "a",
        "b",
        "c",
        "meanwhile",
        "parent",
    ]
