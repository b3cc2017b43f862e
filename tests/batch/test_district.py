import json
import shutil

import pytest
from messy import build_messy
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook

from plcnb.batch.district import make_reports
from plcnb.batch.jobs import plan_jobs
from plcnb.batch.pool import run_batch
from plcnb.batch.templates import find_template
from plcnb.errors import NotFound, ParameterError
from plcnb.evidence.importing import import_sources
from plcnb.model import Meeting, Member
from plcnb.records.bundles import load_records
from plcnb.shipped import shipped_folder
from plcnb.workspace import Workspace

TEAM = "orchard-grade-5-science"


def run(workspace, out, **more):
    return make_reports(workspace, ["team-report"], out=out, **({"team_ids": [TEAM]} | more))


@pytest.fixture
def template(tmp_path):
    """Make a template out of one line of code."""

    def make(line):
        declared = 'team = ""  # team\naudience = "team"  # reader'
        cells = [new_code_cell(declared, metadata={"tags": ["parameters"]}), new_code_cell(line)]
        write(new_notebook(cells=cells), tmp_path / "own.ipynb")
        return str(tmp_path / "own.ipynb")

    return make


def test_one_team_whose_evidence_breaks_a_cell_fails_alone(tmp_path, sample_district, template):
    own = template(f"1 / (team != {TEAM!r})")
    run = make_reports(sample_district, [own], out=tmp_path / "out")
    by_team = {result.subject: result for result in run.results}
    failed = by_team.pop(TEAM)

    assert {result.status for result in by_team.values()} == {"done"}
    assert failed.status == "failed"
    assert failed.error.startswith(f"own stopped for team {TEAM!r} at cell [3]: ZeroDivisionError")
    assert (tmp_path / "out" / failed.notebook).is_file()
    assert next(run.lines()) == "Reports: 11 made, 1 failed."


def test_all_reports_of_a_run_read_the_import_it_began_with(tmp_path, template):
    workspace = Workspace.create(tmp_path / "district")
    import_sources(workspace.evidence_folder, [build_messy(tmp_path / "files")])
    first = workspace.evidence.current.id
    import_sources(workspace.evidence_folder, [shipped_folder("sample")], allow_dropping=True)
    own = find_template(
        template("from plcnb import open_workspace\nprint(open_workspace().evidence.current.id)")
    )
    out = tmp_path / "out"
    run_batch(plan_jobs(own, ["alone"]), out=out, workspace=workspace.folder, snapshot=first)

    assert workspace.evidence.current.id != first
    assert first in (out / "team" / "own" / "alone.html").read_text(encoding="utf-8")


def test_no_path_of_the_machine_gets_into_a_notebook(tmp_path, sample_district):
    result = run(sample_district, tmp_path / "out").results[0]
    text = (tmp_path / "out" / result.notebook).read_text(encoding="utf-8")

    assert str(sample_district.folder) not in text
    assert str(tmp_path) not in text


def test_a_broken_store_is_told_without_the_path_of_the_machine(tmp_path):
    workspace = Workspace.create(tmp_path / "district")
    import_sources(workspace.evidence_folder, [shipped_folder("sample")])
    broken = list(workspace.evidence_folder.rglob("part-*/results.parquet"))
    for file in broken:
        file.write_bytes(b"broken")
    result = run(workspace, tmp_path / "out", audience="school").results[0]
    saved = (tmp_path / "out" / result.notebook).read_text(encoding="utf-8")

    assert broken
    assert result.status == "failed"
    assert str(tmp_path) not in result.error + saved


def test_the_index_lists_every_team_though_one_was_asked_for(tmp_path, sample_district):
    page = run(sample_district, tmp_path / "out").index.read_text(encoding="utf-8")

    assert page.count("○ none made yet") == 11
    assert f'href="team/team-report/{TEAM}.html"' in page


def test_the_workspaces_own_settings_reach_the_report(tmp_path, sample_district):
    workspace = Workspace(sample_district.folder, sample_district.settings.model_copy(update={"cut": 0.55}))
    result = run(workspace, tmp_path / "out").results[0]
    notebook = json.loads((tmp_path / "out" / result.notebook).read_text(encoding="utf-8"))

    assert "cut = 0.55" in "".join("".join(cell["source"]) for cell in notebook["cells"])
    assert "55 %" in (tmp_path / "out" / result.html).read_text(encoding="utf-8")


def test_a_schools_overview_stands_beside_its_name_and_is_up_to_date_the_second_time(
    tmp_path, sample_district
):
    out, school = tmp_path / "out", "Harbour School"
    first, second = (
        make_reports(sample_district, ["school-overview"], out=out, schools=[school]) for _ in range(2)
    )
    (made,), (again,) = first.results, second.results
    page = first.index.read_text(encoding="utf-8")

    assert (made.status, made.error, made.audience) == ("done", "", "school")
    assert again.status == "skipped"
    assert made.html in page.split(f"<h2>{school}</h2>")[1].split("<table")[0]


@pytest.mark.parametrize("name", ["team", "school", "audience", "workspace"])
def test_a_parameter_with_an_option_of_its_own_is_refused(tmp_path, sample_district, name):
    with pytest.raises(ParameterError, match="has an option of its own"):
        run(sample_district, tmp_path / "out", parameters={name: "x"})


def test_a_workspace_without_teams_says_to_import_first(tmp_path):
    workspace = Workspace.create(tmp_path / "empty")

    with pytest.raises(NotFound, match="mport"):
        make_reports(workspace, ["team-report"], out=tmp_path / "out")


def names_of(place, teams) -> tuple[set[str], set[str]]:
    """Return the names of the students, and of the teachers, of some teams."""
    people = [place.evidence.team(team) for team in teams]
    teachers = {name for one in people for name in one.members["name"]}
    teachers |= {member.name for member in place.records.list(Member)}
    return {name for one in people for name in one.students["name"]} - teachers, teachers - {""}


def test_outside_the_team_no_file_names_a_student_and_for_everyone_none_names_a_teacher(
    tmp_path, sample_district
):
    place = Workspace.open(shutil.copytree(sample_district.folder, tmp_path / "district"))
    if not place.records.list(Meeting):
        load_records(place.records, shipped_folder("sample") / "records")
    out, teams = tmp_path / "out", ["harbour-grade-5-maths", "harbour-grade-7-maths"]
    runs = [
        make_reports(place, names, out=out, audience=reader, **about)
        for reader in ("school", "public")
        for names, about in (
            ((), {"team_ids": teams}),
            (["school-overview"], {"schools": ["Harbour School"]}),
        )
    ]
    written = {path: path.read_bytes().decode() for path in out.rglob("*") if path.is_file()}
    students, teachers = names_of(place, teams)

    assert [result.error for run in runs for result in run.results if result.error] == []
    assert len(written) > 2 * sum(len(run.results) for run in runs)
    assert min(len(students) - 150, len(teachers) - 10) > 0
    for path, text in written.items():
        hidden = students | (teachers if "public" in path.parts else set())
        assert not [name for name in hidden if name in text or name.replace(" ", "%20") in text], path.name
        assert not [name for name in students | teachers if name in path.name]
