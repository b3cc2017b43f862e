"""A run as a district would start it: real processes, real notebooks, real failures."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from filelock import FileLock

from plcnb.batch import crew
from plcnb.batch.jobs import plan_jobs
from plcnb.batch.pool import run_batch
from plcnb.batch.templates import read_template
from plcnb.errors import Conflict

TYPICAL = Path(__file__).parent / "notebooks" / "typical.ipynb"
STUDENT = "Ada Example"

MISHAPS = """\
import os, signal, subprocess, sys, threading
from plcnb.errors import DataError
student = " ".join(["Ada", "Example"])
print(student, "was here")
if team == "divides":
    1 / 0
if team == "quotes":
    raise ValueError(f"{student} has no score")
if team == "explains":
    raise DataError("The assessment has no key. Import one.")
if team == "exits":
    sys.exit()
if team == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
if team == "leaves":
    os._exit(3)
if team == "waits":
    threading.Event().wait()
if team == "deaf":
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    threading.Event().wait()
if team == "parent":
    child = subprocess.Popen(["sleep", "600"])
    open(os.environ["PLCNB_WORKSPACE"] + "/child", "w").write(str(child.pid))
"""


def outputs(path: Path, kind: str = "stream") -> list:
    cells = nbformat.read(path, as_version=4).cells
    return [output for cell in cells for output in cell.get("outputs", ()) if output.output_type == kind]


def printed(path: Path) -> str:
    return "".join(output.text for output in outputs(path))


def manifest(out: Path) -> dict[str, dict]:
    return {entry["subject"]: entry for entry in json.loads((out / "manifest.json").read_text())["jobs"]}


TEAMS = ["well", "divides", "quotes", "explains", "exits", "killed", "leaves", "waits", "deaf", "parent"]


@pytest.fixture(scope="module")
def district(tmp_path_factory, write_template):
    """One run in which most teams' reports fail, each in its own way."""
    folder = tmp_path_factory.mktemp("district")
    template = write_template(folder, MISHAPS, "print('the end')")
    jobs = [
        *plan_jobs(template, TEAMS),
        *plan_jobs(template, ["well", "quotes", "explains"], audience="school"),
    ]
    out, heard = folder / "reports", []
    for older in ("divides.html", "divides.ipynb", "killed.html", "killed.ipynb"):
        (out / "team" / "team-report").mkdir(parents=True, exist_ok=True)
        (out / "team" / "team-report" / older).write_text("an older report")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crew, "GRACE", 1.0)
        results = run_batch(
            jobs, out=out, workers=4, timeout=2, workspace=folder, on_result=lambda *told: heard.append(told)
        )
    of = {(result.audience, result.subject): result for result in results}
    return SimpleNamespace(folder=folder, out=out, jobs=jobs, results=results, heard=heard, of=of)


def test_a_failing_team_fails_alone(district):
    done = {key for key, result in district.of.items() if result.status == "done"}

    assert done == {("team", "well"), ("team", "parent"), ("school", "well")}
    for key in done:
        result = district.of[key]
        assert printed(district.out / result.notebook).endswith("the end\n")
        assert (district.out / result.html).read_text().startswith("<!")


@pytest.mark.parametrize(
    ("team", "error", "cell"),
    [
        (
            "divides",
            "at cell [3]: ZeroDivisionError (its message is withheld, as it may quote a student's data)",
            3,
        ),
        ("explains", "at cell [3]: The assessment has no key. Import one", 3),
        ("exits", "at cell [3]: SystemExit", 3),
        ("waits", "at cell [3]: the 2 s that the notebook has were over", 3),
        ("deaf", "after 2 s: it did not end in time. Nothing of it was saved", None),
        ("killed", "because its process was ended by SIGKILL, as happens when memory runs out", None),
        ("leaves", "because its process ended itself (exit status 3). Nothing of it was saved", None),
    ],
)
def test_the_error_says_who_stopped_where_and_why(district, team, error, cell):
    result = district.of["team", team]

    assert result.status == "failed"
    assert result.error.startswith(f"team-report stopped for team '{team}' {error}")
    assert result.cell == cell


def test_a_failed_notebook_is_kept_up_to_where_it_stopped(district):
    result = district.of["team", "quotes"]

    assert f"The notebook so far is {result.notebook}." in result.error
    notebook = nbformat.read(district.out / result.notebook, as_version=4)
    assert notebook.cells[0].source.startswith("**The run stopped at cell [3].**")
    assert [cell.metadata.get("papermill", {}).get("status") for cell in notebook.cells] == [
        None, "completed", "completed", "failed", "pending",
    ]  # fmt: skip


