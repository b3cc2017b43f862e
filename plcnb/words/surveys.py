"""What staff answered, in a sentence."""

from typing import Any

import pandas as pd

from plcnb.model import Verdict
from plcnb.tables.numbers import count_of, number
from plcnb.tables.surveys import number_between, survey_scores, wave_changes
from plcnb.words.finding import Finding


def say_survey(scores: pd.DataFrame) -> Finding:
    """Say which dimensions are clearly on the favourable side, and which on the other.

    Parameters
    ----------
    scores : DataFrame
        As `stats.surveys.score` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    rows = [row for row in survey_scores(scores) if not row["instead"]]
    if not rows:
        return Finding("Too few people answered for a number that may be shown, or all answered alike.")
    above, below = (sorted(_with(rows, verdict), key=_mean) for verdict in ("above", "below"))
    unsure = len(rows) - len(above) - len(below)
    clauses = []
    if below:
        clauses.append(f"answers about {_named(below[0])} lie clearly below the middle{_more(below)}")
    if above:
        clauses.append(f"answers about {_named(above[-1])} lie clearly above the middle{_more(above)}")
    if unsure:
        whose = (
            (f"the other {unsure}" if unsure > 1 else "the other one")
            if clauses
            else f"{unsure} of {len(rows)}"
            if len(rows) > 1
            else ""
        )
        clauses.append(
            f"for {whose} we cannot tell yet" if whose else f"about {_named(rows[0])} we cannot tell yet"
        )
    sentence = "; ".join(clauses)
    counts = {"clearly below": len(below), "clearly above": len(above), "we cannot tell yet": unsure}
    told = ", ".join(f"{n} {what}" for what, n in counts.items() if n)
    verdict: Verdict = "below" if below else "above" if above else "cannot tell"
    return Finding(
        f"{sentence[0].upper()}{sentence[1:]}.", verdict, f"Against the middle of the scale: {told}"
    )


def say_waves(changes: pd.DataFrame) -> Finding:
    """Say which dimensions have clearly changed between two times.

    Parameters
    ----------
    changes : DataFrame
        As `stats.surveys.compare_waves` gives it.

    Raises
    ------
    DataError
        If it is something else.
    """
    rows = [row for row in wave_changes(changes) if not row["instead"]]
    if not rows:
        return Finding("Too few people answered at one of the two times for a number that may be shown.")
    risen, fallen = _with(rows, "above"), _with(rows, "below")
    if not risen and not fallen:
        people = f"{rows[0]['n_before']:,} people, then {rows[0]['n_after']:,}"
        return Finding(f"We cannot tell yet whether anything has changed ({people}).")
    clauses = [
        f"answers about “{row['dimension']}” have clearly {moved}, from {number(row['mean_before'])} to "
        f"{number(row['mean_after'])} ({row['basis']}){_more(found)}"
        for found, moved, row in (
            (fallen, "fallen", min(fallen, key=_change, default=None)),
            (risen, "risen", max(risen, key=_change, default=None)),
        )
        if row is not None
    ]
    unsure = len(rows) - len(risen) - len(fallen)
    clauses += [f"for the other {unsure if unsure > 1 else 'one'} we cannot tell yet"] if unsure else []
    sentence = "; ".join(clauses)
    return Finding(f"{sentence[0].upper()}{sentence[1:]}.", "below" if fallen else "above")


def _with(rows: list[dict[str, Any]], verdict: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["verdict"] == verdict]


def _mean(row: dict[str, Any]) -> float:
    return float(row["mean"])


def _change(row: dict[str, Any]) -> float:
    return float(row["change"])


def _named(row: dict[str, Any]) -> str:
    between = number_between(row["low"], row["high"])
    probably = f", probably {between}" if between else ""
    people = count_of(row["n"], "person", "people")
    return f"“{row['dimension']}” (mean {number(row['mean'])}{probably}, {people})"


def _more(found: list[dict[str, Any]]) -> str:
    return f", and {len(found) - 1} more" if len(found) > 1 else ""
