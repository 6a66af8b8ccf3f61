-- Claims as people ask for them: what was said, by whom, where, and from when until when this program took it for the reading of the text.

CREATE VIEW claim_history AS
SELECT c.claim_id, c.kind, c.actor, c.recipient, c.purpose, c.measure, c.low, c.high, c.unit, c.unit_of, c.per, c.comparator,
       c.hedge, c.unit_basis, c.modality, c.stage, c.condition, c.speaker, c.quote, c.anchor,
       c.time_text, c.time_start, c.time_end, c.time_deadline, c.time_as_of,
       c.said_on,
       a.publisher, a.published, a.published_at, a.title, a.url, a.language, a.origin, a.source,
       c.proposition_id, c.event_id, c.equivalents, c.actor_as_written, c.speaker_as_written, c.role, c.ordinal, c.magnitude,
       c.recalled, c.mentions, c.trace, c.quote_prefix, c.quote_suffix, c.quote_start, c.quote_end, c.anchor_start, c.anchor_end,
       c.document_id, c.segment, c.extractor, c.generation, c.baseline, c.run_id, c.recorded_at AS known_from,
       s.recorded_at AS known_until
FROM claim_log c
JOIN article_log a ON a.article_seq = c.article_seq
LEFT JOIN supersession_log s ON s.article_seq = c.article_seq;

CREATE VIEW claims AS
SELECT * EXCLUDE (known_until) FROM claim_history WHERE known_until IS NULL;

CREATE VIEW pledges AS
SELECT * EXCLUDE (kind),
       CASE WHEN modality IN ('refused', 'withdrawn', 'denied', 'hypothetical') THEN NULL
            WHEN stage IN ('disbursement', 'delivery') THEN 3
            WHEN stage IN ('commitment', 'allocation') THEN 2
            WHEN stage IN ('plan', 'pledge') THEN 12 END AS iati_type
FROM claims WHERE kind = 'pledge';

CREATE VIEW figures AS
SELECT * EXCLUDE (kind) FROM claims WHERE kind = 'figure';

CREATE VIEW articles AS
SELECT a.document_id, a.segment, a.title, a.author, a.publisher, a.published, a.published_at, a.published_from, a.published_confidence,
       a.modified, a.url, a.language, a.origin, a.source, a.doubts,
       a.claims, a.start_offset, a.end_offset, a.sha256, a.baseline, a.generation, a.run_id, a.recorded_at
FROM article_log a
LEFT JOIN supersession_log s ON s.article_seq = a.article_seq
WHERE s.article_seq IS NULL;

-- Grouped over numbers only, and the words fetched from the newest claim afterwards: grouping a million strings takes ten times as long.
CREATE VIEW propositions AS
WITH said AS (
    SELECT c.proposition_id, c.claim_seq, c.recorded_at, hash(a.publisher) AS outlet, a.publisher IS NOT NULL AS named,
           hash(coalesce(a.origin, a.document_id || '#' || a.segment)) AS text,
           c.said_on
    FROM claim_log c
    JOIN article_log a ON a.article_seq = c.article_seq
    WHERE c.proposition_id IS NOT NULL AND c.article_seq NOT IN (SELECT article_seq FROM supersession_log)
), grouped AS (
    SELECT proposition_id, count(*) AS claims, count(DISTINCT outlet) FILTER (named) AS publishers, count(DISTINCT text) AS origins,
           coalesce(arg_max(claim_seq, said_on), max(claim_seq)) AS newest, min(said_on) AS first_said_on, max(said_on) AS last_said_on,
           min(recorded_at) AS first_known
    FROM said
    GROUP BY proposition_id
)
SELECT g.proposition_id, g.claims, g.publishers, g.origins, c.actor, c.recipient, c.purpose, c.measure, c.unit, c.per,
       c.low AS latest_low, c.high AS latest_high, c.modality AS latest_modality, c.stage AS latest_stage,
       g.first_said_on, g.last_said_on, g.first_known, c.quote AS latest_quote
