"""Reports made for nobody, so that libraries load before the forks what they load at their first use."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TEAM = "rehearsal"
_QUESTIONS, _STUDENTS = 6, 12

# What notebooks of all kinds do.
_CELLS = {
    "parameters": 'team, audience = "nobody", "team"',
    "import": "import numpy as np\nimport pandas as pd\nfrom matplotlib import pyplot as plt",
    "frame": 'frame = pd.DataFrame({"team": ["a", "b"], "share": [0.5, None]})\n'
    'frame.groupby("team", as_index=False).agg({"share": "mean"}).merge(frame, on="team")',
    "text": 'from IPython.display import HTML\ndisplay(HTML("<p>b</p>"))\nprint(frame["share"].describe())',
    "chart": 'figure, axes = plt.subplots()\naxes.barh(["a", "b"], [1, 2], label="$c$")\naxes.legend()\n'
    'display(figure, metadata={"image/png": {"alt": "two bars"}})\nplt.close(figure)',
}


def rehearse(converter: str) -> None:
    """Make an odd notebook and a team report from end to end, and throw both away.

    The shell and all that belongs to it is gone before anyone forks; so are the files.
    """
    from nbformat import v4

    from plcnb.batch.jobs import Job
    from plcnb.batch.templates import Parameter, Template, find_template
    from plcnb.batch.worker import Place, make_report

    cells = [v4.new_markdown_cell("# Rehearsal")]
    cells += [v4.new_code_cell(text, metadata={"tags": [tag]}) for tag, text in _CELLS.items()]
    team = Parameter("team", "str", "")
    odd = Template(_TEAM, v4.writes(v4.new_notebook(cells=cells)), "Rehearsal", (team,))
    with tempfile.TemporaryDirectory(prefix="plcnb-rehearsal-") as out:
        place = Place(Path(out), converter, seconds=60)
        make_report(Job(odd, _TEAM, "team", {"team": _TEAM}), place)
        with _workspace_named(small_workspace(Path(out) / "workspace")):
            for audience in ("team", "school"):
                parameters = {"team": _TEAM, "audience": audience}
                make_report(Job(find_template("team-report"), _TEAM, audience, parameters), place)


def small_workspace(folder: Path) -> Path:
    """Write a workspace with one invented team and two assessments, and return its folder."""
    import pandas as pd

    from plcnb.evidence.assembling import assemble
    from plcnb.evidence.store import EvidenceStore, SnapshotInfo
    from plcnb.workspace import SETTINGS_FILE

    people, questions = [f"s{n}" for n in range(_STUDENTS)], [f"q{n}" for n in range(_QUESTIONS)]
    tests = ["check-1", "check-2"]
    source: dict[str, dict[str, Any]] = {
        "schools": {"school_id": ["school"], "name": ["School"]},
        "courses": {"course_id": ["course"], "title": ["Course"], "grade": ["7"]},
        "classes": {
            "class_id": ["class"],
            "title": ["Class"],
            "school_id": ["school"],
            "course_id": ["course"],
        },
        "people": {"person_id": ["t", *people], "role": ["teacher", *["student"] * _STUDENTS]},
        "enrollments": {
            "class_id": "class",
            "person_id": ["t", *people],
            "role": ["teacher", *["student"] * _STUDENTS],
            "status": "active",
        },
        "tests": {
            "test_id": tests,
            "class_id": "class",
            "title": ["Check 1", "Check 2"],
            "date": pd.to_datetime(["2026-01-10", "2026-02-10"]),
        },
        "standards": {"standard_id": ["a", "b"], "code": ["A", "B"], "statement": ["Add", "Subtract"]},
        "items": {
            "item_id": questions,
            "course_id": "course",
            "assessment": "Check",
            "position": range(1, _QUESTIONS + 1),
            "standard_id": ["a", "b"] * (_QUESTIONS // 2),
            "key": "A",
            "max_score": 1.0,
        },
        "teams": {"team_id": [_TEAM], "name": ["Team"], "class_ids": ["class"], "teacher_ids": ["t"]},
    }
    answers = [(test, person, question) for test in tests for person in people for question in questions]
    responses = pd.DataFrame(answers, columns=["test_id", "person_id", "item_id"])
    right = (responses.index * 7 % 11) < 6
    responses = responses.assign(response="B", score=right.astype(float), status="answered")
    responses["response"] = responses["response"].mask(right, "A")
    tables = {name: pd.DataFrame(columns) for name, columns in source.items()} | {"responses": responses}
    EvidenceStore(folder / "evidence").write(tables, assemble(tables).tables, SnapshotInfo("rehearsal"))
    (folder / SETTINGS_FILE).write_text("sample = true\n", encoding="utf-8")
    return folder


@contextmanager
def _workspace_named(folder: Path) -> Iterator[None]:
    """Let notebooks find this workspace, and nothing of the one that the run is about: least its database."""
    from plcnb.workspace import DATABASE_VARIABLE, SNAPSHOT_VARIABLE, WORKSPACE_VARIABLE

    names = (DATABASE_VARIABLE, SNAPSHOT_VARIABLE, WORKSPACE_VARIABLE)
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ[WORKSPACE_VARIABLE] = str(folder)
    try:
        yield
    finally:
        del os.environ[WORKSPACE_VARIABLE]
        os.environ.update(before)
