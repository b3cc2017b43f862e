"""Classroom visits: about students, told to the team; turns without a ranking; outside, counts of enough."""

import re
from datetime import date, timedelta

import pytest
from reading import words_of, words_of_all

from plcnb.errors import NotFound, ParameterError
from plcnb.model import Member, Visit
from plcnb.reports.visits import open_visits

SIX, TWO, ONE = "harbour-grade-7-maths", "orchard-grade-5-science", "willow-grade-8-science"
TODAY = date(2026, 1, 27)
SECTIONS = (
    "masthead",
    "findings",
    "students",
    "turns",
    "talks",
    "next_visits",
    "said",
    "visit_sheet",
)
QUOTE = "“It is six.” “No: count the corners.”"


@pytest.fixture
def district(district_of_nobody):
    return district_of_nobody


def people(district, team=SIX):
    return [one.person_id for one in district.records.list(Member, team_id=team)]


def log(district, visitor, host, ago, *, team=SIX, talked=None, **more):
    told = {"looked_for": ("explain",), "noticed": QUOTE} | more
    on = TODAY - timedelta(days=ago)
    after = None if talked is None else on + timedelta(days=talked)
    visit = Visit(team_id=team, visitor=visitor, host=host, on=on, feedback_on=after, **told)
    return district.records.add(visit, by=visitor)


def visits(district, team=SIX, audience="team", **more):
    return open_visits(team, audience=audience, today=TODAY.isoformat(), workspace=district.folder, **more)


@pytest.fixture
def visited(district):
    """Three rooms seen twice each by others of the team; half of it was talked about."""
    hosts = people(district)[:3]
    others = people(district)[3:]
    for place, host in enumerate(hosts):
        log(district, others[place], host, 20 - place, talked=place, seen=("explain",))
        log(district, others[place], host, 8 - place, seen=("explain",) if place else ())
    return district


def test_what_students_do_is_told_with_the_number_of_visits(visited):
    said = words_of(visits(visited).students())

    assert "A student explains their thinking in whole sentences" in said
    assert re.search(r"\d+ % of \d visits", said)
    assert "Do not read this as a judgement of anyone" in said


def test_turns_stand_in_the_order_of_the_names_and_count_nothing(visited):
    html = visits(visited).turns()._repr_html_()
    names = re.findall(r'<th scope="row"[^>]*>([^<]+)<', html)

    assert names == sorted(names, key=str.casefold)
    assert len(names) == 6
    assert 'class="num"' not in html


def test_a_visit_that_waits_for_its_talk_is_named_and_one_misdated_is_said(visited):
    a, b = people(visited)[:2]
    log(visited, a, b, 9, talked=-3)

    said = words_of(visits(visited).talks())

    assert "3 of 6 visits were talked about, half of them within 1 day; 3 still wait for it" in said
    assert "Not counted, because the day of the talk cannot be right: visit of 18 Jan." in said


def test_the_room_nobody_has_seen_is_proposed_first(visited):
    names = {one.person_id: one.name for one in visited.records.list(Member, team_id=SIX)}
    unseen = {names[person] for person in people(visited)[3:]}

    said = words_of(visits(visited).next_visits())

    host = re.search(r"could visit (.+?) next", said)
    assert host[1] in unseen


def test_a_day_agreed_on_stands_beside_the_turn_and_is_not_proposed_again(visited):
    names = {one.person_id: one.name for one in visited.records.list(Member, team_id=SIX)}
    visitor, host = people(visited)[0], people(visited)[3]
    log(visited, visitor, host, -3, looked_for=(), noticed="")

    view = visits(visited)

    assert f"{names[host]} not yet agreed on: 30 Jan" in words_of(view.turns())
    assert f"visit {names[host]} next" not in words_of(view.next_visits())
    assert "6 visits in the last 6 weeks" in words_of(view.turns())


def test_a_very_long_note_is_cut_on_the_page_and_says_so(visited):
    log(visited, *people(visited)[:2], 1, noticed="They count. " * 300)

    said = words_of(visits(visited).said())

    assert "They count. They" in said
    assert " …" in said
    assert said.count("They count.") < 40


def test_a_log_that_is_not_whole_is_said_and_counted_nowhere(visited):
    log(visited, people(visited)[0], "", 2, noticed="")

    said = words_of(visits(visited).turns())

    assert "6 visits in the last 6 weeks" in said
    assert "Begun, not whole yet, and counted nowhere: the log of 25 Jan." in said


def test_the_words_of_visitors_stand_without_whose_room_it_was(visited):
    said = words_of(visits(visited).said())

    assert QUOTE in said
    assert not [one.name for one in visited.records.list(Member, team_id=SIX) if one.name in said]


