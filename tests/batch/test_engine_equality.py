"""`papermill --engine plcnb` gives the notebook that papermill's own engine, a real kernel, gives."""

import os
import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

SHOWN = Path(__file__).parent / "notebooks" / "shown.txt"
CELLS = re.findall(r"^#%% ([^\n]+?)(?: \[(\S+)\])?\n(.*?)(?=^#%% |\Z)", SHOWN.read_text("utf-8"), re.M | re.S)

NEVER_EQUAL = [
    (r"0x[0-9a-f]{6,}", "<address>"),
    (r"([^\s\"]*/ipykernel_\d+/)?\b\d+\.py|cell-[0-9a-f]{8}\.py", "<cell>"),
    (r"\b[\d.]+ (ns|[µμ]s|ms|s)\b", "<time>"),
    (r"equality\d+/(nbclient|plcnb)", "<folder>"),
    (r"<dc:date>.*</dc:date>", "<date>"),
]


def notebook() -> NotebookNode:
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    for number, (name, tag, source) in enumerate(CELLS):
        cell = nbformat.v4.new_code_cell(source.strip("\n"), id=f"cell-{number}")
        cell.metadata.update(tags=[tag] if tag else [], name=name)
        made.cells.append(cell)
    return made


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> dict[str, dict[str, NotebookNode]]:
    """The cells by name, run through papermill's command line by each engine."""
    folder = tmp_path_factory.mktemp("equality")
    nbformat.write(notebook(), folder / "in.ipynb")
    running = {engine: _start(folder, engine) for engine in ("nbclient", "plcnb")}
    for engine, process in running.items():
        assert process.wait() == 1, f"{engine}: {(folder / engine / 'log').read_text()}"
    return {engine: _cells(folder / engine / "out.ipynb") for engine in running}


def _start(folder: Path, engine: str) -> subprocess.Popen:
    here = folder / engine
    here.mkdir()
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}  # it mutes ipykernel
    command = ["-m", "papermill", "--engine", engine, "--no-progress-bar", "../in.ipynb", "out.ipynb"]
    with open(here / "log", "w") as log:
        return subprocess.Popen(
            [sys.executable, *command, "-p", "team", "grade-7-maths", "-p", "n", "7"],
            cwd=here,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _cells(path: Path) -> dict[str, NotebookNode]:
    cells = nbformat.read(path, as_version=4).cells
    return {
        cell.metadata.get("name", f"made by papermill {number}"): cell for number, cell in enumerate(cells)
    }


def shown(cell: NotebookNode) -> list:
    """A cell's outputs, without what cannot be equal: times, addresses, ids and temporary paths."""
    outputs = []
    for is_stream, group in groupby(
        cell.get("outputs", ()), key=lambda output: output.output_type == "stream"
    ):
        found = list(group)
        # a kernel sends its two streams apart, so their order between two displays is chance
        outputs += _streams(found) if is_stream else [_plain(output) for output in found]
    return outputs


def _streams(outputs: list[NotebookNode]) -> list:
    texts = {name: "".join(o.text for o in outputs if o.name == name) for name in ("stdout", "stderr")}
    return [(name, _plain(text)) for name, text in texts.items() if text]


def _plain(value):
    if isinstance(value, dict):
        return {
            key: part if key == "image/png" else _plain(part)
            for key, part in value.items()
            if key != "model_id"
        }
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        for pattern, text in NEVER_EQUAL:
            value = re.sub(pattern, text, value)
    return value


@pytest.mark.parametrize("name", [name for name, _, _ in CELLS])
def test_cell_shows_what_a_kernel_shows(executed, name):
    theirs, ours = executed["nbclient"][name], executed["plcnb"][name]

    assert shown(ours) == shown(theirs)
    assert ours.execution_count == theirs.execution_count
    assert ours.metadata.papermill.status == theirs.metadata.papermill.status
    assert ours.metadata.papermill.exception == theirs.metadata.papermill.exception


def test_papermill_adds_the_same_cells(executed):
    assert list(executed["plcnb"]) == list(executed["nbclient"])
    sources = {engine: [cell.source for cell in cells.values()] for engine, cells in executed.items()}
    assert sources["plcnb"] == sources["nbclient"]
