-- What was concluded, and who was told.

-- Every finding of every generation. It is history from the moment when the reading of either of its sides was replaced.
CREATE VIEW verdict_history AS
SELECT v.verdict_id, v.verdict, v.dimension, v.subtype, v.channel, v.severity, v.rule, v.reason, v.document_id, v.claim_id, v.anchor,
       v.anchor_start, v.anchor_end, v.against_document_id, v.against_claim_id, v.against_anchor, v.against_anchor_start,
       v.against_anchor_end, v.proposition_id, v.event_id, v.run_id, v.recorded_at, n.generation, v.recorded_at AS known_from,
       least(ns.recorded_at, os.recorded_at) AS known_until
FROM verdict_log v
LEFT JOIN claim_log n ON n.claim_id = v.claim_id
LEFT JOIN supersession_log ns ON ns.article_seq = n.article_seq
LEFT JOIN claim_log o ON o.claim_id = v.against_claim_id
LEFT JOIN supersession_log os ON os.article_seq = o.article_seq;

CREATE VIEW verdicts AS
WITH replaced AS MATERIALIZED (
    SELECT claim_id FROM claim_log WHERE article_seq IN (SELECT article_seq FROM supersession_log)
)
SELECT verdict_id, verdict, dimension, subtype, channel, severity, rule, reason, document_id, claim_id, anchor, anchor_start,
       anchor_end, against_document_id, against_claim_id, against_anchor, against_anchor_start, against_anchor_end,
       proposition_id, event_id, run_id, recorded_at
FROM verdict_log
WHERE claim_id NOT IN (FROM replaced) AND coalesce(against_claim_id, '') NOT IN (FROM replaced);

CREATE VIEW contradictions AS
WITH replaced AS MATERIALIZED (
    SELECT claim_id FROM claim_log WHERE article_seq IN (SELECT article_seq FROM supersession_log)
), found AS MATERIALIZED (
    SELECT verdict, dimension, severity, channel, rule, reason, event_id, proposition_id, claim_id, against_claim_id, verdict_id, recorded_at
    FROM verdict_log WHERE verdict IN ('contradicts', 'inconsistent')
      AND claim_id NOT IN (FROM replaced) AND coalesce(against_claim_id, '') NOT IN (FROM replaced) /* AND TOUCHED */
), named AS MATERIALIZED (
    -- looked up first: a number reaches the scan as a filter and few quotes are unpacked, a word does not
    SELECT claim_seq FROM claim_log WHERE claim_id IN (SELECT claim_id FROM found UNION SELECT against_claim_id FROM found)
), sides AS MATERIALIZED (
    SELECT c.claim_id, c.actor, c.recipient, c.low, c.high, c.unit, c.per, c.speaker,
           in_words(c.low, c.high, c.unit, c.unit_of, c.per, c.comparator) AS amount, a.publisher, c.said_on, c.quote, a.url
    FROM claim_log c JOIN article_log a ON a.article_seq = c.article_seq
    WHERE c.claim_seq IN (SELECT claim_seq FROM named)
)
SELECT coalesce(n.actor, o.actor) AS actor, coalesce(n.recipient, o.recipient) AS recipient, v.dimension,
       n.low, n.unit, o.low AS other_low, o.unit AS other_unit, n.publisher, o.publisher AS other_publisher,
       n.said_on, o.said_on AS other_said_on, n.quote, o.quote AS other_quote, v.verdict, v.severity, v.channel,
       n.amount, o.amount AS other_amount, n.high, o.high AS other_high, n.per, o.per AS other_per, n.speaker, o.speaker AS other_speaker, n.url, o.url AS other_url,
       v.rule, v.reason, v.event_id, v.proposition_id, v.claim_id, v.against_claim_id, v.verdict_id, v.recorded_at
FROM found v
JOIN sides n ON n.claim_id = v.claim_id
LEFT JOIN sides o ON o.claim_id = v.against_claim_id;

-- As contradictions, of every generation, with what contradictions_as_of needs to give an evening's rows.
CREATE VIEW contradiction_history AS
WITH sides AS (
    SELECT c.claim_id, c.actor, c.recipient, c.low, c.high, c.unit, c.per, c.speaker,
           in_words(c.low, c.high, c.unit, c.unit_of, c.per, c.comparator) AS amount, a.publisher, c.said_on, c.quote, a.url, c.recorded_at
    FROM claim_log c JOIN article_log a ON a.article_seq = c.article_seq
)
SELECT coalesce(n.actor, o.actor) AS actor, coalesce(n.recipient, o.recipient) AS recipient, v.dimension,
       n.low, n.unit, o.low AS other_low, o.unit AS other_unit, n.publisher, o.publisher AS other_publisher,
       n.said_on, o.said_on AS other_said_on, n.quote, o.quote AS other_quote, v.verdict, v.severity, v.channel,
       n.amount, o.amount AS other_amount, n.high, o.high AS other_high, n.per, o.per AS other_per, n.speaker, o.speaker AS other_speaker, n.url, o.url AS other_url,
       v.rule, v.reason, v.event_id, v.proposition_id, v.claim_id, v.against_claim_id, v.verdict_id, v.recorded_at,
       v.generation, greatest(v.known_from, n.recorded_at) AS known_from, o.recorded_at AS other_known_from, v.known_until
FROM verdict_history v
JOIN sides n ON n.claim_id = v.claim_id
LEFT JOIN sides o ON o.claim_id = v.against_claim_id
WHERE v.verdict IN ('contradicts', 'inconsistent');

CREATE VIEW alerts AS
SELECT a.alert_id, a.created_at, a.channel, a.severity, a.title, a.body, a.verdict_ids, a.event_id, a.document_id,
       coalesce(d.destinations, 0) AS destinations, coalesce(d.sent, 0) AS sent, coalesce(d.waiting, 0) AS waiting,
       coalesce(d.parked, 0) AS parked, d.sent_at, a.run_id, a.recorded_at
FROM alert_log a
LEFT JOIN (
    SELECT alert_id, count(*) AS destinations, count(*) FILTER (status = 'sent') AS sent,
           count(*) FILTER (status = 'owed') AS waiting, count(*) FILTER (status = 'parked') AS parked,
           max(updated_at) FILTER (status = 'sent') AS sent_at
    FROM outbox GROUP BY alert_id
) d ON d.alert_id = a.alert_id;

CREATE VIEW alerts_sent AS
SELECT d.attempted_at AS sent_at, d.destination, a.alert_id, a.channel, a.severity, a.title, a.body, d.attempt, a.event_id,
       a.document_id, a.created_at, d.key
FROM delivery_log d
JOIN alert_log a ON a.alert_id = d.alert_id
WHERE d.outcome = 'sent';

CREATE VIEW deliveries AS
SELECT attempted_at, destination, outcome, attempt, error, alert_id, key FROM delivery_log;
