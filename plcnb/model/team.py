"""Teams, and who may see what about them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Audience = Literal["team", "school", "public"]
AUDIENCES: tuple[Audience, ...] = ("team", "school", "public")

Verdict = Literal["above", "cannot tell", "below"]


class Team(BaseModel):
    """A team of teachers who share students, a course or a question.

    `origin` says where the team comes from: its own line in a teams file ("file"), the usual rule that
    teachers of one course and grade in one school are a team ("derived"), or a mapping file ("mapping").
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    team_id: str
    name: str
    school: str = ""
    district: str = ""
    subject: str = ""
    grade: str = ""
    origin: Literal["file", "derived", "mapping"] = "file"
    n_members: int = 0
    n_students: int = 0
    n_assessments: int = 0
