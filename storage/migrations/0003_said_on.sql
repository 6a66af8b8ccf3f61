-- The day of the statement as a date of its own: every question about time asks for it, and working it out from text costs more than the rest.
ALTER TABLE claim_log ADD COLUMN said_on DATE;
UPDATE claim_log SET said_on = coalesce(
    try_cast(CASE length(time_as_of) WHEN 4 THEN time_as_of || '-01-01' WHEN 7 THEN time_as_of || '-01' ELSE left(time_as_of, 10) END AS DATE),
    a.published_at::DATE)
FROM article_log a WHERE a.article_seq = claim_log.article_seq;
