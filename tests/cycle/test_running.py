import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plcnb.charts import agenda_timeline
from plcnb.cycle.protocols import protocols, scale
from plcnb.cycle.running import FORGOTTEN, MINUTE, ProtocolRun
from plcnb.errors import DataError
from plcnb.model import Meeting
from plcnb.tables import agenda_table
from plcnb.words import say_agenda

BUTTONS = ["start", "next", "back", "pause", "resume", "add_minute", "finish"]


class Clock:
    """A clock that goes when the test says so."""

    def __init__(self, now=1_000_000.0):
        self.now = now

    def __call__(self):
        return self.now

    def wait(self, minutes):
        self.now += minutes * MINUTE


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def run(clock):
    """A trial review of 40 minutes: 3, 3, 5, 7, 5, 5, 4, 6, 2."""
    return ProtocolRun.of(scale(protocols()["trial-review"], 40), clock)


def test_before_the_start_the_first_step_is_shown_and_no_clock_goes(run, clock):
    clock.wait(10)
    moment = run.moment

    assert (moment.status, moment.number, moment.of) == ("waiting", 1, 9)
    assert moment.seconds_left == 3 * MINUTE
    assert moment.planned_end is moment.expected_end is None
    assert moment.possible == ("start",)


def test_a_step_says_who_speaks_who_listens_what_is_asked_and_what_comes_next(run):
    moment = run.start().moment

    assert moment.speaks == "Whoever promised something"
    assert moment.listens == "Everyone else"
    assert moment.prompt.startswith("What did you want to do until today")
    assert moment.step.rule == "One sentence each."
    assert moment.next_title == "What we expected"


def test_time_goes_down_and_then_below_nought(run, clock):
    run = run.start()
    clock.wait(2)
    assert run.moment.seconds_left == MINUTE

    clock.wait(3)
    assert run.moment.seconds_left == -2 * MINUTE


def test_in_time_the_meeting_ends_as_planned(run, clock):
    run = run.start()
    clock.wait(3)
    run = run.next()
    clock.wait(1)

    assert run.moment.planned_end == run.moment.expected_end == 1_000_000 + 40 * MINUTE
    assert run.moment.seconds_late == 0


def test_a_step_that_takes_longer_moves_the_end_and_one_that_is_shorter_moves_it_back(run, clock):
    run = run.start()
    clock.wait(5)
    assert run.moment.seconds_late == 2 * MINUTE

    run = run.next()
    clock.wait(0.5)
    run = run.next()
    assert run.moment.seconds_late == -0.5 * MINUTE


def test_a_minute_more_is_a_minute_later(run, clock):
    run = run.start().add_minute().add_minute()
    clock.wait(4)

    assert run.moment.minutes == 5
    assert run.moment.seconds_left == MINUTE
    assert run.moment.seconds_late == 2 * MINUTE
    assert run.log()["minutes"][0] == 3, "what was planned stays what was planned"
    assert run.log()["added"][0] == 2


def test_a_pause_uses_no_minutes_but_the_meeting_ends_later(run, clock):
    run = run.start()
    clock.wait(1)
    run = run.pause()
    clock.wait(7)

    assert run.moment.status == "paused"
    assert run.moment.seconds_left == 2 * MINUTE
    assert run.moment.seconds_late == 7 * MINUTE

    run = run.resume()
    clock.wait(1)
    assert run.moment.seconds_left == MINUTE


def test_going_on_sets_a_paused_clock_going(run, clock):
    run = run.start().pause().next()
    clock.wait(1)

    assert run.moment.status == "running"
    assert run.moment.seconds_left == 2 * MINUTE


def test_going_back_goes_on_counting_where_the_step_was_left(run, clock):
    run = run.start()
    clock.wait(2)
    run = run.next()
    clock.wait(1)
    run = run.back()
    clock.wait(0.5)

    assert run.moment.number == 1
    assert run.moment.seconds_left == 0.5 * MINUTE
    assert run.log()["used"][:2].tolist() == [2.5, 1]
    assert run.moment.seconds_late == 0, "what the second step has used is not planned for again"


def test_after_the_last_step_the_meeting_is_over_and_can_be_taken_up_again(run, clock):
    run = run.start()
    for _ in range(9):
        clock.wait(1)
        run = run.next()
    assert (run.moment.status, run.moment.number) == ("finished", 9)
    assert run.moment.next_title == ""
    assert run.moment.seconds_late == -31 * MINUTE

    clock.wait(60)
    assert run.moment.seconds_late == -31 * MINUTE, "an ended meeting does not get later"
    run = run.back()
    assert (run.moment.status, run.moment.number) == ("running", 9)


