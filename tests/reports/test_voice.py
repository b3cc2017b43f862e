"""What a team says of itself: from five answers on, after the round has closed, never about one person."""

import re
from datetime import date, timedelta

import pytest
from reading import words_of

from plcnb.errors import NotFound, ParameterError
from plcnb.model import Exchange, Member, Poll, Tie, Wave
from plcnb.reports.school import open_school
from plcnb.reports.voice import open_voice

SIX, FOUR, ONE = "harbour-grade-7-maths", "orchard-grade-6-maths", "willow-grade-8-science"
TODAY = date(2026, 1, 27)
SAFETY = [f"s{number}" for number in range(1, 8)]


@pytest.fixture
def district(district_of_nobody):
    return district_of_nobody


def people(district, team):
    return [one.person_id for one in district.records.list(Member, team_id=team)]


def ask(district, team, answers, *, closes=-1, instrument="safety"):
    """Open a round and let members answer: a mapping of line to number for each of them."""
    wave = Wave(
        team_id=team,
        instrument=instrument,
        opens=TODAY + timedelta(days=closes - 14),
        closes=TODAY + timedelta(days=closes),
    )
    records = district.records
    wave = records.add(wave, by="coach")
    for person, sheet in zip(people(district, team), answers, strict=False):
        records.answer(wave.id, person, sheet, on=TODAY + timedelta(days=min(closes, -3)))
    return wave


def voice(district, team, audience="team"):
    return open_voice(team, audience=audience, today=TODAY.isoformat(), workspace=district.folder)


FRANK = dict(zip(SAFETY, (2, 6, 2, 6, 2, 6, 6), strict=True))


@pytest.mark.parametrize("audience", ["team", "school"])
def test_six_answers_become_a_score_with_its_interval(district, audience):
    ask(district, SIX, [FRANK] * 5 + [{**FRANK, "s2": 3}])

    said = words_of(voice(district, SIX, audience).pulse())

    assert "6 answers on a scale from 1 to 7, closed 26 Jan" in said
    assert "Safe to speak" in said
    assert "5.9" in said


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


def test_whoever_is_alone_stands_in_order_of_names_among_pairs_of_everybody(lonely):
    district, _, _ = lonely
    for member in district.records.list(Member, team_id=SIX):
        district.records.update(member.changed(teaches="Grade 7 Mathematics"), by="coach")

    shown = voice(district, SIX).partners()._repr_html_()
    pairs = re.findall(r"<th[^>]*>([^<]*) and ([^<]*)</th>", shown)

    names = {one.name for one in district.records.list(Member, team_id=SIX)}
    assert {name for pair in pairs for name in pair} == names
    assert pairs == sorted(tuple(sorted(pair)) for pair in pairs)


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

    assert "“Talk” wins, whichever way the ballots are counted" in words_of(view.votes())
    assert "We did: Two afternoons on talk" in words_of(view.votes())
    assert "After 1 of 1 round or vote something followed" in words_of(view.heard())


def test_a_round_that_led_to_nothing_is_listed_too(district):
    ask(district, SIX, [FRANK] * 5)
    vote(district, SIX, [("Talk",)] * 5, did="Two afternoons on talk")

    said = words_of(voice(district, SIX).heard())

    assert "After 1 of 2 rounds and votes something followed" in said
    assert "nothing written down yet" in said


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


TOLD = ("pulse", "network", "partners", "exchange", "votes", "heard")


def test_in_public_nothing_is_told_of_what_a_team_says_of_itself(lonely):
    district, alone, _ = lonely
    ask(district, SIX, [FRANK] * 6)
    vote(district, SIX, [("Talk",)] * 6, did="Two afternoons on talk")
    district.records.add(
        Exchange(team_id=SIX, person_id=alone, kind="ask", topic="time to plan", to="school", on=TODAY),
        by=alone,
    )

    view = voice(district, SIX, "public")
    said = " ".join(words_of(getattr(view, section)()) for section in TOLD)

    for told in ("Safe to speak", "alone", "Talk", "Two afternoons", "time to plan", "members"):
        assert told not in said
    assert "was promised to the team and its school" in said
    assert overview(district, audience="public").count("time to plan") == 0


