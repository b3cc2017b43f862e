"""Findings as sentences, made of the same frames as the charts and tables beside them.

Plain words first, the number with its n, and how sure we can be. A sentence names the skill, never the
child, and a verdict has the same words everywhere.
"""

from dataclasses import dataclass
from textwrap import shorten

import pandas as pd

from plcnb.model import Verdict
from plcnb.tables import count_of, interval_words, percent, points_of_100, share_words

FEW = 10  # students: of fewer, a count says what a per cent would only dress up
_LONGEST_NAME = 52  # characters of a standard's statement inside a sentence


@dataclass(frozen=True)
class Finding:
    """One finding: its sentence, the verdict whose shape stands before it, a few words to head its proof."""

    sentence: str
    verdict: Verdict = "cannot tell"
    short: str = ""

    @property
    def headline(self) -> str:
        """The few words, or the sentence where there are none."""
        return self.short or self.sentence


def standard_name(row: pd.Series) -> str:
    """Return how a sentence names a standard: its statement, or its code where it has none."""
    statement = shorten(str(row["statement"]).strip(), _LONGEST_NAME, placeholder=" …")
    return f"“{statement}”" if statement else f"standard {row['code'] or row['standard_id']}"


def say_mastery(frame: pd.DataFrame, cut: float) -> Finding:
    """Say which standards are clearly below and above the cut, and for how many we cannot tell.

    Parameters
    ----------
    frame : DataFrame
        As `stats.mastery.by_standard` gives it; hidden rows have a column `hidden`.
    cut : float
        The share of points from which a standard counts as secure.
    """
    shown = frame[~frame["hidden"]] if "hidden" in frame else frame
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


def say_assessments(frame: pd.DataFrame, cut: float) -> Finding:
    """Say how many reached the cut on the latest assessment that has results.

    Parameters
    ----------
    frame : DataFrame
        As `stats.mastery.by_assessment` gives it, in order of time.
    cut : float
        The share of the points to be reached.
    """
    with_results = frame[frame["n_students"] > 0]
    waiting = len(frame) - len(with_results)
    if with_results.empty:
        return Finding("No result has arrived yet.")
    last = with_results.iloc[-1]
    if bool(last.get("hidden", False)):
        return Finding("Too few students have a result for a number that may leave the team.")
    verdict: Verdict = last["verdict"]
    sentence = (
        f"{percent(last['share'], last['n_students'])} of {count_of(last['n_students'], 'student')} "
        f"with a result reached {percent(cut)} of the points on {last['title']}"
    )
    if waiting:
        has = "has" if waiting == 1 else "have"
        sentence += f"; {count_of(waiting, 'assessment')} {has} no result yet"
    return Finding(f"{sentence}.", verdict)


def say_items(review: pd.DataFrame) -> Finding:
    """Say which question deserves the team's eyes first, and why.

    Parameters
    ----------
    review : DataFrame
        As `stats.items.review` gives it.
    """
    if review.empty:
        return Finding("No question stands out.", "above")
    flagged = review[review["flag"] != ""]
    if flagged.empty:
        hardest = review.iloc[0]
        n = count_of(hardest["n"], "student")
        share = share_words({str(name): value for name, value in hardest.items()}, "difficulty", "n")
        return Finding(
            f"No question stands out; the hardest is question {_place(hardest)} "
            f"({share} of the points, {n}).",
            "above",
            "No question stands out",
        )
    rank = {"possible mis-key": 0, "popular wrong answer": 1, "hard": 2}
    first = flagged.sort_values("flag", key=lambda flags: flags.map(rank), kind="stable").iloc[0]
    question = f"Question {_place(first)}"
    if first["flag"] == "possible mis-key":
        return Finding(
            f"{question} may have a wrong key: check it before anyone is taught again because of it "
            f"({count_of(first['n'], 'student')}).",
            short=f"Check the key of question {_place(first)} first",
        )
    if first["flag"] == "popular wrong answer" and first["top_wrong"]:
        few = first["n"] < FEW
        tempted = str(int(first["top_wrong_n"])) if few else percent(first["top_wrong_share"], first["n"])
        worth = "worth asking them why" if few else "one misunderstanding, worth naming"
        return Finding(
            f"{question} tempted {tempted} of {count_of(first['n'], 'student')} "
            f"to {first['top_wrong']}: {worth}.",
            "cannot tell" if few else "below",
            f"Question {_place(first)}: why {first['top_wrong']}?",
        )
    return Finding(
        f"{question} was the hardest: {percent(first['difficulty'], first['n'])} of the points, "
        f"{count_of(first['n'], 'student')}.",
        "below",
        f"Question {_place(first)} was the hardest",
    )


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


def say_groups(groups: pd.DataFrame) -> Finding:
    """Say how many students are in each group.

    Parameters
    ----------
    groups : DataFrame
        One row a student, column `group`.
    """
    counts = groups["group"].value_counts()
    reteach, practise, extend = (int(counts.get(name, 0)) for name in ("reteach", "practise", "extend"))
    if not len(groups):
        return Finding("Nobody has answers to group by yet.")
    if not extend:
        fourth = "nobody shows clearly yet that they know it already"
    elif extend == 1:
        fourth = "1 student knows it already and needs more than waiting"
    else:
        fourth = f"{extend} students know it already and need more than waiting"
    return Finding(
        f"{count_of(reteach, 'student')} to reteach, {practise} to practise with; {fourth}.",
        "below" if reteach > extend else "above" if extend > reteach else "cannot tell",
        f"{reteach} to reteach, {practise} to practise with, {extend} who know it already",
    )


def _share_with_n(row: pd.Series) -> str:
    return (
        f"{share_words({str(name): value for name, value in row.items()})} of the points, "
        f"{count_of(row['n_students'], 'student')}, {count_of(row['n_items'], 'question')}"
    )


def _leading_verdict(n_below: int, n_above: int) -> Verdict:
    return "below" if n_below else "above" if n_above else "cannot tell"


def _place(row: pd.Series) -> str:
    return str(int(row["position"])) if pd.notna(row["position"]) else str(row["item_id"])
