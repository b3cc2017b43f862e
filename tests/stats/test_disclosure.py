"""What leaves the team: enough students, never all or none, and nothing to be worked out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from plcnb.errors import DataError, ParameterError
from plcnb.stats import disclosure, mastery
from plcnb.stats.disclosure import protect_items, protect_shares


@pytest.fixture
def shares():
    """Five standards: two of few students, one all right, one nearly, one in the middle."""
    return pd.DataFrame(
        {
            "standard_id": ["e", "d", "c", "b", "a"],
            "n_students": [9, 24, 3, 24, 24],
            "n_items": [4, 4, 4, 4, 4],
            "points": [3.0, 60.0, 12.0, 92.0, 96.0],
            "possible": [36.0, 96.0, 12.0, 96.0, 96.0],
            "share": [3 / 36, 60 / 96, 1.0, 92 / 96, 1.0],
            "low": [0.03, 0.5, 0.7, 0.9, 0.96],
            "high": [0.2, 0.97, 1.0, 0.98, 1.0],
            "verdict": ["below", "cannot tell", "cannot tell", "above", "above"],
            "more_needed": ["", "about 2 more questions on this standard", "", "", ""],
            "caution": ["only 9 students", "", "only 3 students", "", ""],
        }
    )


@pytest.fixture
def questions():
    return pd.DataFrame(
        {
            "item_id": ["q3", "q1", "q2", "q4"],
            "position": [3, 1, 2, 4],
            "n": [24, 9, 24, 24],
            "difficulty": [0.04, 0.3, 0.5, 0.96],
            "low": [0.01, 0.1, 0.3, 0.8],
            "high": [0.2, 0.6, 0.7, 0.99],
            "item_rest_r": [0.1, 0.2, 0.3, 0.4],
            "top_wrong": ["B", "C", "D", "A"],
            "top_wrong_share": [0.9, 0.5, 0.04, 0.04],
            "top_wrong_n": [22, 5, 1, 1],
            "key": ["A", "A", "A", "B"],
            "flag": ["hard", "popular wrong answer", "", ""],
            "why": ["1 of 24 have it right", "5 of 6 wrong choices are C", "", ""],
        }
    )


def test_a_row_of_fewer_than_10_students_keeps_nothing_but_its_name(shares):
    got = protect_shares(shares).set_index("standard_id").loc["e"]

    assert got["hidden"]
    assert got["why"] == "fewer than 10 students"
    assert got[["n_students", "points", "possible", "share", "low", "high"]].isna().all()
    assert got[["verdict", "more_needed", "caution"]].tolist() == ["cannot tell", "", ""]
    assert got["n_items"] == 4


def test_all_and_nearly_all_look_the_same(shares):
    got = protect_shares(shares).set_index("standard_id")

    assert got.loc["a"].drop("hidden").equals(got.loc["b"].drop("hidden"))
    assert got.loc["a", ["share", "why", "hidden"]].tolist() == [0.95, "95 % or more", False]
    # the low end of Wilson's interval with the number of students would say that all 24 were right
    assert got.loc["a", ["points", "possible", "low", "high"]].isna().all()


def test_none_looks_like_5_per_cent_or_less(shares):
    shares.loc[1, ["share", "low", "high", "points"]] = [0.0, 0.0, 0.1, 0.0]

    got = protect_shares(shares).set_index("standard_id").loc["d"]

    assert got[["share", "why"]].tolist() == [0.05, "5 % or less"]
    assert np.isnan(got["points"])


def test_a_share_in_the_middle_is_shown_with_its_interval_cut_off(shares):
    got = protect_shares(shares).set_index("standard_id").loc["d"]

    assert got[["share", "low", "high", "points"]].tolist() == [60 / 96, 0.5, 0.95, 60]
    assert got[["verdict", "more_needed", "why"]].tolist() == [
        "cannot tell",
        "about 2 more questions on this standard",
        "",
    ]


def test_the_order_of_rows_does_not_tell_what_is_withheld(shares):
    got = protect_shares(shares)

    # e came first because it was lowest, c in the middle; b before a because it was lower
    assert got["standard_id"].tolist() == ["d", "a", "b", "c", "e"]


def test_no_published_number_lies_outside_the_coded_range(shares):
    got = protect_shares(shares)

    published = got[["share", "low", "high"]].stack().dropna()
    assert len(published) == 5
    assert published.between(0.05, 0.95).all()


def test_small_counts_beside_the_share_are_withheld_too(marked):
    results, assessments = marked({"a": [9] * 8 + [1] * 8 + ["exempt"] * 2 + ["not submitted"] * 12})
    frame = mastery.by_assessment(results, assessments, cut_share=0.5)

    got = protect_shares(frame).iloc[0]

    assert np.isnan(got["n_exempt"])
    assert got[["n_students", "reached", "n_not_submitted", "n_marked"]].tolist() == [16, 8, 12, 0]
    assert frame.iloc[0]["caution"] != got["caution"] == ""


def test_assessments_stay_in_the_order_of_time(marked):
    results, assessments = marked({"b": [9] * 3, "a": [9] * 8 + [1] * 8})

    got = protect_shares(mastery.by_assessment(results, assessments, cut_share=0.5))

    assert got["assessment_id"].tolist() == ["b", "a"]
    assert got["hidden"].tolist() == [True, False]


@pytest.mark.parametrize(("minimum", "hidden"), [(3, 0), (4, 1), (10, 2), (25, 5)])
def test_the_minimum_can_be_set(shares, minimum, hidden):
    assert protect_shares(shares, minimum)["hidden"].sum() == hidden


def test_a_frame_with_nothing_to_hide_keeps_its_numbers_and_types(shares):
    fine = shares.iloc[[1]].reset_index(drop=True).assign(high=0.8)

    got = protect_shares(fine)

    assert_frame_equal(got.drop(columns=["hidden", "why"]), fine)


def test_a_frame_without_counts_and_phrases_is_protected_as_well(shares):
    got = protect_shares(shares[["standard_id", "n_students", "share", "low", "high"]])

    assert got["hidden"].sum() == 2


def test_the_callers_frame_is_left_as_it_was(shares, questions):
    copies = shares.copy(), questions.copy()

    protect_shares(shares)
    protect_items(questions)

    assert_frame_equal(shares, copies[0])
    assert_frame_equal(questions, copies[1])


@pytest.mark.parametrize(("protect", "name"), [(protect_shares, "shares"), (protect_items, "questions")])
def test_an_empty_frame_stays_empty(protect, name, request):
    got = protect(request.getfixturevalue(name).iloc[:0])

    assert len(got) == 0
    assert {"hidden", "why"} <= set(got.columns)


def test_questions_of_few_students_and_extreme_ones_lose_their_answers(questions):
    got = protect_items(questions).set_index("item_id")

    assert got["hidden"].to_dict() == {"q3": False, "q2": False, "q4": False, "q1": True}
    assert got["why"].to_dict() == {
        "q3": "5 % or less",
        "q2": "",
        "q4": "95 % or more",
        "q1": "fewer than 10 students",
    }
    assert got.loc[["q1", "q3", "q4"], ["low", "high", "item_rest_r", "top_wrong_n"]].isna().all(axis=None)
    assert (got.loc[["q1", "q3", "q4"], ["top_wrong", "flag"]] == "").all(axis=None)
    assert got["key"].tolist() == ["A", "A", "B", "A"]


def test_a_wrong_answer_of_hardly_anybody_is_coded(questions):
    got = protect_items(questions).set_index("item_id").loc["q2"]

    assert got[["difficulty", "top_wrong", "top_wrong_share"]].tolist() == [0.5, "D", 0.05]
    assert np.isnan(got["top_wrong_n"])


@pytest.mark.parametrize(("protect", "name"), [(protect_shares, "shares"), (protect_items, "questions")])
def test_frames_about_single_students_and_impossible_minimums_are_refused(protect, name, request):
    frame = request.getfixturevalue(name)

    with pytest.raises(DataError, match="never leaves the team"):
        protect(frame.assign(student_id="s1"))
    with pytest.raises(ParameterError, match="minimum must be 1 or more students, got 0"):
        protect(frame, 0)
    with pytest.raises(DataError, match="frame lacks the column low"):
        protect(frame.drop(columns="low"))


def test_the_floor_is_10():
    assert disclosure.MINIMUM == 10


@pytest.mark.parametrize(
    ("percent", "n", "decimals", "counts"),
    [
        (67, 6, 0, [4]),
        (33, 3, 0, [1]),
        (9, 11, 0, [1]),
        (12, 25, 0, [3]),
        (51, 150, 0, [76, 77]),
        (51, 250, 0, [127, 128]),
        (10.5, 86, 1, [9]),
        (0, 7, 0, [0]),
        (100, 7, 0, [7]),
        (50, 3, 0, []),
        (51, 200, 0, [101, 102]),  # 50.5 % is rounded up
        (0, 1000, 0, [0, 1, 2, 3, 4]),
    ],
)
def test_a_percentage_with_its_n_is_a_count(percent, n, decimals, counts):
    assert disclosure.possible_counts(percent, n, decimals) == counts


@given(st.integers(1, 400), st.integers(0, 2), st.data())
@settings(deadline=None, derandomize=True)
def test_every_count_is_among_those_its_percentage_allows(n, decimals, data):
    count = data.draw(st.integers(0, n))
    shown = (2 * 100 * count * 10**decimals + n) // (2 * n) / 10**decimals  # half up

    assert count in disclosure.possible_counts(shown, n, decimals)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((101, 5), "percent must lie between 0 and 100, got 101"),
        ((np.nan, 5), "percent must lie between 0 and 100, got nan"),
        (("5 %", 5), "percent must lie between 0 and 100"),
        ((5.5, 20), "percent has more decimals than 0: 5.5. Give decimals="),
        ((5, 0), "n must be 1 or more"),
        ((5, 2.5), "n must be 1 or more"),
        ((5, 20, -1), "decimals 0 to 10"),
    ],
)
def test_percentages_that_are_none_are_refused(given, said):
    with pytest.raises(ParameterError, match=said):
        disclosure.possible_counts(*given)


@pytest.mark.parametrize(
    ("reached", "n", "share", "why"),
    [
        (9, 86, 0.11, "11 % or less"),  # 10 % of 86 are 9 students
        (77, 86, 0.89, "89 % or more"),
        (10, 86, 10 / 86, ""),
        (4, 24, 0.2, "20 % or less"),
        (5, 24, 5 / 24, ""),
        (20, 24, 0.8, "80 % or more"),
        (9, 45, 0.2, "20 % or less"),
        (10, 45, 10 / 45, ""),
        (10, 200, 0.05, "5 % or less"),
        (11, 200, 11 / 200, ""),
        (2, 10, 0.2, "20 % or less"),
        (15, 15, 0.8, "80 % or more"),
    ],
)
def test_few_students_on_one_side_of_a_share_are_coded(reached, n, share, why):
    frame = pd.DataFrame(
        {"title": ["Unit 1"], "n_students": [n], "reached": [float(reached)], "share": [reached / n]}
    )

    got = protect_shares(frame.assign(low=0.01, high=0.99)).iloc[0]

    assert got["share"] == pytest.approx(share)
    assert got["why"] == why
    assert np.isnan(got["reached"]) == bool(why)


@given(st.integers(10, 400), st.integers(5, 15), st.data())
@settings(deadline=None, derandomize=True)
def test_a_shown_share_of_students_leaves_enough_on_both_sides(n, minimum, data):
    reached = data.draw(st.integers(0, n))
    frame = pd.DataFrame(
        {"title": ["Unit 1"], "n_students": [n], "share": [reached / n], "low": 0.0, "high": 1.0}
    )

    got = protect_shares(frame, min(minimum, n)).iloc[0]

    if got["why"] == "":
        assert min(reached, n - reached) >= min(minimum, 0.2 * n)
    else:
        end = got["share"] if reached < n / 2 else 1 - got["share"]
        assert min(reached, n - reached) <= end * n + 1e-9


def test_a_question_of_one_point_is_a_share_of_students(shares):
    got = protect_shares(shares.assign(n_items=1)).set_index("standard_id")

    assert got.loc["a", "why"] == "80 % or more"
    assert protect_shares(shares).set_index("standard_id").loc["a", "why"] == "95 % or more"
