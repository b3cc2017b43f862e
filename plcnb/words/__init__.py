"""Findings as sentences, made of the same frames as the charts and tables beside them.

Plain words first, the number with its n, and how sure we can be. A sentence names the skill, never the
child, and a verdict has the same words everywhere.
"""

from plcnb.words.agenda import say_agenda
from plcnb.words.calibration import say_calibration, say_reveal
from plcnb.words.finding import Finding, standard_name
from plcnb.words.gaps import say_fairness, say_gaps
from plcnb.words.goals import say_crossing, say_goal
from plcnb.words.groups import say_groups
from plcnb.words.growth import say_growth
from plcnb.words.items import say_items
from plcnb.words.launching import say_launch, say_two_meetings
from plcnb.words.mastery import say_assessments, say_mastery
from plcnb.words.movement import say_movement
from plcnb.words.network import say_network
from plcnb.words.progress import say_progress
from plcnb.words.questions import say_options, say_questions
from plcnb.words.runs import say_run, say_xmr
from plcnb.words.schedule import say_common_times
from plcnb.words.sightings import say_implementation, say_outcome
from plcnb.words.standing import say_goals, say_reached, say_standing
from plcnb.words.students import say_students
from plcnb.words.surveys import say_survey, say_waves
from plcnb.words.trials import say_open_trials, say_trial
from plcnb.words.turns import say_coverage, say_talks
from plcnb.words.vendor import say_vendor
from plcnb.words.visits import say_look_fors
from plcnb.words.voting import say_ballots, say_judges

__all__ = [
    "Finding",
    "say_agenda",
    "say_assessments",
    "say_ballots",
    "say_calibration",
    "say_common_times",
    "say_coverage",
    "say_crossing",
    "say_fairness",
    "say_gaps",
    "say_goal",
    "say_goals",
    "say_groups",
    "say_growth",
    "say_implementation",
    "say_items",
    "say_judges",
    "say_launch",
    "say_look_fors",
    "say_mastery",
    "say_movement",
    "say_network",
    "say_open_trials",
    "say_options",
    "say_outcome",
    "say_progress",
    "say_questions",
    "say_reached",
    "say_reveal",
    "say_run",
    "say_standing",
    "say_students",
    "say_survey",
    "say_talks",
    "say_trial",
    "say_two_meetings",
    "say_vendor",
    "say_waves",
    "say_xmr",
    "standard_name",
]
