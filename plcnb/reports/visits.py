"""Classroom visits: what students do in our rooms, who has been where, and how soon it is talked about.

A visit is about students. Nothing here marks, ranks or compares those who teach: look-fors are counted over
rooms, turns are turns, and outside the team nobody's visit can be told from another's.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from plcnb import charts, tables, words
from plcnb.cycle.naming_people import speaks_of_teachers
from plcnb.cycle.visiting import (
    WEEKS,
    Coverage,
    Pair,
    Talks,
    Turn,
    coverage,
    months_that_tell,
    next_pairs,
    seen_rows,
    talks,
)
from plcnb.model import Visit
from plcnb.reports.answered import brief
from plcnb.reports.myself import member_of
from plcnb.reports.paper import visit_log
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
from plcnb.stats.visits import look_fors
from plcnb.tables import Cell, Column, Table, count_of, day_month
from plcnb.words import Finding

if TYPE_CHECKING:
    from plcnb.forms.live import LiveForm
    from plcnb.forms.session import Feedback

_DURING = ("on", "visitor", "host", "minutes", "looked_for", "seen", "noticed", "wondered")
_AFTERWARDS = ("feedback_on", "host_takes")
_VISIT_TITLE = "Five minutes in a colleague’s room"
_VISIT_INTRO = "Look at students, not at the board. No mark and no advice: what do they do and say?"
_ROWS = 8  # of those that wait; the others are behind a fold
_LONGEST = 400  # letters of a note on the page
_LATEST = 5  # visits whose words stand on the page; what was said before is behind a fold
_NOT_YET = "not yet"


class VisitsView(View):
    """A team's classroom visits, as one audience may see them.

    Parameters
    ----------
    room : Room
        The team, and who is looking.
    me : str
        Who fills the forms: a name or an id; empty: they ask.
    weeks : int
        How far back turns and talks are looked at.

    Raises
    ------
    NotFound
        If the team has no such member.
    ParameterError
        If `weeks` is out of range.
    """

    _head = ("Classroom visits", "visit")

    def __init__(self, room: Room, *, me: str = "", weeks: int = WEEKS) -> None:
        super().__init__(room)
        self.member = member_of(room, me)
        self.weeks = weeks
        _ = self._covered  # refuses weeks that cannot be

    def findings(self) -> Markup:
        """Return what the visits tell, whether they reach everybody, and whether they are talked about."""
        if not self._past:
            return Markup("\n".join(part.html for part in (self._no_visit, *self._begun)))
        return findings_list(
            [words.say_look_fors(self._look_fors), self._coverage_finding, self._talks_finding]
        )

    def students(self) -> Section | Markup:
        """Return what students were seen to do, period by period, with how sure that is."""
        if not self._past:
            return Markup("")
        frame = self._look_fors
        parts: list[Shows] = [charts.look_fors_over_time(frame)]
        if self._months > 1:
            parts.append(
                paragraph("Months are put together, so that a number is of three rooms or more.", "small")
            )
        parts.append(folded("The numbers, and what would settle it", tables.look_fors_table(frame)))
        return Section("What students do in our rooms", words.say_look_fors(frame).headline, tuple(parts))

    def turns(self) -> Section | Markup:
        """Return who had a visitor and who visited lately, in the order of the names: for the team only."""
        if not self.room.inside or not self._visits:
            return Markup("")
        headline = self._coverage_finding.headline
        table = Table(
            f"Visits since {day_month(self._covered.since)}, in the order of the names",
            (Column("Colleague"), Column("Had a visitor"), Column("Visited")),
            tuple(self._turn_row(turn) for turn in self._covered.turns),
            "Nobody is known as a member of this team yet.",
        )
        return Section("Do visits reach everybody?", headline, (table, *self._begun))

    def talks(self) -> Section | Markup:
        """Return which visits still wait to be talked about: for the team only."""
        if not self.room.inside or not self._past:
            return Markup("")
        headline = self._talks_finding.sentence
        parts: list[Shows] = []
        if self._talks.waiting:
            rows = tuple(self._waiting_row(visit) for visit in self._talks.waiting)
            columns = (Column("Visit"), Column("Whose"), Column("Days ago", "num"))
            parts.append(Table("Still to talk about, the oldest first", columns, rows[:_ROWS]))
            if len(rows) > _ROWS:
                later = Table("Still to talk about, later ones", columns, rows[_ROWS:])
                parts.append(folded(f"{len(rows) - _ROWS} more", later))
        if self._talks.misdated:
            days = ", ".join(day_month(visit.on) for visit in self._talks.misdated)
            parts.append(
                paragraph(
                    f"Not counted, because the day of the talk cannot be right: visit of {days}.", "small"
                )
            )
        return Section("Are they talked about?", headline, tuple(parts))

    def said(self) -> Section | Markup:
        """Return what visitors wrote of students, without a name, the latest first: for the team only."""
        written = [
            visit for visit in reversed(self._past) if visit.noticed or visit.wondered or visit.host_takes
        ]
        if not self.room.inside or not written:
            return Markup("")
        parts: list[Shows] = [_words_of(written[:_LATEST])]
        if len(written) > _LATEST:
            parts.append(folded(f"{len(written) - _LATEST} earlier", _words_of(written[_LATEST:])))
        headline = f"What students did and said in {count_of(len(written), 'visit')}"
        return Section("In the visitors’ words", headline, tuple(parts))

    def next_visits(self) -> Section | Markup:
        """Return who could visit whom next, and why: for the team only."""
        if not self.room.inside:
            return Markup("")
        pairs = next_pairs(self._covered, self._visits)
        if not pairs:
            return Section("Whose turn is it?", "Nobody to take turns with yet", (self._alone,))
        first = pairs[0]
        names = f"{self._name(first.visitor)} could visit {self._name(first.host)} next"
        table = Table(
            "A proposal; swap as your timetables ask for",
            (Column("Visits"), Column("Whose room"), Column("Why")),
            tuple(self._pair_row(pair) for pair in pairs),
        )
        return Section("Whose turn is it?", names, (table,))

    # Forms.

    def visit_form(self) -> "LiveForm":
        """Return the five-minute log of a visit, with the visits that were logged to open again."""
        return self._form(
            Visit,
            ["on", "host"],
            by=self._me,
            title=_VISIT_TITLE,
            intro=_VISIT_INTRO,
            fixed={"visitor": self._me} if self._me else None,
            fields=_DURING,
            wanted=self._recent,
            feedback=self.feedback,
        )

    def talk_form(self) -> "Markup | LiveForm":
        """Return the form for afterwards: when it was talked about, and what the host takes from it."""
        waiting = talks(self._past, self.room.today).waiting
        mine = (
            [visit for visit in waiting if self._me in (visit.visitor, visit.host)] if self._me else waiting
        )
        if not mine:
            return empty_state(
                "No visit waits to be talked about,",
                "so there is nothing to fill in.",
                "After the next visit, talk for five minutes; write here what the host takes from it.",
            )
        return self._form(
            Visit,
            ["on", "visitor", "host"],
            by=self._me,
            title="Afterwards: what the host takes from it",
            intro="Both read what students did. Then the host says what comes to mind.",
            record_id=mine[-1].id,  # most likely the one they come from
            fields=_AFTERWARDS,
            wanted=lambda visit: visit.id in {one.id for one in mine},
        )

    def feedback(self, visit: Visit) -> "Feedback":
        """Say what to look at again in a log: it is about students, and of another room."""
        said: list[tuple[bool, str, str]] = []
        if visit.host and visit.host == visit.visitor:
            said.append((False, "Whose room?", "Visitor and host are the same person. Whose room was it?"))
        named = speaks_of_teachers(visit.noticed, [one.name for one in self.room.members])
        if named:
            ask = f"It speaks of “{named}”. What did students do or say then?"
            said.append((False, "About students", ask))
        elif visit.noticed:
            said.append((True, "About students", "It says what students did and said."))
        return said

    def visit_sheet(self) -> Markup:
        """Return the log of a visit on paper: for the team only."""
        if not self.room.inside:
            return Markup("")
        return visit_log(_VISIT_TITLE, _VISIT_INTRO)

    def _recent(self, visit: Visit) -> bool:
        """Return whether the list above the form shows a visit: of these weeks, ahead, or not finished."""
        mine = not self._me or self._me == visit.visitor
        return mine and (visit.on is None or visit.on > self._covered.since or not visit.complete)

    # What the sections share.

    @property
    def _me(self) -> str:
        return self.member.person_id if self.member else ""

    @cached_property
    def _visits(self) -> tuple[Visit, ...]:
        """The visits there were, and the days agreed on, before anybody knows what will be looked for."""
        logged = self.room.list(Visit, unfinished=True)
        return tuple(one for one in logged if one.complete or (one.on and one.on > self.room.today))

    @cached_property
    def _covered(self) -> Coverage:
        return coverage(self._visits, self.room.members, self.room.today, weeks=self.weeks)

    @cached_property
    def _past(self) -> list[Visit]:
        past = [visit for visit in self._visits if visit.on and visit.on <= self.room.today]
        return sorted(past, key=lambda visit: (visit.on or self.room.today, visit.id))

    @property
    def _begun(self) -> tuple[Markup, ...]:
        """One line on visits whose log is not whole yet: for the team only."""
        drafts = [one for one in self.room.list(Visit, unfinished=True) if one not in self._visits]
        if not drafts or not self.room.inside:
            return ()
        days = ", ".join(day_month(one.on) or "a day not named yet" for one in drafts)
        return (paragraph(f"Begun, not whole yet, and counted nowhere: the log of {days}.", "small"),)

    @cached_property
    def _months(self) -> int:
        return months_that_tell(self._past, self.room.today)

    @cached_property
    def _look_fors(self) -> pd.DataFrame:
        frame = look_fors(seen_rows(self._past, self.room.today, months=self._months))
        return frame if self.room.inside else _protected(frame, self.room.minimum)

    @cached_property
    def _talks(self) -> Talks:
        return talks(self._past, self.room.today, since=self._covered.since)

    @property
    def _coverage_finding(self) -> Finding:
        covered = self._covered
        if not self.room.inside and covered.n_members < self.room.minimum:
            lately = f"in the last {count_of(self.weeks, 'week')}"
            return Finding(
                f"{count_of(covered.n_visits, 'visit')} {lately}, in a team too small to say more."
            )
        return words.say_coverage(
            covered.n_visits, covered.n_hosts, covered.n_visitors, covered.n_members, covered.weeks
        )

    @property
    def _talks_finding(self) -> Finding:
        found = self._talks
        n = found.n + len(found.waiting)
        if not self.room.inside and n < self.room.minimum:
            return Finding(
                f"Fewer than {self.room.minimum} visits lately: too few to say how soon they are talked "
                "about."
            )
        return words.say_talks(found.n, found.usual, len(found.waiting), self._oldest)

    @property
    def _oldest(self) -> int:
        """For how many days the oldest visit has waited for its talk."""
        waits = [(self.room.today - visit.on).days for visit in self._talks.waiting if visit.on]
        return max(waits, default=0)

    @property
    def _alone(self) -> Markup:
        if not self._covered.n_members:
            return empty_state(
                "Nobody is known as a member of this team yet,",
                "so no turn can be proposed.",
                "Write the members down in 01-launch.",
            )
        return empty_state(
            "A team of one has nobody to visit,",
            "so no turn can be proposed.",
            "Ask a neighbouring team for a place in its turns (07-reflect holds asks and offers).",
        )

    @property
    def _no_visit(self) -> Markup:
        return empty_state(
            "No classroom visit has been logged yet,",
            "so nobody can say what students do in our rooms.",
            "Agree on a first five minutes, and log it in 06-classroom-visits.",
        )

    def _name(self, person_id: str) -> str:
        return self.room.name_of(person_id) or "a colleague"

    def _turn_row(self, turn: Turn) -> tuple[Cell, ...]:
        return (
            Cell(self._name(turn.person_id)),
            Cell(day_month(turn.last_hosted) or _NOT_YET, _ahead_words(turn.hosts_next)),
            Cell(day_month(turn.last_visited) or _NOT_YET, _ahead_words(turn.visits_next)),
        )

    def _waiting_row(self, visit: Visit) -> tuple[Cell, ...]:
        days = (self.room.today - visit.on).days if visit.on else 0
        who = f"{self._name(visit.visitor)} was with {self._name(visit.host)}"
        return Cell(one_word(visit.on)), Cell(who), Cell(f"{days:,}")

    def _pair_row(self, pair: Pair) -> tuple[Cell, ...]:
        opened = f"open last on {day_month(pair.last_hosted)}" if pair.last_hosted else "not open yet"
        often = {1: "once", 2: "twice"}.get(pair.met, count_of(pair.met, "time"))
        visitor, host = self._name(pair.visitor), self._name(pair.host)
        been = f"{visitor} has been there {often}" if pair.met else f"{visitor} has never been there"
        return Cell(visitor), Cell(host), Cell(f"The room was {opened}", been)


def _ahead_words(day: object) -> str:
    return f"agreed on: {day_month(day)}" if day else ""


def _protected(frame: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Return the look-fors without numbers of fewer visits than may leave the team."""
    few = (frame["n_visits"] > 0) & (frame["n_visits"] < minimum) & ~frame["hidden"]
    frame = frame.copy()
    frame.loc[few, ["seen", "share", "low", "high"]] = float("nan")
    frame.loc[few, ["verdict", "more_needed"]] = ["cannot tell", ""]
    frame.loc[few, "why"] = f"fewer than {minimum} visits"
    frame.loc[few, "hidden"] = True
    return frame


