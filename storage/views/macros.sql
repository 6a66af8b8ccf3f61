-- Questions with a parameter. In a file attached to another database they need `USE` first: macros look tables up where the user stands.

-- Times are stored as UTC without a zone, and whoever opens the copy asks in a session with a zone of its own: nothing here may be cast by
-- that zone. As text a moment with a zone carries its offset, whatever type it had; what takes no further offset has one; epoch_us knows no zone.
CREATE OR REPLACE MACRO in_utc(moment) AS
    CASE WHEN length(trim(moment::VARCHAR)) <= 10 THEN trim(moment::VARCHAR)::DATE::TIMESTAMP
         ELSE coalesce(make_timestamp(epoch_us(TRY_CAST(trim(moment::VARCHAR) || '+00' AS TIMESTAMPTZ))),
                       make_timestamp(epoch_us(replace(replace(trim(moment::VARCHAR), ' +', '+'), ' -', '-')::TIMESTAMPTZ))) END;

-- a day alone means its end; a moment means that moment
CREATE OR REPLACE MACRO after_the(day) AS
    in_utc(day) + CASE WHEN length(trim(day::VARCHAR)) <= 10 THEN INTERVAL 1 DAY ELSE INTERVAL 1 MICROSECOND END;

-- dates and moments without a zone are most of what is asked: no way over text for them
CREATE OR REPLACE MACRO day_in_utc(moment) AS
    CASE WHEN typeof(moment) IN ('DATE', 'TIMESTAMP') THEN moment::DATE ELSE in_utc(moment)::DATE END;

CREATE OR REPLACE MACRO as_of(day) AS TABLE
SELECT * FROM claim_history
WHERE known_from < after_the(day) AND (known_until IS NULL OR known_until >= after_the(day)) AND NOT starts_with(coalesce(source, ''), 'import:');

CREATE OR REPLACE MACRO verdicts_as_of(day) AS TABLE
SELECT * FROM verdict_history
WHERE known_from < after_the(day) AND (known_until IS NULL OR known_until >= after_the(day));

-- the other side of a finding may be recorded later than the finding: until then it is unknown
CREATE OR REPLACE MACRO contradictions_as_of(day) AS TABLE
SELECT * EXCLUDE (other_known_from)
       REPLACE (CASE WHEN other_known_from < after_the(day) THEN other_amount END AS other_amount,
                CASE WHEN other_known_from < after_the(day) THEN other_low END AS other_low,
                CASE WHEN other_known_from < after_the(day) THEN other_unit END AS other_unit,
                CASE WHEN other_known_from < after_the(day) THEN other_publisher END AS other_publisher,
                CASE WHEN other_known_from < after_the(day) THEN other_said_on END AS other_said_on,
                CASE WHEN other_known_from < after_the(day) THEN other_quote END AS other_quote,
                CASE WHEN other_known_from < after_the(day) THEN other_high END AS other_high,
                CASE WHEN other_known_from < after_the(day) THEN other_per END AS other_per,
                CASE WHEN other_known_from < after_the(day) THEN other_speaker END AS other_speaker,
                CASE WHEN other_known_from < after_the(day) THEN other_url END AS other_url)
FROM contradiction_history
WHERE known_from < after_the(day) AND (known_until IS NULL OR known_until >= after_the(day));

CREATE OR REPLACE MACRO alerts_as_of(day) AS TABLE
SELECT a.alert_id, a.created_at, a.channel, a.severity, a.title, a.body, a.event_id, a.document_id,
       coalesce(d.sent_to, []) AS sent_to, a.recorded_at
FROM alert_log a
LEFT JOIN (SELECT alert_id, list(DISTINCT destination ORDER BY destination) AS sent_to FROM delivery_log
           WHERE outcome = 'sent' AND attempted_at < after_the(day) GROUP BY alert_id) d ON d.alert_id = a.alert_id
WHERE a.recorded_at < after_the(day);

-- one row a day and currency (storage/rates.py), so nothing needs to be grouped; the euro is what rates are told in: a form of its own, with one look-up less
CREATE OR REPLACE MACRO convert(amount, from_currency, on_date) AS
    amount / (SELECT f.per_eur FROM reference_rate f WHERE f.currency = upper(from_currency) AND f.day = day_in_utc(on_date)),
(amount, from_currency, on_date, to_currency) AS
    amount * CASE WHEN upper(to_currency) = 'EUR' THEN 1.0 ELSE (SELECT t.per_eur FROM reference_rate t WHERE t.currency = upper(to_currency) AND t.day = day_in_utc(on_date)) END
           / (SELECT f.per_eur FROM reference_rate f WHERE f.currency = upper(from_currency) AND f.day = day_in_utc(on_date));
