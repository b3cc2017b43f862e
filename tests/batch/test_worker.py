"""One report made in this process: what is saved, what is told, and what is kept back from whom."""

import json
import sys

import nbformat
import pytest

from plcnb.batch.jobs import Job, plan_jobs
from plcnb.batch.pool import run_batch
from plcnb.batch.templates import read_template
from plcnb.batch.worker import Outcome, Place, converter, make_report

OUTSIDE = ["school", "public"]
QUOTES = 'raise ValueError("Ada Example has no score")'
SWALLOWED = "from IPython import get_ipython\nget_ipython().run_cell('1 / 0  # Ada Example')"
EXPLAINS = 'from plcnb.errors import DataError\nraise DataError("The assessment has no key. Import one.")'


@pytest.fixture
def out(tmp_path):
    return tmp_path / "reports"


@pytest.fixture
def job(template):
    """Plan the report of one team from the given cells."""

    def plan(*cells, audience="team", team="grade-7-maths", **written) -> Job:
        return plan_jobs(template(*cells, **written), [team], audience=audience)[0]

    return plan


@pytest.fixture
def make(out):
    """Make the report here, with a page from a converter that stands in for the real one."""

    def run(job: Job, page: str = "plain", seconds: float = 60) -> Outcome:
        return make_report(job, Place(out, f"pages:{page}", seconds))

    return run


@pytest.fixture
def saved(out):
    """Read a job's notebook as it was saved."""
    return lambda job: nbformat.read(out / job.notebook, as_version=4)


def errors(notebook) -> list[tuple[str, str]]:
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return [(output.ename, output.evalue) for output in shown if output.output_type == "error"]


def printed(notebook) -> str:
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "".join(output.text for output in shown if output.output_type == "stream")


def files(folder) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_report_that_is_done_is_a_page_and_a_notebook_and_nothing_else(job, make, saved, out):
    asked = job("print(team, audience)")

    outcome = make(asked)

    assert (outcome.error, outcome.cell, outcome.saved) == ("", None, True)
    assert files(out) == [asked.html, asked.notebook]
    assert (out / asked.html).read_text(encoding="utf-8") == f"<title>{asked.title}</title>"
    assert printed(saved(asked)) == "grade-7-maths team\n"


