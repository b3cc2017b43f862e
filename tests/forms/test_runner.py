"""A protocol while a team follows it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.cycle.protocols import find_protocol, scale
from plcnb.cycle.running import ProtocolRun
from plcnb.errors import NotFound
from plcnb.forms import protocol_runner


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def run(clock):
    return ProtocolRun.of(scale(find_protocol("data-meeting"), 45), clock)


def press(runner, *buttons):
    for one in buttons:
        view = runner.handle({"type": "press", "button": one, "number": runner.run.moment.number})
    return view


def test_the_screen_shows_step_prompt_speaker_and_time(run, clock):
    runner = protocol_runner(run)
    waiting = runner.view()
    clock.now += 30
    view = press(runner, "start")
    clock.now += 90

    first = run.state.plan.steps[0]
    assert waiting["possible"] == ["start"]
    assert (view["title"], view["prompt"], view["speaks"]) == (
        first.step.title,
        first.step.prompt,
        first.step.speaks,
    )
    assert runner.view()["seconds_left"] == first.minutes * 60 - 90


def test_minutes_can_go_on_record_with_every_button(run, clock):
    kept = []
    runner = protocol_runner(run, on_change=lambda run: kept.append(run.meeting_parts()))
    press(runner, "start")
    clock.now += 180
    press(runner, "next")
    clock.now += 60
    press(runner, "finish")

    assert len(kept) == 3
    assert [part.used for part in kept[-1][:3]] == [3.0, 1.0, None]
    assert kept[-1][0].minutes == run.state.plan.steps[0].minutes
    assert runner.run.state.status == "finished"


def test_what_stands_in_the_way_of_the_record_is_said_and_the_clock_goes_on(run):
    def refuse(run):
        raise NotFound("meeting", "m1")

    view = press(protocol_runner(run, on_change=refuse), "start")

    assert view["status"] == "running"
    assert "m1" in view["notice"]


def test_a_browser_keeps_the_runs_of_two_teams_apart(run):
    keys = {protocol_runner(run, about=about).face.plan["key"] for about in ("", "7 Jan", "8 Jan", "7 Jan")}

    assert len(keys) == 3


def test_lateness_is_said_kindly(run, clock):
    runner = protocol_runner(run)
    press(runner, "start")
    clock.now += run.state.plan.steps[0].minutes * 60 + 150

    assert runner.view()["late"] == "As things stand the meeting ends 2 minutes later than planned."


def test_a_restarted_notebook_goes_on_where_the_meeting_is(run, clock):
    before = protocol_runner(run)
    press(before, "start", "next")
    kept = json.loads(json.dumps(before.view()["kept"]))
    clock.now += 60

    after = protocol_runner(run)
    view = after.handle({"type": "hello", "kept": kept})

    assert view["number"] == 2
    assert view["seconds_left"] == run.state.plan.steps[1].minutes * 60 - 60


def test_the_run_of_another_day_or_another_plan_is_not_taken_up(run, clock):
    before = protocol_runner(run)
    kept = press(before, "start")["kept"]
    other = ProtocolRun.of(scale(find_protocol("tuning"), 45), clock)
    assert protocol_runner(other).handle({"type": "hello", "kept": kept})["status"] == "waiting"

    clock.now += 24 * 3600
    assert protocol_runner(run).handle({"type": "hello", "kept": kept})["status"] == "waiting"


def test_a_press_that_was_made_on_an_earlier_step_does_nothing(run):
    """Where the answer is slow somebody presses again: that must not skip a step."""
    runner = protocol_runner(run)
    press(runner, "start")
    for _ in range(3):
        view = runner.handle({"type": "press", "button": "next", "number": 1})
    assert view["number"] == 2

    for number in (True, "2", None, 9, [2]):
        runner.handle({"type": "press", "button": "next", "number": number})
    assert runner.view()["number"] == 2
    assert runner.handle({"type": "press", "button": "next", "number": 2})["number"] == 3


def test_a_button_that_does_nothing_now_does_nothing(run):
    runner = protocol_runner(run)

    assert press(runner, "next")["status"] == "waiting"
    assert press(runner, "state")["status"] == "waiting"
    assert press(runner, "__class__")["status"] == "waiting"


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
        lambda one: st.dictionaries(
            st.sampled_from(["type", "button", "kept", "plan", "status", "press", "hello"]), one, max_size=4
        ),
    )
)
def test_any_message_is_answered(message):
    runner = protocol_runner(ProtocolRun.of(scale(find_protocol("data-meeting"), 45), lambda: 0.0))

    json.dumps(runner.handle(message))
    json.dumps(runner.handle({"type": "hello", "kept": message}))


def test_a_kept_run_that_is_none_is_said_in_words(run):
    view = protocol_runner(run).handle({"type": "hello", "kept": {"plan": 3}})

    assert "cannot be read" in view["notice"]
    assert view["possible"] == ["start"]


def test_where_nothing_is_live_the_steps_are_shown_with_their_minutes(run):
    html = protocol_runner(run)._repr_mimebundle_()["text/html"]

    assert all(planned.step.title in html.replace("&#x27;", "'") for planned in run.state.plan.steps)


def test_what_a_protocol_says_is_escaped(run):
    step = run.state.plan.steps[0]
    named = step.model_copy(update={"step": step.step.model_copy(update={"title": "<script>x</script>"})})
    plan = run.state.plan.model_copy(update={"steps": (named, *run.state.plan.steps[1:])})
    state = run.state.model_copy(update={"plan": plan})

    assert "<script>" not in protocol_runner(replace(run, state=state))._repr_mimebundle_()["text/html"]
