"""A teacher's own page: what I promised, what I try, what I learned, and who asks for what others offer.

What somebody reflects on is theirs until they share it. This page reads the reflections of the one person it
is opened for, and of others only what they shared; it has no template, and nothing of it is exported.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from plcnb import tables
from plcnb.cycle.matching_help import Match, matches, open_exchanges
from plcnb.cycle.promises import trials_waiting
from plcnb.model import ActionStep, Exchange, Measurement, Member, Reflection, Trial
from plcnb.reports.answered import answers, pairs
from plcnb.reports.myself import member_of
from plcnb.reports.room import Room, open_room
from plcnb.reports.sections import Markup, Section, Shows, empty_state, folded, paragraph
from plcnb.reports.view import View
from plcnb.tables import Cell, Column, Table, count_of, day_month

if TYPE_CHECKING:
    from plcnb.forms.live import LiveForm

_SHARED_SHOWN = 3  # reflections of colleagues, the latest; the others are behind a fold
_OWN_WORDS = ("tried", "saw", "learned", "need")


class ReflectionView(View):
    """One teacher's page.

    Parameters
    ----------
    room : Room
        The team; outside it the page stays empty.
    me : str
        Whose page it is: a name or an id; empty: nobody's, or in the invented sample the first member's.

    Raises
    ------
    NotFound
        If the team has no such member.
    """

    _head = ("My own page", "reflect")

    def __init__(self, room: Room, me: str = "") -> None:
        super().__init__(room)
        self.member: Member | None = member_of(room, me) or _first_of_the_sample(room)

    @property
    def me(self) -> str:
        """The id of whom the page is opened for; "" for nobody."""
        return self.member.person_id if self.member and self.room.inside else ""

    def who(self) -> Section | Markup:
        """Return whose page this is, and who reads what."""
        if not self.me or self.member is None:
            names = ", ".join(one.name for one in self.room.members if one.name)
            there = f"In this team: {names}." if names else "Nobody is known as a member of this team yet."
            missing = empty_state(
                "This page has not been told whose it is,",
                "so it shows nothing of anybody.",
                "Write your name behind “me”, under “Say who you are”, and run the page again."
                if self.room.inside
                else "A teacher opens it inside the team.",
            )
            parts = (missing, paragraph(there, "small")) if self.room.inside else (missing,)
            return Section("Whose page is this?", "Nobody’s yet", parts)
        note = paragraph(
            "What you reflect on can be read by you alone until you share it. Your promises, trials, asks "
            "and offers can be read by your team.",
            "small",
        )
        return Section(
            "Whose page is this?", f"This is the page of {self.member.name or 'a colleague'}", (note,)
        )

    def promises(self) -> Section | Markup:
        """Return my open steps, those first that were due first."""
        if not self.me:
            return Markup("")
        mine = [
            one for one in self.room.list(ActionStep, owner=self.me, unfinished=True) if one.state == "open"
        ]
        mine = sorted((one for one in mine if one.what), key=lambda one: (one.due is None, one.due, one.id))
        if not mine:
            missing = empty_state(
                "You have promised nothing that is still open,",
                "so nothing waits for you.",
                "A step of yours that is set in 03-data-meeting will stand here.",
            )
            return Section("My promises", "Nothing is waiting for me", (missing,))
        past = sum(one.due is not None and one.due < self.room.today for one in mine)
        headline = count_of(len(mine), "promise") + (
            f", {past} past its day" if past == 1 else f", {past} past their day" if past else ""
        )
        table = Table(
            "What I said I would do",
            (Column("What"), Column("Students will"), Column("By")),
            tuple(self._promise_row(one) for one in mine),
        )
        return Section("My promises", headline, (table,))

    def trials(self) -> Section | Markup:
        """Return what I am trying, and which of it waits for a measurement or a decision."""
        if not self.me:
            return Markup("")
        mine = [
            one
            for one in self.room.list(Trial)
            if self.me in one.who and one.closed_on is None and not one.decision and one.begins
        ]
        if not mine:
            missing = empty_state(
                "You are trying nothing at the moment,",
                "so there is nothing to measure.",
                "Begin a trial in 05-try-measure-learn: one change, one measure.",
            )
            return Section("What I am trying", "No trial of mine is open", (missing,))
        waiting = trials_waiting(mine, self.room.list(Measurement), self.room.today)
        waits = dict(zip(waiting["trial_id"], waiting["waits_for"], strict=True))
        rows = tuple(
            (
                Cell(one.change),
                Cell(one.measure),
                Cell(f"for a {waits[one.id]}" if one.id in waits else "for nothing now"),
            )
            for one in mine
        )
        waiting_now = f"{len(waits)} of them for me to act on" if waits else "nothing of it waits for me now"
        headline = f"{count_of(len(mine), 'trial')} open, {waiting_now}"
        columns = (Column("What I change"), Column("What I measure"), Column("Waits"))
        return Section("What I am trying", headline, (Table("My trials", columns, rows),))

    def last(self) -> Section | Markup:
        """Return what I wrote last time: for me alone unless I shared it."""
        if not self.me:
            return Markup("")
        before = [one for one in self._mine if one.on != self.room.today]
        if not before:
            missing = empty_state(
                "You have written no reflection before today,",
                "so there is nothing to look back on.",
                "Write a first one below; a minute is enough.",
            )
            return Section("Last time", "Nothing to look back on yet", (missing,))
        one = before[-1]
        who = "shared with my team" if one.shared else "read by me alone"
        headline = f"{day_month(one.on)}: {who}"
        parts: list[Shows] = [answers(self.room, one, _OWN_WORDS)]
        if len(before) > 1:
            rows = [(day_month(earlier.on), earlier.tried) for earlier in reversed(before[:-1])]
            parts.append(folded(f"{len(before) - 1} earlier", pairs(rows)))
        return Section("Last time", headline, tuple(parts))

    def shared(self) -> Section | Markup:
        """Return what colleagues have shared of their reflections, the latest first."""
        if not self.me:
            return Markup("")
        theirs = sorted(
            (one for one in self.room.list(Reflection) if one.person_id != self.me),
            key=lambda one: (one.on or self.room.today, one.id),
            reverse=True,
        )
        if not theirs:
            missing = empty_state(
                "No colleague has shared a reflection yet,",
                "so there is nothing to read here.",
                "To share one of yours may be a beginning.",
            )
            return Section("What colleagues shared", "Nothing yet", (missing,))
        parts: list[Shows] = [self._shared_words(one) for one in theirs[:_SHARED_SHOWN]]
        if len(theirs) > _SHARED_SHOWN:
            earlier = "".join(self._shared_words(one).html for one in theirs[_SHARED_SHOWN:])
            parts.append(folded(f"{len(theirs) - _SHARED_SHOWN} earlier", Markup(earlier)))
        n = len({one.person_id for one in theirs})
        headline = f"{count_of(len(theirs), 'reflection')} shared by {count_of(n, 'colleague')}"
        return Section("What colleagues shared", headline, tuple(parts))

    def exchange(self) -> Section | Markup:
        """Return what I ask for and offer at present."""
        if not self.me:
            return Markup("")
        mine = [one for one in self._open if one.person_id == self.me]
        if not mine:
            missing = empty_state(
                "You ask for nothing and offer nothing at present,",
                "so nobody can be matched with you.",
                "Write one thing you would like help with, or can help with.",
            )
            return Section("What I ask and offer", "Nothing yet", (missing,))
        kinds = {"ask": "I ask for", "offer": "I offer"}
        reads = {"team": "our team", "school": "our team; the topic also other teams and leaders"}
        rows = tuple(
            (Cell(kinds.get(one.kind, "")), Cell(one.topic, one.detail), Cell(reads.get(one.to, "our team")))
            for one in mine
        )
        asks = sum(one.kind == "ask" for one in mine)
        headline = f"{count_of(asks, 'ask')} and {count_of(len(mine) - asks, 'offer')} of mine"
        columns = (Column(""), Column("What about"), Column("Who can read it"))
        return Section("What I ask and offer", headline, (Table("Mine, still open", columns, rows),))

    def help(self) -> Section | Markup:
        """Return who offers what I ask for, and who asks for what I offer, with the words that match."""
        if not self.me:
            return Markup("")
        outside = self._matches_outside()
        rows = [*map(self._inside_row, self._matches_inside), *map(self._outside_row, outside)]
        if not rows:
            missing = empty_state(
                "Nothing that you ask for or offer matches somebody else’s topic at present,",
                "so nobody can be named.",
                "Say it in other words, or say it in the next meeting.",
            )
            return Section("Who can help whom", "No match yet", (missing,))
        columns = (Column("I"), Column("With whom"), Column("Their words"), Column("Why it matches"))
        table = Table("Asks and offers that speak of the same", columns, tuple(rows))
        note = paragraph("Of other teams you see the topic and the team; ask there who it is.", "small")
        parts = (table, note) if outside else (table,)
        return Section("Who can help whom", f"{count_of(len(rows), 'match', 'matches')} for me", parts)

    # Forms.

    def reflection_form(self) -> "Markup | LiveForm":
        """Return the form of today's reflection, which goes on where it was left; with the earlier ones."""
        if not self.me:
            return self._nobody
        of_today = [one.id for one in self._mine if one.on == self.room.today]
        return self._form(
            Reflection,
            ["tried"],
            by=self.me,
            title=f"One minute for myself, {day_month(self.room.today)}",
            record_id=of_today[-1] if of_today else "",
            fixed={"on": self.room.today},
            fields=["tried", "saw", "learned", "need", "shared"],
        )

    def exchange_form(self) -> "Markup | LiveForm":
        """Return the form in which I ask for something, or offer something."""
        if not self.me:
            return self._nobody
        return self._form(
            Exchange,
            ["kind", "topic"],
            by=self.me,
            title="Ask, or offer",
            fixed={"person_id": self.me, "on": self.room.today},
            fields=["kind", "topic", "detail", "to", "answered_on", "answered_by"],
        )

    # What the sections share.

    @property
    def _nobody(self) -> Markup:
        return empty_state(
            "There is no form yet,",
            "because nobody is named.",
            "Write your name behind “me”, under “Say who you are”.",
        )

    @cached_property
    def _mine(self) -> list[Reflection]:
        """My own reflections, shared or not, oldest first. The only place that reads an unshared one."""
        store, team = self.room.records, self.room.team_id
        found = store.list(Reflection, team_id=team, reader=self.me, person_id=self.me)
        past = [one for one in found if one.on and one.on <= self.room.today]
        return sorted(past, key=lambda one: (one.on or self.room.today, one.id))

    @cached_property
    def _open(self) -> tuple[Exchange, ...]:
        return open_exchanges(self.room.list(Exchange), self.room.today)

    @cached_property
    def _matches_inside(self) -> list[Match]:
        asks = [one for one in self._open if one.kind == "ask"]
        offers = [one for one in self._open if one.kind == "offer"]
        return [
            match
            for match in matches(asks, offers)
            if self.me in (match.ask.person_id, match.offer.person_id)
        ]

    def _matches_outside(self) -> list[Match]:
        """Return mine with what other teams let everybody read at this moment: the topic, and which team."""
        told = open_exchanges(self.room.records.list(Exchange, to="school"), self.room.today)
        others = [one for one in told if one.team_id != self.room.team_id]
        mine = [one for one in self._open if one.person_id == self.me]
        asks, offers = ([one for one in mine if one.kind == kind] for kind in ("ask", "offer"))
        theirs = {kind: [one for one in others if one.kind == kind] for kind in ("ask", "offer")}

        def topic(one: Exchange) -> str:
            return one.topic

        return [*matches(asks, theirs["offer"], read=topic), *matches(theirs["ask"], offers, read=topic)]

    def _promise_row(self, step: ActionStep) -> tuple[Cell, ...]:
        past = step.due is not None and step.due < self.room.today
        day = day_month(step.due) or tables.MISSING
        return Cell(step.what), Cell(step.students_will), Cell(day, "past its day" if past else "")

    def _shared_words(self, one: Reflection) -> Markup:
        name = self.room.name_of(one.person_id) or "a colleague"
        said = answers(self.room, one, _OWN_WORDS)
        return Markup(f"{paragraph(f'{name}, {day_month(one.on)}', 'small').html}{said.html}")

    def _inside_row(self, match: Match) -> tuple[Cell, ...]:
        asking = match.ask.person_id == self.me
        other = match.offer if asking else match.ask
        name = self.room.name_of(other.person_id) or "our whole team"
        return _row(asking, Cell(name), other, match)

    def _outside_row(self, match: Match) -> tuple[Cell, ...]:
        asking = match.ask.team_id == self.room.team_id
        other = match.offer if asking else match.ask
        team = next((one for one in self.room.records.teams() if one.team_id == other.team_id), None)
        where = Cell(team.name if team else "another team", team.school if team else "")
        return _row(asking, where, other, match)


def _row(asking: bool, who: Cell, other: Exchange, match: Match) -> tuple[Cell, ...]:
    shared = ", ".join(f"“{word}”" for word in match.words)
    return Cell("ask" if asking else "offer"), who, Cell(other.topic), Cell(f"both speak of {shared}")


def _first_of_the_sample(room: Room) -> Member | None:
    """Return somebody invented whose page can be shown as it is; of real people nobody's."""
    return room.members[0] if room.workspace.settings.sample and room.inside and room.members else None


def open_reflection(
    team: str = "",
    *,
    me: str = "",
    audience: str = "team",
    today: str = "",
    workspace: str | Path = "",
) -> ReflectionView:
    """Open a teacher's own page.

    Parameters
    ----------
    me : str
        Whose page it is: a name or an id; empty: nobody's, or in the invented sample the first member's.
    audience : {"team", "school", "public"}
        Outside the team the page stays empty.
    team, today, workspace
        As `open_report` takes them.

    Raises
    ------
    NotFound
        If there is no such workspace or team, or the team has no such member.
    ParameterError
        If the audience is unknown, or `today` is no day.
    """
    return ReflectionView(open_room(team, audience=audience, today=today, workspace=workspace), me)
