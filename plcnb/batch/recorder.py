"""What a cell shows: messages in, notebook outputs out, by the rules that nbclient keeps."""

import json
import threading
from collections.abc import Sequence
from typing import Any

from jupyter_client.jsonutil import json_default
from jupyter_client.session import Session
from nbformat import NotebookNode
from nbformat.notebooknode import from_dict

from plcnb.batch.streams import Spool, StreamName

Message = dict[str, Any]


class Recorder(Session):
    """Stands where a kernel has its socket.

    ipykernel's own publisher, display hook and traceback code send through this, so it receives what
    a front end would receive. It keeps the order in which things happened and joins what one stream
    writes in a row.

    Parameters
    ----------
    spools : sequence of Spool
        Stand-ins for the descriptors; read before each message, so that the order holds for them too.
    """

    def __init__(self, spools: Sequence[Spool] = ()) -> None:
        super().__init__(key=b"in-process")
        self._spools = spools
        self._lock = threading.RLock()
        self._cell: NotebookNode | None = None
        self._chunks: list[str] = []
        self._clear_first = False
        self._shown: dict[str, list[tuple[NotebookNode, NotebookNode]]] = {}

    def begin(self, cell: NotebookNode) -> None:
        """Record into `cell` from now on."""
        with self._lock:
            cell.outputs = []
            self._cell, self._clear_first = cell, False

    def end(self) -> None:
        """Stop recording; what arrives later belongs to no cell and is dropped."""
        with self._lock:
            self._hear_descriptors()
            self._close_stream()
            self._cell = None

    def write(self, name: StreamName, text: str) -> None:
        """Record a piece of a stream."""
        with self._lock:
            self._hear_descriptors()
            self._append_text(name, text)

    def msg(
        self, msg_type: str, content: Message | None = None, parent: Any = None, *_: Any, **__: Any
    ) -> Message:
        """Make a message of the shape that ipykernel's hooks expect."""
        header = {"msg_type": msg_type}
        return {
            "header": header,
            "msg_type": msg_type,
            "parent_header": parent,
            "metadata": {},
            "content": content,
        }

    def send(self, stream: Any, msg_or_type: Any, content: Message | None = None, *_: Any, **__: Any) -> None:
        """Record a message; kinds that leave no trace in a notebook are dropped."""
        message = self.msg(msg_or_type, content) if isinstance(msg_or_type, str) else msg_or_type
        handle = {
            "display_data": self._display,
            "execute_result": self._result,
            "update_display_data": self._update,
            "clear_output": self._clear,
            "error": self._error,
        }.get(message["msg_type"])
        if handle is not None:
            with self._lock:
                self._hear_descriptors()
                handle(message["content"])

    def _display(self, content: Message) -> None:
        output = _output(
            "display_data", data=_bundle(content["data"]), metadata=_plain(content["metadata"] or {})
        )
        self._update(content)
        self._append(output)
        if (display_id := _display_id(content)) and self._cell is not None:
            self._shown.setdefault(display_id, []).append((self._cell, output))

    def _update(self, content: Message) -> None:
        for _, output in self._shown.get(_display_id(content), ()):
            output.data = from_dict(_bundle(content["data"]))
            output.metadata = from_dict(_plain(content["metadata"] or {}))

    def _result(self, content: Message) -> None:
        self._append(
            _output(
                "execute_result",
                data=_bundle(content["data"]),
                metadata=_plain(content["metadata"] or {}),
                execution_count=content["execution_count"],
            )
        )

    def _error(self, content: Message) -> None:
        self._append(_output("error", **content))

    def _clear(self, content: Message) -> None:
        self._close_stream()
        self._clear_first = bool(content.get("wait"))
        if not self._clear_first:
            self._empty()

    def _hear_descriptors(self) -> None:
        for spool in self._spools:
            if text := spool.drain():
                self._append_text(spool.name, text)

    def _append_text(self, name: StreamName, text: str) -> None:
        if self._cell is None or not text:
            return
        last = self._cell.outputs[-1] if self._chunks and not self._clear_first else None
        if last is None or last.name != name:
            self._append(_output("stream", name=name, text=""))
        self._chunks.append(text)

    def _append(self, output: NotebookNode) -> None:
        if self._cell is None:
            return
        self._close_stream()
        if self._clear_first:
            self._clear_first = False
            self._empty()
        self._cell.outputs.append(output)

    def _close_stream(self) -> None:
        if self._chunks and self._cell is not None:
            self._cell.outputs[-1].text = "".join(self._chunks)
        self._chunks = []

    def _empty(self) -> None:
        if self._cell is not None:
            self._cell.outputs = []
        for shown in self._shown.values():
            shown[:] = [(cell, output) for cell, output in shown if cell is not self._cell]


def _display_id(content: Message) -> str:
    return (content.get("transient") or {}).get("display_id") or ""


def _output(kind: str, **fields: Any) -> NotebookNode:
    return from_dict({"output_type": kind, **fields})


def _bundle(data: Message) -> Message:
    """Return mime data as it would arrive over the wire; text, nearly all of it, needs no such journey."""
    return {mime: value if isinstance(value, str) else _plain(value) for mime, value in data.items()}


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=json_default))
