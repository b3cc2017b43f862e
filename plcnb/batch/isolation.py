"""The state of the process that a notebook may touch, given back as it was."""

import asyncio
import builtins
import contextlib
import getpass
import logging
import os
import sys
import warnings
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import IO, Any

from plcnb.batch.streams import CellStream, Diversion, Spool, flush_host

INLINE_BACKEND = "module://matplotlib_inline.backend_inline"
_INLINE_MODULE = "matplotlib_inline.backend_inline"
_OF_SYS = ("displayhook", "excepthook", "ps1", "ps2", "ps3", "stdin", "stdout", "stderr")
_OF_BUILTINS = ("_", "__IPYTHON__", "display", "get_ipython", "exit", "quit", "input")
_ABSENT = object()


@contextlib.contextmanager
def isolated() -> Iterator[None]:
    """Give back, at the end of a notebook, what it may have changed in this process.

    The working folder, environment, import path, `__main__`, hooks, warning filters, event loop and
    the state of matplotlib. The notebook starts without open figures, with matplotlib's own settings, and
    with the inline backend chosen but, as in a kernel, not yet loaded.
    """
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        for part in (_interpreter, _no_running_loop, _matplotlib):
            stack.enter_context(part())
        yield


@contextlib.contextmanager
def _interpreter() -> Iterator[None]:
    folder, environment, path, argv = os.getcwd(), dict(os.environ), list(sys.path), list(sys.argv)
    main = sys.modules.get("__main__")
    kept = [*((sys, name) for name in _OF_SYS), *((builtins, name) for name in _OF_BUILTINS)]
    values = [getattr(owner, name, _ABSENT) for owner, name in kept]
    try:
        yield
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.chdir(folder)
        for name in os.environ.keys() - environment.keys():
            del os.environ[name]
        os.environ.update(environment)
        sys.path[:], sys.argv[:] = path, argv
        if main is not None:
            sys.modules["__main__"] = main
        for (owner, name), value in zip(kept, values, strict=True):
            _set(owner, name, value)


@contextlib.contextmanager
def _no_running_loop() -> Iterator[None]:
    """Set aside the loop of a host that calls from a coroutine, so that cells can have one of their own."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(running)


@contextlib.contextmanager
def _matplotlib() -> Iterator[None]:
    os.environ.setdefault("MPLBACKEND", INLINE_BACKEND)
    inline = sys.modules.pop(_INLINE_MODULE, None)
    loaded = "matplotlib" in sys.modules
    try:
        with _pristine_matplotlib() if loaded else contextlib.nullcontext():
            yield
    finally:
        if not loaded:
            _forget_inline_backend()
        _put_back_inline_module(inline)


@contextlib.contextmanager
def _pristine_matplotlib() -> Iterator[None]:
    import matplotlib
    from matplotlib._pylab_helpers import Gcf

    pyplot = sys.modules.get("matplotlib.pyplot")
    kept = {name: getattr(pyplot, name, _ABSENT) for name in ("_backend_mod", "draw_if_interactive", "show")}
    figures, backend = Gcf.figs, matplotlib.rcParams._get("backend")
    with matplotlib.rc_context():
        try:
            Gcf.figs = OrderedDict()
            matplotlib.rc_file_defaults()
            _choose_backend(os.environ["MPLBACKEND"])
            yield
        finally:
            Gcf.figs = figures
            _choose_backend(backend)
            for name, value in kept.items():
                if pyplot is not None:
                    _set(pyplot, name, value)


def _choose_backend(backend: Any) -> None:
    """Name the backend that pyplot will load when it first needs one."""
    import matplotlib

    dict.__setitem__(matplotlib.rcParams, "backend", backend)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot._backend_mod = None  # type: ignore[attr-defined]


def _forget_inline_backend() -> None:
    """Let a host that has matplotlib only from the notebook choose its backend as if it had none."""
    if "matplotlib" in sys.modules:
        from matplotlib.rcsetup import _auto_backend_sentinel

        _choose_backend(_auto_backend_sentinel)


def _put_back_inline_module(module: Any) -> None:
    """Unload the notebook's own copy, so that the next one gets a copy that is tied to its shell."""
    sys.modules.pop(_INLINE_MODULE, None)
    if module is not None:
        sys.modules[_INLINE_MODULE] = module
        sys.modules["matplotlib_inline"].backend_inline = module  # type: ignore[attr-defined]
    if config := sys.modules.get("matplotlib_inline.config"):
        config.InlineBackend.clear_instance()


def _set(owner: Any, name: str, value: object) -> None:
    if value is not _ABSENT:
        setattr(owner, name, value)
    elif hasattr(owner, name):
        delattr(owner, name)


class Stage:
    """What a cell sees instead of the host's streams, input and root logger, while it runs and no longer.

    Between two cells papermill may log and draw its progress bar; that must not end up in a notebook.
    What a cell puts in the place of a stream stays there for the next one.
    """

    def __init__(
        self, stdin: IO[str], stdout: CellStream, stderr: CellStream, spools: Sequence[Spool]
    ) -> None:
        self._streams: dict[str, Any] = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
        self._diversions = [Diversion(0, stdin), *(spool.diversion() for spool in spools)] if spools else []
        self._handlers: list[logging.Handler] = []
        self._level = logging.WARNING

    @contextlib.contextmanager
    def set(self) -> Iterator[None]:
        """Run one cell on the stage."""
        flush_host()
        ask = builtins.input, getpass.getpass
        with contextlib.ExitStack() as stack:
            for diversion in self._diversions:
                stack.enter_context(diversion)
            self._swap()
            builtins.input, getpass.getpass = _nobody_answers, _nobody_answers
            try:
                yield
            finally:
                builtins.input, getpass.getpass = ask
                self._swap()

    def _swap(self) -> None:
        """Exchange streams and root logger for the others, those of the host or of the notebook."""
        others, self._streams = self._streams, {name: getattr(sys, name) for name in self._streams}
        for name, stream in others.items():
            setattr(sys, name, stream)
        root = logging.getLogger()
        handlers, level = root.handlers, root.level
        root.handlers = self._handlers
        root.setLevel(self._level)
        self._handlers, self._level = handlers, level


def _nobody_answers(*_: object, **__: object) -> str:
    from IPython.core.error import StdinNotImplementedError

    raise StdinNotImplementedError(
        "A notebook that runs by itself cannot ask: declare a parameter instead of input()."
    )
