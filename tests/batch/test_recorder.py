"""The recorder by itself: messages in, the outputs of a cell out."""

import threading
from datetime import UTC, datetime

import nbformat
import pytest
from nbformat import v4

from plcnb.batch.recorder import Recorder


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def cell(recorder):
    """A cell that is being recorded."""
    cell = v4.new_code_cell("the cell")
    recorder.begin(cell)
    return cell


def show(recorder, text, display_id=None, kind="display_data", **metadata):
    content = {"data": {"text/plain": text}, "metadata": metadata}
    recorder.send(None, kind, content | ({"transient": {"display_id": display_id}} if display_id else {}))


def clear(recorder, wait=False):
    recorder.send(None, "clear_output", {"wait": wait})


def seen(cell) -> list[str]:
    """Return each output in short: a stream as its name and text, anything else as its plain text."""
    return [
        f"{output.name}: {output.text}" if output.output_type == "stream" else output.data["text/plain"]
        for output in cell.outputs
    ]


def test_pieces_of_one_stream_are_joined_and_another_stream_parts_them(recorder, cell):
    for name, text in [("stdout", "a"), ("stdout", "b\n"), ("stderr", "c"), ("stdout", "d"), ("stdout", "")]:
        recorder.write(name, text)
    recorder.end()

    assert seen(cell) == ["stdout: ab\n", "stderr: c", "stdout: d"]


def test_a_display_between_prints_keeps_its_place(recorder, cell):
    recorder.write("stdout", "before")
    show(recorder, "shown")
    recorder.write("stdout", "after")
    recorder.end()

    assert seen(cell) == ["stdout: before", "shown", "stdout: after"]


def test_an_empty_print_makes_no_output(recorder, cell):
    recorder.write("stdout", "")
    recorder.end()

    assert cell.outputs == []


@pytest.mark.parametrize("kind", ["status", "execute_input", "comm_open", "comm_msg"])
def test_what_leaves_no_trace_in_a_notebook_is_dropped_and_parts_no_stream(recorder, cell, kind):
    recorder.write("stdout", "a")
    recorder.send(None, kind, {"data": {}, "metadata": {}})
    recorder.write("stdout", "b")
    recorder.end()

    assert seen(cell) == ["stdout: ab"]


def test_what_comes_before_or_after_a_cell_belongs_to_none(recorder, cell):
    recorder.write("stdout", "mine")
    recorder.end()
    recorder.write("stdout", "late")
    show(recorder, "late too")
    other = v4.new_code_cell("the next cell")
    recorder.begin(other)
    recorder.end()

    assert seen(cell) == ["stdout: mine"]
    assert other.outputs == []


def test_a_cell_that_is_begun_loses_what_it_showed_before(recorder):
    cell = v4.new_code_cell("x", outputs=[v4.new_output("stream", text="of last year")])

    recorder.begin(cell)
    recorder.end()

    assert cell.outputs == []


def test_clear_empties_at_once_and_what_follows_stays(recorder, cell):
    recorder.write("stdout", "gone")
    show(recorder, "gone")
    clear(recorder)
    assert cell.outputs == []

    recorder.write("stdout", "kept")
    recorder.end()
    assert seen(cell) == ["stdout: kept"]


@pytest.mark.parametrize("follows", ["a print", "a display", "a result", "an error"])
def test_clear_with_wait_keeps_the_old_until_the_new_is_there(recorder, cell, follows):
    show(recorder, "old")
    clear(recorder, wait=True)
    assert seen(cell) == ["old"]

    {
        "a print": lambda: recorder.write("stdout", "new"),
        "a display": lambda: show(recorder, "new"),
        "a result": lambda: recorder.send(
            None, "execute_result", {"data": {"text/plain": "new"}, "metadata": {}, "execution_count": 1}
        ),
        "an error": lambda: recorder.send(None, "error", {"ename": "E", "evalue": "new", "traceback": []}),
    }[follows]()
    recorder.end()

    assert len(cell.outputs) == 1
    assert "old" not in str(cell.outputs)


def test_clear_with_wait_clears_once_and_not_before_each_output(recorder, cell):
    show(recorder, "old")
    clear(recorder, wait=True)
    for text in ("new", "newer"):
        show(recorder, text)
    recorder.end()

    assert seen(cell) == ["new", "newer"]


def test_clear_with_wait_that_nothing_follows_clears_nothing_not_even_the_next_cell(recorder, cell):
    show(recorder, "old")
    clear(recorder, wait=True)
    recorder.end()
    other = v4.new_code_cell("the next cell")
    recorder.begin(other)
    show(recorder, "one")
    show(recorder, "two")
    recorder.end()

    assert seen(cell) == ["old"]
    assert seen(other) == ["one", "two"]


def test_a_stream_written_across_a_waiting_clear_is_not_joined(recorder, cell):
    recorder.write("stdout", "10 %")
    clear(recorder, wait=True)
    recorder.write("stdout", "20 %")
    recorder.write("stdout", " done")
    recorder.end()

    assert seen(cell) == ["stdout: 20 % done"]


