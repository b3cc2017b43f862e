"""What a sentence about a student's way to the goal may and may not claim."""

import numpy as np
import pytest

from plcnb.errors import DataError
from plcnb.stats.progress import decide
from plcnb.words import say_progress

READING = [58, 60, 59, 63, 62, 66, 65, 69, 70]


def test_rules_that_agree_are_counted_with_their_proof_and_their_certainty():
    finding = say_progress(decide(range(9), READING, 92, 15))

    assert finding.sentence == (
        "All three rules say: change the instruction. 9 scores: 1.5 a week, where the goal needs 2.4. "
        "An early decision: 3 more weeks with a score each."
    )
    assert (finding.verdict, finding.short) == ("below", "Change the instruction, by all three rules")


def test_rules_that_cannot_tell_are_named_beside_those_that_can():
    finding = say_progress(decide(range(9), READING, 75, 10))

    assert finding.sentence.startswith(
        "Two of three rules say: change the instruction, the trend line rule cannot tell yet."
    )
    assert finding.short == "Change the instruction, by 2 of 3 rules"


def test_rules_that_disagree_are_both_told_and_nothing_is_claimed():
    caught_up = [*[10] * 8, 13, 15, 17, 18, 20, 21, 24, 26]
    finding = say_progress(decide(range(16), caught_up, 34, 20, phases=[8]))

    assert finding.verdict == "cannot tell"
    assert finding.short == "The rules disagree"
    assert "the four-point rule and the median of last three rule: change the instruction" in finding.sentence
    assert "the trend line rule: raise the goal" in finding.sentence


def test_too_early_claims_nothing_and_says_what_it_takes():
    finding = say_progress(decide([0, 1], [58, 60], 92, 15))

    assert finding.sentence == (
        "We cannot tell yet whether the scores are on course to the goal. 2 scores over 1 week; this rule "
        "needs 6 scores over 3 weeks. It takes 4 more scores and 2 more weeks."
    )
    assert finding.headline == "On course to the goal? We cannot tell yet"


@pytest.mark.parametrize(
    ("scores", "goal", "verdict", "says"),
    [
        (range(10, 40, 2), 20, "above", "raise the goal"),
        (10 + 0.1 * np.arange(15), 12, "cannot tell", "go on as it is"),
    ],
)
def test_each_decision_has_its_words_and_after_twelve_weeks_nothing_is_early(scores, goal, verdict, says):
    finding = say_progress(decide(range(15), scores, goal, 20))

    assert finding.verdict == verdict
    assert says in finding.sentence
    assert "early" not in finding.sentence


def test_one_week_is_one_week():
    assert "1 more week with a score each" in say_progress(decide(range(11), [10] * 11, 20, 40)).sentence


def test_a_frame_that_has_forgotten_its_trend_still_tells_the_decisions():
    made = decide(range(9), READING, 92, 15)
    made.attrs.clear()

    assert say_progress(made).sentence.startswith("All three rules say: change the instruction. An early")


def test_no_rule_at_all_is_said_and_a_strange_frame_refused():
    made = decide(range(9), READING, 92, 15)

    assert say_progress(made.iloc[:0]).sentence == "No score has been judged yet."
    assert say_progress(made.iloc[:1]).sentence.startswith("One rule says: change")
    with pytest.raises(DataError, match="lacks why"):
        say_progress(made.drop(columns="why"))
