"""What a question calls for, and when its numbers are too few to say so."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.items import analyse_items, judge_items
from plcnb.stats.judging import VERDICTS, Thresholds, correlation_interval, more_students, students_to_leave


def question(n=200, difficulty=0.5, r=0.3):
    return pd.DataFrame({"n": [n], "difficulty": [difficulty], "item_rest_r": [r]}, index=["q"])


def judged(n=200, difficulty=0.5, r=0.3, **how):
    return judge_items(question(n, difficulty, r), **how).loc["q"]


def test_with_20_students_a_correlation_of_a_fifth_tells_nothing():
    # Fisher's interval at 95 %: -.27 to .59
    got = judged(20, r=0.2)

    assert_allclose([got["r_low"], got["r_high"]], [-0.266, 0.590], atol=5e-4)
    assert got["r_se"] == pytest.approx((1 - 0.04) / np.sqrt(19))
    assert (got["band"], got["verdict"]) == ("marginal", "cannot tell")
    assert "too many more students" in got["more_needed"]


@pytest.mark.parametrize(
    ("n", "difficulty", "r", "verdict", "flag"),
    [
        (200, 0.5, -0.3, "check the key", "check the key; weak"),
        (200, 0.1, 0.1, "too hard", "too hard; weak"),
        (200, 0.5, 0.02, "revise", "weak"),
        (200, 0.95, 0.3, "too easy", "too easy"),
        (200, 0.5, 0.5, "keep", ""),
        (24, 0.5, 0.5, "cannot tell", ""),
        (24, 1.0, np.nan, "too easy", "too easy"),
        (12, 1.0, np.nan, "cannot tell", "too easy"),
        (8, 0.5, -0.95, "cannot tell", "check the key; weak"),
        (0, np.nan, np.nan, "cannot tell", ""),
    ],
)
def test_a_verdict_is_what_the_whole_interval_bears_out_and_a_flag_what_the_point_says(
    n, difficulty, r, verdict, flag
):
    got = judged(n, difficulty, r)

    assert (got["verdict"], got["flag"]) == (verdict, flag)
    assert (got["more_needed"] == "") == (verdict != "cannot tell")


@pytest.mark.parametrize(
    ("r", "band"),
    [
        (0.4, "excellent"),
        (0.39, "good"),
        (0.3, "good"),
        (0.2, "marginal"),
        (0.19, "weak"),
        (-1e-17, "weak"),
        (-0.01, "negative"),
        (np.nan, ""),
    ],
)
def test_bands_are_those_of_ebel_and_frisbie(r, band):
    assert judged(r=r)["band"] == band


def test_a_test_of_mastery_praises_what_everybody_has():
    got = judged(24, 1.0, np.nan, thresholds=Thresholds(too_easy=None))

    assert (got["verdict"], got["flag"]) == ("keep", "")


def test_other_limits_move_the_verdict():
    assert judged(difficulty=0.28, r=0.2)["flag"] == ""
    assert judged(difficulty=0.28, r=0.2, thresholds=Thresholds(too_hard=0.3))["flag"] == "too hard"


def test_guess_level_is_one_in_as_many_as_there_are_options_and_a_standard_error():
    # 100 students, four options: .25 + √(.25 · .75 / 100) = .2933
    assert judged(100, 0.29, n_options=4)["verdict"] == "at guess level"
    assert judged(100, 0.30, n_options=4)["flag"] == ""
    assert judged(100, 0.29)["flag"] == ""
    assert judged(9, 0.1, n_options=4)["flag"] == "too hard"


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(10, 300), st.floats(-0.9, 0.9))
def test_so_many_students_settle_it_and_one_fewer_does_not(n, r):
    needed = students_to_leave(np.array([r]), 0.2, 0.95)[0]
    if np.isinf(needed) or needed > 1e9 or needed < 10:
        return

    def settled(count):
        low, high = correlation_interval([r], [count], 0.95)
        return bool(low[0] > 0.2 or high[0] < 0.2)

    assert settled(needed)
    assert needed == 10 or not settled(needed - 1)


def test_the_interval_mirrors_with_the_correlation_and_narrows_with_students():
    low, high = correlation_interval([0.4, -0.4, 0.4], [20, 20, 200], 0.95)

    assert_allclose([low[0], high[0]], [-high[1], -low[1]])
    assert low[0] < low[2] < high[2] < high[0]


def test_three_students_have_no_interval_and_one_is_certain_only_by_name():
    low, high = correlation_interval([0.5, 1.0], [3, 200], 0.95)

    assert np.isnan([low[0], high[0]]).all()
    assert_allclose([low[1], high[1]], 1)


def test_more_needed_is_the_nearest_way_out_in_round_words():
    assert judged(24, 1 / 24, 0.35)["more_needed"] == "answers of about 1 more student"
    assert judged(24, 0.5, 0.5)["more_needed"] == "answers of about 20 more students"
    assert judged(4, 1.0, np.nan)["more_needed"] == "answers of about 20 more students"
    assert judged(0, np.nan, np.nan)["more_needed"] == "the first answers"
    assert "not all answer alike" in judged(30, 0.5, np.nan)["more_needed"]
    assert judged(8, 0.5, np.nan)["more_needed"] == "answers of about 2 more students"
    assert more_students(7) == "answers of about 7 more students"


def test_cautions_name_few_and_equal_answers():
    assert judged(6, 1.0, np.nan)["caution"].startswith("only 6 answered; all scores are equal")
    assert judged(0, np.nan, np.nan)["caution"] == "nobody answered it"
    assert judged()["caution"] == ""


def test_every_verdict_is_one_of_those_promised_and_the_input_stays():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"n": 60, "difficulty": rng.random(80), "item_rest_r": rng.uniform(-1, 1, 80)})
    before = frame.copy()

    got = judge_items(frame, n_options=4)

    assert set(got["verdict"]) <= set(VERDICTS)
    pd.testing.assert_frame_equal(frame, before)
    assert len(judge_items(frame.iloc[:0])) == 0


def test_analysis_carries_the_verdict_of_the_usual_limits():
    rng = np.random.default_rng(5)
    ability = rng.normal(size=(300, 1))
    scores = pd.DataFrame((rng.normal(size=(300, 6)) < ability).astype(float))
    scores[5] = 1 - scores[5]

    got = analyse_items(scores)

    assert got["verdict"].tolist()[:5] == ["keep"] * 5
    assert got["verdict"][5] == "check the key"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"too_hard": 20}, r"For 20 % write 0\.2"),
        ({"too_easy": 0.1}, "too_easy must lie above too_hard"),
        ({"weak": 0.5}, "must rise in this order"),
    ],
)
def test_impossible_thresholds_are_refused(wrong, message):
    with pytest.raises(ParameterError, match=message):
        Thresholds(**wrong)


def test_impossible_frames_and_options_are_refused():
    with pytest.raises(ParameterError, match="n_options must be 2 or more options, got 1"):
        judged(n_options=1)
    with pytest.raises(DataError, match="analysis lacks the column item_rest_r"):
        judge_items(question().drop(columns="item_rest_r"))
    with pytest.raises(DataError, match="Column n of analysis must hold numbers only"):
        judge_items(question(n="many"))
