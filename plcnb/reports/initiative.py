"""An initiative of a school or district: its aim, what drives it, whether it really happens, and where.

What is counted are places, never people: a place that names somebody is shown to nobody as such, and outside
the team no number stands on fewer than five sightings.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plcnb import charts, tables, words
from plcnb.cycle.implementing import Milestones, standing
from plcnb.errors import NotFound
from plcnb.model import Driver, Initiative, Milestone, Record, Sighting
from plcnb.reports.answered import being_written
from plcnb.reports.drivers import driver_diagram
from plcnb.reports.looks import FEWEST_POINTS, Looks
from plcnb.reports.paper import sighting_log
from plcnb.reports.room import Room, open_room
from plcnb.reports.sections import (
    Markup,
    Section,
    Shows,
    empty_state,
    findings_list,
    folded,
    one_word,
    paragraph,
)
from plcnb.reports.view import View
from plcnb.tables import Cell, Column, Table, count_of, day_month, number
from plcnb.words import Finding
from plcnb.workspace import open_workspace

if TYPE_CHECKING:
    from plcnb.forms.live import LiveForm

_ROWS = 9  # of a table: what half a printed page holds; all are behind a fold
_LATEST = 3  # sightings whose words stand on the page; the others are behind a fold


class InitiativeView(View):
    """An initiative as one audience may see it.

    Parameters
    ----------
    room : Room
        The team that leads it, and who is looking.
    initiative : str
        Its id, or how its aim begins; empty: the one still open that began last.

    Raises
    ------
    NotFound
        If the team leads no such initiative.
    """

    _head = ("Initiative", "change")

    def __init__(self, room: Room, initiative: str = "") -> None:
        super().__init__(room)
        self._wanted = initiative
        _choose(self._every, initiative)

    @cached_property
    def shown(self) -> Initiative | None:
        """The initiative looked at."""
        return _choose(self._every, self._wanted)

    @cached_property
    def looks(self) -> Looks:
        """What sightings of it tell."""
        return Looks(self.room, self.shown)

    def findings(self) -> Markup:
        """Return whether it is really happening, what that does to the measure, and what is late."""
        if self.shown is None:
            drafts = being_written(self.room, Initiative, "aim")
            return Markup("\n".join(part.html for part in (self._none, *drafts)))
        found = [words.say_implementation(self.looks.places), self.looks.finding(), self._milestones_finding]
        return findings_list(one for one in found if one is not None)

    def aim(self) -> Section | Markup:
        """Return what is to become better, how much, by when, and what else the team leads."""
        one = self.shown
        if one is None:
            return Markup("")
        parts: list[Shows] = [paragraph(text) for text in (self._measure_words, self._span_words) if text]
        others = [other.aim or "another one" for other in self._every if other.id != one.id]
        if others and self.room.inside:
            parts.append(paragraph(f"This team also leads: {'; '.join(others)}.", "small"))
        return Section(
            "The aim", one.aim or "What is to become better is told inside the school", tuple(parts)
        )

    def drivers(self) -> Section | Markup:
        """Return what must change for the aim to be reached, with an idea for each, as a diagram in words."""
        if self.shown is None:
            return Markup("")
        drivers = self._drivers
        if not drivers:
            missing = empty_state(
                "Nobody has written down yet what must change,",
                "so the aim is a wish.",
                "Name two or three things that must change, in 09-initiative.",
            )
            return Section(
                "What must change", "No driver yet", (missing, *being_written(self.room, Driver, "text"))
            )
        without = sum(not driver.idea for driver in drivers)
        headline = (
            f"{count_of(len(drivers), 'thing')} must change" if len(drivers) > 1 else "One thing must change"
        )
        if self.room.audience == "public":
            return Section("What must change", headline)
        headline += f"; for {without} of them an idea is missing" if without else ""
        seen = {one.id: self.looks.of_driver(one.id) for one in drivers}
        diagram = driver_diagram(self.shown.aim, drivers, seen)
        return Section("What must change", headline, (diagram, *being_written(self.room, Driver, "text")))

    def milestones(self) -> Section | Markup:
        """Return what will stand when, the late ones first; owners for the team only."""
        if self.shown is None:
            return Markup("")
        stands = self._milestones
        if not stands.n:
            missing = empty_state(
                "No milestone has a day yet,",
                "so nobody can see whether it is late.",
                "Write down what will stand by when, in 09-initiative.",
            )
            return Section(
                "Milestones", "No milestone yet", (missing, *being_written(self.room, Milestone, "what"))
            )
        headline = self._milestones_headline
        if self.room.audience == "public":
            return Section("Milestones", headline)
        late = tuple(self._milestone_row(one, self._late_words(one)) for one in stands.late)
        soon = tuple(self._milestone_row(one, "due soon") for one in stands.soon)
        later = tuple(self._milestone_row(one, "") for one in stands.later)
        done = tuple(
            self._milestone_row(one, f"stood on {day_month(one.done_on)}") for one in reversed(stands.done)
        )
        ahead = (*late, *soon, *later)
        parts: list[Shows] = (
            [Table("What will stand", self._milestone_columns, ahead[:_ROWS])] if ahead else []
        )
        if len(ahead) > _ROWS:
            more = Table("What will stand later", self._milestone_columns, ahead[_ROWS:])
            parts.append(folded(f"{count_of(len(ahead) - _ROWS, 'later milestone')}", more))
        if done:
            stood = Table("What stands", self._milestone_columns, done)
            parts.append(folded("What stands already", stood))
        parts += being_written(self.room, Milestone, "what")
        return Section("Milestones", headline, tuple(parts))

    def happening(self) -> Section | Markup:
        """Return whether the change is really happening, and where: sightings by place, then by month."""
        if self.shown is None:
            return Markup("")
        if self.looks.places.empty:
            missing = empty_state(
                "Nobody has looked yet whether the change is happening,",
                "so its effect cannot be told from the effect of talking about it.",
                "Look in five places for five minutes, and log what you see in 09-initiative.",
            )
            return Section(
                "Is it happening, and where?",
                "Nobody has looked yet",
                (missing, *being_written(self.room, Sighting, "where")),
            )
        headline = words.say_implementation(self.looks.places).sentence
        parts: list[Shows] = []
        if self.room.audience != "public":
            parts.append(tables.implementation_table(self.looks.places.head(_ROWS)))
        if self.room.audience != "public" and len(self.looks.places) > _ROWS:
            parts.append(folded("All places", tables.implementation_table(self.looks.places)))
        parts += self.looks.by_month()
        parts.append(paragraph("Counted are places that somebody looked at, not people.", "small"))
        parts += being_written(self.room, Sighting, "where")
        return Section("Is it happening, and where?", headline, tuple(parts))

    def outcome(self) -> Section | Markup:
        """Return the measure of the aim over time, from where to where it is to go."""
        if self.shown is None:
            return Markup("")
        values, finding = self.looks.values, self.looks.finding()
        if finding is None:
            return Section("Does it help?", "No value of the measure yet", (self._no_value,))
        way: list[Shows] = [paragraph(self._span_words)] if self._span_words else []
        if len(values) < FEWEST_POINTS:
            return Section("Does it help?", finding.headline, (*way, paragraph(finding.sentence)))
        measure = self.shown.measure or "the measure"
        chart = charts.run_chart(values["value"].to_numpy(), labels=list(values["when"]), measure=measure)
        note = f"Each point is the mean of the values of one {'day' if self.looks.fewest == 1 else 'month'}."
        return Section("Does it help?", finding.headline, (*way, chart, paragraph(note, "small")))

    def learned(self) -> Section | Markup:
        """Return what was learned, and for the team what people saw."""
        one = self.shown
        if one is None:
            return Markup("")
        noted = (
            [sighting for sighting in reversed(self.looks.past) if sighting.note] if self.room.inside else []
        )
        if not one.learned and not noted:
            return Markup("")
        parts: list[Shows] = [paragraph(one.learned)] if one.learned else []
        if noted:
            parts.append(_notes(noted[:_LATEST]))
        if len(noted) > _LATEST:
            parts.append(folded(f"{len(noted) - _LATEST} earlier", _notes(noted[_LATEST:])))
        yet = "Nothing is written down yet; this is what was seen"
        return Section("What we learned", "What we learned so far" if one.learned else yet, tuple(parts))

    # Forms.

    def initiative_form(self) -> "LiveForm":
        """Return the form of the initiatives this team leads."""
        running = self.shown.id if self.shown and not self.shown.closed_on else ""
        return self._form(Initiative, ["aim", "by"], title="The initiative", record_id=running)

    def driver_form(self) -> "Markup | LiveForm":
        """Return the form of what must change, and how."""
        return self._part_form(Driver, ["text", "idea"], "What must change")

    def milestone_form(self) -> "Markup | LiveForm":
        """Return the form of what will stand by when."""
        return self._part_form(Milestone, ["what", "due", "done_on"], "Milestone")

    def sighting_form(self) -> "Markup | LiveForm":
        """Return the form of one look: is it happening here?"""
        return self._part_form(Sighting, ["on", "where"], "Is it happening here?", feedback=self.feedback)

    def feedback(self, sighting: Sighting) -> list[tuple[bool, str, str]]:
        """Return what to say of a sighting while it is being written."""
        return self.looks.advice(sighting)

    def sighting_sheet(self) -> Markup:
        """Return a log of five looks on paper: for the team only."""
        if self.shown is None or not self.room.inside:
            return Markup("")
        intro = "Five places, five minutes each: grades, subjects or buildings, never people."
        return sighting_log("Is it happening here?", intro, [one.text for one in self._drivers])

    def _part_form(
        self, kind: type[Record], listed: Sequence[str], title: str, **options: Any
    ) -> "Markup | LiveForm":
        """Return the form of something that belongs to the initiative."""
        if self.shown is None:
            return self._none
        choices = {**self.room.choices(), "driver_id": self._driver_choices}
        fixed = {"initiative_id": self.shown.id}
        return self._form(kind, listed, title=title, fixed=fixed, choices=choices, **options)

    # What the sections share.

    @property
    def _driver_choices(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.id, one.text or one.id) for one in self._drivers)

    @cached_property
    def _every(self) -> tuple[Initiative, ...]:
        return self.room.list(Initiative)

    @cached_property
    def _drivers(self) -> list[Driver]:
        return sorted(self._of(Driver), key=lambda one: one.position)

    @cached_property
    def _milestones(self) -> Milestones:
        return standing(self._of(Milestone), self.room.today)

    def _of(self, kind: type[Record]) -> list[Any]:
        return list(self.room.list(kind, initiative_id=self.shown.id)) if self.shown else []

    @property
    def _milestones_finding(self) -> Finding | None:
        if not self._milestones.n:
            return None
        return Finding(f"{self._milestones_headline}.", "below" if self._milestones.late else "cannot tell")

    @property
    def _milestones_headline(self) -> str:
        stands = self._milestones
        done = f"{len(stands.done)} of {count_of(stands.n, 'milestone')} done"
        late = f", {len(stands.late)} late" if stands.late else ""
        soon = f", {len(stands.soon)} due within two weeks" if stands.soon else ""
        return f"{done}{late}{soon}"

    @property
    def _milestone_columns(self) -> tuple[Column, ...]:
        owner = (Column("Who sees to it"),) if self.room.inside else ()
        return Column("What"), *owner, Column("By")

    def _milestone_row(self, one: Milestone, small: str) -> tuple[Cell, ...]:
        owner = (Cell(self.room.name_of(one.owner) or tables.MISSING),) if self.room.inside else ()
        return Cell(one.what), *owner, Cell(one_word(one.due), small)

    def _late_words(self, one: Milestone) -> str:
        days = (self.room.today - one.due).days if one.due else 0
        return f"late by {count_of(days, 'day')}".replace(" ", "\N{NO-BREAK SPACE}")

    @property
    def _measure_words(self) -> str:
        return f"Measured as {self.shown.measure}." if self.shown and self.shown.measure else ""

    @property
    def _span_words(self) -> str:
        """Say from where to where the measure is to go, and by when."""
        one = self.shown
        if one is None:
            return ""
        unit = f" {one.unit}" if one.unit else ""
        way = [
            f"from {number(one.start)}" if one.start is not None else "",
            f"to {number(one.target)}{unit}" if one.target is not None else "",
        ]
        when = f"{day_month(one.begins)} until {day_month(one.by)}" if one.begins and one.by else ""
        said = " ".join(filter(None, way))
        return f"{said[:1].upper()}{said[1:]}, {when}." if said and when else f"{when}." if when else ""

    @property
    def _no_value(self) -> Markup:
        if self.room.inside:
            return empty_state(
                "The measure of the aim has no value yet,",
                "so nobody can say whether students are better off.",
                "Write its value down with a sighting, in 09-initiative.",
            )
        return empty_state(
            "There are too few values of the measure to leave the team,",
            "so nobody outside can say whether students are better off.",
            "Ask the team that leads it.",
        )

    @property
    def _none(self) -> Markup:
        return empty_state(
            "This team leads no initiative,",
            "so there is nothing to review here.",
            "If it begins one, write its aim in 09-initiative; most teams never need to.",
        )


def _notes(sightings: list[Sighting]) -> Table:
    rows = tuple((Cell(one_word(one.on), one.where), Cell(one.note)) for one in sightings)
    return Table("What was seen, the latest first", (Column("When, where"), Column("What")), rows)


def _choose(every: tuple[Initiative, ...], wanted: str) -> Initiative | None:
    if wanted:
        found = [one for one in every if one.id == wanted] or [
            one for one in every if one.aim.casefold().startswith(wanted.strip().casefold())
        ]
        if not found:
            raise NotFound("initiative", wanted, [one.aim or one.id for one in every])
        return found[0]
    running = [one for one in every if one.closed_on is None] or list(every)
    return max(running, key=lambda one: (str(one.begins or ""), one.id)) if running else None


def open_initiative(
    team: str = "",
    *,
    initiative: str = "",
    audience: str = "team",
    today: str = "",
    workspace: str | Path = "",
) -> InitiativeView:
    """Open the initiative that a team leads.

    Parameters
    ----------
    team : str
        The team's id, as `plcnb teams` prints it; empty: the first team that leads an initiative, else the
        first team there is.
    initiative : str
        Its id, or how its aim begins; empty: the one still open that began last.
    audience, today, workspace
        As `open_report` takes them.

    Raises
    ------
    NotFound
        If there is no such workspace or team, or the team leads no such initiative.
    ParameterError
        If the audience is unknown, or `today` is no day.
    """
    if not team:
        leading = open_workspace(workspace).records.list(Initiative)
        team = leading[0].team_id if leading else ""
    return InitiativeView(open_room(team, audience=audience, today=today, workspace=workspace), initiative)
