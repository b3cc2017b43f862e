"""What is known of gaps between groups, in a sentence that speaks of the test and of what was offered."""

import pandas as pd

from plcnb.tables import count_of
from plcnb.tables.gaps import FAIRNESS_WORDS, Gap, beside_whom, fairness_of, gap_between, gap_words, gaps_of
from plcnb.tables.goals import Unit
from plcnb.words.finding import Finding

_MOST_NAMED = 3  # groups in one sentence
_NAME = 40  # characters of a group's or a question's name inside a sentence


def say_gaps(frame: pd.DataFrame, unit: Unit = "share") -> Finding:
    """Say which gaps between groups are more than chance, or what could still go unseen.

    Parameters
    ----------
    frame : DataFrame
        As `stats.gaps.compare` or `compare_shares` gives it; hidden rows have a column `hidden`.
    unit : "share" or "points"
        Of the scores.

    Raises
    ------
    DataError, ParameterError
        If the frame is malformed, or `unit` is unknown.
    """
    rows = [row for row in gaps_of(frame, unit) if not row.instead]
    if not rows:
        return Finding("No two groups have enough students to compare them.")
    groups = count_of(len(rows), "group")
    clear = [row for row in rows if row.verdict != "cannot tell"]
    if not clear:
        return Finding(
            f"No gap between {groups} is clear so far{_unseen(rows, unit)}.",
            short=f"Gaps between {groups}: none is clear so far",
        )
    named = "; ".join(_named(row, unit, _short(beside_whom(frame))) for row in clear[:_MOST_NAMED])
    others = f"; and {count_of(len(clear) - _MOST_NAMED, 'more group')}" if len(clear) > _MOST_NAMED else ""
    return Finding(
        f"More than chance, on this test so far: {named}{others}. "
        "Look first at what each group was offered: lessons, time, language, help.",
        "below",
        f"Gaps between {groups}: {len(clear)} more than chance",
    )


def say_fairness(frame: pd.DataFrame) -> Finding:
    """Say which questions equally able students of two groups did not find equally hard.

    Parameters
    ----------
    frame : DataFrame
        As `stats.gaps.differential_item_functioning` gives it.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    rows = [row for row in fairness_of(frame) if not row["hidden"]]
    known = [row for row in rows if not pd.isna(row["delta"])]
    if not known:
        return Finding("No question has enough answers of two groups to see whether it treats them alike.")
    by = {verdict: [row for row in known if row["fairness"] == verdict] for verdict in FAIRNESS_WORDS}
    worth = by["large"] + by["moderate"]
    n = f"{count_of(max(row['n_reference'] + row['n_focal'] for row in known), 'student')}"
    if not worth:
        open_still = len(known) - len(by["negligible"])
        alike = f"{len(by['negligible'])} of {count_of(len(known), 'question')} treat both groups alike"
        rest = f"; for {open_still} we cannot tell yet" if open_still else ""
        return Finding(
            f"As far as {n} can show, {alike}{rest}.",
            "cannot tell" if open_still else "above",
        )
    first = worth[0]
    more = f" So with {count_of(len(worth) - 1, 'more question')}." if len(worth) > 1 else ""
    return Finding(
        f"{_short(first['name'])} was easier for {_short(first['favours'])} than for equally able students "
        f"of the other group ({n}): look at its words and pictures before a gap is read as knowledge.{more}",
        "below",
        f"Look at {_short(first['name'])} before a gap is read as knowledge",
    )


def _named(row: Gap, unit: Unit, others: str) -> str:
    where = "above" if row.gap > 0 else "below"
    size = gap_words(row.gap, unit).lstrip("+−")
    what = ("point" if size == "1" else "points") + (" of 100" if unit == "share" else "")
    return f"{_short(row.name)} {size} {what} {where} {others} ({row.basis}, {gap_between(row, unit)})"


def _unseen(rows: list[Gap], unit: Unit) -> str:
    """Return how large a gap could be and still look like none."""
    known = [
        max(abs(row.low), abs(row.high)) for row in rows if not pd.isna(row.low) and not pd.isna(row.high)
    ]
    if not known:
        return ""
    largest = gap_words(min(max(known), 1.0) if unit == "share" else max(known), unit).lstrip("+")
    return f"; one of {largest} {'points of 100' if unit == 'share' else 'points'} could still go unseen"


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}…"
