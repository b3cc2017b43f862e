"""When a team can meet, in a sentence."""

import pandas as pd

from plcnb.tables import count_of
from plcnb.tables.schedule import can_words, times_to_show
from plcnb.words.finding import Finding

_MOST_NAMED = 3  # times in one sentence


def say_common_times(frame: pd.DataFrame) -> Finding:
    """Say which time suits everybody, or how near the best one comes. No answer is not a yes.

    Parameters
    ----------
    frame : DataFrame
        As `stats.schedule.common_times` gives it.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = times_to_show(frame)
    if data.empty:
        return Finding("No time has been proposed yet.")
    nobody_declines = data["n_cannot"] == 0
    fitting = list(data["slot"][nobody_declines & (data["n_unknown"] == 0) & (data["n_can"] > 0)])
    if fitting:
        more = len(fitting) - _MOST_NAMED
        named = "; ".join(fitting[:_MOST_NAMED]) + (
            f"; and {count_of(more, 'more time')}" if more > 0 else ""
        )
        suits = "suits" if len(fitting) == 1 else "suit"
        return Finding(f"{named} {suits} everybody.", "above", f"{fitting[0]} suits everybody")
    best = data.iloc[int(data["n_can"].to_numpy().argmax())]
    nearest = f"{best['slot']} suits most: {can_words(best)} can come"
    open_ = data[nobody_declines & (data["n_unknown"] > 0)]
    if len(open_):
        first = open_.iloc[0]
        waiting = count_of(first["n_unknown"], "more answer")
        return Finding(f"{nearest}. {first['slot']} may still suit everybody: it takes {waiting}.")
    return Finding(f"No time suits everybody. {nearest}.", "below", "No time suits everybody")
