"""What sightings of one initiative tell, as one audience may see them: by place, by month, by the measure."""

from collections.abc import Sequence
from functools import cached_property

import pandas as pd

from plcnb import charts, words
from plcnb.cycle.implementing import FEWEST, by_month, by_place, outcome
from plcnb.cycle.naming_people import names_somebody
from plcnb.model import Initiative, Member, Sighting
from plcnb.reports.room import Room
from plcnb.reports.sections import Shows
from plcnb.stats import runs
from plcnb.tables import count_of
from plcnb.words import Finding

FEWEST_POINTS = 3  # months, or values: of fewer a picture over time shows nothing
_A_PERSON = "a place that names somebody"
_SOMEWHERE = "somewhere"  # the public does not read which place


class Looks:
    """The sightings of an initiative.

    Parameters
    ----------
    room : Room
        The team that leads it, and who is looking.
    initiative : Initiative, optional
        None: there is none, and nothing was seen.
    """

    def __init__(self, room: Room, initiative: Initiative | None) -> None:
        self.room = room
        self.initiative = initiative

    @property
    def fewest(self) -> int:
        """Of how many sightings a number is made at least."""
        return 1 if self.room.inside else self.room.minimum

    @cached_property
    def past(self) -> list[Sighting]:
        """The sightings until today, oldest first, none at a place that is called after a person."""
        if self.initiative is None:
            return []
        seen = self.room.list(Sighting, initiative_id=self.initiative.id)
        known = [self._placed(one) for one in seen if one.on and one.on <= self.room.today]
        return sorted(known, key=lambda one: (one.on or self.room.today, one.id))

    @cached_property
    def places(self) -> pd.DataFrame:
        """As `cycle.implementing.by_place`; for the public all places as one."""
        frame = by_place(self.past, self.room.today, fewest_shown=self.fewest)
        return frame.head(1) if self.room.audience == "public" else frame

    @cached_property
    def values(self) -> pd.DataFrame:
        """As `cycle.implementing.outcome`: the values of the measure that the audience may see."""
        return outcome(self.past, self.room.today, fewest_shown=self.fewest)

    def finding(self) -> Finding | None:
        """Return where the measure stands on its way; None without a value."""
        one = self.initiative
        if self.values.empty or one is None:
            return None
        run = runs.run_chart(self.values["value"].to_numpy())
        return words.say_outcome(run, one.measure, start=one.start, target=one.target, unit=one.unit)

    def by_month(self) -> list[Shows]:
        """Return the picture month by month: for the team alone, and where months hold enough."""
        months = by_month(self.past, self.room.today)
        looked = months["n"][months["n"] > 0]
        if not self.room.inside or len(looked) < FEWEST_POINTS or looked.median() < FEWEST:
            return []
        result = runs.p_chart(months["happening"], months["n"])
        return [charts.p_chart(result, measure="share happening as meant")]

    def of_driver(self, driver_id: str) -> str:
        """Return in how many sightings one change was happening as meant; "" without any, or outside."""
        frame = by_place([one for one in self.past if one.driver_id == driver_id], self.room.today)
        if frame.empty or not self.room.inside:
            return ""
        row = frame.iloc[0]
        return f"as meant in {row['happening']} of {count_of(row['n'], 'sighting')}"

    def advice(self, sighting: Sighting) -> list[tuple[bool, str, str]]:
        """Return what a form says of a sighting that names a person instead of a place."""
        if not names_somebody(sighting.where, self._people):
            return []
        ask = "It names a person. Write a grade, a subject or a building; until then the place is not shown."
        return [(False, "Where?", ask)]

    @cached_property
    def _people(self) -> Sequence[str]:
        return [one.name for one in self.room.records.list(Member)]

    def _placed(self, one: Sighting) -> Sighting:
        where = _A_PERSON if names_somebody(one.where, self._people) else one.where or _SOMEWHERE
        return one if where == one.where else one.model_copy(update={"where": where})
