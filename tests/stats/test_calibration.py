import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from plcnb.errors import DataError, ParameterError
from plcnb.stats.calibration import brier_score, calibration, reveal

NAN = float("nan")
SHARES = st.floats(0, 1)


def predicted(table, assessment="u1"):
    """Make predictions from {person: {standard: expected}}."""
    rows = [
        (who, assessment, standard, share) for who, said in table.items() for standard, share in said.items()
    ]
    return pd.DataFrame(rows, columns=["person_id", "assessment_id", "standard_id", "expected"])


def came(shares, assessment="u1"):
    frame = pd.DataFrame({"standard_id": list(shares), "share": list(shares.values())})
    return frame.assign(assessment_id=assessment)


def mastery(shares, half=0.1):
    share = np.array(list(shares.values()), float)
    return pd.DataFrame(
        {
            "standard_id": list(shares),
            "code": list(shares),
            "statement": "",
            "n_students": 24,
            "n_items": 4,
            "share": share,
            "low": share - half,
            "high": share + half,
        }
    )


THREE = {"s1": 0.5, "s2": 0.6, "s3": 0.7}
HOPEFUL = {
    "m1": {"s1": 0.70, "s2": 0.85, "s3": 0.9},
    "m2": {"s1": 0.75, "s2": 0.8, "s3": 0.95},
    "m3": {"s1": 0.7, "s2": 0.8, "s3": 0.9},
}


# Brier's score


def test_the_published_example_has_its_published_score():
    # The example of scikit-learn's documentation of brier_score_loss: 0.0375.
    assert brier_score([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0]) == pytest.approx(0.0375)


def test_a_score_by_hand():
    # (0.7 - 1)² = 0.09, (0.2 - 0)² = 0.04, (0.5 - 1)² = 0.25; their mean is 0.38 / 3.
    assert brier_score([0.7, 0.2, 0.5], [1, 0, 1]) == pytest.approx(0.38 / 3)


@pytest.mark.parametrize(("expected", "score"), [([0, 1], 0), ([1, 0], 1), ([0.5, 0.5], 0.25)])
def test_sure_and_right_is_nought_sure_and_wrong_is_one_and_undecided_a_quarter(expected, score):
    assert brier_score(expected, [0, 1]) == score


@given(st.lists(st.tuples(SHARES, st.integers(0, 1)), min_size=1, max_size=20))
def test_the_score_is_reliability_less_resolution_plus_uncertainty(pairs):
    # Murphy (1973), J. Appl. Meteorol. 12, 595-600: exact when every different forecast is a group.
    forecast, outcome = (np.array(values, float) for values in zip(*pairs, strict=True))
    base = outcome.mean()
    reliability = resolution = 0.0
    for value in np.unique(forecast):
        group = outcome[forecast == value]
        reliability += len(group) * (value - group.mean()) ** 2 / len(outcome)
        resolution += len(group) * (group.mean() - base) ** 2 / len(outcome)

    assert brier_score(forecast, outcome) == pytest.approx(
        reliability - resolution + base * (1 - base), abs=1e-9
    )


@given(SHARES, SHARES)
def test_who_says_what_they_expect_has_the_smallest_score_on_average(truth, said):
    def on_average(share):
        return truth * brier_score([share], [1]) + (1 - truth) * brier_score([share], [0])

    assert on_average(truth) <= on_average(said) + 1e-12


def test_pairs_without_a_number_are_left_out():
    assert brier_score([0.5, NAN, 0.1], [1, 1, NAN]) == 0.25
    assert np.isnan(brier_score([], []))


@pytest.mark.parametrize(
    ("expected", "outcome", "message"),
    [([46], [1], "46; expected shares"), ([0.5], [-1], "-1; expected"), ([0.5], [1, 0], "of one length")],
)
def test_what_are_no_shares_is_refused(expected, outcome, message):
    with pytest.raises(DataError, match=message):
        brier_score(expected, outcome)


# Calibration


def test_a_hopeful_team_expects_too_much():
    frame = calibration(predicted(HOPEFUL), came(THREE))
    row = frame.iloc[0]

    assert frame["assessment_id"].tolist() == ["u1"]
    assert row[["n", "n_members", "n_standards"]].tolist() == [9, 3, 3]
    assert row["bias"] == pytest.approx(np.mean([0.2, 0.25, 0.2, 0.25, 0.2, 0.25, 0.2, 0.2, 0.2]))
    assert row["error"] == pytest.approx(row["bias"])
    assert row["brier"] == pytest.approx(np.mean(np.square([0.2, 0.25, 0.2, 0.25, 0.2, 0.25, 0.2, 0.2, 0.2])))
    assert row["verdict"] == "above"
    assert row["more_needed"] == row["why"] == ""


