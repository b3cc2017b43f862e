"""Which standards are secure, in a sentence."""

import pandas as pd

from plcnb.model import Verdict
from plcnb.tables import count_of, percent, share_words
from plcnb.tables.frames import checked
from plcnb.words.finding import Finding, standard_name


def say_mastery(frame: pd.DataFrame, cut: float) -> Finding:
    """Say which standards are clearly below and above the cut, and for how many we cannot tell.

    Parameters
    ----------
    frame : DataFrame
        As `stats.mastery.by_standard` gives it; hidden rows have a column `hidden`.
    cut : float
        The share of points from which a standard counts as secure.
    """
    data = checked(
        frame,
        "mastery by standard",
        shares=("share", "low", "high"),
        counts=("n_students", "n_items"),
        texts=("standard_id", "code", "statement", "verdict"),
    )
    shown = data[~data["hidden"]]
    bar = percent(cut)
    if shown.empty:
        return Finding("Too few students answered for a number that may leave the team.")
    below, above = (shown[shown["verdict"] == verdict] for verdict in ("below", "above"))
    unsure = len(shown) - len(below) - len(above)
    clauses = []
    if len(below):
        worst = below.sort_values("share").iloc[0]
        more = f", and {count_of(len(below) - 1, 'more standard')}" if len(below) > 1 else ""
        clauses.append(f"{standard_name(worst)} is clearly below {bar} ({_share_with_n(worst)}){more}")
    if len(above):
        best = above.sort_values("share").iloc[-1]
        more = f", and {count_of(len(above) - 1, 'more standard')}" if len(above) > 1 else ""
        proof = "" if len(below) else f" {bar} ({_share_with_n(best)})"
        clauses.append(f"{standard_name(best)} is clearly above{proof}{more}")
    if unsure:
        whose = f"the other {unsure}" if clauses else count_of(unsure, "standard")
        clauses.append(f"for {whose} we cannot tell yet")
    sentence = "; ".join(clauses)
    counts = {"clearly below": len(below), "clearly above": len(above), "we cannot tell yet": unsure}
    told = ", ".join(f"{n} {what}" for what, n in counts.items() if n)
    return Finding(
        f"{sentence[0].upper()}{sentence[1:]}.",
        _leading_verdict(len(below), len(above)),
        f"{count_of(len(shown), 'standard')} against {bar}: {told}",
    )


def say_assessments(frame: pd.DataFrame, cut: float, assessment_id: str = "") -> Finding:
    """Say how many reached the cut on one assessment.

    Parameters
    ----------
    frame : DataFrame
        As `stats.mastery.by_assessment` gives it, in order of time.
    cut : float
        The share of the points to be reached.
    assessment_id : str
        The assessment spoken of; empty, or without results: the latest that has some.
    """
    data = checked(
        frame,
        "mastery by assessment",
        shares=("share", "low", "high"),
        counts=("n_students",),
        texts=("title", "verdict", *(("assessment_id",) if assessment_id else ())),
    )
    with_results = data[(data["n_students"] > 0) & ~data["hidden"]]
    waiting = len(data) - len(with_results) - data["hidden"].sum()
    if with_results.empty and data["hidden"].any():
        return Finding("Too few students have a result for a number that may leave the team.")
    if with_results.empty:
        return Finding("No result has arrived yet.")
    spoken_of = (
        with_results[with_results["assessment_id"] == assessment_id] if assessment_id else with_results
    )
    one = (with_results if spoken_of.empty else spoken_of).iloc[-1]
    verdict: Verdict = one["verdict"]
    sentence = (
        f"{_share(one)} of {count_of(one['n_students'], 'student')} "
        f"with a result reached {percent(cut)} of the points on {one['title']}"
    )
    if waiting:
        has = "has" if waiting == 1 else "have"
        sentence += f"; {count_of(waiting, 'assessment')} {has} no result yet"
    return Finding(f"{sentence}.", verdict)


def _share_with_n(row: pd.Series) -> str:
    return (
        f"{_share(row)} of the points, "
        f"{count_of(row['n_students'], 'student')}, {count_of(row['n_items'], 'question')}"
    )


def _share(row: pd.Series) -> str:
    return share_words({str(name): value for name, value in row.items()})


def _leading_verdict(n_below: int, n_above: int) -> Verdict:
    return "below" if n_below else "above" if n_above else "cannot tell"
