"""Many processes that write at once, and processes that are killed while they write: nothing is lost."""

import os
import random
import signal
from multiprocessing import get_context

from pandas import DataFrame

from plcnb.model import Goal, Member
from plcnb.records.store import Records

WRITERS, EDITS, GOALS = 20, 500, 5
KILLED = 6
FORK = get_context("fork")


def _edit(records, ids, writer):
    for number in range(EDITS):
        goal = Goal(id=ids[(writer + number) % GOALS], team_id="maths", what=f"{writer}:{number}")
        records.update(goal, by=str(writer))


def test_twenty_processes_that_edit_at_once_lose_nothing_and_keep_every_order(records, at_once):
    """All edits are there, numbers have no gap, and each writer's edits stand in its own order."""
    ids = [records.add(Goal(team_id="maths"), by="ana").id for _ in range(GOALS)]
    told = at_once(_edit, [(records, ids, writer) for writer in range(WRITERS)])

    assert told == [None] * WRITERS
    edits = []
    for goal_id in ids:
        added, *changes = records.history(Goal, goal_id)
        assert [change.number for change in (added, *changes)] == list(range(1, len(changes) + 2))
        texts = [added.changes.get("what", ("", ""))[1], *(change.changes["what"][1] for change in changes)]
        assert [change.changes["what"][0] for change in changes] == texts[:-1]  # each starts where one ended
        assert records.find(Goal, goal_id).what == texts[-1]
        edits += changes
    edits.sort(key=lambda edit: edit.place)
    places = [edit.place for edit in edits]
    assert places == list(range(places[0], places[0] + WRITERS * EDITS))
    for writer in range(WRITERS):
        own = [edit.changes["what"][1] for edit in edits if edit.by == str(writer)]
        assert own == [f"{writer}:{number}" for number in range(EDITS)]


def _know(records):
    people = [(team, f"{team}-{number}") for team in "abc" for number in range(3)]
    records.know_teams(
        DataFrame({"team_id": list("abc"), "name": list("ABC")}),
        DataFrame([{"team_id": team, "person_id": name, "name": name} for team, name in people]),
        snapshot="1",
    )


def test_many_reports_that_begin_at_once_make_the_teams_known_once(address, at_once):
    records = Records(address)

    assert at_once(_know, [(records,)] * 8) == [None] * 8
    assert len(records.list(Member)) == 9


def _write_until_killed(records, goal_id, told):
    number = 0
    while True:
        number += 1
        records.update(Goal(id=goal_id, team_id="maths", what=str(number)), by="ana")
        os.write(told, f"{number}\n".encode())  # acknowledged


def test_who_is_killed_while_writing_leaves_a_database_with_every_acknowledged_edit(records, address):
    """Each is killed after so many acknowledged edits, in the midst of the next."""
    luck = random.Random(7)
    for _ in range(KILLED):
        goal = records.add(Goal(team_id="maths"), by="ana")
        reading, writing = os.pipe()
        writer = FORK.Process(target=_write_until_killed, args=(records, goal.id, writing))
        writer.start()
        os.close(writing)
        with os.fdopen(reading) as lines:
            for _ in range(luck.randint(1, 25)):
                acknowledged = lines.readline()
            os.kill(writer.pid, signal.SIGKILL)
            acknowledged = (lines.readlines() or [acknowledged])[-1]  # it may have gone on until the signal
        writer.join()

        after = Records(address)
        kept = after.find(Goal, goal.id)
        assert int(kept.what) - int(acknowledged) in (0, 1)  # the last one may be kept and not yet told
        assert [one.number for one in after.history(Goal, goal.id)] == list(range(1, int(kept.what) + 2))
        assert after.add(Goal(team_id="maths", what="and goes on"), by="ben").id
