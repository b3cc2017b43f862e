"""The engine beside the host it runs in: what it must not change, and how it ends."""

import asyncio
import builtins
import io
import logging
import os
import subprocess
import sys
import warnings

import matplotlib
import nbformat
import papermill
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbclient.exceptions import CellTimeoutError
from papermill.exceptions import PapermillExecutionError

from plcnb.errors import ParameterError


def run(*cells, **options):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    options = {"progress_bar": False, "engine_name": "plcnb"} | options
    return papermill.execute_notebook(notebook, None, **options)


def text(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def host_state():
    root = logging.getLogger()
    return {
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "hooks": (sys.displayhook, sys.excepthook, builtins.input, getattr(builtins, "display", None)),
        "main": sys.modules["__main__"],
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "path": list(sys.path),
        "filters": list(warnings.filters),
        "logging": (list(root.handlers), root.level),
        "shell": (InteractiveShell._instance, InteractiveShell.initialized()),
        "matplotlib": dict(matplotlib.rcParams.copy()),
        "inline": sys.modules.get("matplotlib_inline.backend_inline"),
        "descriptors": [os.fstat(number).st_ino for number in (1, 2)],
    }


MESSY = [
    "import os, sys\nos.chdir('/')\nos.environ['LEFT'] = 'over'\nsys.path.insert(0, '/x')",
    "import builtins\nsys.stdout = open(os.devnull, 'w')\nsys.displayhook = builtins.display = print",
    "import builtins, warnings\nbuiltins.input = print\nwarnings.simplefilter('ignore')",
    "import logging\nlogging.basicConfig(level='DEBUG', force=True)",
    "import matplotlib.pyplot as plt\nplt.rcParams['lines.linewidth'] = 9\nplt.figure()\nplt.ioff()",
    "sys.modules['__main__'] = sys\nraise SystemExit",
]


@pytest.mark.parametrize("cell", range(len(MESSY)))
def test_the_host_finds_everything_as_it_was(cell):
    before = host_state()

    run(*MESSY[: cell + 1])

    assert host_state() == before


def test_charts_appear_in_every_notebook_that_one_process_runs():
    for _ in range(2):
        ran = run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "plt.plot([2, 1])\nplt.show()")
        assert [[*output.data] for cell in ran.cells for output in cell.outputs] == [
            ["text/plain", "image/png"]
        ] * 2


def test_a_figure_of_the_host_is_neither_shown_nor_closed():
    from matplotlib import pyplot

    figure = pyplot.figure(num="the host's")
    try:
        ran = run("import matplotlib.pyplot as plt\nprint(plt.get_fignums())\nplt.figure(); plt.close('all')")
        assert text(ran.cells[0]) == "[]\n"
        assert pyplot.fignum_exists(figure.number)
    finally:
        pyplot.close(figure)


def test_a_style_that_the_host_set_changes_no_report():
    with matplotlib.rc_context({"lines.linewidth": 9}):
        ran = run("import matplotlib\nprint(matplotlib.rcParams['lines.linewidth'])")

    assert text(ran.cells[0]) == "1.5\n"


def test_two_notebooks_share_no_names():
    run("left = 1")

    with pytest.raises(PapermillExecutionError, match="NameError"):
        run("left")


def test_it_runs_for_a_host_that_is_inside_an_event_loop():
    async def host():
        return run("import asyncio\nawait asyncio.sleep(0, 'slept')")

    assert asyncio.run(host()).cells[0].outputs[0].data["text/plain"] == "'slept'"


def test_a_notebook_can_run_a_notebook():
    ran = run(
        "from nbformat import v4\ninner = v4.new_notebook(cells=[v4.new_code_cell('print(1)')])",
        "from papermill import execute_notebook as run\n"
        "inner = run(inner, None, engine_name='plcnb', progress_bar=False)",
        "print('outer')\nprint(inner.cells[0].outputs[0].text)",
    )

    assert text(ran.cells[2]) == "outer\n1\n\n"


