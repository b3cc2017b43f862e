"""Who moved between quarters: ties kept together, error told apart, drift named."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import multivariate_normal

from plcnb.errors import DataError, ParameterError
from plcnb.stats.growth import movement

EIGHT = [10, 20, 30, 40, 50, 60, 70, 80]


def cell(result, before, now):
    return result.frame.set_index(["before", "now"]).loc[(before, now)]


def test_eight_students_fill_four_quarters_evenly():
    got = movement(EIGHT, EIGHT)

    assert got.students["part_before"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    assert got.cuts_before == (25, 45, 65)
    assert (got.n_up, got.n_same, got.n_down, got.n) == (0, 8, 0, 8)
    assert cell(got, 2, 2)["n"] == 2
    assert len(got.frame) == 16


def test_students_who_tie_are_never_parted():
    got = movement([1, 2, 2, 2, 2, 2, 3, 4], EIGHT)

    assert got.students["part_before"].tolist() == [1, 2, 2, 2, 2, 2, 4, 4]
    assert got.n_tied == 5
    assert "5 students with tied scores kept together" in got.caution


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=40))
def test_every_student_is_in_one_cell_and_parts_follow_scores(pairs):
    before, now = np.array(pairs, float).T
    got = movement(before, now, sem=1.5)
    students = got.students.sort_values("before")

    assert got.frame["n"].sum() == got.n == len(pairs) == got.n_up + got.n_same + got.n_down
    assert students["part_before"].is_monotonic_increasing
    assert students.groupby("before")["part_before"].nunique().eq(1).all()
    assert (got.frame["n_clear"] <= got.frame["n"]).all()
    assert got.frame.loc[got.frame["direction"] == "same", "n_clear"].eq(0).all()
    assert got.n_clear_up <= got.n_up
    assert got.n_clear_down <= got.n_down
    assert set(got.students["clear"]) <= {"up", "down", "within error"}


def test_order_and_scale_do_not_matter():
    rng = np.random.default_rng(4)
    before, now = rng.normal(50, 10, (2, 37))
    shuffled = rng.permutation(37)

    plain = movement(before, now, sem=4)
    scaled = movement(before[shuffled] * 3 + 7, now[shuffled] * 3 + 7, sem=12)

    pd.testing.assert_frame_equal(plain.frame, scaled.frame)
    assert plain.expected_by_error == pytest.approx(scaled.expected_by_error)


def test_own_quarters_rise_and_fall_together_and_give_no_verdict():
    got = movement(EIGHT, [score + 500 for score in EIGHT])

    assert (got.n_same, got.basis, got.verdict) == (8, "own quarters", "cannot tell")
    assert got.more_needed.startswith("the same cut scores")


def test_the_same_cuts_show_that_everybody_rose():
    got = movement(EIGHT, [score + 30 for score in EIGHT], cuts="before")

    assert got.cuts_now == got.cuts_before
    assert (got.n_up, got.n_same) == (6, 2)
    assert (got.basis, got.verdict, got.more_needed) == ("same cuts", "above", "")
    assert movement([score + 30 for score in EIGHT], EIGHT, cuts=(25, 45, 65)).verdict == "below"


def test_cut_scores_from_outside_make_their_own_parts_and_a_score_on_a_cut_is_above_it():
    got = movement([10, 50], [50, 49], cuts=[50])

    assert got.parts == 2
    assert got.students["moved"].tolist() == ["up", "down"]


def test_a_move_is_clear_where_it_exceeds_the_reliable_change():
    # One cut at 50, standard error 5: 1.645 · √2 · 5 = 11.63 points; half of it on each side of the cut
    got = movement([44.1, 44.3, 40, 60], [55.9, 55.7, 49, 55], cuts=[50], sem=5)

    assert got.students["clear"].tolist() == ["up", "within error", "within error", "within error"]
    assert (got.n_up, got.n_clear_up) == (2, 1)
    assert cell(got, 1, 2)["n_clear"] == 1


def test_without_an_error_no_move_can_be_told_from_it():
    got = movement(EIGHT, EIGHT[::-1])

    assert (got.students["clear"] == "cannot tell").all()
    assert "error of the scores is not known" in got.caution
    assert np.isnan(got.expected_by_error)


def test_exact_scores_make_every_move_clear():
    got = movement(EIGHT, EIGHT[::-1], sem=0)

    assert got.n_clear_up + got.n_clear_down == got.n_up + got.n_down == 8
    assert got.expected_by_error == 0


def test_error_alone_moves_as_many_as_two_normal_scores_would():
    rng = np.random.default_rng(8)
    scores = rng.normal(size=400)
    scores = (scores - scores.mean()) / scores.std(ddof=1)

    got = movement(scores, scores, sem=np.sqrt(0.2)).expected_by_error / 400

    # scipy 1.17 multivariate_normal: the chance that two scores with r = .8 lie in different quarters
    edges = [-8, -0.6744898, 0, 0.6744898, 8]
    normal = multivariate_normal(cov=[[1, 0.8], [0.8, 1]])
    same = sum(normal.cdf([b, b]) - 2 * normal.cdf([a, b]) + normal.cdf([a, a]) for a, b in pairwise(edges))
    assert got == pytest.approx(1 - same, abs=1e-3)
    # with nothing but error three in four change quarter
    assert movement(scores, scores, sem=1).expected_by_error / 400 == pytest.approx(0.75, abs=1e-3)


def test_part_of_every_movement_is_drift_and_it_is_said():
    assert "regression to the mean" in movement(EIGHT, EIGHT, sem=1).caution


def test_series_are_matched_by_student_and_who_has_one_score_is_named():
    before = pd.Series({"ana": 1.0, "ben": 2.0, "kim": 5.0, "tom": np.nan})
    now = pd.Series({"kim": 6.0, "ana": 3.0, "lea": 9.0, "tom": np.nan})

    got = movement(before, now)

    assert (got.n, got.n_missing) == (2, 2)
    assert got.students.loc["ben", ["part_before", "part_now", "moved", "clear"]].tolist() == [
        0,
        0,
        "",
        "cannot tell",
    ]
    assert "2 students with one score left out" in got.caution


@pytest.mark.parametrize("scores", [[], [np.nan] * 3, [5], [5, 5, 5, 5], [1, 2]])
def test_few_and_equal_scores_give_a_movement_and_no_error(scores):
    got = movement(scores, scores, sem=1, cuts="before")

    assert got.frame["n"].sum() == got.n == sum(score == score for score in scores)
    assert got.n_same == got.n
    assert got.verdict == "cannot tell"
    assert got.more_needed
    assert got.caution


def test_a_huge_class_is_quick_and_whole():
    scores = np.random.default_rng(1).normal(size=100_000)

    assert movement(scores, scores, sem=0.3).frame["n"].sum() == 100_000


def test_neighbouring_floats_are_still_parted():
    one = 1.0
    nxt = np.nextafter(one, 2)

    assert movement([one, nxt], [one, nxt], parts=2).students["part_before"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"cuts": [3, 2]}, "rising scores"),
        ({"cuts": "after"}, "rising scores"),
        ({"cuts": []}, "1 to 9"),
        ({"cuts": [np.nan]}, "rising scores"),
        ({"parts": 1}, "whole number from 2 to 10, got 1"),
        ({"parts": 2.5}, "whole number from 2 to 10"),
        ({"sem": -1}, "0 or more, got -1"),
        ({"sem": (1, 2, 3)}, "one or two numbers"),
        ({"sem": np.inf}, "one or two numbers"),
        ({"sem": "x"}, "one or two numbers"),
        ({"level": 90}, r"For 90 % write 0\.9"),
    ],
)
def test_impossible_choices_are_refused(wrong, message):
    with pytest.raises(ParameterError, match=message):
        movement(EIGHT, EIGHT, **wrong)


def test_impossible_scores_are_refused():
    with pytest.raises(DataError, match="of one length, got 2 and 1"):
        movement([1, 2], [1])
    with pytest.raises(DataError, match="finite numbers"):
        movement([1, np.inf], [1, 2])


def test_two_errors_may_differ():
    got = movement([44, 44], [56, 52], cuts=[50], sem=(1, 9))

    assert_allclose(got.n_clear_up, 0)
    assert movement([44, 44], [56, 52], cuts=[50], sem=(1, 1)).n_clear_up == 2
