"""Who moved between quarters, as a table: for the team's own eyes."""

import pandas as pd

from plcnb.errors import DataError
from plcnb.stats.movement import Movement
from plcnb.tables.frames import checked
from plcnb.tables.numbers import MISSING, count_of, percent
from plcnb.tables.rows import records
from plcnb.tables.table import Cell, Column, Table

QUARTERS = 4
_BETWEEN = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def checked_movement(movement: Movement) -> pd.DataFrame:
    """Return the cells of a movement: before, now (1 is the lowest), n, n_clear, direction; checked.

    Raises
    ------
    DataError
        If `movement` is none, or its frame is malformed.
    """
    if not isinstance(movement, Movement):
        raise DataError(
            f"What shows movement needs what growth.movement gives, got {type(movement).__name__}."
        )
    data = checked(movement.frame, "movement", counts=("before", "now", "n", "n_clear"))
    parts = movement.parts
    for name in ("before", "now"):
        strange = data.loc[(data[name] < 1) | (data[name] > parts), name]
        if len(strange):
            raise DataError(f"Column {name} of movement holds {strange.iloc[0]}; expected 1 to {parts}.")
    if data.duplicated(["before", "now"]).any():
        raise DataError("The frame of movement has two rows for one pair of parts.")
    if (data["n_clear"] > data["n"]).any():
        raise DataError("In movement more students moved clearly than there are.")
    if data["hidden"].any():
        raise DataError("The frame of movement is for the team's own eyes; it cannot hide cells from others.")
    every = pd.MultiIndex.from_product([range(1, parts + 1)] * 2, names=["before", "now"])
    cells = data.set_index(["before", "now"])[["n", "n_clear"]].reindex(every, fill_value=0).reset_index()
    same, up = cells["now"] == cells["before"], cells["now"] > cells["before"]
    cells["direction"] = ["same" if s else "up" if u else "down" for s, u in zip(same, up, strict=True)]
    return cells


def part_name(part: int, parts: int) -> str:
    """Return what a part is called: "lowest quarter", "second quarter", "highest quarter"."""
    noun = "quarter" if parts == QUARTERS else "half" if parts == 2 else "part"
    if part in (1, parts):
        return f"{'lowest' if part == 1 else 'highest'} {noun}"
    return f"{_BETWEEN.get(part, f'{part}th')} {noun}"


def moved_words(cells: pd.DataFrame) -> str:
    """Return how many moved, in words: "6 up (2 clearly), 12 the same, 5 down (none clearly)"."""
    totals = cells.groupby("direction")[["n", "n_clear"]].sum()
    said = []
    for direction, words in (("up", "up"), ("same", "the same"), ("down", "down")):
        n, clear = (int(totals[name].get(direction, 0)) for name in ("n", "n_clear"))
        clearly = f" ({f'{clear:,}' if clear else 'none'} clearly)" if direction != "same" and n else ""
        said.append(f"{n:,} {words}{clearly}")
    return ", ".join(said)


def by_error_words(movement: Movement) -> str:
    """Return how many the error of the scores alone would move, as a sentence."""
    if not movement.expected_by_error >= 0:
        return "How many error alone would move is not known."
    about = f"{round(movement.expected_by_error):,} of {movement.n:,}"
    return f"The error of the scores alone would move about {about}."


def movement_table(movement: Movement) -> Table:
    """Return how many stood in which quarter then and stand in which now, and how many moved beyond error.

    Parameters
    ----------
    movement : Movement
        As `stats.growth.movement` gives it.

    Raises
    ------
    DataError
        If `movement` is none, or its frame is malformed.
    """
    cells, parts = checked_movement(movement), movement.parts
    stood = cells.groupby("before")["n"].sum()
    by_cell = {(row["before"], row["now"]): row for row in records(cells)}
    rows = tuple(
        (
            Cell(part_name(before, parts).capitalize(), count_of(stood[before], "student")),
            *(_cell(by_cell[(before, now)], int(stood[before])) for now in range(1, parts + 1)),
        )
        for before in range(parts, 0, -1)
    )
    return Table(
        f"Then (rows) and now (columns): students, as a share of their row. {by_error_words(movement)}",
        (Column("Then"), *(Column(f"Now {part_name(now, parts)}", "num") for now in range(1, parts + 1))),
        rows if stood.sum() else (),
        "Nobody has both scores yet: movement shows once the same students have taken a second test.",
    )


def _cell(row: dict[str, int], stood: int) -> Cell:
    if not row["n"]:
        return Cell(MISSING)
    clearly = f", {row['n_clear']:,} clearly" if row["n_clear"] else ""
    return Cell(f"{row['n']:,}", f"{percent(row['n'] / stood, stood)}{clearly}")
