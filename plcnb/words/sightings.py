"""Whether a change is really happening, and where, in a sentence."""

import pandas as pd

from plcnb.model import Verdict
from plcnb.stats.runs import RunChart
from plcnb.tables import count_of, interval_words, number, percent
from plcnb.tables.frames import clean
from plcnb.tables.runs import RUN_WORDS, check_result
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


def say_outcome(
    result: RunChart, measure: str, *, start: float | None = None, target: float | None = None, unit: str = ""
) -> Finding:
    """Say where the measure of an aim stands on its way, and whether it has changed.

    Parameters
    ----------
    result : RunChart
        As `stats.runs.run_chart` gives it, of the values in the order of time.
    measure : str
        What is measured.
    start, target : float, optional
        Where it was, and where it is to be: which way is better.
    unit : str
        What the numbers are, such as "per cent of lessons".

    Raises
    ------
    DataError
        If `result` is something else.
    """
    check_result(result, RunChart, "runs.run_chart")
    name = clean(measure) or "the measure"
    name = f"{name[:1].upper()}{name[1:]}"
    if not result.n:
        return Finding(f"{name}: no value yet.")
    ends = [number(end) for end in (start, target) if end is not None]
    way = f", on the way from {' to '.join(ends)}" if len(ends) == 2 else ""
    of = f" {clean(unit)}" if clean(unit) else ""
    better = 0.0 if start is None or target is None else target - start
    moved = result.side * better if result.verdict == "signal" else 0.0
    verdict: Verdict = "above" if moved > 0 else "below" if moved < 0 else "cannot tell"
    how = " for the better" if moved > 0 else " for the worse" if moved < 0 else ""
    settles = f", it takes {result.more_needed}" if result.more_needed else ""
    middle = number(result.median)
    n = count_of(result.n, "value")
    said = f"{middle} so far ({n}){way}{of}" if result.n == 1 else f"median {middle} of {n}{way}{of}"
    return Finding(
        f"{name}: {said}; {RUN_WORDS[result.verdict]}{how}{settles}.",
        verdict,
        f"{name}: {RUN_WORDS[result.verdict]}{how}",
    )


def _how_often(row: pd.Series) -> str:
    of = f"It happens as meant in {row['happening']:,} of {sightings_words(row['n'])}"
    between = interval_words(row["low"], row["high"])
    return f"{of} ({between})" if row["n"] < FEW else f"{of} ({percent(row['share'])}, {between})"


def _listed(places: pd.Series) -> str:
    names = [f"“{place}”" for place in places]
    rest = len(names) - _MOST_PLACES
    return ", ".join(names[:_MOST_PLACES]) + (f" and {rest} more" if rest > 0 else "")
