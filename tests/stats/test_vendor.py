"""A vendor's numbers are gathered, not judged: how many, the middle, the middle half, the words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plcnb.errors import DataError
from plcnb.stats.vendor import summarise

STANDARDS = pd.DataFrame({"standard_id": ["g2"], "code": ["G.2"], "statement": ["Angles"]})


def said(*rows):
    """Measures: standard, measure, then a number or a word of each student."""
    made = [
        (f"s{place}", standard, measure, value if not isinstance(value, str) else np.nan, str(value))
        for standard, measure, *values in rows
        for place, value in enumerate(values)
    ]
    columns = ["student_id", "standard_id", "measure", "value", "text"]
    return pd.DataFrame(made, columns=columns)


def test_numbers_have_a_middle_and_quartiles():
    row = summarise(said(("", "percentile", 10, 20, 30, 40, 50)), STANDARDS).iloc[0]

    assert row[["n", "median", "low", "high"]].tolist() == [5, 30, 20, 40]  # Tukey's hinges, R fivenum 4.2


def test_words_are_counted_the_commonest_first():
    row = summarise(said(("", "placement", "On grade", "Below", "On grade")), STANDARDS).iloc[0]

    assert row["words"] == "2 On grade, 1 Below"
    assert np.isnan(row["median"])


def test_the_whole_test_comes_first_then_standards_by_code_with_their_statement():
    frame = summarise(
        said(("g2", "mastery", 70), ("", "growth", 5), ("", "a score", 200), ("x", "mastery", 1)), STANDARDS
    )

    assert frame[["code", "statement", "measure"]].to_numpy().tolist() == [
        ["", "", "a score"], ["", "", "growth"], ["G.2", "Angles", "mastery"], ["x", "", "mastery"]
    ]  # fmt: skip


def test_of_few_students_nothing_is_said_and_rare_words_are_joined():
    measures = said(("", "rare", 1, 2), ("", "level", *["high"] * 10, "low", "low", "odd"))

    frame = summarise(measures, STANDARDS, minimum=10).set_index("measure")

    assert frame.loc["rare", ["median", "words", "hidden"]].tolist()[1:] == ["", True]
    assert np.isnan(frame.loc["rare", "median"])
    assert frame.loc["level", "words"] == "10 high, a few other"


def test_a_number_here_and_there_among_words_makes_no_middle():
    row = summarise(said(("", "lexile", "865L", "BR", 500.0)), STANDARDS).iloc[0]

    assert np.isnan(row["median"])
    assert row["words"] == "1 500.0, 1 865L, 1 BR"


def test_nothing_said_is_an_empty_frame_with_its_columns():
    frame = summarise(said(), STANDARDS)

    assert frame.empty
    assert "median" in frame


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="measure"):
        summarise(said(("", "a", 1)).drop(columns="measure"), STANDARDS)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_the_middle_lies_between_the_quartiles_whatever_the_order(values):
    forth = summarise(said(("", "score", *values)), STANDARDS).iloc[0]
    back = summarise(said(("", "score", *values[::-1])), STANDARDS).iloc[0]

    assert min(values) <= forth["low"] <= forth["median"] <= forth["high"] <= max(values)
    assert forth[["low", "median", "high"]].tolist() == back[["low", "median", "high"]].tolist()
