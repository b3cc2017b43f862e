"""Is a question harder for one group than for equally able students of another? Ask before reading a gap."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import ndtr

from plcnb.errors import DataError
from plcnb.stats.answers import ROUNDING, texts
from plcnb.stats.arrays import row_of_numbers
from plcnb.stats.disclosure import MINIMUM
from plcnb.stats.grouping import check_comparison, grouped
from plcnb.stats.proportions import Floats, check_share, normal_quantile
from plcnb.stats.settling import plural

DELTA = -2.35  # ETS' scale of difficulty: 4 / 1.7 per unit of log odds, turned so that less is harder
# The rule of the Educational Testing Service (Zieky 1993; Dorans and Holland 1993; Zwick 2012, ETS RR-12-08).
MODERATE, LARGE = 1.0, 1.5
RULE_LEVEL = 0.05
# With fewer, ETS itself does not apply the rule when tests are put together (Zwick 2012).
RULE_SMALLER_GROUP, RULE_STUDENTS = 200, 500


@dataclass(frozen=True)
class CommonOdds:
    """The odds ratio that 2 × 2 tables have in common: `alpha`, its logarithm's standard error, and the test.

    `statistic` is Mantel and Haenszel's chi-square with one degree of freedom, `p` its probability. All are
    NaN without a table in which anything could differ. Where one diagonal is empty, `alpha` is 0 or inf and
    `se` NaN.
    """

    alpha: float
    se: float
    statistic: float
    p: float


def mantel_haenszel(tables: ArrayLike, correct: bool = True) -> CommonOdds:
    """Return the odds ratio that several 2 × 2 tables have in common.

    Parameters
    ----------
    tables : array of count, shape (n_tables, 2, 2)
        Each [[right, wrong] of one group, [right, wrong] of the other].
    correct : bool
        Whether the test has the continuity correction, as in R's mantelhaen.test and difR by default. A
        distance below it counts as none (p = 1), where R leaves the correction out and difR overshoots.

    Returns
    -------
    CommonOdds
        alpha = Σ(ad/n) / Σ(bc/n). 0 or inf, with a NaN standard error, where one of the sums is 0.

    Raises
    ------
    DataError
        If the shape is another, or a count is negative or no finite number.

    References
    ----------
    Mantel and Haenszel (1959), J. Natl. Cancer Inst. 22, 719-748. Robins, Breslow and Greenland (1986),
    Biometrics 42, 311-323: the standard error, as R and statsmodels take it.
    """
    try:
        counts = np.asarray(tables, dtype=float)
    except (TypeError, ValueError) as error:
        raise DataError(f"tables must hold numbers only: {error}.") from error
    if counts.size == 0:
        return CommonOdds(np.nan, np.nan, np.nan, np.nan)
    if counts.ndim != 3 or counts.shape[1:] != (2, 2) or not np.isfinite(counts).all() or (counts < 0).any():
        raise DataError(
            f"tables must be counts of shape (n, 2, 2), got shape {counts.shape} or other numbers."
        )
    counts = counts[counts.sum(axis=(1, 2)) > 1]
    a, b, c, d = counts[:, 0, 0], counts[:, 0, 1], counts[:, 1, 0], counts[:, 1, 1]
    n = a + b + c + d
    variance = ((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum()
    if not variance > 0:
        return CommonOdds(np.nan, np.nan, np.nan, np.nan)
    distance = abs((a - (a + b) * (a + c) / n).sum())
    statistic = max(0.0, distance - (0.5 if correct else 0.0)) ** 2 / variance
    p = float(2 * ndtr(-np.sqrt(statistic)))
    r, s = a * d / n, b * c / n
    if not s.sum() > 0 or not r.sum() > 0:
        return CommonOdds(np.inf if r.sum() > 0 else 0.0, np.nan, float(statistic), p)
    same, other = (a + d) / n, (b + c) / n
    log_variance = (
        (same * r).sum() / (2 * r.sum() ** 2)
        + (same * s + other * r).sum() / (2 * r.sum() * s.sum())
        + (other * s).sum() / (2 * s.sum() ** 2)
    )
    return CommonOdds(float(r.sum() / s.sum()), float(np.sqrt(log_variance)), float(statistic), p)


def differential_item_functioning(
    scores: pd.DataFrame,
    groups: ArrayLike,
    reference: Hashable,
    matching: ArrayLike | None = None,
    minimum: int = MINIMUM,
    level: float = 0.95,
) -> pd.DataFrame:
    """Ask of each question whether equally able students of two groups find it equally hard.

    A gap on one question may be the question's: a word, a picture, a context that one group has met less
    often. Compared are students with the same score on the whole test, so that a difference between the
    groups in what they were taught does not by itself raise an alarm.

    Parameters
    ----------
    scores : DataFrame of students × questions
        1 right, 0 wrong, NaN not answered.
    groups : array, shape (n_students,)
        Two names; students without one (missing or blank) are left out. A Series is matched by its index.
    reference : name of a group
        The other one is asked about: positive values of `delta` favour it.
    matching : array of float, shape (n_students,), optional
        What students are matched on, such as their score on another test. By default their number of right
        answers to all these questions, the one in question among them (Holland and Thayer show why it must
        be); then a student who left out any question is left out, since 3 of 3 and 3 of 9 are not alike.
    minimum : int
        With fewer students in a group nothing is given but their number.
    level : float in (0, 1)
        Coverage of the interval of delta.

    Returns
    -------
    DataFrame
        Index: item. n_reference, n_focal (students compared); alpha (common odds ratio of Mantel and
        Haenszel; above 1: easier for the reference group); delta = -2.35 ln alpha (ETS' MH D-DIF; negative:
        harder for the other group than for equally able students of the reference); low, high; p (Mantel
        and Haenszel's test with continuity correction); ets ("A", "B", "C", "" where there is none); verdict
        ("negligible", "moderate", "large", "cannot tell"); favours (the name of the group, "" unless
        moderate or large); more_needed; caution. ``attrs``: reference, focal, comparisons,
        expected_false_alarms (questions that would look unequal by chance alone).

    Raises
    ------
    DataError
        If a score is not 0, 1 or NaN, a question stands twice, lengths differ, or there are more than two
        groups.
    ParameterError
        If `level` or `minimum` is out of range, or no group is called `reference`.

    Notes
    -----
    ETS' rule: A where delta does not differ from 0 (p of 0.05 or more) or |delta| < 1; C where |delta| is 1.5
    or more and exceeds 1 by more than chance; B between. The last test is Paek and Holland's of |delta| ≤ 1,
    p = Φ((1 - |delta|)/se) + Φ((-1 - |delta|)/se) below 0.05, nearly the one-sided test with 1.645; jMetrik
    asks for 1.96, and difR goes by the size alone. With one class the rule nearly always says A because it
    cannot see; so A is "negligible" only where the whole interval lies within ±1.5, else "cannot tell".

    With a class each score is shared by few students, and those without a partner in the other group add
    nothing. Nothing is purified: where many questions favour one group, so does the score that students are
    matched on.

    References
    ----------
    Holland and Thayer (1988), in Wainer and Braun, Test Validity, 129-145. Dorans and Holland (1993), in
    Holland and Wainer, Differential Item Functioning, 35-66. Paek and Holland (2015), Psychometrika 80,
    406-411. Zwick (2012), ETS RR-12-08.
    """
    check_share("level", level)
    answers, score, in_reference, focal = _sheet(scores, groups, reference, matching, minimum)
    rows = [_item(answers[:, at], score, in_reference, minimum, level) for at in range(answers.shape[1])]
    names = pd.Index(scores.columns, name="item")
    columns = ["n_reference", "n_focal", "alpha", "delta", "low", "high", "p"]
    frame = pd.DataFrame(rows, columns=[*columns, "se"], index=names)
    frame["ets"] = texts(_ets_class(*row) for row in frame[["delta", "se", "p"]].to_numpy(float))
    frame["verdict"] = texts(
        _verdict(*row) for row in zip(frame["ets"], frame["low"], frame["high"], strict=True)
    )
    clear = frame["verdict"].isin(["moderate", "large"])
    frame["favours"] = texts(np.where(clear, np.where(frame["delta"] < 0, str(reference), str(focal)), ""))
    frame["more_needed"] = texts(_more_needed(row, minimum) for row in frame.to_dict("records"))
    frame["caution"] = texts(_caution(row, minimum) for row in frame.to_dict("records"))
    comparisons = int(frame["p"].notna().sum())
    frame.attrs.update(
        reference=reference,
        focal=focal,
        comparisons=comparisons,
        expected_false_alarms=comparisons * RULE_LEVEL,
    )
    return frame.drop(columns="se")


def _sheet(
    scores: pd.DataFrame, groups: ArrayLike, reference: Hashable, matching: ArrayLike | None, minimum: int
) -> tuple[Floats, Floats, np.ndarray, Hashable]:
    """Return answers, what students are matched on, who is of the reference group, and the other's name."""
    if not isinstance(scores, pd.DataFrame):
        raise DataError(f"scores must be a DataFrame of students and questions, got {type(scores).__name__}.")
    if not scores.columns.is_unique:
        raise DataError(f"scores has the question {scores.columns[scores.columns.duplicated()][0]!r} twice.")
    if isinstance(groups, pd.Series) and not groups.index.equals(scores.index):
        if not (groups.index.is_unique and scores.index.is_unique):
            raise DataError("scores or groups holds a student twice in its index. Keep one row for each.")
        groups = groups.reindex(scores.index)
    sides: dict[str, ArrayLike] = {"place": np.arange(len(scores))}
    if matching is not None:
        sides["matching"] = row_of_numbers("matching", matching)
    sorted_out = grouped(sides, np.asarray(groups, dtype=object))
    if len(sorted_out.names) > 2:
        raise DataError(
            f"groups holds {len(sorted_out.names)} groups; two are compared at a time. "
            "Keep the students of two, or join the others into one."
        )
    check_comparison(minimum, reference, sorted_out.names)
    rows = sorted_out.columns[0].astype(int)
    answers = np.empty((len(rows), scores.shape[1]))
    for at in range(scores.shape[1]):
        answers[:, at] = row_of_numbers(f"question {scores.columns[at]}", scores.iloc[:, at])[rows]
    wrong = np.argwhere(~np.isnan(answers) & (answers != 0) & (answers != 1))
    if wrong.size:
        student, item = wrong[0]
        raise DataError(
            f"Question {scores.columns[item]!r} has the score {answers[student, item]:g} in row "
            f"{scores.index[rows[student]]!r}; expected 0 or 1. Leave out questions with partial credit."
        )
    score = answers.sum(axis=1) if matching is None else sorted_out.columns[1]  # NaN where one is missing
    in_reference = np.array([name == reference for name in sorted_out.names], bool)[sorted_out.place]
    focal = next((name for name in sorted_out.names if name != reference), "")
    return answers, score, in_reference, focal


def _item(
    answer: Floats, score: Floats, in_reference: np.ndarray, minimum: int, level: float
) -> dict[str, float]:
    known = ~np.isnan(answer) & ~np.isnan(score)
    answer, score, in_reference = answer[known], score[known], in_reference[known]
    n_reference, n_focal = int(in_reference.sum()), int((~in_reference).sum())
    row = dict.fromkeys(("alpha", "delta", "low", "high", "p", "se"), np.nan)
    counted = row | {"n_reference": n_reference, "n_focal": n_focal}
    if min(n_reference, n_focal) < minimum:
        return counted
    stratum, scores_there = pd.factorize(score)
    cell = stratum * 4 + np.where(in_reference, 0, 2) + (1 - answer).astype(int)
    tables = np.bincount(cell, minlength=4 * len(scores_there)).reshape(-1, 2, 2)
    odds = mantel_haenszel(tables)
    if np.isnan(odds.se):
        return counted
    delta, se = DELTA * np.log(odds.alpha), abs(DELTA) * odds.se
    half = normal_quantile(level) * se
    return counted | {
        "alpha": odds.alpha,
        "delta": delta,
        "low": delta - half,
        "high": delta + half,
        "p": odds.p,
        "se": se,
    }


def _ets_class(delta: float, se: float, p: float) -> str:
    size = abs(delta)
    if np.isnan(size):
        return ""
    if not p < RULE_LEVEL or size < MODERATE - ROUNDING:
        return "A"
    beyond_moderate = ndtr((MODERATE - size) / se) + ndtr((-MODERATE - size) / se) < RULE_LEVEL
    return "C" if size >= LARGE - ROUNDING and beyond_moderate else "B"


def _verdict(ets: str, low: float, high: float) -> str:
    if ets == "A":
        return "negligible" if low > -LARGE and high < LARGE else "cannot tell"
    return {"B": "moderate", "C": "large"}.get(ets, "cannot tell")


def _more_needed(row: dict[Hashable, float], minimum: int) -> str:
    if row["verdict"] != "cannot tell":
        return ""
    few = minimum - int(min(row["n_reference"], row["n_focal"]))
    if few > 0:
        return f"answers of {plural(few, 'more student')} in the smaller group"
    if np.isnan(row["delta"]):
        return "students of both groups with the same score, some right and some wrong"
    return "answers of many more students, such as all teams of the district"


def _caution(row: dict[Hashable, float], minimum: int) -> str:
    smaller, both = min(row["n_reference"], row["n_focal"]), row["n_reference"] + row["n_focal"]
    if smaller < minimum:
        return f"fewer than {minimum} students in a group: not compared"
    if np.isnan(row["delta"]):
        return "the odds of both groups cannot be compared at any score"
    if smaller < RULE_SMALLER_GROUP or both < RULE_STUDENTS:
        return (
            f"the rule is meant for groups of {RULE_SMALLER_GROUP} students or more, {RULE_STUDENTS} in all"
        )
    return ""
