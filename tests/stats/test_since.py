"""Growth since the last assessment: on common questions, or with a caution."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from plcnb.errors import ParameterError
from plcnb.stats.effects import paired
from plcnb.stats.growth import GrowthSince, since_last


@pytest.fixture
def two_tests(asked):
    """Return the arguments of since_last: `before` asks q1 to q6, `now` asks from `first_now` on."""

    def make(before, now, first_now=1):
        answers_before, items_before, _ = asked(before, test="t1")
        answers_now, items_now, _ = asked(now, test="t2", first_item=first_now)
        nothing = pd.DataFrame(
            columns=["assessment_id", "student_id", "score", "status", "mark"], dtype="str"
        )
        return answers_now, answers_before, items_now, items_before, nothing, nothing

    return make


@pytest.fixture
def grown(two_tests):
    """Forty students, six common questions; most of them know more the second time."""
    rng = np.random.default_rng(21)
    ability = rng.normal(size=(40, 1))
    before = rng.normal(size=(40, 6)) < ability - 0.4
    now = rng.normal(size=(40, 6)) < ability + 0.4
    return before.astype(int), now.astype(int)


def test_growth_is_the_mean_change_of_share_on_common_questions(grown, two_tests):
    before, now = grown

    got = since_last(*two_tests(before.astype(str), now.astype(str)))

    expected = paired(before.mean(axis=1), now.mean(axis=1), 0.90)
    assert isinstance(got, GrowthSince)
    assert_allclose(
        [got.mean_change, got.low, got.high, got.effect],
        [expected.mean_change, expected.low, expected.high, expected.effect],
    )
    assert (got.n, got.n_common_items, got.basis) == (40, 6, "common questions")
    assert (got.verdict, got.caution) == ("above", "")


def test_swapping_now_and_before_mirrors_the_verdict(grown, two_tests):
    before, now = grown

    got = since_last(*two_tests(now.astype(str), before.astype(str)))

    assert got.verdict == "below"
    assert got.mean_change == pytest.approx(
        -since_last(*two_tests(before.astype(str), now.astype(str))).mean_change
    )


def test_single_changes_are_mostly_within_error(grown, two_tests):
    before, now = grown

    got = since_last(*two_tests(before.astype(str), now.astype(str))).frame

    assert list(got.columns) == ["student_id", "before", "now", "change", "reliable"]
    sheet = np.cov(before, rowvar=False)
    alpha = 6 / 5 * (1 - np.trace(sheet) / sheet.sum())
    threshold = 1.959964 * np.sqrt(2) * before.mean(axis=1).std(ddof=1) * np.sqrt(1 - alpha)
    assert ((got["reliable"] == "up") == (got["change"] > threshold)).all()
    assert (got["reliable"] == "within error").mean() > 0.5


def test_only_the_questions_that_both_asked_count(grown, two_tests):
    before, now = (sheet.astype(str) for sheet in grown)

    got = since_last(*two_tests(before, now, first_now=4))  # q4, q5, q6 are common

    assert (got.n_common_items, got.basis) == (3, "common questions")
    assert_allclose(got.frame["before"], grown[0][:, 3:].mean(axis=1))
    assert_allclose(got.frame["now"], grown[1][:, :3].mean(axis=1))


def test_fewer_than_3_common_questions_compare_whole_scores_with_a_caution(grown, two_tests):
    before, now = (sheet.astype(str) for sheet in grown)

    got = since_last(*two_tests(before, now, first_now=5))

    assert (got.n_common_items, got.basis, got.verdict) == (2, "whole scores", "cannot tell")
    assert "a harder test looks like less growth" in got.caution
    assert set(got.frame["reliable"]) == {"cannot tell"}
    assert got.low > 0
    assert_allclose(got.frame["now"], grown[1].mean(axis=1))


def test_results_are_compared_where_there_are_no_answers(marked, asked):
    results, assessments = marked({"t1": [2, 4, 6, "exempt"], "t2": [5, 5, 8, 9]})
    now, before = results[results["assessment_id"] == "t2"], results[results["assessment_id"] == "t1"]
    answers, items, _ = asked([])

    got = since_last(answers, answers, items, items, now, before, assessments=assessments)

    assert_allclose(got.frame["before"], [0.2, 0.4, 0.6, np.nan])
    assert_allclose(got.frame["change"], [0.3, 0.1, 0.2, np.nan])
    assert (got.n, got.basis, got.verdict) == (3, "whole scores", "cannot tell")
    assert got.mean_change == pytest.approx(0.2)
    assert got.caution.endswith("only 3 students; 1 student could not be compared")


def test_answers_stand_in_where_no_result_counts(grown, two_tests, marked):
    before, now = (sheet.astype(str) for sheet in grown)
    _, assessments = marked({"t1": [], "t2": []})

    with_assessments = since_last(*two_tests(before, now, first_now=7), assessments=assessments)

    assert with_assessments.n == 40
    assert with_assessments.mean_change == since_last(*two_tests(before, now, first_now=7)).mean_change


def test_results_without_highest_scores_cannot_be_compared(marked, asked):
    results, _ = marked({"t1": [2], "t2": [5]})
    answers, items, _ = asked([])

    got = since_last(answers, answers, items, items, results, results)

    assert np.isnan([got.mean_change, got.low, got.high, got.effect]).all()
    assert (got.n, got.caution) == (0, "nobody has scores of both assessments")
    assert got.frame["reliable"].tolist() == ["cannot tell"]


def test_a_student_needs_3_common_questions_answered_both_times(two_tests):
    before = [list("1100"), ["1", "1", "", ""], list("0?11"), list("1011")]
    now = [list("1111"), list("1111"), list("01?1"), list("1111")]

    got = since_last(*two_tests(before, now))

    assert got.n == 2
    assert got.frame.set_index("student_id")["change"].isna().tolist() == [False, True, True, False]
    assert "2 students could not be compared" in got.caution


def test_an_omitted_question_is_wrong_and_so_can_be_grown_from(two_tests):
    got = since_last(*two_tests([list("ooo")], [list("111")]))

    assert got.frame["change"].tolist() == [1]


def test_below_10_students_single_changes_cannot_be_told(two_tests):
    got = since_last(*two_tests([list("0000"), list("0110"), list("1110")] * 3, [list("1111")] * 9))

    assert set(got.frame["reliable"]) == {"cannot tell"}
    assert "only 9 students" in got.caution


def test_equal_changes_and_two_students_are_no_verdict(two_tests):
    equal = since_last(*two_tests([list("0001")] * 12, [list("0111")] * 12))
    two = since_last(*two_tests([list("0001"), list("0000")], [list("1111"), list("1111")], first_now=1))

    assert (equal.verdict, equal.caution) == ("cannot tell", "every change is the same")
    assert equal.low == equal.high == 0.5
    assert two.verdict == "cannot tell"


def test_one_student_is_shown_and_not_judged(two_tests):
    got = since_last(*two_tests([list("0001")], [list("0111")]))

    assert (got.n, got.mean_change, got.verdict) == (1, 0.5, "cannot tell")
    assert np.isnan([got.low, got.high]).all()
    assert got.caution == "only 1 student"


def test_questions_that_contradict_each_other_leave_the_largest_error(two_tests):
    # alpha before is negative: it counts as 0, so the threshold is at its highest and not undefined
    before = [list("110000"), list("001100"), list("000011")] * 5

    got = since_last(*two_tests(before, [list("111111")] * 15))

    assert set(got.frame["reliable"]) == {"up"}


def test_nothing_at_all_is_an_empty_frame(asked):
    answers, items, _ = asked([])
    nothing = pd.DataFrame(columns=["assessment_id", "student_id", "score", "status", "mark"], dtype="str")

    got = since_last(answers, answers, items, items, nothing, nothing)

    assert (len(got.frame), got.n, got.verdict) == (0, 0, "cannot tell")


def test_a_level_in_per_cent_is_refused(two_tests):
    with pytest.raises(ParameterError, match="level"):
        since_last(*two_tests([["1"]], [["1"]]), level=90)
