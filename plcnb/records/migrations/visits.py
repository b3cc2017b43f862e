"""Classroom visits, and what a teacher writes for herself."""

NAME = "visits-and-reflections"
SQL = """
CREATE TABLE visits (
    id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL,
    "on" DATE,
    visitor TEXT NOT NULL,
    host TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    looked_for TEXT NOT NULL,
    seen TEXT NOT NULL,
    noticed TEXT NOT NULL,
    wondered TEXT NOT NULL,
    feedback_on DATE,
    host_takes TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(team_id) REFERENCES teams (team_id)
);
CREATE INDEX visits_of_team ON visits (team_id, created);
CREATE TABLE reflections (
    id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL,
    person_id TEXT NOT NULL,
    "on" DATE,
    tried TEXT NOT NULL,
    saw TEXT NOT NULL,
    learned TEXT NOT NULL,
    need TEXT NOT NULL,
    shared BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(team_id) REFERENCES teams (team_id)
);
CREATE INDEX reflections_of_team ON reflections (team_id, created);
"""