@pytest.mark.parametrize(("team", "kept"), [("divides", {".ipynb"}), ("killed", set())])
def test_an_older_report_is_not_mistaken_for_a_new_one(district, team, kept):
    result = district.of["team", team]

    assert {path.suffix for path in (district.out / "team" / "team-report").glob(f"{team}.*")} == kept
    assert result.html == ""
    assert result.error.endswith("The older report was removed.")


def test_no_student_is_quoted_in_the_manifest_or_in_what_was_told(district):
    assert STUDENT not in (district.out / "manifest.json").read_text()
    assert STUDENT not in str(district.heard)


@pytest.mark.parametrize("team", ["quotes", "explains"])
def test_a_failed_notebook_for_others_holds_no_message_but_our_own(district, team):
    kept = (district.out / district.of["school", team].notebook).read_text()

    (error,) = outputs(district.out / district.of["school", team].notebook, "error")
    ours = "The assessment has no key. Import one."
    assert STUDENT not in kept
    assert (error.evalue == ours) == (team == "explains")
    assert error.traceback == [f"{error.ename}: {error.evalue}"]


def test_the_team_itself_finds_the_whole_error_in_its_notebook(district):
    (error,) = outputs(district.out / district.of["team", "quotes"].notebook, "error")

    assert error.evalue == f"{STUDENT} has no score"
    assert len(error.traceback) > 1


def test_results_come_in_the_order_of_the_jobs_and_are_told_as_they_end(district):
    assert [result.identity for result in district.results] == [job.identity for job in district.jobs]
    assert sorted(result.identity for result, _ in district.heard) == sorted(
        job.identity for job in district.jobs
    )
    assert {total for _, total in district.heard} == {len(district.jobs)}


def test_the_manifest_holds_every_job_as_it_was_told(district):
    entries = json.loads((district.out / "manifest.json").read_text())["jobs"]

    assert sorted(entries, key=str) == sorted((result.as_dict() for result in district.results), key=str)


def test_nothing_half_written_and_no_path_of_this_machine_is_left(district):
    files = [path for path in district.out.rglob("*") if path.is_file()]

    assert [path for path in files if path.suffix == ".part"] == []
    assert [path for path in files if str(district.folder) in path.read_text()] == []


def test_what_a_notebook_left_running_is_ended(district):
    child = int((district.folder / "child").read_text())

    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


SEES = """\
import builtins, os, random
import numpy as np
import pandas as pd
print(pd.get_option("display.max_rows"), os.environ.get("LEFT"), hasattr(np, "left"))
pd.set_option("display.max_rows", 7)
os.environ["LEFT"] = np.left = "over"
print([random.random(), np.random.random()])
"""


def test_nothing_passes_from_team_to_team_not_even_the_random_numbers(template, tmp_path):
    jobs = plan_jobs(template(SEES), ["one", "two"])
    first, second = (
        [
            printed(tmp_path / "out" / r.notebook).splitlines()
            for r in run_batch(jobs, out=tmp_path / "out", workers=1, fresh=True)
        ]
        for _ in range(2)
    )

    assert [lines[0] for lines in first] == ["60 None False"] * 2
    assert first[0][1] != first[1][1]
    assert first == second, "the same job makes the same report"


PLAIN = "from plcnb import open_report"


@pytest.fixture
def of_two_teams(template):
    """Two notebooks that leave nothing behind and one that might, each for two teams."""
    cells = {"a": PLAIN, "b": PLAIN, "other": "import os"}
    made = [template(source, name=name) for name, source in cells.items()]
    return [job for one in made for job in plan_jobs(one, ["one", "two"])]


def test_only_what_leaves_nothing_behind_shares_a_process_and_only_with_its_own_team(of_two_teams, tmp_path):
    results = run_batch(of_two_teams, out=tmp_path, workers=2, convert="pages:process")

    process = {
        (result.template, result.subject): (tmp_path / result.html).read_text().split(">")[-1]
        for result in results
    }
    assert process["a", "one"] == process["b", "one"]
    assert process["a", "two"] == process["b", "two"]
    assert len(set(process.values())) == 4


def test_what_fails_in_company_is_made_alone(of_two_teams, tmp_path):
    heard = []
    results = run_batch(
        of_two_teams,
        out=tmp_path,
        workers=1,
        convert="pages:in_company",
        on_result=lambda result, total: heard.append(result.identity),
    )

    assert [(result.status, result.error) for result in results] == [("done", "")] * 6
    assert sorted(heard) == sorted(job.identity for job in of_two_teams), "each is told of once"
    assert all((tmp_path / result.html).is_file() for result in results)


