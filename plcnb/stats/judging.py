"""What the numbers of a question call for: keep it, mend it, check its key, or wait for more students."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from plcnb.errors import DataError, ParameterError
from plcnb.stats.answers import FEW_STUDENTS, ROUNDING, require, texts
from plcnb.stats.proportions import (
    Floats,
    answers_to_leave,
    check_share,
    normal_quantile,
    proportion_interval,
)

KEEP, REVISE, CHECK_KEY, GUESSED = "keep", "revise", "check the key", "at guess level"
TOO_HARD, TOO_EASY, CANNOT_TELL = "too hard", "too easy", "cannot tell"
VERDICTS = (CHECK_KEY, GUESSED, TOO_HARD, REVISE, TOO_EASY, KEEP, CANNOT_TELL)  # what is looked at first

FEWEST_FOR_VERDICT = FEW_STUDENTS  # of a correlation: Fisher's interval is rough below; a floor of judgement
FEWEST_FOR_INTERVAL = 4  # Fisher's standard error is 1 / √(n - 3)
MASTERED = 0.80  # in a test of mastery a question that clearly more than this share have is one to keep
OUT_OF_REACH = 400  # students: more than a school can ask about one question; design choice

_NEARLY_ONE = 1 - 1e-12  # Fisher's transformation of 1 is infinite


@dataclass(frozen=True)
class Thresholds:
    """Where a question begins to be too hard, too easy, or too weak; every limit can be another.

    Attributes
    ----------
    too_hard, too_easy : float
        Difficulties: shares of the points. Brigham Young University's guide keeps .20 to .80 (KB16624);
        others keep .30 to .85 (Ebel and Frisbie; Crocker and Algina; Allen and Yen). Give `too_easy` as None
        for a test of mastery, where it is good news that everybody has it right.
    weak, good, excellent : float
        Of discrimination (Ebel and Frisbie 1991, Essentials of Educational Measurement, ch. 13): .40 and
        over is excellent, .30 to .39 good, .20 to .29 marginal, less is weak; below 0 the key is in doubt.
        R performance 0.10 cuts at .20, .40 and .70 instead.
    """

    too_hard: float = 0.20
    too_easy: float | None = 0.80
    weak: float = 0.20
    good: float = 0.30
    excellent: float = 0.40

    def __post_init__(self) -> None:
        check_share("too_hard", self.too_hard)
        if self.too_easy is not None:
            check_share("too_easy", self.too_easy)
            if self.too_easy <= self.too_hard:
                raise ParameterError(
                    f"too_easy must lie above too_hard ({self.too_hard:g}), got {self.too_easy:g}."
                )
        for name in ("weak", "good", "excellent"):
            check_share(name, getattr(self, name))
        if not self.weak < self.good < self.excellent:
            raise ParameterError(
                "weak, good and excellent must rise in this order, got "
                f"{self.weak:g}, {self.good:g} and {self.excellent:g}."
            )


USUAL = Thresholds()


def judge_items(
    analysis: pd.DataFrame,
    *,
    thresholds: Thresholds = USUAL,
    n_options: int | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Say of each question what its numbers call for, where there are students enough to say so.

    Parameters
    ----------
    analysis : DataFrame
        As `items.analyse_items` gives it: `n`, `difficulty`, `item_rest_r`, one row a question.
    thresholds : Thresholds
        The limits, with their sources.
    n_options : int, 2 or more, optional
        How many options each question offered; then a question is also compared with blind guessing.
    level : float in (0, 1)
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        Index: as given. Columns:

        * n, difficulty, item_rest_r: as given;
        * low, high: Wilson's interval of the difficulty;
        * r_se: (1 - r²) / √(n - 1), the standard error of item_rest_r; r_low, r_high: its interval by
          Fisher, NaN with fewer than 4 students or without a correlation;
        * band: what item_rest_r is called, taken at its word: "excellent", "good", "marginal", "weak",
          "negative", or "" where there is none;
        * flag: the rules that the point values break, joined by "; ": "check the key" (item_rest_r below 0),
          "at guess level", "too hard", "weak", "too easy"; "" if none;
        * verdict: what the *intervals* bear out, the first that holds: "check the key" (r wholly below 0),
          "at guess level" (see Notes), "too hard", "revise" (r wholly below `weak`), "too easy", "keep" (r
          wholly at or above `weak`, or, in a test of mastery, the difficulty wholly above .80); else "cannot
          tell". Nothing is said from a correlation of fewer than 10 students;
        * more_needed: what would settle it, as a phrase; "" if it is settled;
        * caution: what to know before trusting the row; "" if nothing.

    Raises
    ------
    DataError
        If a column is missing, or a difficulty or a count is not one.
    ParameterError
        If `level` is no share, or `n_options` below 2.

    Notes
    -----
    With 20 students r = .2 has an interval from -.27 to .59: it may be a question to praise or one whose key
    is wrong, so "cannot tell" is the commonest verdict in a class, and the right one. Fisher's interval takes
    both sides for normal, which right and wrong are not; it serves as a guide. A question is at guess level
    where its difficulty is at most 1 / options + one standard error of guessing, √(c (1 - c) / n); with 10
    students or more.
    """
    check_share("level", level)
    whole = isinstance(n_options, int | np.integer) and not isinstance(n_options, bool)
    if n_options is not None and not (whole and n_options >= 2):
        raise ParameterError(f"n_options must be 2 or more options, got {n_options!r}.")
    require("analysis", analysis, ["n", "difficulty", "item_rest_r"])
    n, p, r = (_numbers(analysis[name]) for name in ("n", "difficulty", "item_rest_r"))
    r = np.where(np.abs(r) < ROUNDING, 0.0, r)
    low, high = proportion_interval(p * n, n, level)
    r_low, r_high = correlation_interval(r, n, level)
    enough = n >= FEWEST_FOR_VERDICT
    mastery, easy = thresholds.too_easy is None, thresholds.too_easy or 1.0
    guessed = _guessed(p, n, n_options)
    borne_out = {
        CHECK_KEY: enough & (r_high < 0),
        GUESSED: guessed,
        TOO_HARD: high < thresholds.too_hard,
        REVISE: enough & (r_high < thresholds.weak),
        TOO_EASY: low > easy,
        KEEP: enough & (r_low >= thresholds.weak) | mastery & (low > MASTERED),
    }
    verdicts = np.select(list(borne_out.values()), list(borne_out), CANNOT_TELL)
    needed = _students_needed(p, n, r, thresholds, level)
    broken = [r < 0, guessed, p < thresholds.too_hard, r < thresholds.weak, p > easy]
    names = [CHECK_KEY, GUESSED, TOO_HARD, "weak", TOO_EASY]
    limits = [thresholds.excellent, thresholds.good, thresholds.weak, 0.0]
    return pd.DataFrame(
        {
            "n": analysis["n"],
            "difficulty": analysis["difficulty"],
            "item_rest_r": analysis["item_rest_r"],
            "low": low,
            "high": high,
            "r_se": (1 - r**2) / np.sqrt(np.maximum(n - 1, 1)),
            "r_low": r_low,
            "r_high": r_high,
            "band": texts(
                np.select(
                    [*(r >= limit for limit in limits), r < 0],
                    ["excellent", "good", "marginal", "weak", "negative"],
                    "",
                )
            ),
            "flag": texts(
                "; ".join(name for name, hit in zip(names, hits, strict=True) if hit)
                for hits in zip(*broken, strict=True)
            ),
            "verdict": texts(verdicts),
            "more_needed": texts(map(_settles, verdicts, n, needed, np.isnan(r))),
            "caution": texts(map(_caution, n, p, r)),
        },
        index=analysis.index,
    )


