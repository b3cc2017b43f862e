"""How goals, trials and a launch stand, and when a team can meet, each in a sentence."""

from functools import partial

import pandas as pd

from gallery_examples.example import Example
from plcnb import words
from plcnb.stats import runs, schedule

ROOM = "What stands, and what waits"


def examples() -> list[Example]:
    """Return the examples of what stands."""
    since = pd.DataFrame(
        {
            "title": ["Check 2", "Check 3"],
            "n_students": [24, 23],
            "n_items": [5, 6],
            "share": [0.58, 0.66],
            "low": [0.46, 0.55],
            "high": [0.69, 0.76],
            "verdict": ["below", "cannot tell"],
            "more_needed": ["", "4 more questions on it"],
            "caution": ["", ""],
        }
    )
    measured = runs.run_chart([41, 38, 44, 40, 39, 42, 55, 58, 61, 57, 60, 63, 59, 62], baseline=6)
    times = {"Ana": ["Tue 15:00"], "Ben": ["Tue 15:00", "Thu 14:30"], "Cleo": ["Thu 14:30"]}
    return [
        Example(ROOM, finding=partial(words.say_standing, since, 0.7)),
        Example(ROOM, finding=partial(words.say_goals, ["open", "open", "met", "not met"], 1)),
        Example(ROOM, finding=partial(words.say_trial, measured, "up", as_planned="yes")),
        Example(ROOM, finding=partial(words.say_open_trials, 2)),
        Example(ROOM, finding=partial(words.say_launch, 16, 9, 2, 41)),
        Example(ROOM, finding=partial(words.say_two_meetings, schedule.two_meetings(times), ["Ana"])),
    ]
