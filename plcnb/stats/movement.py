"""Who stood in which quarter then, and in which now, and how much of that is more than error."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from plcnb.errors import ParameterError
from plcnb.model import Verdict
from plcnb.stats.answers import FEW_STUDENTS, texts
from plcnb.stats.effects import matched
from plcnb.stats.proportions import Floats, check_share, compare, normal_quantile, proportion_interval
from plcnb.stats.settling import plural

Basis = Literal["own quarters", "same cuts"]
Sem = float | tuple[float, float] | None

DRIFT = "part of it is regression to the mean: the lowest tend to rise and the highest to fall by themselves"

_DRAWS = 4000  # places of the first score at which the second is reckoned: five digits


@dataclass(frozen=True)
class Movement:
    """How the students of a team moved between quarters (or other parts) of the scores.

    Attributes
    ----------
    frame : DataFrame
        One row for each pair of parts, also those with nobody in them: before, now (1 is the lowest), n,
        n_clear (of those, who moved beyond error; 0 where before and now are the same), share (of all who
        stood in `before`, NaN where nobody did), direction ("up", "same", "down").
    students : DataFrame
        Index: the students of either occasion. Columns: before, now (scores, NaN: not there), part_before,
        part_now (1 is the lowest; 0 for a student without both scores), moved ("up", "same", "down", "" for
        these), clear ("up", "down", "within error", "cannot tell").
    parts : int
        How many parts: 4 for quarters.
    cuts_before, cuts_now : tuple of float
        The scores between the parts, lowest first; a score on a cut belongs to the part above it.
    n, n_missing, n_tied : int
        Students with both scores; with only one; and of those with both, how many share a score with another,
        on either occasion. Who ties is in one part, so parts need not be of one size.
    n_up, n_same, n_down, n_clear_up, n_clear_down : int
        How many moved, and of those how many beyond error.
    expected_by_error : float
        How many of the n would change part by the error of the scores alone; NaN where that is unknown.
    basis : "own quarters" or "same cuts"
        Whether each occasion has its own cuts, so that who rises pushes another down, or both have the same.
    verdict : "above", "cannot tell" or "below"
        With the same cuts: clearly more rose than fell, or clearly more fell. Else "cannot tell".
    more_needed, caution : str
        What would settle it, and what to know before trusting it; "" if nothing.
    """

    frame: pd.DataFrame
    students: pd.DataFrame
    parts: int
    cuts_before: tuple[float, ...]
    cuts_now: tuple[float, ...]
    n: int
    n_missing: int
    n_tied: int
    n_up: int
    n_same: int
    n_down: int
    n_clear_up: int
    n_clear_down: int
    expected_by_error: float
    basis: Basis
    verdict: Verdict
    more_needed: str
    caution: str


def movement(
    before: ArrayLike,
    now: ArrayLike,
    *,
    cuts: Sequence[float] | Literal["before"] | None = None,
    sem: Sem = None,
    parts: int = 4,
    level: float = 0.90,
) -> Movement:
    """Return who stood in which quarter then and now, and which of the moves are more than error.

    Parameters
    ----------
    before, now : array of float of one length, or two Series matched by their index
        Scores of the same students; NaN for none.
    cuts : sequence of float, "before", or None
        Cut scores for both occasions, rising, such as the 25th, 50th and 75th national percentile; or
        "before": the quarters of the earlier scores for both, which asks for one scale; or None: each
        occasion its own quarters, which compares places in the class and not what anybody learnt.
    sem : float or (float, float), optional
        Standard error of measurement of the scores, or of the earlier and the later ones, in points (as
        `items.reliability` and test reports give it). Without it no move can be told from error.
    parts : int, 2 to 10
        How many parts where `cuts` names none.
    level : float in (0, 1)
        How sure to be.

    Raises
    ------
    DataError
        If a score is infinite or no number, the lengths differ, or an index holds a student twice.
    ParameterError
        If `cuts`, `sem`, `parts` or `level` is out of range.

    Notes
    -----
    Quarters are by mid-rank: part = ⌊parts · (rank - ½) / n⌋ + 1, tied students sharing the mean of their
    ranks. R dplyr's ntile splits ties by the order of rows, and pandas' qcut refuses them where cuts
    coincide; here no student is parted from one with the same score. A move is clear where the parts that
    both scores allow, each ± z · sem / √2, have none in common: with one scale and equal errors these touch
    where the change is Jacobson and Truax's z · √2 · sem. The students expected to change part by error alone
    are those of two normal scores with the correlation 1 - sem² / s². The verdict compares who rose among who
    moved with one half by Wilson's interval. With few or equal scores nothing is raised: where all are equal,
    everyone is in one part.
    """
    check_share("level", level)
    errors = _checked_sem(sem)
    fixed = _checked_cuts(cuts, parts)
    first, second = matched(before, now)
    there = first.notna() & second.notna()
    x, y = first[there].to_numpy(float), second[there].to_numpy(float)
    n_parts = len(fixed) + 1 if fixed is not None else parts
    cuts_x = fixed if fixed is not None else _own_cuts(x, parts)
    cuts_y = cuts_x if cuts is not None else _own_cuts(y, parts)
    from_part, to_part = _part(x, cuts_x), _part(y, cuts_y)
    clear = _clear(x, y, (cuts_x, cuts_y), errors, level)
    students = _students(first, second, there.to_numpy(bool), from_part, to_part, clear)
    frame = _cells(from_part, to_part, clear, n_parts)
    up, down = int((to_part > from_part).sum()), int((to_part < from_part).sum())
    tied = pd.Series(x).duplicated(keep=False) | pd.Series(y).duplicated(keep=False)
    basis: Basis = "own quarters" if cuts is None else "same cuts"
    verdict: Verdict = "cannot tell"
    if basis == "same cuts" and up + down:
        verdict = compare(*proportion_interval(up, up + down, level), 0.5).item()
    return Movement(
        frame=frame,
        students=students,
        parts=n_parts,
        cuts_before=tuple(cuts_x.tolist()),
        cuts_now=tuple(cuts_y.tolist()),
        n=len(x),
        n_missing=int((first.notna() ^ second.notna()).sum()),
        n_tied=int(tied.sum()),
        n_up=up,
        n_same=len(x) - up - down,
        n_down=down,
        n_clear_up=int((clear == "up").sum()),
        n_clear_down=int((clear == "down").sum()),
        expected_by_error=_expected_by_error(x, y, errors, cuts_x),
        basis=basis,
        verdict=verdict,
        more_needed=_settles(basis, verdict, len(x)),
        caution=_caution(len(x), int((first.notna() ^ second.notna()).sum()), int(tied.sum()), sem is None),
    )


def _checked_sem(sem: Sem) -> tuple[float, float]:
    pair = sem if isinstance(sem, tuple | list) else (sem, sem)
    numbers = [np.nan if one is None else one for one in pair]
    right = len(numbers) == 2 and all(
        isinstance(one, int | float | np.number) and not isinstance(one, bool) and not one < 0
        for one in numbers
    )
    if not right or np.isinf(numbers).any():
        raise ParameterError(f"sem must be one or two numbers of points, 0 or more, got {sem!r}.")
    return float(numbers[0]), float(numbers[1])


def _checked_cuts(cuts: Sequence[float] | str | None, parts: int) -> Floats | None:
    if isinstance(parts, bool) or not isinstance(parts, int | np.integer) or not 2 <= parts <= 10:
        raise ParameterError(f"parts must be a whole number from 2 to 10, got {parts!r}.")
    if cuts is None or (isinstance(cuts, str) and cuts == "before"):
        return None
    try:
        fixed = np.asarray(cuts, dtype=float)
    except (TypeError, ValueError):
        fixed = np.array([])
    if fixed.ndim != 1 or not 1 <= len(fixed) <= 9 or np.isnan(fixed).any() or not _rise(fixed):
        raise ParameterError(f'cuts must be 1 to 9 rising scores, "before" or None, got {cuts!r}.')
    return fixed


def _rise(cuts: Floats) -> bool:
    return bool((cuts[1:] > cuts[:-1]).all())


def _own_cuts(scores: Floats, parts: int) -> Floats:
    """Return the cuts between the parts of these scores: half way between the scores on both sides.

    Where nobody is below a cut it is -inf, where nobody is above it inf.
    """
    if not len(scores):
        return np.full(parts - 1, np.nan)
    values, times = np.unique(scores, return_counts=True)
    twice_rank = 2 * np.cumsum(times) - times + 1  # whole numbers: no rounding at an edge
    part = parts * (twice_rank - 1) // (2 * len(scores))
    below = np.append(-np.inf, values)[np.searchsorted(part, np.arange(1, parts))]
    above = np.append(values, np.inf)[np.searchsorted(part, np.arange(1, parts))]
    middle = np.where(np.isinf(below) | np.isinf(above), below + above, below / 2 + above / 2)
    return np.where((middle == below) & np.isfinite(below), above, middle)  # no number lies between the two


def _part(scores: Floats, cuts: Floats) -> NDArray[np.intp]:
    return np.searchsorted(cuts, scores, side="right") + 1


def _clear(
    x: Floats, y: Floats, cuts: tuple[Floats, Floats], sem: tuple[float, float], level: float
) -> NDArray[np.object_]:
    """Return for each student "up" or "down" where no part fits both scores, else "within error"."""
    if np.isnan(sem).any():
        return np.full(len(x), "cannot tell", dtype=object)
    reach_x, reach_y = (normal_quantile(level) * one / np.sqrt(2) for one in sem)
    up = _part(y - reach_y, cuts[1]) > _part(x + reach_x, cuts[0])
    down = _part(y + reach_y, cuts[1]) < _part(x - reach_x, cuts[0])
    return np.where(up, "up", np.where(down, "down", "within error")).astype(object)


def _students(
    first: pd.Series,
    second: pd.Series,
    there: NDArray[np.bool_],
    from_part: NDArray[np.intp],
    to_part: NDArray[np.intp],
    clear: NDArray[np.object_],
) -> pd.DataFrame:
    parts = np.zeros((2, len(first)), dtype=int)
    parts[:, there] = from_part, to_part
    known = np.full(len(first), "cannot tell", dtype=object)
    known[there] = clear
    moved = np.select([~there, parts[1] > parts[0], parts[1] < parts[0]], ["", "up", "down"], "same")
    return pd.DataFrame(
        {
            "before": first.to_numpy(float),
            "now": second.to_numpy(float),
            "part_before": parts[0],
            "part_now": parts[1],
            "moved": texts(moved),
            "clear": texts(known),
        },
        index=first.index,
    )


def _cells(
    from_part: NDArray[np.intp], to_part: NDArray[np.intp], clear: NDArray[np.object_], parts: int
) -> pd.DataFrame:
    cell = (from_part - 1) * parts + to_part - 1
    before, now = np.divmod(np.arange(parts**2), parts)
    n = np.bincount(cell, minlength=parts**2)
    moved = (clear == "up") | (clear == "down")
    stood = n.reshape(parts, parts).sum(axis=1)[before]
    with np.errstate(invalid="ignore"):  # nobody stood there: NaN
        share = n / stood
    return pd.DataFrame(
        {
            "before": before + 1,
            "now": now + 1,
            "n": n,
            "n_clear": np.bincount(cell[moved], minlength=parts**2),
            "share": share,
            "direction": texts(np.where(now > before, "up", np.where(now < before, "down", "same"))),
        }
    )


def _expected_by_error(x: Floats, y: Floats, sem: tuple[float, float], cuts: Floats) -> float:
    """Return how many would change part if nobody had changed and only error stood between the scores."""
    if len(x) < 2 or np.isnan(sem).any() or np.ptp(x) == 0 or np.ptp(y) == 0:
        return np.nan
    kept = [max(0.0, 1 - error**2 / scores.var(ddof=1)) for error, scores in zip(sem, (x, y), strict=True)]
    r = float(np.sqrt(kept[0] * kept[1]))  # true parts alike: the correlation that is left
    if r >= 1:
        return 0.0
    stood = np.bincount(_part(x, cuts) - 1, minlength=len(cuts) + 1) / len(x)
    edges = ndtri(np.cumsum(stood)[:-1].clip(0, 1))  # the same places both times
    at = ndtri((np.arange(_DRAWS) + 0.5) / _DRAWS)
    here = np.searchsorted(edges, at)
    ends = np.concatenate([[-np.inf], edges, [np.inf]])
    low, high = ((ends[here + step] - r * at) / np.sqrt(1 - r**2) for step in (0, 1))
    return float(len(x) * (1 - (ndtr(high) - ndtr(low)).mean()))


def _settles(basis: Basis, verdict: Verdict, n: int) -> str:
    if n == 0:
        return "scores of the same students on both occasions"
    if basis == "own quarters":
        return "the same cut scores on both occasions: places in a class always rise and fall together"
    return "" if verdict != "cannot tell" else "a third occasion, or more students"


def _caution(n: int, missing: int, tied: int, no_error: bool) -> str:
    if n == 0:
        return "nobody has both scores"
    known = [
        DRIFT,
        "the error of the scores is not known, so no move can be told from it" if no_error else "",
        f"only {plural(n, 'student')}" if n < FEW_STUDENTS else "",
        f"{plural(missing, 'student')} with one score left out" if missing else "",
        f"{plural(tied, 'student')} with tied scores kept together, so parts differ in size" if tied else "",
    ]
    return "; ".join(part for part in known if part)
