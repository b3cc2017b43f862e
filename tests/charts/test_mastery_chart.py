"""What a reader of a mastery chart would miss."""

import numpy as np
import pandas as pd
import pytest

from plcnb.charts import mastery_by_assessment, mastery_by_standard
from plcnb.errors import DataError, ParameterError
from plcnb.stats.disclosure import protect_shares

HIDDEN = "not shown (fewer than 10 students)"


def test_each_interval_is_drawn_from_its_low_to_its_high_end_with_the_share_on_it(standards, drawn):
    chart = mastery_by_standard(standards, 0.7)

    for row in standards.itertuples():
        assert list(drawn(chart)[f"interval, {row.verdict}"][:2, 0]) == [row.low, row.high]
    marks = [
        line.get_xdata()[0] for line in chart.figure.axes[0].lines if line.get_marker() not in ("None", "")
    ]
    assert set(standards["share"]) <= set(marks)


def test_each_verdict_has_its_own_shape_and_not_its_colour_alone(standards):
    chart = mastery_by_standard(standards, 0.7)

    shapes = {
        line.get_xdata()[0]: (line.get_marker(), line.get_markerfacecolor())
        for line in chart.figure.axes[0].lines
        if line.get_marker() not in ("None", "")
    }
    assert shapes[0.41][0] == "D"
    assert shapes[0.66] == ("o", "white")
    assert shapes[0.88][0] == "o"
    assert shapes[0.88][1] != "white"


@pytest.mark.parametrize("cut", [0.05, 0.5, 0.7, 0.99])
def test_the_cut_is_drawn_in_every_row_and_named(standards, assessments, drawn, texts, collisions, cut):
    for chart in (mastery_by_standard(standards, cut), mastery_by_assessment(assessments, cut)):
        assert np.unique(drawn(chart)["cut"][:, 0])[0] == cut
        assert any(text.startswith(("cut", f"{100 * cut:.0f} % of")) for text in texts(chart))
        assert collisions(chart) == []


def test_the_scale_is_the_same_for_every_team(standards, assessments):
    for chart in (
        mastery_by_standard(standards, 0.7),
        mastery_by_standard(standards.head(1).assign(share=0.1, low=0.05, high=0.15), 0.7),
        mastery_by_assessment(assessments, 0.6),
    ):
        assert chart.figure.axes[0].get_xlim() == (0, 1)


def test_numbers_and_how_many_stand_in_the_figure_and_in_its_alt_text(standards, texts):
    chart = mastery_by_standard(standards, 0.7)

    assert {"41 %", "24 students, 5 questions", "clearly below (1)", "cut 70 %"} <= set(texts(chart))
    for said in (
        "5.NF.1 Add fractions, 41 %, probably between 30 and 53 %, 24 students, 5 questions",
        "70 %",
    ):
        assert said in chart.alt


def test_standards_stand_under_their_verdict_and_inside_as_in_the_frame(standards, texts):
    more = pd.concat([standards, standards.assign(statement="Later", code="z")], ignore_index=True)

    shown = texts(mastery_by_standard(more, 0.7))

    assert [text for text in shown if "(2)" in text] == [
        "clearly below (2)",
        "cannot tell yet (2)",
        "clearly above (2)",
    ]
    assert [text for text in shown if text in ("Add fractions", "Later", "Compare fractions")] == [
        "Add fractions", "Later", "Compare fractions", "Later", "Later",
    ]  # fmt: skip


def test_of_thirty_standards_twelve_are_drawn_legibly_and_the_rest_is_said(
    thirty_standards, texts, collisions
):
    chart = mastery_by_standard(thirty_standards, 0.7)

    said = "Not drawn: 8 cannot tell yet, 10 clearly above; the table has them."
    assert said in texts(chart)
    assert said in chart.alt
    assert sum(text == "24 students, 5 questions" for text in texts(chart)) == 10
    assert collisions(chart) == []
    assert "…5.NF.B.7" in texts(chart), "of a long code the end tells standards apart"


def test_hidden_rows_tell_nothing_by_number_verdict_or_place(standards, texts):
    hidden = standards.assign(hidden=[True, False, True], code=["9", "5", "1"])

    chart = mastery_by_standard(hidden, 0.7)
    other_way = mastery_by_standard(
        hidden.assign(share=[0.99, 0.66, 0.01], verdict=hidden["verdict"][::-1].values), 0.7
    )

    assert texts(chart).count(HIDDEN) == 2
    assert "not shown (2)" in texts(chart)
    assert not {"41 %", "88 %", "23 students, 4 questions"} & set(texts(chart))
    assert chart.alt == other_way.alt
    assert chart.svg() == other_way.svg()


