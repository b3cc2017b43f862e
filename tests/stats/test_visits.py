"""What classroom visits see over time: counted by practice, compared with care, and never by teacher."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.proportions import proportion_interval
from plcnb.stats.visits import difference_interval, look_fors

# Newcombe (1998), Stat. Med. 17, 873-890, table II, method 10, to four places.
NEWCOMBE = [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (6, 7, 2, 7, 0.0582, 0.8062)]
NEWCOMBE += [(5, 56, 0, 29, -0.0381, 0.1926), (0, 10, 0, 20, -0.1611, 0.2775), (10, 10, 0, 20, 0.6791, 1.0)]

laws = settings(derandomize=True, deadline=None, max_examples=20)


@pytest.fixture
def visited():
    """Make visits from {period: (seen, visits)} for one look-for, each to a room of its own unless told."""

    def make(periods, look_for="Students explain", rooms=None):
        rows = [
            {"look_for": look_for, "period": period, "seen": place < seen}
            for period, (seen, n) in periods.items()
            for place in range(n)
        ]
        frame = pd.DataFrame(rows, columns=["look_for", "period", "seen"])
        return frame if rooms is None else frame.assign(room=rooms)

    return make


@pytest.mark.parametrize(("k", "n", "k_before", "n_before", "low", "high"), NEWCOMBE)
def test_the_difference_of_two_shares_has_newcombes_interval(k, n, k_before, n_before, low, high):
    now, then = proportion_interval(k, n), proportion_interval(k_before, n_before)

    assert_allclose(difference_interval(k / n, *now, k_before / n_before, *then), (low, high), atol=5e-5)


def test_peers_agree_on_the_difference_of_two_shares(peers):
    for case in peers["two_proportions_published"]["cases"]:
        k, n, k_before, n_before = (case[name] for name in ("x1", "n1", "x2", "n2"))
        now, then = proportion_interval(k, n), proportion_interval(k_before, n_before)
        got = difference_interval(k / n, *now, k_before / n_before, *then)
        assert_allclose(got, case["ci"], atol=5e-5)


def test_shares_and_wilson_intervals_by_look_for_and_period(visited):
    frame = look_fors(visited({"Sep": (3, 10), "Oct": (18, 24)}), level=0.95)

    assert frame.index.names == ["look_for", "period"]
    assert frame["n_visits"].tolist() == [10, 24]
    assert frame["seen"].tolist() == [3, 18]
    assert frame["share"].tolist() == [0.3, 0.75]
    assert_allclose(frame[["low", "high"]].iloc[1], [0.5510, 0.8800], atol=5e-5)  # Wilson, 18 of 24


@pytest.mark.parametrize(
    ("periods", "verdict", "more_needed"),
    [
        ({1: (1, 10), 2: (9, 10)}, "above", ""),
        ({1: (9, 10), 2: (1, 10)}, "below", ""),
        ({1: (5, 10), 2: (6, 10)}, "cannot tell", "nothing soon: the two shares are too close"),
        ({1: (5, 10), 2: (5, 10)}, "cannot tell", "nothing soon: the two shares are too close"),
        ({1: (3, 10), 2: (6, 10)}, "cannot tell", "about 4 more visits"),
        ({1: (0, 10), 2: (4, 4)}, "cannot tell", "1 more visit"),
        ({1: (0, 4), 2: (10, 10)}, "cannot tell", "a next period"),
        ({1: (0, 10), 2: (2, 2)}, "cannot tell", "visits to at least 3 rooms"),
    ],
)
def test_a_change_is_told_where_it_is_clear_and_only_there(visited, periods, verdict, more_needed):
    frame = look_fors(visited(periods))

    assert frame["verdict"].tolist() == ["cannot tell", verdict]
    assert frame["more_needed"].iloc[0] == "a second period to compare with"
    assert frame["more_needed"].iloc[1].startswith(more_needed)
    assert bool(frame["more_needed"].iloc[1]) == (verdict == "cannot tell")


def test_a_period_without_visits_is_no_data_and_is_passed_over(visited):
    calm = visited({1: (1, 10), 2: (2, 10), 3: (9, 10)})
    other = visited({1: (1, 10), 3: (9, 10)}, look_for="Students ask")
    frame = look_fors(pd.concat([calm, other]))

    gap = frame.loc[("Students ask", 2)]
    assert gap["n_visits"] == 0
    assert gap[["seen", "share", "low", "high"]].isna().all()
    assert (gap["verdict"], gap["caution"]) == ("cannot tell", "no visit looked for it")
    assert frame.loc[("Students ask", 3), "verdict"] == "above", "compared with the last period with visits"


def test_what_nobody_looked_for_does_not_count(visited):
    visits = visited({1: (3, 6)}).astype({"seen": object})
    visits.loc[[0, 5], "seen"] = [None, np.nan]

    assert look_fors(visits)[["n_visits", "seen"]].to_numpy().tolist() == [[4, 2]]


def test_dates_are_put_in_order_and_words_stay_as_they_come(visited):
    dates = pd.to_datetime(["2026-10-01", "2026-09-01"])
    in_time = look_fors(
        visited({dates[0]: (1, 5), dates[1]: (2, 5)}).rename(columns={"period": "date"}), by="date"
    )
    in_words = look_fors(visited({"spring": (1, 5), "autumn": (2, 5)}))

    terms = pd.Categorical(["spring"] * 5 + ["autumn"] * 5, ["autumn", "spring"])
    in_terms = look_fors(visited({1: (1, 5), 2: (2, 5)}).assign(period=terms))
    months = look_fors(visited({pd.Period("2026-10", "M"): (1, 5), pd.Period("2026-09", "M"): (2, 5)}))
    days = look_fors(visited({date.date(): (1, 5) for date in dates}))

    assert in_terms.index.get_level_values("period").tolist() == ["autumn", "spring"]
    assert months["seen"].tolist() == [2, 1]
    assert days.index.get_level_values("period").tolist() == sorted(date.date() for date in dates)
    assert in_time.index.get_level_values("period").tolist() == [dates[1], dates[0]]
    assert in_words.index.get_level_values("period").tolist() == ["spring", "autumn"]


def test_visits_to_the_same_rooms_tell_less_than_visits_to_as_many_rooms(visited):
    periods = {1: (6, 12)}
    apart = look_fors(visited(periods, rooms=[f"room {i}" for i in range(12)]))
    alike = look_fors(visited(periods, rooms=[f"room {i // 3}" for i in range(12)]))

    assert alike["share"].item() == apart["share"].item() == 0.5
    assert alike["high"].item() - alike["low"].item() > apart["high"].item() - apart["low"].item()
    assert alike["n_rooms"].item() == 4
    assert alike["caution"].item() == ""
    assert "rooms not known" in look_fors(visited(periods))["caution"].item()


def test_fewer_than_three_rooms_are_never_shown(visited):
    frame = look_fors(visited({1: (4, 8)}, rooms=["a", "b"] * 4))

    assert frame["hidden"].item()
    assert frame[["seen", "share", "low", "high"]].isna().all(axis=None)
    assert frame["why"].item() == "fewer than 3 classrooms"
    assert look_fors(visited({1: (1, 2)}))["why"].item() == "fewer than 3 visits"


def test_visits_whose_room_nobody_wrote_down_count_as_one_room(visited):
    frame = look_fors(visited({1: (2, 6)}, rooms=["a", "b", None, None, np.nan, "c"]))

    assert frame["n_rooms"].item() == 4


@laws
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.booleans()), min_size=1, max_size=60))
def test_counts_add_up_shares_mirror_and_order_does_not_matter(rows):
    visits = pd.DataFrame(rows, columns=["look_for", "period", "seen"])
    frame = look_fors(visits)
    mirrored = look_fors(visits.assign(seen=~visits["seen"]))
    turned = look_fors(visits[::-1]).loc[frame.index]

    assert frame["n_visits"].sum() == len(visits)
    assert_allclose(frame["low"], 1 - mirrored["high"])
    swap = {"above": "below", "below": "above"}
    assert frame["verdict"].tolist() == mirrored["verdict"].replace(swap).tolist()
    pd.testing.assert_frame_equal(frame, turned)


def test_no_visit_is_an_empty_frame():
    frame = look_fors(pd.DataFrame({"look_for": [], "period": [], "seen": []}))

    assert frame.empty
    assert list(frame.columns[:6]) == ["n_visits", "seen", "share", "low", "high", "verdict"]


def test_a_year_of_a_district_is_counted(visited):
    visits = pd.concat(
        [visited(dict.fromkeys(range(10), (40, 100)), look_for=f"look-for {i}") for i in range(5)]
    )

    assert (look_fors(visits)["share"] == 0.4).all()


@pytest.mark.parametrize("by", ["teacher", "room", "visited"])
def test_nothing_is_shown_by_teacher(visited, by):
    with pytest.raises(ParameterError, match="not shown by teacher or room"):
        look_fors(visited({1: (1, 5)}).assign(**{by: "someone"}), by=by)
    with pytest.raises(DataError, match=f"visits is indexed by {by}"):
        look_fors(visited({1: (1, 5)}).assign(**{by: "someone"}).set_index(by))


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"seen": "often"}, "Column seen of visits holds 'often' in row 1"),
        ({"seen": 2}, "Column seen of visits holds 2 in row 1"),
        ({"period": None}, "Column period of visits holds (None|nan) in row 1; expected a name"),
        ({"look_for": " "}, "Column look_for of visits holds ' ' in row 1"),
    ],
)
def test_what_breaks_the_contract_is_named(visited, change, match):
    with pytest.raises(DataError, match=match):
        look_fors(visited({1: (1, 5)}).assign(**change))


def test_a_missing_column_a_wrong_frame_and_a_percentage_are_refused(visited):
    with pytest.raises(DataError, match="visits lacks the column week"):
        look_fors(visited({1: (1, 5)}), by="week")
    twice = pd.concat([visited({1: (1, 5)}), visited({1: (1, 5)})[["seen"]]], axis=1)
    with pytest.raises(ParameterError, match="by must be the name of the column"):
        look_fors(visited({1: (1, 5)}), by=1)
    with pytest.raises(DataError, match="of several kinds, which have no order"):
        look_fors(visited({1: (1, 5), pd.Timestamp("2026-10-03"): (1, 5)}))
    with pytest.raises(DataError, match="visits has more than one column seen"):
        look_fors(twice)
    with pytest.raises(DataError, match="visits must be a DataFrame, got list"):
        look_fors([])
    with pytest.raises(ParameterError, match=r"For 90 % write 0\.9"):
        look_fors(visited({1: (1, 5)}), level=90)
