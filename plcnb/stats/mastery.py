"""Who knows what, and how sure a small class lets us be."""

import pandas as pd

REVIEW_ORDER = ("below", "cannot tell", "above")


def by_standard(
    responses: pd.DataFrame,
    items: pd.DataFrame,
    standards: pd.DataFrame,
    *,
    cut: float,
    level: float = 0.90,
) -> pd.DataFrame:
    """Return one row a standard.

    Columns: standard_id, code, statement (text), n_students, n_items (int), points, possible, share, low,
    high (float), verdict ("below", "cannot tell", "above"), more_needed (text, "" if settled), caution (text).
    Sorted: below, cannot tell, above; inside by share. ``frame.attrs`` holds "cut" and "level".
    """
    raise NotImplementedError


def by_assessment(
    results: pd.DataFrame, assessments: pd.DataFrame, *, cut_share: float, level: float = 0.90
) -> pd.DataFrame:
    """Return one row an assessment, in the order of time.

    Columns: assessment_id, title, date, day, n_students, reached (int), share (= reached / n_students), low,
    high (float), verdict, more_needed, caution (text), n_not_submitted, n_no_score, n_exempt, n_marked (int).
    ``frame.attrs`` holds "cut" and "level".
    """
    raise NotImplementedError


def student_groups(
    responses: pd.DataFrame, items: pd.DataFrame, *, cut: float, level: float = 0.90
) -> pd.DataFrame:
    """Return one row a student.

    Columns: student_id, n_items (int), points, possible, share, low, high (float), group ("reteach",
    "practise", "extend", or "no answers" where nothing was scored), weakest (standard_id or ""), caution.
    """
    raise NotImplementedError


def student_groups_by_score(
    results: pd.DataFrame, assessments: pd.DataFrame, *, cut_share: float
) -> pd.DataFrame:
    """Return the columns of `student_groups` from whole scores: low and high are NaN, caution says why."""
    raise NotImplementedError
