"""Statistics for teams: arrays and frames in, frames and small dataclasses out; pure.

Shares lie in [0, 1], NaN means "no data" and never 0, and nothing is rounded here. The modules to use are
called what a teacher would call the thing: ``items``, ``mastery``, ``growth``, ``disclosure``. Each is
loaded when it is first asked for.
"""

from importlib import import_module
from types import ModuleType

__all__ = [
    "calibration",
    "disclosure",
    "gaps",
    "goals",
    "growth",
    "items",
    "mastery",
    "network",
    "progress",
    "runs",
    "schedule",
    "surveys",
    "visits",
    "voting",
]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
