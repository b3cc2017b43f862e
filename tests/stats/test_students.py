"""What each student shows of each standard."""

import numpy as np
import pytest

from plcnb.errors import DataError, ParameterError
from plcnb.stats.mastery import student_standards


@pytest.fixture
def grid(asked):
    """Seven questions on a, two on b: one student has all of a, one none, and one was away."""
    return asked(["1111111" + "10", "0000000" + "o1", "?" * 9], "aaaaaaabb")


def test_every_student_meets_every_standard(grid):
    got = student_standards(*grid, cut=0.7).set_index(["standard_id", "student_id"])

    assert len(got) == 6
    assert got.loc["a", "verdict"].tolist() == ["above", "below", "cannot tell"]
    assert got.loc["a", "group"].tolist() == ["extend", "reteach", "no answers"]
    assert got.loc["b", "group"].tolist() == ["practise", "practise", "no answers"]
    assert got.loc["a", "code"].tolist() == ["M.a"] * 3
    assert (got.loc["b", "more_needed"].iloc[0], got.loc["b", "caution"].iloc[0]) == (
        "about 10 more questions on this standard",
        "only 2 answers",
    )


def test_no_answer_is_missing_and_an_omitted_one_is_wrong(grid):
    got = student_standards(*grid, cut=0.7).set_index(["standard_id", "student_id"])

    assert got.loc[("b", "s01"), "share"] == 0.5
    assert np.isnan(got.loc[("a", "s02"), ["share", "low", "high"]].astype(float)).all()
    assert got.loc[("a", "s02"), ["n_items", "caution"]].tolist() == [0, "no scored answers"]
    assert got.loc[("a", "s02"), "more_needed"] == "about 3 more questions on this standard"


def test_six_right_answers_do_not_tell_and_seven_do(asked):
    def verdict(n):
        return student_standards(*asked(["1" * n]), cut=0.7)["verdict"].item()

    assert (verdict(6), verdict(7)) == ("cannot tell", "above")


def test_a_share_at_the_cut_calls_for_a_conversation(asked):
    got = student_standards(*asked(["1010"]), cut=0.5)

    assert got["more_needed"].item().startswith("a conversation")


def test_the_order_of_rows_does_not_matter(grid):
    responses, items, standards = grid

    again = student_standards(responses.sample(frac=1, random_state=1), items, standards, cut=0.7)

    assert again.equals(student_standards(*grid, cut=0.7))


def test_a_standard_nobody_described_is_called_by_its_id(grid):
    responses, items, standards = grid

    assert student_standards(responses, items, standards.iloc[:0], cut=0.7)["code"].tolist() == list("aaabbb")


def test_nothing_asked_and_nobody_there_give_no_rows(grid):
    responses, items, standards = grid

    full = student_standards(*grid, cut=0.7)
    for left in (
        student_standards(responses.iloc[:0], items, standards, cut=0.7),
        student_standards(responses, items.iloc[:0], standards, cut=0.7),
    ):
        assert len(left) == 0
        assert left.dtypes.equals(full.dtypes)


def test_percentages_and_missing_columns_are_refused(grid):
    responses, items, standards = grid
    with pytest.raises(ParameterError, match=r"For 70 % write 0\.7"):
        student_standards(*grid, cut=70)
    with pytest.raises(DataError, match="standards lacks the column code"):
        student_standards(responses, items, standards.drop(columns="code"), cut=0.7)
