"""What a reader of an aimline would miss."""

import warnings
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plcnb.charts import aimline
from plcnb.errors import DataError, ParameterError, PlcnbError
from plcnb.stats.progress import decide

READING = [58, 60, 59, 63, 62, 66, 65, 69, 70]
TAUGHT = [10, 11, 10, 12, 11, 12, 13, np.nan, 13, 15, 17, 18, 20, 21, 24, 26]


def test_the_scores_the_aimline_and_the_trend_are_drawn_where_they_are(drawn):
    lines = drawn(aimline(range(9), READING, 92, 15))

    assert list(lines["score"][:, 0]) == list(range(9))
    assert list(lines["aimline"][:, 0]) == [1, 15]
    assert list(lines["trend"][:, 0]) == [0, 8]
    assert lines["goal"][0, 0] == 15
    assert lines["goal"][0, 1] == lines["aimline"][1, 1], "the aimline ends at the goal"
    assert lines["score"][0, 1] > lines["score"][8, 1], "higher scores stand higher"


def test_goal_rates_and_n_are_written(texts):
    shown = texts(aimline(range(9), READING, 92, 15, measure="words read right in a minute"))

    assert {"goal 92", "in week 15", "2.4 a week", "trend 1.5 a week", "week · 9 scores"} <= set(shown)
    assert shown[0] != ""
    assert "Words read right in a minute" in shown


def test_the_three_decisions_stand_in_words_with_their_reasons(texts):
    shown = texts(aimline(range(9), READING, 75, 10))

    assert shown.count("Change the instruction") == 2
    assert "Cannot tell yet" in shown
    assert {"four-point rule", "trend line rule", "median of last three rule"} <= set(shown)
    assert "The last 4 scores all lie below the aimline." in shown
    assert "It takes about 3 more scores." in " ".join(shown)
    assert any(text.startswith("Know before: an early decision: 3 more weeks") for text in shown)


def test_each_decision_has_a_shape_of_its_own():
    def shapes(chart):
        return [line.get_marker() for line in chart.figure.axes[0].lines if line.get_label()[0] == "_"]

    change, raised = aimline(range(9), READING, 92, 15), aimline(range(9), READING, 64, 15)

    assert shapes(change).count("D") == 3
    assert shapes(raised).count("D") == 0
    assert shapes(raised).count("o") == 3


def test_a_change_of_instruction_is_a_named_line_and_what_came_before_is_grey(texts, drawn):
    chart = aimline(range(16), TAUGHT, 34, 20, phases={8: "groups of three"})

    assert drawn(chart)["phase"][0, 0] == 8
    assert "groups of three" in texts(chart)
    assert len(drawn(chart)["not judged"]) == 7
    assert drawn(chart)["trend"][0, 0] == 8, "the trend is of the scores since"
    assert "week · 15 scores (grey: before the last change)" in texts(chart)
    assert "Week 8: groups of three." in chart.alt


def test_phases_may_come_without_names(texts):
    assert "instruction changed" in texts(aimline(range(16), TAUGHT, 34, 20, phases=[8]))


def test_the_line_through_the_scores_breaks_at_a_change_and_at_a_missing_week(drawn):
    chart = aimline(range(16), TAUGHT, 34, 20, phases=[3])
    joined = [line.get_xydata() for line in chart.figure.axes[0].lines if line.get_linewidth() == 0.9]

    assert [part[-1, 0] for part in joined] == [2, 15]
    assert np.isnan(joined[1][:, 1]).sum() == 1
    assert list(drawn(chart)["no score"][:, 0]) == [7]


def test_the_alt_text_tells_scores_lines_and_decisions_in_numbers():
    alt = aimline(range(9), READING, 92, 15, measure="words").alt

    assert alt.startswith(
        "Words, 9 scores: 58 in week 0, 70 in week 8. The aimline goes from 59 to the goal of 92 in week 15, "
        "2.4 a week. The trend is 1.5 a week. Four-point: change the instruction."
    )


def test_decisions_made_before_are_drawn_as_they_are(texts):
    made = decide(range(9), READING, 92, 15, baseline=40)
    shown = texts(aimline(range(9), READING, 92, 15, decisions=made))

    assert "3.5 a week" in shown


