"""Pages that show what the records hold now, also after somebody has typed into a form."""

import os
from collections.abc import Callable, Sequence
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

from plcnb.forms.recordform import list_and_form
from plcnb.model import Record
from plcnb.reports.masthead import masthead
from plcnb.reports.room import Room
from plcnb.reports.sections import Markup
from plcnb.workspace import SNAPSHOT_VARIABLE

if TYPE_CHECKING:  # a page that nobody types into loads no widgets
    from plcnb.forms.live import LiveForm


def _looking_anew(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def looking_anew(self: "Fresh", *given: Any, **named: Any) -> Any:
        self._look_anew()
        return method(self, *given, **named)

    return looking_anew


class Fresh:
    """What all pages have in common over which forms can be opened.

    Whatever a page has worked out it keeps, so that its sections agree and cost little. Each of its public
    methods first asks whether anything was written since, and if so lets go of what was kept: a cell that is
    run again shows what has been typed meanwhile. What a class outside this family keeps, as the statistics
    of an assessment, stays: nobody types evidence. In a run over many teams a page speaks of one moment and
    does not ask.
    """

    def __init_subclass__(cls) -> None:
        """Let every public method look anew before it answers."""
        super().__init_subclass__()
        for name, method in list(vars(cls).items()):
            if callable(method) and not name.startswith("_"):
                setattr(cls, name, _looking_anew(method))

    def _is_outdated(self) -> bool:
        """Return whether anything was written since the page read, and from now on read anew."""
        raise NotImplementedError

    def _look_anew(self) -> None:
        if os.environ.get(SNAPSHOT_VARIABLE) or not self._is_outdated():
            return
        for family in type(self).__mro__:
            if issubclass(family, Fresh):
                for name, kept in vars(family).items():
                    if isinstance(kept, cached_property):
                        vars(self).pop(name, None)


class View(Fresh):
    """A page of one team.

    Parameters
    ----------
    room : Room
        The team, and who is looking.
    """

    _head: tuple[str, str] = ("", "")  # what the page is called, and the step of the cycle it belongs to

    def __init__(self, room: Room) -> None:
        self.room = room

    def masthead(self) -> Markup:
        """Return who the team is, and for whom the page is."""
        return masthead(self.room, *self._head)

    def _form(self, kind: type[Record], listed: Sequence[str], **options: Any) -> "LiveForm":
        """Return the form of a kind of record under the list of those there are; options: `record_form`."""
        room = self.room
        given = {"choices": room.choices(), "today": room.today, **options}
        return list_and_form(room.records, kind, room.team_id, listed=listed, **given)

    def _is_outdated(self) -> bool:
        before, self.room = self.room, self.room.anew()
        return self.room is not before
