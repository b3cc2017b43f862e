"""Units and lessons planned together: what students learn, how we know, what for those who do and do not."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

import pandas as pd

from plcnb import charts, tables, words
from plcnb.errors import NotFound, ParameterError
from plcnb.forms.recordform import record_sheet
from plcnb.model import Lesson, Unit
from plcnb.reports.answered import answers, being_written, breakable, brief, lines, none_yet, pairs
from plcnb.reports.leaving_numbers import numbers_may_be_seen, numbers_stay
from plcnb.reports.on_paper import on_paper
from plcnb.reports.room import Room, open_room
from plcnb.reports.sections import Markup, Section, Shows, empty_state, folded, paragraph
from plcnb.reports.standards_seen import StandardsEvidence, StandardsSeen
from plcnb.reports.view import View
from plcnb.tables import MISSING, Cell, Column, Table

if TYPE_CHECKING:  # a page that nobody types into loads no widgets
    from plcnb.forms.live import LiveForm

_ON_PAPER = ("title", "standards", "understand", "assessment", "not_yet", "already")
_STANDARDS_SHOWN, _LONGEST_NAME = 8, 80  # standards of a unit, and letters of each, that fit the page
_BOXES = 12  # standards to tick on paper; of more only codes are written down
_LESSONS_SHOWN = 4  # what fits beside the evidence on two printed pages; the others are behind a fold
_LONGEST, _LONGEST_OF_A_LESSON = 300, 160  # letters of an answer, and of a line of a lesson, on the page
_LINE = "margin:.3rem 0"
_NOT_ANSWERED = "Nobody has answered this yet."


class UnitsView(View):
    """A team's units: all of them in a table, one of them in full, with its lessons.

    Parameters
    ----------
    room : Room
        The team, and who is looking.
    unit : str
        The unit looked at: its id or title; empty: the one that is being taught, else the latest begun.
    cut : float in (0, 1), optional
        Share of the points from which a standard counts as secure; not given: the workspace's own.

    Raises
    ------
    NotFound
        If the team has no such unit.
    ParameterError
        If `cut` is out of range.
    """

    _head = ("Units and lessons", "plan")

    def __init__(self, room: Room, unit: str = "", *, cut: float | None = None) -> None:
        super().__init__(room)
        self.cut = room.workspace.settings.cut if cut is None else cut
        if not 0 < self.cut < 1:
            raise ParameterError(f"cut must lie between 0 and 1, got {cut!r}. For 70 % write 0.7.")
        self._wanted = unit
        _choose(self._every, unit, room.today)

    @cached_property
    def unit(self) -> Unit | None:
        """The unit looked at."""
        return _choose(self._every, self._wanted, self.room.today)

    def overview(self) -> Section:
        """Return all units: when, which standards, whether they were assessed and looked back at."""
        if not self._every:
            missing = empty_state(
                "No unit is written down yet,",
                "so its standards and its assessment cannot be held side by side.",
                "Begin with the next one: its standards, and the assessment that all classes take.",
            )
            return none_yet(self.room, Unit, "title", "Our units", missing)
        looked_back = sum(bool(one.saw or one.keep or one.change) for one in self._every)
        headline = tables.count_of(len(self._every), "unit")
        if self.room.inside:
            headline += f", {looked_back} of them looked back at"
        table = Table(
            "Units, the latest first",
            (Column("Unit"), Column("When"), Column("Common assessment"), Column("Stands")),
            tuple(self._row(one) for one in reversed(self._every)),
        )
        return Section("Our units", headline, (table, *being_written(self.room, Unit, "title")))

    def learn(self) -> Section | Markup:
        """Return the first question: what students are to learn, in which weeks."""
        if self.unit is None:
            return Markup("")
        unit = self.unit
        named = [self._standards.get(one, one) for one in unit.standards]
        standards = [shorten(one, _LONGEST_NAME, placeholder=" …") for one in named[:_STANDARDS_SHOWN]]
        if len(named) > _STANDARDS_SHOWN:
            standards.append(f"and {len(named) - _STANDARDS_SHOWN} more")
        rows = [
            ("When", tables.from_until(unit.begins, unit.ends)),
            ("Standards", "\n".join(standards)),
            ("What students should still understand in a year", unit.understand),
        ]
        shown = pairs(((label, text) for label, text in rows if text), _LONGEST)
        return Section("1 · What will they learn?", brief(self._name(unit), _LONGEST_NAME), (shown,))

    def know(self) -> Section | Markup:
        """Return the second question: how we know, with what the common assessment shows of the standards."""
        if self.unit is None:
            return Markup("")
        unit = self.unit
        good = (answers(self.room, unit, ["good_work"], longest=_LONGEST),) if unit.good_work else ()
        if not unit.assessment:
            missing = empty_state(
                "No common assessment is chosen yet,",
                "so the classes cannot learn from one another.",
                "Choose it before the first lesson: it says what counts.",
            )
            return Section("2 · How will we know?", "No common assessment yet", (missing, *good))
        if not numbers_may_be_seen(self.room):
            stays = empty_state(*numbers_stay("What the assessment shows"))
            return Section("2 · How do we know?", "The numbers stay with the team", (stays,))
        title = self._titles.get(unit.assessment, "the common assessment")
        seen = self._seen
        if seen is None or seen.frame["share"].isna().all():
            missing = empty_state(
                f"{title} has no answers yet,",
                "so nobody can say who knows these standards.",
                "Import the answers to each question when it has been taken.",
            )
            few = seen is not None and bool(seen.frame.get("hidden", pd.Series(dtype=bool)).any())
            parts: tuple[Shows, ...] = () if few else (missing,)
            headline = (
                words.say_mastery(seen.frame, self.cut).headline
                if few and seen
                else f"{title}: no answers yet"
            )
            return Section("2 · How will we know?", headline, (*parts, *good))
        finding = words.say_mastery(seen.frame, self.cut)
        return Section("2 · How do we know?", finding.headline, (*self._pictures(seen, title), *good))

    def not_yet(self) -> Section | Markup:
        """Return the third question: what for those who do not know it yet."""
        return self._answer("not_yet", "3 · What for those who do not know it yet?", "below")

    def already(self) -> Section | Markup:
        """Return the fourth question, the one that is skipped most: what for those who know it already."""
        return self._answer("already", "4 · What for those who know it already?", "above")

    def lessons(self) -> Section | Markup:
        """Return the lessons that were planned together, and what was seen in them."""
        if self.unit is None:
            return Markup("")
        if not self._lessons:
            missing = empty_state(
                "No lesson of this unit is written down,",
                "and planning one together is where a unit becomes real.",
                "Plan the lesson in which most students will struggle.",
            )
            return Section("Lessons planned together", "No lesson yet", (missing,))
        taught = [one for one in self._lessons if one.on is not None and one.on <= self.room.today]
        reflected = sum(bool(one.students_did or one.next_time) for one in taught)
        headline = tables.count_of(len(self._lessons), "lesson")
        if self.room.inside:
            headline += f", {len(taught)} taught, {reflected} looked back at"
        shown = self._lessons[-_LESSONS_SHOWN:]
        left = len(self._lessons) - len(shown)
        told: list[Shows] = [*map(self._lesson, shown)]
        if left:
            told.append(folded(f"{left} earlier", _joined(map(self._lesson, self._lessons[:left]))))
        return Section("Lessons planned together", headline, tuple(told))

    def reflection(self) -> Section | Markup:
        """Return what the team makes of the unit: what the evidence showed, what stays, what changes."""
        if self.unit is None or not self.room.inside:
            return Markup("")
        unit = self.unit
        if unit.saw or unit.keep or unit.change:
            asked = ("saw", "keep", "change")
            said = answers(self.room, unit, asked, unanswered=_NOT_ANSWERED, longest=_LONGEST)
            return Section("Looking back", "What we saw, keep and change", (said,))
        over = unit.ends is not None and unit.ends <= self.room.today
        missing = empty_state(
            "Nobody has looked back at this unit yet," if over else "The unit is not over yet,",
            "and next year's team begins with what is written here.",
            "Ten minutes with the evidence above: what did it show, what do we keep, what do we change?",
        )
        return Section(
            "Looking back", "Not looked back at yet" if over else "To be looked back at", (missing,)
        )

    def unit_form(self) -> "LiveForm":
        """Return the form to plan a unit, or to look back at one; those there are stand above it."""
        return self._form(
            Unit,
            ["title", "begins", "ends"],
        )

    def lesson_form(self) -> "LiveForm | Markup":
        """Return the form to plan a lesson of the unit, or to look back at one."""
        if self.unit is None:
            return empty_state(
                "A lesson belongs to a unit,", "and none is written down yet.", "Write the unit first, above."
            )
        return self._form(
            Lesson,
            ["title", "on", "owner"],
            title=f"A lesson of “{self.unit.title}”",
            fixed={"unit_id": self.unit.id},
        )

    def unit_sheet(self) -> Markup:
        """Return the questions of a unit to answer on paper."""
        choices = self.room.choices()
        if len(choices["standards"]) > _BOXES:  # then writing a few codes down is quicker than finding them
            choices = {name: offered for name, offered in choices.items() if not name.startswith("standard")}
        return on_paper(record_sheet(Unit, title="The next unit", fields=_ON_PAPER, choices=choices))

    # What the sections share.

    @cached_property
    def _every(self) -> tuple[Unit, ...]:
        """All units by their first day."""
        return tuple(sorted(self.room.list(Unit), key=lambda one: one.begins or date.max))

    @cached_property
    def _lessons(self) -> tuple[Lesson, ...]:
        if self.unit is None:
            return ()
        return tuple(sorted(self.room.list(Lesson, unit_id=self.unit.id), key=lambda one: one.on or date.max))

    @cached_property
    def _seen(self) -> StandardsSeen | None:
        """What the common assessment shows of exactly the unit's standards."""
        if self.unit is None or not self.unit.assessment:
            return None
        seen = StandardsEvidence(self.room.evidence, self.room.audience)
        return seen.on(self.unit.assessment, self.unit.standards, self.cut)

    @cached_property
    def _standards(self) -> dict[str, str]:
        return dict(self.room.standard_choices())

    @cached_property
    def _titles(self) -> dict[str, str]:
        return dict(self.room.assessment_choices())

    def _name(self, unit: Unit) -> str:
        """Return what a unit is called; to others by its standards."""
        codes = self._codes(unit)
        return unit.title or (f"A unit on {codes}" if codes else "A unit")

    def _codes(self, unit: Unit) -> str:
        codes = [self.room.standard_name(one) for one in unit.standards[:_STANDARDS_SHOWN]]
        more = len(unit.standards) - len(codes)
        return ", ".join(codes) + (f" and {more} more" if more else "")

    def _row(self, unit: Unit) -> tuple[Cell, ...]:
        codes = self._codes(unit)
        return (
            Cell(breakable(brief(self._name(unit), _LONGEST_NAME)), codes if unit.title else ""),
            Cell(tables.from_until(unit.begins, unit.ends)),
            Cell(self._titles.get(unit.assessment, MISSING)),
            Cell(_stands(unit, self.room.today, inside=self.room.inside)),
        )

    def _pictures(self, seen: StandardsSeen, title: str) -> tuple[Shows, ...]:
        chart = charts.mastery_by_standard(seen.frame, cut=self.cut, most=_STANDARDS_SHOWN)
        notes = [f"{title}: the questions on the standards of this unit alone."]
        if seen.set_aside:
            notes.append(f"Set aside until its key has been checked: {', '.join(seen.set_aside)}.")
        if seen.unasked:
            codes = ", ".join(map(self.room.standard_name, seen.unasked))
            notes.append(f"No question of it asks about {codes}, so nobody can tell.")
        numbers = folded("The numbers, and what would settle it", tables.mastery_table(seen.frame))
        return chart, paragraph(" ".join(notes), "small"), numbers

    def _answer(self, name: str, title: str, verdict: str) -> Section | Markup:
        """Return the answer to the third or the fourth question, with the standards it now is about."""
        if self.unit is None or not self.room.inside:
            return Markup("")
        about = ", ".join(self._with_verdict(verdict))
        clearly = "clearly below" if verdict == "below" else "clearly above"
        where = f"{clearly} {tables.percent(self.cut)}: {about}" if about else ""
        said = getattr(self.unit, name)
        if said:
            headline = f"Now {where}" if where else "As we planned it"
            return Section(title, headline, (Markup(f"<div>{lines(said, _LONGEST)}</div>"),))
        missing = empty_state(
            "This question has no answer yet,",
            f"and the evidence asks it, {where}." if where else "and it is decided before the first lesson.",
            "Write one thing these students will do while the others do something else.",
        )
        return Section(title, "Not answered yet", (missing,))

    def _with_verdict(self, verdict: str) -> list[str]:
        """Return the codes of the unit's standards that the assessment puts clearly below or above."""
        if self._seen is None or self._seen.frame.empty:
            return []
        frame = self._seen.frame
        return [self.room.standard_name(one) for one in frame.loc[frame["verdict"] == verdict, "standard_id"]]

    def _lesson(self, lesson: Lesson) -> Markup:
        """Return a lesson: its name and day, what was planned, and what students did."""
        code = self.room.standard_name(lesson.standard_id) if lesson.standard_id else ""
        name = lesson.title or "A lesson"
        about = " · ".join(filter(None, (tables.day_month(lesson.on), code, self.room.name_of(lesson.owner))))
        rows = [
            ("Students will", lesson.students_will),
            ("We see who got it by", lesson.check),
            ("They did", lesson.students_did),
            ("Next time", lesson.next_time),
        ]
        said = "".join(
            f'<div style="{_LINE}"><b>{label}</b> {lines(text, _LONGEST_OF_A_LESSON)}</div>'
            for label, text in rows
            if text
        )
        return Markup(f'<h3>{escape(name)} <span class="small">{escape(about)}</span></h3>{said}')


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("\n".join(part.html for part in parts))


