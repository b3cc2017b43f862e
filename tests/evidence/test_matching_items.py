"""Questions found for answers: by the title's words, or else by their id; in the order of the test."""

import pandas as pd
import pytest
from pandas import DataFrame

from plcnb.evidence.columns import SOURCE_TABLES
from plcnb.evidence.conforming import conform
from plcnb.evidence.matching_items import begins_with, match_items

ITEM = ["course_id", "assessment", "item_id", "position", "standard_id", "key", "max_score"]


def described(*rows):
    """Descriptions of questions: course, label, item, position, standard, key, highest score."""
    return conform(DataFrame(rows, columns=ITEM), SOURCE_TABLES["items"])


def matched(items, titles, answers, course="maths"):
    """Questions by assessment number and id, for tests of these titles and (place, item, best) answers."""
    given = DataFrame({"assessment": range(len(titles)), "course_id": course, "title": titles})
    given = given.astype({"title": "str", "course_id": "str"})
    answered = DataFrame(answers, columns=["place", "item_id", "best"])
    answered = answered.astype({"place": "int64", "item_id": "str", "best": "float64"})
    return match_items(items, given, answered).set_index(["assessment", "item_id"])


@pytest.mark.parametrize(
    ("titles", "key"),
    [
        (["Unit 1 retake"], "longest"),
        (["Unit 1"], "short"),
        (["unit  1 RETAKE"], "longest"),
        (["Unit 10"], "any"),
    ],
)
def test_the_longest_label_that_fits_a_title_describes_it(titles, key):
    items = described(
        ("maths", "Unit", "q", 1, "s", "any", 1.0),
        ("maths", "Unit 1", "q", 1, "s", "short", 1.0),
        ("maths", "Unit 1 retake", "q", 1, "s", "longest", 1.0),
    )

    assert matched(items, titles, [(0, "q", 1.0)])["key"].tolist() == [key]


def test_the_whole_title_of_any_course_goes_before_the_first_words_of_the_own():
    items = described(
        ("maths", "Unit", "q", 1, "s", "words", 1.0), ("", "Unit 1 test", "q", 1, "s", "whole", 1.0)
    )

    assert matched(items, ["Unit 1 test"], [(0, "q", 1.0)])["key"].tolist() == ["whole"]


def test_the_own_course_goes_before_a_description_for_all_courses():
    items = described(
        ("", "Unit 1 test", "q", 1, "s", "all", 1.0), ("maths", "Unit 1 test", "q", 1, "s", "own", 1.0)
    )

    assert matched(items, ["Unit 1 test"], [(0, "q", 1.0)])["key"].tolist() == ["own"]
    assert matched(items, ["Unit 1 test"], [(0, "q", 1.0)], "art")["key"].tolist() == ["all"]


def test_another_courses_label_never_fits_but_its_question_is_found_by_id():
    items = described(("sci", "Unit 1", "q", 1, "s", "K", 1.0), ("sci", "Unit 1", "other", 2, "s", "L", 1.0))
    found = matched(items, ["Unit 1"], [(0, "q", 1.0)])

    assert found.index.tolist() == [(0, "q")], "a question nobody of the team answered is not theirs"
    assert (found["key"].item(), found["described"].item()) == ("K", True)


def test_by_id_the_own_course_is_asked_before_the_others():
    items = described(("sci", "X", "q", 1, "s", "theirs", 1.0), ("maths", "Y", "q", 2, "s", "ours", 1.0))
    found = matched(items, ["Quiz"], [(0, "q", 1.0)])

    assert (found["key"].item(), found["position"].item()) == ("ours", 2)


def test_descriptions_that_differ_give_no_key_but_keep_what_they_agree_on():
    items = described(("maths", "X", "q", 1, "s", "A", 2.0), ("maths", "Y", "q", 1, "s", "B", 2.0))
    found = matched(items, ["Quiz"], [(0, "q", 1.0)]).loc[(0, "q")]

    assert (found["key"], found["standard_id"], found["max_score"]) == ("", "s", 2.0)
    assert found["described"]


def test_a_description_that_is_silent_does_not_contradict_another():
    items = described(("maths", "X", "q", None, "", "", None), ("maths", "Y", "q", 3, "s", "B", 2.0))
    found = matched(items, ["Quiz"], [(0, "q", 1.0)]).loc[(0, "q")]

    assert (found["key"], found["position"], found["max_score"]) == ("B", 3, 2.0)


