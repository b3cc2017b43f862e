"""Whether time was too short: who had stopped before the last questions."""

import numpy as np
import pandas as pd
import pytest

from plcnb.errors import DataError, ParameterError
from plcnb.stats.items import not_reached


@pytest.fixture
def hurried():
    """Forty students, five questions: all see the first three, half the fourth, a tenth the last."""
    sheet = pd.DataFrame(np.ones((40, 5)), columns=list("abcde"))
    sheet.iloc[:20, 3] = np.nan
    sheet.iloc[:36, 4] = np.nan
    return sheet


def test_a_question_that_few_reached_is_speeded(hurried):
    got = not_reached(hurried)

    assert got["not_reached"].tolist() == [0, 0, 0, 20, 36]
    assert got["verdict"].tolist() == ["enough time"] * 3 + ["speeded"] * 2
    assert got["share"].tolist() == [0, 0, 0, 0.5, 0.9]
    assert (got["more_needed"] == "").all()


def test_a_blank_before_a_later_answer_is_skipped_and_not_unreached():
    got = not_reached(pd.DataFrame([[1, np.nan, 0, np.nan], ["A", "", "B", "C"]]))

    assert got["skipped"].tolist() == [0, 2, 0, 0]
    assert got["not_reached"].tolist() == [0, 0, 0, 1]


def test_unreached_never_falls_towards_the_end():
    rng = np.random.default_rng(2)
    sheet = pd.DataFrame(np.where(rng.random((60, 12)) < 0.3, np.nan, 1.0))

    got = not_reached(sheet)["not_reached"]

    assert got.is_monotonic_increasing


def test_who_did_not_take_the_test_says_nothing_of_its_time(hurried):
    absent = pd.concat([hurried, pd.DataFrame(np.nan, index=range(9), columns=hurried.columns)])

    pd.testing.assert_frame_equal(not_reached(absent), not_reached(hurried))


def test_few_students_and_shares_near_the_limit_cannot_tell(hurried):
    few, near = not_reached(hurried.iloc[:5]), not_reached(hurried.iloc[16:])
    at_it = pd.DataFrame(np.ones((20, 2)))
    at_it.iloc[:4, 1] = np.nan

    assert (few["verdict"] == "cannot tell").all()
    assert few.loc["a", "more_needed"] == "about 6 more students"
    assert (few["caution"] == "only 5 students").all()
    assert near.loc["d", "verdict"] == "cannot tell"
    assert not_reached(at_it).loc[1, "more_needed"].startswith("a second class")


@pytest.mark.parametrize("sheet", [np.empty((0, 3)), np.full((4, 3), np.nan), np.empty((3, 0))])
def test_nobody_there_gives_nan_and_no_error(sheet):
    got = not_reached(pd.DataFrame(sheet))

    assert len(got) == sheet.shape[1]
    assert got["share"].isna().all()
    assert (got["verdict"] == "cannot tell").all()
    assert (got["more_needed"] == "the first answers").all()


def test_what_is_no_sheet_or_no_share_is_refused(hurried):
    with pytest.raises(DataError, match="must be a DataFrame"):
        not_reached([[1, 0]])
    with pytest.raises(ParameterError, match=r"For 80 % write 0\.8"):
        not_reached(hurried, reached_by=80)
