"""Which reports a run makes, with which parameters, and what makes one stale."""

import shutil
from datetime import date

import pytest

from plcnb.batch.planning import plan_reports
from plcnb.batch.templates import template_names
from plcnb.errors import NotFound, ParameterError
from plcnb.model import Norm
from plcnb.workspace import Workspace

OF_TEAMS = 'team = ""  # id of the team\naudience = "team"  # who reads it'
OF_SCHOOLS = 'school = ""  # name of the school\naudience = "school"  # who reads it'
HARBOUR = "Harbour School"


@pytest.fixture
def own(write_template, tmp_path):
    """Write a template with these parameters, and return its path."""

    def write(name, parameters):
        write_template(tmp_path, "1", name=name, parameters=parameters)
        return str(tmp_path / f"{name}.ipynb")

    return write


@pytest.fixture
def both(own):
    """The paths of a template of teams and of one of schools."""
    return [own("of-teams", OF_TEAMS), own("of-schools", f"{OF_SCHOOLS}\nmost = 3  # lines")]


def plan(workspace, templates, **more):
    return plan_reports(workspace, workspace.evidence, templates, **more)


def about(jobs):
    return [job.about for job in jobs]


def test_a_template_of_schools_runs_once_a_school(sample_district, both):
    jobs = plan(sample_district, both[1:])

    assert about(jobs) == [
        "school 'Harbour School'",
        "school 'Orchard Hill School'",
        "school 'Willow Lane School'",
    ]
    assert {job.audience for job in jobs} == {"school"}


def test_teams_that_name_no_school_share_one_report(messy_district, own):
    jobs = plan(messy_district, [own("of-schools", OF_SCHOOLS)])
    nameless = (messy_district.evidence.teams()["school"] == "").any()

    assert nameless == ("the teams without a school" in about(jobs))
    assert len(jobs) == messy_district.evidence.teams()["school"].nunique()


def test_without_a_choice_every_template_that_ships_is_run(sample_district):
    assert {job.template.name for job in plan(sample_district, [])} == set(template_names())


def test_a_school_stands_for_itself_and_its_teams(sample_district, both):
    jobs = plan(sample_district, both, schools=[HARBOUR])
    teams = sample_district.evidence.teams()
    ids = sorted(teams.loc[teams["school"] == HARBOUR, "team_id"])

    assert about(jobs) == [*(f"team {team!r}" for team in ids), f"school {HARBOUR!r}"]


def test_naming_a_team_for_a_template_of_schools_is_refused_in_words(sample_district, both):
    team = sample_district.evidence.teams()["team_id"].iloc[0]

    with pytest.raises(
        ParameterError, match=r"'of-schools' makes one report a school\. Choose schools with --school"
    ):
        plan(sample_district, both[1:], team_ids=[team])


def test_of_all_templates_a_team_gets_those_of_teams(sample_district):
    team = sample_district.evidence.teams()["team_id"].iloc[0]

    assert set(about(plan(sample_district, [], team_ids=[team]))) == {f"team {team!r}"}


def test_of_all_templates_those_inside_a_team_get_no_page_of_a_school(sample_district):
    for audience in ("school", "public"):
        assert f"school {HARBOUR!r}" in about(plan(sample_district, [], audience=audience))

    assert not [one for one in about(plan(sample_district, [], audience="team")) if one.startswith("school")]


@pytest.mark.parametrize(
    ("choice", "error", "told"),
    [
        ({"schools": ["Harbor School"]}, NotFound, "'Harbor School'. There are: Harbour School, Orchard"),
        ({"team_ids": ["a"], "schools": [HARBOUR]}, ParameterError, "teams or schools, not both"),
        ({"parameters": {"school": HARBOUR}}, ParameterError, "option of its own: use --school"),
        (
            {"parameters": {"least": "3"}},
            ParameterError,
            "No template has a parameter 'least'. There are: most",
        ),
        ({"parameters": {"most": "many"}}, ParameterError, "'most' must be a whole number"),
    ],
)
def test_what_cannot_be_is_refused_in_words(sample_district, both, choice, error, told):
    with pytest.raises(error, match=told):
        plan(sample_district, both, **choice)


def test_a_parameter_reaches_the_templates_that_declare_it(sample_district, both):
    jobs = plan(sample_district, both, parameters={"most": "5"}, schools=[HARBOUR])

    assert {job.template.name: job.parameters.get("most") for job in jobs} == {
        "of-teams": None,
        "of-schools": 5,
    }


def in_state(workspace, **settings):
    return Workspace(workspace.folder, workspace.settings.model_copy(update=settings))


DAILY = f'{OF_TEAMS}\ntoday = ""  # the day the page speaks of; empty: today'


def test_the_day_is_filled_in_so_that_yesterdays_report_is_stale(sample_district, own):
    daily = [own("daily", DAILY)]
    first, second = (plan(in_state(sample_district, today=date(2026, 1, day)), daily)[0] for day in (27, 28))

    assert first.parameters["today"] == "2026-01-27"
    assert first.key != second.key


@pytest.mark.parametrize(("typed", "expected"), [("2026-02-01", "2026-02-01"), ("", "2026-01-27")])
def test_a_day_that_somebody_names_is_kept(sample_district, own, typed, expected):
    place = in_state(sample_district, today=date(2026, 1, 27))
    (job, *_) = plan(place, [own("daily", DAILY)], parameters={"today": typed})

    assert job.parameters["today"] == expected


def test_a_setting_that_pages_show_makes_them_stale(sample_district, both):
    (before, *_), (after, *_) = (
        plan(in_state(sample_district, name=name), both) for name in ("District", "Our district")
    )

    assert before.key != after.key


def test_what_a_team_writes_makes_its_reports_and_its_schools_stale_and_no_others(
    tmp_path, sample_district, both
):
    place = Workspace.open(shutil.copytree(sample_district.folder, tmp_path / "district"))
    before = {job.about: job.key for job in plan(place, both)}
    assert before == {job.about: job.key for job in plan(place, both)}

    place.records.add(Norm(team_id="harbour-grade-5-maths", text="We begin on time."), by="coach")
    after = {job.about: job.key for job in plan(place, both)}

    assert {about for about in before if before[about] != after[about]} == {
        "team 'harbour-grade-5-maths'",
        "school 'Harbour School'",
    }
