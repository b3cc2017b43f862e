"""Whether the team is connected, safe, heard and given time: surveys, ties, asks and offers, votes.

Nothing here is about one person: numbers of surveys and votes are shown from five answers on and only once
the round has closed, so that nobody can watch a number move as a colleague answers. What the team says of
itself stays with it and, as scores and words without pictures, with its school; it is never published.
"""

from collections import Counter
from datetime import date, timedelta
from functools import cached_property
from html import escape
from pathlib import Path

import pandas as pd

from plcnb import charts, tables, words
from plcnb.cycle.pairing import Pairing, pairings
from plcnb.model import Exchange, Poll, Tie, Wave
from plcnb.reports.answered import breakable, brief
from plcnb.reports.asking import Asking
from plcnb.reports.room import open_room
from plcnb.reports.rounds import Round, is_open
from plcnb.reports.sections import Markup, Section, Shows, empty_state, folded, one_word, paragraph
from plcnb.stats.network import Described, Network, describe
from plcnb.stats.voting import tally
from plcnb.tables import Cell, Column, Table, count_of, day_month

OFTEN = 4  # of TIE_LEVELS: one to three times a month; what happens less often carries no shared work
_FRESH = timedelta(days=365)  # ties told longer ago say how the team was, not how it is
_KINDS = {"ask": "asks for", "offer": "offers"}
SOMEBODY_ALONE = "Somebody works alone"
_ALONE = {
    "nobody isolated": "Nobody works alone",
    "somebody isolated": SOMEBODY_ALONE,
    "cannot tell": "Does anybody work alone? We cannot tell yet",
}
_ROWS, _LONGEST = 8, 100  # asks and offers, and letters of each, that the page holds
_NOT_YET = "nothing written down yet"


