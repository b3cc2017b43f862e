"""A cell that is run again shows what was typed meanwhile, whoever typed it; evidence stays as it was."""

import shutil
from datetime import date, timedelta

import pytest
from reading import words_of

from plcnb import (
    open_cockpit,
    open_goals,
    open_initiative,
    open_launch,
    open_meeting,
    open_reflection,
    open_trials,
    open_units,
    open_visits,
    open_voice,
)
from plcnb.model import (
    ActionStep,
    Driver,
    Exchange,
    Goal,
    Initiative,
    Meeting,
    Member,
    Norm,
    Poll,
    Reflection,
    Sighting,
    Tie,
    Trial,
    Unit,
    Visit,
)
from plcnb.workspace import Workspace

TEAM = "harbour-grade-7-maths"
TODAY = date(2026, 1, 27)
SOON = TODAY + timedelta(days=3)
LATELY = TODAY - timedelta(days=2)
SPAN = {"begins": TODAY - timedelta(days=30), "until": TODAY + timedelta(days=30)}
WORDS = "Fold the paper strips"

# What is typed (me, you: two members), the page on which it stands, and how it is read there.
WRITTEN = {
    "a norm": (Norm, {"text": WORDS}, open_launch, "norms", WORDS),
    "a goal": (Goal, {"what": WORDS}, open_goals, "latest", WORDS),
    "a step, on the list": (
        ActionStep,
        {"what": WORDS, "owner": "me", "due": SOON},
        open_meeting,
        "steps",
        WORDS,
    ),
    "a step, on the agenda": (
        ActionStep,
        {"what": WORDS, "owner": "me", "due": LATELY},
        open_meeting,
        "next_agenda",
        WORDS,
    ),
    "a unit": (
        Unit,
        {"title": WORDS, "standards": ("7.NS.A.1",), "understand": "x", "begins": LATELY, "ends": SOON},
        open_units,
        "learn",
        WORDS,
    ),
    "a trial": (
        Trial,
        {"change": WORDS, "need": "x", "expected": "x", "measure": "x", "who": ("me",), **SPAN},
        open_trials,
        "overview",
        WORDS,
    ),
    "a visit": (
        Visit,
        {"on": LATELY, "visitor": "me", "host": "you", "looked_for": ("explain",), "noticed": WORDS},
        open_visits,
        "said",
        WORDS,
    ),
    "a visit ahead": (Visit, {"on": SOON, "visitor": "me", "host": "you"}, open_visits, "turns", "30 Jan"),
    "a step of mine": (ActionStep, {"what": WORDS, "owner": "me"}, open_reflection, "promises", WORDS),
    "a reflection": (
        Reflection,
        {"person_id": "me", "on": LATELY, "tried": WORDS},
        open_reflection,
        "last",
        WORDS,
    ),
    "an ask": (
        Exchange,
        {"person_id": "me", "kind": "ask", "topic": WORDS, "on": TODAY},
        open_reflection,
        "exchange",
        WORDS,
    ),
    "an ask, for all": (
        Exchange,
        {"person_id": "me", "kind": "ask", "topic": WORDS, "on": TODAY},
        open_voice,
        "exchange",
        WORDS,
    ),
    "a tie": (
        Tie,
        {"person_id": "me", "other_id": "you", "exchange": "5", "deep": "5", "on": TODAY},
        open_voice,
        "network",
        "Only 1 answ",
    ),
    "a vote": (
        Poll,
        {"question": WORDS, "options": ("a", "b", "c"), "opens": LATELY, "closes": SOON},
        open_voice,
        "votes",
        WORDS,
    ),
    "an initiative": (
        Initiative,
        {"aim": WORDS, "measure": "x", "begins": LATELY, "by": SOON},
        open_initiative,
        "aim",
        WORDS,
    ),
    "a meeting ahead": (
        Meeting,
        {"on": SOON, "state": "planned", "minutes": 40},
        open_cockpit,
        "meetings",
        "30 Jan",
    ),
    "an ask to the school": (
        Exchange,
        {"kind": "ask", "topic": WORDS, "on": TODAY, "to": "school"},
        open_cockpit,
        "support",
        WORDS,
    ),
}


