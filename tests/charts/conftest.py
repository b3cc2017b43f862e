"""Frames as `stats` gives them, about a team of 24 students, and ways to look at a figure without pixels."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from plcnb.stats.growth import GrowthSince


@pytest.fixture
def standards():
    """Three standards: clearly below, not to be told, clearly above a cut of 70 %."""
    return pd.DataFrame(
        {
            "standard_id": ["a", "b", "c"],
            "code": ["5.NF.1", "5.NF.2", "5.NF.3"],
            "statement": ["Add fractions", "Compare fractions", "Divide fractions"],
            "n_students": [24, 24, 23],
            "n_items": [5, 3, 4],
            "share": [0.41, 0.66, 0.88],
            "low": [0.3, 0.52, 0.79],
            "high": [0.53, 0.78, 0.94],
            "verdict": ["below", "cannot tell", "above"],
            "more_needed": ["", "4 more questions on it", ""],
            "caution": ["", "", ""],
        }
    )


@pytest.fixture
def thirty_standards(standards):
    """Ten of each verdict, with names as long as standards have them."""
    many = standards.loc[standards.index.repeat(10)].reset_index(drop=True)
    long = "Solve word problems involving multiplication and division of fractions and mixed numbers"
    return many.assign(code=[f"CCSS.MATH.CONTENT.5.NF.B.{n}" for n in range(30)], statement=long)


@pytest.fixture
def assessments():
    """Three assessments in time, the last still without a result."""
    return pd.DataFrame(
        {
            "assessment_id": ["u1", "u2", "u3"],
            "title": ["Unit 1", "Unit 2", "Unit 3"],
            "date": pd.to_datetime(["2026-09-03", "2026-10-03", None]),
            "day": [np.nan, np.nan, 61.0],
            "n_students": [24, 22, 0],
            "reached": [6, 20, 0],
            "share": [0.25, 20 / 22, np.nan],
            "low": [0.14, 0.75, np.nan],
            "high": [0.41, 0.97, np.nan],
            "verdict": ["below", "above", "cannot tell"],
            "more_needed": ["", "", "results"],
        }
    )


@pytest.fixture
def review():
    """Two multiple-choice questions and one to be answered in words."""
    return pd.DataFrame(
        {
            "item_id": ["q7", "q2", "q9"],
            "position": [7, 2, np.nan],
            "standard_id": ["5.NF.1", "5.NF.2", ""],
            "n": [24, 24, 21],
            "difficulty": [0.25, 0.5, 0.55],
            "low": [0.14, 0.34, 0.38],
            "high": [0.42, 0.66, 0.71],
            "top_wrong": ["B", "D", ""],
            "top_wrong_share": [0.5, 0.21, np.nan],
            "key": ["C", "A", ""],
            "flag": ["possible mis-key", "hard", ""],
            "why": ["more of the strongest chose B than the key", "under half", ""],
        }
    )


@pytest.fixture
def grown():
    """Make the growth of as many students as changes are given: clear from 20 points of 100 on."""

    def make(changes, **other):
        changes = np.array(changes, float)
        clear = np.where(changes > 0, "up", "down")
        frame = pd.DataFrame(
            {
                "student_id": [f"s{n}" for n in range(len(changes))],
                "change": changes,
                "reliable": np.where(np.abs(changes) >= 0.2, clear, "within error"),
            }
        )
        known = {
            "frame": frame,
            "mean_change": 0.06,
            "low": -0.02,
            "high": 0.14,
            "n": len(changes),
            "effect": 0.4,
            "n_common_items": 6,
            "basis": "common questions",
            "verdict": "cannot tell",
            "caution": "",
        }
        return GrowthSince(**known | other)

    return make


@pytest.fixture
def texts():
    """Return every text that a chart's figure shows, from top to bottom."""

    def read(chart):
        shown = [text for text in chart.figure.findobj(Text) if text.get_text()]
        return [text.get_text() for text in shown]

    return read


@pytest.fixture
def drawn():
    """Return the lines of a chart's figure by their label, each as its points."""

    def read(chart):
        lines = chart.figure.axes[0].lines
        return {line.get_label(): line.get_xydata() for line in lines if line.get_label()[0] != "_"}

    return read


@pytest.fixture
def collisions():
    """Return the pairs of texts that overlap in a chart, and the texts that leave its figure."""

    def look(chart):
        canvas = FigureCanvasAgg(chart.figure)
        canvas.draw()
        renderer, paper = canvas.get_renderer(), chart.figure.bbox
        shown = [text for text in chart.figure.findobj(Text) if text.get_text() and text.get_visible()]
        placed = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
        outside = [
            name
            for name, box in placed
            if box.x0 < -1 or box.x1 > paper.x1 + 1 or box.y0 < -1 or box.y1 > paper.y1 + 1
        ]
        pairs = [(one[0], other[0]) for one, other in combinations(placed, 2) if _overlap(one[1], other[1])]
        return outside + pairs

    return look


def _overlap(one, other):
    """Letters may come as close as a pixel; boxes of text have more air than that."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 1 and down > 1
