"""An IPython shell without a kernel: it runs one cell after the other in this process."""

import asyncio
import atexit
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.compilerop import CachingCompiler
from IPython.core.error import UsageError
from IPython.core.interactiveshell import ExecutionResult
from IPython.core.profiledir import ProfileDir
from nbformat import NotebookNode
from traitlets.config import Config

from plcnb.batch.isolation import Stage, isolated
from plcnb.batch.recorder import Recorder
from plcnb.batch.streams import SEES_DESCRIPTORS, CellStream, Spool

_HAS_ALARM = hasattr(signal, "setitimer")


class CellTimeout(BaseException):
    """The time of a cell is over. Not an `Exception`, so that no cell swallows it by accident."""


@dataclass(frozen=True)
class CellFailure:
    """How a cell failed.

    `error` is None where the value of the cell, and not the cell itself, broke: a `repr` that raises.
    """

    error: BaseException | None
    cell: NotebookNode


class _CellCompiler(CachingCompiler):
    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        """Name a cell in warnings by what it says: no folder and no process number get into a report."""
        return f"cell-{zlib.crc32(raw_code.encode()):08x}.py"


class NotebookShell(ZMQInteractiveShell):
    """ipykernel's shell with a `Recorder` where its sockets would be.

    It reads no profile, keeps no history file and starts no thread: a report depends on its template,
    not on who runs it.
    """

    def __init__(self, recorder: Recorder) -> None:
        config = Config({"HistoryManager": {"hist_file": ":memory:"}})
        nowhere = tempfile.gettempdir()  # a folder that exists: nothing is read there, and nothing written
        super().__init__(
            ipython_dir=nowhere,
            profile_dir=_NoProfile(location=nowhere),
            user_ns={},
            compiler_class=_CellCompiler,
            config=config,
        )
        self.db = {}  # what %store and %cd remember is forgotten with the notebook
        for sender in (self.display_pub, self.displayhook):
            sender.session = recorder  # type: ignore[union-attr]

    def init_virtualenv(self) -> None:
        """Leave the import path alone: this interpreter has the right one."""

    def enable_gui(self, gui: Any = None) -> None:
        """Refuse a window toolkit; inline figures need none."""
        if gui not in (None, "inline"):
            raise UsageError(f"A notebook that runs by itself has no window for {gui!r}.")

    def ask_exit(self) -> None:
        """End the notebook with this cell, as `exit` asks."""
        raise SystemExit

    async def run_source(self, source: str) -> ExecutionResult:
        """Run a cell as ipykernel does: always under a running loop, awaited only if it awaits."""
        self._last_traceback_during_displayhook = False
        failed = None
        try:
            transformed = self.transform_cell(source)
        except Exception:
            transformed, failed = source, sys.exc_info()
        if not self.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=failed):
            return self.run_cell(source, store_history=True)
        result = None
        try:
            result = await self.run_cell_async(
                source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=failed
            )
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        return result


# rich, tqdm, plotly and others recognise a notebook by the name of the shell's class.
NotebookShell.__name__ = ZMQInteractiveShell.__name__


class _NoProfile(ProfileDir):
    def _mkdir(self, path: str, mode: int | None = None) -> bool:
        return False  # nothing of a profile is ever written


class NotebookProcess:
    """One notebook's life in this process: open it, run its cells in order, close it."""

    def __init__(self) -> None:
        with contextlib.ExitStack() as stack:
            stack.enter_context(isolated())
            spools = [Spool("stdout"), Spool("stderr")] if SEES_DESCRIPTORS else []
            for spool in spools:
                stack.callback(spool.close)
            self._recorder = Recorder(spools)
            nothing = stack.enter_context(open(os.devnull, encoding="utf-8"))
            stdout, stderr = (CellStream(name, self._recorder.write) for name in ("stdout", "stderr"))
            self._stage = Stage(nothing, stdout, stderr, spools)
            self._runner = stack.enter_context(asyncio.Runner(loop_factory=asyncio.new_event_loop))
            self._shell = stack.enter_context(_singleton_shell(self._recorder))
            self._exit = stack.pop_all()

    def __enter__(self) -> "NotebookProcess":
        return self

    def __exit__(self, *error: object) -> None:
        self._exit.close()

    def run(self, cell: NotebookNode, seconds: float | None = None) -> CellFailure | None:
        """Run a code cell and write its outputs and its number into it.

        Parameters
        ----------
        cell : NotebookNode
        seconds : float, optional
            How long it may take. Watched by a signal: on Windows, and outside the main thread, a
            cell may take as long as it likes.

        Returns
        -------
        CellFailure or None
            None where all went well.
        """
        cell.execution_count = self._shell.execution_count
        self._recorder.begin(cell)
        with self._stage.set():
            try:
                return self._execute(cell, seconds)
            finally:
                self._recorder.end()

    def _execute(self, cell: NotebookNode, seconds: float | None) -> CellFailure | None:
        loop = self._runner.get_loop()
        task = loop.create_task(self._shell.run_source(cell.source))
        try:
            with _alarm(seconds):
                result = loop.run_until_complete(task)
        except (CellTimeout, KeyboardInterrupt) as error:  # it came while the cell was awaiting something
            self._shell.showtraceback()
            self._recorder.end()
            return CellFailure(error, cell)
        finally:
            if payloads := self._shell.payload_manager:  # what a pager or a next input would show
                payloads.clear_payload()
        if result.success and not self._shell._last_traceback_during_displayhook:
            return None
        return CellFailure(result.error_before_exec or result.error_in_exec, cell)


@contextlib.contextmanager
def _singleton_shell(recorder: Recorder) -> Iterator[NotebookShell]:
    """Make the shell the one that `get_ipython()` returns, and put an earlier one back at the end."""
    owners: list[Any] = [owner for owner in NotebookShell.__mro__ if "_instance" in vars(owner)]
    earlier = [(owner, owner._instance) for owner in owners]
    for owner in owners:
        owner._instance = None
    shell = NotebookShell.instance(recorder=recorder)
    atexit.unregister(shell.atexit_operations)
    try:
        yield shell
    finally:
        NotebookShell.clear_instance()
        for owner, instance in earlier:
            owner._instance = instance
        for folder in shell.tempdirs:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    if seconds is None or not _HAS_ALARM or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        __tracebackhide__ = True
        raise CellTimeout(f"The cell ran longer than {seconds:.3g} s.")

    earlier = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)
