"""Which questions are worth a look: the order, the reasons, and no false alarm."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from plcnb.errors import ParameterError
from plcnb.stats.disclosure import protect_items
from plcnb.stats.items import analyse_items, review
from plcnb.stats.proportions import proportion_interval

COLUMNS = ["item_id", "position", "standard_id", "n", "difficulty", "low", "high", "item_rest_r"]
COLUMNS += ["top_wrong", "top_wrong_share", "top_wrong_n", "key", "flag", "why", "assessment_id"]
COLUMNS += ["verdict", "more_needed", "caution"]


@pytest.fixture
def chose(asked):
    """Make responses and items from options: one string a question, one letter a student, "." for a blank."""

    def make(key, *questions, **other):
        sheet = [
            ["1" if letter == key[j] else "0" for j, letter in enumerate(line)]
            for line in zip(*questions, strict=True)
        ]
        responses, items, _ = asked(sheet, **other)
        letters = [letter for line in zip(*questions, strict=True) for letter in line]
        responses["response"] = pd.array(["" if letter == "." else letter for letter in letters], dtype="str")
        responses.loc[responses["response"] == "", ["score", "status"]] = [np.nan, "omitted"]
        return responses, items.assign(key=list(key))

    return make


@pytest.fixture
def team(chose):
    """Twelve students; question 4 is keyed A where the strong chose C, 5 has one tempting wrong answer."""
    return chose(
        "AAAAA",
        "AAAAAAAAAABC",
        "AAAAAAAABBCC",
        "AAAAAABCBCBC",
        "CCCCCCAABBAA",
        "AAAAABAABBBB",
        standards="aabbb",
    )


def test_the_hardest_come_first_with_the_promised_columns(team):
    got = review(*team)

    assert list(got.columns) == COLUMNS
    assert got["item_id"].tolist() == ["q4", "q3", "q5", "q2", "q1"]
    assert got["difficulty"].is_monotonic_increasing
    assert got["standard_id"].tolist() == ["b", "b", "b", "a", "a"]
    assert got.attrs["level"] == 0.9


def test_the_flags_say_why(team):
    got = review(*team).set_index("item_id")

    assert got.loc["q4", ["flag", "why"]].tolist() == [
        "possible mis-key",
        "those who chose C did better elsewhere than those who chose the key A",
    ]
    assert got.loc["q5", ["flag", "why"]].tolist() == ["popular wrong answer", "5 of 5 wrong choices are B"]
    assert got.loc["q1", ["flag", "why"]].tolist() == ["", ""]


def test_numbers_agree_with_the_analysis_of_items(team):
    responses, items = team
    scores = responses.pivot(index="student_id", columns="item_id", values="score")

    got = review(responses, items).set_index("item_id").sort_index()

    expected = analyse_items(scores)
    assert_allclose(got["difficulty"], expected["difficulty"])
    assert_allclose(got["item_rest_r"], expected["item_rest_r"])
    low, high = proportion_interval(scores.sum(), 12, 0.90)
    assert_allclose(got[["low", "high"]], np.transpose([low, high]))


def test_the_most_tempting_wrong_answer_is_a_share_of_all_students(team):
    got = review(*team).set_index("item_id")

    assert got.loc["q5", ["top_wrong", "top_wrong_n"]].tolist() == ["B", 5]
    assert got.loc["q5", "top_wrong_share"] == pytest.approx(5 / 12)
    assert got.loc["q3", "top_wrong"] == "B"  # B and C three times each: the first


def test_half_of_a_handful_of_wrong_choices_is_no_pattern_worth_naming(chose):
    easy = "A" * 16 + "BBBB"  # four of twenty-one would be under a fifth

    of_twenty, of_more = (review(*chose("A", text)).iloc[0] for text in (easy, "A" + easy))

    assert of_twenty["flag"] == "popular wrong answer"
    assert of_more[["flag", "top_wrong", "top_wrong_n"]].tolist() == ["", "B", 4]


def test_a_hard_question_without_a_pattern_is_just_hard(chose):
    got = review(*chose("AA", "AABBCCDDEE", "AAAAAABBCC")).set_index("item_id")

    assert got.loc["q1", ["flag", "why"]].tolist() == ["hard", "2 of 10 have it right"]


def test_a_class_rarely_hears_a_false_alarm_about_the_key():
    rng = np.random.default_rng(20261103)
    alarms = []
    for _ in range(40):
        right = rng.random((24, 20)) < 1 / (1 + np.exp(rng.normal(size=20) - rng.normal(size=(24, 1))))
        options = np.where(right, "A", rng.choice(list("BCD"), (24, 20)))
        ids = [f"q{j:02d}" for j in range(20)]
        responses = pd.DataFrame(
            {
                "assessment_id": "t",
                "student_id": np.repeat([f"s{i}" for i in range(24)], 20),
                "item_id": np.tile(ids, 24),
                "response": options.ravel(),
                "score": right.ravel().astype(float),
                "status": "answered",
            }
        )
        items = pd.DataFrame(
            {
                "assessment_id": "t",
                "item_id": ids,
                "position": range(20),
                "standard_id": "a",
                "key": "A",
                "max_score": 1.0,
            }
        )
        alarms.append((review(responses, items)["flag"] == "possible mis-key").sum())
    assert np.mean(alarms) < 0.25  # in 20 questions; the bare rule of analyse_options rings several times


def test_a_key_that_nobody_chose_is_suspected_by_the_rule_alone(chose):
    got = review(*chose("AAD", "AAAABBCC", "AAAABBBC", "CCCCCCBA")).set_index("item_id")

    assert got.loc["q3", "flag"] == "possible mis-key"


def test_three_students_are_too_few_to_suspect_a_key(chose):
    got = review(*chose("AAA", "AAB", "AAB", "CCA"))

    assert "possible mis-key" not in set(got["flag"])


def test_an_option_that_was_given_full_points_is_neither_wrong_nor_suspected(team):
    responses, items = team
    accepted = (responses["item_id"] == "q4") & (responses["response"] == "C")

    got = review(responses.assign(score=responses["score"].where(~accepted, 1.0)), items).set_index("item_id")

    assert got.loc["q4", ["top_wrong", "top_wrong_n"]].tolist() == ["B", 2]
    assert got.loc["q4", "flag"] != "possible mis-key"


def test_blank_answers_are_wrong_but_tempt_nobody(chose):
    got = review(*chose("A", "AA......")).iloc[0]

    assert got[["n", "top_wrong", "top_wrong_n"]].tolist() == [8, "", 0]
    assert got["difficulty"] == 0.25
    assert np.isnan(got["top_wrong_share"])
    assert got["flag"] == "hard"


def test_questions_without_a_key_have_a_difficulty_and_no_options(chose):
    responses, items = chose("AA", "ABBB", "AABB")

    got = review(responses, items.assign(key=["", "A"])).set_index("item_id")

    assert got.loc["q1", ["top_wrong", "key"]].tolist() == ["", ""]
    assert got.loc["q1", "difficulty"] == 0.25
    assert got.loc["q2", "top_wrong"] == "B"


def test_no_key_at_all_is_a_review_without_options(asked):
    got = review(*asked([["2", "1"], ["0", "1"], ["1", "1"], ["1", "0"]], max_score=[2, 1])[:2])

    assert got["difficulty"].tolist() == [0.5, 0.75]
    assert (got["top_wrong"] == "").all()


def test_a_question_nobody_answered_is_left_out(asked):
    got = review(*asked([["1", "?"], ["0", "?"]])[:2])

    assert got["item_id"].tolist() == ["q1"]


def test_each_assessment_is_looked_at_for_itself(team, chose):
    responses, items = team
    more, others = chose("BB", "BBAA", "ABAB", test="t2")

    both = review(pd.concat([responses, more]), pd.concat([items, others]))

    alone = review(responses, items)
    of_first = both[both["assessment_id"] == "t1"].reset_index(drop=True)
    assert_frame_equal(of_first, alone)
    assert set(both.loc[both["assessment_id"] == "t2", "n"]) == {4}


def test_the_order_of_rows_does_not_matter(team):
    responses, items = team

    shuffled = review(responses.sample(frac=1, random_state=8), items.sample(frac=1, random_state=8))

    assert_frame_equal(shuffled, review(responses, items))


@pytest.mark.parametrize("rows", [0, 1])
def test_no_question_and_no_answer_give_an_empty_frame_of_the_same_types(team, rows):
    responses, items = team

    got = review(responses.iloc[:0], items.iloc[:rows])

    assert list(got.columns) == COLUMNS
    assert len(got) == 0


def test_one_student_is_shown_without_correlations(chose):
    got = review(*chose("AA", "A", "B"))

    assert got["difficulty"].tolist() == [0, 1]
    assert got["item_rest_r"].isna().all()


@pytest.mark.parametrize("wrong", [{"level": 90}, {"alpha": 5}])
def test_a_percentage_for_a_share_is_refused(team, wrong):
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        review(*team, **wrong)


def test_a_verdict_is_only_what_the_answers_bear_out(team):
    got = review(*team).set_index("item_id")

    assert got.loc["q4", ["verdict", "more_needed"]].tolist() == ["check the key", ""]
    assert got.loc["q5", "verdict"] == "one misunderstanding"  # 5 of 5: by chance in 3 of 243 classes
    assert got.loc["q1", "verdict"] == "cannot tell"
    assert got.loc["q1", "more_needed"].startswith("answers of about")
    assert (got["caution"] == "").all()


def test_three_of_three_wrong_choices_may_be_chance_and_a_word_with_them_settles_it(chose):
    got = review(*chose("AA", "AAAAAAABBB", "AAAAAAAABB")).set_index("item_id").loc["q1"]

    assert (got["flag"], got["verdict"]) == ("popular wrong answer", "cannot tell")
    assert got["more_needed"] == "a word with two of those who chose it"


def test_a_hard_question_is_called_hard_when_its_interval_is(chose):
    few = review(*chose("A", "A" + "BCDBCDBC")).iloc[0]
    many = review(*chose("A", "AAA" + "BCDEF" * 6)).iloc[0]

    assert (few["flag"], few["verdict"], few["caution"]) == ("hard", "cannot tell", "only 9 students")
    assert few["more_needed"].startswith("answers of about")
    assert (many["flag"], many["verdict"], many["more_needed"]) == ("hard", "hard", "")


def test_a_test_of_one_question_has_nothing_to_suspect_its_key_by(chose):
    assert review(*chose("A", "ABBBBBBBB")).iloc[0]["flag"] == "popular wrong answer"


def test_what_everybody_has_right_and_what_goes_with_the_rest_is_sound(chose):
    halves = "A" * 10 + "B" * 10
    got = review(*chose("AAA", halves, halves, "A" * 20)).set_index("item_id")
    alone = review(*chose("A", "AAABB")).iloc[0]

    assert (got["verdict"] == "sound").sum() >= 1
    assert got.loc["q3", ["verdict", "more_needed"]].tolist() == ["sound", ""]
    assert (alone["verdict"], alone["more_needed"]) == ("cannot tell", "answers of about 5 more students")


def test_outside_the_team_a_hidden_question_keeps_neither_verdict_nor_what_would_settle_it(team):
    responses, items = team
    few = protect_items(review(responses[responses["student_id"] < "s09"], items))

    assert few["hidden"].all()
    assert (few["verdict"] == "cannot tell").all()
    assert (few[["more_needed", "caution", "flag", "why"]] == ["", "", "", "fewer than 10 students"]).all(
        axis=None
    )
