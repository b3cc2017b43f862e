"""Whether a student is on course to the goal, in a sentence."""

import pandas as pd

from plcnb.model import Verdict
from plcnb.stats.progress import Aimline, TheilSen
from plcnb.tables import count_of, number
from plcnb.tables.progress import DECISION_WORDS, decision_rows
from plcnb.words.finding import Finding

_COUNTS = {1: "One rule says", 2: "Two of three rules say", 3: "All three rules say"}
_VERDICTS: dict[str, Verdict] = {"change": "below", "raise": "above"}


def say_progress(decisions: pd.DataFrame) -> Finding:
    """Say what three rules make of a student's scores, whether they agree, and how far to trust them.

    Parameters
    ----------
    decisions : DataFrame
        As `stats.progress.decide` gives it.

    Raises
    ------
    DataError
        If a column is missing or a decision is unknown.
    """
    rows = decision_rows(decisions)
    if not rows:
        return Finding("No score has been judged yet.")
    by_decision: dict[str, list[str]] = {}
    for row in rows:
        by_decision.setdefault(row["decision"], []).append(row["rule"])
    open_rules = by_decision.pop("cannot tell", [])
    early = _early(float(rows[0]["weeks_until_trustworthy"]))
    if not by_decision:
        first = rows[0]
        settles = f" It takes {first['more_needed']}." if first["more_needed"] else ""
        return Finding(
            f"We cannot tell yet whether the scores are on course to the goal. {first['why']}{settles}",
            short="On course to the goal? We cannot tell yet",
        )
    if len(by_decision) > 1:
        said = "; ".join(f"{_listed(by)}: {DECISION_WORDS[what]}" for what, by in by_decision.items())
        return Finding(f"The rules disagree ({said}).{_proof(decisions)}{early}", short="The rules disagree")
    [(decision, agreeing)] = by_decision.items()
    rest = f", {_listed(open_rules)} cannot tell yet" if open_rules else ""
    words = DECISION_WORDS[decision]
    return Finding(
        f"{_COUNTS.get(len(agreeing), 'The rules say')}: {words}{rest}.{_proof(decisions)}{early}",
        _VERDICTS.get(decision, "cannot tell"),
        f"{words[:1].upper()}{words[1:]}, {_agreed(len(agreeing), len(rows))}",
    )


def _agreed(agreeing: int, rules: int) -> str:
    return "by all three rules" if agreeing == rules else f"by {agreeing} of {rules} rules"


def _listed(rules: list[str]) -> str:
    return " and ".join(f"the {rule} rule" for rule in rules)


def _proof(decisions: pd.DataFrame) -> str:
    """Return the trend beside the needed rate, with the number of scores; of what the frame knows of them."""
    line, trend = decisions.attrs.get("aimline"), decisions.attrs.get("trend")
    if not isinstance(line, Aimline) or not isinstance(trend, TheilSen):
        return ""
    rates = f"{number(trend.slope)} a week, where the goal needs {number(line.rate)}"
    return f" {count_of(trend.n, 'score')}: {rates}."


def _early(weeks: float) -> str:
    if weeks <= 0:
        return ""
    return f" An early decision: {number(weeks)} more {'week' if weeks == 1 else 'weeks'} with a score each."
