"""Every notebook and template: thin, committed clean, says what it is for, and runs as it is."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import papermill
import pytest

import plcnb
from plcnb.batch.templates import find_template

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").glob("*.ipynb"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EVERY = [*NOTEBOOKS, *TEMPLATES]

CELL_HOLDS = 10  # lines
RESULTS_IN_A_ROW = 2
CELL_SECONDS = 120
BELONGS_IN_THE_PACKAGE = {
    ast.AsyncFor: "a loop",
    ast.AsyncFunctionDef: "a function",
    ast.AsyncWith: "a with block",
    ast.ClassDef: "a class",
    ast.DictComp: "a loop",
    ast.For: "a loop",
    ast.FunctionDef: "a function",
    ast.GeneratorExp: "a loop",
    ast.If: "a branch",
    ast.IfExp: "a branch",
    ast.Lambda: "a function",
    ast.ListComp: "a loop",
    ast.Match: "a branch",
    ast.SetComp: "a loop",
    ast.Try: "a try block",
    ast.While: "a loop",
    ast.With: "a with block",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_notebook = pytest.mark.parametrize("path", EVERY, ids=name_of)
every_template = pytest.mark.parametrize("path", TEMPLATES, ids=name_of)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def thick(source: str) -> Iterator[str]:
    """Yield what makes a cell more than a call: code that belongs in the package, or too many lines."""
    if len(source.splitlines()) > CELL_HOLDS:
        yield f"{len(source.splitlines())} lines; a cell holds {CELL_HOLDS}"
    try:
        tree = ast.parse(source)
    except SyntaxError:
        yield "not plain Python: no magics, no shell commands"
        return
    for node in ast.walk(tree):
        if type(node) in BELONGS_IN_THE_PACKAGE:
            yield f"{BELONGS_IN_THE_PACKAGE[type(node)]}: it belongs in the package"
        elif isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "plcnb"):
            yield f"`{ast.unparse(node)}`: a notebook imports names from plcnb and nothing else"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"plcnb does not export {n.name}" for n in node.names if n.name not in plcnb.__all__)


def without_comment(source: str) -> list[str]:
    """Return the names of the values set in a cell that no comment explains on their line."""
    lines = source.splitlines()
    settings = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    literal = [
        node for node in settings if isinstance(node.value, ast.Constant | ast.List | ast.Dict | ast.UnaryOp)
    ]
    return [
        ast.unparse(node.targets[0])
        for node in literal
        if not re.search(r"\s# \S", lines[node.end_lineno - 1])
    ]


def shows_a_result(source: str) -> bool:
    body = ast.parse(source).body
    return bool(body) and isinstance(body[-1], ast.Expr)


def test_there_are_notebooks_and_templates_to_check():
    assert NOTEBOOKS
    assert TEMPLATES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_a_live_notebook_has_as_many_cells_as_a_meeting_holds(path):
    assert 20 <= len(nbformat.read(path, as_version=4).cells) <= 35


@every_notebook
def test_a_notebook_is_committed_clean(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)

    assert [cell.id for cell in code_cells(path) if cell.outputs or cell.execution_count is not None] == []
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert [cell.id for cell in notebook.cells if not set(cell.metadata) <= {"tags"}] == []


@every_notebook
def test_a_notebook_is_prose_and_one_call_a_cell(path):
    offences = [f"{cell.id}: {what}" for cell in code_cells(path) for what in thick(cell.source)]

    assert not offences, "\n".join(offences)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("def share(n):\n    return n", "a function"),
        ("[team for team in teams]", "a loop"),
        ("x = 1 if y else 2", "a branch"),
        ("%matplotlib inline", "not plain Python"),
        ("import pandas as pd", "imports names from plcnb"),
        ("from plcnb.stats import items", "imports names from plcnb"),
        ("from plcnb import no_such_name", "does not export no_such_name"),
        ("\n".join("abcdefghijk"), "11 lines"),
    ],
)
def test_a_thick_cell_is_noticed(source, what):
    (found,) = thick(source)

    assert what in found


@every_notebook
def test_a_notebook_opens_with_its_title_and_question(path):
    first = nbformat.read(path, as_version=4).cells[0]

    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "**Our question:**" in first.source


@every_notebook
def test_words_come_before_every_result(path):
    unexplained = 0
    for cell in nbformat.read(path, as_version=4).cells[1:]:
        if cell.cell_type == "markdown":
            unexplained = 0
        elif shows_a_result(cell.source):
            unexplained += 1
        assert unexplained <= RESULTS_IN_A_ROW, f"{cell.id}: say first what it shows and how to read it"


@every_notebook
def test_a_comment_stands_behind_every_value_that_a_person_may_change(path):
    assert [name for cell in code_cells(path) for name in without_comment(cell.source)] == []


def test_a_value_without_its_comment_is_noticed():
    assert without_comment('team = ""  # id of the team\ncut = 0.7\nlevel = -1 #') == ["cut", "level"]


@every_template
def test_papermill_lists_every_parameter_of_a_template_with_its_help(path):
    tagged = [cell for cell in code_cells(path) if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1, "one cell carries the tag `parameters`"

    seen = papermill.inspect_notebook(str(path))

    assert list(seen) == [node.targets[0].id for node in ast.parse(tagged[0].source).body]
    assert [name for name, one in seen.items() if not one["help"]] == []
    assert [name for name in ("team", "school") if name in seen] == [find_template(path).scope]
    assert seen["audience"]["default"] == f'"{find_template(path).scope}"'


@pytest.fixture(scope="module")
def beside_no_workspace(tmp_path_factory) -> dict[str, str]:
    """An environment in which notebooks find no workspace, so that they open the sample district."""
    environment = {name: value for name, value in os.environ.items() if name != "PLCNB_WORKSPACE"}
    return {**environment, "PLCNB_CACHE": str(tmp_path_factory.mktemp("cache"))}


@every_notebook
def test_a_notebook_runs_as_it_is(path, beside_no_workspace):
    nbval = [
        "-p",
        "nbval.plugin",
        "--nbval-lax",
        "--nbval-current-env",
        f"--nbval-cell-timeout={CELL_SECONDS}",
    ]
    own = ["-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", path.parent, "-q"]

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *nbval, *own, path],
        env={**beside_no_workspace, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout[-4000:]
    assert f"{len(code_cells(path))} passed" in ran.stdout


@every_template
def test_papermill_alone_runs_every_template(path, beside_no_workspace, tmp_path, monkeypatch):
    monkeypatch.setenv("PLCNB_CACHE", beside_no_workspace["PLCNB_CACHE"])
    monkeypatch.delenv("PLCNB_WORKSPACE", raising=False)
    finished = tmp_path / path.name

    papermill.execute_notebook(
        str(path), str(finished), parameters={"audience": "public"}, cwd=tmp_path, progress_bar=False
    )

    assert any(cell.get("outputs") for cell in nbformat.read(finished, as_version=4).cells)
