"""What a team says of itself: from five answers on, after the round has closed, never about one person."""

import re
import shutil
from datetime import date, timedelta
from html import unescape
from urllib.parse import unquote

import pytest

from plcnb.errors import NotFound, ParameterError
from plcnb.model import Exchange, Member, Poll, Tie, Wave
from plcnb.reports.school import open_school
from plcnb.reports.voice import open_voice
from plcnb.workspace import Workspace

SIX, FOUR, ONE = "harbour-grade-7-maths", "orchard-grade-6-maths", "willow-grade-8-science"
TODAY = date(2026, 1, 27)
SAFETY = [f"s{number}" for number in range(1, 8)]


def words_of(part):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", unquote(part._repr_html_()))).split())


@pytest.fixture
def district(sample_district, tmp_path):
    """The sample's evidence with a store of its own, in which nobody has written yet."""
    folder = tmp_path / "district"
    shutil.copytree(sample_district.folder, folder, ignore=shutil.ignore_patterns("records.db*", "reports"))
    return Workspace.open(folder)


def people(district, team):
    return [one.person_id for one in district.records.list(Member, team_id=team)]


def ask(district, team, answers, *, closes=-1, instrument="safety"):
    """Open a round and let members answer: a mapping of line to number for each of them."""
    wave = Wave(
        team_id=team,
        instrument=instrument,
        opens=TODAY - timedelta(days=14),
        closes=TODAY + timedelta(days=closes),
    )
    records = district.records
    wave = records.add(wave, by="coach")
    for person, sheet in zip(people(district, team), answers, strict=False):
        records.answer(wave.id, person, sheet, on=TODAY - timedelta(days=3))
    return wave


def voice(district, team, audience="team"):
    return open_voice(team, audience=audience, today=TODAY.isoformat(), workspace=district.folder)


FRANK = dict(zip(SAFETY, (2, 6, 2, 6, 2, 6, 6), strict=True))


@pytest.mark.parametrize("audience", ["team", "school", "public"])
def test_six_answers_become_a_score_with_its_interval(district, audience):
    ask(district, SIX, [FRANK] * 5 + [{**FRANK, "s2": 3}])

    said = words_of(voice(district, SIX, audience).pulse())

    assert "6 answers, closed 26 Jan" in said
    assert "Safe to speak" in said
    assert re.search(r"5\.9|6", said)


def test_four_answers_are_not_shown_not_even_their_number(district):
    ask(district, FOUR, [FRANK] * 4)

    said = words_of(voice(district, FOUR).pulse())

    assert "fewer than 5 answers" in said
    assert "Safe to speak" not in said
    assert not re.search(r"\b4 answers", said)


def test_what_is_said_is_shown_after_the_round_has_closed(district):
    ask(district, SIX, [FRANK] * 5, closes=0)

    said = words_of(voice(district, SIX).pulse())

    assert "5 of 6 have answered" in said
    assert "Safe to speak" not in said


def test_without_a_survey_the_page_says_what_to_do(district):
    assert "08-pulse-and-voice" in words_of(voice(district, SIX).pulse())


def tie(district, team, who, whom, level):
    district.records.add(
        Tie(team_id=team, person_id=who, other_id=whom, exchange="5", deep=str(level), on=TODAY), by=who
    )


@pytest.fixture
def lonely(district):
    """Six members: four work in a ring, one names nobody and is named by nobody, one did not answer."""
    *ring, alone, silent = people(district, SIX)
    for who, whom in zip(ring, [*ring[1:], ring[0]], strict=True):
        tie(district, SIX, who, whom, 5)
    tie(district, SIX, ring[0], silent, 5)
    tie(district, SIX, alone, ring[0], 1)
    return district, alone, silent


def test_who_is_alone_is_told_apart_from_who_did_not_answer(lonely):
    district, _, _ = lonely

    said = words_of(voice(district, SIX).network())

    assert "1 of 6 members neither asks nor is asked" in said
    assert "1 has not answered" in said
    assert not any(name in said for name in [one.name for one in district.records.list(Member, team_id=SIX)])


