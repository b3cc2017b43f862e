"""plcnb: notebooks that lead a team of teachers through a data-driven inquiry cycle.

The names below are what a notebook may import. They load what they need when first used, so that a command
which only lists teams does not wait for a drawing library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plcnb.reports.school import SchoolView, open_school
    from plcnb.reports.teamreport import TeamReport, open_report
    from plcnb.reports.voice import VoiceView, open_voice
    from plcnb.reports.welcome import welcome
    from plcnb.workspace import Workspace, open_workspace

__version__ = "0.1.0"

_HOME = {
    "SchoolView": "plcnb.reports.school",
    "TeamReport": "plcnb.reports.teamreport",
    "VoiceView": "plcnb.reports.voice",
    "Workspace": "plcnb.workspace",
    "open_report": "plcnb.reports.teamreport",
    "open_school": "plcnb.reports.school",
    "open_voice": "plcnb.reports.voice",
    "open_workspace": "plcnb.workspace",
    "welcome": "plcnb.reports.welcome",
}

__all__ = [
    "SchoolView",
    "TeamReport",
    "VoiceView",
    "Workspace",
    "open_report",
    "open_school",
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
