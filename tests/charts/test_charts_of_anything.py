"""Whatever a frame holds, a chart is a picture with words or an error that a person can mend."""

import warnings
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plcnb.charts import (
    growth_since_last,
    growth_summary,
    items_to_review,
    mastery_by_assessment,
    mastery_by_standard,
)
from plcnb.errors import PlcnbError
from plcnb.stats.growth import GrowthSince
from plcnb.tables import VERDICT_WORDS

SHARES = st.one_of(st.floats(0, 1), st.just(np.nan))
JUNK = st.one_of(st.none(), st.text(max_size=5), st.floats(), st.booleans(), st.just(pd.NaT), st.just(pd.NA))
KINDS = {
    "text": st.text(max_size=90),
    "share": SHARES,
    "change": st.floats(-1, 1) | st.just(np.nan),
    "count": st.integers(0, 400) | st.just(np.nan),
    "verdict": st.sampled_from(list(VERDICT_WORDS)),
    "reliable": st.sampled_from(["up", "down", "within error", "cannot tell"]),
    "date": st.datetimes().map(pd.Timestamp) | st.just(pd.NaT),
    "hidden": st.booleans(),
}
INTERVAL = {"share": "share", "low": "share", "high": "share"}
SHAPES = {
    mastery_by_standard: INTERVAL
    | {"code": "text", "statement": "text", "n_students": "count", "n_items": "count", "verdict": "verdict"},
    mastery_by_assessment: INTERVAL
    | {
        "title": "text",
        "date": "date",
        "day": "count",
        "n_students": "count",
        "reached": "count",
        "verdict": "verdict",
    },
    items_to_review: {"difficulty": "share", "low": "share", "high": "share", "top_wrong_share": "share"}
    | {"n": "count", "position": "count", "item_id": "text", "standard_id": "text"}
    | {"top_wrong": "text", "key": "text", "flag": "text"},
    growth_since_last: {"student_id": "text", "change": "change", "reliable": "reliable"},
}


@st.composite
def frames(draw, shape, sound):
    """A frame of up to eight rows; where it is not `sound`, one column holds junk or is not there."""
    n = draw(st.integers(0, 8))
    columns = {name: draw(st.lists(KINDS[kind], min_size=n, max_size=n)) for name, kind in shape.items()}
    frame = pd.DataFrame(columns, columns=list(shape))
    if {"low", "high"} <= set(shape) and n:
        frame[["low", "high"]] = np.sort(frame[["low", "high"]].astype(float), axis=1)
    if draw(st.booleans()):
        frame["hidden"] = draw(st.lists(KINDS["hidden"], min_size=n, max_size=n))
    if sound:
        return frame
    spoilt = draw(st.sampled_from(list(shape)))
    if draw(st.booleans()):
        return frame.drop(columns=spoilt)
    junk = draw(st.lists(JUNK, min_size=n, max_size=n))
    return frame.assign(**{spoilt: pd.Series(junk, dtype=object, index=frame.index)})


def draw_chart(chart_of, frame, cut):
    if chart_of is growth_since_last:
        growth = GrowthSince(frame, 0.1, 0.0, 0.2, len(frame), 0.3, 4, "common questions", "above", "")
        named = {student: student for student in frame.get("student_id", []) if isinstance(student, str)}
        return [growth_since_last(growth), growth_since_last(growth, named, most=4), growth_summary(growth)]
    return [chart_of(frame) if chart_of is items_to_review else chart_of(frame, cut)]


@pytest.mark.parametrize("sound", [True, False], ids=["sound", "spoilt"])
@pytest.mark.parametrize("chart_of", SHAPES, ids=lambda chart_of: chart_of.__name__)
@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), cut=st.floats(0.01, 0.99))
def test_a_frame_becomes_a_picture_or_an_error_to_mend(chart_of, sound, data, cut):
    frame = data.draw(frames(SHAPES[chart_of], sound))

    refused = None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            charts = draw_chart(chart_of, frame, cut)
        except PlcnbError as error:
            charts, refused = [], str(error)
        for chart in charts:
            ElementTree.fromstring(chart.svg())
            chart._repr_html_().encode("utf-8")

    assert refused != "", "an error says what is wrong"
    assert not (sound and refused), "a sound frame is drawn"
