"""How the questions of a test worked, and what the answers to one of them say, in a sentence."""

from typing import Any

import pandas as pd

from plcnb.stats.judging import CANNOT_TELL, CHECK_KEY, KEEP, TOO_EASY
from plcnb.tables import count_of, percent, records
from plcnb.tables.frames import clean
from plcnb.tables.items import checked_options, checked_questions
from plcnb.words.finding import FEW, Finding

_MOST_NAMED = 3  # questions in one sentence


def say_questions(frame: pd.DataFrame) -> Finding:
    """Say how many questions worked, how many need a look, and for how many the students are too few to tell.

    Parameters
    ----------
    frame : DataFrame
        As `stats.items.analyse_items` or `judge_items` gives it.

    Raises
    ------
    DataError
        If the frame is malformed.
    """
    data = checked_questions(frame)
    data = data[~data["hidden"] & (data["n"] > 0)]
    if data.empty:
        return Finding("No question has been answered yet.")
    students = f"up to {count_of(data['n'].max(), 'student')}"
    keys = data[data["call"] == CHECK_KEY]
    look = data[~data["call"].isin([CHECK_KEY, KEEP, TOO_EASY, CANNOT_TELL])]
    sound, open_ones = (
        int(data["call"].isin([KEEP, TOO_EASY]).sum()),
        int((data["call"] == CANNOT_TELL).sum()),
    )
    rest = open_ones if len(data) > open_ones else count_of(open_ones, "question")
    clauses = [
        f"check the key of {_names(keys)}" if len(keys) else "",
        f"{_names(look)} {'is' if len(look) == 1 else 'are'} worth a look" if len(look) else "",
        f"{count_of(sound, 'question')} clearly worked" if sound else "",
        f"for {rest} we cannot tell yet" if open_ones else "",
    ]
    sentence = "; ".join(filter(None, clauses))
    counts = {"to look at": len(keys) + len(look), "sound": sound, "we cannot tell yet": open_ones}
    return Finding(
        f"{sentence[0].upper()}{sentence[1:]} ({students}).",
        "below" if len(keys) or len(look) else "above" if sound > open_ones else "cannot tell",
        f"{count_of(len(data), 'question')}: {', '.join(f'{n} {what}' for what, n in counts.items() if n)}",
    )


def say_options(frame: pd.DataFrame, item: Any) -> Finding:
    """Say which answer to a question tempted, or that none stands out.

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
    data = checked_options(frame, item)
    name = clean(item)
    if data.empty or data["hidden"].any() or not data["n_asked"].max():
        return Finding(f"There is nothing to say of the answers to question {name} yet.")
    rows = records(data)
    n = count_of(rows[0]["n_asked"], "student")
    few = rows[0]["n_asked"] < FEW
    for kind, words, short in (
        (
            "possible mis-key",
            "drew more of the strong than the key did: check the key first",
            "check the key",
        ),
        ("popular wrong answer", "is the tempting one: ask those who chose it how they got there", "why {}?"),
    ):
        found = [row for row in rows if row["kind"] == kind]
        if found:
            top = max(found, key=lambda row: row["n"])
            share = f"{top['n']}" if few else percent(top["share"], top["n_asked"])
            return Finding(
                f"Question {name}: answer {top['option']} ({share} of {n}) {words}.",
                "cannot tell",
                f"Question {name}: {short.format(top['option'])}",
            )
    key = next((row for row in rows if row["is_key"]), None)
    right = (
        f"; {key['n'] if few else percent(key['share'], key['n_asked'])} of {n} chose the key"
        if key
        else f" ({n})"
    )
    return Finding(f"Question {name}: no wrong answer stands out{right}.", "above" if key else "cannot tell")


def _names(rows: pd.DataFrame) -> str:
    """Return up to three questions by name, and how many more there are."""
    labels = [label[0].lower() + label[1:] for label in rows["label"]]
    more = len(labels) - _MOST_NAMED
    named = ", ".join(labels[:_MOST_NAMED])
    return f"{named} and {more} more" if more > 0 else named