def test_a_team_is_not_left_to_one_worker_while_others_are_idle(template, tmp_path):
    jobs = [job for name in "abcd" for job in plan_jobs(template(PLAIN, name=name), ["one"])]

    results = run_batch(jobs, out=tmp_path, workers=2, convert="pages:process")

    assert len({(tmp_path / result.html).read_text().split(">")[-1] for result in results}) == 2


def test_charts_appear_however_they_are_shown(template, tmp_path):
    cells = [
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "plt.plot([2, 1])\nplt.show()",
        "fig, ax = plt.subplots()\nplt.close()\nfig",
    ]

    (result,) = run_batch(plan_jobs(template(*cells), ["one"]), out=tmp_path, convert="pages:plain")

    shown = outputs(tmp_path / result.notebook, "display_data") + outputs(
        tmp_path / result.notebook, "execute_result"
    )
    assert [output.data["image/png"][:8] for output in shown] == ["iVBORw0K"] * 3


def test_a_typical_report_is_a_page_with_its_chart(tmp_path):
    (result,) = run_batch(plan_jobs(read_template(TYPICAL), ["grade-7-maths"]), out=tmp_path)

    page = (tmp_path / result.html).read_text()
    assert result.error == ""
    assert "<title>Typical report · grade-7-maths</title>" in page
    assert re.search(r'<img [^>]*alt="\d+ of 12 items lie below 0.7"', page)
    assert "data:image/png;base64," in page
    assert result.seconds > 0
    assert result.cpu_seconds > 0


def test_a_page_that_cannot_be_made_fails_the_job_and_keeps_its_notebook(template, tmp_path):
    (result,) = run_batch(plan_jobs(template("print('ran')"), ["one"]), out=tmp_path, convert="pages:broken")

    assert result.status == "failed"
    assert "as its page was made: ValueError (its message is withheld" in result.error
    assert printed(tmp_path / result.notebook) == "ran\n"


@pytest.mark.parametrize("value", ['"; import os; os._exit(9) #', "line\nbreak", "{team}", "\\", "é 数学 🙂"])
def test_a_value_is_never_code(template, tmp_path, value):
    declared = 'team = ""\naudience = "team"\nnote = ""'
    job = plan_jobs(template("print(note)", parameters=declared), ["one"], parameters={"note": value})

    (result,) = run_batch(job, out=tmp_path)

    assert printed(tmp_path / result.notebook) == f"{value}\n"


def test_teams_whose_ids_look_alike_get_a_report_each(template, tmp_path):
    results = run_batch(plan_jobs(template("print(team)"), ["Grade 7", "grade-7"]), out=tmp_path)

    assert [printed(tmp_path / result.notebook) for result in results] == ["Grade 7\n", "grade-7\n"]


@pytest.fixture
def twice(template, tmp_path):
    """Two teams' reports, made; with what a second run finds."""
    made = template("print(team)")
    jobs = plan_jobs(made, ["one", "two"], data={"one": "e1", "two": "e2"})
    first = run_batch(jobs, out=tmp_path / "out")
    assert [result.status for result in first] == ["done", "done"]
    return SimpleNamespace(out=tmp_path / "out", jobs=jobs, template=made, first=first)


def test_a_second_run_makes_nothing_and_tells_of_the_first(twice):
    before = {path: path.stat().st_mtime_ns for path in twice.out.rglob("*.*ml")}
    second = run_batch(twice.jobs, out=twice.out)

    assert [result.status for result in second] == ["skipped", "skipped"]
    assert [(r.html, r.notebook, r.when, r.seconds) for r in second] == [
        (r.html, r.notebook, r.when, r.seconds) for r in twice.first
    ]
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert [result.status for result in run_batch(twice.jobs, out=twice.out)] == ["skipped", "skipped"]


@pytest.mark.parametrize("change", ["template", "parameters", "evidence", "a lost page", "fresh"])
def test_what_changed_is_made_again_and_the_rest_is_not(twice, template, change):
    jobs, options = list(twice.jobs), {}
    if change == "template":
        jobs[0] = plan_jobs(template("print(team, 'anew')"), ["one"], data={"one": "e1"})[0]
    elif change == "parameters":
        jobs[0] = plan_jobs(twice.template, ["one"], parameters={"audience": "team"}, data={"one": "e0"})[0]
    elif change == "evidence":
        jobs[0] = plan_jobs(twice.template, ["one"], data={"one": "another import"})[0]
    elif change == "a lost page":
        (twice.out / jobs[0].html).unlink()
    else:
        options = {"fresh": True}

    again = run_batch(jobs, out=twice.out, **options)

    assert [result.status for result in again] == ["done", "done" if change == "fresh" else "skipped"]


