"""Have they grown, and by more than chance?"""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class GrowthSince:
    """Growth of a team between two assessments; `frame` has one row a student.

    frame: student_id, before, now, change (shares; NaN: not there), reliable ("up", "down", "within error",
    "cannot tell"). mean_change, low, high: shares. effect: d_av. basis: "common questions" or "whole scores".
    verdict: "above" (clearly more than before), "below" (clearly less), "cannot tell". caution: text, "" if none.
    """

    frame: pd.DataFrame
    mean_change: float
    low: float
    high: float
    n: int
    effect: float
    n_common_items: int
    basis: str
    verdict: str
    caution: str


def since_last(
    now_responses: pd.DataFrame,
    before_responses: pd.DataFrame,
    now_items: pd.DataFrame,
    before_items: pd.DataFrame,
    now_results: pd.DataFrame,
    before_results: pd.DataFrame,
    *,
    assessments: pd.DataFrame | None = None,
    level: float = 0.90,
) -> GrowthSince:
    """Compare two assessments of the same students; `assessments` gives the highest scores of whole results."""
    raise NotImplementedError
