"""What a team's students know of each standard and on each assessment, and how sure that is."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from plcnb.errors import DataError, ParameterError
from plcnb.stats import mastery
from plcnb.stats.clusters import clustered_share

BY_STANDARD = ["standard_id", "code", "statement", "n_students", "n_items", "points", "possible", "share"]
BY_STANDARD += ["low", "high", "verdict", "more_needed", "caution"]
BY_ASSESSMENT = ["assessment_id", "title", "date", "day", "n_students", "reached", "share", "low", "high"]
BY_ASSESSMENT += ["verdict", "more_needed", "caution"]
BY_ASSESSMENT += ["n_not_submitted", "n_no_score", "n_exempt", "n_marked"]


@pytest.fixture
def team(asked):
    """Twenty students; standard a mostly right, b half right, c hardly, d asked once only."""
    rng = np.random.default_rng(11)
    chance = np.repeat([0.95, 0.6, 0.1, 0.9], [4, 4, 4, 1])
    sheet = (rng.random((20, 13)) < chance).astype(int).astype(str).tolist()
    return asked(sheet, "aaaabbbbccccd")


def test_each_standard_gets_a_row_with_the_promised_columns(team):
    got = mastery.by_standard(*team, cut=0.6)

    assert list(got.columns) == BY_STANDARD
    assert got[["standard_id", "code", "statement"]].to_numpy().tolist() == [
        ["c", "M.c", "can do c"],
        ["b", "M.b", "can do b"],
        ["d", "M.d", "can do d"],
        ["a", "M.a", "can do a"],
    ]
    assert got["verdict"].tolist() == ["below", "cannot tell", "cannot tell", "above"]
    assert (got["n_students"] == 20).all()
    assert got["n_items"].tolist() == [4, 4, 1, 4]
    assert got.attrs == {"cut": 0.6, "level": 0.9, "n_items_without_standard": 0}


def test_share_is_points_over_possible_with_the_clustered_interval(team):
    responses, items, standards = team
    got = mastery.by_standard(responses, items, standards, cut=0.7).set_index("standard_id")

    of_b = responses[responses["item_id"].isin(["q5", "q6", "q7", "q8"])]
    points = of_b.groupby("student_id")["score"].sum().to_numpy()[:, None]
    expected = clustered_share(points, np.full((20, 1), 4.0), np.full((20, 1), 4.0), 0.90)
    assert got.loc["b", "points"] == of_b["score"].sum()
    assert got.loc["b", "possible"] == 80
    assert_allclose(
        got.loc["b", ["share", "low", "high"]].astype(float),
        np.ravel([expected.share, expected.low, expected.high]),
    )


def test_what_is_unsettled_says_what_would_settle_it_and_what_is_settled_says_nothing(team):
    got = mastery.by_standard(*team, cut=0.7).set_index("standard_id")

    assert got.loc["a", ["more_needed", "caution"]].tolist() == ["", ""]
    assert got.loc["d", ["more_needed", "caution"]].tolist() == [
        "about 2 more questions on this standard",
        "only 1 question",
    ]


def test_the_questions_asked_for_do_settle_it_when_they_come_out_alike(asked):
    sheet = [list("110")] * 6 + [list("100")] * 6
    before = mastery.by_standard(*asked(sheet), cut=0.62).iloc[0]
    after = mastery.by_standard(*asked([[*line, "1", "0"] for line in sheet]), cut=0.62).iloc[0]

    assert before[["verdict", "more_needed"]].tolist() == [
        "cannot tell",
        "about 2 more questions on this standard",
    ]
    assert after["verdict"] == "below"


@pytest.mark.parametrize("cell", ["1", "0"])
def test_fewer_than_3_questions_or_3_students_is_cannot_tell_whatever_the_interval(asked, cell):
    two_questions = mastery.by_standard(*asked([[cell] * 2] * 100), cut=0.5).iloc[0]
    two_students = mastery.by_standard(*asked([[cell] * 60] * 2), cut=0.5).iloc[0]

    assert two_questions[["verdict", "caution"]].tolist() == ["cannot tell", "only 2 questions"]
    assert two_students[["verdict", "caution"]].tolist() == ["cannot tell", "only 2 students"]
    assert two_students["more_needed"] == "answers of 1 more student"


def test_one_student_or_one_question_does_not_stop_the_page(asked):
    got = mastery.by_standard(*asked([["1"]]), cut=0.7).iloc[0]

    assert got["verdict"] == "cannot tell"
    assert got["more_needed"] == "answers of 2 more students and 2 more questions on this standard"
    assert got["caution"] == "only 1 question; only 1 student"


def test_a_standard_without_a_scored_answer_stays_in_without_numbers(asked):
    got = mastery.by_standard(*asked([["1", "1", "1", "?"]], "aaab"), cut=0.7).set_index("standard_id")

    assert got.loc["b", ["n_students", "n_items", "points"]].tolist() == [0, 0, 0]
    assert got.loc["b", ["share", "low", "high"]].isna().all()
    assert got.loc["b", ["verdict", "caution"]].tolist() == ["cannot tell", "no scored answers yet"]
    assert got.loc["b", "more_needed"] == "answers to at least 3 questions on this standard"


def test_one_question_on_two_assessments_is_one_question_answered_twice(asked):
    first, items, standards = asked([["1", "1", "0"]] * 5, test="t1")
    second, others, _ = asked([["1", "1", "0"]] * 5, test="t2")

    got = mastery.by_standard(pd.concat([first, second]), pd.concat([items, others]), standards, cut=0.5)

    assert got[["n_items", "n_students", "possible"]].to_numpy().tolist() == [[3, 5, 30]]


def test_questions_without_a_standard_are_counted_and_not_lost_silently(asked):
    got = mastery.by_standard(*asked([["1", "0", "1", "1"]] * 4, "aaa-"), cut=0.7)

    assert got["standard_id"].tolist() == ["a"]
    assert got.attrs["n_items_without_standard"] == 1


def test_a_standard_that_nobody_described_is_called_by_its_id(asked):
    responses, items, standards = asked([["1", "0"]] * 4, "ab")

    got = mastery.by_standard(responses, items, standards.iloc[:1], cut=0.7).set_index("standard_id")

    assert got.loc["b", ["code", "statement"]].tolist() == ["b", ""]


def test_oddities_of_the_scores_are_said(asked):
    sheet = [["3", "1", "1", "1"]] * 12

    got = mastery.by_standard(*asked(sheet, max_score=[2, 1, 1, np.nan]), cut=0.7).iloc[0]

    assert got["share"] == 1
    assert got["caution"] == (
        "12 scores outside the scale taken as its end; 1 question without a highest score left out"
    )


def test_rows_are_sorted_by_urgency_then_by_share(team):
    got = mastery.by_standard(*team, cut=0.85)

    place = got["verdict"].map({"below": 0, "cannot tell": 1, "above": 2})
    assert place.is_monotonic_increasing
    assert all(group["share"].is_monotonic_increasing for _, group in got.groupby("verdict"))


def test_the_order_of_rows_and_students_does_not_matter(team):
    responses, items, standards = team

    shuffled = mastery.by_standard(
        responses.sample(frac=1, random_state=5),
        items.sample(frac=1, random_state=5),
        standards.iloc[::-1],
        cut=0.6,
    )

    assert_frame_equal(shuffled, mastery.by_standard(*team, cut=0.6))


def test_no_answers_and_no_questions_give_empty_frames_of_the_right_types(team):
    responses, items, standards = team

    unanswered = mastery.by_standard(responses.iloc[:0], items, standards, cut=0.7)
    unasked = mastery.by_standard(responses, items.iloc[:0], standards, cut=0.7)

    assert unanswered["share"].isna().all()
    assert len(unanswered) == 4
    assert list(unasked.columns) == BY_STANDARD
    assert len(unasked) == 0
    assert unasked.dtypes.equals(unanswered.dtypes)


def test_the_callers_frames_are_left_as_they_were(team):
    copies = [frame.copy() for frame in team]

    mastery.by_standard(*team, cut=0.7)

    for frame, copy in zip(team, copies, strict=True):
        assert_frame_equal(frame, copy)


@pytest.mark.parametrize(("wrong", "name"), [({"cut": 70}, "cut"), ({"cut": 0.7, "level": 90}, "level")])
def test_a_percentage_for_a_share_is_refused_by_name(team, wrong, name):
    with pytest.raises(ParameterError, match=name):
        mastery.by_standard(*team, **wrong)


def test_a_frame_of_the_wrong_kind_is_refused_by_name(team):
    responses, items, _ = team

    with pytest.raises(DataError, match="standards lacks the column standard_id"):
        mastery.by_standard(responses, items, pd.DataFrame(), cut=0.7)


def test_assessments_without_a_day_stand_as_given_behind_those_with_one(marked):
    results, assessments = marked({"final": [1], "lab": [1], "midterm": [1], "unit": [1]})
    days = pd.to_datetime([None, "2026-01-09", None, "2026-01-08"])

    got = mastery.by_assessment(results, assessments.assign(date=days), cut_share=0.7)

    assert got["assessment_id"].tolist() == ["unit", "lab", "final", "midterm"]


def test_each_assessment_counts_who_reached_the_cut(marked):
    results, assessments = marked({"a": [7] * 18 + [3] * 6, "b": [10] * 24})

    got = mastery.by_assessment(results, assessments, cut_share=0.7)

    assert list(got.columns) == BY_ASSESSMENT
    assert got[["title", "n_students", "reached"]].to_numpy().tolist() == [
        ["Test a", 24, 18],
        ["Test b", 24, 24],
    ]
    # Wilson's formula at 90 % for 18 of 24, by hand
    assert_allclose(got.loc[0, ["share", "low", "high"]].astype(float), [0.75, 0.58454, 0.86480], atol=5e-6)
    assert got["verdict"].tolist() == ["cannot tell", "above"]
    assert got.attrs == {"cut": 0.7, "level": 0.9}


def test_a_score_exactly_at_the_cut_reaches_it(marked):
    # 0.7 * 30 is a hair above 21 in binary numbers
    results, assessments = marked({"a": [21.0, 20.9]}, max_score=30.0)

    assert mastery.by_assessment(results, assessments, cut_share=0.7)["reached"].tolist() == [1]


def test_every_result_is_counted_once_and_none_as_0(marked):
    cells = [
        8,
        2,
        "not submitted",
        "exempt",
        "exempt",
        "no score",
        ("partly scored", 1.0, ""),
        ("scored", 9.0, "old"),
    ]
    results, assessments = marked({"a": cells})

    got = mastery.by_assessment(results, assessments, cut_share=0.5).iloc[0]

    fates = ["n_students", "n_not_submitted", "n_no_score", "n_exempt", "n_marked"]
    assert got[fates].tolist() == [2, 1, 2, 2, 1]
    assert got[fates].sum() == len(cells)
    assert got["share"] == 0.5
    assert got["caution"] == "only 2 students; 3 of 5 results missing"


def test_an_assessment_without_a_result_stays_in(marked):
    results, assessments = marked({"a": [8, 8, 9], "b": []})

    got = mastery.by_assessment(results, assessments, cut_share=0.5).iloc[1]

    assert got[["n_students", "reached"]].tolist() == [0, 0]
    assert got[["share", "low", "high"]].isna().all()
    assert got[["verdict", "more_needed", "caution"]].tolist() == [
        "cannot tell",
        "the first results",
        "no results that count yet",
    ]


def test_results_that_are_due_are_asked_for_before_a_second_assessment(marked):
    few_due, assessments = marked({"a": [9] * 7 + [1] * 2 + ["not submitted"] * 1})
    many_due, _ = marked({"a": [9] * 7 + [1] * 2 + ["not submitted"] * 20})

    settled_by = [
        mastery.by_assessment(results, assessments, cut_share=0.6)["more_needed"].item()
        for results in (few_due, many_due)
    ]

    assert settled_by == ["a second assessment", "results of 12 more students"]


def test_two_students_are_never_enough(marked):
    results, assessments = marked({"a": [10, 10]})

    got = mastery.by_assessment(results, assessments, cut_share=0.2).iloc[0]

    assert got["low"] > 0.2
    assert got["verdict"] == "cannot tell"


def test_scores_without_a_highest_score_cannot_be_judged_and_say_so(marked):
    results, assessments = marked({"a": [8, 8, 8, 8]}, max_score=np.nan)

    got = mastery.by_assessment(results, assessments, cut_share=0.5).iloc[0]

    assert got[["n_students", "n_no_score"]].tolist() == [0, 4]
    assert got["more_needed"] == "the highest score of this assessment"
    assert "highest score is not known" in got["caution"]


def test_assessments_come_in_the_order_of_time_those_without_a_date_last(marked):
    results, assessments = marked({"c": [1], "a": [2], "b": [3]})
    assessments["date"] = pd.to_datetime([None, "2026-05-01", "2026-02-01"])

    got = mastery.by_assessment(results, assessments, cut_share=0.5)

    assert got["assessment_id"].tolist() == ["b", "a", "c"]


def test_no_assessments_give_an_empty_frame(marked):
    results, assessments = marked({"a": [1]})

    got = mastery.by_assessment(results, assessments.iloc[:0], cut_share=0.5)

    assert list(got.columns) == BY_ASSESSMENT
    assert len(got) == 0


def test_a_cut_share_in_per_cent_is_refused(marked):
    with pytest.raises(ParameterError, match="cut_share"):
        mastery.by_assessment(*marked({"a": [1]}), cut_share=70)