@pytest.mark.parametrize("audience", ["school", "public"])
def test_outside_the_team_no_name_no_word_and_no_number_of_few(visited, audience):
    said = words_of_all(visits(visited, audience=audience), SECTIONS)

    assert QUOTE not in said
    assert "6 visits in the last 6 weeks" in said
    assert "Whose turn" not in said
    members = visited.records.list(Member, team_id=SIX)
    if audience == "public":
        assert not [one.name for one in members if one.name in said]
    assert not [one.person_id for one in members if re.search(rf"\b{one.person_id}\b", said)]


def test_outside_the_team_a_period_of_few_visits_is_hidden_that_the_team_sees(district):
    hosts, visitor = people(district)[:3], people(district)[3]
    for place, host in enumerate(hosts):
        log(district, visitor, host, 3 + place, seen=("explain",))

    assert "100 % of 3 visits" in words_of(visits(district).students())
    outside = words_of(visits(district, audience="school").students())
    assert "% of 3 visits" not in outside
    assert "not shown (fewer than 5 visits)" in outside


def test_of_a_small_team_others_learn_only_how_many_visits_there_were(district):
    a, b = people(district, TWO)[:2]
    log(district, a, b, 3, team=TWO)

    said = words_of_all(visits(district, TWO, audience="school"), SECTIONS)

    assert "in a team too small to say more" in said
    assert "had a visitor" not in said


@pytest.mark.parametrize("audience", ["team", "school", "public"])
def test_a_team_without_visits_reads_what_is_missing_why_and_the_next_step(district, audience):
    said = words_of_all(visits(district, audience=audience), SECTIONS)

    assert "No classroom visit has been logged yet, so nobody can say what students do" in said
    assert "06-classroom-visits" in said
    assert "nan" not in said


def test_a_team_of_one_has_no_turns_but_a_next_step(district):
    records = district.records
    for one in records.list(Member, team_id=TWO)[1:]:
        records.update(one.changed(left_on=TODAY), by="x")

    assert "A team of one has nobody to visit" in words_of(visits(district, TWO).next_visits())


def test_the_form_keeps_a_visit_and_goes_on_with_it_later(district):
    me = district.records.list(Member, team_id=SIX)[0]
    other = people(district)[1]
    form = visits(district, me=me.name.upper()).visit_form()
    for name, value in {"on": "27 Jan", "host": other, "looked_for": ["talk"], "noticed": QUOTE}.items():
        form.session.state.set(name, value)
    form.session.state.save()

    (kept,) = district.records.list(Visit, team_id=SIX)
    assert (kept.visitor, kept.host, kept.noticed) == (me.person_id, other, QUOTE)
    again = visits(district)
    assert QUOTE in words_of(again.said())
    assert again.talk_form().session.state.revision == 1, "the visit that waits for its talk"


def test_a_note_about_the_teacher_is_asked_to_be_about_students(district):
    view = visits(district)
    visit = log(district, *people(district)[:2], 3, noticed="The teacher explained it twice.")

    ((well, title, sentence),) = view.feedback(visit)

    assert (well, title) == (False, "About students")
    assert "“The teacher”" in sentence
    assert view.feedback(visit.changed(noticed=QUOTE, host=visit.visitor))[0][1] == "Whose room?"


def test_the_paper_log_holds_every_question_and_nobody_s_name(visited):
    said = words_of(visits(visited).visit_sheet())

    assert [label for q in Visit.questions().values() if (label := q.label) not in said] == [
        "What did you look for?",
        "What of it did you see students do?",
    ], "these two are the columns “Looked for” and “Seen”"
    assert not [one.name for one in visited.records.list(Member, team_id=SIX) if one.name in said]


@pytest.mark.parametrize("audience", ["team", "school", "public"])
def test_every_team_of_both_samples_has_its_page(sample_district, messy_district, audience):
    for workspace in (sample_district, messy_district):
        for team in workspace.evidence.teams()["team_id"]:
            view = open_visits(team, audience=audience, workspace=workspace.folder)
            html = " ".join(getattr(view, section)()._repr_html_() for section in SECTIONS)
            assert "<script>alert" not in html
            assert "<b>long</b>" not in html
            assert not re.search(r"\b(nan|None|NaT)\b", words_of(view.turns()))


def test_what_cannot_be_is_refused_with_what_can(sample_district):
    with pytest.raises(ParameterError, match="between 1 and 60"):
        open_visits(SIX, weeks=0, workspace=sample_district.folder)
    with pytest.raises(NotFound, match="no member 'nobody'"):
        open_visits(SIX, me="nobody", workspace=sample_district.folder)
    with pytest.raises(ParameterError, match="2026-01-27"):
        open_visits(SIX, today="soon", workspace=sample_district.folder)
