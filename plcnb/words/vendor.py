"""What a vendor's report says of the students, in a sentence."""

import pandas as pd

from plcnb.tables import count_of, number
from plcnb.tables.frames import checked
from plcnb.words.finding import Finding


def say_vendor(frame: pd.DataFrame, title: str) -> Finding:
    """Say what the vendor's test reports of the most students, without judging it.

    Parameters
    ----------
    frame : DataFrame
        As `stats.vendor.summarise` gives it.
    title : str
        What the vendor's test is called.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = checked(
        frame,
        "what a vendor says",
        numbers=["median", "low", "high"],
        counts=["n"],
        texts=["standard_id", "measure"],
    )
    shown = data[~data["hidden"]]
    if shown.empty:
        return Finding(f"Too few students took {title} for a number that may leave the team.")
    whole = shown[(shown["standard_id"] == "") & shown["median"].notna()]
    counted = whole if len(whole) else shown
    first = counted.sort_values(["n", "measure"], ascending=[False, True]).iloc[0]
    who = count_of(first["n"], "student")
    many = count_of(len(shown), "measure")
    if pd.isna(first["median"]):
        return Finding(f"{title} reports {many} of {who}.", short=f"{title}: {many} of {who}")
    low, middle, high = (number(first[name]) for name in ("low", "median", "high"))
    if low == high:
        same = f"On {title}, the middle one of {who} has {middle} ({first['measure']})."
        return Finding(same, short=same.removesuffix("."))
    return Finding(
        f"On {title}, half of {who} lie between {low} and {high} ({first['measure']}); the middle one has "
        f"{middle}.",
        short=f"{title}: half of {who} between {low} and {high} ({first['measure']})",
    )
