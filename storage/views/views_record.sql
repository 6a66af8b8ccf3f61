-- Claims as people ask for them: what was said, by whom, where, and from when until when this program took it for the reading of the text.

-- whole numbers are by far the most, and need no search for a trailing ".0"
CREATE OR REPLACE MACRO in_full(x) AS
    CASE WHEN abs(x) < 1e18 AND x = trunc(x) THEN format('{:,}', x::BIGINT) ELSE regexp_replace(format('{:,}', x), '[.]0$', '') END;

CREATE OR REPLACE MACRO in_words(low, high, unit, unit_of, per, comparator) AS
    CASE WHEN low IS NULL AND high IS NULL THEN NULL
         ELSE concat_ws(' ',
             CASE comparator WHEN 'at_least' THEN 'at least' WHEN 'more_than' THEN 'more than' WHEN 'up_to' THEN 'up to'
                             WHEN 'less_than' THEN 'less than' WHEN 'about' THEN 'about' END,
             CASE WHEN low IS NULL OR high IS NULL OR low = high THEN in_full(coalesce(low, high))
                  ELSE in_full(low) || ' to ' || in_full(high) END,
             nullif(unit, 'count'), unit_of, 'a ' || per) END;

CREATE OR REPLACE MACRO currency_of(unit) AS CASE WHEN regexp_full_match(unit, '[A-Z]{3}') THEN unit END;

CREATE VIEW claim_history AS
SELECT c.actor, c.recipient, in_words(c.low, c.high, c.unit, c.unit_of, c.per, c.comparator) AS amount,
       c.low, c.high, c.unit, currency_of(c.unit) AS currency, c.unit_of, c.per, c.comparator, c.purpose, c.kind, c.modality, c.stage,
       c.said_on, c.speaker, a.publisher, c.quote, a.title, a.url, c.claim_id,
       c.measure, c.hedge, c.unit_basis, c.condition, c.anchor, c.time_text, c.time_start, c.time_end, c.time_deadline, c.time_as_of,
       a.published, a.published_at, a.language, a.origin, a.source,
       c.proposition_id, c.event_id, c.equivalents, c.actor_as_written, c.speaker_as_written, c.role, c.ordinal, c.magnitude,
       c.recalled, c.payer_from, c.recipient_from, c.certainty, c.mentions, c.trace, c.quote_prefix, c.quote_suffix, c.quote_start, c.quote_end, c.anchor_start, c.anchor_end,
       c.document_id, c.segment, c.extractor, c.generation, c.baseline, c.run_id, c.recorded_at AS known_from,
       s.recorded_at AS known_until
FROM claim_log c
JOIN article_log a ON a.article_seq = c.article_seq
LEFT JOIN supersession_log s ON s.article_seq = c.article_seq;

CREATE VIEW claims AS
SELECT * EXCLUDE (known_until) FROM claim_history WHERE known_until IS NULL AND NOT starts_with(coalesce(source, ''), 'import:');

-- What other desks have handed over is compared with, and counted nowhere.
CREATE VIEW reference_claims AS
SELECT * EXCLUDE (known_until) FROM claim_history WHERE known_until IS NULL AND starts_with(source, 'import:');

CREATE VIEW pledges AS
SELECT * EXCLUDE (kind),
       -- one sum of money at one time is a transaction: no howitzers, no amount a month, no running total
       CASE WHEN modality IN ('refused', 'withdrawn', 'denied', 'hypothetical', 'demanded', 'conditional', 'expected') THEN NULL
            WHEN coalesce(low, high) IS NULL OR per IS NOT NULL OR measure IN ('rate', 'cumulative_total', 'level', 'share') THEN NULL
            WHEN currency IS NULL THEN NULL
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
WHERE s.article_seq IS NULL AND NOT starts_with(coalesce(a.source, ''), 'import:');

