"""Whether the team is connected, safe, heard and given time: surveys, ties, asks and offers, votes.

Nothing here is about one person: numbers of surveys and votes are shown from five answers on and only once
the round has closed, so that nobody can watch a number move as a colleague answers.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from plcnb import charts, tables, words
from plcnb.cycle.instruments import Survey, surveys
from plcnb.cycle.pairing import Pairing, pairings
from plcnb.model import Exchange, Poll, Tie, Wave
from plcnb.reports.masthead import masthead
from plcnb.reports.room import Room, open_room
from plcnb.reports.sections import Markup, Section, Shows, empty_state, folded, paragraph
from plcnb.stats.network import Described, Network, describe
from plcnb.stats.surveys import score
from plcnb.stats.voting import tally
from plcnb.stats.waves import compare_waves
from plcnb.tables import Cell, Column, Table, count_of, day_month

OFTEN = 4  # of TIE_LEVELS: one to three times a month; what happens less often carries no shared work
_KINDS = {"ask": "asks for", "offer": "offers"}


@dataclass(frozen=True)
class _Round:
    """One round of a survey with what was answered, as scores take it; `before` is the round before it."""

    wave: Wave
    survey: Survey
    answers: pd.DataFrame
    n_answered: int
    before: pd.DataFrame | None


class VoiceView:
    """What a team says of itself, as one audience may see it.

    Parameters
    ----------
    room : Room
    """

    def __init__(self, room: Room) -> None:
        self.room = room

    def masthead(self) -> Markup:
        """Return who the team is, and who may read this."""
        return masthead(self.room, "How we work together", "reflect")

    def pulse(self) -> Section:
        """Return the latest closed round of each survey: scores with intervals, from five answers on."""
        rounds = self._closed
        if not rounds:
            return Section("Pulse", "No survey has been closed yet", (self._no_survey,))
        parts = [part for one in rounds for part in self._of_round(one)]
        first = words.say_survey(self._scores(rounds[0])).headline
        return Section("Pulse", first, (*parts, *self._still_open))

    def heard(self) -> Section:
        """Return what was said in surveys and votes, and what followed: you said, we did."""
        rows = [
            (Cell(one.said or self.survey_title(one.instrument)), Cell(one.did or "nothing written down yet"))
            for one in reversed(self.room.list(Wave))
            if one.closes and one.closes < self.room.today and (one.said or one.did)
        ]
        rows += [
            (Cell(one.question or "A vote"), Cell(one.did or "nothing written down yet"))
            for one in reversed(self.room.list(Poll))
            if one.closes and one.closes < self.room.today
        ]
        answered = sum(row[1].text != "nothing written down yet" for row in rows)
        headline = f"{answered} of {count_of(len(rows), 'time')} something followed that is written down"
        if not rows:
            missing = empty_state(
                "Nothing was asked yet,",
                "so nothing could follow.",
                "Open a survey or a vote in 08-pulse-and-voice.",
            )
            return Section("You said, we did", "Nothing yet", (missing,))
        table = Table("What was said, and what followed", (Column("You said"), Column("We did")), tuple(rows))
        return Section("You said, we did", headline, (table,))

    def network(self) -> Section:
        """Return who works with whom, as a picture without names; who is alone, apart from who is silent."""
        said = self._ties
        if not said:
            missing = empty_state(
                "Nobody has said yet with whom they work,",
                "so nobody can see whether somebody is alone.",
                "Answer the questions on working together in 08-pulse-and-voice.",
            )
            return Section("Working together", "Not asked yet", (missing,))
        described, ties = self._described
        parts: list[Shows] = [charts.collaboration_network(described, ties)]
        swapped = sum(_often(one.exchange) for one in said)
        deep = sum(_often(one.deep) for one in said)
        if len({one.person_id for one in said}) >= self.room.minimum:
            parts.append(
                paragraph(
                    f"At least once a month, of {count_of(len(said), 'tie')} asked about: "
                    f"{swapped} swap materials or settle who does what, {deep} plan, teach or look at work "
                    "together.",
                    "small",
                )
            )
        return Section("Working together", words.say_network(described).headline, tuple(parts))

    def partners(self) -> Section | Markup:
        """Return pairings for members who are alone: for the team only."""
        if not self.room.inside:
            return Markup("")
        found = self._pairings
        if not found:
            return Markup("")
        rows = tuple(
            (Cell(self.room.name_of(one.person_id)), Cell(self.room.name_of(one.partner_id)), Cell(one.why))
            for one in found
        )
        table = Table("Who could work together", (Column("Who"), Column("With whom"), Column("Why")), rows)
        return Section("Worth a coffee", "Two who could work together", (table,))

    def exchange(self) -> Section:
        """Return what members ask for and offer, what waits longest first."""
        waiting = [one for one in self.room.list(Exchange) if one.answered_on is None]
        if not self.room.inside:
            waiting = [one for one in waiting if one.to == "school" and one.kind == "ask"]
        if not waiting:
            missing = empty_state(
                "Nobody asks or offers anything at the moment,",
                "which may mean that all is well, or that nobody asked.",
                "Write an ask or an offer in 07-reflect.",
            )
            return Section("Asks and offers", "Nothing is waiting", (missing,))
        asks = sum(one.kind == "ask" for one in waiting)
        rows = tuple(
            self._exchange_row(one) for one in sorted(waiting, key=lambda one: (one.on or date.max, one.id))
        )
        columns = (Column("What about"), Column("Who"), Column("Since"))
        headline = f"{count_of(asks, 'ask')} and {count_of(len(waiting) - asks, 'offer')} are waiting"
        return Section("Asks and offers", headline, (Table("Asks and offers", columns, rows),))

    def votes(self) -> Section:
        """Return the closed votes, tallied by several methods, and where these disagree."""
        polls = [one for one in self.room.list(Poll) if one.closes]
        closed = [one for one in polls if one.closes and one.closes < self.room.today]
        if not closed:
            still = [
                f"“{one.question}” is open until {day_month(one.closes)}." for one in polls if one.question
            ]
            missing = empty_state(
                "No vote has been closed yet,",
                "so there is nothing to count.",
                " ".join(still) or "Open one.",
            )
            return Section("Votes on what we learn", "Nothing to count yet", (missing,))
        parts: list[Shows] = []
        headlines = []
        for poll in reversed(closed):
            shown, headline = self._of_poll(poll)
            parts += shown
            headlines.append(headline)
        return Section("Votes on what we learn", headlines[0], tuple(parts))

    def network_measures(self) -> Network | None:
        """Return the measures of who works with whom; None where nobody was asked."""
        return self._described[0].network if self._ties else None

    def latest_scores(self, survey_id: str) -> pd.DataFrame | None:
        """Return the scores of the latest closed round of a survey, as `stats.surveys.score` gives them."""
        return next((self._scores(one) for one in self._closed if one.survey.id == survey_id), None)

    def survey_title(self, survey_id: str) -> str:
        """Return what a survey is called."""
        survey = self._surveys.get(survey_id)
        return survey.name if survey else survey_id

    # What the sections share.

    @cached_property
    def _surveys(self) -> dict[str, Survey]:
        return surveys(self.room.workspace.folder / "surveys")

    @cached_property
    def _closed(self) -> list[_Round]:
        """The latest closed round of each survey, in the order of the surveys."""
        found = []
        for survey in self._surveys.values():
            waves = [
                one
                for one in self.room.list(Wave, instrument=survey.id)
                if one.closes and one.closes < self.room.today
            ]
            waves.sort(key=lambda one: (one.closes or date.min, one.id))
            if waves:
                before = self._answers(waves[-2], survey) if len(waves) > 1 else None
                answers = self._answers(waves[-1], survey)
                found.append(_Round(waves[-1], survey, answers, len(answers), before))
        return found

    def _answers(self, wave: Wave, survey: Survey) -> pd.DataFrame:
        """Return the answers of a round as respondents × lines; NaN where a line was left empty."""
        said = self.room.records.answers(wave.id)
        lines = [item.id for item in survey.items]
        said = said[said["item"].isin(lines)]
        wide = said.pivot_table(index="respondent", columns="item", values="value", aggfunc="first")
        return wide.reindex(columns=lines)

    def _scores(self, one: _Round) -> pd.DataFrame:
        invited = max(len(self.room.members), one.n_answered)
        return score(one.answers, one.survey.instrument, minimum=self.room.minimum, invited=invited)

    def _of_round(self, one: _Round) -> list[Shows]:
        closed = f", closed {day_month(one.wave.closes)}" if one.wave.closes else ""
        few = one.n_answered < self.room.minimum
        n = f"fewer than {self.room.minimum} answers" if few else count_of(one.n_answered, "answer")
        parts: list[Shows] = [paragraph(f"{one.survey.name}: {n}{closed}.")]
        if few:
            parts.append(
                paragraph("Nothing of so few answers is shown, so that nobody can be guessed.", "small")
            )
            return parts
        parts.append(tables.survey_table(self._scores(one)))
        if one.before is not None and len(one.before) >= self.room.minimum:
            changes = compare_waves(one.before, one.answers, one.survey.instrument, self.room.minimum)
            parts.append(folded(words.say_waves(changes).headline, tables.waves_table(changes)))
        return parts

    @property
    def _still_open(self) -> list[Shows]:
        """How many have answered what is open now: the count alone."""
        told: list[Shows] = []
        for wave in self.room.list(Wave):
            if wave.opens and wave.closes and wave.opens <= self.room.today <= wave.closes:
                n = len(self.room.records.respondents(wave.id))
                told.append(
                    paragraph(
                        f"{self.survey_title(wave.instrument)} is open until {day_month(wave.closes)}: "
                        f"{n} of {len(self.room.members)} have answered. What they said is shown after that.",
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
        """What members said at the latest time they were asked."""
        present = {one.person_id for one in self.room.members}
        said = [one for one in self.room.list(Tie) if {one.person_id, one.other_id} <= present]
        latest = {
            (one.person_id, one.other_id): one for one in sorted(said, key=lambda one: one.on or date.min)
        }
        return tuple(latest.values())

    @cached_property
    def _described(self) -> tuple[Described, pd.DataFrame]:
        often = [(one.person_id, one.other_id) for one in self._ties if _often(one.deep)]
        ties = pd.DataFrame(often, columns=["from", "to"])
        people = [one.person_id for one in self.room.members]
        return describe(ties, people, {one.person_id for one in self._ties}), ties

    @cached_property
    def _pairings(self) -> tuple[Pairing, ...]:
        if not self._ties:
            return ()
        people = self._described[0].people
        alone = people.index[people["status"].isin(["isolate", "unheard"])]
        return pairings(alone, self.room.members, self.room.list(Exchange))

    def _exchange_row(self, one: Exchange) -> tuple[Cell, ...]:
        who = self.room.name_of(one.person_id) or ("the team" if self.room.inside else "a member of the team")
        said = f"{_KINDS[one.kind]}: {one.topic}" if one.topic else _KINDS[one.kind]
        return Cell(said, one.detail), Cell(who), Cell(day_month(one.on) if one.on else "")

    def _of_poll(self, poll: Poll) -> tuple[list[Shows], str]:
        ballots = self.room.records.ballots(poll.id)
        asked = paragraph(f"{poll.question or 'A vote'} ({count_of(len(ballots), 'ballot')})")
        if len(ballots) < self.room.minimum:
            few = "Too few ballots are in to show how they fell, so that no ballot can be guessed."
            return [asked, paragraph(few, "small")], "Too few ballots to show"
        if not poll.options and not self.room.inside:
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


def _often(level: str) -> bool:
    return level.isdigit() and int(level) >= OFTEN


def open_voice(
    team: str = "", *, audience: str = "team", today: str = "", workspace: str | Path = ""
) -> VoiceView:
    """Open what a team says of itself.

    Parameters
    ----------
    team, audience, today, workspace
        As `open_room` takes them.
    """
    return VoiceView(open_room(team, audience=audience, today=today, workspace=workspace))
