"""Surveys of staff: worked examples, peers' values, laws, and who must never be found out."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats as peer

from plcnb.errors import DataError, ParameterError
from plcnb.stats.items import reliability
from plcnb.stats.surveys import (
    Instrument,
    agreement_between,
    compare_waves,
    consistency,
    distribution,
    score,
)

TRUST = Instrument({"Trust": ["q1", "q2"], "Time": ["q3"]}, lowest=1, highest=5, reversed=["q2"])
LABELS = {"Disagree": 1, "Unsure": 2, "Agree": 3}

# Student (1908), Biometrika 6, 1-25 (R's data set sleep), in tenths of an hour, to be whole numbers.
SLEEP = [7, -16, -2, -12, -1, 34, 37, 8, 0, 20], [19, 8, 11, 1, -1, 44, 55, 16, 46, 34]


def one_question(answers, lowest=1, highest=5, **other):
    return pd.DataFrame({"q": answers}), Instrument({"D": ["q"]}, lowest, highest, **other)


@pytest.fixture
def answers():
    """Six people; the last answered half of the first dimension and none of the second."""
    return pd.DataFrame(
        {
            "q1": [4, 5, 4, 3, 5, 4],
            "q2": [2, 1, 2, 3, 2, np.nan],
            "q3": [1, 2, 3, 4, 5, np.nan],
            "remark": ["", "", "never read", "", "", ""],
        }
    )


def test_a_dimension_is_the_mean_of_the_respondents_means_with_reversed_questions_turned(answers):
    got = score(answers, TRUST)

    means = [4, 5, 4, 3, 4.5, 4]
    assert got.loc["Trust", "mean"] == pytest.approx(np.mean(means))
    assert got.loc["Trust", ["n", "n_items"]].tolist() == [6, 2]
    assert got.loc["Time", ["n", "mean"]].tolist() == [5, 3]
    assert not got["hidden"].any()
    assert list(got.columns[:6]) == ["n", "mean", "low", "high", "agreement", "hidden"]
    assert got.index.name == "dimension"


def test_the_interval_is_students_t_as_scipy_has_it(answers):
    means = [4, 5, 4, 3, 4.5, 4]

    got = score(answers, TRUST, level=0.9)

    low, high = peer.t.interval(0.9, 5, loc=np.mean(means), scale=peer.sem(means))
    assert_allclose(got.loc["Trust", ["low", "high"]].astype(float), [low, high])


def test_the_interval_ends_where_the_scale_does():
    got = score(*one_question([5, 5, 5, 5, 4]))

    assert got["high"].item() == 5
    assert got["low"].item() < 4.8


def test_who_answered_less_than_half_does_not_count():
    asked = {"D": ["a", "b", "c"]}
    sheet = pd.DataFrame({"a": [3, 3, 3, 5], "b": [4, 4, np.nan, np.nan], "c": [5, np.nan, np.nan, np.nan]})

    got = score(sheet, asked, minimum=2, scale=(1, 5))

    assert got["n"].item() == 2
    assert got["mean"].item() == pytest.approx((4 + 3.5) / 2)


def test_agreement_is_that_of_james_demaree_and_wolf():
    # variances 0.5 and 0.7 beside 2 of a uniform choice among five: q = .3, r* = .7, r = 2(.7) / (2(.7) + .3)
    sheet = pd.DataFrame({"a": [4, 4, 3, 5, 4], "b": [4, 3, 5, 4, 3]})

    got = score(sheet, {"D": ["a", "b"]}, scale=(1, 5))

    assert got["agreement_by_question"].item() == pytest.approx(0.7)
    assert got["agreement"].item() == pytest.approx(1.4 / 1.7)


def test_agreement_on_one_question_is_the_same_by_both():
    got = score(*one_question([4, 4, 3, 5, 4]))

    assert got["agreement"].item() == got["agreement_by_question"].item() == pytest.approx(0.75)


def test_two_camps_agree_no_more_than_by_chance():
    got = score(*one_question([1, 5, 1, 5, 1, 5]))

    assert got["agreement"].item() == 0
    assert got["agreement_by_question"].item() == pytest.approx(1 - 4.8 / 2)


def test_agreement_of_one_respondent_does_not_exist():
    got = score(*one_question([4]), minimum=1).iloc[0]

    assert got[["n", "mean"]].tolist() == [1, 4]
    assert got[["low", "high", "agreement"]].isna().all()
    assert (got["verdict"], got["more_needed"]) == ("cannot tell", "answers of more people")


def test_two_respondents_have_an_interval_and_an_agreement():
    got = score(*one_question([4, 5]), minimum=2).iloc[0]

    assert got[["mean", "high"]].tolist() == [4.5, 5]
    assert got["low"] == 1
    assert got["agreement"] == pytest.approx(0.75)


def test_all_alike_have_a_mean_and_no_interval_and_a_verdict_from_six_on():
    six, five = score(*one_question([4] * 6)).iloc[0], score(*one_question([4] * 5)).iloc[0]

    assert six[["mean", "agreement", "favourable"]].tolist() == [4, 1, 1]
    assert six[["low", "high"]].isna().all()
    assert (six["verdict"], five["verdict"]) == ("above", "cannot tell")
    assert five["more_needed"] == "answers of more people"
    assert six["unanimous"]
    assert six["caution"].startswith("all answered alike")
    assert score(*one_question([2] * 6))["verdict"].item() == "below"
    assert score(*one_question([3] * 30))["verdict"].item() == "cannot tell"


def test_the_same_mean_of_different_answers_tells_nobody_apart_but_has_no_interval():
    sheet = pd.DataFrame({"a": [3, 5, 3, 5, 4], "b": [5, 3, 5, 3, 4]})

    got = score(sheet, {"D": ["a", "b"]}, scale=(1, 5)).iloc[0]

    assert not got["unanimous"]
    assert np.isnan(got["low"])
    assert got["caution"] == "all have the same mean: no interval can be computed; only 5 respondents"


def test_fewer_than_the_minimum_are_hidden_whole():
    got = score(*one_question([1, 2, 3, 4])).iloc[0]

    numbers = ["n", "mean", "low", "high", "agreement", "favourable", "agreement_by_question"]
    assert got["hidden"]
    assert got[numbers].isna().all()
    assert (got["verdict"], got["caution"]) == ("cannot tell", "fewer than 5 answered")
    assert got["more_needed"] == "answers of at least 5 people"


def test_nobody_looks_like_too_few():
    none = score(*one_question([])).iloc[0]
    nothing = score(*one_question([np.nan] * 9)).iloc[0]
    four = score(*one_question([5] * 4)).iloc[0]

    pd.testing.assert_series_equal(none, four)
    pd.testing.assert_series_equal(nothing, four)


def test_the_verdict_says_on_which_side_of_the_middle():
    assert score(*one_question([4, 5, 4, 5, 4]))["verdict"].item() == "above"
    assert score(*one_question([1, 2, 1, 2, 1]))["verdict"].item() == "below"
    near = score(*one_question([2, 3, 4, 3, 3])).iloc[0]
    assert (near["verdict"], near["more_needed"]) == (
        "cannot tell",
        "a talk about it: the answers lie around the neutral point",
    )


@pytest.mark.parametrize(
    ("given", "settles"),
    [
        # variance 0.3, 0.6 off the middle, t 2.776: 6.4 people at this spread, 5 have answered
        ([4, 4, 4, 3, 3], "answers of about 2 more people"),
        ([5, 5, 5, 4, 4, 2], "answers of about 1 more person"),
        # 27.8 people would do: more than twenty more
        ([5, 4, 3, 4, 2], "a talk about it: the answers lie around the neutral point"),
    ],
)
def test_what_would_settle_a_score_is_how_many_more_people(given, settles):
    got = score(*one_question(given)).iloc[0]

    assert (got["verdict"], got["more_needed"]) == ("cannot tell", settles)


def test_those_who_were_asked_and_did_not_answer_are_said():
    sheet, asked = one_question([4, 5, 3, 4, 4, 5, 2, 4, 4, 3])

    assert score(sheet, asked, invited=20)["caution"].item() == "10 of 20 did not answer"
    assert score(sheet, asked, invited=11)["caution"].item() == ""
    with pytest.raises(ParameterError, match="no fewer than the 10 who answered, got 9"):
        score(sheet, asked, invited=9)


def test_words_of_the_scale_count_as_their_numbers():
    sheet = pd.DataFrame({"q": ["Agree", " agree ", "Unsure", "DISAGREE", "Agree", "", None, pd.NA, 2]})

    got = score(sheet, Instrument({"D": ["q"]}, 1, 3, labels=LABELS))

    assert got[["n", "mean"]].iloc[0].tolist() == [6, pytest.approx(14 / 6)]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (6, "6"),
        (0, "0"),
        (3.5, "3.5"),
        ("often", "'often'"),
        (np.inf, "inf"),
        (True, "True"),
        ("4", "'4'"),
        (10**400, "1000"),
    ],
)
def test_an_answer_off_the_scale_is_named_with_its_place(value, said):
    sheet = pd.DataFrame({"q": pd.Series([4, 5, value], dtype=object)})

    with pytest.raises(
        DataError, match=r"Column 'q' .* in row 3; expected a whole number from 1 to 5, or no"
    ):
        score(sheet, Instrument({"D": ["q"]}, 1, 5))
    with pytest.raises(DataError, match=f"holds {said}"):
        score(sheet, Instrument({"D": ["q"]}, 1, 5))


def test_the_words_there_are_are_listed_beside_a_wrong_one():
    with pytest.raises(DataError, match="from 1 to 3 or one of Disagree, Unsure, Agree, or nothing"):
        score(pd.DataFrame({"q": ["Maybe"]}), Instrument({"D": ["q"]}, 1, 3, labels=LABELS))


def test_columns_that_are_missing_double_or_no_frame_are_named():
    with pytest.raises(DataError, match="answers lacks q2; it has q1, q3"):
        score(pd.DataFrame({"q1": [1], "q3": [1]}), TRUST)
    twice = pd.DataFrame([[1, 2, 3, 4]], columns=["q1", "q2", "q2", "q3"])
    with pytest.raises(DataError, match="two columns called 'q2'"):
        score(twice, TRUST)
    with pytest.raises(DataError, match="got list"):
        score([1, 2], TRUST)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Instrument({}, 1, 5), "dimensions must name the questions"),
        (lambda: Instrument({"D": "q1"}, 1, 5), "must list questions, got 'q1'"),
        (lambda: Instrument({"D": []}, 1, 5), "has no question"),
        (lambda: Instrument({"D": ["q", "q"]}, 1, 5), "lists question 'q' twice"),
        (lambda: Instrument({"D": ["q"]}, 5, 1), "lowest < highest, got 5 and 1"),
        (lambda: Instrument({"D": ["q"]}, 1, 4.5), "whole numbers"),
        (lambda: Instrument({"D": ["q"]}, 1, 5, reversed=["p"]), "reversed names 'p'"),
        (lambda: Instrument({"D": ["q"]}, 1, 5, labels={"Often": 6}), "labels gives 'Often' as 6"),
        (lambda: Instrument({"D": ["q"]}, 1, 5, labels={3: 3}), "labels gives 3 as 3"),
        (lambda: Instrument({"D": ["q"]}, 1, 5, labels=["Often"]), "labels must map words to numbers"),
        (lambda: Instrument({"D": [["q"]]}, 1, 5), r"lists \['q'\], which is no name of a column"),
        (lambda: Instrument({"D": ["q"]}, 1, 5, reversed=2), "'reversed' must list questions, got 2"),
        (lambda: Instrument({"\ud800": ["q"]}, 1, 5), "holds half a character"),
    ],
)
def test_an_instrument_that_is_none_is_refused(make, message):
    with pytest.raises(ParameterError, match=message):
        make()


def test_a_plain_mapping_needs_its_scale(answers):
    plain = {"Time": ["q3"]}

    assert score(answers, plain, scale=(1, 5)).equals(score(answers, Instrument(plain, 1, 5)))
    with pytest.raises(ParameterError, match="never guessed"):
        score(answers, plain)
    with pytest.raises(ParameterError, match="got list"):
        score(answers, ["q3"])
    assert score(answers, TRUST, scale=(1, 5)).equals(score(answers, TRUST))
    with pytest.raises(ParameterError, match="the instrument has 1 to 5"):
        score(answers, TRUST, scale=(0, 4))


def test_one_reversed_question_may_be_given_as_text_and_an_instrument_travels_to_workers():
    asked = Instrument({"D": ["q"]}, 1, 5, reversed="q")

    assert pickle.loads(pickle.dumps(asked)) == asked
    assert score(pd.DataFrame({"q": [1, 1, 2, 2, 2]}), asked)["mean"].item() == pytest.approx(4.4)


@pytest.mark.parametrize("minimum", [0, 2.5, True, "5"])
def test_a_minimum_that_is_no_number_of_people_is_refused(answers, minimum):
    with pytest.raises(ParameterError, match="minimum must be 1 or more"):
        score(answers, TRUST, minimum)


def test_a_level_in_per_cent_is_refused(answers):
    with pytest.raises(ParameterError, match="level"):
        score(answers, TRUST, level=95)


def test_answers_are_left_as_they_were(answers):
    before = answers.copy()
    for measure in (score, distribution, consistency):
        measure(answers, TRUST)

    pd.testing.assert_frame_equal(answers, before)


sheets = st.lists(st.lists(st.integers(1, 5), min_size=2, max_size=2), min_size=5, max_size=12)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(sheets)
def test_turning_the_scale_mirrors_and_the_order_of_people_and_questions_is_all_one(rows):
    sheet = pd.DataFrame(rows, columns=["a", "b"])
    asked = {"D": ["a", "b"]}
    got = score(sheet, asked, scale=(1, 5)).iloc[0]
    mirrored = score(6 - sheet, asked, scale=(1, 5)).iloc[0]
    turned = score(sheet, Instrument(asked, 1, 5, reversed=["a", "b"])).iloc[0]
    shuffled = score(sheet.sample(frac=1, random_state=1)[["b", "a"]], asked, scale=(1, 5)).iloc[0]
    shifted = score(sheet - 3, asked, scale=(-2, 2)).iloc[0]

    numbers = ["mean", "low", "high", "agreement"]
    assert_allclose(turned[numbers].astype(float), mirrored[numbers].astype(float))
    assert_allclose(6 - mirrored["mean"], got["mean"])
    assert_allclose([6 - mirrored["high"], mirrored["agreement"]], [got["low"], got["agreement"]], atol=1e-12)
    assert_allclose(shuffled[numbers].astype(float), got[numbers].astype(float))
    assert_allclose(shifted["mean"] + 3, got["mean"])
    assert 0 <= got["agreement"] <= 1
    assert {got["verdict"], mirrored["verdict"]} in ({"above", "below"}, {"cannot tell"})


def test_thousands_of_teachers_are_scored(shared):
    # OECD TALIS 2018, public extract, five questions of US teachers on three steps
    sheet = pd.read_csv(shared / "data" / "talis_us" / "TALIS2018_US_5items.csv", index_col=0)
    asked = Instrument({"Motivation": ["Mtv_1", "Mtv_2"], "Satisfaction": ["Stsf"]}, 1, 3)

    got = score(sheet, asked)
    shares = distribution(sheet, asked)

    assert got.loc["Satisfaction", "mean"] == pytest.approx(sheet["Stsf"].mean())
    assert_allclose(
        shares.loc["Stsf", "share"], sheet["Stsf"].value_counts(normalize=True).sort_index(), rtol=1e-12
    )
    assert_allclose(shares["share"].groupby("question").sum(), 1)


# -- how well the questions of a dimension go together ------------------------------------------------


def test_consistency_is_coefficient_alpha_of_the_turned_answers(answers):
    got = consistency(answers, TRUST)

    turned = pd.DataFrame({"q1": answers["q1"], "q2": 6 - answers["q2"]})
    assert got.loc["Trust", "alpha"] == pytest.approx(reliability(turned).alpha)
    assert got.loc["Trust", ["n", "n_items"]].tolist() == [6, 2]
    assert np.isnan(got.loc["Time", "alpha"])


def test_questions_that_contradict_each_other_are_pointed_out():
    sheet = pd.DataFrame({"a": [1, 2, 3, 4, 5] * 2, "b": [5, 4, 3, 2, 2] * 2})

    got = consistency(sheet, {"D": ["a", "b"]}, scale=(1, 5))

    assert got["alpha"].item() < 0
    assert got["caution"].item() == "its questions contradict each other: should one of them be reversed?"


def test_consistency_of_too_few_is_hidden(answers):
    got = consistency(answers.head(4), TRUST)

    assert got["hidden"].all()
    assert got[["n", "alpha", "low", "high"]].isna().all(axis=None)
    assert set(got["caution"]) == {"fewer than 5 answered"}


# -- which answers were given -------------------------------------------------------------------------


def test_shares_of_the_answers_stand_on_their_sides():
    sheet, asked = one_question([1, 2, 3, 4, 4, 5, 5, 5], labels={"Never": 1, "Always": 5})

    got = distribution(sheet, asked).loc["q"]

    assert got["share"].tolist() == [1 / 8, 1 / 8, 1 / 8, 2 / 8, 3 / 8]
    assert got["n"].tolist() == [8] * 5
    assert got["side"].tolist() == ["unfavourable"] * 2 + ["neutral"] + ["favourable"] * 2
    assert got["degree"].tolist() == [2, 1, 0, 1, 2]
    assert got["side_share"].tolist() == [2 / 8] * 2 + [1 / 8] + [5 / 8] * 2
    assert got["label"].tolist() == ["Never", "", "", "", "Always"]
    assert list(got.columns[:2]) == ["share", "n"]


def test_low_answers_to_a_reversed_question_are_the_favourable_ones():
    sheet, asked = one_question([1, 1, 2, 5, 4, 3], reversed=["q"])

    got = distribution(sheet, asked).loc["q"]

    assert got["side"].tolist() == ["favourable"] * 2 + ["neutral"] + ["unfavourable"] * 2
    assert got["turned"].all()
    assert got["share"].iloc[0] == pytest.approx(2 / 6)


def test_a_scale_of_four_has_no_neutral_answer():
    got = distribution(*one_question([1, 2, 3, 4, 4], highest=4)).loc["q"]

    assert got["side"].tolist() == ["unfavourable"] * 2 + ["favourable"] * 2
    assert got["degree"].tolist() == [2, 1, 1, 2]


@pytest.mark.parametrize(
    ("given", "sides"),
    [
        ([4] * 6, [np.nan, np.nan, 0.83]),
        ([5, 4, 4, 5, 5, 4], [np.nan, np.nan, 0.83]),
        ([1] * 40, [0.95, np.nan, np.nan]),
        ([5] * 30 + [4] * 9 + [1], [np.nan, np.nan, 0.95]),
        ([3] * 5, [np.nan, 4 / 5, np.nan]),
        ([4] * 5 + [2], [1 / 6, 0, 5 / 6]),
    ],
    ids=["all alike", "all on one side", "forty alike", "39 of 40", "all neutral", "all but one"],
)
def test_what_would_tell_each_ones_answer_is_withheld_or_coded(given, sides):
    got = distribution(*one_question(given)).loc["q"]

    assert got["withheld"].all()
    assert got["share"].isna().all()
    assert not got["hidden"].any()
    assert_allclose(got["side_share"].iloc[[0, 2, 4]], sides)
    assert got["why"].iloc[0].startswith("nearly all")


def test_a_question_with_few_answers_is_hidden_even_beside_one_with_enough():
    sheet = pd.DataFrame({"a": [1, 2, 3, 4, 5, 5], "b": [1, 2, 3, 4, np.nan, np.nan]})

    got = distribution(sheet, {"D": ["a", "b"], "All": ["b"]}, scale=(1, 5))

    assert not got.loc["a", "hidden"].any()
    assert got.loc["b", "hidden"].all()
    assert got.loc["b", ["share", "n", "side_share"]].isna().all(axis=None)
    assert set(got["dimension"]) == {"D"}
    assert len(got) == 10


def test_a_long_scale_has_scores_and_no_shares():
    sheet, asked = one_question([10, 20, 90, 80, 50], 0, 100)

    assert score(sheet, asked)["mean"].item() == 50
    with pytest.raises(ParameterError, match="101 answers"):
        distribution(sheet, asked)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.integers(1, 5), max_size=30))
def test_nobody_who_knows_all_but_one_answer_of_a_shown_row_could_have_known_it_without(given_answers):
    got = distribution(*one_question(pd.Series(given_answers, dtype=float))).loc["q"]
    counts = np.bincount(given_answers, minlength=6)[1:]

    shown = got["share"].notna().all()
    if shown:
        assert len(given_answers) >= 5
        assert counts.max() <= len(given_answers) - 2
        assert_allclose(got["share"] * len(given_answers), counts)
    assert shown == (not got["hidden"].any() and not got["withheld"].any())
    assert (got["side_share"].dropna() < 1).all()


# -- two times ----------------------------------------------------------------------------------------


def test_the_change_between_two_times_matches_r():
    # R 4.2 t.test(extra ~ group, data = sleep): -3.3654832 to 0.2054832 hours, first less second
    (before, asked), (after, _) = (one_question(sheet, -16, 55) for sheet in SLEEP)

    got = compare_waves(before, after, asked).iloc[0]

    assert_allclose([got["low"], got["high"]], [-2.054832, 33.654832], atol=1e-6)
    assert_allclose(got[["n_before", "n_after", "change"]].astype(float), [10, 10, 15.8])
    assert (got["verdict"], got["more_needed"]) == (
        "cannot tell",
        "a third time, or a talk about what has changed",
    )


def test_a_clear_rise_and_a_clear_fall_are_said():
    low, high = one_question([2, 2, 1, 2, 3, 2])[0], one_question([4, 5, 4, 4, 5, 4])[0]
    asked = {"D": ["q"]}

    up, down = (compare_waves(*pair, asked, scale=(1, 5)).iloc[0] for pair in ((low, high), (high, low)))

    assert (up["verdict"], down["verdict"], up["more_needed"]) == ("above", "below", "")
    assert_allclose([up["low"], up["high"]], [-down["high"], -down["low"]])


def test_a_change_is_hidden_where_either_time_has_too_few():
    few, enough = one_question([2, 3, 4, 5])[0], one_question([2, 3, 4, 5, 5])[0]

    for pair in ((few, enough), (enough, few)):
        got = compare_waves(*pair, {"D": ["q"]}, scale=(1, 5)).iloc[0]
        assert got["hidden"]
        assert got[["n_before", "n_after", "mean_before", "mean_after", "change", "low", "high"]].isna().all()
        assert got["more_needed"] == "answers of at least 5 people at both times"


def test_two_times_without_spread_have_a_change_and_no_interval():
    got = compare_waves(one_question([2] * 6)[0], one_question([4] * 6)[0], {"D": ["q"]}, scale=(1, 5)).iloc[
        0
    ]

    assert got["change"] == 2
    assert np.isnan(got["low"])
    assert got["verdict"] == "cannot tell"


def test_a_change_ends_where_the_scale_does():
    got = compare_waves(
        one_question([1, 1, 1, 1, 5])[0], one_question([5, 5, 5, 5, 1])[0], {"D": ["q"]}, scale=(1, 5)
    )

    assert got["high"].item() <= 4


def test_two_times_of_different_size_come_with_a_caution():
    many, more, most = (one_question([2, 3, 4, 5, 3] * k)[0] for k in (2, 3, 4))
    one_later = pd.concat([many, many.head(1)])
    asked = {"D": ["q"]}

    assert compare_waves(many, many, asked, scale=(1, 5))["caution"].item() == ""
    assert "not the same number" in compare_waves(many, most, asked, scale=(1, 5))["caution"].item()
    assert "latecomers" in compare_waves(many, one_later, asked, scale=(1, 5))["caution"].item()
    assert compare_waves(more.head(5), more.head(5), asked, scale=(1, 5))["caution"].item() == (
        "only 5 at one time"
    )


# -- two judges ---------------------------------------------------------------------------------------


def judged(table):
    first = [i for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    second = [j for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return first, second


def test_kappa_matches_r_psych(peers):
    # R psych 2.2.9 cohen.kappa; .4 is the worked example of Wikipedia, "Cohen's kappa"
    known = peers["kappa"]

    got = agreement_between(*judged(known["table"]))

    assert_allclose([got.low, got.kappa, got.high], known["ci"], rtol=1e-10)
    assert got.kappa == pytest.approx(known["kappa"])


def test_kappa_matches_the_worked_example():
    got = agreement_between(*judged([[20, 5], [10, 15]]))

    assert_allclose([got.kappa, got.agreed, got.by_chance], [0.4, 0.7, 0.5])
    assert_allclose([got.low, got.high], [0.151090, 0.648910], atol=5e-6)
    assert (got.n, got.verdict, got.more_needed, got.caution) == (50, "above", "", "")


def test_weighted_kappa_counts_a_near_miss_as_half():
    # of three steps: linear credit 1, 1/2, 0; by hand
    first, second = judged([[4, 2, 0], [1, 5, 1], [0, 2, 5]])
    p = np.array([[4, 2, 0], [1, 5, 1], [0, 2, 5]]) / 20
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    apart = np.abs(np.subtract.outer(range(3), range(3)))

    for weights, miss in (("linear", apart / 2), ("quadratic", apart**2 / 4), ("none", apart > 0)):
        got = agreement_between(first, second, weights=weights)
        assert got.kappa == pytest.approx(1 - (miss * p).sum() / (miss * np.outer(rows, columns)).sum())
        assert got.low < got.kappa < got.high


def test_weights_on_two_categories_change_nothing():
    pair = judged([[20, 5], [10, 15]])

    plain, weighted = agreement_between(*pair), agreement_between(*pair, weights="quadratic")

    assert_allclose([plain.kappa, plain.se], [weighted.kappa, weighted.se])


def test_the_standard_error_holds_up_against_drawing_anew():
    table = np.array([[30, 8, 2], [6, 25, 7], [3, 5, 34]])
    rng = np.random.default_rng(3)
    drawn = rng.multinomial(table.sum(), table.ravel() / table.sum(), size=600).reshape(-1, 3, 3)

    for weights in ("none", "linear"):
        spread = np.std([agreement_between(*judged(t), weights=weights).kappa for t in drawn])
        assert agreement_between(*judged(table), weights=weights).se == pytest.approx(spread, rel=0.1)


def test_words_in_their_order_and_numbers_are_judged_alike():
    first, second = judged([[4, 2, 0], [1, 5, 1], [0, 2, 5]])
    words = ["emerging", "secure", "deep"]
    spelled = [[words[i] for i in side] for side in (first, second)]

    got = agreement_between(*spelled, weights="quadratic", categories=words)

    assert got.kappa == pytest.approx(agreement_between(first, second, weights="quadratic").kappa)
    assert agreement_between(*spelled).kappa == pytest.approx(agreement_between(first, second).kappa)
    with pytest.raises(ParameterError, match=r"needs categories=\[...\] in their order"):
        agreement_between(*spelled, weights="linear")


def test_what_either_left_out_does_not_count_and_swapping_the_judges_changes_nothing():
    first, second = judged([[20, 5], [10, 15]])

    more = agreement_between([*first, None, 1, np.nan], [*second, 1, pd.NA, 0])
    swapped = agreement_between(second, first)

    assert more == agreement_between(first, second)
    assert_allclose([swapped.kappa, swapped.se], [more.kappa, more.se])


def test_full_agreement_has_no_interval_and_one_category_no_kappa():
    full, flat = agreement_between([1, 2, 1, 2], [1, 2, 1, 2]), agreement_between([1, 1], [1, 1])

    assert (full.kappa, full.verdict) == (1, "cannot tell")
    assert np.isnan([full.se, full.low, full.high, flat.kappa, flat.low]).all()
    assert full.caution == "they agree in all: no interval can be computed; only 4 judged by both"
    assert flat.caution.startswith("both used one category only")
    assert flat.more_needed == "more work that both judge"


def test_nothing_that_both_judged_is_no_agreement():
    for pair in (([], []), ([None], [1])):
        got = agreement_between(*pair)
        assert np.isnan([got.kappa, got.agreed, got.low]).all()
        assert (got.n, got.caution) == (0, "nothing that both judged")


def test_a_lopsided_table_comes_with_a_caution():
    got = agreement_between(*judged([[94, 3], [3, 0]]))

    assert got.agreed > 0.9
    assert got.kappa < 0
    assert got.caution == "nearly all in one category: kappa can be low though they mostly agree"


def test_disagreement_beyond_chance_is_below():
    assert agreement_between(*judged([[2, 20], [20, 2]])).verdict == "below"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: agreement_between([1], [1, 2]), DataError, "first has 1 entries and second 2"),
        (lambda: agreement_between(None, [1]), DataError, "first must be a sequence of judgements"),
        (lambda: agreement_between([1], "1"), DataError, "second must be a sequence .* got str"),
        (lambda: agreement_between([10**400], [1], weights="linear"), ParameterError, "needs categories"),
        (lambda: agreement_between([[1]], [[1]]), DataError, r"one category, got \[1\]"),
        (lambda: agreement_between([1, 3], [1, 2], categories=[1, 2]), DataError, "3 is not among"),
        (lambda: agreement_between([1], [1], categories=7), ParameterError, "categories must list"),
        (lambda: agreement_between([1], [1], weights="cubic"), ParameterError, "got 'cubic'"),
        (lambda: agreement_between([1], [1], level=95), ParameterError, "level"),
        (
            lambda: agreement_between(pd.Series([1, 2]), pd.Series([1, 2], index=[1, 0])),
            DataError,
            "different indexes",
        ),
    ],
)
def test_judgements_that_do_not_fit_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_columns_of_several_levels_are_refused():
    sheet = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]))

    with pytest.raises(DataError, match="several levels"):
        score(sheet, {"Trust": ["a"]}, 1, scale=(1, 5))
