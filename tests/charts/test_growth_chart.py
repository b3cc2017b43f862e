"""What a reader of a growth chart would miss."""

import numpy as np
import pytest

from plcnb.charts import growth_since_last, growth_summary
from plcnb.charts.style import ACCENT, GREY, WARM
from plcnb.errors import DataError

CHANGES = [0.31, -0.24, 0.05, -0.02, np.nan]
NAMES = {"s0": "Ana", "s1": "Ben", "s2": "Chi", "s3": "", "s4": "Eli"}


def test_bars_reach_to_each_change_and_what_is_within_error_is_grey(grown, drawn):
    chart = growth_since_last(grown(CHANGES))

    assert drawn(chart)["up"][1, 0] == 0.31
    assert drawn(chart)["down"][1, 0] == -0.24
    assert list(drawn(chart)["within error"][1::3, 0]) == [0.05, -0.02]
    colours = {line.get_label(): line.get_color() for line in chart.figure.axes[0].lines}
    assert (colours["up"], colours["within error"], colours["down"]) == (ACCENT, GREY, WARM)


def test_a_student_without_any_change_is_still_to_be_seen(grown, drawn):
    start, end = drawn(growth_since_last(grown([0.0, 0.3])))["within error"][:2, 0]

    assert start < 0 < end


def test_counts_mean_and_basis_are_said_and_drawn(grown, texts, drawn):
    chart = growth_since_last(grown(CHANGES))

    assert {"1 clearly up", "2 within error", "1 clearly down", "Mean +6"} <= set(texts(chart))
    assert "5 students, 6 common questions" in texts(chart)
    assert list(drawn(chart)["interval of the mean"][:2, 0]) == [-0.02, 0.14]
    assert "Mean +6 points of 100, probably between −2 and +14 points" in chart.alt


def test_without_names_no_student_can_be_told_from_the_chart(grown):
    chart = growth_since_last(grown(CHANGES))

    assert not any(f"s{n}" in chart.alt for n in range(5))
    assert "from −24 to +31" in chart.alt


def test_with_names_each_student_is_a_row_and_nobody_is_called_by_an_id(grown, texts):
    chart = growth_since_last(grown(CHANGES), NAMES)

    shown = [text for text in texts(chart) if text in ("Ana", "Ben", "Chi", "a student", "Eli")]
    assert shown == ["Ana", "Chi", "a student", "Ben"], "the largest gain first; Eli took only one of the two"
    assert "Ana +31; Chi +5; a student −2; Ben −24" in chart.alt
    assert "s3" not in chart.svg()


def test_of_too_many_to_name_those_who_clearly_changed_are_named_and_all_are_drawn(
    grown, texts, drawn, collisions
):
    changes = [0.3, 0.25, -0.4, *np.linspace(-0.15, 0.15, 60)]
    chart = growth_since_last(grown(changes), {f"s{n}": f"Student {n}" for n in range(63)}, most=2)

    assert [text for text in texts(chart) if text.startswith("Student")] == ["Student 0", "Student 2"]
    assert "61 others" in texts(chart)
    assert len(drawn(chart)["others"]) == 3 * 61
    assert collisions(chart) == []


@pytest.mark.parametrize(("farthest", "reach"), [(0.1, 0.5), (0.6, 0.75), (-0.9, 1.0)])
def test_teams_share_a_scale_that_widens_only_where_a_change_would_not_fit(grown, farthest, reach):
    chart = growth_since_last(grown([farthest, 0.0]))

    assert chart.figure.axes[0].get_xlim() == (-reach, reach)


def test_whole_scores_come_with_the_warning_that_tests_differ(grown):
    few_in_common = growth_since_last(grown(CHANGES, n_common_items=2, basis="whole scores"))

    assert "harder test" in few_in_common.not_as
    assert "5 students, whole scores" in few_in_common.alt
    assert "harder test" not in growth_since_last(grown(CHANGES)).not_as


def test_an_interval_wider_than_the_scale_ends_with_it(grown, drawn):
    chart = growth_since_last(grown([0.5, -0.3], low=-4.0, high=4.2))

    assert list(drawn(chart)["interval of the mean"][:2, 0]) == [-1, 1]
    assert "probably between −100 and +100 points" in chart.alt


def test_the_summary_shows_the_mean_and_no_student(grown, drawn, texts):
    chart = growth_summary(grown([0.4, *[0.0] * 11]))

    assert set(drawn(chart)) == {"interval of the mean"}
    assert "12 students, 6 common questions" in texts(chart)
    assert "+40" not in chart.svg() + chart.alt


def test_a_mean_of_fewer_than_ten_leaves_no_trace_outside_the_team(grown):
    chart = growth_summary(grown([0.01] * 9))

    assert "fewer than 10 students" in chart.alt
    assert "+6" not in chart._repr_html_()


@pytest.mark.parametrize("draw", [growth_since_last, growth_summary])
def test_nobody_with_two_results_is_said(grown, draw):
    chart = draw(grown([np.nan, np.nan], n=0, mean_change=np.nan, low=np.nan, high=np.nan))

    assert "Nobody has taken two assessments that can be compared yet." in chart.alt


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"low": 0.5}, "low end lies above"),
        ({"mean_change": 6.0}, "expected from -1 to 1"),
        ({"verdict": "better"}, "holds 'better'"),
    ],
)
def test_growth_that_breaks_its_contract_is_named(grown, broken, says):
    with pytest.raises(DataError, match=says):
        growth_since_last(grown(CHANGES, **broken))


def test_an_unknown_kind_of_change_is_named(grown):
    growth = grown(CHANGES)
    growth.frame["reliable"] = "sideways"

    with pytest.raises(DataError, match="holds 'sideways'; expected up"):
        growth_since_last(growth)


def test_what_is_no_growth_is_refused():
    with pytest.raises(DataError, match="got dict"):
        growth_since_last({})
