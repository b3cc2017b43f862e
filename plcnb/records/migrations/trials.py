"""Units, lessons, trials and their measurements."""

NAME = "trials-and-units"
SQL = """
CREATE TABLE units (
    {record},
    title TEXT NOT NULL,
    begins DATE,
    ends DATE,
    standards TEXT NOT NULL,
    understand TEXT NOT NULL,
    assessment TEXT NOT NULL,
    good_work TEXT NOT NULL,
    not_yet TEXT NOT NULL,
    already TEXT NOT NULL,
    saw TEXT NOT NULL,
    keep TEXT NOT NULL,
    change TEXT NOT NULL
);
CREATE INDEX units_of_team ON units (team_id, created);
CREATE TABLE lessons (
    {record},
    unit_id TEXT REFERENCES units (id),
    title TEXT NOT NULL,
    "on" DATE,
    owner TEXT NOT NULL,
    standard_id TEXT NOT NULL,
    students_will TEXT NOT NULL,
    "check" TEXT NOT NULL,
    students_did TEXT NOT NULL,
    next_time TEXT NOT NULL
);
CREATE INDEX ix_lessons_unit_id ON lessons (unit_id);
CREATE INDEX lessons_of_team ON lessons (team_id, created);
CREATE TABLE trials (
    {record},
    change TEXT NOT NULL,
    need TEXT NOT NULL,
    standard_id TEXT NOT NULL,
    goal_id TEXT REFERENCES goals (id),
    expected TEXT NOT NULL,
    measure TEXT NOT NULL,
    better TEXT NOT NULL,
    every_days BIGINT NOT NULL,
    who TEXT NOT NULL,
    "where" TEXT NOT NULL,
    begins DATE,
    until DATE,
    beside TEXT NOT NULL,
    new_baseline TEXT NOT NULL,
    new_baseline_on DATE,
    as_planned TEXT NOT NULL,
    unexpected TEXT NOT NULL,
    matches TEXT NOT NULL,
    decision TEXT NOT NULL,
    next_step TEXT NOT NULL,
    closed_on DATE,
    shared BOOLEAN NOT NULL
);
CREATE INDEX ix_trials_goal_id ON trials (goal_id);
CREATE INDEX trials_of_team ON trials (team_id, created);
CREATE TABLE measurements (
    {record},
    trial_id TEXT REFERENCES trials (id),
    "on" DATE,
    value DOUBLE PRECISION,
    n BIGINT,
    phase TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX ix_measurements_trial_id ON measurements (trial_id);
CREATE INDEX measurements_of_team ON measurements (team_id, created);
"""
