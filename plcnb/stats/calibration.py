"""What a team expected beside what came: how far off, to which side, and what surprised it."""

from collections.abc import Hashable, Mapping
from math import ceil, inf, isinf, nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from plcnb.errors import DataError
from plcnb.stats.answers import require, texts
from plcnb.stats.arrays import row_of_numbers
from plcnb.stats.proportions import Floats, check_share, compare
from plcnb.stats.settling import plural

# With two, each would know the other's prediction from the middle of both.
FEWEST_MEMBERS = 3
FEWEST_STANDARDS = 3  # of fewer, one surprise is the whole result; a design choice
NEAR = 0.10  # a bias whose whole interval lies within this of nought needs no lesson; a design choice
MANY_STANDARDS = 40  # more than this are not asked for
_WHAT = ["person_id", "assessment_id", "standard_id", "expected"]


def brier_score(expected: ArrayLike, came: ArrayLike) -> float:
    """Return the mean squared difference of what was expected and what came.

    Of events (came is 0 or 1, expected the probability) it is Brier's score: smallest on average for who says
    what they truly expect, so nothing is gained by exaggerating or hedging. Of shares it is the same mean.

    Parameters
    ----------
    expected, came : array of float in [0, 1], shape (n,)
        Pairs in which either is NaN are left out.

    Returns
    -------
    float
        From 0 (each exactly as expected) to 1; NaN without a pair.

    Raises
    ------
    DataError
        If a value lies outside [0, 1], or the lengths differ.

    References
    ----------
    Brier (1950), Mon. Weather Rev. 78, 1-3, halved as is usual for two outcomes.
    """
    difference = _shares("expected", expected, came) - _shares("came", came, expected)
    known = difference[~np.isnan(difference)]
    return float(np.mean(known**2)) if known.size else nan


def calibration(predictions: pd.DataFrame, actual: pd.DataFrame, level: float = 0.90) -> pd.DataFrame:
    """Return, for each assessment, whether the team expected too much or too little, and how far off it was.

    Of the team, never of a member: with fewer than three who predicted only their number is given.

    Parameters
    ----------
    predictions : DataFrame
        One row a prediction: person_id, assessment_id, standard_id, expected (share in [0, 1]; NaN does not
        count). Of one person's predictions of one standard the last one counts.
    actual : DataFrame
        What came: assessment_id, standard_id, share (in [0, 1]; NaN: no result). Its order, in time, is that
        of the result.
    level : float in (0, 1)
        Coverage of the interval of the bias.

    Returns
    -------
    DataFrame
        One row for each assessment that somebody predicted and that has a result: assessment_id; n
        (predictions), n_members, n_standards; bias (mean of expected - actual), low, high (its interval, NaN
        with fewer than three standards); error (mean distance); brier (`brier_score` of the shares); verdict
        ("above": too much was expected, "below": too little, "cannot tell"); near (True: the whole interval
        lies within 10 points of nought, so nothing much is off); more_needed ("" if settled); why ("" unless
        fewer than three members predicted; the numbers are NaN then).

    Raises
    ------
    DataError
        If a column is missing, a share lies outside [0, 1], or a standard stands twice in one assessment.
    ParameterError
        If `level` is not strictly between 0 and 1.

    Notes
    -----
    Predictions are no independent numbers: all members miss the same standard together, and one member may be
    hopeful about all of them. The variance of the bias is therefore taken between standards, and between
    members, and the larger one counts: V = G / (G - 1) · Σ (Σ d)² / N², with d the distance of each
    prediction's difference from the bias, summed inside each of the G standards (members), and t with G - 1
    degrees of freedom. Balanced, this is the usual interval of the means of the standards. That a result has
    an error of its own is part of the spread between standards.

    References
    ----------
    Liang and Zeger (1986), Biometrika 73, 13-22, for sums inside clusters; G / (G - 1) as usual for few.
    """
    check_share("level", level)
    pairs = _pairs(predictions, actual)
    order = [one for one in dict.fromkeys(actual["assessment_id"]) if one in set(pairs["assessment_id"])]
    rows = [_of_assessment(pairs[pairs["assessment_id"] == one], level) for one in order]
    frame = pd.DataFrame(
        {
            "assessment_id": texts(order),
            **{
                name: np.array([row[name] for row in rows], int) for name in ("n", "n_members", "n_standards")
            },
            **{
                name: np.array([row[name] for row in rows], float)
                for name in ("bias", "low", "high", "error", "brier")
            },
        }
    )
    frame["verdict"] = texts(compare(frame["low"], frame["high"], 0.0))
    frame["near"] = ((frame["low"] >= -NEAR) & (frame["high"] <= NEAR)).to_numpy(bool)
    frame["more_needed"] = texts(map(_settles, frame.to_dict("records")))
    frame["why"] = texts(_too_few(n) for n in frame["n_members"])
    return frame


