"""A notebook's shell without a kernel: what a cell shows where no kernel can be asked to compare."""

import re

import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat import v4

from plcnb.batch.shell import CellTimeout, NotebookProcess


@pytest.fixture
def process():
    with NotebookProcess() as process:
        yield process


@pytest.fixture
def run(process):
    """Run a cell; return it with its failure."""

    def run(source, seconds=None):
        cell = v4.new_code_cell(source)
        return cell, process.run(cell, seconds)

    return run


def plain(output) -> str:
    return output.text if output.output_type == "stream" else output.get("data", {}).get("text/plain", "")


def test_displays_inside_a_repr_stand_before_the_value(run):
    cell, failure = run(
        "class Nested:\n"
        "    def __repr__(self):\n"
        "        print('printed')\n"
        "        display('displayed')\n"
        "        return 'the value'\n"
        "Nested()"
    )

    assert failure is None
    assert [plain(output) for output in cell.outputs] == ["printed\n", "'displayed'", "the value"]


def test_every_repr_of_a_value_is_kept(run):
    cell, _ = run(
        "class Rich:\n"
        "    def _repr_html_(self): return '<b>h</b>'\n"
        "    def _repr_markdown_(self): return '**m**'\n"
        "    def _repr_svg_(self): return '<svg/>'\n"
        "    def _repr_json_(self): return {'n': 1}\n"
        "    def __repr__(self): return 'p'\n"
        "Rich()"
    )

    assert cell.outputs[0].data == {
        "text/plain": "p",
        "text/html": "<b>h</b>",
        "text/markdown": "**m**",
        "image/svg+xml": "<svg/>",
        "application/json": {"n": 1},
    }


def test_a_value_whose_repr_raises_is_a_failure_that_shows_its_error(run):
    cell, failure = run("class Broken:\n    def __repr__(self): raise KeyError('k')\nBroken()")

    assert failure is not None
    assert failure.cell is cell
    assert [output.ename for output in cell.outputs if output.output_type == "error"] == ["KeyError"]


def test_after_a_repr_that_raised_the_next_cell_is_judged_by_itself(run):
    run("class Broken:\n    def __repr__(self): raise KeyError('k')\nBroken()")

    cell, failure = run("'sound'")

    assert failure is None
    assert plain(cell.outputs[0]) == "'sound'"


def test_a_traceback_has_colours_and_points_at_the_line(run):
    cell, failure = run("def halve(x):\n    return x / 0\n\nhalve(1)")

    (output,) = cell.outputs
    traceback = "\n".join(output.traceback)
    assert "\x1b[" in traceback
    assert "return x / 0" in re.sub(r"\x1b\[[0-9;]*m", "", traceback)
    assert isinstance(failure.error, ZeroDivisionError)


def test_a_traceback_names_cells_and_no_file_of_the_machine(run):
    cell, _ = run("raise ValueError('x')")

    traceback = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(cell.outputs[0].traceback))
    assert "In[1]" in traceback.replace(" ", "").replace("Cell", "")
    assert "/tmp" not in traceback


@pytest.mark.parametrize("source", ["1 +", "def f(:", "'open", "for x in y print(x)"])
def test_a_cell_that_is_no_python_fails_and_takes_its_number(run, source):
    cell, failure = run(source)

    assert isinstance(failure.error, SyntaxError)
    assert cell.outputs[-1].ename in ("SyntaxError", "IndentationError")
    assert run("2")[0].execution_count == cell.execution_count + 1


@pytest.mark.parametrize("source", ["%no_such_magic", "%%no_such_magic\nx"])
def test_an_unknown_magic_is_told_in_the_cell(run, source):
    cell, _ = run(source)

    assert "no_such_magic` not found" in "".join(plain(output) for output in cell.outputs)


def test_a_window_toolkit_is_refused_and_inline_figures_are_not(run):
    refused, _ = run("%gui qt")
    allowed, failure = run("%gui inline")

    assert "no window for 'qt'" in "".join(plain(output) for output in refused.outputs)
    assert (allowed.outputs, failure) == ([], None)