@pytest.mark.parametrize(("label", "there"), [("Unit 1 test", True), ("Unit 1", False)])
def test_a_question_without_answers_is_listed_only_where_the_label_is_the_whole_title(label, there):
    items = described(("maths", label, "silent", 1, "s", "A", 1.0))
    found = matched(items, ["Unit 1 test"], [])

    assert ((0, "silent") in found.index) is there
    assert not found["answered"].any()


def test_where_one_question_of_a_label_was_answered_the_others_belong_to_the_test_too():
    items = described(
        ("maths", "Unit 1", "asked", 1, "s", "A", 1.0), ("maths", "Unit 1", "silent", 2, "s", "B", 1.0)
    )
    found = matched(items, ["Unit 1 test"], [(0, "asked", 1.0)])

    assert found["answered"].to_dict() == {(0, "asked"): True, (0, "silent"): False}


def test_one_question_on_two_tests_has_the_place_and_key_of_each():
    items = described(
        ("maths", "Unit 1", "link", 4, "s", "A", 1.0), ("maths", "Unit 2", "link", 1, "s", "B", 1.0)
    )
    found = matched(items, ["Unit 1", "Unit 2"], [(0, "link", 1.0), (1, "link", 1.0)])

    assert found[["position", "key"]].to_numpy().tolist() == [[4, "A"], [1, "B"]]


@pytest.mark.parametrize(("best", "taken"), [(3.0, 3.0), (0.5, 1.0), (0.0, 1.0), (float("nan"), 1.0)])
def test_without_a_highest_score_the_best_seen_is_taken_and_marked(best, taken):
    found = matched(described(("maths", "Quiz", "q", 1, "s", "", None)), ["Quiz"], [(0, "q", best)])

    assert found["max_score"].item() == taken
    assert found["measured"].item()


def test_the_best_score_is_that_of_all_classes_together():
    given = DataFrame({"assessment": [0, 0], "course_id": ["c", "c"], "title": ["Quiz", "Quiz"]})
    answered = DataFrame({"place": [0, 1], "item_id": ["q", "q"], "best": [2.0, 5.0]})
    found = match_items(described(), given.astype({"title": "str"}), answered)

    assert found["max_score"].tolist() == [5.0]


def test_a_highest_score_that_is_described_is_not_measured_whatever_was_given():
    found = matched(described(("maths", "Quiz", "q", 1, "s", "", 2.0)), ["Quiz"], [(0, "q", 3.0)])

    assert (found["max_score"].item(), found["measured"].item()) == (2.0, False)


def test_questions_without_a_place_follow_those_that_have_one_in_the_order_of_their_ids():
    items = described(
        ("maths", "Quiz", "z", 1, "s", "", 1.0),
        ("maths", "Quiz", "a", 5, "s", "", 1.0),
        ("maths", "Quiz", "n", None, "s", "", 1.0),
        ("maths", "Quiz", "m", None, "s", "", 1.0),
    )
    found = matched(items, ["Quiz", "Other"], [(0, "z", 1.0), (1, "y", 1.0), (1, "x", 1.0)])

    assert found["position"].to_dict() == {
        (0, "z"): 1, (0, "a"): 5, (0, "m"): 6, (0, "n"): 7, (1, "x"): 1, (1, "y"): 2,
    }  # fmt: skip
    assert found.index.tolist() == [(0, "z"), (0, "a"), (0, "m"), (0, "n"), (1, "x"), (1, "y")]


def test_the_order_of_descriptions_decides_nothing():
    rows = [
        ("maths", "Unit 1", "q", 1, "s", "A", 1.0),
        ("maths", "Unit", "q", 2, "t", "B", 1.0),
        ("", "Unit 1", "q", 3, "u", "C", 1.0),
        ("sci", "Unit 1", "r", 4, "v", "D", 1.0),
    ]
    answers = [(0, "q", 1.0), (0, "r", 1.0)]

    forwards, backwards = (matched(described(*order), ["Unit 1 x"], answers) for order in (rows, rows[::-1]))
    pd.testing.assert_frame_equal(forwards, backwards)


@pytest.mark.parametrize(
    ("title", "label", "fits"),
    [("Test (A)", "Test (", True), ("Test", "Tests", False), ("Été 1", "Été", True), ("Étés", "Été", False)],
)
def test_a_label_ends_where_a_word_ends(title, label, fits):
    assert begins_with(title, label) is fits
