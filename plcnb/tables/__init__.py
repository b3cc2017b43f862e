"""Tables and numbers as people read them. The only part that rounds.

Charts and sentences take their numbers from here as well, so the three cannot disagree. A number that does
not exist is shown as a dash and read aloud as "no data"; a number that may not leave the team is said to be
hidden. A cell's second line is small print.
"""

from plcnb.tables.calibration import calibration_table, reveal_table
from plcnb.tables.gaps import fairness_table, gaps_table
from plcnb.tables.goals import goals_table
from plcnb.tables.items import options_table, questions_table
from plcnb.tables.mastery import mastery_table
from plcnb.tables.meeting import agenda_table, notes_list
from plcnb.tables.movement import movement_table
from plcnb.tables.network import network_table
from plcnb.tables.numbers import (
    DECIMALS_FROM,
    MISSING,
    count_of,
    day_month,
    from_until,
    interval_words,
    number,
    percent,
    points,
    points_between,
    points_of_100,
    when,
)
from plcnb.tables.progress import progress_table
from plcnb.tables.protected import protected_table
from plcnb.tables.rows import (
    HIDDEN,
    SHAPES,
    VERDICT_WORDS,
    hidden_words,
    names_by_student,
    question_name,
    records,
    require_columns,
    share_words,
    verdict_words,
)
from plcnb.tables.runs import run_table, xmr_table
from plcnb.tables.schedule import common_times_table
from plcnb.tables.sightings import implementation_table
from plcnb.tables.students import students_table
from plcnb.tables.surveys import answers_table, survey_table, waves_table
from plcnb.tables.table import Cell, Column, Notes, Table
from plcnb.tables.vendor import vendor_table
from plcnb.tables.visits import look_fors_table
from plcnb.tables.voting import ballots_table, rounds_table

__all__ = [
    "DECIMALS_FROM",
    "HIDDEN",
    "MISSING",
    "SHAPES",
    "VERDICT_WORDS",
    "Cell",
    "Column",
    "Notes",
    "Table",
    "agenda_table",
    "answers_table",
    "ballots_table",
    "calibration_table",
    "common_times_table",
    "count_of",
    "day_month",
    "fairness_table",
    "from_until",
    "gaps_table",
    "goals_table",
    "hidden_words",
    "implementation_table",
    "interval_words",
    "look_fors_table",
    "mastery_table",
    "movement_table",
    "names_by_student",
    "network_table",
    "notes_list",
    "number",
    "options_table",
    "percent",
    "points",
    "points_between",
    "points_of_100",
    "progress_table",
    "protected_table",
    "question_name",
    "questions_table",
    "records",
    "require_columns",
    "reveal_table",
    "rounds_table",
    "run_table",
    "share_words",
    "students_table",
    "survey_table",
    "vendor_table",
    "verdict_words",
    "waves_table",
    "when",
    "xmr_table",
]
