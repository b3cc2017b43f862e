"""Goals, meetings, predictions and action steps."""

NAME = "goals-and-meetings"
SQL = """
CREATE TABLE goals (
    {record},
    what TEXT NOT NULL,
    whom TEXT NOT NULL,
    standard_id TEXT NOT NULL,
    measure TEXT NOT NULL,
    start DOUBLE PRECISION,
    target DOUBLE PRECISION,
    set_on DATE,
    by DATE,
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    reached DOUBLE PRECISION,
    reached_n BIGINT,
    closed_on DATE,
    learned TEXT NOT NULL
);
CREATE INDEX goals_of_team ON goals (team_id, created);
CREATE TABLE meetings (
    {record},
    "on" DATE,
    starts TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    place TEXT NOT NULL,
    protocol TEXT NOT NULL,
    state TEXT NOT NULL,
    present TEXT NOT NULL,
    parts TEXT NOT NULL,
    assessment_id TEXT NOT NULL,
    see TEXT NOT NULL,
    mean TEXT NOT NULL,
    follow TEXT NOT NULL,
    key_error TEXT NOT NULL,
    already_know TEXT NOT NULL,
    decisions TEXT NOT NULL,
    takeaways TEXT NOT NULL
);
CREATE INDEX meetings_of_team ON meetings (team_id, created);
CREATE TABLE predictions (
    {record},
    person_id TEXT NOT NULL,
    assessment_id TEXT NOT NULL,
    standard_id TEXT NOT NULL,
    expected DOUBLE PRECISION,
    "on" DATE
);
CREATE INDEX predictions_of_team ON predictions (team_id, created);
CREATE UNIQUE INDEX predictions_once ON predictions (team_id, person_id, assessment_id, standard_id)
    WHERE NOT removed;
CREATE TABLE action_steps (
    {record},
    what TEXT NOT NULL,
    students_will TEXT NOT NULL,
    evidence TEXT NOT NULL,
    standard_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    due DATE,
    exemplar TEXT NOT NULL,
    recheck TEXT NOT NULL,
    recheck_on DATE,
    meeting_id TEXT REFERENCES meetings (id),
    set_on DATE,
    state TEXT NOT NULL,
    done_on DATE,
    came_of_it TEXT NOT NULL
);
CREATE INDEX action_steps_of_team ON action_steps (team_id, created);
CREATE INDEX ix_action_steps_meeting_id ON action_steps (meeting_id);
"""
