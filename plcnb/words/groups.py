"""How many students need what next, in a sentence."""

import pandas as pd

from plcnb.tables import count_of
from plcnb.tables.frames import checked
from plcnb.words.finding import Finding


def say_groups(groups: pd.DataFrame) -> Finding:
    """Say how many students are in each group.

    Parameters
    ----------
    groups : DataFrame
        One row a student, column `group`.
    """
    groups = checked(groups, "the groups", texts=("group",))
    counts = groups["group"].value_counts()
    reteach, practise, extend = (int(counts.get(name, 0)) for name in ("reteach", "practise", "extend"))
    if not len(groups):
        return Finding("Nobody has answers to group by yet.")
    if not extend:
        fourth = "nobody shows clearly yet that they know it already"
    elif extend == 1:
        fourth = "1 student knows it already and needs more than waiting"
    else:
        fourth = f"{extend} students know it already and need more than waiting"
    return Finding(
        f"{count_of(reteach, 'student')} to reteach, {practise} to practise with; {fourth}.",
        "below" if reteach > extend else "above" if extend > reteach else "cannot tell",
        f"{reteach} to reteach, {practise} to practise with, {extend} who know it already",
    )
