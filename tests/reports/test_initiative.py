"""An initiative: does it happen, where, and does it help; places are counted, never people."""

import re
from datetime import date, timedelta

import pytest
from reading import words_of, words_of_all

from plcnb.errors import NotFound
from plcnb.model import Driver, Initiative, Member, Milestone, Sighting
from plcnb.reports.initiative import open_initiative

TEAM = "harbour-grade-7-maths"
TODAY = date(2026, 1, 27)
SECTIONS = (
    "masthead",
    "aim",
    "findings",
    "drivers",
    "happening",
    "milestones",
    "outcome",
    "learned",
    "sighting_sheet",
)
AIM = "Students give reasons in every subject"


@pytest.fixture
def district(district_of_nobody):
    return district_of_nobody


def initiative(district, audience="team", team=TEAM, **more):
    return open_initiative(
        team, audience=audience, today=TODAY.isoformat(), workspace=district.folder, **more
    )


@pytest.fixture
def led(district):
    """An initiative with two drivers; in Grade 7 it happens, in Grade 5 hardly; one milestone is late."""
    records, owner = district.records, district.records.list(Member, team_id=TEAM)[0].person_id
    span = {"begins": TODAY - timedelta(days=100), "by": TODAY + timedelta(days=100)}
    one = Initiative(team_id=TEAM, aim=AIM, measure="lessons with reasons", start=30, target=70, **span)
    one = records.add(one, by="x")
    about = {"team_id": TEAM, "initiative_id": one.id}
    driver = records.add(Driver(text="Tasks ask why", idea="One task a week", **about), by="x")
    records.add(Driver(text="There is time to talk", position=1, **about), by="x")
    for what, days, done in (("Task bank", -9, None), ("Second look", 9, None), ("First look", -40, -35)):
        day = TODAY + timedelta(days=days)
        stood = None if done is None else TODAY + timedelta(days=done)
        records.add(Milestone(what=what, owner=owner, due=day, done_on=stood, **about), by="x")
    looks = [("Grade 7", "yes")] * 11 + [("Grade 5", "no")] * 9 + [("Grade 5", "partly"), ("Library", "yes")]
    for place, (where, happening) in enumerate(looks):
        value = 30 + 2 * place if place % 2 else None
        told = {"on": TODAY - timedelta(days=60 - 2 * place), "note": "Eight hands."}
        seen = Sighting(where=where, happening=happening, value=value, driver_id=driver.id, **told, **about)
        records.add(seen, by="x")
    return district


def test_where_it_happens_is_the_headline_with_its_numbers(led):
    said = words_of(initiative(led).happening())

    assert "It happens as meant in 12 of 22 sightings (55 %, probably between 38 and 71 %)" in said
    assert "clearly in most of them in “Grade 7”" in said
    assert "clearly in few of them in “Grade 5”" in said
    assert "Grade 5 partly in 1 0 of 10" in said


def test_the_diagram_leads_from_the_aim_to_what_must_change_to_how(led):
    html = initiative(led).drivers()._repr_html_()
    said = words_of(initiative(led).drivers())

    assert said.index(AIM) < said.index("Tasks ask why") < said.index("One task a week")
    assert "as meant in 12 of 22 sightings" in said
    assert "for 1 of them an idea is missing" in said
    assert html.count("<dt") == html.count("<dd") == 2, "read aloud as what, then how"


def test_late_milestones_come_first_and_say_how_late(led):
    said = words_of(initiative(led).milestones())

    assert "1 of 3 milestones done, 1 late, 1 due within two weeks" in said
    assert said.index("Task bank") < said.index("Second look") < said.index("First look")
    assert "late by 9 days" in said
    assert led.records.list(Member, team_id=TEAM)[0].name in said


def test_the_measure_is_told_on_its_way_and_drawn(led):
    said = words_of(initiative(led).outcome())

    assert "From 30 to 70" in said
    assert "Lessons with reasons" in said
    assert "11 values" in words_of(initiative(led).findings())


def test_leaders_read_aim_places_and_days_but_no_owner_no_note_and_no_small_number(led):
    said = words_of_all(initiative(led, "school"), SECTIONS)

    assert AIM in said
    assert "Grade 7" in said
    assert "other places not shown (fewer than 5 sightings)" in said
    assert "11 of 21" in said, "without the one look at the library, which nobody can work out"
    assert "Library" not in said
    assert "Eight hands" not in said
    assert "Who sees to it" not in said
    assert not [
        one.name
        for one in led.records.list(Member, team_id=TEAM)
        if f"{one.name} " in words_of(initiative(led, "school").milestones())
    ]


def test_the_public_reads_counts_alone(led):
    said = words_of_all(initiative(led, "public"), SECTIONS)

    assert "12 of 22 sightings" in said
    assert "2 things must change" in said
    assert "for one place we cannot tell" not in said
    for typed in (AIM, "Tasks ask why", "Grade 5", "Task bank", "Eight hands", "somewhere"):
        assert typed not in said