def test_a_saved_notebook_is_valid_and_ends_in_a_line_end(job, make, out):
    asked = job("1", "import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "print('z')")
    make(asked)

    text = (out / asked.notebook).read_text(encoding="utf-8")
    nbformat.validate(json.loads(text))
    assert text.endswith("}\n")


def test_the_same_job_leaves_the_same_cells_each_time(job, make, saved):
    asked = job("print(team)", "{'a': 1}")

    def cells():
        make(asked)
        return [(cell.id, cell.source, cell.get("outputs")) for cell in saved(asked).cells]

    assert cells() == cells()


def test_parameters_stand_in_a_cell_of_their_own_behind_the_defaults(job, make, saved):
    asked = job("print(team)")
    make(asked)

    tags = [cell.metadata.tags for cell in saved(asked).cells]
    assert tags == [["parameters"], ["injected-parameters"], []]


def test_the_template_itself_is_not_changed_by_its_reports(job, make):
    asked = job("print(team)")
    before = asked.template.source

    make(asked)

    assert asked.template.source == before
    assert "injected-parameters" not in before


@pytest.mark.parametrize("before", [0, 1, 3])
def test_the_number_of_the_failed_cell_is_the_one_its_notebook_shows(job, make, saved, before):
    asked = job(*["1"] * before, "1 / 0", "print('never')")

    outcome = make(asked)

    (failed,) = [cell for cell in saved(asked).cells if cell.get("outputs") and "ename" in cell.outputs[0]]
    assert outcome.cell == failed.execution_count == before + 3  # behind the two cells of parameters
    assert f"at cell [{outcome.cell}]" in outcome.error


def test_an_empty_cell_or_one_to_be_skipped_takes_no_number(job, make):
    assert make(job("", "  \n", "1 / 0")).cell == 3


def test_a_failed_report_has_no_page_and_says_on_top_where_it_stopped(job, make, saved, out):
    asked = job("print('before')", "1 / 0", "print('after')")

    outcome = make(asked)

    assert outcome.saved
    assert files(out) == [asked.notebook]
    assert saved(asked).cells[0].source.startswith("**The run stopped at cell [4].**")
    assert printed(saved(asked)) == "before\n"


def test_a_cell_that_never_ran_keeps_no_number(job, make, saved):
    asked = job("1 / 0", "print('after')")
    make(asked)

    assert saved(asked).cells[-1].execution_count is None


@pytest.mark.parametrize("audience", ["team", *OUTSIDE])
def test_nobody_is_quoted_in_what_is_told_of_a_failure(job, make, audience):
    outcome = make(job(QUOTES, audience=audience))

    assert "Ada" not in outcome.error
    assert "ValueError (its message is withheld" in outcome.error
    assert "\n" not in outcome.error


def test_the_team_reads_the_whole_message_in_its_notebook(job, make, saved):
    asked = job(QUOTES)
    make(asked)

    assert errors(saved(asked)) == [("ValueError", "Ada Example has no score")]


@pytest.mark.parametrize("audience", OUTSIDE)
def test_outside_the_team_a_message_leaves_no_trace_in_the_failed_cell(job, make, saved, audience):
    asked = job(f"print('Ada Example')\n{QUOTES.replace('Ada Example', 'Bo Example')}", audience=audience)
    make(asked)

    (output,) = [output for cell in saved(asked).cells[1:] for output in cell.outputs]
    assert output.ename == "ValueError"
    assert "withheld" in output.evalue
    assert not [line for line in output.traceback if "Example" in line]


@pytest.mark.parametrize("audience", ["team", *OUTSIDE])
def test_our_own_message_is_told_to_everyone(job, make, saved, audience):
    asked = job(EXPLAINS, audience=audience)

    outcome = make(asked)

    assert "at cell [3]: The assessment has no key. Import one." in outcome.error
    assert [message for _, message in errors(saved(asked))] == ["The assessment has no key. Import one."]


@pytest.mark.parametrize(
    ("audience", "message"), [("team", "division by zero")] + [(one, "withheld") for one in OUTSIDE]
)
def test_an_error_that_stopped_nothing_is_withheld_outside_the_team_too(job, make, saved, audience, message):
    asked = job(SWALLOWED, "print('went on')", audience=audience)

    assert make(asked).error == ""
    ((name, told),) = errors(saved(asked))
    assert name == "ZeroDivisionError"
    assert message in told
    assert printed(saved(asked)).endswith("went on\n")


@pytest.mark.parametrize("audience", OUTSIDE)
def test_an_earlier_error_is_withheld_when_a_later_cell_fails(job, make, saved, audience):
    asked = job(SWALLOWED, EXPLAINS, audience=audience)
    make(asked)

    earlier, later = errors(saved(asked))
    assert "withheld" in earlier[1]
    assert later[1] == "The assessment has no key. Import one."


def test_a_message_of_ours_names_no_folder_of_the_machine(job, make, saved, tmp_path, monkeypatch):
    monkeypatch.setenv("PLCNB_WORKSPACE", str(tmp_path))
    cell = EXPLAINS.replace("The assessment", f"{tmp_path / 'evidence'} of {tmp_path}")
    asked = job(cell, audience="school")

    outcome = make(asked)

    assert "evidence of the workspace has no key" in outcome.error
    assert str(tmp_path) not in outcome.error + str(errors(saved(asked)))


def test_a_name_that_is_missing_is_told_without_the_place_of_its_module(job, make):
    outcome = make(job("from plcnb.errors import NoSuchError"))

    assert "cannot import name 'NoSuchError' from 'plcnb.errors'. The notebook" in outcome.error


@pytest.mark.parametrize("audience", ["team", *OUTSIDE])
def test_a_page_that_fails_keeps_the_notebook_and_withholds_why(job, make, saved, out, audience):
    asked = job("print('ran')", audience=audience)

    outcome = make(asked, page="broken")

    assert "as its page was made: ValueError (its message is withheld" in outcome.error
    assert outcome.error.endswith(f"The notebook so far is {asked.notebook}.")
    assert (outcome.cell, outcome.saved) == (None, True)
    assert printed(saved(asked)) == "ran\n"
    assert files(out) == [asked.notebook]


def test_a_page_that_fails_is_not_taken_for_a_failed_cell(job, make, saved):
    asked = job("print('ran')")

    make(asked, page="no_such_converter")

    assert "stopped" not in saved(asked).cells[0].source


def test_an_unknown_converter_is_a_failure_and_no_crash(job, out):
    outcome = make_report(job("1"), Place(out, "no_such_module:page", 60))

    assert "as its page was made" in outcome.error
    assert outcome.saved


def test_a_folder_that_cannot_be_written_to_is_an_outcome_and_nothing_is_saved(job, out):
    out.write_text("a file where the folder should be")

    outcome = make_report(job("1"), Place(out, "pages:plain", 60))

    assert not outcome.saved
    assert outcome.error.endswith("Nothing of it was saved.")
    assert "outside its cells" in outcome.error
    assert str(out) not in outcome.error


def test_a_page_is_replaced_as_a_whole(job, make, out):
    asked = job("1")
    page = out / asked.html
    page.parent.mkdir(parents=True)
    page.write_text("an older and much longer page " * 100)
    with page.open() as reader:  # someone has the old page open
        make(asked)
        assert reader.read().startswith("an older")

    assert page.read_text() == f"<title>{asked.title}</title>"


def test_what_a_broken_attempt_left_is_written_over(job, make, out):
    asked = job("1")
    (out / asked.html).parent.mkdir(parents=True)
    part = (out / asked.html).with_name(f".{(out / asked.html).name}.part")
    part.write_text("half a page")

    make(asked)

    assert files(out) == [asked.html, asked.notebook]


def test_half_a_surrogate_pair_does_not_lose_the_report(job, make, saved):
    asked = job(r"print('a\udc80b')")

    assert make(asked).error == ""
    assert "a" in printed(saved(asked))


@pytest.mark.parametrize("audience", ["team", "school"])
def test_time_that_is_over_is_told_and_all_cells_share_it(job, make, saved, audience):
    asked = job("print('quick')", "import threading\nthreading.Event().wait()", audience=audience)

    outcome = make(asked, seconds=0.5)

    assert "at cell [4]: the 0.5 s that the notebook has were over" in outcome.error
    assert [name for name, _ in errors(saved(asked))] == ["CellTimeout"]


def test_time_that_was_over_before_a_cell_began_stops_it_too(job, make):
    wait = "import threading\ntry:\n    threading.Event().wait()\nexcept BaseException:\n    pass"

    outcome = make(job(wait, "threading.Event().wait()"), seconds=0.3)

    assert "at cell [4]: the 0.3 s" in outcome.error


@pytest.mark.filterwarnings("ignore:To exit")
@pytest.mark.parametrize("cell", ["exit()", "raise SystemExit(0)", "raise KeyboardInterrupt"])
def test_a_notebook_that_leaves_early_has_failed(job, make, cell):
    outcome = make(job(cell, "print('never')"))

    assert outcome.cell == 3
    assert ("SystemExit" if "Keyboard" not in cell else "KeyboardInterrupt") in outcome.error


def test_a_value_that_cannot_be_shown_fails_the_report(job, make):
    broken = "class Broken:\n    def __repr__(self): raise ValueError('Ada Example')\nBroken()"

    outcome = make(job(broken))

    assert outcome.cell == 3
    assert "Ada" not in outcome.error


def test_a_cell_that_may_raise_does_not_stop_the_report(template, make, saved, tmp_path):
    asked = plan_jobs(template("1 / 0", "print('went on')"), ["one"])[0]
    content = json.loads(asked.template.source)
    content["cells"][1]["metadata"]["tags"] = ["raises-exception"]
    path = tmp_path / "may-raise.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    allowed = plan_jobs(read_template(path), ["one"])[0]

    assert make(allowed).error == ""
    assert printed(saved(allowed)) == "went on\n"


def test_two_reports_made_here_share_no_names(job, make):
    make(job("left = 1"))

    assert make(job("left", team="other")).cell == 3


def test_the_host_keeps_its_arguments_and_import_path(job, make):
    before = (list(sys.argv), list(sys.path))

    make(job("import sys\nsys.path.insert(0, '/nowhere')\nraise ValueError"))

    assert (list(sys.argv), list(sys.path)) == before


def test_how_long_it_took_is_told_in_seconds(job, make):
    outcome = make(job("1"))

    assert outcome.seconds > 0
    assert outcome.cpu_seconds > 0


@pytest.mark.parametrize("path", ["pages:plain", "json:dumps"])
def test_a_converter_is_found_by_its_import_path(path):
    module, name = path.split(":")

    assert converter(path) is getattr(sys.modules[module], name)


def test_a_report_for_others_draws_the_numbers_that_the_team_saw(template, out, saved):
    drawing = template("import random\nimport numpy\nprint(random.random(), numpy.random.rand())")
    jobs = [job for audience in ("team", "school") for job in plan_jobs(drawing, ["one"], audience=audience)]
    jobs += plan_jobs(drawing, ["two"])

    run_batch(jobs, out=out, workers=1, convert="pages:plain")

    team, school, other = (printed(saved(job)).split() for job in jobs)
    assert team == school
    assert not set(team) & set(other)
