"""What surprised a team, and whether it expects too much or too little, in a sentence."""

import pandas as pd

from plcnb.tables import count_of, percent, points_between, points_of_100
from plcnb.tables.calibration import basis_words, calibrated, expected_words, revealed
from plcnb.words.finding import Finding, standard_name


def say_reveal(frame: pd.DataFrame) -> Finding:
    """Say what came most unlike what the team expected.

    Parameters
    ----------
    frame : DataFrame
        As `stats.calibration.reveal` gives it.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = revealed(frame)
    both = data[data["surprise"].notna() & data["share"].notna() & data["expected"].notna()]
    if both.empty:
        return Finding(_nothing_to_compare(data))
    both = both.assign(standard_id="", size=both["surprise"].abs()).sort_values(
        "size", ascending=False, kind="stable"
    )
    clear = both[both["verdict"] != "cannot tell"]
    others = f"; {count_of(len(clear) - 1, 'more standard')} came clearly otherwise" if len(clear) > 1 else ""
    if clear.empty:
        first = both.iloc[0]
        return Finding(
            f"Nothing came clearly otherwise than we expected; furthest off is {standard_name(first)}: "
            f"expected {expected_words(first)}, came {_came(first)}.",
        )
    first = clear.iloc[0]
    how = "better" if first["verdict"] == "above" else "less well"
    return Finding(
        f"{_upper(standard_name(first))} went {how} than we expected: expected {expected_words(first)}, "
        f"came {_came(first)}{others}.",
        "above" if first["verdict"] == "above" else "below",
    )


def say_calibration(frame: pd.DataFrame) -> Finding:
    """Say whether the team expected too much or too little last time, and how far off it was since the first.

    Parameters
    ----------
    frame : DataFrame
        As `stats.calibration.calibration` gives it, in time.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = calibrated(frame)
    known = data[data["bias"].notna()]
    if known.empty:
        few = "Too few members predicted for a number that points at nobody." if len(data) else ""
        return Finding(few or "Nobody has predicted yet, so there is nothing to compare with what came.")
    last = known.iloc[-1]
    moved = _since_first(known)
    basis = basis_words(last)
    if last["verdict"] != "cannot tell":
        more = "more" if last["verdict"] == "above" else "less"
        amount = points_of_100(abs(last["bias"]))
        sure = ""
        if not pd.isna(last["low"]) and not pd.isna(last["high"]):
            low, high = sorted((abs(last["low"]), abs(last["high"])))
            sure = f", {points_between(low, high).replace('+', '')}"
        return Finding(f"We expected {amount} {more} than came ({basis}{sure}){moved}.")
    if last["near"]:
        return Finding(
            f"We expected about what came: neither clearly too much nor too little ({basis}){moved}.", "above"
        )
    takes = f"; it takes {last['more_needed']}" if last["more_needed"] else ""
    return Finding(f"We cannot tell yet whether we expect too much or too little ({basis}){takes}{moved}.")


def _since_first(known: pd.DataFrame) -> str:
    first, last = known["error"].iloc[0], known["error"].iloc[-1]
    if pd.isna(last):
        return ""
    off = f"; on average we were off by {points_of_100(last)}"
    if len(known) < 2 or pd.isna(first):
        return off
    return f"{off}, at the first of {len(known)} by {points_of_100(first).removesuffix(' of 100')}"


def _nothing_to_compare(data: pd.DataFrame) -> str:
    if data.empty or (data["share"].isna().all() and not data["hidden"].any()):
        return "No result has arrived yet that could be set beside the predictions."
    if data["hidden"].all():
        return "Too few students answered for a number that may leave the team."
    if data["n_members"].any():
        return "Too few members predicted the same standard for a number that points at nobody."
    return "Nobody predicted before the results were shown; next time everybody writes down what they expect."


def _came(row: pd.Series) -> str:
    return f"{percent(row['share'], row['n_students'])} ({count_of(row['n_students'], 'student')})"


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
