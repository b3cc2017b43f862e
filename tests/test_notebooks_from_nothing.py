"""Every notebook on the day somebody begins: one spreadsheet, no roster, nobody has written a word."""

import ast
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from reading import words_of

from plcnb.cli import main
from plcnb.model import Member
from plcnb.workspace import Workspace

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
KEY = "BDACCABDDBAC"
STUDENTS = "ABCDEFGHIJKLMN"

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def spreadsheet():
    """A class of fourteen and twelve questions, as a teacher keeps them."""
    questions = [f"Q{number}" for number in range(1, len(KEY) + 1)]
    rows = [
        ["Unit 2: fractions", "", "", "Period 3"],
        [],
        ["Student ID", "Student Name", *questions, "Total"],
    ]
    rows.append(["", "Answer Key", *KEY, str(len(KEY))])
    for place, letter in enumerate(STUDENTS):
        given = [key if (place * number) % 5 < 3 else "ABCD"[number % 4] for number, key in enumerate(KEY)]
        right = sum(one == key for one, key in zip(given, KEY, strict=True))
        rows.append([f"00{4100 + place}", f"Example, {letter}da", *given, str(right)])
    return "\r\n".join(";".join(row) for row in [*rows, ["", "Average"], []])


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A workspace with one imported spreadsheet: no teacher is known, and nothing is written."""
    folder = tmp_path_factory.mktemp("begun")
    (folder / "Unit 2 Test.csv").write_text(spreadsheet(), encoding="cp1252")
    place = Workspace.create(folder / "our-school")
    words = ["import", str(folder / "Unit 2 Test.csv"), "--yes", "-w", str(place.folder)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return place


@pytest.fixture(scope="module")
def alone(begun, tmp_path_factory):
    """The same after its only teacher has written down who she is."""
    place = Workspace.create(tmp_path_factory.mktemp("alone") / "our-school")
    CliRunner().invoke(main, ["export", "evidence", str(place.folder / "out"), "-w", str(begun.folder)])
    CliRunner().invoke(main, ["import", str(place.folder / "out"), "-w", str(place.folder)])
    (team,) = place.records.teams()
    place.records.add(Member(team_id=team.team_id, name="Rosa Example"), by="rosa")
    return place


def shown_by(path):
    """Run a notebook's cells one after the other; yield the words of what each shows."""
    names = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        *before, last = ast.parse(cell.source).body
        if not isinstance(last, ast.Expr):
            before, last = [*before, last], None
        exec(compile(ast.Module(before, []), path.name, "exec"), names)
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), path.name, "eval"), names)
            yield ast.unparse(last), words_of(shown) if hasattr(shown, "_repr_html_") else ""


@every_notebook
@pytest.mark.parametrize("where", ["begun", "alone"])
def test_a_notebook_runs_whole_before_anybody_has_written(path, where, request, monkeypatch):
    monkeypatch.setenv("PLCNB_WORKSPACE", str(request.getfixturevalue(where).folder))

    shown = dict(shown_by(path))

    assert any(shown.values())
    assert [call for call, words in shown.items() if {"nan", "None", "NaT"} & set(words.split())] == []


@pytest.mark.parametrize("name", ["01-launch", "02-goals", "03-data-meeting"])
def test_answers_whose_questions_name_no_standard_are_not_called_whole_scores(name, begun, monkeypatch):
    monkeypatch.setenv("PLCNB_WORKSPACE", str(begun.folder))
    (path,) = [one for one in NOTEBOOKS if one.stem == name]

    said = " ".join(words for _, words in shown_by(path))

    assert "whole scores" not in said
    assert "item_responses.csv" not in said, "they are there already"
    assert "items.csv" in said


def test_start_here_runs_whole_before_anything_was_imported(tmp_path, monkeypatch):
    monkeypatch.setenv("PLCNB_WORKSPACE", str(Workspace.create(tmp_path / "new").folder))

    shown = dict(shown_by(NOTEBOOKS[0]))

    assert "In a terminal: plcnb import FILE." in shown["welcome(place)"]
