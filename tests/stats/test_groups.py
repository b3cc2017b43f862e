"""Who needs what next, and what is too little to say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from plcnb.errors import ParameterError
from plcnb.stats import mastery
from plcnb.stats.proportions import proportion_interval

COLUMNS = ["student_id", "n_items", "points", "possible", "share", "low", "high"]
COLUMNS += ["group", "weakest", "caution"]


def test_students_fall_into_reteach_practise_and_extend(asked):
    sheet = [list("1111111111"), list("0000000000"), list("1111111000"), list("??????????")]

    got = mastery.student_groups(*asked(sheet)[:2], cut=0.7)

    assert list(got.columns) == COLUMNS
    assert got[["student_id", "group"]].to_numpy().tolist() == [
        ["s01", "reteach"],
        ["s02", "practise"],
        ["s00", "extend"],
        ["s03", "no answers"],
    ]
    assert got.attrs == {"cut": 0.7, "level": 0.9}


def test_a_students_interval_is_wilson_over_the_answers(asked):
    got = mastery.student_groups(*asked([list("1110o?")])[:2], cut=0.7).iloc[0]

    assert got[["n_items", "points", "possible"]].tolist() == [5, 3, 5]
    assert_allclose(got[["low", "high"]].astype(float), proportion_interval(3, 5, 0.9))


def test_fewer_than_3_answers_are_practise_whatever_they_say(asked):
    got = mastery.student_groups(*asked([["1", "1"], ["0", "0"]])[:2], cut=0.4)

    assert got["group"].tolist() == ["practise", "practise"]
    assert set(got["caution"]) == {"fewer than 3 answers"}


def test_who_has_no_scored_answer_stays_on_the_list_without_numbers(asked):
    got = mastery.student_groups(*asked([["?", "?", "?"], ["1", "1", "0"]])[:2], cut=0.7).iloc[1]

    assert got[["student_id", "group", "weakest", "caution"]].tolist() == [
        "s00",
        "no answers",
        "",
        "no scored answers yet",
    ]
    assert got[["share", "low", "high"]].isna().all()
    assert got["n_items"] == 0


@pytest.mark.parametrize(
    ("answers", "standards", "weakest"),
    [
        ("110010", "aaabbb", "b"),  # two missed of b, one of a
        ("110100", "aaaabb", "b"),  # two missed of b
        ("10110", "aaabb", "b"),  # one missed of each: b has the lower share
        ("1010", "bbaa", "a"),  # all equal: the first id
        ("1111", "aabb", ""),  # nothing missed
        ("0011", "--bb", ""),  # missed, but no standard is named
    ],
)
def test_weakest_is_the_standard_with_most_points_missed(asked, answers, standards, weakest):
    got = mastery.student_groups(*asked([list(answers)], standards)[:2], cut=0.7)

    assert got["weakest"].tolist() == [weakest]


def test_inside_a_group_the_lowest_share_comes_first_then_the_id(asked):
    sheet = [list("0001"), list("0000"), list("0000"), list("0010")]

    got = mastery.student_groups(*asked(sheet)[:2], cut=0.9)

    assert got["student_id"].tolist() == ["s01", "s02", "s00", "s03"]


def test_the_order_of_rows_does_not_matter(asked):
    rng = np.random.default_rng(2)
    responses, items, _ = asked(rng.integers(0, 2, (15, 8)).astype(str).tolist(), "aabbccdd")

    shuffled = mastery.student_groups(responses.sample(frac=1, random_state=1), items.iloc[::-1], cut=0.6)

    assert_frame_equal(shuffled, mastery.student_groups(responses, items, cut=0.6))


def test_nobody_gives_an_empty_frame_of_the_same_types(asked):
    responses, items, _ = asked([["1", "0", "1"]])

    full = mastery.student_groups(responses, items, cut=0.6)
    nobody = mastery.student_groups(responses.iloc[:0], items.iloc[:0], cut=0.6)

    assert list(nobody.columns) == COLUMNS
    assert nobody.dtypes.equals(full.dtypes)


def test_whole_scores_group_with_a_band_around_the_cut_and_say_so(marked):
    results, assessments = marked({"a": [5, 6, 8, 9, "exempt"]})

    got = mastery.student_groups_by_score(results, assessments, cut_share=0.7)

    assert list(got.columns) == COLUMNS
    assert dict(zip(got["student_id"], got["group"], strict=True)) == {
        "s00": "reteach",
        "s01": "practise",
        "s02": "practise",
        "s03": "extend",
        "s04": "no answers",
    }
    assert got[["low", "high"]].isna().all(axis=None)
    assert got["caution"].str.contains("whole scores only").tolist() == [True] * 4 + [False]


@pytest.mark.parametrize(("cut", "groups"), [(0.95, ["extend", "reteach"]), (0.05, ["extend", "reteach"])])
def test_a_cut_near_an_end_leaves_room_for_both_groups(marked, cut, groups):
    results, assessments = marked({"a": [10, 0]})

    got = mastery.student_groups_by_score(results, assessments, cut_share=cut)

    assert got.set_index("student_id").loc[["s00", "s01"], "group"].tolist() == groups


def test_several_whole_scores_add_up_by_their_points(marked):
    results, assessments = marked({"a": [10], "b": [0]}, max_score=[10.0, 30.0])

    got = mastery.student_groups_by_score(results, assessments, cut_share=0.5).iloc[0]

    assert got[["n_items", "points", "possible", "share"]].tolist() == [2, 10, 40, 0.25]


def test_no_results_give_an_empty_frame(marked):
    results, assessments = marked({"a": [1]})

    got = mastery.student_groups_by_score(results.iloc[:0], assessments, cut_share=0.5)

    assert list(got.columns) == COLUMNS
    assert len(got) == 0


@pytest.mark.parametrize("wrong", [{"cut": 70}, {"cut": 0.7, "level": 2}])
def test_a_percentage_for_a_share_is_refused(asked, wrong):
    with pytest.raises(ParameterError, match="strictly between 0 and 1"):
        mastery.student_groups(*asked([["1"]])[:2], **wrong)


def test_a_cut_share_in_per_cent_is_refused(marked):
    with pytest.raises(ParameterError, match="cut_share"):
        mastery.student_groups_by_score(*marked({"a": [1]}), cut_share=70)


def test_students_marked_left_are_the_callers_to_leave_out(asked):
    responses, items, _ = asked([["1", "1", "1"], ["0", "0", "0"]])
    staying = responses[responses["student_id"] != "s01"]

    assert mastery.student_groups(staying, items, cut=0.7)["student_id"].tolist() == ["s00"]
    assert mastery.student_groups(responses, items, cut=0.7)["student_id"].tolist() == ["s01", "s00"]
