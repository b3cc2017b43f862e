from subjects import calibrations, predictions_revealed

from plcnb.tables import calibration_table, reveal_table


def cells(table):
    return [[(cell.text, cell.small) for cell in row] for row in table.rows]


def test_expected_and_came_stand_side_by_side():
    first, *_ = cells(reveal_table(predictions_revealed()))

    assert first == [
        ("5.NF.1 Add fractions", "24 students, 4 questions"),
        ("75", "60 to 80, 6 members"),
        ("51", "40 to 60"),
        ("−24", ""),
        ("▼\N{NO-BREAK SPACE}below what we expected", ""),
    ]


def test_what_few_or_nobody_predicted_has_no_number():
    *_, few, nobody = cells(reveal_table(predictions_revealed()))

    assert few[1] == ("–", "")
    assert few[4][0] == "fewer than 3 members predicted"
    assert nobody[4][0] == "not predicted"


def test_a_number_that_few_predicted_is_not_shown_even_if_the_frame_holds_it():
    leaking = predictions_revealed().assign(expected=0.3333, expected_low=0.3333, expected_high=0.3333)

    assert "33" not in str(cells(reveal_table(leaking))[3])


def test_each_assessment_says_how_far_off_and_to_which_side():
    rows = cells(calibration_table(calibrations(), {"u1": "Unit 1"}))

    assert rows[0] == [
        ("Unit 1", "30 predictions, 6 members, 5 standards"),
        ("+20", "probably between +10 and +30 points"),
        ("21", ""),
        ("0.05", ""),
        ("▼\N{NO-BREAK SPACE}we expected too much", ""),
    ]
    assert [row[4][0][2:] for row in rows[1:4]] == [
        "we expected too little",
        "as we expected",
        "cannot tell yet",
    ]
    assert rows[3][4][1] == "it takes predictions of 1 more standard"
    assert rows[4][4] == (
        "not shown (fewer than 3 members predicted)",
        "it takes predictions of 1 more member",
    )
