"""The questions of a test, and the answers to one of them, as tables."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from plcnb.errors import DataError
from plcnb.tables.frames import checked
from plcnb.tables.numbers import MISSING, count_of, number, percent
from plcnb.tables.rows import hidden_words, records, require_columns
from plcnb.tables.table import Cell, Column, Table

_CORRELATIONS = ("item_rest_r", "r_low", "r_high")
_WRONG_OPTIONS = {
    "possible mis-key": "is this the right one?",
    "popular wrong answer": "the tempting answer",
    "non-functional": "tempts nobody",
}


def checked_questions(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what charts, tables and sentences read of analysed questions, checked, rows renumbered.

    Parameters
    ----------
    frame : DataFrame
        As `stats.items.analyse_items` or `judge_items` gives it.

    Returns
    -------
    DataFrame
        label ("Question 7" by `position`, else the `item_id`, else the index); n, difficulty, item_rest_r,
        r_low, r_high; call (the verdict of the question), flag, more_needed; hidden, why. Hidden rows have
        neither numbers nor call.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    needed = {"n", "difficulty", *_CORRELATIONS, "flag", "verdict", "more_needed"}
    require_columns(frame, needed, "questions")
    known = {"item_id", "position"} & set(frame.columns)
    require_columns(frame, needed | known, "questions")
    ids = frame["item_id"] if "item_id" in known else frame.index
    places = frame["position"] if "position" in known else [float("nan")] * len(frame)
    data = checked(
        _objects(
            frame,
            needed | ({"hidden", "why"} & set(frame.columns)),
            item=ids,
            position=places,
            call=frame["verdict"],
        ),
        "questions",
        shares=("difficulty",),
        changes=_CORRELATIONS,
        counts=("n",),
        numbers=("position",),
        texts=("item", "call", "flag", "more_needed"),
    )
    data["label"] = [
        f"Question {row['item']}" if pd.isna(row["position"]) else f"Question {row['position']:.0f}"
        for row in records(data)
    ]
    data.loc[data["hidden"], ["call", "flag", "more_needed"]] = ""
    return data


def _objects(frame: pd.DataFrame, columns: Iterable[str], **more: Iterable[Any]) -> pd.DataFrame:
    """Return columns as they are with others beside them, rows renumbered, whatever the cells hold."""
    cells = {name: list(frame[name]) for name in sorted(columns)} | {
        name: list(values) for name, values in more.items()
    }
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in cells.items()})


def questions_table(frame: pd.DataFrame) -> Table:
    """Return every question of a test with its difficulty, its agreement with the rest, and what it calls
    for.

    Parameters
    ----------
    frame : DataFrame
        As `stats.items.analyse_items` or `judge_items` gives it; a column `hidden` marks rows whose numbers
        may not be shown.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    rows = tuple(_question_row(row) for row in records(checked_questions(frame)))
    return Table(
        "Each question: share of the points gained, agreement with the others, and what it calls for",
        (Column("Question"), Column("Share (%)", "num"), Column("Agreement (r)", "num"), Column("Verdict")),
        rows,
        "No question has been answered yet: import the answers to see how the test worked.",
    )


def _question_row(row: dict[str, Any]) -> tuple[Cell, ...]:
    name = Cell(row["label"], "" if row["hidden"] else count_of(row["n"], "student"))
    if row["hidden"]:
        return name, Cell(MISSING), Cell(MISSING), Cell(hidden_words(row))
    share = Cell(percent(row["difficulty"], row["n"]).removesuffix(" %"))
    known = row["r_low"] == row["r_low"] and row["r_high"] == row["r_high"]
    between = f"{number(row['r_low'])} to {number(row['r_high'])}" if known else ""
    return name, share, Cell(number(row["item_rest_r"]), between), Cell(row["call"], row["more_needed"])


