"""A team's goals: what for whom by when, whether it can be reached, how it stands, what was learned."""

from collections.abc import Iterable
from functools import cached_property
from html import escape
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

from plcnb import charts, tables, words
from plcnb.cycle.checking import Check, not_yet
from plcnb.cycle.goal_check import check_goal
from plcnb.cycle.naming_evidence import Standard
from plcnb.forms.recordform import record_sheet
from plcnb.model import Goal
from plcnb.reports.answered import being_written, breakable, none_yet
from plcnb.reports.assessment import AssessmentView
from plcnb.reports.goal_evidence import PAST, GoalEvidence, evidence_of
from plcnb.reports.leaving_numbers import is_of_one, numbers_may_be_seen
from plcnb.reports.on_paper import on_paper
from plcnb.reports.room import Room, open_room
from plcnb.reports.sections import Markup, Section, Shows, empty_state, paragraph
from plcnb.reports.standards_seen import StandardsEvidence
from plcnb.reports.view import View
from plcnb.stats import disclosure
from plcnb.tables import MISSING, SHAPES, Cell, Column, Notes, Table

if TYPE_CHECKING:  # a page that nobody types into loads no widgets
    from plcnb.forms.live import LiveForm

_ON_PAPER = ("what", "whom", "start", "target", "by", "measure")
_SHOWN = 3  # open goals drawn in full: of more nobody can keep sight, and no page holds them
_STATES = {"open": "open", "met": "met", "not met": "not met", "let go": "let go"}