@pytest.mark.parametrize(
    "decisions",
    [
        decide(range(8), READING[:8], 92, 15),
        pd.DataFrame(
            {
                "decision": ["keep"],
                "why": [""],
                "weeks_until_trustworthy": [0.0],
                "more_needed": [""],
                "caution": [""],
            }
        ),
    ],
)
def test_decisions_about_other_scores_are_refused(decisions):
    with pytest.raises(DataError, match="The decisions are not about these scores"):
        aimline(range(9), READING, 92, 15, decisions=decisions)


@pytest.mark.parametrize(
    ("how", "error", "says"),
    [
        ({"decisions": {}}, DataError, "must be what progress.decide gives, got dict"),
        ({"phases": {"May": "x"}}, ParameterError, "phases must be a finite number, got 'May'"),
        ({"phases": [np.nan]}, ParameterError, "phases must be a finite number, got nan"),
        ({"goal_week": 0}, ParameterError, "goal_week must come after the baseline"),
    ],
)
def test_what_makes_no_sense_is_named(how, error, says):
    with pytest.raises(error, match=says):
        aimline(**{"weeks": range(9), "scores": READING, "goal": 92, "goal_week": 15} | how)


def test_an_unknown_decision_is_named():
    made = decide(range(9), READING, 92, 15)
    made["decision"] = "panic"

    with pytest.raises(DataError, match="holds 'panic'; expected change, raise, keep, cannot tell"):
        aimline(range(9), READING, 92, 15, decisions=made)


@pytest.mark.parametrize("scores", [[], [np.nan, np.nan]])
def test_without_a_score_the_place_is_kept_free(scores):
    assert "No score has been recorded yet." in aimline(range(len(scores)), scores, 10, 10).alt


CASES = {
    "one score": ([0], [5], 9, 20, {}),
    "all equal at the goal": (range(9), [5] * 9, 5, 20, {}),
    "a goal to come down to": (range(8), [20, 19, 18, 18, 17, 16, 16, 14], 5, 20, {}),
    "after the goal": (range(20), range(20), 10, 12, {}),
    "before the last week": (range(30), np.sin(range(30)), 3, 31, {}),
    "eighty": (range(80), 20 + np.cos(range(80)), 60, 85, {4: "a", 6: "pairs", 30: "x" * 200}),
    "every week something new": (
        range(12),
        range(12),
        30,
        20,
        dict.fromkeys(range(12), "another way of teaching"),
    ),
    "huge": (range(9), np.arange(9) * 1e14, 3e15, 20, {}),
    "tiny": (range(9), np.arange(9) * 1e-9, 3e-8, 20, {}),
    "negative": (range(9), np.arange(9) - 30.5, -3, 20, {5: "五年级的新方法"}),
}


@pytest.mark.parametrize("case", CASES)
def test_no_words_collide_or_leave_the_figure(case, collisions):
    weeks, scores, goal, goal_week, phases = CASES[case]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        chart = aimline(weeks, scores, goal, goal_week, phases=phases, measure="كلمات " * 60)

        assert collisions(chart) == []


def test_nothing_is_smaller_than_nine_points(texts):
    chart = aimline(range(16), TAUGHT, 34, 20, phases={8: "pairs"})

    assert min(text.get_fontsize() for text in chart.figure.axes[0].texts) >= 9


NUMBERS = st.integers(-50, 150) | st.floats(-1e6, 1e6) | st.just(np.nan)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(
    scores=st.lists(NUMBERS, max_size=14),
    goal=st.integers(-20, 120),
    goal_week=st.integers(0, 30),
    phases=st.dictionaries(st.integers(-3, 20), st.text(max_size=30), max_size=4),
    measure=st.text(max_size=40),
)
def test_any_scores_become_a_picture_or_an_error_to_mend(scores, goal, goal_week, phases, measure):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            chart = aimline(range(len(scores)), scores, goal, goal_week, phases=phases, measure=measure)
        except PlcnbError as error:
            chart, refused = None, str(error)
        else:
            ElementTree.fromstring(chart.svg())
            chart._repr_html_().encode("utf-8")

    assert chart or "goal_week must come after the baseline" in refused


def test_a_first_week_without_a_score_is_on_the_scale(drawn):
    chart = aimline([5, 6, 7], [np.nan, 65, 66], 92, 15)

    left, _ = chart.figure.axes[0].get_xlim()
    assert drawn(chart)["no score"][0, 0] >= left