@pytest.mark.parametrize(
    "cell",
    [
        "import threading\nthreading.Event().wait()",
        "import asyncio\nawait asyncio.Event().wait()",
        "import threading\ntry:\n    threading.Event().wait()\nexcept Exception:\n    pass",
    ],
    ids=["waits", "awaits", "catches exceptions"],
)
def test_a_cell_that_takes_too_long_is_stopped_and_says_so(tmp_path, cell):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in ("1", cell, "2")]
    )
    nbformat.write(notebook, tmp_path / "in.ipynb")

    with pytest.raises(CellTimeoutError):
        papermill.execute_notebook(
            tmp_path / "in.ipynb",
            tmp_path / "out.ipynb",
            engine_name="plcnb",
            progress_bar=False,
            execution_timeout=0.3,
        )

    saved = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert [c.metadata.papermill.status for c in saved.cells] == ["completed", "failed", "pending"]
    assert [(o.ename, o.evalue) for o in saved.cells[1].outputs] == [
        ("CellTimeout", "The cell ran longer than 0.3 s.")
    ]


def test_a_notebook_that_is_in_time_hears_no_alarm_afterwards():
    import signal

    run("1", execution_timeout=60)

    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_ctrl_c_ends_the_run():
    with pytest.raises(KeyboardInterrupt):
        run("raise KeyboardInterrupt")


def test_a_question_is_refused_with_what_to_do_instead():
    with pytest.raises(PapermillExecutionError, match=r"StdinNotImplementedError: .* declare a parameter"):
        run("input('Who?')")


def test_a_notebook_in_another_language_is_refused():
    spec = {"name": "ir", "language": "R", "display_name": "R"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": spec})

    with pytest.raises(ParameterError, match="this one is in R"):
        papermill.execute_notebook(notebook, None, engine_name="plcnb", progress_bar=False)


def test_with_allow_errors_the_cells_after_a_failing_one_run():
    out = io.StringIO()

    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        run("1 / 0", "print('ran')", allow_errors=True, stdout_file=out)

    assert out.getvalue() == "ran\n"


def test_what_cells_print_reaches_the_files_the_caller_opened():
    out, err = io.StringIO(), io.StringIO()

    run("import sys\nprint('a')", "print('b', file=sys.stderr)", stdout_file=out, stderr_file=err)

    assert (out.getvalue(), err.getvalue()) == ("a\n", "b\n")


def test_the_progress_bar_stays_out_of_the_notebook(capfd):
    ran = run("import os\nos.write(2, b'from the cell')", "2", progress_bar=True)

    assert [text(cell) for cell in ran.cells] == ["from the cell", ""]
    assert "Executing" in "".join(capfd.readouterr())


def test_much_output_past_python_blocks_nothing():
    ran = run("import subprocess\ndone = subprocess.run('yes | head -c 300000', shell=True)")

    assert len(text(ran.cells[0])) == 300_000


def test_a_subprocess_does_not_wait_for_what_the_host_is_asked():
    (read, write), kept = os.pipe(), os.dup(0)
    os.dup2(read, 0)
    try:
        run("import subprocess\nsubprocess.run('cat')", execution_timeout=20)
    finally:
        os.dup2(kept, 0)
        for descriptor in (read, write, kept):
            os.close(descriptor)


def test_half_a_surrogate_pair_can_be_printed():
    assert text(run(r"print('\udc80')").cells[0]) == "\udc80\n"


def test_it_may_be_imported_before_papermill():
    code = "import plcnb.batch.engine, papermill.engines as p; print(p.papermill_engines.get_engine('plcnb'))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "WarmEngine" in ran.stdout


def test_the_engine_costs_nothing_until_it_is_used():
    code = "import plcnb.batch.engine, sys; print({'papermill', 'IPython', 'nbformat'} & set(sys.modules))"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "set()\n"
