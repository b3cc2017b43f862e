"""Initiatives with what drives them, and what must stand before a launch."""

NAME = "initiatives-and-launch"
SQL = """
CREATE TABLE initiatives (
    id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL,
    aim TEXT NOT NULL,
    measure TEXT NOT NULL,
    start DOUBLE PRECISION,
    target DOUBLE PRECISION,
    unit TEXT NOT NULL,
    begins DATE,
    by DATE,
    closed_on DATE,
    learned TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(team_id) REFERENCES teams (team_id)
);
CREATE INDEX initiatives_of_team ON initiatives (team_id, created);
CREATE TABLE drivers (
    id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL,
    initiative_id TEXT,
    text TEXT NOT NULL,
    idea TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(team_id) REFERENCES teams (team_id),
    FOREIGN KEY(initiative_id) REFERENCES initiatives (id)
);
CREATE INDEX drivers_of_team ON drivers (team_id, created);
CREATE INDEX ix_drivers_initiative_id ON drivers (initiative_id);
CREATE TABLE milestones (
    id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL,
    initiative_id TEXT,
    driver_id TEXT,
    what TEXT NOT NULL,
    owner TEXT NOT NULL,
    due DATE,
    done_on DATE,
    evidence TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(team_id) REFERENCES teams (team_id),
    FOREIGN KEY(initiative_id) REFERENCES initiatives (id),
    FOREIGN KEY(driver_id) REFERENCES drivers (id)
);
CREATE INDEX ix_milestones_driver_id ON milestones (driver_id);
CREATE INDEX ix_milestones_initiative_id ON milestones (initiative_id);
CREATE INDEX milestones_of_team ON milestones (team_id, created);
CREATE TABLE sightings (
    id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL,
    initiative_id TEXT,
    driver_id TEXT,
    "on" DATE,
    "where" TEXT NOT NULL,
    happening TEXT NOT NULL,
    value DOUBLE PRECISION,
    note TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(team_id) REFERENCES teams (team_id),
    FOREIGN KEY(initiative_id) REFERENCES initiatives (id),
    FOREIGN KEY(driver_id) REFERENCES drivers (id)
);
CREATE INDEX ix_sightings_driver_id ON sightings (driver_id);
CREATE INDEX ix_sightings_initiative_id ON sightings (initiative_id);
CREATE INDEX sightings_of_team ON sightings (team_id, created);
CREATE TABLE launch_milestones (
    id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL,
    what TEXT NOT NULL,
    area TEXT NOT NULL,
    owner TEXT NOT NULL,
    due DATE,
    done_on DATE,
    note TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(team_id) REFERENCES teams (team_id)
);
CREATE INDEX launch_milestones_of_team ON launch_milestones (team_id, created);
"""
