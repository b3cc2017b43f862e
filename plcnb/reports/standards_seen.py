"""What the evidence says of some standards: on one assessment, and from one assessment to the next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from plcnb import tables
from plcnb.evidence.team_evidence import TeamEvidence
from plcnb.model import Audience
from plcnb.stats import disclosure
from plcnb.stats.answers import MINIMUM_ITEMS
from plcnb.stats.items import review
from plcnb.stats.mastery import by_standard

_COLUMNS = ("assessment_id", "title", "date", "n_students", "n_items", "share", "low", "high", "verdict")
_SURE = 0.001  # a goal of all or nothing is judged this near to it: no interval holds 0 or 1 itself


@dataclass(frozen=True)
class StandardsSeen:
    """Standards on one assessment.

    Attributes
    ----------
    frame : DataFrame
        As `stats.mastery.by_standard` gives it, of these standards alone; protected outside the team.
    set_aside : tuple of str
        Questions that are not counted until their key has been checked.
    unasked : tuple of str
        Ids of standards that no question of the assessment asks about.
    """

    frame: pd.DataFrame
    set_aside: tuple[str, ...]
    unasked: tuple[str, ...]


def nothing_measured() -> pd.DataFrame:
    """Return a standard in time of which nothing is known: no row."""
    return pd.DataFrame({name: [] for name in _COLUMNS})


@dataclass(frozen=True)
class _Assessment:
    """The answers to one assessment, its questions, and those whose key may be wrong."""

    answers: pd.DataFrame
    items: pd.DataFrame
    suspect: frozenset[str]


class StandardsEvidence:
    """A team's evidence, looked at standard by standard.

    Questions whose key may be wrong are set aside: a slip of the key is not the students' slip.

    Parameters
    ----------
    evidence : TeamEvidence
    audience : {"team", "school", "public"}
    """

    def __init__(self, evidence: TeamEvidence, audience: Audience = "team") -> None:
        self.evidence = evidence
        self.audience = audience
        self._known: dict[str, _Assessment] = {}
        self._grown: dict[date | None, pd.DataFrame] = {}

    def on(self, assessment_id: str, standard_ids: Iterable[str], cut: float) -> StandardsSeen:
        """Return what students know of some standards on one assessment.

        Parameters
        ----------
        assessment_id : str
        standard_ids : iterable of str
        cut : float
            The share that counts as knowing.
        """
        wanted = list(dict.fromkeys(standard_ids))
        taken = self._taken(assessment_id)
        asked = taken.items[taken.items["standard_id"].isin(wanted)]
        doubtful = asked["item_id"].isin(taken.suspect)
        cut = min(max(cut, _SURE), 1 - _SURE)
        frame = by_standard(taken.answers, asked[~doubtful], self.evidence.standards, cut=cut)
        if self.audience != "team":
            frame = disclosure.protect_shares(frame)
        names = tuple(tables.question_name(row) for row in tables.records(asked[doubtful]))
        known = set(asked["standard_id"])
        return StandardsSeen(frame, names, tuple(one for one in wanted if one not in known))

    def in_time(self, standard_id: str, cut: float, until: date | None = None) -> pd.DataFrame:
        """Return one standard from assessment to assessment, in the order of time.

        Parameters
        ----------
        standard_id, cut
            As for `on`.
        until : date, optional
            Leave out assessments after this day.

        Returns
        -------
        DataFrame
            The columns of `stats.mastery.by_standard`, with `assessment_id`, `title` and `date` (NaT: not
            known) of the assessment; no row where no question with an answer asked about the standard.
        """
        seen = [
            self.on(row["assessment_id"], [standard_id], cut).frame.assign(**row)
            for row in self._asked_about(standard_id, until)
        ]
        if not seen:
            return nothing_measured()
        return pd.concat(seen, ignore_index=True)

    def growth(self, until: date | None = None) -> pd.DataFrame:
        """Return how the team's students as a whole have grown in each standard from one check to the next.

        Parameters
        ----------
        until : date, optional
            Leave out assessments after this day.

        Returns
        -------
        DataFrame
            One row for each two checks in a row that ask at least three questions about one standard: start,
            end (shares of the points of the whole team) and weeks between them.
        """
        if until not in self._grown:
            self._grown[until] = self._growth(until)
        return self._grown[until]

    def _growth(self, until: date | None) -> pd.DataFrame:
        dated = self.evidence.assessments.dropna(subset=["date"]).sort_values("date")
        last: dict[str, tuple[float, pd.Timestamp]] = {}
        rows: list[tuple[float, float, float]] = []
        for check in tables.records(dated[dated["n_results"] > 0]):
            if until is not None and check["date"].date() > until:
                break
            for row in self._told(check["assessment_id"]):
                standard, now = row["standard_id"], (row["share"], check["date"])
                if standard in last and now[1] > last[standard][1]:
                    weeks = (now[1] - last[standard][1]).days / 7
                    rows.append((last[standard][0], now[0], weeks))
                last[standard] = now
        return pd.DataFrame(rows, columns=["start", "end", "weeks"])

    def _told(self, assessment_id: str) -> Iterator[dict[str, Any]]:
        """Yield the standards of an assessment that enough questions ask about, of the whole team."""
        taken = self._taken(assessment_id)
        sound = taken.items[~taken.items["item_id"].isin(taken.suspect)]
        for row in tables.records(by_standard(taken.answers, sound, self.evidence.standards, cut=0.5)):
            if row["n_items"] >= MINIMUM_ITEMS and row["share"] == row["share"]:
                yield row

    def _taken(self, assessment_id: str) -> _Assessment:
        if assessment_id not in self._known:
            items, answers = self.evidence.items, self.evidence.responses
            items = items[items["assessment_id"] == assessment_id]
            answers = answers[answers["assessment_id"] == assessment_id]
            flags = review(answers, items)
            suspect = flags.loc[flags["flag"] == "possible mis-key", "item_id"]
            self._known[assessment_id] = _Assessment(answers, items, frozenset(suspect))
        return self._known[assessment_id]

    def _asked_about(self, standard_id: str, until: date | None) -> Iterator[dict[str, Any]]:
        items, assessments = self.evidence.items, self.evidence.assessments
        asked = set(items.loc[items["standard_id"] == standard_id, "assessment_id"])
        taken = assessments[assessments["n_results"] > 0]
        for row in tables.records(taken.sort_values(["date", "day"], na_position="first")):
            late = until is not None and not pd.isna(row["date"]) and row["date"].date() > until
            if row["assessment_id"] in asked and not late:
                yield {name: row[name] for name in ("assessment_id", "title", "date")}
