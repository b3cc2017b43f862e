"""What three rules make of a student's scores, as a table."""

from typing import Any

import pandas as pd

from plcnb.errors import DataError
from plcnb.tables.frames import clean
from plcnb.tables.numbers import number
from plcnb.tables.rows import records, require_columns
from plcnb.tables.table import Cell, Column, Table

# ◆ on the wrong side of the aimline, ● on the right one, ○ open: as the verdicts have them everywhere.
DECISION_SHAPES: dict[str, str] = {"change": "◆", "raise": "●", "keep": "■", "cannot tell": "○"}
DECISION_WORDS: dict[str, str] = {
    "change": "change the instruction",
    "raise": "raise the goal",
    "keep": "go on as it is",
    "cannot tell": "cannot tell yet",
}


def progress_table(decisions: pd.DataFrame) -> Table:
    """Return the decision of each rule with its reason, what would settle it, and what to know before.

    Parameters
    ----------
    decisions : DataFrame
        As `stats.progress.decide` gives it.

    Raises
    ------
    DataError
        If a column is missing or a decision is unknown.
    """
    rows = tuple(_row(row) for row in decision_rows(decisions))
    return Table(
        "What three rules make of the scores",
        (Column("Rule"), Column("Decision"), Column("Why")),
        rows,
        "No score has been judged yet: enter the first three.",
    )


def decision_rows(decisions: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of what `decide` gives, checked: rule, decision, why, more_needed, caution.

    Raises
    ------
    DataError
        If it is no frame, a column is missing or a decision is unknown.
    """
    if not isinstance(decisions, pd.DataFrame):
        raise DataError(f"Decisions must be what progress.decide gives, got {type(decisions).__name__}.")
    names = ["decision", "why", "weeks_until_trustworthy", "more_needed", "caution"]
    require_columns(decisions, names, "decisions")
    rows = records(decisions[names].assign(rule=[clean(rule) for rule in decisions.index]))
    for row in rows:
        if row["decision"] not in DECISION_WORDS:
            known = ", ".join(DECISION_WORDS)
            raise DataError(f"Column decision of decisions holds {row['decision']!r}; expected {known}.")
    return rows


def decision_words(decision: str) -> str:
    """Return a decision with its shape, which never stands alone at the end of a line."""
    return f"{DECISION_SHAPES[decision]}\N{NO-BREAK SPACE}{DECISION_WORDS[decision]}"


def rate_words(rate: float) -> str:
    """Return a rate as people say it: "2.3 a week", "−0.5 a week"."""
    return f"{number(rate)} a week"


def _row(row: dict[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(row["rule"][:1].upper() + row["rule"][1:]),
        Cell(decision_words(row["decision"]), row["more_needed"]),
        Cell(row["why"], row["caution"]),
    )
