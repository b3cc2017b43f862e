"""What a reader of a goal beside past growth would miss."""

import numpy as np
import pytest

from plcnb.charts import goal_meter
from plcnb.errors import DataError, ParameterError
from plcnb.stats.goals import attainability
from plcnb.words import say_goal

RATES = [0.5, 0.9, 1, 1, 1, 1, 1.1, 1.6, 1.9, 3]


def test_now_and_the_goal_stand_at_the_same_places_whatever_the_goal(drawn):
    near, far = (drawn(goal_meter(attainability(58, target, 10, RATES))) for target in (62, 88))
    fewer = drawn(goal_meter(attainability(20, 10, 10, -np.array(RATES))))

    for line in ("now", "goal"):
        assert near[line][0, 0] == far[line][0, 0] == fewer[line][0, 0]
    assert near["now"][0, 0] < near["goal"][0, 0]


def test_verdict_scores_counts_and_usual_growth_are_said(texts):
    chart = goal_meter(attainability(58, 75, 10, RATES))

    assert {"A stretch", "1.7 times the usual growth", "now 58", "goal 75"} <= set(texts(chart))
    assert "usual growth leads to 68" in texts(chart)
    assert "2 of 10 past students grew this fast" in texts(chart)
    assert "It asks for 1.7 a week for 10 weeks; usual is 1" in texts(chart)
    assert "2 of 10 past students grew this fast, probably between" in chart.alt


def test_the_interval_of_the_share_is_drawn(drawn):
    goal = attainability(58, 75, 10, RATES)

    assert list(drawn(goal_meter(goal))["interval"][:2, 0]) == [goal.low, goal.high]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (65, "Within reach"),
        (83, "More than twice the usual growth"),
        (99, "Faster than we have seen"),
        (58, "Reached already"),
        (50, "Reached already"),
    ],
)
def test_every_verdict_has_its_words_and_nothing_collides(target, words, texts, collisions):
    chart = goal_meter(attainability(58, target, 10, RATES))

    assert words in texts(chart)
    assert collisions(chart) == []


def test_too_few_rates_are_drawn_as_not_to_be_told(texts):
    chart = goal_meter(attainability(58, 65, 10, RATES[:3]))

    assert {"Cannot tell yet", "it takes the growth of 2 more past students"} <= set(texts(chart))


def test_shares_are_said_as_per_cent_and_teams_by_their_name(texts):
    chart = goal_meter(attainability(0.5, 0.6, 10, np.array(RATES) / 100), "share", "team")

    assert {"now 50 %", "goal 60 %", "8 of 10 past teams grew this fast"} <= set(texts(chart))
    assert "It asks for 1 point of 100 a week for 10 weeks; usual is 1" in texts(chart)


@pytest.mark.parametrize(
    ("start", "history", "missing"), [(np.nan, RATES, "no scores"), (58, [], "no past growth")]
)
def test_without_scores_or_past_growth_the_figure_says_what_it_takes(start, history, missing):
    chart = goal_meter(attainability(start, 65, 10, history))

    assert missing in chart.alt
    assert "What it takes" in chart.alt


def test_anything_else_is_refused():
    with pytest.raises(DataError, match="what goals"):
        goal_meter(3)
    with pytest.raises(ParameterError, match="unit must be"):
        goal_meter(attainability(1, 2, 1, RATES), "percent")


def test_a_goal_at_the_usual_pace_is_called_so(texts):
    goal = attainability(50, 65, 15, [0.9, 1.0, 1.0, 1.1, 1.0])

    assert any("about the usual growth" in text for text in texts(goal_meter(goal)))
    assert "about the usual" in say_goal(goal).sentence
