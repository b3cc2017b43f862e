"""What the command line asks before many students leave the roster: at a terminal, and never without one."""

import os
import subprocess
import sys

import pytest

from plcnb.evidence.store import EvidenceStore
from plcnb.workspace import Workspace

MAPPING = """
title = "Class lists"
source = "Invented"
[file.list]
columns = ["class", "pupil"]
[[table]]
name = "schools"
file = "list"
repeats = "same"
columns = { school_id = "s", name = "School" }
[[table]]
name = "classes"
file = "list"
repeats = "same"
columns = { class_id = "{class}", title = "{class}", school_id = "s" }
[[table]]
name = "people"
file = "list"
columns = { person_id = "{pupil}", role = "student" }
[[table]]
name = "enrollments"
file = "list"
replaces = "class_id"
columns = { class_id = "{class}", person_id = "{pupil}", role = "student", status = "active" }
"""


def lists(folder, number):
    path = folder / f"list-{number}.csv"
    path.write_text("class,pupil\n" + "".join(f"7a,p{i}\n" for i in range(number)))
    return path


@pytest.fixture
def school(tmp_path):
    """A workspace with a class of twenty students, and how to import a list into it."""
    workspace = Workspace.create(tmp_path / "school")
    (tmp_path / "lists.toml").write_text(MAPPING)

    def command(number, *options):
        words = [
            "import",
            lists(tmp_path, number),
            "-w",
            workspace.folder,
            "--mapping",
            tmp_path / "lists.toml",
        ]
        return [sys.executable, "-m", "plcnb", *map(str, words), *options]

    subprocess.run(command(20), check=True, capture_output=True)
    return workspace, command


def enrolled(workspace):
    return len(EvidenceStore(workspace.evidence_folder).source_tables()["enrollments"])


def test_without_a_terminal_it_is_refused_and_the_way_out_is_told(school):
    workspace, command = school

    refused = subprocess.run(
        command(8), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )

    assert refused.returncode == 2
    assert refused.stderr.splitlines()[-1] == (
        "Error: list-8.csv, lists.toml were not imported: 12 of 20 students would leave the roster. "
        "Make sure that the export is complete. If they have really left, import it with --allow-dropping."
    )
    assert enrolled(workspace) == 20
    subprocess.run(command(8, "--allow-dropping"), check=True, capture_output=True)
    assert enrolled(workspace) == 8


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are Unix's")
@pytest.mark.parametrize(("answer", "status", "left"), [("y", 0, 8), ("n", 2, 20)])
def test_at_a_terminal_it_asks(school, answer, status, left):
    workspace, command = school
    ours, theirs = os.openpty()

    with subprocess.Popen(command(8), stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        process.communicate(timeout=120)
    seen = os.read(ours, 65536).decode()
    os.close(ours)

    assert "12 of 20 students would leave the roster. Go on? [y/N]" in seen
    assert process.returncode == status
    assert enrolled(workspace) == left
