"""What each option drew: shares, the key as a question, and verdicts with reasons."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.items import analyse_items
from plcnb.stats.options import analyse_options

COLUMNS = ["n", "share", "share_upper", "share_lower", "option_rest_r", "is_key", "verdict"]
COLUMNS += ["n_asked", "n_upper", "n_lower", "caution"]


def written(*questions):
    """Return the options chosen, one string a question, one letter a student; "." is left blank."""
    return pd.DataFrame(
        {
            f"q{place + 1}": ["" if letter == "." else letter for letter in text]
            for place, text in enumerate(questions)
        }
    )


@pytest.fixture
def class_of_ten():
    """Three sound questions that order the students, and a fourth whose key A is wrong: it should be C."""
    return written("AAAAAAAABB", "AAAAAABCBC", "AAAADBDCBD", "CCCCCAAABA")


def test_options_are_counted_by_item_and_option(class_of_ten):
    got = analyse_options(class_of_ten, "AAAA")

    assert list(got.columns) == COLUMNS
    assert got.index.names == ["item", "option"]
    assert got.loc["q2", "n"].to_dict() == {"A": 6, "B": 2, "C": 2}
    assert_allclose(got.loc["q2", "share"], [0.6, 0.2, 0.2])
    assert got["is_key"].groupby("item").sum().eq(1).all()


def test_a_question_whose_key_is_wrong_is_found(class_of_ten):
    got = analyse_options(class_of_ten, {"q1": "A", "q2": "A", "q3": "A", "q4": "A"})["verdict"]

    assert got["q4", "C"] == "possible mis-key"
    assert (got.drop(("q4", "C")) != "possible mis-key").all()


def test_the_right_key_clears_the_question(class_of_ten):
    got = analyse_options(class_of_ten, "AAAC")["verdict"]

    assert (got != "possible mis-key").all()


def test_a_wrong_option_with_half_of_the_wrong_answers_is_popular():
    got = analyse_options(written("AAAAABBBCD", "AAAAABBCCD", "AAAAAAAABB"), "AAA")["verdict"]

    assert got["q1", "B"] == "popular wrong answer"
    assert got["q2", "B"] == ""  # two of five
    assert got["q3", "B"] == ""  # all wrong answers, but only two students


def test_an_option_that_draws_fewer_than_5_per_cent_of_enough_students_is_idle():
    few = analyse_options(written("A" * 10 + "B" * 8, "AB" * 9), "AA", options="ABC")["verdict"]
    many = analyse_options(written("A" * 21 + "B" * 18 + "C", "AB" * 20), "AA", options="ABC")["verdict"]

    assert few["q1", "C"] == ""
    assert many["q1", "C"] == "non-functional"
    assert many["q2", "C"] == "non-functional"  # nobody at all, known because the options are given


def test_without_given_options_only_chosen_ones_and_the_key_are_listed():
    got = analyse_options(written("BBB", "ABA"), "AA")

    assert got.loc["q1"].index.tolist() == ["A", "B"]
    assert got.loc[("q1", "A"), "n"] == 0


def test_the_keys_row_is_the_questions_own_row(class_of_ten):
    key = "AAAC"
    scores = (class_of_ten == list(key)).astype(int)

    options, items = analyse_options(class_of_ten, key), analyse_items(scores)

    keys = options[options["is_key"]].droplevel("option")
    assert_allclose(keys["share"], items["difficulty"])
    assert_allclose(keys["option_rest_r"], items["item_rest_r"])
    assert_allclose(keys["share_upper"] - keys["share_lower"], items["discrimination"])


@pytest.mark.shared
def test_the_keys_correlation_matches_psych_on_the_homeostasis_test(shared, peer_items):
    folder = shared / "data" / "items"
    raw = pd.read_csv(folder / "HCIdata.csv")[[f"A{n}" for n in range(1, 21)]]

    got = analyse_options(raw, pd.read_csv(folder / "HCIkey.csv")["key"].tolist())

    assert_allclose(
        got.loc[got["is_key"], "option_rest_r"], peer_items["HCI"]["psych_alpha"]["item_r_drop"], rtol=1e-10
    )


@pytest.mark.shared
def test_numbers_as_options_work_and_the_known_bad_item_of_sat12_is_found(shared, peer_items):
    raw = pd.read_csv(shared / "data" / "items" / "SAT12.csv").replace(8, "")

    got = analyse_options(raw, peer_items["_meta"]["SAT12_key"])

    assert got.loc[("Item.32", 3), "verdict"] == "possible mis-key"
    assert (got.groupby("item")["share"].sum() <= 1 + 1e-12).all()


def test_blank_is_a_wrong_answer_but_no_option():
    got = analyse_options(written("AA..", "ABBA"), "AA")

    assert got.loc["q1"].index.tolist() == ["A"]
    assert got.loc[("q1", "A"), "share"] == 0.5


def test_not_asked_is_no_answer():
    sheet = written("AAB", "ABA").astype(object)
    sheet.loc[2, "q1"] = np.nan

    got = analyse_options(sheet, "AA")

    assert got.loc[("q1", "A"), "share"] == 1


@pytest.mark.parametrize("unknown", ["", None, np.nan])
def test_a_question_without_a_key_is_shown_without_a_verdict(unknown):
    got = analyse_options(written("AAAABBBB", "BBBBAAAA", "AAAABBBB"), ["A", unknown, "A"])

    assert not got.loc["q2", "is_key"].any()
    assert (got.loc["q2", "verdict"] == "").all()
    assert got.loc[("q2", "B"), "option_rest_r"] == pytest.approx(1)


def test_shares_sum_to_1_and_mirror_when_letters_are_renamed(class_of_ten):
    got = analyse_options(class_of_ten, "AAAA")
    renamed = analyse_options(class_of_ten.replace({"A": "B", "B": "A"}), "BBBB")

    assert_allclose(got.groupby("item")["share"].sum(), 1)
    assert_allclose(got.loc[("q2", "B"), "option_rest_r"], renamed.loc[("q2", "A"), "option_rest_r"])
    assert got["verdict"].value_counts().to_dict() == renamed["verdict"].value_counts().to_dict()


@pytest.mark.parametrize("sheet", [written(), written("", ""), written("A"), written("AAA", "AAA")])
def test_too_little_to_tell_gives_nan_and_no_error(sheet):
    got = analyse_options(sheet, ["A"] * sheet.shape[1])

    assert list(got.columns) == COLUMNS
    assert got["option_rest_r"].isna().all()
    assert (got["verdict"] == "").all()


def test_a_series_of_keys_is_read_by_name_or_else_in_order(class_of_ten):
    expected = analyse_options(class_of_ten, "AAAC")
    by_name = pd.Series({"q4": "C", "q3": "A", "q2": "A", "q1": "A"})

    assert analyse_options(class_of_ten, by_name).equals(expected)
    assert analyse_options(class_of_ten, pd.Series(list("AAAC"))).equals(expected)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("ABC", "key must hold one value for each of the 2 items, got 3"),
        ({"item 1": "A"}, r"key names 'item 1' and none of the items \(q1, q2, …\)"),
    ],
)
def test_a_key_that_does_not_fit_is_refused(key, message):
    with pytest.raises(DataError, match=message):
        analyse_options(written("A", "B"), key)


def test_the_numbers_behind_the_tails_and_a_small_class_are_named(class_of_ten):
    got = analyse_options(class_of_ten, "AAAA")

    assert (got["n_asked"] == 10).all()
    assert_allclose(got[["n_upper", "n_lower"]], 5)
    assert got.loc[("q4", "C"), "caution"] == "only 10 students: it may be chance"
    assert (got.loc[got["verdict"] == "", "caution"] == "").all()


def test_a_big_class_needs_no_caution():
    got = analyse_options(written("AAAAABBBCD" * 4, "AAAAABBCCD" * 4, "AAAAAAAABB" * 4), "AAA")

    assert got.loc[("q1", "B"), ["verdict", "caution"]].tolist() == ["popular wrong answer", ""]
    assert_allclose(got[["n_upper", "n_lower"]], 11)


@pytest.mark.parametrize("wrong", [3, "x", None, [[1, 2]]])
def test_what_is_no_sheet_of_answers_is_refused(wrong):
    with pytest.raises(DataError, match="responses must be a DataFrame"):
        analyse_options(wrong, "A")


@pytest.mark.parametrize("wrong", [3, [["A"]], pd.DataFrame({"a": ["A"]})])
def test_what_is_no_list_of_options_is_refused(wrong, class_of_ten):
    with pytest.raises(ParameterError, match="options must be a list"):
        analyse_options(class_of_ten, "AAAA", wrong)


@pytest.mark.parametrize("wrong", [3, None, float("nan"), np.array([["A", "A"], ["A", "A"]])])
def test_what_is_no_list_of_keys_is_refused(wrong, class_of_ten):
    with pytest.raises(DataError, match="key must hold one value for each of the 4 items"):
        analyse_options(class_of_ten, wrong)


def test_a_list_of_options_or_keys_that_holds_none_is_read_or_refused():
    answers = written("ABA", "AAB")

    with_missing = analyse_options(answers, ["A", "B"], ["A", "B", "C", pd.NA])
    assert with_missing.equals(analyse_options(answers, ["A", "B"], ["A", "B", "C"]))
    with pytest.raises(DataError, match="key must hold one option"):
        analyse_options(answers, [["A"], "B"])
    with pytest.raises(ParameterError, match="options must be a list"):
        analyse_options(answers, ["A", "B"], np.array("A"))