def correlation_interval(r: ArrayLike, n: ArrayLike, level: float) -> tuple[Floats, Floats]:
    """Return Fisher's interval of correlations of n students each.

    NaN without a correlation and with fewer than 4 students; an r of 1 stays 1, whatever n.

    References
    ----------
    Fisher (1921), Metron 1, 3-32: atanh(r) is normal with variance 1 / (n - 3).
    """
    r, n = np.asarray(r, float), np.asarray(n, float)
    known = n >= FEWEST_FOR_INTERVAL
    half = normal_quantile(level) / np.sqrt(np.where(known, n, FEWEST_FOR_INTERVAL) - 3)
    middle = np.arctanh(np.clip(np.where(known, r, np.nan), -_NEARLY_ONE, _NEARLY_ONE))
    return np.tanh(middle - half), np.tanh(middle + half)


def students_to_leave(r: Floats, limit: float, level: float) -> Floats:
    """Return how many students, at this r, Fisher's interval needs to leave `limit`; inf at it."""
    distance = np.abs(np.arctanh(np.clip(r, -_NEARLY_ONE, _NEARLY_ONE)) - np.arctanh(limit))
    with np.errstate(divide="ignore"):
        return np.asarray(np.floor(3 + (normal_quantile(level) / distance) ** 2) + 1)


def more_students(more: float, instead: str = "a look at the question itself") -> str:
    """Return how many more students would settle it, in round words; past reach, what to do instead."""
    if not more <= OUT_OF_REACH:
        return f"{instead}: too many more students would be needed"
    rounded = int(more) if more < 10 else int(np.ceil(more / 10) * 10)
    return f"answers of about {rounded} more student{'' if rounded == 1 else 's'}"


def _numbers(column: pd.Series) -> Floats:
    try:
        return np.asarray(column.to_numpy(dtype=float, na_value=np.nan))
    except (TypeError, ValueError) as error:
        raise DataError(f"Column {column.name} of analysis must hold numbers only: {error}.") from error


def _guessed(p: Floats, n: Floats, n_options: int | None) -> np.ndarray:
    if n_options is None:
        return np.zeros(len(p), bool)
    chance = 1 / n_options
    error = np.sqrt(chance * (1 - chance) / np.maximum(n, 1))
    return (n >= FEWEST_FOR_VERDICT) & (p <= chance + error)


def _students_needed(p: Floats, n: Floats, r: Floats, limits: Thresholds, level: float) -> Floats:
    """Return how many students settle each question, by its correlation or its difficulty."""
    by_r = np.maximum(students_to_leave(r, limits.weak, level), FEWEST_FOR_VERDICT)
    easy = limits.too_easy or MASTERED
    hard = np.where(p < limits.too_hard, answers_to_leave(p, limits.too_hard, level), np.inf)
    hard = np.where(p > easy, answers_to_leave(p, easy, level), hard)
    return np.asarray(np.fmin(by_r, np.floor(hard) + 1))


def _settles(verdict: str, n: float, needed: float, no_r: bool) -> str:
    if verdict != CANNOT_TELL:
        return ""
    if n == 0:
        return "the first answers"
    if no_r and np.isinf(needed) and n >= FEWEST_FOR_VERDICT:
        return "other questions beside it that not all answer alike"
    return more_students(max(FEWEST_FOR_VERDICT if no_r and np.isinf(needed) else needed, n + 1) - n)


def _caution(n: float, p: float, r: float) -> str:
    if n == 0:
        return "nobody answered it"
    known = [
        f"only {n:.0f} answered" if n < FEWEST_FOR_VERDICT else "",
        "all scores are equal, so it cannot tell students apart" if np.isnan(r) and p in (0, 1) else "",
    ]
    return "; ".join(part for part in known if part)
