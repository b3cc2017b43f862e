"""Classroom visits, and what a teacher writes for herself."""

NAME = "visits-and-reflections"
SQL = """
CREATE TABLE visits (
    {record},
    "on" DATE,
    visitor TEXT NOT NULL,
    host TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    looked_for TEXT NOT NULL,
    seen TEXT NOT NULL,
    noticed TEXT NOT NULL,
    wondered TEXT NOT NULL,
    feedback_on DATE,
    host_takes TEXT NOT NULL
);
CREATE INDEX visits_of_team ON visits (team_id, created);
CREATE TABLE reflections (
    {record},
    person_id TEXT NOT NULL,
    "on" DATE,
    tried TEXT NOT NULL,
    saw TEXT NOT NULL,
    learned TEXT NOT NULL,
    need TEXT NOT NULL,
    shared BOOLEAN NOT NULL
);
CREATE INDEX reflections_of_team ON reflections (team_id, created);
"""
