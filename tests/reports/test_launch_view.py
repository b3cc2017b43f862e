"""Before the first meeting: what is ready, what must stand by when, who does what, when all have time."""

import re
from datetime import date

import pytest
from reading import words_of

from plcnb.errors import ParameterError
from plcnb.model import Availability, LaunchMilestone, Meeting, Norm
from plcnb.reports.launch import open_launch

TEAM, WITHOUT_RESULTS = "harbour-grade-7-maths", "orchard-grade-8-maths"


@pytest.fixture
def launch(district_of_nobody):
    """Return the view of a team after these records were written."""

    def made(*records, team=TEAM, **given):
        for record in records:
            district_of_nobody.records.add(record.changed(team_id=team), by="coach")
        given = {"today": "2026-01-27", "workspace": district_of_nobody.folder} | given
        return open_launch(team, **given)

    return made


def people(view):
    return [one.person_id for one in view.room.members]


def milestone(what, due, **more):
    return LaunchMilestone(what=what, area="calendar", due=due, **more)


def test_a_team_that_wrote_nothing_is_told_the_next_step_for_each_thing(launch):
    said = words_of(launch().ready())

    assert "2 of 5 are ready; not yet: roles, norms, calendar" in said
    assert "Agree on three things a visitor could see." in said
    assert "Choose a time below and plan the first three." in said


def test_data_is_not_ready_without_a_result_or_without_answers_to_questions(launch):
    assert "no result of any assessment yet" in words_of(launch(team=WITHOUT_RESULTS).ready())
    assert "Agree on a first common assessment" in words_of(launch(team=WITHOUT_RESULTS).ready())


def test_what_is_late_comes_first_with_its_days_and_its_owner(launch):
    owner = people(launch())[0]
    view = launch(
        milestone("Plan three meetings", date(2026, 2, 20)),
        milestone("Ask who has time", date(2026, 1, 20), owner=owner, note="Waiting for the timetable"),
        milestone("Say what we promise", date(2026, 1, 10), done_on=date(2026, 1, 9)),
        first_day="2026-03-02",
    )
    said = words_of(view.plan())

    assert "1 of 3 things stands, 1 is late; the first day is in 34 days." in said
    assert said.index("Ask who has time") < said.index("Plan three meetings")
    assert "late by 7 days Waiting for the timetable" in said
    assert view.room.name_of(owner) in said
    assert "nobody yet" in said


def test_a_plan_is_proposed_back_from_the_first_day_and_written_once_when_asked(launch):
    view = launch(first_day="2026-08-31")
    said = words_of(view.plan())

    assert "to stand before 31 Aug, a proposal" in said
    assert view.room.list(LaunchMilestone) == ()
    view.write_plan()
    written = view.room.list(LaunchMilestone)
    view.write_plan()
    assert len(written) > 5
    assert all(one.due and one.due < date(2026, 8, 31) for one in written)
    assert launch(first_day="2026-08-31").room.list(LaunchMilestone) == written


def test_a_plan_that_somebody_began_is_not_written_over(launch):
    view = launch(milestone("Our own", date(2026, 5, 5)), first_day="2026-08-31")

    assert "Our own" in words_of(view.write_plan())
    assert len(view.room.list(LaunchMilestone)) == 1


def test_without_a_first_day_or_after_it_nothing_is_proposed(launch):
    assert "Nobody has named the first day yet" in words_of(launch().plan())
    begun = launch(Meeting(on=date(2025, 9, 11), state="held"))

    assert begun.first_day == date(2025, 9, 11)
    assert "The team has begun" in words_of(begun.write_plan())
    assert begun.room.list(LaunchMilestone) == ()


def test_a_first_day_that_is_no_day_is_refused(launch):
    with pytest.raises(ParameterError, match="first_day must be a day such as 2026-08-31, got 'soon'"):
        launch(first_day="soon")


def test_roles_say_who_holds_them_and_which_nobody_holds(launch):
    view = launch()
    first = view.room.members[0]
    view.room.records.update(first.changed(roles=("facilitator", "data")), by="coach")
    said = words_of(launch().roles())

    assert "2 of 5 roles are held; nobody is timekeeper, recorder or process watcher yet." in said
    assert said.count(first.name) == 2
    assert first.name not in words_of(launch(audience="school").roles())


def test_norms_stand_in_the_team_s_order_and_stay_there(launch):
    norms = Norm(text="ask before advising", position=2), Norm(text="begin on time", position=1)
    said = words_of(launch(*norms).norms())

    assert said.index("begin on time") < said.index("ask before advising")
    assert "2 norms agreed on." in words_of(launch(audience="school").norms())
    assert "begin on time" not in words_of(launch(audience="school").norms())


def test_two_times_are_offered_where_no_single_one_suits_everybody(launch):
    who = people(launch())
    monday = {"weekday": "mon", "starts": "14:00", "ends": "15:00"}
    thursday = {"weekday": "thu", "starts": "15:00", "ends": "16:00"}
    said = [Availability(person_id=person, **monday) for person in who[:4]]
    said += [Availability(person_id=person, **thursday) for person in who[3:]]
    inside = launch(*said)

    assert "Monday 14:00 and Thursday 15:00 together reach" in words_of(inside.calendar())
    assert inside.room.members[0].name in words_of(inside.calendar())
    outside = words_of(launch(audience="school").calendar())
    assert "No time suits everybody" in outside
    assert not [one.name for one in inside.room.members if one.name in outside]


def test_in_a_small_team_others_read_only_whether_a_time_is_found(launch):
    small = "orchard-grade-5-science"
    who = people(launch(team=small))
    said = [Availability(person_id=one, weekday="mon", starts="14:00", ends="15:00") for one in who]
    outside = words_of(launch(*said, team=small, audience="school").calendar())

    assert outside == "When we can meet A time suits everybody"


def test_minutes_that_do_not_hold_a_data_meeting_say_from_how_many_they_would(launch, district_of_nobody):
    settings = district_of_nobody.folder / "plcnb.toml"
    settings.write_text(settings.read_text("utf-8").replace("minutes = 45", "minutes = 20"), encoding="utf-8")
    said = words_of(launch().ready())

    assert "20 minutes hold a data meeting without" in said
    assert re.search(r"All of it fits from \d+ minutes", said)


def test_many_long_agreements_are_shown_in_brief_and_whole_behind_a_fold(launch):
    view = launch()
    for number in range(9):
        norm = Norm(team_id=view.room.team_id, text=f"{number} {'listen ' * 40}", position=number)
        view.room.records.add(norm, by="x")
    html = view.norms()._repr_html_()
    printed = re.sub(r"<details>.*?</details>", "", html, flags=re.S)

    assert "more letters)" in printed
    assert "2 more" in printed
    assert "8 listen" not in printed
    assert "8 listen" in html


def test_what_is_typed_into_a_form_is_shown_at_once_and_when_the_notebook_opens_again(launch):
    view = launch()
    form, before = view.norm_form(), words_of(view.norms())
    form.session.handle({"type": "save", "fields": {"text": "begin on time", "_writer": people(launch())[0]}})

    assert "Nothing is agreed on yet" in before
    assert "begin on time" in words_of(view.norms())
    assert "begin on time" in words_of(launch().norms())
    assert "begin on time" in str(launch().norm_form().session.view()["rows"])


def test_whoever_left_holds_no_role_and_is_not_waited_for(launch):
    view = launch()
    gone = view.room.members[0]
    view.room.records.update(gone.changed(left_on=date(2026, 1, 1), roles=("recorder",)), by="coach")

    assert gone.name not in words_of(view.roles())
    assert gone.person_id not in people(view)
