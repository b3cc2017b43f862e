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
from collections.abc import Callable
from importlib import import_module

WARM_VARIABLE = "PLCNB_WARM"  # the converter's import path, and the modules that the templates import

_MODULES = (
    "pandas",
    "pandas.core.reshape.reshape",  # pivoting, which pandas itself loads at the first use
    "matplotlib.pyplot",
    "networkx",
    "IPython.core.ultratb",
    "nbconvert",
    "papermill",
    "sqlalchemy.dialects.sqlite",
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


def warm(converter: str, *imports: str) -> None:
    """Import what reports need, and make reports that are thrown away."""
    from plcnb.batch.rehearsal import rehearse

    wanted = [name for name in imports if name.split(".")[0] in _SAFE]
    sys.modules[_SLOW_AND_UNUSED] = None  # type: ignore[assignment]  # "not installed", for as long as this lasts
    for step in (*map(_importer, [*_MODULES, *wanted]), _load_exports, lambda: rehearse(converter)):
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


if WARM_VARIABLE in os.environ:  # set for the server process, and for nobody whom it starts
    warm(*os.environ.pop(WARM_VARIABLE).split())
