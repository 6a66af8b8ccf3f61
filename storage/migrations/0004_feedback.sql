-- What people say of findings: right or wrong, with a note. Append-only; the newest word about a finding counts.
CREATE TABLE feedback_log (
    verdict_id VARCHAR NOT NULL, alert_id VARCHAR, is_right BOOLEAN NOT NULL, note VARCHAR, recorded_at TIMESTAMP NOT NULL
);
