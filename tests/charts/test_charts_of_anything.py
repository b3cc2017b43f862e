"""Whatever a frame holds, a chart is a picture with words or an error that a person can mend."""

import inspect
import warnings
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from anything import (
    MANY_TIMES,
    made,
    params,
    sound_frames,
    spoilt_frames,
    told,
    without_hidden_numbers,
)
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from subjects import CHARTS

from plcnb import charts
from plcnb.charts import Chart
from plcnb.charts.style import WIDTH

SUBJECTS = params(CHARTS)
ONE_IN = 20  # so many pictures are written as SVG, which takes as long as drawing them


def lines_of(chart):
    """Return every line of a chart's figure with its points."""
    return [line for axes in chart.figure.axes for line in axes.lines]


def texts_of(chart):
    return [text.get_text() for text in chart.figure.findobj(Text) if text.get_text()]


def off_the_scale(chart):
    """Return the points drawn beyond the plot area, or beyond the sheet where they are not on its scale."""
    beyond = []
    width = WIDTH / 72
    for line in lines_of(chart):
        axes, points = line.axes, np.asarray(line.get_xydata(), float)
        points = points[~np.isnan(points).any(axis=1)]
        left, right = (0, width * 72) if line.get_transform() != axes.transData else sorted(axes.get_xlim())
        slack = 0.02 * (right - left)
        beyond += [tuple(point) for point in points if not left - slack <= point[0] <= right + slack]
    return beyond


def look(chart):
    """Hold what holds of every picture."""
    assert isinstance(chart, Chart)
    assert all(text.strip() for text in (chart.alt, chart.read_as, chart.not_as))
    assert "nan" not in chart.alt.split()
    assert off_the_scale(chart) == []
    assert not {"nan", "nan %", "None", "<NA>", "NaT"} & set(texts_of(chart))


def look_at_its_bytes(chart):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ElementTree.fromstring(chart.svg())
        chart._repr_html_().encode("utf-8")


def assert_same(chart, other):
    """Hold that nobody can tell one picture from the other."""
    assert (chart.alt, chart.read_as, chart.not_as) == (other.alt, other.read_as, other.not_as)
    assert texts_of(chart) == texts_of(other)
    for line, same in zip(lines_of(chart), lines_of(other), strict=True):
        np.testing.assert_array_equal(line.get_xydata(), same.get_xydata())


@pytest.mark.parametrize("subject", SUBJECTS)
@MANY_TIMES
@given(data=st.data())
def test_a_sound_frame_is_drawn_and_shows_nothing_hidden(subject, data):
    frame = data.draw(sound_frames(subject))

    chart, refused = made(subject, frame)

    if refused and subject.once and frame.attrs.get("doubled"):
        return
    assert refused == ""
    look(chart)
    assert told(subject, frame, chart.alt)
    also = data.draw(st.integers(1, ONE_IN))
    if also == 1:
        look_at_its_bytes(chart)
    elif also < ONE_IN / 2 and frame.get("hidden", pd.Series(dtype=bool)).any():
        assert_same(chart, made(subject, without_hidden_numbers(frame, subject))[0])


@pytest.mark.parametrize("subject", SUBJECTS)
@MANY_TIMES
@given(data=st.data())
def test_a_spoilt_frame_is_drawn_or_refused_in_a_sentence(subject, data):
    chart, refused = made(subject, data.draw(spoilt_frames(subject)))

    if chart is None:
        assert refused.strip()
    else:
        look(chart)
        if data.draw(st.integers(1, ONE_IN)) == 1:
            look_at_its_bytes(chart)


def test_every_chart_is_tried():
    exported = {
        function
        for name in charts.__all__
        if inspect.isfunction(function := getattr(charts, name))
        and inspect.signature(function).return_annotation in (Chart, "Chart")
    }

    assert exported - CHARTS.keys() == set(), "give it a line in tests/subjects.py"
    assert pd.Series(list(CHARTS)).is_unique
