"""The papermill engine `plcnb`: cells run in this process, without a kernel.

`papermill --engine plcnb in.ipynb out.ipynb -p team grade-7-maths` gives the notebook that papermill's
own engine gives, sooner. papermill loads this module whenever it is imported, for whatever engine, so
nothing heavy is imported before a notebook runs.
"""

import logging
import platform
import threading
import time
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any

from plcnb.errors import ParameterError

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

    from plcnb.batch.shell import CellFailure

_SKIP, _MAY_RAISE = "skip-execution", "raises-exception"  # the tags that nbclient knows
_ONE_AT_A_TIME = threading.RLock()  # streams and working folder belong to the whole process


_LANGUAGE = {  # as ipykernel describes itself
    "name": "python",
    "version": platform.python_version(),
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


class WarmEngine:
    """What papermill asks of an engine.

    Widgets are drawn, but there is no kernel behind them; nothing reads the user's IPython profile.

    Not a subclass of `papermill.engines.Engine`: papermill loads entry points while it is being
    imported, so importing papermill here would fail for whoever imports this module first.
    """

    @classmethod
    def execute_notebook(
        cls,
        nb: "NotebookNode",
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool | dict[str, Any] = True,
        log_output: bool = False,
        autosave_cell_every: int = 30,
        **options: Any,
    ) -> "NotebookNode":
        """Run a parameterized notebook and return it, as `papermill.engines.Engine` does."""
        from papermill.engines import NotebookExecutionManager

        manager = NotebookExecutionManager(
            nb,
            output_path,
            log_output=log_output,
            progress_bar=progress_bar,
            autosave_cell_every=autosave_cell_every,
        )
        manager.notebook_start()
        try:
            cls.execute_managed_notebook(manager, kernel_name, log_output=log_output, **options)
        finally:
            manager.cleanup_pbar()
            manager.notebook_complete()
        return manager.nb

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: "NotebookExecutionManager",
        kernel_name: str,
        *,
        log_output: bool = False,
        stdout_file: IO[str] | None = None,
        stderr_file: IO[str] | None = None,
        execution_timeout: float | None = None,
        allow_errors: bool = False,
        **_: Any,
    ) -> None:
        """Run the cells of a notebook.

        Parameters
        ----------
        execution_timeout : float, optional
            Seconds that one cell may take. Unix and main thread only.
        allow_errors : bool
            Go on after a failing cell.

        Raises
        ------
        nbclient.exceptions.CellTimeoutError
            If a cell takes longer; its cell is marked as failed.
        """
        if (language := cls.nb_language(nb_man.nb)) != "python":
            raise ParameterError(f"The engine 'plcnb' runs Python notebooks, and this one is in {language}.")
        hear = _Listener(log_output, stdout_file, stderr_file).hear
        failure = run_cells(nb_man, cell_seconds=execution_timeout, allow_errors=allow_errors, on_cell=hear)
        if failure is not None:
            _raise_what_papermill_expects(failure, execution_timeout)

    @classmethod
    def nb_kernel_name(cls, nb: "NotebookNode", name: str | None = None) -> str:
        """Return the kernel's name; it decides nothing here, and may be missing."""
        return str(name or nb.metadata.get("kernelspec", {}).get("name") or "python3")

    @classmethod
    def nb_language(cls, nb: "NotebookNode", language: str | None = None) -> str:
        """Return the notebook's language, Python where it names none."""
        spec, info = nb.metadata.get("kernelspec", {}), nb.metadata.get("language_info", {})
        return str(language or info.get("name") or spec.get("language") or "python")


def run_cells(
    manager: "NotebookExecutionManager",
    *,
    cell_seconds: float | None = None,
    seconds: float | None = None,
    allow_errors: bool = False,
    on_cell: Callable[["NotebookNode"], None] = lambda cell: None,
) -> "CellFailure | None":
    """Run the code cells of `manager.nb` in order, until one fails.

    Parameters
    ----------
    manager : papermill.engines.NotebookExecutionManager
        Holds the notebook and notes in its metadata how each cell went.
    cell_seconds, seconds : float, optional
        How long one cell, and all cells together, may take. Unix and main thread only.
    allow_errors : bool
        Go on after a failing cell.
    on_cell : callable (cell)
        Called with each cell that has run.

    Returns
    -------
    CellFailure or None
        The failure that ended the run; None where all cells ran.
    """
    from plcnb.batch.shell import NotebookProcess

    manager.nb.metadata["language_info"] = dict(_LANGUAGE)
    end = None if seconds is None else time.monotonic() + seconds
    with _ONE_AT_A_TIME, NotebookProcess() as process:
        for index, cell in enumerate(manager.nb.cells):
            manager.cell_start(cell, index)
            failure = None
            if _is_run(cell):
                failure = process.run(cell, _least(cell_seconds, end and end - time.monotonic()))
                on_cell(cell)
            fatal = failure is not None and not (allow_errors or _MAY_RAISE in _tags(cell))
            if fatal:
                manager.cell_exception(cell, cell_index=index)
            manager.cell_complete(cell, cell_index=index)
            if fatal:
                return failure
    return None


def _is_run(cell: "NotebookNode") -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip()) and _SKIP not in _tags(cell)


def _tags(cell: "NotebookNode") -> list[str]:
    return list(cell.metadata.get("tags", ()))


def _least(*limits: float | None) -> float | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _raise_what_papermill_expects(failure: "CellFailure", seconds: float | None) -> None:
    """Raise what papermill's own engine raises; for errors that a cell shows papermill itself raises."""
    from nbclient.exceptions import CellTimeoutError

    from plcnb.batch.shell import CellTimeout

    if isinstance(failure.error, KeyboardInterrupt):
        raise failure.error
    if isinstance(failure.error, CellTimeout):
        raise CellTimeoutError.error_from_timeout_and_cell(
            "Cell execution timed out", round(seconds or 0), failure.cell
        )


class _Listener:
    """Passes on what cells print, to papermill's log and to the files that its caller opened."""

    def __init__(self, log_output: bool, stdout_file: IO[str] | None, stderr_file: IO[str] | None) -> None:
        self._logs = log_output
        self._files = {"stdout": stdout_file, "stderr": stderr_file}

    def hear(self, cell: "NotebookNode") -> None:
        for output in cell.outputs:
            if output.output_type == "stream":
                self._stream(output.name, output.text)
            elif self._logs and "text/plain" in output.get("data", {}):
                _logger().info(output.data["text/plain"])

    def _stream(self, name: str, text: str) -> None:
        if self._logs:
            _logger().log(logging.INFO if name == "stdout" else logging.WARNING, text)
        if (file := self._files[name]) is not None:
            file.write(text)
            file.flush()


def _logger() -> logging.Logger:
    return logging.getLogger("papermill")
