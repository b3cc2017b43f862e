"""Goals and gaps in sentences and tables: exact, kind, and of one frame with the charts."""

import numpy as np
import pandas as pd
import pytest

from plcnb.errors import DataError
from plcnb.stats.gaps import compare, differential_item_functioning
from plcnb.stats.goals import attainability, must_cross
from plcnb.tables import fairness_table, gaps_table, goals_table
from plcnb.words import say_crossing, say_fairness, say_gaps, say_goal

RATES = [0.5, 0.9, 1, 1, 1, 1, 1.1, 1.6, 1.9, 3]
UNKIND = ("significant", "at risk", "low perform", "deficit", "weak", "behind")


def two_groups(gap, n=20):
    scores = np.tile(np.linspace(0.3, 0.5, n), 2) + np.repeat([0, gap], n)
    return compare(scores, ["bus"] * n + ["walk"] * n)


@pytest.mark.parametrize(
    ("target", "verdict", "opening"),
    [
        (
            67,
            "above",
            "The goal of 67 is within reach: it takes 0.9 a week for 10 weeks, 0.9 times the usual",
        ),
        (75, "cannot tell", "The goal of 75 is a stretch: it takes 1.7 a week"),
        (83, "below", "The goal of 83 asks for more than twice the usual growth: it takes 2.5 a week"),
        (99, "below", "The goal of 99 asks for growth faster than we have seen: it takes 4.1 a week"),
        (58, "above", "The goal of 58 is reached already: we are at 58."),
    ],
)
def test_each_verdict_on_a_goal_has_its_sentence(target, verdict, opening):
    finding = say_goal(attainability(58, target, 10, RATES))

    assert finding.sentence.startswith(opening)
    assert finding.verdict == verdict
    assert finding.short


def test_a_goal_says_its_n_and_its_certainty_or_what_it_takes():
    assert (
        "1 of 10 past students grew that fast (probably between"
        in say_goal(attainability(58, 83, 10, RATES)).sentence
    )
    unknown = say_goal(attainability(58, 83, 10, RATES[:4]))
    assert unknown.sentence.endswith("it takes the growth of 1 more past student.")
    assert "where the usual is −1" in say_goal(attainability(58, 83, 10, [-1.0] * 10)).sentence


def test_a_team_goal_is_counted_in_students_and_never_sorts_them():
    finding = say_crossing(must_cross([70, 80, 69, 67, 66.9, 50], 70, 0.8, 3))

    assert finding.sentence == (
        "2 of 6 students have reached the cut; the goal of 80 % is 5, so 3 more must. Of those below, 2 lie "
        "within the test's own error of the cut. "
        "Plan for the skill that is missing, not for those nearest the cut."
    )
    assert finding.verdict == "below"
    reached = say_crossing(must_cross([71] * 8 + [50] * 2, 70, 0.8, 3))
    assert reached.sentence.endswith(
        "so it is reached; 8 students above the cut by less than the test's error."
    )
    assert say_crossing(must_cross([], 70, 0.8)).verdict == "cannot tell"
    with pytest.raises(DataError, match="must_cross"):
        say_crossing(None)


def test_clear_gaps_are_said_with_what_to_look_at_first():
    finding = say_gaps(two_groups(0.2))

    assert finding.sentence.startswith(
        "More than chance, on this test so far: bus 20 points of 100 below the others"
    )
    assert "20 students, probably between" in finding.sentence
    assert "what each group was offered" in finding.sentence
    assert not any(word in finding.sentence for word in UNKIND)


def test_where_none_is_clear_it_is_said_what_could_go_unseen():
    finding = say_gaps(two_groups(0.0))

    assert (
        finding.sentence
        == "No gap between 2 groups is clear so far; one of 4 points of 100 could still go unseen."
    )
    assert finding.verdict == "cannot tell"
    assert "enough students" in say_gaps(two_groups(0.2, 5)).sentence


def test_hidden_rows_are_not_spoken_of():
    hidden = two_groups(0.2).assign(hidden=[True, False])

    assert "bus" not in say_gaps(hidden).sentence
    cells = [cell for row in gaps_table(hidden).rows for cell in row]
    assert not any("−20" in cell.text + cell.small for cell in cells)


def test_the_tables_have_the_numbers_of_the_sentences():
    row = gaps_table(two_groups(0.2)).rows[0]
    assert [cell.text for cell in row] == ["bus", "−20", "◆\N{NO-BREAK SPACE}clearly below"]
    assert row[0].small == "20 students"

    goal = goals_table({"Reading": attainability(58, 75, 10, RATES)}).rows[0]
    assert [cell.text for cell in goal] == [
        "Reading",
        "1.7",
        "1.7",
        "2 of 10 students",
        "▲\N{NO-BREAK SPACE}a stretch",
    ]
    assert goal[0].small == "58 → 75 in 10 weeks"
    assert "No goal" in goals_table({})._repr_html_()


def test_an_unfair_question_is_named_before_a_gap_is_read():
    random = np.random.default_rng(1)
    logits = random.normal(size=(1200, 1)) - np.linspace(-1, 1, 8)
    logits[:600, 0] -= 1.5
    right = random.random(logits.shape) < 1 / (1 + np.exp(-logits))
    sheet = pd.DataFrame(right.astype(int), columns=[f"q{at}" for at in range(8)])
    groups = ["bus"] * 600 + ["walk"] * 600

    frame = differential_item_functioning(sheet, groups, "walk")
    assert say_fairness(frame).sentence.startswith(
        "q0 was easier for walk than for equally able students of the other group (1,200 students)"
    )
    assert fairness_table(frame).rows[0][2].text == "C"
    rest = differential_item_functioning(sheet.iloc[::30, 1:], groups[::30], "walk")
    assert "we cannot tell yet" in say_fairness(rest).sentence
    nobody = differential_item_functioning(sheet.iloc[:5], groups[:5], "bus")
    assert "enough answers" in say_fairness(nobody).sentence
