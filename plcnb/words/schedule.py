"""When a team can meet, in a sentence."""

import pandas as pd

from plcnb.tables import count_of, require_columns
from plcnb.tables.schedule import can_words, slot_words
from plcnb.words.finding import Finding

_MOST_NAMED = 3  # times in one sentence


def say_common_times(frame: pd.DataFrame) -> Finding:
    """Say which time suits everybody, or how near the best one comes. Who has not answered is not counted in.

    Parameters
    ----------
    frame : DataFrame
        As `stats.schedule.common_times` gives it.

    Raises
    ------
    DataError
        If a column is missing.
    """
    needed = {"n_can", "n_cannot", "n_unknown", "everyone", "verdict", "more_needed"}
    require_columns(frame, needed, "the common times")
    if frame.empty:
        return Finding("No time has been proposed yet.")
    fitting = [slot_words(slot) for slot in frame.index[frame["everyone"]]]
    if fitting:
        more = len(fitting) - _MOST_NAMED
        named = "; ".join(fitting[:_MOST_NAMED]) + (
            f"; and {count_of(more, 'more time')}" if more > 0 else ""
        )
        suits = "suits" if len(fitting) == 1 else "suit"
        return Finding(f"{named} {suits} everybody.", "above", f"{fitting[0]} suits everybody")
    best, slot = frame.iloc[0], slot_words(frame.index[0])
    nearest = f"{slot} suits most: {can_words(best)} can come"
    open_ = frame[frame["verdict"] == "cannot tell"]
    if len(open_):
        what = slot_words(open_.index[0])
        return Finding(
            f"{nearest}. {what} may still suit everybody; it takes {open_['more_needed'].iloc[0]}."
        )
    return Finding(f"No time suits everybody. {nearest}.", "below", "No time suits everybody")
