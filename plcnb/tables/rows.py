"""What tables, charts and sentences read in a frame's rows: names, verdicts, and what may not be shown."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from plcnb.errors import DataError
from plcnb.model import Verdict
from plcnb.stats.disclosure import MINIMUM
from plcnb.tables.numbers import percent

HIDDEN = f"not shown (fewer than {MINIMUM} students)"
SHAPES: dict[str, str] = {"above": "●", "cannot tell": "○", "below": "◆"}
VERDICT_WORDS: dict[str, str] = {
    "above": "clearly above",
    "cannot tell": "cannot tell yet",
    "below": "clearly below",
}


def names_by_student(names: pd.DataFrame | Mapping[str, str] | None) -> dict[str, str]:
    """Return what each student is called, from the students' table (`student_id`, `name`) or a mapping."""
    if names is None:
        return {}
    if isinstance(names, pd.DataFrame):
        require_columns(names, {"student_id", "name"}, "the students")
        return dict(zip(names["student_id"], names["name"], strict=True))
    return dict(names)


def question_name(row: Mapping[str, Any]) -> str:
    """Return how a question is called: its place on the test, else its id."""
    return f"Question {row['item_id']}" if pd.isna(row["position"]) else f"Question {int(row['position'])}"


def require_columns(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Raise DataError unless `what` is a frame that has each of the columns, and has it once."""
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"What shows {what} needs a DataFrame, got {type(frame).__name__}.")
    columns = set(columns)
    missing = sorted(columns - set(frame.columns))
    if missing:
        raise DataError(
            f"The frame of {what} lacks {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}."
        )
    twice = sorted((columns | {"hidden", "why"}) & set(frame.columns[frame.columns.duplicated()]))
    if twice:
        raise DataError(f"The frame of {what} has {', '.join(twice)} twice; leave one of them out.")


def is_hidden(value: Any) -> bool:
    """Return whether a cell of a column `hidden` says so: in doubt, hide."""
    return not (isinstance(value, bool | int | float | np.bool_ | np.number) and value == 0)


def hidden_words(row: Mapping[str, Any]) -> str:
    """Return what stands in place of a row's numbers that may not be shown, "" where they may."""
    if not is_hidden(row.get("hidden", False)):
        return ""
    return f"not shown ({row['why']})" if row.get("why") and not _of_flag(row) else HIDDEN


def share_words(row: Mapping[str, Any], share: str = "share", n: str = "n_students") -> str:
    """Return a row's share as per cent, or "95 % or more" where `disclosure` has coded it at an end.

    Such a row keeps no interval, and its `why` says which end.
    """
    if "hidden" in row and pd.isna(row["low"]) and row.get("why") and not _of_flag(row):
        return str(row["why"])
    return percent(row[share], row[n])


def _of_flag(row: Mapping[str, Any]) -> bool:
    """Return whether `why` gives the reason of a question's flag."""
    return bool(row.get("flag"))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame, each as a mapping from column to value."""
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def verdict_words(verdict: Verdict) -> str:
    """Return a verdict with its shape, which never stands alone at the end of a line: "● clearly above"."""
    return f"{SHAPES[verdict]}\N{NO-BREAK SPACE}{VERDICT_WORDS[verdict]}"
