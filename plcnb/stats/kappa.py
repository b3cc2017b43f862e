"""Whether two people who judge the same work agree beyond chance: Cohen's kappa."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import DataError, ParameterError
from plcnb.stats.proportions import Floats, check_share, normal_quantile

WEIGHTS = ("none", "linear", "quadratic")

FEW_PAIRS = 30  # design choice: below, the large-sample interval is rough
_LARGEST = 1e150  # its square is still a number
LOPSIDED = 0.90  # design choice: from this share of one category on, chance agreement is nearly all there is


@dataclass(frozen=True)
class Kappa:
    """How far two judges agree.

    Attributes
    ----------
    kappa : float
        1 for full agreement, 0 for what chance gives, negative below; NaN without a pair, or where both used
        one and the same category only.
    se, low, high : float
        Its standard error, and the interval; NaN where kappa is, and where they agree in all (the formula's
        error is then 0, which is not certainty).
    agreed, by_chance : float
        Share of pairs where they agree (weighted, with weights), and what chance would give.
    n : int
        Pairs that both judged.
    categories : tuple
        In the order used.
    weights : {"none", "linear", "quadratic"}
    verdict : {"above", "cannot tell", "below"}
        Whether they agree more than by chance: whether the interval lies above 0.
    more_needed, caution : str
    """

    kappa: float
    se: float
    low: float
    high: float
    agreed: float
    by_chance: float
    n: int
    categories: tuple[Any, ...]
    weights: str
    verdict: str
    more_needed: str
    caution: str


def agreement_between(
    first: Sequence[Any] | pd.Series,
    second: Sequence[Any] | pd.Series,
    level: float = 0.95,
    *,
    weights: str = "none",
    categories: Sequence[Any] | None = None,
) -> Kappa:
    """Return Cohen's kappa of two judges of the same pieces of work, or of the same lessons.

    Parameters
    ----------
    first, second : sequence, one entry a piece
        What each judged, in the same order; pieces that either left out (None, NaN) do not count.
    level : float in (0, 1)
        Coverage of the interval.
    weights : "none", "linear" or "quadratic"
        How much a near miss counts on an ordered scale: nothing; less by each step; less by its square.
    categories : sequence, optional
        All categories in their order. Needed with weights unless they are numbers, whose values then give
        the distances; categories that nobody used change weighted distances, never plain kappa.

    Raises
    ------
    DataError
        If the two differ in length or in their index, or hold what is not among the categories.
    ParameterError
        If `level` or `weights` is out of range, or weights are asked for without an order.

    Notes
    -----
    The interval is the large-sample one of Fleiss, Cohen and Everitt, which R psych (cohen.kappa) takes too,
    cut off at -1 and 1; Cohen's first, simpler error differs.

    References
    ----------
    Cohen (1960), Educ. Psychol. Meas. 20, 37-46.
    Fleiss, Cohen and Everitt (1969), Psychol. Bull. 72, 323-327.
    """
    check_share("level", level)
    if not isinstance(weights, str) or weights not in WEIGHTS:
        raise ParameterError(f"weights must be one of {', '.join(WEIGHTS)}, got {weights!r}.")
    pairs = _pairs(first, second)
    used = _categories(pairs, categories, weights)
    place = {category: i for i, category in enumerate(used)}
    table = np.zeros((len(used), len(used)))
    for pair in pairs:
        for judged in pair:
            if judged not in place:
                raise DataError(f"{judged!r} is not among the categories {', '.join(map(str, used))}.")
        table[place[pair[0]], place[pair[1]]] += 1
    kappa, se, agreed, by_chance = _kappa(table, _credit(used, weights, categories is not None))
    half = normal_quantile(level) * se
    low, high = max(kappa - half, -1.0), min(kappa + half, 1.0)
    if half != half:
        low = high = np.nan
    verdict = "above" if low > 0 else "below" if high < 0 else "cannot tell"
    return Kappa(
        kappa=kappa,
        se=se,
        low=low,
        high=high,
        agreed=agreed,
        by_chance=by_chance,
        n=len(pairs),
        categories=used,
        weights=weights,
        verdict=verdict,
        more_needed="more work that both judge" if verdict == "cannot tell" else "",
        caution=_caution(table, kappa, se),
    )


def _pairs(first: Any, second: Any) -> list[tuple[Any, Any]]:
    if (
        isinstance(first, pd.Series)
        and isinstance(second, pd.Series)
        and not first.index.equals(second.index)
    ):
        raise DataError("first and second have different indexes: bring the same pieces into the same order.")
    one, other = _entries("first", first), _entries("second", second)
    if len(one) != len(other):
        raise DataError(f"first has {len(one)} entries and second {len(other)}; expected one each a piece.")
    return [pair for pair in zip(one, other, strict=True) if not any(map(_left_out, pair))]


def _entries(name: str, judged: Any) -> list[Any]:
    if isinstance(judged, str | bytes | Mapping | pd.DataFrame) or not isinstance(judged, Iterable):
        raise DataError(f"{name} must be a sequence of judgements, one a piece, got {type(judged).__name__}.")
    return list(judged)


def _left_out(judged: Any) -> bool:
    if not isinstance(judged, Hashable):
        raise DataError(f"A judgement must be one category, got {judged!r}.")
    return judged is None or judged is pd.NA or judged is pd.NaT or judged != judged


def _categories(pairs: list[tuple[Any, Any]], given: Any, weights: str) -> tuple[Any, ...]:
    if given is not None:
        listed = isinstance(given, Iterable) and not isinstance(given, str | bytes)
        if not listed or not all(isinstance(category, Hashable) for category in given):
            raise ParameterError(f"categories must list the categories in their order, got {given!r}.")
        return tuple(dict.fromkeys(given))
    used: set[Any] = set(chain(*pairs))
    numbers = all(
        isinstance(judged, int | float | np.integer | np.floating) and -_LARGEST < judged < _LARGEST
        for judged in used
    )
    if weights != "none" and not numbers:
        raise ParameterError(f"weights={weights!r} needs categories=[...] in their order, lowest first.")
    return tuple(sorted(used)) if numbers else tuple(sorted(used, key=str))


def _credit(used: tuple[Any, ...], weights: str, ordered: bool) -> Floats:
    """Return how much each pair of categories counts as agreement, from 0 to 1."""
    if weights == "none" or len(used) < 2:
        return np.eye(len(used))
    at = np.arange(len(used)) if ordered else np.array(used, float)
    apart = np.abs(np.subtract.outer(at, at)) / (at.max() - at.min())
    return 1 - (apart if weights == "linear" else apart**2)


def _kappa(table: Floats, credit: Floats) -> tuple[float, float, float, float]:
    """Return kappa, its standard error, the agreement, and that by chance."""
    n = table.sum()
    if n == 0:
        return (np.nan,) * 4
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    agreed, by_chance = float((credit * p).sum()), float(rows @ credit @ columns)
    beyond = 1 - by_chance
    if beyond < 1e-12:
        return np.nan, np.nan, agreed, by_chance
    kappa = (agreed - by_chance) / beyond
    if 1 - agreed < 1e-12:
        return 1.0, np.nan, agreed, by_chance
    usual = np.add.outer(credit @ columns, credit.T @ rows)
    spread = (p * (credit - usual * (1 - kappa)) ** 2).sum() - (kappa - by_chance * (1 - kappa)) ** 2
    return kappa, float(np.sqrt(max(spread, 0.0) / n)) / beyond, agreed, by_chance


def _caution(table: Floats, kappa: float, se: float) -> str:
    n = int(table.sum())
    if n == 0:
        return "nothing that both judged"
    known = []
    if kappa != kappa:
        known.append("both used one category only: whether they would tell another apart cannot be seen")
    elif se != se:
        known.append("they agree in all: no interval can be computed")
    elif (table.sum(axis=0) + table.sum(axis=1)).max() >= LOPSIDED * 2 * n:
        known.append("nearly all in one category: kappa can be low though they mostly agree")
    if n < FEW_PAIRS:
        known.append(f"only {n} judged by both")
    return "; ".join(known)
