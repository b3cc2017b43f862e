"""Frames of any kind, sound and spoilt, of which every chart, table and sentence has to make something.

A sound frame has rows of a frame as `stats` gives it: some, none, or all of them, a few cells replaced by
what such a cell may hold at worst. A spoilt one lacks a column, has it twice, holds junk, or is no frame.
"""

import functools
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from plcnb.errors import PlcnbError

MOST_ROWS = 6
CELLS_REPLACED = 4
NAN = float("nan")
MANY_TIMES = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
SOME_TIMES = settings(MANY_TIMES, max_examples=100)

TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "Ada",
            "Solve word problems involving multiplication and division of fractions and mixed numbers",
            "word " * 60,
            "W" * 220,
            "$x^2$ & <b>100 %</b> \\frac{1}{2} {} %s",
            "جمع الكسور ذات المقامات المختلفة",
            "אבג\u202eabc\u202c",
            "分数的加减法以及带分数的应用题" * 3,
            "e\u0301\u0302\u0303 🧮👩🏽‍🏫",
            "tab\tline\nfeed\r\x00\x07\x1b\x7f\ufffe\ud800",
        ]
    ),
    st.text(max_size=20),
)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS | st.just(None),
    "share": st.floats(0, 1) | st.sampled_from([0.0, 1.0, 5e-324, 1 - 2**-53, NAN]),
    "change": st.floats(-1, 1) | st.sampled_from([-1.0, -0.0, 1.0, NAN]),
    "count": st.integers(0, 400) | st.sampled_from([0, 1, 10**9]),
    "week": st.integers(0, 14) | st.just(NAN),
    "answer": st.integers(1, 5) | st.just(NAN),
    "minutes": st.integers(0, 90) | st.sampled_from([0.5, NAN]),
    "few": st.integers(0, 9),
    "place": st.integers(1, 400) | st.just(NAN),
    "score": st.floats(0, 1000) | st.integers(0, 100) | st.sampled_from([0, -5, 0.1 + 0.2, NAN]),
    "number": st.floats(-1e9, 1e9) | st.sampled_from([-1e300, 0.0, 1e300, NAN]),
    "date": st.datetimes().map(pd.Timestamp) | st.just(pd.NaT),
    "verdict": st.sampled_from(["above", "cannot tell", "below"]),
    "reliable": st.sampled_from(["up", "within error", "cannot tell", "down"]),
}
JUNK = st.one_of(
    st.sampled_from(
        [
            None,
            True,
            -1,
            2,
            10**400,
            float("inf"),
            float("-inf"),
            NAN,
            1e308,
            1j,
            b"\xff",
            pd.NA,
            pd.NaT,
            pd.Timestamp("2026-10-03", tz="UTC"),
            pd.Timedelta("1D"),
            Decimal("NaN"),
            "cannot tell",
            "12",
        ]
    ),
    st.builds(lambda: [1, 2]),
    st.builds(lambda: {"a": 1}),
    st.builds(lambda: np.array([1.0, NAN])),
    st.builds(object),
    TEXTS,
    st.floats(),
)
NO_FRAMES = st.sampled_from(
    [None, 3, "frame", [], {}, {"share": [0.5]}, np.zeros((2, 3)), pd.Series([1, 2]), pd.DataFrame]
)


@dataclass(frozen=True)
class Subject:
    """What is made of one frame, and what its cells may hold.

    Attributes
    ----------
    frame : callable
        Returns a frame as `stats` gives it.
    cells : mapping
        Of the columns whose cells may be anything of their kind, the kind in `CELLS`.
    make : callable
        Makes the chart, table or sentence of such a frame.
    ordered : tuple of str
        Columns that may not fall from left to right, such as low and high.
    told : str
        A column of counts; what is made of a row of which all is known says that count.
    once : bool
        Whether a row that is there twice may be refused.
    hides : bool
        Whether a column `hidden` is heeded.
    """

    frame: Callable[[], Any]
    cells: Mapping[str, str]
    make: Callable[[pd.DataFrame], Any]
    ordered: tuple[str, ...] = ()
    told: str = ""
    once: bool = False
    hides: bool = True