@pytest.fixture(scope="module")
def district(sample_district, tmp_path_factory):
    """The sample's evidence with a store that these tests fill one after the other."""
    folder = tmp_path_factory.mktemp("written") / "district"
    shutil.copytree(sample_district.folder, folder, ignore=shutil.ignore_patterns("records.db*", "reports"))
    return Workspace.open(folder)


def opened(open_page, district, **given):
    return open_page(**given, today=TODAY.isoformat(), workspace=district.folder)


@pytest.mark.parametrize("what", WRITTEN)
def test_what_was_typed_since_stands_on_the_page_when_its_cell_runs_again(what, district):
    kind, typed, open_page, section, read_as = WRITTEN[what]
    me, you, *_ = (one.person_id for one in district.records.list(Member, team_id=TEAM))
    who = {"me": me, "you": you, ("me",): (me,), WORDS: f"{WORDS}: {what}"}
    read_as = who.get(read_as, read_as)
    given = {} if open_page is open_cockpit else {"team": TEAM}
    page = opened(open_page, district, **given, **({"me": me} if open_page is open_reflection else {}))
    assert read_as not in words_of(getattr(page, section)())

    written = {name: who.get(value, value) for name, value in typed.items()}
    district.records.add(kind(team_id=TEAM, **written), by="a colleague")

    assert read_as in words_of(getattr(page, section)())


def test_an_initiative_grows_under_the_eyes_of_its_team(district):
    led = Initiative(
        team_id=TEAM, aim="Reasons everywhere", measure="x", begins=TODAY, by=TODAY + timedelta(days=90)
    )
    led = district.records.add(led, by="x")
    page = opened(open_initiative, district, team=TEAM, initiative=led.id)
    assert "No driver yet" in words_of(page.drivers())
    assert "Nobody has looked yet" in words_of(page.happening())

    about = {"team_id": TEAM, "initiative_id": led.id}
    district.records.add(Driver(text=WORDS, **about), by="x")
    district.records.add(Sighting(on=TODAY, where="Grade 5", happening="yes", **about), by="x")

    assert WORDS in words_of(page.drivers())
    assert "Grade 5" in words_of(page.happening())


def test_what_another_team_offers_meanwhile_is_a_match(district):
    me = district.records.list(Member, team_id=TEAM)[0].person_id
    asked = {"kind": "ask", "topic": "number lines with fractions", "on": TODAY}
    district.records.add(Exchange(team_id=TEAM, person_id=me, **asked), by=me)
    page = opened(open_reflection, district, team=TEAM, me=me)
    assert "Willow" not in words_of(page.help())

    offered = {"kind": "offer", "topic": "fractions on number lines", "on": TODAY, "to": "school"}
    district.records.add(Exchange(team_id="willow-grade-7-maths", **offered), by="x")

    assert "Willow" in words_of(page.help())


def test_who_joins_the_team_stands_at_its_head(district):
    page = opened(open_visits, district, team=TEAM)
    assert "Robin Newly" not in words_of(page.masthead())

    district.records.add(Member(team_id=TEAM, name="Robin Newly"), by="x")

    assert "Robin Newly" in words_of(page.masthead())


def test_what_is_typed_does_not_have_the_evidence_worked_out_again(district):
    meeting = opened(open_meeting, district, team=TEAM)
    meeting.next_agenda()
    first, *_ = meeting.evidence.assessments["assessment_id"]
    shares, earlier = meeting.by_standard, meeting.of(first).by_standard

    district.records.add(Norm(team_id=TEAM, text=WORDS), by="x")
    meeting.next_agenda()

    assert meeting.by_standard is shares
    assert meeting.of(first).by_standard is earlier


def test_in_a_run_over_many_teams_a_page_speaks_of_one_moment(district, monkeypatch):
    monkeypatch.setenv("PLCNB_SNAPSHOT", district.evidence.current.id)
    page = opened(open_launch, district, team=TEAM)
    before = words_of(page.norms())

    district.records.add(Norm(team_id=TEAM, text="Written while the report is made"), by="x")

    assert words_of(page.norms()) == before
