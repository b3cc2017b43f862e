"""Imported once by the process that every worker is forked from: what all reports need, loaded and warm.

What must not cross a fork stays out: no event loop, no shell, no socket, no thread, no open database, no
pyplot figure, and not `matplotlib_inline.backend_inline`, which ties itself to the shell it finds when it
is imported.
"""

import atexit
import contextlib
import gc
import os
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

WARM_VARIABLE = "PLCNB_WARM"  # the converter's import path, and the modules that the templates import

_MODULES = (
    "pandas",
    "matplotlib.pyplot",
    "IPython.core.ultratb",
    "nbconvert",
    "papermill",
    "plcnb.batch.shell",
    "plcnb.batch.worker",
)

# What templates may have loaded for them: forked here with all of it loaded, nothing hung and nothing failed.
_SAFE = {
    "duckdb",
    "ipywidgets",
    "matplotlib",
    "networkx",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "statsmodels",
}

# jsonschema takes it, where it finds it, to check international addresses in JSON, of which notebooks have
# none; it builds its grammar for a second whenever it is imported.
_SLOW_AND_UNUSED = "rfc3987_syntax"

# Lets libraries load what they load at their first use, as nearly every report will have them do.
_REHEARSAL = {
    "parameters": 'team, audience = "nobody", "team"',
    "import": "import numpy as np\nimport pandas as pd\nfrom matplotlib import pyplot as plt",
    "frame": 'frame = pd.DataFrame({"team": ["a", "b"], "share": [0.5, None]})\n'
    'frame.groupby("team", as_index=False).agg({"share": "mean"}).merge(frame, on="team")',
    "text": 'from IPython.display import HTML\ndisplay(HTML("<p>b</p>"))\nprint(frame["share"].describe())',
    "chart": 'figure, axes = plt.subplots()\naxes.barh(["a", "b"], [1, 2], label="$c$")\naxes.legend()\n'
    'display(figure, metadata={"image/png": {"alt": "two bars"}})\nplt.close(figure)',
}


def warm(converter: str, *imports: str) -> None:
    """Import what reports need, and make one report that is thrown away."""
    wanted = [name for name in imports if name.split(".")[0] in _SAFE]
    sys.modules[_SLOW_AND_UNUSED] = None  # type: ignore[assignment]  # "not installed", for as long as this lasts
    for step in (*map(_importer, [*_MODULES, *wanted]), _load_exports, lambda: _rehearse(converter)):
        # What fails here fails again in the job that needs it, which can say so.
        with contextlib.suppress(Exception):
            step()
    del sys.modules[_SLOW_AND_UNUSED]
    gc.collect()
    gc.freeze()
    atexit.register(os._exit, 0)  # nothing here needs tidying, and libraries would complain while they end


def _importer(name: str) -> Callable[[], object]:
    return lambda: import_module(name)


def _load_exports() -> None:
    """Load every name that a notebook may import from plcnb."""
    import plcnb

    for name in plcnb.__all__:
        with contextlib.suppress(Exception):
            getattr(plcnb, name)


def _rehearse(converter: str) -> None:
    """Run a notebook from end to end; the shell and all that belongs to it is gone before anyone forks."""
    from nbformat import v4

    from plcnb.batch.jobs import Job
    from plcnb.batch.templates import Template
    from plcnb.batch.worker import Place, make_report

    cells = [v4.new_markdown_cell("# Rehearsal")]
    cells += [v4.new_code_cell(text, metadata={"tags": [tag]}) for tag, text in _REHEARSAL.items()]
    template = Template("rehearsal", v4.writes(v4.new_notebook(cells=cells)), "Rehearsal", ())
    with tempfile.TemporaryDirectory(prefix="plcnb-rehearsal-") as out:
        place = Place(Path(out), converter, seconds=60)
        make_report(Job(template, "nobody", "team", {"team": "nobody"}), place)


if WARM_VARIABLE in os.environ:  # set for the server process, and for nobody whom it starts
    warm(*os.environ.pop(WARM_VARIABLE).split())
