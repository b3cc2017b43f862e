import os

import pytest
from reading import words_of

from plcnb.errors import Conflict, DataError, NotFound
from plcnb.model import Member
from plcnb.workspace import SETTINGS_FILE, Workspace, open_workspace, sample_workspace


@pytest.fixture(autouse=True)
def _no_workspace_named(monkeypatch):
    monkeypatch.delenv("PLCNB_WORKSPACE", raising=False)


def test_a_new_workspace_has_settings_notebooks_and_empty_stores(tmp_path):
    workspace = Workspace.create(tmp_path / "our school")

    assert workspace.settings.name == "our school"
    assert not workspace.settings.sample
    assert (workspace.folder / "notebooks" / "00-start-here.ipynb").is_file()
    with pytest.raises(NotFound):
        workspace.evidence.teams()


def test_a_workspace_is_found_from_any_folder_inside_it(tmp_path, monkeypatch):
    made = Workspace.create(tmp_path / "school")
    monkeypatch.chdir(made.folder / "notebooks")

    assert Workspace.open().folder == made.folder
    assert open_workspace().folder == made.folder


def test_the_variable_names_the_workspace(tmp_path, monkeypatch):
    made = Workspace.create(tmp_path / "school")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLCNB_WORKSPACE", str(made.folder))

    assert open_workspace().folder == made.folder


def test_making_it_twice_is_refused_and_nothing_is_overwritten(tmp_path):
    workspace = Workspace.create(tmp_path / "school")
    (workspace.folder / SETTINGS_FILE).write_text('name = "Mine"\n')

    with pytest.raises(Conflict, match="is a workspace already"):
        Workspace.create(tmp_path / "school")
    assert Workspace.open(tmp_path / "school").settings.name == "Mine"


def test_a_folder_with_notebooks_of_its_own_is_left_alone(tmp_path):
    (tmp_path / "notebooks").mkdir()

    with pytest.raises(Conflict, match="would overwrite"):
        Workspace.create(tmp_path)
    assert not (tmp_path / SETTINGS_FILE).exists()


def test_no_workspace_says_how_to_make_or_name_one(tmp_path):
    with pytest.raises(NotFound, match=r"plcnb init .* -w DIR"):
        Workspace.open(tmp_path)


def test_a_workspace_without_an_import_has_no_team_and_says_what_to_do(tmp_path):
    shown = Workspace.create(tmp_path / "new").teams()

    assert "No team yet: import a school's export first." in words_of(shown)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cut = 70\n", r"cut = 70: .*less than 1"),
        ('colour = "red"\n', r"colour = 'red'.*The settings are name"),
        ("cut = \n", "cannot be read as TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_its_place(tmp_path, text, words):
    workspace = Workspace.create(tmp_path / "school")
    (workspace.folder / SETTINGS_FILE).write_text(text)

    with pytest.raises(DataError, match=words):
        Workspace.open(workspace.folder)


@pytest.mark.parametrize("name", ["two\nlines", 'say "hi"', "back\\slash", "Écôle 学校"])
def test_any_folder_name_makes_settings_that_can_be_read(tmp_path, name):
    folder = tmp_path / name.replace("/", "-")

    assert Workspace.create(folder).settings.name == folder.name


def test_settings_that_windows_saves_with_a_mark_in_front_are_read(tmp_path):
    workspace = Workspace.create(tmp_path / "school")
    (workspace.folder / SETTINGS_FILE).write_text('name = "Été"\n', encoding="utf-8-sig")

    assert Workspace.open(workspace.folder).settings.name == "Été"


def test_a_notebook_on_its_own_opens_the_sample_but_a_wrong_name_does_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert open_workspace().settings.sample
    with pytest.raises(NotFound):
        open_workspace(tmp_path / "nowhere")


def test_the_sample_is_made_once(tmp_path, monkeypatch):
    monkeypatch.setenv("PLCNB_CACHE", str(tmp_path))
    first = sample_workspace()
    made = (first.folder / SETTINGS_FILE).stat().st_mtime_ns

    assert sample_workspace().folder == first.folder
    assert (first.folder / SETTINGS_FILE).stat().st_mtime_ns == made
    assert len(first.evidence.teams()) == 12


def test_samples_of_other_versions_go_when_nobody_opened_them_for_a_month(tmp_path, monkeypatch):
    monkeypatch.setenv("PLCNB_CACHE", str(tmp_path))
    for name in ("sample-of-spring", "sample-of-yesterday", "something-else"):
        (tmp_path / name / "evidence").mkdir(parents=True)
        (tmp_path / f"{name}.lock").touch()
    for name in ("sample-of-spring", "something-else"):
        os.utime(tmp_path / name, (1_700_000_000, 1_700_000_000))

    present = sample_workspace().folder

    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {
        "sample-of-yesterday", "something-else", present.name,
    }  # fmt: skip
    assert not (tmp_path / "sample-of-spring.lock").exists()
    os.utime(present, (1_700_000_000, 1_700_000_000))
    sample_workspace()
    assert present.stat().st_mtime > 1_700_000_000, "opening it counts as use"


class TestRecords:
    def test_they_lie_in_the_workspace_unless_a_database_is_named(self, tmp_path, monkeypatch):
        monkeypatch.delenv("PLCNB_DATABASE_URL", raising=False)
        workspace = Workspace.create(tmp_path / "school")
        assert workspace.records.teams() == ()
        assert (workspace.folder / "records.db").exists()

        with (workspace.folder / SETTINGS_FILE).open("a") as settings:
            settings.write('database = "postgresql://ana:hunter2@127.0.0.1:9/one"\n')
        named = Workspace.open(workspace.folder)
        assert repr(named.records) == "Records('postgresql+psycopg://ana:***@127.0.0.1:9/one')"
        assert "hunter2" not in repr(named) + str(named.settings.model_dump())
        monkeypatch.setenv("PLCNB_DATABASE_URL", "postgresql://127.0.0.1:9/two")
        assert "two" in repr(named.records)

    def test_the_sample_never_goes_into_the_database_of_this_machine(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PLCNB_DATABASE_URL", "postgresql://127.0.0.1:9/one")

        assert Workspace.create(tmp_path / "sample", sample=True).records.teams() == ()

    def test_they_know_the_teams_and_members_of_each_import(self, sample_district):
        members = sample_district.evidence.members()
        before = sample_district.records.fingerprint()

        records = sample_district.records

        assert [team.team_id for team in records.teams()] == list(sample_district.evidence.teams()["team_id"])
        assert {(one.team_id, one.person_id) for one in records.list(Member)} >= set(
            members[["team_id", "person_id"]].itertuples(index=False, name=None)
        )
        assert records.fingerprint() == before

    @pytest.mark.parametrize(
        "line", ['database = ["postgresql://ana:hunter2@h/d"]', 'databse = "x://a:hunter2@h"']
    )
    def test_a_mistake_in_the_settings_is_told_without_the_password(self, line, tmp_path):
        (tmp_path / SETTINGS_FILE).write_text(line)

        with pytest.raises(DataError, match=r"datab\w+ = .*\*\*\*@h") as refused:
            Workspace.open(tmp_path)
        assert "hunter2" not in str(refused.value) + str(refused.value.__cause__)
