"""What the index tells of each team, read from real records of the sample's teams."""

from datetime import date

import pytest

from plcnb.evidence.importing import import_sources
from plcnb.model import ActionStep, Meeting
from plcnb.reports.facts import team_facts
from plcnb.reports.index import TeamFacts, not_counted
from plcnb.reports.room import open_room
from plcnb.reports.teamreport import step_of
from plcnb.shipped import shipped_folder
from plcnb.workspace import SETTINGS_FILE, Workspace

TEAM, OTHER = "harbour-grade-7-maths", "orchard-grade-8-maths"
COACH = "coach"


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """Two teams that wrote down a little, on 27 January."""
    folder = tmp_path_factory.mktemp("facts") / "district"
    workspace = Workspace.create(folder)
    with (folder / SETTINGS_FILE).open("a") as settings:
        settings.write("today = 2026-01-27\n")
    import_sources(workspace.evidence_folder, [shipped_folder("sample") / "oneroster"])
    workspace = Workspace.open(folder)
    records = workspace.records
    for day, state in ((8, "held"), (22, "held"), (20, "cancelled"), (29, "planned")):
        records.add(Meeting(team_id=TEAM, on=date(2026, 1, day), state=state), by=COACH)
    for what, due, state in (
        ("Reteach fractions", 26, "open"),
        ("Visit each other", 27, "open"),
        ("Write the next check", 20, "done"),
        ("", None, "open"),
    ):
        due_on = due and date(2026, 1, due)
        records.add(ActionStep(team_id=TEAM, what=what, due=due_on, state=state), by=COACH)
    return workspace


def test_meetings_held_and_steps_open_are_told(district):
    facts = team_facts(district)[TEAM]

    assert facts.last_meeting == date(2026, 1, 22)
    assert (facts.n_open, facts.n_overdue) == (2, 1)


def test_a_team_that_wrote_nothing_is_told_of_too(district):
    facts = team_facts(district)

    assert set(facts) == set(district.evidence.teams()["team_id"])
    assert facts[OTHER] == TeamFacts(facts[OTHER].step, None, 0, 0)


def test_of_a_team_of_one_teacher_nothing_is_told(messy_district):
    teams = messy_district.evidence.teams()
    alone = teams.loc[teams["n_members"] < 2, "team_id"]
    facts = team_facts(messy_district)

    assert len(alone)
    assert {facts[team] for team in alone} == {TeamFacts(untold=not_counted(1))}


def test_the_index_and_the_teams_own_page_name_the_same_step(district):
    facts = {team: told for team, told in team_facts(district).items() if not told.untold}
    on_the_page = {team: step_of(open_room(team, workspace=district.folder)) for team in facts}

    assert {team: told.step for team, told in facts.items()} == on_the_page
    assert len(set(on_the_page.values())) > 1
