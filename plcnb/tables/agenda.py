"""A meeting's minutes: planned, and used once they are noted."""

from math import ceil, floor

import pandas as pd

from plcnb.errors import DataError
from plcnb.tables.frames import checked
from plcnb.tables.numbers import MISSING

LONGEST = 24 * 60  # minutes; a longer item is a slip


def agenda_minutes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `item`, `minutes` and `used` of an agenda, checked; `used` is NaN where nobody noted it.

    Raises
    ------
    DataError
        If the frame is malformed, or minutes are negative or more than a day's.
    """
    noted = isinstance(frame, pd.DataFrame) and "used" in frame
    names = ("minutes", "used") if noted else ("minutes",)
    data = checked(frame, "the agenda", numbers=names, texts=("item",))
    for name in names:
        odd = data[name][(data[name] < 0) | (data[name] > LONGEST)]
        if len(odd):
            raise DataError(
                f"Column {name} of the agenda holds {odd.iloc[0]:g}; expected minutes, 0 to {LONGEST}."
            )
    return data.reindex(columns=["item", "minutes", "used"])


def minutes_words(minutes: float) -> str:
    """Return minutes as people say them: "7 min", "7.5 min"; a dash where nobody noted them."""
    return MISSING if pd.isna(minutes) else f"{round(float(minutes), 1):g} min"


def time_left(seconds: float) -> str:
    """Return the time left of a step as a clock shows it: "3:05"; once it is over, "0:20 over".

    It shows nought exactly when the time is up, neither before nor after.
    """
    if pd.isna(seconds):
        return MISSING
    whole = ceil(seconds) if seconds > 0 else floor(-seconds)
    return f"{whole // 60}:{whole % 60:02d}{' over' if seconds < 0 and whole else ''}"
