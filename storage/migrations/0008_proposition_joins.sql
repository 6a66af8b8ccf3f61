-- Propositions that turned out to be one, and the claim that showed it. Append-only; a join holds as long as the reading of its claim does.
CREATE TABLE proposition_join_log (
    proposition_id VARCHAR NOT NULL, joined_into VARCHAR NOT NULL, claim_id VARCHAR NOT NULL, run_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);
