import pandas as pd
import pytest

from plcnb.stats.disclosure import protect_shares
from plcnb.words import (
    say_assessments,
    say_groups,
    say_growth,
    say_items,
    say_mastery,
    standard_name,
)


def standards(*rows):
    columns = ["standard_id", "code", "statement", "n_students", "n_items", "share", "verdict", "hidden"]
    frame = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=columns)
    return frame.assign(low=frame["share"] - 0.1, high=frame["share"] + 0.1, why="")


ADD = ("s1", "MA7.1", "Add fractions", 24, 5, 0.48, "below", False)
COMPARE = ("s2", "MA7.2", "Compare fractions", 24, 4, 0.84, "above", False)
SCALE = ("s3", "MA7.3", "Scale a recipe", 24, 2, 0.66, "cannot tell", False)


def question(position=7, flag="popular wrong answer", **more):
    row = {"item_id": "i7", "position": position, "n": 24, "difficulty": 0.42, "low": 0.3, "high": 0.54}
    return row | {"flag": flag, "top_wrong": "B", "top_wrong_n": 11, "top_wrong_share": 11 / 24} | more


def test_mastery_says_what_is_below_above_and_undecided_with_its_n():
    finding = say_mastery(standards(ADD, COMPARE, SCALE), 0.7)

    assert finding.verdict == "below"
    assert finding.sentence == (
        "“Add fractions” is clearly below 70 % (48 % of the points, 24 students, 5 questions); "
        "“Compare fractions” is clearly above; for the other 1 we cannot tell yet."
    )
    assert (
        finding.headline == "3 standards against 70 %: 1 clearly below, 1 clearly above, 1 we cannot tell yet"
    )


def test_mastery_without_a_verdict_claims_nothing():
    finding = say_mastery(standards(SCALE), 0.7)

    assert finding.sentence == "For 1 standard we cannot tell yet."
    assert finding.verdict == "cannot tell"


def test_several_standards_below_are_counted_and_the_weakest_named():
    worse = ("s4", "MA7.4", "Divide fractions", 24, 5, 0.31, "below", False)
    finding = say_mastery(standards(ADD, worse), 0.7)

    assert finding.sentence.startswith("“Divide fractions” is clearly below 70 % (31 % of the points")
    assert "and 1 more standard" in finding.sentence


def test_hidden_rows_are_not_spoken_of():
    hidden = (*ADD[:-1], True)
    finding = say_mastery(standards(hidden), 0.7)

    assert "48" not in finding.sentence
    assert "Too few students" in finding.sentence


def test_a_standard_without_words_goes_by_its_code_and_a_long_one_is_shortened():
    long = "Explain " + "why a very long statement must not fill the headline " * 4
    frame = standards(
        ("s1", "MA7.1", "", 24, 5, 0.5, "below", False), ("s2", "X", long, 3, 3, 0.5, "below", False)
    )

    assert standard_name(frame.iloc[0]) == "standard MA7.1"
    assert len(standard_name(frame.iloc[1])) <= 54


def assessments(*rows):
    columns = ["title", "n_students", "share", "verdict"]
    frame = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows], columns=columns)
    return frame.assign(low=frame["share"] - 0.1, high=frame["share"] + 0.1)


def test_whole_scores_speak_of_the_latest_assessment_with_results():
    frame = assessments(
        ("TMA 1", 40, 0.8, "above"), ("TMA 2", 38, 0.5, "below"), ("Exam", 0, float("nan"), "cannot tell")
    )
    finding = say_assessments(frame, 0.4)

    assert finding.sentence == (
        "50 % of 38 students with a result reached 40 % of the points on TMA 2; "
        "1 assessment has no result yet."
    )
    assert finding.verdict == "below"


@pytest.mark.parametrize(("asked", "told"), [("1", "TMA 1"), ("2", "TMA 2"), ("3", "TMA 2"), ("", "TMA 2")])
def test_whole_scores_speak_of_the_assessment_asked_about(asked, told):
    frame = assessments(
        ("TMA 1", 40, 0.8, "above"), ("TMA 2", 38, 0.5, "below"), ("Exam", 0, float("nan"), "cannot tell")
    ).assign(assessment_id=["1", "2", "3"])

    assert f"the points on {told};" in say_assessments(frame, 0.4, asked).sentence


