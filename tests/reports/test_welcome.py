"""What a coach sees first, and the teams of a workspace."""

import html
import re
from datetime import datetime

import pytest
from reading import words_of

from plcnb import Workspace, next_steps, open_report, open_workspace, welcome
from plcnb.errors import NotFound
from plcnb.evidence.store import EvidenceStore


@pytest.fixture(autouse=True)
def _no_workspace_named(monkeypatch):
    for name in ("PLCNB_WORKSPACE", "PLCNB_SNAPSHOT"):
        monkeypatch.delenv(name, raising=False)


def table_rows(table) -> list[list[str]]:
    rows = re.findall(r"<tr.*?</tr>", table._repr_html_(), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def named(workspace, text) -> Workspace:
    (workspace.folder / "plcnb.toml").write_text(text, encoding="utf-8")
    return Workspace.open(workspace.folder)


@pytest.fixture
def with_quiet(sample_district, monkeypatch):
    """Make the first teams of the sample have no assessment yet."""

    def quieten(how_many):
        frame = sample_district.evidence.teams()
        frame["n_assessments"] = [0] * how_many + [3] * (len(frame) - how_many)
        monkeypatch.setattr(EvidenceStore, "teams", lambda store: frame)
        return sample_district

    return quieten


def test_an_empty_workspace_says_what_is_missing_why_and_the_next_step(tmp_path):
    said = words_of(welcome(Workspace.create(tmp_path / "our-school")))

    assert said == (
        "Workspace our-school Nothing has been imported yet, so there is no team to show. "
        "In a terminal: plcnb import FILE."
    )


def test_an_empty_workspace_is_not_called_invented(tmp_path):
    assert "Invented" not in words_of(welcome(Workspace.create(tmp_path / "our-school")))


def test_a_sample_that_is_not_imported_yet_is_called_invented_and_empty(tmp_path):
    said = words_of(welcome(Workspace.create(tmp_path / "tried", sample=True)))

    assert said.startswith("Workspace Sample district Invented sample data.")
    assert "Nothing has been imported yet" in said


def test_the_sample_says_that_it_is_invented_and_what_it_holds(sample_district):
    said = words_of(welcome(sample_district))

    assert said.startswith("Workspace Sample district Invented sample data. Latest import: ")
    assert re.search(r"Latest import: \d{1,2} [A-Z][a-z]{2}\. 12 teams", said)


def test_the_day_of_the_import_is_that_of_the_current_snapshot(sample_district):
    taken = datetime.fromisoformat(sample_district.evidence.current.when)

    assert f"Latest import: {taken.day} {taken:%b}." in words_of(welcome(sample_district))


@pytest.mark.parametrize("quiet", [1, 5, 12])
def test_teams_without_an_assessment_are_counted(with_quiet, quiet):
    assert f"12 teams, {quiet} of them without an assessment yet." in words_of(welcome(with_quiet(quiet)))


def test_where_every_team_has_an_assessment_nothing_is_said_of_it(with_quiet):
    assert words_of(welcome(with_quiet(0))).endswith("12 teams.")


@pytest.mark.parametrize(("how_many", "said"), [(1, "1 team."), (0, "0 teams.")])
def test_few_teams_are_counted_in_plain_words(sample_district, monkeypatch, how_many, said):
    frame = sample_district.evidence.teams().assign(n_assessments=2).head(how_many)
    monkeypatch.setattr(EvidenceStore, "teams", lambda store: frame)

    assert words_of(welcome(sample_district)).endswith(said)


def test_the_name_in_the_settings_is_shown_as_it_was_written(tmp_path):
    workspace = named(Workspace.create(tmp_path / "school"), 'name = "Maths & <b>More</b>"\n')

    shown = welcome(workspace)._repr_html_()

    assert "<b>" not in shown
    assert "Maths & <b>More</b>" in html.unescape(shown)


def test_a_workspace_without_a_name_is_called_by_its_folder(tmp_path):
    assert "our-school" in words_of(welcome(named(Workspace.create(tmp_path / "our-school"), "cut = 0.6\n")))


def test_a_welcome_names_no_folder_of_the_machine(sample_district):
    assert str(sample_district.folder.parent) not in welcome(sample_district)._repr_html_()


def test_a_notebook_without_a_workspace_is_welcomed_by_the_sample(tmp_path, monkeypatch, sample_district):
    monkeypatch.setattr("plcnb.workspace.sample_workspace", lambda: sample_district)
    monkeypatch.chdir(tmp_path)

    assert "Invented sample data." in words_of(welcome(open_workspace()))


def test_every_team_stands_in_the_table_with_its_counts(sample_district):
    header, *rows = table_rows(sample_district.teams())

    assert header == ["Team", "Id", "School", "Teachers", "Students", "Assessments"]
    teams = sample_district.evidence.teams().set_index("team_id")
    assert sorted(row[1] for row in rows) == sorted(teams.index)
    for _, team_id, school, *counts in rows:
        known = teams.loc[team_id]
        assert school == known["school"]
        assert [*map(int, counts)] == [known["n_members"], known["n_students"], known["n_assessments"]]


def test_teams_stand_by_school_and_then_by_name(messy_district):
    _, *rows = table_rows(messy_district.teams())

    teams = messy_district.evidence.teams()
    expected = sorted(zip(teams["school"], teams["name"], teams["team_id"], strict=True))
    assert [row[1] for row in rows] == [team_id for _, _, team_id in expected]


def test_a_quiet_team_stands_in_the_table_with_a_nought(with_quiet):
    _, *rows = table_rows(with_quiet(2).teams())

    assert sorted(row[-1] for row in rows) == ["0"] * 2 + ["3"] * 10


def test_a_team_that_was_derived_is_marked(sample_district, monkeypatch):
    frame = sample_district.evidence.teams().assign(origin="derived")
    monkeypatch.setattr(EvidenceStore, "teams", lambda store: frame)

    assert sample_district.teams()._repr_html_().count("derived") >= len(frame)


def test_without_any_team_the_table_says_what_to_do(sample_district, monkeypatch):
    frame = sample_district.evidence.teams().head(0)
    monkeypatch.setattr(EvidenceStore, "teams", lambda store: frame)

    assert "No team yet: import a school's export first." in words_of(sample_district.teams())


def test_before_the_first_import_the_table_of_teams_says_what_to_do(tmp_path):
    teams = Workspace.create(tmp_path / "our-school").teams()

    assert "No team yet: import a school's export first." in words_of(teams)


def test_a_run_that_names_a_snapshot_is_shown_that_one(sample_district, monkeypatch):
    current = sample_district.evidence.current
    monkeypatch.setenv("PLCNB_SNAPSHOT", current.id)
    assert "12 teams" in words_of(welcome(sample_district))

    monkeypatch.setenv("PLCNB_SNAPSHOT", "20200101-no-such-snapshot")
    with pytest.raises(NotFound):
        sample_district.evidence.teams()


def test_the_table_names_neither_students_nor_teachers(sample_district):
    shown = words_of(sample_district.teams())
    evidence = [sample_district.evidence.team(team) for team in sample_district.evidence.teams()["team_id"]]

    people = {name for one in evidence for frame in (one.students, one.members) for name in frame["name"]}
    assert people
    assert [name for name in people if name and name in shown] == []


def test_each_team_has_one_notebook_to_open_next_and_it_exists(sample_district):
    header, *rows = table_rows(next_steps(sample_district))

    there = {path.stem for path in (sample_district.folder / "notebooks").glob("*.ipynb")}
    assert header == ["Team", "Stands at", "Open next", "Because"]
    assert len(rows) == 12
    assert {row[2] for row in rows} <= there
    assert all(row[3] for row in rows)


def test_the_next_notebook_is_that_of_the_step_where_the_team_s_report_says_it_stands(sample_district):
    teams = sample_district.evidence.teams().sort_values(["school", "name", "team_id"])["team_id"]

    _, *rows = table_rows(next_steps(sample_district))

    for team, row in zip(teams, rows, strict=True):
        strip = open_report(team, workspace=sample_district.folder).masthead()._repr_html_()
        assert re.search(r'aria-current="step"><b>(\w+)</b>', strip)[1] == row[1]


def test_before_the_first_import_there_is_nothing_to_open_next(tmp_path):
    assert words_of(next_steps(Workspace.create(tmp_path / "our-school"))) == ""