def checked_options(frame: pd.DataFrame, item: Any) -> pd.DataFrame:
    """Return the options of one question as charts, tables and sentences read them, rows renumbered.

    Parameters
    ----------
    frame : DataFrame
        As `stats.items.analyse_options` gives it, by item and option.
    item : hashable
        The question, as the index names it.

    Returns
    -------
    DataFrame
        option, n, share, share_upper, share_lower, n_asked, n_upper, n_lower, is_key (bool), call (what is
        said of the option: "the key", "the tempting answer", ...), hidden, why; last a row "left blank" where
        some chose nothing. Empty where the frame is.

    Raises
    ------
    DataError
        If the frame is malformed, or has no such question.
    """
    columns = {
        "n",
        "share",
        "share_upper",
        "share_lower",
        "n_asked",
        "n_upper",
        "n_lower",
        "is_key",
        "verdict",
    }
    require_columns(frame, columns, "options")
    if frame.index.nlevels != 2:
        raise DataError(
            "The frame of options must have the index (item, option), as analyse_options gives it."
        )
    items = list(frame.index.get_level_values(0))
    here = [place for place, one in enumerate(items) if isinstance(one, type(item)) and one == item]
    if items and not here:
        known = ", ".join(map(str, list(dict.fromkeys(map(str, items)))[:8]))
        raise DataError(f"The frame of options has no question {item!r}; it has {known}.")
    of_item = frame.iloc[here]
    data = checked(
        _objects(
            of_item,
            columns - {"verdict"} | ({"hidden", "why"} & set(frame.columns)),
            option=of_item.index.get_level_values(1),
            kind=of_item["verdict"],
        ),
        "options",
        shares=("share", "share_upper", "share_lower"),
        counts=("n", "n_asked"),
        numbers=("n_upper", "n_lower"),
        texts=("option", "kind"),
    )
    data["is_key"] = [isinstance(one, bool) and one for one in map(_as_bool, of_item["is_key"])]
    data["call"] = [
        "the key" if key else _WRONG_OPTIONS.get(kind, "")
        for key, kind in zip(data["is_key"], data["kind"], strict=True)
    ]
    data.loc[data["hidden"], "call"] = ""
    return _with_blanks(data)


def _as_bool(value: Any) -> Any:
    return bool(value) if type(value).__name__ in ("bool", "bool_") else value


def _with_blanks(data: pd.DataFrame) -> pd.DataFrame:
    """Add a row for those who chose no option, where nothing is hidden and the counts leave some over."""
    if data.empty or data["hidden"].any() or data["share"].isna().any():
        return data
    asked = int(data["n_asked"].max())
    blank = asked - int(data["n"].sum())
    if blank <= 0:
        return data
    rest = {
        name: min(max(1 - float(data[name].sum()), 0.0), 1.0)
        for name in ("share", "share_upper", "share_lower")
    }
    if data[["share_upper", "share_lower"]].isna().any(axis=None):
        rest |= {"share_upper": float("nan"), "share_lower": float("nan")}
    row = data.iloc[[0]].assign(option="left blank", n=blank, is_key=False, kind="", call="", **rest)
    return pd.concat([data, row], ignore_index=True)


def options_table(frame: pd.DataFrame, item: Any) -> Table:
    """Return the answers to one question: how many of all, of the strongest and of the weakest chose each.

    Parameters
    ----------
    frame : DataFrame
        As `stats.items.analyse_options` gives it, by item and option.
    item : hashable
        The question, as the index names it.

    Raises
    ------
    DataError
        If the frame is malformed, or has no such question.
    """
    rows = tuple(_option_row(row) for row in records(checked_options(frame, item)))
    return Table(
        f"Question {item}: who chose which answer",
        (
            Column("Answer"),
            Column("All (%)", "num"),
            Column("Strongest (%)", "num"),
            Column("Weakest (%)", "num"),
        ),
        rows,
        "Nobody has answered this question yet.",
    )


def _option_row(row: dict[str, Any]) -> tuple[Cell, ...]:
    name = Cell(row["option"] or "an answer without a name", hidden_words(row) or row["call"])
    shares = [
        Cell(percent(row[share], row["n_asked"]).removesuffix(" %"))
        for share in ("share", "share_upper", "share_lower")
    ]
    if not row["hidden"]:
        shares[0] = Cell(shares[0].text, count_of(row["n"], "student"))
    return name, *shares