def reveal(predictions: pd.DataFrame, by_standard: pd.DataFrame) -> pd.DataFrame:
    """Return each standard of one assessment as it was expected and as it came, the largest surprise first.

    Parameters
    ----------
    predictions : DataFrame
        As for `calibration`, of one assessment.
    by_standard : DataFrame
        As `mastery.by_standard` gives it for that assessment; columns hidden and why are kept.

    Returns
    -------
    DataFrame
        standard_id, code, statement; expected (the middle one of the members' predictions), expected_low,
        expected_high (the lowest and the highest of them), n_members; share, low, high, n_students, n_items
        (what came); surprise (share - expected); verdict ("above": what came lies clearly above the middle
        prediction, "below", "cannot tell"); not_shown ("" unless fewer than three members predicted it;
        expected is NaN then). Sorted by the size of the surprise; what has none comes last.

    Raises
    ------
    DataError
        If a column is missing, a share lies outside [0, 1], or the predictions are of several assessments.
    """
    needed = ["standard_id", "code", "statement", "share", "low", "high", "n_students", "n_items"]
    require("by_standard", by_standard, needed)
    said = _predicted(predictions)
    if said["assessment_id"].nunique() > 1:
        raise DataError("The predictions are of several assessments; give those of one, with its results.")
    grouped = said.groupby("standard_id")["expected"]
    summary = grouped.agg(expected="median", expected_low="min", expected_high="max", n_members="size")
    kept = [name for name in ("hidden", "why") if name in by_standard]
    frame = by_standard[[*needed, *kept]].reset_index(drop=True)
    frame = frame.join(summary, on="standard_id")
    frame["n_members"] = frame["n_members"].fillna(0).astype(int)
    frame["not_shown"] = texts(_too_few(n) for n in frame["n_members"])
    frame.loc[frame["n_members"] < FEWEST_MEMBERS, ["expected", "expected_low", "expected_high"]] = nan
    frame["surprise"] = frame["share"] - frame["expected"]
    low, high = (frame[end] - frame["expected"] for end in ("low", "high"))
    frame["verdict"] = texts(compare(low, high, 0.0))
    size = frame["surprise"].abs()
    return frame.loc[size.sort_values(ascending=False, kind="stable", na_position="last").index].reset_index(
        drop=True
    )


def _predicted(predictions: pd.DataFrame) -> pd.DataFrame:
    """Return the predictions that count: known, and the last of each person and standard."""
    require("predictions", predictions, _WHAT)
    data = predictions[_WHAT].assign(expected=_shares("expected", predictions["expected"]))
    known = data[data["expected"].notna()]
    return known.drop_duplicates(_WHAT[:3], keep="last")


def _pairs(predictions: pd.DataFrame, actual: pd.DataFrame) -> pd.DataFrame:
    require("actual", actual, ["assessment_id", "standard_id", "share"])
    keys = ["assessment_id", "standard_id"]
    came = actual[keys].assign(share=_shares("share", actual["share"]))
    twice = came[came.duplicated(keys)]
    if len(twice):
        one = twice.iloc[0]
        raise DataError(
            f"actual has standard {one['standard_id']!r} of assessment {one['assessment_id']!r} twice; "
            "expected one row for each."
        )
    return _predicted(predictions).merge(came[came["share"].notna()], on=keys)


def _of_assessment(pairs: pd.DataFrame, level: float) -> dict[str, float]:
    """Return the numbers of one assessment."""
    off = (pairs["expected"] - pairs["share"]).to_numpy(float)
    n_members, n_standards = pairs["person_id"].nunique(), pairs["standard_id"].nunique()
    counted = {"n": len(pairs), "n_members": n_members, "n_standards": n_standards}
    if n_members < FEWEST_MEMBERS:
        return counted | dict.fromkeys(("bias", "low", "high", "error", "brier"), nan)
    bias, half = float(off.mean()), nan
    if n_standards >= FEWEST_STANDARDS:
        half = max(
            _half_width(off - bias, pd.factorize(pairs[name])[0], level)
            for name in ("standard_id", "person_id")
        )
    return counted | {
        "bias": bias,
        "low": bias - half,
        "high": bias + half,
        "error": float(np.abs(off).mean()),
        "brier": brier_score(pairs["expected"], pairs["share"]),
    }


def _half_width(distance: Floats, cluster: ArrayLike, level: float) -> float:
    sums = np.bincount(np.asarray(cluster), weights=distance)
    groups = len(sums)
    variance = groups / (groups - 1) * float((sums**2).sum()) / len(distance) ** 2
    return float(stdtrit(groups - 1, 0.5 + level / 2)) * variance**0.5


def _settles(row: Mapping[Hashable, Any]) -> str:
    """Return what would settle the verdict; "" if it is settled, or nothing much is off."""
    if row["verdict"] != "cannot tell" or row["near"]:
        return ""
    if row["n_members"] < FEWEST_MEMBERS:
        return f"predictions of {plural(int(FEWEST_MEMBERS - row['n_members']), 'more member')}"
    n = int(row["n_standards"])
    if n < FEWEST_STANDARDS:
        return f"predictions of {plural(FEWEST_STANDARDS - n, 'more standard')}"
    half, bias = (row["high"] - row["low"]) / 2, abs(row["bias"])
    times = min((half / bias) ** 2 if bias else inf, (half / (NEAR - bias)) ** 2 if bias < NEAR else inf)
    if isinf(times) or n * times > MANY_STANDARDS:
        return "many more predictions: they are off to both sides"
    return f"predictions of about {plural(max(ceil(n * times) - n, 1), 'more standard')}"


def _too_few(n_members: int) -> str:
    return f"fewer than {FEWEST_MEMBERS} members predicted" if n_members < FEWEST_MEMBERS else ""


def _shares(name: str, values: ArrayLike, beside: ArrayLike | None = None) -> Floats:
    numbers = row_of_numbers(name, values)
    wrong = numbers[(numbers < 0) | (numbers > 1)]
    if wrong.size:
        raise DataError(f"{name} holds {wrong[0]:g}; expected shares from 0 to 1, as 0.46 for 46 %.")
    if beside is not None and len(numbers) != len(row_of_numbers(name, beside)):
        raise DataError(
            f"expected and came must be of one length, got {len(numbers)} values for one of them."
        )
    return numbers
