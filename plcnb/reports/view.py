"""A page of one team that shows what the records hold now, also after somebody has typed into a form."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, wraps
from typing import Any

from plcnb.reports.room import Room


class View:
    """What the pages of a team that hold forms have in common.

    Whatever a view has read it keeps, so that its sections agree and cost little. Each of its methods first
    asks whether anything was written since, and if so lets go of what was kept: a cell that is run again
    shows what has been typed meanwhile.

    Parameters
    ----------
    room : Room
        The team, and who is looking.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self._written = room.records.fingerprint(room.team_id)

    def __init_subclass__(cls) -> None:
        """Let every public method of a view look anew before it answers."""
        super().__init_subclass__()
        for name, method in list(vars(cls).items()):
            if callable(method) and not name.startswith("_"):
                setattr(cls, name, _looking_anew(method))

    def _look_anew(self) -> None:
        written = self.room.records.fingerprint(self.room.team_id)
        if written == self._written:
            return
        self._written = written
        self.room = replace(self.room)  # it keeps the members that it has read
        kept = [name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)]
        for name in kept:
            del self.__dict__[name]


def _looking_anew(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def looking_anew(self: View, *given: Any, **named: Any) -> Any:
        self._look_anew()
        return method(self, *given, **named)

    return looking_anew