def test_cells_are_numbered_from_one_and_remember_their_values(run):
    first, _ = run("40 + 2")
    second, _ = run("_ + len(In)")

    assert [first.execution_count, second.execution_count] == [1, 2]
    assert plain(second.outputs[0]) == "45"


def test_order_is_kept_between_both_streams_displays_and_children(run):
    cell, _ = run(
        "import os, sys\n"
        "print('a')\n"
        "os.system('echo b')\n"
        "display('c')\n"
        "print('d', file=sys.stderr)\n"
        "os.system('echo e >&2')\n"
        "print('f')\n"
        "'g'"
    )

    shown = [(output.get("name", ""), plain(output)) for output in cell.outputs]
    assert shown == [
        ("stdout", "a\nb\n"),
        ("", "'c'"),
        ("stderr", "d\ne\n"),
        ("stdout", "f\n"),
        ("", "'g'"),
    ]


def test_captured_displays_reach_the_notebook_only_when_they_are_shown(run):
    hidden, _ = run("%%capture kept\nprint('x')\ndisplay('y')")
    shown, _ = run("kept.show()")

    assert hidden.outputs == []
    assert [plain(output) for output in shown.outputs] == ["x\n", "'y'"]


def test_a_display_can_be_updated_from_inside_a_function_of_an_earlier_cell(run):
    first, _ = run(
        "handle = display('0 %', display_id=True)\ndef tell(done):\n    handle.update(f'{done} %')"
    )
    second, _ = run("for done in (50, 100):\n    tell(done)\n    print(done)")

    assert plain(first.outputs[0]) == "'100 %'"
    assert [plain(output) for output in second.outputs] == ["50\n100\n"]


def test_displays_inside_an_output_that_is_cleared_with_wait_are_replaced_together(run):
    cell, _ = run(
        "from IPython.display import clear_output\n"
        "for n in range(3):\n"
        "    clear_output(wait=True)\n"
        "    display(n)\n"
        "    print('round', n)"
    )

    assert [plain(output) for output in cell.outputs] == ["2", "round 2\n"]


def test_a_cell_out_of_time_fails_and_the_notebook_can_go_on(run):
    cell, failure = run("import threading\nthreading.Event().wait()", seconds=0.2)
    after, sound = run("'still here'")

    assert isinstance(failure.error, CellTimeout)
    assert cell.outputs[-1].ename == "CellTimeout"
    assert sound is None
    assert plain(after.outputs[0]) == "'still here'"


def test_a_finally_block_runs_when_the_time_is_over(run):
    run("import threading\ntry:\n    threading.Event().wait()\nfinally:\n    tidied = True", seconds=0.2)

    assert plain(run("tidied")[0].outputs[0]) == "True"


@pytest.mark.filterwarnings("ignore:To exit")
def test_a_cell_that_leaves_shows_no_traceback_of_ours(run):
    cell, failure = run("exit()")

    assert isinstance(failure.error, SystemExit)
    assert "plcnb" not in str([output.get("traceback") for output in cell.outputs])


def test_no_start_up_file_of_the_user_is_run(tmp_path, monkeypatch):
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-mine.py").write_text("mine = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))

    with NotebookProcess() as process:
        failure = process.run(v4.new_code_cell("mine"))

    assert isinstance(failure.error, NameError)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["00-mine.py", "profile_default", "startup"]


def test_the_shell_is_gone_when_the_notebook_ends_even_by_an_error():
    before = InteractiveShell._instance
    with NotebookProcess() as process:
        assert InteractiveShell._instance is not before
        process.run(v4.new_code_cell("1 / 0"))

    assert InteractiveShell._instance is before


def test_a_warning_names_the_same_place_in_every_run():
    def place():
        with pytest.warns(UserWarning, match="mind") as told, NotebookProcess() as process:
            process.run(v4.new_code_cell("import warnings\nwarnings.warn('mind')"))
        return told[0].filename

    first = place()
    assert re.fullmatch(r"cell-[0-9a-f]{8}\.py", first)
    assert place() == first