def test_an_update_changes_the_display_where_it_stands(recorder, cell):
    show(recorder, "first", "note")
    show(recorder, "between")
    show(recorder, "second", "note", kind="update_display_data", isolated=True)
    recorder.end()

    assert seen(cell) == ["second", "between"]
    assert cell.outputs[0].metadata == {"isolated": True}


def test_an_update_reaches_the_display_of_an_earlier_cell(recorder, cell):
    show(recorder, "first", "note")
    recorder.end()
    later = v4.new_code_cell("later")
    recorder.begin(later)
    show(recorder, "second", "note", kind="update_display_data")
    recorder.end()

    assert seen(cell) == ["second"]
    assert later.outputs == []


def test_one_id_shown_twice_is_updated_in_both_places(recorder, cell):
    show(recorder, "first", "note")
    show(recorder, "second", "note")
    assert seen(cell) == ["second", "second"]

    show(recorder, "third", "note", kind="update_display_data")
    assert seen(cell) == ["third", "third"]


@pytest.mark.parametrize("display_id", ["unknown", None])
def test_an_update_of_what_was_never_shown_shows_nothing(recorder, cell, display_id):
    show(recorder, "shown", "note")
    show(recorder, "plain")
    show(recorder, "lost", display_id, kind="update_display_data")
    recorder.end()

    assert seen(cell) == ["shown", "plain"]


def test_a_cleared_display_is_not_brought_back_by_its_update(recorder, cell):
    show(recorder, "first", "note")
    clear(recorder)
    show(recorder, "second", "note", kind="update_display_data")
    recorder.end()

    assert cell.outputs == []


def test_clearing_one_cell_leaves_the_same_id_in_another_to_be_updated(recorder, cell):
    show(recorder, "first", "note")
    recorder.end()
    other = v4.new_code_cell("other")
    recorder.begin(other)
    show(recorder, "second", "note")
    clear(recorder)
    show(recorder, "third", "note", kind="update_display_data")
    recorder.end()

    assert seen(cell) == ["third"]
    assert other.outputs == []


def test_what_is_changed_after_it_was_shown_does_not_change_the_notebook(recorder, cell):
    data = {"text/plain": "x", "application/json": {"shares": [0.5]}}
    recorder.send(None, "display_data", {"data": data, "metadata": {"a": [1]}})
    data["application/json"]["shares"].append(0.7)
    recorder.end()

    assert cell.outputs[0].data["application/json"] == {"shares": [0.5]}


def test_values_arrive_as_they_would_over_a_wire(recorder, cell):
    value = {"pair": (1, 2), 3: None, "when": datetime(2026, 9, 1, tzinfo=UTC), "bytes": b"\x89"}
    recorder.send(None, "display_data", {"data": {"application/json": value}, "metadata": None})
    recorder.end()

    (output,) = cell.outputs
    assert output.data["application/json"]["pair"] == [1, 2]
    assert output.data["application/json"]["3"] is None
    assert output.data["application/json"]["when"].startswith("2026-09-01")
    assert output.data["application/json"]["bytes"].strip() == "iQ=="
    assert output.metadata == {}


def test_every_kind_of_output_makes_a_valid_notebook(recorder, cell):
    recorder.write("stderr", "warned")
    show(recorder, "shown", "note", alt="words")
    result = {"data": {"text/plain": "1"}, "metadata": {}, "execution_count": 7}
    recorder.send(None, "execute_result", result)
    recorder.send(None, "error", {"ename": "ValueError", "evalue": "no", "traceback": ["line"]})
    recorder.end()

    nbformat.validate(v4.new_notebook(cells=[cell]))
    assert [output.output_type for output in cell.outputs] == [
        "stream",
        "display_data",
        "execute_result",
        "error",
    ]
    assert cell.outputs[2].execution_count == 7


def test_a_message_made_beforehand_is_recorded_like_its_parts(recorder, cell):
    made = recorder.msg("display_data", {"data": {"text/plain": "made"}, "metadata": {}}, parent=None)

    recorder.send(None, made)

    assert seen(cell) == ["made"]


def test_no_piece_is_lost_when_threads_print_at_once(recorder, cell):
    def print_many(letter):
        for _ in range(500):
            recorder.write("stdout", f"{letter}\n")

    threads = [threading.Thread(target=print_many, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorder.end()

    (output,) = cell.outputs
    assert sorted(output.text.split()) == sorted("abcd" * 500)


class Heard:
    """A stand-in for a descriptor's spool, filled by hand."""

    def __init__(self, name):
        self.name, self.unread = name, ""

    def drain(self):
        text, self.unread = self.unread, ""
        return text


def test_what_a_descriptor_said_stands_before_what_comes_after_it():
    spool, cell = Heard("stdout"), v4.new_code_cell("x")
    recorder = Recorder([spool])
    recorder.begin(cell)
    recorder.write("stdout", "a")
    spool.unread = "b"
    show(recorder, "c")
    spool.unread = "d"
    recorder.end()

    assert seen(cell) == ["stdout: ab", "c", "stdout: d"]
