"""How questions behaved: values of peers on real tests, the worked example, and small classes."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from plcnb.errors import DataError, ParameterError
from plcnb.stats import items as items_module
from plcnb.stats.items import analyse_items, reliability
from plcnb.stats.options import analyse_options
from plcnb.stats.reviewing import review
from plcnb.stats.sheets import coefficient_alpha, tail_shares

COLUMNS = ["n", "missing", "mean", "difficulty", "item_total_r", "item_rest_r"]
COLUMNS += ["discrimination", "alpha_if_deleted", "caution"]
JUDGED = ["low", "high", "r_se", "r_low", "r_high", "band", "flag", "verdict", "more_needed"]


@pytest.fixture
def six():
    """Six students, four questions: item 2 looks fine beside the total and is worthless beside the rest."""
    rows = ["1111", "1110", "1100", "1010", "0100", "0001"]
    return pd.DataFrame([[int(cell) for cell in row] for row in rows], columns=list("abcd"))


@pytest.fixture
def full():
    """Two hundred students, five questions, every cell there."""
    rng = np.random.default_rng(9)
    right = rng.normal(size=(200, 5)) < rng.normal(size=(200, 1)) + np.linspace(1, -1, 5)
    return pd.DataFrame(right.astype(int), columns=list("abcde"))


@pytest.fixture
def ragged():
    """Thirty students, five questions, cells missing here and there."""
    rng = np.random.default_rng(4)
    ability = rng.normal(size=(30, 1))
    sheet = (rng.normal(size=(30, 5)) < ability).astype(float)
    sheet[rng.random((30, 5)) < 0.15] = np.nan
    return pd.DataFrame(sheet, columns=list("abcde"))


def read_scores(shared, peer_items, test):
    """Return the scored sheet of one of the real tests."""
    folder = shared / "data" / "items"
    if test == "SAT12":
        return (pd.read_csv(folder / "SAT12.csv") == peer_items["_meta"]["SAT12_key"]).astype(int)
    if test == "LSAT7":
        patterns = pd.read_csv(folder / "LSAT7.csv")
        times = patterns.pop("freq")
        return patterns.loc[patterns.index.repeat(times)].reset_index(drop=True)
    raw = pd.read_csv(folder / "HCIdata.csv")
    return raw[[name for name in raw if name.startswith("QR")]]


@pytest.mark.shared
@pytest.mark.parametrize("test", ["LSAT7", "SAT12", "HCI"])
def test_real_tests_match_psych_ltm_mirt_and_shiny_item_analysis(shared, peer_items, test):
    scores, peers = read_scores(shared, peer_items, test), peer_items[test]

    got, total = analyse_items(scores), reliability(scores)

    assert_allclose(got["item_rest_r"], peers["psych_alpha"]["item_r_drop"], rtol=1e-10)
    assert_allclose(got["item_rest_r"], peers["ltm_descript"]["point_biserial_excluded"], rtol=1e-10)
    assert_allclose(got["item_total_r"], peers["mirt_itemstats"]["items"]["total.r"], rtol=1e-10)
    assert_allclose(got["alpha_if_deleted"], peers["ShinyItemAnalysis"]["Alpha.drop"], rtol=1e-10)
    assert_allclose(got["difficulty"], peers["ShinyItemAnalysis"]["Difficulty"], rtol=1e-10)
    low, alpha, high = peers["psych_alpha"]["feldt_ci"]
    assert_allclose([total.low, total.alpha, total.high], [low, alpha, high], rtol=1e-10)
    assert total.alpha == pytest.approx(peers["kr20"]["population_variance_total"], rel=1e-10)
    assert total.sem == pytest.approx(peers["mirt_itemstats"]["overall"]["SEM.alpha"], rel=1e-10)


@pytest.mark.shared
@pytest.mark.parametrize("test", ["LSAT7", "SAT12", "HCI"])
def test_every_other_number_of_the_peers_follows_from_ours(shared, peer_items, test):
    scores, peers = read_scores(shared, peer_items, test), peer_items[test]
    shiny, psych, mirt = peers["ShinyItemAnalysis"], peers["psych_alpha"], peers["mirt_itemstats"]
    exam, ltm = peers["psychometric_item_exam"], peers["ltm_descript"]

    got, total, n = analyse_items(scores), reliability(scores), len(scores)

    for same in (psych["item_raw_r"], shiny["RIT"], exam["Item.total"], ltm["point_biserial_included"]):
        assert_allclose(got["item_total_r"], same, rtol=1e-10)
    for same in (shiny["RIR"], exam["Item.Tot.woi"], mirt["items"]["total.r_if_rm"]):
        assert_allclose(got["item_rest_r"], same, rtol=1e-10)
    for same in (
        psych["alpha_if_deleted"],
        ltm["alpha_all_and_if_deleted"][1:],
        mirt["items"]["alpha_if_rm"],
    ):
        assert_allclose(got["alpha_if_deleted"], same, rtol=1e-10)
    for same in (exam["Difficulty"], peers["difficulty_mean"], mirt["items"]["mean"]):
        assert_allclose(got["mean"], same, rtol=1e-10)
    for same in (psych["raw_alpha"], mirt["overall"]["alpha"], ltm["alpha_all_and_if_deleted"][0]):
        assert total.alpha == pytest.approx(same, rel=1e-10)
    # the index of reliability is the correlation with the total times the deviation, with n - 1 or with n
    sd = np.sqrt(got["mean"] * (1 - got["mean"]) * n / (n - 1))
    assert_allclose(sd, shiny["SD"], rtol=1e-10)
    assert_allclose(got["item_total_r"] * sd, shiny["Index.rel"], rtol=1e-10)
    assert_allclose(got["item_total_r"] * sd * np.sqrt((n - 1) / n), exam["Item.Reliab"], rtol=1e-10)
    assert total.sem == pytest.approx(peers["total_sd"] * np.sqrt(1 - psych["raw_alpha"]), rel=1e-10)
    # alpha of the standardized questions, and KR-20 with divisors mixed, which flatters the test
    assert coefficient_alpha(scores.corr().to_numpy()) == pytest.approx(psych["std_alpha"], rel=1e-10)
    mixed = 1 - (got["mean"] * (1 - got["mean"])).sum() / scores.sum(axis=1).var()
    k = scores.shape[1]
    assert k / (k - 1) * mixed == pytest.approx(peers["kr20"]["sample_variance_total"], rel=1e-10)
    assert k / (k - 1) * mixed > total.alpha


@pytest.mark.shared
@pytest.mark.parametrize(("test", "beyond"), [("LSAT7", 0.14), ("SAT12", 0.04), ("HCI", 0.10)])
def test_tails_match_the_peers_given_their_groups_and_lie_near_them_with_ties_shared(
    shared, peer_items, test, beyond
):
    scores, peers = read_scores(shared, peer_items, test), peer_items[test]
    sheet, total = scores.to_numpy(float), scores.sum(axis=1)
    order, third = total.sort_values(kind="stable").index, len(scores) // 3
    shiny, exam = peers["ShinyItemAnalysis"]["ULI"], peers["psychometric_item_exam"]["Discrimination"]

    def apart(upper, lower):
        return tail_shares(sheet, upper.to_numpy(float)) - tail_shares(sheet, lower.to_numpy(float))

    assert_allclose(apart(total >= total.quantile(2 / 3), total < total.quantile(1 / 3)), shiny, rtol=1e-10)
    assert_allclose(
        apart(total.index.isin(order[-third:]) + 0 * total, total.index.isin(order[:third]) + 0 * total),
        exam,
        rtol=1e-10,
    )
    got = analyse_items(scores, tail=1 / 3)["discrimination"]
    assert_allclose(got, shiny, atol=beyond)
    assert_allclose(got, exam, atol=beyond)


def test_a_tail_beyond_one_half_is_refused(six):
    assert_allclose(analyse_items(six, tail=1 / 6)["discrimination"], [1, 0.5, 1, 0.5])
    for wrong in (0, 0.6, "third"):
        with pytest.raises(ParameterError, match=r"tail must lie above 0 and not above 0\.5"):
            analyse_items(six, tail=wrong)


def test_what_is_no_frame_is_refused():
    with pytest.raises(DataError, match="must be a DataFrame of students × items, got list"):
        analyse_items([[1, 0]])
    with pytest.raises(DataError, match="max_scores must hold numbers only"):
        analyse_items(pd.DataFrame({"a": [1, 0]}), ["one"])


def test_the_worked_example_of_six_students(six):
    got, total = analyse_items(six), reliability(six)

    assert_allclose(got["difficulty"], [0.6667, 0.6667, 0.5, 0.3333], atol=5e-5)
    assert_allclose(got["item_rest_r"], [0.4629, 0, 0.4472, -0.2209], atol=5e-5)
    assert_allclose(got["item_total_r"], [0.7730, 0.4417, 0.7809, 0.2209], atol=5e-5)
    assert_allclose([total.alpha, total.sem], [0.2602, 1.0055], atol=5e-5)


def test_a_negative_correlation_asks_for_the_key_and_few_students_are_named(six):
    caution = analyse_items(six)["caution"]

    assert (
        caution["d"]
        == "who does well elsewhere misses it: check the key; only 6 answered: correlations are rough"
    )
    assert "check the key" not in caution["b"]


def test_item_rest_r_is_the_plain_correlation_with_the_sum_of_the_others(full):
    got = analyse_items(full)

    assert list(got.columns) == COLUMNS + JUDGED
    for item in full:
        assert got["item_rest_r"][item] == pytest.approx(full[item].corr(full.drop(columns=item).sum(axis=1)))
        assert got["item_total_r"][item] == pytest.approx(full[item].corr(full.sum(axis=1)))
    assert (got["caution"] == "").all()


def test_reversing_a_question_mirrors_its_correlation(full):
    turned = full.assign(a=1 - full["a"])

    assert_allclose(analyse_items(turned)["item_rest_r"]["a"], -analyse_items(full)["item_rest_r"]["a"])


def test_scale_and_order_of_rows_and_items_do_not_matter(full):
    expected = analyse_items(full)

    doubled = analyse_items(full * 2, max_scores=2)
    shuffled = analyse_items(full.sample(frac=1, random_state=1)[list("edcba")]).loc[list("abcde")]

    assert_frame_equal(doubled.drop(columns="mean"), expected.drop(columns="mean"))
    assert_frame_equal(shuffled, expected)


def test_discrimination_compares_the_best_and_weakest_27_per_cent():
    # 100 students with totals 0 to 3, 25 each: the best 27 are 25 with 3 and 2/25 of those with 2
    sheet = pd.DataFrame(np.repeat([[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]], 25, axis=0))

    got = analyse_items(sheet)["discrimination"]

    assert_allclose(got, [(27 - 2) / 27, 27 / 27, 25 / 27])


def test_below_30_students_discrimination_compares_halves(six):
    # totals 4 3 2 2 1 1: upper half 4, 3 and half of each 2; a: 3 of 3, lower half 1 of 3
    assert_allclose(analyse_items(six)["discrimination"], [2 / 3, 1 / 3, 2 / 3, 0])


def test_a_missing_answer_is_neither_wrong_nor_counted(ragged):
    got = analyse_items(ragged)

    assert (got["n"] + got["missing"] == 30).all()
    assert_allclose(got["difficulty"], ragged.mean())
    assert got["missing"].sum() == ragged.isna().sum().sum()


def test_with_missing_cells_the_rest_is_the_share_of_what_was_answered(ragged):
    rest = ragged.drop(columns="a").mean(axis=1)

    assert analyse_items(ragged)["item_rest_r"]["a"] == pytest.approx(ragged["a"].corr(rest))


def test_with_missing_cells_alpha_is_pairwise_and_its_interval_listwise(ragged):
    covariance = ragged.cov().to_numpy()

    got, complete = reliability(ragged), reliability(ragged.dropna())

    assert got.alpha == pytest.approx(5 / 4 * (1 - np.trace(covariance) / covariance.sum()))
    assert (got.low, got.high) == (complete.low, complete.high)
    assert got.n_complete == complete.n_students < got.n_students == 30


def test_alpha_without_a_question_is_alpha_of_the_others(ragged):
    got = analyse_items(ragged)["alpha_if_deleted"]

    for item in ragged:
        assert got[item] == pytest.approx(reliability(ragged.drop(columns=item)).alpha)


def test_a_question_nobody_answered_leaves_the_others_as_they_are(ragged):
    got = analyse_items(ragged.assign(z=np.nan))

    assert got.loc["z", "n"] == 0
    assert got.loc["z", COLUMNS[2:-1]].isna().all()
    assert got.loc["z", "caution"] == "nobody answered it"
    assert_frame_equal(got.drop("z"), analyse_items(ragged))
    assert reliability(ragged.assign(z=np.nan)) == reliability(ragged)


def test_a_question_all_had_right_cannot_tell_students_apart(six):
    got = analyse_items(six.assign(z=1)).loc["z"]

    assert got["difficulty"] == 1
    assert np.isnan(got["item_rest_r"])
    assert got["discrimination"] == 0
    assert got["caution"].startswith("all scores are equal, so it cannot tell students apart")


@pytest.mark.parametrize(
    "sheet",
    [
        np.empty((0, 3)),
        np.empty((3, 0)),
        [[1, 0, 1]],
        [[1, 0], [0, 1]],
        np.ones((5, 3)),
        np.full((4, 3), np.nan),
    ],
    ids=["no students", "no items", "one student", "two by two", "constant", "all missing"],
)
def test_sheets_too_small_to_tell_give_nan_and_no_error(sheet):
    sheet = pd.DataFrame(sheet)

    got, total = analyse_items(sheet), reliability(sheet)

    assert len(got) == sheet.shape[1]
    assert got[["item_total_r", "item_rest_r", "alpha_if_deleted"]].isna().all(axis=None)
    if len(sheet) != 2:  # two students who contradict each other have an alpha: minus infinity's neighbour
        assert np.isnan([total.alpha, total.low, total.high, total.sem]).all()


def test_one_question_has_no_reliability():
    got = reliability(pd.DataFrame({"a": [0, 1, 1]}))

    assert np.isnan([got.alpha, got.low, got.high, got.sem]).all()
    assert (got.n_students, got.n_items) == (3, 1)


def test_parallel_questions_are_fully_reliable():
    got = reliability(pd.DataFrame({"a": [0, 1, 1, 0], "b": [0, 1, 1, 0]}))

    assert_allclose([got.alpha, got.low, got.high, got.sem], [1, 1, 1, 0], atol=1e-12)


def test_a_higher_level_gives_a_wider_interval_of_alpha(full):
    narrow, wide = reliability(full, 0.8), reliability(full, 0.99)

    assert wide.low < narrow.low < narrow.alpha < narrow.high < wide.high


@pytest.mark.parametrize(
    "max_scores",
    [[2, 4], {"a": 2, "b": 4}, pd.Series({"b": 4.0, "a": 2.0})],
    ids=["list", "mapping", "series"],
)
def test_difficulty_is_the_share_of_the_highest_score(max_scores):
    got = analyse_items(pd.DataFrame({"a": [2, 1, 0], "b": [4, 4, 1]}), max_scores)

    assert_allclose(got["difficulty"], [0.5, 0.75])
    assert not got["caution"].str.contains("highest").any()


def test_a_highest_score_that_had_to_be_guessed_is_named():
    got = analyse_items(pd.DataFrame({"a": [3, 1, 0], "b": [1, 0, 0]}))

    assert_allclose(got["difficulty"], [4 / 9, 1 / 3])
    assert got["caution"].str.contains("highest score not given").tolist() == [True, False]


@pytest.mark.parametrize(
    ("sheet", "max_scores", "message"),
    [
        (
            {"a": [1, -1]},
            None,
            r"0 or more and finite, got -1 for item 'a' in row 2\. For a question not answered give NaN",
        ),
        ({"a": [1, np.inf]}, None, "got inf for item 'a'"),
        ({"a": ["x", "y"]}, None, "numbers only"),
        ({"a": [3, 1]}, 2, "Item 'a' has a score of 3, above its highest score of 2"),
        ({"a": [1, 1], "b": [1, 1]}, {"a": 1}, "max_scores must give item 'b' a number above 0, got nan"),
    ],
)
def test_impossible_scores_are_refused_with_their_place(sheet, max_scores, message):
    with pytest.raises(DataError, match=message):
        analyse_items(pd.DataFrame(sheet), max_scores)


def test_a_level_in_per_cent_is_refused(six):
    with pytest.raises(ParameterError, match=r"For 95 % write 0\.95"):
        reliability(six, 95)


def test_one_door_leads_to_all_measures_of_questions():
    assert items_module.analyse_options is analyse_options
    assert items_module.review is review
