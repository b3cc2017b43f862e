"""Which standard most students need next, in a sentence that names no student."""

import pandas as pd

from plcnb.tables import count_of
from plcnb.tables.students import checked_grid
from plcnb.words.finding import Finding


def say_students(cells: pd.DataFrame) -> Finding:
    """Say for which standard most students are clearly below, and how much cannot be told.

    Parameters
    ----------
    cells : DataFrame
        As `stats.mastery.student_standards` gives it.

    Raises
    ------
    DataError
        If the frame is malformed, or a cell stands twice.
    """
    students, data = checked_grid(cells)
    told = data[data["verdict"] != ""]
    if told.empty:
        return Finding("No student has answers to questions yet.")
    below = (told["verdict"] == "below").groupby(told["code"], sort=False).sum()
    asked = told.groupby("code", sort=False).size()
    unsure = int((told["verdict"] == "cannot tell").sum())
    open_ones = f"{unsure:,} of {count_of(len(told), 'mark')} cannot be told yet"
    if not below.max():
        return Finding(
            f"Of {count_of(len(students), 'student')} nobody is clearly below on any of "
            f"{count_of(len(asked), 'standard')}; {open_ones}.",
            "cannot tell" if unsure else "above",
            "Nobody is clearly below on a standard",
        )
    worst = str(below.idxmax())
    code = f"standard {worst}" if worst else "the standard without a code"
    n, of = int(below[worst]), count_of(asked[worst], "student")
    return Finding(
        f"Most need {code} next: {n:,} of {of} are clearly below; {open_ones}.",
        "below",
        f"{code[0].upper()}{code[1:]}: {count_of(n, 'student')} clearly below",
    )