class VoiceView(Asking):
    """What a team says of itself, as one audience may see it, and the forms with which it asks itself.

    Parameters and errors as of `Asking`.
    """

    _head = ("How we work together", "reflect")

    def pulse(self) -> Section:
        """Return the latest closed round of each survey: scores with intervals, from five answers on."""
        if self.room.audience == "public":
            return Section("Pulse", "Not published", (_promised,))
        rounds = self.rounds.latest
        if not rounds:
            return Section("Pulse", "No survey has been closed yet", (self._no_survey,))
        told = [one for one in rounds if one.n_answered >= self.room.minimum]
        first = words.say_survey(self.rounds.scores(told[0])).sentence if told else "Too few have answered"
        parts = [part for one in rounds for part in self._of_round(one, is_first=told[:1] == [one])]
        return Section("Pulse", first.rstrip("."), (*parts, *self._still_open))

    def heard(self) -> Section | Markup:
        """Return what was said in surveys and votes, and what followed: you said, we did."""
        if self.room.audience == "public":
            return Markup("")
        asked: list[Wave | Poll] = [*self.rounds.closed(), *self._closed_polls]
        if not asked:
            missing = empty_state(
                "Nothing was asked yet,",
                "so nothing could follow.",
                "Open a survey or a vote in 08-pulse-and-voice.",
            )
            return Section("You said, we did", "Nothing yet", (missing,))
        latest_first = sorted(asked, key=lambda one: (one.closes or date.min, one.id), reverse=True)
        rows = tuple(
            (self._said(one), Cell(one.did or _NOT_YET), Cell(one_word(one.closes))) for one in latest_first
        )
        followed = sum(bool(one.did) for one in asked)
        times = count_of(len(asked), "round or vote", "rounds and votes")
        nothing = f"After {times} nothing is written down yet"
        headline = f"After {followed} of {times} something followed" if followed else nothing
        columns = (Column("We asked, you said"), Column("We did"), Column("Closed"))
        return Section(
            "You said, we did", headline, (Table("What was said, and what followed", columns, rows),)
        )

    def network(self) -> Section | Markup:
        """Return who works with whom, as a picture without names; who is alone, apart from who is silent.

        Outside the team it is a word, without a picture; it is not published.
        """
        if self.room.audience == "public":
            return Markup("")
        if not self._ties:
            missing = empty_state(
                "Nobody has said yet with whom they work,",
                "so nobody can see whether somebody is alone.",
                "Answer the questions on working together in 08-pulse-and-voice.",
            )
            return Section("Working together", "Not asked yet", (missing,))
        described, ties = self._described
        if not self.room.inside:
            return Section("Working together", self.isolation() or "Too few have answered to say anything")
        parts: list[Shows] = [charts.collaboration_network(described, ties)]
        if described.network.n_responded >= self.room.minimum:
            parts.append(paragraph(self._often_words, "small"))
        return Section("Working together", words.say_network(described).headline, tuple(parts))

    def partners(self) -> Section | Markup:
        """Return who could work with whom, for everybody who has a reason to: for the team only.

        Whoever is alone chooses first, but stands in the table as everybody else does.
        """
        found = self._pairings if self.room.inside else ()
        if not found:
            return Markup("")
        named = sorted(
            (*sorted((self.room.name_of(one.person_id), self.room.name_of(one.partner_id))), one.why)
            for one in found
        )
        rows = tuple((Cell(f"{first} and {second}"), Cell(breakable(why))) for first, second, why in named)
        table = Table("Who could work together, in order of names", (Column("Who"), Column("Why")), rows)
        headline = f"{count_of(len(rows), 'pair')} with something to give each other"
        return Section("Worth a coffee", headline, (table,))

    def exchange(self) -> Section | Markup:
        """Return what members ask for, then what they offer, what waits longest first."""
        if self.room.audience == "public":
            return Markup("")
        said = [one for one in self.room.list(Exchange) if self.room.inside or _for_leaders(one)]
        waiting = [one for one in said if one.answered_on is None]
        answered = count_of(len(said) - len(waiting), "ask or offer", "asks and offers")
        if not waiting:
            missing = empty_state(
                "Nobody asks or offers anything at the moment,",
                f"after {answered} that found an answer."
                if len(said)
                else "and nobody can answer what was never asked.",
                "Write an ask or an offer in 08-pulse-and-voice.",
            )
            return Section("Asks and offers", "Nothing is waiting", (missing,))
        asks = sum(one.kind == "ask" for one in waiting)
        in_order = sorted(waiting, key=lambda one: (one.kind, one.on or date.max, one.id))
        columns = (Column("What about"), Column("Who"), Column("Since"))
        rows = tuple(map(self._exchange_row, in_order))
        parts: list[Shows] = [Table("Asks and offers", columns, rows[:_ROWS])]
        if len(rows) > _ROWS:
            later = Table("Later asks and offers", columns, rows[_ROWS:])
            parts.append(paragraph(f"{len(rows) - _ROWS} more are waiting.", "small"))
            parts.append(folded("The later ones", later))
        if len(said) > len(waiting):
            parts.append(paragraph(f"{answered} found an answer before.", "small"))
        headline = f"{count_of(asks, 'ask')} and {count_of(len(waiting) - asks, 'offer')} are waiting"
        return Section("Asks and offers", headline, tuple(parts))

    def votes(self) -> Section:
        """Return the closed votes, tallied by several methods, and where these disagree."""
        ahead = [one for one in self.room.list(Poll) if one not in self._closed_polls]
        still = list(filter(None, map(self._open_vote_words, ahead)))
        if not self._closed_polls:
            missing = empty_state(
                "No vote has been closed yet,",
                "so there is nothing to count.",
                " ".join(still) or "Open one in 08-pulse-and-voice.",
            )
            return Section("Votes on what we learn", "Nothing to count yet", (missing,))
        shown = [self._of_poll(one) for one in reversed(self._closed_polls)]
        parts = [part for one, _ in shown for part in one]
        return Section(
            "Votes on what we learn",
            shown[0][1],
            (*parts, *(paragraph(one, "small") for one in still)),
        )

    def latest(self, survey_id: str) -> tuple[Round | None, pd.DataFrame | None]:
        """Return the latest closed round of a survey and its scores, as `stats.surveys.score` gives them."""
        found = next((one for one in self.rounds.latest if one.survey.id == survey_id), None)
        return found, None if found is None else self.rounds.scores(found)

    def isolation(self) -> str:
        """Return in a word whether somebody works alone; "" where fewer than five have answered."""
        if not self._ties or self.network_measures.n_responded < self.room.minimum:
            return ""
        return _ALONE[self.network_measures.verdict]

    @property
    def network_measures(self) -> Network:
        """The measures of who works with whom."""
        return self._described[0].network

    @property
    def asked_about_ties(self) -> bool:
        """Whether anybody has said with whom they work."""
        return bool(self._ties)

    # What the sections share.

    def _said(self, asked: Wave | Poll) -> Cell:
        if isinstance(asked, Poll):
            return Cell(asked.question or "A vote")
        title = self.rounds.title(asked.instrument)
        return Cell(asked.said, title) if asked.said else Cell(title)

    def _of_round(self, one: Round, *, is_first: bool) -> list[Shows]:
        closed = f", closed {day_month(one.wave.closes)}" if one.wave.closes else ""
        few = one.n_answered < self.room.minimum
        scale = f"on a scale from {one.survey.lowest} to {one.survey.highest}"
        told = f"{count_of(one.n_answered, 'answer')} {scale}"
        n = f"fewer than {self.room.minimum} answers" if few else told
        parts: list[Shows] = [Markup(f"<h3>{escape(f'{one.survey.name}: {n}{closed}')}</h3>")]
        if few:
            return [*parts, paragraph("Of so few nothing is shown, so that nobody can be guessed.", "small")]
        scores = self.rounds.scores(one)
        if not is_first:
            parts.append(paragraph(words.say_survey(scores).sentence))
        parts.append(tables.survey_table(scores))
        changes = self.rounds.changes(one)
        if changes is not None:
            parts.append(paragraph(words.say_waves(changes).sentence))
            parts.append(folded("Since the round before", tables.waves_table(changes)))
        return parts

    @property
    def _still_open(self) -> list[Shows]:
        """How many have answered what is open now: the count alone, and inside the team only."""
        told: list[Shows] = []
        for wave in self.rounds.open:
            n = len(self.room.records.respondents(wave.id))
            many = f": {n} of {len(self.room.members)} have answered" if self.room.inside else ""
            told.append(
                paragraph(
                    f"{self.rounds.title(wave.instrument)} is open until {day_month(wave.closes)}{many}. "
                    "What was said is shown after that.",
                    "small",
                )
            )
        return told

    @property
    def _no_survey(self) -> Markup:
        if self._still_open:
            return Markup("".join(part._repr_html_() for part in self._still_open))
        return empty_state(
            "Nobody was asked yet how the team works,",
            "so only those who speak up are heard.",
            "Open a round in 08-pulse-and-voice; it takes four minutes.",
        )

    @cached_property
    def _ties(self) -> tuple[Tie, ...]:
        """What members said at the latest time they were asked, within a year."""
        present = {one.person_id for one in self.room.members}
        since = self.room.today - _FRESH
        said = [
            one
            for one in self.room.list(Tie)
            if {one.person_id, one.other_id} <= present
            and since < (one.on or self.room.today) <= self.room.today
        ]
        in_time = sorted(said, key=lambda one: one.on or date.min)
        return tuple({(one.person_id, one.other_id): one for one in in_time}.values())

    @cached_property
    def _described(self) -> tuple[Described, pd.DataFrame]:
        often = [(one.person_id, one.other_id) for one in self._ties if _often(one.deep)]
        ties = pd.DataFrame(often, columns=["from", "to"])
        people = [one.person_id for one in self.room.members]
        return describe(ties, people, {one.person_id for one in self._ties}), ties

    @property
    def _often_words(self) -> str:
        swapped = sum(_often(one.exchange) for one in self._ties)
        deep = sum(_often(one.deep) for one in self._ties)
        return (
            f"At least once a month, of {count_of(len(self._ties), 'tie')} asked about: {swapped} swap "
            f"materials or settle who does what, {deep} plan, teach or look at work together. The picture "
            "shows the latter."
        )

    @cached_property
    def _pairings(self) -> tuple[Pairing, ...]:
        people = self._described[0].people
        alone = list(people.index[people["status"].isin(["isolate", "unheard"])])
        first_alone = dict.fromkeys([*alone, *(one.person_id for one in self.room.members)])
        return pairings(first_alone, self.room.members, self.room.list(Exchange))

    def _exchange_row(self, one: Exchange) -> tuple[Cell, ...]:
        somebody = "a member of the team" if one.person_id else "the team"
        who = self.room.name_of(one.person_id) or (somebody if not self.room.inside else "the team")
        said = f"{_KINDS[one.kind]}: {one.topic}" if one.topic else _KINDS[one.kind]
        return (
            Cell(breakable(said), breakable(brief(one.detail, _LONGEST))),
            Cell(who),
            Cell(one_word(one.on)),
        )

    def _open_vote_words(self, poll: Poll) -> str:
        if not (poll.question and poll.closes):
            return ""
        if not is_open(poll, self.room.today):
            return f"“{poll.question}” opens on {day_month(poll.opens)}." if poll.opens else ""
        n = len(self.room.records.respondents(poll.id))
        voted = f"; {n} of {len(self.room.members)} have voted" if self.room.inside else ""
        return f"“{poll.question}” is open until {day_month(poll.closes)}{voted}."

    def _of_poll(self, poll: Poll) -> tuple[list[Shows], str]:
        ballots = self.room.records.ballots(poll.id)
        if len(ballots) < self.room.minimum:
            few = "Too few ballots are in to show how they fell, so that no ballot can be guessed."
            asked = paragraph(poll.question or "A vote")
            return [asked, paragraph(few, "small")], "Too few ballots to show"
        asked = paragraph(f"{poll.question or 'A vote'} ({count_of(len(ballots), 'ballot')})")
        if not poll.options:
            return [asked], "Counted; the options are the team's own words"
        counted = tally(
            Counter(map(tuple, ballots)), seed=poll.seed or poll.id, options=poll.options, choose=poll.choose
        )
        shown: list[Shows] = [
            asked,
            charts.ballot_tally(counted),
            folded("How it was counted", tables.ballots_table(counted)),
        ]
        if poll.did:
            when = f" ({day_month(poll.did_on)})" if poll.did_on else ""
            shown.append(paragraph(f"We did{when}: {poll.did}"))
        return shown, words.say_ballots(counted).headline


_promised = paragraph(
    "What a team says of itself was promised to the team and its school; it is not published.", "small"
)


def _often(level: str) -> bool:
    return level.isdigit() and int(level) >= OFTEN


def _for_leaders(one: Exchange) -> bool:
    return one.to == "school" and one.kind == "ask"


def open_voice(
    team: str = "",
    *,
    me: str = "",
    audience: str = "team",
    today: str = "",
    workspace: str | Path = "",
) -> VoiceView:
    """Open what a team says of itself.

    Parameters
    ----------
    me : str
        Who answers: a name or an id; empty: the forms ask.
    audience : {"team", "school", "public"}
        Who looks; outside the team there are words and scores, and in public nothing.
    team, today, workspace
        As `open_report` takes them.

    Raises
    ------
    NotFound
        If there is no such workspace or team, or the team has no such member.
    ParameterError
        If the audience is unknown, or `today` is no day.
    """
    return VoiceView(open_room(team, audience=audience, today=today, workspace=workspace), me)