def test_what_was_not_reached_is_logged_as_not_held(run, clock):
    run = run.start()
    clock.wait(4)
    run = run.next()
    clock.wait(2.25)
    log = run.finish().log()

    assert log["used"][:2].tolist() == [4, 2.25]
    assert log["used"][2:].isna().all()
    assert log["held"].tolist() == [True, True] + [False] * 7


def test_the_log_is_what_tables_charts_and_sentences_of_an_agenda_take(run, clock):
    run = run.start()
    clock.wait(4)
    run = run.next()
    clock.wait(10 / 3)
    log = run.finish().log()

    assert "3.3" in agenda_table(log)._repr_html_()
    assert "3.33" not in agenda_table(log)._repr_html_()
    assert "used" in agenda_timeline(log).alt
    assert "7.3 min used on the 2 items with minutes noted" in say_agenda(log).sentence


def test_the_log_goes_into_the_record_of_the_meeting(run, clock):
    run = run.start()
    clock.wait(4)
    meeting = Meeting(protocol="trial-review", parts=run.finish().meeting_parts())

    assert [(part.minutes, part.used) for part in meeting.parts[:2]] == [(3, 4.0), (3, None)]


def test_a_restarted_kernel_goes_on_where_the_meeting_is(run, clock):
    run = run.start()
    clock.wait(3)
    kept = json.dumps(run.next().add_minute().to_dict())

    clock.wait(2)
    again = ProtocolRun.from_dict(json.loads(kept), clock)

    assert again.moment.step.title == "What we expected"
    assert again.moment.seconds_left == 2 * MINUTE
    assert again.log()["used"][:2].tolist() == [3, 2]


def test_a_laptop_closed_after_the_meeting_makes_up_no_minutes(run, clock):
    run = run.start()
    clock.wait(2)
    run = run.next()
    clock.wait(20 * 60)

    assert run.moment.forgotten
    assert run.log()["used"].isna().tolist() == [False, True] + [True] * 7
    assert run.log()["held"][1]
    assert run.finish().log()["used"][0] == 2
    assert pd.isna(run.finish().log()["used"][1])
    assert run.finish().meeting_parts()[1].used is None


def test_a_long_step_is_not_taken_for_a_forgotten_one(run, clock):
    run = run.start()
    clock.wait(3 + FORGOTTEN / MINUTE)

    assert not run.moment.forgotten
    assert run.log()["used"][0] == 3 + FORGOTTEN / MINUTE


def test_a_clock_that_is_set_back_counts_as_one_that_stood(run, clock):
    run = run.start()
    clock.wait(-60)

    assert run.moment.seconds_left == 3 * MINUTE
    assert run.next().log()["used"][0] == 0


def test_a_run_does_not_change_under_a_face_that_holds_it(run, clock):
    started = run.start()
    before = started.to_dict()
    clock.wait(1)
    started.next().add_minute().finish()

    assert started.to_dict() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: {},
        lambda kept: kept | {"place": 9},
        lambda kept: kept | {"used": [0.0]},
        lambda kept: kept | {"used": [float("nan")] * 9},
        lambda kept: kept | {"status": "dancing"},
        lambda kept: kept | {"status": "paused"},
        lambda kept: kept | {"since": None},
        lambda kept: kept | {"started": None},
        lambda kept: kept | {"ended": 5.0},
        lambda kept: kept | {"surprise": 1},
        lambda kept: kept | {"plan": {"protocol": "trial-review"}},
    ],
)
def test_a_spoilt_state_is_refused_in_words(run, clock, spoil):
    with pytest.raises(DataError, match=r"The meeting that was kept cannot be read: .*Start it again"):
        ProtocolRun.from_dict(spoil(run.start().to_dict()), clock)


presses = st.lists(st.tuples(st.sampled_from(BUTTONS), st.integers(0, 90)), max_size=40)


@settings(max_examples=60)
@given(presses)
def test_whatever_is_pressed_no_second_is_lost_or_made_up(pressed):
    clock = Clock()
    run = ProtocolRun.of(scale(protocols()["trial-review"], 30), clock)
    running = 0.0
    for button, seconds in pressed:
        possible = run.moment.possible
        after = getattr(run, button)()
        assert (after is run) == (button not in possible), "only what is offered does something"
        run = ProtocolRun.from_dict(json.loads(json.dumps(after.to_dict())), clock)
        assert run.state == after.state
        clock.now += seconds
        running += seconds * (run.moment.status == "running")

    assert run.log()["used"].sum() * MINUTE == pytest.approx(running)
    assert run.moment.seconds_left == pytest.approx(
        run.moment.minutes * MINUTE - run.log()["used"].fillna(0)[run.moment.number - 1] * MINUTE
    )
