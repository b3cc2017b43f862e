"""One team's slice of the evidence, and what may leave the team's room."""

from dataclasses import dataclass

from pandas import DataFrame, Timestamp

from plcnb.model import Audience, Team


@dataclass(frozen=True)
class Assessment:
    """One common assessment; `date` and `day` are None where the source gives none."""

    assessment_id: str
    title: str
    kind: str
    date: Timestamp | None
    day: int | None
    max_score: float
    weight: float
    n_classes: int
    n_results: int
    n_items: int


@dataclass(frozen=True)
class TeamEvidence:
    """What the students of one team did: the tables of `columns.TEAM_TABLES` without their ``team_id``."""

    team: Team
    members: DataFrame
    students: DataFrame
    assessments: DataFrame
    items: DataFrame
    responses: DataFrame
    results: DataFrame
    standards: DataFrame
    notes: DataFrame
    snapshot: str

    def assessment(self, assessment_id: str) -> Assessment:
        """Return one assessment.

        Raises
        ------
        NotFound
            If the team has no such assessment; lists the ids and titles there are.
        """
        raise NotImplementedError

    def latest_assessment(self) -> Assessment:
        """Return the last assessment with results that count: by date, then day, then place in the table.

        Raises
        ------
        NotFound
            If no assessment has a result yet.
        """
        raise NotImplementedError

    def previous(self, assessment_id: str) -> Assessment | None:
        """Return the assessment with results that count just before this one, or None."""
        raise NotImplementedError

    def answers(self, assessment_id: str) -> DataFrame:
        """Return the answers to one assessment, each with what is known of its question.

        Columns: student_id, item_id, response, score, status, position, standard_id, key, max_score.
        """
        raise NotImplementedError

    def for_audience(self, audience: Audience) -> "TeamEvidence":
        """Return what `audience` may see.

        "team": everything. "school" and "public": no student's name, id, grade or days, nor words of their
        own; students are "s1", "s2", … in an order that says nothing. "public": no teacher's name or id.
        """
        raise NotImplementedError
