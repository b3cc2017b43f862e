"""Whose turn it is, how soon visits are talked about, and who could visit whom."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plcnb.cycle.visiting import MOST_PAIRS, coverage, months_that_tell, next_pairs, seen_rows, talks
from plcnb.errors import ParameterError
from plcnb.model import Member, Visit
from plcnb.stats.visits import look_fors

TODAY = date(2026, 1, 27)


def days_ago(days):
    return TODAY - timedelta(days=days)


def members(people):
    return [Member(person_id=person, name=person.upper()) for person in people]


def visit(visitor, host, ago, **more):
    given_ = {"looked_for": ("explain",), "id": f"{visitor}{host}{ago}"} | more
    return Visit(visitor=visitor, host=host, on=days_ago(ago), **given_)


def test_who_hosted_and_who_visited_lately_is_told_in_the_order_of_the_members():
    covered = coverage(
        [visit("a", "b", 3), visit("c", "b", 10), visit("b", "a", 80)], members("abc"), TODAY, weeks=6
    )

    assert [(turn.person_id, turn.hosted, turn.visited) for turn in covered.turns] == [
        ("a", 0, 1),
        ("b", 2, 0),
        ("c", 0, 1),
    ]
    assert covered.turns[0].last_hosted == days_ago(80)
    assert covered.turns[2].last_hosted is None
    assert (covered.n_visits, covered.n_hosts, covered.n_visitors, covered.n_members) == (2, 1, 2, 3)


def test_a_visit_agreed_on_has_not_taken_place_yet():
    covered = coverage([visit("a", "b", -3)], members("ab"), TODAY)

    assert (covered.n_visits, covered.n_hosts) == (0, 0)
    assert covered.turns[1].hosts_next == days_ago(-3)
    assert talks([visit("a", "b", -3)], TODAY).waiting == ()


def test_a_visit_to_ones_own_room_is_a_slip_and_nobodys_turn():
    covered = coverage([visit("a", "a", 3), visit("", "", 4)], members("ab"), TODAY)

    assert (covered.n_visits, covered.n_hosts, covered.n_visitors) == (1, 0, 0)
    assert covered.turns[0].last_hosted is None


@pytest.mark.parametrize("weeks", [0, 61])
def test_lately_has_an_end(weeks):
    with pytest.raises(ParameterError, match="between 1 and 60"):
        coverage([], members("ab"), TODAY, weeks=weeks)


def test_the_room_not_seen_for_longest_comes_first_and_goes_to_who_has_not_been_there():
    past = [visit("a", "b", 5), visit("b", "c", 20), visit("b", "a", 30), visit("c", "a", 31)]

    pairs = next_pairs(coverage(past, members("abcd"), TODAY), past, most=2)

    assert [pair.host for pair in pairs] == ["d", "a"], "d's room was never open, a's not for a month"
    assert pairs[0].visitor != "d"
    assert pairs[1].visitor == "d", "b and c have been in a's room"
    assert [pair.met for pair in pairs] == [0, 0]


def test_who_has_a_day_agreed_on_comes_last():
    ahead = [visit("a", "b", -2)]

    pairs = next_pairs(coverage(ahead, members("abc"), TODAY), ahead, most=1)

    assert pairs[0].host != "b"


def test_a_team_of_two_takes_turns_and_one_of_one_has_none():
    assert {(p.visitor, p.host) for p in next_pairs(coverage([], members("ab"), TODAY), [])} == {
        ("a", "b"),
        ("b", "a"),
    }
    assert next_pairs(coverage([], members("a"), TODAY), []) == ()
    assert next_pairs(coverage([], [], TODAY), []) == ()


@given(
    n=st.integers(2, 30),
    most=st.integers(1, MOST_PAIRS),
    data=st.data(),
)
def test_proposals_send_nobody_to_themselves_and_nobody_twice(n, most, data):
    people = [f"p{place}" for place in range(n)]
    pairs_seen = data.draw(
        st.lists(
            st.tuples(st.sampled_from(people), st.sampled_from(people), st.integers(-9, 99)), max_size=12
        )
    )
    past = [visit(*one, id=f"v{place}") for place, one in enumerate(pairs_seen)]

    pairs = next_pairs(coverage(past, members(people), TODAY), past, most=most)

    assert len(pairs) == min(most, n)
    assert all(pair.visitor != pair.host for pair in pairs)
    assert len({pair.visitor for pair in pairs}) == len({pair.host for pair in pairs}) == len(pairs)


def test_no_more_pairs_than_a_team_can_agree_on():
    with pytest.raises(ParameterError, match="between 1 and 4"):
        next_pairs(coverage([], members("ab"), TODAY), [], most=9)


def test_the_days_until_the_talk_have_a_median_and_those_that_wait_are_told_oldest_first():
    past = [
        visit("a", "b", 20, feedback_on=days_ago(20)),
        visit("a", "b", 18, feedback_on=days_ago(17)),
        visit("a", "b", 15, feedback_on=days_ago(6)),
        visit("b", "a", 4),
        visit("b", "a", 9),
    ]

    told = talks(past, TODAY)

    assert told.days == (0, 1, 9)
    assert told.usual == 1
    assert [one.on for one in told.waiting] == [days_ago(9), days_ago(4)]
    assert talks(past, TODAY, since=days_ago(16)).days == (9,)
    assert talks([], TODAY).usual is None


def test_a_talk_dated_before_its_visit_is_a_slip_and_counts_nowhere():
    told = talks(
        [visit("a", "b", 5, feedback_on=days_ago(7)), visit("a", "b", 5, feedback_on=days_ago(-1))], TODAY
    )

    assert (told.n, len(told.waiting), len(told.misdated)) == (0, 0, 2)


def test_what_was_looked_for_becomes_rows_by_month_in_the_order_of_time():
    past = [
        visit("a", "b", 3, looked_for=("talk", "explain"), seen=("talk", "check")),
        visit("a", "c", 90, looked_for=("talk",), seen=()),
    ]

    rows = seen_rows(past, TODAY)

    assert rows["period"].tolist() == ["Jan", "Oct", "Jan"]
    assert list(rows["period"].cat.categories) == ["Oct", "Jan"]
    assert rows["seen"].tolist() == [False, False, True], "“check” was not looked for"
    assert set(rows["room"]) == {"b", "c"}
    frame = look_fors(rows)
    assert frame.loc[("Students talk with one another about the task", "Oct"), "n_visits"] == 1
    assert frame["hidden"].any(), "one room is too few"


def test_months_of_one_name_carry_their_year_and_no_visit_gives_no_row():
    rows = seen_rows([visit("a", "b", 1), visit("a", "b", 366)], TODAY)

    assert list(rows["period"].cat.categories) == ["Jan 2025", "Jan 2026"]
    assert look_fors(seen_rows([], TODAY)).empty
    assert isinstance(seen_rows([visit("a", "b", -5)], TODAY), pd.DataFrame)
    assert seen_rows([visit("a", "b", -5)], TODAY).empty


def test_where_visits_are_rare_a_period_is_longer_so_that_its_numbers_are_of_enough_rooms():
    monthly = [visit("x", host, ago) for ago in (1, 31, 62) for host in "abc"]
    rare = [visit("x", host, ago) for host, ago in zip("abcdef", (1, 20, 31, 45, 62, 80), strict=True)]

    assert months_that_tell(monthly, TODAY) == 1
    assert months_that_tell(rare, TODAY) == 2
    assert list(seen_rows(rare, TODAY, months=2)["period"].cat.categories) == ["Nov", "Dec–Jan"]
    assert months_that_tell([visit("x", "a", 3)], TODAY) == 12
    assert months_that_tell([], TODAY) == 12
