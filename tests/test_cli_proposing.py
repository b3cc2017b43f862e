"""What `plcnb import` does with a file of unknown layout: at a terminal, in a script, and as a dry run."""

import json
import os
import select
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from plcnb.cli import main
from plcnb.evidence.store import EvidenceStore
from plcnb.workspace import Workspace

MARKS = "student_id,First Name,Last Name,Quiz 1 (10),Quiz 2 (10)\ns1,Ada,Ash,7,8\ns2,Ben,Birch,9,\n"
DOUBTFUL = "student_id,Quiz 1,Quiz 2\ns1,7,8\ns2,9,10\n"


@pytest.fixture
def school(tmp_path):
    return Workspace.create(tmp_path / "our school")


@pytest.fixture
def marks(tmp_path):
    path = tmp_path / "marks of 7a.csv"
    path.write_text(MARKS)
    return path


def proposal_of(path):
    return path.with_name(f"{path.name}.mapping.toml")


def run(school, path, *options):
    words = ["import", str(path), "-w", str(school.folder), *map(str, options)]
    return CliRunner().invoke(main, words)


def results(school):
    return len(EvidenceStore(school.evidence_folder).source_tables()["results"])


def test_in_a_script_it_stops_and_names_the_proposal_and_the_command(school, marks):
    stopped = run(school, marks)

    assert stopped.exit_code == 2
    assert proposal_of(marks).is_file()
    assert school.evidence.snapshots() == []
    last = stopped.stderr.strip().splitlines()[-1]
    assert last.startswith(
        "Error: marks of 7a.csv was not imported: nobody has said that the proposal is right."
    )
    assert f"plcnb import '{marks}' --mapping '{proposal_of(marks)}'" in last


def test_the_command_it_names_imports(school, marks):
    run(school, marks)
    done = run(school, marks, "--mapping", proposal_of(marks))

    assert done.exit_code == 0
    assert results(school) == 3


def test_yes_takes_a_proposal_that_leaves_nothing_open(school, marks):
    assert run(school, marks, "--yes").exit_code == 0
    assert results(school) == 3
    again = run(school, marks, "--yes")
    assert again.exit_code == 0
    assert "Nothing to do" in again.output


def test_yes_does_not_decide_what_is_open_until_somebody_has(school, marks):
    marks.write_text(DOUBTFUL)
    stopped = run(school, marks, "--yes")

    assert stopped.exit_code == 2
    assert "The highest possible score is not said for 'Quiz 1', 'Quiz 2'" in stopped.output
    mapping = proposal_of(marks).read_text()
    assert run(school, marks, "--yes").exit_code == 2
    proposal_of(marks).write_text(mapping.replace("# max_score = 10", "max_score = 10"))
    done = run(school, marks, "--yes")
    assert done.exit_code == 0
    assert "lies beside the file was used as it is" in done.output
    assert set(EvidenceStore(school.evidence_folder).source_tables()["tests"]["max_score"]) == {10}


def test_a_dry_run_writes_the_proposal_and_nothing_else(school, marks):
    dry = run(school, marks, "--dry-run")

    assert dry.exit_code == 0
    assert proposal_of(marks).is_file()
    assert school.evidence.snapshots() == []
    assert "2 lines read: 2 kept. New or changed: 2 students, 2 tests, 3 scores." in dry.output
    assert not any(name in dry.output for name in ("Ada", "Ash", "Birch"))


def test_a_mapping_that_is_there_is_never_written_over(school, marks):
    run(school, marks, "--dry-run")
    changed = proposal_of(marks).read_text().replace('title = "marks of 7a"', 'title = "Marks"')
    proposal_of(marks).write_text(changed)
    shown = run(school, marks, "--dry-run")

    assert "The mapping that lies beside the file was used as it is" in shown.output
    assert proposal_of(marks).read_text() == changed


def test_a_mapping_that_is_there_and_wrong_is_told(school, marks):
    proposal_of(marks).write_text("title = 1")

    assert "cannot be used" in run(school, marks).output


def test_json_says_the_same_for_a_program(school, marks):
    told = json.loads(run(school, marks, "--dry-run", "--json").stdout)

    assert told["taken_as"] == "scores"
    assert told["to_decide"] == []
    assert {"column", "read as", "sure", "why"} <= set(told["columns"][0])
    assert told["report"]["dry_run"] is True
    stopped = run(school, marks, "--json")
    assert stopped.exit_code == 2
    assert json.loads(stopped.stdout)["proposal"] == str(proposal_of(marks))
    assert json.loads(run(school, marks, "--json", "--yes").stdout)["snapshot"]


def test_several_unknown_files_are_refused_as_before(school, marks, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text(MARKS)
    refused = CliRunner().invoke(main, ["import", str(marks), str(other), "-w", str(school.folder)])

    assert refused.exit_code == 2
    assert not proposal_of(marks).exists()


# --- at a terminal -------------------------------------------------------------------------------------


class Terminal:
    """A command at a pseudo-terminal, talked to like a person does: read up to the question, then answer."""

    def __init__(self, words, **environment):
        self.ours, theirs = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "plcnb", *map(str, words)], stdin=theirs, stdout=theirs, stderr=theirs,
            env=os.environ | environment,
        )  # fmt: skip
        os.close(theirs)
        self.seen = ""

    def until(self, words, seconds=120):
        """Read until the words stand there that have not been read yet."""
        new, end = "", time.monotonic() + seconds
        while words not in new:
            ready, _, _ = select.select([self.ours], [], [], max(0, end - time.monotonic()))
            assert ready, f"{words!r} never came: {self.seen}"
            new += self._read()
        return new

    def _read(self):
        try:
            text = os.read(self.ours, 65536).decode(errors="replace")
        except OSError:  # how Linux says that the other end is closed
            text = ""
        assert text, f"the command has ended: {self.seen}"
        self.seen += text
        return text

    def answer(self, text):
        os.write(self.ours, f"{text}\n".encode())

    def status(self):
        try:
            while True:
                self._read()
        except AssertionError:
            pass
        os.close(self.ours)
        return self.process.wait(timeout=120)


QUESTION = "Import it like this? [y/N/e]"
terminal = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are Unix's")


@terminal
@pytest.mark.parametrize(("answer", "snapshots"), [("y", 1), ("n", 0), ("", 0)])
def test_at_a_terminal_it_asks(school, marks, answer, snapshots):
    asked = Terminal(["import", marks, "-w", school.folder])
    shown = asked.until(QUESTION)
    asked.answer(answer)

    assert asked.status() == 0
    assert "A. A.    Quiz 1  7      10  scored" in shown
    assert "Ash" not in shown
    assert len(school.evidence.snapshots()) == snapshots
    assert ("Nothing was imported" in asked.seen) == (not snapshots)


@terminal
def test_at_a_terminal_the_mapping_can_be_edited_before_saying_yes(school, marks, tmp_path):
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n"
        "path.write_text(path.read_text().replace('= \"Quiz 1\"', '= \"Fractions\"'))\n"
    )
    asked = Terminal(["import", marks, "-w", school.folder], EDITOR=f"{sys.executable} {editor}")
    asked.until(QUESTION)
    asked.answer("e")
    assert "Fractions" in asked.until(QUESTION)
    asked.answer("y")

    assert asked.status() == 0
    assert "Fractions" in set(EvidenceStore(school.evidence_folder).source_tables()["tests"]["title"])
