-- What people said of the findings, and how often each rule and source was right.

CREATE VIEW feedback AS
SELECT f.verdict_id, f.alert_id, f.is_right, f.note, f.recorded_at, v.verdict, v.dimension, v.subtype, v.channel, v.severity, v.rule,
       v.reason, v.document_id, v.claim_id, v.against_claim_id
FROM (
    SELECT *, row_number() OVER (PARTITION BY verdict_id ORDER BY rowid DESC) AS age FROM feedback_log
) f
JOIN verdict_log v ON v.verdict_id = f.verdict_id
WHERE f.age = 1;

CREATE VIEW precision_by_rule AS
SELECT f.rule, f.verdict, count(*) AS marked, count(*) FILTER (f.is_right) AS marked_right,
       count(*) FILTER (f.is_right) / count(*) AS precision
FROM feedback f GROUP BY f.rule, f.verdict;

CREATE VIEW precision_by_source AS
SELECT a.source, count(*) AS marked, count(*) FILTER (f.is_right) AS marked_right,
       count(*) FILTER (f.is_right) / count(*) AS precision
FROM feedback f
LEFT JOIN (SELECT document_id, any_value(source) AS source FROM article_log GROUP BY document_id) a ON a.document_id = f.document_id
GROUP BY a.source;

CREATE VIEW mutes AS
SELECT kind, name, until, note, recorded_at
FROM (
    SELECT *, row_number() OVER (PARTITION BY kind, name ORDER BY rowid DESC) AS age FROM mute_log
)
WHERE age = 1 AND is_muted;
