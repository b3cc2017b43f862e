"""What the next data meeting should hold, given what the evidence says."""

import pandas as pd

from plcnb.cycle.agenda import Part
from plcnb.words import standard_name


def meeting_parts(by_standard: pd.DataFrame, review: pd.DataFrame, grown: bool) -> list[Part]:
    """Return the parts of the next meeting, in order.

    Parameters
    ----------
    by_standard : DataFrame
        As `stats.mastery.by_standard` gives it, most urgent first; may be empty.
    review : DataFrame
        As `stats.items.review` gives it, most urgent first; may be empty.
    grown : bool
        Whether there is an earlier assessment to compare with.
    """
    parts = [
        Part("Last time's promises", "What did each of us say we would do, and what came of it?", 5, 3, 3),
        _look(by_standard),
    ]
    if not review.empty:
        first = review.iloc[0]
        place = int(first["position"]) if pd.notna(first["position"]) else first["item_id"]
        parts.append(
            Part(
                f"Question {place}",
                "Solve it yourselves first; then say what a student was thinking.",
                7,
                4,
                4,
            )
        )
    if grown:
        parts.append(Part("Since last time", "What did we change, and does the change show?", 5, 3, 2))
    parts += [
        Part(
            "Our next step", "One reteach step: who, by when, what students will do, how we check.", 10, 5, 6
        ),
        Part("Those who know it already", "What do they get to do while others catch up?", 5, 3, 5),
        Part("One minute each", "What do I take with me?", 3, 2, 1),
    ]
    return parts


def _look(by_standard: pd.DataFrame) -> Part:
    """Return the part that looks at the evidence: the standard that needs it most."""
    shown = by_standard[~by_standard["hidden"]] if "hidden" in by_standard else by_standard
    if shown.empty:
        return Part(
            "What we know, what we do not", "Which evidence do we need before we can choose?", 12, 5, 7
        )
    first = shown.iloc[0]
    if first["verdict"] == "above":
        return Part(
            "What went well, and why", "What did we do here that other standards could use?", 12, 5, 7
        )
    why = "Describe, then interpret, then conclude, in that order."
    if first["verdict"] == "cannot tell" and first["more_needed"]:
        why += f" To be sure: {first['more_needed']}."
    return Part(standard_name(first), why, 12, 5, 7)
