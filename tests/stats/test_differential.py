"""Questions that treat groups unlike: values of peers, the rule of ETS, and what one class can see."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from plcnb.errors import DataError, ParameterError
from plcnb.stats.gaps import differential_item_functioning, mantel_haenszel

NAN = float("nan")

# Admissions to Berkeley, 1973, by department (R's data set UCBAdmissions): [admitted, not] of men and women.
BERKELEY = [
    [[512, 313], [89, 19]],
    [[353, 207], [17, 8]],
    [[120, 205], [202, 391]],
    [[138, 279], [131, 244]],
    [[53, 138], [94, 299]],
    [[22, 351], [24, 317]],
]


def answers(n, harder, seed=1, n_items=8):
    """Return answers of n students of each group; question q0 is harder for "f" by so many logits."""
    random = np.random.default_rng(seed)
    ability = random.normal(size=2 * n)
    groups = np.repeat(["f", "m"], n)
    logits = ability[:, None] - np.linspace(-1, 1, n_items)
    logits[:n, 0] -= harder
    right = random.random(logits.shape) < 1 / (1 + np.exp(-logits))
    return pd.DataFrame(right.astype(float), columns=[f"q{at}" for at in range(n_items)]), groups


def test_common_odds_match_r_and_statsmodels():
    # R 4 mantelhaen.test(UCBAdmissions): 0.9046968, X² 1.4269, p 0.2323 (1.5246, 0.2169 without correction);
    # statsmodels 0.15.0 StratifiedTable gives the further digits.
    with_correction, without = mantel_haenszel(BERKELEY), mantel_haenszel(BERKELEY, correct=False)

    assert_allclose(
        [with_correction.alpha, with_correction.se], [0.9046968282586231, 0.08098890965622091], rtol=1e-12
    )
    assert_allclose([with_correction.statistic, with_correction.p], [1.4269462285866883, 0.23226346281704802])
    assert_allclose([without.statistic, without.p], [1.5246066604434356, 0.21692369705551817])
    interval = without.alpha * np.exp(np.array([-1, 1]) * 1.959963984540054 * without.se)
    assert_allclose(interval, [0.7719073617593505, 1.0603297644366558], rtol=1e-12)


@pytest.mark.shared
def test_a_real_test_matches_statsmodels_on_the_same_strata(shared):
    # statsmodels 0.15.0 StratifiedTable over the total score: pooled odds ratio, its log's standard error, p
    data = pd.read_csv(shared / "data" / "items" / "HCIdata.csv")
    sheet = data[[f"QR{at}" for at in range(1, 21)]]
    got = differential_item_functioning(sheet, data["gender"].replace("none", None), "M")

    for item, alpha, se, p in [
        ("QR1", 0.6569224661448063, 0.1984850142467614, 0.04198934494007567),
        ("QR19", 0.616576608299754, 0.23736107194755868, 0.05138244352741328),
        ("QR20", 1.136297212700468, 0.2122393308118669, 0.6176421013875919),
    ]:
        row = got.loc[item]
        assert_allclose(row[["alpha", "p"]].astype(float), [alpha, p], rtol=1e-9)
        assert_allclose(row["delta"], -2.35 * np.log(alpha), rtol=1e-9)
        assert_allclose(row["high"] - row["low"], 2 * 1.959963984540054 * 2.35 * se, rtol=1e-9)
    assert (got["n_reference"] == 246).all()
    assert (got["n_focal"] == 405).all()
    assert got["ets"].eq("A").all()


def test_a_distance_below_the_correction_counts_as_none():
    got = mantel_haenszel([[[5, 5], [5, 4]]])

    assert (got.statistic, got.p) == (0, 1)


@pytest.mark.parametrize("tables", [[], np.zeros((0, 2, 2)), [[[1, 0], [0, 0]]], [[[3, 0], [4, 0]]]])
def test_tables_in_which_nothing_can_differ_give_nan(tables):
    got = mantel_haenszel(tables)

    assert np.isnan([got.alpha, got.se, got.statistic, got.p]).all()


def test_an_empty_diagonal_has_no_finite_odds():
    assert mantel_haenszel([[[3, 0], [0, 4]]]).alpha == np.inf
    assert mantel_haenszel([[[0, 3], [4, 0]]]).alpha == 0
    assert np.isnan(mantel_haenszel([[[0, 3], [4, 0]]]).se)


@pytest.mark.parametrize("tables", [[[1, 2], [3, 4]], [[[1, -2], [3, 4]]], [[[1, NAN], [3, 4]]], [[["x"]]]])
def test_tables_of_another_shape_or_kind_are_refused(tables):
    with pytest.raises(DataError, match="tables must"):
        mantel_haenszel(tables)


def test_swapping_groups_turns_delta_round():
    sheet, groups = answers(200, 1.0)
    there = differential_item_functioning(sheet, groups, "m")
    back = differential_item_functioning(sheet, groups, "f")

    assert_allclose(there["delta"], -back["delta"])
    assert_allclose(there["low"], -back["high"])
    assert there["ets"].tolist() == back["ets"].tolist()
    assert (there.loc["q0", "favours"], back.loc["q0", "favours"]) == ("m", "m")


def test_a_question_made_unfair_is_found_and_named():
    sheet, groups = answers(600, 1.5)
    got = differential_item_functioning(sheet, groups, "m")

    assert (got.loc["q0", "ets"], got.loc["q0", "verdict"], got.loc["q0", "favours"]) == ("C", "large", "m")
    assert got.loc["q0", "delta"] < -1.5
    assert got.loc["q0", "caution"] == got.loc["q0", "more_needed"] == ""
    assert got.attrs["focal"] == "f"
    assert got.attrs["expected_false_alarms"] == pytest.approx(8 * 0.05)


def test_a_difference_in_what_was_taught_raises_no_alarm():
    random = np.random.default_rng(4)
    groups = np.repeat(["f", "m"], 500)
    ability = random.normal(size=1000) + (groups == "m") * 0.8
    right = random.random((1000, 12)) < 1 / (1 + np.exp(-(ability[:, None] - np.linspace(-1, 1, 12))))

    got = differential_item_functioning(pd.DataFrame(right.astype(int)), groups, "m")

    assert right[groups == "m"].mean() - right[groups == "f"].mean() > 0.1
    assert (got["ets"] == "A").all()


@pytest.mark.parametrize(
    ("odds", "n", "ets", "verdict"),
    [
        (1.0, 2000, "A", "negligible"),  # delta 0
        (1.5, 2000, "A", "negligible"),  # delta -.95: below 1, though p says it is there
        (1.7, 2000, "B", "moderate"),  # delta -1.25
        (2.2, 2000, "C", "large"),  # delta -1.85, clearly beyond 1
        (2.2, 80, "B", "moderate"),  # as large, but not clearly beyond 1
        (2.2, 20, "A", "cannot tell"),  # as large, but not clearly there
        (1.0, 20, "A", "cannot tell"),  # nothing seen, and nothing could be
    ],
)
def test_the_rule_of_ets(odds, n, ets, verdict):
    # one stratum of n students a group: half of the focal group right, the reference group by these odds
    share = odds / (1 + odds)
    right = np.r_[np.arange(n) < n * share, np.arange(n) < n / 2]
    sheet = pd.DataFrame({"q": right.astype(float)})

    got = differential_item_functioning(sheet, np.repeat(["r", "x"], n), "r", matching=np.zeros(2 * n)).loc[
        "q"
    ]

    assert (got["ets"], got["verdict"]) == (ets, verdict)
    assert (got["more_needed"] != "") == (verdict == "cannot tell")
    assert ("the rule is meant for" in got["caution"]) == (n < 250)


def test_students_with_a_gap_are_left_out_unless_matched_on_something_else():
    sheet, groups = answers(100, 0.0)
    sheet.iloc[0, 1] = NAN

    by_total = differential_item_functioning(sheet, groups, "m")
    by_other = differential_item_functioning(sheet, groups, "m", matching=np.arange(200) % 5)

    assert by_total["n_focal"].tolist() == [99] * 8
    assert by_other["n_focal"].tolist() == [100, 99] + [100] * 6


def test_too_few_students_and_no_common_score_cannot_tell():
    sheet, groups = answers(9, 0.0)
    few = differential_item_functioning(sheet, groups, "m")
    apart = differential_item_functioning(
        *[answers(20, 0.0)[0], np.repeat(["f", "m"], 20)], "m", matching=np.arange(40)
    )

    assert few["n_focal"].eq(9).all()
    assert few[["alpha", "delta", "low", "high", "p"]].isna().all().all()
    assert few["more_needed"].eq("answers of 1 more student in the smaller group").all()
    assert apart["verdict"].eq("cannot tell").all()
    assert apart["caution"].eq("the odds of both groups cannot be compared at any score").all()
    assert (
        apart["more_needed"]
        .eq("students of both groups with the same score, some right and some wrong")
        .all()
    )


def test_a_constant_question_is_neither_fair_nor_unfair():
    sheet, groups = answers(50, 0.0)
    got = differential_item_functioning(sheet.assign(all_right=1.0), groups, "m").loc["all_right"]

    assert (got["ets"], got["verdict"]) == ("", "cannot tell")


def test_students_without_a_group_are_left_out_and_series_matched():
    sheet, groups = answers(60, 0.5)
    named = pd.Series(groups, index=sheet.index)
    named.iloc[0] = None

    got = differential_item_functioning(sheet, named.sample(frac=1, random_state=1), "m")

    assert got["n_focal"].eq(59).all()
    pd.testing.assert_frame_equal(got, differential_item_functioning(sheet.iloc[1:], groups[1:], "m"))


def test_an_empty_sheet_is_an_empty_frame():
    sheet, groups = answers(20, 0.0)

    got = differential_item_functioning(sheet.iloc[:, :0], groups, "m")

    assert got.empty
    assert got.attrs["comparisons"] == 0


def test_only_one_group_cannot_tell():
    got = differential_item_functioning(answers(20, 0.0)[0], ["m"] * 40, "m")

    assert got["n_focal"].eq(0).all()
    assert got["verdict"].eq("cannot tell").all()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda sheet, groups: (sheet.assign(q1=0.5), groups), "Question 'q1' has the score 0.5 in row 0"),
        (lambda sheet, groups: (sheet.assign(q1="x"), groups), "question q1 must hold numbers only"),
        (lambda sheet, groups: (sheet, [*groups[:-1], "z"]), "holds 3 groups; two are compared at a time"),
        (lambda sheet, groups: (sheet, groups[:-1]), "of one length, got 40 and 39"),
        (lambda sheet, groups: (sheet.to_numpy(), groups), "must be a DataFrame"),
        (lambda sheet, groups: (sheet[["q0", "q0"]], groups), "question 'q0' twice"),
        (lambda sheet, groups: (sheet, pd.Series(groups, index=[0] * 40)), "student twice"),
    ],
)
def test_malformed_answers_are_refused_by_name(spoil, message):
    sheet, groups = spoil(*answers(20, 0.0))

    with pytest.raises(DataError, match=message):
        differential_item_functioning(sheet, groups, "m")


def test_an_unknown_reference_is_refused():
    with pytest.raises(ParameterError, match=r"no group 'w' to compare with\. There are: f, m"):
        differential_item_functioning(*answers(20, 0.0), "w")