def test_few_sightings_give_others_no_number_at_all(district):
    records = district.records
    one = records.add(
        Initiative(team_id=TEAM, aim=AIM, measure="m", begins=TODAY, by=TODAY + timedelta(days=9)), by="x"
    )
    for _ in range(4):
        seen = Sighting(
            team_id=TEAM, initiative_id=one.id, where="Grade 7", on=TODAY, happening="yes", value=50
        )
        records.add(seen, by="x")

    assert "4 of 4 sightings" in words_of_all(initiative(district), SECTIONS)
    said = words_of_all(initiative(district, "school"), SECTIONS)
    assert "Too few have looked for a number that points at nobody" in said
    assert "4 of 4" not in said
    assert "50" not in said


def test_a_place_called_after_a_person_is_not_shown_and_the_form_asks_for_another(led):
    name = led.records.list(Member, team_id="willow-grade-7-maths")[0].name
    (one,) = led.records.list(Initiative)
    told = {"team_id": TEAM, "initiative_id": one.id, "on": TODAY, "happening": "no"}
    bad = led.records.add(Sighting(where=f"class of {name}", **told), by="x")

    view = initiative(led)
    said = words_of(view.happening())

    assert name not in said
    assert "a place that names somebody" in said
    ((well, _, sentence),) = view.looks.advice(bad)
    assert not well
    assert "Write a grade, a subject or a building" in sentence
    assert view.looks.advice(bad.changed(where="Grade 7")) == []


@pytest.mark.parametrize("audience", ["team", "school", "public"])
def test_a_team_that_leads_none_reads_so_kindly(district, audience):
    said = words_of_all(initiative(district, audience), SECTIONS)

    assert "This team leads no initiative" in said
    assert "most teams never need to" in said


def test_a_new_initiative_says_what_each_part_still_needs(district):
    told = {"measure": "m", "begins": TODAY, "by": TODAY + timedelta(days=90)}
    district.records.add(Initiative(team_id=TEAM, aim=AIM, **told), by="x")

    said = words_of_all(initiative(district), SECTIONS)

    for missing in (
        "so the aim is a wish",
        "so nobody can see whether it is late",
        "Nobody has looked yet whether the change is happening",
        "The measure of the aim has no value yet, so nobody can say",
    ):
        assert missing in said


def test_what_is_still_being_written_is_said_with_what_it_needs(district):
    district.records.add(Initiative(team_id=TEAM, aim=AIM, begins=TODAY), by="x")

    said = words_of(initiative(district).findings())

    assert "This team leads no initiative" in said
    assert f"Being written: “{AIM}” (still to answer: Measured how? By when?)" in said
    assert AIM not in words_of_all(initiative(district, "school"), SECTIONS)


def test_without_a_team_the_one_that_leads_is_opened_and_several_are_told_apart(led):
    told = {"team_id": TEAM, "measure": "m", "begins": TODAY, "by": TODAY}
    led.records.add(Initiative(aim="Every family is called once", **told), by="x")

    assert initiative(led, team="").room.team_id == TEAM
    assert initiative(led).shown.aim.startswith("Every family"), "of two open ones the later"
    assert "This team also leads: Students give reasons" in words_of(initiative(led).aim())
    assert initiative(led, initiative="students give").shown.aim == AIM
    with pytest.raises(NotFound, match="Every family"):
        initiative(led, initiative="Nothing of the kind")


def test_what_is_typed_in_the_forms_is_there_again(district):
    form = initiative(district).initiative_form()
    for name, value in {
        "_writer": district.records.list(Member, team_id=TEAM)[0].person_id,
        "aim": AIM,
    }.items():
        form.session.state.set(name, value)
    form.session.state.set("measure", "lessons with reasons")
    form.session.state.set("begins", "2026-01-05")
    form.session.state.set("by", "2026-06-12")
    form.session.state.save()

    view = initiative(district)
    assert view.shown.aim == AIM
    for asked in (view.driver_form(), view.milestone_form(), view.sighting_form()):
        assert asked.session.plan.fields
    assert "is it happening" in words_of(view.sighting_sheet()).casefold()


@pytest.mark.parametrize("audience", ["team", "school", "public"])
def test_every_team_of_both_samples_has_its_page(sample_district, messy_district, audience):
    for workspace in (sample_district, messy_district):
        for team in workspace.evidence.teams()["team_id"]:
            view = open_initiative(team, audience=audience, workspace=workspace.folder)
            html = " ".join(getattr(view, section)()._repr_html_() for section in SECTIONS)
            assert "<script>alert" not in html
            assert "<b>long</b>" not in html
            assert not re.search(r"\b(nan|NaT)\b", words_of(view.findings()))
