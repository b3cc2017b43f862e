"""When a team can meet: only for the whole meeting, and nobody is taken to be free who has not said so."""

from plcnb.model import Availability, Member
from plcnb.reports.meeting_times import meeting_times
from plcnb.words import say_two_meetings

NAMES = {"a": "Ana", "b": "Ben", "c": "Cem"}
TEAM = [Member(person_id=person, name=name) for person, name in NAMES.items()]


def free(person, weekday, starts, ends):
    return Availability(person_id=person, weekday=weekday, starts=starts, ends=ends)


def times(*said, team=TEAM, minutes=45, names=NAMES):
    return meeting_times(said, team, minutes, names)


def test_a_time_fits_whoever_is_free_for_the_whole_meeting():
    found = times(
        free("a", "mon", "14:00", "15:30"),
        free("b", "mon", "14:30", "15:15"),
        free("c", "mon", "14:30", "15:10"),
    ).times

    assert list(found.index) == ["Monday 14:30", "Monday 14:00"]
    assert found.loc["Monday 14:30", "n_can"] == 2
    assert found.loc["Monday 14:30", "who_cannot"] == ("Cem",)


def test_who_has_said_nothing_has_not_said_no():
    found = times(free("a", "tue", "8:00", "9:00"), free("b", "tue", "8:00", "9:00")).times

    assert found.loc["Tuesday 8:00", "who_unknown"] == ("Cem",)
    assert not found.loc["Tuesday 8:00", "everyone"]


def test_two_times_together_reach_whom_no_single_one_does():
    found = times(
        free("a", "mon", "14:00", "15:00"),
        free("b", "thu", "15:00", "16:00"),
        free("c", "mon", "14:00", "15:00"),
        free("c", "thu", "15:00", "16:00"),
    )

    assert say_two_meetings(found.meetings).sentence == (
        "Monday 14:00 and Thursday 15:00 together reach 3 members; 1 member can come to both and carry word."
    )


def test_times_stand_in_the_order_of_the_week_where_equally_many_can_come():
    found = times(free("a", "fri", "7:30", "9:00"), free("a", "mon", "16:00", "17:00")).times

    assert list(found.index) == ["Monday 16:00", "Friday 7:30"]


def test_two_members_of_one_name_are_both_counted():
    team = [Member(person_id="a", name="Same Name"), Member(person_id="b", name="Same Name")]
    names = {"a": "Same Name", "b": "Same Name"}
    found = times(free("a", "mon", "14:00", "15:00"), team=team, names=names).times

    assert found.loc["Monday 14:00", "n_can"] == 1
    assert found.loc["Monday 14:00", "who_unknown"] == ("Same Name (2)",)


def test_half_written_spans_and_those_who_left_are_passed_over():
    found = times(
        free("a", "mon", "14:00", ""),
        free("gone", "mon", "9:00", "10:00"),
        free("a", "mon", "15:00", "14:00"),
    ).times

    assert found.empty
