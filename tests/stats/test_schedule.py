"""When a team can meet: counted by hand, and never more than people have said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plcnb.errors import DataError
from plcnb.stats.schedule import common_times, two_meetings

NAN = np.nan
laws = settings(derandomize=True, deadline=None, max_examples=60)


@pytest.fixture
def said():
    """Three times, three people; Cem has answered for one of them only."""
    return pd.DataFrame(
        {"Ana": [True, True, False], "Ben": [False, True, True], "Cem": [NAN, NAN, True]},
        index=["Mon 8:00", "Tue 15:00", "Wed 7:30"],
    )


@st.composite
def availabilities(draw):
    n_slots, n_people = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    cells = st.sampled_from([1.0, 0.0, NAN])
    values = draw(st.lists(cells, min_size=n_slots * n_people, max_size=n_slots * n_people))
    return pd.DataFrame(
        np.reshape(np.array(values, float), (n_slots, n_people)),
        index=[f"slot {i}" for i in range(n_slots)],
        columns=[f"person {i}" for i in range(n_people)],
    )


def test_times_are_sorted_by_how_many_can_come_then_by_their_own_order(said):
    frame = common_times(said)

    assert frame.index.tolist() == ["Tue 15:00", "Wed 7:30", "Mon 8:00"]
    assert frame.index.name == "slot"
    assert frame["n_can"].tolist() == [2, 2, 1]
    assert frame["n_cannot"].tolist() == [0, 1, 1]
    assert frame["n_unknown"].tolist() == [1, 0, 1]
    assert frame["share"].tolist() == [2 / 3, 2 / 3, 1 / 3]
    assert frame["who_cannot"].tolist() == [(), ("Ana",), ("Ben",)]
    assert frame["who_unknown"].tolist() == [("Cem",), (), ("Cem",)]


def test_a_missing_answer_is_never_a_yes(said):
    frame = common_times(said)

    assert not frame["everyone"].any()
    assert frame.at["Tue 15:00", "verdict"] == "cannot tell"
    assert frame.at["Tue 15:00", "more_needed"] == "answers of 1 more member"
    assert frame.at["Mon 8:00", "verdict"] == "does not fit everyone", "one no is enough to know"
    assert common_times(said.fillna(True)).at["Tue 15:00", "verdict"] == "fits everyone"


def test_a_mapping_says_the_same_as_a_frame():
    frame = pd.DataFrame(
        {"Ana": [True, False], "Ben": [False, False], "Cem": [None, None]}, index=["Mon", "Tue"], dtype=object
    )
    mapping = {"Ana": ["Mon"], "Ben": [], "Cem": None}

    pd.testing.assert_frame_equal(common_times(frame), common_times(mapping, slots=["Mon", "Tue"]))
    assert common_times(mapping).index.tolist() == ["Mon"], "without slots only what somebody names"


def test_slots_put_a_frame_in_order_and_add_those_nobody_was_asked_about(said):
    frame = common_times(said, slots=["Fri", *said.index[::-1]])

    assert frame.index.tolist() == ["Wed 7:30", "Tue 15:00", "Mon 8:00", "Fri"]
    assert frame.at["Fri", "n_unknown"] == 3


def test_a_time_may_be_a_day_and_an_hour():
    hours = pd.MultiIndex.from_tuples([("Mon", 8), ("Tue", 15)], names=["day", "hour"])
    frame = pd.DataFrame({"Ana": [0, 1]}, index=hours)

    assert common_times(frame).index.tolist() == [("Tue", 15), ("Mon", 8)]
    assert common_times(frame, slots=[("Tue", 15), ("Mon", 8)])["n_can"].tolist() == [1, 0]
    assert two_meetings({"Ana": [("Tue", 15)]}).slots == (("Tue", 15),)


@laws
@given(availabilities())
def test_the_three_counts_add_up_and_answers_that_come_in_never_take_a_time_away(frame):
    counted = common_times(frame)
    total = counted["n_can"] + counted["n_cannot"] + counted["n_unknown"]

    assert (total == frame.shape[1]).all()
    assert counted["n_can"].is_monotonic_decreasing
    assert (counted["everyone"] == (counted["verdict"] == "fits everyone")).all()
    later = common_times(frame.fillna(1.0))
    assert (later.loc[counted.index, "n_can"] >= counted["n_can"]).all()
    settled = counted[counted["verdict"] != "cannot tell"]
    assert (later.loc[settled.index, "verdict"] == settled["verdict"]).all()


@laws
@given(availabilities(), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_no_count(frame, random):
    people = list(frame.columns)
    random.shuffle(people)
    columns = ["n_can", "n_cannot", "n_unknown", "verdict"]

    pd.testing.assert_frame_equal(common_times(frame)[columns], common_times(frame[people])[columns])


@laws
@given(availabilities())
def test_no_pair_of_times_reaches_more_than_the_one_chosen(frame):
    free = frame.to_numpy() == 1
    chosen = two_meetings(frame)
    most = max(
        (int((free[i] | free[j]).sum()) for i in range(len(free)) for j in range(len(free))), default=0
    )

    assert len(chosen.reached) == most
    assert len(chosen.reached) + len(chosen.missed) + len(chosen.not_said) == frame.shape[1]
    assert len(chosen.slots) <= 2
    if len(chosen.slots) == 2:
        assert free.sum(axis=1).max() < most, "a second meeting reaches somebody new"


def test_two_meetings_reach_those_whom_one_does_not(said):
    meetings = two_meetings(said.fillna(False))

    assert meetings.slots == ("Tue 15:00", "Wed 7:30"), "Ben can carry word"
    assert meetings.reached == ("Ana", "Ben", "Cem")
    assert meetings.verdict == "fits everyone"


def test_of_equal_pairs_the_one_with_more_people_twice_comes_first():
    mapping = {"Ana": ["Mon"], "Ben": ["Tue", "Wed"], "Cem": ["Mon", "Wed"]}

    assert two_meetings(mapping).slots == ("Mon", "Wed")
    assert two_meetings(mapping).both == ("Cem",)


def test_one_time_for_all_needs_no_second():
    assert two_meetings({"Ana": ["Mon", "Tue"], "Ben": ["Tue"]}).slots == ("Tue",)
    assert two_meetings({"Ana": ["Mon", "Tue"], "Ben": ["Tue"]}).both == ()


def test_meetings_leave_open_who_has_not_answered(said):
    meetings = two_meetings({"Ana": ["Mon"], "Ben": None})
    assert (meetings.not_said, meetings.verdict) == (("Ben",), "cannot tell")
    assert meetings.more_needed == "answers of 1 more member"

    nobody = two_meetings({"Ana": [], "Ben": []}, slots=["Mon"])
    assert (nobody.slots, nobody.missed, nobody.verdict) == ((), ("Ana", "Ben"), "does not fit everyone")


def test_without_slots_or_people_there_is_nothing_to_tell():
    empty = common_times({})
    assert empty.empty
    assert list(empty.columns[:6]) == ["n_can", "n_cannot", "n_unknown", "share", "who_cannot", "everyone"]
    assert two_meetings({}).more_needed == "times to choose from"

    unpeopled = common_times(pd.DataFrame(index=["Mon"]))
    assert np.isnan(unpeopled.at["Mon", "share"])
    assert (unpeopled.at["Mon", "verdict"], unpeopled.at["Mon", "everyone"]) == ("cannot tell", False)


def test_a_whole_week_of_a_large_school_is_searched():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(0, 2, (120, 200)).astype(bool))

    assert len(two_meetings(frame).slots) == 2
    assert len(common_times(frame)) == 120


@pytest.mark.parametrize(
    ("availability", "slots", "match"),
    [
        ([True], None, "availability must be a frame .* got list"),
        ({"Ana": "Mon"}, None, "The slots of 'Ana' must be a list of names, got 'Mon'"),
        ({"Ana": ["Mon", "Mon"]}, None, "The slots of 'Ana' holds 'Mon' twice"),
        ({"Ana": ["Sun"]}, ["Mon"], "'Ana' names the slot 'Sun', which is not among those offered"),
        (pd.DataFrame({"Ana": ["yes"]}, index=["Mon"]), None, "'Ana' has 'yes' at 'Mon'; expected True"),
        (pd.DataFrame({"Ana": [2]}, index=["Mon"]), None, "'Ana' has 2 at 'Mon'"),
        (pd.DataFrame({"Ana": [1, 1]}, index=["Mon", "Mon"]), None, "slots holds 'Mon' twice"),
        (pd.DataFrame({"Ana": [1, 1]}, index=["Mon", "Mon"]), ["Mon"], "slots holds 'Mon' twice"),
        (pd.DataFrame([[1, 1]], columns=["Ana", "Ana"]), None, "people holds 'Ana' twice"),
        (pd.DataFrame({"Ana": [1]}, index=["Sun"]), ["Mon"], "The frame names the slot 'Sun'"),
    ],
)
def test_what_breaks_the_contract_is_named(availability, slots, match):
    with pytest.raises(DataError, match=match):
        common_times(availability, slots)
