"""One team's slice of the evidence."""

from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from pandas import DataFrame, Series, Timestamp

from plcnb.errors import NotFound, ParameterError
from plcnb.evidence.audiences import (
    blanked,
    renumbered,
    running_numbers,
    without_own_words,
    without_small_counts,
)
from plcnb.model import AUDIENCES, Audience, Team


@dataclass(frozen=True)
class Assessment:
    """One common assessment; `date` and `day` are None where the source gives none.

    The other fields are those of ``columns.TEAM_TABLES["assessments"]``; `max_score` and `weight` are NaN
    where they are not known.
    """

    assessment_id: str
    title: str
    kind: str
    date: Timestamp | None
    day: int | None
    max_score: float
    weight: float
    norms: str
    n_classes: int
    n_results: int
    n_items: int


@dataclass(frozen=True, eq=False)
class TeamEvidence:
    """What the students of one team did: the tables of `columns.TEAM_TABLES` without their ``team_id``.

    `snapshot` is the id of the snapshot it was read from. `secret` shuffles the numbers that stand for
    students in what others may see; it stays in the store.
    """

    team: Team
    members: DataFrame
    students: DataFrame
    assessments: DataFrame
    items: DataFrame
    responses: DataFrame
    results: DataFrame
    measures: DataFrame
    standards: DataFrame
    notes: DataFrame
    snapshot: str
    secret: str = field(default="", repr=False)

    def assessment(self, assessment_id: str) -> Assessment:
        """Return one assessment.

        Raises
        ------
        NotFound
            If the team has no such assessment; lists the ids and titles there are.
        """
        found = self.assessments[self.assessments["assessment_id"] == assessment_id]
        if found.empty:
            known = self.assessments["assessment_id"] + " (" + self.assessments["title"] + ")"
            raise NotFound("assessment", assessment_id, known)
        return _as_assessment(found)

    def latest_assessment(self) -> Assessment:
        """Return the last assessment with results that count: by date, then day, then place in the table.

        Raises
        ------
        NotFound
            If no assessment has a result that counts.
        """
        past = self._in_time()
        past = past[past["n_results"] > 0]
        if past.empty:
            raise NotFound(
                "assessment with results", self.team.team_id, (), "Import results, or choose another team."
            )
        return _as_assessment(past)

    def previous(self, assessment_id: str) -> Assessment | None:
        """Return the assessment with results that count just before this one; None if it is the first.

        Raises
        ------
        NotFound
            If the team has no such assessment.
        """
        self.assessment(assessment_id)
        line = self._in_time()
        before = line.iloc[: line["assessment_id"].tolist().index(assessment_id)]
        before = before[before["n_results"] > 0]
        return None if before.empty else _as_assessment(before)

    def latest_with_measures(self) -> Assessment | None:
        """Return the last assessment of which a vendor says more than the score; None if there is none."""
        said = self._in_time()
        said = said[said["assessment_id"].isin(self.measures["assessment_id"])]
        return None if said.empty else _as_assessment(said)

    def for_audience(self, audience: Audience) -> "TeamEvidence":
        """Return what `audience` may see, so that nothing made of it can tell more.

        "team": everything. "school" and "public": no student's name, id, grade or days, and no words of
        their own; students are "s1", "s2", … in an order that says nothing and is the same each time.
        "public": no teacher's name or id either. Notes that count fewer than ten students or results are
        left out.

        Raises
        ------
        ParameterError
            For an audience that does not exist.
        """
        if audience not in AUDIENCES:
            raise ParameterError(f"audience must be one of {', '.join(AUDIENCES)}, got {audience!r}.")
        if audience == "team":
            return self
        salt = self.secret + self.snapshot
        numbers = running_numbers(self._student_ids(), salt, "s")
        names = pd.concat([self.students["name"], self._student_ids()])
        responses = without_own_words(self.responses, self.items, names, salt)
        hidden = replace(
            self,
            students=renumbered(
                blanked(self.students, "name", "grade", "begins", "ends"), "student_id", numbers
            ),
            results=renumbered(blanked(self.results, "date", "day"), "student_id", numbers),
            responses=renumbered(responses, "student_id", numbers),
            measures=renumbered(self.measures, "student_id", numbers),
            notes=without_small_counts(self.notes),
            secret="",
        )
        if audience == "school":
            return hidden
        strangers = running_numbers(self.members["person_id"], salt, "t")
        return replace(hidden, members=renumbered(blanked(self.members, "name"), "person_id", strangers))

    def _student_ids(self) -> Series:
        tables = (self.students, self.results, self.responses, self.measures)
        return pd.concat([table["student_id"] for table in tables]).drop_duplicates()

    def _in_time(self) -> DataFrame:
        return self.assessments.sort_values(["date", "day"], na_position="first")


def _as_assessment(rows: DataFrame) -> Assessment:
    """Return the last of `rows`."""
    (row,) = rows.tail(1).to_dict("records")
    fields: dict[str, Any] = {str(name): value for name, value in row.items()}
    for name in ("date", "day"):
        fields[name] = None if pd.isna(fields[name]) else fields[name]
    return Assessment(**fields)
