"""Students by standards, as frames to draw from and as a table: for the team's own eyes."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from plcnb.errors import DataError
from plcnb.tables.frames import checked, clean
from plcnb.tables.numbers import MISSING, count_of, percent
from plcnb.tables.rows import SHAPES, names_by_student, records
from plcnb.tables.table import Cell, Column, Table

NEEDS = ("reteach", "practise", "extend", "no answers")  # also their order


def checked_grid(
    cells: pd.DataFrame,
    groups: pd.DataFrame | None = None,
    names: pd.DataFrame | Mapping[str, str] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the students and the cells that a grid shows, checked.

    Parameters
    ----------
    cells : DataFrame
        As `stats.mastery.student_standards` gives it.
    groups : DataFrame, optional
        As `stats.mastery.student_groups` gives it: the group of each student over all standards.
    names : DataFrame with `student_id` and `name`, or mapping, optional
        What to call the students.

    Returns
    -------
    students, cells : DataFrame
        student_id, name ("" where none is given), group ("" without `groups`), n_below, in the order of the
        groups, then of who has most below, then of the names; and student_id, code, n_items, share, verdict
        ("" without answers, or hidden).

    Raises
    ------
    DataError
        If a frame is malformed, a cell stands twice, or a group is unknown.
    """
    data = checked(
        cells,
        "students by standards",
        shares=("share",),
        counts=("n_items",),
        texts=("student_id", "code", "verdict"),
    )
    if data.duplicated(["student_id", "code"]).any():
        twice = data[data.duplicated(["student_id", "code"])].iloc[0]
        raise DataError(
            f"The frame of students by standards has two rows for one student and {twice['code']!r}."
        )
    data.loc[(data["n_items"] == 0) | data["hidden"], "verdict"] = ""
    below = (data["verdict"] == "below").groupby(data["student_id"], sort=False).sum()
    group = pd.Series("", index=below.index)
    if groups is not None:
        known = checked(groups, "groups", texts=("student_id", "group"))
        strange = set(known["group"]) - {*NEEDS, ""}
        if strange:
            raise DataError(f"Column group of groups holds {min(strange)!r}; expected {', '.join(NEEDS)}.")
        group = known.drop_duplicates("student_id").set_index("student_id")["group"]
        group = group.reindex(below.index).fillna("no answers")
    called = {clean(student): clean(name) for student, name in names_by_student(names).items() if name}
    students = pd.DataFrame(
        {
            "student_id": below.index,
            "name": [called.get(student, "") for student in below.index],
            "group": group.to_numpy(object),
            "n_below": below.to_numpy(),
        }
    )
    rank = students["group"].map({name: place for place, name in enumerate(NEEDS)}).fillna(-1)
    keys = pd.DataFrame({"rank": rank, "below": -students["n_below"], "name": students["name"]})
    order = keys.sort_values(["rank", "below", "name"], kind="stable").index
    return students.loc[order].reset_index(drop=True), data


def students_table(
    cells: pd.DataFrame,
    groups: pd.DataFrame | None = None,
    names: pd.DataFrame | Mapping[str, str] | None = None,
) -> Table:
    """Return what each student shows of each standard: a row a student, for the team's own eyes.

    Parameters
    ----------
    cells, groups, names
        As `checked_grid` reads them. A student without a name is "a student".

    Raises
    ------
    DataError
        If a frame is malformed, a cell stands twice, or a group is unknown.
    """
    students, data = checked_grid(cells, groups, names)
    codes = list(dict.fromkeys(data["code"]))
    by_cell = {(row["student_id"], row["code"]): row for row in records(data)}
    rows = tuple(
        (
            Cell(student["name"] or "a student", student["group"]),
            *(_cell(by_cell.get((student["student_id"], code))) for code in codes),
        )
        for student in records(students)
    )
    return Table(
        "Each student and standard: ● clearly above the cut, ○ cannot tell yet, ◆ clearly below",
        (Column("Student"), *(Column(code or "without a code") for code in codes)),
        rows,
        "No student has answers to group by yet: import the answers to each question.",
    )


def _cell(row: dict[str, Any] | None) -> Cell:
    if row is None or not row["verdict"]:
        return Cell(MISSING)
    return Cell(
        f"{SHAPES[row['verdict']]}\N{NO-BREAK SPACE}{percent(row['share'])}",
        count_of(row["n_items"], "answer"),
    )
