"""What classroom visits saw lately, in a sentence."""

import pandas as pd

from plcnb.model import Verdict
from plcnb.tables import count_of, interval_words, percent
from plcnb.tables.visits import look_fors_to_show, visits_words
from plcnb.words.finding import Finding


def say_look_fors(frame: pd.DataFrame) -> Finding:
    """Say which practices were seen clearly more or less often in the latest period than in the one before.

    Parameters
    ----------
    frame : DataFrame
        As `stats.visits.look_fors` gives it.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = look_fors_to_show(frame)
    seen = data[data["share"].notna()]
    if seen.empty:
        return Finding(
            "Too few rooms were visited for a number that points at nobody."
            if len(data)
            else "No visit has been logged yet."
        )
    latest = seen.groupby("look_for", sort=False).tail(1)
    more, less = (latest[latest["verdict"] == verdict] for verdict in ("above", "below"))
    told = [("more", more), ("less", less)]
    clauses = [
        f"{_named(rows.iloc[0])} was seen clearly {how} often than before" for how, rows in told if len(rows)
    ]
    others = len(latest) - len(clauses)
    verdict: Verdict = "below" if len(less) else "above" if len(more) else "cannot tell"
    if not clauses:
        row = latest.iloc[-1]
        return Finding(
            f"We cannot tell yet whether anything changed; the latest: {_named(row)}.",
            verdict,
            "What do students do in our rooms? No clear change yet",
        )
    rest = f"; the table has {count_of(others, 'more look-for')}" if others else ""
    short = [f"Clearly {how} often: “{rows.iloc[0]['look_for']}”" for how, rows in told if len(rows)]
    return Finding(f"{'; '.join(clauses)}{rest}.", verdict, "; ".join(short))


def _named(row: pd.Series) -> str:
    """Name a practice with its latest share, interval and n."""
    between = interval_words(row["low"], row["high"])
    return (
        f"“{row['look_for']}” ({percent(row['share'])} of {visits_words(row['n_visits'])} in "
        f"{row['period'] or 'a period without a name'}, {between})"
    )