def test_whoever_is_alone_is_offered_a_partner_by_name_inside_the_team_only(lonely):
    district, alone, _ = lonely
    other = people(district, SIX)[1]
    names = {one.person_id: one.name for one in district.records.list(Member, team_id=SIX)}
    for person, kind in ((alone, "ask"), (other, "offer")):
        district.records.add(
            Exchange(team_id=SIX, person_id=person, kind=kind, topic="Exit tickets", on=TODAY), by=person
        )

    inside = words_of(voice(district, SIX).partners())

    assert names[alone] in inside
    assert names[other] in inside
    assert "one asks for what the other offers: Exit tickets" in inside
    assert words_of(voice(district, SIX, "school").partners()) == ""


def vote(district, team, rankings, **more):
    poll = Poll(
        team_id=team,
        question="What shall we learn about?",
        options=("Talk", "Tickets", "Groups"),
        opens=TODAY - timedelta(days=20),
        closes=TODAY - timedelta(days=6),
        **more,
    )
    poll = district.records.add(poll, by="coach")
    for person, ranking in zip(people(district, team), rankings, strict=False):
        district.records.vote(poll.id, person, ranking, on=TODAY - timedelta(days=10))


def test_a_vote_is_counted_and_what_followed_is_said(district):
    vote(district, SIX, [("Talk", "Tickets")] * 4 + [("Groups", "Talk")] * 2, did="Two afternoons on talk")

    view = voice(district, SIX)

    assert "“Talk”" in words_of(view.votes()) or "Talk" in words_of(view.votes())
    assert "We did: Two afternoons on talk" in words_of(view.votes())
    assert "1 of 1 time" in words_of(view.heard())


def test_few_ballots_are_not_laid_open(district):
    vote(district, FOUR, [("Talk",)] * 3 + [("Groups",)])

    assert "Too few ballots" in words_of(voice(district, FOUR).votes())


def test_outside_the_team_asks_are_shown_only_where_they_are_meant_for_leaders(district):
    person = people(district, SIX)[0]
    for to, topic in (("team", "my difficult class"), ("school", "a substitute on Tuesdays")):
        district.records.add(
            Exchange(team_id=SIX, person_id=person, kind="ask", topic=topic, to=to, on=TODAY), by=person
        )

    outside = words_of(voice(district, SIX, "school").exchange())

    assert "a substitute on Tuesdays" in outside
    assert "my difficult class" not in outside
    assert "my difficult class" in words_of(voice(district, SIX).exchange())


SECTIONS = ("masthead", "support", "cadence", "cycle", "feedback", "health", "isolation")


def overview(district, school="Harbour School", audience="school"):
    view = open_school(school, audience=audience, today=TODAY.isoformat(), workspace=district.folder)
    return " ".join(words_of(getattr(view, section)()) for section in SECTIONS)


def test_a_leader_sees_what_a_team_asks_for_and_no_teacher(lonely):
    district, alone, _ = lonely
    district.records.add(
        Exchange(team_id=SIX, person_id=alone, kind="ask", topic="time to plan", to="school", on=TODAY),
        by=alone,
    )
    ask(district, SIX, [FRANK] * 6)

    said = overview(district)

    assert "time to plan" in said
    assert "somebody is alone" in said
    assert "Safe to speak" in said
    assert "a first meeting" in said
    names = [one.name for one in district.records.list(Member)]
    assert [name for name in names if name and name in said] == []


def test_a_team_of_one_has_no_numbers_on_the_leader_s_page(district):
    said = overview(district, "Willow Lane School")

    assert said.count("one teacher: not counted here") == 3


def test_an_empty_name_takes_all_teams_where_each_names_a_school(district):
    assert "12 teams" in overview(district, "")


def test_a_school_s_page_is_never_from_inside_a_team_and_a_wrong_name_lists_the_schools(district):
    with pytest.raises(ParameterError, match="school, public for a school's page, got 'team'"):
        open_school("Harbour School", audience="team", workspace=district.folder)
    with pytest.raises(NotFound, match="Harbour School"):
        open_school("Harbor School", workspace=district.folder)