CREATE VIEW proposition_joins AS
SELECT j.proposition_id, j.joined_into, j.claim_id, c.document_id, c.quote, j.run_id, j.recorded_at AS known_from, s.recorded_at AS known_until
FROM proposition_join_log j
LEFT JOIN claim_log c ON c.claim_id = j.claim_id
LEFT JOIN supersession_log s ON s.article_seq = c.article_seq;

-- All that hang together by joins are one; the one that none was joined away from stands for them.
CREATE VIEW proposition_roots AS
WITH RECURSIVE edges AS (
    SELECT DISTINCT proposition_id AS a, joined_into AS b FROM proposition_joins WHERE known_until IS NULL
), ways AS (
    SELECT a, b FROM edges UNION SELECT b, a FROM edges
), reach AS (
    SELECT a AS proposition_id, a AS other FROM ways
    UNION
    SELECT r.proposition_id, w.b FROM reach r JOIN ways w ON w.a = r.other
)
SELECT proposition_id, coalesce(min(other) FILTER (other NOT IN (SELECT a FROM edges)), min(other)) AS root,
       list_sort(list(other)) AS joined
FROM reach
GROUP BY proposition_id;

-- Grouped over numbers only, and the words fetched from the newest claim afterwards: grouping a million strings takes ten times as long.
CREATE VIEW propositions AS
WITH own AS (
    SELECT article_seq, hash(publisher) AS outlet, publisher IS NOT NULL AS named, hash(coalesce(origin, document_id || '#' || segment)) AS text,
           article_seq NOT IN (SELECT article_seq FROM supersession_log) AS is_current
    FROM article_log WHERE NOT starts_with(coalesce(source, ''), 'import:')
), numbered AS (
    SELECT hash(proposition_id) AS proposition, claim_seq, recorded_at, said_on, article_seq FROM claim_log WHERE proposition_id IS NOT NULL /* AND TOUCHED */
), roots AS (
    SELECT hash(proposition_id) AS proposition, hash(root) AS root FROM proposition_roots
), said AS MATERIALIZED (
    SELECT coalesce(r.root, c.proposition) AS proposition, c.claim_seq, c.recorded_at, c.said_on, a.outlet, a.named, a.text, a.is_current
    FROM numbered c
    JOIN own a ON a.article_seq = c.article_seq
    LEFT JOIN roots r ON r.proposition = c.proposition
), grouped AS (
    -- the last said, and of those the last recorded: day and number in one, which takes a third of what arg_max does
    SELECT proposition, count(*) FILTER (is_current) AS claims,
           max(coalesce(said_on - DATE '0001-01-01', 0) * 1099511627776 + claim_seq) FILTER (is_current) & 1099511627775 AS newest,
           min(said_on) FILTER (is_current) AS first_said_on, max(said_on) FILTER (is_current) AS last_said_on,
           -- a new reading of old news does not make it new
           min(recorded_at) AS first_known
    FROM said GROUP BY proposition
), outlets AS (
    SELECT proposition, count(DISTINCT outlet) AS publishers FROM said WHERE named AND is_current GROUP BY proposition
), texts AS (
    SELECT proposition, count(DISTINCT text) AS origins FROM said WHERE is_current GROUP BY proposition
)
SELECT coalesce(r.root, c.proposition_id) AS proposition_id, g.claims, coalesce(o.publishers, 0) AS publishers, t.origins, c.actor, c.recipient, c.purpose, c.measure,
       in_words(c.low, c.high, c.unit, c.unit_of, c.per, c.comparator) AS latest_amount, c.unit, currency_of(c.unit) AS currency, c.per,
       c.low AS latest_low, c.high AS latest_high, c.modality AS latest_modality, c.stage AS latest_stage,
       g.first_said_on, g.last_said_on, g.first_known, c.quote AS latest_quote, coalesce(r.joined, []) AS joined
FROM grouped g
JOIN texts t ON t.proposition = g.proposition
LEFT JOIN outlets o ON o.proposition = g.proposition
JOIN claim_log c ON c.claim_seq = g.newest
LEFT JOIN proposition_roots r ON r.proposition_id = c.proposition_id;

