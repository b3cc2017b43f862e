"""Rounds of a team's surveys: which have closed, with what they say together, and which are open.

Nothing of a round is read before it has closed, and nothing of it is shown for fewer than five answers.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from plcnb.cycle.instruments import Survey, surveys
from plcnb.model import Poll, Wave
from plcnb.reports.room import Room
from plcnb.stats.surveys import score
from plcnb.stats.waves import compare_waves


@dataclass(frozen=True)
class Round:
    """A closed round of a survey: respondents × lines as scores take them, and those of the round before."""

    wave: Wave
    survey: Survey
    answers: pd.DataFrame
    before: pd.DataFrame | None

    @property
    def n_answered(self) -> int:
        """How many have answered anything."""
        return len(self.answers)


class Rounds:
    """The survey rounds of one team.

    Parameters
    ----------
    room : Room
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self._scored: dict[str, pd.DataFrame] = {}

    @cached_property
    def surveys(self) -> dict[str, Survey]:
        """The surveys there are, by id: those of plcnb and those of the workspace."""
        return surveys(self.room.workspace.folder / "surveys")

    def title(self, survey_id: str) -> str:
        """Return what a survey is called."""
        survey = self.surveys.get(survey_id)
        return survey.name if survey else survey_id

    @cached_property
    def latest(self) -> list[Round]:
        """The latest closed round of each survey, in the order of the surveys."""
        found = []
        for survey in self.surveys.values():
            waves = self.closed(survey.id)
            if waves:
                before = self._answers(waves[-2], survey) if len(waves) > 1 else None
                found.append(Round(waves[-1], survey, self._answers(waves[-1], survey), before))
        return found

    def closed(self, survey_id: str = "") -> list[Wave]:
        """Return the closed rounds, of one survey or of all, those that closed first first."""
        waves = [one for one in self.room.list(Wave) if survey_id in ("", one.instrument)]
        past = [one for one in waves if has_closed(one, self.room.today)]
        return sorted(past, key=lambda one: (one.closes or date.min, one.id))

    @property
    def open(self) -> list[Wave]:
        """The rounds that can be answered today."""
        return [one for one in self.room.list(Wave) if is_open(one, self.room.today)]

    def not_closed(self, survey_id: str) -> Wave | None:
        """Return the round of a survey that has not closed yet, open or still to open."""
        waves = self.room.list(Wave, unfinished=True, instrument=survey_id)
        ahead = [one for one in waves if not has_closed(one, self.room.today)]
        return ahead[-1] if ahead else None

    def scores(self, one: Round) -> pd.DataFrame:
        """Return the scores of a round, as `stats.surveys.score` gives them."""
        if one.wave.id not in self._scored:
            invited = max(len(self.room.members), one.n_answered)
            self._scored[one.wave.id] = score(
                one.answers, one.survey.instrument, minimum=self.room.minimum, invited=invited
            )
        return self._scored[one.wave.id]

    def changes(self, one: Round) -> pd.DataFrame | None:
        """Return what has changed since the round before, as `stats.waves.compare_waves` gives it.

        None where there was none, or too few answered either time. Where all answered alike at one of the
        times, a mean would tell what everybody said: it is left out here as it is hidden in the scores.
        """
        if one.before is None or min(len(one.before), one.n_answered) < self.room.minimum:
            return None
        asked = one.survey.instrument
        both = (score(one.before, asked, self.room.minimum), self.scores(one))
        alike = [scores["unanimous"].astype(bool) for scores in both]
        changes = compare_waves(one.before, one.answers, asked, self.room.minimum)
        told = changes[~(alike[0] | alike[1])]
        return None if told.empty else told

    def _answers(self, wave: Wave, survey: Survey) -> pd.DataFrame:
        """Return the answers of a round as respondents × lines; NaN where a line was left empty."""
        said = self.room.records.answers(wave.id)
        lines = [item.id for item in survey.items]
        said = said[said["item"].isin(lines)]
        wide = said.pivot_table(index="respondent", columns="item", values="value", aggfunc="first")
        return wide.reindex(columns=lines)


def has_closed(asked: Wave | Poll, today: date) -> bool:
    """Tell whether a round or a vote is over; on its last day it is not."""
    return asked.closes is not None and asked.closes < today


def is_open(asked: Wave | Poll, today: date) -> bool:
    """Tell whether a round or a vote can be answered today."""
    return bool(asked.opens and asked.closes and asked.opens <= today <= asked.closes)