class GoalsView(View):
    """A team's goals: all in a table, the open ones in full, the closed ones with what was learned.

    Parameters
    ----------
    room : Room
        The team, and who is looking.
    """

    _head = ("Goals", "goals")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._seen = StandardsEvidence(room.evidence, room.audience)

    def overview(self) -> Section:
        """Return all goals: from where to where, by when, where they are now."""
        if not self._every:
            missing = empty_state(
                "No goal is written down yet,",
                "so nobody can tell whether students get there.",
                "Choose one standard of the last assessment; say for whom, from where to where, by when.",
            )
            return none_yet(self.room, Goal, "what", "Our goals", missing)
        said = words.say_goals([one.goal.state for one in self._every], len(self._past_their_day))
        table = Table(
            "Goals, open ones first",
            (Column("Goal"), Column("From → to (%)", "num"), Column("Now (%)", "num"), Column("State")),
            tuple(self._row(one) for one in (*self._open, *self._closed)),
        )
        late = [
            f"“{self._name(one.goal)}” was to be reached by {tables.day_month(one.goal.by)}: close it, "
            "with what was reached and what you learned."
            for one in self._past_their_day
        ]
        notes = [*(paragraph(text, "small") for text in late), *being_written(self.room, Goal, "what")]
        return Section("Our goals", said.sentence, (table, *notes))

    def open_goals(self) -> Markup:
        """Return each open goal in full: how it stands, whether it can be reached, what is missing in it."""
        if not self._open:
            return Markup("")
        shown = [self._in_full(one) for one in self._open[:_SHOWN]]
        more = len(self._open) - len(shown)
        if more:
            note = f"{tables.count_of(more, 'more goal')} open: in the table above. Two or three are enough."
            shown.append(Section("Other goals", note))
        return Markup("\n".join(one._repr_html_() for one in shown))

    def closed_goals(self) -> Section | Markup:
        """Return what became of the goals that are closed, and what was learned on the way."""
        if not self._closed:
            return Markup("")
        n_met = sum(one.goal.state == "met" for one in self._closed)
        return Section(
            "What became of earlier goals",
            f"{n_met} of {tables.count_of(len(self._closed), 'closed goal')} met",
            tuple(self._told(one) for one in self._closed),
        )

    def standards(self) -> Section | Markup:
        """Return what the latest assessment shows standard by standard: where the next goal may come from."""
        if is_of_one(self.room):
            return Markup("")
        cut = self.room.workspace.settings.cut
        return AssessmentView(self.room.evidence, audience=self.room.audience, cut=cut).mastery()

    def latest(self) -> Section | Markup:
        """Return the open goal that was written down last, with what it does not say yet."""
        every = [one for one in self.room.list(Goal, unfinished=True) if one.state == "open"]
        if not every or not self.room.inside:
            return Markup("")
        goal = every[-1]
        checks = self._checks(goal)
        said, lacking = [f"{one.name}: {one.says}" for one in checks], not_yet(checks)
        headline = (
            f"{len(lacking)} of {len(checks)} things are not said yet" if lacking else "The goal is whole"
        )
        whole = paragraph(self._statement(self._evidence_of(goal)))
        parts = (paragraph(self._name(goal)), whole, *self._missing(goal))
        return Section("The latest goal, read aloud", headline, (*parts, paragraph("; ".join(said), "small")))

    def goal_form(self) -> "LiveForm":
        """Return the form to set a goal, or to close one; those there are stand above it."""
        return self._form(
            Goal,
            ["what", "by", "state"],
            feedback=self.feedback,
        )

    def feedback(self, goal: Goal) -> list[tuple[bool, str, str]]:
        """Return what to say of a goal while it is being written."""
        said: list[tuple[bool, str, str]] = [
            (one.met, one.title, one.advice) for one in self._checks(goal) if not one.met
        ]
        if not said:
            said.append((True, "The goal is whole", "What, for whom, from where to where, by when, how."))
        reach = self._evidence_of(goal).reach
        well = reach.goal is not None and reach.goal.verdict in ("within reach", "stretch", "reached already")
        basis = f"Compared with {reach.basis}." if reach.goal is not None and reach.goal.n else ""
        said.append((well, "Can it be reached?", " ".join(filter(None, (reach.finding.sentence, basis)))))
        return said

    def goal_sheet(self) -> Markup:
        """Return the questions of a goal to answer on paper."""
        return on_paper(
            record_sheet(Goal, title="The next goal", fields=_ON_PAPER, choices=self.room.choices())
        )

    # What the sections share.

    @cached_property
    def _every(self) -> tuple[GoalEvidence, ...]:
        return tuple(self._evidence_of(goal) for goal in self.room.list(Goal))

    def _evidence_of(self, goal: Goal) -> GoalEvidence:
        return evidence_of(self.room, goal, self._seen)

    @property
    def _open(self) -> list[GoalEvidence]:
        """The open goals, the one due first before the others."""
        running = [one for one in self._every if one.goal.state == "open"]
        return sorted(running, key=lambda one: (one.goal.by is None, one.goal.by or self.room.today))

    @property
    def _closed(self) -> list[GoalEvidence]:
        """The closed goals, the one closed last before the others."""
        over = [one for one in self._every if one.goal.state != "open"]
        return sorted(
            over, key=lambda one: one.goal.closed_on or one.goal.by or self.room.today, reverse=True
        )

    @property
    def _past_their_day(self) -> list[GoalEvidence]:
        return [one for one in self._open if one.goal.by is not None and one.goal.by < self.room.today]

    def _name(self, goal: Goal) -> str:
        """Return what a goal is called: what students will do; to others its standard."""
        return goal.what or self._standard(goal) or "a goal of the team's own"

    def _standard(self, goal: Goal) -> str:
        """Return the standard of a goal as code and statement; "" where it has none."""
        return dict(self.room.standard_choices()).get(goal.standard_id, "")

    def _start_may_be_seen(self, one: GoalEvidence) -> bool:
        """Return whether the start that was typed may be shown: outside if the evidence has it, too."""
        return self.room.inside or (numbers_may_be_seen(self.room) and one.has_shown(one.goal.start))

    def _row(self, one: GoalEvidence) -> tuple[Cell, ...]:
        goal = one.goal
        code = self.room.standard_name(goal.standard_id) if goal.standard_id else ""
        start = _typed(goal.start) if self._start_may_be_seen(one) else ""
        return (
            Cell(breakable(self._name(goal)), breakable(" · ".join(filter(None, (goal.whom, code))))),
            Cell(f"{start} → {_typed(goal.target)}", self._by(goal)),
            *self._now(one),
        )

    def _by(self, goal: Goal) -> str:
        return f"by {tables.day_month(goal.by)}" if goal.by else ""

    def _now(self, one: GoalEvidence) -> tuple[Cell, Cell]:
        """Return where the students are, as written at the end or as the evidence says; and the state."""
        goal, state = one.goal, _STATES[one.goal.state]
        if goal.state != "open" and goal.reached is not None:
            n = goal.reached_n
            if not self._reached_may_be_seen(goal):
                return Cell("not shown"), Cell(state)
            return Cell(_typed(goal.reached)), Cell(state, "" if n is None else tables.count_of(n, "student"))
        row = one.latest
        if row is None:
            return Cell(MISSING), Cell(state, "nothing measured yet" if goal.state == "open" else "")
        if row.get("hidden", False) or not numbers_may_be_seen(self.room):
            return Cell("not shown"), Cell(state)
        share = tables.share_words(row).removesuffix(" %")
        seen = f"{tables.count_of(row['n_students'], 'student')}, {tables.when(row['date'])}".rstrip(", ")
        return Cell(f"{SHAPES[row['verdict']]}\N{NO-BREAK SPACE}{share}"), Cell(state, seen)

    def _reached_may_be_seen(self, goal: Goal) -> bool:
        """Return whether the share that was written down at the end may be shown."""
        enough = goal.reached_n is not None and goal.reached_n >= disclosure.MINIMUM
        return self.room.inside or (enough and numbers_may_be_seen(self.room))

    def _in_full(self, one: GoalEvidence) -> Section:
        goal = one.goal
        parts: list[Shows] = [paragraph(self._statement(one))]
        seen = one.since if numbers_may_be_seen(self.room) else one.since.assign(hidden=True)
        finding = words.say_standing(seen, goal.target) if goal.target is not None else None
        if one.latest is not None:
            of_whom = f"Counted: all students of the team, on {self.room.standard_name(goal.standard_id)}."
            parts.append(paragraph(of_whom, "small"))
        parts += self._reachable(one)
        parts += self._missing(goal)
        headline = finding.sentence if finding else "No target has been named"
        return Section(f"Goal · {self._name(goal)}", headline, tuple(parts))

    def _statement(self, one: GoalEvidence) -> str:
        """Return the whole goal as one line: for whom, from where to where, by when, measured how."""
        goal = one.goal
        start = goal.start is not None and self._start_may_be_seen(one)
        steps = [f"from {_typed(goal.start)} %" if start else "", f"to {_typed(goal.target)} %"]
        said = [
            goal.whom,
            " ".join(filter(None, steps)) if goal.target is not None else "",
            f"by {tables.day_month(goal.by)}" if goal.by else "",
            f"measured by {goal.measure}" if goal.measure else "",
        ]
        whole = "; ".join(filter(None, said))
        return f"{whole[0].upper()}{whole[1:]}." if whole else ""

    def _reachable(self, one: GoalEvidence) -> Iterable[Shows]:
        """Yield whether the goal can be reached, judged by the team's own growth so far."""
        if not self._start_may_be_seen(one) or one in self._past_their_day:
            return
        reach = one.reach
        if reach.goal is not None and reach.goal.n:
            yield charts.goal_meter(reach.goal, "share", PAST)
        else:
            yield paragraph(reach.finding.sentence)
        compared = f"Compared with {reach.basis}." if reach.goal is not None and reach.goal.n else ""
        caution = f"{reach.caution[:1].upper()}{reach.caution[1:]}." if reach.caution else ""
        yield paragraph(" ".join(filter(None, (compared, caution))), "small")

    def _missing(self, goal: Goal) -> Iterable[Shows]:
        """Yield what the goal does not say yet."""
        if self.room.inside:
            lacking = not_yet(self._checks(goal))
            if lacking:
                yield Notes(tuple(f"Not yet said, {one.name}: {one.reason}" for one in lacking))

    def _checks(self, goal: Goal) -> tuple[Check, ...]:
        """Return what a goal says and what not, as the forms and the page show it."""
        standards = [
            Standard(row["standard_id"], row["code"], row["statement"])
            for row in tables.records(self.room.evidence.standards)
        ]
        titles = list(self.room.evidence.assessments["title"])
        return check_goal(goal, today=self.room.today, standards=standards, assessments=titles)

    def _told(self, one: GoalEvidence) -> Markup:
        goal = one.goal
        low, high = one.interval_at_the_end()
        when = f" on {tables.day_month(goal.closed_on)}" if goal.closed_on else ""
        state = f"{_STATES[goal.state].capitalize()}{when}."
        if not self._reached_may_be_seen(goal):
            reached = "The numbers stay with the team."
        else:
            reached = words.say_reached(
                goal.reached, nan if goal.target is None else goal.target, goal.reached_n, low, high
            )
        learned = paragraph(f"What we learned: {goal.learned}").html if goal.learned else ""
        name = f"<h3>{escape(self._name(goal))}</h3>"
        return Markup(f"{name}{paragraph(f'{state} {reached}', 'small').html}{learned}")


def _typed(share: float | None) -> str:
    """Return a share that somebody typed, without its per cent sign."""
    return MISSING if share is None else tables.percent(share).removesuffix(" %")


def open_goals(
    team: str = "", *, audience: str = "team", today: str = "", workspace: str | Path = ""
) -> GoalsView:
    """Open the goals of one team.

    Parameters
    ----------
    team, audience, today, workspace
        As `open_report` takes them.

    Raises
    ------
    NotFound
        If there is no such workspace or team.
    ParameterError
        If the audience is unknown, or `today` is no day.
    """
    return GoalsView(open_room(team, audience=audience, today=today, workspace=workspace))