FROM grouped g
JOIN claim_log c ON c.claim_seq = g.newest;

CREATE VIEW timeline AS
SELECT said_on, kind, actor, recipient,
       CASE WHEN low IS NULL AND high IS NULL THEN NULL
            ELSE concat_ws(' ',
                CASE comparator WHEN 'at_least' THEN 'at least' WHEN 'more_than' THEN 'more than' WHEN 'up_to' THEN 'up to'
                                WHEN 'less_than' THEN 'less than' WHEN 'about' THEN 'about' END,
                CASE WHEN low IS NULL OR high IS NULL OR low = high 
                     THEN regexp_replace(format('{:,}', coalesce(low, high)), '[.]0$', '')
                     ELSE regexp_replace(format('{:,}', low), '[.]0$', '') || ' to '
                          || regexp_replace(format('{:,}', high), '[.]0$', '') END,
                nullif(unit, 'count'), unit_of, 'a ' || per) END AS amount,
       modality, stage, speaker, publisher, quote, url, proposition_id, claim_id
FROM claims
WHERE said_on IS NOT NULL;

-- Grouped first and split into single actors afterwards, when there are few rows.
CREATE VIEW by_actor AS
WITH joint AS (
    SELECT actor, publisher, count(*) AS claims, count(*) FILTER (kind = 'pledge') AS pledges, count(*) FILTER (kind = 'figure') AS figures,
           count(*) FILTER (modality IN ('refused', 'withdrawn')) AS refusals, count(*) FILTER (modality = 'delivered') AS deliveries,
           min(said_on) AS first_said_on, max(said_on) AS last_said_on
    FROM claims WHERE actor IS NOT NULL GROUP BY actor, publisher
)
SELECT j.one AS actor, sum(j.claims)::BIGINT AS claims, sum(j.pledges)::BIGINT AS pledges, sum(j.figures)::BIGINT AS figures,
       count(DISTINCT j.publisher) AS publishers,
       sum(j.refusals)::BIGINT AS refusals, sum(j.deliveries)::BIGINT AS deliveries, min(j.first_said_on) AS first_said_on,
       max(j.last_said_on) AS last_said_on
FROM (SELECT unnest(string_split(actor, ', ')) AS one, * EXCLUDE (actor) FROM joint) j
GROUP BY j.one;

CREATE VIEW commitments_vs_deliveries AS
WITH money AS (
    -- each proposition once per rung, with its newest amount; recurring amounts cannot be added to single ones
    SELECT actor, recipient, coalesce(proposition_id, claim_id) AS thing, stage, modality,
           arg_max(coalesce(low, high) / r.per_eur, said_on) AS eur
    FROM claims c
    JOIN reference_rate r ON r.currency = c.unit AND r.day = c.said_on
    WHERE kind = 'pledge' AND per IS NULL AND actor IS NOT NULL AND coalesce(low, high) IS NOT NULL
      AND (modality IN ('refused', 'withdrawn') OR stage IN ('plan', 'pledge', 'commitment', 'allocation', 'disbursement', 'delivery'))
      AND modality NOT IN ('denied', 'hypothetical', 'demanded', 'conditional')
    GROUP BY ALL
), rungs AS (
    SELECT * EXCLUDE (stage), CASE WHEN modality IN ('refused', 'withdrawn') THEN 'refused' ELSE stage END AS rung FROM money
)
SELECT actor, recipient,
       sum(eur) FILTER (rung = 'plan') AS planned_eur, sum(eur) FILTER (rung = 'pledge') AS pledged_eur,
       sum(eur) FILTER (rung = 'commitment') AS committed_eur, sum(eur) FILTER (rung = 'allocation') AS allocated_eur,
       sum(eur) FILTER (rung = 'disbursement') AS disbursed_eur, sum(eur) FILTER (rung = 'delivery') AS delivered_eur,
       sum(eur) FILTER (rung = 'refused') AS refused_eur,
       count(DISTINCT thing) AS propositions
FROM rungs
GROUP BY actor, recipient;
