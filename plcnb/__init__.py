"""plcnb: notebooks that lead a team of teachers through a data-driven inquiry cycle.

The names below are what a notebook may import. They load what they need when first used, so that a command
which only lists teams does not wait for a drawing library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plcnb.reports.cockpit import CockpitView, open_cockpit
    from plcnb.reports.goals import GoalsView, open_goals
    from plcnb.reports.initiative import InitiativeView, open_initiative
    from plcnb.reports.launch import LaunchView, open_launch
    from plcnb.reports.meeting import DataMeeting, open_meeting
    from plcnb.reports.reflecting import ReflectionView, open_reflection
    from plcnb.reports.school import SchoolView, open_school
    from plcnb.reports.teamreport import TeamReport, open_report
    from plcnb.reports.trials import TrialsView, open_trials
    from plcnb.reports.units import UnitsView, open_units
    from plcnb.reports.visits import VisitsView, open_visits
    from plcnb.reports.voice import VoiceView, open_voice
    from plcnb.reports.welcome import next_steps, welcome
    from plcnb.workspace import Workspace, open_workspace

__version__ = "0.1.0"

_HOME = {
    "CockpitView": "plcnb.reports.cockpit",
    "DataMeeting": "plcnb.reports.meeting",
    "GoalsView": "plcnb.reports.goals",
    "InitiativeView": "plcnb.reports.initiative",
    "LaunchView": "plcnb.reports.launch",
    "ReflectionView": "plcnb.reports.reflecting",
    "SchoolView": "plcnb.reports.school",
    "TeamReport": "plcnb.reports.teamreport",
    "TrialsView": "plcnb.reports.trials",
    "UnitsView": "plcnb.reports.units",
    "VisitsView": "plcnb.reports.visits",
    "VoiceView": "plcnb.reports.voice",
    "Workspace": "plcnb.workspace",
    "next_steps": "plcnb.reports.welcome",
    "open_cockpit": "plcnb.reports.cockpit",
    "open_goals": "plcnb.reports.goals",
    "open_initiative": "plcnb.reports.initiative",
    "open_launch": "plcnb.reports.launch",
    "open_meeting": "plcnb.reports.meeting",
    "open_reflection": "plcnb.reports.reflecting",
    "open_report": "plcnb.reports.teamreport",
    "open_school": "plcnb.reports.school",
    "open_trials": "plcnb.reports.trials",
    "open_units": "plcnb.reports.units",
    "open_visits": "plcnb.reports.visits",
    "open_voice": "plcnb.reports.voice",
    "open_workspace": "plcnb.workspace",
    "welcome": "plcnb.reports.welcome",
}

__all__ = [
    "CockpitView",
    "DataMeeting",
    "GoalsView",
    "InitiativeView",
    "LaunchView",
    "ReflectionView",
    "SchoolView",
    "TeamReport",
    "TrialsView",
    "UnitsView",
    "VisitsView",
    "VoiceView",
    "Workspace",
    "next_steps",
    "open_cockpit",
    "open_goals",
    "open_initiative",
    "open_launch",
    "open_meeting",
    "open_reflection",
    "open_report",
    "open_school",
    "open_trials",
    "open_units",
    "open_visits",
    "open_voice",
    "open_workspace",
    "welcome",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"plcnb has no {name!r}; it offers {', '.join(sorted(_HOME))}.")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
