"""A round and a vote are open on their first day and on their last one."""

from datetime import date

import pytest

from plcnb.errors import Conflict
from plcnb.model import Poll, Wave

FIRST, LAST = date(2026, 1, 5), date(2026, 1, 9)
SPAN = {"team_id": "maths", "opens": FIRST, "closes": LAST}


@pytest.mark.parametrize(
    ("day", "taken"), [(date(2026, 1, 4), False), (FIRST, True), (LAST, True), (date(2026, 1, 10), False)]
)
def test_answers_and_votes_are_taken_from_the_first_day_to_the_last(records, day, taken):
    wave = records.add(Wave(instrument="health", **SPAN), by="ana")
    poll = records.add(Poll(question="What?", options=("a", "b"), **SPAN), by="ana")
    refused = []
    for hand_in in (
        lambda: records.answer(wave.id, "ana", {"h1": 4}, on=day),
        lambda: records.vote(poll.id, "ana", ("a",), on=day),
    ):
        try:
            hand_in()
        except Conflict as error:
            refused.append(str(error))

    assert [len(records.answers(wave.id)), len(records.ballots(poll.id))] == [int(taken)] * 2
    assert len(refused) == (0 if taken else 2)
