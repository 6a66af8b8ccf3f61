-- Where it all came from, and whether the sources are well.

CREATE VIEW sources AS
WITH counted AS (
    SELECT a.source, count(*) AS articles, sum(a.claims)::BIGINT AS claims, max(a.recorded_at) AS newest
    FROM article_log a WHERE a.article_seq NOT IN (SELECT article_seq FROM supersession_log) GROUP BY a.source
), reports AS (
    SELECT name, arg_max(kind, recorded_at) AS kind, arg_max(status, recorded_at) AS status, arg_max(error, recorded_at) AS error
    FROM source_log GROUP BY name
)
SELECT s.name, r.kind, s.url, r.status, s.last_success, s.last_new_item, s.failures, coalesce(s.error, r.error) AS error, s.next_due,
       s.baseline_done, coalesce(a.articles, 0) AS articles, coalesce(a.claims, 0) AS claims, s.updated_at
FROM source_state s
LEFT JOIN reports r ON r.name = s.name
LEFT JOIN counted a ON a.source = s.name
UNION ALL
-- other desks' exports: nothing is asked of them again
SELECT a.source, 'import', NULL, r.status, a.newest, a.newest, 0, NULL, NULL, true, a.articles, a.claims, a.newest
FROM counted a LEFT JOIN reports r ON r.name = a.source
WHERE starts_with(a.source, 'import:');

CREATE VIEW source_health AS
-- the pass recorded last: the latest by its clock may be one whose clock was ahead
WITH newest AS (SELECT recorded_at AS moment FROM run_log ORDER BY rowid DESC LIMIT 1)
SELECT l.name, count(*) AS passes, count(*) FILTER (l.status = 'failed') AS failed,
       count(*) FILTER (l.status IN ('ok', 'unchanged')) / count(*)::DOUBLE AS success_rate,
       max(l.recorded_at) FILTER (l.status IN ('ok', 'unchanged')) AS last_ok, max(l.recorded_at) FILTER (l.new_items > 0) AS last_new,
       sum(l.new_items)::BIGINT AS new_items, sum(l.bytes)::BIGINT AS bytes, median(l.seconds) AS seconds,
       arg_max(l.error, l.recorded_at) FILTER (l.error IS NOT NULL) AS last_error,
       CASE WHEN count(*) FILTER (l.status IN ('ok', 'unchanged')) = 0 THEN 'never reached'
            WHEN arg_max(l.status, l.recorded_at) = 'failed' THEN 'failing'
            WHEN max(l.recorded_at) FILTER (l.new_items > 0) IS NULL
                 OR max(l.recorded_at) FILTER (l.new_items > 0) < (SELECT moment FROM newest) - INTERVAL 10 DAY THEN 'silent'
            ELSE 'well' END AS health
FROM source_log l
WHERE l.recorded_at BETWEEN (SELECT moment FROM newest) - INTERVAL 30 DAY AND (SELECT moment FROM newest) + INTERVAL 5 MINUTE
GROUP BY l.name;

CREATE VIEW coverage AS
SELECT source, publisher, date_trunc('week', coalesce(published_at, recorded_at))::DATE AS week, count(*) AS articles,
       sum(claims)::BIGINT AS claims, count(*) FILTER (claims = 0) AS articles_without_claims,
       count(DISTINCT coalesce(origin, document_id || '#' || segment)) AS origins
FROM articles
GROUP BY source, publisher, week;

CREATE VIEW revisions AS
WITH versions AS (
    SELECT url, revision, sha256, fetched_at, document_id,
           lag(document_id) OVER w AS before_document_id, lag(sha256) OVER w AS before_sha256, lag(fetched_at) OVER w AS before_fetched_at
    FROM page_log
    WHERE url IN (SELECT url FROM page_log GROUP BY url HAVING count(*) > 1)
    WINDOW w AS (PARTITION BY url ORDER BY revision, fetched_at)
), said AS (
    SELECT document_id, anchor FROM claims WHERE document_id IN (SELECT document_id FROM versions)
)
SELECT v.url, v.revision, v.before_fetched_at, v.fetched_at,
       list_sort(list_distinct(coalesce((SELECT list(anchor) FROM said WHERE said.document_id = v.before_document_id AND anchor NOT IN
           (SELECT n.anchor FROM said n WHERE n.document_id = v.document_id)), []))) AS amounts_gone,
       list_sort(list_distinct(coalesce((SELECT list(anchor) FROM said WHERE said.document_id = v.document_id AND anchor NOT IN
           (SELECT b.anchor FROM said b WHERE b.document_id = v.before_document_id)), []))) AS amounts_new,
       v.before_document_id, v.document_id, v.before_sha256, v.sha256
FROM versions v
WHERE v.before_sha256 IS NOT NULL;

CREATE VIEW runs AS
SELECT run_id, started_at, recorded_at, version, sources_ok, sources_failed, pages, articles, claims, verdicts, alerts, problems
FROM run_log;

CREATE VIEW problems AS
SELECT recorded_at, source, url, stage, code, message, run_id FROM problem_log;

CREATE VIEW problem_counts AS
SELECT source, stage, code, count(*) AS times, min(recorded_at) AS first_seen, max(recorded_at) AS last_seen,
       arg_max(url, recorded_at) AS latest_url, arg_max(message, recorded_at) AS latest_message
FROM problem_log
GROUP BY source, stage, code;
