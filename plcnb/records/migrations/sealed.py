"""Answers and ballots, apart from who has answered."""

NAME = "sealed-answers"
SQL = """
CREATE TABLE answers (
    id TEXT NOT NULL,
    wave_id TEXT NOT NULL,
    respondent TEXT NOT NULL,
    item TEXT NOT NULL,
    value DOUBLE PRECISION,
    text TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(wave_id) REFERENCES waves (id)
){without_rowid};
CREATE INDEX ix_answers_wave_id ON answers (wave_id);
CREATE TABLE ballots (
    id TEXT NOT NULL,
    poll_id TEXT NOT NULL,
    ranking TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(poll_id) REFERENCES polls (id)
){without_rowid};
CREATE INDEX ix_ballots_poll_id ON ballots (poll_id);
CREATE TABLE respondents (
    wave_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (wave_id, person_id),
    FOREIGN KEY(wave_id) REFERENCES waves (id)
){without_rowid};
CREATE TABLE voters (
    poll_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    PRIMARY KEY (poll_id, person_id),
    FOREIGN KEY(poll_id) REFERENCES polls (id)
){without_rowid};
ALTER TABLE teams ADD COLUMN sealed BIGINT NOT NULL DEFAULT 0;
"""