def _stands(unit: Unit, today: date, *, inside: bool) -> str:
    """Return where a unit stands: to be taught, being taught, over; and whether it was looked back at."""
    if unit.begins is not None and unit.begins > today:
        return "planned"
    if unit.ends is None or unit.ends >= today:
        return "being taught"
    if not inside:
        return "over"
    return "looked back at" if unit.saw or unit.keep or unit.change else "over, not looked back at"


def _choose(every: tuple[Unit, ...], wanted: str, today: date) -> Unit | None:
    """Return the unit asked for by id or title, else the one begun last, else the next one."""
    if not wanted:
        begun = [one for one in every if one.begins is not None and one.begins <= today]
        return begun[-1] if begun else next(iter(every), None)
    found = [one for one in every if wanted in (one.id, one.title)]
    if not found:
        raise NotFound(
            "unit", wanted, (one.title or one.id for one in every), "Leave it empty for the latest."
        )
    return found[-1]


def open_units(
    team: str = "",
    *,
    unit: str = "",
    cut: float | None = None,
    audience: str = "team",
    today: str = "",
    workspace: str | Path = "",
) -> UnitsView:
    """Open the units of one team.

    Parameters
    ----------
    unit : str
        Id or title of the unit looked at; empty: the one begun last.
    cut : float in (0, 1), optional
        Share of the points from which a standard counts as secure; not given: the workspace's own.
    team, audience, today, workspace
        As `open_report` takes them.

    Raises
    ------
    NotFound
        If there is no such workspace or team, or the team has no such unit.
    ParameterError
        If the audience is unknown, `today` is no day, or `cut` is out of range.
    """
    return UnitsView(open_room(team, audience=audience, today=today, workspace=workspace), unit, cut=cut)