def test_a_school_reads_a_word_on_isolation_and_sees_no_picture(lonely):
    district, _, _ = lonely

    shown = voice(district, SIX, "school").network()._repr_html_()

    assert "Somebody works alone" in shown
    assert "<img" not in shown
    assert "<svg" not in shown
    assert not re.search(r"\d of \d", shown)


def test_four_answers_about_ties_give_a_school_no_word(district):
    person, *others = people(district, SIX)
    for who in others[:3]:
        tie(district, SIX, who, person, 5)
    tie(district, SIX, person, others[0], 5)

    assert "Too few have answered" in words_of(voice(district, SIX, "school").network())
    assert "too few answers to say" in overview(district)


def test_ties_of_another_year_say_nothing_of_this_one(district):
    who, whom, *_ = people(district, SIX)
    district.records.add(
        Tie(
            team_id=SIX, person_id=who, other_id=whom, exchange="5", deep="5", on=TODAY - timedelta(days=400)
        ),
        by=who,
    )

    assert "Not asked yet" in words_of(voice(district, SIX).network())


def test_a_change_does_not_tell_a_mean_that_the_scores_hide(district):
    """Where all answered alike, the mean is what everybody said, also as one end of a change."""
    ask(district, SIX, [FRANK, {**FRANK, "s2": 3}, {**FRANK, "s4": 2}, FRANK, {**FRANK, "s1": 5}], closes=-60)
    ask(district, SIX, [FRANK] * 6, closes=-1)

    view = voice(district, SIX)
    (found,) = view.rounds.latest

    assert "all answered alike" in words_of(view.pulse())
    assert view.rounds.changes(found) is None
    assert not re.search(r"→", words_of(view.pulse()))


def test_who_has_answered_an_open_round_is_counted_for_the_team_alone(district):
    ask(district, SIX, [FRANK] * 3, closes=2)

    assert "3 of 6 have answered" in words_of(voice(district, SIX).pulse())
    assert "have answered" not in words_of(voice(district, SIX, "school").pulse())


def hand_in(form, **fields):
    form.session.handle({"type": "words", "fields": fields})
    return form.session.handle({"type": "save"})


def test_a_member_answers_a_survey_and_the_team_sees_only_that_somebody_has(district):
    ask(district, SIX, [], closes=3)
    person = people(district, SIX)[0]

    shown = hand_in(voice(district, SIX).pulse_form(), _writer=person, **dict.fromkeys(SAFETY, "5"))

    assert shown["handed_in"], shown["notice"]
    assert "1 of 6 have answered" in words_of(voice(district, SIX).pulse())
    again = hand_in(voice(district, SIX).pulse_form(), _writer=person, **dict.fromkeys(SAFETY, "5"))
    assert "You have answered this survey already" in again["notice"]


def test_a_vote_that_opens_next_week_is_not_called_open(district):
    days = {"opens": TODAY + timedelta(days=7), "closes": TODAY + timedelta(days=14)}
    options = ("Talk", "Tickets", "Groups")
    district.records.add(Poll(team_id=SIX, question="What next?", options=options, **days), by="coach")

    said = words_of(voice(district, SIX).votes())

    assert "“What next?” opens on 3 Feb." in said
    assert "is open" not in said


def test_a_member_votes_in_the_open_vote(district):
    options = ("Talk", "Tickets", "Groups")
    poll = Poll(team_id=SIX, question="What next?", options=options, opens=TODAY, closes=TODAY)
    poll = district.records.add(poll, by="coach")
    person = people(district, SIX)[0]
    name = next(one.name for one in district.records.list(Member, team_id=SIX) if one.person_id == person)

    view = open_voice(SIX, me=name, today=TODAY.isoformat(), workspace=district.folder)
    shown = hand_in(view.ballot_form(), place1="Groups", place2="Talk")

    assert shown["handed_in"], shown["notice"]
    assert district.records.ballots(poll.id) == [("Groups", "Talk")]
    assert "What next?" in words_of(voice(district, SIX).ballot_sheet())


