"""Teams and their members, taken over from the evidence; nothing that people wrote is touched."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select, update

from plcnb.model import Member, Team
from plcnb.records.rows import table_of
from plcnb.records.tables import FACTS, TEAMS
from plcnb.records.writing import IMPORTED, identified, write_new


def teams_of(frame: pd.DataFrame) -> list[Team]:
    """Return a frame of teams as teams; columns of other names are left out, empty cells left at rest."""
    return [
        Team.model_validate({k: v for k, v in row.items() if k in Team.model_fields and not pd.isna(v)})
        for row in frame.to_dict("records")
    ]


def know(connection: Connection, teams: Iterable[Team]) -> None:
    """Add the teams that are new, and bring the others up to date."""
    columns = [TEAMS.c[name] for name in Team.model_fields]
    present = {row.team_id: Team(**row._mapping) for row in connection.execute(select(*columns))}
    for team in sorted(teams, key=lambda team: team.team_id):
        if team.team_id not in present:
            connection.execute(insert(TEAMS).values(**team.model_dump(), written=0, sealed=0))
        elif team != present[team.team_id]:
            connection.execute(
                update(TEAMS).where(TEAMS.c.team_id == team.team_id).values(**team.model_dump())
            )


def know_members(connection: Connection, frame: pd.DataFrame) -> None:
    """Make members of the teachers who are none yet; who was removed by the team stays removed."""
    table = table_of(Member)
    kept = select(table.c.team_id, table.c.person_id)
    known = {(row.team_id, row.person_id) for row in connection.execute(kept)}
    new = [
        identified(Member(team_id=row["team_id"], person_id=row["person_id"], name=row["name"]))
        for row in frame.to_dict("records")
        if (row["team_id"], row["person_id"]) not in known
    ]
    write_new(connection, new, IMPORTED, datetime.now(UTC))


def note_fact(connection: Connection, name: str, value: str) -> None:
    """Keep a fact about the store itself."""
    connection.execute(delete(FACTS).where(FACTS.c.name == name))
    connection.execute(insert(FACTS).values(name=name, value=value))


def fact(connection: Connection, name: str) -> str:
    """Return a fact about the store; "" if it is not known."""
    found: Any = connection.scalar(select(FACTS.c.value).where(FACTS.c.name == name))
    return str(found or "")
