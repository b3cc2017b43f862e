"""Frames in, figures out: each with its alt text, how to read it, and how not to."""

from plcnb.charts.chart import Chart
from plcnb.charts.gaps import gaps_between_groups
from plcnb.charts.goals import goal_meter
from plcnb.charts.growth import growth_since_last, growth_summary
from plcnb.charts.items import items_to_review
from plcnb.charts.mastery import mastery_by_assessment, mastery_by_standard
from plcnb.charts.progress import aimline
from plcnb.charts.runs import run_chart, xmr_chart

__all__ = [
    "Chart",
    "aimline",
    "gaps_between_groups",
    "goal_meter",
    "growth_since_last",
    "growth_summary",
    "items_to_review",
    "mastery_by_assessment",
    "mastery_by_standard",
    "run_chart",
    "xmr_chart",
]