def test_a_failed_job_is_tried_again(template, tmp_path):
    jobs = plan_jobs(template("1 / 0"), ["one"])

    assert [run_batch(jobs, out=tmp_path)[0].status for _ in range(2)] == ["failed", "failed"]


def test_before_a_job_runs_its_old_entry_is_gone(twice):
    seen = []
    run_batch(
        twice.jobs,
        out=twice.out,
        workers=1,
        fresh=True,
        on_result=lambda *_: seen.append(set(manifest(twice.out))),
    )

    assert seen[0] == set(), "an interrupted run must not leave entries of what it was about to replace"
    assert set(manifest(twice.out)) == {"one", "two"}


def test_entries_of_other_runs_stay(twice, template):
    run_batch(plan_jobs(template("1", name="other"), ["three"]), out=twice.out)

    assert set(manifest(twice.out)) == {"one", "two", "three"}


def test_two_runs_do_not_mix_in_one_folder(twice):
    with FileLock(twice.out / ".plcnb.lock"), pytest.raises(Conflict, match="Another run is writing"):
        run_batch(twice.jobs, out=twice.out)


def test_processes_that_are_spawned_do_the_same(template, tmp_path):
    jobs = plan_jobs(template("import matplotlib.pyplot as plt\nplt.plot([1, 2]);\nprint(team)"), ["one"])

    (result,) = run_batch(jobs, out=tmp_path, start_method="spawn", convert="pages:plain")

    assert result.error == ""
    assert printed(tmp_path / result.notebook) == "one\n"
    assert len(outputs(tmp_path / result.notebook, "display_data")) == 1


INTERRUPTED = """\
import sys
from pathlib import Path
from plcnb.batch.jobs import plan_jobs
from plcnb.batch.pool import run_batch
from plcnb.batch.templates import read_template

raise_if_run_again = __name__ == "__main__" or sys.exit("a worker ran the main module again")
folder = Path(sys.argv[1])
jobs = plan_jobs(read_template(folder / "team-report.ipynb"), ["quick", "endless", "never"])
def tell(result, total):
    print(result.subject, flush=True)
run_batch(jobs, out=folder / "out", workers=1, workspace=folder, on_result=tell)
"""


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_its_workers_and_tells_of_what_was_finished(template, tmp_path, sent):
    os.mkfifo(tmp_path / "started")
    template(
        "import os, threading\nif team == 'endless':\n"
        "    with open(os.environ['PLCNB_WORKSPACE'] + '/started', 'w') as pipe:\n"
        "        pipe.write(str(os.getpid()))\n    threading.Event().wait()"
    )
    (tmp_path / "main.py").write_text(INTERRUPTED)
    running = subprocess.Popen(
        [sys.executable, tmp_path / "main.py", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    worker = int((tmp_path / "started").read_text())  # waits until the second job runs

    running.send_signal(sent)
    out, err = running.communicate()

    assert running.returncode not in (0, None), err
    assert out == "quick\n"
    assert {team: entry["status"] for team, entry in manifest(tmp_path / "out").items()} == {"quick": "done"}
    assert not psutil.pid_exists(worker)
    assert [
        path.name for path in (tmp_path / "out" / "team" / "team-report").iterdir() if path.suffix == ".html"
    ] == ["quick.html"]


LIGHT = """\
import sys
from pathlib import Path
from plcnb.batch.jobs import plan_jobs
from plcnb.batch.pool import run_batch
from plcnb.batch.templates import read_template

folder = Path(sys.argv[1])
run_batch(plan_jobs(read_template(folder / "team-report.ipynb"), ["one"]), out=folder / "out")
print({"pandas", "matplotlib", "IPython", "scipy"} & set(sys.modules))
"""


def test_what_a_template_imports_is_loaded_once_and_not_by_the_process_that_starts_it(template, tmp_path):
    template("import sys\nprint('scipy.optimize' in sys.modules)", "from scipy import optimize")

    ran = subprocess.run([sys.executable, "-c", LIGHT, tmp_path], capture_output=True, text=True, check=True)

    assert printed(tmp_path / "out" / "team" / "team-report" / "one.ipynb") == "True\n"
    assert ran.stdout == "set()\n"
    assert ran.stderr == ""
