-- On what a reading stands: where its payer and its receiver were found, and how likely a promise it is. Comparing asks it of priors as of new claims.
ALTER TABLE claim_log ADD COLUMN payer_from VARCHAR;
ALTER TABLE claim_log ADD COLUMN recipient_from VARCHAR;
ALTER TABLE claim_log ADD COLUMN certainty DOUBLE;
