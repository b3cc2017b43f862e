"""Frames in, figures out: each with its alt text, how to read it, and how not to."""

from plcnb.charts.agenda import agenda_timeline
from plcnb.charts.calibration import predicted_and_actual
from plcnb.charts.chart import Chart
from plcnb.charts.gaps import gaps_between_groups
from plcnb.charts.goals import goal_meter
from plcnb.charts.growth import growth_since_last, growth_summary
from plcnb.charts.item_map import item_map
from plcnb.charts.items import items_to_review
from plcnb.charts.mastery import mastery_by_assessment, mastery_by_standard
from plcnb.charts.movement import quartile_movement
from plcnb.charts.network import collaboration_network
from plcnb.charts.options import option_shares
from plcnb.charts.progress import aimline
from plcnb.charts.runs import run_chart, xmr_chart
from plcnb.charts.schedule import common_times
from plcnb.charts.shares import p_chart
from plcnb.charts.students import student_grid
from plcnb.charts.surveys import likert
from plcnb.charts.visits import look_fors_over_time
from plcnb.charts.voting import ballot_tally

__all__ = [
    "Chart",
    "agenda_timeline",
    "aimline",
    "ballot_tally",
    "collaboration_network",
    "common_times",
    "gaps_between_groups",
    "goal_meter",
    "growth_since_last",
    "growth_summary",
    "item_map",
    "items_to_review",
    "likert",
    "look_fors_over_time",
    "mastery_by_assessment",
    "mastery_by_standard",
    "option_shares",
    "p_chart",
    "predicted_and_actual",
    "quartile_movement",
    "run_chart",
    "student_grid",
    "xmr_chart",
]
