"""How a meeting's minutes are planned, and how they were used, in a sentence."""

from collections.abc import Sequence
from math import floor

import pandas as pd

from plcnb.tables import count_of
from plcnb.tables.agenda import agenda_minutes, minutes_words
from plcnb.words.finding import Finding


def say_agenda(frame: pd.DataFrame, left_out: Sequence[str] = ()) -> Finding:
    """Say how long the meeting is, what did not fit, and where the minutes went once they are noted.

    Parameters
    ----------
    frame : DataFrame
        Columns `minutes`, `item`, in the order of the meeting; `used` is optional (NaN: not noted).
    left_out : sequence of str
        What did not fit.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = agenda_minutes(frame)
    if data.empty:
        return Finding("Nothing to decide yet, so no agenda is proposed.")
    planned = f"{minutes_words(data['minutes'].sum())} planned for {count_of(len(data), 'item')}"
    sentence = planned + _used(data)
    if left_out:
        sentence += f"; for want of time left out: {', '.join(left_out)}"
    return Finding(f"{sentence}.", short=planned)


def say_lateness(seconds: float) -> str:
    """Say how a running meeting stands against its planned end.

    Parameters
    ----------
    seconds : float
        Expected minus planned end; within half a minute it is in time.
    """
    minutes = floor(abs(seconds) / 60 + 0.5)
    if not minutes:
        return "We end in time."
    if seconds < 0:
        return f"We end {count_of(minutes, 'minute')} early."
    return f"We end {count_of(minutes, 'minute')} later than planned, unless a step gets shorter."


def _used(data: pd.DataFrame) -> str:
    """Say how many minutes were used, and which item took most beyond its plan."""
    noted = data[data["used"].notna()].reset_index(drop=True)
    if noted.empty:
        return ""
    where = "" if len(noted) == len(data) else f" on the {count_of(len(noted), 'item')} with minutes noted"
    said = f"; {minutes_words(noted['used'].sum())} used{where}"
    over = (noted["used"] - noted["minutes"]).fillna(0)
    longest = int(over.to_numpy().argmax())
    if over[longest] > 0:
        named = noted["item"][longest] or "an item without a name"
        said += f", most beyond its plan: {named} ({minutes_words(over[longest])} more)"
    return said
