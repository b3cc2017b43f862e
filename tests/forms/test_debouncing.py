"""Saving a moment after the last keystroke."""

import threading
from contextvars import ContextVar

import pytest

from plcnb.forms.debouncing import LONGEST, WAIT, Debounce, on_a_thread


@pytest.fixture
def saves(later):
    return []


@pytest.fixture
def debounce(later, saves):
    return Debounce(lambda: saves.append(later.now), later.clock, later.schedule)


def test_many_keystrokes_are_one_save(debounce, later, saves):
    for _ in range(5):
        debounce.poke()
        later.pass_by(0.1)
    later.pass_by(10)

    assert saves == [pytest.approx(0.4 + WAIT)]


def test_who_never_pauses_is_saved_all_the_same(debounce, later, saves):
    for _ in range(100):
        debounce.poke()
        later.pass_by(0.1)

    assert len(saves) == 2
    assert saves[0] == pytest.approx(LONGEST, abs=0.11)


def test_flushing_saves_at_once_and_not_again(debounce, later, saves):
    debounce.poke()
    debounce.flush()
    debounce.flush()
    later.pass_by(10)

    assert saves == [0.0]


def test_what_is_called_off_is_not_done(debounce, later, saves):
    debounce.poke()
    debounce.call_off()
    debounce.flush()
    later.pass_by(10)

    assert saves == []


def test_the_thread_knows_what_the_cell_knew():
    told, done = ContextVar("told", default=""), threading.Event()
    heard = []
    told.set("the cell")
    on_a_thread(0, lambda: (heard.append(told.get()), done.set()))

    assert done.wait(30)
    assert heard == ["the cell"]
