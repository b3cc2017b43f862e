import pytest
from subjects import predictions_revealed

from plcnb.charts import predicted_and_actual
from plcnb.errors import ParameterError


def marks(chart, marker):
    """Return where the marks of a shape stand on the scale."""
    return [
        x
        for line in chart.figure.axes[0].lines
        if line.get_marker() == marker
        for x in line.get_xdata()
        if line.get_transform() == chart.figure.axes[0].transData
    ]


def test_the_middle_prediction_is_an_open_square_and_what_came_a_filled_mark():
    chart = predicted_and_actual(predictions_revealed())

    assert marks(chart, "s") == [0.75, 0.4, 0.6]
    assert sorted(marks(chart, "o")) == [0.5, 0.51, 0.6, 0.7]


def test_the_alt_text_says_both_numbers_their_n_and_the_verdict():
    alt = predicted_and_actual(predictions_revealed()).alt

    assert alt.startswith(
        "What we expected of 5 standards and what came. 5.NF.1 Add fractions: expected 75 % "
    )
    assert "(60 to 80 %, 6 members), came 51 %, probably between 40 and 60 %, below what we expected" in alt
    assert "expected fewer than 3 members predicted" in alt


def test_what_was_expected_is_not_cut_off_in_a_large_team():
    frame = predictions_revealed().assign(n_students=1234)
    said = [text.get_text() for text in predicted_and_actual(frame).figure.axes[0].texts]

    assert "1,234 students, 6 expected 75 %" in [text.replace("\xa0", " ") for text in said]


def test_no_prediction_of_few_is_drawn_even_if_the_frame_holds_it():
    leaking = predictions_revealed().assign(expected=0.33)

    assert marks(predicted_and_actual(leaking), "s") == [0.33] * 3


def test_standards_that_do_not_fit_are_counted():
    chart = predicted_and_actual(predictions_revealed(), most=2)

    assert chart.alt.endswith("Not drawn: 3 standards with a smaller surprise or none; the table has them.")


def test_hidden_numbers_are_drawn_last_and_without_a_mark():
    frame = predictions_revealed().assign(hidden=[True, False, False, False, False])
    chart = predicted_and_actual(frame)

    assert 0.75 not in marks(chart, "s")
    assert "51 %" not in chart.alt
    assert chart.alt.rstrip().endswith("not shown (fewer than 10 students).")


def test_without_a_result_a_place_is_kept_free():
    assert "Nothing has come yet" in predicted_and_actual(predictions_revealed().head(0)).alt


@pytest.mark.parametrize("most", [0, True, 1.5])
def test_a_number_of_rows_that_is_none_is_refused(most):
    with pytest.raises(ParameterError, match="whole number of standards"):
        predicted_and_actual(predictions_revealed(), most=most)
