"""Initiatives with what drives them, and what must stand before a launch."""

NAME = "initiatives-and-launch"
SQL = """
CREATE TABLE initiatives (
    {record},
    aim TEXT NOT NULL,
    measure TEXT NOT NULL,
    start DOUBLE PRECISION,
    target DOUBLE PRECISION,
    unit TEXT NOT NULL,
    begins DATE,
    by DATE,
    closed_on DATE,
    learned TEXT NOT NULL
);
CREATE INDEX initiatives_of_team ON initiatives (team_id, created);
CREATE TABLE drivers (
    {record},
    initiative_id TEXT REFERENCES initiatives (id),
    text TEXT NOT NULL,
    idea TEXT NOT NULL,
    position BIGINT NOT NULL
);
CREATE INDEX drivers_of_team ON drivers (team_id, created);
CREATE INDEX ix_drivers_initiative_id ON drivers (initiative_id);
CREATE TABLE milestones (
    {record},
    initiative_id TEXT REFERENCES initiatives (id),
    driver_id TEXT REFERENCES drivers (id),
    what TEXT NOT NULL,
    owner TEXT NOT NULL,
    due DATE,
    done_on DATE,
    evidence TEXT NOT NULL
);
CREATE INDEX ix_milestones_driver_id ON milestones (driver_id);
CREATE INDEX ix_milestones_initiative_id ON milestones (initiative_id);
CREATE INDEX milestones_of_team ON milestones (team_id, created);
CREATE TABLE sightings (
    {record},
    initiative_id TEXT REFERENCES initiatives (id),
    driver_id TEXT REFERENCES drivers (id),
    "on" DATE,
    "where" TEXT NOT NULL,
    happening TEXT NOT NULL,
    value DOUBLE PRECISION,
    note TEXT NOT NULL
);
CREATE INDEX ix_sightings_driver_id ON sightings (driver_id);
CREATE INDEX ix_sightings_initiative_id ON sightings (initiative_id);
CREATE INDEX sightings_of_team ON sightings (team_id, created);
CREATE TABLE launch_milestones (
    {record},
    what TEXT NOT NULL,
    area TEXT NOT NULL,
    owner TEXT NOT NULL,
    due DATE,
    done_on DATE,
    note TEXT NOT NULL
);
CREATE INDEX launch_milestones_of_team ON launch_milestones (team_id, created);
"""
