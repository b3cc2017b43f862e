"""How the questions of a test behaved, and which are worth a look."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Reliability:
    """Coefficient alpha with its interval: alpha, low, high, sem (points), n_students, n_items."""

    alpha: float
    low: float
    high: float
    sem: float
    n_students: int
    n_items: int
    n_complete: int


def review(
    responses: pd.DataFrame,
    items: pd.DataFrame,
    *,
    level: float = 0.90,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Return one row a question, hardest first.

    Columns: item_id, position, standard_id, n (students), difficulty, low, high (shares of points), item_rest_r,
    top_wrong (the option, "" if none), top_wrong_share (share of the n students), top_wrong_n, key,
    flag ("possible mis-key", "popular wrong answer", "hard", ""), why (one phrase, "" without a flag),
    assessment_id.
    """
    raise NotImplementedError


def analyse_items(scores: pd.DataFrame, max_scores: object = None) -> pd.DataFrame:
    """Return by item: n, missing, mean, difficulty, item_total_r, item_rest_r, discrimination, alpha_if_deleted, caution."""  # noqa: E501
    raise NotImplementedError


def reliability(scores: pd.DataFrame, level: float = 0.95) -> Reliability:
    """Return coefficient alpha, its Feldt interval and the standard error of measurement."""
    raise NotImplementedError
