import pandas as pd
import pytest
from subjects import calibrations, predictions_revealed

from plcnb.words import say_calibration, say_reveal


def reveal(*places):
    return predictions_revealed().iloc[list(places)].reset_index(drop=True)


def calibration(*places):
    return calibrations().iloc[list(places)].reset_index(drop=True)


def test_the_largest_clear_surprise_is_said_with_both_numbers_and_their_n():
    assert say_reveal(reveal(0)).sentence == (
        "“Add fractions” went less well than we expected: expected 75 % (60 to 80 %, 6 members), "
        "came 51 % (24 students)."
    )
    assert say_reveal(reveal(0)).verdict == "below"


def test_better_than_expected_is_good_news_and_the_others_are_counted():
    finding = say_reveal(reveal(0, 1))

    assert finding.sentence.startswith("“Compare fractions” went better than we expected: expected 40 %")
    assert finding.sentence.endswith("; 1 more standard came clearly otherwise.")
    assert finding.verdict == "above"


def test_without_a_clear_surprise_the_furthest_off_is_named():
    frame = reveal(0).assign(verdict="cannot tell")

    assert say_reveal(frame).sentence.startswith(
        "Nothing came clearly otherwise than we expected; furthest off is “Add fractions”: expected 75 %"
    )


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (reveal(), "No result has arrived yet that could be set beside the predictions."),
        (reveal(2), "No result has arrived yet that could be set beside the predictions."),
        (reveal(3), "Too few members predicted the same standard for a number that points at nobody."),
        (
            reveal(4),
            "Nobody predicted before the results were shown; next time everybody writes "
            "down what they expect.",
        ),
        (reveal(0).assign(hidden=True), "Too few students answered for a number that may leave the team."),
    ],
)
def test_what_is_missing_is_said(frame, sentence):
    assert say_reveal(frame).sentence == sentence


def test_expecting_too_much_is_said_with_its_interval():
    assert say_calibration(calibration(0)).sentence == (
        "We expected 20 points of 100 more than came (30 predictions, 6 members, 5 standards, "
        "probably between 10 and 30 points); on average we were off by 21 points of 100."
    )


def test_expecting_too_little_and_getting_nearer_is_said():
    assert say_calibration(calibration(0, 1)).sentence == (
        "We expected 15 points of 100 less than came (24 predictions, 6 members, 4 standards, "
        "probably between 5 and 20 points); on average we were off by 16 points of 100, at "
        "the first of 2 by 21 points."
    )


def test_what_came_about_as_expected_is_said_so():
    finding = say_calibration(calibration(2))

    assert finding.sentence.startswith("We expected about what came: neither clearly too much nor too little")
    assert finding.verdict == "above"


def test_what_nobody_can_tell_says_what_it_takes():
    assert "; it takes predictions of 1 more standard;" in say_calibration(calibration(3)).sentence


def test_too_few_members_and_nobody_at_all_are_told_apart():
    assert (
        say_calibration(calibration(4)).sentence
        == "Too few members predicted for a number that points at nobody."
    )
    assert say_calibration(calibration()).sentence == (
        "Nobody has predicted yet, so there is nothing to compare with what came."
    )


def test_a_last_assessment_by_too_few_does_not_hide_the_one_before():
    both = pd.concat([calibration(0), calibration(4)], ignore_index=True)

    assert say_calibration(both).sentence.startswith("We expected 20 points of 100 more")
