"""How a meeting's minutes are planned, and how they were used, in a sentence."""

from collections.abc import Sequence

import pandas as pd

from plcnb.tables import count_of, require_columns
from plcnb.tables.meeting import minutes_words
from plcnb.words.finding import Finding


def say_agenda(frame: pd.DataFrame, left_out: Sequence[str] = ()) -> Finding:
    """Say how long the meeting is, what did not fit, and where the minutes went once they are noted.

    Parameters
    ----------
    frame : DataFrame
        Columns `minutes`, `item`, in the order of the meeting; `used` is optional.
    left_out : sequence of str
        What did not fit.

    Raises
    ------
    DataError
        If a column is missing.
    """
    require_columns(frame, {"minutes", "item"}, "the agenda")
    if frame.empty:
        return Finding("Nothing to decide yet, so no agenda is proposed.")
    planned = frame["minutes"].sum()
    sentence = f"{minutes_words(planned)} planned for {count_of(len(frame), 'item')}"
    if "used" in frame and frame["used"].notna().any():
        sentence += _used(frame[frame["used"].notna()], len(frame))
    if left_out:
        sentence += f"; for want of time left out: {', '.join(left_out)}"
    return Finding(f"{sentence}.", short=f"{minutes_words(planned)}, {count_of(len(frame), 'item')}")


def _used(noted: pd.DataFrame, n_items: int) -> str:
    """Say how many minutes were used, and which item took most beyond its plan."""
    over = noted["used"] - noted["minutes"]
    where = "" if len(noted) == n_items else f" on the {count_of(len(noted), 'item')} with minutes noted"
    said = f"; {minutes_words(noted['used'].sum())} used{where}"
    if over.max() > 0:
        said += (
            f", most beyond its plan: {noted['item'].loc[over.idxmax()]} ({minutes_words(over.max())} more)"
        )
    return said