def test_no_result_at_all_is_said_and_is_not_zero():
    assert say_assessments(assessments(("Exam", 0, float("nan"), "cannot tell")), 0.4).sentence == (
        "No result has arrived yet."
    )


def test_a_hidden_or_coded_assessment_is_said_to_be_so():
    few, all_of_them = ("Unit 1", 4, 0.5, "below"), ("Unit 2", 24, 0.96, "above")

    hidden = say_assessments(protect_shares(assessments(few)), 0.7)
    coded = say_assessments(protect_shares(assessments(all_of_them, few)), 0.7)

    assert hidden.sentence == "Too few students have a result for a number that may leave the team."
    assert coded.sentence == (
        "80 % or more of 24 students with a result reached 70 % of the points on Unit 2."
    )


def test_a_hidden_question_is_not_spoken_of():
    hidden = pd.DataFrame([question(hidden=True), question(position=3, hidden=False, difficulty=0.4)])

    assert "Question 3" in say_items(hidden).sentence
    assert say_items(hidden.head(1)).sentence == "No question stands out."


def test_a_possible_mis_key_comes_before_a_popular_wrong_answer():
    review = pd.DataFrame([question(), question(position=3, flag="possible mis-key")])

    assert say_items(review).sentence.startswith("Question 3 may have a wrong key")


def test_in_a_small_class_students_are_counted_and_nothing_is_concluded():
    finding = say_items(pd.DataFrame([question(n=7, top_wrong_n=3, top_wrong_share=3 / 7)]))

    assert finding.sentence == "Question 7 tempted 3 of 7 students to B: worth asking them why."
    assert finding.verdict == "cannot tell"


def test_a_tempting_wrong_answer_is_named_with_its_share_and_n():
    assert say_items(pd.DataFrame([question()])).sentence == (
        "Question 7 tempted 46 % of 24 students to B: one misunderstanding, worth naming."
    )


@pytest.mark.parametrize(
    ("review", "words"),
    [
        (
            pd.DataFrame([question(flag="hard")]),
            "Question 7 was the hardest: 42 % of the points, 24 students.",
        ),
        (
            pd.DataFrame([question(flag="")]),
            "No question stands out; the hardest is question 7 (42 % of the points, 24 students).",
        ),
        (pd.DataFrame([question()]).iloc[:0], "No question stands out."),
        (pd.DataFrame([question(position=float("nan"), flag="hard")]), "Question i7 was the hardest"),
    ],
)
def test_questions_that_are_merely_hard_or_fine_are_said_so(review, words):
    assert say_items(review).sentence.startswith(words)


def test_growth_names_its_basis_its_n_and_its_interval():
    finding = say_growth(0.08, 0.02, 0.14, 22, 5, "above")

    assert finding.sentence == (
        "On the 5 questions both tests share, the 22 students who took both "
        "gained 8 points of 100 on average, probably between 2 and 14."
    )


def test_a_clear_loss_is_said_with_its_interval_the_right_way_round():
    finding = say_growth(-0.08, -0.14, -0.02, 22, 5, "below")

    assert "lost 8 points of 100 on average, probably between 2 and 14." in finding.sentence


def test_growth_on_whole_scores_warns_that_tests_differ():
    finding = say_growth(0.08, -0.02, 0.14, 22, 0, "cannot tell")

    assert finding.sentence.startswith("We cannot tell yet whether the 22 students who took both have grown")
    assert "harder test" in finding.sentence
    assert "between −2 and 14" in finding.sentence


def test_nobody_in_both_tests_is_said():
    assert (
        "Nobody has taken two"
        in say_growth(float("nan"), float("nan"), float("nan"), 0, 0, "cannot tell").sentence
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (
            ["reteach"] * 5 + ["practise"] * 12 + ["extend"] * 6,
            "5 students to reteach, 12 to practise with; 6 students know",
        ),
        (
            ["reteach", "extend"],
            "1 student to reteach, 0 to practise with; 1 student knows it already and needs",
        ),
        (["practise"] * 3, "0 students to reteach, 3 to practise with; nobody shows clearly yet"),
        ([], "Nobody has answers to group by yet."),
    ],
)
def test_the_fourth_question_is_always_answered(names, words):
    assert say_groups(pd.DataFrame({"group": pd.Series(names, dtype=str)})).sentence.startswith(words)
