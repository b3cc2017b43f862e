"""Gaps between groups: values of peers, published intervals, laws, and what must not be worked out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.gaps import compare, compare_shares, share_difference_interval
from plcnb.stats.growth import hedges_g

NAN = float("nan")
QUIET = settings(derandomize=True, deadline=None, max_examples=50)
NUMBERS = ["mean", "gap", "g", "low", "high", "g_low", "g_high", "median_gap", "p", "adjusted"]

# Student (1908), Biometrika 6, 1-25: extra hours of sleep of ten people with two drugs (R's data set sleep).
SLEEP_A = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
SLEEP_B = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

# Newcombe (1998), Stat. Med. 17, 873-890, table II, method 10: x1, n1, x2, n2, interval to four places.
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
]


def classes(sizes, means, spread=1.0, seed=1):
    """Return scores and groups a, b, c … of these sizes, with exactly these means and this spread."""
    random = np.random.default_rng(seed)
    drawn = [random.normal(size=n) for n in sizes]
    drawn = [(x - x.mean()) / (x.std(ddof=1) if len(x) > 1 else 1) for x in drawn]
    scores = np.concatenate([mean + spread * x for x, mean in zip(drawn, means, strict=True)])
    return scores, np.repeat(list("abcdefghijklmnopqrstuvwxyz"[: len(sizes)]), sizes)


def test_the_gap_of_two_groups_matches_the_peers():
    # R 4 t.test(extra ~ group): -3.3654832 to 0.2054832, p 0.07939; statsmodels 0.15.0 agrees to 12 digits.
    # R metafor 3.8.1 escalc(measure = "SMD"): g -0.7969352391911, -1.707586149925 to 0.1137156715423.
    got = compare(SLEEP_A + SLEEP_B, ["a"] * 10 + ["b"] * 10).loc["a"]

    assert_allclose([got["low"], got["high"]], [-3.36548323071171, 0.2054832307117107], rtol=1e-11)
    assert_allclose(got["p"], 0.07939414018735816, rtol=1e-11)
    assert_allclose(
        [got["g"], got["g_low"], got["g_high"]],
        [-0.7969352391911, -1.707586149925, 0.1137156715423],
        rtol=1e-10,
    )
    assert_allclose([got["mean"], got["gap"], got["median_gap"]], [0.75, -1.58, 0.35 - 1.75])


@pytest.mark.shared
def test_g_is_that_of_every_peer(peers):
    for name in ("sleep", "tiny"):
        case = peers["hedges_g"][name]
        x, y = case["x"], case["y"]
        got = compare(x + y, ["x"] * len(x) + ["y"] * len(y), minimum=2).loc["x"]
        assert_allclose(got["g"], case["effectsize_g"]["estimate"], rtol=1e-10)
        assert_allclose([got["g_low"], got["g_high"]], case["metafor_SMD"]["ci95_wald"], rtol=1e-10)


def test_each_group_is_laid_beside_all_others_taken_together():
    scores, groups = classes([12, 20, 30], [5, 6, 8])
    got = compare(scores, groups)

    others = scores[groups != "b"]
    assert list(got.columns[:7]) == ["n", "mean", "gap", "g", "low", "high", "caution"]
    assert got.index.name == "group"
    assert got.loc["b", "gap"] == pytest.approx(6 - others.mean())
    assert got.loc["b", "g"] == pytest.approx(hedges_g(scores[groups == "b"], others).g)
    assert got["n"].tolist() == [12, 20, 30]


def test_or_beside_one_group_that_is_named():
    scores, groups = classes([12, 20, 30], [5, 6, 8])
    got = compare(scores, groups, reference="c")

    assert_allclose(got["gap"], [-3, -2, NAN])
    assert got.loc["c", "caution"] == "the others are compared with this group"
    assert (got.loc["c", "verdict"], got.loc["c", "more_needed"]) == ("cannot tell", "")
    assert got.attrs["comparisons"] == 2
    assert got.attrs["reference"] == "c"


def test_a_small_group_shows_its_n_alone_and_cannot_be_worked_out_from_the_others():
    scores, groups = classes([12, 9, 30], [5, 6, 8])
    got = compare(scores, groups)

    assert got.loc["b", "n"] == 9
    assert np.isnan(got.loc["b", NUMBERS].astype(float)).all()
    assert got.loc["b", "caution"] == "fewer than 10 students: not compared"
    assert got.loc["b", "more_needed"] == "scores of 1 more student"
    assert got.loc["a", "gap"] == pytest.approx(5 - 8), "had b been among the others, its mean would follow"
    changed = compare(np.where(groups == "b", scores + 100, scores), groups)
    pd.testing.assert_frame_equal(got, changed)


def test_rows_stand_in_the_order_of_names_never_of_gaps():
    scores, groups = classes([12, 12, 12], [1, 9, 5])

    assert compare(scores, groups[::-1]).index.tolist() == ["a", "b", "c"]
    assert compare(np.arange(36.0), np.repeat([10, 9, 8], 12)).index.tolist() == [8, 9, 10]
    assert compare(np.arange(24.0), [10] * 12 + ["a"] * 12).index.tolist() == [10, "a"]


def test_verdicts_allow_for_how_many_were_compared():
    # one gap that Welch alone calls clear (p .04), among seven that are nothing
    scores, groups = classes([20] * 8, [0.55, 0, 0, 0, 0, 0, 0, 0])
    alone, among = compare(scores[:40], groups[:40]), compare(scores, groups)

    assert among.loc["a", "low"] > 0
    assert among.loc["a", "p"] < 0.05 < among.loc["a", "adjusted"]
    assert among.loc["a", "verdict"] == "cannot tell"
    assert "clear by itself, but not among this many comparisons" in among.loc["a", "caution"]
    assert "by chance" in among.loc["a", "more_needed"]
    assert among.attrs["expected_false_alarms"] == pytest.approx(0.4)
    assert alone.attrs["comparisons"] == 1, "two groups, each beside the other, are one comparison"


def test_clear_gaps_are_said_in_both_directions():
    got = compare(*classes([20, 20], [0, 2]))

    assert got["verdict"].tolist() == ["below", "above"]
    assert got["more_needed"].tolist() == ["", ""]
    assert got["adjusted"].tolist() == got["p"].tolist()


@pytest.mark.parametrize("gap", [0.3, 0.35, 0.5])
def test_the_number_of_students_it_would_take_is_about_right(gap):
    got = compare(*classes([15, 15], [0, gap])).loc["b"]
    assert got["verdict"] == "cannot tell"
    more = int(got["more_needed"].split()[1])

    half = (got["high"] - got["low"]) / 2 * np.sqrt(15 / (15 + more))
    one_less = (got["high"] - got["low"]) / 2 * np.sqrt(15 / (15 + more - 1))
    assert half < got["gap"] <= one_less * (1 + 1e-9)


def test_a_gap_near_nothing_asks_for_no_number():
    scores, groups = classes([15, 15], [0, 0.01])

    assert compare(scores, groups)["more_needed"].str.startswith("more students than can be found").all()
    level = compare([1.0, 2.0] * 12, ["a", "a", "b", "b"] * 6)
    assert level["gap"].tolist() == [0, 0]
    assert level["more_needed"].str.startswith("more students than can be found").all()


def test_no_spread_leaves_the_gap_without_certainty():
    got = compare([2.0] * 12 + [3.0] * 12, ["a"] * 12 + ["b"] * 12).loc["b"]

    assert (got["mean"], got["gap"], got["median_gap"]) == (3, 1, 1)
    assert np.isnan(got[["g", "low", "high", "p", "adjusted"]].astype(float)).all()
    assert (got["verdict"], got["caution"]) == ("cannot tell", "no spread in the scores")
    assert got["more_needed"] == "scores that differ between students"


def test_spread_on_one_side_is_enough():
    got = compare([2.0] * 12 + list(range(12)), ["a"] * 12 + ["b"] * 12)

    assert np.isfinite(got[NUMBERS].to_numpy(float)).all()


def test_one_group_has_nothing_to_be_compared_with():
    got = compare(np.arange(12.0), ["a"] * 12).loc["a"]

    assert got["mean"] == 5.5
    assert np.isnan(got["gap"])
    assert (got["caution"], got["more_needed"]) == (
        "no other group to compare with",
        "another group to compare with",
    )


def test_a_reference_that_is_too_small_compares_nobody():
    got = compare(*classes([12, 3], [0, 1]), reference="b")

    assert got["gap"].isna().all()
    assert got.loc["a", "caution"] == "the group to compare with is too small"


@pytest.mark.parametrize(
    "measure", [compare, lambda *a, **k: compare_shares(a[0], np.ones(len(a[0])), a[1], **k)]
)
@pytest.mark.parametrize(
    ("scores", "groups", "n"),
    [([], [], []), ([1.0, 0.0], [None, NAN], []), ([1.0], ["a"], [1]), ([NAN] * 3, ["a", "b", "b"], [0, 0])],
    ids=["empty", "no groups", "one student", "all missing"],
)
def test_too_little_is_a_frame_that_says_so(measure, scores, groups, n):
    got = measure(np.array(scores, float), groups)

    assert got["n"].tolist() == n
    assert got["gap"].isna().all()
    assert (got["verdict"] == "cannot tell").all()
    assert got.attrs["comparisons"] == 0
    assert got.attrs["expected_false_alarms"] == 0


def test_one_student_a_group_has_no_interval_but_no_error_either():
    got = compare([1.0, 2.0, 4.0], ["a", "b", "c"], minimum=1)

    assert_allclose(got["gap"], [-2, -0.5, 2.5])
    assert got[["low", "high", "g", "p"]].isna().all().all()
    assert got.loc["a", "caution"] == "no spread in the scores; only 1 student"


def test_students_without_a_group_or_a_score_are_counted_and_left_out():
    scores, groups = classes([12, 12], [0, 1])
    with_blanks = compare([*scores, 99, 99, 99, NAN, NAN, NAN], [*groups, None, "", "  ", "a", "a", "a"])

    assert with_blanks.attrs["without_group"] == 3
    assert with_blanks["missing"].tolist() == [3, 0]
    assert "3 of 15 without a score" in with_blanks.loc["a", "caution"]
    assert_allclose(with_blanks[NUMBERS].astype(float), compare(scores, groups)[NUMBERS].astype(float))


def test_series_are_matched_by_their_index():
    scores, groups = classes([12, 14], [0, 1])
    scores, groups = pd.Series(scores), pd.Series(groups)

    shuffled = compare(scores, groups.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(shuffled, compare(scores, groups))
    assert compare(scores.iloc[1:], groups)["missing"].tolist() == [1, 0]
    with pytest.raises(DataError, match="groups holds a student twice"):
        compare(scores, pd.Series(["a", "b"], index=[0, 0]))


@pytest.mark.parametrize(
    ("scores", "groups", "message"),
    [
        ([1.0, np.inf], ["a", "b"], "infinite"),
        (["x"], ["a"], "scores must hold numbers only"),
        ([1.0], ["a", "b"], "scores and groups must be of one length, got 1 and 2"),
        ([1.0], [["a"]], "groups must be one row of names"),
        ([1.0], "a", "groups must be one row of names"),
    ],
)
def test_malformed_scores_and_groups_are_refused(scores, groups, message):
    with pytest.raises(DataError, match=message):
        compare(scores, groups)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"minimum": 0}, "minimum must be a whole number of students, 1 or more, got 0"),
        ({"minimum": 2.5}, "whole number"),
        ({"level": 95}, "For 95 % write 0.95"),
        ({"reference": "z"}, "There is no group 'z' to compare with. There are: a, b."),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, message):
    scores, groups = classes([12, 12], [0, 1])
    with pytest.raises(ParameterError, match=message):
        compare(scores, groups, **arguments)
    with pytest.raises(ParameterError, match=message):
        compare_shares(scores > 0, np.ones(24), groups, **arguments)


@QUIET
@given(
    sizes=st.lists(st.integers(10, 25), min_size=2, max_size=5),
    unit=st.sampled_from([0.01, 7.0, -3.0]),
    shift=st.floats(-100, 100),
    seed=st.integers(0, 1000),
)
def test_unit_and_zero_move_gaps_and_nothing_else(sizes, unit, shift, seed):
    scores, groups = classes(sizes, range(len(sizes)), seed=seed)
    one, other = compare(scores, groups), compare(unit * scores + shift, groups)

    assert_allclose(other["gap"], unit * one["gap"], atol=1e-9)
    ends = ["low", "high"] if unit > 0 else ["high", "low"]
    assert_allclose(other[["low", "high"]], unit * one[ends].to_numpy(), atol=1e-9)
    assert_allclose(other["g"], np.sign(unit) * one["g"], atol=1e-9)
    assert_allclose(other["p"], one["p"], rtol=1e-6)


@QUIET
@given(sizes=st.lists(st.integers(1, 25), min_size=2, max_size=4), seed=st.integers(0, 1000))
def test_order_of_students_does_not_matter_and_nothing_is_changed(sizes, seed):
    scores, groups = classes(sizes, range(len(sizes)), seed=seed)
    order = np.random.default_rng(seed).permutation(len(scores))
    before = scores.copy()

    one, other = compare(scores, groups), compare(scores[order], groups[order])

    assert_allclose(one[NUMBERS].astype(float), other[NUMBERS].astype(float), rtol=1e-9, atol=1e-12)
    assert np.array_equal(before, scores)


def test_two_groups_mirror_each_other():
    got = compare(*classes([12, 30], [3, 4]))

    assert_allclose(
        got.loc["a", ["gap", "low", "high"]].astype(float),
        -got.loc["b", ["gap", "high", "low"]].astype(float),
    )
    assert got["p"].nunique() == 1


def test_a_verdict_never_contradicts_its_interval():
    for seed in range(40):
        scores, groups = classes([14, 11, 25, 10], np.random.default_rng(seed).normal(0, 0.5, 4), seed=seed)
        for frame in (compare(scores, groups), compare_shares(scores > 0, np.ones(60), groups)):
            assert (frame.loc[frame["verdict"] == "above", "low"] > 0).all()
            assert (frame.loc[frame["verdict"] == "below", "high"] < 0).all()


def test_the_interval_holds_as_often_as_it_says():
    random = np.random.default_rng(5)
    held = 0
    for _ in range(250):
        scores = np.concatenate([random.normal(1, 1, 12), random.normal(0, 3, 20)])
        row = compare(scores, ["a"] * 12 + ["b"] * 20).loc["a"]
        held += row["low"] <= 1 <= row["high"]

    assert 0.92 <= held / 250 <= 0.98


def test_a_million_students_are_compared_in_a_moment():
    random = np.random.default_rng(3)
    groups = random.integers(0, 6, 1_000_000)
    got = compare(random.normal(size=1_000_000) + (groups == 2) * 0.05, groups)

    assert got.loc[2, "verdict"] == "above"
    assert got.loc[2, "gap"] == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "low", "high"), NEWCOMBE)
def test_the_interval_of_two_shares_matches_newcombe(x1, n1, x2, n2, low, high):
    assert_allclose(share_difference_interval(x1, n1, x2, n2), [low, high], atol=5e-5)


@pytest.mark.shared
def test_the_interval_of_two_shares_matches_the_published_table(peers):
    for case in peers["two_proportions_published"]["cases"]:
        got = share_difference_interval(case["x1"], case["n1"], case["x2"], case["n2"])
        assert_allclose(got, case["ci"], atol=5e-5)


def test_the_gap_of_two_shares_matches_statsmodels():
    # statsmodels 0.15.0: confint_proportions_2indep(7, 12, 20, 25, method="newcomb"), proportions_ztest
    got = compare_shares([7, 20], [12, 25], ["a", "b"]).loc["a"]

    assert_allclose([got["low"], got["high"]], [-0.5030417982727977, 0.07745868886814017], rtol=1e-12)
    assert_allclose(got["p"], 0.16476519844840964, rtol=1e-12)
    assert_allclose([got["share"], got["gap"]], [7 / 12, 7 / 12 - 0.8])


def test_students_and_totals_give_the_same_gaps():
    groups = np.repeat(["a", "b", "c"], [12, 25, 10])
    right = np.r_[np.arange(12) < 7, np.arange(25) < 20, np.arange(10) < 3]

    by_student = compare_shares(right, np.ones(47), groups)
    by_total = compare_shares([7, 20, 3], [12, 25, 10], ["a", "b", "c"])

    pd.testing.assert_frame_equal(by_student, by_total)
    assert by_total.loc["a", "gap"] == pytest.approx(7 / 12 - 23 / 35)


def test_a_small_group_of_shares_cannot_be_worked_out_either():
    low, high = (compare_shares([7, 20, k], [12, 25, 9], ["a", "b", "c"]) for k in (0, 9))

    pd.testing.assert_frame_equal(low, high)
    assert low.loc["c", "n"] == 9
    assert np.isnan(low.loc["c", "share"])


def test_shares_beside_one_group():
    got = compare_shares([7, 20, 12, 2], [12, 25, 15, 4], list("abcd"), reference="b")

    assert_allclose(got["gap"], [7 / 12 - 0.8, NAN, 0, NAN])
    assert got["share"].tolist()[:3] == [7 / 12, 0.8, 0.8]
    assert got.loc["b", "caution"] == "the others are compared with this group"
    too_small = compare_shares([7, 20, 2], [12, 25, 4], list("abc"), reference="c")
    assert too_small.loc["a", "caution"] == "the group to compare with is too small"


def test_nobody_and_everybody_right_still_have_intervals():
    nobody = compare_shares([0, 0], [12, 20], ["a", "b"]).loc["a"]
    everybody = compare_shares([12, 0], [12, 20], ["a", "b"]).loc["a"]

    assert (nobody["gap"], nobody["p"], nobody["verdict"]) == (0, 1, "cannot tell")
    assert nobody["low"] < 0 < nobody["high"]
    assert (everybody["gap"], everybody["high"], everybody["verdict"]) == (1, 1, "above")


def test_what_more_it_takes_and_what_to_know_of_shares():
    got = compare_shares([6, 3, 9], [9, 9, 9], list("abc"), minimum=5)

    assert got.loc["a", "caution"] == "only 9 students"
    assert compare_shares([7], [12], ["a"]).loc["a", "caution"] == "no other group to compare with"
    # clear by its interval, but not among many
    many = compare_shares([16, *[10] * 9], [20] * 10, list("abcdefghij"))
    assert many.loc["a", "low"] > 0
    assert many.loc["a", "verdict"] == "cannot tell"
    assert "not among this many comparisons" in many.loc["a", "caution"]


@pytest.mark.parametrize(("right", "answered"), [([3], [2]), ([-1], [2])])
def test_impossible_counts_are_refused(right, answered):
    with pytest.raises(DataError, match="right must lie between 0 and answered"):
        compare_shares(right, answered, ["a"])


def test_missing_answers_are_left_out():
    got = compare_shares([1, NAN, 1] * 6, [1, 1, NAN] * 6, ["a"] * 18)

    assert got.loc["a", "n"] == 6


@QUIET
@given(a=st.integers(0, 20), of_a=st.integers(1, 20), b=st.integers(0, 20), of_b=st.integers(1, 20))
def test_swapping_sides_and_right_and_wrong_mirror_the_interval(a, of_a, b, of_b):
    a, b = min(a, of_a), min(b, of_b)
    low, high = share_difference_interval(a, of_a, b, of_b)

    assert -1 <= low <= a / of_a - b / of_b <= high <= 1
    assert_allclose(share_difference_interval(b, of_b, a, of_a), [-high, -low], atol=1e-12)
    assert_allclose(share_difference_interval(of_a - a, of_a, of_b - b, of_b), [-high, -low], atol=1e-12)


def test_nobody_on_one_side_has_no_interval():
    assert np.isnan(share_difference_interval(0, 0, 3, 4)).all()


def test_a_reference_or_groups_that_are_no_names_are_refused():
    with pytest.raises(ParameterError, match="There is no group"):
        compare([1, 2, 3], ["a", "b", "a"], 1, reference=["a"])
    with pytest.raises(DataError, match="one row of names"):
        compare([1, 2], [["a"], ["a", "b"]], 1)
