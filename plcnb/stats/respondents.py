"""Each respondent's mean on each dimension, and the means and intervals of those who answered enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from plcnb.errors import ParameterError
from plcnb.stats.instruments import Instrument
from plcnb.stats.proportions import Floats

# Staff surveys: scores of fewer than five are not shown to anybody.
MINIMUM_RESPONDENTS = 5

# A respondent counts for a dimension who answered at least half of its questions; the mean of those answered
# then stands for all (the "half rule": Fayers and others, 2001, EORTC QLQ-C30 Scoring Manual, 3rd ed.).
HALF = 0.5

ALIKE = 1e-9  # steps of the scale: means nearer than this are equal


@dataclass(frozen=True, eq=False)
class Dimension:
    """The respondents who count for one dimension.

    Attributes
    ----------
    name : str
    sheet : array of float, shape (n, n_questions)
        Their answers, turned; NaN: not answered.
    means : array of float, shape (n,)
        Each respondent's mean.
    """

    name: str
    sheet: Floats
    means: Floats

    @property
    def n(self) -> int:
        """Respondents who count."""
        return len(self.means)

    @property
    def mean(self) -> float:
        """Mean of the respondents' means, of whom there must be one."""
        return float(self.means.mean())

    @property
    def variance(self) -> float:
        """Variance of the respondents' means, divisor n - 1; NaN below 2, 0 where all are alike."""
        if self.n < 2:
            return np.nan
        return float(self.means.var(ddof=1)) if np.ptp(self.means) > ALIKE else 0.0

    @property
    def unanimous(self) -> bool:
        """Whether each question was answered alike by all: showing the mean then tells what each one said."""
        answered = self.sheet[:, ~np.isnan(self.sheet).all(axis=0)]
        spread = np.nanmax(answered, axis=0, initial=-np.inf) - np.nanmin(answered, axis=0, initial=np.inf)
        return bool((spread <= 0).all())


def dimensions(sheet: pd.DataFrame, instrument: Instrument) -> list[Dimension]:
    """Return the respondents who count for each dimension; `sheet` as `turned_answers` gives it."""
    found = []
    for name, questions in instrument.dimensions.items():
        answers = sheet[list(questions)].to_numpy(float)
        answered = (~np.isnan(answers)).sum(axis=1)
        kept = answers[answered >= max(HALF * len(questions), 1)]
        means = np.nansum(kept, axis=1) / (~np.isnan(kept)).sum(axis=1)
        found.append(Dimension(str(name), kept, means))
    return found


def check_minimum(minimum: Any) -> None:
    """Raise ParameterError unless `minimum` is a whole number of respondents."""
    if not isinstance(minimum, int | np.integer) or isinstance(minimum, bool) or minimum < 1:
        raise ParameterError(f"minimum must be 1 or more respondents, got {minimum!r}.")


def t_quantile(df: float, level: float) -> float:
    """Return how many standard errors an interval of Student's t reaches to either side."""
    return float(stdtrit(df, (1 + level) / 2))
