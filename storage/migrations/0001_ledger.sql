-- The first ledger. Tables named *_log are append-only: rows are added and never changed. The others say in their comment what changes.
-- Times are UTC. Few indexes on purpose: every look-up is a set-based join (docs/decisions/0040).

CREATE TABLE run_log (
    run_id VARCHAR NOT NULL, started_at TIMESTAMP NOT NULL, recorded_at TIMESTAMP NOT NULL, version VARCHAR,
    sources_ok INTEGER NOT NULL, sources_failed INTEGER NOT NULL, pages INTEGER NOT NULL, articles INTEGER NOT NULL,
    claims INTEGER NOT NULL, verdicts INTEGER NOT NULL, alerts INTEGER NOT NULL, problems INTEGER NOT NULL
);

CREATE TABLE source_state (
    name VARCHAR NOT NULL PRIMARY KEY, url VARCHAR, etag VARCHAR, last_modified VARCHAR, last_success TIMESTAMP,
    last_new_item TIMESTAMP, failures INTEGER NOT NULL, error VARCHAR, next_due TIMESTAMP, baseline_done BOOLEAN NOT NULL,
    cursor MAP(VARCHAR, VARCHAR) NOT NULL, updated_at TIMESTAMP NOT NULL
);

CREATE TABLE source_log (
    run_id VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, status VARCHAR NOT NULL, items INTEGER NOT NULL,
    new_items INTEGER NOT NULL, bytes BIGINT NOT NULL, error VARCHAR, warnings VARCHAR[] NOT NULL, seconds DOUBLE NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE problem_log (
    run_id VARCHAR NOT NULL, source VARCHAR NOT NULL, url VARCHAR NOT NULL, stage VARCHAR NOT NULL, code VARCHAR NOT NULL,
    message VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE page_log (
    url VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, source VARCHAR NOT NULL, final_url VARCHAR, fetched_at TIMESTAMP NOT NULL,
    content_type VARCHAR, charset VARCHAR, bytes BIGINT NOT NULL, title VARCHAR, published VARCHAR, publisher VARCHAR,
    language VARCHAR, baseline BOOLEAN NOT NULL, revision INTEGER NOT NULL, document_id VARCHAR, run_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE generation_log (
    generation INTEGER NOT NULL, extractor VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE article_log (
    article_seq BIGINT NOT NULL, document_id VARCHAR NOT NULL, segment INTEGER NOT NULL, generation INTEGER NOT NULL,
    start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, title VARCHAR, url VARCHAR, publisher VARCHAR, published VARCHAR,
    published_at TIMESTAMP, language VARCHAR, origin VARCHAR, source VARCHAR, sha256 VARCHAR, baseline BOOLEAN NOT NULL,
    claims INTEGER NOT NULL, run_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE article_band (
    band UBIGINT NOT NULL, article_seq BIGINT NOT NULL
);

CREATE TABLE article_sketch (
    article_seq BIGINT NOT NULL, sketch BLOB NOT NULL
);

CREATE TABLE supersession_log (
    article_seq BIGINT NOT NULL, superseded_by INTEGER NOT NULL, run_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE claim_log (
    claim_seq BIGINT NOT NULL, article_seq BIGINT NOT NULL, claim_id VARCHAR NOT NULL, document_id VARCHAR NOT NULL,
    segment INTEGER NOT NULL, generation INTEGER NOT NULL, kind VARCHAR NOT NULL,
    anchor VARCHAR NOT NULL, anchor_start INTEGER NOT NULL, anchor_end INTEGER NOT NULL,
    quote VARCHAR NOT NULL, quote_start INTEGER NOT NULL, quote_end INTEGER NOT NULL,
    quote_prefix VARCHAR NOT NULL, quote_suffix VARCHAR NOT NULL,
    actor VARCHAR, actor_as_written VARCHAR, speaker VARCHAR, speaker_as_written VARCHAR, recipient VARCHAR, purpose VARCHAR,
    measure VARCHAR NOT NULL, low DOUBLE, high DOUBLE, unit VARCHAR, unit_of VARCHAR, unit_basis VARCHAR NOT NULL,
    comparator VARCHAR, hedge VARCHAR, per VARCHAR, equivalents STRUCT(low DOUBLE, high DOUBLE, unit VARCHAR)[] NOT NULL,
    time_text VARCHAR, time_start VARCHAR, time_end VARCHAR, time_deadline VARCHAR, time_as_of VARCHAR,
    modality VARCHAR NOT NULL, stage VARCHAR, condition VARCHAR, extractor VARCHAR NOT NULL,
    role VARCHAR, ordinal VARCHAR, magnitude DOUBLE, recalled BOOLEAN NOT NULL,
    mentions STRUCT(start_offset INTEGER, end_offset INTEGER, exact VARCHAR)[] NOT NULL, trace VARCHAR[] NOT NULL,
    proposition_id VARCHAR, event_id VARCHAR, baseline BOOLEAN NOT NULL, run_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE claim_key (
    key UBIGINT NOT NULL, claim_seq BIGINT NOT NULL
);

CREATE TABLE verdict_log (
    verdict_id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, claim_id VARCHAR NOT NULL,
    anchor VARCHAR NOT NULL, anchor_start INTEGER NOT NULL, anchor_end INTEGER NOT NULL,
    verdict VARCHAR NOT NULL, dimension VARCHAR[] NOT NULL, subtype VARCHAR,
    against_document_id VARCHAR, against_claim_id VARCHAR, against_anchor VARCHAR, against_anchor_start INTEGER,
    against_anchor_end INTEGER, channel VARCHAR NOT NULL, severity VARCHAR, rule VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    proposition_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL, run_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE alert_log (
    alert_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, created_at VARCHAR NOT NULL,
    channel VARCHAR NOT NULL, severity VARCHAR, title VARCHAR NOT NULL, body VARCHAR NOT NULL, verdict_ids VARCHAR[] NOT NULL,
    card VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL
);

CREATE TABLE outbox (
    key VARCHAR NOT NULL PRIMARY KEY, alert_id VARCHAR NOT NULL, destination VARCHAR NOT NULL, status VARCHAR NOT NULL,
    attempts INTEGER NOT NULL, next_attempt TIMESTAMP, last_error VARCHAR, digest BOOLEAN NOT NULL, receipt VARCHAR,
    owed_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL
);

CREATE TABLE delivery_log (
    key VARCHAR NOT NULL, alert_id VARCHAR NOT NULL, destination VARCHAR NOT NULL, outcome VARCHAR NOT NULL,
    attempt INTEGER NOT NULL, error VARCHAR, attempted_at TIMESTAMP NOT NULL
);

CREATE TABLE reference_rate (
    day DATE NOT NULL, currency VARCHAR NOT NULL, per_eur DOUBLE NOT NULL, rate_day DATE NOT NULL
);