def test_ties_are_answered_a_colleague_at_a_time_and_take_the_place_of_the_day_s_earlier_ones(district):
    person, first, second, *_ = people(district, SIX)
    view = voice(district, SIX)
    places = {one: place for place, (one, _) in enumerate(view.room.member_choices())}

    def answer(**levels):
        return hand_in(voice(district, SIX).tie_form(), _writer=person, **levels)

    half = answer(**{f"exchange{places[first]}": "5"})
    assert "one of the two questions is open" in half["notice"]
    both = {f"exchange{places[first]}": "5", f"deep{places[first]}": "4"}
    own = {f"exchange{places[person]}": "5", f"deep{places[person]}": "5"}
    assert answer(**both, **own)["handed_in"]
    assert answer(**{**both, f"deep{places[first]}": "0"})["handed_in"]

    ties = district.records.list(Tie, team_id=SIX)
    assert [(one.person_id, one.other_id, one.deep, one.on) for one in ties] == [(person, first, "0", TODAY)]
    assert second not in {one.other_id for one in ties}


def test_nobody_is_asked_about_ties_in_a_team_of_one(district):
    assert "There is nobody to ask about" in words_of(voice(district, ONE).tie_form())


def test_a_coach_opens_a_round_and_moves_its_days_until_it_has_closed(district):
    view = voice(district, SIX)
    opened = hand_in(
        view.round_form("safety"), _writer=people(district, SIX)[0], opens="2026-01-26", closes="2026-01-30"
    )

    assert opened["slot"], opened["notice"]
    (wave,) = district.records.list(Wave, team_id=SIX)
    assert (wave.instrument, wave.closes) == ("safety", date(2026, 1, 30))
    later = voice(district, SIX).round_form("safety")
    assert later.session.view()["slot"] == wave.id
    with pytest.raises(NotFound, match="safety"):
        view.round_form("no-such-survey")


def test_a_closed_round_is_answered_with_what_followed_and_not_opened_again(district):
    """Moved days would let everybody work out what a latecomer said, from the results before and after."""
    closed = ask(district, SIX, [FRANK] * 5)
    view = voice(district, SIX)

    assert view.round_form("safety").session.view()["slot"] == ""
    form = view.followed_form("safety")
    assert form.session.view()["slot"] == closed.id
    assert set(form.session.view()["fields"]) == {"_writer", "said", "did"}
    hand_in(form, _writer=people(district, SIX)[0], said="Doors stay closed", did="Visits since October")
    assert "Visits since October" in words_of(voice(district, SIX).heard())


@pytest.mark.parametrize("form", ["pulse_form", "ballot_form", "poll_followed_form"])
def test_where_nothing_is_open_a_form_says_so(district, form):
    assert re.search("(open today|closed yet),", words_of(getattr(voice(district, SIX), form)()))
    assert words_of(voice(district, SIX).pulse_sheet()) == ""
    assert words_of(voice(district, SIX).ballot_sheet()) == ""


def test_a_survey_on_paper_has_every_line_and_no_name(district):
    ask(district, SIX, [], closes=3)
    view = voice(district, SIX)
    names = [one.name for one in district.records.list(Member, team_id=SIX)]

    for sheet in (view.pulse_sheet(), view.tie_sheet(), view.exchange_sheet()):
        assert [name for name in names if name in words_of(sheet)] == []
    assert words_of(view.pulse_sheet()).count("Always so") == 7


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
    assert "Somebody works alone" in said
    assert "In 1 of 1 team somebody works alone" in said
    health = open_school("Harbour School", workspace=district.folder).health()
    assert "<h3>How safe it is to speak here</h3>" in health._repr_html_(), "a caption is not printed"
    assert "Safe to speak" in said
    assert "a first meeting" in said
    names = [one.name for one in district.records.list(Member)]
    assert [name for name in names if name and name in said] == []


def test_a_team_of_one_has_no_numbers_on_the_leader_s_page(district):
    said = overview(district, "Willow Lane School")

    assert said.count("one teacher: not counted here") == 4


def test_an_empty_name_takes_all_teams_where_each_names_a_school(district):
    assert "12 teams" in overview(district, "")


def test_a_school_s_page_is_never_from_inside_a_team_and_a_wrong_name_lists_the_schools(district):
    with pytest.raises(ParameterError, match="school, public for a school's page, got 'team'"):
        open_school("Harbour School", audience="team", workspace=district.folder)
    with pytest.raises(NotFound, match="Harbour School"):
        open_school("Harbor School", workspace=district.folder)
