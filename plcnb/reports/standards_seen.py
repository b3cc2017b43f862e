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


def standards_on(
    evidence: TeamEvidence,
    assessment_id: str,
    standard_ids: Iterable[str],
    *,
    cut: float,
    audience: Audience,
) -> StandardsSeen:
    """Return what students know of some standards on one assessment.

    Questions whose key may be wrong are set aside: a slip of the key is not the students' slip.

    Parameters
    ----------
    evidence : TeamEvidence
    assessment_id : str
    standard_ids : iterable of str
    cut : float
        The share that counts as knowing.
    audience : {"team", "school", "public"}
    """
    wanted = list(dict.fromkeys(standard_ids))
    items = evidence.items[evidence.items["assessment_id"] == assessment_id]
    answers = evidence.responses[evidence.responses["assessment_id"] == assessment_id]
    asked = items[items["standard_id"].isin(wanted)]
    reviewed = review(answers, items)
    suspect = reviewed.loc[reviewed["flag"] == "possible mis-key", "item_id"]
    aside = asked[asked["item_id"].isin(suspect)]
    sound = asked[~asked["item_id"].isin(suspect)]
    frame = by_standard(answers, sound, evidence.standards, cut=min(max(cut, _SURE), 1 - _SURE))
    if audience != "team":
        frame = disclosure.protect_shares(frame)
    names = tuple(tables.question_name(row) for row in tables.records(aside))
    known = set(asked["standard_id"])
    return StandardsSeen(frame, names, tuple(one for one in wanted if one not in known))


def standard_in_time(
    evidence: TeamEvidence,
    standard_id: str,
    *,
    cut: float,
    audience: Audience,
    until: date | None = None,
) -> pd.DataFrame:
    """Return one standard from assessment to assessment, in the order of time.

    Parameters
    ----------
    evidence, standard_id, cut, audience
        As for `standards_on`.
    until : date, optional
        Leave out assessments after this day.

    Returns
    -------
    DataFrame
        The columns of `stats.mastery.by_standard`, with `assessment_id`, `title` and `date` (NaT: not known)
        of the assessment; without a row where no question with an answer asked about the standard.
    """
    seen = [
        standards_on(evidence, row["assessment_id"], [standard_id], cut=cut, audience=audience).frame.assign(
            **row
        )
        for row in _asked_about(evidence, standard_id, until)
    ]
    if not seen:
        return pd.DataFrame({name: [] for name in _COLUMNS})
    return pd.concat(seen, ignore_index=True)


def team_growth(evidence: TeamEvidence, until: date | None = None) -> pd.DataFrame:
    """Return how the team's students as a whole have grown in each standard from one check to the next.

    Parameters
    ----------
    evidence : TeamEvidence
    until : date, optional
        Leave out assessments after this day.

    Returns
    -------
    DataFrame
        One row for each two checks in a row that ask at least three questions about one standard: start, end
        (shares of the points of the whole team) and weeks between them.
    """
    dated = evidence.assessments.dropna(subset=["date"]).sort_values("date")
    last: dict[str, tuple[float, pd.Timestamp]] = {}
    rows: list[tuple[float, float, float]] = []
    for check in tables.records(dated[dated["n_results"] > 0]):
        if until is not None and check["date"].date() > until:
            break
        every = evidence.items.loc[evidence.items["assessment_id"] == check["assessment_id"], "standard_id"]
        named = [standard for standard in every.unique() if standard]
        seen = standards_on(evidence, check["assessment_id"], named, cut=0.5, audience="team").frame
        for row in tables.records(seen[(seen["n_items"] >= MINIMUM_ITEMS) & seen["share"].notna()]):
            standard, now = row["standard_id"], (row["share"], check["date"])
            if standard in last and now[1] > last[standard][1]:
                weeks = (now[1] - last[standard][1]).days / 7
                rows.append((last[standard][0], now[0], weeks))
            last[standard] = now
    return pd.DataFrame(rows, columns=["start", "end", "weeks"])


def _asked_about(evidence: TeamEvidence, standard_id: str, until: date | None) -> Iterator[dict[str, Any]]:
    asked = set(evidence.items.loc[evidence.items["standard_id"] == standard_id, "assessment_id"])
    taken = evidence.assessments[evidence.assessments["n_results"] > 0]
    for row in tables.records(taken.sort_values(["date", "day"], na_position="first")):
        late = until is not None and not pd.isna(row["date"]) and row["date"].date() > until
        if row["assessment_id"] in asked and not late:
            yield {name: row[name] for name in ("assessment_id", "title", "date")}
