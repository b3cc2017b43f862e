"""What would settle an open verdict: plain phrases, and honest ones."""

import numpy as np
import pytest

from plcnb.stats.clusters import ClusteredShare, clustered_share
from plcnb.stats.proportions import compare
from plcnb.stats.settling import extra_questions, plural, settles_assessment, settles_standard


def measured(share, students, questions, alikeness):
    """A team's share, as if each student had answered so many questions."""
    one = np.ones(1)
    return ClusteredShare(
        share=share * one,
        low=one,
        high=one,
        design_effect=one,
        alikeness=alikeness * one,
        students=students * one,
        answers=students * questions * one,
    )


def test_answers_that_go_together_ask_for_more_questions():
    apart, together = (extra_questions(measured(0.6, 24, 3, alike), 0.7, 0.9).item() for alike in (0, 0.2))

    assert 0 < apart < together < np.inf


def test_very_alike_answers_cannot_be_settled_by_questions():
    assert extra_questions(measured(0.66, 10, 4, 0.4), 0.7, 0.9).item() == np.inf


def test_a_share_at_the_cut_is_never_settled_and_no_answers_are_nan():
    assert extra_questions(measured(0.7, 24, 4, 0), 0.7, 0.9).item() == np.inf
    assert np.isnan(extra_questions(measured(np.nan, 0, 0, 0), 0.7, 0.9)).all()


@pytest.mark.parametrize(("alikeness", "cut"), [(0.05, 0.66), (0.2, 0.68)])
def test_the_questions_asked_for_bring_the_interval_off_the_cut(alikeness, cut):
    students, questions, share = 30, 4, 0.60
    more = extra_questions(measured(share, students, questions, alikeness), cut, 0.9).item()

    def still_open(asked):
        # a team whose answers are exactly so alike, made from students at two levels
        spread = np.sqrt(
            share * (1 - share) * (1 + (asked - 1) * alikeness) / asked * (students - 1) / students
        )
        points = np.repeat([share - spread, share + spread], students // 2)[:, None] * asked
        sheet = np.full((students, 1), float(asked))
        got = clustered_share(points, sheet, sheet, 0.9)
        return compare(got.low, got.high, cut).item() == "cannot tell"

    assert still_open(questions + more - 1)
    assert not still_open(questions + more)


@pytest.mark.parametrize(
    ("n_items", "n_students", "extra", "phrase"),
    [
        (4, 24, 1, "about 1 more question on this standard"),
        (4, 24, 10, "about 10 more questions on this standard"),
        (4, 24, 11, "a second assessment with about 11 questions on this standard"),
        (4, 24, 21, "many more questions: the share is too near the cut"),
        (4, 24, np.inf, "many more questions: the share is too near the cut"),
        (1, 24, 1, "about 2 more questions on this standard"),
        (1, 24, 7, "about 7 more questions on this standard"),
        (4, 2, 1, "answers of 1 more student"),
        (2, 1, 1, "answers of 2 more students and 1 more question on this standard"),
        (0, 0, np.nan, "answers to at least 3 questions on this standard"),
    ],
)
def test_phrases_for_a_standard(n_items, n_students, extra, phrase):
    assert settles_standard("cannot tell", n_items, n_students, extra) == phrase


@pytest.mark.parametrize(
    ("n_students", "more", "due", "scoreless", "phrase"),
    [
        (20, 4.0, 4, False, "results of 4 more students"),
        (20, 5.0, 4, False, "a second assessment"),
        (20, np.inf, 4, False, "a second assessment"),
        (2, 0.0, 1, False, "results of 1 more student"),
        (2, 0.0, 0, False, "a second assessment"),
        (0, np.nan, 9, False, "the first results"),
        (0, np.nan, 0, True, "the highest score of this assessment"),
    ],
)
def test_phrases_for_an_assessment(n_students, more, due, scoreless, phrase):
    assert settles_assessment("cannot tell", n_students, more, due, scoreless) == phrase


@pytest.mark.parametrize("verdict", ["above", "below"])
def test_a_settled_verdict_asks_for_nothing(verdict):
    assert settles_standard(verdict, 4, 24, 5) == ""
    assert settles_assessment(verdict, 24, 0, 0, False) == ""


def test_one_is_singular():
    assert [plural(n, "question") for n in (0, 1, 2)] == ["0 questions", "1 question", "2 questions"]
