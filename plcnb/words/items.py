"""Which question deserves the team's eyes first, in a sentence."""

import pandas as pd

from plcnb.tables import count_of, percent, share_words
from plcnb.tables.frames import checked
from plcnb.words.finding import FEW, Finding


def say_items(review: pd.DataFrame) -> Finding:
    """Say which question deserves the team's eyes first, and why.

    Parameters
    ----------
    review : DataFrame
        As `stats.items.review` gives it.
    """
    review = checked(
        review,
        "items to review",
        shares=("difficulty", "low", "high", "top_wrong_share"),
        counts=("n", "top_wrong_n"),
        numbers=("position",),
        texts=("item_id", "top_wrong", "flag"),
    )
    review = review[~review["hidden"]]
    if review.empty:
        return Finding("No question stands out.", "above")
    flagged = review[review["flag"] != ""]
    if flagged.empty:
        hardest = review.iloc[0]
        n = count_of(hardest["n"], "student")
        share = share_words({str(name): value for name, value in hardest.items()}, "difficulty", "n")
        return Finding(
            f"No question stands out; the hardest is question {_place(hardest)} "
            f"({share} of the points, {n}).",
            "above",
            "No question stands out",
        )
    rank = {"possible mis-key": 0, "popular wrong answer": 1, "hard": 2}
    first = flagged.sort_values("flag", key=lambda flags: flags.map(rank), kind="stable").iloc[0]
    question = f"Question {_place(first)}"
    if first["flag"] == "possible mis-key":
        return Finding(
            f"{question} may have a wrong key: check it before anyone is taught again because of it "
            f"({count_of(first['n'], 'student')}).",
            short=f"Check the key of question {_place(first)} first",
        )
    if first["flag"] == "popular wrong answer" and first["top_wrong"]:
        few = first["n"] < FEW
        tempted = str(int(first["top_wrong_n"])) if few else percent(first["top_wrong_share"], first["n"])
        worth = "worth asking them why" if few else "one misunderstanding, worth naming"
        return Finding(
            f"{question} tempted {tempted} of {count_of(first['n'], 'student')} "
            f"to {first['top_wrong']}: {worth}.",
            "cannot tell" if few else "below",
            f"Question {_place(first)}: why {first['top_wrong']}?",
        )
    return Finding(
        f"{question} was the hardest: {percent(first['difficulty'], first['n'])} of the points, "
        f"{count_of(first['n'], 'student')}.",
        "below",
        f"Question {_place(first)} was the hardest",
    )


def _place(row: pd.Series) -> str:
    return str(int(row["position"])) if pd.notna(row["position"]) else str(row["item_id"])
