"""What is known of each question: its place on the test, its standard, its key.

A description of questions names a course and the words that an assessment's title begins with; an answer
names only a test and a question. The same question may stand on several assessments with another key on
each, so the title decides; where no title fits, what all descriptions of that question agree on is taken.
"""

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from plcnb.evidence.agreeing import agreed

_KNOWN = ["position", "standard_id", "key", "max_score"]
_QUESTION = ["assessment", "item_id"]


def match_items(items: DataFrame, given: DataFrame, answered: DataFrame) -> DataFrame:
    """Return the questions of each assessment, in the order of their place on the test.

    Parameters
    ----------
    items : DataFrame
        ``SOURCE_TABLES["items"]``.
    given : DataFrame
        `CommonAssessments.given`.
    answered : DataFrame
        place (row of `given`), item_id, best (highest score given, NaN if none): the questions with answers.

    Returns
    -------
    DataFrame
        assessment, item_id, position (never missing), standard_id, key, max_score, and for the notes:
        ``answered``; ``described``, whether any description fits; ``measured``, whether max_score is only
        the highest score seen (at least 1).
    """
    items = items.drop_duplicates(["course_id", "assessment", "item_id"])
    items = items.rename(columns={"assessment": "label", "course_id": "label_course"})
    asked = answered.merge(given[["assessment", "course_id"]], left_on="place", right_index=True)
    best = asked.groupby(_QUESTION)["best"].max().reset_index()

    by_title = _by_title(items, given, best)
    by_id = _by_id(items, _others(asked[["course_id", *_QUESTION]], by_title))
    described = pd.concat([by_title, by_id]).assign(described=True)
    questions = described.merge(best.assign(answered=True), on=_QUESTION, how="outer")
    questions = questions.fillna({"standard_id": "", "key": ""})
    for name in ("described", "answered"):
        questions[name] = questions[name].eq(True)
    questions["measured"] = questions["max_score"].isna() & questions["answered"]
    seen = questions["best"].fillna(1.0).clip(lower=1.0)
    questions["max_score"] = questions["max_score"].mask(questions["measured"], seen)
    return _in_order(questions.drop(columns="best"))


def begins_with(title: str, label: str) -> bool:
    """Whether `title` begins with the words of `label`: "CFA1 Math" with "CFA1", not "CFA10 Math"."""
    rest = title[len(label) :]
    return title.startswith(label) and not (label[-1:].isalnum() and rest[:1].isalnum())


def _by_title(items: DataFrame, given: DataFrame, best: DataFrame) -> DataFrame:
    """Questions whose description names the title; unanswered ones only where that is beyond doubt."""
    chosen = given[["assessment", "course_id", "title"]].drop_duplicates()
    chosen = chosen.merge(_best_labels(items, chosen), on=["course_id", "title"])
    chosen = chosen[["assessment", "label_course", "label", "exact"]].drop_duplicates()
    rows = chosen.merge(items, on=["label_course", "label"])
    certain = rows["exact"] | rows["assessment"].isin(rows.merge(best, on=_QUESTION)["assessment"])
    return agreed(rows[certain], _QUESTION, _KNOWN)


def _best_labels(items: DataFrame, titles: DataFrame) -> DataFrame:
    """For each course and title the label that fits: the whole title, the course's own, the longest."""
    labels = items.loc[items["label"] != "", ["label_course", "label"]].drop_duplicates()
    titles = titles[["course_id", "title"]].drop_duplicates()
    pairs = pd.concat(
        [
            titles.merge(labels, left_on="course_id", right_on="label_course"),
            titles[titles["course_id"] != ""].merge(labels[labels["label_course"] == ""], how="cross"),
        ],
        ignore_index=True,
    )
    title, label = _folded(pairs["title"]), _folded(pairs["label"])
    pairs["exact"] = title == label
    fits = [begins_with(*pair) for pair in zip(title, label, strict=True)]
    pairs = pairs[np.array(fits, dtype=bool)]
    pairs = pairs.assign(own=pairs["label_course"] != "", length=pairs["label"].str.len())
    pairs = pairs.sort_values(["exact", "own", "length", "label"], ascending=False)
    return pairs.drop_duplicates(["course_id", "title"])[
        ["course_id", "title", "label_course", "label", "exact"]
    ]


def _folded(texts: Series) -> Series:
    return texts.str.replace(r"\s+", " ", regex=True).str.strip().str.casefold()


def _by_id(items: DataFrame, asked: DataFrame) -> DataFrame:
    """Questions found by their id alone: within the class's course if it knows them, or else anywhere."""
    rows = asked.drop_duplicates().merge(items, on="item_id")
    near = rows[(rows["label_course"] == rows["course_id"]) | (rows["label_course"] == "")]
    far = _others(rows, near)
    return pd.concat([agreed(near, _QUESTION, _KNOWN), agreed(far, _QUESTION, _KNOWN)])


def _others(rows: DataFrame, found: DataFrame) -> DataFrame:
    """Rows whose question is not among those found."""
    marked = rows.merge(found[_QUESTION].drop_duplicates(), on=_QUESTION, how="left", indicator="where")
    return marked[marked["where"] == "left_only"].drop(columns="where")


def _in_order(questions: DataFrame) -> DataFrame:
    """Sort by place on the test; questions without one come behind, in the order of their ids."""
    questions = questions.sort_values(["assessment", "position", "item_id"], ignore_index=True)
    last = questions.groupby("assessment")["position"].transform("max").fillna(0)
    behind = questions["position"].isna()
    place = last + behind.groupby(questions["assessment"]).cumsum()
    questions["position"] = questions["position"].fillna(place)
    return questions
