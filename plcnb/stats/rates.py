"""A difference of two rates on the scale of standard deviations, to set beside other effects."""

import numpy as np

from plcnb.errors import DataError
from plcnb.stats.effects import EffectSize
from plcnb.stats.proportions import check_share, normal_quantile

COX = 1.65  # logits to standard deviations (Cox 1970; What Works Clearinghouse, Procedures Handbook 5.0)


def cox_index(right_a: float, n_a: int, right_b: float, n_b: int, level: float = 0.95) -> EffectSize:
    """Return how far the rate of `a` lies above that of `b`: the Cox index, comparable with Hedges' g.

    Parameters
    ----------
    right_a, n_a, right_b, n_b : number
        Students who reached it, and students, of two groups.
    level : float in (0, 1)
        Coverage.

    Returns
    -------
    EffectSize
        g, se, low and high are NaN where a group is empty, or where nobody or everybody of one reached it:
        the odds are then 0 or infinite, and no index exists. `improvement_index` as for Hedges' g.

    Raises
    ------
    DataError
        If a count is negative, infinite or no number, or more reached it than there are.
    ParameterError
        If `level` is not strictly between 0 and 1.

    Notes
    -----
    (logit p_a - logit p_b) / 1.65, its standard error that of the log odds ratio (Woolf) over 1.65. Without a
    correction for small samples, as R baselinr; some take the factor 1 - 3 / (4 (n_a + n_b) - 9) besides.
    Zero cells are not filled up with a half: with few students that would decide the answer.

    References
    ----------
    Sánchez-Meca, Marín-Martínez and Chacón-Moscoso (2003), Psychol. Methods 8, 448-467.
    """
    check_share("level", level)
    cells = []
    for name, right, n in (("a", right_a, n_a), ("b", right_b, n_b)):
        if not all(isinstance(one, int | float | np.number) for one in (right, n)):
            raise DataError(f"The counts of {name} must be numbers, got {right!r} of {n!r}.")
        if not 0 <= right <= n < np.inf:
            raise DataError(
                f"The counts of {name} must be 0 or more and right at most n, got {right:g} of {n:g}."
            )
        cells += [right, n - right]
    if min(cells) == 0:
        return EffectSize(np.nan, np.nan, np.nan, np.nan, int(n_a), int(n_b))
    g = float(np.log(cells[0] / cells[1]) - np.log(cells[2] / cells[3])) / COX
    se = float(np.sqrt(sum(1 / cell for cell in cells))) / COX
    half = normal_quantile(level) * se
    return EffectSize(g, se, g - half, g + half, int(n_a), int(n_b))
