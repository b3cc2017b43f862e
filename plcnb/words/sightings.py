"""Whether a change is really happening, and where, in a sentence."""

import pandas as pd

from plcnb.tables import interval_words, percent
from plcnb.tables.sightings import sightings_to_show, sightings_words
from plcnb.words.finding import FEW, Finding

_MOST_PLACES = 2  # named in one sentence; the table has the others


def say_implementation(frame: pd.DataFrame) -> Finding:
    """Say in how many sightings a change happens as meant, and where that is clear.

    Parameters
    ----------
    frame : DataFrame
        As `cycle.implementing.by_place` gives it: the row of place "" speaks of all places together.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = sightings_to_show(frame)
    shown = data[~data["hidden"] & data["share"].notna()]
    everywhere, places = shown[shown["place"] == ""], shown[shown["place"] != ""]
    if everywhere.empty:
        return Finding(
            "Too few have looked for a number that points at nobody."
            if len(data)
            else "Nobody has looked yet whether the change is happening."
        )
    all_ = everywhere.iloc[0]
    clear = [
        f"clearly in {how} of them in {_listed(rows['place'])}"
        for how, verdict in (("most", "above"), ("few", "below"))
        if len(rows := places[places["verdict"] == verdict])
    ]
    open_ = int((places["verdict"] == "cannot tell").sum())
    if open_:
        count = "one place" if open_ == 1 else f"{open_} places"
        clear.append(f"for {count} we cannot tell yet")
    where = f"; {'; '.join(clear)}" if clear else ""
    return Finding(f"{_how_often(all_)}{where}.", all_["verdict"])


def _how_often(row: pd.Series) -> str:
    of = f"It happens as meant in {row['happening']:,} of {sightings_words(row['n'])}"
    between = interval_words(row["low"], row["high"])
    return f"{of} ({between})" if row["n"] < FEW else f"{of} ({percent(row['share'])}, {between})"


def _listed(places: pd.Series) -> str:
    names = [f"“{place}”" for place in places]
    rest = len(names) - _MOST_PLACES
    return ", ".join(names[:_MOST_PLACES]) + (f" and {rest} more" if rest > 0 else "")