def _words_of(visits: list[Visit]) -> Table:
    columns = (Column("Day"), Column("What students did and said"))
    rows = tuple(
        (Cell(one_word(visit.on)), Cell(brief(visit.noticed, _LONGEST), _thoughts(visit))) for visit in visits
    )
    return Table("Visits, the latest first; whose room it was does not matter here", columns, rows)


def _thoughts(visit: Visit) -> str:
    wondered = f"We wonder: {brief(visit.wondered, _LONGEST)}" if visit.wondered else ""
    takes = f"The host takes from it: {brief(visit.host_takes, _LONGEST)}" if visit.host_takes else ""
    return " ".join(filter(None, (wondered, takes)))


def open_visits(
    team: str = "",
    *,
    me: str = "",
    weeks: int = WEEKS,
    audience: str = "team",
    today: str = "",
    workspace: str | Path = "",
) -> VisitsView:
    """Open a team's classroom visits.

    Parameters
    ----------
    me : str
        Who fills the forms: a name or an id; empty: they ask.
    weeks : int
        How far back turns and talks are looked at.
    team, audience, today, workspace
        As `open_report` takes them.

    Raises
    ------
    NotFound
        If there is no such workspace or team, or the team has no such member.
    ParameterError
        If the audience is unknown, `today` is no day, or `weeks` is out of range.
    """
    room = open_room(team, audience=audience, today=today, workspace=workspace)
    return VisitsView(room, me=me, weeks=weeks)
