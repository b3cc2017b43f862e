"""Which scores count: nothing is lost, nothing is taken for 0 that is not."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from plcnb.errors import DataError
from plcnb.stats.answers import judged_results, scored_answers


def test_an_omitted_question_is_wrong_and_one_without_a_score_is_no_answer(asked):
    responses, items, _ = asked([["1", "o", "?", "0", ""]])

    got = scored_answers(responses, items)

    assert items["item_id"].to_numpy()[got.item].tolist() == ["q1", "q2", "q4"]
    assert got.points.tolist() == [1, 0, 0]


def test_a_score_on_a_row_marked_no_score_does_not_count(asked):
    responses, items, _ = asked([["1", "1"]])
    responses["status"] = ["no score", "answered"]

    assert scored_answers(responses, items).row.tolist() == [1]


def test_an_omitted_question_is_wrong_whatever_its_score_says(asked):
    responses, items, _ = asked([["1"]])

    assert scored_answers(responses.assign(status="omitted"), items).points.tolist() == [0]


def test_scores_outside_the_scale_are_taken_as_its_ends_and_named(asked):
    responses, items, _ = asked([["3", "2", "-1"]], max_score=2)

    got = scored_answers(responses, items)

    assert got.points.tolist() == [2, 2, 0]
    assert got.over.tolist() == [True, False, True]


@pytest.mark.parametrize("highest", [np.nan, 0.0])
def test_a_question_without_a_highest_score_has_no_share(asked, highest):
    responses, items, _ = asked([["1", "1"]], max_score=[highest, 1])

    assert scored_answers(responses, items).item.tolist() == [1]


def test_the_items_say_which_questions_are_meant(asked):
    first, items, _ = asked([["1", "0"]], test="t1")
    second, others, _ = asked([["1", "1", "1"]], test="t2")
    both = pd.concat([first, second], ignore_index=True)

    assert scored_answers(both, items).row.tolist() == [0, 1]
    assert scored_answers(both, others).row.tolist() == [2, 3, 4]
    assert len(scored_answers(both, pd.concat([items, others])).row) == 5


def test_answers_find_their_question_whatever_the_order_of_rows(asked):
    responses, items, _ = asked([["1", "0", "1"], ["0", "0", "1"]])
    shuffled = responses.sample(frac=1, random_state=3)

    got = scored_answers(shuffled, items.iloc[::-1])

    assert (items.iloc[::-1]["item_id"].to_numpy()[got.item] == shuffled["item_id"]).all()
    assert (got.students[got.student] == shuffled["student_id"]).all()


def test_a_question_listed_twice_is_refused_by_name(asked):
    responses, items, _ = asked([["1", "0"]])

    with pytest.raises(DataError, match="question 'q2' of assessment 't1' twice"):
        scored_answers(responses, pd.concat([items, items.iloc[[1]]]))


def test_a_missing_column_is_named_with_those_there_are(asked):
    responses, items, _ = asked([["1"]])

    with pytest.raises(DataError, match=r"responses lacks the column score\. Its columns are: assessment_id"):
        scored_answers(responses.drop(columns="score"), items)
    with pytest.raises(DataError, match=r"items lacks the column .*Its columns are: none"):
        scored_answers(responses, pd.DataFrame())


def test_every_result_has_one_fate(marked):
    results, assessments = marked(
        {
            "a": [
                5,
                "not submitted",
                "no score",
                "exempt",
                ("partly scored", 3.0, ""),
                ("scored", 9.0, "carried over"),
            ]
        }
    )

    got = judged_results(results, assessments)

    assert got["fate"].tolist() == ["counted", "not submitted", "no score", "exempt", "no score", "marked"]
    assert_allclose(got["share"], [0.5] + [np.nan] * 5)


def test_results_of_other_assessments_and_scores_off_the_scale(marked):
    results, assessments = marked({"a": [12, -1, ("scored", np.nan, "")], "b": [5]})

    got = judged_results(results, assessments.iloc[:1])

    assert_allclose(got["share"], [1, 0, np.nan])
    assert got["fate"].tolist() == ["counted", "counted", "no score"]


@pytest.mark.parametrize("highest", [np.nan, 0.0])
def test_a_result_without_a_highest_score_is_no_score(marked, highest):
    results, assessments = marked({"a": [5]}, max_score=highest)

    assert judged_results(results, assessments)["fate"].tolist() == ["no score"]


def test_an_assessment_listed_twice_is_refused_by_name(marked):
    results, assessments = marked({"a": [5]})

    with pytest.raises(DataError, match="assessments lists 'a' twice"):
        judged_results(results, pd.concat([assessments, assessments]))


@pytest.mark.parametrize("wrong", [None, 3, "frame", [1, 2], {}])
def test_what_is_no_frame_is_refused_by_its_name(wrong):
    with pytest.raises(DataError, match="responses must be a DataFrame, got"):
        scored_answers(wrong, wrong)
