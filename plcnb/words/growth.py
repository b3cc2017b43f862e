"""How far the students have come, in a sentence."""

import pandas as pd

from plcnb.model import Verdict
from plcnb.tables import count_of, interval_words, points_of_100
from plcnb.words.finding import Finding


def say_growth(
    mean_change: float, low: float, high: float, n: int, n_common: int, verdict: Verdict
) -> Finding:
    """Say how far the students who took both assessments have come.

    Parameters
    ----------
    mean_change, low, high : float
        Mean change and its interval, as shares of the points (0.08 is 8 points of 100).
    n : int
        Students who took both.
    n_common : int
        Questions both assessments share; 0 when whole scores were compared.
    verdict : {"above", "cannot tell", "below"}
        Whether the change is clearly above or below zero.
    """
    if n == 0 or pd.isna(mean_change):
        return Finding("Nobody has taken two assessments that can be compared yet.")
    basis = f"the {n_common} questions both tests share" if n_common else "whole scores"
    who = f"{count_of(n, 'student')} who took both"
    moved = "gained" if mean_change >= 0 else "lost"
    amount = points_of_100(abs(mean_change))
    between = interval_words(*sorted((abs(low), abs(high)))) if low * high > 0 else interval_words(low, high)
    between = between.replace(" %", "")
    if verdict == "cannot tell":
        why = "" if n_common else " A harder test would look the same"
        return Finding(
            f"We cannot tell yet whether the {who} have grown: {amount} {moved} on {basis}, {between}."
            + (f"{why}." if why else ""),
            short="Have they grown? We cannot tell yet",
        )
    return Finding(
        f"On {basis}, the {who} {moved} {amount} on average, {between}.",
        verdict,
        f"{amount[0].upper()}{amount[1:]} {moved} on average, {between}",
    )
