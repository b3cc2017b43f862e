"""Frames in, figures out: each with its alt text, how to read it, and how not to."""

from plcnb.charts.chart import Chart
from plcnb.charts.growth import growth_since_last, growth_summary
from plcnb.charts.items import items_to_review
from plcnb.charts.mastery import mastery_by_assessment, mastery_by_standard

__all__ = [
    "Chart",
    "growth_since_last",
    "growth_summary",
    "items_to_review",
    "mastery_by_assessment",
    "mastery_by_standard",
]