def test_the_balanced_interval_is_that_of_the_means_of_the_standards():
    off = {"s1": 0.3, "s2": 0.1, "s3": 0.25, "s4": -0.05}
    table = {who: {standard: 0.5 + value for standard, value in off.items()} for who in ("m1", "m2", "m3")}
    row = calibration(predicted(table), came(dict.fromkeys(off, 0.5)), level=0.95).iloc[0]
    low, high = stats.t.interval(0.95, 3, np.mean(list(off.values())), stats.sem(list(off.values())))

    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_one_hopeful_member_does_not_make_a_hopeful_team():
    alone = {f"s{k}": 0.5 for k in range(6)}
    table = {
        "m1": dict.fromkeys(alone, 0.95),
        "m2": dict.fromkeys(alone, 0.5),
        "m3": dict.fromkeys(alone, 0.5),
    }
    row = calibration(predicted(table), came(alone)).iloc[0]

    assert row["bias"] == pytest.approx(0.15)
    assert row["verdict"] == "cannot tell"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(SHARES, SHARES, SHARES, SHARES), min_size=3, max_size=8))
def test_expecting_less_mirrors_expecting_more(rows):
    table = {
        who: {f"s{k}": row[place] for k, row in enumerate(rows)} for place, who in enumerate(("a", "b", "c"))
    }
    shares = {f"s{k}": row[3] for k, row in enumerate(rows)}
    mirrored = {who: {one: 1 - share for one, share in said.items()} for who, said in table.items()}
    one = calibration(predicted(table), came(shares)).iloc[0]
    other = calibration(predicted(mirrored), came({name: 1 - share for name, share in shares.items()})).iloc[
        0
    ]

    assert one["bias"] == pytest.approx(-other["bias"], abs=1e-9)
    assert one["low"] == pytest.approx(-other["high"], abs=1e-9)
    assert one["brier"] == pytest.approx(other["brier"], abs=1e-9)
    assert one["low"] <= one["bias"] <= one["high"]
    assert one["brier"] >= one["bias"] ** 2 - 1e-12
    assert one["error"] >= abs(one["bias"]) - 1e-12


def test_the_order_of_rows_does_not_matter_and_of_assessments_does():
    both = pd.concat([predicted(HOPEFUL), predicted(HOPEFUL, "u2")])
    results = pd.concat([came(THREE, "u2"), came(THREE)])
    frame = calibration(both, results)

    assert frame["assessment_id"].tolist() == ["u2", "u1"]
    pd.testing.assert_frame_equal(calibration(both.sample(frac=1, random_state=1), results), frame)


def test_a_small_bias_that_is_known_well_is_near():
    table = {who: {f"s{k}": 0.51 + 0.02 * (k % 2) for k in range(8)} for who in ("a", "b", "c")}
    row = calibration(predicted(table), came(dict.fromkeys([f"s{k}" for k in range(8)], 0.52))).iloc[0]

    assert row["near"]
    assert row["verdict"] == "cannot tell"
    assert row["more_needed"] == ""


def test_with_fewer_than_three_members_only_their_number_is_told():
    two = {who: HOPEFUL[who] for who in ("m1", "m2")}
    row = calibration(predicted(two), came(THREE)).iloc[0]

    assert row[["bias", "low", "high", "error", "brier"]].isna().all()
    assert row["n_members"] == 2
    assert row["why"] == "fewer than 3 members predicted"
    assert row["more_needed"] == "predictions of 1 more member"


def test_with_fewer_than_three_standards_it_cannot_tell():
    row = calibration(predicted({who: {"s1": 0.9} for who in "abc"}), came({"s1": 0.5})).iloc[0]

    assert row["bias"] == pytest.approx(0.4)
    assert np.isnan(row["low"])
    assert row["verdict"] == "cannot tell"
    assert row["more_needed"] == "predictions of 2 more standards"


