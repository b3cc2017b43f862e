"""Teams, revisions, and the people of a team: who they are, what they agreed on, when they can meet."""

NAME = "people"
SQL = """
CREATE TABLE facts (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
);
CREATE TABLE teams (
    team_id TEXT NOT NULL,
    name TEXT NOT NULL,
    school TEXT NOT NULL,
    district TEXT NOT NULL,
    subject TEXT NOT NULL,
    grade TEXT NOT NULL,
    origin TEXT NOT NULL,
    n_members BIGINT NOT NULL,
    n_students BIGINT NOT NULL,
    n_assessments BIGINT NOT NULL,
    written BIGINT NOT NULL,
    PRIMARY KEY (team_id)
);
CREATE TABLE revisions (
    team_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    removed BOOLEAN NOT NULL,
    changes TEXT NOT NULL,
    PRIMARY KEY (team_id, place),
    CONSTRAINT revisions_numbered UNIQUE (kind, record_id, number),
    FOREIGN KEY(team_id) REFERENCES teams (team_id)
);
CREATE INDEX revisions_by_time ON revisions (at);
CREATE TABLE members (
    {record},
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    teaches TEXT NOT NULL,
    roles TEXT NOT NULL,
    left_on DATE
);
CREATE INDEX members_of_team ON members (team_id, created);
CREATE UNIQUE INDEX members_once ON members (team_id, person_id) WHERE NOT removed;
CREATE TABLE norms (
    {record},
    text TEXT NOT NULL,
    position BIGINT NOT NULL,
    agreed_on DATE
);
CREATE INDEX norms_of_team ON norms (team_id, created);
CREATE TABLE availability (
    {record},
    person_id TEXT NOT NULL,
    weekday TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL
);
CREATE INDEX availability_of_team ON availability (team_id, created);
CREATE TABLE exchanges (
    {record},
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    topic TEXT NOT NULL,
    detail TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "on" DATE,
    answered_on DATE,
    answered_by TEXT NOT NULL
);
CREATE INDEX exchanges_of_team ON exchanges (team_id, created);
CREATE TABLE ties (
    {record},
    person_id TEXT NOT NULL,
    other_id TEXT NOT NULL,
    exchange TEXT NOT NULL,
    deep TEXT NOT NULL,
    "on" DATE
);
CREATE INDEX ties_of_team ON ties (team_id, created);
CREATE UNIQUE INDEX ties_once ON ties (team_id, person_id, other_id, "on") WHERE NOT removed;
"""
