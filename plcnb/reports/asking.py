"""Forms with which a team asks itself: surveys, votes, ties, asks and offers; live, and on paper."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from plcnb.errors import NotFound
from plcnb.forms.asks import ballot_form, pulse_form, pulse_plan
from plcnb.forms.recordform import record_form, record_sheet
from plcnb.forms.static import Sheet
from plcnb.forms.ties import tie_form, tie_plan
from plcnb.model import Exchange, Member, Poll, Wave
from plcnb.reports.myself import member_of
from plcnb.reports.paper import ballot_paper
from plcnb.reports.room import Room
from plcnb.reports.rounds import Rounds, has_closed, is_open
from plcnb.reports.sections import Markup, empty_state
from plcnb.reports.view import View
from plcnb.tables import day_month

if TYPE_CHECKING:  # a page that nobody types into loads no widgets
    from plcnb.cycle.instruments import Survey
    from plcnb.forms.live import LiveForm

_ON_PAPER = (
    "Without a name. Collect the sheets in an envelope, mix them, and let somebody who does not know the "
    "handwriting type them in, one for each who handed one in."
)


class Asking(View):
    """The forms of one team.

    Parameters
    ----------
    room : Room
    me : str
        Who answers: a name or an id; empty: the forms ask.

    Raises
    ------
    NotFound
        If nobody in the team has that name or id.
    """

    def __init__(self, room: Room, me: str = "") -> None:
        super().__init__(room)
        self.member: Member | None = member_of(room, me)

    @cached_property
    def rounds(self) -> Rounds:
        """The rounds of the team's surveys."""
        return Rounds(self.room)

    # What everybody fills in.

    def pulse_form(self, survey: str = "") -> "Markup | LiveForm":
        """Return the form of an open survey: anonymous, handed in once.

        Parameters
        ----------
        survey : str
            Id of the survey; empty: the one that closes first.
        """
        wave = self._open_round(survey)
        if wave is None:
            return empty_state(
                "No round of this survey is open today," if survey else "No survey is open today,",
                "so there is nothing to answer.",
                "Open a round further down on this page.",
            )
        asked = self.rounds.surveys[wave.instrument]
        return pulse_form(
            self.room.records,
            wave,
            _lines(asked),
            _scale(asked),
            self.room.member_choices(),
            self.room.today,
            by=self._me,
            title=asked.name,
        )

    def ballot_form(self) -> "Markup | LiveForm":
        """Return the ballot of the vote that is open: anonymous, handed in once."""
        poll = self._open_poll
        if poll is None:
            return empty_state(
                "No vote is open today,",
                "so there is nothing to choose.",
                "Open one further down on this page.",
            )
        members = self.room.member_choices()
        return ballot_form(self.room.records, poll, members, self.room.today, by=self._me)

    def tie_form(self) -> "Markup | LiveForm":
        """Return the form of who works with whom: two questions about each colleague."""
        members = self.room.member_choices()
        if not self.room.inside or len(members) < 2:
            known = "the team has a single member" if members else "nobody is known as its member yet"
            return empty_state(
                "There is nobody to ask about,",
                f"because {known}." if self.room.inside else "outside the team.",
                "Write the members down in 01-launch.",
            )
        return tie_form(self.room.records, self.room.team_id, members, self.room.today, by=self._me)

    def exchange_form(self) -> "LiveForm":
        """Return the form in which somebody, or the whole team, asks for something or offers something."""
        return self._form(
            Exchange,
            ["kind", "topic"],
            by=self._me,
            title="Ask, or offer",
            fixed={"on": self.room.today},
            fields=["person_id", "kind", "topic", "detail", "to", "answered_on", "answered_by"],
        )

    # What whoever leads the team opens, and writes down afterwards.

    def round_form(self, survey: str) -> "LiveForm":
        """Return the form that opens a round of a survey, or moves the days of one that has not closed.

        A round that has closed is not opened again: from its results before and after, everybody could work
        out what the one who came late has said.

        Raises
        ------
        NotFound
            If there is no such survey.
        """
        asked = self._survey(survey)
        present = self.rounds.not_closed(survey)
        return self._one_form(
            Wave,
            title=f"A round of “{asked.name}”",
            intro="A week is enough. Results are shown when it has closed and five have answered.",
            record_id=present.id if present else "",
            fixed={"instrument": survey},
            fields=["opens", "closes"],
            feedback=_days,
        )

    def followed_form(self, survey: str) -> "Markup | LiveForm":
        """Return the form for what the team heard in the latest closed round, and what followed from it.

        Raises
        ------
        NotFound
            If there is no such survey.
        """
        title = f"You said, we did: {self._survey(survey).name}"
        closed = self.rounds.closed(survey)
        if not closed:
            return empty_state(
                "No round of this survey has closed yet,",
                "so nothing could follow from it.",
                "Come back when one has.",
            )
        return self._one_form(Wave, title=title, record_id=closed[-1].id, fields=["said", "did"])

    def poll_form(self) -> "LiveForm":
        """Return the form that opens a vote, or changes the one that has not closed."""
        polls = self.room.list(Poll, unfinished=True)
        ahead = [one for one in polls if not has_closed(one, self.room.today)]
        return self._one_form(
            Poll,
            title="A vote on what we learn next",
            intro="Three to six options, each in a few words. Say before the vote what breaks a tie.",
            record_id=ahead[-1].id if ahead else "",
            fields=["question", "options", "choose", "opens", "closes", "seed"],
            feedback=_days,
        )

    def poll_followed_form(self) -> "Markup | LiveForm":
        """Return the form for what followed from the latest closed vote."""
        closed = self._closed_polls
        if not closed:
            return empty_state(
                "No vote has closed yet,", "so nothing could follow from it.", "Come back when one has."
            )
        title = f"What followed from “{closed[-1].question}”"
        return self._one_form(Poll, title=title, record_id=closed[-1].id, fields=["did", "did_on"])

    # The same on paper.

    def pulse_sheet(self, survey: str = "") -> Sheet | Markup:
        """Return the open survey to print and answer by hand; nothing where none is open."""
        wave = self._open_round(survey)
        if wave is None:
            return Markup("")
        asked = self.rounds.surveys[wave.instrument]
        plan = pulse_plan(_lines(asked), _scale(asked), title=asked.name)
        return Sheet(plan, remark=_ON_PAPER)

    def ballot_sheet(self) -> Markup:
        """Return the ballot of the open vote to print; nothing where none is open, or outside the team."""
        poll = self._open_poll
        if poll is None or not poll.options:
            return Markup("")
        return ballot_paper(poll.question or "A vote", poll.options, _ON_PAPER)

    def tie_sheet(self) -> Sheet:
        """Return the questions on working together to print, for colleagues to be named by hand."""
        colleagues = tuple((str(number), f"Colleague {number}") for number in range(1, 4))
        return Sheet(tie_plan(colleagues))

    def exchange_sheet(self) -> Sheet:
        """Return lines to ask for something, or to offer something, by hand."""
        fields = ["person_id", "kind", "topic", "detail", "to"]
        return record_sheet(Exchange, title="Ask, or offer", fields=fields)

    # What the forms share.

    @property
    def _me(self) -> str:
        return self.member.person_id if self.member else ""

    def _one_form(self, kind: type[Wave] | type[Poll], **options: Any) -> "LiveForm":
        room = self.room
        return record_form(room.records, kind, room.team_id, by=self._me, today=room.today, **options)

    def _survey(self, survey: str) -> "Survey":
        known = self.rounds.surveys
        if survey not in known:
            raise NotFound("survey", survey, known, "docs/surveys.md shows how to add one.")
        return known[survey]

    def _open_round(self, survey: str) -> Wave | None:
        known = self.rounds.surveys
        there = [one for one in self.rounds.open if one.instrument in known]
        there = [one for one in there if not survey or one.instrument == survey]
        return min(there, key=lambda one: (one.closes or date.max, one.id), default=None)

    @property
    def _open_poll(self) -> Poll | None:
        there = [one for one in self.room.list(Poll) if is_open(one, self.room.today)]
        return min(there, key=lambda one: (one.closes or date.max, one.id), default=None)

    @cached_property
    def _closed_polls(self) -> list[Poll]:
        """The closed votes, those that closed first first."""
        closed = [one for one in self.room.list(Poll) if has_closed(one, self.room.today)]
        return sorted(closed, key=lambda one: (one.closes or date.max, one.id))


def _lines(survey: "Survey") -> list[tuple[str, str, str]]:
    """Return the lines of a survey as a form asks them: without what they have in common, in their order."""
    several = len(survey.dimensions) > 1
    return [
        (item.id, item.text, dimension.name if several else "")
        for dimension in survey.dimensions
        for item in dimension.items
    ]


def _scale(survey: "Survey") -> list[tuple[int | str, str]]:
    return [(step, label) for label, step in sorted(survey.labels.items(), key=lambda one: one[1])]


def _days(asked: Wave | Poll) -> list[tuple[bool, str, str]]:
    """Say it where a round or a vote would close before it opens."""
    if not asked.opens or not asked.closes or asked.closes >= asked.opens:
        return []
    said = f"It would close on {day_month(asked.closes)}, before it opens on {day_month(asked.opens)}."
    return [(False, "Which days?", f"{said} Nobody could answer.")]