def params(subjects: Mapping[Callable[..., Any], list[Subject]]) -> list[Any]:
    """Return the subjects as cases of a test, each named by what is made of it."""
    return [
        pytest.param(subject, id=function.__name__ + (f" {place + 1}" if place else ""))
        for function, several in subjects.items()
        for place, subject in enumerate(several)
    ]


def made(subject: Subject, frame: Any) -> tuple[Any, str]:
    """Return what is made, or the sentence that refuses the frame; any other error and any warning fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return subject.make(frame), ""
        except PlcnbError as error:
            return None, str(error)


def told(subject: Subject, frame: pd.DataFrame, text: str) -> bool:
    """Return whether the text says the n of each row that is shown, where the subject promises that."""
    if not subject.told or not len(frame):
        return True
    shown = frame[list(subject.ordered)].notna().all(axis=1)
    if "hidden" in frame:
        shown &= ~frame["hidden"]
    return all(f"{int(n):,} student" in text for n in frame.loc[shown, subject.told])


@functools.cache
def _sample(frame: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    return frame()


@st.composite
def sound_frames(draw, subject):
    """Rows of the subject's frame, in any order and number, the worst of cells in a few places."""
    sample = _sample(subject.frame)
    rows = draw(st.lists(st.integers(0, len(sample) - 1), max_size=MOST_ROWS))
    frame = sample.iloc[rows].reset_index(drop=True)
    frame.attrs["doubled"] = len(set(rows)) < len(rows)
    if subject.cells and rows:
        columns = st.sampled_from(list(subject.cells))
        for _ in range(draw(st.integers(0, CELLS_REPLACED))):
            column, row = draw(columns), draw(st.integers(0, len(rows) - 1))
            frame = _replaced(frame, column, row, draw(CELLS[subject.cells[column]]))
    if subject.ordered and rows:
        names = list(subject.ordered)
        frame[names] = np.sort(frame[names].astype(float), axis=1)  # NaN last
    if subject.hides and draw(st.booleans()):
        frame["hidden"] = draw(st.lists(st.booleans(), min_size=len(frame), max_size=len(frame)))
    return frame


@st.composite
def spoilt_frames(draw, subject):
    """A frame that something is wrong with, or what is no frame at all."""
    frame = draw(sound_frames(subject))
    column = draw(st.sampled_from(list(frame.columns)))
    match draw(st.integers(0, 9)):
        case 0:
            return draw(NO_FRAMES)
        case 1:
            return frame.drop(columns=column)
        case 2:
            return pd.concat([frame, frame[[column]]], axis=1)
        case 3:
            return frame.set_axis(pd.MultiIndex.from_product([["a"], frame.columns]), axis=1)
        case 4:
            return frame.set_index([column, draw(st.sampled_from(list(frame.columns)))], drop=False)
        case 5:
            kind = draw(
                st.sampled_from(["object", "category", "string", "complex", "datetime64[ns]", "bool"])
            )
            try:
                with np.errstate(invalid="ignore"):
                    return frame.assign(**{column: frame[column].astype(kind)})
            except (TypeError, ValueError):  # not every column can become every kind
                return frame.assign(**{column: pd.Series([object()] * len(frame), dtype=object)})
        case 6:
            return frame.set_axis([3 if name == column else name for name in frame.columns], axis=1)
    for _ in range(draw(st.integers(1, 3))):
        if len(frame):
            frame = _replaced(frame, column, draw(st.integers(0, len(frame) - 1)), draw(JUNK))
    return frame


def without_hidden_numbers(frame, subject):
    """Return the frame with other numbers in the rows that are hidden: nobody may see a difference."""
    for column, kind in subject.cells.items():
        if kind in ("share", "change"):
            for row in np.flatnonzero(frame["hidden"]):
                frame = _replaced(frame, column, row, NAN)
    return frame


def _replaced(frame, column, row, cell):
    values = list(frame[column])
    values[row] = cell
    kind = (
        None if isinstance(cell, int | float) and frame[column].dtype.kind in "iuf" else frame[column].dtype
    )
    try:
        changed = pd.Series(values, index=frame.index, dtype=kind)
    except (TypeError, ValueError, OverflowError):
        changed = pd.Series(index=frame.index, dtype=object)
        for place, value in enumerate(values):
            changed.iat[place] = value
    return frame.assign(**{column: changed})