def test_what_would_settle_it_is_told_and_not_asked_for_where_it_is_hopeless():
    def off(values):
        said = {f"s{k}": 0.5 + value for k, value in enumerate(values)}
        return calibration(predicted(dict.fromkeys("abc", said)), came(dict.fromkeys(said, 0.5))).iloc[0]

    assert off([0.3, 0.1, -0.05, 0.2])["more_needed"] == "predictions of about 3 more standards"
    assert off([0.3, -0.3, 0.3, -0.29])["more_needed"] == "many more predictions: they are off to both sides"
    assert off([0.3, -0.3, 0.3, -0.3])["more_needed"] == "many more predictions: they are off to both sides"


def test_only_known_and_last_predictions_of_what_has_a_result_count():
    table = pd.concat(
        [
            predicted({who: dict.fromkeys(THREE, 0.1) for who in HOPEFUL}),
            predicted(HOPEFUL),
            predicted({"m4": {"s1": NAN}, "m1": {"unasked": 0.3}}),
            predicted(HOPEFUL, "no result"),
        ]
    )
    results = pd.concat([came(THREE | {"s9": NAN}), came({"s1": NAN}, "no result")])

    pd.testing.assert_frame_equal(calibration(table, results), calibration(predicted(HOPEFUL), came(THREE)))


def test_without_predictions_there_is_no_row():
    assert calibration(predicted({}).astype({"expected": float}), came(THREE)).empty


@pytest.mark.parametrize(
    ("predictions", "actual", "message"),
    [
        (predicted(HOPEFUL).drop(columns="expected"), came(THREE), "predictions lacks the column expected"),
        (predicted(HOPEFUL), came(THREE).drop(columns="share"), "actual lacks the column share"),
        (predicted(HOPEFUL), pd.concat([came(THREE)] * 2), "'s1' of assessment 'u1' twice"),
        (predicted({"m1": {"s1": 70}}), came(THREE), "70; expected shares"),
        (None, came(THREE), "must be a DataFrame"),
    ],
)
def test_malformed_frames_are_refused(predictions, actual, message):
    with pytest.raises(DataError, match=message):
        calibration(predictions, actual)


def test_a_level_in_per_cent_is_refused():
    with pytest.raises(ParameterError, match=r"write 0\.9"):
        calibration(predicted(HOPEFUL), came(THREE), level=90)


# Reveal


def test_the_largest_surprise_comes_first():
    shares = {"s1": 0.68, "s2": 0.5, "s3": 0.95, "s4": 0.4, "s5": NAN}
    table = {who: dict(said, s5=0.5) for who, said in HOPEFUL.items()}
    frame = reveal(predicted(table), mastery(shares))

    assert frame["standard_id"].tolist() == ["s2", "s3", "s1", "s4", "s5"]
    assert frame["surprise"].round(2).tolist()[:3] == [-0.3, 0.05, -0.02]
    assert frame["verdict"].tolist() == ["below", "cannot tell", "cannot tell", "cannot tell", "cannot tell"]
    assert frame.loc[0, ["expected", "expected_low", "expected_high", "n_members"]].tolist() == [
        0.8,
        0.8,
        0.85,
        3,
    ]


def test_better_than_expected_is_above():
    table = {who: {"s1": 0.3} for who in "abc"}

    assert reveal(predicted(table), mastery({"s1": 0.6})).loc[0, "verdict"] == "above"


def test_no_prediction_of_one_or_two_is_shown():
    two = {who: HOPEFUL[who] for who in ("m1", "m2")}
    frame = reveal(predicted(two), mastery(THREE | {"s4": 0.5}))

    assert frame[["expected", "expected_low", "expected_high", "surprise"]].isna().all(axis=None)
    assert frame["not_shown"].tolist() == ["fewer than 3 members predicted"] * 4
    assert frame["n_members"].tolist() == [2, 2, 2, 0]
    assert frame["share"].notna().all()


def test_what_may_not_be_shown_stays_marked():
    hidden = mastery(THREE).assign(hidden=True, why="fewer than 10 students")

    assert reveal(predicted(HOPEFUL), hidden)["hidden"].all()
    assert reveal(predicted(HOPEFUL), hidden)["why"].eq("fewer than 10 students").all()


def test_no_member_is_named():
    assert "person_id" not in reveal(predicted(HOPEFUL), mastery(THREE))


def test_predictions_of_several_assessments_are_refused():
    with pytest.raises(DataError, match="of several assessments"):
        reveal(pd.concat([predicted(HOPEFUL), predicted(HOPEFUL, "u2")]), mastery(THREE))
