"""Rounds of a survey, and votes."""

NAME = "voice"
SQL = """
CREATE TABLE waves (
    id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL,
    instrument TEXT NOT NULL,
    opens DATE,
    closes DATE,
    said TEXT NOT NULL,
    did TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(team_id) REFERENCES teams (team_id)
);
CREATE INDEX waves_of_team ON waves (team_id, created);
CREATE TABLE polls (
    id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    created BIGINT NOT NULL,
    number BIGINT NOT NULL,
    removed BOOLEAN NOT NULL,
    question TEXT NOT NULL,
    options TEXT NOT NULL,
    choose BIGINT NOT NULL,
    opens DATE,
    closes DATE,
    seed TEXT NOT NULL,
    did TEXT NOT NULL,
    did_on DATE,
    PRIMARY KEY (id),
    FOREIGN KEY(team_id) REFERENCES teams (team_id)
);
CREATE INDEX polls_of_team ON polls (team_id, created);
"""