CREATE VIEW timeline AS
SELECT said_on, kind, actor, recipient, amount, currency, modality, stage, speaker, publisher, quote, url, proposition_id, claim_id
FROM claims
WHERE said_on IS NOT NULL;

-- Grouped first and split into single actors afterwards, when there are few rows.
CREATE VIEW by_actor AS
WITH joint AS ( /* KEPT */
    SELECT c.actor, a.publisher, count(*) AS claims, count(*) FILTER (kind = 'pledge') AS pledges, count(*) FILTER (kind = 'figure') AS figures,
           count(*) FILTER (modality IN ('refused', 'withdrawn')) AS refusals, count(*) FILTER (modality = 'delivered') AS deliveries,
           min(said_on) AS first_said_on, max(said_on) AS last_said_on
    FROM claim_log c JOIN article_log a ON a.article_seq = c.article_seq
    WHERE c.article_seq NOT IN (SELECT article_seq FROM supersession_log) AND NOT starts_with(coalesce(a.source, ''), 'import:') AND c.actor IS NOT NULL /* AND TOUCHED */
    GROUP BY c.actor, a.publisher
/* END */ )
SELECT j.one AS actor, sum(j.claims)::BIGINT AS claims, sum(j.pledges)::BIGINT AS pledges, sum(j.figures)::BIGINT AS figures,
       count(DISTINCT j.publisher) AS publishers,
       sum(j.refusals)::BIGINT AS refusals, sum(j.deliveries)::BIGINT AS deliveries, min(j.first_said_on) AS first_said_on,
       max(j.last_said_on) AS last_said_on
FROM (SELECT unnest(string_split(actor, ', ')) AS one, * EXCLUDE (actor) FROM joint) j
GROUP BY j.one;

CREATE VIEW commitments_vs_deliveries AS
WITH amounts AS ( /* KEPT */
    -- recurring amounts cannot be added to single ones
    SELECT hash(actor, recipient) AS parties, hash(coalesce(proposition_id, claim_id)) AS thing,
           CASE WHEN modality IN ('refused', 'withdrawn') THEN 'refused' ELSE stage END AS rung, claim_seq AS seq,
           (said_on - DATE '0001-01-01') * 1099511627776 + claim_seq AS place, coalesce(low, high) / r.per_eur AS eur
    FROM claim_log c
    JOIN reference_rate r ON r.currency = c.unit AND r.day = c.said_on
    WHERE c.article_seq NOT IN (SELECT article_seq FROM supersession_log UNION ALL SELECT article_seq FROM article_log WHERE starts_with(source, 'import:'))
      AND kind = 'pledge' AND per IS NULL AND actor IS NOT NULL AND coalesce(low, high) IS NOT NULL
      AND (modality IN ('refused', 'withdrawn') OR stage IN ('plan', 'pledge', 'commitment', 'allocation', 'disbursement', 'delivery'))
      AND modality NOT IN ('denied', 'hypothetical', 'demanded', 'conditional') /* AND TOUCHED */
/* END */ ), money AS (
    -- each proposition once per rung, with its newest amount
    SELECT parties, thing, rung, max(seq) AS seq, arg_max(eur, place) AS eur FROM amounts GROUP BY parties, thing, rung
), rungs AS (
    SELECT max(seq) AS seq,
           sum(eur) FILTER (rung = 'plan') AS planned_eur, sum(eur) FILTER (rung = 'pledge') AS pledged_eur,
           sum(eur) FILTER (rung = 'commitment') AS committed_eur, sum(eur) FILTER (rung = 'allocation') AS allocated_eur,
           sum(eur) FILTER (rung = 'disbursement') AS disbursed_eur, sum(eur) FILTER (rung = 'delivery') AS delivered_eur,
           sum(eur) FILTER (rung = 'refused') AS refused_eur,
           count(DISTINCT thing) AS propositions
    FROM money GROUP BY parties
)
SELECT c.actor, c.recipient, r.* EXCLUDE (seq) FROM rungs r JOIN claim_log c ON c.claim_seq = r.seq;
