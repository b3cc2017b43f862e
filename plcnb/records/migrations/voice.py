"""Rounds of a survey, and votes."""

NAME = "voice"
SQL = """
CREATE TABLE waves (
    {record},
    instrument TEXT NOT NULL,
    opens DATE,
    closes DATE,
    said TEXT NOT NULL,
    did TEXT NOT NULL
);
CREATE INDEX waves_of_team ON waves (team_id, created);
CREATE TABLE polls (
    {record},
    question TEXT NOT NULL,
    options TEXT NOT NULL,
    choose BIGINT NOT NULL,
    opens DATE,
    closes DATE,
    seed TEXT NOT NULL,
    did TEXT NOT NULL,
    did_on DATE
);
CREATE INDEX polls_of_team ON polls (team_id, created);
"""