def test_a_hidden_row_says_why_where_that_is_known(standards, texts):
    chart = mastery_by_standard(standards.assign(hidden=True, why="others could be worked out"), 0.7)

    assert "not shown (others could be worked out)" in texts(chart)


def test_what_leaves_the_team_is_coded_at_the_ends_and_loses_its_counts(standards, assessments, texts, drawn):
    by_standard = protect_shares(standards.assign(share=[0.41, 0.66, 0.99], n_students=[9, 24, 23]))
    in_time = protect_shares(assessments.assign(share=[0.04, 0.9, np.nan]))
    chart, times = mastery_by_standard(by_standard, 0.7), mastery_by_assessment(in_time, 0.7)

    assert {"95 % or more", "23 students, 4 questions", HIDDEN} <= set(texts(chart))
    assert "5.NF.3 Divide fractions, 95 % or more, 23 students, 4 questions" in chart.alt
    assert {"20 % or less", "24 students"} <= set(texts(times)), "how many of the 24 is not said"
    assert "0 of 24" not in times.alt
    assert np.isnan(drawn(chart)["interval, above"][:, 0]).all(), "its interval would give the share away"


def test_what_nobody_answered_is_said_and_not_drawn_as_zero(standards, assessments, drawn, texts):
    standards.loc[0, ["share", "low", "high"]] = np.nan
    chart, in_time = mastery_by_standard(standards, 0.7), mastery_by_assessment(assessments, 0.7)

    assert "no answers yet" in texts(chart)
    assert "no result yet" in texts(in_time)
    assert "day 61 Unit 3, no result yet" in in_time.alt
    for figure in (chart, in_time):
        assert len(drawn(figure)["no numbers"]) == 3, "one dotted track"


def test_assessments_keep_the_order_of_time_with_their_day(assessments, texts):
    shown = texts(mastery_by_assessment(assessments, 0.7))

    assert [text for text in shown if text.startswith(("3 ", "day"))] == ["3 Sep", "3 Oct", "day 61"]
    assert "20 of 22 students" in shown


def test_of_many_assessments_those_without_results_are_left_out_first_then_the_earliest(assessments, texts):
    many = pd.concat([assessments] * 5, ignore_index=True)
    many["title"] = [f"Check {n}" for n in range(15)]

    shown = texts(mastery_by_assessment(many, 0.7, most=8))

    assert "Not drawn: 5 more without a result and 2 earlier." in shown
    assert [text for text in shown if text.startswith("Check")] == [
        f"Check {n}" for n in (3, 4, 6, 7, 9, 10, 12, 13)
    ]


@pytest.mark.parametrize("draw", [mastery_by_standard, mastery_by_assessment])
def test_an_empty_frame_gives_a_figure_that_says_what_is_missing_and_what_to_do(draw, standards, assessments):
    frame = (
        standards.join(assessments.add_prefix("_")).assign(title="", date=pd.NaT, day=1.0, reached=1).iloc[:0]
    )

    chart = draw(frame, 0.7)

    assert "Import" in chart.alt
    assert "not zero" in chart.not_as


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"share": 41.0}, "Column share of mastery by standard holds 41; expected from 0 to 1"),
        ({"share": "41 %"}, "expected numbers"),
        ({"low": 0.99}, "low end lies above"),
        ({"verdict": "fail"}, "holds 'fail'; expected above, cannot tell, below"),
        ({"n_students": -1}, "0 or above"),
        ({"n_students": np.inf}, "infinite"),
    ],
)
def test_a_frame_that_breaks_its_contract_is_named_and_not_drawn(standards, change, says):
    with pytest.raises(DataError, match=says):
        mastery_by_standard(standards.assign(**change), 0.7)


def test_missing_columns_are_listed(standards):
    with pytest.raises(DataError, match="mastery by standard lacks high, low"):
        mastery_by_standard(standards.drop(columns=["low", "high"]), 0.7)


@pytest.mark.parametrize("cut", [0, 1, 70, float("nan"), True, "0.7", None])
def test_a_cut_must_be_a_share(standards, assessments, cut):
    for draw, frame in ((mastery_by_standard, standards), (mastery_by_assessment, assessments)):
        with pytest.raises(ParameterError, match=r"For 70 % write 0\.7"):
            draw(frame, cut)


def test_what_is_no_frame_is_refused():
    with pytest.raises(DataError, match="needs a DataFrame, got list"):
        mastery_by_standard([], 0.7)
